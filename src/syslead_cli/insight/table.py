"""The table of the trends screen: dimensions, under them the facets that have something to say."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from msgspec import Struct

from syslead_cli.base.layout import ACCENT, PLAIN, QUIET, STRONG, Line, Page, fit, sentence
from syslead_cli.base.text import near_day, short_day
from syslead_cli.insight.charts import (
    NAME,
    WIDE,
    bars,
    beside_usual,
    heading,
    level_bar,
    shares,
    shown_periods,
    strip_width,
)
from syslead_cli.insight.trends import Trends, Unit
from syslead_cli.insight.window import WEEK, Strip, summed

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
        """The width of sentences: lines far longer than a book's are hard to read."""
        return min(self.width, LONGEST_LINE)

    @property
    def is_narrowed(self) -> bool:
        """Return true when only part of the framework is wanted."""
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
    """Return heading, rows and the key to the drawings."""
    plan = columns(trends, view.width)
    rows: Page = []
    drawn = False
    for dimension in trends.dimensions:
        facets = _facets_shown(trends, dimension, view)
        if _is_left_out(trends, dimension, facets, view):
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
    return [facet for facet in facets if _says_something(facet, trends)]


def _is_left_out(trends: Trends, dimension: Unit, facets: Sequence[Unit], view: View) -> bool:
    if view.dimensions:
        return dimension.id not in view.dimensions
    if view.facets:
        return not facets
    return trends.is_early and not dimension.asked and not view.every_facet


def _says_something(facet: Unit, trends: Trends) -> bool:
    """Return true for a facet worth a line of its own in the short table."""
    if facet.state in ("neglected", "never_took_root"):
        return True
    if trends.strength and facet.id == trends.strength.id:
        return True
    return facet.state == "steady" and facet.level.high < trends.usual


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
    """Draw the strip; for a facet on a narrow screen its level instead."""
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
    style = STRONG if unit.state in ("neglected", "never_took_root") else QUIET
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
    """Say how to read the drawings, in one quiet line."""
    parts = []
    if plan.periods:
        reach = "four weeks to each" if trends.window.by == WEEK else "month by month"
        parts.append(f"▁…█ share in full, {reach}")
    if drawn:
        parts.append("├─●─┤ level, none to all, ┊ usual")
    return sentence("   ".join(parts), width, style=QUIET) if parts else []
