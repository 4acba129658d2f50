"""Ratings: what is said from how many on, and the tests behind a direction, by hand."""

from __future__ import annotations

import statistics
from math import sqrt
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from syslead_cli.insight.ratings import (
    FALLING,
    NO_DIRECTION,
    RISING,
    autocorrelation,
    direction,
    inflation,
    kendall_variance,
    mann_kendall,
    median,
    mid_ranks,
    running,
    summary,
    theil_sen,
)


def weekly(*scores: int) -> list[tuple[int, int]]:
    return [(7 * at + 1, score) for at, score in enumerate(scores)]


@pytest.mark.parametrize(
    ("n", "has_range", "has_median", "has_direction"),
    [(0, 0, 0, 0), (1, 0, 0, 0), (3, 0, 0, 0), (4, 1, 0, 0), (7, 1, 0, 0), (8, 1, 1, 0),
     (11, 1, 1, 0), (12, 1, 1, 1)],
)  # fmt: skip
def test_little_is_said_of_little(
    n: int, has_range: int, has_median: int, has_direction: int
) -> None:
    told = summary(weekly(*[3, 4] * 6)[:n])
    assert told.n == n
    assert (told.range is not None) == has_range
    assert (told.median is not None) == has_median
    assert (told.direction is not None) == has_direction


def test_order_is_that_of_days_not_of_lines() -> None:
    assert summary([(15, 5), (1, 1), (8, 3)]).scores == (1, 3, 5)


@given(st.lists(st.integers(1, 5), min_size=1))
def test_the_middle_is_the_middle(scores: list[int]) -> None:
    assert median(scores) == statistics.median(scores)


def test_theil_sen_by_hand() -> None:
    # Slopes between 1, 2, 4 one day apart: 1, 2 and 3/2; their median is 3/2.
    assert theil_sen([(0, 1), (1, 2), (2, 4)]) == 1.5
    assert theil_sen([(3, 2), (3, 5)]) == 0.0  # two on one day have no slope


def test_kendall_variance_by_hand() -> None:
    # n = 4 without ties: 4·3·13/18; with one pair tied less 2·1·9/18.
    assert kendall_variance([1, 2, 3, 4]) == pytest.approx(156 / 18)
    assert kendall_variance([1, 2, 2, 4]) == pytest.approx(138 / 18)
    assert kendall_variance([2, 2, 2]) == 0


def test_mann_kendall_by_hand() -> None:
    # 1 2 3 4: S = 6, z = 5/sqrt(156/18), no autocorrelation worth counting at one lag.
    assert mann_kendall(weekly(1, 2, 3, 4), 1 / 7) == pytest.approx(5 / sqrt(156 / 18))
    assert mann_kendall(weekly(3, 3, 3, 3), 0.0) == 0.0


def test_ranks_and_autocorrelation_by_hand() -> None:
    assert mid_ranks([5, 1, 5, 3]) == [3.5, 1, 3.5, 2]
    # Away from the mean: -1 1 -1 1; products one apart: three times -1, over 4.
    assert autocorrelation([1, 3, 1, 3], 1) == -0.75
    assert autocorrelation([2, 2, 2], 1) == 0.0


def test_inflation_by_hand() -> None:
    # Ranks 2,2,2,5.. no: two blocks of four give ranks 2.5 and 6.5; lag 1: 5 of 8 products are
    # +4 and one is -4 less the ends, r = (6·4 - 4)/(8·4) = .625 < 1.96/sqrt(8) = .693: not
    # significant, so nothing is inflated. Blocks of eight: r1 = 13/16, above .49.
    assert inflation([1, 1, 1, 1, 2, 2, 2, 2]) == 1.0
    n, r = 16, {1: 13 / 16, 2: 10 / 16, 3: 7 / 16, 4: 4 / 16}
    total = sum((n - k) * (n - k - 1) * (n - k - 2) * r[k] for k in (1, 2))
    expected = 1 + 2 * total / (n * (n - 1) * (n - 2))
    assert inflation([1] * 8 + [2] * 8) == pytest.approx(expected)


def test_inflation_never_makes_a_test_braver() -> None:
    assert inflation([1, 2] * 8) == 1.0  # alternating: negative autocorrelation


def test_directions() -> None:
    assert direction(weekly(1, 1, 2, 2, 3, 2, 3, 3, 4, 4, 4, 5)) == RISING
    assert direction(weekly(5, 4, 4, 4, 3, 3, 2, 3, 2, 2, 1, 1)) == FALLING
    assert direction(weekly(3, 4, 3, 4, 3, 4, 3, 4, 3, 4, 3, 4)) == NO_DIRECTION
    assert direction(weekly(*[3] * 12)) == NO_DIRECTION
    assert direction(weekly(*[3] * 9, 4, 4, 4)) == NO_DIRECTION  # most pairs do not differ


def test_a_mood_that_lasts_is_not_a_trend() -> None:
    wave = [3, 3, 3, 2, 2, 2, 3, 3, 3, 4, 4, 4, 3, 3, 3, 4]
    assert direction(weekly(*wave)) == NO_DIRECTION


@given(st.lists(st.integers(1, 5), min_size=12, max_size=40))
def test_upside_down_is_the_other_way_round(scores: list[int]) -> None:
    other = {RISING: FALLING, FALLING: RISING, NO_DIRECTION: NO_DIRECTION}
    turned = [6 - score for score in scores]
    assert direction(weekly(*turned)) == other[direction(weekly(*scores))]


@given(st.lists(st.integers(1, 5), max_size=60))
def test_the_running_median_has_one_value_a_rating_within_the_scale(scores: list[int]) -> None:
    told = summary(weekly(*scores))
    assert len(running(told.scores)) == told.n
    assert all(1 <= value <= 5 for value in running(told.scores))


def test_noise_hardly_ever_has_a_direction() -> None:
    dice = Random(7)
    found = [direction(weekly(*[dice.randint(2, 4) for _ in range(16)])) for _ in range(300)]
    assert sum(word != NO_DIRECTION for word in found) <= 15
