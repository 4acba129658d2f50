"""The ways of leading on the coach's screen: a strip of weeks, a level, its counts."""

from __future__ import annotations

from collections.abc import Sequence

from syslead_cli.base.columns import fit
from syslead_cli.base.page_render import (
    ACCENT,
    PLAIN,
    QUIET,
    Line,
    Page,
    cut,
    paragraph,
    sentence,
    width_of,
)
from syslead_cli.base.values import dataclass
from syslead_cli.base.wording import listed
from syslead_cli.coach.brief_core import Brief
from syslead_cli.coach.brief_figures import (
    MOST_WAYS,
    has_level,
    interval,
    nothing_asked,
    rating,
    state,
)
from syslead_cli.insight.level_bar import level_bar
from syslead_cli.insight.strip import bars, heading, shares, shown_periods, strip_width
from syslead_cli.insight.strips import WEEK, Strip, Window, summed, window
from syslead_cli.sharing.pack_read import UnitRead

NAME, COUNTS, BAR, BETWEEN = 18, 7, 16, 9
#: From here on ratings stand in the same row, below here the level is words only.
WIDE, NARROW = 118, 64


@dataclass(frozen=True, slots=True)
class _Plan:
    """How the width is shared out."""

    window: Window
    total: Strip
    periods: int
    bar: int
    ratings: int


def ways_page(brief: Brief, width: int) -> Page:
    """A row a dimension."""
    if none := nothing_asked(brief):
        return paragraph(none, width)
    units = brief.pack.dimensions[:MOST_WAYS]
    plan = _plan(brief, width)
    rows = [_row(brief, unit, plan) for unit in units]
    more = len(brief.pack.dimensions) - len(units)
    rest = sentence(f"and {more} more; --json has them.", width, style=QUIET) if more > 0 else []
    states = [] if plan.ratings else _states(brief, units, width)
    return [_heading(plan), *rows, *rest, *_key(plan, units, width), *states]


def _plan(brief: Brief, width: int) -> _Plan:
    pack = brief.pack
    span = window(pack.first, pack.last)
    strips = [unit.strip for unit in pack.dimensions]
    fits = all(len(strip) == len(span.starts) for strip in strips)
    ratings = 43 if width >= WIDE and any(unit.ratings for unit in pack.dimensions) else 0
    bar = BAR if width >= NARROW else 0
    fixed = 1 + NAME + 2 + COUNTS + 2 + BETWEEN + (bar + 2 if bar else 0) + ratings
    periods = shown_periods(span, max(0, width - fixed - 2)) if fits else 0
    return _Plan(span, summed(strips, span) if fits else (), periods, bar, ratings)


def _heading(plan: _Plan) -> Line:
    text = " " * (1 + NAME)
    if plan.periods:
        text += " " + heading(plan.window, plan.periods)
    text += "  " + "full/of".rjust(COUNTS)
    if plan.bar:
        text += "  " + "none ─────── all".ljust(plan.bar)
    text += "  " + "interval".rjust(BETWEEN)
    return [(QUIET, text + ("   own ratings" if plan.ratings else ""))]


def _row(brief: Brief, unit: UnitRead, plan: _Plan) -> Line:
    name = brief.labels[("dimension", unit.place)]
    line: Line = [(PLAIN, f" {fit(name, NAME)}")]
    if plan.periods:
        line.append((PLAIN, " "))
        drawn = bars(shares(unit.strip, plan.window, plan.total), plan.window, plan.periods)
        gap = strip_width(plan.window, plan.periods) - width_of(drawn)
        line += [*drawn, (PLAIN, " " * gap)]
    line.append((PLAIN, f"  {f'{unit.full}/{unit.asked}' if unit.asked else '–':>{COUNTS}}"))
    if plan.bar:
        drawn_level = (
            level_bar(unit.level, brief.pack.counts.usual, plan.bar) if has_level(unit) else ""
        )
        line += [(PLAIN, "  "), (ACCENT, drawn_level.ljust(plan.bar))]
    line.append((PLAIN, f"  {interval(unit):>{BETWEEN}}"))
    if plan.ratings:
        said = ", ".join(word for word in (state(unit), rating(unit.ratings)) if word)
        line.append((QUIET, f"   {cut(said, plan.ratings - 3)}"))
    return line


def _states(brief: Brief, units: Sequence[UnitRead], width: int) -> Page:
    """``Too early to say: Being.``, where the table has no room and the findings do not say it."""
    said = {found.place for found in brief.quiet if found.unit == "dimension"}
    groups: dict[str, list[str]] = {}
    for unit in units:
        if unit.place not in said and (word := state(unit)):
            groups.setdefault(word, []).append(brief.labels[("dimension", unit.place)])
    return [
        line
        for word, names in groups.items()
        for line in sentence(f"{word.capitalize()}: {listed(names)}.", width)
    ]


def _key(plan: _Plan, units: Sequence[UnitRead], width: int) -> Page:
    reach = "four weeks to each" if plan.window.by == WEEK else "month by month"
    parts = [f"▁…█ in full, {reach}, · not asked"] if plan.periods else []
    if plan.bar and any(map(has_level, units)):
        parts.append("├─●─┤ level, interval, ┊ usual")
    return sentence("   ".join(parts), width, style=QUIET) if parts else []
