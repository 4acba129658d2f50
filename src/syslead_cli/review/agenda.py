"""The text of a review record: words of the leader's own, then each question with its answer.

One text, so that an export, an older version and somebody with a pager see all of it. The
question stands on a line of its own with the answer under it, blocks apart by an empty line.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date, timedelta
from typing import NamedTuple

from msgspec import Struct

from syslead_cli.base.text import one_line
from syslead_cli.framework.model import Facet, Framework, PromptBank, Question
from syslead_cli.insight.trends import Trends
from syslead_cli.journal.intentions import to_ask_about
from syslead_cli.journal.model import Assessment, Intention, Record, Review
from syslead_cli.review.steps import (
    ATTENTION,
    DUE,
    ENVIRONMENT,
    FACET,
    FACETS,
    FOCUS,
    HEARD,
    INSTANCE,
    LOOK,
    MEND,
    MISSING,
    PLAN,
    QUARTER,
    QUESTION,
    RATE,
    SURROUNDINGS,
    TEXT,
    WEEK,
    WHEN,
    Agenda,
    Choice,
    Scores,
    Step,
)


class Answered(NamedTuple):
    """A question's words and what was said."""

    question: str
    answer: str


def written(text: str, answered: Iterable[Answered]) -> str | None:
    """The whole text; None where nothing was said."""
    blocks = [text] if text else []
    blocks += [f"{question}\n{answer}" for question, answer in answered]
    return "\n\n".join(blocks) or None


class Parts(NamedTuple):
    """A review's text taken apart."""

    text: str = ""
    answered: tuple[Answered, ...] = ()


NO_WORDS = Parts()


def taken_apart(text: str, questions: Iterable[str]) -> Parts:
    """The parts of a text; only lines that are known questions are taken for one."""
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
    answered = [Answered(question, "\n".join(lines).strip("\n")) for question, lines in found]
    return Parts("\n".join(own).strip("\n"), tuple(answered))


def lines_asked(text: str) -> list[str]:
    """Lines that stand where a question would."""
    lines = text.split("\n")
    return [line for at, line in enumerate(lines) if line and (at == 0 or not lines[at - 1])]


def answers_of(text: str, questions: Mapping[str, str]) -> tuple[str, dict[str, str]]:
    """The leader's own words, and the answers by the ids of the questions (id → its words)."""
    ids = {words: id_ for id_, words in questions.items()}
    parts = taken_apart(text, ids)
    return parts.text, {ids[question]: answer for question, answer in parts.answered}


# ── review_agenda ──
# What a review will ask: its steps, made from framework, questions, journal and day.


DAYS = {WEEK: 7, QUARTER: 91}
#: Questions from the bank in one review.
QUESTIONS = {WEEK: 1, QUARTER: 2}
#: Due intentions asked about in one review, the longest overdue first.
MOST_DUE = 5

_IN_WORDS = "A few words for yourself in three months?"
_PLAN = "One thing to carry forward: if …, then I will …"


class Material(Struct, frozen=True):
    """All a review is made from; ``trends`` is the picture of the period on its last day."""

    framework: Framework
    bank: PromptBank
    records: Sequence[Record]
    trends: Trends
    day: date
    today: date


def period(name: str, day: date) -> tuple[date, date]:
    """First and last day of the review that ends on ``day``."""
    return day - timedelta(days=DAYS.get(name, 1) - 1), day


def make_agenda(name: str, material: Material) -> Agenda:
    """The review as it would be held now. A step that has nothing to ask about is left out."""
    first, last = period(name, material.day)
    voices = material.trends.voices
    return Agenda(
        name=name,
        first=first,
        last=last,
        day=material.day,
        today=material.today,
        steps=tuple(_STEPS[name](material)),
        choices=tuple(_choice(facet, material.framework) for facet in material.framework.facets),
        heard=tuple(voice.name for voice in voices.heard),
        unheard=(*(voice.name for voice in voices.missing), *voices.never_heard),
        known=last_scores(material.records, material.day),
        quiet=_quiet(material.trends),
    )


def _choice(facet: Facet, framework: Framework) -> Choice:
    dimension = framework.dimension(facet.dimension)
    name = dimension.name if dimension else facet.dimension
    return Choice(facet.id, one_line(facet.label), one_line(name), one_line(facet.meaning))


def _quiet(trends: Trends) -> tuple[str, ...]:
    """Facets that went quiet, alone or with their dimension, or never took root."""
    silent = ("neglected", "never_took_root")
    dimensions = {unit.id for unit in trends.dimensions if unit.state == "neglected"}
    return tuple(
        unit.id for unit in trends.facets if unit.state in silent or unit.dimension in dimensions
    )


def last_scores(records: Sequence[Record], day: date) -> dict[str, Scores]:
    """What each facet was given last, up to a day. Records are oldest first."""
    known: dict[str, Scores] = {}
    for record in records:
        if isinstance(record, Assessment) and record.day <= day:
            for facet, score in record.importance.items():
                known[facet] = known.get(facet, Scores())._replace(importance=score)
            for facet, score in record.practice.items():
                known[facet] = known.get(facet, Scores())._replace(practice=score)
    return known


# ── the steps ────────────────────────────────────────────────────────────────


def _week(material: Material) -> list[Step]:
    rating = [
        step for d in material.framework.dimensions for step in _rated(d.id, d.name, d.meaning)
    ]
    return [
        Step(LOOK),
        *rating,
        Step(ATTENTION, text="Which of these had your real attention?"),
        Step(HEARD, text="Whom did you hear this week?"),
        Step(MISSING, text="Who was missing?"),
        *due_steps(material),
        *question_steps(WEEK, material),
        Step(PLAN, text=_PLAN),
        Step(MEND),
        Step(WHEN, text="When shall I ask how it went?"),
    ]


def _rated(id_: str, name: str, meaning: str) -> list[Step]:
    label = one_line(name)
    return [
        Step(RATE, id_, label, one_line(meaning)),
        Step(INSTANCE, id_, label, "One moment that shows it?"),
    ]


def _quarter(material: Material) -> list[Step]:
    return [
        Step(LOOK),
        *question_steps(QUARTER, material),
        *environment_steps(material),
        *_facet_steps(material),
        Step(FOCUS, text="What is the next quarter about?"),
        Step(TEXT, text=_IN_WORDS),
    ]


def _facet_steps(material: Material) -> list[Step]:
    return [
        Step(FACET, facet.id, one_line(facet.name), one_line(facet.meaning))
        for facet in material.framework.facets
    ]


def due_step(intention: Intention) -> Step:
    """The question what became of one intention."""
    return Step(DUE, intention.id, intention.due.isoformat(), intention.text)


def due_steps(material: Material) -> list[Step]:
    """Intentions that are due and nothing was said about today."""
    due = to_ask_about(material.records, material.day)[:MOST_DUE]
    return [due_step(standing.intention) for standing in due]


def question_step(question: Question) -> Step:
    """A question from the bank, answered in the leader's own words."""
    return Step(QUESTION, question.id, text=one_line(question.text))


def question_steps(use: str, material: Material) -> list[Step]:
    """The questions asked least recently."""
    asked = [q for q in material.bank.questions if q.use == use]
    chosen = least_recent(asked, use, material.records, QUESTIONS[use])
    return [question_step(question) for question in chosen]


def least_recent(
    questions: Sequence[Question], use: str, records: Sequence[Record], count: int
) -> list[Question]:
    """The questions no earlier review answered, then the longest ago; among equals the next in
    turn, so that one that was passed does not come up again and again."""
    done = [r for r in records if isinstance(r, Review) and r.period == use]
    used: dict[str, int] = {}
    for at, review in enumerate(done, start=1):
        for line in lines_asked(review.text or ""):
            used[line] = at
    turn = len(done) * count % len(questions) if questions else 0
    turned = [*questions[turn:], *questions[:turn]]
    return sorted(turned, key=lambda question: used.get(one_line(question.text), 0))[:count]


def environment_steps(material: Material) -> list[Step]:
    """One question an item, another one than last time where there are several."""
    steps = []
    for item in material.framework.environment:
        asked = [q for q in material.bank.questions if q.use == "environment" and q.item == item.id]
        before = sum(
            isinstance(r, Assessment) and item.id in r.environment for r in material.records
        )
        text = asked[before % len(asked)].text if asked else item.meaning or item.name
        steps.append(Step(ENVIRONMENT, item.id, one_line(item.name), one_line(text)))
    return steps


_STEPS: dict[str, Callable[[Material], list[Step]]] = {
    WEEK: _week,
    QUARTER: _quarter,
    FACETS: _facet_steps,
    SURROUNDINGS: environment_steps,
}
