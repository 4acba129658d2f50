"""The dimensions of a brief: drawn on the screen, as a table in Markdown and as one in HTML."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import partial

from msgspec import Struct

from syslead_cli.base.blocks import BLANK, Block, Each, Items, Named, Table, Text
from syslead_cli.base.html import macro
from syslead_cli.base.layout import (
    FELL,
    PLAIN,
    QUIET,
    WIDEST,
    Cell,
    Column,
    Line,
    Page,
    cut,
    grid,
    paragraph,
    sentence,
)
from syslead_cli.base.text import listed
from syslead_cli.coach.brief import Brief
from syslead_cli.coach.documents import UnitPlace
from syslead_cli.insight import charts
from syslead_cli.insight.neglect import LOW_STATES
from syslead_cli.insight.trends import WEEK, PeriodCounts, window
from syslead_cli.sharing.model import RATINGS, PackDimension, PackUnit
from syslead_cli.sharing.pack_screen import STATES, UNIT_HEAD, interval, rating_words, unit_figures

WITHHELD = "Withheld"
#: What the pages have room for; ``--json`` has all of it.
MOST_DIMENSIONS = 12
_GONE_QUIET = STATES["neglected"]
#: Columns of a name and of a level; all that stands beside a strip, without the level.
_NAME, _BAR, _BESIDE_STRIP = 17, 16, 41
_SCALE = "none ─────── all"
#: Below here the level is words only.
_NARROW = 64


class UnitRow(Struct, frozen=True):
    """A dimension, or a facet under it, with what is said of it.

    ``facets``: those that something happened to; ``folded``: the rest of them in words.
    """

    unit: PackUnit
    name: str
    state: str
    ratings: str = ""
    facets: tuple[UnitRow, ...] = ()
    folded: tuple[str, ...] = ()

    @property
    def interval(self) -> str:
        return interval(self.unit.level) if self.unit.has_level else "–"

    @property
    def line(self) -> str:
        """Return ``Courage: 2/9, gone quiet``."""
        unit = self.unit
        counts = f"{unit.full}/{unit.asked}" if unit.asked else "not asked"
        return f"{self.name}: {counts}, {self.state}"

    @property
    def has_fallen(self) -> bool:
        return self.state == _GONE_QUIET


def dimension_blocks(brief: Brief) -> Iterator[Block]:
    units = brief.pack.dimensions
    nothing = not any(unit.asked or (unit.ratings and unit.ratings.n) for unit in units)
    if nothing:
        yield Text("No questions were asked in these days.", "soft")
    else:
        rows = _rows(brief)
        by = window(brief.pack.first, brief.pack.last).by
        most = max((asked for row in rows for asked, _ in row.unit.strip), default=0) or 1
        page = partial(macro, "brief.html.j2", "ways", rows, by, most, brief.pack.counts.usual)
        folded = tuple(Named(way.name, " · ".join(way.folded)) for way in rows if way.folded)
        markdown = (Table(UNIT_HEAD, tuple(_cells(rows))), Items(folded, "column"))
        yield Each(partial(_drawn, brief, rows), markdown, page)
    if not brief.named:
        note = "at this tier: names. Numbers are places in the framework."
        yield Text(f"{WITHHELD} {note}", "note")
    if not nothing:
        ratings = Items((Named("own ratings", own_ratings(brief)),), "facts")
        yield Each((BLANK, ratings), (ratings,))


def _cells(ways: Sequence[UnitRow]) -> Iterator[tuple[str, ...]]:
    """Yield the cells of each dimension, and below it those of facets something happened to."""
    for way in ways:
        figures = unit_figures(way.unit, has_level=way.unit.has_level)
        yield (way.name, *figures, STATES[way.unit.state])
        for facet in way.facets:
            figures = unit_figures(facet.unit, has_level=facet.unit.has_level)
            yield (f"– {facet.name}", *figures, facet.state)


def _rows(brief: Brief) -> list[UnitRow]:
    return [
        UnitRow(
            unit,
            brief.names[UnitPlace("dimension", unit.place)],
            _state(unit),
            rating_words(unit.ratings),
            *_facets(brief, unit),
        )
        for unit in brief.pack.dimensions[:MOST_DIMENSIONS]
    ]


def _facets(brief: Brief, dimension: PackDimension) -> tuple[tuple[UnitRow, ...], tuple[str, ...]]:
    """Return the facets of a dimension that something happened to, and the rest in words.

    Something happened where attention fell, was low throughout, or is no longer named as quiet,
    and to the facet that holds best.
    """
    pack, change = brief.pack, brief.document.change
    named = {found.place for found in pack.named if found.unit == "facet"}
    again = change.no_longer_quiet if change else ()
    eventful: list[UnitRow] = []
    counts, unasked = [], []
    for facet in pack.facets:
        if facet.dimension != dimension.place:
            continue
        name = brief.names[UnitPlace("facet", facet.place)]
        if pack.strength and pack.strength.place == facet.place:
            eventful.append(UnitRow(facet, name, "going strong"))
        elif facet.place in named:
            eventful.append(UnitRow(facet, name, _GONE_QUIET))
        elif facet.state in LOW_STATES or name in again:
            eventful.append(UnitRow(facet, name, _state(facet) or "quiet last time"))
        elif facet.asked:
            counts.append(f"{name} {facet.full}/{facet.asked}")
        else:
            unasked.append(name)
    folded = (" · ".join(counts), f"not asked: {', '.join(unasked)}" if unasked else "")
    return tuple(eventful), tuple(filter(None, folded))


def _state(unit: PackUnit) -> str:
    """Say the state where it is not the usual one."""
    return "" if unit.state == "steady" else STATES[unit.state]


def own_ratings(brief: Brief) -> str:
    """Return ``1 to 5. Doing and Being: 13 ratings, median 4, rising; Feeling: …``."""
    if RATINGS in brief.pack.withheld:
        return f"{WITHHELD} by the leader"
    alike: dict[str, list[str]] = {}
    for unit in brief.pack.dimensions[:MOST_DIMENSIONS]:
        if unit.ratings and unit.ratings.n:
            name = brief.names[UnitPlace("dimension", unit.place)]
            alike.setdefault(rating_words(unit.ratings), []).append(name)
    rated = [f"{listed(names)}: {words}" for words, names in alike.items()]
    return f"1 to 5. {'; '.join(rated)}" if rated else "none in these weeks"


def _drawn(brief: Brief, ways: Sequence[UnitRow], width: int) -> Page:
    span, usual = window(brief.pack.first, brief.pack.last), brief.pack.counts.usual
    strips = [unit.strip for unit in brief.pack.dimensions]
    anything = [any(each.asked for each in period) for period in zip(*strips, strict=False)]
    has_bars = width >= _NARROW
    room = width - _BESIDE_STRIP - (_BAR + 2 if has_bars else 0)
    fits = all(len(strip) == len(span.starts) for strip in strips)
    periods = charts.shown_periods(span, max(0, room)) if fits else 0

    def row(way: UnitRow) -> list[Cell]:
        unit, look = way.unit, FELL if way.has_fallen else PLAIN
        strip: Line = []
        if periods:
            values = charts.shares(PeriodCounts(*zip(*unit.strip, strict=True)), span, anything)
            strip = charts.bars(values, span, periods)
        level = charts.level_bar(unit.level, usual, _BAR) if has_bars and unit.has_level else ""
        return [
            [(look, cut(f"▼ {way.name}" if way.has_fallen else way.name, _NAME))],
            strip,
            f"{unit.full}/{unit.asked}" if unit.asked else "–",
            [(look or QUIET, level)],
            way.interval,
        ]

    texts = ("", charts.heading(span, periods), "detailed", _SCALE if has_bars else "", "range")
    rows: list[list[Cell]] = [[[(QUIET, text)] for text in texts], *map(row, ways)]
    columns = [Column(least=_NAME), Column(), Column("right"), Column(), Column("right")]
    head, *lines = grid(rows, columns, width)
    page = [head]
    for way, line in zip(ways, lines, strict=True):
        page += [line, *_facet_lines(way, min(width, WIDEST))]
    if (more := len(brief.pack.dimensions) - len(ways)) > 0:
        page += sentence(f"and {more} more; --json has them all.", width, style=QUIET)
    reach = "four weeks to each" if span.by == WEEK else "month by month"
    key = [f"▁…█ in detail, {reach}, · not asked"] if periods else []
    if has_bars and any(way.unit.has_level for way in ways):
        key.append("├─●─┤ level and its 80% range, ┊ usual")
    if any(way.has_fallen for way in ways):
        key.append("▼ gone quiet")
    page += sentence("   ".join(key), width, style=QUIET) if key else []
    return [*page, *_states(brief, ways, width)]


def _facet_lines(way: UnitRow, width: int) -> Page:
    """Draw a line for each facet that something happened to, and the others folded."""
    page: Page = []
    for facet in way.facets:
        indent, style = (" ▼ ", FELL) if facet.has_fallen else ("   ", PLAIN)
        page += paragraph(facet.line, width, indent=indent, style=style)
    for line in way.folded:
        page += paragraph(line, width, style=QUIET)
    return page


def _states(brief: Brief, ways: Sequence[UnitRow], width: int) -> Page:
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
