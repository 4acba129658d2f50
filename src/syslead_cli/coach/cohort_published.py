"""What may leave a coach's desk about a group, as a screen, a table for programs, and a page."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from typing import NamedTuple, TypeVar

from syslead_cli.base.page_render import (
    PLAIN,
    QUIET,
    STRONG,
    Page,
    Span,
    cells,
    cut,
    paragraph,
    sentence,
)
from syslead_cli.base.visible import one_line
from syslead_cli.base.wording import short_day
from syslead_cli.coach.cohort_publishing import (
    LEAST,
    Published,
    PublishedItem,
    PublishedUnit,
    Withheld,
)
from syslead_cli.coach.cohort_rows import DIMENSION, FACET
from syslead_cli.coach.cohort_view import Names

_Figure = TypeVar("_Figure", PublishedUnit, PublishedItem)

WITHHELD = "withheld"
HEADER = ("part", "framework", "unit", "id", "name", "figure", "value")
RULE = (
    "A figure is withheld where fewer than five people, or all but fewer than five, stand behind "
    "it, or where such a figure could be worked out from others here. Clients whose framework "
    "fewer than five share are left out altogether."
)
CARE = (
    "Two exports of overlapping groups, or of one group at two times, can be subtracted from each "
    "other: give out one."
)
_WIDEST = 100


def said(figure: Withheld) -> str:
    """The figure, or that there is none."""
    return WITHHELD if figure is None else f"{figure:,}"


class Table(NamedTuple):
    """A heading, its columns' names, and rows: a name and figures."""

    title: str
    columns: tuple[str, ...]
    rows: Sequence[tuple[str, tuple[Withheld, ...]]]

    @property
    def has_bars(self) -> bool:
        """Whether the first figure is a part of the last."""
        return len(self.columns) > 1


def tables(published: Published, names: Names) -> list[Table]:
    """Everything there is, in an order people read."""
    group = published.group
    made = [
        Table("The group", ("people",), [
            ("Clients counted", (group.clients,)),
            ("Wrote nothing in the days of their pack", (group.silent,)),
        ]),
        Table("Quiet dimensions", _UNIT_COLUMNS, _units(published, names, DIMENSION)),
        Table("Quiet facets", _UNIT_COLUMNS, _units(published, names, FACET)),
        Table("Surroundings rated 1 or 2 of 5", ("low", "shared it"), [
            (_of(names.item(each.framework, each.id), each, names), (each.low, each.of))
            for each in _ordered(published.items, names)
        ]),
        Table("Intentions", ("count",), [
            ("Clients who made any", (group.planners,)),
            ("Intentions made", (group.made,)),
            ("Of these kept", (group.kept,)),
            ("Of these open", (group.open,)),
        ]),
    ]  # fmt: skip
    return [table for table in made if table.rows]


_UNIT_COLUMNS = ("quiet", "could be judged", "shared it")


def _units(published: Published, names: Names, unit: str) -> list[tuple[str, tuple[Withheld, ...]]]:
    units = _ordered([each for each in published.units if each.unit == unit], names)
    return [
        (
            _of(names.of(each.framework, each.unit, each.id), each, names),
            (each.quiet, each.judged, each.of),
        )
        for each in units
    ]


def _ordered(figures: Sequence[_Figure], names: Names) -> list[_Figure]:
    """As the framework has them: an order by size would tell the size of what is withheld."""
    return sorted(figures, key=lambda each: (each.framework, names.place(each.id), each.id))


def _of(name: str, figure: _Figure, names: Names) -> str:
    """The name, with its framework where that is not the coach's own."""
    return name if figure.framework == names.framework else f"{name} ({figure.framework})"


# ── the screen ───────────────────────────────────────────────────────────────


def published_page(published: Published, names: Names, today: date, width: int) -> Page:
    """What would leave, to look at before it does."""
    width = min(width, _WIDEST)
    page = sentence(f"For others · {short_day(today, date.min)}", width, style=STRONG)
    if published.group.clients is None:
        few = f"Fewer than {LEAST} clients share a framework here, so everything is withheld."
        return [*page, [], *paragraph(few, width)]
    listed = tables(published, names)
    room = max(cells(one_line(name)) for table in listed for name, _ in table.rows)
    for table in listed:
        page += [[], *_table(table, room, width)]
    return [*page, [], *_notes(width)]


def _notes(width: int) -> Page:
    return [*sentence(RULE, width, style=QUIET), *sentence(CARE, width, style=QUIET)]


def _table(table: Table, room: int, width: int) -> Page:
    sizes = [max(len(column), len(WITHHELD)) for column in table.columns]
    room = max(12, min(room, width - sum(sizes) - 2 * len(sizes) - 4))
    heads = "".join(f"  {head:>{size}}" for head, size in zip(table.columns, sizes, strict=True))
    title = table.title.upper()
    page: Page = [[(QUIET, f" {title}{' ' * max(0, room + 2 - len(title))}{heads}")]]
    for name, figures in table.rows:
        label = cut(name, room)
        line: list[Span] = [(PLAIN, f"   {label}{' ' * (room - cells(label))}")]
        for figure, size in zip(figures, sizes, strict=True):
            style = QUIET if figure is None else PLAIN
            line.append((style, f"  {said(figure):>{size}}"))
        page.append(line)
    return page


# ── the table for programs, and the page ─────────────────────────────────────


def published_csv(published: Published, names: Names) -> str:
    """A row a figure, ``withheld`` where there is none; lines ended as RFC 4180 has it."""
    import csv
    from io import StringIO

    from syslead_cli.exchange.spreadsheet import inert

    out = StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow(HEADER)
    for *texts, figure in _figures(published, names):
        writer.writerow([*map(inert, texts), WITHHELD if figure is None else figure])
    return out.getvalue()


def _figures(
    published: Published, names: Names
) -> Iterator[tuple[str, str, str, str, str, str, Withheld]]:
    for key, figure in published.group._asdict().items():
        part = "writing" if key in ("clients", "silent") else "intentions"
        yield part, "", "", "", "", _FIGURES.get(key, key), figure
    for unit in _ordered(published.units, names):
        name = names.of(unit.framework, unit.unit, unit.id)
        for key in ("of", "judged", "quiet"):
            yield "units", unit.framework, unit.unit, unit.id, name, key, getattr(unit, key)
    for item in _ordered(published.items, names):
        name = names.item(item.framework, item.id)
        for key in ("of", "low"):
            yield "environment", item.framework, "item", item.id, name, key, getattr(item, key)


_FIGURES = {"clients": "of", "silent": "wrote_nothing", "planners": "made_by"}


def published_html(published: Published, names: Names, today: date) -> str:
    """One page, for reading and printing."""
    from syslead_cli.base.html import html_page

    return html_page(
        "cohort.html.j2",
        "cohort.css",
        tables=tables(published, names) if published.group.clients is not None else [],
        clients=said(published.group.clients),
        day=short_day(today, date.min),
        least=LEAST,
        said=said,
        rule=RULE,
        care=CARE,
    )
