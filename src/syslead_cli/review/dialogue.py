"""Holding a review: its draft, the dialogue at a terminal, and what it leaves in the journal.

Every answer is in the draft before the next question.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from msgspec.structs import replace

from syslead_cli.base.blocks import to_markdown, to_screen
from syslead_cli.base.layout import QUIET, WIDEST, paragraph
from syslead_cli.base.text import near_day
from syslead_cli.errors import ExitCode
from syslead_cli.insight.ratings import summary
from syslead_cli.journal.codec import fields_of
from syslead_cli.journal.model import Intention, Outcome, Rating, Record
from syslead_cli.journal.rescue import DraftFiles
from syslead_cli.review.model import REVIEWS, Kind, ReviewState, ReviewStep
from syslead_cli.review.records import (
    ReviewDraft,
    ReviewRequest,
    draft_from,
    make_records,
    prepare,
)
from syslead_cli.review.screen import (
    after_rating,
    footer,
    heading,
    interrupted_page,
    look_page,
    reviewed_already_page,
)
from syslead_cli.review.session import advance, plan_due, stop
from syslead_cli.review.summary import ReviewSummary, saved_blocks, summary_of

if TYPE_CHECKING:
    from syslead_cli.context import Context


def interrupted_review(drafts: DraftFiles, name: str) -> ReviewDraft | None:
    """Return the draft of such a review written last; one that is unreadable stays there."""
    return drafts.newest(f"review-{name}-*.json", draft_from)


def finish(context: Context, state: ReviewState, *, drafted: bool = True) -> ReviewDraft:
    """Put everything in the journal at once; on return it is on disk.

    The records go into the draft first: whatever happens then, the next run brings the rest.
    """
    journal = context.journal.read()
    earlier = {
        role: record
        for role, id_ in state.agenda.earlier.items()
        if (record := journal.find(id_)) is not None
    }
    made = make_records(state, context.stamp, earlier)
    if earlier:
        made = [record for record in made if not _is_duplicate(record, journal.records)]
    draft = ReviewDraft(state, tuple(made))
    if drafted and made:
        context.drafts.keep(draft)
    return bring_in(context, draft, drafted=drafted)


def _is_duplicate(record: Record, others: Sequence[Record]) -> bool:
    """Tell if an outcome or intention is in the journal word for word.

    A script that runs twice says it once.
    """
    return isinstance(record, Outcome | Intention) and any(
        (type(other), fields_of(other)) == (type(record), fields_of(record))
        for other in others
        if isinstance(other, Outcome | Intention) and abs((other.day - record.day).days) < 7
    )


def bring_in(context: Context, draft: ReviewDraft, *, drafted: bool = True) -> ReviewDraft:
    """Write what is missing of a finished review, perhaps all of it, and take its draft away."""
    journal = context.journal.read()
    there = {*journal.places, *journal.removed}
    missing = [record for record in draft.records if record.id not in there]
    if missing:
        context.journal.append(missing)
    if drafted:
        context.drafts.drop(draft)
    return draft


class ReviewDialogue:
    """Talks to the leader at this terminal; ``look`` is the picture of the days."""

    def __init__(self, context: Context, look: ReviewSummary) -> None:
        self._context = context
        self._look = look
        self._shown: ReviewStep | None = None

    def hold(self, state: ReviewState) -> tuple[ReviewState, bool]:
        """Ask until the end or Ctrl-C; return the state, and if it was stopped."""
        drafts = self._context.drafts
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
            remark = self.remark_on(state, turn.state) if turn.is_answered else turn.remark
            if remark:
                width = min(self._context.screen.width, WIDEST)
                self._context.screen.page(paragraph(remark, width, style=QUIET))
            state = turn.state
        return state, False

    def ask(self, state: ReviewState, on_change: Callable[[str], None]) -> tuple[str, bool]:
        """Return what was typed, and if Ctrl-C ended it.

        The question is put once; after a remark only the field comes again.
        """
        if state.step != self._shown:
            width, rows = self._context.screen.width, self._context.screen.rows
            is_look = state.step.kind == Kind.LOOK
            look = look_page(self._look, state.agenda, width, rows) if is_look else []
            self._context.screen.page(look or heading(state, width))
        self._shown = state.step
        self._context.typed.saved()  # the answers before are in the draft
        entry = self._context.asker.enter(
            footer(state),
            state.shown,
            on_change,
            question=state.step.text,
            replaces=not state.typed,
        )
        return self._context.heard(entry.text), entry.stopped

    def remark_on(self, before: ReviewState, after: ReviewState) -> str:
        step, agenda = before.step, after.agenda
        if step.kind == Kind.RATE and agenda.is_review:
            ratings = [each for each in self._look.records if isinstance(each, Rating)]
            is_first = not ratings and step.id == next(iter(agenda.ids(Kind.RATE)))
            points = [
                (rating.day.toordinal(), rating.scores[step.id])
                for rating in ratings
                if step.id in rating.scores
                and rating.day <= agenda.day
                and rating.id != agenda.earlier.get("rating")  # this review changes it
            ]
            points.append((agenda.day.toordinal(), int(after.answers[step.key])))
            return after_rating(summary(points), is_very_first=is_first)
        is_dated = after.is_done or after.step.kind != Kind.WHEN
        if step.kind in (Kind.MEND, Kind.WHEN) and is_dated:
            return f"asked about again {near_day(plan_due(after.answers, agenda), agenda.today)}"
        return ""


def talk(context: Context, request: ReviewRequest) -> int:
    """Hold a review at this terminal, or go on with the one that was interrupted."""
    state, is_over = _interrupted(context, request)
    if is_over:
        return ExitCode.DONE
    prepared, _ = prepare(context, request)
    if state is None and prepared.agenda.earlier:
        page = reviewed_already_page(prepared.agenda, context.today, context.screen.width)
        context.screen.page(page)
        choices = {"go on": "goes through it again", "n": "starts a separate review"}
        if context.asker.choose("", choices, "go on") == "n":
            prepared, _ = prepare(context, replace(request, afresh=True))
    state = state or prepared
    look = summary_of(context, replace(request, day=state.agenda.last), {})
    state, is_stopped = ReviewDialogue(context, look).hold(state)
    if not is_stopped:
        _say_saved(context, request, finish(context, state))
        return ExitCode.DONE
    message = "Stopped; nothing was saved."
    if state.has_words:
        file = context.drafts.path(ReviewDraft(state))
        message = f"Stopped. Your answers are in\n   {file}\n"
        message += f" Next time, {request.command} continues there."
    context.screen.warn(f"\n {message}")
    return ExitCode.INTERRUPTED


def _interrupted(context: Context, request: ReviewRequest) -> tuple[ReviewState | None, bool]:
    """Return the state of an interrupted review to go on with, and if it is over and saved."""
    draft = interrupted_review(context.drafts, request.name)
    if draft is None:
        return None, False
    if draft.records:
        _say_saved(context, request, bring_in(context, draft))
        return None, True
    choice, state = "x", draft.state
    if state.has_words:
        context.screen.page(interrupted_page(state, context.today, context.screen.width))
        choices = {"go on": "continues there", "k": "saves it as it is", "x": "discards it"}
        choice = context.asker.choose("", choices, "go on")
    if choice == "go on":
        return state.go_on(context.today), False
    if choice == "k":
        # Words that were being typed count where they are an answer.
        state = advance(state, state.typed).state if state.typed else state
        _say_saved(context, request, finish(context, state))
        return None, True
    context.drafts.drop(draft)
    return _interrupted(context, request)


def _say_saved(context: Context, request: ReviewRequest, saved: ReviewDraft) -> None:
    if not saved.records:
        context.screen.line(" Nothing was changed.")
        return
    show_saved(context, request, saved, as_markdown=False)
    command = f"{request.command} --md" if request.name in REVIEWS else "syslead list"
    context.screen.line(f"\n saved · {command} shows it again")


def show_saved(
    context: Context, request: ReviewRequest, saved: ReviewDraft, *, as_markdown: bool
) -> None:
    """Show what was just saved: on a screen as a page, else as Markdown."""
    found = saved_blocks(context, request, saved)
    if as_markdown or not context.screen.is_terminal:
        context.screen.raw(to_markdown(found))
    else:
        context.screen.page([[], *to_screen(found, context.screen.width)])
