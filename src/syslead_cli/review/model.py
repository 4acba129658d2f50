"""What a review is made of: its steps, the agenda they make, and its state.

An agenda is made from framework, questions, journal and day. Agenda and state are kept in drafts
as they are here; new fields need a default.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Sequence
from datetime import date, timedelta
from enum import StrEnum
from typing import Annotated, Literal, NamedTuple, TypeAlias

from msgspec import Meta, Struct, field
from msgspec.structs import replace

from syslead_cli.base.text import one_line
from syslead_cli.framework.model import Dimension, Facet, Framework, Item, PromptBank, Question
from syslead_cli.insight.neglect import LOW_STATES
from syslead_cli.insight.self_report import most_suspect
from syslead_cli.insight.trends import Trends
from syslead_cli.journal.model import Assessment, Intention, Record, Review, to_ask_about
from syslead_cli.reflect.lexicon import StepWords, step_words

#: The reviews; facets and environment are also parts of the quarterly one: ``assess facets``.
ReviewName: TypeAlias = Literal["week", "quarter", "facets", "environment"]
REVIEWS = ("week", "quarter")


class Kind(StrEnum):
    """The kinds of step, in the order they come in; a review has those that fit it."""

    LOOK = "look"
    RATE = "rate"
    INSTANCE = "instance"
    ATTENDED = "attended"
    ATTENTION = "attention"
    HEARD = "heard"
    MISSING = "missing"
    DUE = "due"
    QUESTION = "question"
    PLAN = "plan"
    MEND = "mend"
    WHEN = "when"
    MATTERS = "matters"
    ENVIRONMENT = "environment"
    ACHIEVED = "achieved"
    FACET = "facet"
    FOCUS = "focus"
    TEXT = "text"

    @property
    def words(self) -> StepWords:
        return step_words("review", self.value)


class ReviewStep(Struct, frozen=True, array_like=True):
    """One question. ``id`` is what it is about (a dimension, a facet, an intention …)."""

    kind: Kind
    id: str = ""
    label: str = ""
    text: str = ""

    @property
    def key(self) -> str:
        """Return the place of its answer: ``rate:being``, ``attention``."""
        return f"{self.kind}:{self.id}" if self.id else self.kind.value

    @property
    def part(self) -> Kind:
        """Return the kind of the step it is asked in one breath with, and is one part with."""
        return Kind(self.kind.words.follows or self.kind)


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
        """Return whether it ends in a review record; an assessment of its own does not."""
        return self.name in REVIEWS

    def ids(self, kind: Kind) -> Collection[str]:
        return [step.id for step in self.steps if step.kind == kind]


class ReviewState(Struct, frozen=True):
    """Where a review stands. ``typed`` was entered here and is not an answer yet."""

    agenda: ReviewAgenda
    answers: dict[str, str] = field(default_factory=dict)
    at: Annotated[int, Meta(ge=0)] = 0
    typed: str = ""

    @property
    def is_done(self) -> bool:
        return self.at >= len(self.agenda.steps)

    @property
    def step(self) -> ReviewStep:
        return self.agenda.steps[self.at]

    @property
    def shown(self) -> str:
        """Return the text already in the line: unfinished words, or the earlier answer."""
        return self.typed or self.answers.get(self.step.key, "")

    @property
    def has_words(self) -> bool:
        return bool(self.answers) or bool(self.typed.strip())

    def go_on(self, today: date) -> ReviewState:
        """Return the state gone on with on a later day: dates to come are counted from there."""
        return replace(self, agenda=replace(self.agenda, today=today))


# ── the agenda ───────────────────────────────────────────────────────────────

DAYS = {"week": 7, "quarter": 91}
#: Questions from the bank in one review.
QUESTIONS = {"week": 1, "quarter": 1, "full": 2}
#: Due intentions asked about in one review, the longest overdue first.
MOST_DUE = 5


class ReviewMaterial(Struct, frozen=True):
    """All a review is made from; ``trends`` is the picture of the period on its last day."""

    framework: Framework
    bank: PromptBank
    records: Sequence[Record]
    trends: Trends
    day: date
    today: date
    full: bool = False


def period(name: str, day: date) -> tuple[date, date]:
    """Return first and last day of the review that ends on ``day``."""
    return day - timedelta(days=DAYS.get(name, 1) - 1), day


def make_agenda(name: ReviewName, material: ReviewMaterial) -> ReviewAgenda:
    """Return the review as it would be held now, without steps that have nothing to ask about."""
    first, last = period(name, material.day)
    framework, trends = material.framework, material.trends
    neglected = {unit.id for unit in trends.dimensions if unit.state == "neglected"}
    # What went quiet, alone or with its dimension, or never took root.
    quiet = tuple(
        unit.id for unit in trends.facets if unit.state in LOW_STATES or unit.dimension in neglected
    )
    return ReviewAgenda(
        name=name,
        first=first,
        last=last,
        day=material.day,
        today=material.today,
        steps=tuple(_STEPS[name](material)),
        choices=_choices(framework),
        heard=tuple(voice.name for voice in trends.voices.heard),
        unheard=(*(voice.name for voice in trends.voices.missing), *trends.voices.not_named),
        known=last_scores(material.records, material.day),
        quiet=quiet,
    )


def _choices(framework: Framework) -> tuple[FacetChoice, ...]:
    names = {dimension.id: one_line(dimension.name) for dimension in framework.dimensions}
    return tuple(
        FacetChoice(
            facet.id,
            one_line(facet.label),
            names.get(facet.dimension, facet.dimension),
            one_line(facet.meaning),
        )
        for facet in framework.facets
    )


def last_scores(records: Sequence[Record], day: date) -> dict[str, Scores]:
    """Return what each facet was given last, up to a day. Records are oldest first."""
    known: dict[str, Scores] = {}
    for record in records:
        if isinstance(record, Assessment) and record.day <= day:
            for facet, score in record.importance.items():
                known[facet] = known.get(facet, Scores())._replace(importance=score)
            for facet, score in record.practice.items():
                known[facet] = known.get(facet, Scores())._replace(practice=score)
    return known


def _week(material: ReviewMaterial) -> list[ReviewStep]:
    steps = [_usual_step(Kind.LOOK)]
    for dimension in material.framework.dimensions:
        steps.append(_item_step(Kind.RATE, dimension))
        steps.append(_item_step(Kind.INSTANCE, dimension, Kind.INSTANCE.words.asked))
    # About these the leader knows best whether attention lapsed.
    units = {unit.id: unit.p for unit in material.trends.facets if unit.ever}
    choices = {choice.id: choice for choice in _choices(material.framework)}
    due = to_ask_about(material.records, material.day)[:MOST_DUE]
    return [
        *steps,
        *(attended_step(choices[id_]) for id_ in most_suspect(units)),
        *map(_usual_step, (Kind.ATTENTION, Kind.HEARD, Kind.MISSING)),
        *(due_step(tracked.intention) for tracked in due),
        *_question_steps("week", material),
        *map(_usual_step, (Kind.PLAN, Kind.MEND, Kind.WHEN)),
    ]


def _usual_step(kind: Kind) -> ReviewStep:
    """Return the step of a kind whose question is always the same."""
    return ReviewStep(kind, text=kind.words.asked)


def attended_step(facet: FacetChoice) -> ReviewStep:
    """Return the question whether a facet that may have lapsed had attention this week."""
    text = f"Did {facet.label} come up this week, and did you attend to it?"
    return ReviewStep(Kind.ATTENDED, facet.id, facet.label, text)


def with_steps(agenda: ReviewAgenda, kind: Kind, own: Iterable[ReviewStep]) -> ReviewAgenda:
    """Return the agenda with these in place of its steps of a kind, where such steps stand."""
    order = list(Kind)
    steps = [*(step for step in agenda.steps if step.kind != kind), *own]
    steps.sort(key=lambda step: order.index(step.part))
    return replace(agenda, steps=tuple(steps))


#: Asked in a quarterly review where something has gone quiet.
QUIET_QUESTION = Question(
    "quiet",
    "quarter",
    "What has gone quiet: is that a lull, a choice, or simply not needed at the moment?",
)


def questions_of(bank: PromptBank) -> tuple[Question, ...]:
    """Return every question a review may hold."""
    return (*bank.questions, QUIET_QUESTION)


def _quarter(material: ReviewMaterial) -> list[ReviewStep]:
    """Return the steps of a quarterly review; the long form assesses each facet."""
    return [
        _usual_step(Kind.LOOK),
        *([question_step(QUIET_QUESTION)] if material.trends.named else ()),
        *_question_steps("quarter", material),
        *(() if material.full else [_usual_step(Kind.MATTERS)]),
        *_environment_steps(material),
        *(_item_step(Kind.ACHIEVED, item) for item in material.framework.practice),
        *(_facet_steps(material) if material.full else ()),
        *map(_usual_step, (Kind.FOCUS, Kind.TEXT)),
    ]


def _facet_steps(material: ReviewMaterial) -> list[ReviewStep]:
    return [_item_step(Kind.FACET, facet) for facet in material.framework.facets]


def _item_step(kind: Kind, item: Facet | Item | Dimension, text: str = "") -> ReviewStep:
    return ReviewStep(kind, item.id, one_line(item.name), one_line(text or item.meaning))


def due_step(intention: Intention) -> ReviewStep:
    """Return the question what became of one intention."""
    return ReviewStep(Kind.DUE, intention.id, intention.due.isoformat(), intention.text)


def question_step(question: Question) -> ReviewStep:
    """Return a question from the bank as a step, answered in the leader's own words."""
    return ReviewStep(Kind.QUESTION, question.id, text=one_line(question.text))


def _question_steps(use: str, material: ReviewMaterial) -> list[ReviewStep]:
    asked = [question for question in material.bank.questions if question.use == use]
    count = QUESTIONS["full" if material.full and use == "quarter" else use]
    return [question_step(each) for each in least_recent(asked, use, material.records, count)]


def reviews_of(records: Iterable[Record], name: str) -> list[Review]:
    return [each for each in records if isinstance(each, Review) and each.period == name]


def parse_text(text: str, questions: Iterable[str]) -> tuple[str, tuple[tuple[str, str], ...]]:
    """Return the leader's own words in the text of a review, then each question with its answer.

    In the record it is one text, so that an export, an older version and somebody with a pager
    see all of it: a question on a line of its own with the answer under it, an empty line between.
    Only lines that are known questions are taken for one.
    """
    known = set(questions)
    own: list[str] = []
    found: list[tuple[str, list[str]]] = []
    before = ""
    for line in text.split("\n"):
        if line in known and not before:
            found.append((line, []))
        elif found:
            found[-1][1].append(line)
        else:
            own.append(line)
        before = line
    answered = tuple((question, "\n".join(lines).strip("\n")) for question, lines in found)
    return "\n".join(own).strip("\n"), answered


def least_recent(
    questions: Sequence[Question], use: str, records: Sequence[Record], count: int
) -> list[Question]:
    """Return the questions no earlier review answered, then those of the longest ago.

    Among equals the next in turn comes, so that one that was passed does not come up each time.
    """
    done = reviews_of(records, use)
    texts = [one_line(question.text) for question in questions]
    used: dict[str, int] = {}
    for at, review in enumerate(done, start=1):
        used |= {text: at for text, _ in parse_text(review.text or "", texts)[1]}
    turn = len(done) * count % len(questions) if questions else 0
    turned = [*questions[turn:], *questions[:turn]]
    return sorted(turned, key=lambda question: used.get(one_line(question.text), 0))[:count]


def _environment_steps(material: ReviewMaterial) -> list[ReviewStep]:
    """Return one question an item, another one than last time where there are several."""
    steps = []
    for item in material.framework.environment:
        asked = [q for q in material.bank.questions if q.use == "environment" and q.item == item.id]
        before = sum(
            isinstance(r, Assessment) and item.id in r.environment for r in material.records
        )
        text = asked[before % len(asked)].text if asked else item.meaning or item.name
        steps.append(_item_step(Kind.ENVIRONMENT, item, text))
    return steps


_STEPS: dict[str, Callable[[ReviewMaterial], list[ReviewStep]]] = {
    "week": _week,
    "quarter": _quarter,
    "facets": _facet_steps,
    "environment": _environment_steps,
}
