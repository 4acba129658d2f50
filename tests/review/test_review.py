"""The balcony as a state machine: moves, remarks, and what is never lost."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from reviews import agenda, keys_of, material, start, typed
from some_records import intention
from syslead_cli.base.keys import UNFINISHED
from syslead_cli.review.model import ReviewAgenda, ReviewState, ReviewStep, make_agenda
from syslead_cli.review.session import advance, begin, progress, stop


def test_a_week_has_a_step_for_each_dimension_and_the_rest_once() -> None:
    due = intention("If it rains, then I will call.", days=8, due=-1)
    assert list(keys_of(start("week", due))) == [
        "look", "rate:see", "instance:see", "rate:do", "instance:do", "attention", "heard",
        "missing", f"due:{due.id}", "question:w1", "plan", "mend", "when",
    ]  # fmt: skip


def test_a_quarter_goes_from_words_to_numbers_to_a_focus() -> None:
    keys = list(keys_of(start("quarter")))
    assert keys[:5] == [
        "look",
        "question:q1",
        "question:q2",
        "environment:risk",
        "environment:place",
    ]
    assert keys[5:6] == ["achieved:trust"]
    assert keys[6:15] == [f"facet:f{n}" for n in range(1, 10)]
    assert keys[15:] == ["focus", "text"]


def test_the_usual_quarter_asks_what_matters_in_one_question() -> None:
    state = begin(agenda("quarter", full=False))
    assert list(keys_of(state)) == [
        "look", "question:q1", "matters", "environment:risk", "environment:place",
        "achieved:trust", "focus", "text",
    ]  # fmt: skip
    at_focus = typed(state, "", "", "1 2 3 4 5 6", *[""] * 3)
    assert at_focus.step.key == "focus"
    assert typed(at_focus, "y").answers["focus"].split() == [f"f{n}" for n in range(1, 7)]


def test_what_has_gone_quiet_has_a_question_of_its_own() -> None:
    made = material(full=False)
    quiet = replace(made, trends=replace(made.trends, named=("something",)))
    steps = make_agenda("quarter", quiet).steps
    assert steps[1].key == "question:quiet"
    assert "a lull, a choice" in steps[1].text


@pytest.mark.parametrize("typed_there", ["3", " 3 ", "3/5"])
def test_a_score_where_a_moment_is_asked_for_is_the_next_score(typed_there: str) -> None:
    turn = advance(typed(start("week"), "", "4"), typed_there)
    assert turn.state.answers == {"rate:see": "4", "rate:do": "3"}
    assert turn.state.step.key == "instance:do"
    assert "Doing 3" in turn.remark
    after = advance(turn.state, "5")  # there is no next one
    assert after.state.step.key == "instance:do"
    assert after.state.answers == turn.state.answers


def test_enter_passes_every_step_of_every_review() -> None:
    for name in ("week", "quarter", "facets", "environment"):
        state = start(name)
        for _ in range(len(state.agenda.steps)):
            state = typed(state, "")
        assert state.is_done
        assert state.answers == {}


def test_words_after_a_score_are_its_instance_and_are_not_asked_for_again() -> None:
    state = typed(start("week"), "", "4 asked the night staff first")
    assert state.answers == {"rate:see": "4", "instance:see": "asked the night staff first"}
    assert state.step.key == "rate:do"


def test_a_score_alone_is_followed_by_the_question_for_a_moment() -> None:
    state = typed(start("week"), "", "4")
    assert state.step.key == "instance:see"
    assert typed(state, "The clerk corrected me").step.key == "rate:do"


def test_what_is_no_answer_clears_the_line_and_is_said() -> None:
    turn = advance(typed(start("week"), ""), "six")
    assert turn.state.step.key == "rate:see"
    assert turn.state.shown == ""
    assert turn.remark.startswith("A number from 1 (hardly any) to 5")
    assert typed(turn.state, "5").answers == {"rate:see": "5"}


def test_back_shows_the_answer_given_before() -> None:
    state = typed(start("week"), "", "4 words", "b")
    assert (state.step.key, state.shown) == ("instance:see", "words")
    assert typed(state, "b").shown == "4"
    assert typed(state, "b", "b", "b").step.key == "look"


def test_onward_leaves_the_rest_of_a_part() -> None:
    state = typed(start("quarter"), "", "", "", ">", ">")
    assert state.step.key == "facet:f1"
    assert typed(state, "5 2", ">").step.key == "focus"
    assert typed(state, ">", ">", ">").is_done


def test_enter_on_an_emptied_line_takes_the_answer_away_and_s_leaves_it() -> None:
    state = typed(start("week"), "", "4 words", "b", "b")
    assert typed(state, "s").answers["rate:see"] == "4"
    assert "rate:see" not in typed(state, "").answers


def test_keys_work_behind_an_answer_that_stands_in_the_line() -> None:
    state = typed(start("week"), "", "4 words", "b", "b")
    assert typed(state, "4b").step.key == "look"
    assert typed(state, "4>").step.key == "attention"
    assert typed(state, "4>").answers == state.answers
    assert advance(state, "4?").remark
    words = typed(state, "s")
    for key in "?sbl>f":
        assert typed(words, f"words{key}").answers["instance:see"] == "words"
    assert typed(words, "words b").step.key == "rate:see"
    held = stop(words, "words, half")
    turn = advance(held, "words, halfb")
    assert (turn.state, turn.remark) == (held, UNFINISHED)


def test_a_question_mark_says_how_and_nothing_twice() -> None:
    turn = advance(typed(start("week"), ""), "?")
    assert turn.remark.startswith("A number from 1 (hardly any) to 5")
    assert turn.state.step.key == "rate:see"


def test_a_plan_without_a_cue_asks_for_it_and_one_with_it_does_not() -> None:
    state = start("week")
    at = [step.key for step in state.agenda.steps].index("plan")
    state = replace(state, at=at)
    assert typed(state, "ask Amira first").step.key == "mend"
    assert typed(state, "If it stalls, then I will ask Amira.").step.key == "when"
    assert typed(state, "").is_done


def test_stopping_keeps_what_was_typed() -> None:
    state = stop(typed(start("week"), ""), "half an ans")
    assert state.typed == "half an ans"
    assert state.has_words
    assert not stop(state, "  ").has_words


def test_progress_counts_questions_not_what_follows_from_them() -> None:
    state = typed(start("week"), "")
    assert progress(state) == (1, 7)
    assert progress(typed(state, "4")) == (1, 7)
    assert progress(typed(state, "4", "")) == (2, 7)


@pytest.mark.parametrize("text", ["", "?", ">", "b", "4", "x" * 9])
def test_a_review_that_is_done_stays_done(text: str) -> None:
    done = ReviewState(
        ReviewAgenda("week", *[replace(start("week").agenda).day] * 4, (ReviewStep("look"),)), {}, 1
    )
    assert advance(done, text).state is done
