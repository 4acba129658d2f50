"""A group of clients: for the coach on the screen; for others as a page, a screen and CSV."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from functools import partial
from typing import NamedTuple, TypeVar

from syslead_cli.base.blocks import (
    BLANK,
    Block,
    Each,
    Heading,
    Items,
    Styled,
    Table,
    Text,
)
from syslead_cli.base.documents import csv_text
from syslead_cli.base.html import macro, to_html
from syslead_cli.base.layout import (
    FELL,
    QUIET,
    Cell,
    Column,
    Page,
    cut,
    grid,
    next_step,
    paragraph,
)
from syslead_cli.base.text import counted, first_few, listed, one_line, short_day
from syslead_cli.coach import documents
from syslead_cli.coach.cohort import DIMENSION, FACET, OwnFramework, PacksRead
from syslead_cli.coach.documents import ItemFigures, UnitFigures, Withheld
from syslead_cli.coach.publishing import LEAST

#: Lists on the screen end here; ``--json`` has everything.
_NAMES_SHOWN, _FACETS_SHOWN, _ITEMS_SHOWN, _CLIENTS_SHOWN = 8, 8, 6, 40
_SEVERAL = 2
_NAME = 40
#: Empty weeks at the end of a pack from which on a client is shown among those not writing.
_LONG_SILENCE = 4


def cohort_blocks(group: documents.Cohort, found: PacksRead, framework: str) -> Iterator[Block]:
    """Show the group to the coach; ``framework`` is the id of the coach's own."""
    remarks = tuple(_remarks(group, len(found.namesakes), framework))
    notes = (BLANK, Items(remarks)) if remarks else ()
    if not group.clients:
        nobody = "No packs to look at."
        if expired := len(group.expired):
            nobody = f"{counted(expired, 'client')}, all with packs past their day of deletion."
        add = partial(next_step, "syslead coach add FILE", "add a pack a leader sent")
        yield from (Text(nobody, "lead"), *notes, BLANK, Each(add))
        return
    ends = [client.last for client in group.clients]
    first, last = (short_day(day, group.as_of) for day in (min(ends), max(ends)))
    packs = f"packs to {last}" if first == last else f"packs that end {first} to {last}"
    raters = sum(bool(row.items) for row in found.rows)
    rated = f"ratings of surroundings from {f'{raters:,}' if raters else 'nobody'}"
    yield Heading(f"{counted(len(ends), 'client')} · {packs} · {rated}", level=1)
    yield Heading("Not written")
    yield Items(tuple(_not_written(group)), "lines")
    yield Heading("Quiet across the group")
    yield from _quiet(group)
    yield Heading("Surroundings rated low")
    yield _low(group)
    yield Heading("Intentions")
    yield Text(_intentions(group))
    yield Heading("Clients")
    yield Each(partial(_clients, group))
    yield from (*notes, BLANK)
    yield Text(
        "For you only. To share figures, use --publish, --format csv or --format html.", "note"
    )


def _not_written(group: documents.Cohort) -> Iterator[str]:
    silent = [cut(client.client, _NAME) for client in group.clients if not client.days]
    fading = [
        (client.empty_at_the_end, cut(client.client, _NAME))
        for client in group.clients
        for empty in [client.empty_at_the_end]
        if client.days and empty.periods >= (1 if empty.by == "month" else _LONG_SILENCE)
    ]
    if not silent and not fading:
        yield "Everyone wrote something in the period of their newest pack."
    if silent:
        of = f"{len(silent):,} of {len(group.clients):,} wrote nothing in the period of their pack"
        few = len(silent) <= _NAMES_SHOWN
        yield f"{of}: {listed(silent) if few else first_few(silent, _NAMES_SHOWN)}."
    if fading:
        fading.sort(key=lambda each: -each[0].periods)
        gaps = [f"{name} ({counted(gap.periods, gap.by)})" for gap, name in fading]
        yield f"No questions in the last weeks of their pack: {first_few(gaps, _NAMES_SHOWN)}."


def _quiet(group: documents.Cohort) -> Iterator[Block]:
    units = [each for each in group.units if each.quiet]
    dimensions = [each for each in units if each.unit == DIMENSION][:_FACETS_SHOWN]
    facets = [each for each in units if each.unit == FACET and each.quiet >= _SEVERAL]
    for kind, shown in (("dimension", dimensions), ("facet", facets[:_FACETS_SHOWN])):
        rows = tuple(
            (each.name, f"{each.quiet:,}", f"{each.judged:,}", f"{each.of:,}") for each in shown
        )
        yield Table((kind, "quiet", "could be judged", "shared it"), rows, right=(1, 2, 3))
    if not dimensions and not facets:
        several = "Nothing is quiet for two or more."
        yield Text(several if units else "Nothing has gone quiet for anyone.")
    if (left := len(facets) - _FACETS_SHOWN) > 0:
        yield Text(f"and {counted(left, 'facet')} more", "quiet")


def _low(group: documents.Cohort) -> Block:
    low = [each for each in group.environment if each.low >= _SEVERAL][:_ITEMS_SHOWN]
    if low:
        rows = tuple((each.name, f"{each.low:,}", f"{each.of:,}") for each in low)
        return Table(("", "1 or 2 of 5", "rated it"), rows, right=(1, 2))
    if group.environment:
        return Text("Nothing was rated 1 or 2 of 5 by more than one leader.")
    return Text("Nobody shared ratings of their surroundings.")


def _intentions(group: documents.Cohort) -> str:
    planned = group.intentions
    if not planned.made:
        return "None were made in the days of these packs."
    parts = [f"{planned.made:,} made by {planned.made_by:,} of {planned.of:,}"]
    parts += [f"{planned.kept:,} done"]
    some = ((planned.partly, "partly"), (planned.dropped, "dropped"))
    parts += [f"{count:,} {word}" for count, word in some if count]
    return " · ".join([*parts, f"{planned.open:,} open"])


#: The columns of the clients. So wide at least are a name and what is quiet; of more units than
#: this there is a count.
_COLUMNS = ("client", "tier", "until", "days", "detailed", "kept", "quiet")
_LEAST_NAME, _LEAST_QUIET, _QUIET_SHOWN = 8, 14, 3


def _clients(group: documents.Cohort, width: int) -> Page:
    rows = [_client_row(client, group.as_of) for client in group.clients]
    needed = [max(len(row[at]) for row in (_COLUMNS, *rows)) for at in range(1, 6)]
    if len(rows) > _CLIENTS_SHOWN or sum(needed) + 15 + _LEAST_NAME + _LEAST_QUIET > width:
        return paragraph("--json lists each client.", width)
    heads: list[Cell] = [[(QUIET, name)] for name in _COLUMNS]
    styled: list[list[Cell]] = [
        [*texts, [(QUIET if quiet == "–" else FELL, quiet)]] for *texts, quiet in rows
    ]
    columns = [Column(least=_LEAST_NAME, wraps=True), Column(), Column()]
    columns += [Column("right")] * 3 + [Column(least=_LEAST_QUIET, wraps=True)]
    return grid([heads, *styled], columns, width, "   ")


def _client_row(client: documents.ClientFigures, today: date) -> list[str]:
    made = client.intentions
    names = " · ".join(one_line(unit.name) for unit in client.quiet[:_QUIET_SHOWN])
    if (more := len(client.quiet) - _QUIET_SHOWN) > 0:
        names += f" and {more} more"
    return [
        one_line(client.client),
        client.tier,
        short_day(client.last, today),
        f"{client.days:,}",
        f"{client.full:,} of {client.asked:,}",
        f"{made.kept:,} of {made.made:,}" if made.made else "–",
        names or "–",
    ]


def _remarks(group: documents.Cohort, namesakes: int, framework: str) -> Iterator[str]:
    if unnamed := [client for client in group.clients if client.tier == "scores"]:
        yield _unnamed(unnamed, framework)
    frameworks = {client.framework for client in group.clients}
    if len(frameworks) > 1:
        yield f"{len(frameworks)} frameworks: their facets are counted apart."
    if unsure := sum(not client.known for client in group.clients):
        yield (
            f"{counted(unsure, 'pack')} without a folder of its own or a pseudonym: each "
            "counts as a client here, and in nothing that is published."
        )
    if namesakes:
        yield (
            f"{counted(namesakes, 'pseudonym')} on different packs of the same days: taken "
            "for one person. If they are two, give each a folder, or --clients-by file."
        )
    yield from mixed_folders(group.packs.mixed)
    if aside := list(_in_no_figure(group)):
        yield f"In no figure: {listed(aside)}."


def _in_no_figure(group: documents.Cohort) -> Iterator[str]:
    """Yield what was found and does not count, each with its reason."""
    packs = group.packs
    gone = counted(packs.expired, "pack") + " past the day their leader asked to keep them until"
    if whole := len(group.expired):
        gone += f" ({counted(whole, 'client')} without another)"
    damaged = "named on standard error" if len(packs.problems) > 1 else "see standard error"
    each = (
        (packs.older, counted(packs.older, "older pack") + " of the same clients"),
        (packs.expired, gone),
        (len(packs.problems), f"{len(packs.problems):,} that cannot be read ({damaged})"),
        (packs.copies, counted(packs.copies, "copy", "copies")),
        (packs.encrypted, f"{packs.encrypted:,} encrypted (syslead coach add opens those)"),
        (packs.links, counted(packs.links, "link")),
        (packs.hidden, counted(packs.hidden, "hidden file")),
        (packs.other, f"{counted(packs.other, 'file that is', 'files that are')} not a pack"),
    )
    yield from (reason for count, reason in each if count)


def mixed_folders(mixed: Sequence[documents.MixedFolder]) -> Iterator[str]:
    """Say of folders with packs of several pseudonyms how they were counted: all in one way."""
    if mixed:
        folders = counted(len(mixed), "folder holds", "folders hold")
        names = first_few([f"{each.folder} ({each.pseudonyms})" for each in mixed], _NAMES_SHOWN)
        how = "Each pseudonym counts as a person; --clients-by folder counts a folder as one."
        if not mixed[0].apart:
            how = "Each folder counts as one person, because of --clients-by folder."
        yield f"{folders} packs of several pseudonyms: {names}. {how}"


def _unnamed(unnamed: Sequence[documents.ClientFigures], framework: str) -> str:
    packs = counted(len(unnamed), "pack")
    alike = sum(client.framework == framework for client in unnamed)
    if not alike:
        return f"{packs} at the tier scores, without names: counted apart."
    all_have = "it has" if alike == 1 else "they have"
    which = all_have if alike == len(unnamed) else f"{alike:,} have"
    return f"{packs} at the tier scores, without names: {which} the shape of your framework."


# ── for others ───────────────────────────────────────────────────────────────

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
_METHOD = (
    "Quiet: attention to it, when it came up, has fallen, or was low from the start. It can be "
    "judged only with enough questions about it. These figures count what leaders wrote, not what "
    "they did: absence of words is not absence of practice."
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


_Published = TypeVar("_Published", UnitFigures[Withheld], ItemFigures[Withheld])


def _ordered(figures: Iterable[_Published], own: OwnFramework) -> list[_Published]:
    """Sort as the framework has them: an order by size would tell the size of what is withheld."""

    def place(each: _Published) -> tuple[str, int, str]:
        return each.framework, own.places.get(each.id, len(own.places)), each.id

    return sorted(figures, key=place)


def _tables(published: documents.PublishedCohort, own: OwnFramework) -> list[FigureTable]:
    writing, made = published.writing, published.intentions

    def label(each: UnitFigures[Withheld] | ItemFigures[Withheld]) -> str:
        return each.name if each.framework == own.id else f"{each.name} ({each.framework})"

    def quiet(title: str, unit: documents.UnitKind) -> FigureTable:
        rows = [
            (label(each), (each.quiet, each.judged, each.of))
            for each in _ordered(published.units, own)
            if each.unit == unit
        ]
        return FigureTable(title, ("quiet", "could be judged", "counted"), rows, base=1)

    silent = ("Wrote nothing in the period of their pack", (writing.wrote_nothing,))
    items = _ordered(published.environment, own)
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


def published_blocks(published: documents.PublishedCohort, own: OwnFramework) -> Iterator[Block]:
    """Show the figures for others; the page explains them."""
    day, of = short_day(published.as_of, date.min), published.writing.of
    clients = "" if of is None else f" · {of:,} clients counted"
    yield Each(
        (Heading(f"For others · {day}", 1),),
        html=(Heading("A group of leaders", 1), Text(f"{day}{clients}", "soft")),
    )
    if of is None:
        yield BLANK
        yield Text(f"Fewer than {LEAST} clients share a framework here, so everything is withheld.")
    tables = _tables(published, own) if of is not None else []
    for table in tables:
        yield Heading(table.title)
        if table.nothing:
            yield Text(table.nothing)
        else:
            yield _figures(table)
    notes = [Text(each, "note") for each in (_RULE, _COUNTED, _CARE)]
    yield Each(
        (BLANK, *notes) if tables else (),
        html=(
            Heading("How to read this"),
            Text(_METHOD),
            Text(f"{_RULE} {_COUNTED}"),
            Text(_CARE, "soft"),
        ),
    )


def published_html(published: documents.PublishedCohort, own: OwnFramework) -> str:
    title = f"A group of leaders, {short_day(published.as_of, date.min)}"
    return to_html(published_blocks(published, own), "cohort.css", title=title)


def _figures(table: FigureTable) -> Table:
    """Return a table of figures; a part of a whole has a bar on the page."""
    head = ("", "", *table.columns) if table.base else ("", *table.columns)
    rows: list[tuple[str | Styled, ...]] = []
    for name, figures in table.rows:
        cells = [Styled(_figure(figure), "soft" if figure is None else "") for figure in figures]
        if table.base:
            bar = partial(macro, "charts.html.j2", "bar", figures[0], figures[table.base])
            cells.insert(0, Styled(look="b", html=bar))
        rows.append((name, *cells))
    numbers = tuple(range(1, len(table.columns) + 1))
    return Table(head, tuple(rows), right=numbers, label=table.title, look="figures")


def published_csv(published: documents.PublishedCohort, own: OwnFramework) -> str:
    """Write a row a figure, ``withheld`` where there is none."""
    group = ("", "", "", "")
    rows = [("part", "framework", "unit", "id", "name", "figure", "value")]

    def add(part: object, about: tuple[str, str, str, str, str], *keys: str) -> None:
        for key in keys:
            figure = getattr(part, key)
            rows.append((*about, key, _WITHHELD if figure is None else str(figure)))

    add(published.writing, ("writing", *group), "of", "wrote_nothing")
    add(published.intentions, ("intentions", *group), "made_by", "made", "kept", "open")
    for u in _ordered(published.units, own):
        add(u, ("units", u.framework, u.unit, u.id, u.name), "of", "judged", "quiet")
    for item in _ordered(published.environment, own):
        add(item, ("environment", item.framework, "item", item.id, item.name), "of", "low")
    return csv_text(rows)
