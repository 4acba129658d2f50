"""Drawings: a level on a line, and bars over the weeks with the names above them."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from syslead_cli.base.layout import width_of
from syslead_cli.insight.charts import (
    bar,
    bars,
    heading,
    level_bar,
    shares,
    shown_periods,
    strip_width,
)
from syslead_cli.insight.ratings import Level
from syslead_cli.insight.trends import (
    MONTH,
    MOST_PERIODS,
    WEEK,
    PeriodCounts,
    six_months,
    strip,
    window,
)

SHARES = st.floats(0, 1)


def test_by_eye() -> None:
    assert level_bar(Level(0.5, 0.2, 0.8), None, 10) == "  ├──●──┤ "
    assert level_bar(Level(0.3, 0.1, 0.5), 0.85, 10) == " ├─●─┤  ┊ "
    assert level_bar(Level(1.0, 1.0, 1.0), 1.0, 10) == " " * 9 + "●"


@given(st.lists(SHARES, min_size=3, max_size=3).map(sorted), SHARES, st.integers(10, 40))
def test_it_is_always_as_wide_as_it_should_be(
    places: list[float], usual: float, width: int
) -> None:
    low, mean, high = places
    drawn = level_bar(Level(mean, low, high), usual, width)
    assert len(drawn) == width
    assert drawn.count("●") == 1


MARCH = window(date(2026, 3, 2), date(2026, 4, 12))  # five weeks of March, one of April


def plain(values: list[float | None], count: int = 6) -> str:
    return "".join(text for _, text in bars(values, MARCH, count))


def test_heights_read_without_colour() -> None:
    assert [bar(value) for value in (0.0, 0.5, 1.0)] == ["▁", "▅", "█"]
    assert plain([0, 1, None, 1, 0.5, 0]) == "▁█·█▅ ▁"


def test_a_bar_is_the_share_of_its_four_weeks() -> None:
    strip = PeriodCounts((1, 0, 1, 2, 0, 0), (1, 0, 0, 2, 0, 0))
    anything = [True] * 5 + [False]
    assert shares(strip, MARCH, anything) == [1.0, 1.0, 0.5, 0.75, pytest.approx(2 / 3), None]


DAYS = st.dates(date(2000, 1, 1), date(2060, 1, 1))


@given(DAYS, st.integers(0, 800), st.integers(0, 60), st.sampled_from(["", "week", "month"]))
def test_bars_and_names_have_the_same_width_and_fit(
    last: date, days: int, room: int, by: str
) -> None:
    span = window(last - timedelta(days=days), last, by)
    count = shown_periods(span, room)
    wide = strip_width(span, count)
    assert wide <= room
    values: list[float | None] = [0.5] * len(span.starts)
    if count:
        assert width_of(bars(values, span, count)) == wide == len(heading(span, count))


# ── windows cut into weeks or months ────────────────────────────────────────────


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
    assert strip(asks, span) == PeriodCounts((2, 1, 2), (2, 0, 1))  # 3 and 18 March lie outside


@given(DAYS, DAYS, st.sampled_from(["", WEEK, MONTH]))
def test_periods_follow_each_other_and_end_with_the_window(a: date, b: date, by: str) -> None:
    span = window(min(a, b), max(a, b), by)
    assert 1 <= len(span.starts) <= MOST_PERIODS
    assert list(span.starts) == sorted(set(span.starts))
    assert span.starts[-1] <= span.last
    assert span.last - span.starts[-1] < timedelta(days=31)


@pytest.mark.parametrize("last", [date(1, 1, 1), date(1, 1, 8), date(9999, 12, 31)])
def test_the_ends_of_the_calendar(last: date) -> None:
    assert window(date.min, last, WEEK).starts
    assert window(date.min, last, MONTH).starts
