"""Lay out tables with rich: it measures, shares out the width and wraps; lines come back.

Cells are lines of spans, as everywhere else, so that a table stands in any page and there is one
way to print it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import cache
from io import StringIO
from typing import TYPE_CHECKING, Literal, NamedTuple

from syslead_cli.base.layout import (
    ACCENT,
    FELL,
    MARGIN,
    PLAIN,
    QUIET,
    STRONG,
    Line,
    Page,
    guarded,
    width_of,
)

if TYPE_CHECKING:
    from rich.console import Console
    from rich.text import Text

#: Styles only carry their names through rich; how they look is known where pages are printed.
_MARKS = {QUIET: "dim", STRONG: "bold", ACCENT: "cyan", FELL: "red"}


class Column(NamedTuple):
    """``least``: columns it has at the least; ``wraps``: it may be narrower than its cells."""

    justify: Literal["left", "right"] = "left"
    least: int = 0
    wraps: bool = False


Cell = Line | str


def grid(
    rows: Iterable[Sequence[Cell]],
    columns: Sequence[Column],
    width: int,
    indent: str = MARGIN,
) -> Page:
    """Return rows of cells in columns, two apart, within ``width``; an empty column is left out."""
    from rich.table import Table

    cells = [[_spans(cell) for cell in row] for row in rows]
    kept = [at for at in range(len(columns)) if any(width_of(row[at]) for row in cells)]
    table = Table.grid(padding=(0, 2, 0, 0), pad_edge=False)
    for at in kept:
        column = columns[at]
        table.add_column(
            justify=column.justify,
            min_width=column.least or None,
            no_wrap=not column.wraps,
            overflow="fold" if column.wraps else "crop",
        )
    for row in cells:
        table.add_row(*(_text(row[at]) for at in kept))
    console = _console()
    options = console.options.update(width=max(1, width - len(indent)))
    names = {console.get_style(look): name for name, look in _MARKS.items()}
    page: Page = []
    for segments in console.render_lines(table, options, pad=False):
        line: Line = [(PLAIN, indent)]
        for text, style, _ in segments:
            line.append((names.get(style, PLAIN) if style else PLAIN, text))
        page.append(line)
    return page


def _spans(cell: Cell) -> Line:
    return [(PLAIN, cell)] if isinstance(cell, str) else cell


def _text(line: Line) -> Text:
    from rich.text import Text

    text = Text(end="")
    for style, said in line:
        text.append(guarded(said), _MARKS.get(style, ""))
    return text


@cache
def _console() -> Console:
    from rich.console import Console

    return Console(file=StringIO(), force_terminal=True, color_system="standard", width=80)
