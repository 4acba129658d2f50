"""What a review is made of: its steps, the agenda they make, and the state it stands in."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import NamedTuple

from msgspec import Struct, field

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


class Step(Struct, frozen=True):
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


class Agenda(Struct, frozen=True):
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


class State(Struct, frozen=True):
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
