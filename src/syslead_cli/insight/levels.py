"""How fully a unit is answered: a Beta distribution's mean and 80% interval.

Pure arithmetic on floats; no clock, no randomness.  The incomplete beta function is the
continued fraction of Numerical Recipes (3rd ed., section 6.4), evaluated by Lentz's method.
"""

from __future__ import annotations

from math import exp, lgamma, log, log1p
from typing import NamedTuple

INTERVAL = 0.80
_TINY = 1e-300
_CONVERGED = 1e-15


class Level(NamedTuple):
    """Share of asks answered in full, 0 to 1: the mean and an 80% interval."""

    mean: float
    low: float
    high: float


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
    """Return the continued fraction for I_x(a, b); converges fast for x < (a + 1)/(a + b + 2)."""
    c, d = 1.0, 1.0 / _away(1.0 - (a + b) * x / (a + 1.0))
    total = d
    for k in range(1, 500):
        even = k * (b - k) * x / ((a + 2 * k - 1.0) * (a + 2 * k))
        d = 1.0 / _away(1.0 + even * d)
        c = _away(1.0 + even / c)
        total *= c * d
        odd = -(a + k) * (a + b + k) * x / ((a + 2 * k) * (a + 2 * k + 1.0))
        d = 1.0 / _away(1.0 + odd * d)
        c = _away(1.0 + odd / c)
        total *= c * d
        if abs(c * d - 1.0) < _CONVERGED:
            break
    return total


def _away(value: float) -> float:
    """Keep Lentz's denominators off zero."""
    return value if abs(value) > _TINY else _TINY
