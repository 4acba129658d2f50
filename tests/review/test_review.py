"""The balcony as a state machine: moves, remarks, and what is never lost."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from reviews import agenda, keys_of, start, typed
from some_records import intention
from syslead_cli.review.model import ReviewAgenda, ReviewState, ReviewStep
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
    assert keys[5:14] == [f"facet:f{n}" for n in range(1, 10)]
    assert keys[14:] == ["focus", "text"]


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


def test_what_is_no_answer_stays_in_the_line_with_a_remark() -> None:
    turn = advance(typed(start("week"), ""), "many")
    assert turn.state.step.key == "rate:see"
    assert turn.state.shown == "many"
    assert turn.remark.startswith("A number from 1 to 5")


def test_back_shows_the_answer_given_before() -> None:
    state = typed(start("week"), "", "4 words", "b")
    assert (state.step.key, state.shown) == ("instance:see", "words")
    assert typed(state, "b").shown == "4"
    assert typed(state, "b", "b", "b").step.key == "look"


def test_onward_leaves_the_rest_of_a_part() -> None:
    state = typed(start("quarter"), "", "", "", ">")
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
    assert typed(words, "words?").answers["instance:see"] == "words?"
    assert typed(words, "words <").step.key == "rate:see"
    held = typed(state, "many")
    assert typed(held, "many>").shown == "many>"


def test_a_question_mark_says_how_and_nothing_twice() -> None:
    turn = advance(typed(start("week"), ""), "?")
    assert turn.remark.startswith("A number from 1 to 5")
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


def test_a_framework_without_an_environment_has_no_such_steps() -> None:
    from reviews import FRAMEWORK, material

    bare = replace(FRAMEWORK, environment=())
    assert not list(agenda("environment", framework=bare).steps)
    assert material(framework=bare).framework.environment == ()


@pytest.mark.parametrize("text", ["", "?", ">", "b", "4", "x" * 9])
def test_a_review_that_is_done_stays_done(text: str) -> None:
    done = ReviewState(
        ReviewAgenda("week", *[replace(start("week").agenda).day] * 4, (ReviewStep("look"),)), {}, 1
    )
    assert advance(done, text).state is done


def test_answers_given_before_stand_in_their_lines() -> None:
    state = begin(agenda("week"), {"rate:see": "3"})
    assert typed(state, "").shown == "3"
