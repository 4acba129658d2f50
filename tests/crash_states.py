"""What a disk may hold after the power failed: every state that a recorded trace allows.

The model is stricter than any file system in use. Bytes are safe once their file was synced;
until then each pending write may be there, be torn in half, or be missing, and a later one may
be there without an earlier. Names (create, rename, unlink, mkdir) are safe once their folder was
synced; until then they may be missing from any point on, or singly.
"""

from __future__ import annotations

import os
import random
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import product
from pathlib import Path
from typing import Any

import pytest

from conftest import Result, World
from failing_calls import whole_path

#: More pending name changes than this are tried as prefixes and single losses only.
_ALL_SUBSETS = 4


@dataclass(eq=False)
class Inode:
    """A file's safe bytes, and what was done to it since: (offset, bytes), or (size, None)."""

    safe: bytes = b""
    pending: list[tuple[int, bytes | None]] = field(default_factory=list)

    def variants(self) -> list[bytes]:
        """The contents it may have after a crash."""
        found = [self.safe]
        for kept in self._choices():
            content = self.safe
            for offset, data in kept:
                content = _applied(content, offset, data)
            found.append(content)
        return list(dict.fromkeys(found))

    def _choices(self) -> Iterator[list[tuple[int, bytes | None]]]:
        for number in range(len(self.pending) + 1):
            yield self.pending[:number]
            yield self.pending[:number] + self.pending[number + 1 :]
            for offset, data in self.pending[number : number + 1]:
                if data:
                    yield [*self.pending[:number], (offset, data[: len(data) // 2])]
                    yield [*self.pending[:number], (offset, b"\0" * len(data))]

    def synced(self) -> None:
        """fsync: all of it is safe."""
        for offset, data in self.pending:
            self.safe = _applied(self.safe, offset, data)
        self.pending = []


def _applied(content: bytes, offset: int, data: bytes | None) -> bytes:
    if data is None:
        return content[:offset].ljust(offset, b"\0")
    return content[:offset].ljust(offset, b"\0") + data + content[offset + len(data) :]


class Disk:
    """The names and files below one folder, safe and pending."""

    def __init__(self, home: Path) -> None:
        self.home = home
        self.names: dict[str, Inode | None] = {str(home): None}
        self.changes: list[tuple[str, tuple[Any, ...]]] = []
        for path in sorted(home.rglob("*")):
            self.names[str(path)] = Inode(path.read_bytes()) if path.is_file() else None
        self.now = dict(self.names)
        self.states: list[dict[str, bytes | None]] = []

    def change(self, folder: str, *operation: Any) -> None:
        """A change of names: link, unlink or rename."""
        self.changes.append((folder, operation))
        _renamed(self.now, operation)
        self.crash()

    def folder_synced(self, folder: str) -> None:
        """All changes of names in that folder are safe."""
        for where, operation in self.changes:
            if where == folder:
                _renamed(self.names, operation)
        self.changes = [change for change in self.changes if change[0] != folder]
        self.crash()

    def crash(self) -> None:
        """Collect every state the disk may be in if it stopped here."""
        for kept in self._kept_changes():
            names = dict(self.names)
            for _, operation in kept:
                _renamed(names, operation)
            inodes = [inode for inode in dict.fromkeys(names.values()) if inode is not None]
            pending = [inode for inode in inodes if inode.pending]
            for contents in product(*(inode.variants() for inode in pending)):
                chosen = dict(zip(map(id, pending), contents, strict=True))
                self.states.append(
                    {
                        name: None if inode is None else chosen.get(id(inode), inode.safe)
                        for name, inode in names.items()
                    }
                )

    def _kept_changes(self) -> Iterator[list[tuple[str, tuple[Any, ...]]]]:
        if len(self.changes) <= _ALL_SUBSETS:
            for choice in product((True, False), repeat=len(self.changes)):
                pairs = zip(self.changes, choice, strict=True)
                yield [change for change, kept in pairs if kept]
            return
        for number in range(len(self.changes) + 1):
            yield self.changes[:number]
            yield self.changes[:number] + self.changes[number + 1 :]


def _renamed(names: dict[str, Inode | None], operation: tuple[Any, ...]) -> None:
    what, *rest = operation
    if what == "link":
        names[rest[0]] = rest[1]
    elif what == "unlink":
        names.pop(rest[0], None)
    elif rest[0] in names:
        names[rest[1]] = names.pop(rest[0])
        inside = f"{rest[0]}/"  # a folder takes along what is in it
        for name in [name for name in names if name.startswith(inside)]:
            names[f"{rest[1]}/{name.removeprefix(inside)}"] = names.pop(name)


@contextmanager
def recorded(disk: Disk, *, forgets_fsync: bool = False) -> Iterator[None]:
    """Record what is done below the home; with ``forgets_fsync``, the control, no sync counts."""
    real = {name: getattr(os, name) for name in
            ("open", "write", "ftruncate", "fsync", "replace", "unlink", "mkdir")}  # fmt: skip

    def inside(path: Any) -> bool:
        return isinstance(path, str | os.PathLike) and str(path).startswith(str(disk.home))

    def name_of(handle: int) -> str:
        return os.readlink(f"/proc/self/fd/{handle}")

    def opened(name: Any, flags: int, *rest: Any, **more: Any) -> int:
        path = whole_path(name, more.get("dir_fd"))
        new = inside(path) and flags & os.O_CREAT and str(path) not in disk.now
        handle: int = real["open"](name, flags, *rest, **more)
        if new:
            disk.change(str(Path(path).parent), "link", str(path), Inode())
        return handle

    def written(handle: int, data: Any) -> int:
        before = os.fstat(handle).st_size
        count: int = real["write"](handle, data)
        inode = disk.now.get(name_of(handle))
        if inode is not None:
            inode.pending.append((before, bytes(data[:count])))
            disk.crash()
        return count

    def truncated(handle: int, size: int) -> None:
        real["ftruncate"](handle, size)
        inode = disk.now.get(name_of(handle))
        if inode is not None:
            inode.pending.append((size, None))

    def synced(handle: int) -> None:
        real["fsync"](handle)
        name = name_of(handle)
        if forgets_fsync or name not in disk.now:
            return
        inode = disk.now[name]
        if inode is None:
            disk.folder_synced(name)
        else:
            inode.synced()

    def replaced(old: Any, new: Any, **more: Any) -> None:
        real["replace"](old, new, **more)
        old = whole_path(old, more.get("src_dir_fd"))
        new = whole_path(new, more.get("dst_dir_fd"))
        if inside(new):
            disk.change(str(Path(new).parent), "rename", str(old), str(new))

    def unlinked(name: Any, **more: Any) -> None:
        real["unlink"](name, **more)
        path = whole_path(name, more.get("dir_fd"))
        if inside(path):
            disk.change(str(Path(path).parent), "unlink", str(path))

    def made(name: Any, *rest: Any, **more: Any) -> None:
        real["mkdir"](name, *rest, **more)
        path = whole_path(name, more.get("dir_fd"))
        if inside(path):
            disk.change(str(Path(path).parent), "link", str(path), None)

    with pytest.MonkeyPatch.context() as patch:
        for name, call in zip(
            real, (opened, written, truncated, synced, replaced, unlinked, made), strict=True
        ):
            patch.setattr(os, name, call)
        yield


def built(state: dict[str, bytes | None], disk: Disk, place: Path) -> Path:
    """The state as real files in ``place``."""
    for name, content in sorted(state.items()):
        path = place / Path(name).relative_to(disk.home)
        if content is None:
            path.mkdir(parents=True, exist_ok=True)
        else:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)
    return place


def different(disk: Disk) -> list[dict[str, bytes | None]]:
    """Every state once."""
    return list({frozenset(state.items()): state for state in disk.states}.values())


def survived(
    world: World,
    run: Callable[[World], Result],
    check: Callable[[World, bool], None],
    limit: int,
    *,
    forgets_fsync: bool = False,
) -> tuple[int, int]:
    """Check so many of the states the disk may be in before it is done, and so many after.

    Returns how many states there are before, and how many of those tried ``check`` refused: only
    where syncs are forgotten, the control, may it refuse any.
    """
    disk, bad = Disk(world.home), 0
    with recorded(disk, forgets_fsync=forgets_fsync):
        result = run(world)
    assert result.code == 0, result.err
    crashed = different(disk)
    disk.states.clear()
    disk.crash()
    chosen = random.Random(1).sample(crashed, min(limit, len(crashed)))
    for done, states in ((False, chosen), (True, different(disk)[:limit])):
        for state in states:
            after = World(built(state, disk, world.home.parent / "after"))
            after.clock.local, after.clock.count = world.clock.local, 5000
            after.clock.move(days=0.01)
            try:
                check(after, done)
            except Exception:
                if not forgets_fsync:
                    raise
                bad += 1
            shutil.rmtree(after.home)
    return len(crashed), bad
