"""The balcony as a state machine: a state and what was typed give the next state and a remark.

A review is a list of steps, each of which may be passed. Answers are kept by step in a plain form
until the end, when they become records all at once: text that, typed again at its step, means the
same. It stands in the line when the leader goes back, and the draft holds it. Nothing here reads a
clock, a key or a file.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import date
from typing import NamedTuple

from msgspec.structs import replace

from syslead_cli.base.dates import DateProblem, read_day_ahead
from syslead_cli.base.keys import REFUSED, UNFINISHED, Key, read_entry
from syslead_cli.base.text import nearest
from syslead_cli.reflect.due import FEWEST, MOST, default_due, focus_problem, names_a_day
from syslead_cli.reflect.lexicon import completed_plan, is_if_then
from syslead_cli.reflect.session import ANSWER_STAYS, outcome_in, parse_voices
from syslead_cli.review.model import (
    FacetChoice,
    Kind,
    ReviewAgenda,
    ReviewState,
    ReviewStep,
    Scores,
)


class ReviewTurn(NamedTuple):
    """The next state, what to say before it, and if the step was just answered."""

    state: ReviewState
    remark: str = ""
    is_answered: bool = False


def begin(agenda: ReviewAgenda, answers: Mapping[str, str] | None = None) -> ReviewState:
    """Return the state at the first step; ``answers`` are already in their lines."""
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
        return ReviewTurn(state, state.step.kind.words.how)
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
    if state.step.kind == Kind.INSTANCE and (score := _LONE_SCORE.fullmatch(text)):
        return _score_for_a_moment(state, score[1])
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
    own = [at for at, step in enumerate(state.agenda.steps) if step.kind.words.place]
    return max(1, sum(at <= state.at for at in own)), len(own)


# ── what is typed at the steps ───────────────────────────────────────────────

#: The plain forms of a yes and a no.
YES, NO = "y", "n"


def plain_form(answer: object) -> str:
    """Return a yes or no, a list of names or a number as it would be typed."""
    if isinstance(answer, bool):
        return YES if answer else NO
    return " ".join(dict.fromkeys(answer)) if isinstance(answer, list) else str(answer)


_LONE_SCORE = re.compile(r"\s*([1-5])(?:\s*/\s*5)?\s*")


class NotAnAnswer(ValueError):
    """What was typed is not an answer here; the message says what would be."""


#: Reads what was typed at a step, stripped, to its plain form. Raises NotAnAnswer.
_Reader = Callable[[ReviewState, str], str]


def parse_answer(state: ReviewState, text: str) -> dict[str, str]:
    """Return the answers in a text, by key, in plain form. Raises NotAnAnswer."""
    step = state.step
    if step.kind == Kind.MEND and names_a_day(text, state.agenda.today):
        return {step.key: "", Kind.WHEN.value: _when(state, text)}
    if step.kind not in READERS:
        return {step.key: text}
    found = READERS[step.kind](state, text.strip())
    if step.kind == Kind.RATE:
        score, _, words = found.partition("\n")
        instance = {f"{Kind.INSTANCE}:{step.id}": words} if words else {}
        return {step.key: score, **instance}
    return {step.key: found}


def _pattern(pattern: re.Pattern[str], form: Callable[[re.Match[str]], str]) -> _Reader:
    """Return what reads a text of this pattern, and makes its plain form of the match."""

    def read(state: ReviewState, text: str) -> str:
        if (match := pattern.fullmatch(text)) is None:
            raise NotAnAnswer(state.step.kind.words.how)
        return form(match)

    return read


def facet_scores(answers: Mapping[str, str]) -> dict[str, Scores]:
    """Return importance and practice by facet, as answered in this review."""
    found: dict[str, Scores] = {}
    for key, answer in answers.items():
        kind, _, id_ = key.partition(":")
        if kind == Kind.FACET:
            found[id_] = Scores(*(int(part) if part.isdigit() else None for part in answer.split()))
    return found


#: Letters of a name that are enough where no other begins with them.
_SHORTEST = 3


def parse_facets(choices: Sequence[FacetChoice], text: str) -> list[str]:
    """Return the ids of the facets named, each once. Raises NotAnAnswer for one that is none."""
    found: list[str] = []
    for piece in re.split(r"[,;\n]", text):
        words = piece.split()
        while words:
            id_, count = _first_choice(choices, words)
            found.append(id_)
            words = words[count:]
    if not found:
        raise NotAnAnswer(Kind.ATTENTION.words.how)
    return list(dict.fromkeys(found))


def _first_choice(choices: Sequence[FacetChoice], words: Sequence[str]) -> tuple[str, int]:
    """Return the facet the first words name, as many of them as do, and how many these are."""
    for count in range(len(words), 0, -1):
        id_ = _choice(choices, " ".join(words[:count]))
        if id_ is not None:
            return id_, count
    names = {name.casefold(): choice.id for choice in choices for name in (choice.id, choice.label)}
    near = nearest(words[0].casefold(), names)
    hint = f"Did you mean {names[near]}?" if near else f"The list goes from 1 to {len(choices)}."
    raise NotAnAnswer(f'"{words[0][:40]}" is not in the list. {hint}')


def _choice(choices: Sequence[FacetChoice], word: str) -> str | None:
    """Find a facet by number, id, name, or the beginning of one name only."""
    if word.isdecimal() and word.isascii():
        return choices[int(word) - 1].id if 0 < int(word[:6]) <= len(choices) else None
    name = word.casefold()
    for choice in choices:
        if word == choice.id or name == choice.label.casefold():
            return choice.id
    begun = [c.id for c in choices if c.label.casefold().startswith(name)]
    return begun[0] if len(begun) == 1 and len(word) >= _SHORTEST else None


def _focus(state: ReviewState, text: str) -> str:
    choices = state.agenda.choices
    proposed = suggested_focus(state)
    if text.lower() in ("y", "yes"):
        if not proposed:
            raise NotAnAnswer("There is no suggestion. " + Kind.FOCUS.words.how)
        return " ".join(proposed)
    words = text.split()
    if all(word[0] in "+-" and word[1:] for word in words):
        changes = {parse_facets(choices, word[1:])[0]: word[0] == "+" for word in words}
        chosen = [facet for facet in proposed if changes.get(facet, True)]
        chosen += [facet for facet, is_new in changes.items() if is_new and facet not in chosen]
    else:
        chosen = parse_facets(choices, text)
    if problem := focus_problem(len(chosen), len(choices)):
        raise NotAnAnswer(f"{problem.capitalize()}.")
    return " ".join(chosen)


#: Having gone quiet, or never having taken root, counts like one point of importance.
QUIET = 1
#: What matters this little is not suggested while there is enough else.
_LITTLE = 2
#: A gap from which a facet comes in beyond the fewest.
_WIDE = 2


def suggest_focus(
    facets: Sequence[str], known: Mapping[str, Scores], quiet: Collection[str]
) -> tuple[str, ...]:
    """Return six to eight facets, the widest gap first; none where too few were said to matter."""
    matters = {facet: known.get(facet, Scores()).importance or 0 for facet in facets}
    rated = [facet for facet in facets if matters[facet]]
    if len(rated) < min(FEWEST, len(facets)):
        return ()

    def order(facet: str) -> tuple[bool, int, int]:
        return matters[facet] <= _LITTLE, -priority(facet, known, quiet), -matters[facet]

    ranked = sorted(rated, key=order)
    wide = [
        facet
        for facet in ranked[FEWEST:MOST]
        if priority(facet, known, quiet) >= _WIDE and matters[facet] > _LITTLE
    ]
    return (*ranked[:FEWEST], *wide)


def priority(facet: str, known: Mapping[str, Scores], quiet: Collection[str]) -> int:
    """Return importance minus practice, and a point for being quiet; no practice counts as 3."""
    scores = known.get(facet, Scores())
    gap = (scores.importance or 0) - (scores.practice or 3)
    return gap + (QUIET if facet in quiet else 0)


def suggested_focus(state: ReviewState) -> tuple[str, ...]:
    """Return the focus the answers so far suggest, what was assessed before included.

    In the short form what was said to matter counts as a 5, and what has gone quiet as a 3.
    """
    known = {**state.agenda.known, **facet_scores(state.answers)}
    if matters := state.answers.get(Kind.MATTERS, "").split():
        quiet = {id_: known.get(id_, Scores())._replace(importance=3) for id_ in state.agenda.quiet}
        mattering = {id_: known.get(id_, Scores())._replace(importance=5) for id_ in matters}
        known = {**known, **quiet, **mattering}
    return suggest_focus([c.id for c in state.agenda.choices], known, state.agenda.quiet)


def _voices(state: ReviewState, text: str) -> str:
    marks = parse_voices(text)
    plain = " ".join(f"@{mark}" for mark in marks)
    if not marks or parse_voices(plain) != marks:
        raise NotAnAnswer(Kind.HEARD.words.how)
    return plain


def _facets(state: ReviewState, text: str) -> str:
    return " ".join(parse_facets(state.agenda.choices, text))


def _outcome(state: ReviewState, text: str) -> str:
    found = outcome_in(text)
    if found is None:
        raise NotAnAnswer(state.step.kind.words.how)
    return " ".join(found).rstrip()


def _when(state: ReviewState, text: str) -> str:
    try:
        return read_day_ahead(text, state.agenda.today).isoformat()
    except DateProblem as problem:
        raise NotAnAnswer(f"{problem}. {Kind.WHEN.words.how}") from None


def plan_text(answers: Mapping[str, str]) -> str:
    """Return the if–then plan with the half that was put in afterwards."""
    plan, more = answers.get(Kind.PLAN, ""), answers.get(Kind.MEND, "")
    if not plan or not more or is_if_then(plan):
        return plan
    return completed_plan(plan, more)


def plan_due(answers: Mapping[str, str], agenda: ReviewAgenda) -> date:
    if Kind.WHEN in answers:
        return date.fromisoformat(answers[Kind.WHEN])
    return default_due(agenda.day, agenda.today)


_five = _pattern(_LONE_SCORE, lambda found: found[1])
#: What reads an answer that is not in the leader's own words.
READERS: dict[Kind, _Reader] = {
    Kind.LOOK: _pattern(re.compile(r"(?!)"), str),
    Kind.RATE: _pattern(
        re.compile(r"([1-5])(?:\s*/\s*5)?(?:(?:\s*[,.:;–—-]+)?\s+(\S.*))?", re.DOTALL),
        lambda found: f"{found[1]}\n{found[2].rstrip()}" if found[2] else found[1],
    ),
    Kind.ATTENDED: _pattern(
        re.compile(r"(?i)(?:(y)(?:es)?|(n)o?)\.?"), lambda found: YES if found[1] else NO
    ),
    Kind.ATTENTION: _facets,
    Kind.HEARD: _voices,
    Kind.MISSING: _voices,
    Kind.DUE: _outcome,
    Kind.WHEN: _when,
    Kind.MATTERS: _facets,
    Kind.ENVIRONMENT: _five,
    Kind.ACHIEVED: _five,
    Kind.FACET: _pattern(
        re.compile(r"(?=.*[1-5])([1-5-])\s*[,/]?\s*([1-5-])?"),
        lambda found: f"{found[1]} {found[2] or '-'}",
    ),
    Kind.FOCUS: _focus,
}
