"""Which units are said to have gone quiet, and since when: the rule over the filter's P.

Days are active days counted from the first record (day 0).
"""

from __future__ import annotations

from collections.abc import Sequence

from syslead_cli.insight.levels import beta_cdf
from syslead_cli.insight.suspicion import Answer, Suspicion

FACET_THRESHOLD, DIMENSION_THRESHOLD = 0.85, 0.82
CLEARED = 0.10
SILENT_DAYS = 42  # nothing is named before
RECENT_DAYS, RECENT_ASKS = 56, 3  # needed before anything is named
MOST_NAMED = 2  # facets
ROOT_ASKS = 8  # asks needed to say that something never took root
ROOT_SHARE = 0.5  # of the full answers expected
ROOT_CERTAINTY = 0.9


class Naming:
    """Hysteresis: a unit turns quiet at P >= threshold and stays so until P < .10."""

    def __init__(self, threshold: float = FACET_THRESHOLD) -> None:
        self.since: dict[int, int] = {}  # quiet unit -> active day on which it became so
        self._turns = threshold / (1.0 - threshold)
        self._clears = CLEARED / (1.0 - CLEARED)

    def settle(self, day: int, suspicion: Suspicion) -> None:
        """Apply the rule at the end of `day`; days without news may be left out (`catch_up`)."""
        odds = suspicion.odds
        for unit in [u for u in self.since if odds[u] < self._clears]:
            del self.since[unit]
        if self.since:
            for unit in [u for u in self.since if never_took_root(suspicion, u)]:
                del self.since[unit]
        if day < SILENT_DAYS or max(odds, default=0.0) < self._turns:
            return
        for unit, chance in enumerate(odds):
            if chance < self._turns or unit in self.since:
                continue
            if asked_enough(suspicion.asks[unit], day) and not never_took_root(suspicion, unit):
                self.since[unit] = day

    def catch_up(self, day: int, suspicion: Suspicion) -> None:
        """Advance to the day before `day`: P sinks on days without news and may clear a unit."""
        if self.since:
            suspicion.advance(day - 1)
            self.settle(day - 1, suspicion)

    def named(self, suspicion: Suspicion, most: int | None = MOST_NAMED) -> list[int]:
        """The quiet units that are said, highest P first, at most `most` (None: all)."""
        ranked = sorted(self.since, key=lambda unit: (-suspicion.odds[unit], unit))
        return ranked[:most]


def asked_enough(asks: Sequence[Answer], day: int) -> bool:
    """At least 3 asks in the 8 weeks that end with `day`."""
    return len(asks) >= RECENT_ASKS and day - asks[-RECENT_ASKS].day < RECENT_DAYS


def never_took_root(suspicion: Suspicion, unit: int) -> bool:
    """Low from the start: it cannot have fallen, so it is never also `neglected`.

    Of the asks of at least 28 days ago there are 8 or more, and with 90 % certainty under
    Beta(S + 2r, n - S + 2(1 - r)), r = X/n, the rate is below half of the others'; and neither
    the first eight asks nor the last eight reached half of the full answers expected.
    """
    asks = suspicion.asks[unit]
    if len(asks) < ROOT_ASKS or not (_is_low(asks[:ROOT_ASKS]) and _is_low(asks[-ROOT_ASKS:])):
        return False
    full, expected, asked = suspicion.habit_sums(unit)
    if asked < ROOT_ASKS:
        return False
    usual = expected / asked
    certainty = beta_cdf(ROOT_SHARE * usual, full + 2.0 * usual, asked - full + 2.0 * (1.0 - usual))
    return certainty > ROOT_CERTAINTY


def _is_low(asks: Sequence[Answer]) -> bool:
    return sum(ask.full for ask in asks) <= ROOT_SHARE * sum(ask.expected for ask in asks)
