"""The answers document: taken whole, or refused with every problem by its path."""

from __future__ import annotations

from typing import Any

import pytest
from msgspec.structs import replace

from reviews import BANK, stamps, start, typed
from some_records import intention
from syslead_cli.review.answers_document import read_answers
from syslead_cli.review.model import ReviewState
from syslead_cli.review.records import make_records
from syslead_cli.review.summary import form

PLAN = replace(intention("If so, then I will.", days=9, due=3), id="plan-1")


def read(name: str, document: Any, answers: dict[str, str] | None = None) -> Any:
    state = replace(start(name), answers=answers or {})
    return read_answers(document, state, BANK.questions, (PLAN,))


def test_a_week_said_in_full() -> None:
    state, problems = read(
        "week",
        {
            "ratings": {"see": {"score": 4, "instance": "asked"}, "do": 2},
            "attention": ["f1", "f3"],
            "heard": ["night staff", "@Board"],
            "missing": ["young people"],
            "outcomes": [{"of": "plan-1", "status": "partly", "text": "half"}],
            "questions": {"w2": "The clerk."},
            "intention": {"text": "If it stalls, then I will ask.", "due": "2026-04-02"},
        },
    )
    assert problems == []
    assert state.is_done
    assert state.answers == {
        "rate:see": "4", "instance:see": "asked", "rate:do": "2", "attention": "f1 f3",
        "heard": "@night-staff @board", "missing": "@young-people",
        "due:plan-1": "partly half", "question:w2": "The clerk.",
        "plan": "If it stalls, then I will ask.", "when": "2026-04-02",
    }  # fmt: skip
    kinds = [record.kind for record in make_records(state, stamps(), {})]
    assert kinds == ["outcome", "intention", "rating", "review"]


def test_it_leaves_the_same_records_as_the_dialogue() -> None:
    spoken = typed(
        start("week"), "", "4 asked", "2", "", "1 3", "board", "", "Trust.",
        "If a, then I will b.", "",
    )  # fmt: skip
    written, problems = read(
        "week",
        {
            "ratings": {"see": {"score": 4, "instance": "asked"}, "do": 2},
            "attention": ["f1", "f3"],
            "heard": ["board"],
            "questions": {"w1": "Trust."},
            "intention": {"text": "If a, then I will b."},
        },
    )
    assert problems == []
    assert spoken.is_done
    assert make_records(spoken, stamps(), {}) == make_records(written, stamps(), {})


def test_a_quarter_may_take_the_suggestion() -> None:
    scores = {f"f{n}": {"importance": 5, "practice": n % 5 + 1} for n in range(1, 9)}
    state, problems = read("quarter", {"facets": scores, "focus": "suggested", "text": "Less."})
    assert problems == []
    assert len(state.answers["focus"].split()) >= 6
    assert state.answers["facet:f1"] == "5 2"


@pytest.mark.parametrize("name", ["week", "quarter", "facets", "environment"])
def test_the_form_of_the_plan_is_sound_and_empty(name: str) -> None:
    empty = form(start(name).agenda)
    assert [said for said in read(name, empty)[1] if "no answers" not in said] == []


@pytest.mark.parametrize(
    ("name", "document", "expected"),
    [
        ("week", [], ["the document: must be a table {…}"]),
        ("week", {}, ["the document: has no answers in it; it may have ratings, attended,"
                      " attention, heard, missing, outcomes, questions, intention"]),
        ("week", {"rating": {}}, ['rating: is not a known key; did you mean "ratings"?']),
        ("week", {"schema": "syslead/plan/1"},
         ['schema: must be "syslead/review-answers/1", not "syslead/plan/1"']),
        ("week", {"ratings": {"see": 6, "du": 1, "do": {"instance": " "}}},
         ["ratings.see: must be a whole number from 1 to 5",
          'ratings.du: is not a dimension of this framework',
          "ratings.do.score: is missing: a whole number from 1 to 5",
          "ratings.do.instance: is empty"]),
        ("week", {"ratings": {"see": True}}, ["ratings.see: must be a whole number from 1 to 5"]),
        ("week", {"attention": ["f1", "f1", "f99", 3]},
         ['attention[1]: "f1" is given twice',
          'attention[2]: "f99" is not a facet of this framework; did you mean "f9"?',
          'attention[3]: must be text']),
        ("week", {"heard": "board", "missing": ["@", ""]},
         ["heard: must be a list […]", 'missing[0]: "@" is not a name', "missing[1]: is empty"]),
        ("week", {"outcomes": [{"of": "x", "status": "don"}, 3]},
         ['outcomes[0].of: "x" is not an open intention to look back on',
          'outcomes[0].status: must be one of done, partly, not_yet, dropped, not "don".'
          ' Did you mean "done"?',
          "outcomes[1]: must be a table {…}"]),
        ("week", {"outcomes": [{"of": ["x"], "status": ["done"]}]},
         ["outcomes[0].of: must be text", "outcomes[0].status: must be text"]),
        ("week", {"outcomes": [{"of": "plan-1", "status": "done"}] * 2},
         ['outcomes[1].of: "plan-1" is given twice']),
        ("week", {"questions": {"q1": "x"}},
         ['questions.q1: is not a question of this review']),
        ("week", {"intention": {"due": "soon"}},
         ["intention.text: is missing", 'intention.due: "soon" is not a date']),
        ("week", {"intention": {"text": 3}}, ["intention.text: must be text"]),
        ("quarter", {"environment": {"risk": "3"}},
         ["environment.risk: must be a whole number from 1 to 5"]),
        ("quarter", {"facets": {"f1": {}, "f2": 3, "f3": {"practice": 0}}},
         ['facets.f1: needs "importance", "practice" or both', "facets.f2: must be a table {…}",
          "facets.f3.practice: must be a whole number from 1 to 5"]),
        ("quarter", {"focus": ["f1"]}, ["focus: a focus is 6 to 8 facets; 1 was given"]),
        ("quarter", {"focus": "suggested"},
         ["focus: too few facets were rated as mattering to suggest a focus"]),
        ("quarter", {"text": ""}, ["text: is empty"]),
        ("facets", {"environment": {}}, ["environment: is not a known key"]),
    ],
)  # fmt: skip
def test_every_problem_is_named_by_its_path(name: str, document: Any, expected: list[str]) -> None:
    _, problems = read(name, document)
    assert problems == expected


def test_what_is_left_out_of_a_second_look_stays() -> None:
    state, problems = read("week", {"ratings": {"do": 1}}, {"rate:see": "4"})
    assert problems == []
    assert isinstance(state, ReviewState)
    assert state.answers == {"rate:see": "4", "rate:do": "1"}
