"""What a reminder needs of an encrypted journal: days, and not a word.

``remind`` runs under cron, where nobody can give a passphrase. So a journal that is encrypted
keeps beside it, on this machine only, its newest entries as records without any content: the
day, the kind, when an intention is due and whether it was closed, when somebody is away.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from syslead_cli.base.values import replace
from syslead_cli.journal.fold import Place, Placed, fold
from syslead_cli.journal.line import Sound
from syslead_cli.journal.records import (
    ENTRY_KINDS,
    Ask,
    Intention,
    Note,
    Outcome,
    Pause,
    Record,
    Remove,
    Review,
    Revise,
)
from syslead_cli.reflect.intentions_core import standings

#: How many of the newest entries, reviews and times away are kept.
_ENTRIES, _REVIEWS, _PAUSES = 40, 12, 20
_DAYS_ONLY = frozenset({"day", "due", "from", "until", "status", "period"})


def marks_after(known: Sequence[Record], new: Iterable[Record]) -> tuple[Record, ...]:
    """The marks of a journal after more was written to it."""
    added = [mark for record in new if (mark := _mark(record)) is not None]
    numbered = [_untimed(mark, number) for number, mark in enumerate([*known, *added])]
    lines = (Placed(Place("", n, ""), Sound(mark, True)) for n, mark in enumerate(numbered, 1))
    return _kept(fold(lines).records)


def sitting_on(day: date) -> Ask:
    """Somebody sat down on that day, on another machine perhaps."""
    shared: dict[str, Any] = {"id": f"elsewhere-{day}", "ts": f"{day}T00:00:00Z", "tz": ""}
    return Ask(**shared, day=day, sitting="", facet="", reason="rotation", outcome="full")


def _mark(record: Record) -> Record | None:
    """The record without its content; None for what no reminder is about."""
    shared: dict[str, Any] = {"id": record.id, "ts": record.ts, "tz": "", "day": record.day}
    own = _own_days(record)
    if own is not None:
        return type(record)(**shared, **own)
    return Note(**shared, text="") if record.kind in ENTRY_KINDS else None


def _own_days(record: Record) -> dict[str, Any] | None:
    """The fields of a kind that a reminder reads; None for kinds that are only days to it."""
    match record:
        case Ask():
            outcome = "later" if record.outcome == "later" else "full"
            return {"sitting": "", "facet": "", "reason": "rotation", "outcome": outcome}
        case Review():
            return {"period": record.period, "from_": record.from_, "to": record.to}
        case Intention():
            return {"text": "", "due": record.due}
        case Outcome():
            return {"of": record.of, "status": record.status}
        case Pause():
            return {"from_": record.from_, "until": record.until}
        case Revise():
            days = {key: value for key, value in record.set.items() if key in _DAYS_ONLY}
            found: dict[str, Any] | None = {"of": record.of, "set": days}
        case Remove():
            found = {"of": record.of}
        case _:
            found = None
    return found


def _untimed(mark: Record, number: int) -> Record:
    """The order it came in stands where the time of day stood."""
    minutes, seconds = divmod(number % 86400, 60)
    hours, minutes = divmod(minutes, 60)
    return replace(mark, ts=f"{mark.day}T{hours:02}:{minutes:02}:{seconds:02}Z")


def _kept(records: Sequence[Record]) -> tuple[Record, ...]:
    """Enough of them to say what is due, however long the journal is."""
    entries = [record for record in records if record.kind in ENTRY_KINDS]
    waiting = [standing for standing in standings(records) if standing.is_open]
    kept = [
        *entries[:1],
        *entries[-_ENTRIES:],
        *[r for r in records if isinstance(r, Ask) and r.outcome != "later"][-1:],
        *[r for r in records if isinstance(r, Review)][-_REVIEWS:],
        *[r for r in records if isinstance(r, Review) and r.period == "quarter"][-1:],
        *[r for r in records if isinstance(r, Pause)][-_PAUSES:],
        *[r for standing in waiting for r in (standing.intention, *standing.outcomes)],
    ]
    wanted = {record.id for record in kept}
    return tuple(record for record in records if record.id in wanted)
