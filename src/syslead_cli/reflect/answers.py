"""``reflect --answers``: a scripted sitting, checked whole before anything is written.

Every problem is named with its path, so that a script's author mends them all at once. This
module loads pydantic, so it is imported for scripted sittings only.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from datetime import date
from typing import TYPE_CHECKING, Annotated

from msgspec import Struct, convert, field
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
from syslead_cli.base.validate import (
    Written,
    check_json,
    required,
    text_of,
    word_of,
    wrong,
    wrong_at,
)
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


class References(Struct, frozen=True):
    """What a document may refer to: facets, ids of intentions, prompts with their facet.

    A plan's day is read as on ``day``; ``seen`` has what may be given once only, and was.
    """

    day: date
    facets: Collection[str]
    intentions: Collection[str]
    prompts: Mapping[str, str] = {}
    seen: set[tuple[str | None, str]] = field(default_factory=set)


def references(info: ValidationInfo) -> References:
    assert isinstance(info.context, References)
    return info.context


def one_of(what: str, known: Callable[[References], Collection[str]]) -> AfterValidator:
    """Return a validator for the ids of something the document may refer to."""

    def check(word: str, info: ValidationInfo) -> str:
        allowed = known(references(info))
        if word in allowed:
            return word
        raise wrong(f"{quoted(word)} is not {what}{or_rather(word, allowed)}")

    return AfterValidator(check)


def _once(word: str, info: ValidationInfo) -> str:
    seen = references(info).seen
    if (info.field_name, word) in seen:
        raise wrong(f"{quoted(word)} is given twice")
    seen.add((info.field_name, word))
    return word


def _day_ahead(text: object, info: ValidationInfo) -> date:
    if not isinstance(text, str):
        raise wrong("must be text")
    try:
        return read_day_ahead(text, references(info).day)
    except DateProblem as problem:
        raise wrong(str(problem)) from None


ONCE = AfterValidator(_once)
Text = Annotated[
    str, AfterValidator(text_of(TEXT_LIMIT)), AfterValidator(lambda text: text.strip("\n"))
]
FacetId = Annotated[Text, one_of("a facet of this framework", lambda known: known.facets)]
PromptId = Annotated[Text, one_of("a prompt of this framework", lambda known: known.prompts), ONCE]
IntentionId = Annotated[
    Text, one_of("an open intention to look back on", lambda known: known.intentions), ONCE
]
DayAhead = Annotated[date, BeforeValidator(_day_ahead)]
#: Of a field that may be left out, so that a sentence of its own says that it is missing.
CHECKED = Field(default=None, validate_default=True)


class ScriptedAnswer(Written):
    """An answer; with no ``outcome`` its text is graded."""

    facet: FacetId | None = None
    prompt: PromptId | None = None
    outcome: Annotated[Text, word_of(*OUTCOMES)] | None = None
    text: Text | None = None
    voices: list[Text] | None = None
    tags: list[Text] | None = None

    @model_validator(mode="after")
    def _agrees(self, info: ValidationInfo) -> ScriptedAnswer:
        of = references(info).prompts.get(self.prompt or "")
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
    """What became of an intention."""

    of: Annotated[IntentionId, required("is missing: the id of an intention")] = CHECKED
    status: Annotated[str, word_of(*STATUSES), required(f"is missing: {', '.join(STATUSES)}")] = (
        CHECKED
    )
    text: Text | None = None


class ScriptedPlan(Written):
    """An if–then plan, with its date if that is not in a week; as people type it."""

    text: Annotated[Text, required("is missing")] = CHECKED
    due: DayAhead | None = None


class DatedPlan(ScriptedPlan):
    """An if–then plan with its date and perhaps a facet."""

    due: Annotated[DayAhead, required("is missing: a date such as 2026-05-01")] = CHECKED
    facet: FacetId | None = None


class Script(Written):
    """A whole sitting, scripted."""

    schema_: Annotated[str, word_of(SCHEMA)] | None = Field(default=None, alias="schema")
    answers: list[ScriptedAnswer] | None = None
    outcomes: list[ScriptedOutcome] | None = None
    note: Text | None = None
    voices: list[Text] | None = None
    tags: list[Text] | None = None
    intention: DatedPlan | None = None

    @model_validator(mode="after")
    def _agrees(self) -> Script:
        faults: list[tuple[tuple[str, ...], str]] = []
        if not (self.answers or self.outcomes or self.note or self.intention):
            faults.append(((), "has no answers, note, intention or outcomes"))
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
    known = References(
        day,
        facet_ids(context.framework.everything),
        [each.intention.id for each in tracked_intentions(journal.records) if each.is_open],
        {prompt.id: prompt.facet for prompt in context.bank.everything},
    )
    script, problems = check_json(document, Script, known)
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
    planned = {pick.id: pick for pick in schedule.due(context.settings.prompts)}
    answers = script.answers or []
    used = {answer.prompt for answer in answers if answer.prompt}
    picks: list[Pick | None] = []
    for answer in answers:
        if prompt := schedule.bank.prompt(answer.prompt or ""):
            picks.append(planned.get(prompt.id) or picked(prompt, "chosen"))
            continue
        fitting = (p for p in planned.values() if p.facet == answer.facet and p.id not in used)
        pick = next(fitting, None) or schedule.chosen(answer.facet or "", used)
        used.update([pick.id] if pick else ())
        picks.append(pick)
    return picks


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
