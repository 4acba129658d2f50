"""Five ways to run a reminder at a time, what switches each on and off, and which one has ours.

At most one is installed. Which, and when it ran, is in ``state/remind.json``, which can go at any
time. Other programs are found on PATH and run with a time limit, never through a shell.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from contextlib import suppress
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from msgspec import Struct
from msgspec.structs import asdict, replace

from syslead_cli.base.dates import DateProblem
from syslead_cli.base.documents import Document, JsonFile, Part
from syslead_cli.base.files import read_own, reason, take_away, write_own
from syslead_cli.base.paths import deciding
from syslead_cli.errors import SysleadError, UsageError
from syslead_cli.journal.model import Moment
from syslead_cli.reflect.due import Due, NextDue, RemindDocument
from syslead_cli.remind import job_files as jobs
from syslead_cli.remind.job_files import Job

if TYPE_CHECKING:
    from subprocess import CompletedProcess

    from syslead_cli.context import Context

#: The schedulers in the order they are looked for, and what people call them.
VIAS = {
    "systemd": "systemd",
    "cron": "cron",
    "launchd": "launchd",
    "taskscheduler": "the Task Scheduler",
    "ics": "your calendar",
}
_TASK = r"syslead\remind"
_SECONDS = 20

Words = tuple[str, ...]


class Programs:
    """The programs on the PATH of this run."""

    def __init__(self, environ: Mapping[str, str]) -> None:
        self.environ = environ

    def find(self, name: str) -> str:
        """Return its path, empty where there is none."""
        from shutil import which

        return which(name, path=self.environ.get("PATH", "")) or ""

    def run(self, name: str, *arguments: str, stdin: bytes = b"") -> CompletedProcess[bytes]:
        """Run it to its end. Raises SysleadError where it is not there or takes too long."""
        from subprocess import TimeoutExpired, run

        program = self.find(name)
        if not program:
            raise SysleadError(f"{name} is not installed on this computer.")
        try:
            return run(
                [program, *arguments],
                input=stdin,
                capture_output=True,
                env={**self.environ, "LC_ALL": "C"},
                timeout=_SECONDS,
                check=False,
            )
        except (OSError, TimeoutExpired) as problem:
            raise SysleadError(f"{name} did not answer: {type(problem).__name__}.") from problem

    def must(self, name: str, *arguments: str, stdin: bytes = b"") -> None:
        """Run it; anything but success is a SysleadError with its own words."""
        ran = self.run(name, *arguments, stdin=stdin)
        if ran.returncode:
            raise _failed(" ".join((name, *arguments[:3])), ran)


def _failed(command: str, ran: CompletedProcess[bytes]) -> SysleadError:
    output = (ran.stderr.strip() or ran.stdout.strip()).decode("utf-8", "replace") or "no message"
    return SysleadError(f"{command} failed ({ran.returncode}): {output}")


class Scheduler(Struct, frozen=True):
    """One way of running something at a time: what is written and run to have it on or off.

    ``files`` are places with what makes their content; the last one says what is installed.
    All commands are of ``program``; without one the files do everything. ``probe`` succeeds where
    it runs for this user; ``before``, ``off`` and ``after`` may fail, ``on`` may not. A file that
    ``is_named`` by the leader is left alone where it is not ours.
    """

    via: str
    programs: Programs
    program: str
    files: tuple[tuple[str, Callable[[Job], bytes]], ...]
    ours_in: Callable[[bytes], str] = lambda _: ""
    probe: Words = ()
    before: tuple[Words, ...] = ()
    on: tuple[Words, ...] = ()
    off: tuple[Words, ...] = ()
    after: tuple[Words, ...] = ()
    is_named: bool = False
    #: What tells this journal's reminder from another's on the same machine, or names the task.
    tag: str = ""

    def is_here(self) -> bool:
        if self.program and not self.programs.find(self.program):
            return False
        with suppress(SysleadError):
            return not self.probe or self._runs(*self.probe)
        return False

    def contents(self, job: Job) -> dict[str, bytes]:
        """Return what would be written, and where. Raises SysleadError where it cannot be held."""
        return {where: make(job) for where, make in self.files}

    def install(self, job: Job) -> None:
        for where, content in self.contents(job).items():
            if self.is_named and read_own(Path(where)) and not self.installed():
                raise SysleadError(
                    f"{where} already exists and is not from syslead.",
                    "Choose another file with --output.",
                )
            write_own(Path(where), content)
        for words in self.before:
            self._runs(*words)
        for words in self.on:
            self.programs.must(self.program, *words)

    def installed(self) -> str:
        """Return our part as it stands, empty where there is none."""
        return self.ours_in(read_own(Path(self.files[-1][0])) or b"")

    def written(self) -> str:
        """Return all that was written, as far as it stands in files."""
        return "\n".join(
            (read_own(Path(where)) or b"").decode("utf-8", "replace") for where, _ in self.files
        )

    def uninstall(self) -> bool:
        """Take our part away; tell if there was one."""
        paths = [Path(where) for where, _ in self.files]
        if not any(path.exists() for path in paths) or (self.is_named and not self.installed()):
            return False
        is_here = self.is_here()
        for words in self.off if is_here else ():
            self._runs(*words)
        gone = [take_away(path) for path in paths]
        for words in self.after if is_here else ():
            self._runs(*words)
        return any(gone)

    def _runs(self, *words: str) -> bool:
        return self.programs.run(self.program, *words).returncode == 0


class TaskScheduler(Scheduler, frozen=True):
    """A task of Windows, which only reads a file when it is made."""

    def contents(self, job: Job) -> dict[str, bytes]:
        return {f"the task {self.tag}": self.files[0][1](job)}

    def install(self, job: Job) -> None:
        where, make = self.files[0]
        write_own(Path(where), make(job))
        try:
            self.programs.must(self.program, "/Create", "/TN", self.tag, "/XML", where, "/F")
        finally:
            take_away(Path(where))

    def installed(self) -> str:
        return self.tag if self.is_here() and self._runs("/Query", "/TN", self.tag) else ""

    def uninstall(self) -> bool:
        there = bool(self.installed())
        if there:
            self.programs.must(self.program, "/Delete", "/TN", self.tag, "/F")
        return there


class Crontab(Scheduler, frozen=True):
    """The user's crontab: our marked block through ``crontab -l`` and ``crontab -``."""

    def install(self, job: Job) -> None:
        self._write(jobs.with_block(self._read(), jobs.cron_block(job), self.tag))

    def installed(self) -> str:
        return jobs.block_in(self._read(), self.tag) if self.is_here() else ""

    def written(self) -> str:
        return self.installed()

    def uninstall(self) -> bool:
        before = self._read() if self.is_here() else b""
        after = jobs.with_block(before, b"", self.tag)
        if after != before:
            self._write(after)
        return after != before

    def _write(self, content: bytes) -> None:
        self.programs.must(self.program, "-", stdin=content)

    def _read(self) -> bytes:
        """Return all of it. Raises SysleadError: what is not read is not replaced."""
        ran = self.programs.run(self.program, "-l")
        if ran.returncode == 0:
            return ran.stdout
        if b"no crontab" in ran.stderr.lower():
            return b""
        raise _failed("crontab -l", ran)


def every_scheduler(context: Context, calendar: Path, tag: str) -> dict[str, Scheduler]:
    """Return them by name, for the journal with that tag; each looks when it is asked."""
    environ, now = context.environ, context.machine_time
    programs = Programs(environ)
    home = Path(environ.get("HOME", "~")).expanduser()
    wish = Path(environ.get("XDG_CONFIG_HOME", "").strip())
    units = (wish if wish.is_absolute() else home / ".config") / "systemd" / "user"
    unit, label = jobs.tagged(jobs.UNIT, tag), jobs.tagged(jobs.LABEL, tag, ".")
    service, timer = f"{units / unit}.service", f"{unit}.timer"
    agent = str(home / "Library" / "LaunchAgents" / f"{label}.plist")
    task = str(context.paths.state / "remind-task.xml")
    domain = f"gui/{os.getuid() if hasattr(os, 'getuid') else 0}"
    ics = str(calendar.expanduser().absolute())
    found: tuple[Scheduler, ...] = (
        Scheduler(
            "systemd",
            programs,
            "systemctl",
            ((service, jobs.systemd_service), (f"{units / unit}.timer", jobs.systemd_timer)),
            ours_in=_line_that_says_when,
            probe=("--user", "show-environment"),
            on=(
                ("--user", "daemon-reload"),
                ("--user", "enable", "--now", timer),
                ("--user", "restart", timer),
            ),
            off=(("--user", "disable", "--now", timer),),
            after=(("--user", "daemon-reload"),),
        ),
        Crontab("cron", programs, "crontab", (("your crontab", jobs.cron_block),), tag=tag),
        Scheduler(
            "launchd",
            programs,
            "launchctl",
            ((agent, jobs.launchd_plist),),
            ours_in=lambda content: agent if content else "",
            before=(("bootout", f"{domain}/{label}"),),
            on=(("bootstrap", domain, agent),),
            off=(("bootout", f"{domain}/{label}"),),
        ),
        TaskScheduler(
            "taskscheduler",
            programs,
            "schtasks",
            ((task, lambda job: jobs.task_xml(job, now.date())),),
            tag=jobs.tagged(_TASK, tag),
        ),
        Scheduler(
            "ics",
            programs,
            "",
            ((ics, lambda job: jobs.calendar_file(job, now)),),
            ours_in=lambda content: ics if f"UID:{jobs.uid(tag)}\r\n".encode() in content else "",
            is_named=True,
        ),
    )
    return {scheduler.via: scheduler for scheduler in found}


def _line_that_says_when(timer: bytes) -> str:
    lines = timer.decode("utf-8", "replace").splitlines()
    return next((line for line in lines if line.startswith("OnCalendar=")), "")


class Installed(Struct, frozen=True, omit_defaults=True):
    """The content of ``state/remind.json``; ``path`` is the calendar file.

    ``tag`` tells the journal's reminder from another's; a version before 0.2 gave it none.
    """

    via: str = ""
    when: str = ""
    path: str = ""
    ran: str = ""
    tag: str = ""


class InstalledEntry(Part, frozen=True):
    """A scheduler that has a reminder of ours, and its line or file."""

    via: Literal["cron", "systemd", "launchd", "taskscheduler", "ics"]
    where: str


class RemindStatusDocument(Document, frozen=True, tag="syslead/remind-status/1"):
    """What is installed, when it ran and runs, and what it would say."""

    installed: tuple[InstalledEntry, ...]
    when: str | None
    last_run: Moment | None
    next_run: Moment | None
    day: date
    due: tuple[Due, ...]
    silent: str | None
    next: NextDue | None


def note_run(context: Context) -> None:
    """Note a run where a reminder is installed. Never in a reminder's way."""
    file = JsonFile(context.paths.reminder, Installed, Installed)
    known = file.read()
    if known != Installed():
        with suppress(SysleadError):
            file.write(replace(known, ran=context.clock.now().local.isoformat(timespec="seconds")))


class Reminders:
    """The schedulers, and the file that says which of them has our reminder.

    Where that cannot be read, or makes no sense, nothing is known.
    """

    def __init__(self, context: Context, calendar: Path | None = None) -> None:
        self.file = JsonFile(context.paths.reminder, Installed, Installed)
        self._now = context.machine_time
        self._known = Installed()
        self._unread: OSError | None = None
        try:
            self._known = self.file.load()
        except OSError as problem:
            self._unread = problem
        except (SysleadError, ValueError, RecursionError):
            pass  # what makes no sense says nothing
        path = calendar or Path(self._known.path or "syslead-remind.ics")
        environ = deciding(context.environ)
        self._home = environ.get("SYSLEAD_HOME", "")
        self._tag = jobs.tag_of(environ)
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
        before, home = self._found(), jobs.home_in(scheduler.written())
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
        if self._unread:
            why = f"{self.file.path}: {reason(self._unread)}"
            raise SysleadError(f"Cannot tell what is installed: {why}.") from self._unread
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

    def status(self, found: RemindDocument) -> RemindStatusDocument:
        """Return what is installed, when it ran and will run next, and what was found due."""
        installed, known = self._found(), self._known
        when = last = None
        if installed:
            with suppress(DateProblem):
                when = jobs.read_when(known.when)
            with suppress(ValueError):
                last = datetime.fromisoformat(known.ran)
        return RemindStatusDocument(
            tuple(InstalledEntry(each.via, where) for each, where in installed),  # type: ignore[arg-type]
            when.words if when else None,
            last.isoformat() if last and last.tzinfo else None,
            jobs.next_run(when, self._now).isoformat() if when else None,
            **asdict(found),
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
        if home := jobs.home_in(scheduler.written()):
            return home == self._home
        carries_none = not self._home or scheduler.via in ("ics", "taskscheduler")
        by_older = self._known.via == scheduler.via and not self._known.tag
        return not self._tag or (by_older and carries_none)
