"""Whole evenings against a journal in memory, with stops and crashes at every point."""

from __future__ import annotations

import json
import stat
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from functools import cached_property
from pathlib import Path
from typing import Any

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from conftest import World
from device import key_of
from some_records import TODAY, ask, intention, note
from syslead_cli.base.ask import Entered
from syslead_cli.base.paths import Paths, under
from syslead_cli.context import Context
from syslead_cli.errors import SysleadError
from syslead_cli.framework.model import Dimension, Facet, Framework, Prompt, PromptBank
from syslead_cli.journal.codec import encode_line, read_line
from syslead_cli.journal.merge import Journal, Place, PlacedLine, merge_lines
from syslead_cli.journal.model import Ask, Intention, Note, Outcome, Record
from syslead_cli.journal.rescue import AnyDraft, Draft, DraftFiles
from syslead_cli.reflect.dialogue import (
    Sitting,
    SittingOptions,
    gather,
    interrupted_sitting,
)
from syslead_cli.reflect.model import (
    Effect,
    Graded,
    SaveAsk,
    SaveVoices,
    Session,
    SittingAgenda,
    SittingDraft,
    SittingStep,
)
from syslead_cli.reflect.schedule import Pick
from syslead_cli.reflect.session import advance, go_on, parse_voices
from syslead_cli.setup.settings import Settings

DAY = date(2026, 3, 27)
FULL = "The ward clerk said “we moved the problem to Thursdays” and she was right about it."
FACETS = [f"facet{at}" for at in range(6)]
FRAMEWORK = Framework(
    "f", "F", "1", (Dimension("d", "D", ""),), tuple(Facet(id_, "d", id_, "") for id_ in FACETS)
)
BANK = PromptBank(
    tuple(
        Prompt(f"{facet}-{at}", facet, ("event", "voice", "evidence")[at % 3], f"{at} {facet}?")
        for facet in FACETS
        for at in range(6)
    ),
)


class MemoryJournal:
    """Lines as they would lie on disk."""

    def __init__(self) -> None:
        self.lines: list[bytes] = []

    def read(self) -> Journal:
        found = [(number, read_line(raw)) for number, raw in enumerate(self.lines, 1)]
        return merge_lines(
            PlacedLine(Place("m.jsonl", number, "dev"), line) for number, line in found if line
        )

    def append(self, records: Sequence[Record]) -> None:
        self.lines.extend(encode_line(record) for record in records)


class MemoryDrafts(DraftFiles):
    """Drafts as their file would hold them."""

    def __init__(self, paths: Paths) -> None:
        super().__init__(paths, key_of(paths))
        self.files: dict[str, str] = {}

    def keep(self, draft: Draft, *, durable: bool = True) -> None:
        self.files = {draft.file_name: json.dumps(draft.data)}

    def drop(self, draft: Draft) -> None:
        self.files.pop(draft.file_name, None)

    def newest(self, pattern: str, read: Callable[[Any], AnyDraft | None]) -> AnyDraft | None:
        kept = [json.loads(content) for content in self.files.values()]
        return read(kept[0]) if kept else None


class Room(Context):
    """A run whose journal and drafts are in memory, with so many questions a sitting."""

    slots: int = 2
    framework = FRAMEWORK
    bank = BANK

    @cached_property
    def settings(self) -> Settings:
        return Settings(prompts=self.slots, mentions=False)

    @cached_property
    def journal(self) -> MemoryJournal:  # type: ignore[override]
        return MemoryJournal()

    @cached_property
    def drafts(self) -> MemoryDrafts:
        return MemoryDrafts(self.paths)

    def agenda(self, **options: object) -> SittingAgenda:
        return gather(self, self.journal.read(), SittingOptions(self.today, **options))

    def kept(self, kind: type) -> list[Record]:
        return [record for record in self.journal.read().records if isinstance(record, kind)]


@pytest.fixture
def room(world: World) -> Room:
    return Room(environ=world.environ, fixed_clock=world.clock)


class Crash(Exception):
    """The machine went off while something was being typed."""


@dataclass
class Actor:
    """Types what it is told; then Enter for ever. ``("type" | "stop" | "crash", text)``."""

    actions: list[tuple[str, str]]
    on_tell: Callable[[Effect], None] = lambda effect: None
    questions: list[str] = field(default_factory=list)
    withdrawn: list[str] = field(default_factory=list)

    def ask(self, session: Session, typed: str, on_change: Callable[[str], None]) -> Entered:
        kind, text = self.actions.pop(0) if self.actions else ("type", "")
        step = session.step.name
        self.questions.append(step)
        is_earlier = typed == session.prefilled and step != "mend"
        prefilled = typed if is_earlier else ""
        # Over an earlier answer one writes a new one, or leaves it.
        whole = (text or prefilled) if prefilled else typed + text
        if not self.actions and step == "due" and whole:
            whole = f"d {whole}"  # given back until it is an outcome
        if step == "when" and (len(whole) > 4 or not self.actions):
            self.withdrawn.append(whole)
            whole = ""  # no date: the leader takes it away
        on_change(whole)
        if kind == "crash":
            raise Crash
        return Entered(whole, stopped=kind == "stop")


class Evening(Sitting):
    """A sitting at which an actor answers."""

    def __init__(self, room: Room, actor: Actor) -> None:
        super().__init__(room, room.journal.read(), room.agenda(), interrupted_sitting(room.drafts))
        self.actor = actor

    def ask(self, session: Session, typed: str, on_change: Callable[[str], None]) -> Entered:
        return self.actor.ask(session, typed, on_change)

    def tell(self, effect: Effect, asked: Session) -> None:
        self.actor.on_tell(effect)


def spend(room: Room, actor: Actor) -> None:
    """Sit down again and again until an evening comes to its end."""
    for _ in range(100):
        try:
            Evening(room, actor).hold()
        except Crash:
            continue
        if not room.drafts.files:
            return
    raise AssertionError("the evening did not end")


def test_the_plan_is_what_is_asked(room: Room) -> None:
    planned = [pick.id for pick in room.agenda().picks]
    spend(room, Actor([("type", FULL), ("type", "l")]))
    assert [ask.prompt for ask in room.kept(Ask)] == planned
    assert [ask.outcome for ask in room.kept(Ask)] == ["full", "later"]
    assert len({ask.sitting for ask in room.kept(Ask)}) == 1


def test_each_answer_is_on_disk_before_the_next_question(room: Room) -> None:
    seen: list[int] = []

    class Watching(Actor):
        def ask(self, session: Session, typed: str, on_change: Callable[[str], None]) -> Entered:
            seen.append(len(room.journal.lines))
            return super().ask(session, typed, on_change)

    spend(room, Watching([("type", FULL), ("type", FULL), ("type", "a note"), ("type", "@board")]))
    assert seen == [0, 1, 2, 3, 4]


def test_a_follow_up_never_two_days_running(room: Room) -> None:
    spend(room, Actor([("type", "it was fine"), ("type", FULL)]))
    assert room.kept(Ask)[0].text == f"it was fine\n\n{FULL}"
    assert room.kept(Ask)[0].outcome == "full"
    for day, allowed in [(DAY, False), (date(2026, 3, 28), False), (date(2026, 3, 29), True)]:
        room.today = day
        assert room.agenda().may_follow_up is allowed


def test_a_due_intention_is_asked_about_once_a_day_until_it_is_closed(room: Room) -> None:
    room.journal.append([Intention(**room.stamp()._asdict(), text="If a, then b", due=DAY)])
    spend(room, Actor([("type", "n"), ("type", "no time")]))
    assert [(o.status, o.text) for o in room.kept(Outcome)] == [("not_yet", "no time")]
    assert room.agenda().due == ()
    room.today = date(2026, 3, 28)
    assert len(room.agenda().due) == 1
    spend(room, Actor([("type", "d")]))
    room.today = date(2026, 3, 30)
    assert room.agenda().due == ()


def test_voices_join_those_already_named_in_the_note(room: Room) -> None:
    spend(
        room, Actor([("type", ""), ("type", ""), ("type", "with @board"), ("type", "night staff")])
    )
    assert room.kept(Note)[0].voices == ("night-staff", "board")


def test_an_answer_saved_just_before_a_crash_is_not_asked_for_twice(room: Room) -> None:

    def crash_after_saving(effect: Effect) -> None:
        actor.on_tell = lambda effect: None
        raise Crash

    actor = Actor([("type", FULL), ("type", FULL)], crash_after_saving)
    spend(room, actor)
    assert [ask.text for ask in room.kept(Ask)] == [FULL, FULL]


SAID = [FULL, "it was fine", "nothing", "If a, then I will b", "ask her", "@board, night staff"]
STRANGE = st.characters(codec="utf-8", exclude_categories=["Cc", "Zs", "Zl", "Zp"])
WORDS = st.sampled_from([*SAID, "a\nb\n\nc"]) | st.text(STRANGE, min_size=5, max_size=30)
KEYS = st.sampled_from(["", "s", "l", "?", "f", "b", "d"])
ACTIONS = st.lists(
    st.tuples(st.sampled_from(["type", "type", "stop", "crash"]), WORDS | KEYS), max_size=14
)


@settings(max_examples=150)
@given(ACTIONS, st.integers(0, 2), st.integers(1, 3))
def test_nothing_typed_is_lost_and_every_question_has_one_outcome(
    world: World, actions: list[tuple[str, str]], due: int, slots: int
) -> None:
    room = Room(environ=world.environ, fixed_clock=world.clock, slots=slots)
    for _ in range(due):
        room.journal.append([Intention(**room.stamp()._asdict(), text="If a, then b", due=DAY)])
    typed = [text for _, text in actions if len(text) > 4]
    actor = Actor(list(actions))
    spend(room, actor)
    written = room.journal.read()
    assert written.damage == ()
    asks = [record.prompt for record in written.records if isinstance(record, Ask)]
    assert len(asks) == len(set(asks))
    store = "\n".join(raw.decode() for raw in room.journal.lines)
    used = typed[: len(typed) - sum(len(text) > 4 for _, text in actor.actions)]
    for text in used:
        assert _is_in(text, store, actor) or any(text in gone for gone in actor.withdrawn)


def _is_in(text: str, store: str, actor: Actor) -> bool:
    """As written, or as voices, whose marks are lower-case words."""
    if json.dumps(text, ensure_ascii=False)[1:-1] in store:
        return True
    voices = parse_voices(text)
    found = [json.dumps(voice, ensure_ascii=False)[1:-1] in store for voice in voices]
    return bool(voices) and "voices" in actor.questions and all(found)


def test_where_the_disk_takes_nothing_the_words_stay_in_the_draft(room: Room) -> None:

    def full_disk(records: Sequence[Record]) -> None:
        raise SysleadError("Not confirmed on disk.")

    room.journal.append = full_disk  # type: ignore[method-assign]
    with pytest.raises(SysleadError):
        Evening(room, Actor([("type", FULL)])).hold()
    draft = interrupted_sitting(room.drafts)
    assert draft is not None
    assert (draft.text, draft.step.name) == (FULL, "ask")


DRAFT = SittingDraft(
    sitting="0197-ab",
    day=date(2026, 3, 27),
    step=SittingStep("follow", 0, "it was fine", "You wrote …"),
    text="half a thought 🙂\nand more",
    picks=(Pick("p", "f", "event", "What?", "rotation"),),
    due=("i1",),
    asks={0: "a1"},
    anchor="a1",
    graded=Graded(0, "thin"),
    followed=True,
)


@pytest.mark.parametrize("durable", [True, False])
def test_comes_back_as_it_was_kept(tmp_path: Path, durable: bool) -> None:
    drafts = DraftFiles(under(tmp_path), key_of(under(tmp_path)))
    drafts.keep(DRAFT, durable=durable)
    path = drafts.path(DRAFT)
    assert interrupted_sitting(drafts) == DRAFT
    assert [stat.S_IMODE(p.stat().st_mode) for p in (path, path.parent)] == [0o600, 0o700]
    assert [p.name for p in path.parent.iterdir()] == [path.name]
    drafts.drop(DRAFT)
    assert interrupted_sitting(drafts) is None


def test_the_file_is_as_earlier_versions_wrote_it(tmp_path: Path) -> None:
    """Version 1: a sitting interrupted before an update goes on after it."""
    drafts = DraftFiles(under(tmp_path), key_of(under(tmp_path)))
    drafts.keep(DRAFT)
    written = {
        "v": 1, "sitting": "0197-ab", "day": "2026-03-27", "text": "half a thought 🙂\nand more",
        "step": {"name": "follow", "at": 0, "held": "it was fine", "asked": "You wrote …"},
        "picks": [{"id": "p", "facet": "f", "kind": "event", "text": "What?",
                   "reason": "rotation"}],
        "due": ["i1"], "asks": {"0": "a1"}, "anchor": "a1", "graded": [0, "thin"],
        "followed": True, "brief": False,
    }  # fmt: skip
    path = drafts.path(DRAFT)
    path.write_text(json.dumps(written))
    assert interrupted_sitting(drafts) == DRAFT
    written |= {"graded": [0, "thin", ""], "outcomes": {}, "note": "", "said": {}}
    drafts.keep(DRAFT)
    assert drafts.path(DRAFT).read_text() == json.dumps(written, indent=1) + "\n"


@pytest.mark.parametrize(
    "content",
    ["", "{", "[]", "[" * 100_000, '{"v": 2}', '{"v":1,"sitting":"x"}', '{"v":1,"day":7}',
     '{"v":1,"sitting":"x","day":"2026-03-27","text":"","step":{"name":"note","at":1}}'],
)  # fmt: skip
def test_what_is_no_draft_is_passed_over_and_left(tmp_path: Path, content: str) -> None:
    folder = tmp_path / "state" / "drafts"
    folder.mkdir(parents=True)
    (folder / "sitting-x.json").write_text(content)
    assert interrupted_sitting(DraftFiles(under(tmp_path), key_of(under(tmp_path)))) is None
    assert (folder / "sitting-x.json").read_text() == content


def test_an_id_is_no_path(tmp_path: Path) -> None:
    strange = msgspec.structs.replace(DRAFT, sitting="../../x/y")
    assert (
        DraftFiles(under(tmp_path), key_of(under(tmp_path))).path(strange).parent
        == under(tmp_path).drafts
    )


@pytest.mark.parametrize(
    ("name", "held", "text", "words"),
    [
        ("ask", "", "half", "half"),
        ("mend", "ask her", "If so, ask her", "If so, ask her"),
        ("mend", "ask her", "", "ask her"),
        ("when", "If so, then so", "fr", "If so, then so\n\nfr"),
        ("follow", "it was fine", "", ""),
    ],
)
def test_the_words_no_record_holds(name: str, held: str, text: str, words: str) -> None:
    assert SittingDraft("s", DRAFT.day, text, SittingStep(name, 0, held)).words == words


NOTE = SittingStep("note")
WHEN = SittingStep("when", held="If it stalls, I will ask")


@pytest.mark.parametrize(
    ("step", "typed", "there", "goes_on"),
    [
        (NOTE, "A word.\n", note("A word."), "voices"),
        (NOTE, "A word.", note("Another."), "note"),
        (NOTE, "A word.", note("A word.", days=1), "note"),
        (NOTE, "A word.", intention("A word."), "note"),
        (WHEN, "fri", intention("If it stalls, I will ask"), "plan"),
        (WHEN, "fri", intention("If it rains, I will stay"), "when"),
        (WHEN, "fri", intention("If it stalls, I will ask", days=1), "when"),
        (WHEN, "fri", note("If it stalls, I will ask"), "when"),
    ],
)
def test_what_the_journal_holds_is_not_asked_again(
    step: SittingStep, typed: str, there: Record, goes_on: str
) -> None:
    draft = SittingDraft("sitting", TODAY, typed, step)
    session, found = go_on(draft, Journal(records=(there,)), SittingAgenda(TODAY, TODAY))
    assert session.step.name == goes_on
    assert found.text == (typed if goes_on == step.name else "")


def test_after_the_last_answer_of_a_brief_sitting_one_can_still_go_back() -> None:
    saved = ask("Said.", sitting="sitting", prompt="p")
    draft = SittingDraft("sitting", TODAY, "Said.", SittingStep("ask"), DRAFT.picks, brief=True)
    session, _ = go_on(draft, Journal(records=(saved,)), SittingAgenda(TODAY, TODAY))
    assert session.step.name == "close"
    before, _ = advance(session, "b")
    assert (before.step, before.prefilled) == (SittingStep("ask"), "Said.")


def test_whom_an_answer_named_is_not_heard_where_it_was_taken_back(room: Room) -> None:
    sitting = Evening(room, Actor([]))
    for effect in (SaveAsk(0, "full", "@board agreed."), SaveAsk(0, "skip"), SaveVoices(("pa",))):
        sitting.apply(effect, sitting.session)
    assert [record.voices for record in room.kept(Ask)] == [("pa",)]


def test_a_changed_answer_happened_when_the_first_one_did(room: Room) -> None:
    """Also where the sitting goes on in a run that was given no time of day."""
    room.happened = datetime(2026, 3, 26, 21, tzinfo=UTC)
    sitting = Evening(room, Actor([]))
    for text in ("Said.", "Said again.", "Said in the end."):
        sitting.apply(SaveAsk(0, "full", text), sitting.session)
        (answer,) = room.kept(Ask)
        assert (answer.text, answer.happened) == (text, "2026-03-26T21:00:00.001+00:00")
        if text == "Said again.":
            room.happened = None
