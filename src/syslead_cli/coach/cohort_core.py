"""Many clients at once, for the coach's own eyes: who has not written, what is quiet, what is low.

The newest pack of each client counts. A pack that its leader asked to be deleted by now is in no
figure. Every figure says out of how many, because not everybody shares everything.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import NamedTuple

from syslead_cli.base.values import dataclass, field
from syslead_cli.coach.cohort_rows import JUDGED_STATES, LOW, QUIET_STATES, Row

#: Empty weeks at the end of a pack from which on a client is shown among those not writing.
LONG_SILENCE = 4


@dataclass
class Newest:
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


@dataclass(frozen=True)
class Cohort:
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
