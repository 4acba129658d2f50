"""What this device last saw of every journal file: how long it was and how much was in it.

Written by writers only, never by readers, without waiting for the disk: it is advice for
``verify`` ("this month had 41 records, now 12") and spares an append from reading what other
devices wrote long ago. The folder can be deleted at any time.
"""

from __future__ import annotations

import contextlib
import json
import os
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

from syslead_cli.base.files import (
    NEW_FLAGS,
    drop_killed,
    give,
    make_private,
    make_private_folder,
    owner_of,
    read_regular,
    temporaries,
    write_all,
)
from syslead_cli.errors import SysleadError
from syslead_cli.journal.month_files import month_of

_LIMIT = 16 * 1024 * 1024


class Sight(NamedTuple):
    """One file as last seen. ``most`` is the largest count that was not erased on purpose."""

    size: int
    changed: int
    lines: int
    most: int
    removed: tuple[str, ...] = ()


class Seen:
    """The sights, in one small file for each device and year, so that an append stays flat."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def get(self, device: str, name: str) -> Sight | None:
        """What is known of that file."""
        return _sight(self._load(self._path(device, name)).get(name))

    def get_all(self, device: str, names: Iterable[str]) -> dict[str, Sight | None]:
        """The same for many files, each table read once: sync tools may leave thousands."""
        tables: dict[Path, dict[str, Any]] = {}
        found = {}
        for name in names:
            path = self._path(device, name)
            if path not in tables:
                tables[path] = self._load(path)
            found[name] = _sight(tables[path].get(name))
        return found

    def put(self, device: str, name: str, sight: Sight | None) -> None:
        """Note it; None forgets the file."""
        self.put_all([(device, name, sight)])

    def put_all(self, sights: Iterable[tuple[str, str, Sight | None]]) -> None:
        """The same for many files, each table written once."""
        tables: dict[Path, dict[str, Any]] = {}
        for device, name, sight in sights:
            path = self._path(device, name)
            if path not in tables:
                tables[path] = self._load(path)
            table = tables[path]
            if sight is None:
                table.pop(name, None)
            else:
                table[name] = list(sight)
        for path, table in tables.items():
            self._store(path, table)

    def older(self, device: str) -> int:
        """How many of a device's older files have been seen to the last."""
        count = self._load(self._index(device)).get("older")
        return count if isinstance(count, int) else -1

    def put_older(self, device: str, count: int) -> None:
        """Note that count."""
        self._store(self._index(device), {"older": count})

    def all(self) -> Iterator[tuple[str, str, Sight]]:
        """Everything that was seen, as (device, file name, sight)."""
        for path in sorted(self._folder.glob("*/*.json")):
            for name, value in sorted(self._load(path).items()):
                sight = _sight(value)
                if sight and path.name != "index.json":
                    yield path.parent.name.removeprefix("_"), name, sight

    def _path(self, device: str, name: str) -> Path:
        return self._folder / (device or "_") / f"{month_of(name)[:4] or 'other'}.json"

    def _index(self, device: str) -> Path:
        return self._folder / (device or "_") / "index.json"

    @staticmethod
    def _load(path: Path) -> dict[str, Any]:
        with contextlib.suppress(OSError, SysleadError, ValueError, RecursionError):
            table = json.loads(read_regular(path, _LIMIT))
            if isinstance(table, dict):
                return table
        return {}

    @staticmethod
    def _store(path: Path, table: dict[str, Any]) -> None:
        temporary = path.with_name(f".{path.name}.{os.getpid()}.tmp")
        make_private_folder(path.parent)
        with contextlib.suppress(OSError):
            drop_killed(temporaries(path.parent))
        handle = os.open(temporary, NEW_FLAGS, 0o600)
        try:
            make_private(handle, os.fstat(handle).st_mode)
            give(handle, owner_of(path.parent))
            write_all(handle, json.dumps(table, separators=(",", ":")).encode())
            os.replace(temporary, path)
        except OSError:
            with contextlib.suppress(OSError):
                temporary.unlink()
            raise
        finally:
            os.close(handle)


def _sight(value: Any) -> Sight | None:
    if not isinstance(value, list) or len(value) != len(Sight._fields):
        return None
    *counts, removed = value
    if not all(type(count) is int for count in counts) or not isinstance(removed, list):
        return None
    size, changed, lines, most = counts
    return Sight(size, changed, lines, most, tuple(id_ for id_ in removed if type(id_) is str))
