"""What reviews and assessments share: a plan, a document of answers, or a dialogue."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, NamedTuple

from syslead_cli.base.options import day_back
from syslead_cli.base.page_cli import put_page, warn_of_damage
from syslead_cli.base.values import dataclass
from syslead_cli.context import Context
from syslead_cli.errors import ExitCode, UsageError

if TYPE_CHECKING:
    from syslead_cli.journal.records import Record
    from syslead_cli.review.review_steps import State
    from syslead_cli.review.review_summary import Summary
    from syslead_cli.review.reviewing import Desk, Done, Prepared, Wish


@dataclass(frozen=True, slots=True)
class Call:
    """How the command was called. ``name``: week, quarter, facets or environment."""

    name: str
    day: str = ""
    afresh: bool = False
    plan: bool = False
    answers: str = ""
    as_json: bool = False
    as_markdown: bool = False

    @property
    def command(self) -> str:
        """As it would be typed again."""
        return f"syslead {'review' if self.name in ('week', 'quarter') else 'assess'} {self.name}"


def conduct(context: Context, call: Call) -> int:
    """Carry out one call."""
    _check(context, call)
    if call.as_markdown and not call.answers:
        return _print_summary(context, call)
    wish = _wish(context, call)
    if call.plan:
        return _plan(context, call, wish)
    if call.answers:
        return _answer(context, call, wish)
    return _talk(context, call, wish)


def _check(context: Context, call: Call) -> None:
    if call.plan and (call.answers or call.as_markdown):
        raise UsageError("--plan stands without --answers and --md.")
    if call.as_json and not call.plan and not call.answers:
        raise UsageError("--json goes with --plan or --answers.")
    if call.as_json and call.as_markdown:
        raise UsageError("--json and --md: only one of them at a time.")
    scripted = call.plan or call.answers or call.as_markdown
    if not scripted and not context.can_ask:
        raise UsageError(
            "There is no terminal to ask on.",
            f"{call.command} --plan --json shows the questions, --answers FILE answers them.",
        )


def _wish(context: Context, call: Call) -> Wish:
    from syslead_cli.review.reviewing import Wish

    day = day_back(context, call.day) or context.today
    return Wish(call.name, day, context.today, call.afresh, tuple(context.settings.voices))


def _prepared(context: Context, wish: Wish) -> Prepared:
    from syslead_cli.review.reviewing import prepare

    journal = context.journal.read()
    warn_of_damage(context.screen, journal)
    return prepare(journal, context.framework, context.bank, wish)


def _desk(context: Context) -> Desk:
    from syslead_cli.review.reviewing import Desk

    return Desk(context.journal, context.stamp, context.review_drafts)


# ── summaries ────────────────────────────────────────────────────────────────


def _print_summary(context: Context, call: Call) -> int:
    """The review of these days, or their data; nothing is asked and nothing recorded."""
    from syslead_cli.base.blocks import to_markdown
    from syslead_cli.review.review_blocks import blocks
    from syslead_cli.review.review_earlier import records_of
    from syslead_cli.review.reviewing import within_period

    wish = _wish(context, call)
    journal = context.journal.read()
    review = within_period(journal, wish)
    found = records_of(review, journal.records) if review else {}
    context.screen.raw(to_markdown(blocks(_summary(context, wish, found))))
    warn_of_damage(context.screen, journal)
    return ExitCode.DONE


def _summary(context: Context, wish: Wish, found: Mapping[str, Record]) -> Summary:
    """Read back from the journal, so that it shows what is really there."""
    from syslead_cli.base.values import replace
    from syslead_cli.journal.records import Review
    from syslead_cli.review.review_summary import summary
    from syslead_cli.review.reviewing import data_of_period

    review = found.get("review")
    day = review.to if isinstance(review, Review) else wish.day
    journal = context.journal.read()
    trends = data_of_period(journal, context.framework, replace(wish, day=day))
    return summary(
        wish.name,
        trends,
        found,
        records=journal.records,
        framework=context.framework,
        questions=context.bank.questions,
    )


def _summary_of(context: Context, wish: Wish, done: Done) -> Summary:
    """The summary of what was just put in the journal."""
    from syslead_cli.journal.records import Assessment, Review
    from syslead_cli.review.review_earlier import records_of

    journal = context.journal.read()
    review = journal.find(done.review) if done.review else None
    if isinstance(review, Review):
        return _summary(context, wish, records_of(review, journal.records))
    made = [journal.find(id_) for id_ in done.ids]
    found = {
        "environment" if record.environment else "facets": record
        for record in made
        if isinstance(record, Assessment)
    }
    return _summary(context, wish, found)


def _show(context: Context, wish: Wish, done: Done, *, as_markdown: bool) -> None:
    from syslead_cli.base.blocks import to_markdown, to_screen
    from syslead_cli.review.review_blocks import blocks

    found = _summary_of(context, wish, done)
    if as_markdown or not context.screen.is_terminal:
        context.screen.raw(to_markdown(blocks(found)))
    else:
        put_page(context.screen, to_screen(blocks(found), context.screen.width))


# ── scripted ─────────────────────────────────────────────────────────────────


def _plan(context: Context, call: Call, wish: Wish) -> int:
    prepared = _prepared(context, wish)
    if call.as_json:
        from syslead_cli.review.review_json import plan_data

        waiting = context.review_drafts.newest(call.name) is not None
        trends = prepared.trends if prepared.state.agenda.is_review else None
        data = plan_data(prepared.state, trends, waiting=waiting)
        context.screen.document("review-plan", data)
    else:
        from syslead_cli.review.review_plan import plan_page

        put_page(context.screen, plan_page(prepared.state.agenda, context.screen.width))
    return ExitCode.DONE


def _answer(context: Context, call: Call, wish: Wish) -> int:
    from syslead_cli.base.answers_file import read_document
    from syslead_cli.review.reviewing import answer

    document = read_document(context, call.answers)
    prepared = _prepared(context, wish)
    done = answer(document, prepared, _desk(context))
    if not call.as_json:
        _show(context, wish, done, as_markdown=call.as_markdown)
        return ExitCode.DONE
    from syslead_cli.base.blocks import to_markdown
    from syslead_cli.review.review_blocks import blocks
    from syslead_cli.review.review_json import done_data

    text = to_markdown(blocks(_summary_of(context, wish, done)))
    data = done_data(prepared.state.agenda, done.review, done.ids, text)
    context.screen.document("review", data)
    return ExitCode.DONE


# ── at a terminal ────────────────────────────────────────────────────────────


def _talk(context: Context, call: Call, wish: Wish) -> int:
    from syslead_cli.review.review_dialogue import ReviewDialogue
    from syslead_cli.review.reviewing import converse, finish

    waiting = _waiting(context, call, wish)
    if waiting.is_over:
        return ExitCode.DONE
    prepared, state = _prepared(context, wish), waiting.state
    if state is None:
        prepared, state = _begun(context, wish, prepared)
    dialogue = ReviewDialogue(context, prepared, _summary(context, wish, {}))
    ending = converse(state, dialogue, context.review_drafts)
    if ending.stopped:
        return _stopped(context, call, ending.draft)
    _ended(context, wish, finish(ending.state, _desk(context)))
    return ExitCode.DONE


def _begun(context: Context, wish: Wish, prepared: Prepared) -> tuple[Prepared, State]:
    """A new review, or a second look at the earlier one of the same days."""
    from syslead_cli.base.values import replace
    from syslead_cli.review.review_render import again

    if prepared.earlier:
        put_page(context.screen, again(prepared.earlier, context.today, context.screen.width))
        choices = {"go on": "goes through it again", "n": "makes a second one beside it"}
        if context.asker.choose("", choices, "go on") == "n":
            prepared = _prepared(context, replace(wish, afresh=True))
    return prepared, prepared.state


class Waiting(NamedTuple):
    """What became of an interrupted review: gone on with, or saved and over; else a new one."""

    state: State | None = None
    is_over: bool = False


def _waiting(context: Context, call: Call, wish: Wish) -> Waiting:
    from syslead_cli.review.review_render import offered
    from syslead_cli.review.reviewing import bring_in, finish, take_up

    drafts = context.review_drafts
    draft = drafts.newest(call.name)
    if draft is None:
        return Waiting()
    if draft.records:
        _ended(context, wish, bring_in(draft, _desk(context)))
        return Waiting(is_over=True)
    choice = "x"
    if draft.state.has_words:
        put_page(context.screen, offered(draft, context.today, context.screen.width))
        choices = {"go on": "goes on there", "k": "keeps it as it stands", "x": "lets it go"}
        choice = context.asker.choose("", choices, "go on")
    if choice == "go on":
        return Waiting(take_up(draft, context.today))
    if choice == "k":
        _ended(context, wish, finish(_as_it_stands(draft.state), _desk(context)))
        return Waiting(is_over=True)
    drafts.drop(draft)
    return _waiting(context, call, wish)


def _as_it_stands(state: State) -> State:
    """Words that were being typed count where they are an answer."""
    from syslead_cli.review.review_core import advance

    return advance(state, state.typed).state if state.typed and not state.is_done else state


def _ended(context: Context, wish: Wish, done: Done) -> None:
    if not done.records:
        context.screen.line(" Nothing was changed, so nothing was saved.")
        return
    _show(context, wish, done, as_markdown=False)
    command = "review" if wish.name in ("week", "quarter") else "assess"
    again = f"syslead {command} {wish.name} --md" if command == "review" else "syslead list"
    context.screen.line(f"\n saved · {again} shows it again")


def _stopped(context: Context, call: Call, draft: str) -> int:
    from syslead_cli.review.review_render import closing

    said = closing(draft, call.command) if draft else "Stopped; nothing was written down."
    context.screen.warn(f"\n {said}")
    return ExitCode.INTERRUPTED
