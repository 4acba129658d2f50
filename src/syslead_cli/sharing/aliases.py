"""What sharing leaves on this disk: who is called what."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from syslead_cli.base.files import read_regular, reason, replace_file
from syslead_cli.base.lockfile import Waiting, locked
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
