"""The days of an encrypted journal in a small file of this machine, for ``remind``."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterable
from datetime import date, datetime, tzinfo
from pathlib import Path
from typing import TYPE_CHECKING

from syslead_cli.base.files import drop_killed, read_regular, replace_file, temporaries
from syslead_cli.base.paths import Paths
from syslead_cli.base.values import replace
from syslead_cli.errors import SysleadError
from syslead_cli.journal.device import read_device
from syslead_cli.journal.fold import Journal, Placed
from syslead_cli.journal.line import Sound, dump, read_line
from syslead_cli.journal.records import Record, data_of
from syslead_cli.journal.union import sorted_records
from syslead_cli.remind.day_marks_core import marks_after, sitting_on

if TYPE_CHECKING:
    from syslead_cli.journal.journal import JournalFiles

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
