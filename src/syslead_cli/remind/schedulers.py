"""Other programs of this machine: found on PATH, run with a time limit, never through a shell."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from contextlib import suppress
from datetime import date, datetime
from pathlib import Path
from typing import NamedTuple, Protocol

from syslead_cli.base.files import read_own, take_away, write_own
from syslead_cli.errors import SysleadError, UsageError
from syslead_cli.remind.jobs import (
    LABEL,
    TASK,
    UNIT,
    VIAS,
    CannotCarry,
    Installed,
    Job,
    NotASchedule,
    Piece,
    Standing,
    When,
    block_in,
    calendar_file,
    cron_block,
    is_ours,
    launchd_plist,
    next_run,
    read_when,
    systemd_service,
    systemd_timer,
    task_xml,
    with_block,
    without_block,
)

_SECONDS = 20


class Ran(NamedTuple):
    """What a program did."""

    code: int
    out: bytes
    said: str


class Programs:
    """The programs on the PATH of this run."""

    def __init__(self, environ: Mapping[str, str]) -> None:
        self._environ = environ

    def find(self, name: str) -> str:
        """Its path, empty where there is none."""
        from shutil import which

        return which(name, path=self._environ.get("PATH", "")) or ""

    def run(
        self,
        name: str,
        *arguments: str,
        stdin: bytes = b"",
        extra: Mapping[str, str] | None = None,
    ) -> Ran:
        """Run it to its end. Raises SysleadError where it is not there or takes too long."""
        from subprocess import TimeoutExpired, run

        program = self.find(name)
        if not program:
            raise SysleadError(f"There is no {name} on this machine.")
        environ = {**self._environ, "LC_ALL": "C", **(extra or {})}
        try:
            done = run(
                [program, *arguments],
                input=stdin,
                capture_output=True,
                env=environ,
                timeout=_SECONDS,
                check=False,
            )
        except (OSError, TimeoutExpired) as problem:
            raise SysleadError(f"{name} did not answer: {type(problem).__name__}.") from problem
        return Ran(done.returncode, done.stdout, done.stderr.decode("utf-8", "replace").strip())

    def must(self, name: str, *arguments: str, stdin: bytes = b"") -> Ran:
        """Run it; anything but success is a SysleadError with its own words."""
        ran = self.run(name, *arguments, stdin=stdin)
        if ran.code:
            said = ran.said or ran.out.decode("utf-8", "replace").strip()
            command = " ".join((name, *arguments[:3]))
            raise SysleadError(f"{command} answered {ran.code}: {said or 'nothing more'}")
        return ran


# ── notifier ──
# The desktop's notifications, where there is a desktop.


_SCRIPT = (
    'display notification (item 1 of argv) with title "syslead"'  # the text is data, not script
)
_TOAST = """
[Windows.UI.Notifications.ToastNotificationManager, Windows.UI.Notifications, ContentType=WindowsRuntime] > $null
$xml = [Windows.UI.Notifications.ToastNotificationManager]::GetTemplateContent(1)
$text = $xml.GetElementsByTagName('text')
$text.Item(0).AppendChild($xml.CreateTextNode('syslead')) > $null
$text.Item(1).AppendChild($xml.CreateTextNode($env:SYSLEAD_SAID)) > $null
$toast = [Windows.UI.Notifications.ToastNotification]::new($xml)
$id = '{1AC14E77-02E7-4E5D-B744-2EB1AE5198B7}\\WindowsPowerShell\\v1.0\\powershell.exe'
[Windows.UI.Notifications.ToastNotificationManager]::CreateToastNotifier($id).Show($toast)
"""  # noqa: E501


class Notifier:
    """Whichever of the three desktops' programs there is."""

    def __init__(self, programs: Programs, environ: Mapping[str, str]) -> None:
        self._programs = programs
        self._environ = environ

    def show(self, text: str) -> bool:
        """Whether it was shown. Never raises: a reminder is no reason to fail."""
        for name, how in (
            ("notify-send", self._linux),
            ("osascript", self._mac),
            ("powershell", self._windows),
        ):
            if self._programs.find(name):
                try:
                    return how(text)
                except SysleadError:
                    return False
        return False

    def _linux(self, text: str) -> bool:
        extra = {}
        if "DBUS_SESSION_BUS_ADDRESS" not in self._environ and hasattr(os, "getuid"):
            bus = f"/run/user/{os.getuid()}/bus"  # cron's jobs are not told of it
            extra = {"DBUS_SESSION_BUS_ADDRESS": f"unix:path={bus}"} if os.path.exists(bus) else {}
        ran = self._programs.run("notify-send", "--app-name=syslead", "syslead", text, extra=extra)
        return ran.code == 0

    def _mac(self, text: str) -> bool:
        script = [part for line in ("on run argv", _SCRIPT, "end run") for part in ("-e", line)]
        return self._programs.run("osascript", *script, text).code == 0

    def _windows(self, text: str) -> bool:
        ran = self._programs.run(
            "powershell", "-NoProfile", "-Command", _TOAST, extra={"SYSLEAD_SAID": text}
        )
        return ran.code == 0


# ── calendar_entry ──
# A calendar file for the leader to open: the reminder for whoever has no scheduler.


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


# ── crontab ──
# The user's crontab: our marked block through ``crontab -l`` and ``crontab -``, nothing else.


class Crontab:
    """Reminders by cron."""

    via = "cron"

    def __init__(self, programs: Programs) -> None:
        self._programs = programs

    def is_here(self) -> bool:
        """Whether this machine has cron's own editor."""
        return bool(self._programs.find("crontab"))

    def pieces(self, job: Job) -> list[Piece]:
        """What would be written, and where."""
        return [Piece("your crontab", cron_block(job))]

    def install(self, job: Job) -> None:
        """Put our block in, in its old place if it had one."""
        self._write(with_block(self._read(), cron_block(job)))

    def installed(self) -> str:
        """Our lines in the crontab, empty where there are none."""
        return block_in(self._read()) if self.is_here() else ""

    def uninstall(self) -> bool:
        """Take our block out; whether there was one."""
        if not self.is_here():
            return False
        before = self._read()
        after = without_block(before)
        if after != before:
            self._write(after)
        return after != before

    def _read(self) -> bytes:
        """All of it. Anything but "there is none" stops us: what is not read is not replaced."""
        ran = self._programs.run("crontab", "-l")
        if ran.code == 0:
            return self._sound(ran.out)
        if "no crontab" in ran.said.lower():
            return b""
        raise SysleadError(f"crontab -l answered {ran.code}: {ran.said or 'nothing more'}")

    def _sound(self, content: bytes) -> bytes:
        try:
            block_in(content)
        except CannotCarry as problem:
            raise SysleadError(
                f"{str(problem)[:1].upper()}{str(problem)[1:]}; nothing was changed.",
                "crontab -e: take out what is left of the syslead block.",
            ) from None
        return content

    def _write(self, content: bytes) -> None:
        self._programs.must("crontab", "-", stdin=content)


# ── launchd ──
# launchd's agents of this user: one plist, loaded and unloaded with ``launchctl``.


class Launchd:
    """Reminders by a launch agent."""

    via = "launchd"

    def __init__(self, programs: Programs, environ: Mapping[str, str]) -> None:
        home = Path(environ.get("HOME", "~")).expanduser()
        self._path = home / "Library" / "LaunchAgents" / f"{LABEL}.plist"
        self._programs = programs

    @property
    def _domain(self) -> str:
        return f"gui/{os.getuid() if hasattr(os, 'getuid') else 0}"

    def is_here(self) -> bool:
        """Whether this is a machine with launchd."""
        return bool(self._programs.find("launchctl"))

    def pieces(self, job: Job) -> list[Piece]:
        """What would be written, and where."""
        return [Piece(str(self._path), launchd_plist(job))]

    def install(self, job: Job) -> None:
        """Write the agent and load it in place of an earlier one."""
        write_own(self._path, launchd_plist(job))
        self._programs.run("launchctl", "bootout", f"{self._domain}/{LABEL}")
        self._programs.must("launchctl", "bootstrap", self._domain, str(self._path))

    def installed(self) -> str:
        """The agent's file, empty where there is none."""
        return str(self._path) if read_own(self._path) else ""

    def uninstall(self) -> bool:
        """Unload the agent and take its file away; whether there was one."""
        if not self._path.exists():
            return False
        if self.is_here():
            self._programs.run("launchctl", "bootout", f"{self._domain}/{LABEL}")
        return take_away(self._path)


# ── systemd ──
# systemd's timers of this user: two unit files, switched on and off with ``systemctl --user``.


_TIMER = f"{UNIT}.timer"


class Systemd:
    """Reminders by a systemd timer."""

    via = "systemd"

    def __init__(self, programs: Programs, environ: Mapping[str, str]) -> None:
        home = Path(environ.get("HOME", "~")).expanduser()
        base = environ.get("XDG_CONFIG_HOME", "") or home / ".config"
        self._folder = Path(base) / "systemd" / "user"
        self._programs = programs

    @property
    def _files(self) -> tuple[Path, Path]:
        return (self._folder / f"{UNIT}.service", self._folder / _TIMER)

    def is_here(self) -> bool:
        """Whether systemd looks after this user's session."""
        if not self._programs.find("systemctl"):
            return False
        try:
            return self._programs.run("systemctl", "--user", "show-environment").code == 0
        except SysleadError:
            return False

    def pieces(self, job: Job) -> list[Piece]:
        """What would be written, and where."""
        contents = (systemd_service(job), systemd_timer(job))
        return [Piece(str(path), text) for path, text in zip(self._files, contents, strict=True)]

    def install(self, job: Job) -> None:
        """Write both units and start the timer."""
        for where, content in self.pieces(job):
            write_own(Path(where), content)
        self._programs.must("systemctl", "--user", "daemon-reload")
        self._programs.must("systemctl", "--user", "enable", "--now", _TIMER)
        self._programs.must("systemctl", "--user", "restart", _TIMER)

    def installed(self) -> str:
        """The timer's own line, empty where there is no timer of ours."""
        text = read_own(self._files[1]).decode("utf-8", "replace")
        return next((line for line in text.splitlines() if line.startswith("OnCalendar=")), "")

    def uninstall(self) -> bool:
        """Stop the timer and take both units away; whether there were any."""
        if not any(path.exists() for path in self._files):
            return False
        there = self.is_here()
        if there:
            self._programs.run("systemctl", "--user", "disable", "--now", _TIMER)
        gone = [take_away(path) for path in self._files]
        if there:
            self._programs.run("systemctl", "--user", "daemon-reload")
        return any(gone)


# ── task_scheduler ──
# Windows' Task Scheduler: one task, made and taken away with ``schtasks``.


class TaskScheduler:
    """Reminders by a scheduled task; ``today`` is its first day."""

    via = "taskscheduler"

    def __init__(self, programs: Programs, state: Path, today: date) -> None:
        self._programs = programs
        self._file = state / "remind-task.xml"
        self._today = today

    def is_here(self) -> bool:
        """Whether this is Windows."""
        return bool(self._programs.find("schtasks"))

    def pieces(self, job: Job) -> list[Piece]:
        """The task as the scheduler takes it in."""
        return [Piece(f"the task {TASK}", task_xml(job, self._today))]

    def install(self, job: Job) -> None:
        """Make the task, or replace it."""
        write_own(self._file, task_xml(job, self._today))
        try:
            self._programs.must("schtasks", "/Create", "/TN", TASK, "/XML", str(self._file), "/F")
        finally:
            take_away(self._file)

    def installed(self) -> str:
        """The task's name, empty where there is none."""
        if not self.is_here():
            return ""
        return TASK if self._programs.run("schtasks", "/Query", "/TN", TASK).code == 0 else ""

    def uninstall(self) -> bool:
        """Take the task away; whether there was one."""
        if not self.installed():
            return False
        self._programs.must("schtasks", "/Delete", "/TN", TASK, "/F")
        return True


# ── schedulers ──
# Every way a reminder can be installed, by its name.


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


# ── scheduling ──
# Installing reminders, taking them away, and saying how they stand.


class Scheduler(Protocol):
    """One way this machine, or a calendar, has of running something at a time."""

    via: str

    def is_here(self) -> bool:
        """Whether this machine has it."""

    def pieces(self, job: Job) -> list[Piece]:
        """What would be written, and where."""

    def install(self, job: Job) -> None:
        """Write it, in place of what was ours before."""

    def installed(self) -> str:
        """Our part as it stands, empty where there is none."""

    def uninstall(self) -> bool:
        """Take our part away; whether there was one."""


class StatePort(Protocol):
    """The small file that says what is installed."""

    def read(self) -> dict[str, str]:
        """What it says."""

    def write(self, state: dict[str, str]) -> None:
        """Say it."""

    def forget(self) -> None:
        """Say nothing any more."""


Schedulers = Mapping[str, Scheduler]


def chosen(schedulers: Schedulers, via: str) -> Scheduler:
    """The one asked for, else the first this machine has. Raises where there is none."""
    if via and via not in VIAS:
        raise UsageError(f"--via {via}: one of {', '.join(VIAS)} is meant.")
    if via:
        return schedulers[via]
    for name in VIAS:
        if name != "ics" and schedulers[name].is_here():
            return schedulers[name]
    raise SysleadError(
        "No scheduler was found on this machine.",
        "syslead remind install --via ics writes a reminder your calendar can open.",
        code="no_scheduler",
    )


def pieces_of(scheduler: Scheduler, job: Job) -> list[Piece]:
    """What would be written. Raises SysleadError where this scheduler cannot hold it."""
    try:
        return scheduler.pieces(job)
    except CannotCarry as problem:
        raise SysleadError(f"{str(problem)[:1].upper()}{str(problem)[1:]}.") from None


def install(schedulers: Schedulers, scheduler: Scheduler, job: Job, state: StatePort) -> None:
    """One reminder, in place of any other of ours on this machine."""
    pieces = pieces_of(scheduler, job)
    if not scheduler.is_here():
        raise SysleadError(
            f"{scheduler.via} is not on this machine, or not running for you.",
            "Leave --via out to have one found; --via ics always works.",
            code="no_scheduler",
        )
    scheduler.install(job)
    for other in _those_there(schedulers):
        if other.via != scheduler.via:
            other.uninstall()
    said = {"via": scheduler.via, "when": job.when.words}
    state.write({**said, "path": pieces[0].where} if scheduler.via == "ics" else said)


def uninstall(schedulers: Schedulers, state: StatePort) -> list[str]:
    """Take away all that is ours; the names of the schedulers that had something.

    Raises SysleadError where it cannot be told whether what was installed is still there.
    """
    via = state.read().get("via", "")
    there = schedulers[via].installed() if via in schedulers else ""
    gone = [scheduler.via for scheduler in _those_there(schedulers) if scheduler.uninstall()]
    if there and via not in gone:
        raise SysleadError(f"The reminder is still there: {there} could not be read or changed.")
    state.forget()
    return gone


def _those_there(schedulers: Schedulers) -> Sequence[Scheduler]:
    return [schedulers[found.via] for found in _found(schedulers)]


def _found(schedulers: Schedulers) -> list[Installed]:
    found = []
    for name in VIAS:
        with suppress(SysleadError):  # a scheduler that will not answer has nothing of ours
            if where := schedulers[name].installed():
                found.append(Installed(name, where))
    return found


def how_it_stands(schedulers: Schedulers, state: StatePort, now: datetime) -> Standing:
    """What is installed, when it ran last and when it will run next."""
    said = state.read()
    found = _found(schedulers)
    when = _when(said.get("when", "")) if found else None
    return Standing(
        installed=tuple(found),
        when=when.words if when else "",
        last_run=_moment(said.get("ran", "")) if found else None,
        next_run=next_run(when, now) if when else None,
    )


def _when(words: str) -> When | None:
    try:
        return read_when(words)
    except NotASchedule:
        return None


def _moment(text: str) -> datetime | None:
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return None
    return moment if moment.tzinfo else None
