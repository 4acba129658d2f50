"""A second review of the same days: finding the first, and taking its answers up again.

Two reviews are of the same days when their last days are less than half a period apart, so a
weekly habit that moves from Friday to Wednesday is a new review and a second look on Saturday
is not. The second one goes on with the answers of the first and edits its records.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from syslead_cli.base.values import replace
from syslead_cli.base.visible import one_line
from syslead_cli.framework.prompts_core import Question
from syslead_cli.journal.records import Assessment, Focus, Rating, Record, Review
from syslead_cli.review.review_agenda import DAYS, question_step
from syslead_cli.review.review_steps import (
    ATTENTION,
    ENVIRONMENT,
    FACET,
    FOCUS,
    HEARD,
    INSTANCE,
    MISSING,
    QUESTION,
    RATE,
    TEXT,
    Agenda,
    Step,
)
from syslead_cli.review.review_text import answers_of


def same_days(records: Sequence[Record], name: str, day: date) -> Review | None:
    """The review of the same days as one that ends on ``day``, if there is one."""
    near: Review | None = None
    for record in records:
        if not isinstance(record, Review) or record.period != name:
            continue
        away = abs((record.to - day).days)
        if 2 * away < DAYS[name] and (near is None or away <= abs((near.to - day).days)):
            near = record
    return near


def records_of(review: Review, records: Sequence[Record]) -> dict[str, Record]:
    """The records that were made with a review, by role: the newest of its day."""
    found: dict[str, Record] = {"review": review}
    for record in records:
        if record.day != review.day:
            continue
        if isinstance(record, Rating) and review.period == "week":
            found["rating"] = record
        elif isinstance(record, Assessment) and review.period == "quarter":
            found["environment" if record.environment else "facets"] = record
        elif isinstance(record, Focus) and review.period == "quarter" and record.facets:
            found["focus"] = record
    return found


def resumed(
    agenda: Agenda, earlier: Mapping[str, Record], questions: Sequence[Question]
) -> tuple[Agenda, dict[str, str]]:
    """The agenda of a second look, and the answers that stand in its lines already."""
    answers: dict[str, str] = {}
    for record in earlier.values():
        answers |= _answers(record)
    review = earlier["review"]
    assert isinstance(review, Review)
    words = {q.id: one_line(q.text) for q in questions if q.use == agenda.name}
    text, said = answers_of(review.text or "", words)
    answers |= {f"{QUESTION}:{id_}": answer for id_, answer in said.items()}
    if text:
        answers[TEXT] = text
    steps = _with_questions(agenda.steps, [q for q in questions if q.id in said])
    if text and not any(step.kind == TEXT for step in steps):
        steps.append(Step(TEXT, text="In your own words."))
    again = replace(
        agenda,
        first=review.from_,
        last=review.to,
        day=review.day,
        steps=tuple(steps),
        earlier={role: record.id for role, record in earlier.items()},
    )
    return again, answers


def _with_questions(steps: Sequence[Step], asked: Sequence[Question]) -> list[Step]:
    """The steps with the questions that were answered then, where there were any."""
    if not asked:
        return list(steps)
    kept = [question_step(question) for question in asked]
    places = [at for at, step in enumerate(steps) if step.kind == QUESTION]
    place = places[0] if places else len(steps)
    others = [step for step in steps if step.kind != QUESTION]
    return [*others[:place], *kept, *others[place:]]


def _answers(record: Record) -> dict[str, str]:
    if isinstance(record, Rating):
        scores = {f"{RATE}:{id_}": str(score) for id_, score in record.scores.items()}
        return scores | {f"{INSTANCE}:{id_}": text for id_, text in record.instances.items()}
    if isinstance(record, Assessment):
        return _assessed(record)
    if isinstance(record, Focus):
        return {FOCUS: " ".join(record.facets)}
    if isinstance(record, Review):
        return _looked_back(record)
    return {}


def _assessed(record: Assessment) -> dict[str, str]:
    scores = {f"{ENVIRONMENT}:{id_}": str(score) for id_, score in record.environment.items()}
    for facet in dict.fromkeys([*record.importance, *record.practice]):
        matters, there = record.importance.get(facet, "-"), record.practice.get(facet, "-")
        scores[f"{FACET}:{facet}"] = f"{matters} {there}"
    return scores


def _looked_back(review: Review) -> dict[str, str]:
    found = {
        ATTENTION: " ".join(review.attention),
        HEARD: " ".join(f"@{voice}" for voice in review.heard),
        MISSING: " ".join(f"@{voice}" for voice in review.missing),
    }
    return {key: value for key, value in found.items() if value}
