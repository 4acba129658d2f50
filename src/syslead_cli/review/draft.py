"""A review under way as it lies in the drafts folder: enough to go on exactly there."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from msgspec import Struct, field

from syslead_cli.journal.codec import InvalidRecord, data_of, read_day, record_from
from syslead_cli.journal.drafts import DraftFiles, dropped
from syslead_cli.journal.model import Record
from syslead_cli.review.steps import KINDS, NAMES, Agenda, Choice, Scores, State, Step

if TYPE_CHECKING:
    from syslead_cli.crypt.journal_key import JournalKey


DRAFT_VERSION = 1


class ReviewDraft(Struct, frozen=True):
    """``records`` are there once it is finished: they only need to reach the journal."""

    state: State
    records: tuple[Record, ...] = field(default=())

    @property
    def name(self) -> str:
        """Its file: one for each review and day."""
        return f"review-{self.state.agenda.name}-{self.state.agenda.day.isoformat()}"


def draft_data(draft: ReviewDraft) -> dict[str, Any]:
    """The draft as a JSON object."""
    state = draft.state
    return {
        "v": DRAFT_VERSION,
        "agenda": _agenda_data(state.agenda),
        "answers": dict(state.answers),
        "at": state.at,
        "typed": state.typed,
        "records": [data_of(record) for record in draft.records],
    }


def _agenda_data(agenda: Agenda) -> dict[str, Any]:
    return {
        "name": agenda.name,
        "first": agenda.first.isoformat(),
        "last": agenda.last.isoformat(),
        "day": agenda.day.isoformat(),
        "today": agenda.today.isoformat(),
        "steps": [[step.kind, step.id, step.label, step.text] for step in agenda.steps],
        "choices": [list(choice) for choice in agenda.choices],
        "heard": list(agenda.heard),
        "unheard": list(agenda.unheard),
        "known": {facet: list(scores) for facet, scores in agenda.known.items()},
        "quiet": list(agenda.quiet),
        "earlier": dict(agenda.earlier),
    }


def draft_from(data: Any) -> ReviewDraft | None:
    """The draft in a JSON object; None where it is none this version can go on with."""
    try:
        return _read(data)
    except (KeyError, TypeError, ValueError, AttributeError, InvalidRecord):
        return None


def _read(data: Mapping[str, Any]) -> ReviewDraft:
    if data["v"] != DRAFT_VERSION:
        raise ValueError("a draft of another version")
    agenda = _agenda(data["agenda"])
    at = data["at"]
    if type(at) is not int or not 0 <= at <= len(agenda.steps):
        raise ValueError("no such step")
    state = State(agenda, _table(data["answers"]), at, _text(data["typed"]))
    return ReviewDraft(state, tuple(record_from(record) for record in data["records"]))


def _agenda(data: Mapping[str, Any]) -> Agenda:
    if data["name"] not in NAMES:
        raise ValueError("no such review")
    days: dict[str, date] = {key: read_day(data[key]) for key in ("first", "last", "day", "today")}
    return Agenda(
        name=data["name"],
        **days,
        steps=tuple(_step(item) for item in data["steps"]),
        choices=tuple(Choice(*_texts(item)) for item in data["choices"]),
        heard=_texts(data["heard"]),
        unheard=_texts(data["unheard"]),
        known={_text(facet): _scores(item) for facet, item in data["known"].items()},
        quiet=_texts(data["quiet"]),
        earlier=_table(data["earlier"]),
    )


def _step(item: Sequence[Any]) -> Step:
    step = Step(*_texts(item))
    if step.kind not in KINDS:
        raise ValueError("no such kind of step")
    return step


def _scores(item: Sequence[Any]) -> Scores:
    scores = Scores(*item)
    if not all(score is None or (type(score) is int and 1 <= score <= 5) for score in scores):
        raise ValueError("no score")
    return scores


def _text(value: Any) -> str:
    if type(value) is not str:
        raise TypeError("a text was expected")
    return value


def _texts(value: Any) -> tuple[str, ...]:
    return tuple(_text(item) for item in value)


def _table(value: Any) -> dict[str, str]:
    return {_text(key): _text(item) for key, item in value.items()}


# ── review_drafts ──
# Reviews under way on disk: one private file each, beside the interrupted sittings.


class ReviewDrafts:
    """The reviews of one leader that have not ended."""

    def __init__(
        self, folder: Path, rescue: Sequence[Path] = (), key: JournalKey | None = None
    ) -> None:
        self._files = DraftFiles(folder, rescue, key)

    def keep(self, draft: ReviewDraft, *, durable: bool = True) -> None:
        """Write the draft in place of its earlier state; with ``durable`` it is on disk."""
        self._files.keep(self._path(draft), draft_data(draft), durable=durable)

    def drop(self, draft: ReviewDraft) -> None:
        """Take the draft away."""
        dropped(self._path(draft))

    def newest(self, name: str) -> ReviewDraft | None:
        """The draft of such a review written last; one that cannot be read stays where it is."""
        return self._files.newest(f"review-{name}-*.json", self._read)

    def where(self, draft: ReviewDraft) -> str:
        """The draft's file."""
        return str(self._path(draft))

    def _read(self, data: Any, path: Path) -> ReviewDraft | None:
        draft = draft_from(data)
        return draft if draft is not None and self._path(draft) == path else None

    def _path(self, draft: ReviewDraft) -> Path:
        return self._files.folder / f"{draft.name}.json"
