"""A weekly review asks about what may have lapsed, and what is said moves P."""

from __future__ import annotations

import json

import pytest

from conftest import World
from reviews import BANK, FRAMEWORK, TODAY, agenda, stamps, start, typed
from some_records import ask
from syslead_cli.insight.lapse_filter import evidence
from syslead_cli.insight.self_report import MOST_ASKED
from syslead_cli.insight.trends import TrendsQuery, compute_trends
from syslead_cli.journal.codec import encode_line, read_line
from syslead_cli.journal.merge import Journal
from syslead_cli.journal.model import Record, Review, Revise
from syslead_cli.review.answers_document import read_answers
from syslead_cli.review.model import Kind, ReviewState
from syslead_cli.review.records import make_records, records_of, resume_review
from syslead_cli.review.session import advance, begin
from syslead_cli.review.summary import form

stamp = stamps()


def asks(facet: str, *outcomes: str, ago: int = 1) -> list[Record]:
    """Asks of a facet on the days up to ``ago`` days before today."""
    return [
        ask(None, ago + at, facet=facet, outcome=outcome) for at, outcome in enumerate(outcomes)
    ]


#: f2 has most likely lapsed, then f4 and f3; f1 is attended to, the others were not asked about.
ASKED = [
    *asks("f1", "full", "full", "full"),
    *asks("f2", "thin", "thin", "thin", "thin"),
    *asks("f3", "thin", "thin"),
    *asks("f4", "thin", "thin", "thin"),
    *asks("f5", "thin", "thin", ago=9),
]


def suspects(state: ReviewState) -> list[str]:
    return [step.id for step in state.agenda.steps if step.kind == Kind.ATTENDED]


def at_suspects() -> ReviewState:
    """The review at its first question about a suspect: Enter passes what comes before."""
    state = start("week", *ASKED)
    while state.step.kind != Kind.ATTENDED:
        state = advance(state, "").state
    return state


def review_with(answers: dict[str, str]) -> list[Record]:
    state = begin(agenda("week", *ASKED), answers)
    return make_records(state, stamps(), {})


def test_three_are_asked_about_the_likeliest_first_before_the_list() -> None:
    state = start("week", *ASKED)
    assert suspects(state)[:2] == ["f2", "f4"]
    assert len(suspects(state)) == MOST_ASKED
    assert "f1" not in suspects(state)
    kinds = [step.kind for step in state.agenda.steps]
    assert kinds.index(Kind.ATTENTION) == kinds.index(Kind.ATTENDED) + MOST_ASKED


def test_where_nothing_was_asked_nothing_is_suspected() -> None:
    assert suspects(start("week")) == []
    assert suspects(start("week", *asks("f1", "full", "full", "full"))) == []
    assert Kind.ATTENDED not in [step.kind for step in agenda("quarter", *ASKED).steps]


@pytest.mark.parametrize(
    ("text", "plain"), [("y", "y"), ("Yes", "y"), ("n", "n"), ("NO.", "n"), ("no", "n")]
)
def test_yes_or_no(text: str, plain: str) -> None:
    state = at_suspects()
    turn = advance(state, text)
    assert turn.state.answers == {state.step.key: plain}
    assert turn.state.step.id == suspects(state)[1]


@pytest.mark.parametrize("text", ["maybe", "yes and no", "3", "not really"])
def test_anything_else_says_what_would_be_an_answer(text: str) -> None:
    turn = advance(at_suspects(), text)
    assert turn.remark.startswith("y: it came up and had your attention. n: ")
    assert turn.state.answers == {}


def test_enter_passes_and_b_goes_back() -> None:
    first, second, third = suspects(at_suspects())
    state = typed(at_suspects(), "n", "", "b", "b")
    assert (state.step.id, state.shown) == (first, "n")
    state = typed(state, "y", "n", ">")
    assert state.step.kind == Kind.ATTENTION
    assert state.answers == {f"attended:{first}": "y", f"attended:{second}": "n"}
    assert third not in str(state.answers)


def test_the_record_has_what_was_said_and_a_passed_question_leaves_nothing() -> None:
    (review,) = review_with({"attended:f2": "n", "attended:f4": "y"})
    assert isinstance(review, Review)
    assert review.attended == {"f2": False, "f4": True}
    line = encode_line(review)
    assert b'"attended":{"f2":false,"f4":true}' in line
    assert read_line(line).record == review  # type: ignore[union-attr]
    (silent,) = review_with({"heard": "@board"})
    assert b"attended" not in encode_line(silent)


def test_a_second_look_asks_the_same_and_its_change_is_an_edit() -> None:
    first = review_with({"attended:f3": "n"})
    records = [*ASKED, *first]
    review = first[0]
    assert isinstance(review, Review)
    earlier = records_of(review, records)
    state = begin(*resume_review(agenda("week", *records), earlier, BANK.questions))
    assert suspects(state)[0] == "f3"
    assert len(suspects(state)) == MOST_ASKED
    assert state.answers == {"attended:f3": "n"}
    assert make_records(state, stamps(), earlier) == []
    changed = begin(state.agenda, {"attended:f3": "y"})
    (edit,) = make_records(changed, stamps(), earlier)
    assert isinstance(edit, Revise)
    assert edit.set == {"attended": {"f3": True}}


def test_an_answers_document_takes_any_facet_and_says_what_is_wrong() -> None:
    state = start("week", *ASKED)
    assert form(state.agenda)["attended"] == dict.fromkeys(suspects(state))

    def read(attended: dict[str, object]) -> tuple[ReviewState, list[str]]:
        return read_answers({"attended": attended}, state, BANK.questions, ())

    done, problems = read({"f2": False, "f9": True, "f3": None})
    assert problems == []
    (review,) = make_records(done, stamps(), {})
    assert isinstance(review, Review)
    assert review.attended == {"f2": False, "f9": True}
    _, problems = read({"f2": "no", "f99": True})
    assert problems == [
        "attended.f2: must be true or false",
        'attended.f99: is not a facet of this framework; did you mean "f9"?',
    ]


def test_what_is_said_moves_p_and_only_a_week_s_review_counts() -> None:
    def p(*more: Record) -> float:
        records = (*ASKED, *more)
        trends = compute_trends(Journal(records=records), FRAMEWORK, TrendsQuery(TODAY))
        return next(unit.p for unit in trends.facets if unit.id == "f2")

    no, yes = review_with({"attended:f2": "n"})[0], review_with({"attended:f2": "y"})[0]
    ticked = review_with({"attention": "f2"})[0]
    other = review_with({"attention": "f1"})[0]
    assert p(no) > p() > p(yes)
    assert p(other) > p() > p(ticked)
    quarter = Review(
        **stamp(TODAY)._asdict(), period="quarter", from_=TODAY, to=TODAY, attention=("f2",)
    )
    assert p(quarter) == p()


def test_a_second_review_of_a_day_takes_the_first_ones_place() -> None:
    first, second = review_with({"attended:f2": "n"}), review_with({"attended:f2": "y"})
    (event,) = evidence([*ASKED, *first, *second], TODAY).reviews
    assert event.attended == {"f2": True}


def test_a_review_by_script_is_shown_and_runs_twice_without_a_change(world: World) -> None:
    text = json.dumps({"attended": {"courage": False, "curiosity": True}})
    saved = world.done("review", "week", "--answers", "-", stdin=text)
    assert "Came up, and was attended to" in saved
    assert "courage: no" in saved.lower()
    (entry,) = world.entries()
    assert entry["attended"] == {"courage": False, "curiosity": True}
    assert "came up and was attended to" in world.run("show", entry["id"]).out
    again = world.run("review", "week", "--answers", "-", "--json", stdin=text)
    assert json.loads(again.out)["ids"] == []
