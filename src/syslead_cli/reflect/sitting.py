"""One occasion of reflecting: the session's effects become records on disk."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date
from typing import Any, Protocol, TypeAlias

from syslead_cli.base.marks import joined, tags_in, voices_in
from syslead_cli.base.ports import JournalPort, Stamper
from syslead_cli.base.values import dataclass, field
from syslead_cli.framework.mentions import Mention
from syslead_cli.framework.prompts_core import Prompt
from syslead_cli.journal.records import Ask, Intention, Note, Outcome, Record, Revise
from syslead_cli.reflect.draft import Draft
from syslead_cli.reflect.scheduler import Pick
from syslead_cli.reflect.session import Agenda, Session
from syslead_cli.reflect.turns import (
    BeginFollowUp,
    Effect,
    ExtendAsk,
    Finish,
    KeepDraft,
    Overrule,
    SaveAsk,
    SaveIntention,
    SaveNote,
    SaveOutcome,
    SaveVoices,
    Step,
)

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


@dataclass(frozen=True, slots=True)
class Desk:
    """What a sitting writes with. ``find_mentions`` is None where the leader wants none."""

    journal: JournalPort
    stamp: Stamper
    drafts: DraftsPort
    find_mentions: FindMentions | None = None


@dataclass(slots=True)
class Sitting:
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
