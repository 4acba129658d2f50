"""Small files in ``state/cache`` that save work: the index of signals, and which files are checked.

Derived, and never trusted over the files they are about: each holds for this program's version
and for the same files only (inode, size and times). They may be deleted at any time; a damaged
one is as good as none.
"""

from __future__ import annotations

import json
import os
from contextlib import suppress
from pathlib import Path
from typing import Any
from zlib import crc32

from syslead_cli import __version__
from syslead_cli.base.files import read_regular, replace_file
from syslead_cli.errors import SysleadError

_LIMIT = 4 * 1024 * 1024


def file_stamp(path: str | Path) -> list[Any]:
    """Return what changes when a file or folder does; its path alone where it is not there."""
    try:
        found = os.stat(path)
    except OSError:
        return [str(path)]
    return [str(path), found.st_ino, found.st_size, found.st_mtime_ns, found.st_ctime_ns]


class CacheFile:
    """A JSON value in a file, after a line with its CRC."""

    def __init__(self, state: Path, name: str) -> None:
        self._path = state / "cache" / name

    def load(self) -> Any:
        """Return the value, or None where there is none that is whole."""
        with suppress(OSError, SysleadError, ValueError):
            crc, _, body = read_regular(self._path, _LIMIT).partition(b"\n")
            if crc == b"%08x" % crc32(body):
                return json.loads(body)
        return None

    def store(self, value: Any) -> None:
        """Keep the value; a disk that does not take it costs nothing but time."""
        body = json.dumps(value, separators=(",", ":")).encode()
        with suppress(OSError, SysleadError):
            replace_file(self._path, b"%08x\n" % crc32(body) + body, follow=False)


class SignalCache:
    """The index of a framework's signals, so that a note need not make it.

    Only commands that write to the journal store it.
    """

    def __init__(self, state: Path, own: Path, framework: str, profile: str) -> None:
        self._file = CacheFile(state, "signals.json")
        self._own = own
        self._asked = [__version__, framework, profile]

    def load(self) -> dict[str, Any] | None:
        """Return the index with the facets' labels, or None where it does not hold."""
        with suppress(LookupError, TypeError):
            kept = self._file.load()
            if kept["key"] == self._key(kept["source"]):
                found: dict[str, Any] = kept["index"]
                return found
        return None

    def store(self, index: dict[str, Any], source: str) -> None:
        """Keep the index made from the framework file at ``source``."""
        self._file.store({"key": self._key(source), "source": source, "index": index})

    def _key(self, source: str) -> list[Any]:
        return [*self._asked, file_stamp(source), file_stamp(self._own)]


class CheckedFiles:
    """The stamps of the leader's own files that were checked and found sound."""

    def __init__(self, state: Path) -> None:
        self._file = CacheFile(state, "checked.json")

    def holds(self, stamp: list[Any]) -> bool:
        """Return True where the file was found sound as it is now."""
        return stamp in self._stamps()

    def add(self, stamp: list[Any]) -> None:
        """Note that the file is sound; those that have changed since are dropped."""
        stamps = [kept for kept in self._stamps() if kept == file_stamp(kept[0])]
        self._file.store({"version": __version__, "files": [*stamps, stamp]})

    def _stamps(self) -> list[list[Any]]:
        with suppress(LookupError, TypeError):
            kept = self._file.load()
            if kept["version"] == __version__:
                return [stamp for stamp in kept["files"] if stamp]
        return []
