"""The review's dialogue on a terminal: each step's question shown, and what was typed."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from syslead_cli.base.terminal import put_page
from syslead_cli.review.records import with_new
from syslead_cli.review.run import Heard
from syslead_cli.review.steps import FREE, LOOK, RATE, WHEN, State, Step

if TYPE_CHECKING:
    from syslead_cli.base.layout import Page
    from syslead_cli.context import Context
    from syslead_cli.review.run import Prepared
    from syslead_cli.review.summary import Summary


class ReviewDialogue:
    """Talks to the leader at this terminal."""

    def __init__(self, context: Context, prepared: Prepared, look: Summary) -> None:
        self._context = context
        self._records = prepared.journal.records
        self._look = look
        self._shown: Step | None = None

    def ask(self, state: State, on_change: Callable[[str], None]) -> Heard:
        """Put the question once; after a remark only the field comes again."""
        from syslead_cli.review.screen import hints

        if state.step != self._shown:
            self._put(self._question(state))
        self._shown = state.step
        shown = state.shown
        entry = self._context.asker.enter(hints(state), shown, on_change)
        text = entry.text
        if shown and state.step.kind not in FREE:
            # Where lines cannot be edited the new one comes below the old.
            text = text.removeprefix(f"{shown}\n")
        return Heard(text, entry.stopped)

    def remark(self, words: str) -> None:
        """One line below the answer."""
        from syslead_cli.review.screen import remark

        self._put(remark(words, self._width))

    def answered(self, before: State, after: State) -> None:
        """What there is to say about an answer."""
        from syslead_cli.review.answers import due_in
        from syslead_cli.review.screen import after_rating, due_day, remark

        step, agenda = before.step, after.agenda
        if step.kind == RATE and agenda.is_review:
            score = int(after.answers[step.key])
            ratings = with_new(
                self._records, step.id, agenda.day, score, agenda.earlier.get("rating", "")
            )
            self._put(after_rating(ratings, self._width))
        elif step.kind == WHEN:
            self._put(remark(due_day(due_in(after.answers, agenda), agenda.today), self._width))

    @property
    def _width(self) -> int:
        return self._context.screen.width

    def _question(self, state: State) -> Page:
        from syslead_cli.review.screen import heading, look_page

        if state.step.kind == LOOK:
            return look_page(self._look, self._context.framework, self._width)
        return heading(state, self._width)

    def _put(self, page: Page) -> None:
        put_page(self._context.screen, page)
        self._context.stdout.flush()
