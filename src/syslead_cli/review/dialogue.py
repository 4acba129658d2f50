"""The review's dialogue on a terminal: each step's question shown, and what was typed.

Every answer is in the draft before the next question.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from syslead_cli.base.terminal import put_page
from syslead_cli.base.text import near_day
from syslead_cli.insight.ratings import Ratings, summary
from syslead_cli.journal.model import Rating
from syslead_cli.review.answers import due_in
from syslead_cli.review.draft import ReviewDraft
from syslead_cli.review.model import FREE, Kind, ReviewState, ReviewStep
from syslead_cli.review.screen import after_rating, heading, hints, look_page, remark
from syslead_cli.review.session import PreparedReview, advance, stop
from syslead_cli.review.summary import ReviewSummary

if TYPE_CHECKING:
    from syslead_cli.context import Context


class ReviewDialogue:
    """Talks to the leader at this terminal; ``look`` is the picture of the days."""

    def __init__(self, context: Context, prepared: PreparedReview, look: ReviewSummary) -> None:
        self._context = context
        self._records = prepared.journal.records
        self._look = look
        self._shown: ReviewStep | None = None

    def hold(self, state: ReviewState) -> tuple[ReviewState, bool]:
        """Ask until the end or Ctrl-C; return the state, and if it was stopped."""
        drafts = self._context.review_drafts
        while not state.is_done:
            asking = state

            def on_change(text: str, asking: ReviewState = asking) -> None:
                drafts.keep(ReviewDraft(stop(asking, text)), durable=False)

            text, is_stopped = self.ask(state, on_change)
            if is_stopped:
                state = stop(state, text)
                keep = drafts.keep if state.has_words else drafts.drop
                keep(ReviewDraft(state))
                return state, True
            turn = advance(state, text)
            drafts.keep(ReviewDraft(turn.state))
            said = self.said_of(state, turn.state) if turn.is_answered else turn.remark
            if said:
                self._put(remark(said, self._context.screen.width))
            state = turn.state
        return state, False

    def ask(self, state: ReviewState, on_change: Callable[[str], None]) -> tuple[str, bool]:
        """Return what was typed, and if Ctrl-C ended it.

        The question is put once; after a remark only the field comes again.
        """
        if state.step != self._shown:
            width = self._context.screen.width
            is_look = state.step.kind == Kind.LOOK
            self._put(look_page(self._look, width) if is_look else heading(state, width))
        self._shown = state.step
        shown = state.shown
        entry = self._context.asker.enter(hints(state), shown, on_change)
        text = entry.text
        if shown and state.step.kind not in FREE:
            # Where lines cannot be edited the new one comes below the old.
            text = text.removeprefix(f"{shown}\n")
        return text, entry.stopped

    def said_of(self, before: ReviewState, after: ReviewState) -> str:
        """Return what there is to say about the answer just given."""
        step, agenda = before.step, after.agenda
        if step.kind == Kind.RATE and agenda.is_review:
            return after_rating(self._ratings(step, after))
        if step.kind == Kind.WHEN:
            return f"asked about again {near_day(due_in(after.answers, agenda), agenda.today)}"
        return ""

    def _ratings(self, step: ReviewStep, state: ReviewState) -> Ratings:
        """Return the ratings of a dimension with the new one in place of one it will change."""
        agenda = state.agenda
        points = [
            (record.day.toordinal(), record.scores[step.id])
            for record in self._records
            if isinstance(record, Rating)
            and step.id in record.scores
            and record.day <= agenda.day
            and record.id != agenda.earlier.get("rating")
        ]
        return summary([*points, (agenda.day.toordinal(), int(state.answers[step.key]))])

    def _put(self, page: list[list[tuple[str, str]]]) -> None:
        put_page(self._context.screen, page)
        self._context.stdout.flush()
