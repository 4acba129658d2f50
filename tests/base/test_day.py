"""The leader's day, and the dates people type."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from syslead_cli.base.clock import month_start
from syslead_cli.base.dates import (
    MONTHS,
    WEEKDAYS,
    DateProblem,
    Span,
    days_in_month,
    leaders_day,
    read_clock,
    read_day_ahead,
    read_day_back,
    read_days,
    read_edge,
)
from syslead_cli.base.text import day_in_words

TODAY = date(2026, 3, 27)  # a Friday
FOUR = 240
days = st.dates(date(1950, 1, 1), date(2090, 12, 31))


def test_a_month_starts_with_its_first_moment() -> None:
    assert month_start(date(2026, 3, 17)) == datetime(2026, 3, 1, tzinfo=UTC)


@pytest.mark.parametrize(
    ("moment", "start", "day"),
    [
        ("2026-03-27T18:04:00+00:00", FOUR, "2026-03-27"),
        ("2026-03-28T03:59:59+00:00", FOUR, "2026-03-27"),
        ("2026-03-28T04:00:00+00:00", FOUR, "2026-03-28"),
        ("2026-03-28T00:00:00+00:00", 0, "2026-03-28"),
        ("2026-01-01T02:00:00+00:00", FOUR, "2025-12-31"),
    ],
)
def test_the_day_turns_at_day_start(moment: str, start: int, day: str) -> None:
    assert leaders_day(datetime.fromisoformat(moment), start).isoformat() == day


@given(st.datetimes(datetime(1950, 1, 1), datetime(2090, 1, 1)), st.integers(0, 23 * 60 + 59))
def test_a_day_is_that_of_the_clock_or_the_one_before(local: datetime, start: int) -> None:
    aware = local.replace(tzinfo=ZoneInfo("Europe/London"))
    passed = local.hour * 60 + local.minute >= start
    assert leaders_day(aware, start) == local.date() - timedelta(days=not passed)


def test_summer_time_does_not_move_the_turn_of_the_day() -> None:
    zone = ZoneInfo("Europe/London")
    assert leaders_day(datetime(2026, 3, 29, 3, 59, tzinfo=zone), FOUR) == date(2026, 3, 28)
    assert leaders_day(datetime(2026, 3, 29, 4, 0, tzinfo=zone), FOUR) == date(2026, 3, 29)


@pytest.mark.parametrize(("text", "minutes"), [("04:00", 240), ("0:00", 0), (" 23:59 ", 1439)])
def test_a_time_of_day_is_read(text: str, minutes: int) -> None:
    assert read_clock(text) == minutes


@pytest.mark.parametrize("text", ["", "4", "24:00", "12:60", "-1:00", "4am", "04:00:00"])
def test_what_is_no_time_of_day_is_said(text: str) -> None:
    with pytest.raises(DateProblem, match="is not a time of day"):
        read_clock(text)


FORMS = [
    line.split("\t")
    for line in (Path(__file__).parents[1] / "data/date_forms.tsv")
    .read_text("utf-8")
    .splitlines()[1:]
]


@pytest.mark.parametrize(("phrase", "leaning", "first", "last"), FORMS)
def test_every_form_of_the_table_is_read_or_refused(
    phrase: str, leaning: str, first: str, last: str
) -> None:
    """The table was written before the grammar; libraries were measured on it (DECISIONS.md)."""
    today = date(2026, 11, 29)  # a Sunday
    if first == "refused":
        with pytest.raises(DateProblem):
            read_days(phrase, today, leaning)
        return
    found = read_days(phrase, today, leaning)
    assert [str(day or "-") for day in (found.first, found.last)] == [first, last]


@given(days, days)
def test_what_the_program_prints_is_read_again(day: date, today: date) -> None:
    assert read_days(day_in_words(day, today), today, "near").first == day or day.year == today.year
    assert read_days(day.strftime("%d %B %Y"), today).first == day
    assert read_days(day_in_words(day, date(1, 1, 1)), today).last == day


@pytest.mark.parametrize(
    "text",
    [
        "", "soon", "2026-13", "2026-00", "2026-02-30", "31 feb", "30 february 2024", "9999y",
        "t", "tu th", "ma 3", "0000-01", "9999-12", "99999", "0 mar",
    ],
)  # fmt: skip
def test_what_is_no_date_is_said_once_and_clearly(text: str) -> None:
    with pytest.raises(DateProblem) as caught:
        read_days(text, TODAY)
    assert len(str(caught.value)) < 120


@given(days, days)
def test_every_day_is_read_as_written(day: date, today: date) -> None:
    assert read_days(day.isoformat(), today) == Span(day, day)


@given(st.text(max_size=14), days)
def test_any_text_is_a_date_or_a_problem(text: str, today: date) -> None:
    for read in (read_days, read_day_back, read_day_ahead):
        with suppress(DateProblem):
            read(text, today)


@given(st.integers(0, 400), st.sampled_from("dwmy"), days)
def test_counting_back_never_comes_out_ahead(count: int, unit: str, today: date) -> None:
    if unit == "y":
        count %= 100
    span = read_days(f"{count}{unit}", today)
    assert span.first is not None
    assert span.first == span.last <= today


@given(days, st.sampled_from(WEEKDAYS))
def test_a_weekday_back_is_within_the_week(today: date, name: str) -> None:
    day = read_day_back(name[:3], today)
    assert 0 <= (today - day).days <= 6
    assert day.weekday() == WEEKDAYS.index(name)


@given(days, st.sampled_from(WEEKDAYS))
def test_a_weekday_ahead_is_within_the_next_week(today: date, name: str) -> None:
    day = read_day_ahead(name, today)
    assert 1 <= (day - today).days <= 7
    assert day.weekday() == WEEKDAYS.index(name)


@given(days, st.sampled_from(MONTHS), st.integers(1, 28))
def test_a_day_of_the_year_is_the_nearest_in_its_direction(
    today: date, month: str, number: int
) -> None:
    back, ahead = (
        read_day_back(f"{number} {month}", today),
        read_day_ahead(f"{number} {month}", today),
    )
    assert today - timedelta(days=366) <= back <= today <= ahead <= today + timedelta(days=366)


def test_the_29th_of_february_is_sought_in_a_year_that_has_it() -> None:
    assert read_day_back("29 feb 2024", TODAY) == date(2024, 2, 29)
    assert read_day_back("29 feb", TODAY) == date(2024, 2, 29)
    assert read_day_ahead("29 feb", TODAY) == date(2028, 2, 29)
    with pytest.raises(DateProblem, match="29 feb 2026"):
        read_day_back("29 feb 2026", TODAY)


@pytest.mark.parametrize(
    ("read", "today"), [(read_day_back, date(1, 1, 3)), (read_day_ahead, date(9999, 12, 30))]
)
def test_a_day_of_a_month_past_the_ends_of_the_calendar_is_refused(
    read: Callable[[str, date], date], today: date
) -> None:
    with pytest.raises(DateProblem, match='there is no day "5th" in the calendar'):
        read("the 5th", today)


def test_a_day_that_two_countries_read_differently_is_refused_with_both_readings() -> None:
    with pytest.raises(DateProblem, match="may be 3 April 2026 or 4 March 2026"):
        read_days("3/4/2026", TODAY)


def test_the_first_and_last_day_of_a_pause_are_the_nearest() -> None:
    assert read_edge("25 mar", TODAY, "near") == date(2026, 3, 25)
    assert read_edge("next week", TODAY, "near") == date(2026, 3, 30)
    assert read_edge("next week", TODAY, "near", at_end=True) == date(2026, 4, 5)


def test_one_day_back_is_one_day_and_not_ahead() -> None:
    assert read_day_back("2w", TODAY) == date(2026, 3, 13)
    for text, words in (("2026-02", "more than one day"), ("2026-03-28", "in the future")):
        with pytest.raises(DateProblem, match=words):
            read_day_back(text, TODAY)


@pytest.mark.parametrize("text", ["yesterday", "2026-03-26", "2 weeks ago", "2026-02", "last week"])
def test_a_due_day_has_not_passed(text: str) -> None:
    with pytest.raises(DateProblem):
        read_day_ahead(text, TODAY)


@given(st.integers(1, 9998), st.integers(1, 12))
def test_days_in_a_month(year: int, month: int) -> None:
    last = date(year, month, days_in_month(year, month))
    assert (last + timedelta(days=1)).day == 1


@given(st.none() | days, st.none() | days, days)
def test_a_span_holds_what_lies_within(first: date | None, last: date | None, day: date) -> None:
    held = Span(first, last).holds(day)
    assert held == ((first or date.min) <= day <= (last or date.max))
