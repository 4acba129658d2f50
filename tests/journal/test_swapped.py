"""A link that takes a place between a look and a write leads nowhere.

Who may write into the synced folder waits for any one call of a command, and puts a link in the
place of a folder or a file just then: for good, or for the length of that call.
"""

from __future__ import annotations

import contextlib
import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from conftest import World
from failing_calls import BY_HANDLE, BY_PATH, Calls, watched
from sealed_world import switch_on
from some_records import note
from syslead_cli.journal.codec import encode_line

MONTH = "2026-03.jsonl"
#: Where the thing is meanwhile whose place a link takes.
ASIDE = "aside"


def line(id_: str, text: str) -> bytes:
    return encode_line(note(text, 26, id_)) + b"\n"


class Swapper(Calls):
    """Swaps at one call, and swaps back at the next where it is a ``flicker``."""

    def __init__(
        self, home: Path, moments: tuple[str, ...], at: int, swap: Callable[[], Callable[[], None]]
    ) -> None:
        super().__init__(home, for_good=False)
        self._moments, self._at, self._swap = moments, at, swap
        self.count = 0
        self.back: Callable[[], None] = lambda: None
        self.flicker = False
        self._busy = False

    def _count(self, name: str, where: str) -> None:
        aside = str(Path(self.home).parents[1] / ASIDE)
        if self._busy or not where.startswith((self.home, aside)):
            return
        self._busy = True  # what a swap does itself is no call of the command
        if self.flicker:
            self.back()
            self.back = lambda: None
        if name in self._moments:
            if self.count == self._at:
                self.back = self._swap()
            self.count += 1
        self._busy = False


def settled(world: World, place: Path) -> str:
    """Make the home, and beside it the folder of somebody else; return the id of an entry."""
    mine = world.run("note", "-", stdin="my own words").out.split()[0]
    (month,) = (world.home / "journal").rglob(MONTH)
    with month.open("ab") as stream:
        stream.write(b"torn\n")
    place.mkdir(mode=0o755)
    (place / MONTH).write_bytes(line("f1", "zymurgy") + b"torn\n")
    (place / MONTH).chmod(0o644)
    (place / f".{MONTH}.99999999.tmp").write_bytes(b"half")
    return mine


class Synced:
    """A home, a folder of somebody else, and a link that may take a place."""

    def __init__(self, world: World, place: Path, mine: str) -> None:
        self.world, self.place, self.mine = world, place, mine
        (self.folder,) = (world.home / "journal").iterdir()

    def folder_linked(self) -> Callable[[], None]:
        return self._in_place_of(self.folder, lambda path: path.symlink_to(self.place))

    def file_linked(self) -> Callable[[], None]:
        return self._in_place_of(
            self.folder / MONTH, lambda path: path.symlink_to(self.place / MONTH)
        )

    def file_shared(self) -> Callable[[], None]:
        return self._in_place_of(
            self.folder / MONTH, lambda path: os.link(self.place / MONTH, path)
        )

    def _in_place_of(self, path: Path, put: Callable[[Path], object]) -> Callable[[], None]:
        aside = self.world.home.parent / ASIDE
        if not os.path.lexists(path):
            return lambda: None
        path.rename(aside)
        put(path)

        def back() -> None:
            with contextlib.suppress(OSError):  # what took its place is the command's own
                path.unlink()
            with contextlib.suppress(OSError):
                aside.rename(path)

        return back

    def facts(self) -> dict[str, tuple[bytes, int]]:
        found = sorted(self.place.iterdir())
        return {path.name: (path.read_bytes(), path.stat().st_mode) for path in found}


COMMANDS: dict[str, Callable[[Synced], tuple[str, ...]]] = {
    "note": lambda one: ("note", "more words"),
    "edit": lambda one: ("edit", one.mine, "--text", "other words"),
    "delete": lambda one: ("delete", one.mine, "--yes"),
    "forget": lambda one: ("forget", "--word", "own", "--yes"),
    "repair": lambda one: ("repair", "--apply", "--all"),
    "backup": lambda one: ("backup", str(one.world.home.parent / "copies")),
    "import": lambda one: ("import", "syslead", str(one.world.home.parent / "more.jsonl")),
    "encrypt": lambda one: ("encrypt", "--yes"),
    "restore": lambda one: ("restore", str(one.world.home.parent / MONTH), "--add"),
}
SWAPS = {
    "folder": Synced.folder_linked,
    "file": Synced.file_linked,
    "hard link": Synced.file_shared,
}


def homes(tmp_path: Path) -> Iterator[Synced]:
    """The same home again and again."""
    model, place = tmp_path / "model", tmp_path / "place"
    model.mkdir()
    (model / MONTH).write_bytes(line("r1", "restored"))
    (model / "more.jsonl").write_bytes(line("i1", "imported"))
    mine = settled(World(model / "home"), model / "elsewhere")
    while True:
        shutil.copytree(model, place)
        yield Synced(World(place / "home"), place / "elsewhere", mine)
        shutil.rmtree(place)


def copies_of_theirs(one: Synced) -> list[str]:
    """The files that hold what is somebody else's, but for their own."""
    found = []
    for folder, _, names in os.walk(one.world.home.parent):
        for path in (Path(folder) / name for name in names):
            is_theirs = path.is_symlink() or path.stat().st_nlink > 1 or path.parent == one.place
            if not is_theirs and b"zymurgy" in path.read_bytes():
                found.append(str(path))
    return found


#: The calls at which it is swapped: those that matter most, or all there are.
MOMENTS = [
    pytest.param(("open", "replace"), id="opening"),
    pytest.param((*BY_PATH, *BY_HANDLE), id="all", marks=pytest.mark.slow),
]


@pytest.mark.parametrize("moments", MOMENTS)
@pytest.mark.parametrize("flicker", [False, True], ids=["for good", "for one call"])
@pytest.mark.parametrize("swap", SWAPS)
@pytest.mark.parametrize("command", COMMANDS)
def test_a_link_that_comes_meanwhile_leads_nowhere(
    tmp_path: Path, command: str, swap: str, moments: tuple[str, ...], *, flicker: bool
) -> None:
    for at, one in enumerate(homes(tmp_path)):
        if command == "encrypt":  # on another machine, so that this one has lines in plaintext
            switch_on(one.world)
        calls = Swapper(one.world.home / "journal", moments, at, lambda: SWAPS[swap](one))  # noqa: B023
        calls.flicker = flicker
        before = one.facts()
        with watched(calls):
            one.world.run(*COMMANDS[command](one))
        assert one.facts() == before, at
        assert copies_of_theirs(one) == [], at
        if calls.count <= at:
            return
