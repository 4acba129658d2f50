"""What ``coach list``, ``coach add``, ``coach keygen`` and ``coach cohort`` print."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from itertools import islice
from typing import TypeAlias

from msgspec import Struct

from syslead_cli.base.blocks import Block, Each, Heading, Layout, Text, to_screen
from syslead_cli.base.layout import (
    ACCENT,
    FELL,
    PLAIN,
    QUIET,
    STRONG,
    Cell,
    Column,
    Line,
    Page,
    cells,
    cut,
    grid,
    next_step,
    paragraph,
    sentence,
    width_of,
    with_right,
)
from syslead_cli.base.text import counted, first_few, listed, one_line, short_day, whole_day
from syslead_cli.coach.cohort import DIMENSION, FACET
from syslead_cli.coach.documents import ClientEntry, ClientFigures, CoachNote, Cohort, MixedFolder
from syslead_cli.coach.model import as_typed
from syslead_cli.coach.packs import Added
from syslead_cli.crypt.age import fingerprint

#: So many packs of a client are shown; ``--json`` has them all.
_SHOWN = 3
#: Of more clients than this only the newest pack is, and no blank line between them.
_FEW = 8
#: A pack's number and its tier.
_TIER = 11


def list_page(clients: Sequence[ClientEntry], width: int) -> Page:
    if not clients:
        return [
            *sentence("No packs are here yet.", width),
            *next_step("syslead coach add FILE", "add a pack a leader sent", width),
        ]
    shown = _SHOWN if len(clients) <= _FEW else 1
    page: Page = []
    for client, packs in zip(clients, _pack_lines(clients, shown, width), strict=True):
        count = counted(len(client.packs), "pack")
        count += f" · {counted(client.notes, 'note')}" if client.notes else ""
        head: Line = [(STRONG, f" {cut(client.name, max(12, width - len(count) - 4))}")]
        page += [[]] if page and shown > 1 else []
        page.append(with_right(head, [(QUIET, count)], width))
        page += packs
        if len(client.packs) > shown > 1:
            page.append([(QUIET, f"   and {len(client.packs) - shown} earlier")])
    page += [[], *next_step("syslead coach brief CLIENT", "two pages before a session", width)]
    if ended := sum(any(pack.expired for pack in client.packs) for client in clients):
        whose, what = f"Packs of {ended} clients are", "them"
        if ended == 1:
            whose, what = "A pack is", "it"
        said = f"{whose} past the day the leader asked to keep {what} until."
        page += [[], *sentence(said, width)]
        page += next_step("syslead coach forget --expired", f"deletes {what}", width)
    if lost := sum(not pack.sound for client in clients for pack in client.packs):
        said = f"{counted(lost, 'pack')} damaged: ask for it again and add it."
        page += [[], *sentence(said, width)]
    return page


def _pack_lines(clients: Sequence[ClientEntry], shown: int, width: int) -> Iterator[Page]:
    """Yield the newest packs of each client, as a part of one table.

    A number is what ``coach brief --pack`` knows a pack by. Where the window is narrow, the day
    until which to keep a pack matters more than the day it came.
    """
    rows = [list(_pack_rows(client, shown)) for client in clients]
    every = [row for one in rows for row in one]
    rest = zip(*(row[1:] for row in every), strict=True)
    needed = _TIER + sum(2 + max(map(_width, column)) for column in rest)
    if needed > width and any(until for *_, until in every):
        every = [(tier, days, "", until) for tier, days, _, until in every]
    lines = iter(grid(every, [Column(least=_TIER), Column(), Column(), Column()], width, indent=""))
    for one in rows:
        yield list(islice(lines, len(one)))


def _width(cell: Cell) -> int:
    return cells(cell) if isinstance(cell, str) else width_of(cell)


def _pack_rows(client: ClientEntry, shown: int) -> Iterator[tuple[Cell, ...]]:
    sound = 0
    for pack in client.packs[:shown]:
        sound += pack.sound
        is_numbered = pack.sound and len(client.packs) > 1 and shown > 1
        number: Line = [(QUIET, f"{sound:>2} " if is_numbered else "   ")]
        days, last = "cannot be read", pack.until
        if pack.sound and pack.from_ and last:
            days = f"{short_day(pack.from_, last)} to {short_day(last, date.min)}"
        until: Line = []
        if pack.expires:
            words, style = ("expired", ACCENT) if pack.expired else ("keep until", QUIET)
            until = [(style, f"{words} {short_day(pack.expires, date.min)}")]
        came = f"came {short_day(pack.received, date.min)}"
        yield [*number, (PLAIN, pack.tier or "")], days, came, until


def notes_page(client: str, notes: Sequence[CoachNote], width: int) -> Page:
    """List the notes on a client, the newest day first."""
    if not notes:
        name = as_typed(client)
        return [
            *sentence(f"No notes on {one_line(client)} are here yet.", width),
            *next_step(f"syslead coach note {name}", "writes one", width),
        ]
    page: Page = []
    for note in notes:
        said = "agreed" if note.agreed else "note"
        head: Line = [(STRONG, f" {short_day(note.day, date.min)}"), (QUIET, f"  {said}")]
        page += [[]] if page else []
        page.append(with_right(head, [(QUIET, note.id)], width))
        closed = "Encrypted, and not opened: --passphrase-file FILE opens it."
        page += paragraph(note.text or closed, width, style=PLAIN if note.text else QUIET)
    return page


def added_line(what: str, added: Added, today: date) -> str:
    client, pack = one_line(added.client), added.pack
    if not added.new:
        return f"{what}: here already, with {client}; nothing was changed."
    packs = "the first pack" if added.packs == 1 else f"{added.packs} packs now"
    if added.before:
        before = one_line(added.before)
        said = f"{what}: moved from {before} to {client}, {packs}."
        return said if added.left else f"{said} {before} has no packs left."
    said = f"{what}: added to {client}, {packs}."
    if pack.is_ahead_of(today):
        ahead = whole_day(max(pack.made, pack.last), date.min)
        said += f" It is dated {ahead}, in the future: is the date of this computer right?"
    expires = whole_day(pack.expires, date.min) if pack.expires else ""
    if pack.has_expired(today):
        said += f" The leader asked for it to be deleted after {expires}, which has passed."
    elif expires:
        said += f" To be deleted after {expires}."
    return said


def key_page(public: str, sent: str, kept: str, protected: bool, width: int) -> Page:
    how = (
        "Without your passphrase nobody can open it, not even you."
        if protected
        else "It has no passphrase: anyone who can read that file can open what is sent to you."
    )
    return [
        [(STRONG, " Your public key, for the leaders you work with")],
        [(PLAIN, public)],
        [],
        [(QUIET, " to read out on the telephone")],
        [(PLAIN, f"   {fingerprint(public)}")],
        [],
        *sentence(f"It is in {sent}: send them that file.", width),
        *sentence(f"The private key is in {kept} and stays there. {how}", width),
    ]


# ── a cohort ─────────────────────────────────────────────────────────────────

#: Lists on the screen end here; ``--json`` has everything.
_NAMES_SHOWN, _FACETS_SHOWN, _ITEMS_SHOWN, _CLIENTS_SHOWN = 8, 8, 6, 40
_SEVERAL = 2
_BAR, _WIDEST = 16, 100
#: Empty weeks at the end of a pack from which on a client is shown among those not writing.
_LONG_SILENCE = 4


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
    layout = Layout(spacing="tight", widest=_WIDEST)
    return to_screen(_blocks(view), min(width, _WIDEST), layout)


def _blocks(view: CohortView) -> Iterator[Block]:
    group = view.cohort

    def remarks_page(width: int) -> Page:
        said = list(_remarks(view, is_listed=bool(group.clients and _clients(group, width))))
        lines = (line for each in said for line in paragraph(f"· {each}", width))
        return [[], *lines] if said else []

    remarks = Each(remarks_page)
    if not group.clients:
        add = ("syslead coach add FILE", "add a pack a leader sent")
        nobody = "No packs to look at."
        if expired := len(group.expired):
            nobody = f"{counted(expired, 'client')}, all with packs past their day of deletion."
        yield Each(lambda width: sentence(nobody, width))
        yield remarks
        yield Each(lambda width: [[], *next_step(*add, width)])
        return
    ends = [client.until for client in group.clients]
    first, last = (short_day(day, group.as_of) for day in (min(ends), max(ends)))
    packs = f"packs to {last}" if first == last else f"packs that end {first} to {last}"
    rated = f"ratings of surroundings from {f'{view.raters:,}' if view.raters else 'nobody'}"
    headline = f"{counted(len(ends), 'client')} · {packs} · {rated}"
    yield Each(lambda width: sentence(headline, width, style=STRONG))
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
    foot = "For you only. To share figures, use --publish, --format csv or --format html."
    yield Each(lambda width: [[], *sentence(foot, width, style=QUIET)])


def _heading(title: str, more: str) -> Block:
    """Return a heading with a few words beside it, where there is room."""

    def drawn(width: int) -> Page:
        fits = len(title) + len(more) + 4 <= width
        return [[], [(QUIET, f" {title}   {more}" if fits else f" {title}")]]

    return Each(drawn)


def _not_written(group: Cohort) -> Iterator[Block]:
    silent = [client for client in group.clients if not client.days]
    fading = [
        client
        for client in group.clients
        for empty in [client.empty_at_the_end]
        if client.days and empty.periods >= (1 if empty.by == "month" else _LONG_SILENCE)
    ]
    if not silent and not fading:
        yield Text("Everyone wrote something in the period of their newest pack.")
    if silent:
        of = f"{len(silent):,} of {len(group.clients):,} wrote nothing in the period of their pack"
        names = [_name(client) for client in silent]
        said = listed(names) if len(names) <= _NAMES_SHOWN else first_few(names, _NAMES_SHOWN)
        yield Text(f"{of}: {said}.")
    if fading:
        fading.sort(key=lambda client: -client.empty_at_the_end.periods)
        empty = [(client, client.empty_at_the_end) for client in fading]
        gaps = [f"{_name(client)} ({counted(gap.periods, gap.by)})" for client, gap in empty]
        said = first_few(gaps, _NAMES_SHOWN)
        yield Text(f"No questions in the last weeks of their pack: {said}.")


def _name(client: ClientFigures) -> str:
    return cut(one_line(client.client), 40)


#: A label, how many of how many, and a remark where the total says less than it seems.
_Bar: TypeAlias = tuple[str, int, int, str]


def _quiet(group: Cohort) -> Iterator[Block]:
    units = [each for each in group.units if each.quiet]
    dimensions = [each for each in units if each.unit == DIMENSION][:_FACETS_SHOWN]
    facets = [each for each in units if each.unit == FACET and each.quiet >= _SEVERAL]
    shown = [
        (each.name, each.quiet, each.judged, f"{each.of:,} shared it" * (each.judged < each.of))
        for each in (*dimensions, *facets[:_FACETS_SHOWN])
    ]
    if not units:
        yield Text("Nothing has gone quiet for anyone.")
    elif not shown:
        yield Text("Nothing is quiet for two or more.")
    else:
        yield Each(lambda width: _bars(shown, width, split=len(dimensions)))
    if (left := len(facets) - _FACETS_SHOWN) > 0:
        yield Text(f"and {counted(left, 'facet')} more", "quiet")


def _low(group: Cohort) -> Block:
    if not group.environment:
        return Text("Nobody shared ratings of their surroundings.")
    low = [(each.name, each.low, each.of, "") for each in group.environment if each.low >= _SEVERAL]
    if not low:
        return Text("Nothing by more than one leader.")
    return Each(lambda width: _bars(low[:_ITEMS_SHOWN], width))


def _bars(bars: Sequence[_Bar], width: int, *, split: int = 0) -> Page:
    """Draw label, bar and count; the remark goes first for space.

    A blank line stands before the bar with the number ``split``.
    """
    counts = [f"{part:,} of {of:,}" for _, part, of, _ in bars]
    fixed = 3 + _BAR + max(map(len, counts)) + 4
    room = max(12, min(max(cells(one_line(label)) for label, *_ in bars), width - fixed))
    fits = fixed + room + 2 + max(cells(more) for *_, more in bars) <= width
    rows: list[list[Cell]] = []
    for at, (label, part, of, more) in enumerate(bars):
        rows += [["", "", "", ""]] if at and at == split else []
        full = round(_BAR * part / of) if of else 0
        bar: Line = [(FELL, "█" * full), (QUIET, "·" * (_BAR - full))]
        rows.append([cut(label, room), bar, counts[at], [(QUIET, more)] if more and fits else ""])
    return grid(rows, [Column(), Column(), Column("right"), Column()], width, "   ")


def _intentions(group: Cohort) -> str:
    planned = group.intentions
    if not planned.made:
        return "None were made in the days of these packs."
    parts = [f"{planned.made:,} made by {planned.made_by:,} of {planned.of:,}"]
    parts += [f"{planned.kept:,} done"]
    parts += [f"{planned.partly:,} partly"] if planned.partly else []
    parts += [f"{planned.dropped:,} dropped"] if planned.dropped else []
    return " · ".join([*parts, f"{planned.open:,} open"])


#: The columns of the clients. So wide at least are a name and what is quiet; of more units than
#: this there is a count.
_COLUMNS = ("client", "tier", "until", "days", "detailed", "kept", "quiet")
_LEAST_NAME, _LEAST_QUIET, _QUIET_SHOWN = 8, 14, 3


def _clients(group: Cohort, width: int) -> Page:
    rows = [_client_row(client, group.as_of) for client in group.clients]
    texts = [max(len(row[at]) for row in (_COLUMNS, *rows)) for at in range(1, 6)]
    if len(rows) > _CLIENTS_SHOWN or sum(texts) + 15 + _LEAST_NAME + _LEAST_QUIET > width:
        return []
    heads: list[Cell] = [[(QUIET, name)] for name in _COLUMNS]
    told: list[list[Cell]] = [
        [*row[:-1], [(FELL if row[-1] != "–" else QUIET, row[-1])]] for row in rows
    ]
    columns = [Column(least=_LEAST_NAME, wraps=True), Column(), Column()]
    columns += [Column("right")] * 3 + [Column(least=_LEAST_QUIET, wraps=True)]
    return [[], [(QUIET, " CLIENTS")], *grid([heads, *told], columns, width, "   ")]


def _client_row(client: ClientFigures, today: date) -> list[str]:
    made = client.intentions
    names = " · ".join(one_line(unit.name) for unit in client.quiet[:_QUIET_SHOWN])
    if (more := len(client.quiet) - _QUIET_SHOWN) > 0:
        names += f" and {more} more"
    return [
        one_line(client.client),
        client.tier,
        short_day(client.until, today),
        f"{client.days:,}",
        f"{client.full:,} of {client.asked:,}",
        f"{made.kept:,} of {made.made:,}" if made.made else "–",
        names or "–",
    ]


def _remarks(view: CohortView, *, is_listed: bool) -> Iterator[str]:
    group = view.cohort
    if group.clients and not is_listed:
        yield "--json lists each client."
    if unnamed := [client for client in group.clients if client.tier == "scores"]:
        yield _unnamed(unnamed, view.framework)
    frameworks = {client.framework for client in group.clients}
    if len(frameworks) > 1:
        yield f"{len(frameworks)} frameworks: their facets are counted apart."
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
    yield from mixed_folders(group.packs.mixed)
    if aside := list(_in_no_figure(group)):
        yield f"In no figure: {listed(aside)}."


def _in_no_figure(group: Cohort) -> Iterator[str]:
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
        (packs.other, f"{counted(packs.other, 'file')} that {_is(packs.other)} not a pack"),
    )
    yield from (said for count, said in each if count)


def _is(count: int) -> str:
    return "is" if count == 1 else "are"


def mixed_folders(mixed: Sequence[MixedFolder]) -> Iterator[str]:
    """Say of folders with packs of several pseudonyms how they were counted."""
    for apart in (True, False):
        those = [each for each in mixed if each.apart is apart]
        if not those:
            continue
        names = first_few([f"{each.folder} ({each.pseudonyms})" for each in those], _NAMES_SHOWN)
        folders = counted(len(those), "folder")
        holds = "holds" if len(those) == 1 else "hold"
        yield f"{folders} {holds} packs of several pseudonyms: {names}. " + (
            "Each pseudonym counts as a person; --clients-by folder counts a folder as one."
            if apart
            else "Each folder counts as one person, because of --clients-by folder."
        )


def _unnamed(unnamed: Sequence[ClientFigures], framework: str) -> str:
    packs = counted(len(unnamed), "pack")
    alike = sum(client.framework == framework for client in unnamed)
    if not alike:
        return f"{packs} at the tier scores, without names: counted apart."
    all_have = "it has" if alike == 1 else "they have"
    which = all_have if alike == len(unnamed) else f"{alike:,} have"
    return f"{packs} at the tier scores, without names: {which} the shape of your framework."
