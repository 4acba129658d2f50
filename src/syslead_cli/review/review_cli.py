"""``syslead review``: the balcony, every week and every quarter."""

from __future__ import annotations

from typing import Annotated

import typer

from syslead_cli.base.options import DayBack, Json
from syslead_cli.review.balcony import Call, conduct

app = typer.Typer(
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


@app.command()
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


@app.command()
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
