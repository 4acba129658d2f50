"""What is typed at the steps of a review, and the plain form in which it is kept.

The plain form of an answer is text that, typed again at its step, means the same: it is what
stands in the line when the leader goes back, and what the draft holds.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from typing import Any, NamedTuple

from msgspec import Struct, field
from msgspec.structs import replace

from syslead_cli.base.dates import DateProblem, read_day_ahead
from syslead_cli.base.text import clean_mark, or_rather
from syslead_cli.framework.model import Question
from syslead_cli.journal.model import STATUSES, Intention
from syslead_cli.reflect.focus import FEWEST, MOST
from syslead_cli.reflect.intentions import completed_plan, default_due, has_cue, is_if_then
from syslead_cli.reflect.session import parse_voices
from syslead_cli.review.agenda import due_step, question_step
from syslead_cli.review.focus import suggested
from syslead_cli.review.steps import (
    ATTENTION,
    DUE,
    ENVIRONMENT,
    FACET,
    FACETS,
    FOCUS,
    FREE,
    HEARD,
    INSTANCE,
    LOOK,
    MEND,
    MISSING,
    PLAN,
    QUARTER,
    RATE,
    SURROUNDINGS,
    TEXT,
    WEEK,
    WHEN,
    Agenda,
    Choice,
    Scores,
    State,
    Step,
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
    marks = parse_voices(text)
    plain = " ".join(f"@{mark}" for mark in marks)
    if not marks or parse_voices(plain) != marks:
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
    return completed_plan(plan, "", more) if has_cue(plan) else completed_plan(plan, more, "")


def due_in(answers: Mapping[str, str], agenda: Agenda) -> date:
    """When the plan is asked about."""
    if WHEN in answers:
        return date.fromisoformat(answers[WHEN])
    return default_due(agenda.day, agenda.today)


_READ: dict[str, Callable[[State, str], str]] = {
    LOOK: _look, RATE: _rate, ATTENTION: _attention, HEARD: _voices, MISSING: _voices,
    DUE: _due, WHEN: _when, ENVIRONMENT: _environment, FACET: _facet, FOCUS: _focus,
}  # fmt: skip


# ── review_script ──
# The answers document of ``review --answers`` and ``assess --answers``: checked whole before
# anything is written, every problem named with its path.
#
# Whatever a document leaves out counts as passed; where it changes an earlier review, as left
# alone.


TEXT_LIMIT = 256 * 1024
SCHEMA = "syslead/review-answers/1"
SUGGESTED = "suggested"
KEYS = {
    WEEK: ("ratings", "attention", "heard", "missing", "outcomes", "questions", "intention"),
    QUARTER: ("questions", "environment", "facets", "focus", "text"),
    FACETS: ("facets",),
    SURROUNDINGS: ("environment",),
}


class Known(Struct, frozen=True):
    """What a document may refer to besides the agenda."""

    questions: tuple[Question, ...] = ()
    intentions: tuple[Intention, ...] = ()


class _Reader(Struct):
    """Walks a document for one review, collecting answers and problems."""

    state: State
    known: Known
    answers: dict[str, str] = field(default_factory=dict)
    steps: list[Step] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)

    def problem(self, path: str, words: str) -> None:
        self.problems.append(f"{path}: {words}")

    def ids(self, kind: str) -> list[str]:
        """What the agenda asks about in steps of a kind."""
        return [step.id for step in self.state.agenda.steps if step.kind == kind]

    # ── shapes ───────────────────────────────────────────────────────────────

    def table(self, value: Any, path: str, keys: Iterable[str], what: str) -> dict[str, Any]:
        """A table whose keys are all known, without those that are null."""
        if not isinstance(value, dict):
            self.problem(path, "must be a table {…}")
            return {}
        known = list(keys)
        for key in value:
            if key not in known:
                self.problem(_at(path, key), f"is not {what}{or_rather(key, known)}")
        return {key: value[key] for key in known if value.get(key) is not None}

    def items(self, value: Any, path: str) -> list[tuple[str, Any]]:
        """A list's items, each with its path."""
        if not isinstance(value, list):
            self.problem(path, "must be a list […]")
            return []
        return [(f"{path}[{at}]", item) for at, item in enumerate(value)]

    def text(self, value: Any, path: str) -> str:
        """A text that is not blank."""
        if not isinstance(value, str):
            self.problem(path, "must be a text")
        elif not value.strip():
            self.problem(path, "is empty")
        elif len(value) > TEXT_LIMIT:
            self.problem(path, f"is longer than {TEXT_LIMIT:,} characters")
        else:
            return value.strip("\n")
        return ""

    def score(self, value: Any, path: str) -> str:
        """A whole number from 1 to 5."""
        if type(value) is not int or not 1 <= value <= 5:
            self.problem(path, "must be a whole number from 1 to 5")
            return ""
        return str(value)

    def keep(self, key: str, answer: str) -> None:
        """An answer; nothing where there was a problem."""
        if answer:
            self.answers[key] = answer

    # ── parts of the document ────────────────────────────────────────────────

    def ratings(self, value: Any, path: str) -> None:
        """A score for each dimension, alone or with an instance."""
        given = self.table(value, path, self.ids(RATE), "a dimension of this framework")
        for id_, item in given.items():
            here = _at(path, id_)
            if not isinstance(item, dict):
                self.keep(f"{RATE}:{id_}", self.score(item, here))
                continue
            parts = self.table(item, here, ("score", "instance"), "a key here")
            if "score" not in parts:
                self.problem(_at(here, "score"), "is missing: a whole number from 1 to 5")
            else:
                self.keep(f"{RATE}:{id_}", self.score(parts["score"], _at(here, "score")))
            if "instance" in parts:
                words = self.text(parts["instance"], _at(here, "instance"))
                self.keep(f"{INSTANCE}:{id_}", words)

    def facets(self, value: Any, path: str) -> None:
        """Importance and practice for each facet."""
        for id_, item in self.table(value, path, self.ids(FACET), _FACET).items():
            here = _at(path, id_)
            parts = self.table(item, here, ("importance", "practice"), "a key here")
            if isinstance(item, dict) and not parts:
                self.problem(here, 'needs "importance", "practice" or both')
            scores = [
                self.score(parts[key], _at(here, key)) if key in parts else "-"
                for key in ("importance", "practice")
            ]
            if parts and all(scores):
                self.keep(f"{FACET}:{id_}", " ".join(scores))

    def environment(self, value: Any, path: str) -> None:
        """A score for each item."""
        given = self.table(value, path, self.ids(ENVIRONMENT), "an item of the environment")
        for id_, item in given.items():
            self.keep(f"{ENVIRONMENT}:{id_}", self.score(item, _at(path, id_)))

    def chosen(self, value: Any, path: str) -> list[str]:
        """A list of facets, each once."""
        known = [choice.id for choice in self.state.agenda.choices]
        found: list[str] = []
        for here, item in self.items(value, path):
            if not isinstance(item, str) or item not in known:
                near = or_rather(item, known) if isinstance(item, str) else ""
                self.problem(here, f"{_shown(item)} is not {_FACET}{near}")
            elif item in found:
                self.problem(here, f"{_shown(item)} is there twice")
            else:
                found.append(item)
        return found

    def attention(self, value: Any, path: str) -> None:
        """The facets that got real attention."""
        self.keep(ATTENTION, " ".join(self.chosen(value, path)))

    def focus(self, value: Any, path: str) -> None:
        """The facets of the next quarter, or the word for the suggestion."""
        before = len(self.problems)
        if value == SUGGESTED:
            answers = {**self.state.answers, **self.answers}
            chosen = list(suggestion(State(self.state.agenda, answers)))
            if not chosen:
                self.problem(path, "too few facets were said to matter for a suggestion")
        else:
            chosen = self.chosen(value, path)
        if len(self.problems) == before:
            if said := focus_problem(len(chosen), len(self.state.agenda.choices)):
                self.problem(path, said[0].lower() + said[1:].rstrip("."))
            self.keep(FOCUS, " ".join(chosen))

    def voices(self, key: str, value: Any, path: str) -> None:
        """A list of names."""
        marks: list[str] = []
        for here, item in self.items(value, path):
            mark = clean_mark(self.text(item, here))
            if isinstance(item, str) and item.strip() and not mark:
                self.problem(here, f"{_shown(item)} is no name")
            marks += [f"@{mark}"] if mark else []
        self.keep(key, " ".join(dict.fromkeys(marks)))

    def heard(self, value: Any, path: str) -> None:
        """Who was heard."""
        self.voices(HEARD, value, path)

    def missing(self, value: Any, path: str) -> None:
        """Who was not."""
        self.voices(MISSING, value, path)

    def outcomes(self, value: Any, path: str) -> None:
        """What became of intentions, due or not."""
        known = {intention.id: intention for intention in self.known.intentions}
        for here, item in self.items(value, path):
            parts = self.table(item, here, ("of", "status", "text"), "a key here")
            if not isinstance(item, dict):
                continue
            of, status = parts.get("of"), parts.get("status")
            words = self.text(parts["text"], _at(here, "text")) if "text" in parts else ""
            if status not in STATUSES:
                self.problem(_at(here, "status"), f"must be one of {', '.join(STATUSES)}")
            if not isinstance(of, str) or of not in known:
                self.problem(_at(here, "of"), f"{_shown(of)} is not the id of an intention")
            else:
                self._outcome(known[of], f"{status} {words}".rstrip(), here)

    def _outcome(self, intention: Intention, answer: str, path: str) -> None:
        step = due_step(intention)
        if step.key in self.answers:
            self.problem(_at(path, "of"), "is there twice")
        self.steps.append(step)
        self.keep(step.key, answer)

    def questions(self, value: Any, path: str) -> None:
        """Answers to questions of the bank, asked or not."""
        known = {q.id: q for q in self.known.questions if q.use == self.state.agenda.name}
        for id_, item in self.table(value, path, known, "a question of this review").items():
            step = question_step(known[id_])
            self.steps.append(step)
            self.keep(step.key, self.text(item, _at(path, id_)))

    def intention(self, value: Any, path: str) -> None:
        """One plan, with its date if that is not in a week."""
        parts = self.table(value, path, ("text", "due"), "a key here")
        if isinstance(value, dict) and "text" not in parts:
            self.problem(_at(path, "text"), "is missing")
        if "text" in parts:
            self.keep(PLAN, self.text(parts["text"], _at(path, "text")))
        if "due" in parts and (due := self.text(parts["due"], _at(path, "due"))):
            try:
                self.keep(WHEN, read_day_ahead(due, self.state.agenda.today).isoformat())
            except DateProblem as problem:
                self.problem(_at(path, "due"), str(problem))

    def own_words(self, value: Any, path: str) -> None:
        """Words of the leader's own."""
        self.keep(TEXT, self.text(value, path))


_FACET = "a facet of this framework"


#: What reads each part of a document, by its key.
_PARTS: dict[str, Callable[[_Reader, Any, str], None]] = {
    "ratings": _Reader.ratings,
    "attention": _Reader.attention,
    "heard": _Reader.heard,
    "missing": _Reader.missing,
    "outcomes": _Reader.outcomes,
    "questions": _Reader.questions,
    "intention": _Reader.intention,
    "environment": _Reader.environment,
    "facets": _Reader.facets,
    "focus": _Reader.focus,
    "text": _Reader.own_words,
}


def read_script(document: Any, state: State, known: Known) -> tuple[State, list[str]]:
    """The finished review and every problem; one with problems is not to be used."""
    reader = _Reader(state, known)
    parts = {key: _PARTS[key] for key in KEYS[state.agenda.name]}
    table = reader.table(document, "the document", ("schema", *parts), "a key here")
    if table.get("schema") not in (None, SCHEMA):
        reader.problem("schema", f'must be "{SCHEMA}"')
    for key, read in parts.items():
        if key in table:
            read(reader, table[key], key)
    if not reader.problems and not reader.answers:
        reader.problem("the document", f"has no answers in it; it may have {', '.join(parts)}")
    return _finished(state, reader.answers, reader.steps), list(dict.fromkeys(reader.problems))


def _finished(state: State, answers: Mapping[str, str], more: Iterable[Step]) -> State:
    steps = {step.key: step for step in [*state.agenda.steps, *more]}
    agenda = replace(state.agenda, steps=tuple(steps.values()))
    return State(agenda, {**state.answers, **answers}, len(steps))


def _at(path: str, key: str) -> str:
    return key if path == "the document" else f"{path}.{key}"


def _shown(value: Any) -> str:
    if value is None:
        return "nothing"
    text = value if isinstance(value, str) else repr(value)
    return f'"{text if len(text) <= 40 else text[:39] + "…"}"'
