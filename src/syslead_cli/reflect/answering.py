"""A scripted sitting: an answers document becomes records, all of them or none."""

from __future__ import annotations

from typing import Any

from syslead_cli.base.values import dataclass, field
from syslead_cli.errors import UsageError
from syslead_cli.framework.framework_core import Framework, facet_ids
from syslead_cli.framework.mentions import Mention
from syslead_cli.framework.prompts_core import Prompt, PromptBank
from syslead_cli.journal.fold import Journal
from syslead_cli.journal.records import Ask, Intention, Note, Outcome, Record
from syslead_cli.reflect.grading import grade
from syslead_cli.reflect.intentions_core import standings
from syslead_cli.reflect.picking import Rotation
from syslead_cli.reflect.reflecting import Wish
from syslead_cli.reflect.scheduler import Pick
from syslead_cli.reflect.scripted import Known, Script, ScriptedAnswer, read_script
from syslead_cli.reflect.sitting import Desk, ask_record, note_record
from syslead_cli.reflect.turns import SaveAsk


@dataclass(frozen=True, slots=True)
class Answered:
    """What a script put on disk. ``because`` has the grade's reasons, by the ask's id."""

    sitting: str
    asks: tuple[Ask, ...] = ()
    outcomes: tuple[Outcome, ...] = ()
    note: Note | None = None
    intention: Intention | None = None
    because: dict[str, tuple[str, ...]] = field(default_factory=dict)
    mentions: tuple[Mention, ...] = ()

    @property
    def records(self) -> list[Record]:
        """All of them, in the order they are written."""
        rest = [record for record in (self.note, self.intention) if record]
        return [*self.outcomes, *self.asks, *rest]


def answer(
    document: object,
    journal: Journal,
    catalogue: tuple[Framework, PromptBank],
    wish: Wish,
    desk: Desk,
) -> Answered:
    """Check the whole document, then write all of it. Raises UsageError naming every problem."""
    framework, bank = catalogue
    known = _known(journal, framework, bank, wish)
    script, problems = read_script(document, known)
    rotation = Rotation(journal.records, framework, bank, wish.day)
    picks: list[Pick[Prompt]] = []
    if not problems:
        picks, problems = _picks(script, rotation, wish.slots)
    if problems:
        lines = "\n".join(f"  {problem}" for problem in problems)
        raise UsageError(
            f"The answers cannot be used; nothing was written.\n{lines}",
            "syslead reflect --plan --json shows today's questions.",
            "answers",
        )
    answered = _records(script, picks, wish, desk)
    desk.journal.append(answered.records)
    return answered


def _known(journal: Journal, framework: Framework, bank: PromptBank, wish: Wish) -> Known:
    return Known(
        facets=frozenset(facet_ids(framework.everything or framework.facets)),
        prompts={prompt.id: prompt.facet for prompt in bank.prompts},
        intentions=frozenset(s.intention.id for s in standings(journal.records) if s.is_open),
        today=wish.today,
    )


def _picks(script: Script, rotation: Rotation, slots: int) -> tuple[list[Pick[Prompt]], list[str]]:
    """The prompt of every answer: the planned one where it fits, else one of the facet's."""
    planned = rotation.due(slots)
    taken = {answer.prompt for answer in script.answers if answer.prompt}
    picks: list[Pick[Prompt]] = []
    problems: list[str] = []
    for said in script.answers:
        found = _pick(said, rotation, planned, taken)
        if found is None:
            problems.append(f"{said.path}.facet: has no question left to answer")
            continue
        taken.add(found.prompt.id)
        picks.append(found)
    return picks, problems


def _pick(
    said: ScriptedAnswer, rotation: Rotation, planned: list[Pick[Prompt]], taken: set[str]
) -> Pick[Prompt] | None:
    for pick in planned:
        if pick.prompt.id == said.prompt:
            return pick
        if not said.prompt and pick.prompt.facet == said.facet and pick.prompt.id not in taken:
            return pick
    if said.prompt:
        prompt = rotation.bank.prompt(said.prompt)
        return Pick(prompt, "chosen") if prompt else None
    return rotation.of(said.facet, taken)


def _records(script: Script, picks: list[Pick[Prompt]], wish: Wish, desk: Desk) -> Answered:
    def stamp() -> dict[str, Any]:
        return desk.stamp(wish.day)._asdict()

    sitting = desk.stamp(wish.day).id
    outcomes = tuple(
        Outcome(**stamp(), of=said.of, status=said.status, text=said.text or None)
        for said in script.outcomes
    )
    asks, because = [], {}
    for said, pick in zip(script.answers, picks, strict=True):
        ask, reasons = _ask(said, pick, sitting, stamp())
        asks.append(ask)
        because[ask.id] = reasons
    note: Note | None = None
    mentions: tuple[Mention, ...] = ()
    if script.note:
        note, mentions = note_record(
            stamp(), script.note, desk.find_mentions, script.voices, script.tags
        )
    intention = None
    if script.intention and script.due:
        facet = script.intention_facet or None
        intention = Intention(**stamp(), text=script.intention, due=script.due, facet=facet)
    return Answered(sitting, tuple(asks), outcomes, note, intention, because, mentions)


def _ask(
    said: ScriptedAnswer, pick: Pick[Prompt], sitting: str, stamp: dict[str, Any]
) -> tuple[Ask, tuple[str, ...]]:
    if not said.text:
        return ask_record(stamp, sitting, pick, said.outcome, SaveAsk(0, said.outcome)), ()
    mark = grade(said.text, pick.prompt.text, pick.prompt.kind)
    outcome = said.outcome or mark.outcome
    ask = ask_record(
        stamp,
        sitting,
        pick,
        outcome,
        SaveAsk(0, outcome, said.text, mark),
        graded_by="leader" if said.outcome else "tool",
        voices=said.voices,
        tags=said.tags,
    )
    return ask, mark.reasons
