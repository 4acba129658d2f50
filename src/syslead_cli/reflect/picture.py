"""The first picture after a sitting: how many answers so far, and where."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from syslead_cli.base.values import dataclass
from syslead_cli.framework.framework_core import Framework
from syslead_cli.insight.naming import SILENT_DAYS
from syslead_cli.journal.records import Ask, Record


@dataclass(frozen=True, slots=True)
class Picture:
    """Counts up to a day. ``places``: dimensions with their answers, most first."""

    answered: int
    full: int
    places: tuple[tuple[str, int], ...]
    #: Whether it is too soon for patterns.
    early: bool


def picture(records: Iterable[Record], framework: Framework, today: date) -> Picture:
    """What has come up so far."""
    dimension_of = {f.id: f.dimension for f in framework.everything or framework.facets}
    counts: dict[str, int] = {}
    answered, full, first = 0, 0, today
    for record in records:
        first = min(first, record.day)
        if isinstance(record, Ask) and record.outcome in ("full", "thin"):
            answered += 1
            full += record.outcome == "full"
            place = dimension_of.get(record.facet, "")
            if place:
                counts[place] = counts.get(place, 0) + 1
    order = {dimension.id: at for at, dimension in enumerate(framework.dimensions)}
    places = sorted(counts.items(), key=lambda item: (-item[1], order.get(item[0], 99)))
    return Picture(answered, full, tuple(places), (today - first).days < SILENT_DAYS)
