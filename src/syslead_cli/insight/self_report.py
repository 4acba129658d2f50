"""What the weekly review says of attention, and how far this leader's own word can be relied on.

A review asks, yes or no, about the facets most likely to have lapsed, and has a list in which
everything with real attention is ticked. Both are evidence for the lapse filter: a yes is less
likely where attention has lapsed. How much less differs, because people differ in how well they
see themselves: the filter keeps P for each ``Kind`` of leader, and what happens tells which kind
this one is. Formulas: docs/how-neglect-is-judged.md.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from typing import NamedTuple


class ReviewEvent(NamedTuple):
    """What one weekly review says: a yes or no about single facets, and the list of ticks.

    No tick at all means that the list was passed, which says nothing.
    """

    day: int
    attended: Mapping[str, bool]
    ticked: Collection[str]


class LeaderKind(NamedTuple):
    """A kind of leader: its share among leaders, and how often it says yes."""

    share: float
    yes: float  # where attention is as usual
    yes_lapsed: float


#: Who sees well, who says much the same either way, who says yes to nearly everything, who is
#: hard on themselves.
KINDS = (
    LeaderKind(0.50, 0.80, 0.25),
    LeaderKind(0.20, 0.80, 0.65),
    LeaderKind(0.15, 0.95, 0.80),
    LeaderKind(0.15, 0.50, 0.20),
)
CHANGES = 0.01  # chance that since the last review a leader has become of another kind
TICKED, LISTS_BEFORE = 0.2, 10.0  # how often a facet is ticked, as if in ten lists before
MOST_SURE = 0.95  # no facet is expected to be ticked more often than this
KNOWN_FROM = 10  # answers from which self-knowledge counts as known: about four reviews
RECENT_DAYS = 56  # days for which a review's answers are part of the picture
MOST_ASKED, LEAST_P = 3, 0.05  # a review asks about so many facets, from so high a P


def most_suspect(p: Mapping[str, float]) -> list[str]:
    """Return the facets a weekly review asks about: those most likely to have lapsed."""
    return sorted((f for f in p if p[f] > LEAST_P), key=lambda f: -p[f])[:MOST_ASKED]


class BayesFactor(NamedTuple):
    """What a review says of one unit: its Bayes factor for a lapse, and the chance of it if not."""

    unit: int
    factor: float
    chance: float


class SelfReport:
    """The reviews of one leader so far, and what a further one says."""

    def __init__(self, units: int) -> None:
        self._answers = 0
        self._ticks = [0] * units
        self._lists = 0
        self._last: int | None = None

    def is_doubtful(self, day: int) -> bool:
        """Return True where lately a review was weighed and self-knowledge is not known yet."""
        if self._last is None or day - self._last >= RECENT_DAYS:
            return False
        return self._answers < KNOWN_FROM

    def factors(
        self, kind: LeaderKind, attended: Mapping[int, bool], ticked: Collection[int]
    ) -> Iterator[BayesFactor]:
        """Yield what a review says if the leader is of this kind.

        A unit asked about by itself is not weighed again as one of the list.
        """
        for unit, is_yes in attended.items():
            present, lapsed = kind.yes, kind.yes_lapsed
            if not is_yes:
                present, lapsed = 1.0 - present, 1.0 - lapsed
            yield BayesFactor(unit, lapsed / present, present)
        if not ticked:
            return
        units, before = len(self._ticks), self._lists + LISTS_BEFORE
        usual = (sum(self._ticks) + LISTS_BEFORE * units * TICKED) / (before * units)
        ratio = kind.yes_lapsed / kind.yes
        for unit, count in enumerate(self._ticks):
            if unit not in attended:
                rate = min(MOST_SURE, (count + LISTS_BEFORE * usual) / before)
                factor = ratio if unit in ticked else (1.0 - ratio * rate) / (1.0 - rate)
                yield BayesFactor(unit, factor, 1.0)  # kinds do not differ in what they tick

    def count(self, day: int, attended: Mapping[int, bool], ticked: Collection[int]) -> None:
        """Count a review after it was weighed."""
        self._answers += len(attended)
        self._lists += bool(ticked)
        for unit in ticked:
            self._ticks[unit] += 1
        if attended or ticked:
            self._last = day
