"""A small JSON file that this machine keeps for itself: state, never part of the journal.

A package declares the shape once and gets reading, replacing and changing under the lock:

    aliases = JsonFile(path, dict[str, str], dict)
    with locked(lock, clock):
        aliases.write({**aliases.read(), "Dana": "P1"})

The shape is any type that msgspec converts JSON to: a ``Struct``, ``dict[str, str]`` and so on.
Files are 0600 and replaced at once; they are ASCII, so that lone surrogates survive.
"""

from __future__ import annotations

import contextlib
import json
from collections.abc import Callable
from pathlib import Path
from typing import Generic, TypeVar

import msgspec

from syslead_cli.base.clock import SystemClock
from syslead_cli.base.files import read_regular, reason, replace_file, replace_quickly
from syslead_cli.base.lock import locked
from syslead_cli.errors import SysleadError

Value = TypeVar("Value")
_LIMIT = 1024 * 1024


class JsonFile(Generic[Value]):
    """The file at ``path`` as a value of ``shape``; ``empty`` makes the value of no file."""

    def __init__(
        self,
        path: Path,
        shape: type[Value],
        empty: Callable[[], Value],
        *,
        limit: int = _LIMIT,
        indent: int | None = None,
        sort_keys: bool = False,
    ) -> None:
        self.path = path
        self._shape = shape
        self._empty = empty
        self._limit = limit
        self._indent = indent
        self._sort_keys = sort_keys

    def read(self) -> Value:
        """Return the value; the empty one where the file is absent or makes no sense."""
        with contextlib.suppress(OSError, SysleadError, ValueError, RecursionError):
            return self.load()
        return self._empty()

    def load(self) -> Value:
        """Return the value; the empty one only where there is no file.

        Raises OSError where it cannot be read, SysleadError where it is no ordinary file or too
        large, ``json.JSONDecodeError`` or RecursionError where it is not JSON, and
        ``msgspec.ValidationError`` where it has another shape.
        """
        try:
            content = read_regular(self.path, self._limit)
        except FileNotFoundError:
            return self._empty()
        return msgspec.convert(json.loads(content), self._shape)

    def write(self, value: Value, *, durable: bool = True) -> None:
        """Put the value in place of the old one; without ``durable`` the disk is not waited for.

        Raises SysleadError where the disk does not take it; the old file is then untouched.
        """
        data = msgspec.to_builtins(value)
        text = json.dumps(data, indent=self._indent, sort_keys=self._sort_keys)
        put = replace_file if durable else replace_quickly
        try:
            put(self.path, text.encode("ascii") + b"\n")
        except OSError as problem:
            raise SysleadError(f"{self.path} cannot be written: {reason(problem)}.") from problem

    def change(self, change: Callable[[Value], Value], lock: Path, clock: SystemClock) -> None:
        """Read, change and write while holding the lock. Raises what ``load`` and ``write`` do."""
        with locked(lock, clock):
            self.write(change(self.load()))

    def remove(self) -> None:
        """Take the file away, where there is one that can be taken away."""
        with contextlib.suppress(OSError):
            self.path.unlink()
