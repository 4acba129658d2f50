"""The answers document of ``review --answers`` and ``assess --answers``: checked whole before
anything is written, every problem named with its path.

Whatever a document leaves out counts as passed; where it changes an earlier review, as left
alone.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from syslead_cli.base.day import DateProblem, read_day_ahead
from syslead_cli.base.marks import clean_mark
from syslead_cli.base.nearest import or_rather
from syslead_cli.base.values import dataclass, field, replace
from syslead_cli.framework.prompts_core import Question
from syslead_cli.journal.records import STATUSES, Intention
from syslead_cli.review.review_agenda import due_step, question_step
from syslead_cli.review.review_answers import focus_problem, suggestion
from syslead_cli.review.review_steps import (
    ATTENTION,
    ENVIRONMENT,
    FACET,
    FACETS,
    FOCUS,
    HEARD,
    INSTANCE,
    MISSING,
    PLAN,
    QUARTER,
    RATE,
    SURROUNDINGS,
    TEXT,
    WEEK,
    WHEN,
    State,
    Step,
)

TEXT_LIMIT = 256 * 1024
SCHEMA = "syslead/review-answers/1"
SUGGESTED = "suggested"
KEYS = {
    WEEK: ("ratings", "attention", "heard", "missing", "outcomes", "questions", "intention"),
    QUARTER: ("questions", "environment", "facets", "focus", "text"),
    FACETS: ("facets",),
    SURROUNDINGS: ("environment",),
}


@dataclass(frozen=True, slots=True)
class Known:
    """What a document may refer to besides the agenda."""

    questions: tuple[Question, ...] = ()
    intentions: tuple[Intention, ...] = ()


@dataclass(slots=True)
class _Reader:
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
