"""A sitting at a terminal: each step's question shown, and what was typed."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from syslead_cli.base.terminal import put_page, warn_of_damage, warn_of_unsaved
from syslead_cli.base.text import counted
from syslead_cli.errors import ExitCode
from syslead_cli.reflect import screen
from syslead_cli.reflect.session import (
    Effect,
    Entered,
    Event,
    Explain,
    Interrupted,
    Session,
    SittingAgenda,
    SittingStep,
)
from syslead_cli.reflect.sitting import (
    Sitting,
    SittingOptions,
    converse,
    gather,
    resume,
    set_aside,
    start,
)

if TYPE_CHECKING:
    from syslead_cli.base.layout import Page
    from syslead_cli.context import Context


def reflect_at_terminal(context: Context, options: SittingOptions) -> int:
    """Hold a sitting, or go on with the interrupted one, and return the exit code."""
    warn_of_unsaved(context.screen, context.unsaved)
    journal = context.journal.read()
    warn_of_damage(context.screen, journal)
    agenda = gather(context, journal, options)
    resumed = _resumed(context, agenda)
    session, sitting, typed = resumed or (*start(context, agenda), "")
    converse(session, sitting, ScreenDialogue(context), typed)
    if sitting.was_interrupted:
        return _interrupted(context, sitting)
    records = context.journal.read().records
    width = context.screen.width
    put_page(context.screen, screen.counts_page(records, context.framework, context.today, width))
    return ExitCode.DONE


def _resumed(context: Context, agenda: SittingAgenda) -> tuple[Session, Sitting, str] | None:
    """Return the interrupted sitting, if there is one and the leader wants it."""
    draft = context.drafts.newest()
    if draft is None:
        return None
    put_page(context.screen, screen.interrupted(draft, context.today, context.screen.width))
    choices = {"go on": "goes on there"}
    if draft.words:
        choices |= {"k": "keeps the words as a note", "x": "lets them go"}
    else:
        choices["n"] = "starts afresh"
    choice = context.asker.choose("", choices, "go on")
    if choice == "go on":
        return resume(context, draft, context.journal.read(), agenda)
    set_aside(context, draft, keep_words=choice == "k")
    return None


def _interrupted(context: Context, sitting: Sitting) -> int:
    saved = sum(1 for record in sitting.saved if getattr(record, "text", None))
    said = f"Stopped; {counted(saved, 'entry', 'entries')} saved." if saved else "Stopped."
    context.screen.warn(f"\n {said}")
    if sitting.draft_file:
        context.screen.warn(
            f" The rest is in {sitting.draft_file}\n Next time: syslead reflect goes on there."
        )
    return ExitCode.INTERRUPTED


class ScreenDialogue:
    """Asks the leader at this terminal."""

    def __init__(self, context: Context) -> None:
        self._context = context
        self._shown: SittingStep | None = None

    def ask(self, session: Session, typed: str, on_change: Callable[[str], None]) -> Event:
        """Put the question; after a remark only the field, where ``typed`` stands, comes again."""
        context = self._context
        if session.step != self._shown:
            self._put(screen.heading(session, context.framework, context.screen.width))
        self._shown = session.step
        entry = context.asker.enter(screen.hints(session), typed, on_change)
        return Interrupted(entry.text) if entry.stopped else Entered(entry.text)

    def tell(self, effect: Effect, sitting: Sitting) -> None:
        framework, width = self._context.framework, self._context.screen.width
        if isinstance(effect, Explain):
            facet = sitting.agenda.picks[effect.at].facet
            self._put(screen.meaning(facet, framework, width))
        else:
            today, mentions = self._context.today, sitting.mentions
            self._put(screen.effect_page(effect, mentions, framework, today, width))

    def _put(self, page: Page) -> None:
        put_page(self._context.screen, page)
        self._context.stdout.flush()
