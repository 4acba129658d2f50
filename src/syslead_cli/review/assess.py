"""``syslead assess``: what matters and how much of it there was; how the surroundings are."""

from __future__ import annotations

import typer

from syslead_cli.base.options import DayBack, Json
from syslead_cli.review.balcony import Call, conduct
from syslead_cli.review.review_cli import Answers, Plan

app = typer.Typer(
    name="assess",
    help="Parts of the quarterly review on their own.",
    add_completion=False,
    rich_markup_mode=None,
)


@app.command()
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


@app.command()
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
