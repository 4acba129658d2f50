"""The balcony as a state machine: a state and what was typed give the next state and a remark.

A review is a list of steps, each of which may be passed. Answers are kept by step in a plain
form (``core.review_answers``) until the end, when they become records all at once
(``core.review_records``). Nothing here reads a clock, a key or a file.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from msgspec.structs import replace

from syslead_cli.reflect.intentions import is_if_then
from syslead_cli.reflect.session import parse_voices
from syslead_cli.review.answers import NotAnAnswer, how_to, settled
from syslead_cli.review.steps import (
    FREE,
    HEARD,
    INSTANCE,
    LOOK,
    MEND,
    MISSING,
    PLAN,
    RATE,
    WHEN,
    Agenda,
    State,
    Step,
)


class Turn(NamedTuple):
    """The next state, what to say before it, and what was just answered ("" if nothing)."""

    state: State
    remark: str = ""
    answered: str = ""


def begin(agenda: Agenda, answers: Mapping[str, str] | None = None) -> State:
    """The first step; ``answers`` stand in their lines already."""
    return _settle_at(State(agenda, dict(answers or {})), 0, 1)


def is_active(step: Step, answers: Mapping[str, str]) -> bool:
    """Whether a step is asked: some only follow an answer."""
    if step.kind == INSTANCE:
        return f"{RATE}:{step.id}" in answers
    plan = answers.get(PLAN, "")
    if step.kind == MEND:
        return bool(plan) and not is_if_then(plan)
    return bool(plan) if step.kind == WHEN else True


def stop(state: State, text: str) -> State:
    """Left here with words in the line; they are kept."""
    return state if state.is_done else replace(state, typed=text if text.strip() else "")


BACK, ONWARD, EXPLAIN, PASS = ("b", "<"), (">",), ("?",), ("s",)
KEYS = (*BACK, *ONWARD, *EXPLAIN, *PASS)
SIGNS = ("<", ">")


def advance(state: State, text: str) -> Turn:
    """What follows from a line or text that was entered; empty for Enter on nothing."""
    if state.is_done:
        return Turn(state)
    text = text.strip("\n")
    word = _key(state, text)
    if word in EXPLAIN:
        return Turn(state, explanation(state))
    if word is None:
        return _answer(state, text)
    return Turn(_moved(state, word))


def _key(state: State, text: str) -> str | None:
    """The key that was meant, also behind an answer that stood in the line; "" for nothing."""
    word = text.strip().lower()
    if not word or word in KEYS:
        return word
    before = "" if state.typed else state.answers.get(state.step.key, "")
    if before and text.startswith(before):
        behind = text.removeprefix(before).strip().lower()
        # A letter or a question mark at the end of words of one's own belongs to them.
        if behind in (KEYS if state.step.kind not in FREE else SIGNS):
            return behind
    return None


def _moved(state: State, word: str) -> State:
    """Where a key leads; Enter on nothing takes an answer given before away."""
    if word in BACK:
        return _settle_at(state, state.at - 1, -1)
    if word in ONWARD:
        return _settle_at(state, _next_part(state), 1)
    return _onward(state if word else _without(state, state.step.key))


def _answer(state: State, text: str) -> Turn:
    if state.step.kind in (HEARD, MISSING) and not parse_voices(text):
        return Turn(_onward(_without(state, state.step.key)))  # "nobody" names no voice
    try:
        found = settled(state, text)
    except NotAnAnswer as problem:
        return Turn(replace(state, typed=text), str(problem))
    step = state.step
    kept = replace(state, answers={**state.answers, **found})
    after = _onward(kept)
    if not after.is_done and after.step.key in found:
        after = _onward(after)  # both were said on one line
    return Turn(after, "", step.key)


def _without(state: State, key: str) -> State:
    return replace(state, answers={k: v for k, v in state.answers.items() if k != key})


def _onward(state: State) -> State:
    return _settle_at(state, state.at + 1, 1)


def _next_part(state: State) -> int:
    steps, at = state.agenda.steps, state.at
    while at < len(steps) and steps[at].part == state.step.part:
        at += 1
    return at


def _settle_at(state: State, at: int, towards: int) -> State:
    """The nearest step that is asked, going on or back; back from the first is the first."""
    steps = state.agenda.steps
    while 0 <= at < len(steps) and not is_active(steps[at], state.answers):
        at += towards
    return replace(state, at=max(0, at), typed="")


def progress(state: State) -> tuple[int, int]:
    """The number of the question, and how many there are; what follows from one counts with it."""
    steps = state.agenda.steps
    own = [at for at, step in enumerate(steps) if step.kind not in (LOOK, INSTANCE, MEND, WHEN)]
    return max(1, sum(at <= state.at for at in own)), len(own)


def explanation(state: State) -> str:
    """What ``?`` says at a step."""
    step = state.step
    return how_to(step.kind)
