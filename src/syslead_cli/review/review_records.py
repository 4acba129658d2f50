"""From a finished review to the records it leaves, to be appended together.

Where it changes an earlier review of the same days, what differs becomes edits of that
review's records; nothing that was said before and left alone is written again.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import date
from typing import Any, NamedTuple

from syslead_cli.journal.records import (
    Assessment,
    Focus,
    Intention,
    Outcome,
    Rating,
    Record,
    Review,
    Revise,
    fields_of,
)
from syslead_cli.reflect.session import voices_said
from syslead_cli.review.focus_core import QUARTER as UNTIL
from syslead_cli.review.review_answers import (
    due_in,
    facet_scores,
    plan_in,
    said_of,
)
from syslead_cli.review.review_steps import (
    ATTENTION,
    DUE,
    ENVIRONMENT,
    FOCUS,
    HEARD,
    INSTANCE,
    MISSING,
    QUESTION,
    RATE,
    TEXT,
    State,
)
from syslead_cli.review.review_text import Answered, written

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
        heard=voices_said(answers.get(HEARD, "")),
        missing=voices_said(answers.get(MISSING, "")),
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
