"""The JSON documents of notes, sittings, intentions and today's page (base/documents.py)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import TYPE_CHECKING, Literal

from msgspec import convert, field

from syslead_cli.base.documents import Count, Document, Part
from syslead_cli.framework.model import Framework
from syslead_cli.journal.model import DUE, OPEN, AskReason, TrackedIntention, count_by_state

if TYPE_CHECKING:
    from syslead_cli.framework.mentions import Mention
    from syslead_cli.reflect.model import SittingAgenda


class FoundFacet(Part, frozen=True):
    """A facet found in a text, with the words it was found by."""

    id: str
    because: tuple[str, ...]


def found_facets(mentions: Iterable[Mention]) -> tuple[FoundFacet, ...]:
    return tuple(FoundFacet(mention.facet, tuple(mention.because)) for mention in mentions)


class NotePart(Part, frozen=True):
    """A note that was saved with a sitting."""

    id: str
    mentions: tuple[FoundFacet, ...]


class TemplatesDocument(Document, frozen=True, tag="syslead/note-templates/1"):
    """The leader's own templates of notes, and the folder they are in."""

    folder: str
    templates: tuple[str, ...]


class NoteDocument(NotePart, Document, frozen=True, tag="syslead/note/1"):
    """A note that was saved."""


class IntendDocument(Document, frozen=True, tag="syslead/intend/1"):
    """An intention that was saved."""

    id: str
    due: date


class IntentionPart(Part, frozen=True):
    """An intention."""

    id: str
    text: str
    facet: str | None
    due: date


class PlannedPrompt(Part, frozen=True):
    """A question, and why it would be asked."""

    id: str
    facet: str
    dimension: str | None
    kind: str
    reason: AskReason
    text: str


class PlanDocument(Document, frozen=True, tag="syslead/plan/1"):
    """What a sitting would ask now; ``interrupted``: there is one to go on with."""

    day: date
    framework: str
    prompts: tuple[PlannedPrompt, ...]
    due: tuple[IntentionPart, ...]
    interrupted: bool


def plan_document(
    agenda: SittingAgenda, framework: Framework, *, interrupted: bool
) -> PlanDocument:
    dimensions = {facet.id: facet.dimension for facet in framework.everything}
    prompts = tuple(
        PlannedPrompt(p.id, p.facet, dimensions.get(p.facet), p.kind, p.reason, p.text)
        for p in agenda.picks
    )
    due = convert(agenda.due, tuple[IntentionPart, ...], from_attributes=True)
    return PlanDocument(agenda.day, framework.id, prompts, due, interrupted)


class AnswerPart(Part, frozen=True):
    """An ask as it was saved; ``because`` has the reasons of its grade."""

    id: str
    prompt: str
    facet: str
    reason: str
    outcome: Literal["full", "thin", "skip", "later"]
    words: Count
    graded_by: str | None
    because: tuple[str, ...]


class OutcomePart(Part, frozen=True):
    """An outcome of the intention ``of``."""

    id: str
    of: str
    status: Literal["done", "partly", "not_yet", "dropped"]


class ReflectDocument(Document, frozen=True, tag="syslead/reflect/1"):
    """What a scripted sitting saved."""

    sitting: str
    day: date
    answers: tuple[AnswerPart, ...]
    outcomes: tuple[OutcomePart, ...]
    note: NotePart | None
    intention: IntentionPart | None


class SaidOutcome(Part, frozen=True):
    """An outcome with what was said about it."""

    id: str
    day: date
    status: str
    text: str


class IntentionEntry(Part, frozen=True):
    """An intention with its outcomes, oldest first."""

    id: str
    day: date
    text: str
    facet: str | None
    due: date
    state: Literal["due", "open", "kept", "partly", "dropped"]
    outcomes: tuple[SaidOutcome, ...]


class StateCounts(Part, frozen=True):
    """How many intentions are in each state."""

    due: Count
    open: Count
    kept: Count
    partly: Count
    dropped: Count


class IntentionsDocument(Document, frozen=True, tag="syslead/intentions/1"):
    """Intentions; the counts are of all of them."""

    intentions: tuple[IntentionEntry, ...]
    counts: StateCounts


def intentions_document(
    all_: Sequence[TrackedIntention], today: date, *, closed: bool
) -> IntentionsDocument:
    entries = tuple(
        IntentionEntry(
            each.intention.id,
            each.intention.day,
            each.intention.text,
            each.intention.facet,
            each.intention.due,
            each.state(today),  # type: ignore[arg-type]
            tuple(SaidOutcome(o.id, o.day, o.status, o.text or "") for o in each.outcomes),
        )
        for each in all_
        if closed or each.state(today) in (DUE, OPEN)
    )
    return IntentionsDocument(entries, StateCounts(**count_by_state(all_, today)))


class LastWritten(Part, frozen=True):
    """The last sitting: its day and the facets answered; else the last thing written."""

    day: date
    kind: str
    facets: tuple[str, ...]


class WaitingIntention(Part, frozen=True):
    """An intention that is due; ``short`` is the id as screens show it."""

    id: str
    short: str
    text: str
    facet: str | None
    due: date


class Week(Part, frozen=True):
    """From Monday to today."""

    sittings: Count
    asked: Count
    full: Count
    notes: Count


class FocusPart(Part, frozen=True):
    """The facets chosen for a quarter."""

    facets: tuple[str, ...]
    until: date


class PausePart(Part, frozen=True):
    """Time away, both days included."""

    from_: date = field(name="from")
    until: date | None


class NextStep(Part, frozen=True):
    """A command, and a few words beside it."""

    command: str
    why: str


class QuietPart(Part, frozen=True):
    """What has gone quiet: a dimension or facet, and since when so few answers were in detail."""

    unit: Literal["dimension", "facet"]
    id: str
    asked: Count
    full: Count
    since: date


class TodayDocument(Document, frozen=True, tag="syslead/today/1"):
    """Today's page. ``first``: nothing was written yet; ``drafts`` and ``rescued`` are files."""

    day: date
    framework: str
    first: bool
    last: LastWritten | None
    quiet: tuple[QuietPart, ...]
    waiting: tuple[WaitingIntention, ...]
    week: Week
    focus: FocusPart | None
    pause: PausePart | None
    reviews: tuple[Literal["week", "quarter"], ...]
    drafts: tuple[str, ...]
    rescued: tuple[str, ...]
    next: NextStep
