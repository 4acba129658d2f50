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

from syslead_cli.base.documents import JsonFile
from syslead_cli.base.files import reason
from syslead_cli.errors import SysleadError, UsageError
from syslead_cli.remind.jobs import Job, NotASchedule, home_in, next_run, read_when, tag_of
from syslead_cli.remind.schedulers import VIAS, Scheduler, every_scheduler

if TYPE_CHECKING:
    from syslead_cli.context import Context


class Installed(Struct, frozen=True, omit_defaults=True):
    """The content of ``state/remind.json``; ``path`` is the calendar file.

    ``tag`` tells the journal's reminder from another's; a version before 0.2 gave it none.
    """

    via: str = ""
    when: str = ""
    path: str = ""
    ran: str = ""
    tag: str = ""


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
        self._home, self._tag = (
            context.own_environ.get("SYSLEAD_HOME", ""),
            tag_of(context.own_environ),
        )
        self._schedulers = every_scheduler(context, path, self._tag)
        #: The names that every journal's reminder had before 0.2.
        self._untagged = every_scheduler(context, path, "")

    def choose(self, via: str) -> Scheduler:
        """Return the one asked for, else the first this machine has. Raises where none is."""
        if via and via not in VIAS:
            raise UsageError(f"--via must be one of {', '.join(VIAS)}, not {via}.")
        if via:
            return self._schedulers[via]
        for name, scheduler in self._schedulers.items():
            if name != "ics" and scheduler.is_here():
                return scheduler
        raise SysleadError(
            "No scheduler was found on this computer.",
            "syslead remind install --via ics writes a reminder your calendar can open.",
            code="no_scheduler",
        )

    def install(self, scheduler: Scheduler, job: Job) -> str:
        """Install one reminder, in place of any other of this journal on this machine.

        Returns the home whose reminder it replaced: before 0.2 all of them had one name.
        """
        contents = scheduler.contents(job)
        if not scheduler.is_here():
            raise SysleadError(
                f"{scheduler.via} is not on this computer, or not running for you.",
                "Without --via one is detected; --via ics always works.",
                code="no_scheduler",
            )
        before, home = self._found(), home_in(scheduler.written())
        scheduler.install(job)
        for other, _ in before:
            if other is not scheduler:
                other.uninstall()
        path = next(iter(contents)) if scheduler.via == "ics" else ""
        self.file.write(Installed(scheduler.via, job.when.words, path, tag=self._tag))
        return home if home != self._home else ""

    def uninstall(self) -> tuple[Installed, list[str]]:
        """Take away all that is ours; return what was known, and the schedulers that had it.

        Raises SysleadError where what was installed may still be there.
        """
        known = self._known
        scheduler = self._schedulers.get(known.via)
        there = scheduler.installed() if scheduler else ""
        found = self._found()
        gone = [each.via for each, _ in found if each.uninstall()]
        there = there or next((where for each, where in found if each.via not in gone), "")
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
                f"Cannot tell what is installed: {self.file.path}: {reason(problem)}."
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
            installed=tuple((each.via, where) for each, where in found),
            when=when.words if when else "",
            last_run=last if last and last.tzinfo else None,
            next_run=next_run(when, self._now) if when else None,
        )

    def _found(self) -> list[tuple[Scheduler, str]]:
        """Return the schedulers that have a reminder of this journal, and where."""
        found = []
        older = self._untagged.values() if self._tag else ()
        for scheduler in (*self._schedulers.values(), *older):
            with suppress(SysleadError):  # a scheduler that will not answer has nothing of ours
                if (where := scheduler.installed()) and self._is_ours(scheduler):
                    found.append((scheduler, where))
        return found

    def _is_ours(self, scheduler: Scheduler) -> bool:
        """Whether a reminder is this journal's: by its tag, by the home it carries, or as known.

        One without a tag is the usual place's, or was installed by a version before 0.2.
        """
        if scheduler is not self._untagged[scheduler.via] and self._tag:
            return True
        if home := home_in(scheduler.written()):
            return home == self._home
        carries_none = not self._home or scheduler.via in ("ics", "taskscheduler")
        by_older = self._known.via == scheduler.via and not self._known.tag
        return not self._tag or (by_older and carries_none)
