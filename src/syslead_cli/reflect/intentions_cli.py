"""``syslead intentions``: what is due, what waits, and what became of the rest."""

from __future__ import annotations

from typing import Annotated

import typer

from syslead_cli.base.options import Id, Json, day_ahead
from syslead_cli.base.page_cli import put_page, warn_of_damage
from syslead_cli.context import Context
from syslead_cli.journal.listing import names
from syslead_cli.reflect.intending import Verdict, intention_named, say_of
from syslead_cli.reflect.intentions_core import DAYS_AHEAD, standings

app = typer.Typer(name="intentions", add_completion=False, rich_markup_mode=None)

Line = Annotated[
    str,
    typer.Option(
        "--text", help="A line about it, or - to read it from standard input.", metavar="TEXT"
    ),
]


@app.callback(invoke_without_command=True)
def intentions(
    ctx: typer.Context,
    closed: Annotated[bool, typer.Option("--all", help="Also those that are over.")] = False,
    as_json: Json = False,
) -> None:
    """Your intentions: due, open, and what became of the rest."""
    if ctx.invoked_subcommand is not None:
        return
    from syslead_cli.reflect.intentions_render import intentions_data, page_of_intentions

    context: Context = ctx.obj
    journal = context.journal.read()
    all_ = standings(journal.records)
    if as_json:
        data = intentions_data(all_, context.today, closed=closed)
        context.screen.document("intentions", data)
    elif page := page_of_intentions(all_, names(context), closed=closed):
        put_page(context.screen, page)
    else:
        context.screen.say('No intention waits. syslead intend "If …, then I will …" makes one.')
    warn_of_damage(context.screen, journal)


@app.command()
def done(ctx: typer.Context, id_: Id, text: Line = "") -> None:
    """You did it."""
    _say(ctx.obj, id_, Verdict("done", text), "Kept")


@app.command()
def partly(ctx: typer.Context, id_: Id, text: Line = "") -> None:
    """You did part of it."""
    _say(ctx.obj, id_, Verdict("partly", text), "Kept in part")


@app.command()
def drop(ctx: typer.Context, id_: Id, text: Line = "") -> None:
    """You let it go; that is an answer too."""
    _say(ctx.obj, id_, Verdict("dropped", text), "Let go")


@app.command()
def later(
    ctx: typer.Context,
    id_: Id,
    when: Annotated[
        str, typer.Argument(help="When to ask again: fri, 2w, 1 May; a week if not said.")
    ] = "",
    text: Line = "",
) -> None:
    """Not yet: ask again on another day."""
    from syslead_cli.base.wording import near_day

    context: Context = ctx.obj
    due = day_ahead(context, when or f"{DAYS_AHEAD}d", "WHEN")
    assert due is not None
    said = f"Asked about again: {near_day(due, context.today)}"
    _say(context, id_, Verdict("not_yet", text, due), said)


def _say(context: Context, id_: str, verdict: Verdict, said: str) -> None:
    from syslead_cli.base.values import replace
    from syslead_cli.base.visible import one_line

    whole = context.journal.read()
    intention_named(whole, id_)  # a wrong id is said before anything is typed
    if verdict.text:
        piped = verdict.text == "-"
        text = context.read_words() if piped else context.typed.heard(verdict.text)
        verdict = replace(verdict, text=text)
    standing = say_of(context.journal, whole, id_, verdict, context.stamp)
    context.screen.line(f"{said}: “{one_line(standing.intention.text)}”")
