"""A cohort on the coach's screen: who has not written, what is quiet, what is rated low."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from msgspec import Struct

from syslead_cli.base.blocks import Block, Each, Heading, Layout, Text, to_screen
from syslead_cli.base.layout import (
    PLAIN,
    QUIET,
    STRONG,
    Page,
    cells,
    cut,
    fit,
    next_step,
    paragraph,
    sentence,
)
from syslead_cli.base.text import counted, first_few, listed, one_line, short_day
from syslead_cli.coach.cohort import DIMENSION, FACET, ClientFigures, Cohort, UnitFigures

#: Lists on the screen end here; ``--json`` has everything.
_NAMES_SHOWN, _FACETS_SHOWN, _ITEMS_SHOWN, _CLIENTS_SHOWN = 8, 8, 6, 40
_SEVERAL = 2
_BAR, _WIDEST = 16, 100
#: Empty weeks at the end of a pack from which on a client is shown among those not writing.
_LONG_SILENCE = 4
_DIGITS = re.compile("([0-9]{1,9})")


class CohortView(Struct, frozen=True):
    """A cohort and what its screen says beside it.

    ``raters``: how many shared any score of their environment; ``namesakes``: how many pseudonyms
    stand on different packs of the same days.
    """

    cohort: Cohort
    framework: str
    raters: int
    namesakes: int


def cohort_page(view: CohortView, width: int) -> Page:
    """Draw the coach's screen of many clients: who has not written, what is quiet or low."""
    width = min(width, _WIDEST)
    return to_screen(_blocks(view), width, Layout(spacing="tight", widest=_WIDEST))


def _blocks(view: CohortView) -> Iterator[Block]:
    group = view.cohort
    remarks = Each(lambda width: _remarks(view, width))
    if not group.clients:
        add = ("syslead coach add FILE", "takes in a pack a leader sent")
        yield Each(lambda width: sentence(_nobody(group), width))
        yield remarks
        yield Each(lambda width: [[], *next_step(*add, width)])
        return
    yield Each(lambda width: sentence(_headline(view), width, style=STRONG))
    yield Heading("Not written")
    yield from _not_written(group)
    yield _heading("QUIET ACROSS THE GROUP", "of those for whom it could be judged")
    yield from _quiet(group)
    yield _heading("SURROUNDINGS RATED LOW", "1 or 2 of 5, by several")
    yield _low(group)
    yield Heading("Intentions")
    yield Text(_intentions(group))
    yield Each(lambda width: _clients(group, width))
    yield remarks
    foot = "For your eyes; for others: --publish, --format csv, --format html."
    yield Each(lambda width: [[], *sentence(foot, width, style=QUIET)])


def _nobody(group: Cohort) -> str:
    if not group.expired:
        return "No packs to look at."
    clients = counted(len(group.expired), "client")
    return f"{clients}, all with packs past their day of deletion."


def _headline(view: CohortView) -> str:
    clients = view.cohort.clients
    ends = [client.until for client in clients]
    first, last = (short_day(day, view.cohort.as_of) for day in (min(ends), max(ends)))
    packs = f"packs to {last}" if first == last else f"packs that end {first} to {last}"
    rated = f"ratings of surroundings from {f'{view.raters:,}' if view.raters else 'nobody'}"
    return f"{counted(len(clients), 'client')} · {packs} · {rated}"


def _heading(title: str, more: str) -> Block:
    """Return a heading with a few words beside it, where there is room."""

    def drawn(width: int) -> Page:
        fits = len(title) + len(more) + 4 <= width
        return [[], [(QUIET, f" {title}   {more}" if fits else f" {title}")]]

    return Each(drawn)


# ── who has not written ──────────────────────────────────────────────────────


def _not_written(group: Cohort) -> Iterator[Block]:
    silent = [client for client in group.clients if not client.days]
    fading = [client for client in group.clients if client.days and _has_faded(client)]
    if not silent and not fading:
        yield Text("Everybody wrote in the days of their newest pack.")
    if silent:
        of = f"{len(silent):,} of {len(group.clients):,} wrote nothing in the days of their pack"
        names = [_name(client) for client in silent]
        said = listed(names) if len(names) <= _NAMES_SHOWN else first_few(names, _NAMES_SHOWN)
        yield Text(f"{of}: {said}.")
    if fading:
        fading.sort(key=lambda client: -client.empty_at_the_end.periods)
        gaps = [f"{_name(client)} ({_gap(client)})" for client in fading]
        said = first_few(gaps, _NAMES_SHOWN)
        yield Text(f"Asked nothing lately, to the end of their pack: {said}.")


def _has_faded(client: ClientFigures) -> bool:
    empty = client.empty_at_the_end
    return empty.periods >= (1 if empty.by == "month" else _LONG_SILENCE)


def _gap(client: ClientFigures) -> str:
    return counted(client.empty_at_the_end.periods, client.empty_at_the_end.by)


def _name(client: ClientFigures) -> str:
    return cut(one_line(client.client), 40)


# ── figures with a bar ───────────────────────────────────────────────────────


class _Bar(NamedTuple):
    """A labelled share: so many of those, and a remark where the total says less than it seems."""

    label: str
    part: int
    of: int
    more: str = ""


def _quiet(group: Cohort) -> Iterator[Block]:
    units = [each for each in group.units if each.quiet]
    dimensions = [each for each in units if each.unit == DIMENSION][:_FACETS_SHOWN]
    facets = [each for each in units if each.unit == FACET and each.quiet >= _SEVERAL]
    shown = [*map(_unit_bar, dimensions), *map(_unit_bar, facets[:_FACETS_SHOWN])]
    if not units:
        yield Text("Nothing has gone quiet for anybody.")
    elif not shown:
        yield Text("Nothing is quiet for two or more.")
    else:
        yield Each(lambda width: _bars(shown, width, split=len(dimensions)))
    if (left := len(facets) - _FACETS_SHOWN) > 0:
        yield Text(f"and {counted(left, 'facet')} more", "quiet")


def _unit_bar(each: UnitFigures[int]) -> _Bar:
    more = f"{each.of:,} shared it" if each.judged < each.of else ""
    return _Bar(each.name, each.quiet, each.judged, more)


def _low(group: Cohort) -> Block:
    if not group.environment:
        return Text("Nobody shared ratings of their surroundings.")
    low = [_Bar(each.name, each.low, each.of) for each in group.environment if each.low >= _SEVERAL]
    if not low:
        return Text("Nothing by more than one leader.")
    return Each(lambda width: _bars(low[:_ITEMS_SHOWN], width))


def _bars(bars: Sequence[_Bar], width: int, *, split: int = 0) -> Page:
    """Draw label, bar and count; labels share a column, and the remark goes first for space.

    A blank line stands before the bar with the number ``split``.
    """
    counts = [f"{bar.part:,} of {bar.of:,}" for bar in bars]
    wide = max(map(cells, counts))
    longest = max(cells(one_line(bar.label)) for bar in bars)
    room = max(12, min(longest, width - _BAR - wide - 8))
    fits = room + _BAR + wide + max(cells(bar.more) for bar in bars) + 10 <= width
    page: Page = []
    for at, (bar, count) in enumerate(zip(bars, counts, strict=True)):
        page += [[]] if at and at == split else []
        full = round(_BAR * bar.part / bar.of) if bar.of else 0
        line = [
            (PLAIN, f"   {fit(bar.label, room)}  "),
            (PLAIN, "█" * full),
            (QUIET, "·" * (_BAR - full)),
            (PLAIN, f"  {count:>{wide}}"),
        ]
        page.append([*line, (QUIET, f"   {bar.more}")] if bar.more and fits else line)
    return page


# ── intentions, clients, remarks ─────────────────────────────────────────────


def _intentions(group: Cohort) -> str:
    planned = group.intentions
    if not planned.made:
        return "None were made in the days of these packs."
    parts = [
        f"{planned.made:,} made by {planned.made_by:,} of {planned.of:,}",
        f"{planned.kept:,} kept",
        *([f"{planned.partly:,} in part"] if planned.partly else []),
        *([f"{planned.dropped:,} let go"] if planned.dropped else []),
        f"{planned.open:,} open",
    ]
    return " · ".join(parts)


#: The columns after the name. The first holds texts, the others numbers.
_COLUMNS = {"tier": 8, "until": 11, "days": 4, "full/asked": 12, "kept/made": 11, "quiet": 5}


def _clients(group: Cohort, width: int) -> Page:
    sizes = sum(_COLUMNS.values())
    if len(group.clients) > _CLIENTS_SHOWN or width < sizes + 2 * len(_COLUMNS) + 11:
        return []
    longest = max(cells(one_line(client.client)) for client in group.clients)
    room = max(8, min(longest, width - sizes - 15))
    page: Page = [[], [(QUIET, f" CLIENTS{' ' * max(1, room - 3)}{_columns(*_COLUMNS)}")]]
    for client in sorted(group.clients, key=_by_name):
        made = client.intentions
        values = _columns(
            client.tier,
            short_day(client.until, group.as_of),
            f"{client.days:,}",
            f"{client.full:,} / {client.asked:,}",
            f"{made.kept:,} / {made.made:,}" if made.made else "–",
            f"{len(client.quiet)}" if client.quiet else "–",
        )
        page.append([(PLAIN, f"   {fit(client.client, room)}  {values}")])
    return page


def _columns(first: str, *others: str) -> str:
    size, *sizes = _COLUMNS.values()
    numbers = [f"{value:>{size}}" for value, size in zip(others, sizes, strict=True)]
    return "  ".join([f"{first:<{size}}", *numbers])


def _by_name(client: ClientFigures) -> list[tuple[int, int, str]]:
    """Sort Leader 2 before Leader 10."""
    parts = _DIGITS.split(client.client.casefold())
    return [(0, int(part), "") if part.isdecimal() else (1, 0, part) for part in parts if part]


def _remarks(view: CohortView, width: int) -> Page:
    said = list(_said(view, is_listed=bool(view.cohort.clients and _clients(view.cohort, width))))
    if not said:
        return []
    return [[], *(line for each in said for line in paragraph(f"· {each}", width))]


def _said(view: CohortView, *, is_listed: bool) -> Iterator[str]:
    """Yield what the figures do not show."""
    group = view.cohort
    if group.clients and not is_listed:
        yield "--json lists each client."
    unnamed = [client for client in group.clients if client.tier == "scores"]
    if unnamed:
        yield _unnamed(unnamed, view.framework)
    frameworks = {client.framework for client in group.clients}
    if len(frameworks) > 1:
        yield f"{len(frameworks)} frameworks: their facets are counted apart."
    if group.expired:
        yield (
            f"{counted(len(group.expired), 'client')} whose packs are past the day they asked to "
            "keep them until: in no figure."
        )
    if unsure := sum(not client.known for client in group.clients):
        yield (
            f"{counted(unsure, 'pack')} without a folder of its own or a pseudonym: each "
            "counts as a client here, and in nothing that is published."
        )
    if view.namesakes:
        yield (
            f"{counted(view.namesakes, 'pseudonym')} on different packs of the same days: taken "
            "for one person. If they are two, give each a folder, or --clients-by file."
        )
    packs = group.packs
    aside = [
        *([counted(packs.copies, "copy", "copies")] if packs.copies else []),
        *(
            [f"{packs.encrypted:,} encrypted (syslead coach add opens those)"]
            if packs.encrypted
            else []
        ),
        *([counted(packs.links, "link")] if packs.links else []),
        *([counted(packs.other, "other file")] if packs.other else []),
    ]
    if aside:
        yield f"Left alone: {listed(aside)}."


def _unnamed(unnamed: Sequence[ClientFigures], framework: str) -> str:
    packs = counted(len(unnamed), "pack")
    alike = sum(client.framework == framework for client in unnamed)
    if not alike:
        return f"{packs} at the tier scores, without the names of facets: counted apart."
    all_have = "it has" if alike == 1 else "they have"
    which = all_have if alike == len(unnamed) else f"{alike:,} have"
    return f"{packs} without the names of facets: {which} the shape of your framework."
