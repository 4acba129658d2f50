"""The table of the trends screen, and drawings in characters: levels, bars and own ratings."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from itertools import pairwise

from msgspec import Struct

from syslead_cli.base.dates import MONTHS
from syslead_cli.base.layout import (
    ACCENT,
    PLAIN,
    QUIET,
    STRONG,
    Line,
    Page,
    fit,
    sentence,
    width_of,
    wrapped,
)
from syslead_cli.base.text import counted, near_day, short_day
from syslead_cli.insight.ratings import RANGE_FROM, Level, Ratings, running
from syslead_cli.insight.trends import WEEK, Strip, Trends, Unit, Window, summed

NAME = 20  # columns of a name in a table
WIDE = 116


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
    if level.high < usual:
        return "below usual"
    return "above usual" if level.low > usual else "as usual"


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
    text, wide, place = "", strip_width(span, count), 0
    places: list[tuple[int, date]] = []
    for at, (opens, start) in enumerate(_starts(span, count)):
        place += 1 if opens and at else 0
        if opens:
            places.append((place, start))
        place += 1
    for (place, start), (after, _) in pairwise([*places, (wide + 1, date.min)]):
        name = MONTHS[start.month - 1][:3].title() if span.by == WEEK else str(start.year)
        if after - 1 - place >= len(name) and place >= len(text):
            text += " " * (place - len(text)) + name
    return text.ljust(wide)


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
    return EMPTY if value is None else BARS[round(value * (len(BARS) - 1))]


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
    return "".join(_HEIGHTS[round(value) - 1] for value in running(ratings.scores)[-room:])


def in_words(ratings: Ratings) -> str:
    """Return ``12 ratings, median 4, no clear direction``, without what they are too few for."""
    said = counted(ratings.n, "rating")
    if ratings.n < RANGE_FROM:
        return f"{said}: {', '.join(map(str, ratings.scores))}"
    if ratings.median is not None:
        said += f", median {ratings.median:g}"
    return f"{said}, {ratings.direction}" if ratings.direction else said


COUNTS, LAST = 10, 10
WORD = 14
LEVEL = 36  # a bar of 20 and its word
LONGEST_LINE = 92

#: What a state says in the place of a comparison.
STATE_WORDS = {
    "neglected": "gone quiet",
    "never_took_root": "low throughout",
    "not_asked": "not asked",
    "too_early": "too early",
    "paused": "paused",
}
#: States in which attention is low.
LOW_STATES = ("neglected", "never_took_root")


class View(Struct, frozen=True):
    """What of the trends is wanted on the screen."""

    width: int
    #: All facets, not only those with something to say.
    every_facet: bool = False
    #: Only these dimensions (empty: all), and within them only these facets (empty: all).
    dimensions: tuple[str, ...] = ()
    facets: tuple[str, ...] = ()

    @property
    def prose(self) -> int:
        return min(self.width, LONGEST_LINE)

    @property
    def is_narrowed(self) -> bool:
        return bool(self.dimensions or self.facets)


class Columns(Struct, frozen=True):
    """How the width is shared out. `level` is 0 where levels stand in the strip's place."""

    name: int
    periods: int
    strip: int
    level: int
    last: int
    #: What was asked of all dimensions together.
    anything: Strip


def columns(trends: Trends, width: int) -> Columns:
    """Plan the columns: with little room the oldest bars go first, then the last day."""
    room = max(width, 40)
    level = LEVEL if room >= WIDE and not trends.is_early else 0
    last = LAST if room >= 50 else 0
    fixed = 1 + NAME + 2 + COUNTS + (2 + last if last else 0) + (level + 2 if level else 0)
    periods = shown_periods(trends.window, room - fixed - 1)
    if not level and periods < min(6, len(trends.window.starts)):
        periods = 0
    wide = strip_width(trends.window, periods)
    # Levels of facets stand where the strip is, so it is never narrower than they need.
    wide = max(wide, min(32, room - fixed - 1)) if periods and not level else wide
    spare = room - fixed - (wide + 1 if wide else 0)
    anything = summed([each.strip for each in trends.dimensions], trends.window)
    return Columns(NAME + max(0, min(16, spare)), periods, wide, level, last, anything)


def table(trends: Trends, view: View) -> Page:
    plan = columns(trends, view.width)
    rows: Page = []
    drawn = False
    for dimension in trends.dimensions:
        facets = _facets_shown(trends, dimension, view)
        if view.dimensions:
            is_shown = dimension.id in view.dimensions
        elif view.facets:
            is_shown = bool(facets)
        else:
            is_shown = view.every_facet or bool(dimension.asked) or not trends.is_early
        if not is_shown:
            continue
        rows += [_row(unit, trends, plan) for unit in (dimension, *facets)]
        drawn = drawn or bool(plan.level) or any(_has_level(trends, facet) for facet in facets)
    if not rows:
        return []
    return [_heading(trends, plan), *rows, *_key(trends, plan, view.width, drawn=drawn)]


def _facets_shown(trends: Trends, dimension: Unit, view: View) -> Sequence[Unit]:
    facets = trends.facets_of(dimension.id)
    if view.facets:
        return [facet for facet in facets if facet.id in view.facets]
    if view.every_facet or view.dimensions:
        return facets
    if trends.is_early:
        return [facet for facet in facets if facet.asked]
    best = trends.strength.id if trends.strength else ""
    return [
        facet
        for facet in facets
        if facet.state in LOW_STATES
        or facet.id == best
        or (facet.state == "steady" and facet.level.high < trends.usual)
    ]


def _has_level(trends: Trends, unit: Unit) -> bool:
    """Return false in the first weeks, and for what is hardly asked."""
    return not trends.is_early and unit.ever > 0 and unit.state not in ("too_early", "not_asked")


def _heading(trends: Trends, plan: Columns) -> Line:
    text = " " * (1 + plan.name)
    if plan.strip:
        text += " " + heading(trends.window, plan.periods).ljust(plan.strip)
    if plan.level:
        text += "  " + "none ── level ── all".ljust(plan.level)
    text += "  " + "full/asked".rjust(COUNTS)
    return [(QUIET, text + ("  last there" if plan.last else ""))]


def _row(unit: Unit, trends: Trends, plan: Columns) -> Line:
    indent = "  " if unit.dimension else ""
    name = fit(unit.label, plan.name - len(indent))
    is_strong = unit.state == "neglected" or not unit.dimension
    line: Line = [(STRONG if is_strong else PLAIN, f" {indent}{name}")]
    if plan.strip:
        line += [(PLAIN, " "), *_drawing(unit, trends, plan)]
    if plan.level:
        line += [(PLAIN, "  "), *_level(unit, trends, plan.level)]
    counts = f"{unit.full}/{unit.asked}" if unit.asked else "–"
    line.append((PLAIN, "  " + counts.rjust(COUNTS)))
    if plan.last:
        line.append((PLAIN, "  " + last_there(unit, trends.as_of)))
    return line


def _drawing(unit: Unit, trends: Trends, plan: Columns) -> Line:
    if unit.dimension and not plan.level:
        return _level(unit, trends, plan.strip)
    drawn = bars(shares(unit.strip, trends.window, plan.anything), trends.window, plan.periods)
    return [*drawn, (PLAIN, " " * (plan.strip - strip_width(trends.window, plan.periods)))]


def _level(unit: Unit, trends: Trends, width: int) -> Line:
    word = word_of(unit, trends)
    room = width - WORD - 1
    if not _has_level(trends, unit) or room < 10:
        return [(QUIET, fit(word if room >= 10 or width >= WORD else "", width))]
    drawn = level_bar(unit.level, trends.usual, room)
    style = STRONG if unit.state in LOW_STATES else QUIET
    return [(ACCENT, drawn), (PLAIN, " "), (style, word.ljust(WORD))]


def word_of(unit: Unit, trends: Trends) -> str:
    """Say the state in two words at most; nothing in the first weeks."""
    if trends.is_early:
        return ""
    return STATE_WORDS.get(unit.state) or beside_usual(unit.level, trends.usual)


def last_there(unit: Unit, today: date) -> str:
    """Say the last full answer in words of at most ten letters."""
    day = unit.last_full
    if day is None:
        return "not yet" if unit.ever else "–"
    if (today - day).days < 7:
        return near_day(day, today)
    if (today - day).days < 330:
        return short_day(day, day)
    return short_day(day, date.min)[-8:].strip()


def _key(trends: Trends, plan: Columns, width: int, *, drawn: bool) -> Page:
    parts = []
    if plan.periods:
        reach = "four weeks to each" if trends.window.by == WEEK else "month by month"
        parts.append(f"▁…█ share in full, {reach}")
    if drawn:
        parts.append("├─●─┤ level, none to all, ┊ usual")
    return sentence("   ".join(parts), width, style=QUIET) if parts else []
