"""What a reminder needs of an encrypted journal: days, and not a word.

``remind`` runs under cron, where nobody can give a passphrase. So a journal that is encrypted
keeps beside it, on this machine only, its newest entries as records without any content: the
day, the kind, when an intention is due and whether it was closed, when somebody is away.
"""

from __future__ import annotations

import contextlib
import json
from collections.abc import Callable, Iterable, Sequence
from datetime import date, datetime, tzinfo
from pathlib import Path
from typing import TYPE_CHECKING, Any

from msgspec.structs import replace

from syslead_cli.base.files import drop_killed, read_regular, reason, replace_file, temporaries
from syslead_cli.base.paths import Paths
from syslead_cli.errors import SysleadError
from syslead_cli.journal.codec import Sound, data_of, dump, read_line
from syslead_cli.journal.files import read_device
from syslead_cli.journal.intentions import tracked_intentions
from syslead_cli.journal.merge import Journal, Place, Placed, fold, sorted_records
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
)

if TYPE_CHECKING:
    from syslead_cli.journal.store import JournalFiles


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
    waiting = [standing for standing in tracked_intentions(records) if standing.is_open]
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


# ── day_marks_adapters ──
# The days of an encrypted journal in a small file of this machine, for ``remind``.


_LIMIT = 1024 * 1024
_WHOLE = b'{"whole":true}\n'


class DayMarks:
    """The file ``state/days``: made by ``encrypt``, kept up by every write, gone on ``decrypt``."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def read(self) -> list[Record]:
        """The marks; none where there is no file or it makes no sense."""
        with contextlib.suppress(OSError, SysleadError):
            lines = [read_line(raw) for raw in read_regular(self._path, _LIMIT).split(b"\n")]
            return [line.record for line in lines if isinstance(line, Sound)]
        return []

    @property
    def is_whole(self) -> bool:
        """Whether it was made from a whole journal, and not begun by one that was closed."""
        with contextlib.suppress(OSError, SysleadError):
            return read_regular(self._path, _LIMIT).startswith(_WHOLE)
        return False

    def begin(self, records: Iterable[Record]) -> None:
        """Make the file anew from a whole journal."""
        self._write(marks_after((), records), whole=True)

    def add(self, records: Iterable[Record]) -> None:
        """More was written."""
        self._write(marks_after(self.read(), records), whole=self.is_whole)

    def forget(self) -> None:
        """The journal is not encrypted any more."""
        with contextlib.suppress(OSError):
            self._path.unlink()

    def _write(self, marks: Iterable[Record], *, whole: bool) -> None:
        content = b"".join(dump(data_of(mark)) + b"\n" for mark in marks)
        with contextlib.suppress(OSError):  # a reminder too many at worst
            drop_killed(temporaries(self._path.parent, f"{self._path.name}."))
            replace_file(self._path, _WHOLE * whole + content)


class DueJournal:
    """An encrypted journal as a reminder sees it: the marks, and the lines that are in the clear.

    ``plain`` is the journal with its encrypted lines left closed. A file of another machine that
    changed on a day counts as a sitting on that day: a reminder is rather silent than needless.
    """

    def __init__(
        self, paths: Paths, marks: DayMarks, plain: JournalFiles, zone: tzinfo | None
    ) -> None:
        self._paths = paths
        self._marks = marks
        self._plain = plain
        self._zone = zone

    def read(
        self, since: date | None = None, keeping: Callable[[Placed], bool] | None = None
    ) -> Journal:
        """What is known; ``keeping`` is for journals that can be read."""
        journal = self._plain.read(since)
        known = {record.id: record for record in [*self._marks.read(), *journal.records]}
        records = [*known.values(), *map(sitting_on, self._written_elsewhere(since))]
        return replace(journal, records=tuple(sorted_records(records)))

    def _written_elsewhere(self, since: date | None) -> list[date]:
        own = read_device(self._paths.device)
        newest = 0.0
        for device, path in self._plain.files(since):
            if device != own:
                with contextlib.suppress(OSError):
                    newest = max(newest, path.stat().st_mtime)
        return [datetime.fromtimestamp(newest, self._zone).date()] if newest else []


# ── remind_state ──
# What is installed and when a reminder last ran: a small file that can go at any time.
#
# ``remind install`` makes it. ``remind`` writes to it only where it is, so that a machine without
# an installed reminder is never written to by looking.


_LIMIT_REMIND_STATE = 16 * 1024


class RemindState:
    """The file in the state folder."""

    def __init__(self, path: Path) -> None:
        self._path = path
        #: What ``check`` has read, so that it is not read again.
        self._content = b""

    def read(self) -> dict[str, str]:
        """What it says; nothing where it is not there or makes no sense."""
        try:
            data: Any = json.loads(self._content or read_regular(self._path, _LIMIT_REMIND_STATE))
        except (OSError, SysleadError, ValueError):
            return {}
        return {k: v for k, v in data.items() if isinstance(v, str)} if type(data) is dict else {}

    def check(self) -> None:
        """Raise SysleadError where the file is there and cannot be read."""
        try:
            self._content = read_regular(self._path, _LIMIT_REMIND_STATE)
        except FileNotFoundError:
            return
        except OSError as problem:
            raise SysleadError(
                f"What is installed cannot be told: {self._path}: {reason(problem)}."
            ) from problem

    def write(self, state: dict[str, str]) -> None:
        """Put it in place of the old one."""
        self._content = b""
        replace_file(self._path, json.dumps(state).encode() + b"\n")

    def ran(self, moment: str) -> None:
        """Note a run where a reminder is installed. Never in a reminder's way."""
        state = self.read()
        if state:
            with contextlib.suppress(OSError):
                self.write({**state, "ran": moment})

    def forget(self) -> None:
        """Nothing is installed any more."""
        with contextlib.suppress(OSError):
            self._path.unlink()
