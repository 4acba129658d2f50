"""A calendar file for the leader to open: the reminder for whoever has no scheduler."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from syslead_cli.base.own_file import read_own, take_away, write_own
from syslead_cli.errors import SysleadError
from syslead_cli.remind.calendar_file import calendar_file, is_ours
from syslead_cli.remind.schedules import Job, Piece


class CalendarEntry:
    """Reminders by the leader's own calendar; ``now`` is the moment the file is made."""

    via = "ics"

    def __init__(self, path: Path, now: datetime) -> None:
        self._path = path
        self._now = now

    def is_here(self) -> bool:
        """A file can be written anywhere."""
        return True

    def pieces(self, job: Job) -> list[Piece]:
        """The file."""
        content = calendar_file(job.when, self._now.date(), self._now)
        return [Piece(str(self._path), content)]

    def install(self, job: Job) -> None:
        """Write the file; one that is not ours is left alone."""
        before = read_own(self._path)
        if before and not is_ours(before):
            raise SysleadError(
                f"{self._path} is there already and is not syslead's.", "--output names another."
            )
        for where, content in self.pieces(job):
            write_own(Path(where), content)

    def installed(self) -> str:
        """The file, empty where it is not there or not ours."""
        return str(self._path) if is_ours(read_own(self._path)) else ""

    def uninstall(self) -> bool:
        """Take the file away; the event in the calendar is the leader's to delete."""
        return bool(self.installed()) and take_away(self._path)
