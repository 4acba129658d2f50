"""A page as a picture: an SVG of the terminal, for the README and for those who have none."""

from __future__ import annotations

import re

from syslead_cli.base.layout import ACCENT, QUIET, STRONG, Page

_STYLES = {ACCENT: "cyan", QUIET: "bright_black", STRONG: "bold"}


def page_svg(page: Page, title: str, width: int) -> str:
    """The page drawn by rich at ``width`` columns. The same page gives the same bytes."""
    from io import StringIO

    from rich.console import Console
    from rich.text import Text

    console = Console(record=True, width=width, file=StringIO(), force_terminal=True)
    for line in page:
        text = Text()
        for style, words in line:
            text.append(words, _STYLES.get(style, ""))
        console.print(text, no_wrap=True, crop=True)
    return _without_remote_fonts(console.export_svg(title=title, unique_id="syslead"))


def _without_remote_fonts(svg: str) -> str:
    """rich's template asks another server for a font; a picture of ours asks nobody."""
    svg = re.sub(r"\s*@font-face \{.*?\}", "", svg, flags=re.DOTALL)
    svg = re.sub(r"\s*<!--.*?-->", "", svg, flags=re.DOTALL)
    return svg.replace("Fira Code", "ui-monospace, Menlo, Consolas, DejaVu Sans Mono")
