"""What is installed and when a reminder last ran: a small file that can go at any time.

``remind install`` makes it. ``remind`` writes to it only where it is, so that a machine without
an installed reminder is never written to by looking.
"""

from __future__ import annotations

import contextlib
import json
from pathlib import Path
from typing import Any

from syslead_cli.base.files import read_regular, reason, replace_file
from syslead_cli.errors import SysleadError

_LIMIT_REMIND_STATE = 16 * 1024


class RemindState:
    """The file in the state folder."""

    def __init__(self, path: Path) -> None:
        self._path = path
        #: What ``check`` has read, so that it is not read again.
        self._content = b""

    def read(self) -> dict[str, str]:
        """What it says; nothing where it is not there or makes no sense."""
        try:
            data: Any = json.loads(self._content or read_regular(self._path, _LIMIT_REMIND_STATE))
        except (OSError, SysleadError, ValueError):
            return {}
        return {k: v for k, v in data.items() if isinstance(v, str)} if type(data) is dict else {}

    def check(self) -> None:
        """Raise SysleadError where the file is there and cannot be read."""
        try:
            self._content = read_regular(self._path, _LIMIT_REMIND_STATE)
        except FileNotFoundError:
            return
        except OSError as problem:
            raise SysleadError(
                f"What is installed cannot be told: {self._path}: {reason(problem)}."
            ) from problem

    def write(self, state: dict[str, str]) -> None:
        """Put it in place of the old one."""
        self._content = b""
        replace_file(self._path, json.dumps(state).encode() + b"\n")

    def ran(self, moment: str) -> None:
        """Note a run where a reminder is installed. Never in a reminder's way."""
        state = self.read()
        if state:
            with contextlib.suppress(OSError):
                self.write({**state, "ran": moment})

    def forget(self) -> None:
        """Nothing is installed any more."""
        with contextlib.suppress(OSError):
            self._path.unlink()
