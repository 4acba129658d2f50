"""What deserves to be said: what has gone quiet, with its counts, and one strength."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Literal

from msgspec import Struct

from syslead_cli.framework.model import Dimension, Facet, Framework
from syslead_cli.insight.neglect import Judgement, UnitJudgement

#: A strength has come up this often in sixteen weeks, and hardly ever without a full answer.
STRENGTH_DAYS, STRENGTH_ASKS, STRENGTH_SHARE = 112, 4, 0.85


class Finding(Struct, frozen=True):
    """A unit that is named. `since`: when it became quiet; `counted_from`: the first ask counted.

    `usual` is the others' rate; `facets` are the named facets within a named dimension; `turn_to`
    is the facet to reflect on: itself, or the one of the dimension that is most likely quiet.
    """

    unit: Literal["dimension", "facet"]
    id: str
    name: str
    within: str
    since: date
    counted_from: date
    asked: int
    full: int
    usual: float
    elsewhere_asked: int
    elsewhere_full: int
    turn_to: str
    facets: tuple[str, ...] = ()


class Strength(Struct, frozen=True):
    """A facet that was answered in full nearly every time it came up."""

    id: str
    name: str
    asked: int
    full: int
    since: date


def findings(framework: Framework, dimensions: Judgement, facets: Judgement) -> tuple[Finding, ...]:
    """Return all that is named, dimensions first, each by P."""
    found = []
    for id_ in dimensions.named:
        if dimension := framework.dimension(id_):
            members = [facet.id for facet in framework.facets_of(id_)]
            turn_to = max(members, key=lambda facet: facets.of(facet).p, default="")
            named = tuple(facet for facet in facets.named if facet in members)
            found.append(_finding(dimension, "", dimensions.of(id_), turn_to, named))
    for id_ in facets.named:
        if facet := framework.facet(id_):
            parent = framework.dimension(facet.dimension)
            found.append(_finding(facet, parent.name if parent else "", facets.of(id_), id_))
    return tuple(found)


def _finding(
    unit: Dimension | Facet,
    within: str,
    judged: UnitJudgement,
    turn_to: str,
    facets: tuple[str, ...] = (),
) -> Finding:
    counts = judged.counts
    assert counts is not None
    assert judged.since is not None
    return Finding(
        unit="facet" if isinstance(unit, Facet) else "dimension",
        id=unit.id,
        name=unit.name,
        within=within,
        since=date.fromordinal(judged.since),
        counted_from=date.fromordinal(counts.since),
        asked=counts.asked,
        full=counts.full,
        usual=counts.usual,
        elsewhere_asked=counts.elsewhere_asked,
        elsewhere_full=counts.elsewhere_full,
        turn_to=turn_to,
        facets=facets,
    )


def strength(
    facets: Iterable[Facet],
    judged: Judgement,
    asks: Mapping[str, Sequence[tuple[int, bool]]],
) -> Strength | None:
    """Return the steady facet most surely there lately, if any was there nearly every time."""
    best: tuple[float, Strength] | None = None
    for facet in facets:
        unit = judged.of(facet.id)
        recent = [ask for ask in asks.get(facet.id, ()) if judged.day - ask[0] < STRENGTH_DAYS]
        full = sum(was_full for _, was_full in recent)
        if unit.state != "steady" or len(recent) < STRENGTH_ASKS:
            continue
        if full < STRENGTH_SHARE * len(recent) or (best and unit.level.low <= best[0]):
            continue
        since = date.fromordinal(min(day for day, _ in recent))
        best = (unit.level.low, Strength(facet.id, facet.name, len(recent), full, since))
    return best[1] if best else None
