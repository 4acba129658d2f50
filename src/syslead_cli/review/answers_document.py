"""The answers document of ``review --answers`` and ``assess --answers``, checked whole.

Every problem is named with its path before anything is written. What a document leaves out
counts as passed; where it changes an earlier review, as left alone. This module loads pydantic,
so it is imported for scripted reviews only.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Annotated, Any

from msgspec.structs import replace
from pydantic import (  # noqa: TID253 - see above
    AfterValidator,
    BeforeValidator,
    Discriminator,
    Field,
    Tag,
    ValidationInfo,
    WrapValidator,
    create_model,
    model_validator,
)

from syslead_cli.base.text import names_listed, or_rather, quoted
from syslead_cli.base.validate import (
    TABLE,
    VALUE,
    Written,
    check_json,
    required,
    word_of,
    wrong,
)
from syslead_cli.framework.model import Question
from syslead_cli.journal.model import Intention
from syslead_cli.reflect.answers import (
    CHECKED,
    ONCE,
    FacetId,
    References,
    ScriptedOutcome,
    ScriptedPlan,
    Text,
)
from syslead_cli.reflect.due import focus_problem
from syslead_cli.review.model import Kind, ReviewState, due_step, question_step
from syslead_cli.review.session import plain_form, suggested_focus
from syslead_cli.review.summary import SCHEMA

SUGGESTED = "suggested"


class ReviewReferences(References, frozen=True, kw_only=True):
    """What a document of a review may refer to."""

    state: ReviewState
    questions: Mapping[str, Question]


def _references(info: ValidationInfo) -> ReviewReferences:
    assert isinstance(info.context, ReviewReferences)
    return info.context


def _by_id(kind: Kind, what: str, answer: Any) -> Any:
    """Return a table of answers: by the ids of the steps of this kind, or of what may be one."""

    def known_id(key: str, info: ValidationInfo) -> str:
        known = _references(info)
        allowed = known.state.agenda.ids(kind)
        if kind == Kind.ATTENDED:
            allowed = known.facets
        elif kind == Kind.QUESTION:
            allowed = known.questions
        if key not in allowed:
            raise wrong(f"is not {what}{or_rather(key, allowed)}")
        return key

    return dict[Annotated[str, AfterValidator(known_id)], answer | None]


def _focus(value: Any, check: Callable[[Any], list[str]], info: ValidationInfo) -> list[str]:
    state = _references(info).state
    if value == SUGGESTED:
        scores = _plain_answers(Kind.FACET, info.data.get("facets") or {})
        scores |= _plain_answers(Kind.MATTERS, info.data.get("matters") or [])
        rated = {key: score for key, score in scores.items() if score or key == Kind.MATTERS}
        chosen = list(suggested_focus(replace(state, answers={**state.answers, **rated})))
        if not chosen:
            raise wrong("too few facets were rated as mattering to suggest a focus")
    else:
        chosen = check(value)
    if problem := focus_problem(len(chosen), len(state.agenda.choices)):
        raise wrong(problem)
    return chosen


def _score(value: Any) -> int:
    if type(value) is not int or not 1 <= value <= 5:
        raise wrong("must be a whole number from 1 to 5")
    return value


def _mark(name: str) -> str:
    if not (marks := names_listed(name)):
        raise wrong(f"{quoted(name)} is not a name")
    return " ".join(f"@{mark}" for mark in marks)


Score = Annotated[int, BeforeValidator(_score)]
Facets = list[Annotated[FacetId, ONCE]]
Names = list[Annotated[Text, AfterValidator(_mark)]]


class RatingAnswer(Written):
    """A score with the moment that shows it."""

    score: Annotated[Score, required("is missing: a whole number from 1 to 5")] = CHECKED
    instance: Text | None = None


class FacetAnswer(Written):
    """How much a facet will matter, and how much of it there was."""

    importance: Score | None = None
    practice: Score | None = None

    @model_validator(mode="after")
    def _has_one(self) -> FacetAnswer:
        if self.importance is None and self.practice is None:
            raise wrong('needs "importance", "practice" or both')
        return self


RatingOrScore = Annotated[
    Annotated[RatingAnswer, Tag(TABLE)] | Annotated[Score, Tag(VALUE)],
    Discriminator(lambda value: TABLE if isinstance(value, dict) else VALUE),
]


class _Answers(Written):
    schema_: Annotated[str, word_of(SCHEMA)] | None = Field(default=None, alias="schema")


def _plain_answers(kind: Kind, given: Any) -> dict[str, str]:
    """Return the plain answers, by the keys of their steps, of a part of a document."""
    if kind == Kind.DUE:
        return {
            f"{kind}:{answer.of}": f"{answer.status} {answer.text or ''}".rstrip()
            for answer in given
        }
    if kind == Kind.PLAN:
        return {kind.value: given.text, Kind.WHEN.value: str(given.due or "")}
    if not kind.words.by_id:
        return {kind.value: _plain(given)}
    moments = {
        f"{Kind.INSTANCE}:{id_}": answer.instance or ""
        for id_, answer in given.items()
        if isinstance(answer, RatingAnswer)
    }
    return {f"{kind}:{id_}": _plain(answer) for id_, answer in given.items()} | moments


def _plain(answer: Any) -> str:
    match answer:
        case None:
            return ""
        case FacetAnswer():
            return f"{answer.importance or '-'} {answer.practice or '-'}"
        case RatingAnswer():
            return str(answer.score)
    return plain_form(answer)


#: What the part of a document that answers a kind of step may hold.
_TYPES: dict[Kind, Any] = {
    Kind.RATE: _by_id(Kind.RATE, "a dimension of this framework", RatingOrScore),
    Kind.ATTENDED: _by_id(Kind.ATTENDED, "a facet of this framework", bool),
    Kind.ATTENTION: Facets,
    Kind.HEARD: Names,
    Kind.MISSING: Names,
    Kind.DUE: list[ScriptedOutcome],
    Kind.QUESTION: _by_id(Kind.QUESTION, "a question of this review", Text),
    Kind.PLAN: ScriptedPlan,
    Kind.ENVIRONMENT: _by_id(Kind.ENVIRONMENT, "an item about your surroundings", Score),
    Kind.ACHIEVED: _by_id(Kind.ACHIEVED, "an item of the practice layer", Score),
    Kind.FACET: _by_id(Kind.FACET, "a facet of this framework", FacetAnswer),
    Kind.MATTERS: Facets,
    Kind.FOCUS: Annotated[Facets, WrapValidator(_focus)],
    Kind.TEXT: Text,
}
#: The parts of each document, the order in which they are checked.
KINDS: dict[str, tuple[Kind, ...]] = {
    "week": (Kind.RATE, Kind.ATTENDED, Kind.ATTENTION, Kind.HEARD, Kind.MISSING, Kind.DUE,
             Kind.QUESTION, Kind.PLAN),
    "quarter": (Kind.QUESTION, Kind.ENVIRONMENT, Kind.ACHIEVED, Kind.FACET, Kind.MATTERS,
                Kind.FOCUS, Kind.TEXT),
    "facets": (Kind.FACET,),
    "environment": (Kind.ENVIRONMENT,),
}  # fmt: skip


def read_answers(
    document: Any,
    state: ReviewState,
    questions: Sequence[Question],
    intentions: Sequence[Intention],
) -> tuple[ReviewState, list[str]]:
    """Return the finished review and every problem; one with problems is not to be used."""
    name = state.agenda.name
    planned = {intention.id: intention for intention in intentions}
    known = ReviewReferences(
        state.agenda.today,
        [choice.id for choice in state.agenda.choices],
        planned,
        state=state,
        questions={question.id: question for question in questions if question.use == name},
    )
    parts: dict[str, Any] = {kind.words.place: (_TYPES[kind] | None, None) for kind in KINDS[name]}
    found, problems = check_json(document, create_model(name, __base__=_Answers, **parts), known)
    if found is None:
        return state, problems
    given = {k: value for k in KINDS[name] if (value := getattr(found, k.words.place)) is not None}
    plain: dict[str, str] = {}
    for kind, value in given.items():
        plain |= {key: answer for key, answer in _plain_answers(kind, value).items() if answer}
    if not plain:
        return state, [f"the document: has no answers in it; it may have {', '.join(parts)}"]
    more = [due_step(planned[each.of]) for each in given.get(Kind.DUE, ())]
    more += [question_step(known.questions[id_]) for id_ in given.get(Kind.QUESTION, ())]
    steps = {step.key: step for step in [*state.agenda.steps, *more]}
    agenda = replace(state.agenda, steps=tuple(steps.values()))
    ordered = {key: plain[key] for key in (*steps, *plain) if key in plain}
    return ReviewState(agenda, {**state.answers, **ordered}, len(steps)), []
