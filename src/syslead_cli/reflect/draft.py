"""The draft of an interrupted sitting: its file, and the step at which the sitting goes on.

The journal has the last word. What reached the disk just before the interruption is not asked for
again; records that have vanished from the journal since are not counted on.
"""

from __future__ import annotations

import contextlib
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import msgspec
from msgspec import Struct, field

from syslead_cli.base.files import read_regular, replace_file
from syslead_cli.errors import SysleadError
from syslead_cli.journal.drafts import DraftFiles, dropped
from syslead_cli.journal.merge import Journal
from syslead_cli.journal.model import Ask, Intention, Note, Outcome
from syslead_cli.journal.rescue import unfinished_words
from syslead_cli.reflect.model import Graded, SittingStep
from syslead_cli.reflect.schedule import Pick

if TYPE_CHECKING:
    from syslead_cli.base.paths import Paths
    from syslead_cli.journal.encrypted import JournalKey

_LAST_FOLLOW_UP = "last-follow-up"


class SittingDraft(Struct, frozen=True, tag_field="v", tag=1):
    """The content of the file, version 1. ``asks`` and ``outcomes``: ids by the place of prompt
    or intention; ``due``: ids of the intentions asked about; ``anchor``: the record voices are
    noted on; ``said``: what each step was answered with."""

    sitting: str
    day: date
    text: str
    step: SittingStep
    picks: tuple[Pick, ...] = ()
    due: tuple[str, ...] = ()
    asks: dict[int, str] = field(default_factory=dict)
    anchor: str = ""
    graded: Graded | None = None
    followed: bool = False
    brief: bool = False
    outcomes: dict[int, str] = field(default_factory=dict)
    note: str = ""
    said: dict[str, str] = field(default_factory=dict)

    @property
    def words(self) -> str:
        """Everything typed that no record holds yet."""
        return unfinished_words(self.step.name, self.step.held, self.text)

    @property
    def is_sound(self) -> bool:
        """Return False where the step is none that this version can go on at."""
        name, picks, due = self.step.name, len(self.picks), len(self.due)
        places = {"due": due, "line": due, "ask": picks, "follow": picks}.get(name, picks + 1)
        return name != "done" and 0 <= self.step.at < places


class SittingDrafts:
    """The draft files of interrupted sittings, and the day of the latest follow-up."""

    def __init__(self, paths: Paths, key: JournalKey | None = None) -> None:
        self._files = DraftFiles(paths, key)
        self._last_follow_up = paths.state / _LAST_FOLLOW_UP

    def keep(self, draft: SittingDraft, *, durable: bool = True) -> None:
        data = msgspec.to_builtins(draft, str_keys=True)
        self._files.keep(self.path(draft.sitting), data, durable=durable)

    def drop(self, sitting: str) -> None:
        dropped(self.path(sitting))

    def newest(self) -> SittingDraft | None:
        """Return the draft written last; one that cannot be read stays where it is."""

        def read(data: Any, path: Path) -> SittingDraft | None:
            draft = msgspec.convert(data, SittingDraft, str_keys=True)
            return draft if draft.is_sound and self.path(draft.sitting) == path else None

        return self._files.newest("sitting-*.json", read)

    def path(self, sitting: str) -> Path:
        """Return the draft's file, named by the random end of the id to be short."""
        safe = "".join(c for c in sitting.rpartition("-")[2] if c.isalnum())[:64]
        return self._files.folder / f"sitting-{safe}.json"

    def last_follow_up(self) -> date | None:
        with contextlib.suppress(OSError, SysleadError, ValueError):
            return date.fromisoformat(read_regular(self._last_follow_up, 100).decode().strip())
        return None

    def followed_up(self, day: date) -> None:
        """Remember the day; a disk that does not take it costs at most one question more."""
        with contextlib.suppress(OSError):
            replace_file(self._last_follow_up, day.isoformat().encode() + b"\n")


class ResumePoint(NamedTuple):
    """The step to go on at, what stands in its field, and what is on disk by place and step."""

    step: SittingStep
    typed: str
    asks: dict[int, str]
    due: tuple[Intention, ...]
    outcomes: dict[int, str]
    said: dict[str, str]


def resume_point(draft: SittingDraft, journal: Journal) -> ResumePoint:
    found = [journal.find(id_) for id_ in draft.due]
    due = tuple(item for item in found if isinstance(item, Intention))
    due = due if len(due) == len(draft.due) else ()
    asked = {
        record.prompt: record
        for record in journal.records
        if isinstance(record, Ask) and record.sitting == draft.sitting
    }
    asks = {at: asked[pick.id] for at, pick in enumerate(draft.picks) if pick.id in asked}
    ids = {at: ask.id for at, ask in asks.items()}
    outcomes = {at: id_ for at, id_ in draft.outcomes.items() if journal.find(id_)}
    said = {**draft.said, **{f"ask:{at}": ask.text or "" for at, ask in asks.items()}}
    step, typed = draft.step, draft.text
    if _is_on_disk(draft, journal, asks):
        step, typed = _next_step(draft, len(due)), ""
    intentions_lost = step.name in ("due", "line") and not due
    if intentions_lost or (step.name == "follow" and step.at not in asks):
        step = _question(draft, 0)
    return ResumePoint(step, typed, ids, due, outcomes, said)


def _is_on_disk(draft: SittingDraft, journal: Journal, asks: dict[int, Ask]) -> bool:
    """Return True if the journal holds already what was being typed.

    An answer the draft knows of was being changed; it is there if it reads as it was typed.
    """
    step, text = draft.step, draft.text.strip("\n")
    today = [record for record in journal.records if record.day == draft.day]
    match step.name:
        case "ask":
            is_changed = step.at in draft.asks and text
            return step.at in asks and not (is_changed and text != asks[step.at].text)
        case "follow":
            ask = asks.get(step.at)
            return bool(text) and ask is not None and (ask.text or "").endswith(f"\n\n{text}")
        case "note":
            return any(isinstance(item, Note) and item.text == text for item in today)
        case "due" | "line" if step.at not in draft.outcomes:
            of = draft.due[step.at]
            return any(isinstance(item, Outcome) and item.of == of for item in today)
        case "when":
            return any(isinstance(item, Intention) and item.text == step.held for item in today)
    return False


def _next_step(draft: SittingDraft, due: int) -> SittingStep:
    step = draft.step
    if step.name in ("ask", "follow"):
        return _question(draft, step.at + 1)
    if step.name in ("due", "line"):
        return SittingStep("due", step.at + 1) if step.at + 1 < due else _question(draft, 0)
    return SittingStep("voices" if step.name == "note" else "plan")


def _question(draft: SittingDraft, at: int) -> SittingStep:
    if at < len(draft.picks):
        return SittingStep("ask", at)
    return SittingStep("close", at) if draft.brief else SittingStep("note")
