"""A sitting: what it would ask, its dialogue at a terminal, and the records that makes."""

from __future__ import annotations

import contextlib
from collections.abc import Callable
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from msgspec import Struct

from syslead_cli.base.files import read_regular, replace_file
from syslead_cli.base.layout import WIDEST
from syslead_cli.base.text import counted, did_you_mean, joined
from syslead_cli.errors import ExitCode, SysleadError, UsageError
from syslead_cli.journal.codec import fields_of
from syslead_cli.journal.hearing import DeclinedFile, surely_heard
from syslead_cli.journal.merge import Journal
from syslead_cli.journal.model import Ask, Intention, Note, Outcome, Record, Revise, to_ask_about
from syslead_cli.journal.rescue import DraftFiles
from syslead_cli.reflect import screen
from syslead_cli.reflect.lexicon import is_grave
from syslead_cli.reflect.model import (
    PLAIN_NO,
    Effect,
    Explain,
    Overrule,
    Remark,
    SaveAsk,
    SaveIntention,
    SaveNote,
    SaveOutcome,
    SaveVoices,
    Session,
    SittingAgenda,
    SittingDraft,
    SittingStep,
    draft_in,
)
from syslead_cli.reflect.notes import ask_whether, new_note
from syslead_cli.reflect.schedule import Pick, Schedule, picked
from syslead_cli.reflect.session import advance, ask_record, begin, go_on, unfinished
from syslead_cli.reflect.today import keep_for_today

if TYPE_CHECKING:
    from syslead_cli.base.ask import Entered
    from syslead_cli.base.layout import Page
    from syslead_cli.context import Context
    from syslead_cli.journal.model import Stamp


class SittingOptions(Struct, frozen=True):
    """What the leader asked for: facets and prompts chosen, the day, the questions only."""

    day: date
    facets: tuple[str, ...] = ()
    prompts: tuple[str, ...] = ()
    brief: bool = False


def gather(context: Context, journal: Journal, options: SittingOptions) -> SittingAgenda:
    """Return what a sitting now would hold. Raises UsageError where a choice has no question."""
    day, brief = options.day, options.brief
    schedule = Schedule(journal.records, context.framework, context.bank, day)
    picks = _chosen(schedule, options)
    if not picks:
        slots = 1 if brief else context.settings.prompts
        picks = schedule.due(slots)
    followed = None
    with contextlib.suppress(OSError, SysleadError, ValueError):
        last = read_regular(context.paths.last_follow_up, 100)
        followed = date.fromisoformat(last.decode().strip())
    # At most once a day, and never two days running.
    rested = followed is None or context.today - followed >= timedelta(days=2)
    return SittingAgenda(
        day=day,
        today=context.today,
        due=() if brief else tuple(s.intention for s in to_ask_about(journal.records, day)),
        picks=tuple(picks),
        may_follow_up=context.settings.follow_up and rested,
        brief=brief,
        language=context.framework.language,
        groups=context.settings.voices,
        declined=DeclinedFile(context).read(),
    )


def _chosen(schedule: Schedule, options: SittingOptions) -> list[Pick]:
    picks: list[Pick] = []
    for facet in options.facets:
        found = schedule.chosen(facet, [pick.id for pick in picks])
        if found is None:
            raise UsageError(f'There is no question left for the facet "{facet}".')
        picks.append(found)
    for id_ in options.prompts:
        prompt = schedule.bank.prompt(id_)
        if prompt is None:
            near = did_you_mean(id_, [known.id for known in schedule.bank.prompts])
            raise UsageError(
                f'There is no prompt "{id_}".', near or "syslead prompts list shows them all."
            )
        if prompt.retired:
            hint = "syslead prompts list shows the questions that are still asked."
            raise UsageError(f'The prompt "{id_}" is no longer asked.', hint)
        picks.append(picked(prompt, "chosen"))
    return picks


def interrupted_sitting(drafts: DraftFiles) -> SittingDraft | None:
    """Return the draft written last; one that cannot be read stays where it is."""
    return drafts.newest("sitting-*.json", draft_in)


def _width(context: Context) -> int:
    return min(context.screen.width, WIDEST)


class Sitting:
    """One sitting at this terminal, new or where its draft stopped: asks, saves, keeps the draft.

    The draft has the ids of the records that were made; ``entries``: how many texts were saved.
    """

    def __init__(
        self,
        context: Context,
        journal: Journal,
        agenda: SittingAgenda,
        draft: SittingDraft | None = None,
    ) -> None:
        self.context = context
        self.entries = 0
        if draft:
            self.session, self.draft = go_on(draft, journal, agenda)
        else:
            self.session, due = begin(agenda), tuple(intention.id for intention in agenda.due)
            id_, step = context.stamp(agenda.day).id, self.session.step
            brief = agenda.brief
            self.draft = SittingDraft(id_, agenda.day, "", step, agenda.picks, due, brief=brief)
        self._width = _width(context)
        self._shown: SittingStep | None = None
        # Where something was ever answered, facets and grades were explained.
        answered = any(isinstance(each, Ask) and each.text for each in journal.records)
        self._facets_known = self._grades_known = answered

    def hold(self) -> bool:
        """Hold it; each answer is on disk before the next question. Return if it ended."""
        session, typed = self.session, self.draft.text
        drafts = self.context.drafts
        while not session.is_done:
            asking, prefilled = session, typed or session.prefilled
            if session.begun or typed:
                self.keep_draft(session, typed)
                self.context.typed.saved()

            def on_change(text: str, asking: Session = asking) -> None:
                self.keep_draft(asking, text, durable=False)

            entry = self.ask(session, prefilled, on_change)
            if entry.stopped:
                words = unfinished(session, entry.text)
                if words is None:
                    drafts.drop(self.draft)
                else:
                    self.keep_draft(session, words)
                return False
            session, effect = advance(session, entry.text, prefilled)
            typed = effect.again if isinstance(effect, Remark) else ""
            if effect is not None:
                self.apply(effect, session)
                self.tell(effect, asking)
        drafts.drop(self.draft)
        return True

    def ask(self, session: Session, typed: str, on_change: Callable[[str], None]) -> Entered:
        """Put the question; after a remark only the field, where ``typed`` stands, comes again."""
        context, step = self.context, session.step
        page: Page = []
        if step.name == "ask" and not self._facets_known:
            self._facets_known = True
            page += screen.first_words(context.framework, self._width)
        if step != self._shown:
            page += screen.heading(session, context.framework, self._width)
        context.screen.page(page)
        self._shown = step
        entry = context.asker.enter(
            screen.footer(session),
            typed,
            on_change,
            question=screen.question(session),
            replaces=typed == session.prefilled,
        )
        return entry._replace(text=context.heard(entry.text))

    def tell(self, effect: Effect, asked: Session) -> None:
        """Say what came of the question that was asked."""
        context = self.context
        page = screen.effect_page(effect, context.today, self._width)
        if isinstance(effect, Explain):
            page = screen.explanation(asked, context.framework, self._width)
        if not self._grades_known and screen.shows_grade(effect):
            self._grades_known = True
            page += screen.quiet(screen.WHAT_GRADES_ARE, self._width)
        context.screen.page(page)
        if isinstance(effect, SaveNote) and not is_grave(effect.text):
            ask_whether(context, self.draft.note, context.find_mentions(effect.text))

    def keep_draft(self, session: Session, text: str, *, durable: bool = True) -> None:
        """Keep the sitting as it stands, with what is being typed."""
        draft = self.draft
        draft.text, draft.step, draft.said = text, session.step, session.said
        draft.graded, draft.followed = session.graded, session.followed
        self.context.drafts.keep(draft, durable=durable)

    def apply(self, effect: Effect, session: Session) -> None:
        """Carry out one effect; on return it is on disk. Raises SysleadError.

        What is recorded already is changed by an edit.
        """
        match effect:
            case SaveAsk(at):
                draft, pick = self.draft, self.draft.picks[at]
                ask = ask_record(self._stamp(), draft.sitting, pick, effect)
                draft.asks[at] = self._save_or_edit(draft.asks.get(at, ""), ask)
                if ask.text and not draft.note:
                    draft.anchor = draft.asks[at]
                if session.step.name == "follow":
                    with contextlib.suppress(OSError):  # one question more at most
                        asked = f"{self.context.today.isoformat()}\n"
                        replace_file(self.context.paths.last_follow_up, asked.encode())
            case SaveNote(text):
                note = new_note(self._stamp(), text, self.context.find_mentions(text))
                self.draft.note = self.draft.anchor = self._save_or_edit(self.draft.note, note)
            case Overrule(at, outcome):
                is_no = outcome == PLAIN_NO
                graded: dict[str, Any] = {
                    "outcome": "thin" if is_no else outcome,
                    "graded_by": "tool" if is_no else "leader",
                }
                if session.graded and PLAIN_NO in (outcome, session.graded.other):
                    graded["no_evidence"] = True if is_no else None
                self._revise(self.draft.asks[at], graded)
            case SaveOutcome(at, status, text):
                of, known = self.draft.due[at], self.draft.outcomes
                record = Outcome(**self._stamp()._asdict(), of=of, status=status, text=text)
                known[at] = self._save_or_edit(known.get(at, ""), record)
            case SaveVoices(voices, is_no):
                DeclinedFile(self.context).answer(voices, is_no=is_no)
                if not is_no:
                    anchor = self.context.journal.read().find(self.draft.anchor)
                    words = anchor.text or "" if isinstance(anchor, Ask | Note) else ""
                    heard = joined(voices, surely_heard(words, self.context.settings.voices))
                    self._revise(self.draft.anchor, {"voices": list(heard) or None})
            case SaveIntention(text, due):
                self._save(Intention(**self._stamp()._asdict(), text=text, due=due))

    def _save_or_edit(self, known: str, record: Record) -> str:
        """Append a record, or change the ``known`` one to it; its sitting and its time stay."""
        if not known:
            self._save(record)
            return record.id
        after = fields_of(record)
        old = self.context.journal.read().find(known)
        before = fields_of(old) if old else {}
        changes = {key: value for key, value in after.items() if before.get(key) != value}
        changes |= {key: None for key in before if key not in after}
        for stays in ("sitting", "happened"):
            changes.pop(stays, None)
        if changes:
            self._revise(known, changes)
        return known

    def _stamp(self) -> Stamp:
        return self.context.stamp(self.draft.day)

    def _save(self, record: Record) -> None:
        self.context.journal.append([record])
        self.entries += bool(getattr(record, "text", None))

    def _revise(self, of: str, changes: dict[str, Any]) -> None:
        stamp = self._stamp()._replace(happened=None)
        self._save(Revise(**stamp._asdict(), of=of, set=changes))


def reflect_at_terminal(context: Context, options: SittingOptions) -> int:
    """Hold a sitting, or go on with the interrupted one, and return the exit code."""
    context.screen.warn_of_unsaved(context.unsaved)
    journal = context.journal.read()
    context.screen.warn_of_damage(journal)
    agenda = gather(context, journal, options)
    sitting = Sitting(context, journal, agenda, _draft_wanted(context))
    if not sitting.hold():
        saved = f"; {counted(sitting.entries, 'entry', 'entries')} saved" if sitting.entries else ""
        context.screen.warn(f"\n Stopped{saved}.")
        if (file := context.drafts.path(sitting.draft)).exists():
            context.screen.warn(
                f" The rest is in {file}\n Next time, syslead reflect continues there."
            )
        return ExitCode.INTERRUPTED
    records, width = context.journal.read().records, _width(context)
    context.screen.page(screen.counts_page(records, context.framework, context.today, width))
    keep_for_today(context)
    return ExitCode.DONE


def _draft_wanted(context: Context) -> SittingDraft | None:
    """Return the draft of the interrupted sitting, if the leader wants it.

    Otherwise it is dropped; its words may stay as a note.
    """
    draft = interrupted_sitting(context.drafts)
    if draft is None:
        return None
    context.screen.page(screen.interrupted(draft, context.today, _width(context)))
    choices = {"go on": "continues there"}
    if draft.words:
        choices |= {"k": "keeps the words as a note", "x": "discards them"}
    else:
        choices["n"] = "starts again"
    choice = context.asker.choose("", choices, "go on")
    if choice == "go on":
        return draft
    if choice == "k":
        words = context.heard(draft.words)  # a terminal may have sent no UTF-8
        note = new_note(context.stamp(draft.day), words, context.find_mentions(words))
        context.journal.append([note])
    context.drafts.drop(draft)
    return None
