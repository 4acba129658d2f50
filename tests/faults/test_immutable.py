"""Files and folders that even their owner may not change (``chattr +i``, ``+a``)."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from conftest import World
from mutating import COMMANDS, Command, anywhere, check_answer, check_kept, fresh, texts, typed_in
from syslead_cli.journal import store as journal_module

CHATTR = shutil.which("chattr") or ""


def set_on(flag: str, paths: list[Path]) -> bool:
    """Whether the file system took it."""
    command = [CHATTR, flag, *map(str, paths)]
    return not subprocess.run(command, capture_output=True, check=False).returncode


@pytest.fixture
def place(tmp_path: Path) -> Iterator[Path]:
    """A folder whose files can be changed again when the test is done."""
    probe = tmp_path / "probe"
    probe.touch()
    if not CHATTR or not set_on("+i", [probe]):
        pytest.skip("chattr needs root and a file system that knows it")
    yield tmp_path
    subprocess.run([CHATTR, "-R", "-f", "-ia", str(tmp_path)], check=False)


def journal_files(home: Path) -> list[Path]:
    return sorted(home.glob("journal/*/*"))


def all_files(home: Path) -> list[Path]:
    return sorted(path for path in home.rglob("*") if path.is_file())


KINDS: dict[str, tuple[str, Callable[[Path], list[Path]]]] = {
    "journal +i": ("+i", journal_files),
    "journal +a": ("+a", journal_files),
    "folders +i": ("+i", lambda home: [home, *(p for p in home.rglob("*") if p.is_dir())]),
    "all +i": ("+i", all_files),
    "all +a": ("+a", all_files),
    "device +i": ("+i", lambda home: sorted(home.glob("journal/*"))),
}
#: Tried on every run; the others under the slow marker.
SHORT = ("journal +i", "journal +a", "folders +i")
LONG = [pytest.param(kind, marks=pytest.mark.slow) for kind in KINDS if kind not in SHORT]


def refused(world: World, command: Command, kind: str) -> list[bytes]:
    """Run it with these files as they are, free them again; the lines of before."""
    flag, which = KINDS[kind]
    arguments = command.arguments(world)
    before = world.journal_lines() if world.home.exists() else []
    paths = which(world.home) if world.home.exists() else []
    if paths and not set_on(flag, paths):
        pytest.skip("this file system does not take the flag")
    try:
        result, read = typed_in(world, command, arguments)
        check_answer(command, world, result, read)
    finally:
        subprocess.run([CHATTR, "-R", "-f", "-ia", str(world.home)], check=False)
    return before


def check_nothing_lost(world: World, command: Command, before: list[bytes]) -> None:
    """When the files can be changed again all is there, and what was begun is finished."""
    hidden = bool(command.erases) and command.erases not in texts(world)
    check_kept(world, command, before)
    if hidden and command.name in ("delete", "forget", "forget --before"):
        assert not anywhere(world, f'"{command.erases}"')


@pytest.mark.parametrize("kind", [*SHORT, *LONG])
@pytest.mark.parametrize("command", COMMANDS, ids=lambda command: command.name)
def test_it_is_said_and_nothing_is_lost(place: Path, command: Command, kind: str) -> None:
    world = fresh(place / "template", place / "case", command)
    check_nothing_lost(world, command, refused(world, command, kind))


def test_a_journal_that_may_only_grow_takes_notes(place: Path) -> None:
    """``chattr +a`` is a way to keep a journal: writing works, erasing says why not."""
    world = World(place / "home")
    id_ = world.run("note", "-", stdin="first").out.strip()
    set_on("+a", journal_files(world.home))
    assert world.run("note", "-", stdin="second").code == 0
    assert "is hidden, but" in world.refused("delete", id_, "--yes")
    assert texts(world) == ["second"]


def test_a_program_without_rescue_files_is_caught(
    place: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The control."""
    monkeypatch.setattr(journal_module, "keep", lambda *_: Path("nowhere"))
    with pytest.raises(AssertionError):
        test_it_is_said_and_nothing_is_lost(place, COMMANDS[0], "journal +i")
