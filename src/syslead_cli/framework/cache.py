"""The index of a framework's signals, kept in ``state/cache`` so that a note need not make it.

Derived, and never trusted over the files: it counts only for this program's version, the same
framework file (path, size and times) and the same folder of the leader's own frameworks. It may
be deleted at any time; a damaged one is as good as none. Only commands that write write it.
"""

from __future__ import annotations

import contextlib
import json
import os
from pathlib import Path
from typing import Any
from zlib import crc32

from syslead_cli import __version__
from syslead_cli.base.files import read_regular, replace_file
from syslead_cli.errors import SysleadError

_LIMIT = 4 * 1024 * 1024


def _sight(path: str) -> list[Any]:
    """How a file or folder stands; what is not there is told apart from what is."""
    try:
        found = os.stat(path)
    except OSError:
        return [path]
    return [path, found.st_ino, found.st_size, found.st_mtime_ns, found.st_ctime_ns]


class SignalCache:
    """One file: what was worked out, and what it was worked out from."""

    def __init__(self, state: Path, own: Path, framework: str, profile: str) -> None:
        self._path = state / "cache" / "signals.json"
        self._own = str(own)
        self._asked = [__version__, framework, profile]

    def load(self) -> dict[str, Any] | None:
        """The index with the facets' labels, or None where it does not hold."""
        with contextlib.suppress(OSError, SysleadError, ValueError, LookupError, TypeError):
            seal, _, body = read_regular(self._path, _LIMIT).partition(b"\n")
            if seal != _seal(body):
                return None
            kept = json.loads(body)
            if kept["key"] == self._key(kept["source"]):
                found: dict[str, Any] = kept["index"]
                return found
        return None

    def store(self, index: dict[str, Any], source: str) -> None:
        """Keep it; a disk that does not take it costs nothing but time."""
        kept = {"key": self._key(source), "source": source, "index": index}
        body = json.dumps(kept, separators=(",", ":")).encode()
        with contextlib.suppress(OSError):
            replace_file(self._path, _seal(body) + b"\n" + body, follow=False)

    def _key(self, source: str) -> list[Any]:
        return [*self._asked, _sight(source), _sight(self._own)]


def _seal(body: bytes) -> bytes:
    return b"%08x" % crc32(body)
