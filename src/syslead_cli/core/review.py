"""The balcony as a state machine: a state and what was typed give the next state and a remark.

A review is a list of steps, each of which may be passed. Answers are kept by step in a plain
form (``core.review_answers``) until the end, when they become records all at once
(``core.review_records``). Nothing here reads a clock, a key or a file.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import NamedTuple

from syslead_cli.core.intentions import is_if_then
from syslead_cli.core.values import dataclass, field, replace

#: The kinds of step, in the order they come in; a review has those that fit it.
LOOK, RATE, INSTANCE, ATTENTION, HEARD, MISSING, DUE, QUESTION, PLAN, MEND, WHEN = (
    "look", "rate", "instance", "attention", "heard", "missing", "due", "question",
    "plan", "mend", "when",
)  # fmt: skip
ENVIRONMENT, FACET, FOCUS, TEXT = "environment", "facet", "focus", "text"
KINDS = (
    LOOK, RATE, INSTANCE, ATTENTION, HEARD, MISSING, DUE, QUESTION, PLAN, MEND, WHEN,
    ENVIRONMENT, FACET, FOCUS, TEXT,
)  # fmt: skip
#: Steps answered in the leader's own words.
FREE = (INSTANCE, QUESTION, PLAN, MEND, TEXT)

WEEK, QUARTER = "week", "quarter"
#: The parts of a review that are also commands of their own: ``assess facets``.
FACETS, SURROUNDINGS = "facets", "environment"
REVIEWS = (WEEK, QUARTER)
NAMES = (WEEK, QUARTER, FACETS, SURROUNDINGS)

#: Steps that belong to the one before them: they are one part, and asked in one breath.
_PARTS = {INSTANCE: RATE, MISSING: HEARD, MEND: PLAN, WHEN: PLAN}


@dataclass(frozen=True, slots=True)
class Step:
    """One question. ``id`` is what it is about (a dimension, a facet, an intention …)."""

    kind: str
    id: str = ""
    label: str = ""
    text: str = ""

    @property
    def key(self) -> str:
        """The answer's place."""
        return f"{self.kind}:{self.id}" if self.id else self.kind

    @property
    def part(self) -> str:
        """The part of the review it belongs to."""
        return _PARTS.get(self.kind, self.kind)


class Choice(NamedTuple):
    """A facet that can be picked, by number, id or name."""

    id: str
    label: str
    dimension: str
    meaning: str = ""


class Scores(NamedTuple):
    """How much a facet matters and how much of it there was; 1 to 5, or not said."""

    importance: int | None = None
    practice: int | None = None


@dataclass(frozen=True, slots=True)
class Agenda:
    """What one review holds, made once; it goes into the draft, so that a review goes on as it
    began whatever happens to the journal and the framework meanwhile."""

    name: str
    first: date
    last: date
    #: The leader's day the records will be of.
    day: date
    #: The day it is now, for dates to come.
    today: date
    steps: tuple[Step, ...] = ()
    choices: tuple[Choice, ...] = ()
    #: Voices of the period, and those that have not been heard for long or ever.
    heard: tuple[str, ...] = ()
    unheard: tuple[str, ...] = ()
    #: What was assessed last, and what has gone quiet or never took root: for the suggestion.
    known: Mapping[str, Scores] = field(default_factory=dict)
    quiet: tuple[str, ...] = ()
    #: Records of an earlier review of the same days that this one changes, by role.
    earlier: Mapping[str, str] = field(default_factory=dict)

    @property
    def is_review(self) -> bool:
        """Whether it ends in a review record; an assessment of its own does not."""
        return self.name in REVIEWS


@dataclass(frozen=True, slots=True)
class State:
    """Where a review stands. ``typed`` was entered here and is not an answer yet."""

    agenda: Agenda
    answers: Mapping[str, str] = field(default_factory=dict)
    at: int = 0
    typed: str = ""

    @property
    def is_done(self) -> bool:
        """Whether every step has been answered or passed."""
        return self.at >= len(self.agenda.steps)

    @property
    def step(self) -> Step:
        """The step it stands at."""
        return self.agenda.steps[self.at]

    @property
    def shown(self) -> str:
        """What stands in the line already: unfinished words, or the answer given before."""
        return self.typed or self.answers.get(self.step.key, "")

    @property
    def has_words(self) -> bool:
        """Whether anything would be lost."""
        return bool(self.answers) or bool(self.typed.strip())


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
    from syslead_cli.core.review_answers import NotAnAnswer, settled

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
    from syslead_cli.core.review_answers import how_to

    step = state.step
    meaning = step.text if step.kind in (RATE, FACET) else ""
    return " ".join(part for part in (meaning, how_to(step.kind)) if part)
