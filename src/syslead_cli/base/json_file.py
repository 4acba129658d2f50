"""Read JSON that people write, and keep small JSON files of this machine: never the journal.

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
from typing import TYPE_CHECKING, Generic, TypeVar

import msgspec

from syslead_cli.base.clock import SystemClock
from syslead_cli.base.files import read_regular, reason, replace_file, replace_quickly
from syslead_cli.base.lock import locked
from syslead_cli.errors import SysleadError, UsageError

if TYPE_CHECKING:
    from syslead_cli.context import Context


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
            raise SysleadError(f"{self.path} could not be written: {reason(problem)}.") from problem

    def change(self, change: Callable[[Value], Value], lock: Path, clock: SystemClock) -> None:
        """Read, change and write while holding the lock. Raises what ``load`` and ``write`` do."""
        with locked(lock, clock):
            self.write(change(self.load()))

    def remove(self) -> None:
        """Take the file away, where there is one that can be taken away."""
        with contextlib.suppress(OSError):
            self.path.unlink()


LIMIT = 4 * 1024 * 1024


def read_document(context: Context, source: str) -> object:
    """Return the value in a file, or in standard input for ``-``. Raise UsageError."""
    name = "standard input" if source == "-" else source
    text = context.read_words(LIMIT) if source == "-" else _file_text(source)
    try:
        return json.loads(
            text.removeprefix("\ufeff"), parse_constant=_no_constant, object_pairs_hook=_no_twins
        )
    except json.JSONDecodeError as problem:
        raise UsageError(
            f"{name}, line {problem.lineno}, column {problem.colno}: not JSON ({problem.msg})."
        ) from None
    except _Twins as problem:
        raise UsageError(f'{name}: the key "{problem}" is given twice.') from None
    except (ValueError, RecursionError):
        raise UsageError(f"{name}: not JSON this program can read.") from None


class _Twins(ValueError):
    """A key that occurs twice: one of the two answers would be lost without a word."""


def _no_twins(pairs: list[tuple[str, object]]) -> dict[str, object]:
    table: dict[str, object] = {}
    for key, value in pairs:
        if key in table:
            raise _Twins(key)
        table[key] = value
    return table


def _no_constant(word: str) -> object:
    raise ValueError(f"{word} is not JSON")


def _file_text(source: str) -> str:
    try:
        with open(source, "rb") as stream:
            content = stream.read(LIMIT + 1)
    except OSError as problem:
        raise UsageError(f"{source} could not be read: {problem.strerror}.") from None
    if len(content) > LIMIT:
        raise UsageError(f"{source} is longer than {LIMIT:,} bytes.")
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError as problem:
        raise UsageError(f"{source} is not UTF-8 (byte {problem.start + 1}).") from None
