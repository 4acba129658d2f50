"""What a review asks: steps, questions in turn, and what was given before."""

from __future__ import annotations

from datetime import timedelta

import pytest
from msgspec.structs import replace

from reviews import BANK, TODAY, agenda
from some_records import intention, note, outcome, stamped
from syslead_cli.journal.model import Assessment, Review
from syslead_cli.review.model import MOST_DUE, Scores, least_recent, period


def review(weeks: int, text: str | None = None, name: str = "week") -> Review:
    day = TODAY - timedelta(weeks=weeks)
    first, last = period(name, day)
    return Review(**stamped(day), period=name, from_=first, to=last, text=text)


def test_a_week_is_seven_days_and_a_quarter_thirteen_weeks() -> None:
    assert period("week", TODAY) == (TODAY - timedelta(days=6), TODAY)
    assert period("quarter", TODAY) == (TODAY - timedelta(weeks=13, days=-1), TODAY)


@pytest.mark.parametrize(("weeks", "expected"), [(0, "w1"), (1, "w2"), (2, "w1"), (3, "w2")])
def test_questions_nobody_answers_still_take_turns(weeks: int, expected: str) -> None:
    reviews = [review(at) for at in range(weeks, 0, -1)]
    asked = least_recent(BANK.questions[:2], "week", reviews, 1)
    assert [question.id for question in asked] == [expected]


def test_the_question_answered_longest_ago_comes_first() -> None:
    reviews = [review(2, "Who surprised you?\nThe clerk."), review(1, "What grew this week?\nA.")]
    assert least_recent(BANK.questions[:2], "week", reviews, 1)[0].id == "w2"
    assert least_recent(BANK.questions[:2], "week", reviews[1:], 1)[0].id == "w2"


def test_no_questions_are_no_steps() -> None:
    bare = replace(BANK, questions=())
    keys = [step.kind for step in agenda("week", bank=bare).steps]
    assert "question" not in keys


def test_environment_questions_change_from_one_time_to_the_next() -> None:
    first = {step.id: step.text for step in agenda("environment").steps}
    assert first == {"risk": "How much room was there?", "place": "Ties."}
    before = Assessment(**stamped(TODAY - timedelta(weeks=13)), environment={"risk": 3})
    assert agenda("environment", before).steps[0].text == "How many trials?"


def test_only_intentions_that_are_due_and_unspoken_of_come_up() -> None:
    waiting = intention("Later.", due=3)
    due = [intention(f"If {n}, then I will.", days=20, due=-n) for n in range(1, 8)]
    said = outcome(due[0], "not_yet")
    steps = [s for s in agenda("week", waiting, *due, said).steps if s.kind == "due"]
    assert [step.id for step in steps] == [i.id for i in reversed(due[1:])][:MOST_DUE]


def test_what_was_assessed_last_is_known() -> None:
    old = Assessment(**stamped(TODAY - timedelta(weeks=26)), importance={"f1": 2, "f2": 3})
    new = Assessment(
        **stamped(TODAY - timedelta(weeks=13)), importance={"f1": 5}, practice={"f1": 1}
    )
    assert agenda("quarter", old, new).known == {"f1": Scores(5, 1), "f2": Scores(3, None)}


def test_voices_of_the_days_are_there_to_jog_the_memory() -> None:
    made = agenda("week", note("x", voices=("board",)), note("x", days=20, voices=("union",)))
    assert made.heard == ("board",)
