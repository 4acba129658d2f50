"""Read the JSON of an answers document from a file or standard input."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from syslead_cli.errors import UsageError

if TYPE_CHECKING:
    from syslead_cli.context import Context

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
        raise UsageError(f'{name}: the key "{problem}" is there twice.') from None
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
        raise UsageError(f"{source} cannot be read: {problem.strerror}.") from None
    if len(content) > LIMIT:
        raise UsageError(f"{source} is longer than {LIMIT:,} bytes.")
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError as problem:
        raise UsageError(f"{source} is not UTF-8 (byte {problem.start + 1}).") from None
