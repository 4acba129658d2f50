"""The dialogue's rules, and Hypothesis walking it with every key at every point."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule
from msgspec.structs import replace

from syslead_cli.framework.model import Prompt
from syslead_cli.journal.hearing import DeclinedVoices
from syslead_cli.journal.model import Intention
from syslead_cli.reflect.model import (
    PLAIN_NO,
    Effect,
    Overrule,
    Remark,
    SaveAsk,
    SaveIntention,
    SaveNote,
    SaveOutcome,
    SaveVoices,
    Session,
    SittingAgenda,
    SittingStep,
)
from syslead_cli.reflect.schedule import picked
from syslead_cli.reflect.screen import effect_page
from syslead_cli.reflect.session import advance, begin, outcome_in, parse_voices, unfinished

DAY = date(2026, 3, 27)
FULL = "The ward clerk said “we moved the problem to Thursdays” and she was right about it."


def prompt(at: int) -> Prompt:
    return Prompt(f"p{at}", f"facet{at}", "event", f"What happened, number {at}?")


NO = Prompt("no", "facet", "event", "Did anyone disagree with you today?")


def intention(at: int) -> Intention:
    stamp = {"id": f"i{at}", "ts": "2026-03-20T10:00:00+00:00", "tz": "UTC", "day": DAY}
    return Intention(**stamp, text=f"If {at}, then I will.", due=DAY)  # type: ignore[arg-type]


def agenda(picks: int = 2, due: int = 0, **kwargs: bool) -> SittingAgenda:
    return SittingAgenda(
        DAY,
        DAY,
        tuple(intention(at) for at in range(due)),
        tuple(picked(prompt(at), "rotation") for at in range(picks)),
        **{"may_follow_up": True, **kwargs},
    )


def played(session: Session, *texts: str) -> tuple[Session, list[Effect]]:
    done: list[Effect] = []
    for text in texts:
        session, effect = advance(session, text, session.prefilled)
        done += [effect] if effect is not None else []
    return session, done


def of_kind(effects: list[Effect], kind: type) -> list[Effect]:
    return [effect for effect in effects if isinstance(effect, kind)]


@pytest.mark.parametrize(
    ("said", "saved"),
    [
        ("done, she did", SaveOutcome(0, "done", "she did")),
        ("p: she did", SaveOutcome(0, "partly", "she did")),
        ("x she did", SaveOutcome(0, "dropped", "she did")),
        ("", SaveOutcome(0, "not_yet")),
    ],
)
def test_the_outcome_and_its_line_can_be_said_at_once(said: str, saved: SaveOutcome) -> None:
    assert played(begin(agenda(due=1)), said)[1] == [saved]


@pytest.mark.parametrize(
    ("answer", "outcome"),
    [
        ("Done. Amira saw it", ("done", "Amira saw it")), ("n.", ("not_yet", "")),
        ("P. half of it", ("partly", "half of it")), ("partly half", ("partly", "half")),
        ("not_yet too busy", ("not_yet", "too busy")), ("not yet", ("not_yet", "")),
        ("drop", ("dropped", "")), ("let it go: no need", ("dropped", "no need")),
        ("done – Amira saw it", ("done", "Amira saw it")), ("done :-) fine", ("done", ":-) fine")),
        ("N. Smith took it on", None), ("D.  Ångström helped", None), ("D.J. helped", None),
        ("N.Smith took it on", None), ("P.S. fine", None), ("donedone", None), ("", None),
    ],
)  # fmt: skip
def test_what_became_of_an_intention_is_read_in_one_way(
    answer: str, outcome: tuple[str, str] | None
) -> None:
    assert outcome_in(answer) == outcome


def test_words_without_an_outcome_are_kept_while_it_is_asked_for() -> None:
    session, effects = played(begin(agenda(due=1)), "I asked Amira", "I did", "n")
    assert [type(effect) for effect in effects] == [Remark, Remark, SaveOutcome]
    assert effects[-1] == SaveOutcome(0, "not_yet", "I asked Amira\nI did")
    assert session.step.name == "ask"


def test_a_slip_at_an_outcome_is_refused_and_nothing_of_it_is_left() -> None:
    session, effects = played(begin(agenda(due=1)), "six", "b", "5", "d", "")
    assert effects[-1] == SaveOutcome(0, "done")
    assert session.step.name == "ask"


def test_enter_and_s_skip_l_puts_off() -> None:
    _, effects = played(begin(agenda(3)), "", " s ", "L")
    assert [effect.outcome for effect in of_kind(effects, SaveAsk)] == ["skip", "skip", "later"]  # type: ignore[attr-defined]


def test_one_follow_up_only_and_its_answer_extends_the_ask() -> None:
    session, effects = played(begin(agenda(2)), "it was fine")
    assert session.step.name == "follow"
    session, more = played(session, FULL, "it was fine")
    extended = of_kind(more, SaveAsk)[0]
    assert isinstance(extended, SaveAsk)
    assert extended.at == 0
    assert extended.text == f"it was fine\n\n{FULL}"
    assert extended.grade is not None
    assert extended.grade.outcome == "full"
    assert session.step.name == "note"
    assert len(of_kind(effects + more, SaveAsk)) == 3


@pytest.mark.parametrize(
    ("given", "texts", "step"),
    [
        ({"may_follow_up": False}, ["it was fine"], "note"),
        ({}, [FULL], "note"),
        ({"brief": True}, ["it was fine"], "close"),  # and whatever is due is not asked about
        ({"brief": True, "due": 2}, [FULL, ""], "done"),
        ({}, ["", ""], "plan"),  # nothing was written, so nobody was heard
    ],
)
def test_what_is_not_asked(given: dict[str, Any], texts: list[str], step: str) -> None:
    session, effects = played(begin(agenda(1, **given)), *texts)
    assert session.step.name == step
    assert {type(effect) for effect in effects} <= {SaveAsk, Remark}


def test_one_key_turns_a_grade_to_the_other_and_back() -> None:
    session, effects = played(begin(agenda(2)), FULL, "f", "f", "f")
    assert effects[1:] == [Overrule(0, "thin"), Overrule(0, "full"), Overrule(0, "thin")]
    assert session.step.at == 1
    session, effects = played(session, FULL, "f")
    assert effects[-1] == Overrule(1, "thin")


def test_a_plain_no_turns_to_detailed_and_back_to_a_plain_no() -> None:
    session = begin(SittingAgenda(DAY, DAY, (), (picked(NO, "rotation"),)))
    session, effects = played(session, "Nobody", "f", "f")
    assert effects[1:] == [Overrule(0, "full"), Overrule(0, PLAIN_NO)]
    assert effects[0].grade.counted is False  # type: ignore[union-attr]


def test_after_a_follow_up_the_leaders_word_stands() -> None:
    session, _ = played(begin(agenda(1)), "it was fine")
    session, effects = played(session, "f")
    assert effects == [Overrule(0, "full")]
    assert session.step.name == "note"


def test_of_grave_matters_no_grade_can_be_turned_and_nothing_is_asked() -> None:
    session, effects = played(begin(agenda(2)), "Suicide on the unit.", "f")
    assert session.step.at == 1
    assert [type(effect) for effect in effects] == [SaveAsk, Remark]


def test_nothing_is_asked_about_a_note_of_grave_matters() -> None:
    session, effects = played(begin(agenda(1)), "", "My PA told me that her father died.")
    assert effects[1:] == [SaveNote("My PA told me that her father died.")]
    assert session.step.name == "plan"
    page = effect_page(effects[1], DAY, 80)
    assert "Saved. You can leave it there." in str(page)


def test_back_through_a_whole_evening_and_forth_again_changes_nothing() -> None:
    session, _ = played(begin(agenda(due=1)), "d she did", FULL, "", "a note", "@board")
    session, effects = played(session, *["b"] * 9)
    assert session.step.name == "due"
    assert {type(effect) for effect in effects} == {Remark}  # at the first question
    while session.step.name != "plan":
        session, more = played(session, session.prefilled)
        effects += more
    assert {type(effect) for effect in effects} <= {Remark, SaveAsk}
    assert of_kind(effects, SaveAsk) == [SaveAsk(1, "skip")]  # as it was


def test_an_earlier_answer_stands_in_the_field_and_may_change() -> None:
    session, _ = played(begin(agenda(2)), FULL, "b")
    assert session.prefilled == FULL
    session, effects = played(session, f"{FULL} And more.")
    assert effects[0].text == f"{FULL} And more."  # type: ignore[union-attr]
    assert session.step.at == 1


@pytest.mark.parametrize("key", ["?", "b", "s", "l", ">"])
def test_a_key_behind_a_standing_answer_is_a_key(key: str) -> None:
    session, _ = played(begin(agenda(3)), FULL, FULL, "b")
    _, effect = advance(session, FULL + key, FULL)
    assert not isinstance(effect, SaveAsk)


def test_a_key_behind_unfinished_words_keeps_them() -> None:
    _, effect = advance(begin(agenda(1)), "half a b", "half a ")
    assert isinstance(effect, Remark)
    assert effect.again == "half a "


def test_two_characters_or_a_line_break_make_a_text_of_a_letter() -> None:
    _, effects = played(begin(agenda(2, may_follow_up=False)), "s\n", "b.")
    assert [effect.text for effect in of_kind(effects, SaveAsk)] == ["s", "b."]  # type: ignore[attr-defined]


def test_an_if_then_without_a_cue_is_mended_gently() -> None:
    session, effects = played(begin(agenda(1)), "", "", "ask Amira first")
    assert (session.step.name, effects[-1:]) == ("mend", [SaveAsk(0, "skip")])
    session, effects = played(session, "", "nonsense", "2w")
    assert of_kind(effects, SaveIntention) == [SaveIntention("ask Amira first", date(2026, 4, 10))]


def test_a_day_typed_where_a_cue_is_asked_for_is_the_day_of_the_plan() -> None:
    session, _ = played(begin(agenda(1)), "", "", "ask Amira first")
    refused, effects = played(session, "yesterday")
    assert refused.step == session.step
    assert effects == [Remark("2026-03-26 has passed. Try fri, 2w or 3 May.")]
    session, effects = played(session, "Friday")
    assert session.step.name == "done"
    assert effects == [SaveIntention("ask Amira first", date(2026, 4, 3))]


def at_voices(*answers: str) -> Session:
    session, _ = played(begin(agenda(len(answers), may_follow_up=False)), *answers, "")
    assert session.step.name == "voices"
    return session


def test_whom_the_answers_tell_of_is_offered_once() -> None:
    session = at_voices(FULL, "My PA said I was late, again, and a porter told me so at noon.")
    assert {each.voice for each in session.offered} == {"ward-clerk", "pa", "porter"}
    _, effects = played(session, "y")
    (saved,) = of_kind(effects, SaveVoices)
    assert set(saved.voices) == {"ward-clerk", "pa", "porter"}  # type: ignore[attr-defined]
    _, effects = played(session, "night staff")
    assert of_kind(effects, SaveVoices) == [SaveVoices(("night-staff",))]
    _, effects = played(session, "")
    assert of_kind(effects, SaveVoices) == []


def test_a_no_is_remembered_and_nothing_is_counted() -> None:
    session = at_voices(FULL)
    following, effects = played(session, "n")
    assert effects == [SaveVoices(("ward-clerk",), is_no=True)]
    assert following.step.name == "plan"


def test_nobody_is_offered_who_was_declined_or_in_another_language() -> None:
    session = at_voices(FULL)
    declined = DeclinedVoices("salt", frozenset({DeclinedVoices("salt").hash_of("ward-clerk")}))
    assert replace(session, agenda=replace(session.agenda, declined=declined)).offered == []
    assert replace(session, agenda=replace(session.agenda, language="de")).offered == []
    assert replace(session, step=SittingStep("plan")).offered == []
    assert at_voices("My PA told me that her father died.").offered == [], "a grave matter"


@pytest.mark.parametrize("typed", ["y", "n", "Y", " n ", "no", "yes"])
def test_a_yes_or_no_is_never_a_voice(typed: str) -> None:
    session, effects = played(at_voices("It was fine, mostly."), typed)
    assert (effects, session.step.name) == ([], "plan")


@pytest.mark.parametrize(
    ("typed", "voices"),
    [
        ("@board @night-staff", ("board", "night-staff")),
        ("the board, Night staff;carers' forum\n@board", ("board", "night-staff", "carers'-forum")),
        *((no, ()) for no in ("y", "n", "no", "yes", "nobody", "No one", "none.", "-")),
        ("No one, the board", ("board",)),
        ("Gwyneth, the night staff and @rhian", ("gwyneth", "night-staff", "rhian")),
        ("the union rep and @rhian", ("union-rep", "rhian")),
        ("@rhian & the union rep", ("rhian", "union-rep")),
        ("@rhian and the union rep, and Ann.", ("rhian", "union-rep", "ann")),
        ("the research and development team", ("research-and-development-team",)),
        ("rhian@example.org", ("rhian-example.org",)),
    ],
)
def test_voices_as_typed(typed: str, voices: tuple[str, ...]) -> None:
    assert parse_voices(typed) == voices


COMMANDS = ["", " ", "s", "l", "f", "?", "b", ">", "d", "p", "n", "x", "fri"]
KEYS = ["?", "b", "s", "l", "f", ">"]
WORDS = st.text(st.characters(codec="utf-8"), min_size=1, max_size=60) | st.sampled_from(
    [FULL, "it was fine", "If a, then I will b", "@board, night staff", "multi\nline\n\ntext"]
)


class Evening(RuleBasedStateMachine):
    """Any keys in any order: nothing is lost, every prompt gets one outcome at most."""

    @initialize(
        picks=st.integers(1, 3), due=st.integers(0, 2), follow=st.booleans(), brief=st.booleans()
    )
    def sit_down(self, picks: int, due: int, follow: bool, brief: bool) -> None:
        self.agenda = agenda(picks, due, may_follow_up=follow, brief=brief)
        self.session = begin(self.agenda)
        self.effects: list[Effect] = []
        self.followed = 0

    def enter(self, text: str, before: str = "") -> Effect | None:
        was = self.session.step.name
        if was == "done":
            return None
        self.session, effect = advance(self.session, text, before)
        self.effects += [effect] if effect is not None else []
        self.followed += was != "follow" and self.session.step.name == "follow"
        return effect

    @rule(command=st.sampled_from(COMMANDS))
    def press(self, command: str) -> None:
        effect = self.enter(command, self.session.prefilled)
        if command in KEYS:
            assert getattr(effect, "text", None) != command

    @rule(words=WORDS)
    def write(self, words: str) -> None:
        before, there = self.session.step, self.session.prefilled
        effect = self.enter(words)
        if words.strip().lower() in COMMANDS or not words.strip("\n").strip():
            return
        assert (
            words.strip("\n") in (getattr(effect, "text", None) or "")
            or words.strip("\n") in self.session.step.held
            or words.strip("\n") == there
            or before.name in ("voices", "due", "when", "done")
        )

    @rule(words=WORDS | st.just(""))
    def interrupt(self, words: str) -> None:
        step, is_new = self.session.step.name, words.strip("\n") != self.session.prefilled
        kept = unfinished(self.session, words)
        if is_new and (words.strip() or step in ("line", "mend", "when")):
            assert kept == words

    @invariant()
    def no_prompt_is_passed_over(self) -> None:
        asked = {effect.at for effect in self.effects if isinstance(effect, SaveAsk)}
        assert asked == set(range(len(asked)))
        told = {effect.at for effect in self.effects if isinstance(effect, SaveOutcome)}
        assert told == set(range(len(told)))

    @invariant()
    def at_most_one_follow_up(self) -> None:
        assert self.followed <= (1 if self.agenda.may_follow_up and not self.agenda.brief else 0)


Evening.TestCase.settings = settings(max_examples=150, stateful_step_count=25)
TestEvening = Evening.TestCase
