"""The table an export writes and an import reads back: one row an entry.

A cell that a spreadsheet might take for a formula gets an apostrophe in front, and so does one
that begins with an apostrophe itself: taking one away gives every cell back as it was.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from syslead_cli.journal.line import dump
from syslead_cli.journal.records import FORMAT_VERSION, Record, fields_of

_ENVELOPE = ("id", "kind", "day", "ts", "tz")
_TEXTS = ("text", "facet", "outcome", "status", "due")
_LISTS = ("facets", "tags", "voices")
#: ``fields`` holds, as a JSON table, whatever has no column of its own.
REST = "fields"
COLUMNS = (*_ENVELOPE, *_TEXTS, *_LISTS, REST)

_FORMULA = frozenset("=+-@\t\r\n|%＝＋－＠'")


def inert(cell: str) -> str:
    """A cell no spreadsheet takes for a formula."""
    return f"'{cell}" if cell and (cell[0] in _FORMULA or cell.lstrip()[:1] in _FORMULA) else cell


def as_it_was(cell: str) -> str:
    """The cell without the apostrophe that ``inert`` put there."""
    return cell[1:] if cell.startswith("'") else cell


def row_of(record: Record) -> list[str]:
    """One record's cells, inert."""
    rest = fields_of(record)
    cells = [record.id, record.kind, record.day.isoformat(), record.ts, record.tz]
    cells += [rest.pop(key) if _fits(rest.get(key)) else "" for key in _TEXTS]
    cells += [" ".join(rest.pop(key)) if _joins(rest.get(key)) else "" for key in _LISTS]
    if not _holds_utf8(record.tz):
        cells[4], rest = "", {"tz": record.tz, **rest}
    cells.append(dump(rest).decode("utf-8") if rest else "")
    return [inert(cell) for cell in cells]


def newer_row(data: Mapping[str, Any]) -> list[str]:
    """A line from a newer version: for reading; only its own format carries it whole."""
    cells = [data.get(key) for key in (*_ENVELOPE, *_TEXTS)]
    shown = [cell if _fits(cell) else "" for cell in cells]
    return [inert(str(cell)) for cell in [*shown, *[""] * len(_LISTS), dump(dict(data)).decode()]]


def _fits(value: Any) -> bool:
    return isinstance(value, str) and value != "" and _holds_utf8(value)


def _joins(value: Any) -> bool:
    """Whether words with a space between them can be told apart again."""
    return (
        isinstance(value, list)
        and value != []
        and all(
            isinstance(word, str) and word.split() == [word] and _holds_utf8(word) for word in value
        )
    )


def _holds_utf8(text: str) -> bool:
    return text.isascii() or not any("\ud800" <= character <= "\udfff" for character in text)


def data_from(row: Mapping[str, str]) -> dict[str, Any]:
    """The record's JSON object in a row, as ``record_from`` reads it. Raises ValueError."""
    cells = {key: as_it_was(cell) for key, cell in row.items() if key in COLUMNS}
    data: dict[str, Any] = {"v": FORMAT_VERSION, "kind": "", "tz": ""}
    data.update({key: cells[key] for key in _ENVELOPE if key in cells})
    data.update({key: cells[key] for key in _TEXTS if cells.get(key)})
    data.update({key: cells[key].split() for key in _LISTS if cells.get(key)})
    if cells.get(REST):
        rest = json.loads(cells[REST])
        if not isinstance(rest, dict):
            raise ValueError("fields")
        data.update(rest)
    return data
