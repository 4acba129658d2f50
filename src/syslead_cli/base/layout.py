"""Lay out styled text in lines and tables, for terminals and pipes.

A line is a list of (style, text) spans. Text that came from outside has been through
``text.visible`` before it gets here, so that every character takes the cells it seems to take.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from typing import TYPE_CHECKING, Literal, TypeAlias

from msgspec import Struct

from syslead_cli.base.text import counted, one_line, visible

Span: TypeAlias = tuple[str, str]
Line: TypeAlias = list[Span]
Page: TypeAlias = list[Line]
Cell: TypeAlias = Line | str

if TYPE_CHECKING:
    from rich.console import Console

#: The styles there are; base/terminal.py knows how they look, and that they may be switched off.
PLAIN, QUIET, STRONG, ACCENT, FELL = "", "quiet", "strong", "accent", "fell"
DONE = "done"

MARGIN = " "
#: Prose is easier to read when it is no wider.
WIDEST = 96
_CLOSING = frozenset("、。，．！？：；）」』】〉》’”")
_WORDS = re.compile(r"\s+|\S+")
#: Letters and typographic signs that take one column everywhere: no width table is needed.
_PLAIN_WIDTH = re.compile(
    "[\x20-\x7e\xa0-\xac\xae-\u02ff\u2010-\u2027\u2030-\u205e\u2190-\u2193\u25a0-\u25fc\u2713\u2717]*"
)


def cells(text: str) -> int:
    """Return the columns a text takes on a terminal."""
    if text.isascii() or _PLAIN_WIDTH.fullmatch(text):
        return len(text)
    from rich.cells import cell_len

    return cell_len(text)


def width_of(line: Line) -> int:
    return sum(cells(text) for _, text in line)


def clusters(text: str) -> Iterator[str]:
    """Yield the parts no line break may cut: a character with its marks, joined emoji, flags."""
    held = ""
    for character in text:
        if held and not _belongs(held, character):
            yield held
            held = ""
        held += character
    if held:
        yield held


def _belongs(held: str, character: str) -> bool:
    code = ord(character)
    if code in (0x200D, 0xFE0E, 0xFE0F) or held[-1] == "\u200d" or 0x1F3FB <= code <= 0x1F3FF:
        return True
    if 0xE0020 <= code <= 0xE007F:  # the tags of a flag
        return True
    if 0x1F1E6 <= code <= 0x1F1FF:
        return len(held) == 1 and 0x1F1E6 <= ord(held) <= 0x1F1FF
    if code < 0x300:
        return False
    from unicodedata import category

    return category(character) in ("Mn", "Me", "Mc") or character in _CLOSING


def wrapped(text: str, width: int) -> list[str]:
    """Wrap a text to lines of at most ``width`` columns; keep its line breaks and indents."""
    lines: list[str] = []
    for raw in visible(text).split("\n"):
        lines.extend(_wrap_line(raw.expandtabs(4).rstrip(), max(width, 8)))
    return lines


def _wrap_line(text: str, width: int) -> list[str]:
    if cells(text) <= width:
        return [text]
    lines, line, taken = [], "", 0
    for word in _WORDS.findall(text):
        may_break = _breaks_anywhere(word)
        if taken + cells(word) > width and line.strip() and not may_break:
            lines.append(line.rstrip())
            line, taken = "", 0
            if word.isspace():
                continue
        is_whole = cells(word) <= width and not may_break
        for part in [word] if is_whole else clusters(word):
            size = cells(part)
            if taken + size > width and line:
                lines.append(line.rstrip())
                line, taken = "", 0
            line, taken = line + part, taken + size
    return [*lines, line.rstrip()] if line.strip() or not lines else lines


def _breaks_anywhere(word: str) -> bool:
    """Return whether the script has no spaces, so that a line may end after any character."""
    return any((ord(c) >= 0x0E00 and cells(c) == 2) or 0x0E00 <= ord(c) < 0x0E80 for c in word)


def cut(text: str, width: int) -> str:
    """Cut a text to one line of at most ``width`` columns, with … where something is missing."""
    text = one_line(text)
    if cells(text) <= width:
        return text
    kept, taken = "", 1
    for part in clusters(text):
        taken += cells(part)
        if taken > width:
            break
        kept += part
    return kept.rstrip() + "…"


def packed(parts: Iterable[str], width: int, between: str = " · ") -> str:
    """Return the parts on as few lines as they need, each of them whole on its line."""
    lines = [""]
    for part in parts:
        longer = f"{lines[-1]}{between}{part}" if lines[-1] else part
        if cells(longer) <= width or not lines[-1]:
            lines[-1] = longer
        else:
            lines.append(part)
    return "\n".join(lines)


def paragraph(text: str, width: int, *, indent: str = "   ", style: str = PLAIN) -> Page:
    room = width - len(indent)
    return [[(style, f"{indent}{line}")] if line else [] for line in wrapped(text, room)]


def with_right(line: Line, right: Line, width: int) -> Line:
    """Put something at a line's right edge, or right behind it where space is short."""
    gap = width - width_of(line) - width_of(right)
    return [*line, (PLAIN, " " * gap if gap >= 2 else "  "), *right]


def at_right(page: Page, right: Line, width: int) -> Page:
    """Put something at the right edge of a page's last line, below it where space is short."""
    *lead, last = page
    if width_of(last) + width_of(right) + 2 <= width:
        return [*lead, with_right(last, right, width)]
    return [*page, with_right([], right, width)]


def labelled(label: str, lines: Iterable[Line], *, room: int = 18, style: str = QUIET) -> Page:
    """Put a label at the left of the first of some lines."""
    page: Page = []
    for line in lines:
        lead = (style, f"{MARGIN}{label:<{room}}") if not page else (PLAIN, " " * (room + 1))
        page.append([lead, *line])
    return page


def next_step(command: str, why: str = "", width: int = 80) -> Page:
    """Show the command to run next, with a few words beside it, or below in a narrow space."""
    line: Line = [(ACCENT, f"{MARGIN}→ {command}")]
    if not why:
        return [line]
    if width_of(line) + cells(why) + 4 <= width:
        return [[*line, (QUIET, f"    {why}")]]
    return [line, *paragraph(why, width, style=QUIET)]


def sentence(text: str, width: int, *, style: str = PLAIN) -> Page:
    """Wrap a remark at the margin."""
    return paragraph(text, width, indent=MARGIN, style=style)


#: A blank cell that counts as written from left to right. Behind a right-to-left name it keeps a
#: terminal that reorders text from dragging the bars and numbers after it into the name's order.
_TURN_BACK = "\u2800"


def shortened(page: Page, room: int) -> Page:
    """Cut a page at its end to so many lines, so that the question below it stays in the window."""
    kept = max(room - 1, 1)
    if len(page) <= kept + 1:
        return page
    return [*page[:kept], [(QUIET, f"   … {counted(len(page) - kept, 'line')} more")]]


def fit(text: str, width: int) -> str:
    """Cut or pad a text to exactly so many columns."""
    name = cut(text, width)
    if name.isascii() or not _is_right_to_left(name):
        return name + " " * (width - cells(name))
    name = cut(name, width - 1)
    return name + _TURN_BACK + " " * (width - 1 - cells(name))


def guarded(text: str) -> str:
    """Return a text behind which what follows keeps its place, whatever its direction."""
    return text if text.isascii() or not _is_right_to_left(text) else text + _TURN_BACK


def _is_right_to_left(text: str) -> bool:
    from unicodedata import bidirectional

    return any(bidirectional(character) in ("R", "AL") for character in text)


#: Styles only carry their names through rich; how they look is known where pages are printed.
_MARKS = {QUIET: "dim", STRONG: "bold", ACCENT: "cyan", FELL: "red"}


class Column(Struct, frozen=True):
    """``least``: columns it has at the least; ``wraps``: it may be narrower than its cells."""

    justify: Literal["left", "right"] = "left"
    least: int = 0
    wraps: bool = False


def grid(
    rows: Iterable[Sequence[Cell]],
    columns: Sequence[Column],
    width: int,
    indent: str = MARGIN,
) -> Page:
    """Return rows of cells in columns, two apart, within ``width``; an empty column is left out.

    rich measures, shares out the width and wraps; the lines it returns fit into any page.
    """
    from rich.table import Table
    from rich.text import Text

    cells = [[[(PLAIN, c)] if isinstance(c, str) else c for c in row] for row in rows]
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
        texts = ([(guarded(text), _MARKS.get(style, "")) for style, text in row[at]] for at in kept)
        table.add_row(*(Text.assemble(*each, end="") for each in texts))
    console = _console()
    options = console.options.update(width=max(1, width - len(indent)))
    names = {console.get_style(look): name for name, look in _MARKS.items()}
    page: Page = []
    for segments in console.render_lines(table, options, pad=False):
        spans = [(names.get(style, PLAIN) if style else PLAIN, text) for text, style, _ in segments]
        page.append([(PLAIN, indent), *spans])
    return page


@cache
def _console() -> Console:
    from io import StringIO

    from rich.console import Console

    return Console(file=StringIO(), force_terminal=True, color_system="standard", width=80)
