"""What of the picture is wanted on the screen, and how wide."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from msgspec import Struct

from syslead_cli.base.dates import MONTHS
from syslead_cli.base.layout import ACCENT, PLAIN, QUIET, Line, Page, fit, width_of, wrapped
from syslead_cli.base.text import counted
from syslead_cli.insight.levels import Level
from syslead_cli.insight.ratings import RANGE_FROM, Ratings
from syslead_cli.insight.trends import WEEK, Strip, Trends, Window

NAME = 20  # columns of a name in a table
WIDE = 116
LONGEST_LINE = 92


class View(Struct, frozen=True):
    """What of the picture is wanted on the screen."""

    width: int
    #: All facets, not only those with something to say.
    every_facet: bool = False
    #: Only these dimensions (empty: all), and within them only these facets (empty: all).
    dimensions: tuple[str, ...] = ()
    facets: tuple[str, ...] = ()

    @property
    def prose(self) -> int:
        """How wide sentences run: lines far longer than a book's are hard to read."""
        return min(self.width, LONGEST_LINE)

    @property
    def is_narrowed(self) -> bool:
        """Whether only part of the framework is wanted."""
        return bool(self.dimensions or self.facets)


# ── level_bar ──
# A level with its interval, drawn on a line from nothing in full (left) to all of it (right).


USUAL = "┊"


def level_bar(level: Level, usual: float | None, width: int) -> str:
    """``├──●──┤`` with the leader's usual rate as a broken line where it is not covered."""
    cells = [" "] * width
    low, high, mean = (_place(value, width) for value in (level.low, level.high, level.mean))
    for at in range(low, high + 1):
        cells[at] = "─"
    cells[low], cells[high] = "├", "┤"
    if usual is not None:
        cells[_place(usual, width)] = USUAL
    cells[mean] = "●"
    return "".join(cells)


def _place(value: float, width: int) -> int:
    return min(width - 1, max(0, int(value * width)))


def beside_usual(level: Level, usual: float) -> str:
    """In words where the interval lies."""
    if level.high < usual:
        return "below usual"
    return "above usual" if level.low > usual else "as usual"


# ── strip ──
# A row of bars over the weeks or months, and the names of the months or years above it.
#
# Heights carry the meaning, so it reads without colour: ▁ nothing in full, █ all of it, a middle
# dot where there is nothing to show. By week each bar is the share of the four weeks that end with
# it, because a single week holds a question or two of a dimension and would only show noise; weeks
# in which nothing at all was asked stay dots.


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


# ── ratings_render ──
# The leader's own ratings: dots on a scale of five, a running median, and a direction in words.


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
