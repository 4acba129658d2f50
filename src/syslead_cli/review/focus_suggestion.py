"""A suggestion for the next focus: what matters more than there was of it, and what grew quiet."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from syslead_cli.review.focus_core import FEWEST, MOST
from syslead_cli.review.review_steps import Scores

#: Having gone quiet, or never having taken root, counts like one point of importance.
QUIET = 1
#: What matters this little is not suggested while there is enough else.
_LITTLE = 2
#: A gap from which a facet comes in beyond the fewest.
_WIDE = 2


def suggested(
    facets: Sequence[str], known: Mapping[str, Scores], quiet: Collection[str]
) -> tuple[str, ...]:
    """Six to eight facets, the widest gap first; none where too few were said to matter."""
    rated = [facet for facet in facets if _importance(known, facet)]
    if len(rated) < min(FEWEST, len(facets)):
        return ()
    places = {facet: at for at, facet in enumerate(facets)}

    def order(facet: str) -> tuple[bool, int, int, int]:
        matters = _importance(known, facet)
        return (matters <= _LITTLE, -pull(facet, known, quiet), -matters, places[facet])

    ranked = sorted(rated, key=order)
    chosen = ranked[:FEWEST]
    for facet in ranked[FEWEST:MOST]:
        if pull(facet, known, quiet) >= _WIDE and _importance(known, facet) > _LITTLE:
            chosen.append(facet)
    return tuple(chosen)


def pull(facet: str, known: Mapping[str, Scores], quiet: Collection[str]) -> int:
    """Importance minus practice, and a point for being quiet; practice not said counts as 3."""
    scores = known.get(facet, Scores())
    gap = (scores.importance or 0) - (scores.practice or 3)
    return gap + (QUIET if facet in quiet else 0)


def _importance(known: Mapping[str, Scores], facet: str) -> int:
    scores = known.get(facet)
    return (scores.importance or 0) if scores else 0
