"""How fully a unit is answered (its level), and the leader's own weekly ratings.

A level is a Beta distribution's mean and 80% interval.  The incomplete beta function is the
continued fraction of Numerical Recipes (3rd ed., section 6.4), evaluated by Lentz's method.

Ratings show dots and their range from 4, a median from 8, a direction from 12. The slope is Theil
and Sen's. It is only called a direction where Mann and Kendall's test finds one with 95 %
certainty, its variance corrected for ties and inflated for autocorrelation (Hamed & Rao 1998),
because a mood that lasts for weeks looks like a trend to a test that takes weeks for strangers.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from itertools import combinations
from math import exp, lgamma, log, log1p, sqrt
from typing import Literal

from syslead_cli.base.documents import Count, Part, Share
from syslead_cli.framework.model import Item
from syslead_cli.journal.model import Rating, Record

INTERVAL = 0.80
_TINY = 1e-300
_CONVERGED = 1e-15


class Level(Part, frozen=True):
    """The share of full answers with its 80 % interval."""

    mean: Share
    low: Share
    high: Share


def level(full: float, asked: float, usual: float) -> Level:
    """Return the level shown: Beta(s + 2m, n - s + 2(1 - m)).

    `full` and `asked` are weighted sums (s and n), `usual` is m in (0, 1): the others' rate.
    """
    a = full + 2.0 * usual
    b = asked - full + 2.0 * (1.0 - usual)
    tail = (1.0 - INTERVAL) / 2.0
    return Level(a / (a + b), beta_quantile(tail, a, b), beta_quantile(1.0 - tail, a, b))


def beta_cdf(x: float, a: float, b: float) -> float:
    """Return the regularised incomplete beta function I_x(a, b), for a, b > 0."""
    if not 0.0 < x < 1.0:
        return float(x >= 1.0)
    front = exp(_log_front(x, a, b))
    if x < (a + 1.0) / (a + b + 2.0):
        return front * _fraction(x, a, b) / a
    return 1.0 - front * _fraction(1.0 - x, b, a) / b


def beta_quantile(p: float, a: float, b: float) -> float:
    """Return the x with I_x(a, b) = p, to about 1e-12.

    Newton steps are kept inside a shrinking bracket; one that would leave it is replaced by
    bisection, so it always converges.
    """
    low, high, x = 0.0, 1.0, a / (a + b)
    for _ in range(200):
        miss = beta_cdf(x, a, b) - p
        if miss > 0.0:
            high = x
        else:
            low = x
        density = exp(_log_front(x, a, b)) / (x * (1.0 - x)) if 0.0 < x < 1.0 else 0.0
        step = x - miss / density if density > 0.0 else -1.0
        after = step if low < step < high else (low + high) / 2.0
        if abs(after - x) <= 1e-13 or high - low <= 1e-14:
            return after
        x = after
    return x


def _log_front(x: float, a: float, b: float) -> float:
    """Return the logarithm of x^a (1 - x)^b / B(a, b)."""
    return lgamma(a + b) - lgamma(a) - lgamma(b) + a * log(x) + b * log1p(-x)


def _fraction(x: float, a: float, b: float) -> float:
    c, d = 1.0, 1.0 / _away(1.0 - (a + b) * x / (a + 1.0))
    total = d
    for k in range(1, 500):
        even = k * (b - k) * x / ((a + 2 * k - 1.0) * (a + 2 * k))
        odd = -(a + k) * (a + b + k) * x / ((a + 2 * k) * (a + 2 * k + 1.0))
        for term in (even, odd):
            d = 1.0 / _away(1.0 + term * d)
            c = _away(1.0 + term / c)
            total *= c * d
        if abs(c * d - 1.0) < _CONVERGED:
            break
    return total


def _away(value: float) -> float:
    return value if abs(value) > _TINY else _TINY


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


class Ratings(Part, frozen=True):
    """The leader's own ratings."""

    n: Count
    median: int | float | None
    direction: Direction | None
    scores: tuple[Count, ...]
    days: tuple[date, ...]

    @property
    def range(self) -> tuple[int, int] | None:
        return (min(self.scores), max(self.scores)) if self.n >= RANGE_FROM else None


NONE = Ratings(0, None, None, (), ())


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


class ItemScores(Part, frozen=True):
    """An item of the practice or environment layer: its scores, and on how many days of how many.

    ``of``: the days on which any item of that layer was rated.
    """

    id: str
    name: str
    rated: Count
    of: Count
    last: date | None
    scores: tuple[Count, ...]
    days: tuple[date, ...]


def scores_of_layer(
    items: Sequence[Item], rated: Iterable[tuple[date, Mapping[str, int]]]
) -> tuple[ItemScores, ...]:
    """Return each item of a layer with its scores; nothing where the layer was never rated.

    Of several scores on a day the last counts.
    """
    by_day: dict[date, dict[str, int]] = {}
    for day, scores in rated:
        if scores:
            by_day.setdefault(day, {}).update(scores)
    found = []
    for item in items if by_day else ():
        days = tuple(day for day in sorted(by_day) if item.id in by_day[day])
        scored = tuple(by_day[day][item.id] for day in days)
        last = days[-1] if days else None
        found.append(ItemScores(item.id, item.name, len(days), len(by_day), last, scored, days))
    return tuple(found)


def summary(points: Iterable[Point]) -> Ratings:
    newest = sorted(points, key=lambda point: point[0])[-MOST:]
    scores = tuple(score for _, score in newest)
    n = len(scores)
    return Ratings(
        n,
        median(scores) if n >= MEDIAN_FROM else None,
        direction(newest) if n >= DIRECTION_FROM else None,
        scores,
        tuple(date.fromordinal(day) for day, _ in newest),
    )


def median(values: Sequence[float]) -> float:
    """Return the median; the module statistics has it and is slow to load."""
    ordered = sorted(values)
    half = len(ordered) // 2
    return ordered[half] if len(ordered) % 2 else (ordered[half - 1] + ordered[half]) / 2


def running(scores: Sequence[int]) -> tuple[float, ...]:
    """Return the median of five scores to each."""
    return tuple(median(scores[max(0, at - RUNNING + 1) : at + 1]) for at in range(len(scores)))


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
