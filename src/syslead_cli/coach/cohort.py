"""A group of clients: the packs of a folder, or of the coach's store, become rows and figures.

The newest pack of each client counts. Every figure says out of how many, because not everybody
shares everything. What cannot be read is counted and named and ends nothing; links are not
followed.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date
from functools import partial
from itertools import takewhile
from pathlib import Path
from typing import Any, Final, NamedTuple, TypeAlias

from msgspec import Struct, field
from msgspec.structs import replace

from syslead_cli.base.documents import Count
from syslead_cli.base.files import read_regular, refusing
from syslead_cli.base.text import same_name
from syslead_cli.coach import documents
from syslead_cli.coach.store import Clients, by_number, entries_of, plain_name
from syslead_cli.errors import SysleadError
from syslead_cli.framework.model import Framework
from syslead_cli.insight.neglect import LOW_STATES
from syslead_cli.insight.trends import IntentionSums, window
from syslead_cli.sharing.model import Pack, PackUnit
from syslead_cli.sharing.pack_reading import SIZE_LIMIT, read_pack

DIMENSION: Final = "dimension"
FACET: Final = "facet"
ITEM: Final = "item"
#: With ``steady`` the low states could be judged.
JUDGED_STATES = ("steady", *LOW_STATES)
#: A score up to here is a low one.
LOW = 2
#: The states and the scores that count as low.
LOW_VALUES = (*LOW_STATES, *range(LOW + 1))
#: How packs of a folder are told to be of one client.
AUTO, BY_FOLDER, BY_PSEUDONYM, BY_FILE = "auto", "folder", "pseudonym", "file"
WAYS = (AUTO, BY_FOLDER, BY_PSEUDONYM, BY_FILE)
#: Why a sound pack, or another file, is in no figure.
_ASIDE = ("expired", "copies", "encrypted", "links", "hidden", "other")
#: Codes of refusals that say "this is something else", not "this is a pack gone wrong".
_OTHER = ("pack.foreign", "not_a_file")
#: A folder in a folder in a folder: deeper than this nobody keeps packs.
_DEEPEST = 16
#: ``dimension`` or ``facet``, and its id. An environment item's key is its id alone.
UnitKey: TypeAlias = tuple[documents.UnitKind, str]
#: What of a pack's counts is in a client's figures.
_COUNTS = ("sittings", "days", "asked", "full", "notes")


class OwnFramework:
    """What units are called: as in the coach's own framework, else by their ids.

    Names in a pack are not used: whoever made it wrote them. At the lowest tier a pack names
    neither its framework nor its units. Where it has the shape of the coach's own framework, whole
    or in a profile (as many dimensions; in packs of 0.1 the same facets under each as well), it
    is read as one of that; else its units go by their places.
    """

    def __init__(self, framework: Framework) -> None:
        every = framework.everything
        whole = replace(framework, facets=every, profile="")
        profiles = [whole.in_profile(name) for name in whole.profiles]
        self.id = framework.id
        #: By the number of dimensions, and the dimension of each facet by its place.
        self.by_shape: dict[tuple[int, tuple[int | None, ...]], Framework] = {}
        for each in (*profiles[::-1], whole, framework):
            places = {unit.id: at for at, unit in enumerate(each.dimensions, start=1)}
            shape = len(places), tuple(places.get(facet.dimension) for facet in each.facets)
            self.by_shape[shape] = self.by_shape[len(places), ()] = each
        self.names: dict[tuple[str, str], str] = {
            **{(DIMENSION, each.id): each.name for each in framework.dimensions},
            **{(FACET, each.id): each.name for each in every},
            **{(ITEM, each.id): each.name for each in framework.environment},
        }
        self.places = {id_: at for at, (_, id_) in enumerate(self.names)}

    def name(self, framework: str, unit: str, id_: str) -> str:
        return self.names.get((unit, id_), id_) if framework == self.id else id_


class PackRow(Struct, frozen=True):
    """One pack, small enough that ten thousand fit in memory; ``order``: where it was read.

    ``layout`` and ``items`` are equal where two packs speak of the same units and of the same
    items of the environment; ``items`` is empty where none were shared.
    """

    key: str
    order: int
    layout: str
    items: str
    states: tuple[tuple[UnitKey, str], ...]
    scores: tuple[tuple[str, int], ...]
    figures: documents.ClientFigures

    @property
    def newness(self) -> tuple[date, date, int]:
        return self.figures.made, self.figures.last, self.order


def row_of(pack: Pack, file: str, order: int, own: OwnFramework) -> PackRow:
    """Return the row of a pack, of whom it says it is; the order of its units does not matter."""
    key, client, known_client = _owner(pack.pseudonym, file)
    shape = (len(pack.dimensions), tuple(facet.dimension for facet in pack.facets))
    alike = None if pack.framework else own.by_shape.get(shape)
    known = pack.framework or alike
    framework = known.id if known else f"(unnamed {_digest([shape])[:8]})"
    units: list[tuple[UnitKey, PackUnit]] = [
        *(((DIMENSION, id_), unit) for id_, unit in _by_id(pack.dimensions, alike, "dimensions")),
        *(((FACET, id_), unit) for id_, unit in _by_id(pack.facets, alike, "facets")),
    ]
    states = tuple(sorted((key, unit.state) for key, unit in units))
    items = _by_id(pack.environment or (), alike, "environment")
    scores = tuple(sorted((id_, item.score) for id_, item in items))
    lengths = {len(unit.strip) for unit in pack.dimensions}
    ends = (takewhile(lambda asked: not asked[0], unit.strip[::-1]) for unit in pack.dimensions)
    empty = min(len(list(end)) for end in ends) if len(lengths) == 1 else 0
    return PackRow(
        key,
        order,
        layout=_digest([framework, [unit for unit, _ in states]]),
        items=_digest([framework, [id_ for id_, _ in scores]]) if scores else "",
        states=states,
        scores=scores,
        figures=documents.copied(
            documents.ClientFigures,
            pack,
            client=client,
            known=known_client,
            framework=framework,
            empty_at_the_end=documents.EmptyPeriods(empty, window(pack.first, pack.last).by),
            intentions=documents.copied(IntentionSums, pack.intentions),
            **{key: getattr(pack.counts, key) for key in _COUNTS},
            quiet=tuple(
                documents.QuietUnit(unit, id_, own.name(framework, unit, id_))
                for (unit, id_), state in states
                if state in LOW_STATES
            ),
            rated_low=tuple(
                documents.LowScore(id_, own.name(framework, ITEM, id_), score)
                for id_, score in scores
                if score <= LOW
            ),
        ),
    )


def _by_id(found: Sequence[Any], alike: Framework | None, units: str) -> Iterator[tuple[str, Any]]:
    """Yield each unit or item with its id, each id once: its own, or that of its place."""
    known = getattr(alike, units) if alike else ()
    seen = set()
    for each in found:
        at_place = known[each.place - 1].id if each.place <= len(known) else f"place {each.place}"
        id_ = each.id or at_place
        if id_ not in seen:
            seen.add(id_)
            yield id_, each


def _digest(content: object) -> str:
    from hashlib import sha256

    return sha256(json.dumps(content).encode("ascii")).hexdigest()[:16]


def _figures(
    rows: Iterable[PackRow], own: OwnFramework
) -> tuple[list[documents.UnitFigures[Count]], list[documents.ItemFigures[Count]]]:
    """Count every unit and item somebody shared, the most often quiet or low first."""
    shared, judged, low = (Counter[tuple[str, Any, str]]() for _ in range(3))
    for row in rows:
        scores = (((ITEM, id_), score) for id_, score in row.scores)
        for about, value in (*row.states, *scores):
            one = (row.figures.framework, *about)
            shared[one] += 1
            judged[one] += value in JUDGED_STATES
            low[one] += value in LOW_VALUES
    units, items = [], []
    for key in sorted(shared, key=lambda key: (-low[key], key)):
        framework, unit, id_ = key
        named = (framework, id_, own.name(*key))
        if unit == ITEM:
            items.append(documents.ItemFigures(*named, shared[key], low[key]))
        else:
            units.append(documents.UnitFigures(*named, unit, shared[key], judged[key], low[key]))
    return units, items


def cohort(found: PacksRead, own: OwnFramework, today: date) -> documents.Cohort:
    """Return the figures of the packs that were read, for the coach's own eyes."""
    rows = found.rows
    clients = tuple(row.figures for row in rows)
    made = [client.intentions for client in clients]
    units, items = _figures(rows, own)
    sums = IntentionSums.__struct_fields__
    return documents.Cohort(
        as_of=today,
        packs=found.counts,
        expired=tuple(found.only_expired),
        clients=clients,
        writing=documents.WritingFigures(len(clients), sum(not client.days for client in clients)),
        units=tuple(units),
        environment=tuple(items),
        intentions=documents.IntentionFigures(
            len(clients),
            sum(each.made > 0 for each in made),
            *(sum(getattr(each, key) for each in made) for key in sums),
        ),
    )


# ── packs are read ───────────────────────────────────────────────────────────


class PackSource(NamedTuple):
    """A pack's name, what reads it, and whose it is as far as its place says it.

    ``place`` is empty where only the pack itself can say.
    """

    name: str
    place: str
    read: Callable[[], Pack]


class PacksRead(Struct):
    """Everything that was there to read: the newest pack of each client, and counts of the rest.

    ``way``: how clients are told apart; empty in the coach's store, where the coach said it.
    ``known``: every pack whose owner is known; ``aside``: how many are in no figure, by the name
    that the document has for why; ``namesakes``: pseudonyms on different
    packs of the same days, which may be of different people; ``mixed``: folders with packs of
    several pseudonyms.
    """

    way: str = ""
    newest: dict[str, PackRow] = field(default_factory=dict)
    known: list[PackRow] = field(default_factory=list)
    packs: int = 0
    problems: list[documents.PackProblem] = field(default_factory=list)
    aside: Counter[str] = field(default_factory=Counter)
    namesakes: set[str] = field(default_factory=set)
    mixed: list[documents.MixedFolder] = field(default_factory=list)
    _expired: set[str] = field(default_factory=set)

    def add(self, row: PackRow, today: date) -> None:
        """Take a pack in. An older one of the same client gives way; an expired one only counts."""
        self.packs += 1
        if row.figures.known:
            self.known.append(row)
        if row.figures.expires is not None and row.figures.expires < today:
            self.aside["expired"] += 1
            self._expired.add(row.key)
            return
        newest = self.newest.get(row.key)
        if newest is None or newest.newness < row.newness:
            self.newest[row.key] = row

    @property
    def rows(self) -> list[PackRow]:
        return sorted(self.newest.values(), key=lambda row: by_number(row.key))

    @property
    def only_expired(self) -> list[str]:
        return sorted(self._expired - self.newest.keys(), key=by_number)

    @property
    def counts(self) -> documents.PacksFound:
        return documents.PacksFound(
            sound=self.packs,
            older=self.packs - self.aside["expired"] - len(self.newest),
            problems=tuple(self.problems),
            mixed=tuple(self.mixed),
            **{why: self.aside[why] for why in _ASIDE},
        )


def sources_in_store(clients: Clients) -> list[PackSource]:
    return [
        PackSource(f"{client.id}/{pack.file}", client.name, partial(clients.read, client, pack))
        for client in clients.everyone()
        for pack in client.packs
    ]


def sources_in_folder(folder: Path, found: PacksRead) -> list[PackSource]:
    """Return the ``.json`` files below a folder; count in ``found`` what else is there.

    Raises SysleadError if the folder cannot be read.
    """
    if not folder.is_dir():
        raise SysleadError(f"The folder {folder} does not exist.")
    return [
        PackSource(name, place_of(name, found.way), partial(_read_file, folder / name, name))
        for name in _below(folder, "", found)
    ]


def place_of(name: str, way: str) -> str:
    """Return the client's key as far as the place of a file says it."""
    if way == BY_FILE:
        return name.removesuffix(".json")
    return name.rpartition("/")[0] if way in (AUTO, BY_FOLDER) else ""


def _below(folder: Path, inner: str, found: PacksRead) -> Iterator[str]:
    try:
        entries = entries_of(folder / inner) if inner.count("/") < _DEEPEST else None
    except SysleadError:
        if not inner:
            raise
        entries = None
    if entries is None:
        message = f"{inner}: the folder cannot be read."
        found.problems.append(documents.PackProblem(inner, "folder.closed", message))
        return
    for entry in sorted(entries, key=lambda entry: entry.name):
        name = f"{inner}/{entry.name}" if inner else entry.name
        if entry.name.startswith("."):
            found.aside["hidden"] += 1
        elif entry.is_symlink():
            found.aside["links"] += 1
        elif entry.is_dir(follow_symlinks=False):
            yield from _below(folder, name, found)
        elif entry.name.lower().endswith(".age"):
            found.aside["encrypted"] += 1
        elif entry.name.lower().endswith(".json"):
            yield name
        else:
            found.aside["other"] += 1


def _read_file(path: Path, name: str) -> Pack:
    """Read a pack. Raises SysleadError for anything but an ordinary file of fitting size."""
    with refusing(f"{path} could not be read", code="pack.unreadable"):
        return read_pack(read_regular(path, SIZE_LIMIT), name)


def read_packs(
    sources: Iterable[PackSource], own: OwnFramework, today: date, found: PacksRead
) -> None:
    packs = list(_sound_packs(sources, own, found))
    apart = _mixed_folders(packs, found)
    seen: set[tuple[str, str]] = set()
    days: set[tuple[str, date, date]] = set()
    for place, read, sha256 in packs:
        row, is_placed = read, place and place not in apart
        if is_placed:
            figures = replace(read.figures, client=place, known=True)
            row = replace(read, key=place, figures=figures)
        figures = row.figures
        # Two people who wrote nothing may well send the same pack; two who wrote never do.
        content = (sha256, "" if figures.days else row.key)
        if content in seen:
            found.aside["copies"] += 1
            continue
        seen.add(content)
        if figures.known and not is_placed:
            period = (row.key, figures.first, figures.last)
            if period in days:
                found.namesakes.add(row.key)
            days.add(period)
        found.add(row, today)


#: The place a pack is in, the pack as it says itself whose it is, and its checksum.
_SoundPack: TypeAlias = tuple[str, PackRow, str]


def _sound_packs(
    sources: Iterable[PackSource], own: OwnFramework, found: PacksRead
) -> Iterator[_SoundPack]:
    """Yield the packs that can be read; count and name the rest."""
    for order, source in enumerate(sources, start=1):
        try:
            pack = source.read()
        except SysleadError as problem:
            if problem.code in _OTHER:
                found.aside["other"] += 1
            else:
                reason = problem.code, problem.message
                found.problems.append(documents.PackProblem(source.name, *reason))
            continue
        yield source.place, row_of(pack, source.name, order, own), pack.sha256


def _mixed_folders(packs: Iterable[_SoundPack], found: PacksRead) -> set[str]:
    """Find the folders with packs of several pseudonyms; return those whose packs count apart.

    Where nobody said that folders are people, a folder of several pseudonyms is none, nor is
    another folder with one of these pseudonyms: the same person would count twice.
    """
    inside: dict[str, set[str]] = {}
    for place, row, _ in packs if found.way in (AUTO, BY_FOLDER) else ():
        if place and row.figures.known:
            inside.setdefault(place, set()).add(row.key)
    mixed = {place: keys for place, keys in inside.items() if len(keys) > 1}
    everybody = set().union(*mixed.values()) if found.way == AUTO else set()
    apart = {place for place, keys in inside.items() if keys & everybody}
    found.mixed = [
        documents.MixedFolder(place, len(mixed[place]), place in apart)
        for place in sorted(mixed, key=by_number)
    ]
    return apart


def _owner(pseudonym: str, file: str) -> tuple[str, str, bool]:
    """Return what tells a client apart, their name for reading, and whether that is known."""
    from unicodedata import category

    name = plain_name(pseudonym)
    # Characters that nobody sees make no second person.
    if key := same_name("".join(each for each in name if category(each) != "Cf")):
        return key, name, True
    return file, file, False
