"""What is typed at each step, and the plain form it is kept in."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from reviews import start
from syslead_cli.reflect.session import parse_voices
from syslead_cli.review.model import ReviewState
from syslead_cli.review.session import (
    NotAnAnswer,
    parse_answer,
    parse_outcome,
    parse_scores,
    plan_due,
    plan_text,
)


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


def test_scores_and_statuses_are_read_back() -> None:
    assert parse_scores("5 -") == (5, None)
    assert parse_scores("- 2") == (None, 2)
    assert parse_outcome("partly half of it") == ("partly", "half of it")


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
