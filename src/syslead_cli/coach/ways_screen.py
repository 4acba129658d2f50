"""The dimensions of a brief: drawn on the screen, as a table in Markdown and as one in HTML."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import partial

from msgspec import Struct

from syslead_cli.base.blocks import Block, Each, Table, Text
from syslead_cli.base.html import macro
from syslead_cli.base.layout import (
    FELL,
    PLAIN,
    QUIET,
    Line,
    Page,
    cut,
    fit,
    labelled,
    paragraph,
    sentence,
    wrapped,
)
from syslead_cli.base.text import counted, listed
from syslead_cli.coach.brief import Brief, level_of
from syslead_cli.coach.documents import UnitPlace
from syslead_cli.insight import charts
from syslead_cli.insight.charts import LONGEST_LINE
from syslead_cli.insight.neglect import LOW_STATES
from syslead_cli.insight.trends import WEEK, PeriodCounts, Window, window
from syslead_cli.sharing.model import RATINGS, PackDimension, PackUnit
from syslead_cli.sharing.pack_screen import STATES, rating_words, scores_of

WITHHELD = "Withheld"
#: What the pages have room for; ``--json`` has all of it.
MOST_WAYS = 12
_GONE_QUIET = STATES["neglected"]
_LABEL, _NAME, _COUNTS, _BAR, _INTERVAL, _RATINGS = 14, 17, 8, 16, 9, 43
#: From here on ratings stand in the same row, below here the level is words only.
_WIDE, _NARROW = 118, 64


class WayRow(Struct, frozen=True):
    """A dimension, or a facet under it, with what is said of it.

    ``facets``: those that something happened to; ``folded``: the rest of them in words.
    """

    unit: PackUnit
    name: str
    state: str
    ratings: str = ""
    facets: tuple[WayRow, ...] = ()
    folded: tuple[str, ...] = ()

    @property
    def has_level(self) -> bool:
        return level_of(self.unit) is not None

    @property
    def interval(self) -> str:
        """Return ``74–100%``."""
        level = self.unit.level
        return f"{level.low * 100:.0f}–{level.high * 100:.0f}%" if self.has_level else "–"

    @property
    def has_fallen(self) -> bool:
        return self.state == _GONE_QUIET


def ways(brief: Brief) -> Iterator[Block]:
    units = brief.pack.dimensions
    nothing = not any(unit.asked or (unit.ratings and unit.ratings.n) for unit in units)
    if nothing:
        yield Text("No questions were asked in these days.", "soft")
    else:
        rows = _rows(brief)
        by = window(brief.pack.first, brief.pack.last).by
        most = max((asked for row in rows for asked, _ in row.unit.strip), default=0) or 1
        page = partial(macro, "brief.html.j2", "ways", rows, by, most, brief.pack.counts.usual)
        yield Each(partial(_drawn, brief, rows), (_table(rows),), page)
    if not brief.named:
        note = "at this tier: names. Numbers are places in the framework."
        yield Text(f"{WITHHELD} {note}", "note")

    def own_ratings(width: int) -> Page:
        if nothing or width >= _WIDE:
            return []
        room = min(width, LONGEST_LINE) - _LABEL - 1
        lines = (line for group in ratings_in_groups(brief) for line in wrapped(group, room))
        return [[], *labelled("own ratings", ([(PLAIN, line)] for line in lines), room=_LABEL)]

    yield Each(own_ratings)


def _rows(brief: Brief) -> list[WayRow]:
    return [
        WayRow(
            unit,
            brief.names[UnitPlace("dimension", unit.place)],
            _state(unit),
            rating_words(unit.ratings),
            *_facets(brief, unit),
        )
        for unit in brief.pack.dimensions[:MOST_WAYS]
    ]


def _facets(brief: Brief, dimension: PackDimension) -> tuple[tuple[WayRow, ...], tuple[str, ...]]:
    """Return the facets of a dimension that something happened to, and the rest in words.

    Something happened where attention fell, was low throughout, or is no longer named as quiet,
    and to the facet that holds best.
    """
    pack, change = brief.pack, brief.document.change
    named = {found.place for found in pack.named if found.unit == "facet"}
    again = change.no_longer_quiet if change else ()
    eventful: list[WayRow] = []
    counts, unasked = [], []
    for facet in pack.facets:
        if facet.dimension != dimension.place:
            continue
        name = brief.names[UnitPlace("facet", facet.place)]
        if pack.strength and pack.strength.place == facet.place:
            eventful.append(WayRow(facet, name, "going strong"))
        elif facet.place in named:
            eventful.append(WayRow(facet, name, _GONE_QUIET))
        elif facet.state in LOW_STATES or name in again:
            eventful.append(WayRow(facet, name, _state(facet) or "quiet last time"))
        elif facet.asked:
            counts.append(f"{name} {facet.full}/{facet.asked}")
        else:
            unasked.append(name)
    folded = (" · ".join(counts), f"not asked: {', '.join(unasked)}" if unasked else "")
    return tuple(eventful), tuple(filter(None, folded))


def _table(ways: Sequence[WayRow]) -> Table:
    rows: list[tuple[str, ...]] = []
    for way in ways:
        interval = ", ".join(filter(None, (way.interval, way.state)))
        rows.append((way.name, *_counts_and_level(way), interval, way.ratings))
        rows += [
            (f"– {facet.name}", *_counts_and_level(facet), facet.state, "") for facet in way.facets
        ]
        rows += [(f"– {line}", "", "", "", "") for line in way.folded]
    return Table(("", "detailed / asked", "level", "80% range", "own ratings"), tuple(rows))


def _counts_and_level(way: WayRow) -> tuple[str, str]:
    unit = way.unit
    level = f"{unit.level.mean * 100:.0f}%" if way.has_level else "–"
    return f"{unit.full} / {unit.asked}" if unit.asked else "–", level


def _state(unit: PackUnit) -> str:
    """Say the state where it is not the usual one."""
    return "" if unit.state == "steady" else STATES[unit.state]


def ratings_in_groups(brief: Brief) -> list[str]:
    """Return ``13 ratings each, 1 to 5, rising. Median: Doing 4, Being 3.``, a line a direction."""
    if RATINGS in brief.pack.withheld:
        return [f"{WITHHELD} by the leader."]
    groups: dict[tuple[int, str, bool], list[str]] = {}
    for unit in brief.pack.dimensions[:MOST_WAYS]:
        if (rated := unit.ratings) and rated.n:
            alike = (rated.n, rated.direction or "", rated.median is not None)
            name = brief.names[UnitPlace("dimension", unit.place)]
            scores = f": {scores}" if (scores := scores_of(rated)) else ""
            groups.setdefault(alike, []).append(f"{name}{scores}")
    lines = []
    for (n, direction, has_median), those in groups.items():
        heading = f"{counted(n, 'rating')}{' each' if len(those) > 1 else ''}, 1 to 5"
        heading += f", {direction}. " if direction else ". "
        lines.append(f"{heading}{'Median of ' if has_median else ''}{'; '.join(those)}.")
    return lines or ["None in these weeks."]


class _Columns(Struct, frozen=True):
    """How the width is shared out; 0 for a column that has no room."""

    window: Window
    anything: Sequence[bool]
    periods: int
    bar: int
    ratings: int


def _drawn(brief: Brief, ways: Sequence[WayRow], width: int) -> Page:
    columns, usual = _columns(brief, width), brief.pack.counts.usual
    page = [_column_heads(columns)]
    for way in ways:
        page += [_row(way, columns, usual), *_facet_lines(way, min(width, LONGEST_LINE))]
    if (more := len(brief.pack.dimensions) - len(ways)) > 0:
        page += sentence(f"and {more} more; --json has them all.", width, style=QUIET)
    reach = "four weeks to each" if columns.window.by == WEEK else "month by month"
    key = [f"▁…█ in detail, {reach}, · not asked"] if columns.periods else []
    if columns.bar and any(way.has_level for way in ways):
        key.append("├─●─┤ level and its 80% range, ┊ usual")
    if any(way.has_fallen for way in ways):
        key.append("▼ gone quiet")
    page += sentence("   ".join(key), width, style=QUIET) if key else []
    return page if columns.ratings else [*page, *_states(brief, ways, width)]


def _columns(brief: Brief, width: int) -> _Columns:
    span = window(brief.pack.first, brief.pack.last)
    units = brief.pack.dimensions
    strips = [unit.strip for unit in units]
    fits = all(len(strip) == len(span.starts) for strip in strips)
    ratings = _RATINGS if width >= _WIDE and any(unit.ratings for unit in units) else 0
    bar = _BAR if width >= _NARROW else 0
    fixed = 1 + _NAME + 2 + _COUNTS + 2 + _INTERVAL + (bar + 2 if bar else 0) + ratings
    periods = charts.shown_periods(span, max(0, width - fixed - 2)) if fits else 0
    anything = [any(each.asked for each in period) for period in zip(*strips, strict=False)]
    return _Columns(span, anything, periods, bar, ratings)


def _column_heads(columns: _Columns) -> Line:
    text = " " * (1 + _NAME)
    if columns.periods:
        text += " " + charts.heading(columns.window, columns.periods)
    text += "  " + "detailed".rjust(_COUNTS)
    if columns.bar:
        text += "  " + "none ─────── all".ljust(columns.bar)
    text += "  " + "range".rjust(_INTERVAL)
    return [(QUIET, text + ("   own ratings" if columns.ratings else ""))]


def _row(way: WayRow, columns: _Columns, usual: float) -> Line:
    unit, name = way.unit, f"▼ {way.name}" if way.has_fallen else way.name
    line: Line = [(FELL if way.has_fallen else PLAIN, f" {fit(name, _NAME)}")]
    if columns.periods:
        strip = PeriodCounts(*zip(*unit.strip, strict=True))
        values = charts.shares(strip, columns.window, columns.anything)
        line += [(PLAIN, " "), *charts.bars(values, columns.window, columns.periods)]
    line.append((PLAIN, f"  {f'{unit.full}/{unit.asked}' if unit.asked else '–':>{_COUNTS}}"))
    if columns.bar:
        drawn_level = charts.level_bar(unit.level, usual, columns.bar) if way.has_level else ""
        line += [(PLAIN, "  "), (FELL if way.has_fallen else QUIET, drawn_level.ljust(columns.bar))]
    line.append((PLAIN, f"  {way.interval:>{_INTERVAL}}"))
    if columns.ratings:
        remark = ", ".join(filter(None, (way.state, way.ratings)))
        line.append((QUIET, f"   {cut(remark, columns.ratings - 3)}"))
    return line


def _facet_lines(way: WayRow, width: int) -> Page:
    """Draw a line for each facet that something happened to, and the others folded."""
    page: Page = []
    for facet in way.facets:
        unit = facet.unit
        counts = f"{unit.full}/{unit.asked}" if unit.asked else "not asked"
        indent, style = (" ▼ ", FELL) if facet.has_fallen else ("   ", PLAIN)
        text = f"{facet.name}: {counts}, {facet.state}"
        page += paragraph(text, width, indent=indent, style=style)
    for line in way.folded:
        page += paragraph(line, width, style=QUIET)
    return page


def _states(brief: Brief, ways: Sequence[WayRow], width: int) -> Page:
    """Say ``Too early to say: Being.``, where the table has no room and the findings do not."""
    dimensions = {found.place for found in brief.document.quiet if found.unit == "dimension"}
    groups: dict[str, list[str]] = {}
    for way in ways:
        if way.unit.place not in dimensions and way.state:
            groups.setdefault(way.state, []).append(way.name)
    return [
        line
        for word, names in groups.items()
        for line in sentence(f"{word.capitalize()}: {listed(names)}.", width)
    ]
