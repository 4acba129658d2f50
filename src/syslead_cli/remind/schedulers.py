"""Five ways to run a reminder at a time, as values, and what switches each on and off."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from msgspec import Struct

from syslead_cli.base.files import read_own, take_away, write_own
from syslead_cli.errors import SysleadError
from syslead_cli.remind.jobs import (
    LABEL,
    UNIT,
    Job,
    block_in,
    calendar_file,
    cron_block,
    launchd_plist,
    systemd_service,
    systemd_timer,
    tagged,
    task_xml,
    uid,
    with_block,
)
from syslead_cli.remind.programs import Programs

if TYPE_CHECKING:
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

Words = tuple[str, ...]


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
    #: What tells this journal's reminder from another's on the same machine.
    tag: str = ""

    def is_here(self) -> bool:
        with suppress(SysleadError):
            found = not self.program or bool(self.programs.find(self.program))
            return found and (not self.probe or self._runs(self.probe))
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
        self._try_all(self.before)
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
        self._try_all(self.off if is_here else ())
        gone = [take_away(path) for path in paths]
        self._try_all(self.after if is_here else ())
        return any(gone)

    def _runs(self, words: Words) -> bool:
        return self.programs.run(self.program, *words).code == 0

    def _try_all(self, commands: tuple[Words, ...]) -> None:
        for words in commands:
            self._runs(words)


class TaskScheduler(Scheduler, frozen=True):
    """A task of Windows, which only reads a file when it is made."""

    @property
    def _task(self) -> str:
        return tagged(_TASK, self.tag)

    def contents(self, job: Job) -> dict[str, bytes]:
        return {f"the task {self._task}": self.files[0][1](job)}

    def install(self, job: Job) -> None:
        where, make = self.files[0]
        write_own(Path(where), make(job))
        try:
            self.programs.must(self.program, "/Create", "/TN", self._task, "/XML", where, "/F")
        finally:
            take_away(Path(where))

    def installed(self) -> str:
        return self._task if self.is_here() and self._runs(("/Query", "/TN", self._task)) else ""

    def uninstall(self) -> bool:
        there = bool(self.installed())
        if there:
            self.programs.must(self.program, "/Delete", "/TN", self._task, "/F")
        return there


class Crontab(Scheduler, frozen=True):
    """The user's crontab: our marked block through ``crontab -l`` and ``crontab -``."""

    def install(self, job: Job) -> None:
        self._write(with_block(self._read(), cron_block(job), self.tag))

    def installed(self) -> str:
        return block_in(self._read(), self.tag) if self.is_here() else ""

    def written(self) -> str:
        return self.installed()

    def uninstall(self) -> bool:
        before = self._read() if self.is_here() else b""
        after = with_block(before, b"", self.tag)
        if after != before:
            self._write(after)
        return after != before

    def _write(self, content: bytes) -> None:
        self.programs.must(self.program, "-", stdin=content)

    def _read(self) -> bytes:
        """Return all of it. Raises SysleadError: what is not read is not replaced."""
        ran = self.programs.run(self.program, "-l")
        if ran.code == 0:
            return ran.out
        if "no crontab" in ran.said.lower():
            return b""
        raise SysleadError(f"crontab -l failed ({ran.code}): {ran.said or 'no message'}")


def every_scheduler(context: Context, calendar: Path, tag: str) -> dict[str, Scheduler]:
    """Return them by name, for the journal with that tag.

    They are cheap to make; each looks at the machine when it is asked.
    """
    environ, now = context.environ, context.machine_time
    programs = Programs(environ)
    home = Path(environ.get("HOME", "~")).expanduser()
    units = _config_home(environ, home) / "systemd" / "user"
    unit, label = tagged(UNIT, tag), tagged(LABEL, tag, ".")
    timer_name = f"{unit}.timer"
    service, timer = str(units / f"{unit}.service"), str(units / timer_name)
    agent = str(home / "Library" / "LaunchAgents" / f"{label}.plist")
    domain = f"gui/{os.getuid() if hasattr(os, 'getuid') else 0}"
    task = str(context.paths.state / "remind-task.xml")
    ics = str(calendar.expanduser().absolute())
    found: tuple[Scheduler, ...] = (
        Scheduler(
            "systemd",
            programs,
            "systemctl",
            ((service, systemd_service), (timer, systemd_timer)),
            ours_in=_line_that_says_when,
            probe=("--user", "show-environment"),
            on=(
                ("--user", "daemon-reload"),
                ("--user", "enable", "--now", timer_name),
                ("--user", "restart", timer_name),
            ),
            off=(("--user", "disable", "--now", timer_name),),
            after=(("--user", "daemon-reload"),),
        ),
        Crontab("cron", programs, "crontab", (("your crontab", cron_block),), tag=tag),
        Scheduler(
            "launchd",
            programs,
            "launchctl",
            ((agent, launchd_plist),),
            ours_in=lambda content: agent if content else "",
            before=(("bootout", f"{domain}/{label}"),),
            on=(("bootstrap", domain, agent),),
            off=(("bootout", f"{domain}/{label}"),),
        ),
        TaskScheduler(
            "taskscheduler",
            programs,
            "schtasks",
            ((task, lambda job: task_xml(job, now.date())),),
            tag=tag,
        ),
        Scheduler(
            "ics",
            programs,
            "",
            ((ics, lambda job: calendar_file(job, now)),),
            ours_in=lambda content: ics if f"UID:{uid(tag)}\r\n".encode() in content else "",
            is_named=True,
        ),
    )
    return {scheduler.via: scheduler for scheduler in found}


def _config_home(environ: Mapping[str, str], home: Path) -> Path:
    wish = Path(environ.get("XDG_CONFIG_HOME", "").strip())
    return wish if wish.is_absolute() else home / ".config"


def _line_that_says_when(timer: bytes) -> str:
    lines = timer.decode("utf-8", "replace").splitlines()
    return next((line for line in lines if line.startswith("OnCalendar=")), "")
