"""What the cohort's screens and documents are made from, beside the figures themselves."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import date
from typing import NamedTuple, TypeVar

from syslead_cli.base.layout import (
    PLAIN,
    QUIET,
    STRONG,
    Line,
    Page,
    Span,
    cells,
    cut,
    next_step,
    paragraph,
    sentence,
)
from syslead_cli.base.text import counted, listed, one_line, short_day
from syslead_cli.coach.cohort import DIMENSION, FACET, Cohort, ItemFigure, Row, UnitFigure
from syslead_cli.coach.suppression import LEAST, Published, PublishedItem, PublishedUnit, Withheld
from syslead_cli.framework.model import Framework


class Names(NamedTuple):
    """What units are called: as in the coach's own framework, else by their ids.

    Names that stand in a pack are not used: whoever made it wrote them.
    """

    framework: str
    dimensions: dict[str, str]
    facets: dict[str, str]
    items: dict[str, str]
    places: dict[str, int]

    def of(self, framework: str, unit: str, id_: str) -> str:
        """The name of a dimension or facet."""
        known = self.dimensions if unit == DIMENSION else self.facets
        return known.get(id_, id_) if framework == self.framework else id_

    def item(self, framework: str, id_: str) -> str:
        """The name of an item of the environment."""
        return self.items.get(id_, id_) if framework == self.framework else id_

    def place(self, id_: str) -> int:
        """Where a unit stands in the framework, for an order; others come behind."""
        return self.places.get(id_, len(self.places))


def names_of(framework: Framework) -> Names:
    """The names of the coach's own framework."""
    every = framework.everything or framework.facets
    units = (framework.dimensions, every, framework.environment)
    ordered = [each.id for layer in units for each in layer]
    return Names(
        framework.id,
        {each.id: each.name for each in framework.dimensions},
        {each.id: each.name for each in every},
        {each.id: each.name for each in framework.environment},
        {id_: at for at, id_ in enumerate(ordered)},
    )


def with_withheld(published: Published, names: Names) -> Published:
    """The same with every unit of the coach's own framework, so that none is missing unsaid."""
    used = [each.framework for each in published.units]
    used += [each.framework for each in published.items]
    if used and names.framework not in used:
        return published
    units = {each[:3]: each for each in published.units}
    items = {each[:2]: each for each in published.items}
    for unit, known in ((DIMENSION, names.dimensions), (FACET, names.facets)):
        for id_ in known:
            key = (names.framework, unit, id_)
            units.setdefault(key, PublishedUnit(*key, None, None, None))
    for id_ in names.items:
        items.setdefault((names.framework, id_), PublishedItem(names.framework, id_, None, None))
    return published._replace(
        units=tuple(units[key] for key in sorted(units)),
        items=tuple(items[key] for key in sorted(items)),
    )


class Desk(NamedTuple):
    """Everything a coach sees of a group. ``problems``: (file, code, why) of packs not counted."""

    cohort: Cohort
    names: Names
    today: date
    packs: int = 0
    copies: int = 0
    locked: int = 0
    links: int = 0
    other: int = 0
    unsure: int = 0
    problems: Sequence[tuple[str, str, str]] = ()
    expired: Sequence[str] = ()
    #: Pseudonyms on different packs of the same days.
    namesakes: int = 0


# ── cohort_render ──
# The coach's screen of many clients: who has not written, what is quiet, what is rated low.


#: Lists on the screen end here; ``--json`` has everything.
_NAMES_SHOWN, _FACETS_SHOWN, _ITEMS_SHOWN, _CLIENTS_SHOWN = 8, 8, 6, 40
_SEVERAL = 2
_BAR, _WIDEST = 16, 100


def cohort_page(desk: Desk, width: int) -> Page:
    """The whole screen."""
    width = min(width, _WIDEST)
    if not desk.cohort.rows:
        return _nobody(desk, width)
    page = sentence(_headline(desk), width, style=STRONG)
    page += _not_written(desk, width)
    page += _quiet(desk, width)
    page += _low(desk, width)
    page += _intentions(desk, width)
    page += _clients(desk, width)
    page += _remarks(desk, width)
    return [*page, [], *sentence(_FOOT, width, style=QUIET)]


_FOOT = "For your eyes; for others: --publish, --format csv, --format html."


def _nobody(desk: Desk, width: int) -> Page:
    said = "No packs to look at."
    if desk.expired:
        said = f"{counted(len(desk.expired), 'client')}, all with packs past their day of deletion."
    return [
        *sentence(said, width),
        *_remarks(desk, width),
        [],
        *next_step("syslead coach add FILE", "takes in a pack a leader sent", width),
    ]


def _headline(desk: Desk) -> str:
    rows = desk.cohort.rows
    shared = desk.cohort.rated
    parts = [
        counted(len(rows), "client"),
        _stretch([row.until for row in rows], desk.today),
        f"ratings of surroundings from {f'{shared:,}' if shared else 'nobody'}",
    ]
    return " · ".join(parts)


def _stretch(days: Sequence[date], today: date) -> str:
    first, last = short_day(min(days), today), short_day(max(days), today)
    return f"packs to {last}" if first == last else f"packs that end {first} to {last}"


# ── who has not written ──────────────────────────────────────────────────────


def _not_written(desk: Desk, width: int) -> Page:
    group = desk.cohort
    page: Page = [[], [(QUIET, " NOT WRITTEN")]]
    silent, fading = group.silent, group.fading
    if not silent and not fading:
        return [*page, *paragraph("Everybody wrote in the days of their newest pack.", width)]
    of = f"{len(silent):,} of {len(group.rows):,} wrote nothing in the days of their pack"
    if silent:
        page += paragraph(f"{of}: {_names(silent)}.", width)
    if fading:
        said = ", ".join(f"{_name(row)} ({_gap(row)})" for row in fading[:_NAMES_SHOWN])
        page += paragraph(
            f"Asked nothing lately, to the end of their pack: {said}{_rest(fading)}.", width
        )
    return page


def _names(rows: Sequence[Row]) -> str:
    names = [_name(row) for row in rows[:_NAMES_SHOWN]]
    return listed(names) if len(rows) <= _NAMES_SHOWN else ", ".join(names) + _rest(rows)


def _rest(rows: Sequence[Row]) -> str:
    return f" and {len(rows) - _NAMES_SHOWN:,} more" if len(rows) > _NAMES_SHOWN else ""


def _name(row: Row) -> str:
    return cut(one_line(row.name), 40)


def _gap(row: Row) -> str:
    return counted(row.empty_periods, row.by)


# ── figures with a bar ───────────────────────────────────────────────────────


class _Bar(NamedTuple):
    """A labelled share: so many of those, and a remark where the total says less than it seems."""

    label: str
    part: int
    of: int
    more: str = ""


def _quiet(desk: Desk, width: int) -> Page:
    units = [each for each in desk.cohort.units if each.quiet]
    page = _heading("QUIET ACROSS THE GROUP", "of those for whom it could be judged", width)
    if not units:
        return [*page, *paragraph("Nothing has gone quiet for anybody.", width)]
    dimensions = [each for each in units if each.unit == DIMENSION]
    facets = [each for each in units if each.unit != DIMENSION and each.quiet >= _SEVERAL]
    shown = [*dimensions[:_FACETS_SHOWN], *facets[:_FACETS_SHOWN]]
    if not shown:
        return [*page, *paragraph("Nothing is quiet for two or more.", width)]
    bars = _bars([_unit_bar(each, desk) for each in shown], width)
    cut_at = len(dimensions[:_FACETS_SHOWN])
    page += [*bars[:cut_at], *([[]] if 0 < cut_at < len(bars) else []), *bars[cut_at:]]
    left = max(0, len(facets) - _FACETS_SHOWN)
    if left:
        page += paragraph(f"and {counted(left, 'facet')} more", width, style=QUIET)
    return page


def _heading(title: str, more: str, width: int) -> Page:
    """A heading with a few words beside it, where there is room."""
    fits = len(title) + len(more) + 4 <= width
    return [[], [(QUIET, f" {title}   {more}" if fits else f" {title}")]]


def _unit_bar(each: UnitFigure, desk: Desk) -> _Bar:
    more = f"{each.of:,} shared it" if each.judged < each.of else ""
    return _Bar(desk.names.of(each.framework, each.unit, each.id), each.quiet, each.judged, more)


def _low(desk: Desk, width: int) -> Page:
    items = [each for each in desk.cohort.items if each.low >= _SEVERAL]
    page = _heading("SURROUNDINGS RATED LOW", "1 or 2 of 5, by several", width)
    if not desk.cohort.items:
        return [*page, *paragraph("Nobody shared ratings of their surroundings.", width)]
    if not items:
        return [*page, *paragraph("Nothing by more than one leader.", width)]
    return page + _bars([_item_bar(each, desk) for each in items[:_ITEMS_SHOWN]], width)


def _item_bar(each: ItemFigure, desk: Desk) -> _Bar:
    return _Bar(desk.names.item(each.framework, each.id), each.low, each.of)


def _bars(bars: Sequence[_Bar], width: int) -> Page:
    """Label, bar, count; labels share a column, and the remark goes where space is short."""
    counts = [f"{bar.part:,} of {bar.of:,}" for bar in bars]
    wide = max((cells(count) for count in counts), default=0)
    longest = max((cells(one_line(bar.label)) for bar in bars), default=0)
    more = max((cells(bar.more) for bar in bars), default=0)
    room = max(12, min(longest, width - _BAR - wide - 8))
    fits = room + _BAR + wide + more + 10 <= width
    page: Page = []
    for bar, count in zip(bars, counts, strict=True):
        full = round(_BAR * bar.part / bar.of) if bar.of else 0
        label = cut(bar.label, room)
        line: Line = [
            (PLAIN, f"   {label}{' ' * (room - cells(label))}  "),
            (PLAIN, "█" * full),
            (QUIET, "·" * (_BAR - full)),
            (PLAIN, f"  {count:>{wide}}"),
        ]
        page.append([*line, (QUIET, f"   {bar.more}")] if bar.more and fits else line)
    return page


# ── intentions, clients, remarks ─────────────────────────────────────────────


def _intentions(desk: Desk, width: int) -> Page:
    planned = desk.cohort.planned
    page: Page = [[], [(QUIET, " INTENTIONS")]]
    if not planned.made:
        return [*page, *paragraph("None were made in the days of these packs.", width)]
    parts = [
        f"{planned.made:,} made by {planned.by:,} of {len(desk.cohort.rows):,}",
        f"{planned.kept:,} kept",
        *([f"{planned.partly:,} in part"] if planned.partly else []),
        *([f"{planned.dropped:,} let go"] if planned.dropped else []),
        f"{planned.open:,} open",
    ]
    return page + paragraph(" · ".join(parts), width)


_COLUMNS = ("tier", "until", "days", "full/asked", "kept/made", "quiet")
_SIZES = (8, 11, 4, 12, 11, 5)
_TEXTS = 1


def _clients(desk: Desk, width: int) -> Page:
    rows = desk.cohort.rows
    if len(rows) > _CLIENTS_SHOWN or width < sum(_SIZES) + 2 * len(_SIZES) + 11:
        return []
    room = max(8, min(max(cells(one_line(row.name)) for row in rows), width - sum(_SIZES) - 15))
    page: Page = [[], [(QUIET, f" CLIENTS{' ' * max(1, room - 3)}{_row(_COLUMNS)}")]]
    for row in sorted(rows, key=_by_name):
        name = cut(row.name, room)
        values = _row(_values(row, desk))
        page.append([(PLAIN, f"   {name}{' ' * (room - cells(name))}  {values}")])
    return page


def _row(values: Sequence[str]) -> str:
    """Texts at the left of their columns, numbers at the right."""
    placed = [
        f"{value:<{size}}" if at < _TEXTS else f"{value:>{size}}"
        for at, (value, size) in enumerate(zip(values, _SIZES, strict=True))
    ]
    return "  ".join(placed)


def _by_name(row: Row) -> list[tuple[int, int, str]]:
    """Leader 2 before Leader 10."""
    parts = _DIGITS.split(row.name.casefold())
    return [(0, int(part), "") if part.isdecimal() else (1, 0, part) for part in parts if part]


_DIGITS = re.compile("([0-9]{1,9})")


def _values(row: Row, desk: Desk) -> tuple[str, ...]:
    made, kept = row.planned[0], row.planned[1]
    return (
        row.tier,
        short_day(row.until, desk.today),
        f"{row.days:,}",
        f"{row.full:,} / {row.asked:,}",
        f"{kept:,} / {made:,}" if made else "–",
        f"{len(row.quiet)}" if row.quiet else "–",
    )


def _remarks(desk: Desk, width: int) -> Page:
    """What the figures do not show."""
    said = _said(desk, width)
    if not said:
        return []
    return [[], *(line for each in said for line in paragraph(f"· {each}", width))]


def _said(desk: Desk, width: int) -> list[str]:
    rows = desk.cohort.rows
    said = []
    if rows and not _clients(desk, width):
        said.append("--json lists each client.")
    unnamed = [row for row in rows if not row.named]
    if unnamed:
        said.append(_unnamed(unnamed, desk))
    frameworks = {row.framework for row in rows}
    if len(frameworks) > 1:
        said.append(f"{len(frameworks)} frameworks: their facets are counted apart.")
    if desk.expired:
        said.append(
            f"{counted(len(desk.expired), 'client')} whose packs are past the day they asked to "
            "keep them until: in no figure."
        )
    if desk.unsure:
        said.append(
            f"{counted(desk.unsure, 'pack')} without a folder of its own or a pseudonym: each "
            "counts as a client here, and in nothing that is published."
        )
    if desk.namesakes:
        said.append(
            f"{counted(desk.namesakes, 'pseudonym')} on different packs of the same days: taken "
            "for one person. If they are two, give each a folder, or --clients-by file."
        )
    return said + _set_aside(desk)


def _unnamed(unnamed: Sequence[Row], desk: Desk) -> str:
    packs = counted(len(unnamed), "pack")
    alike = sum(row.framework == desk.names.framework for row in unnamed)
    if not alike:
        return f"{packs} at the tier scores, without the names of facets: counted apart."
    which = (
        ("it has" if alike == 1 else "they have") if alike == len(unnamed) else f"{alike:,} have"
    )
    return f"{packs} without the names of facets: {which} the shape of your framework."


def _set_aside(desk: Desk) -> list[str]:
    aside = [
        *([counted(desk.copies, "copy", "copies")] if desk.copies else []),
        *([f"{desk.locked:,} encrypted (syslead coach add opens those)"] if desk.locked else []),
        *([counted(desk.links, "link")] if desk.links else []),
        *([counted(desk.other, "other file")] if desk.other else []),
    ]
    return [f"Left alone: {listed(aside)}."] if aside else []


# ── cohort_published ──
# What may leave a coach's desk about a group, as a screen, a table for programs, and a page.


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
_WIDEST_COHORT_PUBLISHED = 100


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
    width = min(width, _WIDEST_COHORT_PUBLISHED)
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

    from syslead_cli.base.spreadsheet import inert

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
