"""From a finished review to the records it leaves, appended together; and back again.

Two reviews are of the same days when their last days are less than half a period apart, so a
weekly habit that moves from Friday to Wednesday is a new review and a second look on Saturday is
not. The second one goes on with the answers of the first. What differs then becomes edits of the
first one's records; nothing that was said before and left alone is written again.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

from msgspec import Struct, convert, to_builtins
from msgspec.structs import replace

from syslead_cli.base.text import one_line
from syslead_cli.errors import UsageError
from syslead_cli.framework.model import Question
from syslead_cli.insight.self_report import MOST_ASKED
from syslead_cli.insight.trends import Trends, TrendsQuery, compute_trends
from syslead_cli.journal.codec import InvalidRecord, data_of, fields_of, record_from
from syslead_cli.journal.merge import Journal
from syslead_cli.journal.model import (
    Assessment,
    Focus,
    Intention,
    Outcome,
    Rating,
    Record,
    Review,
    Revise,
    Stamper,
)
from syslead_cli.reflect.due import QUARTER
from syslead_cli.reflect.session import parse_voices
from syslead_cli.review.model import (
    DAYS,
    REVIEWS,
    Kind,
    ReviewAgenda,
    ReviewMaterial,
    ReviewName,
    ReviewState,
    ReviewStep,
    attended_step,
    make_agenda,
    parse_text,
    period,
    question_step,
    questions_of,
    reviews_of,
    with_steps,
)
from syslead_cli.review.session import (
    YES,
    begin,
    facet_scores,
    plain_form,
    plan_due,
    plan_text,
)

if TYPE_CHECKING:
    from syslead_cli.context import Context


def review_of_same_days(records: Sequence[Record], name: str, day: date) -> Review | None:
    """Return the review of the same days as one that ends on ``day``, if there is one."""

    def away(review: Review) -> int:
        return abs((review.to - day).days)

    near = [each for each in reviews_of(records, name) if 2 * away(each) < DAYS[name]]
    return min(reversed(near), key=away, default=None)


def newest_review(records: Sequence[Record], name: str, day: date) -> Review | None:
    """Return the newest review that ended in the days of one that would end on ``day``."""
    first, last = period(name, day)
    found = [each for each in reviews_of(records, name) if first <= each.to <= last]
    return max(reversed(found), key=lambda review: review.to, default=None)


def records_of(review: Review, records: Sequence[Record]) -> dict[str, Record]:
    """Return the records that were made with a review, by role: the newest of its day."""
    kinds = (Rating,) if review.period == "week" else (Assessment, Focus)
    made = [each for each in records if each.day == review.day and isinstance(each, kinds)]
    found = {role_of(each): each for each in made if not isinstance(each, Focus) or each.facets}
    return {"review": review, **found}


def role_of(record: Record) -> str:
    """Return the part a record has in a review."""
    if not isinstance(record, Assessment):
        return record.kind
    if record.environment:
        return "environment"
    return "achieved" if record.achieved else "facets"


def resume_review(
    agenda: ReviewAgenda, earlier: Mapping[str, Record], questions: Sequence[Question]
) -> tuple[ReviewAgenda, dict[str, str]]:
    """Return the agenda of a second look, and the answers already in its lines."""
    answers: dict[str, str] = {}
    for record in earlier.values():
        answers |= _answers(record)
    review = earlier["review"]
    assert isinstance(review, Review)
    known = {one_line(q.text): q.id for q in questions if q.use == agenda.name}
    own, answered = parse_text(review.text or "", known)
    by_question = {known[question]: answer for question, answer in answered}
    answers |= {f"{Kind.QUESTION}:{id_}": answer for id_, answer in by_question.items()}
    choices = {choice.id: choice for choice in agenda.choices}
    asked = dict.fromkeys([*review.attended, *agenda.ids(Kind.ATTENDED)])  # the earlier ones first
    suspects = [attended_step(choices[id_]) for id_ in asked if id_ in choices]
    most = max(MOST_ASKED, len(review.attended))
    agenda = with_steps(agenda, Kind.ATTENDED, suspects[:most])
    if by_question:
        again = [question_step(question) for question in questions if question.id in by_question]
        agenda = with_steps(agenda, Kind.QUESTION, again)
    if own:
        answers[Kind.TEXT.value] = own
        if not agenda.ids(Kind.TEXT):
            words = ReviewStep(Kind.TEXT, text="In your own words.")
            agenda = with_steps(agenda, Kind.TEXT, [words])
    ids = {role: record.id for role, record in earlier.items()}
    days = {"first": review.from_, "last": review.to, "day": review.day}
    return replace(agenda, **days, earlier=ids), answers


#: The record of each role; the review itself is written last.
_ROLES: dict[str, type[Record]] = {
    "rating": Rating,
    "environment": Assessment,
    "achieved": Assessment,
    "facets": Assessment,
    "focus": Focus,
    "review": Review,
}
#: Where an answer about one thing is kept: the role, the field, and what reads its plain form.
_BY_ID: dict[Kind, tuple[str, str, Callable[[str], Any]]] = {
    Kind.RATE: ("rating", "scores", int),
    Kind.INSTANCE: ("rating", "instances", str),
    Kind.ENVIRONMENT: ("environment", "environment", int),
    Kind.ACHIEVED: ("achieved", "achieved", int),
    Kind.ATTENDED: ("review", "attended", lambda answer: answer == YES),
}
#: The same of an answer that is a list.
_LISTS: dict[Kind, tuple[str, str, Callable[[str], Iterable[str]]]] = {
    Kind.FOCUS: ("focus", "facets", str.split),
    Kind.ATTENTION: ("review", "attention", str.split),
    Kind.MATTERS: ("review", "matters", str.split),
    Kind.HEARD: ("review", "heard", parse_voices),
    Kind.MISSING: ("review", "missing", parse_voices),
}


def _answers(record: Record) -> dict[str, str]:
    """Return the plain answers a record was made of, by the keys of their steps."""
    found: dict[str, str] = {}
    for kind, (role, name, _) in _BY_ID.items():
        if isinstance(record, _ROLES[role]):
            given = getattr(record, name)
            found |= {f"{kind}:{id_}": plain_form(answer) for id_, answer in given.items()}
    for kind, (role, name, read) in _LISTS.items():
        if isinstance(record, _ROLES[role]):
            sign = "@" if read is parse_voices else ""
            found[kind.value] = plain_form([f"{sign}{each}" for each in getattr(record, name)])
    if isinstance(record, Assessment):
        matters, there = record.importance, record.practice
        for id_ in matters | there:
            found[f"{Kind.FACET}:{id_}"] = f"{matters.get(id_, '-')} {there.get(id_, '-')}"
    return {key: answer for key, answer in found.items() if answer}


def make_records(state: ReviewState, stamp: Stamper, earlier: Mapping[str, Record]) -> list[Record]:
    """Return all the review leaves; nothing where nothing was said. ``earlier``: by role.

    New records are of the review's day, edits of today.
    """

    def new() -> dict[str, Any]:
        return stamp(state.agenda.day)._asdict()

    made: list[Record] = []
    for id_, answer in _within(state, Kind.DUE).items():
        status, _, words = answer.partition(" ")
        made.append(Outcome(**new(), of=id_, status=status, text=words or None))
    if plan := plan_text(state.answers):
        made.append(Intention(**new(), text=plan, due=plan_due(state.answers, state.agenda)))
    for role, kind in _ROLES.items():
        fields = _fields(state, role)
        fresh = kind(**new(), **fields) if any(fields.values()) else None
        if old := earlier.get(role):
            made += _edit(old, fresh, stamp)
        elif fresh is not None:
            made.append(fresh)
    if [type(record) for record in made] == [Review] and not state.answers:
        return []
    return made


def _edit(old: Record, fresh: Record | None, stamp: Stamper) -> list[Record]:
    """Return what differs as an edit; a role nothing was said in is emptied of its answers."""
    before = {k: v for k, v in fields_of(old).items() if k not in _FIXED and k not in old.extra}
    after = fields_of(fresh) if fresh else {k: _EMPTY[k] for k in before if k in _EMPTY}
    after = {key: value for key, value in after.items() if key not in _FIXED}
    changes = {key: value for key, value in after.items() if before.get(key) != value}
    changes |= {key: None for key in before if key not in after}
    return [Revise(**stamp()._asdict(), of=old.id, set=changes)] if changes else []


#: Fields an edit leaves alone, and what a field that must be there has when nothing is said.
_FIXED = frozenset({"period", "from", "to", "until", "happened"})
_EMPTY: dict[str, Any] = {"scores": {}, "facets": []}


def _within(state: ReviewState, kind: Kind) -> dict[str, str]:
    """Return the answers of one kind of step, by what they are about.

    In the order of the steps, then those about something the framework no longer has.
    """
    prefix = f"{kind}:"
    keys = [step.key for step in state.agenda.steps if step.kind == kind]
    keys += [key for key in state.answers if key.startswith(prefix)]
    return {
        key.removeprefix(prefix): state.answers[key]
        for key in dict.fromkeys(keys)
        if key in state.answers
    }


def _fields(state: ReviewState, role: str) -> dict[str, Any]:
    """Return what the record of a role says; of a review, its days and texts in any case."""
    agenda, answers = state.agenda, state.answers
    if role == "review" and not agenda.is_review:
        return {}
    fields: dict[str, Any] = {}
    for kind, (own, name, read) in _BY_ID.items():
        if own == role:
            fields[name] = {id_: read(each) for id_, each in _within(state, kind).items()}
    for kind, (own, name, read_list) in _LISTS.items():
        if own == role:
            fields[name] = tuple(read_list(answers.get(kind, "")))
    if role == "facets":
        scores = facet_scores(answers)
        fields["practice"] = {id_: s.practice for id_, s in scores.items() if s.practice}
        fields["importance"] = {id_: s.importance for id_, s in scores.items() if s.importance}
    if role == "focus" and fields["facets"]:
        fields["until"] = agenda.day + QUARTER
    if role == "review":
        words = {step.id: step.text for step in agenda.steps if step.kind == Kind.QUESTION}
        texts = _within(state, Kind.QUESTION)
        answered = [f"{words[id_]}\n{texts[id_]}" for id_ in words if id_ in texts]
        text = "\n\n".join(filter(None, [answers.get(Kind.TEXT), *answered])) or None
        fields |= {"period": agenda.name, "from_": agenda.first, "to": agenda.last, "text": text}
    return fields


DRAFT_VERSION = 1


class ReviewDraft(Struct, frozen=True):
    """A review in a private file of its own, enough to go on exactly there.

    ``records`` are there once it is finished: they only need to reach the journal.
    """

    state: ReviewState
    records: tuple[Record, ...] = ()

    @property
    def file_name(self) -> str:
        """Return the name of its file: one for each review and day."""
        agenda = self.state.agenda
        return f"review-{agenda.name}-{agenda.day.isoformat()}.json"

    @property
    def data(self) -> dict[str, Any]:
        records = [data_of(record) for record in self.records]
        return {"v": DRAFT_VERSION, **to_builtins(self.state), "records": records}

    @property
    def review(self) -> str | None:
        """Return the id of its record in the journal, new or changed; an assessment has none."""
        new = (record.id for record in self.records if isinstance(record, Review))
        return next(new, self.state.agenda.earlier.get("review"))

    @property
    def ids(self) -> list[str]:
        """Return the ids of the records it concerns, each once: of an edited one its own."""
        return list(dict.fromkeys(r.of if isinstance(r, Revise) else r.id for r in self.records))


def draft_from(data: Any) -> ReviewDraft | None:
    """Return the draft in a JSON object; None where this version cannot go on with it."""
    try:
        state = convert(data, ReviewState)
        records = tuple(record_from(record) for record in data["records"])
    except (KeyError, TypeError, ValueError, InvalidRecord):
        return None
    is_whole = data.get("v") == DRAFT_VERSION and state.at <= len(state.agenda.steps)
    return ReviewDraft(state, records) if is_whole else None


class ReviewRequest(Struct, frozen=True):
    """Which review, of which day; ``afresh``: beside an earlier one of the same days.

    ``full``: each facet is assessed.
    """

    name: ReviewName
    day: date
    afresh: bool = False
    full: bool = False

    @property
    def command(self) -> str:
        """The command as it would be typed again."""
        full = " --full" if self.full else ""
        return f"syslead {'review' if self.name in REVIEWS else 'assess'} {self.name}{full}"


def prepare(context: Context, request: ReviewRequest) -> tuple[ReviewState, ReviewMaterial]:
    """Return the first state of a review held now, and what it is made from; changes nothing.

    Raises UsageError where the framework has nothing to ask about.
    """
    journal = context.journal.read()
    context.screen.warn_of_damage(journal)
    framework, bank = context.framework, context.bank
    name, review = request.name, None
    if name in DAYS and not request.afresh:
        review = review_of_same_days(journal.records, name, request.day)
    day = review.to if review else request.day
    trends, records = trends_to(context, journal, name, day), journal.records
    material = ReviewMaterial(framework, bank, records, trends, day, context.today, request.full)
    agenda = make_agenda(name, material)
    answers: dict[str, str] = {}
    if not agenda.steps:
        raise UsageError(
            f'The framework "{framework.id}" has no layer "{name}" to assess.',
            "syslead framework show lists what the framework has.",
        )
    if review:
        found = records_of(review, journal.records)
        agenda, answers = resume_review(agenda, found, questions_of(bank))
    return begin(agenda, answers), material


def trends_to(context: Context, journal: Journal, name: ReviewName, day: date) -> Trends:
    """Return the picture of the days a review that ends on ``day`` looks back on."""
    first, last = period(name, day)
    query = TrendsQuery(last, first, last, groups=context.settings.voices)
    return compute_trends(journal, context.framework, query)
