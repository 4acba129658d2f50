"""A group of clients in figures: a row a pack, and the two documents that are made of them.

The newest pack of each client counts. Every figure says out of how many, because not everybody
shares everything. ``Cohort`` is for the coach's own eyes; ``PublishedCohort`` holds what the SQL
in ``sql/`` lets out of the desk.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from itertools import takewhile
from typing import Any, Final, NamedTuple, TypeAlias

from msgspec import Struct
from msgspec.structs import replace

from syslead_cli.base.documents import Count
from syslead_cli.coach.documents import (
    ClientFigures,
    Cohort,
    EmptyPeriods,
    IntentionFigures,
    IntentionSums,
    ItemFigures,
    LowScore,
    PacksFound,
    QuietUnit,
    UnitFigures,
    UnitKind,
    WritingFigures,
)
from syslead_cli.framework.model import Framework
from syslead_cli.insight.trends import window
from syslead_cli.sharing.model import Pack, PackUnit

DIMENSION: Final = "dimension"
FACET: Final = "facet"
ITEM = "item"
#: Attention fell, or never was there: both are quiet. With ``steady`` these could be judged.
QUIET_STATES = ("neglected", "never_took_root")
JUDGED_STATES = ("steady", *QUIET_STATES)
#: A score up to here is a low one.
LOW = 2

#: ``dimension`` or ``facet``, and its id. An environment item's key is its id alone.
UnitKey: TypeAlias = tuple[UnitKind, str]
#: The number of dimensions, and the dimension of each facet by its place.
Shape: TypeAlias = tuple[int, tuple[int | None, ...]]

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
        self.by_shape: dict[Shape, Framework] = {}
        for each in (*profiles[::-1], whole, framework):
            places = {unit.id: at for at, unit in enumerate(each.dimensions, start=1)}
            shape = len(places), tuple(places.get(facet.dimension) for facet in each.facets)
            self.by_shape[shape] = self.by_shape[len(places), ()] = each
        self.names: dict[str, dict[str, str]] = {
            DIMENSION: {each.id: each.name for each in framework.dimensions},
            FACET: {each.id: each.name for each in every},
            ITEM: {each.id: each.name for each in framework.environment},
        }
        ordered = [id_ for names in self.names.values() for id_ in names]
        self.places = {id_: at for at, id_ in enumerate(ordered)}

    def name(self, framework: str, unit: str, id_: str) -> str:
        return self.names[unit].get(id_, id_) if framework == self.id else id_


# ── rows ─────────────────────────────────────────────────────────────────────


class PackOwner(NamedTuple):
    """Whose a pack is: ``key`` tells clients apart, ``name`` is for reading."""

    key: str
    name: str
    known: bool


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
    figures: ClientFigures

    @property
    def newness(self) -> tuple[date, date, int]:
        """Of two packs of one client the one with the higher value counts."""
        return self.figures.made, self.figures.until, self.order


def row_of(pack: Pack, owner: PackOwner, order: int, own: OwnFramework) -> PackRow:
    """Return the row of a pack; the order of units in its file does not matter."""
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
        owner.key,
        order,
        layout=_digest([framework, [key for key, _ in states]]),
        items=_digest([framework, [id_ for id_, _ in scores]]) if scores else "",
        states=states,
        scores=scores,
        figures=ClientFigures(
            client=owner.name,
            known=owner.known,
            tier=pack.tier,
            framework=framework,
            from_=pack.first,
            until=pack.last,
            made=pack.made,
            expires=pack.expires,
            withheld=pack.withheld,
            **{key: getattr(pack.counts, key) for key in _COUNTS},
            empty_at_the_end=EmptyPeriods(empty, window(pack.first, pack.last).by),
            intentions=IntentionSums(
                *(getattr(pack.intentions, key) for key in IntentionSums.__struct_fields__)
            ),
            quiet=tuple(
                QuietUnit(unit, id_, own.name(framework, unit, id_))
                for (unit, id_), state in states
                if state in QUIET_STATES
            ),
            rated_low=tuple(
                LowScore(id_, own.name(framework, ITEM, id_), score)
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
    import json
    from hashlib import sha256

    return sha256(json.dumps(content).encode("ascii")).hexdigest()[:16]


def unit_figures(rows: Iterable[PackRow], own: OwnFramework) -> list[UnitFigures[Count]]:
    """Count every dimension and facet somebody shared, the most often quiet first."""
    shared, judged, quiet = (Counter[tuple[str, UnitKind, str]]() for _ in range(3))
    for row in rows:
        for (unit, id_), state in row.states:
            key = (row.figures.framework, unit, id_)
            shared[key] += 1
            judged[key] += state in JUDGED_STATES
            quiet[key] += state in QUIET_STATES
    return [
        UnitFigures(key[0], key[2], own.name(*key), key[1], of, judged[key], quiet[key])
        for key, of in sorted(shared.items(), key=lambda each: (-quiet[each[0]], each[0]))
    ]


def item_figures(rows: Iterable[PackRow], own: OwnFramework) -> list[ItemFigures[Count]]:
    """Count every item of the environment somebody shared, the most often low first."""
    shared, low = Counter[tuple[str, str]](), Counter[tuple[str, str]]()
    for row in rows:
        for id_, score in row.scores:
            key = (row.figures.framework, id_)
            shared[key] += 1
            low[key] += score <= LOW
    return [
        ItemFigures(*key, own.name(key[0], ITEM, key[1]), of, low[key])
        for key, of in sorted(shared.items(), key=lambda each: (-low[each[0]], each[0]))
    ]


def cohort(
    rows: Sequence[PackRow],
    packs: PacksFound,
    expired: Sequence[str],
    own: OwnFramework,
    today: date,
) -> Cohort:
    clients = tuple(row.figures for row in rows)
    made = [client.intentions for client in clients]
    return Cohort(
        as_of=today,
        packs=packs,
        expired=tuple(expired),
        clients=clients,
        writing=WritingFigures(len(clients), sum(not client.days for client in clients)),
        units=tuple(unit_figures(rows, own)),
        environment=tuple(item_figures(rows, own)),
        intentions=IntentionFigures(
            len(clients),
            sum(each.made > 0 for each in made),
            *(sum(getattr(each, key) for each in made) for key in IntentionSums.__struct_fields__),
        ),
    )
