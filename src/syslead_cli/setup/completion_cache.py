"""What completion knows, kept between two presses of Tab; it can be deleted at any time.

It holds the names of commands, options, facets, voices and tags, and the ends of ids. It never
holds anything else a leader wrote.
"""

from __future__ import annotations

import contextlib
import json
import os
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from syslead_cli.base.files import give, make_private_folder, owner_of
from syslead_cli.base.paths import Paths

PACKAGE = Path(__file__).parent.parent


class CompletionCache:
    """The file, and the marks by which its parts are known to be stale."""

    def __init__(self, paths: Paths) -> None:
        self._paths = paths
        self._file = paths.completion

    def read(self) -> dict[str, Any]:
        """Its parts, each with its mark; nothing where it makes no sense."""
        try:
            data: Any = json.loads(self._file.read_bytes())
        except (OSError, ValueError):
            return {}
        return data if type(data) is dict else {}

    def write(self, parts: dict[str, Any]) -> None:
        """Put it in place at once. Not worth waiting for the disk, nor an error."""
        with contextlib.suppress(OSError):
            make_private_folder(self._file.parent)
            new = self._file.with_name(f".completion.{os.getpid()}.tmp")
            with open(os.open(new, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
                give(file.fileno(), owner_of(new.parent))
                json.dump(parts, file, separators=(",", ":"))
            new.replace(self._file)

    def mark_of_program(self, version: str) -> str:
        """Changes when the program does."""
        return f"{version} {_mark([PACKAGE / 'cli'])}"

    def mark_of_names(self) -> str:
        """Changes when a framework, a prompt file or a setting does."""
        paths = self._paths
        homes = (PACKAGE / "_data", PACKAGE.parents[1])  # packaged, or a checkout
        shipped = [home / kind for home in homes for kind in ("frameworks", "prompts")]
        return _mark([paths.config, paths.frameworks, paths.prompts, *shipped])

    def mark_of_journal(self) -> str:
        """Changes when the journal does."""
        folder = self._paths.journal
        try:
            with os.scandir(folder) as found:
                devices = [Path(entry.path) for entry in found if entry.is_dir()]
        except OSError:
            devices = []
        return _mark([folder, *devices])


def _mark(places: Iterable[Path]) -> str:
    """The number, sizes and newest time of the files at these places."""
    count = size = newest = 0
    for place in places:
        for status in _statuses(place):
            count, size = count + 1, size + status.st_size
            newest = max(newest, status.st_mtime_ns)
    return f"{count} {size} {newest}"


def _statuses(place: Path) -> list[os.stat_result]:
    with contextlib.suppress(OSError), os.scandir(place) as found:
        return [entry.stat() for entry in found if entry.is_file()]
    with contextlib.suppress(OSError):
        return [place.stat()]
    return []
