"""The balcony as a state machine: a state and what was typed give the next state and a remark.

A review is a list of steps, each of which may be passed. Answers are kept by step in a plain
form until the end, when they become records all at once. Nothing here reads a clock, a key or a
file.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import NamedTuple

from msgspec import Struct
from msgspec.structs import replace

from syslead_cli.base.keys import REFUSED, UNFINISHED, Key, read_entry
from syslead_cli.errors import UsageError
from syslead_cli.framework.model import Framework, PromptBank
from syslead_cli.insight.trends import Trends, TrendsQuery, compute_trends
from syslead_cli.journal.merge import Journal
from syslead_cli.journal.model import Review
from syslead_cli.reflect.lexicon import is_if_then
from syslead_cli.reflect.session import ANSWER_STAYS, parse_voices
from syslead_cli.review.answers import NotAnAnswer, how_to, lone_score, parse_answer
from syslead_cli.review.model import (
    DAYS,
    REVIEWS,
    Kind,
    ReviewAgenda,
    ReviewMaterial,
    ReviewName,
    ReviewState,
    ReviewStep,
    make_agenda,
    period,
    questions_of,
)
from syslead_cli.review.records import records_of, resume_review, review_of_same_days


class ReviewRequest(Struct, frozen=True):
    """Which review, of which day; ``afresh``: beside an earlier one of the same days.

    ``groups`` are those the leader wants to hear; ``full``: each facet is assessed.
    """

    name: ReviewName
    day: date
    today: date
    afresh: bool = False
    groups: tuple[str, ...] = ()
    full: bool = False

    @property
    def command(self) -> str:
        """The command as it would be typed again."""
        full = " --full" if self.full else ""
        return f"syslead {'review' if self.name in REVIEWS else 'assess'} {self.name}{full}"


class PreparedReview(Struct, frozen=True):
    """A review about to be held: its first state, what it looks back on, and what it goes on."""

    state: ReviewState
    trends: Trends
    journal: Journal
    earlier: Review | None


def prepare(
    journal: Journal, framework: Framework, bank: PromptBank, request: ReviewRequest
) -> PreparedReview:
    """Return the review as it would be held now; changes nothing.

    Raises UsageError where the framework has nothing to ask about.
    """
    name, review = request.name, None
    if name in DAYS and not request.afresh:
        review = review_of_same_days(journal.records, name, request.day)
    day = review.to if review else request.day
    trends = trends_to(journal, framework, request, day)
    records, today = journal.records, request.today
    material = ReviewMaterial(framework, bank, records, trends, day, today, request.full)
    agenda = make_agenda(name, material)
    answers: dict[str, str] = {}
    if not agenda.steps:
        raise UsageError(
            f'The framework "{framework.id}" has no layer "{name}" to assess.',
            "syslead framework show lists what the framework has.",
        )
    if review:
        found = records_of(review, journal.records)
        agenda, answers = resume_review(agenda, found, questions_of(bank))
    return PreparedReview(begin(agenda, answers), trends, journal, review)


def trends_to(journal: Journal, framework: Framework, request: ReviewRequest, day: date) -> Trends:
    """Return the picture of the days a review that ends on ``day`` looks back on."""
    first, last = period(request.name, day)
    query = TrendsQuery(last, first, last, groups=request.groups)
    return compute_trends(journal, framework, query)


# ── the machine ──────────────────────────────────────────────────────────────


class ReviewTurn(NamedTuple):
    """The next state, what to say before it, and if the step was just answered."""

    state: ReviewState
    remark: str = ""
    is_answered: bool = False


def begin(agenda: ReviewAgenda, answers: Mapping[str, str] | None = None) -> ReviewState:
    """Return the state at the first step; ``answers`` stand in their lines already."""
    return _move_to(ReviewState(agenda, dict(answers or {})), 0, 1)


def is_active(step: ReviewStep, answers: Mapping[str, str]) -> bool:
    """Tell if a step is asked: some only follow an answer."""
    if step.kind == Kind.INSTANCE:
        return f"{Kind.RATE}:{step.id}" in answers
    plan = answers.get(Kind.PLAN, "")
    if step.kind == Kind.MEND:
        return bool(plan) and not is_if_then(plan)
    return bool(plan) if step.kind == Kind.WHEN else True


def stop(state: ReviewState, text: str) -> ReviewState:
    """Return the state left here with words in the line; they are kept."""
    return state if state.is_done else replace(state, typed=text if text.strip() else "")


def advance(state: ReviewState, text: str) -> ReviewTurn:
    """Return what follows from a line or text that was entered; empty for Enter on nothing."""
    if state.is_done:
        return ReviewTurn(state)
    typed = read_entry(text, state.shown)
    if typed.key and typed.behind and state.typed:
        return ReviewTurn(state, UNFINISHED)
    if typed.key:
        return _press(state, typed.key)
    text = text.strip("\n")
    return _answer(state, text) if text.strip() else ReviewTurn(_onward(_without_answer(state)))


def _press(state: ReviewState, key: Key) -> ReviewTurn:
    """Do what a key does at any step (docs/dialogue.md), or say why it does nothing."""
    if key is Key.EXPLAIN:
        return ReviewTurn(state, how_to(state.step.kind))
    if key is Key.SKIP:
        stays = ANSWER_STAYS if state.step.key in state.answers else ""
        return ReviewTurn(_onward(state), stays)
    if key is Key.BACK and state.at:
        return ReviewTurn(_move_to(state, state.at - 1, -1))
    if key is Key.ONWARD:
        steps = state.agenda.steps
        later = range(state.at + 1, len(steps))
        at = next((at for at in later if steps[at].part != state.step.part), len(steps))
        return ReviewTurn(_move_to(state, at, 1))
    return ReviewTurn(replace(state, typed=""), REFUSED[key])


def _answer(state: ReviewState, text: str) -> ReviewTurn:
    if state.step.kind in (Kind.HEARD, Kind.MISSING) and not parse_voices(text):
        return ReviewTurn(_onward(_without_answer(state)))  # "nobody" names no voice
    if state.step.kind == Kind.INSTANCE and (score := lone_score(text)):
        return _score_for_a_moment(state, score)
    try:
        found = parse_answer(state, text)
    except NotAnAnswer as problem:
        return ReviewTurn(replace(state, typed=""), str(problem))
    after = _onward(replace(state, answers={**state.answers, **found}))
    if not after.is_done and after.step.key in found:
        after = _onward(after)  # both were said on one line
    return ReviewTurn(after, is_answered=True)


def _score_for_a_moment(state: ReviewState, score: str) -> ReviewTurn:
    """Take a number typed where a moment is asked for as the next score, if there is one."""
    after = _onward(state)
    if after.is_done or after.step.kind != Kind.RATE:
        return ReviewTurn(
            replace(state, typed=""), "Describe the moment in words, or press Enter to pass."
        )
    name, answers = after.step.label, {**after.answers, after.step.key: score}
    following = _onward(replace(after, answers=answers))
    return ReviewTurn(following, f"taken as the next rating: {name} {score}")


def _without_answer(state: ReviewState) -> ReviewState:
    answers = {k: v for k, v in state.answers.items() if k != state.step.key}
    return replace(state, answers=answers)


def _onward(state: ReviewState) -> ReviewState:
    return _move_to(state, state.at + 1, 1)


def _move_to(state: ReviewState, at: int, towards: int) -> ReviewState:
    """Go to the nearest step that is asked, on or back; back from the first is the first."""
    steps = state.agenda.steps
    while 0 <= at < len(steps) and not is_active(steps[at], state.answers):
        at += towards
    return replace(state, at=max(0, at), typed="")


def progress(state: ReviewState) -> tuple[int, int]:
    """Return the number of the question and how many there are; what follows one counts with it."""
    own = [at for at, step in enumerate(state.agenda.steps) if step.kind.place]
    return max(1, sum(at <= state.at for at in own)), len(own)
