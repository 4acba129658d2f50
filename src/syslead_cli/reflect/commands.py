"""``syslead intend``: an if–then plan that will be asked about."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from syslead_cli.base.json_input import read_document
from syslead_cli.base.options import DayBack, Id, Json, day_ahead, day_back, facet_id, one_of
from syslead_cli.base.terminal import put_page, warn_of_damage, warn_of_unsaved
from syslead_cli.base.text import counted
from syslead_cli.context import Context
from syslead_cli.errors import ExitCode, UsageError
from syslead_cli.journal.intentions import tracked_intentions
from syslead_cli.journal.listing import names
from syslead_cli.journal.model import PROBLEMS
from syslead_cli.reflect.intentions import (
    DAYS_AHEAD,
    Plan,
    Verdict,
    has_act,
    has_cue,
    intention_named,
    is_if_then,
    mended,
    say_of,
)
from syslead_cli.reflect.intentions import intend as put_intention
from syslead_cli.reflect.notes import NoteWish, take_note

if TYPE_CHECKING:
    from syslead_cli.framework.signals import Mention
    from syslead_cli.reflect.session import Agenda, Session
    from syslead_cli.reflect.sitting import Desk, Ending, Sitting, Wish


intend_app = typer.Typer(add_completion=False, rich_markup_mode=None)


@intend_app.command()
def intend(
    ctx: typer.Context,
    text: Annotated[
        str,
        typer.Argument(
            help='"If … then I will …", or - to read it from standard input.', metavar="[TEXT|-]"
        ),
    ] = "",
    by: Annotated[
        str, typer.Option("--by", help="When to ask: fri, 2w, 1 May, 2026-05-01.", metavar="DAY")
    ] = "",
    facet: Annotated[
        str, typer.Option("--facet", help="The facet it is about.", metavar="FACET")
    ] = "",
    as_json: Json = False,
) -> None:
    """Plan what you will do, and when: "If … then I will …".

    You are asked what became of it at the first sitting after its day; a week from now
    unless --by says another.
    """
    context: Context = ctx.obj
    due = day_ahead(context, by, "--by")
    about = facet_id(context, facet) if facet else None
    plan = Plan(_in_shape(context, _text(context, text)), due, about)
    intention = put_intention(plan, context.journal, context.stamp)
    if as_json:
        context.screen.document("intend", {"id": intention.id, "due": intention.due.isoformat()})
        return
    from syslead_cli.base.text import near_day

    context.screen.line(intention.id)
    context.screen.say(f"  asked about: {near_day(intention.due, context.today)}")


def _text(context: Context, text: str) -> str:
    if text == "-" or (not text and not context.can_ask):
        if text != "-":
            raise UsageError(
                "There is no terminal to ask on, and no intention was given.",
                'Pipe it in: printf "If …, then I will …" | syslead intend -',
            )
        return context.read_words()
    return context.typed.heard(text or context.asker.free_text("If …, then I will …?"))


def _in_shape(context: Context, text: str) -> str:
    """A plan without its cue is kept as it is, or mended with one more line at a terminal."""
    if not text.strip() or is_if_then(text):
        return text
    lacks_cue = not has_cue(text)
    if not context.can_ask:
        half = "when that will be" if lacks_cue else "what you will do"
        context.screen.say(f"  It does not say {half}. “If …, then I will …” is easier to keep.")
        return text
    if lacks_cue:
        cue = context.asker.free_text("When will that be? If … (Enter leaves it as it is)")
        return mended(text, cue, "")
    act = "" if has_act(text) else context.asker.free_text("And then you will …? (Enter passes)")
    return mended(text, "", act)


# ── intentions_cli ──
# ``syslead intentions``: what is due, what waits, and what became of the rest.


intentions_app = typer.Typer(name="intentions", add_completion=False, rich_markup_mode=None)

Line = Annotated[
    str,
    typer.Option(
        "--text", help="A line about it, or - to read it from standard input.", metavar="TEXT"
    ),
]


@intentions_app.callback(invoke_without_command=True)
def intentions(
    ctx: typer.Context,
    closed: Annotated[bool, typer.Option("--all", help="Also those that are over.")] = False,
    as_json: Json = False,
) -> None:
    """Your intentions: due, open, and what became of the rest."""
    if ctx.invoked_subcommand is not None:
        return
    from syslead_cli.reflect.screen import intentions_data, page_of_intentions

    context: Context = ctx.obj
    journal = context.journal.read()
    all_ = tracked_intentions(journal.records)
    if as_json:
        data = intentions_data(all_, context.today, closed=closed)
        context.screen.document("intentions", data)
    elif page := page_of_intentions(all_, names(context), closed=closed):
        put_page(context.screen, page)
    else:
        context.screen.say('No intention waits. syslead intend "If …, then I will …" makes one.')
    warn_of_damage(context.screen, journal)


@intentions_app.command()
def done(ctx: typer.Context, id_: Id, text: Line = "") -> None:
    """You did it."""
    _say(ctx.obj, id_, Verdict("done", text), "Kept")


@intentions_app.command()
def partly(ctx: typer.Context, id_: Id, text: Line = "") -> None:
    """You did part of it."""
    _say(ctx.obj, id_, Verdict("partly", text), "Kept in part")


@intentions_app.command()
def drop(ctx: typer.Context, id_: Id, text: Line = "") -> None:
    """You let it go; that is an answer too."""
    _say(ctx.obj, id_, Verdict("dropped", text), "Let go")


@intentions_app.command()
def later(
    ctx: typer.Context,
    id_: Id,
    when: Annotated[
        str, typer.Argument(help="When to ask again: fri, 2w, 1 May; a week if not said.")
    ] = "",
    text: Line = "",
) -> None:
    """Not yet: ask again on another day."""
    from syslead_cli.base.text import near_day

    context: Context = ctx.obj
    due = day_ahead(context, when or f"{DAYS_AHEAD}d", "WHEN")
    assert due is not None
    said = f"Asked about again: {near_day(due, context.today)}"
    _say(context, id_, Verdict("not_yet", text, due), said)


def _say(context: Context, id_: str, verdict: Verdict, said: str) -> None:
    from msgspec.structs import replace

    from syslead_cli.base.text import one_line

    whole = context.journal.read()
    intention_named(whole, id_)  # a wrong id is said before anything is typed
    if verdict.text:
        piped = verdict.text == "-"
        text = context.read_words() if piped else context.typed.heard(verdict.text)
        verdict = replace(verdict, text=text)
    standing = say_of(context.journal, whole, id_, verdict, context.stamp)
    context.screen.line(f"{said}: “{one_line(standing.intention.text)}”")


# ── note ──
# ``syslead note``: write down what is on your mind.


note_app = typer.Typer(add_completion=False, rich_markup_mode=None)


@note_app.command()
def note(
    ctx: typer.Context,
    text: Annotated[
        str,
        typer.Argument(help="The text, or - to read it from standard input.", metavar="[TEXT|-]"),
    ] = "",
    *,
    facet: Annotated[
        list[str] | None,
        typer.Option("--facet", help="A facet it is about; may be repeated.", metavar="FACET"),
    ] = None,
    voice: Annotated[
        list[str] | None,
        typer.Option("--voice", help="Who was heard; may be repeated.", metavar="NAME"),
    ] = None,
    tag: Annotated[
        list[str] | None, typer.Option("--tag", help="A tag; may be repeated.", metavar="TAG")
    ] = None,
    problem: Annotated[
        str, typer.Option("--problem", help="critical, tame or wicked.", metavar="KIND")
    ] = "",
    date: DayBack = "",
    as_json: Json = False,
) -> None:
    """Write down what is on your mind.

    With no text: on a terminal you are asked for it. What others on this machine should not
    see belongs on standard input (syslead note -) rather than on the command line.
    """
    context: Context = ctx.obj
    wish = NoteWish(
        facets=[facet_id(context, word) for word in facet or ()],
        voices=voice or (),
        tags=tag or (),
        problem=one_of(problem, PROBLEMS, "Kind of problem", "critical, tame or wicked is meant.")
        if problem
        else None,
        day=day_back(context, date),
    )
    take_note(context, text, wish, as_json=as_json)


# ── reflect_cli ──
# ``syslead reflect``: two good questions about your day.


reflect_app = typer.Typer(add_completion=False, rich_markup_mode=None)


@reflect_app.command()
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
    from syslead_cli.reflect.sitting import Wish

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
    from syslead_cli.reflect.sitting import gather

    journal = context.journal.read()
    warn_of_damage(context.screen, journal)
    followed = context.drafts.last_follow_up()
    return gather(journal, context.framework, context.bank, wish, followed)


def _desk(context: Context) -> Desk:
    from syslead_cli.framework.signals import compile_signals
    from syslead_cli.reflect.sitting import Desk

    def find_mentions(text: str) -> list[Mention]:
        signals = {facet.id: facet.signals for facet in context.framework.facets}
        return compile_signals(signals).match(text)

    finder = find_mentions if context.settings.mentions else None
    return Desk(context.journal, context.stamp, context.drafts, finder)


def _plan(context: Context, wish: Wish, *, as_json: bool) -> None:
    from syslead_cli.reflect.screen import plan_data, plan_page

    agenda = _agenda(context, wish)
    if as_json:
        waiting = context.drafts.newest() is not None
        context.screen.document("plan", plan_data(agenda, context.framework, waiting=waiting))
    else:
        put_page(context.screen, plan_page(agenda, context.framework, context.screen.width))


# ── scripted ─────────────────────────────────────────────────────────────────


def _answer(context: Context, wish: Wish, source: str, *, as_json: bool) -> None:
    from syslead_cli.reflect.answers import answer
    from syslead_cli.reflect.screen import Written, reflect_data

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
    from syslead_cli.reflect.sitting import converse, start

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
    from syslead_cli.reflect.screen import interrupted
    from syslead_cli.reflect.sitting import resume, set_aside

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
    from syslead_cli.reflect.screen import first_picture
    from syslead_cli.reflect.sitting import picture

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
