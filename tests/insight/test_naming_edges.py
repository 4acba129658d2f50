"""Where naming begins to hold, to the day and to the ask (docs/how-neglect-is-judged.md)."""

from __future__ import annotations

import pytest

from syslead_cli.insight.filter import WeighedAsk
from syslead_cli.insight.neglect import asked_enough, fall_start


@pytest.mark.parametrize(("today", "enough"), [(65, True), (66, False)])
def test_eight_weeks_are_56_days_today_included(today: int, enough: bool) -> None:
    asks = [WeighedAsk(day, False, 0.7) for day in (10, 40, 41)]
    assert asked_enough(asks, today) is enough


@pytest.mark.parametrize(("named", "start"), [(67, 0), (68, 1)])
def test_a_fall_is_counted_from_within_eight_weeks(named: int, start: int) -> None:
    """Every ask was a miss, so the earliest one that may count begins the fall."""
    asks = [WeighedAsk(day, False, 0.7) for day in (12, 40, 50, 60)]
    assert fall_start(asks, named) == start


def test_a_fall_leaves_the_three_asks_that_naming_needs() -> None:
    """Only the last ask failed: the fall would begin there, and three asks are counted."""
    asks = [WeighedAsk(day, day == 10, 0.7) for day in (10, 20, 30)]
    assert fall_start(asks, 30) == 0
    asks = [WeighedAsk(day, day < 40, 0.7) for day in (10, 20, 30, 40)]
    assert fall_start(asks, 40) == 1
