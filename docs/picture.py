"""Draws the README's picture anew: ``python docs/picture.py``.

The picture is the real `trends` screen of the demo's journal on a fixed evening, drawn by the
program itself; tests/packaging/test_docs.py holds it against what the program shows today.
"""

from __future__ import annotations

import os
import sys
import tempfile
from datetime import datetime
from io import StringIO
from pathlib import Path
from zoneinfo import ZoneInfo

from syslead_cli.__main__ import main
from syslead_cli.base.clock import Now, SystemClock
from syslead_cli.context import Context
from syslead_cli.insight.commands import screen_page
from syslead_cli.insight.picture import page_svg

FILE = Path(__file__).with_name("trends.svg")
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


if __name__ == "__main__":
    FILE.write_text(draw(), encoding="utf-8")
    sys.stdout.write(f"{FILE.name} drawn.\n")
