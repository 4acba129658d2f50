"""Drawings in characters: a level on a line, bars over weeks or months, and the own ratings."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from typing import TYPE_CHECKING

from syslead_cli.base.dates import MONTHS
from syslead_cli.base.layout import ACCENT, PLAIN, QUIET, Line, Page, fit, width_of, wrapped
from syslead_cli.base.text import counted
from syslead_cli.insight.levels import Level
from syslead_cli.insight.ratings import RANGE_FROM, Ratings
from syslead_cli.insight.window import WEEK, Strip, Window

if TYPE_CHECKING:
    from syslead_cli.insight.trends import Unit

NAME = 20  # columns of a name in a table
WIDE = 116

# ── a level ──────────────────────────────────────────────────────────────────


def level_bar(level: Level, usual: float | None, width: int) -> str:
    """Draw ``├──●──┤``, and the leader's usual rate as a broken line where it is not covered."""

    def place(value: float) -> int:
        return min(width - 1, max(0, int(value * width)))

    low, high = place(level.low), place(level.high)
    cells = ["─" if low <= at <= high else " " for at in range(width)]
    cells[low], cells[high] = "├", "┤"
    if usual is not None:
        cells[place(usual)] = "┊"
    cells[place(level.mean)] = "●"
    return "".join(cells)


def beside_usual(level: Level, usual: float) -> str:
    """Say in words where the interval lies."""
    if level.high < usual:
        return "below usual"
    return "above usual" if level.low > usual else "as usual"


# ── bars ─────────────────────────────────────────────────────────────────────
# Heights carry the meaning, so it reads without colour: ▁ nothing in full, █ all of it, a middle
# dot where there is nothing to show. By week each bar is the share of the four weeks that end with
# it, because a single week holds a question or two of a dimension and would only show noise; weeks
# in which nothing at all was asked stay dots.

BARS = "▁▂▃▄▅▆▇█"
EMPTY = "·"
#: Weeks a bar looks back on, its own included.
SMOOTH = 4


def shown_periods(span: Window, room: int) -> int:
    """Return how many of the newest periods fit into so many columns, gaps included."""
    count = len(span.starts)
    while count and strip_width(span, count) > room:
        count -= 1
    return count


def strip_width(span: Window, count: int) -> int:
    """Return the columns the newest `count` periods take."""
    return count + sum(opens for opens, _ in _starts(span, count)[1:])


def _starts(span: Window, count: int) -> list[tuple[bool, date]]:
    """Return the start of each of the newest periods, and if it opens a new month (or year)."""
    starts = span.starts[len(span.starts) - count :]
    # Weeks stand under the month, months under the year.
    groups = [(start.year, start.month if span.by == WEEK else 0) for start in starts]
    return [
        (not at or groups[at - 1] != group, start)
        for at, (group, start) in enumerate(zip(groups, starts, strict=True))
    ]


def heading(span: Window, count: int) -> str:
    """Return the months (or years) above their bars, without those there is no room for."""
    text, wide = "", strip_width(span, count)
    places = list(_group_places(span, count))
    for (place, start), (next_place, _) in zip(
        places, [*places[1:], (wide + 1, date.min)], strict=True
    ):
        name = MONTHS[start.month - 1][:3].title() if span.by == WEEK else str(start.year)
        if next_place - 1 - place >= len(name) and place >= len(text):
            text += " " * (place - len(text)) + name
    return text.ljust(wide)


def _group_places(span: Window, count: int) -> Iterator[tuple[int, date]]:
    place = 0
    for at, (opens, start) in enumerate(_starts(span, count)):
        place += 1 if opens and at else 0
        if opens:
            yield place, start
        place += 1


def shares(strip: Strip, span: Window, anything: Strip) -> list[float | None]:
    """Return the share in full of each bar; None where it, or `anything`, was not asked."""
    reach = SMOOTH if span.by == WEEK else 1
    found: list[float | None] = []
    for at, (whatever, _) in enumerate(anything):
        recent = strip[max(0, at - reach + 1) : at + 1]
        total = sum(asked for asked, _ in recent)
        found.append(sum(full for _, full in recent) / total if total and whatever else None)
    return found


def bars(values: Sequence[float | None], span: Window, count: int) -> Line:
    """Draw the newest `count` values as bars, a gap wherever a month (or year) begins."""
    newest = values[len(values) - count :]
    line: Line = []
    for at, ((opens, _), value) in enumerate(zip(_starts(span, count), newest, strict=True)):
        style = QUIET if value is None else ACCENT
        text = (" " if opens and at else "") + bar(value)
        if line and line[-1][0] == style:
            line[-1] = (style, line[-1][1] + text)
        else:
            line.append((style, text))
    return line


def bar(value: float | None) -> str:
    """Return one character for a share from 0 to 1."""
    return EMPTY if value is None else BARS[round(value * (len(BARS) - 1))]


# ── ratings ──────────────────────────────────────────────────────────────────

_HEIGHTS = "▁▃▄▆█"
#: Below this there are words only.
NARROW = 60
SCALE = "1  2  3  4  5"


def ratings_page(units: Iterable[Unit], width: int) -> Page:
    """Draw one line a rated dimension: dots on a scale of five, a running median, a direction."""
    rows = [(unit.name, unit.ratings) for unit in units if unit.ratings.n]
    if not rows:
        return []
    room = min(26 if width >= WIDE else 0, max(ratings.n for _, ratings in rows))
    if all(ratings.median is None for _, ratings in rows):
        room = 0
    dots = width >= NARROW and any(ratings.range for _, ratings in rows)
    label = "your ratings".ljust(NAME)
    median = "  " + "median".ljust(room) if room >= 6 else ""
    page: Page = [[], [(QUIET, f" {label} {SCALE if dots else ''}"), (QUIET, median)]]
    for name, ratings in rows:
        line: Line = [(PLAIN, f" {fit(name, NAME)} ")]
        if dots:
            line.append((ACCENT, dots_of(ratings) if ratings.range else " " * len(SCALE)))
        if room:
            line.append((PLAIN, "  " + running_median(ratings, room).ljust(room)))
        if dots:
            line.append((PLAIN, "  "))
        indent = width_of(line)
        first, *rest = wrapped(in_words(ratings), width - indent)
        page += [[*line, (QUIET, first)], *([(QUIET, " " * indent + more)] for more in rest)]
    return page


def dots_of(ratings: Ratings) -> str:
    """Draw a dot for every score given, filled for the most frequent, and a line over the range."""
    counts = [ratings.scores.count(score) for score in range(1, 6)]
    given = [at for at, count in enumerate(counts) if count]
    drawn = ""
    for at, count in enumerate(counts):
        inside = given[0] < at < given[-1]
        drawn += "●" if count == max(counts) else "∘" if count else "─" if inside else "·"
        drawn += "──" if given[0] <= at < given[-1] else "  "
    return drawn[: len(SCALE)]


def running_median(ratings: Ratings, room: int) -> str:
    """Draw the median of five ratings to each, as heights from 1 to 5; from eight ratings on."""
    if ratings.median is None:
        return ""
    return "".join(_HEIGHTS[round(value) - 1] for value in ratings.running()[-room:])


def in_words(ratings: Ratings) -> str:
    """Return ``12 ratings, median 4, no clear direction``, without what they are too few for."""
    said = counted(ratings.n, "rating")
    if ratings.n < RANGE_FROM:
        return f"{said}: {', '.join(map(str, ratings.scores))}"
    if ratings.median is not None:
        said += f", median {ratings.median:g}"
    return f"{said}, {ratings.direction}" if ratings.direction else said
