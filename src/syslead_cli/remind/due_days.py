"""What is due today, read from the journal or, where it is encrypted, from ``state/days``.

``remind`` runs under cron, where nobody can give a passphrase. So an encrypted journal keeps
beside it, on this machine only, its newest entries as records without content: ids, days, kinds,
when an intention is due and how it ended, when somebody is away. Not a word is in it.
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterable, Sequence
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

from msgspec.structs import replace

from syslead_cli.base.files import drop_killed, read_regular, replace_file
from syslead_cli.errors import SysleadError
from syslead_cli.journal.codec import ReadableLine, data_of, encode_json, read_line
from syslead_cli.journal.files import MonthFiles, read_device
from syslead_cli.journal.merge import Place, PlacedLine, merge_lines
from syslead_cli.journal.model import (
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
    in_order,
    tracked_intentions,
)

if TYPE_CHECKING:
    from syslead_cli.context import Context
    from syslead_cli.journal.merge import Journal
    from syslead_cli.reflect.due import DueFacts, RemindDocument


def look_for_due(context: Context) -> tuple[RemindDocument, DueFacts]:
    """Return the day's answer, from a year or so of the journal; after a long silence from all."""
    from syslead_cli.reflect.due import DAYS_BACK, due_facts, reminder

    day, since = context.today, date.min
    with contextlib.suppress(OverflowError):
        since = context.today - timedelta(days=DAYS_BACK)
    facts = due_facts(_records(context, since), day)
    if facts.first is None:
        facts = due_facts(_records(context, None), day)
    return reminder(facts, context.settings, day), facts


def _records(context: Context, since: date | None) -> Sequence[Record]:
    """Return what may be read without a passphrase: what is in plaintext, and the days."""
    records = context.undecrypted_journal.read(since).records
    if not context.key.is_on:
        return records
    known = {record.id: record for record in [*context.due_days.read(), *records]}
    return sorted([*known.values(), *_elsewhere(context, since)], key=in_order)


def _elsewhere(context: Context, since: date | None) -> list[Ask]:
    """Return a sitting on the day a file of another machine last changed.

    A reminder is rather silent than needless.
    """
    own, newest = read_device(context.paths.device), 0.0
    first = since.isoformat()[:7] if since else ""
    for device, month, path in MonthFiles(context.paths, own).listing():
        if device != own and (not month or month >= first):
            with contextlib.suppress(OSError):
                newest = max(newest, path.stat().st_mtime)
    if not newest:
        return []
    day = datetime.fromtimestamp(newest, context.clock.now().local.tzinfo).date()
    shared: dict[str, Any] = {"id": f"elsewhere-{day}", "ts": f"{day}T00:00:00Z", "tz": ""}
    return [Ask(**shared, day=day, **_ASKED, outcome="full")]


#: How many of the newest entries, reviews and times away are kept.
_ENTRIES, _REVIEWS, _PAUSES = 40, 12, 20
_LIMIT = 1024 * 1024
_WHOLE = b'{"whole":true}\n'
_DAYS_ONLY = frozenset({"day", "due", "from", "until", "status", "period"})
_ASKED: dict[str, Any] = {"sitting": "", "facet": "", "reason": "rotation"}


class DueDays:
    """The file ``state/days``: made by ``encrypt``, kept up by every write, gone on ``decrypt``."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def read(self) -> list[Record]:
        """Return the records; none where there is no file or it makes no sense."""
        found = map(read_line, self._content().split(b"\n"))
        return [line.record for line in found if isinstance(line, ReadableLine)]

    def begin(self, records: Iterable[Record]) -> None:
        """Make the file anew from a whole journal."""
        self._write(_WHOLE, (), records)

    def add(self, records: Iterable[Record], read_all: Callable[[], Journal] | None = None) -> None:
        """Add what was written; where ``read_all`` can, begin anew what was never whole."""
        is_whole = self._content().startswith(_WHOLE)
        if read_all and not is_whole:
            self.begin(read_all().records)
        else:
            self._write(_WHOLE * is_whole, self.read(), records)

    def remove(self) -> None:
        """Take the file away: the journal is encrypted no longer."""
        with contextlib.suppress(OSError):
            self._path.unlink()

    def _content(self) -> bytes:
        with contextlib.suppress(OSError, SysleadError):
            return read_regular(self._path, _LIMIT)
        return b""

    def _write(self, head: bytes, known: Sequence[Record], new: Iterable[Record]) -> None:
        lines = (encode_json(data_of(record)) + b"\n" for record in days_after(known, new))
        content = head + b"".join(lines)
        with contextlib.suppress(OSError):  # a reminder too many at worst
            drop_killed(self._path.parent, f"{self._path.name}.")
            replace_file(self._path, content)


def days_after(known: Sequence[Record], new: Iterable[Record]) -> tuple[Record, ...]:
    """Return the records without content of a journal after more was written to it.

    Where the time of day stood is the order they came in.
    """
    added = [stub for record in new if (stub := _without_content(record)) is not None]
    lines = []
    for number, stub in enumerate([*known, *added]):
        clock = str(timedelta(seconds=number % 86400)).zfill(8)
        numbered = replace(stub, ts=f"{stub.day}T{clock}Z")
        lines.append(PlacedLine(Place("", number + 1, ""), ReadableLine(numbered, True)))
    return _newest(merge_lines(lines).records)


def _without_content(record: Record) -> Record | None:
    """Return what a reminder reads of a record; None for what no reminder is about."""
    shared: dict[str, Any] = {"id": record.id, "ts": record.ts, "tz": "", "day": record.day}
    match record:
        case Ask(outcome=outcome):
            own = {**_ASKED, "outcome": "later" if outcome == "later" else "full"}
        case Review(period=period):
            own = {"period": period, "from_": record.from_, "to": record.to}
        case Intention(due=due):
            own = {"text": "", "due": due}
        case Outcome(of=of, status=status):
            own = {"of": of, "status": status}
        case Pause(from_=first, until=last):
            own = {"from_": first, "until": last}
        case Revise(of=of, set=changes):
            own = {"of": of, "set": {k: v for k, v in changes.items() if k in _DAYS_ONLY}}
        case Remove(of=of):
            own = {"of": of}
        case _:
            return Note(**shared, text="") if record.kind in ENTRY_KINDS else None
    return type(record)(**shared, **own)


def _newest(records: Sequence[Record]) -> tuple[Record, ...]:
    """Return enough of them to say what is due, however long the journal is."""
    entries = [record for record in records if record.kind in ENTRY_KINDS]
    reviews = [record for record in records if isinstance(record, Review)]
    waiting = [tracked for tracked in tracked_intentions(records) if tracked.is_open]
    kept = [
        *entries[:1],
        *entries[-_ENTRIES:],
        *[r for r in records if isinstance(r, Ask) and r.outcome != "later"][-1:],
        *reviews[-_REVIEWS:],
        *[review for review in reviews if review.period == "quarter"][-1:],
        *[r for r in records if isinstance(r, Pause)][-_PAUSES:],
        *[r for tracked in waiting for r in (tracked.intention, *tracked.outcomes)],
    ]
    wanted = {record.id for record in kept}
    return tuple(record for record in records if record.id in wanted)
