"""What reviews and assessments share: a plan, a document of answers, or a dialogue."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import TYPE_CHECKING, Annotated, NamedTuple

import typer
from msgspec import Struct

from syslead_cli.base.options import DayBack, Json, day_ahead, day_back, day_near, facet_id
from syslead_cli.base.terminal import put_page, warn_of_damage
from syslead_cli.context import Context
from syslead_cli.errors import ExitCode, UsageError
from syslead_cli.framework.model import Framework
from syslead_cli.journal.model import Focus, Pause
from syslead_cli.review.focus import (
    PauseWish,
    clear_focus,
    end_pause,
    focus_of,
    pause_of,
    set_focus,
    start_pause,
)

if TYPE_CHECKING:
    from syslead_cli.journal.model import Record
    from syslead_cli.review.run import Desk, Done, Prepared, Wish
    from syslead_cli.review.steps import State
    from syslead_cli.review.summary import Summary


class Call(Struct, frozen=True):
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
    from syslead_cli.review.run import Wish

    day = day_back(context, call.day) or context.today
    return Wish(call.name, day, context.today, call.afresh, tuple(context.settings.voices))


def _prepared(context: Context, wish: Wish) -> Prepared:
    from syslead_cli.review.run import prepare

    journal = context.journal.read()
    warn_of_damage(context.screen, journal)
    return prepare(journal, context.framework, context.bank, wish)


def _desk(context: Context) -> Desk:
    from syslead_cli.review.run import Desk

    return Desk(context.journal, context.stamp, context.review_drafts)


# ── summaries ────────────────────────────────────────────────────────────────


def _print_summary(context: Context, call: Call) -> int:
    """The review of these days, or their data; nothing is asked and nothing recorded."""
    from syslead_cli.base.blocks import to_markdown
    from syslead_cli.review.records import records_of
    from syslead_cli.review.run import within_period
    from syslead_cli.review.summary import blocks

    wish = _wish(context, call)
    journal = context.journal.read()
    review = within_period(journal, wish)
    found = records_of(review, journal.records) if review else {}
    context.screen.raw(to_markdown(blocks(_summary(context, wish, found))))
    warn_of_damage(context.screen, journal)
    return ExitCode.DONE


def _summary(context: Context, wish: Wish, found: Mapping[str, Record]) -> Summary:
    """Read back from the journal, so that it shows what is really there."""
    from msgspec.structs import replace

    from syslead_cli.journal.model import Review
    from syslead_cli.review.run import data_of_period
    from syslead_cli.review.summary import summary

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
    from syslead_cli.journal.model import Assessment, Review
    from syslead_cli.review.records import records_of

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
    from syslead_cli.review.summary import blocks

    found = _summary_of(context, wish, done)
    if as_markdown or not context.screen.is_terminal:
        context.screen.raw(to_markdown(blocks(found)))
    else:
        put_page(context.screen, to_screen(blocks(found), context.screen.width))


# ── scripted ─────────────────────────────────────────────────────────────────


def _plan(context: Context, call: Call, wish: Wish) -> int:
    prepared = _prepared(context, wish)
    if call.as_json:
        from syslead_cli.review.summary import plan_data

        waiting = context.review_drafts.newest(call.name) is not None
        trends = prepared.trends if prepared.state.agenda.is_review else None
        data = plan_data(prepared.state, trends, waiting=waiting)
        context.screen.document("review-plan", data)
    else:
        from syslead_cli.review.screen import plan_page

        put_page(context.screen, plan_page(prepared.state.agenda, context.screen.width))
    return ExitCode.DONE


def _answer(context: Context, call: Call, wish: Wish) -> int:
    from syslead_cli.base.json_input import read_document
    from syslead_cli.review.run import answer

    document = read_document(context, call.answers)
    prepared = _prepared(context, wish)
    done = answer(document, prepared, _desk(context))
    if not call.as_json:
        _show(context, wish, done, as_markdown=call.as_markdown)
        return ExitCode.DONE
    from syslead_cli.base.blocks import to_markdown
    from syslead_cli.review.summary import blocks, done_data

    text = to_markdown(blocks(_summary_of(context, wish, done)))
    data = done_data(prepared.state.agenda, done.review, done.ids, text)
    context.screen.document("review", data)
    return ExitCode.DONE


# ── at a terminal ────────────────────────────────────────────────────────────


def _talk(context: Context, call: Call, wish: Wish) -> int:
    from syslead_cli.review.dialogue import ReviewDialogue
    from syslead_cli.review.run import converse, finish

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
    from msgspec.structs import replace

    from syslead_cli.review.screen import again

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
    from syslead_cli.review.run import bring_in, finish, take_up
    from syslead_cli.review.screen import offered

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
    from syslead_cli.review.session import advance

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
    from syslead_cli.review.screen import closing

    said = closing(draft, call.command) if draft else "Stopped; nothing was written down."
    context.screen.warn(f"\n {said}")
    return ExitCode.INTERRUPTED


# ── review_cli ──
# ``syslead review``: the balcony, every week and every quarter.


review_app = typer.Typer(
    name="review",
    help="Look back from the balcony: at a week, or at a quarter.",
    add_completion=False,
    rich_markup_mode=None,
)

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


@review_app.command()
def week(
    ctx: typer.Context,
    *,
    date: DayBack = "",
    plan: Plan = False,
    answers: Answers = "",
    new: Afresh = False,
    as_json: Json = False,
    markdown: Markdown = False,
) -> int:
    """The last seven days: about ten minutes.

    Up to today, or to --date. Enter passes a question, b goes back, > to the next part; Ctrl-C
    stops and keeps what was answered. Everything is saved together at the end. A second review
    within three days goes on with the first. --md alone prints the review of these days, or their
    data where there is none: what a cron job mails.
    """
    return conduct(ctx.obj, Call("week", date, new, plan, answers, as_json, markdown))


@review_app.command()
def quarter(
    ctx: typer.Context,
    *,
    date: DayBack = "",
    plan: Plan = False,
    answers: Answers = "",
    new: Afresh = False,
    as_json: Json = False,
    markdown: Markdown = False,
) -> int:
    """The last thirteen weeks, and a focus for the next.

    Up to today, or to --date. Enter passes a question, b goes back, > to the next part; Ctrl-C
    stops and keeps what was answered. Everything is saved together at the end. A second review
    within six weeks goes on with the first. --md alone prints the review of these days, or their
    data where there is none.
    """
    return conduct(ctx.obj, Call("quarter", date, new, plan, answers, as_json, markdown))


# ── assess ──
# ``syslead assess``: what matters and how much of it there was; how the surroundings are.


assess_app = typer.Typer(
    name="assess",
    help="Parts of the quarterly review on their own.",
    add_completion=False,
    rich_markup_mode=None,
)


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
    return conduct(ctx.obj, Call("facets", date, False, plan, answers, as_json))


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
    return conduct(ctx.obj, Call("environment", date, False, plan, answers, as_json))


# ── focus_cli ──
# ``syslead focus`` and ``syslead pause``: what the next weeks are about, and time away.


focus_app = typer.Typer(add_completion=False, rich_markup_mode=None)


@focus_app.command()
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
    context: Context = ctx.obj
    if clear and (facets or until):
        raise UsageError("--clear takes no facets and no --until.")
    if until and not facets:
        raise UsageError("--until needs the facets it is for.")
    context.safe.key.unlock()  # it is shown afterwards: asked before anything is written
    if clear:
        clear_focus(context.journal, context.stamp, context.today)
    elif facets:
        chosen = [facet_id(context, word) for word in facets]
        last = day_ahead(context, until, "--until")
        set_focus(chosen, last, context.framework, context.journal, context.stamp)
    _show_focus(context, focus_of(context.journal, context.today), as_json=as_json)


def _show_focus(context: Context, held: Focus | None, *, as_json: bool) -> None:
    if as_json:
        context.screen.document("focus", _focus_data(held))
        return
    if held is None:
        context.screen.line("No focus: every facet comes round in turn.")
        context.screen.line("→ syslead focus FACET …   six to eight of them, for a quarter")
        return
    from syslead_cli.base.layout import paragraph, sentence
    from syslead_cli.base.terminal import put_page

    width = context.screen.width
    page = sentence(f"Until {_spoken(held.until)} most questions are about", width)
    for id_ in held.facets:
        page += paragraph(_name(context.framework, id_), width)
    put_page(context.screen, page)


def _focus_data(held: Focus | None) -> dict[str, object]:
    return {
        "facets": list(held.facets) if held else [],
        "until": held.until.isoformat() if held else None,
    }


def _name(framework: Framework, id_: str) -> str:
    facet = framework.facet(id_)
    return facet.name if facet else id_


def _spoken(day: date) -> str:
    from syslead_cli.base.dates import MONTHS

    return f"{day.day} {MONTHS[day.month - 1].capitalize()} {day.year}"


@focus_app.command()
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
    context: Context = ctx.obj
    if (end or show) and (start or until or (end and show)):
        raise UsageError("--end and --show stand alone.")
    if end:
        end_pause(context.journal, context.stamp, context.today)
    elif not show:
        first = day_near(context, start, "--from") or context.today
        last = day_near(context, until, "--until", is_end=True)
        if last is not None and last < first:
            raise UsageError("--until comes before the first day away.")
        start_pause(PauseWish(first, last), context.journal, context.stamp, context.today)
    _show_pause(context, pause_of(context.journal, context.today), as_json=as_json)


def _show_pause(context: Context, held: Pause | None, *, as_json: bool) -> None:
    if as_json:
        data = {
            "from": held.from_.isoformat() if held else None,
            "until": held.until.isoformat() if held and held.until else None,
        }
        context.screen.document("pause", data)
    elif held is None:
        context.screen.line("No pause.")
    else:
        last = f"until {_spoken(held.until)}" if held.until else "until you say so"
        context.screen.line(f"Paused from {_spoken(held.from_)} {last}.")
        context.screen.line("→ syslead pause --end   when you are back sooner")
