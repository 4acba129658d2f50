"""The answers document of ``reflect --answers``: checked whole before anything is written.

Every problem is named with its path, so that a script's author mends them all at once.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any, TypeVar

from msgspec import Struct, field

from syslead_cli.base.dates import DateProblem, read_day_ahead
from syslead_cli.base.text import or_rather
from syslead_cli.errors import UsageError
from syslead_cli.framework.model import Framework, Prompt, PromptBank, facet_ids
from syslead_cli.framework.signals import Mention
from syslead_cli.journal.intentions import tracked_intentions
from syslead_cli.journal.merge import Journal
from syslead_cli.journal.model import OUTCOMES, STATUSES, Ask, Intention, Note, Outcome, Record
from syslead_cli.reflect.grading import grade
from syslead_cli.reflect.schedule import Pick, Rotation
from syslead_cli.reflect.session import SaveAsk
from syslead_cli.reflect.sitting import Desk, Wish, ask_record, note_record

TEXT_LIMIT = 256 * 1024
_ANSWER_KEYS = ("facet", "prompt", "text", "outcome", "voices", "tags")
_KEYS = ("schema", "answers", "note", "intention", "outcomes", "voices", "tags")
_INTENTION_KEYS = ("text", "due", "facet")
_OUTCOME_KEYS = ("of", "status", "text")
SCHEMA = "syslead/answers/1"
T = TypeVar("T")


class ScriptedAnswer(Struct, frozen=True):
    """One answer; ``outcome`` is empty unless the script said skip, later, full or thin."""

    path: str
    facet: str = ""
    prompt: str = ""
    text: str = ""
    outcome: str = ""
    voices: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()


class ScriptedOutcome(Struct, frozen=True):
    """What became of an intention."""

    path: str
    of: str
    status: str
    text: str = ""


class Script(Struct, frozen=True):
    """A whole sitting, scripted. ``due`` belongs to ``intention``."""

    answers: tuple[ScriptedAnswer, ...] = ()
    outcomes: tuple[ScriptedOutcome, ...] = ()
    note: str = ""
    voices: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    intention: str = ""
    due: date | None = None
    intention_facet: str = ""

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to write down."""
        return not (self.answers or self.outcomes or self.note or self.intention)


class Known(Struct, frozen=True):
    """What the words of a script may refer to: facets, prompts with theirs, open intentions."""

    facets: frozenset[str]
    prompts: Mapping[str, str]
    intentions: frozenset[str]
    today: date


class _Reader:
    """Walks the document, collecting problems instead of stopping at the first."""

    def __init__(self, known: Known) -> None:
        self.known = known
        self.problems: list[str] = []

    def problem(self, path: str, words: str) -> None:
        self.problems.append(f"{path}: {words}")

    def table(self, value: Any, path: str, keys: tuple[str, ...]) -> dict[str, Any]:
        """The value as a table whose keys are all known."""
        if not isinstance(value, dict):
            self.problem(path or "the document", "must be a table {…}")
            return {}
        for key in value:
            if key not in keys:
                hint = or_rather(key, keys)
                self.problem(_at(path, key), f"is not a key here{hint}")
        return value

    def text(self, table: Mapping[str, Any], key: str, path: str, *, required: str = "") -> str:
        """A text that is not blank; empty where the key is missing or null."""
        value = table.get(key)
        if value is None:
            if required:
                self.problem(_at(path, key), required)
            return ""
        if not isinstance(value, str):
            self.problem(_at(path, key), "must be a text")
            return ""
        if not value.strip():
            self.problem(_at(path, key), "is empty")
        if len(value) > TEXT_LIMIT:
            self.problem(_at(path, key), f"is longer than {TEXT_LIMIT:,} characters")
        return value.rstrip("\n")

    def one_of(self, table: Mapping[str, Any], key: str, path: str, allowed: Any, what: str) -> str:
        """A word that is one of a few; empty where the key is missing."""
        word = self.text(table, key, path)
        if word and word not in allowed:
            self.problem(
                _at(path, key), f'"{_short(word)}" is not {what}{or_rather(word, allowed)}'
            )
            return ""
        return word

    def texts(self, table: Mapping[str, Any], key: str, path: str) -> tuple[str, ...]:
        """A list of texts."""
        value = table.get(key)
        if value is None:
            return ()
        if not isinstance(value, list) or not all(
            isinstance(item, str) and item.strip() for item in value
        ):
            self.problem(_at(path, key), "must be a list of texts")
            return ()
        return tuple(value)

    def items(self, table: Mapping[str, Any], key: str, read: Callable[[Any, str], T]) -> list[T]:
        """A list, each of its items read with its path."""
        value = table.get(key)
        if value is None:
            return []
        if not isinstance(value, list):
            self.problem(key, "must be a list […]")
            return []
        return [read(item, f"{key}[{at}]") for at, item in enumerate(value)]

    def answer(self, value: Any, path: str) -> ScriptedAnswer:
        """One item of ``answers``."""
        before = len(self.problems)
        table = self.table(value, path, _ANSWER_KEYS)
        facet = self.one_of(table, "facet", path, self.known.facets, "a facet of this framework")
        prompt = self.one_of(
            table, "prompt", path, self.known.prompts, "a prompt of this framework"
        )
        outcome = self.one_of(table, "outcome", path, OUTCOMES, "skip or later")
        text = self.text(table, "text", path)
        if len(self.problems) == before:
            self._agree(path, facet, prompt, text, outcome)
        marks = self.texts(table, "voices", path), self.texts(table, "tags", path)
        return ScriptedAnswer(path, facet, prompt, text, outcome, *marks)

    def _agree(self, path: str, facet: str, prompt: str, text: str, outcome: str) -> None:
        if not facet and not prompt:
            self.problem(path, 'needs "facet" or "prompt"')
        elif facet and prompt and self.known.prompts[prompt] != facet:
            self.problem(path, f'prompt "{prompt}" belongs to {self.known.prompts[prompt]}')
        if outcome in ("skip", "later") and text:
            self.problem(path, f'has a text and the outcome "{outcome}": only one can be meant')
        elif not text and outcome not in ("skip", "later"):
            self.problem(path, 'needs "text", or the outcome "skip" or "later"')

    def outcome(self, value: Any, path: str) -> ScriptedOutcome:
        """One item of ``outcomes``."""
        table = self.table(value, path, _OUTCOME_KEYS)
        if table:
            self.text(table, "of", path, required="is missing: the id of an intention")
            self.text(table, "status", path, required=f"is missing: {', '.join(STATUSES)}")
        of = self.one_of(table, "of", path, self.known.intentions, "an open intention")
        status = self.one_of(table, "status", path, STATUSES, "one of " + ", ".join(STATUSES))
        return ScriptedOutcome(path, of, status, self.text(table, "text", path))

    def intention(self, value: Any) -> tuple[str, date | None, str]:
        """The intention's text, date and facet."""
        if value is None:
            return "", None, ""
        path = "intention"
        table = self.table(value, path, _INTENTION_KEYS)
        if not table:
            return "", None, ""
        text = self.text(table, "text", path, required="is missing")
        due = self.text(table, "due", path, required="is missing: a date such as 2026-05-01")
        facet = self.one_of(table, "facet", path, self.known.facets, "a facet of this framework")
        day = None
        if due.strip():
            try:
                day = read_day_ahead(due, self.known.today)
            except DateProblem as problem:
                self.problem("intention.due", str(problem))
        return text, day, facet


def read_script(document: Any, known: Known) -> tuple[Script, list[str]]:
    """The script and every problem in it; a script with problems is not to be used."""
    reader = _Reader(known)
    table = reader.table(document, "", _KEYS)
    if table.get("schema") not in (None, SCHEMA):
        reader.problem("schema", f'must be "{SCHEMA}"')
    answers = tuple(reader.items(table, "answers", reader.answer))
    outcomes = tuple(reader.items(table, "outcomes", reader.outcome))
    note = reader.text(table, "note", "")
    voices, tags = reader.texts(table, "voices", ""), reader.texts(table, "tags", "")
    intention = reader.intention(table.get("intention"))
    script = Script(answers, outcomes, note, voices, tags, *intention)
    _twice(reader, script)
    if not reader.problems and script.is_empty:
        reader.problem("the document", "has no answers, note, intention or outcomes in it")
    if not reader.problems and (script.voices or script.tags) and not script.note:
        reader.problem("voices" if script.voices else "tags", "belong to a note, and there is none")
    return script, list(dict.fromkeys(reader.problems))


def _twice(reader: _Reader, script: Script) -> None:
    seen: dict[str, str] = {}
    for answer in script.answers:
        if answer.prompt and answer.prompt in seen:
            reader.problem(f"{answer.path}.prompt", f"is already answered in {seen[answer.prompt]}")
        seen[answer.prompt] = answer.path
    said: dict[str, str] = {}
    for outcome in script.outcomes:
        if outcome.of and outcome.of in said:
            reader.problem(f"{outcome.path}.of", f"is already in {said[outcome.of]}")
        said[outcome.of] = outcome.path


def _at(path: str, key: str) -> str:
    return f"{path}.{key}" if path else key


def _short(word: str) -> str:
    return word if len(word) <= 40 else word[:39] + "…"


# ── answering ──
# A scripted sitting: an answers document becomes records, all of them or none.


class Answered(Struct, frozen=True):
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
        intentions=frozenset(
            s.intention.id for s in tracked_intentions(journal.records) if s.is_open
        ),
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
