"""A row of bars over the weeks or months, and the names of the months or years above it.

Heights carry the meaning, so it reads without colour: ▁ nothing in full, █ all of it, a middle
dot where there is nothing to show. By week each bar is the share of the four weeks that end with
it, because a single week holds a question or two of a dimension and would only show noise; weeks
in which nothing at all was asked stay dots.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from syslead_cli.base.day import MONTHS
from syslead_cli.base.page_render import ACCENT, QUIET, Line
from syslead_cli.insight.strips import WEEK, Strip, Window

BARS = "▁▂▃▄▅▆▇█"
EMPTY = "·"
#: Weeks a bar looks back on, its own included.
SMOOTH = 4


def shown_periods(span: Window, room: int) -> int:
    """How many of the newest periods fit into so many columns, gaps included."""
    count = len(span.starts)
    while count and _width(span, count) > room:
        count -= 1
    return count


def strip_width(span: Window, count: int) -> int:
    """The columns the newest `count` periods take."""
    return _width(span, count) if count else 0


def _width(span: Window, count: int) -> int:
    return count + sum(opens for opens, _ in _marks(span, count)[1:])


def _marks(span: Window, count: int) -> list[tuple[bool, date]]:
    """For each of the newest periods: whether it opens a new month (or year), and its start."""
    starts = span.starts[len(span.starts) - count :]
    marks = []
    for at, start in enumerate(starts):
        before = starts[at - 1] if at else None
        marks.append((before is None or _group(span, before) != _group(span, start), start))
    return marks


def _group(span: Window, start: date) -> tuple[int, int]:
    """Weeks stand under the month, months under the year."""
    return (start.year, start.month) if span.by == WEEK else (start.year, 0)


def heading(span: Window, count: int) -> str:
    """The months (or years) above their bars, left out where there is no room for the name."""
    text, wide = "", strip_width(span, count)
    places = list(_group_places(span, count))
    for at, (place, start) in enumerate(places):
        ends = places[at + 1][0] - 1 if at + 1 < len(places) else wide
        name = MONTHS[start.month - 1][:3].title() if span.by == WEEK else str(start.year)
        if ends - place >= len(name) and place >= len(text):
            text += " " * (place - len(text)) + name
    return text.ljust(wide)


def _group_places(span: Window, count: int) -> Iterator[tuple[int, date]]:
    place = 0
    for at, (opens, start) in enumerate(_marks(span, count)):
        place += 1 if opens and at else 0
        if opens:
            yield place, start
        place += 1


def shares(strip: Strip, span: Window, anything: Strip) -> list[float | None]:
    """What each bar shows: the share in full; None where it, or `anything`, was not asked."""
    reach = SMOOTH if span.by == WEEK else 1
    found: list[float | None] = []
    for at, (whatever, _) in enumerate(anything):
        recent = strip[max(0, at - reach + 1) : at + 1]
        total = sum(asked for asked, _ in recent)
        found.append(sum(full for _, full in recent) / total if total and whatever else None)
    return found


def bars(values: Sequence[float | None], span: Window, count: int) -> Line:
    """The newest `count` values as bars, a gap wherever a month (or year) begins."""
    newest = values[len(values) - count :]
    line: Line = []
    for at, ((opens, _), value) in enumerate(zip(_marks(span, count), newest, strict=True)):
        style = QUIET if value is None else ACCENT
        text = (" " if opens and at else "") + bar(value)
        if line and line[-1][0] == style:
            line[-1] = (style, line[-1][1] + text)
        else:
            line.append((style, text))
    return line


def bar(value: float | None) -> str:
    """One character for a share from 0 to 1."""
    return EMPTY if value is None else BARS[round(value * (len(BARS) - 1))]
