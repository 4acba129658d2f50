"""The table of the trends screen, and drawings in characters: levels, bars and own ratings."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from itertools import groupby, islice
from operator import itemgetter

from msgspec import Struct

from syslead_cli.base.layout import (
    ACCENT,
    FELL,
    PLAIN,
    QUIET,
    STRONG,
    Cell,
    Column,
    Line,
    Page,
    cells,
    cut,
    grid,
    packed,
    sentence,
)
from syslead_cli.base.text import counted, near_day, short_day, short_month, whole_month
from syslead_cli.insight.neglect import LOW_STATES
from syslead_cli.insight.ratings import FALLING, RANGE_FROM, Level, Ratings, running
from syslead_cli.insight.trends import WEEK, PeriodCounts, Trends, Unit, Window

NAME, LONGEST_NAME = 22, 30  # columns of a sign and a name in a table
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


# Heights carry the meaning, so it reads without colour: ▁ the lowest share there was in any strip
# shown, █ the highest, a middle dot where there is nothing to show. By week each bar is the share
# of the four weeks that end with it, because a single week holds a question or two of a dimension
# and would only show noise; weeks in which nothing at all was asked stay dots.

BARS = "▁▂▃▄▅▆▇█"
EMPTY = "·"
#: Weeks a bar looks back on, its own included.
SMOOTH = 4
#: A scale spans at least this much, so that noise does not look like change.
LEAST_SCALE = 0.3
#: So many months have room for their names; more have their first letters.
NAMED_MONTHS = 9

#: The lowest and the highest share of all strips shown.
Scale = tuple[float, float]
ALL: Scale = (0.0, 1.0)


def scale_of(drawn: Iterable[Sequence[float | None]]) -> Scale:
    """Return the leader's own range, widened where it is narrow."""
    found = [value for values in drawn for value in values if value is not None]
    if not found:
        return ALL
    low, high = min(found), max(found)
    low = max(0.0, min(low, high - LEAST_SCALE))
    return low, min(1.0, max(high, low + LEAST_SCALE))


def shown_periods(span: Window, room: int) -> int:
    """Return how many of the newest periods fit into so many columns, gaps included."""
    counts = range(len(span.starts) + 1)
    return max((count for count in counts if strip_width(span, count) <= room), default=0)


def strip_width(span: Window, count: int) -> int:
    """Return the columns the newest `count` periods take."""
    return _period_width(span, count) * count + max(0, len(_groups(span, count)) - 1)


def _period_width(span: Window, count: int) -> int:
    """Return 3 where a month stands under its name, else 1."""
    return 3 if span.by != WEEK and count <= NAMED_MONTHS else 1


def _groups(span: Window, count: int) -> list[list[date]]:
    """Return the newest periods in groups, one column apart: of a month each, or of a year."""
    # Weeks, and few months, stand under the month; many months under the year.
    by_month = span.by == WEEK or _period_width(span, count) > 1
    starts = span.starts[len(span.starts) - count :]
    groups = groupby(starts, lambda start: (start.year, start.month if by_month else 0))
    return [list(group) for _, group in groups]


def heading(span: Window, count: int) -> str:
    """Return the months above their bars, by name or first letter, those there is room for."""
    if span.by != WEEK:
        wide = _period_width(span, count)
        groups = ((short_month(start)[:wide] for start in group) for group in _groups(span, count))
        return " ".join(map("".join, groups))
    names = []
    for group in _groups(span, count):
        name = short_month(group[0])
        names.append((name if len(group) >= len(name) else "").ljust(len(group)))
    return " ".join(names)


def shares(strip: PeriodCounts, span: Window, anything: Sequence[bool]) -> list[float | None]:
    """Return the share in full of each bar; None where it, or `anything`, was not asked."""
    reach = SMOOTH if span.by == WEEK else 1
    found: list[float | None] = []
    for at, whatever in enumerate(anything):
        recent = slice(max(0, at - reach + 1), at + 1)
        total = sum(strip.asked[recent])
        found.append(sum(strip.full[recent]) / total if total and whatever else None)
    return found


def bars(
    values: Sequence[float | None],
    span: Window,
    count: int,
    scale: Scale = ALL,
    style: str = ACCENT,
) -> Line:
    """Draw the newest `count` values as bars, a gap wherever a month (or year) begins."""
    newest = iter(values[len(values) - count :])
    wide = _period_width(span, count)
    drawn: Line = []
    for group in _groups(span, count):
        gap = " " if drawn else ""
        for value in islice(newest, len(group)):
            text = EMPTY.ljust(wide) if value is None else bar(value, scale) * wide
            drawn.append((QUIET if value is None else style, gap + text))
            gap = ""
    runs = groupby(drawn, itemgetter(0))
    return [(look, "".join(text for _, text in run)) for look, run in runs]


def bar(value: float, scale: Scale = ALL) -> str:
    low, high = scale
    return BARS[round(min(1.0, max(0.0, (value - low) / (high - low))) * (len(BARS) - 1))]


_HEIGHTS = "▁▃▄▆█"
#: Below this there are words only.
NARROW = 60
#: What stands between the meanings of signs, and between the entries of a list.
BETWEEN = "   "
SCALE = "1  2  3  4  5"


def ratings_page(units: Iterable[Unit], width: int) -> Page:
    """Draw one line a rated dimension: dots on a scale of five, a running median, a direction."""
    rows = [(unit.name, unit.ratings) for unit in units if unit.ratings.n]
    if not rows:
        return []
    has_median = any(ratings.median is not None for _, ratings in rows)
    most = max(ratings.n for _, ratings in rows)
    room = min(26, most) if width >= WIDE and has_median else 0
    dots = width >= NARROW and any(ratings.range for _, ratings in rows)
    heads = ("your ratings", SCALE if dots else "", "median" if room >= 6 else "")
    cells: list[Sequence[Cell]] = [[*([(QUIET, head)] for head in heads), ""]]
    for name, ratings in rows:
        style = FELL if ratings.direction == FALLING else QUIET
        drawn: Line = [(QUIET, dots_of(ratings))] if dots and ratings.range else []
        line: Line = []
        if room and ratings.median is not None:
            heights = [_HEIGHTS[round(value) - 1] for value in running(ratings.scores)[-room:]]
            line = [(QUIET, "".join(heights))]
        cells.append([cut(name, NAME), drawn, line, [(style, in_words(ratings))]])
    columns = [Column(least=NAME - 4), Column(), Column(), Column(wraps=True, least=12)]
    signs = ["● most often", "∘ given as well", "─ between"] if dots else []
    signs += ["▁…█ median of five, 1 to 5"] if room else []
    return [[], *grid(cells, columns, max(width, 40)), *_meanings(signs, width)]


def _meanings(signs: Sequence[str], width: int) -> Page:
    words = packed(signs, width - 1, BETWEEN)
    return sentence(words, width, style=QUIET) if words else []


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


def in_words(ratings: Ratings) -> str:
    """Return ``12 ratings, median 4, no clear direction``, without what they are too few for."""
    words = counted(ratings.n, "rating")
    if ratings.n < RANGE_FROM:
        return f"{words}: {', '.join(map(str, ratings.scores))}"
    if ratings.median is not None:
        words += f", median {ratings.median:g}"
    return f"{words}, {ratings.direction}" if ratings.direction else words


WORD = 14
LEVEL = 36  # a bar of 20 and its word
#: Sentences run no wider than this; a table may.
LONGEST_LINE = 92
DETAILED, LAST, DAY = "detailed", "latest", 9

#: What a state says in the place of a comparison.
STATE_WORDS = {
    "neglected": "gone quiet",
    "never_took_root": "low from the start",
    "not_asked": "not asked",
    "too_early": "too early",
    "paused": "paused",
}
BELOW_USUAL = "below usual"


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


class Plan(Struct, frozen=True):
    """How the width is shared out. `level` is 0 where levels replace the strip."""

    name: int
    periods: int
    strip: int
    level: int
    last: bool
    scale: Scale
    #: Whether anything was asked in each period.
    anything: Sequence[bool]


def plan_of(trends: Trends, shown: Sequence[Unit], width: int) -> Plan:
    """Plan the columns: with little room the oldest bars go first, then the last day."""
    room = max(width, 40)
    level = LEVEL if room >= WIDE and not trends.is_early else 0
    last = room >= 50
    counts = max(len(DETAILED), *(len(_counts(unit)) for unit in trends.dimensions), 0)
    longest = max(cells(each.label) + 2 * bool(each.dimension) for each in shown)
    name = max(NAME, min(LONGEST_NAME, 2 + longest, room // 3))
    fixed = 1 + name + 2 + 2 + counts + (2 + DAY if last else 0) + (level + 2 if level else 0)
    periods = shown_periods(trends.window, room - fixed - 2)
    if not level and periods < min(6, len(trends.window.starts)):
        periods = 0
    wide = strip_width(trends.window, periods)
    # Levels of facets stand where the strip is, so it is never narrower than they need.
    wide = max(wide, min(32, room - fixed - 2)) if periods and not level else wide
    strips = [unit.strip.asked for unit in trends.dimensions]
    anything = [any(strip[at] for strip in strips) for at in range(len(trends.window.starts))]
    units = (*trends.dimensions, *trends.facets) if level else trends.dimensions
    drawn = [shares(unit.strip, trends.window, anything)[-periods:] for unit in units]
    return Plan(name, periods, wide, level, last, scale_of(drawn if periods else ()), anything)


def table(trends: Trends, view: View) -> Page:
    units: list[Unit] = []
    for dimension in trends.dimensions:
        facets = _facets_shown(trends, dimension, view)
        is_shown = view.every_facet or bool(dimension.asked) or not trends.is_early
        if view.is_narrowed:
            is_shown = dimension.id in view.dimensions if view.dimensions else bool(facets)
        units += (dimension, *facets) if is_shown else ()
    if not units:
        return []
    plan = plan_of(trends, units, view.width)
    name = Column(least=plan.name)
    columns = [name, Column(least=plan.strip), Column(), Column("right"), Column()]
    rows = [_heading(trends, plan), *(_row(unit, trends, plan) for unit in units)]
    return [*grid(rows, columns, max(view.width, 40)), *_key(trends, plan, units, view.width)]


def _facets_shown(trends: Trends, dimension: Unit, view: View) -> Sequence[Unit]:
    facets = trends.facets_of(dimension.id)
    if view.facets:
        return [facet for facet in facets if facet.id in view.facets]
    if view.every_facet or view.dimensions:
        return facets
    if trends.is_early:
        return [facet for facet in facets if facet.asked]
    best = trends.strength.id if trends.strength else ""
    return [facet for facet in facets if facet.id == best or sign_of(facet, trends)]


def has_level(trends: Trends, unit: Unit) -> bool:
    """Return false in the first weeks, and for what is hardly asked."""
    return not trends.is_early and unit.ever > 0 and unit.state not in ("too_early", "not_asked")


def sign_of(unit: Unit, trends: Trends) -> str:
    """Return ▼ for what is low, ▽ for what is below usual, and nothing for what is steady."""
    if not trends.is_early and unit.state in LOW_STATES:
        return "▼"
    return "▽" if word_of(unit, trends) == BELOW_USUAL else ""


def _look(unit: Unit, trends: Trends) -> str:
    """Return how a unit is drawn: what fell stands out, what is steady is quiet."""
    if sign := sign_of(unit, trends):
        return FELL if sign == "▼" else PLAIN
    above = has_level(trends, unit) and unit.level.low > trends.usual
    return ACCENT if above or trends.is_early else QUIET


def _heading(trends: Trends, plan: Plan) -> list[Cell]:
    level = "none ── share now ── all" if plan.level else ""
    above = heading(trends.window, plan.periods) if plan.strip else ""
    texts = ["", above, level, DETAILED, LAST if plan.last else ""]
    return [[(QUIET, text)] if text else "" for text in texts]


def _row(unit: Unit, trends: Trends, plan: Plan) -> list[Cell]:
    look, sign = _look(unit, trends), sign_of(unit, trends)
    indent = "  " if unit.dimension else ""
    name = indent + cut(unit.label, plan.name - 2 - len(indent))
    plain = FELL if look == FELL else PLAIN if unit.dimension else STRONG
    return [
        [(look, sign.ljust(2)), (plain, name)],
        _drawing(unit, trends, plan) if plan.strip else "",
        _level(unit, trends, plan.level) if plan.level else "",
        [(FELL if look == FELL else PLAIN, _counts(unit))],
        [(FELL if look == FELL else QUIET, last_there(unit, trends.as_of))] if plan.last else "",
    ]


def _counts(unit: Unit) -> str:
    return f"{unit.full:,} of {unit.asked:,}" if unit.asked else "–"


def _drawing(unit: Unit, trends: Trends, plan: Plan) -> Line:
    if unit.dimension and not plan.level:
        return _level(unit, trends, plan.strip)
    values = shares(unit.strip, trends.window, plan.anything)
    return bars(values, trends.window, plan.periods, plan.scale, _look(unit, trends))


def _level(unit: Unit, trends: Trends, width: int) -> Line:
    word, look = word_of(unit, trends), _look(unit, trends)
    room = width - WORD - 1
    if not has_level(trends, unit) or room < 10:
        return [(QUIET, word if room >= 10 or width >= WORD else "")]
    return [(look, level_bar(unit.level, trends.usual, room)), (PLAIN, " "), (look, word)]


def word_of(unit: Unit, trends: Trends) -> str:
    """Say the state in two words at most; nothing in the first weeks."""
    if trends.is_early:
        return ""
    if unit.state in STATE_WORDS:
        return STATE_WORDS[unit.state]
    if unit.level.high < trends.usual:
        return BELOW_USUAL
    return "above usual" if unit.level.low > trends.usual else "as usual"


def last_there(unit: Unit, today: date) -> str:
    """Say the last detailed answer in words of at most ten letters."""
    day = unit.last_full
    if day is None:
        return "not yet" if unit.ever else "–"
    if (today - day).days < 7:
        return near_day(day, today)
    if (today - day).days < 330:
        return short_day(day, day)
    return short_day(day, date.min)[-8:].strip()


def _key(trends: Trends, plan: Plan, units: Sequence[Unit], width: int) -> Page:
    """Say what every sign on the screen means, in as few lines as there is room for."""
    signs = {sign_of(unit, trends) for unit in units}
    parts = []
    if plan.periods:
        low, high = (f"{share * 100:.0f}" for share in plan.scale)
        reach = "four weeks to each" if trends.window.by == WEEK else "a month each"
        if _period_width(trends.window, plan.periods) == 1 and trends.window.by != WEEK:
            first = trends.window.starts[-plan.periods]
            reach += f" from {whole_month(first, date.min)}"
        parts += [f"▁…█ share answered in detail, {low} to {high}%, {reach}", "· not asked"]
    drawn = any(unit.dimension and has_level(trends, unit) for unit in units)
    if plan.level or (drawn and plan.strip > WORD + 10):
        parts += ["├─●─┤ share in detail now, none to all (80% range)", "┊ your usual share"]
    parts += ["▼ gone quiet: answers became shorter, or were skipped"] if "▼" in signs else []
    parts += ["▽ below usual"] if "▽" in signs else []
    return _meanings(parts, width)
