"""What a cohort needs of a pack: one small row, so that ten thousand of them fit anywhere.

At the lowest tier a pack says neither its framework nor its units' ids. Where it has the shape
of the coach's own framework (as many dimensions, the same facets under each), it is read as
one of that framework; else its units go by their places and are comparable with their like only.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from datetime import date
from typing import NamedTuple, TypeAlias

from syslead_cli.base.values import replace
from syslead_cli.framework.framework_core import Framework
from syslead_cli.sharing.pack_read import PackRead, UnitRead

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
    from syslead_cli.insight.strips import window

    return window(pack.first, pack.last).by
