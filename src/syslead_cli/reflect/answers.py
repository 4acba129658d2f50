"""``reflect --answers``: a scripted sitting, checked whole before anything is written.

Every problem is named with its path, so that a script's author mends them all at once. This
module loads pydantic, so it is imported for scripted sittings only.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from datetime import date
from typing import TYPE_CHECKING, Annotated, Any, NamedTuple

from msgspec import convert
from pydantic import (  # noqa: TID253 - see above
    AfterValidator,
    BeforeValidator,
    Field,
    ValidationInfo,
    model_validator,
)

from syslead_cli.base.dates import DateProblem, read_day_ahead
from syslead_cli.base.documents import read_document
from syslead_cli.base.terminal import TEXT_LIMIT
from syslead_cli.base.text import or_rather, quoted
from syslead_cli.base.validate import Written, check_json, required, text_of, wrong, wrong_at
from syslead_cli.errors import UsageError
from syslead_cli.framework.model import facet_ids
from syslead_cli.journal.model import (
    OUTCOMES,
    STATUSES,
    Ask,
    Intention,
    Outcome,
    Record,
    tracked_intentions,
)
from syslead_cli.reflect.documents import (
    AnswerPart,
    IntentionPart,
    NotePart,
    OutcomePart,
    ReflectDocument,
    found_facets,
)
from syslead_cli.reflect.grading import grade
from syslead_cli.reflect.model import SaveAsk
from syslead_cli.reflect.notes import new_note
from syslead_cli.reflect.schedule import Pick, Schedule, picked
from syslead_cli.reflect.session import ask_record
from syslead_cli.reflect.today import keep_for_today

if TYPE_CHECKING:
    from syslead_cli.context import Context

SCHEMA = "syslead/answers/1"


class References(NamedTuple):
    """What a document may refer to: facets, prompts with their facet, ids of open intentions.

    A plan's day is read as on ``day``, the day of the sitting.
    """

    facets: frozenset[str]
    prompts: Mapping[str, str]
    intentions: frozenset[str]
    day: date


def _one_of(what: str, known: Callable[[References], Collection[str]]) -> AfterValidator:
    def check(word: str, info: ValidationInfo) -> str:
        assert info.context is not None
        allowed = known(info.context)
        if word in allowed:
            return word
        raise wrong(f"{quoted(word)} is not {what}{or_rather(word, allowed)}")

    return AfterValidator(check)


def _day_ahead(text: Any, info: ValidationInfo) -> date:
    assert info.context is not None
    if text is None:
        raise wrong("is missing: a date such as 2026-05-01")
    if not isinstance(text, str):
        raise wrong("must be text")
    try:
        return read_day_ahead(text, info.context.day)
    except DateProblem as problem:
        raise wrong(str(problem)) from None


def _texts(value: Any) -> list[str] | None:
    if value is None or (
        isinstance(value, list) and all(isinstance(v, str) and v.strip() for v in value)
    ):
        return value
    raise wrong("must be a list of strings")


def _schema(value: Any) -> None:
    if value not in (None, SCHEMA):
        raise wrong(f'must be "{SCHEMA}"')


Text = Annotated[str, AfterValidator(text_of(TEXT_LIMIT)), AfterValidator(lambda t: t.rstrip("\n"))]
FacetId = Annotated[Text, _one_of("a facet of this framework", lambda known: known.facets)]
PromptId = Annotated[Text, _one_of("a prompt of this framework", lambda known: known.prompts)]
IntentionId = Annotated[Text, _one_of("an open intention", lambda known: known.intentions)]
Answered = Annotated[Text, _one_of("skip or later", lambda known: OUTCOMES)]
Status = Annotated[Text, _one_of(f"one of {', '.join(STATUSES)}", lambda known: STATUSES)]
Texts = Annotated[list[str] | None, BeforeValidator(_texts)]
_MISSING = Field(default=None, validate_default=True)


class ScriptedAnswer(Written):
    """An answer; with no ``outcome`` its text is graded."""

    facet: FacetId | None = None
    prompt: PromptId | None = None
    outcome: Answered | None = None
    text: Text | None = None
    voices: Texts = None
    tags: Texts = None

    @model_validator(mode="after")
    def _agrees(self, info: ValidationInfo) -> ScriptedAnswer:
        assert info.context is not None
        of = info.context.prompts.get(self.prompt)
        passed = self.outcome in ("skip", "later")
        faults = []
        if not self.facet and not self.prompt:
            faults.append('needs "facet" or "prompt"')
        elif self.facet and self.prompt and of != self.facet:
            faults.append(f'prompt "{self.prompt}" belongs to {of}')
        if passed and self.text:
            faults.append(f'has a text and the outcome "{self.outcome}": give only one')
        elif not passed and not self.text:
            faults.append('needs "text", or the outcome "skip" or "later"')
        if faults:
            raise wrong_at(((), sentence) for sentence in faults)
        return self


class ScriptedOutcome(Written):
    """An outcome of an open intention."""

    of: Annotated[IntentionId, required("is missing: the id of an intention")] = _MISSING
    status: Annotated[Status, required(f"is missing: {', '.join(STATUSES)}")] = _MISSING
    text: Text | None = None


class ScriptedIntention(Written):
    """An if–then plan with its date, which may be written as people type it."""

    text: Annotated[Text, required("is missing")] = _MISSING
    due: Annotated[date, BeforeValidator(_day_ahead)] = _MISSING
    facet: FacetId | None = None


class Script(Written):
    """A whole sitting, scripted."""

    schema_: Annotated[Any, BeforeValidator(_schema)] = Field(default=None, alias="schema")
    answers: list[ScriptedAnswer] | None = None
    outcomes: list[ScriptedOutcome] | None = None
    note: Text | None = None
    voices: Texts = None
    tags: Texts = None
    intention: ScriptedIntention | None = None

    @model_validator(mode="after")
    def _agrees(self) -> Script:
        answers, outcomes = self.answers or [], self.outcomes or []
        faults: list[tuple[tuple[str | int, ...], str]] = []
        if not (answers or outcomes or self.note or self.intention):
            faults.append(((), "has no answers, note, intention or outcomes"))
        first: dict[str, int] = {}
        for at, answer in enumerate(answers):
            if answer.prompt and (before := first.setdefault(answer.prompt, at)) != at:
                message = f"is already answered in answers[{before}]"
                faults.append((("answers", at, "prompt"), message))
        for at, outcome in enumerate(outcomes):
            if (before := first.setdefault(outcome.of, at)) != at:
                faults.append((("outcomes", at, "of"), f"is already in outcomes[{before}]"))
        if (self.voices or self.tags) and not self.note:
            what = "voices" if self.voices else "tags"
            faults.append(((what,), "belong to a note, but there is no note"))
        if faults:
            raise wrong_at(faults)
        return self


def answer_document(context: Context, day: date, source: str, *, as_json: bool) -> None:
    """Check a whole document, then write all of it. Raises UsageError naming every problem."""
    document = read_document(context, source)
    journal = context.journal.read()
    schedule = Schedule(journal.records, context.framework, context.bank, day)
    references = References(
        frozenset(facet_ids(context.framework.everything)),
        {prompt.id: prompt.facet for prompt in context.bank.everything},
        frozenset(t.intention.id for t in tracked_intentions(journal.records) if t.is_open),
        day,
    )
    script, problems = check_json(document, Script, references)
    picks = _picks(context, script, schedule) if script else []
    problems += [
        f"answers[{at}].facet: has no question left to answer"
        for at, pick in enumerate(picks)
        if pick is None
    ]
    if script is None or problems:
        lines = "\n".join(f"  {problem}" for problem in problems)
        raise UsageError(
            f"The answers were not accepted; nothing was saved.\n{lines}",
            "syslead reflect --plan --json shows today's questions.",
            "answers",
        )
    records, saved = _records(context, script, picks, day)
    context.journal.append(records)
    if as_json:
        context.screen.print_document(saved)
    else:
        for record in records:
            context.screen.line(record.id)
    keep_for_today(context)


def _picks(context: Context, script: Script, schedule: Schedule) -> list[Pick | None]:
    """Return the prompt of every answer: the planned one where it fits, else one of the facet's."""
    planned = schedule.due(context.settings.prompts)
    answers = script.answers or []
    used = {answer.prompt for answer in answers if answer.prompt}
    picks: list[Pick | None] = []
    for answer in answers:
        picks.append(_pick(answer, schedule, planned, used))
        used.update(pick.id for pick in picks[-1:] if pick)
    return picks


def _pick(
    answer: ScriptedAnswer, schedule: Schedule, planned: list[Pick], used: set[str]
) -> Pick | None:
    for pick in planned:
        if pick.id == answer.prompt:
            return pick
        if not answer.prompt and pick.facet == answer.facet and pick.id not in used:
            return pick
    if answer.prompt:
        prompt = schedule.bank.prompt(answer.prompt)
        return picked(prompt, "chosen") if prompt else None
    return schedule.chosen(answer.facet or "", used)


def _records(
    context: Context, script: Script, picks: list[Pick | None], day: date
) -> tuple[list[Record], ReflectDocument]:
    """Return the records of a script in the order they are written, and what to say of them."""
    sitting = context.stamp(day).id
    outcomes = [
        Outcome(
            **context.stamp(day)._asdict(), of=outcome.of, status=outcome.status, text=outcome.text
        )
        for outcome in script.outcomes or []
    ]
    answers = [
        _ask(context, answer, pick, sitting, day)
        for answer, pick in zip(script.answers or [], picks, strict=True)
        if pick
    ]
    records: list[Record] = [*outcomes, *(ask for ask, _ in answers)]
    note = intention = None
    if script.note:
        mentions = context.find_mentions(script.note)
        voices, tags = script.voices or (), script.tags or ()
        made = new_note(context.stamp(day), script.note, mentions, voices=voices, tags=tags)
        note = NotePart(made.id, found_facets(mentions))
        records.append(made)
    if planned := script.intention:
        intention = Intention(**context.stamp(day)._asdict(), **planned.model_dump())
        records.append(intention)
    return records, ReflectDocument(
        sitting,
        day,
        tuple(part for _, part in answers),
        convert(outcomes, tuple[OutcomePart, ...], from_attributes=True),
        note,
        convert(intention, IntentionPart | None, from_attributes=True),
    )


def _ask(
    context: Context, answer: ScriptedAnswer, pick: Pick, sitting: str, day: date
) -> tuple[Ask, AnswerPart]:
    stamp, text = context.stamp(day), answer.text or ""
    given = grade(text, pick.text, pick.kind, context.framework.language) if text else None
    outcome = answer.outcome or (given.outcome if given else "skip")
    ask = ask_record(
        stamp,
        sitting,
        pick,
        SaveAsk(0, outcome, answer.text, given),
        graded_by="leader" if answer.outcome else "tool",
        voices=answer.voices or (),
        tags=answer.tags or (),
    )
    saved = {key: getattr(ask, key) for key in AnswerPart.__struct_fields__ if key != "because"}
    return ask, AnswerPart(**saved, because=given.reasons if given else ())
