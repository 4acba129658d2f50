"""What the cohort's screens and documents are made from, beside the figures themselves."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

from syslead_cli.coach.cohort_core import Cohort
from syslead_cli.coach.cohort_publishing import Published, PublishedItem, PublishedUnit
from syslead_cli.coach.cohort_rows import DIMENSION, FACET
from syslead_cli.framework.framework_core import Framework


class Names(NamedTuple):
    """What units are called: as in the coach's own framework, else by their ids.

    Names that stand in a pack are not used: whoever made it wrote them.
    """

    framework: str
    dimensions: dict[str, str]
    facets: dict[str, str]
    items: dict[str, str]
    places: dict[str, int]

    def of(self, framework: str, unit: str, id_: str) -> str:
        """The name of a dimension or facet."""
        known = self.dimensions if unit == DIMENSION else self.facets
        return known.get(id_, id_) if framework == self.framework else id_

    def item(self, framework: str, id_: str) -> str:
        """The name of an item of the environment."""
        return self.items.get(id_, id_) if framework == self.framework else id_

    def place(self, id_: str) -> int:
        """Where a unit stands in the framework, for an order; others come behind."""
        return self.places.get(id_, len(self.places))


def names_of(framework: Framework) -> Names:
    """The names of the coach's own framework."""
    every = framework.everything or framework.facets
    units = (framework.dimensions, every, framework.environment)
    ordered = [each.id for layer in units for each in layer]
    return Names(
        framework.id,
        {each.id: each.name for each in framework.dimensions},
        {each.id: each.name for each in every},
        {each.id: each.name for each in framework.environment},
        {id_: at for at, id_ in enumerate(ordered)},
    )


def with_withheld(published: Published, names: Names) -> Published:
    """The same with every unit of the coach's own framework, so that none is missing unsaid."""
    used = [each.framework for each in published.units]
    used += [each.framework for each in published.items]
    if used and names.framework not in used:
        return published
    units = {each[:3]: each for each in published.units}
    items = {each[:2]: each for each in published.items}
    for unit, known in ((DIMENSION, names.dimensions), (FACET, names.facets)):
        for id_ in known:
            key = (names.framework, unit, id_)
            units.setdefault(key, PublishedUnit(*key, None, None, None))
    for id_ in names.items:
        items.setdefault((names.framework, id_), PublishedItem(names.framework, id_, None, None))
    return published._replace(
        units=tuple(units[key] for key in sorted(units)),
        items=tuple(items[key] for key in sorted(items)),
    )


class Desk(NamedTuple):
    """Everything a coach sees of a group. ``problems``: (file, code, why) of packs not counted."""

    cohort: Cohort
    names: Names
    today: date
    packs: int = 0
    copies: int = 0
    locked: int = 0
    links: int = 0
    other: int = 0
    unsure: int = 0
    problems: Sequence[tuple[str, str, str]] = ()
    expired: Sequence[str] = ()
    #: Pseudonyms on different packs of the same days.
    namesakes: int = 0
