"""Reading never writes: bytes, times and modes are identical after every command that reads."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path

import pytest

from conftest import World
from syslead_cli.cli.commands import COMMANDS

#: Every command that reads, in the forms that read most. Others are left out where they are not
#: there yet.
READS = [
    (), ("--json",), ("--help",), ("list",), ("list", "--json"), ("show", "{id}"),
    ("search", "budget"), ("search", "budget", "--json"), ("trends",), ("trends", "--json"),
    ("neglected",), ("neglected", "--json"), ("intentions",), ("intentions", "--json"),
    ("reflect", "--plan"), ("reflect", "--plan", "--json"), ("verify",), ("verify", "--json"),
    ("repair",), ("repair", "--json"), ("framework", "list"), ("framework", "show"),
    ("framework", "check"), ("prompts", "list"), ("prompts", "list", "--json"),
    ("prompts", "check"), ("config", "get"), ("config", "path"), ("config", "schema"),
    ("focus",), ("remind",), ("share", "preview"), ("share", "log"),
    ("export", "--format", "json"), ("coach", "list"), ("review", "--plan"),
]  # fmt: skip


def is_there(arguments: tuple[str, ...]) -> bool:
    """Whether the command exists, its module included."""
    if not arguments or arguments[0].startswith("-"):
        return True
    entry = COMMANDS.get(arguments[0])
    return entry is not None and find_spec(f"syslead_cli.cli.{entry.module}") is not None


def state(home: Path) -> dict[str, tuple[bytes, int, int, int]]:
    found = {}
    for path in (home, *sorted(home.rglob("*"))):
        status = path.lstat()
        content = path.read_bytes() if path.is_file() else b""
        found[str(path)] = (content, status.st_mtime_ns, status.st_mode, status.st_ino)
    return found


def filled(world: World) -> str:
    """A journal with entries, an edit, a removal, another device's month and a bad line."""
    ids = []
    for text in ("the budget @jo", "two", "three"):
        world.clock.move(seconds=1)
        ids.append(world.run("note", "-", stdin=text).out.split()[0])
    world.run("edit", ids[1], "--text", "two, better")
    world.run("delete", ids[2], "--yes")
    theirs = world.home / "journal" / "ffff0000"
    shutil.copytree(next((world.home / "journal").iterdir()), theirs)
    with next(theirs.glob("*.jsonl")).open("ab") as stream:
        stream.write(b"<<<<<<< HEAD\n{torn")
    return ids[0]


@pytest.mark.parametrize("arguments", READS, ids=" ".join)
def test_reading_changes_nothing(world: World, arguments: tuple[str, ...]) -> None:
    if not is_there(arguments):
        pytest.skip("not there yet")
    id_ = filled(world)
    before = state(world.home)
    result = world.run(*(id_ if word == "{id}" else word for word in arguments))
    assert result.code != 70, result.err
    assert state(world.home) == before


@pytest.mark.parametrize("arguments", READS, ids=" ".join)
def test_reading_an_empty_home_makes_nothing(world: World, arguments: tuple[str, ...]) -> None:
    if not is_there(arguments):
        pytest.skip("not there yet")
    result = world.run(*(word.replace("{id}", "nothing") for word in arguments))
    assert result.code != 70, result.err
    assert not world.home.exists()


def test_the_comparison_bites(world: World) -> None:
    filled(world)
    before = state(world.home)
    world.run("note", "-", stdin="x")
    assert state(world.home) != before
    before = state(world.home)
    os.utime(world.home / "state")
    assert state(world.home) != before


@pytest.fixture
def read_only(tmp_path: Path) -> Iterator[Path]:
    """A mount of its own that is made read-only by its ``seal`` file being asked for."""
    place = tmp_path / "medium"
    place.mkdir()
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=2m,mode=0700", "tmpfs", str(place)],
        capture_output=True, check=False,
    )  # fmt: skip
    if mounted.returncode:
        pytest.skip("mounting needs root")
    yield place
    subprocess.run(["umount", str(place)], check=True)


def test_a_read_only_medium_is_read_and_says_that_it_takes_nothing(
    read_only: Path, tmp_path: Path
) -> None:
    world = World(read_only / "home")
    world.environ["HOME"] = str(tmp_path / "spare")
    id_ = filled(world)
    subprocess.run(["mount", "-o", "remount,ro", str(read_only)], check=True)
    before = state(world.home)
    for arguments in READS:
        if is_there(arguments):
            result = world.run(*(id_ if word == "{id}" else word for word in arguments))
            assert result.code in (0, 1, 2, 4), (arguments, result.err)
    refused = world.run("note", "-", stdin="typed with care")
    assert (refused.code, refused.out) == (1, "")
    assert "Read-only file system" in refused.err
    kept = list((tmp_path / "spare").glob("rescue-*.jsonl"))
    assert b"typed with care" in kept[0].read_bytes()
    assert world.run("delete", id_, "--yes").code == 1
    assert state(world.home) == before
    subprocess.run(["mount", "-o", "remount,rw", str(read_only)], check=True)
