"""Comma-separated values that no spreadsheet takes for formulas.

A cell that might be one gets an apostrophe in front, and so does a cell that begins with an
apostrophe itself: taking one away gives every cell back as it was. A cell with characters that
a terminal obeys is a JSON text with those escaped, and so is one that begins as a JSON text does.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from contextlib import suppress

from syslead_cli.base.text import escaped, visible

_FORMULA = frozenset("=+-@\t\r\n|%＝＋－＠'")


def inert(cell: str) -> str:
    """Return a cell no spreadsheet takes for a formula, and no terminal for an order."""
    if cell[:1] == '"' or visible(cell) != cell:
        return escaped(json.dumps(cell, ensure_ascii=False))
    return f"'{cell}" if cell and (cell[0] in _FORMULA or cell.lstrip()[:1] in _FORMULA) else cell


def as_it_was(cell: str) -> str:
    """Return the cell as it was before ``inert``; one that is no such cell as it is."""
    if cell[:1] == '"':
        with suppress(ValueError):
            return str(json.loads(cell))
    return cell.removeprefix("'")


def csv_text(rows: Iterable[Iterable[str]], *, quote_all: bool = False) -> str:
    """Return rows as inert cells, lines ended as RFC 4180 has it."""
    import csv
    from io import StringIO

    out = StringIO(newline="")
    writer = csv.writer(out, quoting=csv.QUOTE_ALL if quote_all else csv.QUOTE_MINIMAL)
    writer.writerows([inert(cell) for cell in row] for row in rows)
    return out.getvalue()
