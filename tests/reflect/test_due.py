"""What is due on a day: each reason, what keeps it silent, and that days are days everywhere."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from clock_changes import ZONES, transitions
from some_records import TODAY, ago, ask, intention, note, outcome, stamped
from syslead_cli.base.dates import leaders_day
from syslead_cli.insight.lapse_filter import ActiveDays, evidence
from syslead_cli.journal.merge import revise
from syslead_cli.journal.model import Focus, Pause, Record, Review
from syslead_cli.reflect.due import (
    Due,
    NextDue,
    RemindDocument,
    current_pause,
    due_facts,
    due_on,
    focus_problem,
    pause_on,
    reminder,
)
from syslead_cli.setup.settings import Settings


def quiet(**changes: Any) -> Settings:
    """Settings without reviews."""
    return Settings(
        **{"remind_weekly_review": "never", "remind_quarterly_review": False, **changes}
    )


QUIET = quiet()


def answer(records: list[Record], settings: Settings = QUIET, day: date = TODAY) -> RemindDocument:
    return reminder(due_facts(records, day), settings, day)


def reasons(records: list[Record], settings: Settings = QUIET, day: date = TODAY) -> list[str]:
    ordered = sorted(records, key=lambda record: record.day)
    return [due.reason for due in answer(ordered, settings, day).due]


def review(days: int, period: str = "week") -> Review:
    day = ago(days)
    return Review(**stamped(day), period=period, from_=day - timedelta(days=6), to=day)


def pause(days: int, until: int | None = None) -> Pause:
    last = None if until is None else ago(-until)
    return Pause(**stamped(ago(days)), from_=ago(days), until=last)


def test_a_journal_never_begun_is_not_reminded_of() -> None:
    found = answer([], Settings(), TODAY)
    assert (found.due, found.silent, found.next) == ((), "nothing_written", None)


@pytest.mark.parametrize(("days", "due"), [(0, False), (1, False), (2, True), (9, True)])
def test_two_days_without_a_sitting(days: int, due: bool) -> None:
    assert (reasons([ask("Said to the ward clerk.", days)]) == ["sitting"]) is due


def test_a_question_kept_for_later_is_no_sitting_and_a_skipped_one_is() -> None:
    assert reasons([ask("a", 5), ask(None, 0, outcome="later")]) == ["sitting"]
    assert reasons([ask("a", 5), ask(None, 0)]) == []


def test_only_on_the_days_chosen() -> None:
    weekend = quiet(remind_weekdays=("saturday", "sunday"))
    assert reasons([ask("a", 5)], weekend) == []
    assert reasons([ask("a", 5)], weekend, TODAY + timedelta(days=1)) == ["sitting"]
    assert reasons([ask("a", 5)], quiet(remind_weekdays=())) == []


def test_somebody_who_only_writes_notes_is_asked_after_the_first() -> None:
    assert reasons([note("n", 1)]) == []
    assert reasons([note("n", 2), note("n", 0)]) == ["sitting"]


def test_an_intention_on_its_day_and_not_twice_on_one_day() -> None:
    made = intention("If it rains, then I will stay.", 3, 0)
    sat = ask("a", 0)
    assert reasons([sat, made]) == ["intention"]
    assert reasons([sat, made, outcome(made, "not_yet", 0)]) == []
    assert reasons([sat, made, outcome(made, "not_yet", 1)]) == ["intention"]
    assert reasons([sat, made, outcome(made, "done", 1)]) == []
    assert reasons([sat, intention("later", 3, 1)]) == []
    assert reasons([sat, intention("x", 3, 2)], day=TODAY + timedelta(days=2)) == ["intention"]


def test_the_weekly_review_from_its_day_until_it_is_held() -> None:
    settings = quiet(remind_weekly_review="friday", remind_weekdays=())
    written = [ask("a", day) for day in range(12)]
    assert reasons(written, settings) == ["weekly_review"]
    assert reasons([*written, review(0)], settings) == []
    assert reasons([*written, review(2)], settings) == []
    assert reasons([*written, review(3)], settings) == ["weekly_review"]
    assert reasons([*written, review(1)], settings, TODAY - timedelta(days=1)) == []
    assert reasons([*written, review(7)], settings, TODAY - timedelta(days=1)) == []
    assert reasons([*written, review(8)], settings, TODAY + timedelta(days=5)) == ["weekly_review"]
    assert reasons(written, QUIET) == []


def test_no_weekly_review_of_a_week_with_nothing_in_it() -> None:
    settings = quiet(remind_weekly_review="friday", remind_weekdays=())
    assert reasons([ask("a", 0)], settings) == []  # begun today
    assert reasons([ask("a", 4)], settings) == ["weekly_review"]
    assert reasons([ask("a", 6)], settings) == ["weekly_review"]
    assert reasons([ask("a", 7)], settings) == []


def test_the_quarterly_review_after_thirteen_weeks_of_writing() -> None:
    settings = quiet(remind_quarterly_review=True)
    assert reasons([ask("a", 90), ask("a", 0)], settings) == []
    assert reasons([ask("a", 91), ask("a", 0)], settings) == ["quarterly_review"]
    held = [ask("a", 200), review(90, "quarter"), ask("a", 0)]
    assert reasons(held, settings) == []
    assert reasons([*held[:1], review(91, "quarter"), held[2]], settings) == ["quarterly_review"]
    assert reasons([ask("a", 400), ask("a", 300)], settings) == ["sitting"]


def test_nothing_while_away_and_days_away_do_not_count() -> None:
    everything: list[Record] = [ask("a", 30), intention("x", 30, -2), note("n", 3)]
    assert reasons(everything, Settings())
    assert reasons([ask("a", 4), replace(pause(-5), day=ago(1))]) == ["sitting"], "still to come"
    assert reasons([*everything, pause(5, until=0)], Settings()) == []
    back = [ask("a", 30), pause(20, until=0)]
    assert reasons(back, quiet(remind_weekdays=Settings().remind_weekdays)) == []
    assert reasons(back, QUIET, TODAY + timedelta(days=3)) == ["sitting"]
    week = quiet(remind_weekdays=("saturday", "sunday"))
    assert reasons(back, week, TODAY + timedelta(days=1)) == []
    assert reasons(back, week, TODAY + timedelta(days=2)) == ["sitting"]


def test_why_it_is_silent_and_what_comes_next() -> None:
    found = answer([ask("a", 0)])
    assert (found.silent, found.next) == (
        "nothing_due",
        NextDue(ago(-3), (Due("sitting", ago(-2), 1),)),  # Monday
    )
    away = answer([ask("a", 3), pause(1)])
    assert (away.silent, away.next) == ("paused", None)
    ends = answer([ask("a", 3), pause(1, until=4)])
    assert ends.silent == "paused"
    assert ends.next is not None
    assert ends.next.day == ago(-6)
    now = answer([ask("a", 3)])
    assert (now.silent, now.next) == (None, NextDue(TODAY, now.due))


def test_the_end_of_the_calendar() -> None:
    assert answer([ask("a", 0)], QUIET, date.max).due[0].reason == "sitting"
    early = [replace(ask("a", 0), day=date.max)]
    assert answer(early, QUIET, date.max).due == ()


histories = st.lists(
    st.one_of(
        st.builds(lambda d: ask("said", d), st.integers(0, 500)),
        st.builds(lambda d: ask(None, d), st.integers(0, 500)),
        st.builds(lambda d: note("n", d), st.integers(0, 500)),
        st.builds(lambda d, due: intention("i", d, due), st.integers(0, 500), st.integers(-99, 99)),
        st.builds(
            lambda d, p: review(d, p), st.integers(0, 500), st.sampled_from(["week", "quarter"])
        ),
        st.builds(lambda d, u: pause(d, u), st.integers(0, 500), st.none() | st.integers(-300, 99)),
    ),
    max_size=12,
).map(lambda records: sorted(records, key=lambda record: record.day))


@given(histories, st.integers(-3, 120))
def test_the_next_day_is_the_first_on_which_anything_is_due(
    records: list[Record], ahead: int
) -> None:
    day = TODAY + timedelta(days=ahead)
    found = answer(records, Settings(), day)
    assert bool(found.due) is not bool(found.silent)
    facts = due_facts(records, day)
    if found.next is None:
        assert not due_on(facts, Settings(), day + timedelta(days=50))
    else:
        assert found.next.due == due_on(facts, Settings(), found.next.day)
        between = (found.next.day - day).days
        assert not any(
            due_on(facts, Settings(), day + timedelta(days=step)) for step in range(between)
        )


@given(histories)
def test_a_sitting_and_a_review_today_leave_only_intentions(records: list[Record]) -> None:
    done = [*records, ask("said", 0), review(0), review(0, "quarter")]
    assert set(reasons(done, Settings())) <= {"intention"}


@given(histories, st.integers(0, 200))
def test_nothing_is_due_in_a_pause(records: list[Record], days: int) -> None:
    assert reasons([*records, pause(days)], Settings()) == []


@pytest.mark.parametrize("name", ZONES)
def test_every_change_of_clocks_leaves_the_count_of_days_alone(name: str) -> None:
    """Sat on the evening before a change: due on the second evening after, never a day off."""
    zone = ZoneInfo(name)
    changes = transitions(zone)
    assert len(changes) > 20
    settings = quiet(remind_weekdays=(*Settings().remind_weekdays, "saturday", "sunday"))
    for change in changes:
        for minutes in (-90, -1, 0, 1, 90):
            sat = leaders_day((change + timedelta(minutes=minutes)).astimezone(zone), 240)
            record = replace(ask("said", 0), day=sat)
            due = [
                bool(answer([record], settings, sat + timedelta(days=count)).due)
                for count in range(4)
            ]
            assert due == [False, False, True, True], change


@pytest.mark.parametrize("name", ZONES)
def test_the_leaders_day_never_runs_backwards_over_a_change(name: str) -> None:
    zone = ZoneInfo(name)
    for change in transitions(zone):
        days = [
            leaders_day((change + timedelta(minutes=minutes)).astimezone(zone), 240)
            for minutes in range(-180, 181, 15)
        ]
        assert days == sorted(days), change


@pytest.mark.parametrize(
    ("days", "what"), [(402, "a clock far ahead"), (-402, "a clock far behind")]
)
def test_a_changed_clock_does_no_harm(days: int, what: str) -> None:
    """Records of the future are not counted yet, and a leap ahead is only a long silence."""
    found = answer([ask("a", 1)], Settings(), TODAY + timedelta(days=days))
    if days > 0:
        assert [due.reason for due in found.due] == ["sitting"], what
    else:
        assert (found.due, found.silent) == ((), "nothing_written"), what


def focus(day: date, until: date, *facets: str) -> Focus:
    return Focus(**stamped(day), facets=facets, until=until)


@pytest.mark.parametrize(("asked", "given", "wanted"), [
    (24, 5, "6 to 8"), (24, 6, ""), (24, 8, ""), (24, 9, "6 to 8"), (7, 1, "6 to 7"), (4, 4, ""),
    (4, 3, "4"),
])  # fmt: skip
def test_how_many_facets_make_a_focus(asked: int, given: int, wanted: str) -> None:
    were = "1 was" if given == 1 else f"{given} were"
    said = f"a focus is {wanted} facets; {were} given" if wanted else ""
    assert focus_problem(given, asked) == said


def test_a_pause_holds_both_its_days_and_an_open_one_lasts() -> None:
    closed = Pause(**stamped(TODAY), from_=TODAY, until=date(2026, 4, 3))
    assert pause_on([closed], TODAY) is closed
    assert pause_on([closed], date(2026, 4, 3)) is closed
    assert pause_on([closed], date(2026, 4, 4)) is None
    assert current_pause([closed], date(2026, 4, 4)) is None
    opened = Pause(**stamped(TODAY), from_=TODAY)
    assert pause_on([opened], date(2036, 1, 1)) is opened
    assert current_pause([opened], date(2036, 1, 1)) is opened


def test_a_pause_without_an_end_lasts_until_an_edit_gives_it_one() -> None:
    """docs/journal-format.md: another pause, a later one too, does not end it."""
    away = Pause(**stamped(ago(20)), from_=ago(20))
    other = Pause(**stamped(ago(10)), from_=ago(10), until=ago(8))
    assert pause_on([away, other], ago(5)) == away
    days = ActiveDays(evidence([away, other], TODAY).paused)
    assert days.is_paused(ago(5).toordinal())
    ended = revise(away, {"until": ago(15).isoformat()})
    assert isinstance(ended, Pause)
    assert pause_on([ended, other], ago(5)) is None
    days = ActiveDays(evidence([ended, other], TODAY).paused)
    assert [day for day in range(25) if days.is_paused(ago(day).toordinal())] == [
        8, 9, 10, 15, 16, 17, 18, 19, 20,
    ]  # fmt: skip
