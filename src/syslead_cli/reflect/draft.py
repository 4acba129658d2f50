"""An interrupted sitting as it lies in the drafts folder: enough to go on exactly there."""

from __future__ import annotations

import contextlib
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from msgspec import Struct, field

from syslead_cli.base.files import read_regular, replace_file
from syslead_cli.errors import SysleadError
from syslead_cli.framework.model import Prompt
from syslead_cli.journal.codec import InvalidRecord, read_day
from syslead_cli.journal.drafts import DraftFiles, dropped
from syslead_cli.journal.merge import Journal
from syslead_cli.journal.model import REASONS, Ask, Intention, Note, Outcome
from syslead_cli.reflect.schedule import Pick
from syslead_cli.reflect.session import (
    ASK,
    CLOSE,
    DONE,
    DUE,
    FOLLOW,
    LINE,
    NOTE,
    PLAN,
    STEPS,
    VOICES,
    WHEN,
    Step,
)

if TYPE_CHECKING:
    from syslead_cli.crypt.journal_key import JournalKey


DRAFT_VERSION = 1


class Draft(Struct, frozen=True):
    """Where a sitting stands and what was typed there. ``asks``: ids by the prompt's place;
    ``due``: ids of the intentions asked about; ``anchor``: the record voices are noted on."""

    sitting: str
    day: date
    step: Step
    text: str = ""
    picks: tuple[Pick[Prompt], ...] = ()
    due: tuple[str, ...] = ()
    asks: dict[int, str] = field(default_factory=dict)
    anchor: str = ""
    graded: tuple[int, str] | None = None
    followed: bool = False
    brief: bool = False

    @property
    def words(self) -> str:
        """Everything typed that no record holds yet."""
        text, held = self.text.strip("\n"), self.step.held
        if self.step.name == "mend":  # the field began with what was held
            return text if text.strip() else held
        parts = [held, text] if self.step.name == "when" else [text]
        return "\n\n".join(part for part in parts if part.strip())


def draft_data(draft: Draft) -> dict[str, Any]:
    """The draft as a JSON object."""
    return {
        "v": DRAFT_VERSION,
        "sitting": draft.sitting,
        "day": draft.day.isoformat(),
        "text": draft.text,
        "step": draft.step._asdict(),
        "picks": [
            {"id": p.id, "facet": p.facet, "kind": p.kind, "text": p.text, "reason": reason}
            for p, reason in draft.picks
        ],
        "due": list(draft.due),
        "asks": {str(at): id_ for at, id_ in draft.asks.items()},
        "anchor": draft.anchor,
        "graded": list(draft.graded) if draft.graded else None,
        "followed": draft.followed,
        "brief": draft.brief,
    }


def draft_from(data: Any) -> Draft | None:
    """The draft in a JSON object; None where it is none this version can go on with."""
    try:
        return _read(data)
    except (KeyError, TypeError, ValueError, AttributeError, InvalidRecord):
        return None


def _read(data: dict[str, Any]) -> Draft:
    if data["v"] != DRAFT_VERSION:
        raise ValueError("a draft of another version")
    picks = tuple(_pick(item) for item in data["picks"])
    graded = data["graded"]
    return Draft(
        sitting=_text(data["sitting"]),
        day=read_day(data["day"]),
        step=_step(data["step"], len(picks), len(data["due"])),
        text=_text(data["text"]),
        picks=picks,
        due=tuple(_text(id_) for id_ in data["due"]),
        asks={int(at): _text(id_) for at, id_ in data["asks"].items()},
        anchor=_text(data["anchor"]),
        graded=(int(graded[0]), _text(graded[1])) if graded else None,
        followed=bool(data["followed"]),
        brief=bool(data["brief"]),
    )


def _text(value: Any) -> str:
    if type(value) is not str:
        raise TypeError("a text was expected")
    return value


def _pick(item: dict[str, Any]) -> Pick[Prompt]:
    if item["reason"] not in REASONS:
        raise ValueError("no reason of ours")
    id_, facet, kind, text = (_text(item[key]) for key in ("id", "facet", "kind", "text"))
    return Pick(Prompt(id_, facet, kind, text), item["reason"])


def _step(data: dict[str, Any], picks: int, due: int) -> Step:
    step = Step(_text(data["name"]), int(data["at"]), _text(data["held"]), _text(data["asked"]))
    most = {"due": due, "line": due, "ask": picks, "follow": picks}.get(step.name, picks + 1)
    if step.name not in STEPS or step.name == DONE or not 0 <= step.at < most:
        raise ValueError("no such step")
    return step


# ── resuming ──
# Where an interrupted sitting goes on: its draft, held against the journal.
#
# The journal has the last word. What reached the disk just before the end is not asked for again;
# what has vanished from the journal is not leaned on.


class Standpoint(NamedTuple):
    """The step to go on at, what stands in its field, and the asks on disk by prompt's place."""

    step: Step
    typed: str
    asks: dict[int, str]
    due: tuple[Intention, ...]


def standpoint(draft: Draft, journal: Journal) -> Standpoint:
    """Where to go on."""
    found = [journal.find(id_) for id_ in draft.due]
    due = tuple(item for item in found if isinstance(item, Intention))
    due = due if len(due) == len(draft.due) else ()
    asks = _asks(draft, journal)
    if _is_on_disk(draft, journal, asks):
        return Standpoint(_after(draft, len(due)), "", asks, due)
    step = draft.step
    if (step.name in (DUE, LINE) and not due) or (step.name == FOLLOW and step.at not in asks):
        step = _question(draft, 0)
    return Standpoint(step, draft.text, asks, due)


def _asks(draft: Draft, journal: Journal) -> dict[int, str]:
    asked = {
        record.prompt: record.id
        for record in journal.records
        if isinstance(record, Ask) and record.sitting == draft.sitting
    }
    places = enumerate(draft.picks)
    return {at: asked[prompt.id] for at, (prompt, _) in places if prompt.id in asked}


def _is_on_disk(draft: Draft, journal: Journal, asks: dict[int, str]) -> bool:
    """Whether the journal holds already what was being typed."""
    step, text = draft.step, draft.text.strip("\n")
    today = [record for record in journal.records if record.day == draft.day]
    match step.name:
        case "ask":
            return step.at in asks
        case "follow":
            ask = journal.find(asks.get(step.at, ""))
            return bool(text) and isinstance(ask, Ask) and (ask.text or "").endswith(f"\n\n{text}")
        case "note":
            return any(isinstance(item, Note) and item.text == text for item in today)
        case "due" | "line":
            told = {item.of for item in today if isinstance(item, Outcome)}
            return draft.due[step.at] in told
        case "when":
            return any(isinstance(item, Intention) and item.text == step.held for item in today)
    return False


def _after(draft: Draft, due: int) -> Step:
    """The step that follows the one already done."""
    step = draft.step
    if step.name in (ASK, FOLLOW):
        return _question(draft, step.at + 1)
    if step.name in (DUE, LINE):
        return Step(DUE, step.at + 1) if step.at + 1 < due else _question(draft, 0)
    return Step({NOTE: VOICES, WHEN: PLAN}.get(step.name, step.name))


def _question(draft: Draft, at: int) -> Step:
    if at < len(draft.picks):
        return Step(ASK, at)
    return Step(CLOSE, at) if draft.brief else Step(NOTE)


# ── drafts ──
# Interrupted sittings on disk: one private file each, and the day of the latest follow-up.


_FOLLOWED = "last-follow-up"


class DraftFolder:
    """The drafts of one leader."""

    def __init__(
        self, folder: Path, rescue: Sequence[Path] = (), key: JournalKey | None = None
    ) -> None:
        self._files = DraftFiles(folder, rescue, key)

    def keep(self, draft: Draft, *, durable: bool = True) -> None:
        """Write the draft in place of its earlier state; with ``durable`` it is on disk."""
        self._files.keep(self._path(draft.sitting), draft_data(draft), durable=durable)

    def drop(self, sitting: str) -> None:
        """Take the draft away."""
        dropped(self._path(sitting))

    def newest(self) -> Draft | None:
        """The draft written last; one that cannot be read stays where it is."""
        return self._files.newest("sitting-*.json", self._read)

    def where(self, sitting: str) -> str:
        """The draft's file."""
        return str(self._path(sitting))

    def last_follow_up(self) -> date | None:
        """The day of the latest follow-up on this machine."""
        with contextlib.suppress(OSError, SysleadError, ValueError):
            return date.fromisoformat(read_regular(self._followed, 100).decode().strip())
        return None

    def followed_up(self, day: date) -> None:
        """Remember the day; a disk that does not take it costs at most one question more."""
        with contextlib.suppress(OSError):
            replace_file(self._followed, day.isoformat().encode() + b"\n")

    @property
    def _followed(self) -> Path:
        return self._files.folder.parent / _FOLLOWED

    def _read(self, data: Any, path: Path) -> Draft | None:
        draft = draft_from(data)
        return draft if draft is not None and self._path(draft.sitting) == path else None

    def _path(self, sitting: str) -> Path:
        """By the random end of the id, so that the name is short enough to be read out."""
        safe = "".join(c for c in sitting.rpartition("-")[2] if c.isalnum())[:64]
        return self._files.folder / f"sitting-{safe}.json"
