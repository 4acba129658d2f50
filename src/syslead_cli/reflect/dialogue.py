"""The sitting's dialogue on a terminal: each step's question shown, and what was typed."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from syslead_cli.base.terminal import put_page
from syslead_cli.base.text import near_day
from syslead_cli.reflect.session import (
    Effect,
    Event,
    Explain,
    ExtendAsk,
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
    Typed,
)

if TYPE_CHECKING:
    from syslead_cli.base.layout import Page
    from syslead_cli.context import Context
    from syslead_cli.reflect.sitting import Sitting


class ScreenDialogue:
    """Talks to the leader at this terminal."""

    def __init__(self, context: Context) -> None:
        self._context = context
        self._shown: Step | None = None

    def ask(self, session: Session, typed: str, on_change: Callable[[str], None]) -> Event:
        """Put the question once; after a remark only the field comes again."""
        from syslead_cli.reflect.screen import heading, hints

        if session.step != self._shown:
            self._put(heading(session, self._context.framework, self._context.screen.width))
        self._shown = session.step
        entry = self._context.asker.enter(hints(session), typed, on_change)
        return Stopped(entry.text) if entry.stopped else Typed(entry.text)

    def tell(self, effect: Effect, sitting: Sitting) -> None:
        """Say in a line what was saved, or what there is to say."""
        self._put(self._words(effect, sitting))

    def _put(self, page: Page) -> None:
        put_page(self._context.screen, page)
        self._context.stdout.flush()

    def _words(self, effect: Effect, sitting: Sitting) -> Page:
        from syslead_cli.reflect import screen as draw

        width, framework = self._context.screen.width, self._context.framework
        match effect:
            case SaveAsk() | ExtendAsk():
                page = draw.saved_answer(effect, width)
            case Overrule():
                page = draw.overruled(effect, width)
            case SaveNote():
                page = draw.saved_note(sitting.mentions, framework, width)
            case Explain(at):
                page = draw.meaning(sitting.agenda.picks[at].prompt.facet, framework, width)
            case _:
                words = self._line(effect)
                page = draw.detail(words, width) if words else []
        return page

    def _line(self, effect: Effect) -> str:
        match effect:
            case SaveOutcome(_, status):
                return f"saved · {_STATUS[status]}"
            case SaveVoices(voices):
                return "saved · " + ", ".join(voices)
            case SaveIntention(_, due):
                return f"saved · I will ask about it {near_day(due, self._context.today)}"
            case Remark(words):
                return words
        return ""


_STATUS = {"done": "done", "partly": "partly", "not_yet": "not yet", "dropped": "let go"}
