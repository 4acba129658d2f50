"""``remind`` end to end: its silence, its two lines, and what it installs on a machine."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from datetime import date, timedelta
from pathlib import Path
from shutil import which
from typing import Any
from unittest.mock import patch

import pytest

from conftest import Terminal, World, state_of
from some_records import TODAY, ask, intention, note, stamped, write_journal, write_line
from syslead_cli.journal.model import Pause, Record
from syslead_cli.remind.job_files import (
    Job,
    When,
    launchd_plist,
    systemd_service,
    systemd_timer,
    tag_of,
)

PRIVATE = "Amira said the board had not read it"


@pytest.fixture
def due(world: World) -> World:
    """A leader who has not sat for some days, with an intention that waits."""
    records: list[Record] = [
        ask(PRIVATE, 9, voices=("amira",), tags=("budget",)),
        ask(PRIVATE, 4),
        intention(f"If {PRIVATE}, then I will ask.", 5, -1),
    ]
    write_journal(world.home, records)
    return world


@pytest.fixture
def idle(world: World) -> World:
    """A leader who sat today, and nothing waits."""
    write_journal(world.home, [ask(PRIVATE, 0)])
    return world


# ── the reminder itself ──────────────────────────────────────────────────────


def test_an_empty_home_is_left_empty_and_silent(world: World) -> None:
    for arguments in ([], ["--exit-code"], ["--notify"], ["--exit-code", "--notify"]):
        result = world.run("remind", *arguments)
        assert (result.code, result.out, result.err) == (0, "", "")
    assert not world.home.exists()


@pytest.mark.parametrize("damaged", [False, True])
def test_silence_when_nothing_is_due_and_a_damaged_line_makes_no_sound(
    idle: World, *, damaged: bool
) -> None:
    if damaged:
        write_line(idle.home, b'{"v":1,"id":')
    before = state_of(idle.home)
    result = idle.run("remind", "--exit-code")
    assert (result.code, result.out, result.err) == (0, "", "")
    assert state_of(idle.home) == before


def test_two_lines_with_nothing_personal_in_them(due: World) -> None:
    result = due.run("remind")
    assert (result.code, result.err) == (0, "")
    assert result.out == (
        "syslead: a few minutes to reflect, an intention to look back on and the weekly review.\n"
        "  syslead reflect and syslead review week\n"
    )
    assert result.out.isascii()
    document = due.run("remind", "--json").out
    for word in ("Amira", "amira", "budget", "board"):
        assert word not in result.out + document
    assert due.run("remind", "--exit-code").code == 10
    assert due.run("--quiet", "remind").out == result.out


def test_settings_are_honoured(due: World) -> None:
    (due.home / "config.toml").write_text(
        '[remind]\ndays = 5\nweekly_review = "never"\n', encoding="utf-8"
    )
    assert "reflect" not in due.run("remind").out
    assert due.run("remind").out.endswith("  syslead intentions\n")


def test_after_midnight_it_is_still_the_evening(idle: World) -> None:
    idle.clock.move(hours=7, days=2)  # 01:04 on Monday: still Sunday, and no day for reminders
    assert idle.run("remind").out == ""
    idle.clock.move(hours=3)
    assert "a few minutes to reflect" in idle.run("remind").out


def test_a_very_old_journal_is_read_to_its_end(world: World) -> None:
    write_journal(world.home, [ask("Long ago.", 2000)])
    assert "a few minutes to reflect" in world.run("remind").out


# ── notifications ────────────────────────────────────────────────────────────


def program(world: World, name: str, script: str) -> Path:
    """A program on the PATH of this world, where the machine's own crontab is not."""
    folder = world.home.parent / "bin"
    if not folder.exists():
        folder.mkdir()
        for tool in ("cat", "rm", "touch", "tr"):
            (folder / tool).symlink_to(which(tool) or tool)
    path = folder / name
    path.write_text(f"#!/bin/sh\n{script}\n", encoding="utf-8")
    path.chmod(0o755)
    world.environ["PATH"] = str(folder)
    return folder


@pytest.mark.parametrize("name", ["notify-send", "osascript", "powershell"])
def test_a_notification(due: World, name: str) -> None:
    folder = program(due, name, 'printf "%s\\n" "$@" "$SYSLEAD_SAID" > "$0.said"')
    assert due.run("remind", "--notify").code == 0
    said = (folder / f"{name}.said").read_text()
    assert "a few minutes to reflect" in said
    assert "Amira" not in said


@pytest.mark.parametrize("script", ["exit 1", "kill -9 $$", "exec not-there"])
def test_a_notification_that_fails_fails_nothing(due: World, script: str) -> None:
    program(due, "notify-send", script)
    result = due.run("remind", "--notify")
    assert (result.code, result.err) == (0, "")
    assert result.out


def test_nothing_due_is_no_notification(idle: World) -> None:
    folder = program(idle, "notify-send", 'touch "$0.said"')
    idle.run("remind", "--notify")
    assert not (folder / "notify-send.said").exists()


# ── installing ───────────────────────────────────────────────────────────────


def status_of(world: World) -> Any:
    return world.document("remind", "status")


def vias(world: World) -> list[str]:
    return [one["via"] for one in status_of(world)["installed"]]


@pytest.fixture
def tab(world: World) -> Path:
    """The crontab of this world."""
    return program(world, "crontab", CRONTAB) / "crontab.tab"


CRONTAB = """
tab="$0.tab"
case "$1" in
  -l) if [ -f "$tab" ]; then cat "$tab"; else echo "no crontab for you" >&2; exit 1; fi ;;
  -) cat > "$tab" ;;
  *) exit 2 ;;
esac
"""
SCHTASKS = r"""
echo "$@" >> "$0.said"
name=$(printf %s "$3" | tr -c a-z0-9 _)
case "$1" in /Query) test -f "$0.$name";; /Create) touch "$0.$name";; /Delete) rm "$0.$name";; esac
"""
OTHERS = b'# mine\n\n  5   4 * * *\tdo  this   # %percent\\%\n@reboot x\xff\xfe\nMAILTO=""\n'


def test_a_crontab_keeps_its_other_lines_byte_for_byte(world: World, tab: Path) -> None:
    tab.write_bytes(OTHERS)
    assert world.run("remind", "install", "--weekly", "mon 08:30", "--via", "cron").code == 0
    installed = tab.read_bytes()
    assert installed.startswith(OTHERS)
    line = installed.splitlines()[-2].decode()
    assert line == (
        f"30 8 * * 1 SYSLEAD_HOME={world.home} {sys.executable} -m syslead_cli remind --notify"
    )
    assert world.run("remind", "install", "--daily", "17:30", "--via", "cron").code == 0
    assert tab.read_bytes().startswith(OTHERS)
    assert tab.read_bytes().count(b"syslead_cli") == 1
    assert world.run("remind", "uninstall").code == 0
    assert tab.read_bytes() == OTHERS
    again = world.run("remind", "uninstall")
    assert (again.code, again.err) == (0, "None was installed.\n")


def test_a_crontab_that_cannot_be_read_is_not_replaced(world: World) -> None:
    script = 'if [ "$1" = - ]; then touch "$0.written"; else echo "try again" >&2; exit 1; fi'
    folder = program(world, "crontab", script)
    assert "try again" in world.refused("remind", "install", "--via", "cron")
    assert not (folder / "crontab.written").exists()


def test_a_torn_block_is_left_to_the_leader(world: World, tab: Path) -> None:
    world.run("remind", "install", "--via", "cron")
    torn = b"".join(tab.read_bytes().splitlines(keepends=True)[:-1]) + OTHERS
    tab.write_bytes(torn)
    for command in (["install", "--via", "cron"], ["uninstall"]):
        world.run("remind", *command)
        assert tab.read_bytes() == torn
    assert world.run("remind", "install", "--via", "cron").code == 1


def test_wrong_words(world: World) -> None:
    both = ("--weekly", "mon 08:30", "--daily", "17:30")
    assert world.run("remind", "install", *both, "--dry-run").code == 2
    assert world.run("remind", "--json", "status").code == 2


def test_no_scheduler_at_all(world: World) -> None:
    world.environ["PATH"] = ""
    assert "--via ics" in world.refused("remind", "install")
    assert world.run("remind", "install", "--via", "cron").code == 1


def tag(world: World) -> str:
    return tag_of({"SYSLEAD_HOME": str(world.home)})


@pytest.mark.parametrize("via", ["cron", "systemd", "launchd", "taskscheduler", "ics"])
def test_what_says_where_the_journal_is_goes_along(
    world: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, via: str
) -> None:
    usual = {name: word for name, word in world.environ.items() if name != "SYSLEAD_HOME"}
    xdg = {f"XDG_{name}_HOME": str(tmp_path / name) for name in ("CONFIG", "DATA", "STATE")}
    for name, word in xdg.items():
        monkeypatch.setenv(name, word)
    for environ in (world.environ, {**usual, **xdg}, usual):
        world.environ = environ
        done = world.run("remind", "install", "--via", via, "--dry-run")
        assert (done.code, "syslead" in done.out, world.home.exists()) == (0, True, False)
        for name in ("SYSLEAD_HOME", *xdg):
            assert (name in done.out) == (name in environ and via != "ics"), (name, done.out)


@pytest.mark.parametrize(
    ("via", "program_", "script"),
    [("cron", "crontab", CRONTAB), ("systemd", "systemctl", "exit 0"),
     ("launchd", "launchctl", "exit 0"), ("taskscheduler", "schtasks", SCHTASKS),
     ("ics", "none", "exit 0")],
)  # fmt: skip
def test_each_journal_has_a_reminder_and_leaves_the_others_alone(
    world: World, tmp_path: Path, via: str, program_: str, script: str
) -> None:
    program(world, program_, script)
    found = [{**world.environ, "SYSLEAD_HOME": str(tmp_path / name)} for name in ("a", "b")]
    for number, environ in enumerate(found):
        world.environ = {**environ, "HOME": str(tmp_path)}
        output = ("--output", str(tmp_path / f"{number}.ics")) if via == "ics" else ()
        world.done("remind", "install", "--daily", f"1{number}:00", "--via", via, *output)

    def installed(number: int) -> list[str]:
        world.environ = {**found[number], "HOME": str(tmp_path)}
        return vias(world)

    assert [installed(0), installed(1)] == [[via], [via]]
    assert installed(0) == [via]
    assert f"Uninstalled: {via}." in world.run("remind", "uninstall").err
    assert [installed(0), installed(1)] == [[], [via]]


@pytest.mark.parametrize(
    ("via", "name", "file", "told"),
    [("systemd", "systemctl", ".config/systemd/user/syslead-remind-{tag}.timer",
      "--user enable --now syslead-remind-{tag}.timer"),
     ("launchd", "launchctl", "Library/LaunchAgents/org.syslead.remind.{tag}.plist",
      "bootstrap gui/"),
     ("taskscheduler", "schtasks", "", "/Create /TN syslead")],
)  # fmt: skip
def test_a_scheduler_is_told(world: World, via: str, name: str, file: str, told: str) -> None:
    script = SCHTASKS if via == "taskscheduler" else 'echo "$@" >> "$0.said"'
    folder, path = program(world, name, script), world.home / file.format(tag=tag(world))
    assert world.run("remind", "install", "--via", via).code == 0
    assert path.exists()
    assert told.format(tag=tag(world)) in (folder / f"{name}.said").read_text()
    assert f"Uninstalled: {via}." in world.run("remind", "uninstall").err
    assert file == "" or list(path.parent.iterdir()) == []
    assert list(folder.glob(f"{name}.*")) == [folder / f"{name}.said"]


def test_changing_the_way_leaves_one_reminder(world: World, tab: Path) -> None:
    program(world, "systemctl", "exit 0")
    world.run("remind", "install", "--via", "cron")
    world.run("remind", "install", "--via", "systemd")
    assert tab.read_bytes() == b""
    assert vias(world) == ["systemd"]


def test_a_calendar_file(world: World, tmp_path: Path) -> None:
    file = tmp_path / "mine.ics"
    wish = ["remind", "install", "--weekly", "mon 08:30", "--via", "ics", "--output", str(file)]
    for _ in range(2):
        assert world.run(*wish).code == 0
    assert world.run("remind", "uninstall").code == 0
    assert not file.exists()
    file.write_text("BEGIN:VCALENDAR\nof somebody else")
    assert world.run(*wish).code == 1
    assert "somebody else" in file.read_text()


# ── how it stands ────────────────────────────────────────────────────────────


def test_status_from_nothing_to_a_run(world: World) -> None:
    page = world.done("remind", "status")
    assert "not installed" in page
    assert "nothing written yet" in page
    assert not world.home.exists()
    program(world, "crontab", CRONTAB)
    write_journal(world.home, [ask("Said so.", 0)])
    world.run("remind", "install", "--weekly", "mon 08:30", "--via", "cron")
    world.run("remind", stdout=Terminal())  # by hand: no run
    assert "not yet" in world.run("remind", "status").out
    assert status_of(world)["last_run"] is None
    world.run("remind")
    assert world.run("remind", "status").out == (
        " Reminder          weekly mon 08:30, by cron\n"
        " Last ran          Today 18:04\n"
        " Runs next         Monday 08:30\n"
        " Silent because    nothing is due; the last reflection was today\n"
        " Due next          Monday: a few minutes to reflect, unless you write before\n"
    )
    status = status_of(world)
    assert status["last_run"] == "2026-03-27T18:04:00+00:00"
    assert status["next_run"] == "2026-03-30T08:30:00+01:00"
    world.clock.local -= timedelta(days=3)  # put back: the last run is in the future
    assert "Friday 18:04" in world.run("remind", "status").out


def test_a_state_file_that_makes_no_sense_is_nothing(world: World) -> None:
    program(world, "crontab", CRONTAB)
    world.run("remind", "install", "--via", "cron")
    state = world.home / "state" / "remind.json"
    for content in (b"", b"[]", b"{", b'{"when": 3, "ran": "never"}', b"\xff"):
        state.write_bytes(content)
        assert world.run("remind").code == 0
        assert world.run("remind", "status").code == 0


def test_away(world: World) -> None:
    write_journal(world.home, [ask("Said so.", 9), note("n", 8)])
    assert world.run("pause", "--until", "2026-04-06").code == 0
    assert world.run("remind", "--exit-code").code == 0
    assert "you are away until Monday 6 April" in world.run("remind", "status").out


# ── reminders that a version before 0.2 installed: all with one name ─────────


def old_block(world: World, home: str) -> str:
    carried = f"SYSLEAD_HOME={home} " if home else ""
    command = f"{sys.executable} -m syslead_cli remind --notify"
    return (
        "# >>> syslead remind: this block is syslead's own >>>\n"
        f"30 17 * * * {carried}{command}\n# <<< syslead remind <<<\n"
    )


def installed_before(world: World, via: str = "cron") -> None:
    world.put("state/remind.json", json.dumps({"via": via, "when": "daily 17:30"}))


@pytest.mark.parametrize("home", ["{home}", "'{home}'"])
def test_an_older_reminder_is_found_and_replaced(world: World, tab: Path, home: str) -> None:
    block = old_block(world, home.format(home=world.home)).encode()
    tab.write_bytes(OTHERS + block)
    installed_before(world)
    assert "by cron" in world.run("remind", "status").out
    assert world.run("remind", "uninstall").err == "Uninstalled: cron.\n"
    assert tab.read_bytes() == OTHERS
    tab.write_bytes(OTHERS + block)
    installed_before(world)
    assert world.run("remind", "install", "--via", "cron").code == 0
    assert tab.read_bytes().count(b"syslead_cli") == 1
    assert block not in tab.read_bytes()


def test_an_older_reminder_of_another_journal_is_left_alone(world: World, tab: Path) -> None:
    for other in ("/elsewhere", f"{world.home}2", ""):
        before = OTHERS + old_block(world, other).encode()
        tab.write_bytes(before)
        installed_before(world)
        assert world.run("remind", "uninstall").err == "None was installed.\n"
        assert tab.read_bytes() == before
        assert world.run("remind", "install", "--via", "cron").code == 0
        assert tab.read_bytes().startswith(before)
        assert world.run("remind", "uninstall").code == 0
        assert tab.read_bytes() == before


def test_an_older_one_under_xdg_is_known_by_what_was_installed(world: World, tab: Path) -> None:
    del world.environ["SYSLEAD_HOME"]
    for name in ("DATA", "CONFIG", "STATE"):
        world.environ[f"XDG_{name}_HOME"] = str(world.home / name.lower())
    state = world.home / "state" / "syslead" / "remind.json"
    block = old_block(world, "").encode()
    tab.write_bytes(block)
    with_xdg = patch.dict(os.environ, {k: v for k, v in world.environ.items() if "XDG" in k})
    with with_xdg:
        assert world.run("remind", "uninstall").err == "None was installed.\n", "the usual place's"
        assert tab.read_bytes() == block
        state.parent.mkdir(parents=True, exist_ok=True)
        state.write_text(json.dumps({"via": "cron", "when": "daily 17:30"}))
        assert world.run("remind", "install", "--via", "cron").code == 0
        assert (tab.read_bytes().count(b"syslead_cli"), block in tab.read_bytes()) == (1, False)
        tab.write_bytes(tab.read_bytes() + block)  # the usual place has one since
        assert world.run("remind", "uninstall").code == 0
        assert tab.read_bytes() == block


@pytest.mark.parametrize("via", ["systemd", "launchd"])
def test_older_files_of_other_schedulers(world: World, via: str) -> None:
    name = {"systemd": "systemctl", "launchd": "launchctl"}[via]
    program(world, name, "exit 0")
    job = Job(("/bin/true",), When(1050), {"SYSLEAD_HOME": str(world.home)})
    if via == "systemd":
        folder = world.home / ".config" / "systemd" / "user"
        files = {"syslead-remind.service": systemd_service(job),
                 "syslead-remind.timer": systemd_timer(job)}  # fmt: skip
    else:
        folder = world.home / "Library" / "LaunchAgents"
        files = {"org.syslead.remind.plist": launchd_plist(job)}
    folder.mkdir(parents=True)
    for file, content in files.items():
        (folder / file).write_bytes(content)
    installed_before(world, via)
    assert world.run("remind", "uninstall").err == f"Uninstalled: {via}.\n"
    assert list(folder.iterdir()) == []


def test_the_usual_place_says_whose_it_replaced(world: World, tab: Path) -> None:
    del world.environ["SYSLEAD_HOME"]
    before = old_block(world, "/elsewhere").encode()
    tab.write_bytes(before)
    with patch.dict(os.environ, {"HOME": str(world.home)}):
        assert world.run("remind", "uninstall").err == "None was installed.\n"
        assert tab.read_bytes() == before
        done = world.run("remind", "install", "--via", "cron")
    assert "An older version had one there for /elsewhere" in done.err


# ── a real cron ──────────────────────────────────────────────────────────────


def cron_missing() -> str:
    if not hasattr(os, "getuid") or os.getuid() != 0:
        return "a cron daemon needs root"
    if not (which("cron", path="/usr/sbin:/usr/bin") and which("crontab")):
        return "no cron here: apt-get install cron"
    if subprocess.run(["crontab", "-l"], capture_output=True, check=False).returncode == 0:
        return "this machine's own crontab is in use"
    return ""


@pytest.mark.slow
@pytest.mark.skipif(bool(cron_missing()), reason=cron_missing() or "cron is here")
def test_a_real_cron_runs_it_every_minute_and_hears_nothing(tmp_path: Path) -> None:
    """A home with a blank, a quotation mark and a percent sign; waits for two minutes to begin.

    cron goes by the machine's own day, and somebody who is away is reminded on none.
    """
    import syslead_cli

    home = tmp_path / "100% o'hara" / "home"
    world = World(home)
    world.environ["PATH"] = os.environ["PATH"]
    away = Pause(**stamped(TODAY), from_=date(2000, 1, 1))
    write_journal(home, [ask(PRIVATE, 0), away])
    source = Path(syslead_cli.__file__).parents[1]
    heard, beat = tmp_path / "heard", tmp_path / "beat"
    try:
        assert world.run("remind", "install", "--daily", "17:30", "--via", "cron").code == 0
        tab = subprocess.run(["crontab", "-l"], capture_output=True, check=True).stdout.decode()
        line = tab.splitlines()[-2].replace("30 17 * * *", "* * * * *")
        line = line.replace("SYSLEAD_HOME=", f"PYTHONPATH={source} SYSLEAD_HOME=", 1)
        listened = tab.replace(tab.splitlines()[-2], f"{line} >> {heard} 2>&1")
        listened += f"* * * * * touch {beat}\n"
        subprocess.run(["crontab", "-"], input=listened.encode(), check=True)
        ran = _seen_to_run(world)
    finally:
        assert world.run("remind", "uninstall").code == 0
        left = subprocess.run(["crontab", "-l"], capture_output=True, check=False).stdout
        subprocess.run(["crontab", "-r"], capture_output=True, check=False)
    assert left == f"* * * * * touch {beat}\n".encode()
    if not ran and not beat.exists():
        pytest.skip("cron is here and runs nothing")
    assert ran
    assert heard.read_bytes() == b""


def _seen_to_run(world: World) -> bool:
    """Whether the installed job left its mark within two minutes and a bit."""
    daemon = subprocess.Popen(
        ["/usr/sbin/cron", "-f"], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    try:
        for _ in range(140):
            time.sleep(1)
            if status_of(world)["last_run"]:
                return True
        return False
    finally:
        daemon.terminate()
        daemon.wait(timeout=60)
