"""The first picture after a sitting: how many answers so far, and where."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any, Protocol, TypeAlias

from msgspec import Struct, field
from msgspec.structs import replace

from syslead_cli.base.text import did_you_mean, joined, tags_in, voices_in
from syslead_cli.errors import UsageError
from syslead_cli.framework.model import Framework, Prompt, PromptBank
from syslead_cli.framework.signals import Mention
from syslead_cli.insight.neglect import SILENT_DAYS
from syslead_cli.journal.intentions import to_ask_about
from syslead_cli.journal.merge import Journal
from syslead_cli.journal.model import Ask, Intention, Note, Outcome, Record, Revise, Stamper
from syslead_cli.reflect.draft import Draft, standpoint
from syslead_cli.reflect.schedule import Pick, Rotation
from syslead_cli.reflect.session import (
    MEND,
    Agenda,
    BeginFollowUp,
    Effect,
    Event,
    ExtendAsk,
    Finish,
    KeepDraft,
    Overrule,
    Remark,
    SaveAsk,
    SaveIntention,
    SaveNote,
    SaveOutcome,
    SaveVoices,
    Session,
    Step,
    Stopped,
    advance,
    begin,
)

if TYPE_CHECKING:
    from syslead_cli.journal.store import JournalFiles


class Picture(Struct, frozen=True):
    """Counts up to a day. ``places``: dimensions with their answers, most first."""

    answered: int
    full: int
    places: tuple[tuple[str, int], ...]
    #: Whether it is too soon for patterns.
    early: bool


def picture(records: Iterable[Record], framework: Framework, today: date) -> Picture:
    """What has come up so far."""
    dimension_of = {f.id: f.dimension for f in framework.everything or framework.facets}
    counts: dict[str, int] = {}
    answered, full, first = 0, 0, today
    for record in records:
        first = min(first, record.day)
        if isinstance(record, Ask) and record.outcome in ("full", "thin"):
            answered += 1
            full += record.outcome == "full"
            place = dimension_of.get(record.facet, "")
            if place:
                counts[place] = counts.get(place, 0) + 1
    order = {dimension.id: at for at, dimension in enumerate(framework.dimensions)}
    places = sorted(counts.items(), key=lambda item: (-item[1], order.get(item[0], 99)))
    return Picture(answered, full, tuple(places), (today - first).days < SILENT_DAYS)


# ── sitting ──
# One occasion of reflecting: the session's effects become records on disk.


FindMentions: TypeAlias = Callable[[str], Iterable[Mention]]


class DraftsPort(Protocol):
    """Where interrupted sittings lie."""

    def keep(self, draft: Draft, *, durable: bool = True) -> None:
        """Put the draft there, in place of the sitting's earlier one."""

    def drop(self, sitting: str) -> None:
        """The sitting needs no draft any more."""

    def newest(self) -> Draft | None:
        """The sitting interrupted last."""

    def where(self, sitting: str) -> str:
        """The file, as the leader should be told."""

    def last_follow_up(self) -> date | None:
        """The day of the latest follow-up."""

    def followed_up(self, day: date) -> None:
        """A follow-up is asked on this day."""


class Desk(Struct, frozen=True):
    """What a sitting writes with. ``find_mentions`` is None where the leader wants none."""

    journal: JournalFiles
    stamp: Stamper
    drafts: DraftsPort
    find_mentions: FindMentions | None = None


class Sitting(Struct):
    """Carries out effects, and knows which records they made."""

    desk: Desk
    agenda: Agenda
    id: str
    #: Ids of the asks, by the prompt's place on the agenda.
    asks: dict[int, str] = field(default_factory=dict)
    #: The record voices are noted on: the note, else the last answer. With its voices so far.
    anchor: str = ""
    heard: tuple[str, ...] = ()
    saved: list[Record] = field(default_factory=list)
    #: The latest note's mentions, for the screen.
    mentions: tuple[Mention, ...] = ()

    def apply(self, effect: Effect) -> None:
        """Carry out one effect; on return it is on disk. Raises SysleadError."""
        match effect:
            case SaveAsk():
                self._save_ask(effect)
            case ExtendAsk(at, text, words, grade):
                graded = {"outcome": grade.outcome, "graded_by": "tool"} if grade else {}
                self._revise(
                    self.asks[at], {"text": text, "words": words, **graded, **_marks(text)}
                )
            case Overrule(at, outcome):
                self._revise(self.asks[at], {"outcome": outcome, "graded_by": "leader"})
            case SaveOutcome(at, status, text):
                of = self.agenda.due[at].id
                self._save(Outcome(**self._stamp(), of=of, status=status, text=text))
            case SaveNote(text):
                self._save_note(text)
            case SaveVoices(voices):
                self.heard = joined(voices, self.heard)
                self._revise(self.anchor, {"voices": list(self.heard)})
            case SaveIntention(text, due):
                self._save(Intention(**self._stamp(), text=text, due=due))
            case BeginFollowUp():
                self.desk.drafts.followed_up(self.agenda.today)
            case Finish():
                self.desk.drafts.drop(self.id)

    def _stamp(self) -> dict[str, Any]:
        return self.desk.stamp(self.agenda.day)._asdict()

    def _save(self, record: Record) -> None:
        self.desk.journal.append([record])
        self.saved.append(record)

    def _revise(self, of: str, changes: dict[str, Any]) -> None:
        self._save(Revise(**self._stamp(), of=of, set=changes))

    def _save_ask(self, effect: SaveAsk) -> None:
        ask = ask_record(
            self._stamp(), self.id, self.agenda.picks[effect.at], effect.outcome, effect
        )
        self._save(ask)
        self.asks[effect.at] = ask.id
        if ask.text:
            self.anchor, self.heard = ask.id, ask.voices

    def _save_note(self, text: str) -> None:
        note, self.mentions = note_record(self._stamp(), text, self.desk.find_mentions)
        self._save(note)
        self.anchor, self.heard = note.id, note.voices

    def draft(self, session: Session, text: str = "", step: Step | None = None) -> Draft:
        """The sitting as it stands, with what is being typed."""
        return Draft(
            sitting=self.id,
            day=self.agenda.day,
            step=step or session.step,
            text=text,
            picks=self.agenda.picks,
            due=tuple(intention.id for intention in self.agenda.due),
            asks=dict(self.asks),
            anchor=self.anchor,
            graded=session.graded,
            followed=session.followed,
            brief=self.agenda.brief,
        )

    def keep(self, effect: KeepDraft, session: Session) -> str:
        """Leave the draft of an interrupted sitting; returns where it is."""
        self.desk.drafts.keep(self.draft(session, effect.text, effect.step))
        return self.desk.drafts.where(self.id)


def _marks(text: str) -> dict[str, list[str]]:
    """Voices and tags of an answer that has grown."""
    found = {"voices": list(voices_in(text)), "tags": list(tags_in(text))}
    return {key: marks for key, marks in found.items() if marks}


def ask_record(
    stamp: dict[str, Any],
    sitting: str,
    pick: Pick[Prompt],
    outcome: str,
    said: SaveAsk,
    *,
    graded_by: str = "tool",
    voices: Iterable[str] = (),
    tags: Iterable[str] = (),
) -> Ask:
    """The record of a prompt shown and acted on."""
    text = said.text or ""
    return Ask(
        **stamp,
        sitting=sitting,
        prompt=pick.prompt.id,
        facet=pick.prompt.facet,
        reason=pick.reason,
        outcome=outcome,
        words=said.grade.words if said.grade else 0,
        text=said.text,
        graded_by=graded_by if said.grade else None,
        voices=joined(voices, voices_in(text)),
        tags=joined(tags, tags_in(text)),
    )


def note_record(
    stamp: dict[str, Any],
    text: str,
    find_mentions: FindMentions | None,
    voices: Iterable[str] = (),
    tags: Iterable[str] = (),
) -> tuple[Note, tuple[Mention, ...]]:
    """A note with the facets found in it."""
    mentions = tuple(find_mentions(text)) if find_mentions else ()
    note = Note(
        **stamp,
        text=text,
        mentions=tuple(mention.facet for mention in mentions),
        voices=joined(voices, voices_in(text)),
        tags=joined(tags, tags_in(text)),
    )
    return note, mentions


# ── reflecting ──
# Reflecting: gather what is due, hold the dialogue, put every answer on disk as it comes.


class Wish(Struct, frozen=True):
    """What the leader asked for: facets and prompts chosen, the day, the questions only."""

    day: date
    today: date
    facets: tuple[str, ...] = ()
    prompts: tuple[str, ...] = ()
    brief: bool = False
    slots: int = 2
    follow_up: bool = True


def gather(
    journal: Journal, framework: Framework, bank: PromptBank, wish: Wish, followed: date | None
) -> Agenda:
    """What a sitting now would hold; changes nothing. Raises UsageError on a wrong wish."""
    rotation = Rotation(journal.records, framework, bank, wish.day)
    slots = 1 if wish.brief else wish.slots
    chosen = _chosen(rotation, wish)
    due = () if wish.brief else tuple(s.intention for s in to_ask_about(journal.records, wish.day))
    return Agenda(
        day=wish.day,
        today=wish.today,
        due=due,
        picks=tuple(chosen or rotation.due(slots)),
        may_follow_up=wish.follow_up and not _lately(followed, wish.today),
        brief=wish.brief,
    )


def _lately(followed: date | None, today: date) -> bool:
    """A follow-up at most once a day, and never two days running."""
    return followed is not None and today - followed < timedelta(days=2)


def _chosen(rotation: Rotation, wish: Wish) -> list[Pick[Prompt]]:
    picks: list[Pick[Prompt]] = []
    for facet in wish.facets:
        found = rotation.of(facet, [pick.prompt.id for pick in picks])
        if found is None:
            raise UsageError(f'There is no question left for the facet "{facet}".')
        picks.append(found)
    for id_ in wish.prompts:
        prompt = rotation.bank.prompt(id_)
        if prompt is None:
            near = did_you_mean(id_, [known.id for known in rotation.bank.prompts])
            raise UsageError(
                f'There is no prompt "{id_}".', near or "syslead prompts list shows them all."
            )
        picks.append(Pick(prompt, "chosen"))
    return picks


class Dialogue(Protocol):
    """Somebody to talk to."""

    def ask(self, session: Session, typed: str, on_change: Callable[[str], None]) -> Event:
        """Put the step's question; ``typed`` is there already, every change is reported."""

    def tell(self, effect: Effect, sitting: Sitting) -> None:
        """Say what an effect did, or what it has to say."""


class Ending(Struct, frozen=True):
    """How a sitting went. ``draft``: where the unfinished part is, if there is one."""

    sitting: Sitting
    interrupted: bool = False
    draft: str = ""


def converse(session: Session, sitting: Sitting, dialogue: Dialogue, typed: str = "") -> Ending:
    """Hold the dialogue to its end; each answer is on disk before the next question."""
    drafts, where, interrupted = sitting.desk.drafts, "", False
    while not session.is_done:
        asking = session
        if session.begun or typed:
            drafts.keep(sitting.draft(session, typed))

        def on_change(text: str, asking: Session = asking) -> None:
            drafts.keep(sitting.draft(asking, text), durable=False)

        event = dialogue.ask(session, typed, on_change)
        session, effects = advance(session, event)
        typed = _standing(session, event, effects)
        for effect in effects:
            if isinstance(effect, KeepDraft):
                where = sitting.keep(effect, session)
            else:
                sitting.apply(effect)
            dialogue.tell(effect, sitting)
        interrupted = isinstance(event, Stopped)
    return Ending(sitting, interrupted, where)


def _standing(session: Session, event: Event, effects: Sequence[Effect]) -> str:
    """What stands in the next field already: a text to be mended, or none."""
    if any(isinstance(effect, Remark) and effect.back for effect in effects):
        return event.text
    return session.step.held if session.step.name == MEND else ""


def start(agenda: Agenda, desk: Desk) -> tuple[Session, Sitting]:
    """A new sitting."""
    return begin(agenda), Sitting(desk, agenda, desk.stamp(agenda.day).id)


def resume(
    draft: Draft, journal: Journal, agenda: Agenda, desk: Desk
) -> tuple[Session, Sitting, str]:
    """The interrupted sitting where it stopped, and what stands in its field."""
    stand = standpoint(draft, journal)
    resumed = replace(agenda, day=draft.day, due=stand.due, picks=draft.picks, brief=draft.brief)
    sitting = Sitting(desk, resumed, draft.sitting, asks=stand.asks)
    anchor = _anchor(draft, journal)
    if anchor:
        sitting.anchor, sitting.heard = anchor.id, anchor.voices
    graded = draft.graded if draft.graded and draft.graded[0] in stand.asks else None
    session = Session(
        resumed, stand.step, graded, draft.followed, kept=bool(anchor), begun=bool(stand.asks)
    )
    return session, sitting, stand.typed


def _anchor(draft: Draft, journal: Journal) -> Ask | Note | None:
    """What voices are noted on: the draft's record, or what reached the disk after it."""
    for record in reversed(journal.records):
        if isinstance(record, Note) and record.text == draft.text.strip("\n"):
            return record
        if isinstance(record, Ask) and record.sitting == draft.sitting and record.text:
            return record
        if isinstance(record, Ask | Note) and record.id == draft.anchor:
            return record
    return None


def set_aside(draft: Draft, desk: Desk, *, keep_words: bool) -> str:
    """Let an interrupted sitting go; its words may stay as a note, whose id is returned."""
    id_ = ""
    if keep_words and draft.words:
        stamp = desk.stamp(draft.day)._asdict()
        note, _ = note_record(stamp, draft.words, desk.find_mentions)
        desk.journal.append([note])
        id_ = note.id
    desk.drafts.drop(draft.sitting)
    return id_
