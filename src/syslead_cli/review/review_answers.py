"""What is typed at the steps of a review, and the plain form in which it is kept.

The plain form of an answer is text that, typed again at its step, means the same: it is what
stands in the line when the leader goes back, and what the draft holds.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import NamedTuple

from syslead_cli.base.day import DateProblem, read_day_ahead
from syslead_cli.reflect.intentions_core import asked_about_on, has_cue, is_if_then, mended
from syslead_cli.reflect.session import voices_said
from syslead_cli.review.focus_core import FEWEST, MOST
from syslead_cli.review.focus_suggestion import suggested
from syslead_cli.review.review_steps import (
    ATTENTION,
    DUE,
    ENVIRONMENT,
    FACET,
    FOCUS,
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
    Choice,
    Scores,
    State,
)


class NotAnAnswer(ValueError):
    """What was typed is not an answer here; the message says what would be."""


_HOW = {
    LOOK: "Enter goes on.",
    RATE: "A number from 1 to 5, and a few words if you like: 4 asked the night staff first.",
    ATTENTION: "Numbers or names from the list, as many as you like: 3 7 12.",
    HEARD: "Names, with commas between them: night staff, the board.",
    MISSING: "Names, with commas between them: night staff, the board.",
    DUE: "d done, p partly, n not yet, x let it go; a few words may follow.",
    WHEN: "A day such as fri, 2w or 3 May; Enter: in a week.",
    ENVIRONMENT: "A number from 1 (hardly) to 5 (very much).",
    FACET: "Two numbers from 1 to 5: how much it will matter, how much of it there was. 5 2.",
    FOCUS: f"{FEWEST} to {MOST} numbers or names, y for the suggestion, or +3 -7 to change it.",
}


def how_to(kind: str) -> str:
    """How a step is answered."""
    return _HOW.get(kind, "In your own words.")


def settled(state: State, text: str) -> dict[str, str]:
    """The answers in a text, by key, in plain form. Raises NotAnAnswer."""
    step = state.step
    if step.kind in FREE:
        return {step.key: text}
    found = _READ[step.kind](state, text.strip())
    if step.kind == RATE:
        score, _, words = found.partition("\n")
        return {step.key: score, f"{INSTANCE}:{step.id}": words} if words else {step.key: score}
    return {step.key: found}


# ── numbers ──────────────────────────────────────────────────────────────────

_RATING = re.compile(r"([1-5])(?:\s*/\s*5)?(?:(?:\s*[,.:;–—-]+)?\s+(\S.*))?", re.DOTALL)
_NUMBER = re.compile(r"[1-5]")
_PAIR = re.compile(r"([1-5-])\s*[,/]?\s*([1-5-])?")


def _look(state: State, text: str) -> str:
    raise NotAnAnswer(how_to(LOOK))


def _rate(state: State, text: str) -> str:
    match = _RATING.fullmatch(text)
    if match is None:
        raise NotAnAnswer(how_to(RATE))
    return f"{match[1]}\n{match[2].rstrip()}" if match[2] else match[1]


def _environment(state: State, text: str) -> str:
    if not _NUMBER.fullmatch(text):
        raise NotAnAnswer(how_to(ENVIRONMENT))
    return text


def _facet(state: State, text: str) -> str:
    match = _PAIR.fullmatch(text)
    if match is None or (match[1] == "-" and match[2] in (None, "-")):
        raise NotAnAnswer(how_to(FACET))
    return f"{match[1]} {match[2] or '-'}"


def scores_in(answer: str) -> Scores:
    """Importance and practice of an answer in plain form."""
    importance, _, practice = answer.partition(" ")
    return Scores(*(int(part) if part.isdigit() else None for part in (importance, practice)))


# ── picking ──────────────────────────────────────────────────────────────────


#: Letters of a name that are enough where no other begins with them.
_SHORTEST = 3


def _attention(state: State, text: str) -> str:
    return " ".join(picked(state.agenda.choices, text))


def picked(choices: Sequence[Choice], text: str) -> list[str]:
    """The ids of the facets named, each once. Raises NotAnAnswer for one that is none."""
    found: list[str] = []
    for piece in re.split(r"[,;\n]", text):
        words = piece.split()
        while words:
            id_, taken = _first_choice(choices, words)
            found.append(id_)
            words = words[taken:]
    if not found:
        raise NotAnAnswer(how_to(ATTENTION))
    return list(dict.fromkeys(found))


def _first_choice(choices: Sequence[Choice], words: Sequence[str]) -> tuple[str, int]:
    """The facet the first words name, as many of them as do, and how many these are."""
    for taken in range(len(words), 0, -1):
        id_ = _choice(choices, " ".join(words[:taken]))
        if id_ is not None:
            return id_, taken
    raise NotAnAnswer(_unknown(choices, words[0]))


def _choice(choices: Sequence[Choice], word: str) -> str | None:
    """By number, id, name, or the beginning of one name only."""
    if word.isdecimal() and word.isascii():
        return choices[int(word) - 1].id if 0 < int(word[:6]) <= len(choices) else None
    name = word.casefold()
    for choice in choices:
        if word == choice.id or name == choice.label.casefold():
            return choice.id
    begun = [c.id for c in choices if c.label.casefold().startswith(name)]
    return begun[0] if len(begun) == 1 and len(word) >= _SHORTEST else None


def _unknown(choices: Sequence[Choice], word: str) -> str:
    from difflib import get_close_matches

    names = {name.casefold(): choice.id for choice in choices for name in (choice.id, choice.label)}
    near = get_close_matches(word[:64].casefold(), names, n=1)
    hint = f"Did you mean {names[near[0]]}?" if near else f"The list goes from 1 to {len(choices)}."
    return f'"{word[:40]}" is not in the list. {hint}'


# ── focus ────────────────────────────────────────────────────────────────────


def _focus(state: State, text: str) -> str:
    choices = state.agenda.choices
    proposed = suggestion(state)
    if text.lower() in ("y", "yes"):
        if not proposed:
            raise NotAnAnswer("There is no suggestion to take. " + how_to(FOCUS))
        return " ".join(proposed)
    words = text.split()
    if all(word[0] in "+-" and word[1:] for word in words):
        chosen = _changed(choices, proposed, words)
    else:
        chosen = picked(choices, text)
    if problem := focus_problem(len(chosen), len(choices)):
        raise NotAnAnswer(problem)
    return " ".join(chosen)


def _changed(choices: Sequence[Choice], proposed: Sequence[str], words: Sequence[str]) -> list[str]:
    chosen = list(proposed)
    for word in words:
        id_ = picked(choices, word[1:])[0]
        if word[0] == "-":
            chosen = [facet for facet in chosen if facet != id_]
        elif id_ not in chosen:
            chosen.append(id_)
    return chosen


def focus_problem(count: int, among: int) -> str:
    """Why so many facets do not make a focus; empty where they do."""
    least, most = min(FEWEST, among), min(MOST, among)
    if least <= count <= most:
        return ""
    wanted = f"{least} to {most}" if least < most else str(most)
    return f"A focus is {wanted} facets; these are {count}."


def suggestion(state: State) -> tuple[str, ...]:
    """The focus the scores so far suggest, what was assessed before included."""
    known = {**state.agenda.known, **facet_scores(state.answers)}
    return suggested([c.id for c in state.agenda.choices], known, state.agenda.quiet)


def facet_scores(answers: Mapping[str, str]) -> dict[str, Scores]:
    """Importance and practice by facet, as answered in this review."""
    prefix = f"{FACET}:"
    return {
        key.removeprefix(prefix): scores_in(answer)
        for key, answer in answers.items()
        if key.startswith(prefix)
    }


# ── voices, outcomes, the plan ───────────────────────────────────────────────


def _voices(state: State, text: str) -> str:
    marks = voices_said(text)
    plain = " ".join(f"@{mark}" for mark in marks)
    if not marks or voices_said(plain) != marks:
        raise NotAnAnswer(how_to(HEARD))
    return plain


_STATUS = {
    "d": "done", "done": "done", "p": "partly", "partly": "partly", "n": "not_yet",
    "not_yet": "not_yet", "x": "dropped", "dropped": "dropped", "drop": "dropped",
}  # fmt: skip


class Said(NamedTuple):
    """What became of an intention, perhaps with a few words."""

    status: str
    words: str = ""


def _due(state: State, text: str) -> str:
    said = said_of(re.sub(r"(?i)\Anot yet\b", "not_yet", text))
    return f"{said.status} {said.words}".rstrip()


def said_of(answer: str) -> Said:
    """Status and words. Raises NotAnAnswer."""
    first, words = [*answer.split(maxsplit=1), "", ""][:2]
    status = _STATUS.get(first.rstrip(".,:;").lower())
    if status is None:
        raise NotAnAnswer(how_to(DUE))
    return Said(status, words.strip())


def _when(state: State, text: str) -> str:
    try:
        return read_day_ahead(text, state.agenda.today).isoformat()
    except DateProblem as problem:
        raise NotAnAnswer(f"{problem}. {how_to(WHEN)}") from None


def plan_in(answers: Mapping[str, str]) -> str:
    """The if–then plan with the half that was put in afterwards."""
    plan, more = answers.get(PLAN, ""), answers.get(MEND, "")
    if not plan or not more or is_if_then(plan):
        return plan
    return mended(plan, "", more) if has_cue(plan) else mended(plan, more, "")


def due_in(answers: Mapping[str, str], agenda: Agenda) -> date:
    """When the plan is asked about."""
    if WHEN in answers:
        return date.fromisoformat(answers[WHEN])
    return asked_about_on(agenda.day, agenda.today)


_READ: dict[str, Callable[[State, str], str]] = {
    LOOK: _look, RATE: _rate, ATTENTION: _attention, HEARD: _voices, MISSING: _voices,
    DUE: _due, WHEN: _when, ENVIRONMENT: _environment, FACET: _facet, FOCUS: _focus,
}  # fmt: skip
