"""Reflecting: gather what is due, hold the dialogue, put every answer on disk as it comes."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, timedelta
from typing import Protocol

from syslead_cli.base.values import dataclass, replace
from syslead_cli.errors import UsageError
from syslead_cli.framework.framework_core import Framework
from syslead_cli.framework.problems import did_you_mean
from syslead_cli.framework.prompts_core import Prompt, PromptBank
from syslead_cli.journal.fold import Journal
from syslead_cli.journal.records import Ask, Note
from syslead_cli.reflect.draft import Draft
from syslead_cli.reflect.intentions_core import to_ask_about
from syslead_cli.reflect.picking import Rotation
from syslead_cli.reflect.resuming import standpoint
from syslead_cli.reflect.scheduler import Pick
from syslead_cli.reflect.session import MEND, Agenda, Session, advance, begin
from syslead_cli.reflect.sitting import Desk, Sitting, note_record
from syslead_cli.reflect.turns import Effect, Event, KeepDraft, Remark, Stopped


@dataclass(frozen=True, slots=True)
class Wish:
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


@dataclass(frozen=True, slots=True)
class Ending:
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
