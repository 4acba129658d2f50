"""Draw the README's pictures anew: ``python docs/picture.py``.

The real screen of `trends`, a real evening with `reflect`, and the page of `trends --format html`,
of the demo's journal on a fixed evening. tests/packaging/test_docs.py holds each against what the
program shows today.
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

FOLDER = Path(__file__).parent
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


class Typing(StringIO):
    """Somebody who types: what is read shows on the screen, as at a terminal."""

    def __init__(self, text: str, screen: StringIO) -> None:
        super().__init__(text)
        self._screen = screen

    def isatty(self) -> bool:
        return True

    def readline(self, size: int | None = -1, /) -> str:
        line = super().readline(-1 if size is None else size)
        self._screen.write(line)
        return line


class Window(StringIO):
    """A screen that says it is a terminal."""

    def isatty(self) -> bool:
        return True


#: What is typed on that evening, a line an answer; an empty one passes.
TYPED = """\
The ward clerk said "we moved the problem to Thursdays". I had only seen Monday.
The night nurses chose their own rota on Tuesday; I only asked what they needed.

ward clerk, night staff
If the board asks on Monday, then I will let the clerk answer
fri
"""


def draw() -> dict[str, str]:
    """Return the text of every picture by the name of its file."""
    with tempfile.TemporaryDirectory() as folder:
        clock = Evening()
        home = os.path.join(folder, "demo")
        _run(os.path.join(folder, "own"), clock, "demo", "--home", home)
        world = Context(_environ(home), StringIO(), StringIO(), StringIO(), clock)
        page = _run(home, clock, "trends", "--format", "html")
        return {
            "trends.svg": page_svg(screen_page(world), "syslead trends", 80),
            "evening.svg": _evening_svg(os.path.join(folder, "evening")),
            "page.svg": _still(page, 940, 900),
        }


def _environ(home: str, **more: str) -> dict[str, str]:
    return {"SYSLEAD_HOME": home, "COLUMNS": "80", "HOME": home, **more}


def _run(home: str, clock: SystemClock, *words: str) -> str:
    out, err = StringIO(), StringIO()
    status = main(list(words), Context(_environ(home), StringIO(), out, err, clock))
    assert status == 0, err.getvalue()
    return out.getvalue()


def _evening_svg(home: str) -> str:
    """Draw an evening as it is left on the screen, with what was typed in colour.

    The line with the keys goes away on an ordinary terminal once a question is answered.
    """
    screen = Window()
    context = Context(
        _environ(home, TERM="dumb"), Typing(TYPED + "\n" * 9, screen), screen, Window(), Evening()
    )
    status = main(["reflect"], context)
    assert status == 0, screen.getvalue()
    page: Page = []
    for line in screen.getvalue().strip("\n").split("\n"):
        if "b back" in line or "\\ at the end" in line:
            continue
        style = ACCENT if line.startswith(" > ") else QUIET if line.startswith("   ") else ""
        page.append([(style, line)])
    return page_svg(page, "syslead reflect", 84)


def _still(page: str, width: int, height: int) -> str:
    """Return the upper part of a page as a picture: its own elements and styles in an SVG."""
    style = page.partition("<style>")[2].partition("</style>")[0]
    shown = (
        page.partition("<body>")[2].partition('<section>\n<h2 dir="auto">Your ratings')[0]
        + "</main>"
    )
    shown = re.sub(r'<details class="table">.*?</details>', "", shown, flags=re.DOTALL)
    shown = re.sub(r'(<details class="way">.*?)<ul.*?</ul>', r"\1", shown, flags=re.DOTALL)
    body = shown.replace(" open>", ' open="open">')
    body = body.replace("<svg ", '<svg xmlns="http://www.w3.org/2000/svg" ')
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}" '
        f'viewBox="0 0 {width} {height}"><style>{style.replace("<", "&lt;")}</style>'
        f'<foreignObject width="{width}" height="{height}">'
        f'<body xmlns="http://www.w3.org/1999/xhtml">{body}</body></foreignObject></svg>\n'
    )


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
    for name, text in draw().items():
        (FOLDER / name).write_text(text, encoding="utf-8")
        sys.stdout.write(f"{name} drawn.\n")
