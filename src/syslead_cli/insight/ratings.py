"""The leader's own weekly ratings, and from how many on something may be said of them.

Dots and their range from 4, a median from 8, a direction from 12: the slope is Theil and Sen's,
and it is only called a direction where Mann and Kendall's test finds one with 95 % certainty,
its variance corrected for ties and inflated for autocorrelation (Hamed & Rao 1998), because a
mood that lasts for weeks looks like a trend to a test that takes weeks for strangers.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import date
from itertools import combinations
from math import sqrt
from typing import Literal

from msgspec import Struct

from syslead_cli.journal.model import Rating, Record

RANGE_FROM, MEDIAN_FROM, DIRECTION_FROM = 4, 8, 12
#: The newest ratings looked at: a year of weeks.
MOST = 52
RUNNING = 5
_CERTAIN = 1.96

Direction = Literal["rising", "falling", "no clear direction"]
RISING: Direction = "rising"
FALLING: Direction = "falling"
NO_DIRECTION: Direction = "no clear direction"

Point = tuple[int, int]  # day (ordinal), score


class Ratings(Struct, frozen=True):
    """One dimension's ratings, oldest first; None where they are too few."""

    scores: tuple[int, ...] = ()
    range: tuple[int, int] | None = None
    median: float | None = None
    direction: Direction | None = None

    @property
    def n(self) -> int:
        return len(self.scores)

    def running(self) -> tuple[float, ...]:
        """Return the median of each rating with the four before it."""
        return tuple(median(self.scores[max(0, at - RUNNING + 1) : at + 1]) for at in range(self.n))


NONE = Ratings()


def ratings_by_dimension(
    records: Iterable[Record], first: date | None, last: date
) -> dict[str, Ratings]:
    """Return every rated dimension's ratings between two days, both included."""
    points: dict[str, list[Point]] = {}
    for record in records:
        if type(record) is Rating and record.day <= last and (not first or record.day >= first):
            for dimension, score in record.scores.items():
                points.setdefault(dimension, []).append((record.day.toordinal(), score))
    return {dimension: summary(found) for dimension, found in points.items()}


def summary(points: Iterable[Point]) -> Ratings:
    """Summarise the newest year of these ratings."""
    newest = sorted(points, key=lambda point: point[0])[-MOST:]
    scores = tuple(score for _, score in newest)
    n = len(scores)
    return Ratings(
        scores,
        (min(scores), max(scores)) if n >= RANGE_FROM else None,
        median(scores) if n >= MEDIAN_FROM else None,
        direction(newest) if n >= DIRECTION_FROM else None,
    )


def median(values: Sequence[float]) -> float:
    """Return the middle value, or the mean of the two.

    The module statistics has it and is slow to load.
    """
    ordered = sorted(values)
    half = len(ordered) // 2
    return ordered[half] if len(ordered) % 2 else (ordered[half - 1] + ordered[half]) / 2


def direction(points: Sequence[Point]) -> Direction:
    """Return rising or falling where slope and test agree, else no clear direction."""
    slope = theil_sen(points)
    if slope == 0.0 or abs(z := mann_kendall(points, slope)) < _CERTAIN or (z > 0) != (slope > 0):
        return NO_DIRECTION
    return RISING if slope > 0 else FALLING


def theil_sen(points: Sequence[Point]) -> float:
    """Return the median slope per day between all pairs of days; 0 without pairs."""
    slopes = [(b - a) / (t - s) for (s, a), (t, b) in combinations(points, 2) if t != s]
    return median(slopes) if slopes else 0.0


def mann_kendall(points: Sequence[Point], slope: float) -> float:
    """Return the test's z, continuity-corrected; 0 where all scores are the same."""
    scores = [score for _, score in points]
    s = sum((b > a) - (b < a) for a, b in combinations(scores, 2))
    variance = kendall_variance(scores)
    if variance <= 0.0 or s == 0:
        return 0.0
    rests = [score - slope * (day - points[0][0]) for day, score in points]
    return (s - (1 if s > 0 else -1)) / sqrt(variance * inflation(rests))


def kendall_variance(scores: Sequence[float]) -> float:
    """Return the variance of S under no trend, corrected for ties."""

    def part(n: int) -> int:
        return n * (n - 1) * (2 * n + 5)

    ties = sum(part(count) for count in Counter(scores).values())
    return (part(len(scores)) - ties) / 18


def inflation(rests: Sequence[float]) -> float:
    """Return Hamed and Rao's factor from the ranks of the detrended scores, never below 1.

    Lags up to a quarter of the length whose autocorrelation is significant at 5 % count.
    """
    n = len(rests)
    ranks = mid_ranks(rests)
    total = 0.0
    for lag in range(1, n // 4 + 1):
        r = autocorrelation(ranks, lag)
        if abs(r) > _CERTAIN / sqrt(n):
            total += (n - lag) * (n - lag - 1) * (n - lag - 2) * r
    return max(1.0, 1.0 + 2.0 * total / (n * (n - 1) * (n - 2)))


def mid_ranks(values: Sequence[float]) -> list[float]:
    """Return ranks from 1, equal values sharing the mean of theirs."""
    places: dict[float, list[int]] = {}
    for rank, value in enumerate(sorted(values), start=1):
        places.setdefault(value, []).append(rank)
    return [sum(places[value]) / len(places[value]) for value in values]


def autocorrelation(values: Sequence[float], lag: int) -> float:
    """Return the correlation with the values `lag` places before; 0 where they do not vary."""
    mean = sum(values) / len(values)
    away = [value - mean for value in values]
    spread = sum(a * a for a in away)
    if spread == 0.0:
        return 0.0
    return sum(a * b for a, b in zip(away, away[lag:], strict=False)) / spread
