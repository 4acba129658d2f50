"""Published figures of a group: on the screen, as CSV and as a page."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from datetime import date
from io import StringIO
from typing import NamedTuple

from syslead_cli.base.documents import inert
from syslead_cli.base.html import html_page
from syslead_cli.base.layout import PLAIN, QUIET, STRONG, Page, cells, fit, paragraph, sentence
from syslead_cli.base.text import one_line, short_day
from syslead_cli.coach.cohort import DIMENSION, FACET, OwnFramework
from syslead_cli.coach.documents import (
    ItemFigures,
    PublishedCohort,
    UnitFigures,
    UnitKind,
    Withheld,
)
from syslead_cli.coach.publishing import LEAST

_WIDEST = 100
_WITHHELD = "withheld"
_RULE = (
    "A figure is withheld where fewer than five people, or all but fewer than five, stand behind "
    "it, or where such a figure could be worked out from others here. Clients whose framework "
    "fewer than five share are left out altogether."
)
_NOTHING = (
    "None of these counts may be shown: each is about fewer than five people, or leaves fewer than "
    "five, or would give another away."
)
_COUNTED = (
    "Surroundings: “counted” is everyone who shared ratings of them, with up to four who did not, "
    "so that nobody can tell who; skipping an item is not a low rating."
)
_CARE = (
    "Two exports of overlapping groups, or of one group at two times, can be subtracted from each "
    "other: give out one."
)


class FigureTable(NamedTuple):
    """A heading, the columns' names, and rows: a name and figures.

    ``base``: the column that the first one is a part of, and its bar is drawn on; 0 for none.
    """

    title: str
    columns: tuple[str, ...]
    rows: Sequence[tuple[str, tuple[Withheld, ...]]]
    base: int = 0

    @property
    def nothing(self) -> str:
        """Say that no row has its first figure, and how many are counted; else empty."""
        if any(figures[0] is not None for _, figures in self.rows):
            return ""
        counted = {figures[-1] for _, figures in self.rows} if self.base else {None}
        [most, *more] = counted
        return _NOTHING if most is None or more else f"{most:,} counted. {_NOTHING}"


def _figure(value: Withheld) -> str:
    return _WITHHELD if value is None else f"{value:,}"


def _ordered(
    published: PublishedCohort, own: OwnFramework
) -> tuple[list[UnitFigures[Withheld]], list[ItemFigures[Withheld]]]:
    """Sort as the framework has them: an order by size would tell the size of what is withheld."""

    def place(each: UnitFigures[Withheld] | ItemFigures[Withheld]) -> tuple[str, int, str]:
        return each.framework, own.places.get(each.id, len(own.places)), each.id

    return sorted(published.units, key=place), sorted(published.environment, key=place)


def _tables(published: PublishedCohort, own: OwnFramework) -> list[FigureTable]:
    units, items = _ordered(published, own)
    writing, made = published.writing, published.intentions

    def label(each: UnitFigures[Withheld] | ItemFigures[Withheld]) -> str:
        return each.name if each.framework == own.id else f"{each.name} ({each.framework})"

    def quiet(title: str, unit: UnitKind) -> FigureTable:
        rows = [
            (label(each), (each.quiet, each.judged, each.of)) for each in units if each.unit == unit
        ]
        return FigureTable(title, ("quiet", "could be judged", "counted"), rows, base=1)

    silent = ("Wrote nothing in the period of their pack", (writing.wrote_nothing,))
    low = [(label(each), (each.low, each.of)) for each in items]
    labels = ("Clients who made any", "Intentions made", "Of these done", "Of these open")
    counts = [(made.made_by,), (made.made,), (made.kept,), (made.open,)]
    tables: list[FigureTable] = [
        FigureTable("The group", ("people",), [("Clients counted", (writing.of,)), silent]),
        quiet("Quiet dimensions", DIMENSION),
        quiet("Quiet facets", FACET),
        FigureTable("Surroundings rated 1 or 2 of 5", ("low", "counted"), low, base=1),
        FigureTable("Intentions", ("count",), list(zip(labels, counts, strict=True))),
    ]
    return [table for table in tables if table.rows]


def published_page(published: PublishedCohort, own: OwnFramework, width: int) -> Page:
    width = min(width, _WIDEST)
    day = short_day(published.as_of, date.min)
    page = sentence(f"For others · {day}", width, style=STRONG)
    if published.writing.of is None:
        few = f"Fewer than {LEAST} clients share a framework here, so everything is withheld."
        return [*page, [], *paragraph(few, width)]
    tables = _tables(published, own)
    room = max(cells(one_line(name)) for table in tables for name, _ in table.rows)
    for table in tables:
        page += [[], *_drawn(table, room, width)]
    notes = (
        line for text in (_RULE, _COUNTED, _CARE) for line in sentence(text, width, style=QUIET)
    )
    return [*page, [], *notes]


def _drawn(table: FigureTable, room: int, width: int) -> Page:
    if table.nothing:
        return [[(QUIET, f" {table.title.upper()}")], *paragraph(table.nothing, width)]
    sizes = [max(len(column), len(_WITHHELD)) for column in table.columns]
    room = max(12, min(room, width - sum(sizes) - 2 * len(sizes) - 4))
    heads = "".join(f"  {head:>{size}}" for head, size in zip(table.columns, sizes, strict=True))
    page: Page = [[(QUIET, f" {table.title.upper():<{room + 2}}{heads}")]]
    for name, figures in table.rows:
        values = [
            (QUIET if figure is None else PLAIN, f"  {_figure(figure):>{size}}")
            for figure, size in zip(figures, sizes, strict=True)
        ]
        page.append([(PLAIN, f"   {fit(name, room)}"), *values])
    return page


def published_csv(published: PublishedCohort, own: OwnFramework) -> str:
    """Write a row a figure, ``withheld`` where there is none; line ends as in RFC 4180."""
    units, items = _ordered(published, own)
    group = ("", "", "", "")
    parts: list[tuple[tuple[str, ...], tuple[str, ...], object]] = [
        (("writing", *group), ("of", "wrote_nothing"), published.writing),
        (("intentions", *group), ("made_by", "made", "kept", "open"), published.intentions),
        *(
            (("units", u.framework, u.unit, u.id, u.name), ("of", "judged", "quiet"), u)
            for u in units
        ),
        *((("environment", i.framework, "item", i.id, i.name), ("of", "low"), i) for i in items),
    ]
    out = StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow(("part", "framework", "unit", "id", "name", "figure", "value"))
    for about, keys, part in parts:
        for key in keys:
            figure = getattr(part, key)
            figure = _WITHHELD if figure is None else figure
            writer.writerow([*map(inert, (*about, key)), figure])
    return out.getvalue()


def published_html(published: PublishedCohort, own: OwnFramework) -> str:
    return html_page(
        "cohort.html.j2",
        "cohort.css",
        tables=_tables(published, own) if published.writing.of is not None else [],
        clients=_figure(published.writing.of),
        day=short_day(published.as_of, date.min),
        least=LEAST,
        said=_figure,
        rule=_RULE,
        counted=_COUNTED,
        care=_CARE,
    )
