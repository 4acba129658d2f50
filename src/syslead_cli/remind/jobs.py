"""When a reminder runs, and the words each scheduler wants for it: pure text.

cron, systemd, launchd and the Task Scheduler run in the machine's own local time.
"""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta
from typing import NamedTuple

from msgspec import Struct

from syslead_cli.base.dates import WEEKDAYS, DateProblem, read_clock

#: What carries a reminder, in the order they are looked for.
VIAS = ("systemd", "cron", "launchd", "taskscheduler", "ics")
START = "# >>> syslead remind: this block is syslead's own >>>"
END = "# <<< syslead remind <<<"
UNIT = "syslead-remind"
LABEL = "org.syslead.remind"
TASK = r"syslead\remind"
_HOME = "SYSLEAD_HOME"


class NotASchedule(ValueError):
    """Words that make no schedule; the message finishes a sentence."""


class CannotCarry(ValueError):
    """Something a scheduler has no way to write down."""


class When(Struct, frozen=True):
    """A time of day in minutes, on some weekdays (Monday is 0), or on every day if none."""

    minute: int
    weekdays: tuple[int, ...] = ()

    @property
    def clock(self) -> str:
        """``08:30``."""
        return f"{self.minute // 60:02}:{self.minute % 60:02}"

    @property
    def words(self) -> str:
        """``daily 17:30``, ``weekly mon,thu 08:30``: readable, and read again by ``read_when``."""
        if not self.weekdays:
            return f"daily {self.clock}"
        return f"weekly {','.join(WEEKDAYS[day][:3] for day in self.weekdays)} {self.clock}"


class Job(Struct, frozen=True):
    """What runs when: the command's words with an absolute path first, and the home if set."""

    command: tuple[str, ...]
    when: When
    home: str = ""


class Piece(NamedTuple):
    """One thing that is written, and where: a file, or a part of one."""

    where: str
    content: bytes


class Installed(NamedTuple):
    """A reminder that is there: by what, and its own line or file."""

    via: str
    where: str


class Standing(Struct, frozen=True):
    """How reminders stand on this machine."""

    installed: tuple[Installed, ...]
    when: str
    last_run: datetime | None
    next_run: datetime | None


def read_weekly(text: str) -> When:
    """``mon 08:30`` or ``mon,thu 08:30``. Raises NotASchedule."""
    *names, clock = text.replace(",", " ").lower().split() or [""]
    days = {_weekday(name, text) for name in names}
    if not days:
        raise NotASchedule(f'"{text}" needs a day and a time, such as "mon 08:30"')
    return When(_minute(clock, text), tuple(sorted(days)))


def read_daily(text: str) -> When:
    """``17:30``. Raises NotASchedule."""
    return When(_minute(text, text))


def read_when(words: str) -> When:
    """What ``When.words`` wrote. Raises NotASchedule."""
    kind, _, rest = words.partition(" ")
    return read_weekly(rest) if kind == "weekly" else read_daily(rest)


def _weekday(name: str, text: str) -> int:
    found = [place for place, day in enumerate(WEEKDAYS) if len(name) > 2 and day.startswith(name)]
    if not found:
        raise NotASchedule(f'"{text}" needs a day and a time, such as "mon 08:30"')
    return found[0]


def _minute(clock: str, text: str) -> int:
    try:
        return read_clock(clock)
    except DateProblem:
        raise NotASchedule(f'"{text}" needs a time of day, such as 17:30') from None


def next_run(when: When, now: datetime) -> datetime:
    """The next moment after ``now``, in its zone; a time the clock skips comes just after."""
    for ahead in range(9):
        day = now.date() + timedelta(days=ahead)
        if when.weekdays and day.weekday() not in when.weekdays:
            continue
        moment = on_day(when, day, now)
        if moment > now.astimezone(UTC):
            return moment.astimezone(now.tzinfo)
    raise AssertionError("a week has every weekday")


def on_day(when: When, day: date, like: datetime) -> datetime:
    """The moment in UTC on one day, in the zone of ``like``; the first of two if it comes twice."""
    local = datetime(day.year, day.month, day.day, tzinfo=like.tzinfo)
    local = local.replace(hour=when.minute // 60, minute=when.minute % 60)
    return local.astimezone(UTC)


# ── cron ─────────────────────────────────────────────────────────────────────


def cron_line(job: Job) -> str:
    """One line of a crontab. Raises CannotCarry for a path cron cannot hold."""
    days = ",".join(str((day + 1) % 7) for day in job.when.weekdays) or "*"
    words = [_for_shell(word) for word in job.command]
    if job.home:
        words.insert(0, f"{_HOME}={_for_shell(job.home)}")
    command = " ".join(words).replace("%", r"\%")
    return f"{job.when.minute % 60} {job.when.minute // 60} * * {days} {command}"


def _for_shell(word: str) -> str:
    _printable(word)
    if "\\" in word:
        raise CannotCarry(f"cron cannot hold a backslash, as in {word}")
    if re.fullmatch(r"[A-Za-z0-9_./:=@+,-]+", word):
        return word
    return "'" + word.replace("'", "'\"'\"'") + "'"


def _printable(word: str) -> None:
    if not word.isprintable():
        raise CannotCarry(f"a path with control characters cannot be scheduled: {word!r}")


def cron_block(job: Job) -> bytes:
    """Our part of a crontab, marks included."""
    return f"{START}\n{cron_line(job)}\n{END}\n".encode()


_BLOCK = re.compile(
    rb"^" + re.escape(START.encode()) + rb"\r?\n(.*?)^" + re.escape(END.encode()) + rb"\r?\n?",
    re.MULTILINE | re.DOTALL,
)


def block_in(crontab: bytes) -> str:
    """The lines between our marks, empty where there are none. Raises CannotCarry if torn."""
    whole = len(_BLOCK.findall(crontab))
    if crontab.count(START.encode()) != whole or crontab.count(END.encode()) != whole:
        raise CannotCarry("the crontab has one of our two marks without the other")
    found = _BLOCK.search(crontab)
    return found[1].decode("utf-8", "replace").strip() if found else ""


def without_block(crontab: bytes) -> bytes:
    """The crontab without our part; every other byte as it was."""
    block_in(crontab)
    return _BLOCK.sub(b"", crontab)


def with_block(crontab: bytes, block: bytes) -> bytes:
    """The crontab with our part, in its old place or at the end; every other byte as it was."""
    block_in(crontab)
    found = _BLOCK.search(crontab)
    if found:
        before, after = crontab[: found.start()], _BLOCK.sub(b"", crontab[found.end() :])
        return before + block + after
    gap = b"\n" if crontab and not crontab.endswith(b"\n") else b""
    return crontab + gap + block


# ── systemd ──────────────────────────────────────────────────────────────────


def systemd_service(job: Job) -> bytes:
    """The unit that runs the command once."""
    words = " ".join(_for_unit(word).replace("$", "$$") for word in job.command)
    home = f"Environment={_for_unit(f'{_HOME}={job.home}')}\n" if job.home else ""
    return (
        "# syslead remind install wrote this; syslead remind uninstall takes it away.\n"
        "[Unit]\nDescription=syslead: say when a sitting, a review or an intention is due\n\n"
        f"[Service]\nType=oneshot\n{home}ExecStart={words}\n"
    ).encode()


def _for_unit(word: str) -> str:
    """Quoted as systemd reads it; ``%`` begins a specifier there."""
    _printable(word)
    return '"' + word.replace("\\", "\\\\").replace('"', '\\"').replace("%", "%%") + '"'


def systemd_timer(job: Job) -> bytes:
    """The unit that says when; a run missed while asleep is made up for."""
    return (
        "# syslead remind install wrote this; syslead remind uninstall takes it away.\n"
        "[Unit]\nDescription=When syslead looks whether anything is due\n\n"
        f"[Timer]\nOnCalendar={on_calendar(job.when)}\nPersistent=true\n\n"
        "[Install]\nWantedBy=timers.target\n"
    ).encode()


def on_calendar(when: When) -> str:
    """``Mon,Thu *-*-* 08:30:00``."""
    days = ",".join(WEEKDAYS[day][:3].title() for day in when.weekdays)
    return f"{days} *-*-* {when.clock}:00".strip()


# ── launchd ──────────────────────────────────────────────────────────────────


def launchd_plist(job: Job) -> bytes:
    """A launch agent; launchd runs what was missed while asleep on waking."""
    import plistlib

    at = {"Hour": job.when.minute // 60, "Minute": job.when.minute % 60}
    days = [{"Weekday": (day + 1) % 7, **at} for day in job.when.weekdays]
    for word in (*job.command, job.home):
        _printable(word)
    agent: dict[str, object] = {
        "Label": LABEL,
        "ProgramArguments": list(job.command),
        "StartCalendarInterval": days or at,
        "ProcessType": "Background",
    }
    if job.home:
        agent["EnvironmentVariables"] = {_HOME: job.home}
    return plistlib.dumps(agent, sort_keys=False)


# ── Task Scheduler ───────────────────────────────────────────────────────────

_TASK = """<?xml version="1.0" encoding="UTF-16"?>
<Task version="1.2" xmlns="http://schemas.microsoft.com/windows/2004/02/mit/task">
  <RegistrationInfo>
    <Description>syslead: say when a sitting, a review or an intention is due</Description>
  </RegistrationInfo>
  <Triggers>
    <CalendarTrigger>
      <StartBoundary>{start}</StartBoundary>
      <Enabled>true</Enabled>
      {days}
    </CalendarTrigger>
  </Triggers>
  <Settings>
    <MultipleInstancesPolicy>IgnoreNew</MultipleInstancesPolicy>
    <DisallowStartIfOnBatteries>false</DisallowStartIfOnBatteries>
    <StopIfGoingOnBatteries>false</StopIfGoingOnBatteries>
    <StartWhenAvailable>true</StartWhenAvailable>
    <ExecutionTimeLimit>PT5M</ExecutionTimeLimit>
  </Settings>
  <Actions>
    <Exec>
      <Command>{command}</Command>
      <Arguments>{arguments}</Arguments>
    </Exec>
  </Actions>
</Task>
"""


def task_xml(job: Job, day: date) -> bytes:
    """A task that begins on ``day``; a run missed while asleep is made up for."""
    for word in (*job.command, job.home):
        _printable(word)
    program, *arguments = _with_home(job)
    return (
        _TASK.format(
            start=f"{day.isoformat()}T{job.when.clock}:00",
            days=_task_days(job.when),
            command=_escaped(program),
            arguments=_escaped(" ".join(map(_for_windows, arguments))),
        )
        .replace("\n", "\r\n")
        .encode("utf-16")
    )


def _with_home(job: Job) -> tuple[str, ...]:
    """A task has no environment of its own, so that Python sets the home before it begins."""
    if not job.home:
        return job.command
    python, *words = job.command
    if words[:2] != ["-m", "syslead_cli"]:
        raise CannotCarry("the Task Scheduler carries SYSLEAD_HOME only for python -m syslead_cli")
    program = (
        f"import os, sys; os.environ[{_HOME!r}] = {job.home!r}; "
        f"from syslead_cli.__main__ import main; sys.exit(main({words[2:]!r}))"
    )
    return (python, "-c", program)


def _task_days(when: When) -> str:
    if not when.weekdays:
        return "<ScheduleByDay><DaysInterval>1</DaysInterval></ScheduleByDay>"
    days = "".join(f"<{WEEKDAYS[day].title()} />" for day in when.weekdays)
    return (
        f"<ScheduleByWeek><DaysOfWeek>{days}</DaysOfWeek>"
        "<WeeksInterval>1</WeeksInterval></ScheduleByWeek>"
    )


def _escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def _for_windows(word: str) -> str:
    """Quoted as Windows programs take their command lines apart."""
    if word and not re.search(r'[\s"]', word):
        return word
    doubled = re.sub(r'(\\*)"', r'\1\1\\"', word)
    return '"' + re.sub(r"(\\+)$", r"\1\1", doubled) + '"'


# ── calendar_file ──
# A reminder as a calendar file (RFC 5545): one event that comes back, with an alarm.
#
# The time is floating: 08:30 wherever the leader's calendar is, through every change of clocks.


UID = "remind@syslead.invalid"
_FOLD = 75
_DAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")


def calendar_file(when: When, today: date, made: datetime) -> bytes:
    """The file; ``made`` is the moment it is written. The same event each time it is made."""
    first = _first(when, today)
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//syslead//remind//EN",
        "CALSCALE:GREGORIAN",
        "METHOD:PUBLISH",
        "BEGIN:VEVENT",
        f"UID:{UID}",
        f"DTSTAMP:{made.astimezone(UTC):%Y%m%dT%H%M%SZ}",
        f"SEQUENCE:{int(made.timestamp()) // 60 % 2**31}",
        f"DTSTART:{first:%Y%m%d}T{when.clock.replace(':', '')}00",
        "DURATION:PT10M",
        f"RRULE:{_rule(when)}",
        "SUMMARY:A few minutes to look back",
        f"DESCRIPTION:{_text('syslead reflect asks two questions; syslead shows what waits.')}",
        "TRANSP:TRANSPARENT",
        "CLASS:PRIVATE",
        "BEGIN:VALARM",
        "ACTION:DISPLAY",
        "DESCRIPTION:A few minutes to look back",
        "TRIGGER:PT0M",
        "END:VALARM",
        "END:VEVENT",
        "END:VCALENDAR",
    ]
    return b"".join(folded(line) for line in lines)


def _first(when: When, today: date) -> date:
    """DTSTART has to be the first of the days the rule names."""
    ahead = (today + timedelta(days=count) for count in range(7))
    return next(day for day in ahead if not when.weekdays or day.weekday() in when.weekdays)


def _rule(when: When) -> str:
    if not when.weekdays:
        return "FREQ=DAILY"
    return f"FREQ=WEEKLY;BYDAY={','.join(_DAYS[day] for day in when.weekdays)}"


def _text(value: str) -> str:
    for character in ("\\", ";", ","):
        value = value.replace(character, f"\\{character}")
    return value.replace("\n", "\\n")


def folded(line: str) -> bytes:
    """One content line: at most 75 octets a row, no character cut, CRLF at the end."""
    rows, row = [], b""
    for character in line:
        octets = character.encode()
        if len(row) + len(octets) > _FOLD:
            rows.append(row)
            row = b" "
        row += octets
    return b"\r\n".join([*rows, row]) + b"\r\n"


def is_ours(content: bytes) -> bool:
    """Whether a file holds our event, so that it may be written over or taken away."""
    return f"UID:{UID}\r\n".encode() in content
