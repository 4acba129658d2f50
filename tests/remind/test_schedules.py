"""When a reminder runs, and that each scheduler's own reader agrees with what we write."""

from __future__ import annotations

import plistlib
import shlex
import subprocess
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from shutil import which
from xml.etree import ElementTree
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st
from icalendar import Calendar

from clock_changes import ZONES, transitions
from syslead_cli.base.dates import DateProblem
from syslead_cli.errors import SysleadError
from syslead_cli.remind.job_files import (
    Job,
    When,
    block_in,
    calendar_file,
    cron_block,
    cron_line,
    launchd_plist,
    next_run,
    on_calendar,
    read_when,
    systemd_service,
    systemd_timer,
    task_xml,
    uid,
    with_block,
)

COMMAND = ("/usr/bin/python3", "-m", "syslead_cli", "remind")
AWKWARD = '/home/o\'hara & co/100% "mine" $HOME'
whens = st.builds(
    When,
    st.integers(0, 1439),
    st.lists(st.integers(0, 6), unique=True).map(lambda days: tuple(sorted(days))),
)


@pytest.mark.parametrize(
    ("typed", "when"),
    [
        ("weekly mon 08:30", When(510, (0,))),
        ("weekly Monday,thu 8:30", When(510, (0, 3))),
        ("weekly fri, mon 08:30", When(510, (0, 4))),
        ("weekly mon-fri 17:30", When(1050, (0, 1, 2, 3, 4))),
        ("weekly Thursday – Mon, wed 8:30", When(510, (0, 2, 3, 4, 5, 6))),
        ("weekly sat-sat 8:30", When(510, (5,))),
        ("daily 17:30", When(1050)),
    ],
)
def test_what_people_type(typed: str, when: When) -> None:
    assert read_when(typed) == when


@pytest.mark.parametrize("kind", ["weekly", "daily"])
def test_what_is_no_week_and_no_day(kind: str) -> None:
    wrong = {
        "weekly": ["", "mon", "08:30", "mo 08:30", "mon 25:00", "mon 08:30 x", "1 2",
                   "mon-f 08:30", "mon- 08:30", "-fri 08:30", "mon-tue-wed 08:30"],
        "daily": ["", "24:00", "17.30", "mon 17:30", "5pm"],
    }  # fmt: skip
    for text in wrong[kind]:
        with pytest.raises(DateProblem):
            read_when(f"{kind} {text}")


def at(home: str) -> dict[str, str]:
    return {"SYSLEAD_HOME": home}


@given(whens)
def test_the_words_are_read_again(when: When) -> None:
    assert read_when(when.words) == when


def test_a_cron_line() -> None:
    assert cron_line(Job(COMMAND, When(510, (0, 6)))) == (
        "30 8 * * 1,0 /usr/bin/python3 -m syslead_cli remind"
    )
    assert cron_line(Job(COMMAND, When(1050), at("/srv/x"))).startswith(
        "30 17 * * * SYSLEAD_HOME=/srv/x "
    )


def test_a_percent_sign_is_escaped_and_the_shell_gets_the_words() -> None:
    line = cron_line(Job(("/opt/100%/py thon", "remind"), When(0), at(AWKWARD)))
    command = line.split(" ", 5)[5]
    assert command.count("%") == command.count("\\%") == 2
    assert shlex.split(command.replace("\\%", "%")) == [
        f"SYSLEAD_HOME={AWKWARD}", "/opt/100%/py thon", "remind"
    ]  # fmt: skip


@pytest.mark.parametrize("home", ["/a\nb", "/a\\b", "/a\x00b"])
def test_what_cron_cannot_hold_is_refused(home: str) -> None:
    with pytest.raises(SysleadError):
        cron_line(Job(COMMAND, When(0), at(home)))


BLOCK = cron_block(Job(COMMAND, When(510, (0,))))
others = st.lists(
    st.binary(max_size=30).filter(lambda line: b"syslead" not in line), max_size=8
).map(lambda lines: b"".join(line + b"\n" for line in lines))


@given(others, others)
def test_other_lines_of_a_crontab_keep_every_byte(before: bytes, after: bytes) -> None:
    assert with_block(with_block(before, BLOCK), b"") == before
    both = before + BLOCK + after
    new = cron_block(Job(COMMAND, When(1)))
    assert with_block(both, new) == before + new + after
    assert with_block(both, BLOCK) == both
    assert with_block(both, b"") == before + after
    assert block_in(before) == ""
    assert with_block(before + b"0 5 * * * x", BLOCK) == before + b"0 5 * * * x\n" + BLOCK


@pytest.mark.parametrize("part", [slice(0, 30), slice(-30, None)], ids=["first", "last"])
def test_a_torn_block_is_never_guessed_at(part: slice) -> None:
    lines = BLOCK.splitlines(keepends=True)
    torn = b"".join(lines[:-1] if part.start == 0 else lines[1:]) + b"0 5 * * * x\n"
    for act in (block_in, *(lambda tab, new=new: with_block(tab, new) for new in (b"", BLOCK))):
        with pytest.raises(SysleadError):
            act(torn)


def test_systemd_units(tmp_path: Path) -> None:
    job = Job(('/opt/100%/py "thon"', "$x", "remind"), When(510, (0, 3)), at(AWKWARD))
    service = systemd_service(job).decode()
    assert 'ExecStart="/opt/100%%/py \\"thon\\"" "$$x" "remind"' in service
    assert (
        f'Environment="SYSLEAD_HOME={AWKWARD}"'.replace("%", "%%").replace('"mine"', '\\"mine\\"')
        in service
    )
    timer = systemd_timer(job).decode()
    assert "OnCalendar=Mon,Thu *-*-* 08:30:00\nPersistent=true" in timer
    assert on_calendar(When(0)) == "*-*-* 00:00:00"


@pytest.mark.skipif(not which("systemd-analyze"), reason="systemd-analyze is not here")
def test_systemd_reads_the_units(tmp_path: Path) -> None:
    home = tmp_path / "100% mine"
    job = Job(("/bin/sh", "-c", "true 100% $x"), When(510, (0, 3)), at(str(home)))
    (tmp_path / "syslead-remind.service").write_bytes(systemd_service(job))
    (tmp_path / "syslead-remind.timer").write_bytes(systemd_timer(job))
    units = [str(tmp_path / f"syslead-remind.{kind}") for kind in ("service", "timer")]
    done = subprocess.run(
        ["systemd-analyze", "verify", "--user", "--man=no", *units],
        capture_output=True, text=True, check=False, timeout=60,
        env={"PATH": "/usr/bin:/bin", "XDG_RUNTIME_DIR": str(tmp_path), "HOME": str(tmp_path)},
    )  # fmt: skip
    assert "syslead" not in done.stderr, done.stderr
    for when in (When(510, (0, 3)), When(0)):
        done = subprocess.run(
            ["systemd-analyze", "calendar", "--iterations=3", on_calendar(when)],
            capture_output=True, text=True, check=False, timeout=60,
        )  # fmt: skip
        assert done.returncode == 0, done.stderr
        assert f"{when.clock}:00" in done.stdout


def test_a_launch_agent() -> None:
    agent = plistlib.loads(launchd_plist(Job(COMMAND, When(510, (0, 6)), at(AWKWARD))))
    assert agent["ProgramArguments"] == list(COMMAND)
    assert agent["EnvironmentVariables"] == {"SYSLEAD_HOME": AWKWARD}
    assert agent["StartCalendarInterval"] == [
        {"Weekday": 1, "Hour": 8, "Minute": 30},
        {"Weekday": 0, "Hour": 8, "Minute": 30},
    ]
    daily = plistlib.loads(launchd_plist(Job(COMMAND, When(1380))))
    assert daily["StartCalendarInterval"] == {"Hour": 23, "Minute": 0}
    assert set(daily) == {"Label", "ProgramArguments", "StartCalendarInterval", "ProcessType"}


TASKS = "{http://schemas.microsoft.com/windows/2004/02/mit/task}"


def test_a_windows_task() -> None:
    python = r"C:\Program Files\Python & co\python.exe"
    home = "C:\\Leader's \\100%"
    job = Job((python, "-m", "syslead_cli", "remind"), When(510, (0, 3)), at(home))
    root = ElementTree.fromstring(task_xml(job, date(2026, 3, 27)).decode("utf-16"))
    assert [child.tag.removeprefix(TASKS) for child in root] == [
        "RegistrationInfo", "Triggers", "Settings", "Actions"
    ]  # fmt: skip
    trigger = root.find(f"{TASKS}Triggers/{TASKS}CalendarTrigger")
    assert trigger is not None
    assert [child.tag.removeprefix(TASKS) for child in trigger] == [
        "StartBoundary", "Enabled", "ScheduleByWeek"
    ]  # fmt: skip
    assert trigger.findtext(f"{TASKS}StartBoundary") == "2026-03-27T08:30:00"
    days = trigger.find(f"{TASKS}ScheduleByWeek/{TASKS}DaysOfWeek")
    assert days is not None
    assert [day.tag.removeprefix(TASKS) for day in days] == ["Monday", "Thursday"]
    assert root.findtext(f"{TASKS}Settings/{TASKS}StartWhenAvailable") == "true"
    run = root.find(f"{TASKS}Actions/{TASKS}Exec")
    assert run is not None
    assert run.findtext(f"{TASKS}Command") == python
    lead, program = (run.findtext(f"{TASKS}Arguments") or "").split(" ", 1)
    assert lead == "-c"
    program = program[1:-1].replace('\\"', '"')
    code = compile(program.split(";")[1].strip(), "task", "exec")
    environ: dict[str, str] = {}
    exec(code, {"os": type("os", (), {"environ": environ})})
    assert environ == {"SYSLEAD_HOME": home}
    daily = task_xml(Job(COMMAND, When(0)), date(2026, 3, 27)).decode("utf-16")
    assert "<DaysInterval>1</DaysInterval>" in daily
    assert "<Arguments>-m syslead_cli remind</Arguments>" in daily


MADE = datetime(2026, 3, 27, 18, 4, tzinfo=ZoneInfo("Europe/London"))


@given(whens, st.dates(date(2000, 1, 1), date(2100, 1, 1)))
def test_a_calendar_reads_the_file_as_it_was_meant(when: When, today: date) -> None:
    made = datetime.combine(today, MADE.timetz())
    content = calendar_file(Job(COMMAND, when), made)
    assert content.endswith(b"\r\n")
    assert b"\n" not in content.replace(b"\r\n", b"")
    assert max(map(len, content.split(b"\r\n"))) <= 75
    calendar = Calendar.from_ical(content)
    assert (calendar["VERSION"], "PRODID" in calendar, calendar.errors) == ("2.0", True, [])
    (event,) = calendar.walk("VEVENT")
    assert not event.errors
    start = event["DTSTART"].dt
    assert start.tzinfo is None  # floating: 08:30 wherever the calendar is
    assert f"{start:%H:%M}" == when.clock
    assert today <= start.date() < today + timedelta(days=7)
    rule = event["RRULE"]
    if when.weekdays:
        names = ["MO", "TU", "WE", "TH", "FR", "SA", "SU"]
        assert rule["FREQ"] == ["WEEKLY"]
        assert rule["BYDAY"] == [names[day] for day in when.weekdays]
        assert start.weekday() in when.weekdays
    else:
        assert rule["FREQ"] == ["DAILY"]
    assert event["DTSTAMP"].dt == made.astimezone(UTC)
    assert event["UID"] == uid("")
    assert f"UID:{uid('')}\r\n".encode() in content
    (alarm,) = event.walk("VALARM")
    assert alarm["TRIGGER"].dt == timedelta(0)


@pytest.mark.parametrize("name", ZONES)
def test_the_next_run_over_every_change_of_clocks(name: str) -> None:
    """One run a day, each at its time by the clock, or just after a time that is skipped."""
    zone = ZoneInfo(name)
    for change in transitions(zone):
        local = change.astimezone(zone)
        for minute in {local.hour * 60 + local.minute, 0, 10, 90, 150, 165, 1439}:
            now = (change - timedelta(days=2)).astimezone(zone)
            runs = []
            for _ in range(4):
                following = next_run(When(minute), now)
                assert following.astimezone(UTC) > now.astimezone(UTC)
                runs.append(following)
                now = following
            assert [run.date() for run in runs] == [
                runs[0].date() + timedelta(days=count) for count in range(4)
            ], (change, minute)
            off = [run for run in runs if run.hour * 60 + run.minute != minute]
            assert len(off) <= 1
            for run in off:  # its time was skipped on that day
                wall = run.replace(hour=minute // 60, minute=minute % 60)
                assert wall.astimezone(UTC).astimezone(zone).time() != wall.time()


@given(whens, st.datetimes(datetime(2000, 1, 1), datetime(2036, 1, 1)), st.sampled_from(ZONES))
def test_the_next_run_is_within_a_week_and_on_its_day(
    when: When, moment: datetime, name: str
) -> None:
    now = moment.replace(tzinfo=UTC).astimezone(ZoneInfo(name))
    following = next_run(when, now)
    ahead = following.astimezone(UTC) - now.astimezone(UTC)
    assert timedelta(0) < ahead <= timedelta(days=8)
    assert not when.weekdays or following.weekday() in when.weekdays
