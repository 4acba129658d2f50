"""Pages on the screen: styled spans to characters, codes only where they are wanted."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from syslead_cli.base.screen import Screen
from syslead_cli.base.visible import visible

if TYPE_CHECKING:
    from syslead_cli.base.page_render import Page
    from syslead_cli.journal.fold import Journal

#: One accent; the rest is weight. All of it reads as well without.
_CODES = {"quiet": "2", "strong": "1", "accent": "36"}


def put_page(screen: Screen, page: Page) -> None:
    """Write a page to standard output."""
    screen.raw(page_text(page, colored=screen.colored(screen.out)))


def page_text(page: Page, *, colored: bool) -> str:
    """The page as text, one line each, no spaces at line ends."""
    return "".join(_line_text(line, colored=colored) + "\n" for line in page)


def _line_text(line: list[tuple[str, str]], *, colored: bool) -> str:
    if not all(text.isprintable() for _, text in line):
        # Whoever made the line has seen to this; should one have forgotten, it ends here.
        line = [(style, _on_one_line(text)) for style, text in line]
    if not colored:
        return "".join(text for _, text in line).rstrip()
    return "".join(
        f"\x1b[{_CODES[style]}m{text}\x1b[0m" if style and text.strip() else text
        for style, text in line
    ).rstrip()


def _on_one_line(text: str) -> str:
    return visible(text).replace("\n", " ").replace("\t", " ")


def warn_of_unsaved(screen: Screen, files: Sequence[str]) -> None:
    """One line for each file of words that wait, before new ones are typed."""
    for file in files:
        screen.warn(f"Not saved yet: {file} (syslead repair --apply takes it in)")


def warn_of_damage(screen: Screen, journal: Journal) -> None:
    """One line beside the answer where lines could not be read."""
    lost = len(journal.damage)
    if lost:
        said = "1 line" if lost == 1 else f"{lost:,} lines"
        screen.warn(f"{said} could not be read; syslead verify says which.")
