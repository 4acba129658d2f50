"""The balcony as a state machine: moves, remarks, and what is never lost."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from reviews import agenda, keys_of, material, start, typed
from some_records import intention
from syslead_cli.base.keys import UNFINISHED
from syslead_cli.reflect.session import parse_voices
from syslead_cli.review.model import ReviewAgenda, ReviewState, ReviewStep, make_agenda
from syslead_cli.review.session import (
    NotAnAnswer,
    advance,
    begin,
    facet_scores,
    parse_answer,
    plan_due,
    plan_text,
    progress,
    stop,
)


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


def test_a_plan_without_a_cue_asks_for_it_and_one_with_it_does_not() -> None:
    state = start("week")
    at = [step.key for step in state.agenda.steps].index("plan")
    state = replace(state, at=at)
    assert typed(state, "ask Amira first").step.key == "mend"
    assert typed(state, "If it stalls, then I will ask Amira.").step.key == "when"
    assert typed(state, "").is_done


def test_a_day_typed_where_a_cue_is_asked_for_is_the_day_of_the_plan() -> None:
    state = typed(at("plan"), "ask Amira first")
    assert "has passed" in advance(state, "yesterday").remark
    state = typed(state, "Friday")
    assert state.is_done
    assert plan_text(state.answers) == "ask Amira first"
    assert plan_due(state.answers, state.agenda).isoformat() == "2026-04-03"


def test_the_opening_screen_says_where_words_go() -> None:
    turn = advance(start("week"), "a hard week")
    assert turn.state.step.kind == "look"
    assert turn.remark == "Enter begins. There is room for words later."


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


# ── what is typed at each step, and the plain form it is kept in ────────────────


def at(key: str, name: str = "week", answers: dict[str, str] | None = None) -> ReviewState:
    from some_records import intention

    due = replace(intention("If so, then I will.", days=9, due=-1), id="due-1")
    state = start(name, due)
    keys = [step.key for step in state.agenda.steps]
    return replace(state, at=keys.index(key), answers=answers or {})


@pytest.mark.parametrize(
    ("key", "text", "expected"),
    [
        ("rate:see", "4", {"rate:see": "4"}),
        ("rate:see", " 4/5 ", {"rate:see": "4"}),
        ("rate:see", "4: it rained", {"rate:see": "4", "instance:see": "it rained"}),
        ("rate:see", "4 – a\nb", {"rate:see": "4", "instance:see": "a\nb"}),
        ("attention", "1 9", {"attention": "f1 f9"}),
        ("attention", "short 3, FACET 4".replace("FACET", "short"), {"attention": "f3 f4"}),
        ("attention", "2 short 3 f4 2", {"attention": "f2 f3 f4"}),
        ("heard", "night staff, the Board.", {"heard": "@night-staff @board"}),
        ("missing", "@a @b", {"missing": "@a @b"}),
        ("due:due-1", "d", {"due:due-1": "done"}),
        ("due:due-1", "P. half of it", {"due:due-1": "partly half of it"}),
        ("due:due-1", "not yet no time", {"due:due-1": "not_yet no time"}),
        ("when", "fri", {"when": "2026-04-03"}),
        ("plan", "ask her", {"plan": "ask her"}),
    ],
)
def test_what_is_typed_becomes_its_plain_form(
    key: str, text: str, expected: dict[str, str]
) -> None:
    assert parse_answer(at(key), text) == expected


@pytest.mark.parametrize(
    ("key", "text"),
    [
        ("look", "hello"), ("rate:see", "6"), ("rate:see", "45"), ("rate:see", "4x"),
        ("rate:see", "good"), ("attention", "10"), ("attention", "0"), ("attention", "short"),
        ("attention", ","), ("heard", "@"), ("heard", " , "), ("due:due-1", "no, I was ill"),
        ("when", "soon"), ("when", "2026-03-01"),
    ],
)  # fmt: skip
def test_what_is_no_answer_says_what_would_be_one(key: str, text: str) -> None:
    with pytest.raises(NotAnAnswer, match=r"\w.*\."):
        parse_answer(at(key), text)


@pytest.mark.parametrize(
    ("text", "expected"),
    [("5 2", "5 2"), ("52", "5 2"), ("5,2", "5 2"), ("5", "5 -"), ("- 2", "- 2"), ("4 -", "4 -")],
)
def test_importance_comes_before_practice(text: str, expected: str) -> None:
    assert parse_answer(at("facet:f1", "quarter"), text) == {"facet:f1": expected}


@pytest.mark.parametrize("text", ["-", "- -", "6 1", "5 2 3", "five"])
def test_no_scores(text: str) -> None:
    with pytest.raises(NotAnAnswer):
        parse_answer(at("facet:f1", "quarter"), text)


ASSESSED = {f"facet:f{n}": f"5 {n % 5 + 1}" for n in range(1, 9)}


def test_the_suggestion_is_taken_with_y_and_changed_with_plus_and_minus() -> None:
    state = at("focus", "quarter", ASSESSED)
    taken = parse_answer(state, "y")["focus"].split()
    assert len(taken) >= 6
    changed = parse_answer(state, "-1 +9")["focus"].split()
    assert set(changed) == {*taken, "f9"} - {"f1"}


@pytest.mark.parametrize("text", ["1 2 3", "1 2 3 4 5 6 7 8 9", "y", "+1", "nothing"])
def test_a_focus_is_six_to_eight(text: str) -> None:
    with pytest.raises(NotAnAnswer):
        parse_answer(at("focus", "quarter"), text)


def test_one_beginning_is_enough_where_it_is_the_only_one() -> None:
    state = at("attention")
    choices = tuple(replace(c, label=f"name {c.id}") for c in state.agenda.choices)
    choices = (replace(choices[0], label="hearing other voices"), *choices[1:])
    state = replace(state, agenda=replace(state.agenda, choices=choices))
    assert parse_answer(state, "hear name f2") == {"attention": "f1 f2"}
    with pytest.raises(NotAnAnswer, match="Did you mean"):
        parse_answer(state, "name")


TYPED = [
    ("rate:see", "week"), ("attention", "week"), ("heard", "week"), ("due:due-1", "week"),
    ("facet:f1", "quarter"), ("environment:risk", "quarter"), ("focus", "quarter"),
]  # fmt: skip


@given(st.sampled_from(TYPED), st.text(max_size=30) | st.from_regex(r"[-+1-9dpnx, @]{1,12}"))
def test_the_plain_form_typed_again_means_the_same(place: tuple[str, str], text: str) -> None:
    state = at(*place, answers=dict(ASSESSED) if place[0] == "focus" else None)
    try:
        found = parse_answer(state, text)
    except NotAnAnswer:
        return
    key = place[0]
    assert parse_answer(state, found[key])[key] == found[key]


@given(st.lists(st.text(min_size=1, max_size=8), min_size=1, max_size=4))
def test_voices_survive_their_plain_form(names: list[str]) -> None:
    try:
        plain = parse_answer(at("heard"), ", ".join(names))["heard"]
    except NotAnAnswer:
        return
    assert " ".join(f"@{voice}" for voice in parse_voices(plain)) == plain


def test_scores_are_read_back() -> None:
    assert facet_scores({"facet:a": "5 -", "facet:b": "- 2"}) == {"a": (5, None), "b": (None, 2)}


def test_the_missing_half_of_a_plan_is_put_in() -> None:
    assert plan_text({"plan": "ask Amira", "mend": "the talk stalls"}) == (
        "If the talk stalls, then I will ask Amira"
    )
    assert plan_text({"plan": "If it stalls", "mend": "ask Amira"}) == (
        "If it stalls, then I will ask Amira"
    )
    assert plan_text({"plan": "ask Amira"}) == "ask Amira"


def test_without_a_day_a_plan_is_asked_about_in_a_week() -> None:
    assert plan_due({}, at("plan").agenda).isoformat() == "2026-04-03"
    assert plan_due({"when": "2026-05-01"}, at("plan").agenda).isoformat() == "2026-05-01"
