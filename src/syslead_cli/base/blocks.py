"""Blocks: a document written once and rendered for the screen, as Markdown and as an HTML page.

A package builds a sequence of blocks and hands it to ``to_screen``, ``to_markdown`` or
``to_html`` (base/html.py). Texts are raw: the renderers escape markup and make control and
direction characters visible. An empty text, list or table is left out by all of them.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import compress
from typing import Literal, TypeAlias

from msgspec import Struct

from syslead_cli.base.layout import (
    ACCENT,
    MARGIN,
    PLAIN,
    QUIET,
    STRONG,
    WIDEST,
    Cell,
    Column,
    Line,
    Page,
    cells,
    cut,
    grid,
    paragraph,
    sentence,
    width_of,
    with_right,
    wrapped,
)
from syslead_cli.base.text import one_line, visible


class Heading(Struct, frozen=True):
    """A heading; level 1 is the title. ``aside`` is a note at the right or the time of day."""

    text: str
    level: int = 2
    aside: str = ""


class Text(Struct, frozen=True):
    """A paragraph. Its look is a class in HTML; a question and a reason are in italics.

    A caption, and a question under it, stay with the quotation that follows.
    """

    text: str
    look: Literal["", "quiet", "lead", "note", "soft", "question", "marks", "caption"] = ""


class Quote(Struct, frozen=True):
    """Words of a person with their line breaks; ``is_own`` keeps the Markdown in them."""

    text: str
    is_own: bool = False


class Named(Struct, frozen=True):
    """A name and what is said of it."""

    name: str
    text: str


class Items(Struct, frozen=True):
    """A list. Where items have a name, ``bold`` puts it above and ``column`` beside the text."""

    items: tuple[str | Named, ...]
    look: Literal["points", "lines", "bold", "column", "numbers", "facts"] = "points"


class Styled(Struct, frozen=True):
    """A cell with a class in HTML, where it may be drawn; ``whole`` is bold in Markdown too."""

    text: str = ""
    look: str = ""
    html: Callable[[], str] | None = None


class Table(Struct, frozen=True):
    """Rows of texts; only HTML has columns that are drawn, and tables that are ``folded``.

    ``right`` are columns of numbers, counted without those drawn. ``label`` is read out where
    there is no caption, ``look`` is a class, ``folded`` what the table is opened by.
    """

    head: tuple[str, ...]
    rows: tuple[tuple[str | Styled, ...], ...]
    caption: str = ""
    right: tuple[int, ...] = ()
    label: str = ""
    look: str = ""
    folded: str = ""

    def plain(self) -> Table:
        """Return the table without the columns that are drawn."""
        kept = [not (isinstance(cell, Styled) and cell.html) for cell in self.rows[0]]
        rows = tuple(tuple(compress(row, kept)) for row in self.rows)
        return Table(tuple(compress(self.head, kept)), rows, right=self.right)


class Group(Struct, frozen=True):
    """Blocks in one HTML element with a class; the other formats show only the blocks."""

    blocks: tuple[Block, ...]
    element: Literal["section", "article", "div", "header", "aside"] = "section"
    look: str = ""


class Each(Struct, frozen=True):
    """What differs between the formats: blocks, a drawing of a width, the result of a macro."""

    screen: tuple[Block, ...] | Callable[[int], Page] = ()
    markdown: tuple[Block, ...] = ()
    html: tuple[Block, ...] | Callable[[], str] = ()


#: A blank line on the screen.
BLANK = Each(lambda width: [[]])

_Plain: TypeAlias = Heading | Text | Quote | Items | Table
Block: TypeAlias = _Plain | Group | Each
_Draw: TypeAlias = Callable[[int], Page]


def _flat(blocks: Iterable[Block], form: Literal["screen", "markdown"]) -> Iterator[_Plain | _Draw]:
    """Yield what a format shows, without what is empty."""
    for block in blocks:
        match block:
            case Group():
                yield from _flat(block.blocks, form)
            case Each():
                chosen = block.screen if form == "screen" else block.markdown
                yield from _flat(chosen, form) if isinstance(chosen, tuple) else (chosen,)
            case Table():
                yield from [block.plain()] if block.rows and not block.folded else []
            case Items(content) | Heading(content) | Text(content):
                yield from [block] if content else []
            case Quote(content) if content:
                yield block


# ── screen ───────────────────────────────────────────────────────────────────

_INDENT = "   "


def to_screen(blocks: Iterable[Block], width: int) -> Page:
    """Render the blocks as lines of at most ``width`` columns; prose is no wider than WIDEST."""
    page: Page = []
    before: _Plain | _Draw | None = None
    for block in _flat(blocks, "screen"):
        if before is not None and _has_gap(before, block):
            page.append([])
        page += _lines(block, width)
        before = block
    return page


def _has_gap(before: _Plain | _Draw, block: _Plain | _Draw) -> bool:
    """Return whether a blank line is above: of a heading, a table, a text that begins anew."""
    if isinstance(block, Heading) or isinstance(before, Heading):
        return isinstance(block, Heading)
    if isinstance(before, Text) and isinstance(block, Text):
        return not before.look and not block.look
    after_list = isinstance(block, Text) and isinstance(before, Quote | Items | Table)
    return after_list or isinstance(block, Table)


def _lines(block: _Plain | _Draw, width: int) -> Page:
    prose = min(width, WIDEST)
    match block:
        case Heading():
            return _heading(block, prose)
        case Text(text, look):
            indent = MARGIN if look in ("lead", "note") else _INDENT
            style = PLAIN if look in ("", "lead", "soft") else QUIET
            return paragraph(one_line(text), prose, indent=indent, style=style)
        case Quote(text):
            return paragraph(text, prose, indent="   │ ")
        case Items(items, look):
            return _listed(items, look, prose)
        case Table():
            return _columns(block, width)
    return block(width)


def _heading(block: Heading, width: int) -> Page:
    """Short headings in capitals; a question stays as it was asked."""
    text = one_line(block.text)
    if block.level > 1:
        return sentence(text if text.endswith("?") else text.upper(), width, style=QUIET)
    if not block.aside:
        return sentence(text, width, style=STRONG)
    name = cut(text, width - cells(block.aside) - 4)
    return [with_right([(STRONG, MARGIN + name)], [(QUIET, block.aside)], width)]


def _listed(items: Sequence[str | Named], look: str, width: int) -> Page:
    page: Page = []
    for at, item in enumerate(items, start=1):
        named = item if isinstance(item, Named) else Named("", item)
        name, text = one_line(named.name), one_line(named.text)
        words = f"{name}: {text}" if name else text
        if look == "bold":
            page += [[(STRONG, _INDENT + cut(name, width - 3))], *paragraph(text, width)]
        elif look == "lines":
            page += paragraph(words, width)
        elif look == "facts":
            page += _hanging([(QUIET, f"{MARGIN}{cut(name, 13):<14}")], text, width)
        elif look == "column":
            page += _hanging([(QUIET, f"{_INDENT}{cut(name, 24):<16} ")], text, width)
        elif look == "numbers":
            page += [[]] if page else []
            page += _hanging([(ACCENT, f" {at}   ")], name, width)
            page += paragraph(text, width, indent="     ", style=QUIET)
        else:
            page += _hanging([(PLAIN, f"{_INDENT}· ")], words, width)
    return page


def _hanging(lead: Line, text: str, width: int) -> Page:
    """A text beside a mark or label, its further lines under its first."""
    room = width_of(lead)
    first, *rest = wrapped(text, width - room)
    return [[*lead, (PLAIN, first)], *[[(PLAIN, " " * room + line)] for line in rest]]


def _columns(table: Table, width: int) -> Page:
    """Draw a table; a long first column is wrapped before others are cut."""
    head: list[Cell] = [[(QUIET, one_line(cell))] for cell in table.head]
    rows = [[one_line(_text(cell)) for cell in row] for row in table.rows]
    columns = [
        Column("right" if at in table.right else "left", wraps=not at, least=0 if at else 8)
        for at in range(len(table.head))
    ]
    return grid([head, *rows], columns, width, _INDENT)


# ── Markdown ─────────────────────────────────────────────────────────────────

_SPECIAL = re.compile(r"([\\`*_\[\]<>|#])")
#: What would begin a list, a heading or a rule at the start of a line.
_OPENING = re.compile(r"(?m)^(\s*)(?:([-+=~])|(\d+)([.)]))")
#: What would be HTML or fetch a picture in words whose Markdown is kept.
_ACTIVE = re.compile(r"<(?=[A-Za-z/!?])|!(?=\[)")
_BREAKING = re.compile(r"(?m)^([ ]{0,3})(#{1,6}(?=[ \t]|$)|={3,}|-{3,}|```|~~~)")


def to_markdown(blocks: Iterable[Block]) -> str:
    """Render the blocks as a Markdown document, ended by a newline."""
    shown = (_markdown(block) for block in _flat(blocks, "markdown") if not callable(block))
    return "\n\n".join(filter(None, shown)) + "\n"


def escape_markdown(text: str) -> str:
    """Return the text with nothing in it taken for markup."""
    text = _SPECIAL.sub(r"\\\1", text)
    return _OPENING.sub(lambda m: f"{m[1]}\\{m[2]}" if m[2] else f"{m[1]}{m[3]}\\{m[4]}", text)


def _said(text: str) -> str:
    return escape_markdown(one_line(text))


def _markdown(block: _Plain) -> str:
    """Render a block; of a person's own words the Markdown in them is kept."""
    match block:
        case Heading(text, level, aside):
            words = f"{aside} · {text}" if aside and level > 1 else text
            return f"{'#' * level} {_said(words)}"
        case Text(text, look):
            return f"*{_said(text)}*" if look == "question" else _said(text)
        case Quote(text, is_own=True):
            text = _ACTIVE.sub(lambda match: f"\\{match[0]}", visible(text).strip("\n"))
            return _BREAKING.sub(r"\1\\\2", text)
        case Quote(text):
            lines = escape_markdown(visible(text)).split("\n")
            return "\n".join(f"> {line}".rstrip() for line in lines)
        case Items(items, look):
            lines = [_item(at, item, look) for at, item in enumerate(items, start=1)]
            return ("\n\n" if look == "facts" else "\n").join(lines)
        case Table():
            return _markdown_table(block)


def _item(at: int, item: str | Named, look: str) -> str:
    if isinstance(item, str):
        return f"- {_said(item)}"
    if look == "numbers":
        return f"{at}. {_said(item.name)}  \n   *{_said(item.text)}*"
    if look == "facts":
        return _said(f"{item.name[:1].upper()}{item.name[1:]}: {item.text}.")
    if look == "column":
        return f"- {_said(f'{item.name}: {item.text}')}"
    return f"- **{_said(item.name)}**: {_said(item.text)}"


def _text(cell: str | Styled) -> str:
    return cell if isinstance(cell, str) else cell.text


def _markdown_table(table: Table) -> str:
    rule = "|".join("---:" if at in table.right else "---" for at in range(len(table.head)))
    head = " ".join(f"{_said(cell)} |".lstrip() for cell in table.head)
    lines = [f"| {head}", f"|{rule}|"]
    lines += [f"| {' | '.join(map(_markdown_cell, row))} |" for row in table.rows]
    return "\n".join(lines)


def _markdown_cell(cell: str | Styled) -> str:
    said = _said(_text(cell))
    return f"**{said}**" if isinstance(cell, Styled) and cell.look == "whole" else said


def title_of(blocks: Iterable[Block]) -> str:
    """Return the text of the first title."""
    return next((b.text for b in blocks if isinstance(b, Heading) and b.level == 1), "")
