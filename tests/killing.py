"""``kill -9`` at random moments of a command, each time from the same start."""

from __future__ import annotations

import os
import random
import shutil
import signal
import stat
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path

from conftest import Result, World
from failing_calls import Calls, watched

#: How much of the time that a whole run takes a kill may come after: some come too late.
_LONGER = 1.1


class Fatal(Calls):
    """The process is gone before the call at ``fail_at``; between two calls no disk changes."""

    def _count(self, name: str, where: str) -> None:
        if where.startswith(self.home):
            self.seen.append(name)
            if len(self.seen) == self._fail_at:
                os.kill(os.getpid(), signal.SIGKILL)


def in_child(work: Callable[[Callable[[str], object]], object]) -> tuple[int, int]:
    """``work`` in a process of its own; its number, and where its acknowledgements come out."""
    out, into = os.pipe()
    child = os.fork()
    if child:
        os.close(into)
        return child, out
    try:
        os.close(out)
        work(lambda said: os.write(into, said.encode() + b"\n"))
    finally:
        os._exit(0)


def said_by(child: int, out: int, first: bytes = b"") -> list[str]:
    """The whole lines a child said, once it is gone; ``first`` was read already."""
    with os.fdopen(out, "rb") as stream:
        content = first + stream.read()
    os.waitpid(child, 0)
    return content.decode().split("\n")[:-1]


def killed(
    tmp_path: Path,
    times: int,
    fresh: Callable[[Path], World],
    run: Callable[[World], Result],
    check: Callable[[World, bool], None],
) -> int:
    """Run it from a fresh home and kill it, so many times; how often it was not done by then.

    Every other time at one of its system calls, else by the clock, which may come too late.
    ``check`` gets the home as it was left and whether the command had said that it was done.
    """
    template = fresh(tmp_path / "template")
    chance, cut_short, calls, one = random.Random(11), 0, 0, 0.0
    for number in range(-1, times):
        shutil.copytree(template.home, tmp_path / "home")
        world = World(tmp_path / "home")
        world.clock.local, world.clock.count = template.clock.local, 3000 + number
        at = chance.randrange(1, calls + 1) if number >= 0 and number % 2 == 0 else 0
        before = time.monotonic()
        child, out = in_child(partial(_once, world, at, run))
        if number % 2 == 1:
            time.sleep(chance.uniform(0.0, _LONGER * one))
        if number >= 0 and not at:
            os.kill(child, signal.SIGKILL)
        said = said_by(child, out)
        done = bool(said)
        assert not done or said[0].startswith("0 "), said
        if number < 0:
            one, calls = time.monotonic() - before, int(said[0].split()[1])
        cut_short += not done
        world.clock.move(days=0.01)
        check(world, done)
        shutil.rmtree(world.home)
    return cut_short


def _once(
    world: World, at: int, run: Callable[[World], Result], ack: Callable[[str], object]
) -> None:
    calls = Fatal(world.home, at, for_good=False)
    with watched(calls):
        result = run(world)
    ack(f"{int(result.code)} {len(calls.seen)} {result.err!r}")


def check_tidy(world: World) -> None:
    """Once the command was run to its end: nothing is left over, and everything is private."""
    folders = [world.home / name for name in ("journal", "state", "keys")]
    paths = [path for folder in folders for path in folder.rglob("*")]
    strays = [str(path) for path in paths if path.name[0] == "." and path.suffix == ".tmp"]
    assert not strays, strays
    assert not (world.home / "state" / "erasing").exists(), "an erasure is not finished"
    for path in paths:
        meant = 0o700 if path.is_dir() else 0o600
        assert stat.S_IMODE(path.lstat().st_mode) == meant, f"{path} {path.lstat().st_mode:o}"
