"""A folder of packs, looked through without waiting on anything and without following links."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

from syslead_cli.base.files import read_regular, reason
from syslead_cli.errors import SysleadError
from syslead_cli.sharing.pack_reading import SIZE_LIMIT

#: A folder in a folder in a folder: deeper than this nobody keeps packs.
_DEEPEST = 16


class PackFolder:
    """Files below one folder. ``files`` are the ``.json`` ones, named from the folder on."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self.locked = self.links = 0
        self.closed: list[str] = []

    def files(self) -> list[str]:
        """What may be a pack, in the order of names; fills the counts of what cannot.

        Raises SysleadError where the folder itself cannot be read.
        """
        if not self._folder.is_dir():
            raise SysleadError(f"There is no folder {self._folder}.")
        self.locked = self.links = 0
        self.closed = []
        return list(self._below("", 0))

    def _below(self, inner: str, depth: int) -> Iterator[str]:
        for entry in self._entries(inner):
            name = f"{inner}/{entry.name}" if inner else entry.name
            if entry.name.startswith("."):
                continue
            if entry.is_symlink():
                self.links += 1
            elif entry.is_dir(follow_symlinks=False):
                if depth < _DEEPEST:
                    yield from self._below(name, depth + 1)
                else:
                    self.closed.append(name)
            elif entry.name.lower().endswith(".age"):
                self.locked += 1
            elif entry.name.lower().endswith(".json"):
                yield name

    def _entries(self, inner: str) -> list[os.DirEntry[str]]:
        try:
            with os.scandir(self._folder / inner) as found:
                return sorted(found, key=lambda entry: entry.name)
        except OSError as problem:
            if not inner:
                raise SysleadError(
                    f"{self._folder} cannot be read: {reason(problem)}."
                ) from problem
            self.closed.append(inner)
            return []

    def content(self, name: str) -> bytes:
        """A file's bytes. Raises SysleadError for anything but an ordinary file of fitting size."""
        path = self._folder / name
        try:
            return read_regular(path, SIZE_LIMIT)
        except OSError as problem:
            raise SysleadError(
                f"{path} cannot be read: {reason(problem)}.", code="pack.unreadable"
            ) from problem
