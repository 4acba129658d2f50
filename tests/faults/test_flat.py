"""What it costs to add an entry does not grow with the journal: counted by strace."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import NamedTuple
from zoneinfo import ZoneInfo

import pytest

from conftest import ROOT, World
from syslead_cli.journal.codec import encode_line
from syslead_cli.journal.files import SeenFiles
from syslead_cli.journal.model import Note
from terminal import noon

STRACE = shutil.which("strace")
pytestmark = pytest.mark.skipif(not STRACE, reason="strace is not here")

#: A result of a call on something below the home: ``read(3</…/2026-03.jsonl>, …) = 4096``.
_CALL = re.compile(r"^(?:\d+ +)?(\w+)\(.*= (\d+)")


class Cost(NamedTuple):
    """What was asked of the leader's folders."""

    calls: int
    bytes_read: int


def journal_of(world: World, count: int) -> None:
    """So many notes on the days before today, two or three a day, as two devices wrote them."""
    assert world.run("note", "-", stdin="first").code == 0
    (own,) = (world.home / "journal").iterdir()
    months: dict[tuple[str, str], list[bytes]] = {}
    today = world.clock.local.date()
    for number in range(count):
        day: date = today - timedelta(days=31 + number // 2)
        note = Note(id=f"0190-{number:08}", ts=f"{day}T18:00:00.000+00:00", tz="UTC", day=day,
                    text="x" * 200)  # fmt: skip
        device = "ffff0000" if number % 5 == 0 else own.name
        months.setdefault((device, f"{day:%Y-%m}"), []).append(encode_line(note) + b"\n")
    for (device, month), lines in months.items():
        folder = world.home / "journal" / device
        folder.mkdir(exist_ok=True, mode=0o700)
        (folder / f"{month}.jsonl").write_bytes(b"".join(lines))
    for _ in range(6):  # what others wrote is looked into bit by bit
        world.clock.move(seconds=1)
        assert world.run("note", "-", stdin="warm").code == 0


def cost(world: World, words: list[str], stdin: str, program: str = "syslead_cli") -> Cost:
    log = world.home.parent / "strace.log"
    command = [STRACE or "", "-f", "-y", "-qq", "-s", "0", "-o", str(log),
               "-e", "trace=%file,%desc", sys.executable, "-m", program, *words]  # fmt: skip
    environ = {**os.environ, **world.environ, "PYTHONPATH": str(ROOT / "src")}
    done = subprocess.run(
        command, input=stdin, capture_output=True, text=True, check=False, env=environ
    )
    if not log.exists() or "Operation not permitted" in done.stderr:
        pytest.skip("strace may not trace here")
    assert done.returncode == 0, done.stderr
    calls = read = 0
    for line in log.read_text(errors="replace").splitlines():
        if str(world.home) in line:
            calls += 1
            found = _CALL.match(line)
            if found and found[1] in ("read", "pread64"):
                read += int(found[2])
    return Cost(calls, read)


@pytest.fixture
def worlds(tmp_path: Path) -> tuple[World, World]:
    """A journal of ten records and one of ten thousand, thirteen years."""
    made = []
    for count in (10, 10_000):
        world = World(tmp_path / str(count) / "home")
        world.clock.local = datetime.now(ZoneInfo(noon()))
        world.environ["TZ"] = noon()
        (tmp_path / str(count)).mkdir()
        journal_of(world, count)
        made.append(world)
    return made[0], made[1]


def test_adding_costs_the_same_at_10_and_at_10_000(worlds: tuple[World, World]) -> None:
    for words, typed in ((["note", "-"], "measured"), (["intend", "-"], "If so, then I will")):
        small, large = (cost(world, words, typed) for world in worlds)
        assert small.calls > 10, "nothing was counted"
        assert large.calls <= small.calls + 8, words  # two months of the other device, not one
        assert large.bytes_read <= small.bytes_read + 2000, words


def test_the_count_bites(worlds: tuple[World, World]) -> None:
    """A command that reads the journal costs more where there is more of it."""
    small, large = (cost(world, ["trends"], "") for world in worlds)
    assert large.calls > small.calls + 100
    assert large.bytes_read > small.bytes_read + 1_000_000


def test_thousands_of_conflict_copies_cost_each_table_once(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What is known of them stands in one small file a year, which is not read for each."""
    world.run("note", "-", stdin="first")
    (own,) = (world.home / "journal").glob("*/*.jsonl")
    other = world.home / "journal" / "dd00dd00"
    other.mkdir(mode=0o700)
    for number in range(300):
        (other / f"2026-03 (copy {number}).jsonl").write_bytes(own.read_bytes())
    real, loads = SeenFiles._load, []

    def counted(path: Path) -> dict[str, object]:
        loads.append(path)
        return real(path)

    monkeypatch.setattr(SeenFiles, "_load", staticmethod(counted))
    for _ in range(8):
        loads.clear()
        world.clock.move(seconds=1)
        assert world.run("note", "-", stdin="again").code == 0
        assert len(loads) < 20
    copies = [("dd00dd00", path.name) for path in other.iterdir()]
    assert len(SeenFiles(world.home / "state" / "seen").get_all(copies)) == 300
