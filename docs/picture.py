"""Draws the README's picture anew: ``python docs/picture.py``.

The picture is the real `trends` screen of the demo's journal on a fixed evening, drawn by the
program itself; tests/packaging/test_docs.py holds it against what the program shows today.
"""

from __future__ import annotations

import os
import re
import sys
import tempfile
from datetime import datetime
from io import StringIO
from pathlib import Path
from zoneinfo import ZoneInfo

from rich.console import Console
from rich.text import Text

from syslead_cli.__main__ import main
from syslead_cli.base.clock import Now, SystemClock
from syslead_cli.base.layout import ACCENT, FELL, QUIET, STRONG, Page
from syslead_cli.context import Context
from syslead_cli.insight.commands import screen_page

FILE = Path(__file__).with_name("trends.svg")
_STYLES = {ACCENT: "cyan", QUIET: "bright_black", STRONG: "bold", FELL: "bold magenta"}
EVENING = datetime(2026, 11, 22, 18, 0, tzinfo=ZoneInfo("Europe/London"))


class Evening(SystemClock):
    """A clock that always says the same evening, with ids that come out the same."""

    def __init__(self) -> None:
        super().__init__("Europe/London")
        self._count = 0

    def now(self) -> Now:
        return Now(EVENING, "Europe/London")

    def random_bytes(self, count: int) -> bytes:
        self._count += 1
        return self._count.to_bytes(count, "big")


def _context(home: str, clock: SystemClock) -> Context:
    environ = {"SYSLEAD_HOME": home, "COLUMNS": "80", "HOME": home}
    return Context(environ, StringIO(), StringIO(), StringIO(), clock)


def draw() -> str:
    """The picture's SVG text."""
    with tempfile.TemporaryDirectory() as folder:
        own, made_up = os.path.join(folder, "own"), os.path.join(folder, "demo")
        clock = Evening()
        context = _context(own, clock)
        status = main(["demo", "--home", made_up], context)
        assert status == 0, context.stderr.getvalue()  # type: ignore[attr-defined]
        world = _context(made_up, clock)
        return page_svg(screen_page(world), "syslead trends", 80)


def page_svg(page: Page, title: str, width: int) -> str:
    """Draw the page with rich at ``width`` columns. The same page gives the same bytes."""
    console = Console(record=True, width=width, file=StringIO(), force_terminal=True)
    for line in page:
        text = Text()
        for style, words in line:
            text.append(words, _STYLES.get(style, ""))
        console.print(text, no_wrap=True, crop=True)
    return _without_remote_fonts(console.export_svg(title=title, unique_id="syslead"))


def _without_remote_fonts(svg: str) -> str:
    """Take out the font that rich's template asks another server for."""
    svg = re.sub(r"\s*@font-face \{.*?\}", "", svg, flags=re.DOTALL)
    svg = re.sub(r"\s*<!--.*?-->", "", svg, flags=re.DOTALL)
    return svg.replace("Fira Code", "ui-monospace, Menlo, Consolas, DejaVu Sans Mono")


if __name__ == "__main__":
    FILE.write_text(draw(), encoding="utf-8")
    sys.stdout.write(f"{FILE.name} drawn.\n")
