"""What deserves to be said: what has gone quiet, with its counts, and one thing that holds."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from msgspec import Struct

from syslead_cli.framework.model import Dimension, Facet, Framework
from syslead_cli.insight.neglect import Judgement, Verdict

#: A strength has come up this often in sixteen weeks, and hardly ever without a full answer.
STRENGTH_DAYS, STRENGTH_ASKS, STRENGTH_SHARE = 112, 4, 0.85


class Finding(Struct, frozen=True):
    """A unit that is named. `since`: when it became quiet; `counted_from`: the first ask counted.

    `usual` is the others' rate; `facets` are the named facets within a named dimension; `turn_to`
    is the facet to reflect on: itself, or the one of the dimension that is most likely quiet.
    """

    unit: str
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
    """A facet that was there nearly every time it came up."""

    id: str
    name: str
    asked: int
    full: int
    since: date


def findings(framework: Framework, dimensions: Judgement, facets: Judgement) -> tuple[Finding, ...]:
    """All that is named, dimensions first, each by P."""
    found = []
    for id_ in dimensions.named:
        dimension = framework.dimension(id_)
        inside = [f for f in facets.named if _dimension_of(framework, f) == id_]
        if dimension:
            turn_to = _quietest(framework, id_, facets)
            found.append(_finding(dimension, "", dimensions.of(id_), turn_to, inside))
    for id_ in facets.named:
        facet = framework.facet(id_)
        if facet:
            parent = framework.dimension(facet.dimension)
            found.append(_finding(facet, parent.name if parent else "", facets.of(id_), id_))
    return tuple(found)


def _dimension_of(framework: Framework, facet: str) -> str:
    found = framework.facet(facet)
    return found.dimension if found else ""


def _quietest(framework: Framework, dimension: str, facets: Judgement) -> str:
    """The facet of a dimension with the highest P."""
    inside = [facet.id for facet in framework.facets_of(dimension)]
    return max(inside, key=lambda id_: facets.of(id_).p, default="")


def _finding(
    unit: Dimension | Facet, within: str, verdict: Verdict, turn_to: str, inside: Sequence[str] = ()
) -> Finding:
    because = verdict.because
    assert because is not None
    assert verdict.since is not None
    return Finding(
        "facet" if isinstance(unit, Facet) else "dimension",
        unit.id,
        unit.name,
        within,
        date.fromordinal(verdict.since),
        date.fromordinal(because.since),
        because.asked,
        because.full,
        because.usual,
        because.elsewhere_asked,
        because.elsewhere_full,
        turn_to,
        tuple(inside),
    )


def strength(
    facets: Iterable[Facet],
    judged: Judgement,
    asks: Mapping[str, Sequence[tuple[int, bool]]],
) -> Strength | None:
    """The steady facet most surely there lately, if any was there nearly every time."""
    best: tuple[float, Strength] | None = None
    for facet in facets:
        verdict = judged.of(facet.id)
        recent = [ask for ask in asks.get(facet.id, ()) if judged.day - ask[0] < STRENGTH_DAYS]
        full = sum(was_full for _, was_full in recent)
        if verdict.state != "steady" or len(recent) < STRENGTH_ASKS:
            continue
        if full < STRENGTH_SHARE * len(recent) or (best and verdict.level.low <= best[0]):
            continue
        since = date.fromordinal(min(day for day, _ in recent))
        best = (verdict.level.low, Strength(facet.id, facet.name, len(recent), full, since))
    return best[1] if best else None
