"""``syslead note``: write down what is on your mind."""

from __future__ import annotations

from typing import Annotated

import typer

from syslead_cli.base.options import DayBack, Json, day_back, facet_id, one_of
from syslead_cli.context import Context
from syslead_cli.journal.records import PROBLEMS
from syslead_cli.reflect.noting_cli import take_note
from syslead_cli.reflect.noting_flows import NoteWish

app = typer.Typer(add_completion=False, rich_markup_mode=None)


@app.command()
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
