"""Today's page as a value."""

from __future__ import annotations

from datetime import date

from some_records import TODAY, ago, ask, intention, note, outcome, stamped
from syslead_cli.journal.model import Focus, Pause
from syslead_cli.reflect.today import today_from


def test_a_first_evening() -> None:
    page = today_from([], TODAY)
    assert page.first
    assert page.next.command == "syslead reflect"
    assert "two questions" in page.next.why
    assert today_from([], TODAY, prompts=3).next.why.startswith("three questions")


def test_words_that_could_not_be_saved_are_no_first_evening() -> None:
    assert not today_from([], TODAY, rescued=("x",)).first


def test_the_last_sitting_goes_before_other_words() -> None:
    page = today_from([ask("a", 1), ask("b", 1, facet="shade"), note("n", 1)], TODAY)
    assert page.last is not None
    assert page.last.facets == ("worms", "shade")
    page = today_from([ask("a", 3), ask(None, 2), note("n", 1)], TODAY)
    assert page.last is not None
    assert (page.last.day, page.last.facets) == (ago(3), ("worms",))
    page = today_from([ask(None, 2), note("n", 1)], TODAY)
    assert page.last is not None
    assert (page.last.kind, page.last.facets) == ("note", ())


def test_the_week_begins_on_monday_and_later_is_no_question() -> None:
    records = [
        ask("last Sunday", 5),
        ask("Monday", 4),
        ask(None, 4),
        ask("thin", 1, outcome="thin"),
        ask(None, 1, outcome="later"),
        note("n", 0),
    ]
    week = today_from(records, TODAY).week
    assert (week.sittings, week.asked, week.full, week.notes) == (2, 3, 1, 1)


def test_focus_and_pause_hold_for_their_days() -> None:
    def page(day: date) -> tuple[bool, bool]:
        records = [
            Focus(**stamped(ago(9)), facets=("worms",), until=ago(2)),
            Pause(**stamped(ago(9)), from_=ago(4), until=ago(2)),
        ]
        today = today_from(records, day)
        return today.focus is not None, today.pause is not None

    assert page(ago(5)) == (True, False)
    assert page(ago(4)) == (True, True)
    assert page(ago(2)) == (True, True)
    assert page(ago(1)) == (False, False)
    endless = today_from([Pause(**stamped(ago(9)), from_=ago(4))], TODAY)
    assert endless.pause is not None


def test_one_next_step() -> None:
    plan = intention("If a, then b", 9, -1)
    assert today_from([ask("a", 1), plan], TODAY).next.command == "syslead reflect"
    assert today_from([plan, ask("a", 0)], TODAY).next.command == "syslead intentions"
    said = outcome(plan, "not_yet", 0)
    assert today_from([plan, ask("a", 0), said], TODAY).next.command == "syslead trends"
    broken = today_from([ask("a", 0)], TODAY, drafts=("state/sitting-d.json",))
    assert broken.next.command == "syslead reflect"
    assert "broke off" in broken.next.why


def test_what_is_dated_ahead_waits_for_its_day() -> None:
    assert today_from([note("from a clock gone wrong", -3)], TODAY).first


def test_a_review_that_is_due_is_the_next_step_once_the_day_is_reflected_on() -> None:
    sat = [ask("a", 0)]
    assert today_from(sat, TODAY, reviews=("week",)).next.command == "syslead review week"
    assert today_from([ask("a", 1)], TODAY, reviews=("week",)).next.command == "syslead reflect"
    assert today_from(sat, TODAY).next.command == "syslead trends"
