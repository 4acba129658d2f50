"""The reminder of this machine: installed, taken away, looked at; one at most.

What is installed, and when it ran, is in ``state/remind.json``, which can go at any time.
"""

from __future__ import annotations

from contextlib import suppress
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from msgspec import Struct
from msgspec.structs import replace

from syslead_cli.base.files import reason
from syslead_cli.base.json_file import JsonFile
from syslead_cli.errors import SysleadError, UsageError
from syslead_cli.remind.jobs import Job, NotASchedule, next_run, read_when
from syslead_cli.remind.schedulers import VIAS, Scheduler, every_scheduler

if TYPE_CHECKING:
    from syslead_cli.context import Context


class Installed(Struct, frozen=True, omit_defaults=True):
    """The content of ``state/remind.json``; ``path`` is the calendar file."""

    via: str = ""
    when: str = ""
    path: str = ""
    ran: str = ""


class RemindStatus(Struct, frozen=True):
    """What is there, as (scheduler, its line or file), when it ran and when it will run next."""

    installed: tuple[tuple[str, str], ...]
    when: str
    last_run: datetime | None
    next_run: datetime | None


def installed_file(context: Context) -> JsonFile[Installed]:
    """Return the file that says what is installed on this machine."""
    return JsonFile(context.paths.reminder, Installed, Installed, limit=16 * 1024)


def note_run(context: Context) -> None:
    """Note a run where a reminder is installed. Never in a reminder's way."""
    file = installed_file(context)
    known = file.read()
    if known != Installed():
        with suppress(SysleadError):
            file.write(replace(known, ran=context.clock.now().local.isoformat(timespec="seconds")))


class Reminders:
    """The schedulers, and the file that says which of them has our reminder.

    The file is read once. Where it cannot be read nothing is known, or with ``must_know``
    SysleadError is raised.
    """

    def __init__(
        self, context: Context, calendar: Path | None = None, *, must_know: bool = False
    ) -> None:
        self.file = installed_file(context)
        self._now = context.machine_time
        self._known = self._load() if must_know else self.file.read()
        path = calendar or Path(self._known.path or "syslead-remind.ics")
        self._schedulers = every_scheduler(context, path)

    def choose(self, via: str) -> Scheduler:
        """Return the one asked for, else the first this machine has. Raises where none is."""
        if via and via not in VIAS:
            raise UsageError(f"--via {via}: one of {', '.join(VIAS)} is meant.")
        if via:
            return self._schedulers[via]
        for name, scheduler in self._schedulers.items():
            if name != "ics" and scheduler.is_here():
                return scheduler
        raise SysleadError(
            "No scheduler was found on this machine.",
            "syslead remind install --via ics writes a reminder your calendar can open.",
            code="no_scheduler",
        )

    def install(self, scheduler: Scheduler, job: Job) -> None:
        """Install one reminder, in place of any other of ours on this machine."""
        contents = scheduler.contents(job)
        if not scheduler.is_here():
            raise SysleadError(
                f"{scheduler.via} is not on this machine, or not running for you.",
                "Leave --via out to have one found; --via ics always works.",
                code="no_scheduler",
            )
        scheduler.install(job)
        for via, _ in self._found():
            if via != scheduler.via:
                self._schedulers[via].uninstall()
        path = next(iter(contents)) if scheduler.via == "ics" else ""
        self.file.write(Installed(scheduler.via, job.when.words, path))

    def uninstall(self) -> tuple[Installed, list[str]]:
        """Take away all that is ours; return what was known, and the schedulers that had it.

        Raises SysleadError where what was installed may still be there.
        """
        known = self._known
        scheduler = self._schedulers.get(known.via)
        there = scheduler.installed() if scheduler else ""
        gone = [via for via, _ in self._found() if self._schedulers[via].uninstall()]
        if there and known.via not in gone:
            raise SysleadError(
                f"The reminder is still there: {there} could not be read or changed."
            )
        self.file.remove()
        return known, gone

    def _load(self) -> Installed:
        try:
            return self.file.load()
        except OSError as problem:
            raise SysleadError(
                f"What is installed cannot be told: {self.file.path}: {reason(problem)}."
            ) from problem
        except (ValueError, RecursionError):
            return Installed()

    def status(self) -> RemindStatus:
        """Return what is installed, when it ran last and when it will run next."""
        found, known = self._found(), self._known
        when = last = None
        if found:
            with suppress(NotASchedule):
                when = read_when(known.when)
            with suppress(ValueError):
                last = datetime.fromisoformat(known.ran)
        return RemindStatus(
            installed=tuple(found),
            when=when.words if when else "",
            last_run=last if last and last.tzinfo else None,
            next_run=next_run(when, self._now) if when else None,
        )

    def _found(self) -> list[tuple[str, str]]:
        found = []
        for name, scheduler in self._schedulers.items():
            with suppress(SysleadError):  # a scheduler that will not answer has nothing of ours
                if where := scheduler.installed():
                    found.append((name, where))
        return found
