"""What sharing leaves on this disk: who is called what, and the new file with the pack."""

from __future__ import annotations

import contextlib
import json
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from syslead_cli.adapters.files import create_file, read_regular, reason, replace_file
from syslead_cli.adapters.lockfile import Waiting, locked
from syslead_cli.errors import SysleadError

_LIMIT = 1024 * 1024


class Aliases:
    """``state/aliases.json``: words and the role that stands for them. 0600, never synced."""

    def __init__(self, path: Path, lock: Path, clock: Waiting) -> None:
        self._path = path
        self._lock = lock
        self._clock = clock

    def read(self) -> dict[str, str]:
        """What is remembered; nothing where the file is not there or makes no sense."""
        try:
            data: Any = json.loads(read_regular(self._path, _LIMIT))
        except (OSError, SysleadError, ValueError):
            return {}
        return {k: v for k, v in data.items() if isinstance(v, str)} if type(data) is dict else {}

    def remember(self, roles: Mapping[str, str]) -> None:
        """Add these to what is remembered."""
        known = self.read()
        if not roles or {**known, **roles} == known:
            return
        with locked(self._lock, self._clock):
            content = json.dumps({**self.read(), **roles}, indent=1, sort_keys=True)
            try:
                replace_file(self._path, content.encode() + b"\n")
            except OSError as problem:
                raise SysleadError(f"{self._path} cannot be written: {reason(problem)}.") from None


def check_new(path: Path) -> None:
    """Raise SysleadError where no new file can be made, so that it is said before anything else."""
    if not path.parent.is_dir():
        raise SysleadError(f"There is no folder {path.parent}; nothing was written.")
    if os.path.lexists(path):
        raise _taken(path)


def _taken(path: Path) -> SysleadError:
    return SysleadError(
        f"{path} is there already; nothing was written.",
        "Name another one: no file is written over.",
    )


def write_new(path: Path, content: bytes) -> None:
    """A new 0600 file, on disk on return; nothing that stands there is touched."""
    check_new(path)
    try:
        create_file(path, content)
    except FileExistsError:
        raise _taken(path) from None
    except OSError as problem:
        raise SysleadError(
            f"{path} cannot be written: {reason(problem)}.", "Nothing was shared."
        ) from None


def unwrite(path: Path) -> None:
    """Take away a file that ``write_new`` made, where that can be done."""
    with contextlib.suppress(OSError):
        path.unlink()
