"""Every way a reminder can be installed, by its name."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from pathlib import Path

from syslead_cli.remind.calendar_entry import CalendarEntry
from syslead_cli.remind.crontab import Crontab
from syslead_cli.remind.launchd import Launchd
from syslead_cli.remind.programs import Programs
from syslead_cli.remind.systemd import Systemd
from syslead_cli.remind.task_scheduler import TaskScheduler

AnyScheduler = Crontab | Systemd | Launchd | TaskScheduler | CalendarEntry


def every_scheduler(
    environ: Mapping[str, str], state: Path, calendar: Path, now: datetime
) -> dict[str, AnyScheduler]:
    """They are cheap to make; each looks at the machine only when it is asked."""
    programs = Programs(environ)
    every: tuple[AnyScheduler, ...] = (
        Systemd(programs, environ),
        Crontab(programs),
        Launchd(programs, environ),
        TaskScheduler(programs, state, now.date()),
        CalendarEntry(calendar.expanduser().absolute(), now),
    )
    return {scheduler.via: scheduler for scheduler in every}
