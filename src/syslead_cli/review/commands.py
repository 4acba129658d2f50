"""``review`` and ``assess``: a plan, a document of answers, or a dialogue; ``focus``, ``pause``."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import TYPE_CHECKING, Annotated

import typer
from msgspec.structs import replace

from syslead_cli.base.options import DayBack, Json, day_ahead, day_back, day_near, facet_id
from syslead_cli.base.terminal import put_page, warn_of_damage
from syslead_cli.base.text import whole_day
from syslead_cli.errors import ExitCode, UsageError
from syslead_cli.journal.model import Assessment, Intention, Record, Review
from syslead_cli.review.draft import ReviewDraft
from syslead_cli.review.model import REVIEWS, ReviewName, ReviewState
from syslead_cli.review.records import SavedReview, bring_in, finish, newest_within, records_of
from syslead_cli.review.session import (
    PreparedReview,
    ReviewRequest,
    advance,
    prepare,
    trends_to,
)

if TYPE_CHECKING:
    from syslead_cli.base.blocks import Block
    from syslead_cli.context import Context
    from syslead_cli.review.summary import ReviewSummary


def conduct(
    context: Context,
    name: ReviewName,
    *,
    date: str = "",
    new: bool = False,
    plan: bool = False,
    answers: str = "",
    as_json: bool = False,
    markdown: bool = False,
) -> int:
    """Show a plan or a summary, take a document of answers, or hold a dialogue."""
    if plan and (answers or markdown):
        raise UsageError("--plan stands without --answers and --md.")
    if as_json and not plan and not answers:
        raise UsageError("--json goes with --plan or --answers.")
    if as_json and markdown:
        raise UsageError("--json and --md: only one of them at a time.")
    day = day_back(context, date) or context.today
    request = ReviewRequest(name, day, context.today, new, tuple(context.settings.voices))
    if plan:
        _print_plan(context, request, as_json=as_json)
    elif answers:
        _answer(context, request, answers, as_json=as_json, markdown=markdown)
    elif markdown:
        _print_summary(context, request)
    elif context.can_ask:
        return _talk(context, request)
    else:
        how = f"{request.command} --plan --json shows the questions, --answers FILE answers them."
        raise UsageError("There is no terminal to ask on.", how)
    return ExitCode.DONE


def _prepared(context: Context, request: ReviewRequest) -> PreparedReview:
    journal = context.journal.read()
    warn_of_damage(context.screen, journal)
    return prepare(journal, context.framework, context.bank, request)


# ── summaries ────────────────────────────────────────────────────────────────


def _print_summary(context: Context, request: ReviewRequest) -> None:
    """Print the review of these days, or their data; nothing is asked and nothing recorded."""
    from syslead_cli.base.blocks import to_markdown
    from syslead_cli.review.summary import blocks

    journal = context.journal.read()
    review = newest_within(journal.records, request.name, request.day)
    found = records_of(review, journal.records) if review else {}
    context.screen.raw(to_markdown(blocks(_summary(context, request, found))))
    warn_of_damage(context.screen, journal)


def _summary(
    context: Context, request: ReviewRequest, found: Mapping[str, Record]
) -> ReviewSummary:
    """Read it back from the journal, so that it shows what is really there."""
    from syslead_cli.review.summary import ReviewSummary

    review = found.get("review")
    day = review.to if isinstance(review, Review) else request.day
    journal = context.journal.read()
    framework = context.framework
    trends = trends_to(journal, framework, request, day)
    questions = context.bank.questions
    return ReviewSummary(request.name, trends, found, journal.records, framework, questions)


def _saved_blocks(context: Context, request: ReviewRequest, saved: SavedReview) -> list[Block]:
    """Return the summary of what was just put in the journal."""
    from syslead_cli.review.summary import blocks

    journal = context.journal.read()
    review = journal.find(saved.review) if saved.review else None
    found: dict[str, Record] = {}
    if isinstance(review, Review):
        found = records_of(review, journal.records)
    else:
        for record in map(journal.find, saved.ids):
            if isinstance(record, Assessment):
                found["environment" if record.environment else "facets"] = record
    return blocks(_summary(context, request, found))


def _show(
    context: Context, request: ReviewRequest, saved: SavedReview, *, as_markdown: bool
) -> None:
    from syslead_cli.base.blocks import to_markdown, to_screen

    found = _saved_blocks(context, request, saved)
    if as_markdown or not context.screen.is_terminal:
        context.screen.raw(to_markdown(found))
    else:
        put_page(context.screen, to_screen(found, context.screen.width))


# ── scripted ─────────────────────────────────────────────────────────────────


def _print_plan(context: Context, request: ReviewRequest, *, as_json: bool) -> None:
    prepared = _prepared(context, request)
    agenda = prepared.state.agenda
    if as_json:
        from syslead_cli.review.documents import plan_document

        waiting = context.review_drafts.newest(request.name) is not None
        trends = prepared.trends if agenda.is_review else None
        context.screen.print_document(plan_document(prepared.state, trends, waiting=waiting))
    else:
        from syslead_cli.review.screen import plan_page

        put_page(context.screen, plan_page(agenda, context.screen.width))


def _answer(
    context: Context, request: ReviewRequest, source: str, *, as_json: bool, markdown: bool
) -> None:
    """Take a document of answers, whole or not at all."""
    from syslead_cli.base.json_input import read_document
    from syslead_cli.review.answers_document import read_answers

    given = read_document(context, source)
    prepared = _prepared(context, request)
    intentions = [r for r in prepared.journal.records if isinstance(r, Intention)]
    state, problems = read_answers(given, prepared.state, context.bank.questions, intentions)
    if problems:
        raise UsageError(
            "\n".join(["The answers were not taken; nothing was saved.", *problems]),
            f"{request.command} --plan --json shows what a document may hold.",
        )
    saved = finish(context, state, drafted=False)
    if not as_json:
        _show(context, request, saved, as_markdown=markdown)
        return
    from syslead_cli.base.blocks import to_markdown
    from syslead_cli.review.documents import ReviewDocument

    agenda = prepared.state.agenda
    document = ReviewDocument(
        name=agenda.name,
        from_=agenda.first,
        to=agenda.last,
        review=saved.review,
        changed=bool(agenda.earlier),
        ids=tuple(saved.ids),
        summary=to_markdown(_saved_blocks(context, request, saved)),
    )
    context.screen.print_document(document)


# ── at a terminal ────────────────────────────────────────────────────────────


def _talk(context: Context, request: ReviewRequest) -> int:
    from syslead_cli.review.dialogue import ReviewDialogue

    state, is_over = _interrupted(context, request)
    if is_over:
        return ExitCode.DONE
    prepared = _prepared(context, request)
    if state is None:
        prepared = _begun(context, request, prepared)
        state = prepared.state
    dialogue = ReviewDialogue(context, prepared, _summary(context, request, {}))
    state, is_stopped = dialogue.hold(state)
    if not is_stopped:
        _say_saved(context, request, finish(context, state))
        return ExitCode.DONE
    said = "Stopped; nothing was written down."
    if state.has_words:
        file = context.review_drafts.path(ReviewDraft(state))
        again = f"Next time: {request.command} goes on there."
        said = f"Stopped. Your answers are in\n   {file}\n {again}"
    context.screen.warn(f"\n {said}")
    return ExitCode.INTERRUPTED


def _begun(context: Context, request: ReviewRequest, prepared: PreparedReview) -> PreparedReview:
    """Return a new review, or a second look at the earlier one of the same days."""
    from syslead_cli.review.screen import again

    if prepared.earlier:
        put_page(context.screen, again(prepared.earlier, context.today, context.screen.width))
        choices = {"go on": "goes through it again", "n": "makes a second one beside it"}
        if context.asker.choose("", choices, "go on") == "n":
            return _prepared(context, replace(request, afresh=True))
    return prepared


def _interrupted(context: Context, request: ReviewRequest) -> tuple[ReviewState | None, bool]:
    """Return the state of an interrupted review to go on with, and if it is over and saved."""
    from syslead_cli.review.screen import offered

    drafts = context.review_drafts
    draft = drafts.newest(request.name)
    if draft is None:
        return None, False
    if draft.records:
        _say_saved(context, request, bring_in(context, draft))
        return None, True
    choice, state = "x", draft.state
    if state.has_words:
        put_page(context.screen, offered(draft, context.today, context.screen.width))
        choices = {"go on": "goes on there", "k": "keeps it as it stands", "x": "lets it go"}
        choice = context.asker.choose("", choices, "go on")
    if choice == "go on":
        return state.taken_up(context.today), False
    if choice == "k":
        # Words that were being typed count where they are an answer.
        state = advance(state, state.typed).state if state.typed else state
        _say_saved(context, request, finish(context, state))
        return None, True
    drafts.drop(draft)
    return _interrupted(context, request)


def _say_saved(context: Context, request: ReviewRequest, saved: SavedReview) -> None:
    if not saved.records:
        context.screen.line(" Nothing was changed, so nothing was saved.")
        return
    _show(context, request, saved, as_markdown=False)
    again = f"{request.command} --md" if request.name in REVIEWS else "syslead list"
    context.screen.line(f"\n saved · {again} shows it again")


# ── review and assess ────────────────────────────────────────────────────────

app = typer.Typer(add_completion=False, rich_markup_mode=None)
review_app = typer.Typer(
    help="Look back from the balcony: at a week, or at a quarter.", rich_markup_mode=None
)
assess_app = typer.Typer(help="Parts of the quarterly review on their own.", rich_markup_mode=None)
app.add_typer(review_app, name="review")
app.add_typer(assess_app, name="assess")

Plan = Annotated[bool, typer.Option("--plan", help="Show what would be asked; record nothing.")]
Answers = Annotated[
    str,
    typer.Option(
        "--answers", help="Answers in a JSON file, or - for standard input.", metavar="FILE|-"
    ),
]
Markdown = Annotated[
    bool, typer.Option("--md", help="The summary as Markdown; alone it asks and records nothing.")
]
Afresh = Annotated[bool, typer.Option("--new", help="Beside an earlier review of the same days.")]


def _review(name: ReviewName, what: str, days: str, without: str) -> None:
    """Add a command for a review."""

    def command(
        ctx: typer.Context,
        *,
        date: DayBack = "",
        plan: Plan = False,
        answers: Answers = "",
        new: Afresh = False,
        as_json: Json = False,
        markdown: Markdown = False,
    ) -> int:
        return conduct(
            ctx.obj,
            name,
            date=date,
            new=new,
            plan=plan,
            answers=answers,
            as_json=as_json,
            markdown=markdown,
        )

    help_text = f"""{what}

    Up to today, or to --date. Enter passes a question, b goes back, > to the next part; Ctrl-C
    stops and keeps what was answered. Everything is saved together at the end. A second review
    within {days} goes on with the first. --md alone prints the review of these days, or their
    data where there is none{without}.
    """
    review_app.command(name, help=help_text)(command)


_review("week", "The last seven days: about ten minutes.", "three days", ": what a cron job mails")
_review("quarter", "The last thirteen weeks, and a focus for the next.", "six weeks", "")


@assess_app.command()
def facets(
    ctx: typer.Context,
    *,
    date: DayBack = "",
    plan: Plan = False,
    answers: Answers = "",
    as_json: Json = False,
) -> int:
    """How much each facet will matter, and how much there was."""
    return conduct(ctx.obj, "facets", date=date, plan=plan, answers=answers, as_json=as_json)


@assess_app.command()
def environment(
    ctx: typer.Context,
    *,
    date: DayBack = "",
    plan: Plan = False,
    answers: Answers = "",
    as_json: Json = False,
) -> int:
    """How far your surroundings let this kind of leading flourish."""
    return conduct(ctx.obj, "environment", date=date, plan=plan, answers=answers, as_json=as_json)


# ── focus and pause ──────────────────────────────────────────────────────────


@app.command()
def focus(
    ctx: typer.Context,
    facets: Annotated[
        list[str] | None,
        typer.Argument(help="Six to eight of them, for the next quarter.", metavar="FACET…"),
    ] = None,
    until: Annotated[
        str,
        typer.Option(
            "--until", help="The last day; a quarter from now if left out.", metavar="DAY"
        ),
    ] = "",
    clear: Annotated[bool, typer.Option("--clear", help="End the focus.")] = False,
    as_json: Json = False,
) -> None:
    """Choose the facets most questions go to for a quarter; alone, show them."""
    from syslead_cli.review.focus import clear_focus, focus_today, set_focus

    context: Context = ctx.obj
    if clear and (facets or until):
        raise UsageError("--clear takes no facets and no --until.")
    if until and not facets:
        raise UsageError("--until needs the facets it is for.")
    context.key.unlock()  # it is shown afterwards: asked before anything is written
    if clear:
        clear_focus(context)
    elif facets:
        chosen = [facet_id(context, word) for word in facets]
        set_focus(context, chosen, day_ahead(context, until, "--until"))
    held = focus_today(context)
    if as_json:
        from syslead_cli.review.documents import FocusDocument

        document = FocusDocument(held.facets, held.until) if held else FocusDocument((), None)
        context.screen.print_document(document)
    elif held is None:
        context.screen.line("No focus: every facet comes round in turn.")
        context.screen.line("→ syslead focus FACET …   six to eight of them, for a quarter")
    else:
        from syslead_cli.base.layout import paragraph, sentence

        width = context.screen.width
        page = sentence(f"Until {whole_day(held.until, date.min)} most questions are about", width)
        for id_ in held.facets:
            facet = context.framework.facet(id_)
            page += paragraph(facet.name if facet else id_, width)
        put_page(context.screen, page)


@app.command()
def pause(
    ctx: typer.Context,
    *,
    start: Annotated[
        str, typer.Option("--from", help="The first day away; today if left out.", metavar="DAY")
    ] = "",
    until: Annotated[
        str, typer.Option("--until", help="The last day away, if it is known.", metavar="DAY")
    ] = "",
    end: Annotated[bool, typer.Option("--end", help="You are back.")] = False,
    show: Annotated[bool, typer.Option("--show", help="Only say whether a pause holds.")] = False,
    as_json: Json = False,
) -> None:
    """Time away: no reminders, and nothing counts as gone quiet while you are not here."""
    from syslead_cli.review.focus import end_pause, pause_today, start_pause

    context: Context = ctx.obj
    if (end or show) and (start or until or (end and show)):
        raise UsageError("--end and --show stand alone.")
    if end:
        end_pause(context)
    elif not show:
        first = day_near(context, start, "--from") or context.today
        last = day_near(context, until, "--until", is_end=True)
        if last is not None and last < first:
            raise UsageError("--until comes before the first day away.")
        start_pause(context, first, last)
    held = pause_today(context)
    if as_json:
        from syslead_cli.review.documents import PauseDocument

        document = PauseDocument(held.from_, held.until) if held else PauseDocument(None, None)
        context.screen.print_document(document)
    elif held is None:
        context.screen.line("No pause.")
    else:
        last_day = f"until {whole_day(held.until, date.min)}" if held.until else "until you say so"
        context.screen.line(f"Paused from {whole_day(held.from_, date.min)} {last_day}.")
        context.screen.line("→ syslead pause --end   when you are back sooner")
