"""What a cohort needs of a pack: one small row, so that ten thousand of them fit anywhere.

At the lowest tier a pack says neither its framework nor its units' ids. Where it has the shape
of the coach's own framework (as many dimensions, the same facets under each), it is read as
one of that framework; else its units go by their places and are comparable with their like only.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date
from typing import Any, NamedTuple, Protocol, TypeAlias

from msgspec import Struct, field
from msgspec.structs import replace

from syslead_cli.coach.model import Client, KeptPack, plain_name, same_name
from syslead_cli.coach.store import ClientsPort
from syslead_cli.errors import SysleadError
from syslead_cli.framework.model import Framework
from syslead_cli.sharing.model import PackRead, UnitRead, read_pack

DIMENSION, FACET, ITEM = "dimension", "facet", "item"
#: Attention fell, or never was there: both are quiet. With ``steady`` these could be judged.
QUIET_STATES = ("neglected", "never_took_root")
JUDGED_STATES = ("steady", *QUIET_STATES)
#: A score up to here is a low one.
LOW = 2

#: A unit's key: ``dimension`` or ``facet``, and its id. An environment item's is its id alone.
Unit: TypeAlias = tuple[str, str]
Shape: TypeAlias = tuple[int, tuple[int | None, ...]]


class Row(NamedTuple):
    """One pack. ``client`` tells clients apart, ``name`` is for reading; ``sure``: it is known
    whose it is. ``order``: the place it was read at.

    ``layout`` and ``items`` are equal where two packs speak of the same units and of the same
    items of the environment; ``items`` is empty where none were shared. ``empty_periods``
    counts those at the end of the strips without a question, in weeks or months (``by``).
    """

    client: str
    name: str
    sure: bool
    order: int
    tier: str
    first: date
    until: date
    made: date
    expires: date | None
    framework: str
    named: bool
    layout: str
    items: str
    sittings: int
    days: int
    asked: int
    full: int
    notes: int
    planned: tuple[int, int, int, int, int]
    states: tuple[tuple[Unit, str], ...]
    scores: tuple[tuple[str, int], ...]
    withheld: tuple[str, ...]
    empty_periods: int
    by: str

    @property
    def newness(self) -> tuple[date, date, int]:
        """What decides between two packs of one client: the day made, its end, its order."""
        return self.made, self.until, self.order

    @property
    def quiet(self) -> tuple[Unit, ...]:
        """The units this client has gone quiet on."""
        return tuple(unit for unit, state in self.states if state in QUIET_STATES)

    @property
    def low(self) -> tuple[tuple[str, int], ...]:
        """The items of the environment this client rated low."""
        return tuple((id_, score) for id_, score in self.scores if score <= LOW)


def known_shapes(framework: Framework) -> dict[Shape, Framework]:
    """The coach's own framework by its shape, whole and in each of its profiles."""
    whole = _whole(framework)
    every = [framework, whole, *(whole.in_profile(name) for name in whole.profiles)]
    shapes: dict[Shape, Framework] = {}
    for each in every:
        shapes.setdefault(_shape_of(each), each)
    return shapes


def _whole(framework: Framework) -> Framework:
    return replace(framework, facets=framework.everything or framework.facets, profile="")


def _shape_of(framework: Framework) -> Shape:
    places = {each.id: at for at, each in enumerate(framework.dimensions, start=1)}
    return len(places), tuple(places.get(facet.dimension) for facet in framework.facets)


class Whose(NamedTuple):
    """Whose a pack is, as far as that is known, and the place it was read at."""

    client: str
    name: str
    sure: bool
    order: int


def row_of(pack: PackRead, whose: Whose, known: dict[Shape, Framework]) -> Row:
    """The row of a pack."""
    shape = (len(pack.dimensions), tuple(facet.dimension for facet in pack.facets))
    own = None if pack.framework else known.get(shape)
    framework = _framework_id(pack, own, shape)
    states = _states(pack, own)
    scores = _scores(pack, own)
    planned = pack.intentions
    return Row(
        **whose._asdict(), tier=pack.tier,
        first=pack.first, until=pack.last, made=pack.made, expires=pack.expires,
        framework=framework, named=pack.framework is not None,
        layout=_digest([framework, [unit for unit, _ in states]]),
        items=_digest([framework, sorted(id_ for id_, _ in scores)]) if scores else "",
        sittings=pack.counts.sittings, days=pack.counts.days, asked=pack.counts.asked,
        full=pack.counts.full, notes=pack.counts.notes,
        planned=(planned.made, planned.kept, planned.partly, planned.dropped, planned.open),
        states=states, scores=scores, withheld=pack.withheld,
        empty_periods=_empty_periods(pack.dimensions), by=_period(pack),
    )  # fmt: skip


def _framework_id(pack: PackRead, own: Framework | None, shape: Shape) -> str:
    if pack.framework:
        return pack.framework.id
    return own.id if own else f"(unnamed {_digest([shape])[:8]})"


def _states(pack: PackRead, own: Framework | None) -> tuple[tuple[Unit, str], ...]:
    """Every unit once, sorted by its key: the order in a file says nothing."""
    found: dict[Unit, str] = {}
    own_ids = {
        DIMENSION: [each.id for each in own.dimensions] if own else [],
        FACET: [each.id for each in own.facets] if own else [],
    }
    for kind, units in ((DIMENSION, pack.dimensions), (FACET, pack.facets)):
        for unit in units:
            found.setdefault((kind, _id(unit.id, unit.place, own_ids[kind])), unit.state)
    return tuple(sorted(found.items()))


def _scores(pack: PackRead, own: Framework | None) -> tuple[tuple[str, int], ...]:
    own_ids = [item.id for item in own.environment] if own else []
    found: dict[str, int] = {}
    for item in pack.environment or ():
        found.setdefault(_id(item.id, item.place, own_ids), item.score)
    return tuple(sorted(found.items()))


def _id(given: str, place: int, own_ids: Sequence[str]) -> str:
    if given:
        return given
    return own_ids[place - 1] if place <= len(own_ids) else f"place {place}"


def _digest(content: object) -> str:
    from hashlib import sha256

    return sha256(json.dumps(content).encode("ascii")).hexdigest()[:16]


def _empty_periods(dimensions: Sequence[UnitRead]) -> int:
    """How many periods at the end of the strips hold no question at all."""
    lengths = [len(unit.strip) for unit in dimensions]
    empty = [_trailing(unit.strip) for unit in dimensions]
    return min(empty) if empty and min(lengths) == max(lengths) else 0


def _trailing(strip: Iterable[tuple[int, int]]) -> int:
    count = 0
    for asked, _ in reversed(tuple(strip)):
        if asked:
            break
        count += 1
    return count


def _period(pack: PackRead) -> str:
    from syslead_cli.insight.window import window

    return window(pack.first, pack.last).by


# ── cohort_core ──
# Many clients at once, for the coach's own eyes: who has not written, what is quiet, what is low.
#
# The newest pack of each client counts. A pack that its leader asked to be deleted by now is in no
# figure. Every figure says out of how many, because not everybody shares everything.


#: Empty weeks at the end of a pack from which on a client is shown among those not writing.
LONG_SILENCE = 4


class Newest(Struct):
    """The newest pack of each client, kept while packs are read one after the other."""

    today: date
    by_client: dict[str, Row] = field(default_factory=dict)
    packs: int = 0
    expired: dict[str, date] = field(default_factory=dict)

    def add(self, row: Row) -> None:
        """Take a pack in; an older one of the same client gives way."""
        self.packs += 1
        if row.expires is not None and row.expires < self.today:
            self.expired[row.client] = row.expires
            return
        known = self.by_client.get(row.client)
        if known is None or known.newness < row.newness:
            self.by_client[row.client] = row

    @property
    def rows(self) -> tuple[Row, ...]:
        """One row a client, by name."""
        return tuple(self.by_client[name] for name in sorted(self.by_client))

    @property
    def only_expired(self) -> tuple[str, ...]:
        """Clients of whom nothing else is left."""
        return tuple(sorted(self.expired.keys() - self.by_client.keys()))


class UnitFigure(NamedTuple):
    """A dimension or facet: how many shared it, for how many it could be judged, how many quiet."""

    framework: str
    unit: str
    id: str
    of: int
    judged: int
    quiet: int


class ItemFigure(NamedTuple):
    """An item of the environment: how many shared a score, how many a low one."""

    framework: str
    id: str
    of: int
    low: int


class PlannedFigure(NamedTuple):
    """Intentions: how many clients made any, and what became of them."""

    by: int
    made: int
    kept: int
    partly: int
    dropped: int
    open: int


class Cohort(Struct, frozen=True):
    """The figures of a group."""

    rows: tuple[Row, ...]
    units: tuple[UnitFigure, ...]
    items: tuple[ItemFigure, ...]
    planned: PlannedFigure

    @property
    def silent(self) -> tuple[Row, ...]:
        """Those whose pack holds no day with an entry."""
        return tuple(row for row in self.rows if not row.days)

    @property
    def fading(self) -> tuple[Row, ...]:
        """Those who were asked nothing for a while at the end of their pack, the longest first."""
        found = [
            row
            for row in self.rows
            if row.days and (row.empty_periods >= LONG_SILENCE or _months_empty(row))
        ]
        return tuple(sorted(found, key=lambda row: (-row.empty_periods, row.client)))

    @property
    def rated(self) -> int:
        """How many shared any score of their environment."""
        return sum(bool(row.items) for row in self.rows)


def _months_empty(row: Row) -> bool:
    return row.by == "month" and row.empty_periods >= 1


def cohort(rows: Iterable[Row]) -> Cohort:
    """The figures of these clients, the most frequent first."""
    rows = tuple(rows)
    return Cohort(
        rows,
        tuple(sorted(unit_figures(rows), key=lambda each: (-each.quiet, *each[:3]))),
        tuple(sorted(item_figures(rows), key=lambda each: (-each.low, *each[:2]))),
        _planned(rows),
    )


def unit_figures(rows: Iterable[Row]) -> list[UnitFigure]:
    """Every dimension and facet somebody shared."""
    tallies: dict[tuple[str, str, str], list[int]] = {}
    for row in rows:
        for (unit, id_), state in row.states:
            tally = tallies.setdefault((row.framework, unit, id_), [0, 0, 0])
            tally[0] += 1
            tally[1] += state in JUDGED_STATES
            tally[2] += state in QUIET_STATES
    return [UnitFigure(*key, *tally) for key, tally in sorted(tallies.items())]


def item_figures(rows: Iterable[Row]) -> list[ItemFigure]:
    """Every item of the environment somebody shared a score of."""
    tallies: dict[tuple[str, str], list[int]] = {}
    for row in rows:
        for id_, score in row.scores:
            tally = tallies.setdefault((row.framework, id_), [0, 0])
            tally[0] += 1
            tally[1] += score <= LOW
    return [ItemFigure(*key, *tally) for key, tally in sorted(tallies.items())]


def _planned(rows: tuple[Row, ...]) -> PlannedFigure:
    sums = [sum(column) for column in zip(*(row.planned for row in rows), strict=True)]
    return PlannedFigure(sum(row.planned[0] > 0 for row in rows), *(sums or [0] * 5))


# ── cohort_tables_core ──
# The tables a programme's packs are laid out in (docs/programme-scale.md), and their rows.
#
# Names and types are those of SQL, in words both DuckDB and Spark know. Days are text such as
# ``2026-03-29``, which sorts as the days do.


TableRow: TypeAlias = dict[str, Any]

#: Every table and its columns, in order.
TABLES: dict[str, dict[str, str]] = {
    "packs": {
        "pack": "BIGINT",
        "client": "STRING",
        "made_on": "STRING",
        "until_day": "STRING",
        "expires": "STRING",
        "framework": "STRING",
        "layout": "STRING",
        "items": "STRING",
        "days": "BIGINT",
        "intentions_made": "BIGINT",
        "intentions_kept": "BIGINT",
        "intentions_open": "BIGINT",
    },
    "units": {"pack": "BIGINT", "unit": "STRING", "id": "STRING", "state": "STRING"},
    "environment": {"pack": "BIGINT", "id": "STRING", "score": "BIGINT"},
}


def table_rows(row: Row) -> Iterator[tuple[str, TableRow]]:
    """A pack as rows of the tables, each with the name of its table."""
    made, kept, _, _, open_ = row.planned
    yield (
        "packs",
        {
            "pack": row.order,
            "client": row.client,
            "made_on": row.made.isoformat(),
            "until_day": row.until.isoformat(),
            "expires": row.expires.isoformat() if row.expires else None,
            "framework": row.framework,
            "layout": row.layout,
            "items": row.items,
            "days": row.days,
            "intentions_made": made,
            "intentions_kept": kept,
            "intentions_open": open_,
        },
    )
    for (unit, id_), state in row.states:
        yield "units", {"pack": row.order, "unit": unit, "id": id_, "state": state}
    for id_, score in row.scores:
        yield "environment", {"pack": row.order, "id": id_, "score": score}


# ── gathering ──
# Many packs become one row a client; what cannot be read is counted and named, never fatal.


#: How packs of a folder are told to be of one client.
AUTO, BY_FOLDER, BY_PSEUDONYM, BY_FILE = "auto", "folder", "pseudonym", "file"
WAYS = (AUTO, BY_FOLDER, BY_PSEUDONYM, BY_FILE)
#: Codes of refusals that say "this is something else", not "this is a pack gone wrong".
_OTHER = ("pack.foreign", "not_a_file")


class FolderPort(Protocol):
    """A folder of packs as this flow uses it."""

    locked: int
    links: int
    closed: list[str]

    def files(self) -> list[str]:
        """What may be a pack."""

    def content(self, name: str) -> bytes:
        """A file's bytes. Raises SysleadError."""


class Found(NamedTuple):
    """Something to read. ``client`` is empty where only the pack itself can say whose it is."""

    name: str
    client: str
    read: Callable[[], PackRead]


#: Gets every row there is, as it is read.
Keep: TypeAlias = Callable[[Row], None]
#: Goes through what was found, and may show how far it is.
Steps: TypeAlias = Callable[[Sequence[Found]], Iterable[Found]]


class Problem(NamedTuple):
    """A pack that is in no figure, and why."""

    file: str
    code: str
    says: str


class Gathered(Struct):
    """Everything that was there to read."""

    newest: Newest
    problems: list[Problem] = field(default_factory=list)
    other: int = 0
    locked: int = 0
    links: int = 0
    copies: int = 0
    kept: int = 0
    #: Clients whose packs say nothing of whose they are.
    unsure: int = 0
    #: Pseudonyms on different packs of the same days, which may be of different people.
    namesakes: set[str] = field(default_factory=set)


def in_folder(folder: FolderPort, way: str) -> list[Found]:
    """The files of a folder of packs, and whose each is as far as its place says it."""
    return [Found(name, _client_of(name, way), _reading(folder, name)) for name in folder.files()]


def _reading(folder: FolderPort, name: str) -> Callable[[], PackRead]:
    return lambda: read_pack(folder.content(name), name)


def _client_of(name: str, way: str) -> str:
    if way == BY_FILE:
        return name.removesuffix(".json")
    return name.rpartition("/")[0] if way in (AUTO, BY_FOLDER) else ""


def in_store(clients: ClientsPort) -> list[Found]:
    """The packs of the coach's own store."""
    return [
        Found(f"{client.id}/{pack.file}", client.name, _kept(clients, client, pack))
        for client in clients.everyone()
        for pack in client.packs
    ]


def _kept(clients: ClientsPort, client: Client, pack: KeptPack) -> Callable[[], PackRead]:
    return lambda: clients.read(client, pack)


def gather(
    found: Sequence[Found],
    known: dict[Shape, Framework],
    today: date,
    keep: Keep | None = None,
    steps: Steps = iter,
) -> Gathered:
    """Read them all, one at a time. ``keep`` gets every row; ``steps`` may show how far it is."""
    gathered = Gathered(Newest(today))
    for row in _rows(steps(found), known, gathered):
        if keep and row.sure:
            keep(row)
            gathered.kept += 1
        gathered.newest.add(row)
    gathered.unsure = sum(not row.sure for row in gathered.newest.rows)
    return gathered


def _rows(
    found: Iterable[Found], known: dict[Shape, Framework], gathered: Gathered
) -> Iterator[Row]:
    seen: set[tuple[str, str]] = set()
    days: set[tuple[str, date, date]] = set()
    for order, each in enumerate(found, start=1):
        try:
            pack = each.read()
        except SysleadError as problem:
            _refused(each, problem, gathered)
            continue
        whose = _whose(each, pack.pseudonym, order)
        content = (pack.sha256, "" if _says_something(pack) else whose.client)
        if content in seen:
            gathered.copies += 1
            continue
        seen.add(content)
        if whose.sure and not each.client:
            spell = (whose.client, pack.first, pack.last)
            if spell in days:
                gathered.namesakes.add(whose.client)
            days.add(spell)
        yield row_of(pack, whose, known)


def _says_something(pack: PackRead) -> bool:
    """Two people who wrote nothing may well send the same pack; two who wrote never do."""
    return bool(pack.counts.days)


def _whose(each: Found, pseudonym: str, order: int) -> Whose:
    """By where it was found, else by the pseudonym in it, else nobody knows."""
    name = plain_name(pseudonym)
    if each.client:
        return Whose(each.client, each.client, sure=True, order=order)
    if key := _same_pseudonym(name):
        return Whose(key, name, sure=True, order=order)
    return Whose(each.name, each.name, sure=False, order=order)


def _same_pseudonym(name: str) -> str:
    """What two spellings have in common: characters that nobody sees make no second person."""
    from unicodedata import category

    return same_name("".join(each for each in name if category(each) != "Cf"))


def _refused(each: Found, problem: SysleadError, gathered: Gathered) -> None:
    if problem.code in _OTHER:
        gathered.other += 1
    else:
        gathered.problems.append(Problem(each.name, problem.code, problem.message))
