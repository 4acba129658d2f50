"""Published figures of a group: to look at on the screen, as CSV for programs, and as a page."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from typing import NamedTuple

from syslead_cli.base.layout import PLAIN, QUIET, STRONG, Page, cells, fit, paragraph, sentence
from syslead_cli.base.text import one_line, short_day
from syslead_cli.coach.cohort import (
    DIMENSION,
    FACET,
    ItemFigures,
    OwnFramework,
    PublishedCohort,
    UnitFigures,
    UnitKind,
)
from syslead_cli.coach.publishing import LEAST, Withheld

_WIDEST = 100
_WITHHELD = "withheld"
_HEADER = ("part", "framework", "unit", "id", "name", "figure", "value")
_RULE = (
    "A figure is withheld where fewer than five people, or all but fewer than five, stand behind "
    "it, or where such a figure could be worked out from others here. Clients whose framework "
    "fewer than five share are left out altogether."
)
_CARE = (
    "Two exports of overlapping groups, or of one group at two times, can be subtracted from each "
    "other: give out one."
)
_UNIT_COLUMNS = ("quiet", "could be judged", "shared it")


def _figure(value: Withheld) -> str:
    return _WITHHELD if value is None else f"{value:,}"


class FigureTable(NamedTuple):
    """A heading, its columns' names, and rows: a name and figures."""

    title: str
    columns: tuple[str, ...]
    rows: Sequence[tuple[str, tuple[Withheld, ...]]]

    @property
    def has_bars(self) -> bool:
        """Tell if the first figure is a part of the last."""
        return len(self.columns) > 1


def _ordered(
    published: PublishedCohort, own: OwnFramework
) -> tuple[list[UnitFigures[Withheld]], list[ItemFigures[Withheld]]]:
    """Sort as the framework has them: an order by size would tell the size of what is withheld."""

    def place(each: UnitFigures[Withheld] | ItemFigures[Withheld]) -> tuple[str, int, str]:
        return each.framework, own.places.get(each.id, len(own.places)), each.id

    return sorted(published.units, key=place), sorted(published.environment, key=place)


def _tables(published: PublishedCohort, own: OwnFramework) -> list[FigureTable]:
    """Return all figures in an order people read."""
    units, items = _ordered(published, own)
    writing, made = published.writing, published.intentions

    def label(each: UnitFigures[Withheld] | ItemFigures[Withheld]) -> str:
        return each.name if each.framework == own.id else f"{each.name} ({each.framework})"

    def quiet(title: str, unit: UnitKind) -> FigureTable:
        rows = [
            (label(each), (each.quiet, each.judged, each.of)) for each in units if each.unit == unit
        ]
        return FigureTable(title, _UNIT_COLUMNS, rows)

    group = [
        ("Clients counted", (writing.of,)),
        ("Wrote nothing in the days of their pack", (writing.wrote_nothing,)),
    ]
    low = [(label(each), (each.low, each.of)) for each in items]
    intentions = [
        ("Clients who made any", (made.made_by,)),
        ("Intentions made", (made.made,)),
        ("Of these kept", (made.kept,)),
        ("Of these open", (made.open,)),
    ]
    tables = [
        FigureTable("The group", ("people",), group),
        quiet("Quiet dimensions", DIMENSION),
        quiet("Quiet facets", FACET),
        FigureTable("Surroundings rated 1 or 2 of 5", ("low", "shared it"), low),
        FigureTable("Intentions", ("count",), intentions),
    ]
    return [table for table in tables if table.rows]


def published_page(published: PublishedCohort, own: OwnFramework, width: int) -> Page:
    """Draw what would leave, to look at before it does."""
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
    notes = (line for text in (_RULE, _CARE) for line in sentence(text, width, style=QUIET))
    return [*page, [], *notes]


def _drawn(table: FigureTable, room: int, width: int) -> Page:
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
    import csv
    from io import StringIO

    from syslead_cli.base.spreadsheet import inert

    out = StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow(_HEADER)
    for *texts, figure in _csv_rows(published, own):
        writer.writerow([*map(inert, texts), _WITHHELD if figure is None else figure])
    return out.getvalue()


def _csv_rows(
    published: PublishedCohort, own: OwnFramework
) -> Iterator[tuple[str, str, str, str, str, str, Withheld]]:
    units, items = _ordered(published, own)
    for key in ("of", "wrote_nothing"):
        yield "writing", "", "", "", "", key, getattr(published.writing, key)
    for key in ("made_by", "made", "kept", "open"):
        yield "intentions", "", "", "", "", key, getattr(published.intentions, key)
    for unit in units:
        for key in ("of", "judged", "quiet"):
            figure = getattr(unit, key)
            yield "units", unit.framework, unit.unit, unit.id, unit.name, key, figure
    for item in items:
        for key in ("of", "low"):
            yield "environment", item.framework, "item", item.id, item.name, key, getattr(item, key)


def published_html(published: PublishedCohort, own: OwnFramework) -> str:
    """Write one page, for reading and printing."""
    from syslead_cli.base.html import html_page

    return html_page(
        "cohort.html.j2",
        "cohort.css",
        tables=_tables(published, own) if published.writing.of is not None else [],
        clients=_figure(published.writing.of),
        day=short_day(published.as_of, date.min),
        least=LEAST,
        said=_figure,
        rule=_RULE,
        care=_CARE,
    )
