"""Real limits of real machines: a full disk, a file-size limit, strace."""

from __future__ import annotations

import json
import os
import pickle
import re
import resource
import shutil
import subprocess
import sys
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from conftest import ROOT, Result, World
from filling import fill
from mutating import COMMANDS as MUTATING
from mutating import Command, check_answer, check_kept, fresh, texts, typed_in
from terminal import noon


def sound(world: World) -> bool:
    return bool(json.loads(world.run("verify", "--json").out)["sound"])


@pytest.mark.parametrize("leaving", [0, pytest.param(8192, marks=pytest.mark.slow)])
@pytest.mark.parametrize("command", MUTATING, ids=lambda command: command.name)
def test_every_command_on_a_full_disk(
    small_disk: Path, tmp_path: Path, command: Command, leaving: int
) -> None:
    """Done or not done, and said; what was typed is kept where there is room."""
    case = small_disk / "case"
    world = fresh(tmp_path / "template", case, command)
    arguments = command.arguments(world)
    before = world.journal_lines() if world.home.exists() else []
    world.environ["HOME"] = str(tmp_path / "spare")
    ballast = fill(small_disk, leaving)
    result, read = typed_in(world, command, arguments)
    check_answer(command, world, result, read)
    ballast.unlink()
    check_nothing_lost(world, command, result, before)


def with_a_limit(
    world: World, command: Command, arguments: tuple[str, ...], limit: int
) -> tuple[Result, str]:
    """The command in a process of its own, in which no file may grow beyond ``limit`` bytes."""
    out, into = os.pipe()
    child = os.fork()
    if not child:
        try:
            sys.dont_write_bytecode = True  # Python keeps what a limit cut short, for everybody
            resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))
            result, read = typed_in(world, command, arguments)
            os.write(into, pickle.dumps((int(result.code), result.out, result.err, read)))
        finally:
            os._exit(0)
    os.close(into)
    with os.fdopen(out, "rb") as stream:
        code, *said, read = pickle.loads(stream.read())
    os.waitpid(child, 0)
    return Result(code, *said), read


@pytest.mark.parametrize("limit", [700, pytest.param(64, marks=pytest.mark.slow)])
@pytest.mark.parametrize("command", MUTATING, ids=lambda command: command.name)
def test_every_command_under_a_file_size_limit(
    tmp_path: Path, command: Command, limit: int
) -> None:
    """The system takes a part of a write and then sends a signal: neither harms a line."""
    world = fresh(tmp_path / "template", tmp_path / "case", command)
    arguments = command.arguments(world)
    before = world.journal_lines() if world.home.exists() else []
    result, read = with_a_limit(world, command, arguments, limit)
    check_answer(command, world, result, read)
    check_nothing_lost(world, command, result, before)


def check_nothing_lost(world: World, command: Command, result: Result, before: list[bytes]) -> None:
    """Once there is room again, all is as it was, but for what was done."""
    assert not [path.name for path in world.home.rglob("*.tmp") if path.name not in result.err]
    check_kept(world, command, before)
    not_yet = command.name == "restore" and result.code  # what was lost is still lost
    assert command.may_leave or not_yet or sound(world)


# ── strace ───────────────────────────────────────────────────────────────────

STRACE = shutil.which("strace")


def traced(world: World, inject: str, text: str) -> subprocess.CompletedProcess[str]:
    """``note -`` with one of its own system calls made to fail by strace."""
    (month,) = (world.home / "journal").glob("*/*.jsonl")
    # a file is opened by its name in an open folder: to strace that call is the folder's,
    # which is listed before
    paths = [month.parent, month] if "openat" in inject else [month]
    chosen = [word for path in paths for word in ("-P", str(path))]
    command = [STRACE or "", "-f", "-qq", "-o", "/dev/null", *chosen, "-e", inject,
               sys.executable, "-m", "syslead_cli", "note", "-"]  # fmt: skip
    environ = {**os.environ, **world.environ, "PYTHONPATH": str(ROOT / "src")}
    return subprocess.run(
        command, input=text, capture_output=True, text=True, check=False, env=environ
    )


@pytest.fixture
def under_strace(world: World) -> World:
    if not STRACE:
        pytest.skip("strace is not here")
    world.environ |= {"HOME": str(world.home.parent), "TZ": noon()}
    world.clock.local = datetime.now(ZoneInfo(noon()))
    assert world.run("note", "-", stdin="first").code == 0
    if traced(world, "trace=openat", "probe").returncode:
        pytest.skip("strace may not trace here")
    return world


@pytest.mark.parametrize(
    ("inject", "acknowledged"),
    [
        ("inject=openat:error=EACCES:when=2", False),
        ("inject=openat:error=EIO:when=2", False),
        ("inject=openat:error=EINTR:when=2", True),
        ("inject=write:error=ENOSPC", False),
        ("inject=write:error=EIO:when=1", False),
        ("inject=write:error=EINTR:when=1", True),
        ("inject=write:retval=7:when=1", False),
        ("inject=fsync:error=EIO:when=1", False),
        ("inject=fsync:error=ENOSPC", False),
    ],
)
def test_the_kernel_says_no(under_strace: World, inject: str, acknowledged: bool) -> None:
    world = under_strace
    before = texts(world)
    result = traced(world, inject, "typed with care")
    assert (result.returncode == 0) == acknowledged, result.stderr
    assert bool(result.stdout.strip()) == acknowledged
    assert texts(world)[: len(before)] == before
    if acknowledged:
        assert texts(world) == [*before, "typed with care"]
    else:
        assert result.returncode == 1
        kept = re.search(r"What you wrote is in (.+)", result.stderr)
        assert kept, result.stderr
        assert b"typed with care" in Path(kept[1]).read_bytes()
    assert world.run("note", "-", stdin="after").code == 0
    data = json.loads(world.run("verify", "--json").out)
    assert data["sound"], data["damage"]
