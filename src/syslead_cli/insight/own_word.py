"""What the weekly review says of attention, and how far this leader's own word can be relied on.

A review asks, yes or no, about the facets most likely to have lapsed, and has a list in which
everything with real attention is ticked. Both are evidence for the lapse filter: a yes is less
likely where attention has lapsed. How much less is learned for each leader, because people differ
in how well they see themselves. Formulas: docs/how-neglect-is-judged.md.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import NamedTuple


class ReviewEvent(NamedTuple):
    """What one weekly review says: a yes or no about single facets, and the list of ticks.

    No tick at all means that the list was passed, which says nothing.
    """

    day: int
    attended: Mapping[str, bool]
    ticked: Collection[str]


YES, YES_LAPSED = 0.80, 0.32  # how often a yes is said, attended and lapsed, at the start
ANSWERS_BEFORE = 10.0  # as many answers as each of the two rates starts with
TICKED, LISTS_BEFORE = 0.2, 10.0  # how often a facet is ticked, as if in ten lists before
MOST_SURE = 0.95  # no answer is surer than this
KNOWN_FROM = 20  # answers from which self-knowledge counts as known: about eight reviews
RECENT_DAYS = 56  # days for which a review's answers are part of the picture
MOST_ASKED, LEAST_P = 3, 0.05  # a review asks about so many facets, from so high a P


def most_suspect(p: Mapping[str, float]) -> list[str]:
    """Return the facets a weekly review asks about: those most likely to have lapsed."""
    return sorted((f for f in p if p[f] > LEAST_P), key=lambda f: -p[f])[:MOST_ASKED]


class OwnWord:
    """What is known of one leader's self-knowledge; the filter says how likely each lapse was."""

    def __init__(self, units: int) -> None:
        self._attended = (0.0, 0.0)  # yes, answers: weighed by the chance that it was attended
        self._lapsed = (0.0, 0.0)
        self._answers = 0
        self._ticks = [0] * units
        self._lists = 0
        self._last: int | None = None

    @property
    def rates(self) -> tuple[float, float]:
        """Return how often this leader says yes: where attention is as usual, where it lapsed."""
        present = _rate(self._attended, YES)
        return present, min(present, _rate(self._lapsed, YES_LAPSED))

    def is_doubtful(self, day: int) -> bool:
        """Return True where lately a review was weighed and self-knowledge is not known yet."""
        if self._last is None or day - self._last >= RECENT_DAYS:
            return False
        return self._answers < KNOWN_FROM

    def weigh(
        self, day: int, odds: list[float], attended: Mapping[int, bool], ticked: Collection[int]
    ) -> list[float]:
        """Return the odds after one review, and learn from it.

        All of a review is weighed with what was known before it. A unit asked about by itself is
        not weighed again as one of the list.
        """
        after, (present, lapsed) = list(odds), self.rates
        for unit, is_yes in attended.items():
            after[unit] *= lapsed / present if is_yes else (1.0 - lapsed) / (1.0 - present)
        if ticked:
            self._weigh_list(after, lapsed / present, attended, ticked)
        for unit, is_yes in attended.items():
            p = odds[unit] / (1.0 + odds[unit])
            self._attended = _counted(self._attended, 1.0 - p, is_yes)
            self._lapsed = _counted(self._lapsed, p, is_yes)
        self._answers += len(attended)
        if attended or ticked:
            self._last = day
        return after

    def _weigh_list(
        self, odds: list[float], ratio: float, asked: Collection[int], ticked: Collection[int]
    ) -> None:
        units, before = len(odds), self._lists + LISTS_BEFORE
        usual = (sum(self._ticks) + LISTS_BEFORE * units * TICKED) / (before * units)
        for unit, count in enumerate(self._ticks):
            if unit in asked:
                continue
            rate = min(MOST_SURE, (count + LISTS_BEFORE * usual) / before)
            odds[unit] *= ratio if unit in ticked else (1.0 - ratio * rate) / (1.0 - rate)
        self._lists += 1
        for unit in ticked:
            self._ticks[unit] += 1


def _rate(counts: tuple[float, float], start: float) -> float:
    yes, answers = counts
    rate = (yes + ANSWERS_BEFORE * start) / (answers + ANSWERS_BEFORE)
    return min(MOST_SURE, max(1.0 - MOST_SURE, rate))


def _counted(counts: tuple[float, float], weight: float, is_yes: bool) -> tuple[float, float]:
    return counts[0] + weight * is_yes, counts[1] + weight
