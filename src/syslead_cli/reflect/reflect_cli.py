"""``syslead reflect``: two good questions about your day."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from syslead_cli.base.answers_file import read_document
from syslead_cli.base.options import DayBack, Json, day_back, facet_id
from syslead_cli.base.page_cli import put_page, warn_of_damage, warn_of_unsaved
from syslead_cli.base.wording import counted
from syslead_cli.context import Context
from syslead_cli.errors import ExitCode, UsageError

if TYPE_CHECKING:
    from syslead_cli.framework.mentions import Mention
    from syslead_cli.reflect.reflecting import Ending, Wish
    from syslead_cli.reflect.session import Agenda, Session
    from syslead_cli.reflect.sitting import Desk, Sitting

app = typer.Typer(add_completion=False, rich_markup_mode=None)


@app.command()
def reflect(
    ctx: typer.Context,
    *,
    facet: Annotated[
        list[str] | None,
        typer.Option("--facet", help="Ask about this facet; may be repeated.", metavar="FACET"),
    ] = None,
    prompt: Annotated[
        list[str] | None,
        typer.Option("--prompt", help="Ask this prompt; may be repeated.", metavar="ID"),
    ] = None,
    quick: Annotated[bool, typer.Option("--quick", help="One question and nothing else.")] = False,
    plan: Annotated[
        bool, typer.Option("--plan", help="Show what would be asked; record nothing.")
    ] = False,
    answers: Annotated[
        str,
        typer.Option(
            "--answers", help="Answers in a JSON file, or - for standard input.", metavar="FILE|-"
        ),
    ] = "",
    date: DayBack = "",
    as_json: Json = False,
) -> int:
    """Two good questions about your day.

    Each answer is on disk before the next question. Enter on nothing skips a question, l puts
    it off, ? says what it is about; Ctrl-C stops and keeps what you were writing.
    """
    context: Context = ctx.obj
    _check_options(plan=plan, answers=answers, as_json=as_json, chosen=bool(facet or prompt))
    if not plan and not answers and not context.can_ask:
        raise UsageError(
            "There is no terminal to ask on.",
            "syslead reflect --plan --json shows the questions, --answers FILE answers them.",
        )
    wish = _wish(context, date, facet or [], prompt or [], brief=quick)
    if plan:
        _plan(context, wish, as_json=as_json)
        return ExitCode.DONE
    if answers:
        _answer(context, wish, answers, as_json=as_json)
        return ExitCode.DONE
    return _converse(context, wish)


def _check_options(*, plan: bool, answers: str, as_json: bool, chosen: bool) -> None:
    if plan and answers:
        raise UsageError("--plan and --answers: only one of them at a time.")
    if as_json and not plan and not answers:
        raise UsageError("--json goes with --plan or --answers.")
    if answers and chosen:
        raise UsageError(
            "--facet and --prompt do not go with --answers.",
            'Say in the document which question an answer belongs to: "facet" or "prompt".',
        )


def _wish(
    context: Context, day: str, facets: list[str], prompts: list[str], *, brief: bool
) -> Wish:
    from syslead_cli.reflect.reflecting import Wish

    return Wish(
        day=day_back(context, day) or context.today,
        today=context.today,
        facets=tuple(facet_id(context, word) for word in facets),
        prompts=tuple(prompts),
        brief=brief,
        slots=context.settings.prompts,
        follow_up=context.settings.follow_up,
    )


def _agenda(context: Context, wish: Wish) -> Agenda:
    from syslead_cli.reflect.reflecting import gather

    journal = context.journal.read()
    warn_of_damage(context.screen, journal)
    followed = context.drafts.last_follow_up()
    return gather(journal, context.framework, context.bank, wish, followed)


def _desk(context: Context) -> Desk:
    from syslead_cli.framework.mentions import compile_signals
    from syslead_cli.reflect.sitting import Desk

    def find_mentions(text: str) -> list[Mention]:
        signals = {facet.id: facet.signals for facet in context.framework.facets}
        return compile_signals(signals).match(text)

    finder = find_mentions if context.settings.mentions else None
    return Desk(context.journal, context.stamp, context.drafts, finder)


def _plan(context: Context, wish: Wish, *, as_json: bool) -> None:
    from syslead_cli.reflect.reflect_render import plan_data, plan_page

    agenda = _agenda(context, wish)
    if as_json:
        waiting = context.drafts.newest() is not None
        context.screen.document("plan", plan_data(agenda, context.framework, waiting=waiting))
    else:
        put_page(context.screen, plan_page(agenda, context.framework, context.screen.width))


# ── scripted ─────────────────────────────────────────────────────────────────


def _answer(context: Context, wish: Wish, source: str, *, as_json: bool) -> None:
    from syslead_cli.reflect.answering import answer
    from syslead_cli.reflect.reflect_render import Written, reflect_data

    document = read_document(context, source)
    journal = context.journal.read()
    done = answer(document, journal, (context.framework, context.bank), wish, _desk(context))
    if not as_json:
        for record in done.records:
            context.screen.line(record.id)
        return
    asks = [(ask, done.because[ask.id]) for ask in done.asks]
    written = Written(
        done.sitting, wish.day, asks, done.outcomes, done.note, done.intention, done.mentions
    )
    context.screen.document("reflect", reflect_data(written))


# ── at a terminal ────────────────────────────────────────────────────────────


def _converse(context: Context, wish: Wish) -> int:
    from syslead_cli.reflect.dialogue import ScreenDialogue
    from syslead_cli.reflect.reflecting import converse, start

    warn_of_unsaved(context.screen, context.unsaved)
    agenda, desk = _agenda(context, wish), _desk(context)
    resumed = _resumed(context, agenda, desk)
    if resumed:
        session, sitting, typed = resumed
    else:
        (session, sitting), typed = start(agenda, desk), ""
    ending = converse(session, sitting, ScreenDialogue(context), typed)
    if ending.interrupted:
        return _stopped(context, ending)
    _picture(context)
    return ExitCode.DONE


def _resumed(context: Context, agenda: Agenda, desk: Desk) -> tuple[Session, Sitting, str] | None:
    """The interrupted sitting, if there is one and the leader wants it."""
    from syslead_cli.reflect.reflect_render import interrupted
    from syslead_cli.reflect.reflecting import resume, set_aside

    draft = context.drafts.newest()
    if draft is None:
        return None
    put_page(context.screen, interrupted(draft, context.today, context.screen.width))
    choices = {"go on": "goes on there"}
    if draft.words:
        choices |= {"k": "keeps the words as a note", "x": "lets them go"}
    else:
        choices["n"] = "starts afresh"
    choice = context.asker.choose("", choices, "go on")
    if choice == "go on":
        return resume(draft, context.journal.read(), agenda, desk)
    set_aside(draft, desk, keep_words=choice == "k")
    return None


def _picture(context: Context) -> None:
    from syslead_cli.reflect.picture import picture
    from syslead_cli.reflect.reflect_render import first_picture

    shown = picture(context.journal.read().records, context.framework, context.today)
    put_page(context.screen, first_picture(shown, context.framework, context.screen.width))


def _stopped(context: Context, ending: Ending) -> int:
    """What is on disk, and where the rest is."""
    saved = sum(1 for record in ending.sitting.saved if getattr(record, "text", None))
    said = f"Stopped; {counted(saved, 'entry', 'entries')} saved." if saved else "Stopped."
    context.screen.warn(f"\n {said}")
    if ending.draft:
        context.screen.warn(
            f" The rest is in {ending.draft}\n Next time: syslead reflect goes on there."
        )
    return ExitCode.INTERRUPTED
