"""Comma-separated values that no spreadsheet takes for formulas.

A cell that might be one gets an apostrophe in front, and so does a cell that begins with an
apostrophe itself: taking one away gives every cell back as it was.
"""

from __future__ import annotations

from collections.abc import Iterable

_FORMULA = frozenset("=+-@\t\r\n|%＝＋－＠'")


def inert(cell: str) -> str:
    """Return a cell no spreadsheet takes for a formula."""
    return f"'{cell}" if cell and (cell[0] in _FORMULA or cell.lstrip()[:1] in _FORMULA) else cell


def as_it_was(cell: str) -> str:
    """Return the cell without the apostrophe that ``inert`` put there."""
    return cell.removeprefix("'")


def csv_text(rows: Iterable[Iterable[str]], *, quote_all: bool = False) -> str:
    """Return rows as inert cells, lines ended as RFC 4180 has it."""
    import csv
    from io import StringIO

    out = StringIO(newline="")
    writer = csv.writer(out, quoting=csv.QUOTE_ALL if quote_all else csv.QUOTE_MINIMAL)
    writer.writerows([inert(cell) for cell in row] for row in rows)
    return out.getvalue()
