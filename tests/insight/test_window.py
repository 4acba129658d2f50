"""Windows cut into weeks or months."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from syslead_cli.insight.trends import MONTH, MOST_PERIODS, WEEK, six_months, strip, summed, window

DAYS = st.dates(date(2000, 1, 1), date(2060, 1, 1))


def test_six_months_is_twenty_six_weeks_and_starts_on_a_monday() -> None:
    first = six_months(date(2026, 11, 22))
    assert first == date(2026, 5, 25)
    assert len(window(first, date(2026, 11, 22)).starts) == MOST_PERIODS


def test_weeks_are_drawn_as_long_as_they_all_fit_unless_told() -> None:
    last = date(2026, 11, 22)
    assert window(six_months(last), last).by == WEEK
    assert window(six_months(last) - timedelta(days=1), last).by == MONTH
    assert window(date(2025, 1, 1), date(2026, 1, 1), WEEK).by == WEEK


def test_cells_by_hand() -> None:
    span = window(date(2026, 3, 4), date(2026, 3, 17))  # Wednesday to Tuesday
    assert span.starts == (date(2026, 3, 2), date(2026, 3, 9), date(2026, 3, 16))
    asks = [(date(2026, 3, day).toordinal(), day % 2 == 0) for day in (3, 4, 8, 9, 16, 17, 18)]
    assert strip(asks, span) == ((2, 2), (1, 0), (2, 1))  # the 3rd and 18th lie outside
    assert summed([strip(asks, span)] * 2, span) == ((4, 4), (2, 0), (4, 2))
    assert summed([], span) == ((0, 0),) * 3


@given(DAYS, DAYS, st.sampled_from(["", WEEK, MONTH]))
def test_periods_follow_each_other_and_end_with_the_window(a: date, b: date, by: str) -> None:
    span = window(min(a, b), max(a, b), by)
    assert 1 <= len(span.starts) <= MOST_PERIODS
    assert list(span.starts) == sorted(set(span.starts))
    assert span.starts[-1] <= span.last
    assert span.last - span.starts[-1] < timedelta(days=31)


@given(st.lists(st.tuples(st.integers(0, 170), st.booleans())))
def test_nothing_within_the_drawn_periods_is_lost(found: list[tuple[int, bool]]) -> None:
    last = date(2026, 11, 22)
    span = window(last - timedelta(days=170), last)
    cells = strip([(last.toordinal() - ago, full) for ago, full in found], span)
    assert sum(asked for asked, _ in cells) == len(found)
    assert sum(full for _, full in cells) == sum(full for _, full in found)


@pytest.mark.parametrize("last", [date(1, 1, 1), date(1, 1, 8), date(9999, 12, 31)])
def test_the_ends_of_the_calendar(last: date) -> None:
    assert window(date.min, last, WEEK).starts
    assert window(date.min, last, MONTH).starts
