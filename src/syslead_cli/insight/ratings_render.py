"""The leader's own ratings: dots on a scale of five, a running median, and a direction in words."""

from __future__ import annotations

from syslead_cli.base.columns import fit
from syslead_cli.base.page_render import ACCENT, PLAIN, QUIET, Line, Page, width_of, wrapped
from syslead_cli.base.wording import counted
from syslead_cli.insight.ratings_core import RANGE_FROM, Ratings
from syslead_cli.insight.trends_core import Trends
from syslead_cli.insight.trends_table import NAME, WIDE

_HEIGHTS = "▁▃▄▆█"
#: Below this there are words only.
NARROW = 60
SCALE = "1  2  3  4  5"


def ratings_page(trends: Trends, width: int) -> Page:
    """One line a rated dimension; nothing where nothing was rated."""
    rated = [unit for unit in trends.dimensions if unit.ratings.n]
    if not rated:
        return []
    room = min(26 if width >= WIDE else 0, max(unit.ratings.n for unit in rated))
    if all(unit.ratings.median is None for unit in rated):
        room = 0
    dots = width >= NARROW and any(unit.ratings.range for unit in rated)
    label = "your ratings".ljust(NAME)
    head: Line = [(QUIET, f" {label} {SCALE if dots else ''}"), (QUIET, _running_head(room))]
    page: Page = [[], head]
    for unit in rated:
        page += _rows(unit.name, unit.ratings, room, width, dots=dots)
    return page


def _running_head(room: int) -> str:
    return "  " + "median".ljust(room) if room >= 6 else ""


def _rows(name: str, ratings: Ratings, room: int, width: int, *, dots: bool) -> Page:
    line: Line = [(PLAIN, f" {fit(name, NAME)} ")]
    if dots:
        line.append((ACCENT, dots_of(ratings) if ratings.range else " " * len(SCALE)))
    if room:
        line.append((PLAIN, "  " + running_median(ratings, room).ljust(room)))
    if dots:
        line.append((PLAIN, "  "))
    taken = width_of(line)
    first, *rest = wrapped(in_words(ratings), width - taken)
    return [[*line, (QUIET, first)], *([(QUIET, " " * taken + more)] for more in rest)]


def dots_of(ratings: Ratings) -> str:
    """A dot for every score given, filled for the most frequent; a line spans the range."""
    low, high = min(ratings.scores), max(ratings.scores)
    most = max(ratings.scores.count(score) for score in range(1, 6))
    marks = []
    for score in range(1, 6):
        count = ratings.scores.count(score)
        marks.append("●" if count == most else "∘" if count else "─" if low < score < high else "·")
    gaps = ["──" if low <= score < high else "  " for score in range(1, 5)]
    return "".join(mark + gap for mark, gap in zip(marks, [*gaps, ""], strict=True))


def running_median(ratings: Ratings, room: int) -> str:
    """The median of five ratings to each, as heights from 1 to 5; from eight ratings on."""
    if ratings.median is None:
        return ""
    return "".join(_HEIGHTS[round(value) - 1] for value in ratings.running()[-room:])


def in_words(ratings: Ratings) -> str:
    """``12 ratings, median 4, no clear direction``; what they are too few for is not said."""
    said = counted(ratings.n, "rating")
    if ratings.n < RANGE_FROM:
        return f"{said}: {', '.join(map(str, ratings.scores))}"
    if ratings.median is not None:
        said += f", median {ratings.median:g}"
    return f"{said}, {ratings.direction}" if ratings.direction else said
