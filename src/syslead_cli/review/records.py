"""A rating just given, beside those given before."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from typing import Any, NamedTuple

from msgspec.structs import replace

from syslead_cli.base.text import one_line
from syslead_cli.framework.model import Question
from syslead_cli.insight.ratings import Ratings, summary
from syslead_cli.journal.codec import fields_of
from syslead_cli.journal.model import (
    Assessment,
    Focus,
    Intention,
    Outcome,
    Rating,
    Record,
    Review,
    Revise,
)
from syslead_cli.reflect.focus import QUARTER as UNTIL
from syslead_cli.reflect.session import parse_voices
from syslead_cli.review.agenda import DAYS, Answered, answers_of, question_step, written
from syslead_cli.review.answers import due_in, facet_scores, plan_in, said_of
from syslead_cli.review.steps import (
    ATTENTION,
    DUE,
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
    State,
    Step,
)


def with_new(
    records: Sequence[Record], dimension: str, day: date, score: int, instead_of: str = ""
) -> Ratings:
    """All ratings of a dimension up to a day, the new one included; ``instead_of`` is the id of
    the record it will change."""
    points = [
        (record.day.toordinal(), record.scores[dimension])
        for record in records
        if isinstance(record, Rating)
        and dimension in record.scores
        and record.day <= day
        and record.id != instead_of
    ]
    return summary([*points, (day.toordinal(), score)])


# ── review_earlier ──
# A second review of the same days: finding the first, and taking its answers up again.
#
# Two reviews are of the same days when their last days are less than half a period apart, so a
# weekly habit that moves from Friday to Wednesday is a new review and a second look on Saturday
# is not. The second one goes on with the answers of the first and edits its records.


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


# ── review_records ──
# From a finished review to the records it leaves, to be appended together.
#
# Where it changes an earlier review of the same days, what differs becomes edits of that
# review's records; nothing that was said before and left alone is written again.


#: The roles a record can have in a review; the review itself is written last.
ROLES = ("rating", "environment", "facets", "focus", "review")


class Stamps(NamedTuple):
    """Makes the fields every record starts with: of a new record, and of an edit made today."""

    new: Callable[[], Mapping[str, Any]]
    edit: Callable[[], Mapping[str, Any]]


def records(state: State, stamps: Stamps, earlier: Mapping[str, Record]) -> list[Record]:
    """Everything the review leaves; nothing where nothing was said. ``earlier``: by role."""
    made: list[Record] = [*_outcomes(state, stamps), *_intention(state, stamps)]
    for role in ROLES:
        fresh = _MAKE[role](state, stamps)
        if old := earlier.get(role):
            made += _edit(old, fresh, stamps)
        elif fresh is not None:
            made.append(fresh)
    if [type(record) for record in made] == [Review] and not state.answers:
        return []
    return made


def _edit(old: Record, fresh: Record | None, stamps: Stamps) -> list[Record]:
    """What differs, as an edit; a role nothing was said in is emptied of its answers."""
    before = {k: v for k, v in fields_of(old).items() if k not in _FIXED and k not in old.extra}
    after = fields_of(fresh) if fresh else {k: _EMPTY[k] for k in before if k in _EMPTY}
    after = {key: value for key, value in after.items() if key not in _FIXED}
    changes = {key: value for key, value in after.items() if before.get(key) != value}
    changes |= {key: None for key in before if key not in after}
    return [Revise(**stamps.edit(), of=old.id, set=changes)] if changes else []


#: Fields an edit leaves alone, and what a field that must be there has when nothing is said.
_FIXED = frozenset({"period", "from", "to", "until"})
_EMPTY: dict[str, Any] = {"scores": {}, "facets": []}


def _within(state: State, kind: str) -> dict[str, str]:
    """The answers of one kind of step, by what they are about: in the order of the steps, then
    those about something the framework no longer has."""
    prefix = f"{kind}:"
    keys = [step.key for step in state.agenda.steps if step.kind == kind]
    keys += [key for key in state.answers if key.startswith(prefix)]
    return {
        key.removeprefix(prefix): state.answers[key]
        for key in dict.fromkeys(keys)
        if key in state.answers
    }


def _rating(state: State, stamps: Stamps) -> Rating | None:
    scores = {id_: int(answer) for id_, answer in _within(state, RATE).items()}
    instances = _within(state, INSTANCE)
    if not scores and not instances:
        return None
    return Rating(**stamps.new(), scores=scores, instances=instances)


def _environment(state: State, stamps: Stamps) -> Assessment | None:
    scores = {id_: int(answer) for id_, answer in _within(state, ENVIRONMENT).items()}
    return Assessment(**stamps.new(), environment=scores) if scores else None


def _facets(state: State, stamps: Stamps) -> Assessment | None:
    scores = facet_scores(state.answers)
    practice = {id_: each.practice for id_, each in scores.items() if each.practice}
    importance = {id_: each.importance for id_, each in scores.items() if each.importance}
    if not scores:
        return None
    return Assessment(**stamps.new(), practice=practice, importance=importance)


def _focus(state: State, stamps: Stamps) -> Focus | None:
    facets = tuple(state.answers.get(FOCUS, "").split())
    until: date = state.agenda.day + UNTIL
    return Focus(**stamps.new(), facets=facets, until=until) if facets else None


def _review(state: State, stamps: Stamps) -> Review | None:
    agenda, answers = state.agenda, state.answers
    if not agenda.is_review:
        return None
    words = {step.id: step.text for step in agenda.steps if step.kind == QUESTION}
    said = _within(state, QUESTION)
    answered = [Answered(words[id_], said[id_]) for id_ in words if id_ in said]
    return Review(
        **stamps.new(),
        period=agenda.name,
        from_=agenda.first,
        to=agenda.last,
        attention=tuple(answers.get(ATTENTION, "").split()),
        heard=parse_voices(answers.get(HEARD, "")),
        missing=parse_voices(answers.get(MISSING, "")),
        text=written(answers.get(TEXT, ""), answered),
    )


def _outcomes(state: State, stamps: Stamps) -> Iterable[Outcome]:
    for id_, answer in _within(state, DUE).items():
        said = said_of(answer)
        yield Outcome(**stamps.new(), of=id_, status=said.status, text=said.words or None)


def _intention(state: State, stamps: Stamps) -> Iterable[Intention]:
    plan = plan_in(state.answers)
    if plan:
        yield Intention(**stamps.new(), text=plan, due=due_in(state.answers, state.agenda))


_MAKE: dict[str, Callable[[State, Stamps], Record | None]] = {
    "rating": _rating,
    "environment": _environment,
    "facets": _facets,
    "focus": _focus,
    "review": _review,
}
