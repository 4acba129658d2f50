"""Reviewing: gather the data, hold the dialogue, put all records on disk at the end.

Every answer is in the draft before the next question. When the review is finished its records
go into the draft first and then, together, into the journal: whatever happens in between, the
next run brings those that are missing.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from typing import TYPE_CHECKING, NamedTuple, Protocol

from msgspec import Struct, field
from msgspec.structs import replace

from syslead_cli.errors import UsageError
from syslead_cli.framework.model import Framework, PromptBank
from syslead_cli.insight.trends import Trends, TrendsQuery, compute_trends
from syslead_cli.journal.codec import fields_of
from syslead_cli.journal.merge import Journal
from syslead_cli.journal.model import Intention, Outcome, Record, Review, Revise, Stamper
from syslead_cli.review.agenda import DAYS, Material, make_agenda, period
from syslead_cli.review.answers import Known, read_script
from syslead_cli.review.draft import ReviewDraft
from syslead_cli.review.records import Stamps, records, records_of, resumed, same_days
from syslead_cli.review.session import advance, begin, stop
from syslead_cli.review.steps import State

if TYPE_CHECKING:
    from syslead_cli.journal.store import JournalFiles


class ReviewDraftsPort(Protocol):
    """Where reviews under way lie."""

    def keep(self, draft: ReviewDraft, *, durable: bool = True) -> None:
        """Put the draft there in place of its earlier state."""

    def drop(self, draft: ReviewDraft) -> None:
        """The draft is needed no more."""

    def newest(self, name: str) -> ReviewDraft | None:
        """The draft of such a review that was written last."""

    def where(self, draft: ReviewDraft) -> str:
        """The file, as the leader should be told."""


class Desk(Struct, frozen=True):
    """What a review writes with."""

    journal: JournalFiles
    stamp: Stamper
    drafts: ReviewDraftsPort


class Wish(Struct, frozen=True):
    """Which review, of which day; ``afresh``: beside an earlier one of the same days."""

    name: str
    day: date
    today: date
    afresh: bool = False
    groups: tuple[str, ...] = ()


class Prepared(Struct, frozen=True):
    """A review about to be held: its first state, and what it looks back on."""

    state: State
    trends: Trends
    journal: Journal
    #: The review it goes on with, if there was one of the same days.
    earlier: Review | None = None
    known: Known = field(default_factory=Known)


def prepare(journal: Journal, framework: Framework, bank: PromptBank, wish: Wish) -> Prepared:
    """The review as it would be held now; changes nothing. Raises UsageError where the
    framework has nothing to ask about."""
    review = None if wish.afresh else _earlier(journal, wish)
    day = review.to if review else wish.day
    trends = data_of_period(journal, framework, replace(wish, day=day))
    material = Material(framework, bank, journal.records, trends, day, wish.today)
    agenda = make_agenda(wish.name, material)
    answers: dict[str, str] = {}
    if not agenda.steps:
        raise UsageError(
            f'The framework "{framework.id}" has no layer "{wish.name}" to assess.',
            "syslead framework show lists what it has.",
        )
    if review:
        found = records_of(review, journal.records)
        agenda, answers = resumed(agenda, found, bank.questions)
    intentions = tuple(r for r in journal.records if isinstance(r, Intention))
    known = Known(tuple(bank.questions), intentions)
    return Prepared(begin(agenda, answers), trends, journal, review, known)


def _earlier(journal: Journal, wish: Wish) -> Review | None:
    return same_days(journal.records, wish.name, wish.day) if wish.name in DAYS else None


def within_period(journal: Journal, wish: Wish) -> Review | None:
    """The newest review that ended in the days of the one wished for."""
    first, last = period(wish.name, wish.day)
    found = [
        record
        for record in journal.records
        if isinstance(record, Review) and record.period == wish.name and first <= record.to <= last
    ]
    return max(reversed(found), key=lambda review: review.to, default=None)


def data_of_period(journal: Journal, framework: Framework, wish: Wish) -> Trends:
    """The picture of the days a review looks back on."""
    first, last = period(wish.name, wish.day)
    return compute_trends(journal, framework, TrendsQuery(last, first, last, groups=wish.groups))


# ── the dialogue ─────────────────────────────────────────────────────────────


class Heard(NamedTuple):
    """What came from the leader. ``stopped``: Ctrl-C, with the words so far."""

    text: str
    stopped: bool = False


class Talk(Protocol):
    """Somebody to talk to."""

    def ask(self, state: State, on_change: Callable[[str], None]) -> Heard:
        """Put the step's question; every change of what is typed is reported."""

    def remark(self, words: str) -> None:
        """One line to the leader."""

    def answered(self, before: State, after: State) -> None:
        """The step of ``before`` has just been answered."""


class Ending(Struct, frozen=True):
    """How it went. ``draft``: where the unfinished review is, if there is anything in it."""

    state: State
    stopped: bool = False
    draft: str = ""


def converse(state: State, talk: Talk, drafts: ReviewDraftsPort) -> Ending:
    """Hold the dialogue to its end or until it is stopped."""
    while not state.is_done:
        asking = state

        def on_change(text: str, asking: State = asking) -> None:
            drafts.keep(ReviewDraft(stop(asking, text)), durable=False)

        heard = talk.ask(state, on_change)
        if heard.stopped:
            return _stopped(stop(state, heard.text), drafts)
        turn = advance(state, heard.text)
        drafts.keep(ReviewDraft(turn.state))
        if turn.answered:
            talk.answered(state, turn.state)
        if turn.remark:
            talk.remark(turn.remark)
        state = turn.state
    return Ending(state)


def _stopped(state: State, drafts: ReviewDraftsPort) -> Ending:
    draft = ReviewDraft(state)
    if not state.has_words:
        drafts.drop(draft)
        return Ending(state, stopped=True)
    drafts.keep(draft)
    return Ending(state, stopped=True, draft=drafts.where(draft))


def take_up(draft: ReviewDraft, today: date) -> State:
    """The state a draft holds, on a later day perhaps."""
    return replace(draft.state, agenda=replace(draft.state.agenda, today=today))


# ── the end ──────────────────────────────────────────────────────────────────


class Done(Struct, frozen=True):
    """What a review left in the journal; ``review`` is the id of its record, new or changed."""

    records: tuple[Record, ...] = ()
    review: str | None = None

    @property
    def ids(self) -> list[str]:
        """The ids of the records it concerns, each once: of an edited one its own."""
        return list(dict.fromkeys(r.of if isinstance(r, Revise) else r.id for r in self.records))


def finish(state: State, desk: Desk, *, drafted: bool = True) -> Done:
    """Put everything in the journal at once; on return it is on disk."""
    journal = desk.journal.read()
    earlier = {
        role: record
        for role, id_ in state.agenda.earlier.items()
        if (record := journal.find(id_)) is not None
    }
    stamps = Stamps(
        lambda: desk.stamp(state.agenda.day)._asdict(), lambda: desk.stamp(None)._asdict()
    )
    made = records(state, stamps, earlier)
    if earlier:
        made = [record for record in made if not _said_before(record, journal.records)]
    done = Done(tuple(made), _review_id(made, earlier))
    draft = ReviewDraft(state, done.records)
    if drafted and made:
        desk.drafts.keep(draft)
    if made:
        desk.journal.append(made)
    if drafted:
        desk.drafts.drop(draft)
    return done


def _said_before(record: Record, records: Sequence[Record]) -> bool:
    """Whether an outcome or intention is in the journal word for word, so that a script that
    runs twice says it once."""
    if not isinstance(record, Outcome | Intention):
        return False
    same = (type(record), fields_of(record))
    return any(
        (type(other), fields_of(other)) == same
        for other in records
        if isinstance(other, Outcome | Intention) and abs((other.day - record.day).days) < 7
    )


def _review_id(made: Sequence[Record], earlier: dict[str, Record]) -> str | None:
    if "review" in earlier:
        return earlier["review"].id
    return next((record.id for record in made if isinstance(record, Review)), None)


def bring_in(draft: ReviewDraft, desk: Desk) -> Done:
    """The records of a review that was finished but perhaps not written: those still missing."""
    journal = desk.journal.read()
    there = {*journal.places, *journal.removed}
    missing = [record for record in draft.records if record.id not in there]
    if missing:
        desk.journal.append(missing)
    desk.drafts.drop(draft)
    review = next((r.id for r in draft.records if isinstance(r, Review)), None)
    return Done(draft.records, review or draft.state.agenda.earlier.get("review"))


def answer(document: object, prepared: Prepared, desk: Desk) -> Done:
    """A scripted review. Raises UsageError naming every problem; then nothing is written."""
    state, problems = read_script(document, prepared.state, prepared.known)
    if problems:
        name = prepared.state.agenda.name
        command = "review" if prepared.state.agenda.is_review else "assess"
        raise UsageError(
            "\n".join(["The answers were not taken; nothing was saved.", *problems]),
            f"syslead {command} {name} --plan --json shows what a document may hold.",
        )
    return finish(state, desk, drafted=False)
