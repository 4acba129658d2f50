"""When a reminder runs and what it runs, as pure values; and as what each scheduler reads.

cron, systemd, launchd and the Task Scheduler run in the machine's own local time.
"""

from __future__ import annotations

import re
import shlex
from collections.abc import Mapping
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from msgspec import Struct

from syslead_cli.base.dates import WEEKDAYS, DateProblem, place_of, read_clock
from syslead_cli.base.files import DATA
from syslead_cli.errors import SysleadError

UNIT = "syslead-remind"
LABEL = "org.syslead.remind"


class When(Struct, frozen=True):
    """A time of day in minutes, on some weekdays (Monday is 0), or on every day if none."""

    minute: int
    weekdays: tuple[int, ...] = ()

    @property
    def time(self) -> time:
        return time(*divmod(self.minute, 60))

    @property
    def clock(self) -> str:
        return f"{self.time:%H:%M}"

    @property
    def words(self) -> str:
        """``daily 17:30``, ``weekly mon,thu 08:30``: readable, and read again by ``read_when``."""
        return f"weekly {self.names(',')} {self.clock}" if self.weekdays else f"daily {self.clock}"

    def names(self, between: str) -> str:
        return between.join(WEEKDAYS[day][:3] for day in self.weekdays)


class Job(Struct, frozen=True):
    """What runs when: the command's words with an absolute path first.

    ``environ`` is what says where the journal is, as far as it is not where it always is.
    """

    command: tuple[str, ...]
    when: When
    environ: dict[str, str] = {}

    @property
    def tag(self) -> str:
        return tag_of(self.environ)


def tag_of(environ: Mapping[str, str]) -> str:
    """Return what tells the reminder of one journal from another's; empty for the usual place."""
    if not environ:
        return ""
    from hashlib import sha256

    return sha256(repr(sorted(environ.items())).encode("utf-8", "replace")).hexdigest()[:8]


_HOME = re.compile(
    r"\"SYSLEAD_HOME=([^\"]*)\"|SYSLEAD_HOME=(?:'([^']*)'|([^\s'\"]+))"
    r"|<key>SYSLEAD_HOME</key>\s*<string>([^<]*)<"
)


def home_in(written: str) -> str:
    """Return the SYSLEAD_HOME that an installed reminder carries; empty for none."""
    found = _HOME.search(written)
    home = next(filter(None, found.groups()), "") if found else ""
    return home.replace("\\%", "%").replace("%%", "%")


def tagged(name: str, tag: str, between: str = "-") -> str:
    """Return a name for the reminder of one journal."""
    return f"{name}{between}{tag}" if tag else name


def read_when(words: str) -> When:
    """Read ``daily 17:30`` or ``weekly mon,thu 08:30``. Raises DateProblem."""
    kind, _, text = words.partition(" ")
    return _weekly(text) if kind == "weekly" else When(_minute(text, text))


def _weekly(text: str) -> When:
    """Read ``mon 08:30``, ``mon,thu 08:30`` or ``mon-fri 08:30``. Raises DateProblem."""
    plain = re.sub(r"\s*[-–]\s*", "-", text.replace(",", " ").lower())
    *names, clock = plain.split() or [""]
    found = [_weekdays(*name.split("-", 1)) for name in names]
    if not found or not all(found):
        raise DateProblem(f'"{text}" needs days and a time, such as "mon 08:30" or "mon-fri 08:30"')
    return When(_minute(clock, text), tuple(sorted({day for days in found for day in days})))


def _weekdays(first: str, last: str = "") -> list[int]:
    """Return a weekday, or those from one to another, round the week; none where one is unknown."""
    begin, end = place_of(first, WEEKDAYS), place_of(last or first, WEEKDAYS)
    if begin is None or end is None:
        return []
    return [(begin + count) % 7 for count in range((end - begin) % 7 + 1)]


def _minute(clock: str, text: str) -> int:
    try:
        return read_clock(clock)
    except DateProblem:
        raise DateProblem(f'"{text}" needs a time of day, such as 17:30') from None


def next_run(when: When, now: datetime) -> datetime:
    """Return the next moment after ``now``, in its zone; a skipped time comes just after."""
    for ahead in range(9):
        day = now.date() + timedelta(days=ahead)
        if when.weekdays and day.weekday() not in when.weekdays:
            continue
        moment = datetime.combine(day, when.time, tzinfo=now.tzinfo).astimezone(UTC)
        if moment > now.astimezone(UTC):
            return moment.astimezone(now.tzinfo)
    raise AssertionError("a week has every weekday")


def _marks(tag: str) -> tuple[str, str]:
    name = tagged("# >>> syslead remind", tag, " ")
    end = tagged("# <<< syslead remind", tag, " ")
    return f"{name}: this block is syslead's own >>>", f"{end} <<<"


def _block(tag: str) -> re.Pattern[bytes]:
    start, end = (re.escape(mark.encode()) for mark in _marks(tag))
    return re.compile(rb"^" + start + rb"\r?\n(.*?)^" + end + rb"\r?\n?", re.MULTILINE | re.DOTALL)


def cron_block(job: Job) -> bytes:
    """Return our part of a crontab, marks included. Raises SysleadError."""
    start, end = _marks(job.tag)
    return f"{start}\n{cron_line(job)}\n{end}\n".encode()


def cron_line(job: Job) -> str:
    """Return one line of a crontab. Raises SysleadError for a path cron cannot hold."""
    days = ",".join(str((day + 1) % 7) for day in job.when.weekdays) or "*"
    environ = [f"{name}={_for_shell(value)}" for name, value in job.environ.items()]
    command = " ".join([*environ, *map(_for_shell, job.command)]).replace("%", r"\%")
    return f"{job.when.minute % 60} {job.when.minute // 60} * * {days} {command}"


def _for_shell(word: str) -> str:
    _check_printable(word)
    if "\\" in word:
        raise SysleadError(f"Cron cannot take a backslash, as in {word}.")
    return shlex.quote(word)


def _check_printable(*words: str) -> None:
    for word in words:
        if not word.isprintable():
            raise SysleadError(f"A path with control characters cannot be scheduled: {word!r}.")


def block_in(crontab: bytes, tag: str = "") -> str:
    """Return the lines between the marks of one journal, "" where there are none.

    Raises SysleadError where one mark is without the other.
    """
    found = list(_block(tag).finditer(crontab))
    if any(crontab.count(mark.encode()) != len(found) for mark in _marks(tag)):
        raise SysleadError(
            "The crontab has only one of the two syslead marks; nothing was changed.",
            "Run crontab -e and remove what is left of the syslead block.",
        )
    return found[0][1].decode("utf-8", "replace").strip() if found else ""


def with_block(crontab: bytes, block: bytes, tag: str = "") -> bytes:
    """Return the crontab with our part, in its old place or at the end; "" takes it out.

    Every other byte stays as it was. Raises what ``block_in`` does.
    """
    block_in(crontab, tag)
    pattern = _block(tag)
    found = pattern.search(crontab)
    if found:
        before, after = crontab[: found.start()], pattern.sub(b"", crontab[found.end() :])
        return before + block + after
    gap = b"\n" if block and crontab and not crontab.endswith(b"\n") else b""
    return crontab + gap + block


_WROTE = "# syslead remind install wrote this; syslead remind uninstall removes it.\n"


def systemd_service(job: Job) -> bytes:
    """Return the unit that runs the command once."""
    words = " ".join(_for_unit(word).replace("$", "$$") for word in job.command)
    environ = "".join(
        f"Environment={_for_unit(f'{name}={value}')}\n" for name, value in job.environ.items()
    )
    return (
        f"{_WROTE}[Unit]\n"
        "Description=syslead: remind when a reflection, a review or an intention is due\n\n"
        f"[Service]\nType=oneshot\n{environ}ExecStart={words}\n"
    ).encode()


def _for_unit(word: str) -> str:
    """Quote a word as systemd reads it; ``%`` begins a specifier there."""
    _check_printable(word)
    return '"' + word.replace("\\", "\\\\").replace('"', '\\"').replace("%", "%%") + '"'


def systemd_timer(job: Job) -> bytes:
    """Return the unit that says when; a run missed while asleep is made up for."""
    return (
        f"{_WROTE}[Unit]\nDescription=When syslead checks whether anything is due\n\n"
        f"[Timer]\nOnCalendar={on_calendar(job.when)}\nPersistent=true\n\n"
        "[Install]\nWantedBy=timers.target\n"
    ).encode()


def on_calendar(when: When) -> str:
    """Return ``Mon,Thu *-*-* 08:30:00``."""
    return f"{when.names(',').title()} *-*-* {when.clock}:00".strip()


def launchd_plist(job: Job) -> bytes:
    """Return a launch agent; launchd runs what was missed while asleep on waking."""
    import plistlib

    _check_printable(*job.command, *job.environ.values())
    at = {"Hour": job.when.time.hour, "Minute": job.when.time.minute}
    days = [{"Weekday": (day + 1) % 7, **at} for day in job.when.weekdays]
    agent: dict[str, Any] = {
        "Label": tagged(LABEL, job.tag, "."),
        "ProgramArguments": list(job.command),
        "StartCalendarInterval": days or at,
        "ProcessType": "Background",
    }
    if job.environ:
        agent["EnvironmentVariables"] = job.environ
    return plistlib.dumps(agent, sort_keys=False)


def task_xml(job: Job, day: date) -> bytes:
    """Return a task that begins on ``day``; a run missed while asleep is made up for."""
    from subprocess import list2cmdline
    from xml.sax.saxutils import escape

    _check_printable(*job.command, *job.environ.values())
    program, *arguments = _with_environ(job)
    names = "".join(f"<{WEEKDAYS[day].title()} />" for day in job.when.weekdays)
    weekly = (
        f"<ScheduleByWeek><DaysOfWeek>{names}</DaysOfWeek>"
        "<WeeksInterval>1</WeeksInterval></ScheduleByWeek>"
    )
    daily = "<ScheduleByDay><DaysInterval>1</DaysInterval></ScheduleByDay>"
    template = (DATA / "templates" / "remind-task.xml").read_text("utf-8")
    text = template.format(
        start=f"{day.isoformat()}T{job.when.clock}:00",
        days=weekly if names else daily,
        command=escape(program),
        arguments=escape(list2cmdline(arguments)),
    )
    return text.replace("\n", "\r\n").encode("utf-16")


def _with_environ(job: Job) -> tuple[str, ...]:
    """A task has no environment of its own, so that Python sets it before it begins."""
    if not job.environ:
        return job.command
    python, *words = job.command
    if words[:2] != ["-m", "syslead_cli"]:
        raise SysleadError(
            f"The Task Scheduler carries {', '.join(job.environ)} only for python -m syslead_cli."
        )
    program = (
        f"import os, sys; os.environ.update({job.environ!r}); "
        f"from syslead_cli.__main__ import main; sys.exit(main({words[2:]!r}))"
    )
    return (python, "-c", program)


def uid(tag: str) -> str:
    """Return the name of the event: another journal's is another event."""
    return f"{tagged('remind', tag)}@syslead.invalid"


def calendar_file(job: Job, now: datetime) -> bytes:
    """Return one event that comes back, with an alarm: the same event each time it is made.

    The time is floating: 08:30 wherever the leader's calendar is, through every change of clocks.
    """
    from icalendar import Alarm, Calendar, Event

    when = job.when
    ahead = (now.date() + timedelta(days=count) for count in range(7))
    first = next(day for day in ahead if not when.weekdays or day.weekday() in when.weekdays)
    days = [WEEKDAYS[day][:2].upper() for day in when.weekdays]
    title = "A few minutes to look back"
    event = Event(uid=uid(job.tag), summary=title, duration="PT10M", transp="TRANSPARENT")
    event.add("class", "PRIVATE")
    event.add("description", "syslead reflect asks two questions; syslead shows what is due.")
    event.add("dtstamp", now.astimezone(UTC))
    event.add("sequence", int(now.timestamp()) // 60 % 2**31)
    event.add("dtstart", datetime.combine(first, when.time))
    event.add("rrule", {"freq": "weekly", "byday": days} if days else {"freq": "daily"})
    event.add_component(Alarm(action="DISPLAY", description=title, trigger="PT0M"))
    calendar = Calendar(
        prodid="-//syslead//remind//EN", version="2.0", calscale="GREGORIAN", method="PUBLISH"
    )
    calendar.add_component(event)
    return bytes(calendar.to_ical())
