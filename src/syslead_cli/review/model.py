"""What a review is made of: its steps, the agenda they make, and the state it stands in.

Agenda and state are kept in drafts as they are here; new fields need a default.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from enum import StrEnum
from typing import Annotated, Literal, NamedTuple, TypeAlias

from msgspec import Meta, Struct, field
from msgspec.structs import replace

#: The reviews; facets and environment are also parts of the quarterly one: ``assess facets``.
ReviewName: TypeAlias = Literal["week", "quarter", "facets", "environment"]
REVIEWS = ("week", "quarter")


class Kind(StrEnum):
    """The kinds of step, in the order they come in; a review has those that fit it."""

    LOOK = "look"
    RATE = "rate"
    INSTANCE = "instance"
    ATTENTION = "attention"
    HEARD = "heard"
    MISSING = "missing"
    DUE = "due"
    QUESTION = "question"
    PLAN = "plan"
    MEND = "mend"
    WHEN = "when"
    ENVIRONMENT = "environment"
    FACET = "facet"
    FOCUS = "focus"
    TEXT = "text"


#: Steps answered in the leader's own words.
FREE = (Kind.INSTANCE, Kind.QUESTION, Kind.PLAN, Kind.MEND, Kind.TEXT)
#: Steps that belong to the one before them: they are one part, and asked in one breath.
_PARTS = {
    Kind.INSTANCE: Kind.RATE,
    Kind.MISSING: Kind.HEARD,
    Kind.MEND: Kind.PLAN,
    Kind.WHEN: Kind.PLAN,
}
#: Steps that are no questions of their own to be listed or filled in.
UNLISTED = (Kind.LOOK, Kind.INSTANCE, Kind.MEND, Kind.WHEN)


class ReviewStep(Struct, frozen=True, array_like=True):
    """One question. ``id`` is what it is about (a dimension, a facet, an intention …)."""

    kind: Kind
    id: str = ""
    label: str = ""
    text: str = ""

    @property
    def key(self) -> str:
        """The place of its answer: ``rate:being``, ``attention``."""
        return f"{self.kind}:{self.id}" if self.id else self.kind.value

    @property
    def part(self) -> Kind:
        """The part of the review it belongs to."""
        return _PARTS.get(self.kind, self.kind)


class FacetChoice(Struct, frozen=True, array_like=True):
    """A facet that can be picked, by number, id or name; ``dimension`` is the name of its own."""

    id: str
    label: str
    dimension: str
    meaning: str = ""


Score = Annotated[int, Meta(ge=1, le=5)]


class Scores(NamedTuple):
    """How much a facet matters and how much of it there was; None where it was not said."""

    importance: Score | None = None
    practice: Score | None = None


class ReviewAgenda(Struct, frozen=True):
    """What one review holds, made once; it goes into the draft, so that a review goes on as it
    began whatever happens to the journal and the framework meanwhile."""

    name: ReviewName
    first: date
    last: date
    #: The leader's day the records will be of.
    day: date
    #: The day it is now, for dates to come.
    today: date
    steps: tuple[ReviewStep, ...] = ()
    choices: tuple[FacetChoice, ...] = ()
    #: Voices of the period, and those that have not been heard for long or ever.
    heard: tuple[str, ...] = ()
    unheard: tuple[str, ...] = ()
    #: What was assessed last, and what has gone quiet or never took root: for the suggestion.
    known: dict[str, Scores] = field(default_factory=dict)
    quiet: tuple[str, ...] = ()
    #: Records of an earlier review of the same days that this one changes, by role.
    earlier: dict[str, str] = field(default_factory=dict)

    @property
    def is_review(self) -> bool:
        """Whether it ends in a review record; an assessment of its own does not."""
        return self.name in REVIEWS

    def ids(self, kind: Kind) -> Collection[str]:
        """What is asked about in steps of a kind."""
        return [step.id for step in self.steps if step.kind == kind]


class ReviewState(Struct, frozen=True):
    """Where a review stands. ``typed`` was entered here and is not an answer yet."""

    agenda: ReviewAgenda
    answers: dict[str, str] = field(default_factory=dict)
    at: Annotated[int, Meta(ge=0)] = 0
    typed: str = ""

    @property
    def is_done(self) -> bool:
        """Whether every step has been answered or passed."""
        return self.at >= len(self.agenda.steps)

    @property
    def step(self) -> ReviewStep:
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

    def taken_up(self, today: date) -> ReviewState:
        """Return the state gone on with on a later day: dates to come are counted from there."""
        return replace(self, agenda=replace(self.agenda, today=today))
