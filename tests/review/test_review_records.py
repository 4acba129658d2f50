"""From answers to records, and from an earlier review to edits of it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta

import pytest
from msgspec.structs import replace

from reviews import BANK, TODAY, agenda, stamps, start
from some_records import intention, note, outcome, stamped
from syslead_cli.journal.codec import fields_of
from syslead_cli.journal.merge import revise
from syslead_cli.journal.model import Assessment, Focus, Intention, Rating, Record, Review, Revise
from syslead_cli.review.model import MOST_DUE, ReviewState, Scores, least_recent, period
from syslead_cli.review.records import make_records, records_of, resume_review, review_of_same_days
from syslead_cli.review.session import begin

WEEK = {
    "rate:see": "4",
    "instance:see": "asked first",
    "attention": "f2 f5",
    "heard": "@board",
    "missing": "@night-staff",
    "question:w1": "Trust.\n\nAnd beans.",
    "plan": "If it stalls, then I will ask.",
    "when": "2026-04-01",
}
QUARTER = {
    "question:q1": "Patience.",
    "environment:risk": "3",
    "facet:f1": "5 2",
    "facet:f2": "4 -",
    "focus": "f1 f2 f3 f4 f5 f6",
    "text": "Less.",
}


def made(name: str, answers: Mapping[str, str]) -> list[Record]:
    return make_records(replace(start(name), answers=answers), stamps(), {})


def own(record: Record) -> tuple[str, dict[str, object]]:
    return record.kind, fields_of(record)


def test_a_week_leaves_a_plan_a_rating_and_the_review() -> None:
    assert [own(record) for record in made("week", WEEK)] == [
        ("intention", {"text": "If it stalls, then I will ask.", "due": "2026-04-01"}),
        ("rating", {"scores": {"see": 4}, "instances": {"see": "asked first"}}),
        ("review", {"period": "week", "from": "2026-03-21", "to": "2026-03-27",
                    "attention": ["f2", "f5"], "heard": ["board"], "missing": ["night-staff"],
                    "text": "What grew this week?\nTrust.\n\nAnd beans."}),
    ]  # fmt: skip


def test_a_quarter_leaves_assessments_a_focus_and_the_review() -> None:
    assert [own(record) for record in made("quarter", QUARTER)] == [
        ("assessment", {"environment": {"risk": 3}}),
        ("assessment", {"practice": {"f1": 2}, "importance": {"f1": 5, "f2": 4}}),
        ("focus", {"facets": ["f1", "f2", "f3", "f4", "f5", "f6"], "until": "2026-06-26"}),
        ("review", {"period": "quarter", "from": "2025-12-27", "to": "2026-03-27",
                    "text": "Less.\n\nWhat took root?\nPatience."}),
    ]  # fmt: skip


@pytest.mark.parametrize("name", ["week", "quarter", "facets", "environment"])
def test_nothing_said_is_nothing_written(name: str) -> None:
    assert made(name, {}) == []


def test_an_assessment_of_its_own_is_no_review() -> None:
    assert [record.kind for record in made("facets", {"facet:f1": "5 2"})] == ["assessment"]


# ── a second look ────────────────────────────────────────────────────────────


def again(name: str, first: list[Record]) -> tuple[ReviewState, dict[str, Record]]:
    review = next(record for record in first if isinstance(record, Review))
    earlier = records_of(review, first)
    return begin(*resume_review(agenda(name, *first), earlier, BANK.questions)), earlier


@pytest.mark.parametrize(("name", "answers"), [("week", WEEK), ("quarter", QUARTER)])
def test_a_second_look_that_changes_nothing_writes_nothing(
    name: str, answers: dict[str, str]
) -> None:
    state, earlier = again(name, made(name, answers))
    kept = {key: value for key, value in answers.items() if key not in ("plan", "when")}
    assert state.answers == kept
    assert make_records(state, stamps(), earlier) == []


@pytest.mark.parametrize(
    ("name", "answers", "change"),
    [
        ("week", WEEK, {"rate:do": "2", "question:w1": "Other.", "heard": "@union"}),
        ("quarter", QUARTER, {"facet:f2": "1 1", "environment:risk": "5", "text": "More."}),
        ("quarter", QUARTER, {"focus": "f4 f5 f6 f7 f8 f9"}),
    ],
)
def test_a_second_look_edits_what_differs(
    name: str, answers: dict[str, str], change: dict[str, str]
) -> None:
    state, earlier = again(name, made(name, answers))
    changed = replace(state, answers={**state.answers, **change})
    after = make_records(changed, stamps(), earlier)
    assert {type(record) for record in after} == {Revise}
    by_id = {record.id: record for record in earlier.values()}
    before = [own(record) for record in by_id.values()]
    fresh = [own(record) for record in make_records(changed, stamps(), {})]
    edited = [revise(by_id[edit.of], edit.set) for edit in after if isinstance(edit, Revise)]
    assert [own(record) for record in edited] == [each for each in fresh if each not in before]


def test_emptied_answers_are_emptied_in_the_records() -> None:
    state, earlier = again("week", made("week", WEEK))
    edits = make_records(replace(state, answers={}), stamps(), earlier)
    by_id = {record.id: record for record in earlier.values()}
    rating, review = (revise(by_id[e.of], e.set) for e in edits if isinstance(e, Revise))
    assert isinstance(rating, Rating)
    assert (rating.scores, rating.instances) == ({}, {})
    assert isinstance(review, Review)
    assert (review.attention, review.heard, review.text) == ((), (), None)
    assert (review.from_, review.to) == (TODAY - timedelta(days=6), TODAY)


def test_a_dimension_the_framework_has_lost_keeps_its_score() -> None:
    first = [*made("week", WEEK)[2:], Rating(**stamped(TODAY), scores={"gone": 2, "see": 3})]
    state, earlier = again("week", first)
    edits = make_records(
        replace(state, answers={**state.answers, "rate:see": "5"}), stamps(), earlier
    )
    assert [edit.set for edit in edits if isinstance(edit, Revise)] == [
        {"scores": {"see": 5, "gone": 2}}
    ]


@pytest.mark.parametrize(("days", "same"), [(0, True), (3, True), (-3, True), (4, False)])
def test_reviews_less_than_half_a_week_apart_are_of_the_same_days(days: int, same: bool) -> None:
    first = made("week", WEEK)
    found = review_of_same_days(first, "week", TODAY + timedelta(days=days))
    assert (found is not None) is same
    assert review_of_same_days(first, "quarter", TODAY) is None


def test_a_review_with_words_of_its_own_keeps_them() -> None:
    review = Review(
        **stamped(TODAY), period="week", from_=TODAY, to=TODAY, text="By hand.\n\nNot a question?"
    )
    state, earlier = again("week", [review])
    assert state.answers["text"] == review.text
    assert state.agenda.steps[-1].key == "text"
    assert make_records(state, stamps(), earlier) == []


def test_other_kinds_of_the_day_are_left_alone() -> None:
    extra = [
        Assessment(**stamped(TODAY), environment={"risk": 1}),
        Focus(**stamped(TODAY), facets=("f1",), until=TODAY),
        Intention(**stamped(TODAY), text="x", due=TODAY),
    ]
    first = made("week", WEEK)
    assert set(records_of(first[-1], [*extra, *first])) == {"rating", "review"}  # type: ignore[arg-type]


# ── the agenda: steps, questions in turn, what was given before ─────────────────


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
