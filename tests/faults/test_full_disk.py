"""Real limits of real machines: a full disk, a file-size limit, an immutable file, strace."""

from __future__ import annotations

import contextlib
import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from conftest import ROOT, World
from syslead_cli.core.records import Note


def texts(world: World) -> list[str]:
    return [r.text for r in world.context().journal.read().records if isinstance(r, Note)]


def sound(world: World) -> bool:
    return bool(json.loads(world.run("verify", "--json").out)["sound"])


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    place = tmp_path / "small"
    place.mkdir()
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=256k,mode=0700", "tmpfs", str(place)],
        capture_output=True, check=False,
    )  # fmt: skip
    if mounted.returncode:
        pytest.skip("mounting needs root")
    yield place
    subprocess.run(["umount", str(place)], check=True)


def test_a_full_disk_takes_nothing_and_loses_nothing(small_disk: Path, tmp_path: Path) -> None:
    world = World(small_disk / "home")
    world.environ["HOME"] = str(tmp_path / "spare")
    assert world.run("note", "-", stdin="first").code == 0
    ballast = small_disk / "ballast"
    handle = os.open(ballast, os.O_WRONLY | os.O_CREAT)
    with contextlib.suppress(OSError):
        while os.write(handle, b"x" * 1024):
            pass
    os.close(handle)
    saved, refused = ["first"], 0
    for number in range(6):
        world.clock.move(seconds=1)
        text = f"{number} " + "x" * 3000
        result = world.run("note", "-", stdin=text)
        if result.code == 0:
            saved.append(text)
            continue
        refused += 1
        assert (result.code, result.out) == (1, "")
        kept = re.search(r"What you wrote is in (.+)", result.err)
        assert kept, result.err
        assert text.encode() in Path(kept[1]).read_bytes()
    assert refused >= 3
    assert texts(world) == saved
    assert sound(world)
    ballast.unlink()
    assert world.run("note", "-", stdin="again").code == 0
    assert texts(world) == [*saved, "again"]


LIMITED = """
import os, resource, sys
sys.path[:0] = [{src!r}]
resource.setrlimit(resource.RLIMIT_FSIZE, ({limit}, {limit}))
from syslead_cli.__main__ import main
sys.exit(main(["note", "-"]))
"""


def limited(world: World, limit: int, text: str) -> subprocess.CompletedProcess[str]:
    code = LIMITED.format(src=str(ROOT / "src"), limit=limit)
    return subprocess.run(
        [sys.executable, "-c", code], input=text, capture_output=True, text=True, check=False,
        env={**os.environ, **world.environ},
    )  # fmt: skip


def test_a_file_size_limit_cuts_no_line(world: World, tmp_path: Path) -> None:
    """The system takes the first part of the line: it is taken back, and the words are kept."""
    world.environ["HOME"] = str(tmp_path)
    world.environ["TZ"] = "UTC"
    assert limited(world, 100_000, "x" * 600).returncode == 0
    (month,) = (world.home / "journal").glob("*/*.jsonl")
    before = month.read_bytes()
    refused = limited(world, len(before) + 200, "y" * 400)
    assert (refused.returncode, refused.stdout) == (1, ""), refused.stderr
    assert month.read_bytes() == before
    assert b"y" * 400 in next((world.home / "state" / "rescue").glob("*.jsonl")).read_bytes()
    assert limited(world, 100_000, "z").returncode == 0
    assert sound(world)


def test_an_immutable_file_is_said(world: World) -> None:
    world.run("note", "-", stdin="first")
    (month,) = (world.home / "journal").glob("*/*.jsonl")
    if (
        not shutil.which("chattr")
        or subprocess.run(["chattr", "+i", str(month)], capture_output=True, check=False).returncode
    ):
        pytest.skip("chattr needs root and a file system that knows it")
    try:
        result = world.run("note", "-", stdin="typed with care")
        assert (result.code, result.out) == (1, "")
        assert "Operation not permitted" in result.err
        rescued = list((world.home / "state" / "rescue").glob("*.jsonl"))
        assert b"typed with care" in rescued[0].read_bytes()
    finally:
        subprocess.run(["chattr", "-i", str(month)], check=True)


# ── strace ───────────────────────────────────────────────────────────────────

STRACE = shutil.which("strace")


def traced(world: World, inject: str, text: str) -> subprocess.CompletedProcess[str]:
    """``note -`` with one of its own system calls made to fail by strace."""
    (month,) = (world.home / "journal").glob("*/*.jsonl")
    command = [STRACE or "", "-f", "-qq", "-o", "/dev/null", "-P", str(month), "-e", inject,
               sys.executable, "-m", "syslead_cli", "note", "-"]  # fmt: skip
    environ = {**os.environ, **world.environ, "PYTHONPATH": str(ROOT / "src")}
    return subprocess.run(
        command, input=text, capture_output=True, text=True, check=False, env=environ
    )


@pytest.fixture
def under_strace(world: World) -> World:
    if not STRACE:
        pytest.skip("strace is not here")
    from datetime import UTC, datetime

    world.environ["HOME"] = str(world.home.parent)
    world.clock.local = datetime.now(UTC)
    assert world.run("note", "-", stdin="first").code == 0
    if traced(world, "trace=openat", "probe").returncode:
        pytest.skip("strace may not trace here")
    return world


@pytest.mark.parametrize(
    ("inject", "acknowledged"),
    [
        ("inject=openat:error=EACCES", False),
        ("inject=openat:error=EIO:when=1", False),
        ("inject=openat:error=EINTR:when=1", True),
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
