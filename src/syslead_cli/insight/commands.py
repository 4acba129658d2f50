"""``syslead trends`` and ``syslead neglected``: what gets attention, and what has gone quiet."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Annotated

import typer
from msgspec.structs import replace

from syslead_cli.base.layout import Page
from syslead_cli.base.options import (
    AsOf,
    Json,
    Since,
    Until,
    day_back,
    dimension_id,
    facet_id,
    one_of,
    span,
)
from syslead_cli.base.terminal import put_page, warn_of_damage
from syslead_cli.context import Context
from syslead_cli.errors import ExitCode, UsageError
from syslead_cli.insight.charts import View
from syslead_cli.insight.screen import quiet_page, trends_page
from syslead_cli.insight.trends import MONTH, WEEK, Look, Seen, Trends, look_back, six_months
from syslead_cli.journal.merge import PlacedLine

app = typer.Typer(add_completion=False, rich_markup_mode=None)

FORMATS = ("md", "csv")


@app.command()
def trends(
    ctx: typer.Context,
    *,
    since: Since = "",
    until: Until = "",
    by: Annotated[
        str, typer.Option("--by", help="Bars for each week or month.", metavar="PERIOD")
    ] = "",
    as_of: AsOf = "",
    dimension: Annotated[
        list[str] | None,
        typer.Option("--dimension", help="Only this one; may be repeated.", metavar="DIMENSION"),
    ] = None,
    facet: Annotated[
        list[str] | None,
        typer.Option("--facet", help="Only this one; may be repeated.", metavar="FACET"),
    ] = None,
    facets: Annotated[bool, typer.Option("--facets", help="Every facet, not only some.")] = False,
    as_json: Json = False,
    to: Annotated[
        str, typer.Option("--format", help="md or csv instead of the screen.", metavar="FORMAT")
    ] = "",
) -> None:
    """What gets your attention, and what has gone quiet.

    Counts are of the stretch looked at: on the screen the last six months, in --json and
    --format everything, unless --since and --until say otherwise. What is judged (states,
    levels, what went quiet) always rests on the whole journal up to that day.
    """
    context: Context = ctx.obj
    view = View(
        context.screen.width,
        facets,
        tuple(dimension_id(context, word) for word in dimension or ()),
        tuple(facet_id(context, word) for word in facet or ()),
    )
    if to:
        one_of(to, FORMATS, "Format", "md or csv is meant.")
    if to and as_json:
        raise UsageError("--json and --format exclude each other.")
    period = one_of(by, (WEEK, MONTH), "Period", "week or month is meant.") if by else ""
    look = _look(context, since, until, as_of, whole=as_json or bool(to))
    seen = _seen(context, replace(look, by=period))
    _put(context, seen.trends, view, "json" if as_json else to)
    warn_of_damage(context.screen, seen.journal)


@app.command()
def neglected(
    ctx: typer.Context,
    as_of: AsOf = "",
    as_json: Json = False,
    exit_code: Annotated[
        bool, typer.Option("--exit-code", help="Exit with 1 when something is named.")
    ] = False,
) -> None:
    """What has gone quiet, and nothing else; silent when there is nothing to say."""
    context: Context = ctx.obj
    seen = _seen(context, _look(context, "", "", as_of, whole=True))
    if as_json:
        from syslead_cli.insight.export import neglected_document

        context.screen.document("neglected", neglected_document(seen.trends))
    else:
        page = quiet_page(seen.trends, context.framework, context.screen.width)
        put_page(context.screen, page)
        if not page and context.screen.is_terminal:
            context.screen.say("Nothing has gone quiet, as far as what was written tells.")
    warn_of_damage(context.screen, seen.journal)
    if exit_code and seen.trends.named:
        raise typer.Exit(ExitCode.FAILED)


def screen_page(context: Context) -> Page:
    """The screen as `trends` shows it when nothing is asked for in particular."""
    seen = _seen(context, _look(context, "", "", "", whole=False))
    return trends_page(seen.trends, context.framework, View(context.screen.width))


def _look(context: Context, since: str, until: str, as_of: str, *, whole: bool) -> Look:
    """What the options ask for; on the screen six months unless they say otherwise."""
    day = day_back(context, as_of, "--as-of") or context.today
    stretch = span(context, since, until)
    first = stretch.first
    if first is None and not whole:
        first = six_months(min(stretch.last or day, day))
    return Look(as_of=day, first=first, last=stretch.last, groups=tuple(context.settings.voices))


def _seen(context: Context, look: Look) -> Seen:
    return look_back(context.journal, context.framework, look, _keeping(context, look.as_of))


def _keeping(context: Context, day: date) -> Callable[[PlacedLine], bool] | None:
    """Only what had been written by then; today everything has."""
    if day >= context.today:
        return None
    from syslead_cli.journal.merge import as_it_stood

    return as_it_stood(day, context.day_start)


def _put(context: Context, picture: Trends, view: View, form: str) -> None:
    if form == "json":
        from syslead_cli.insight.export import trends_document

        context.screen.document("trends", trends_document(picture))
    elif form == "csv":
        from syslead_cli.insight.export import trends_csv

        context.screen.raw(trends_csv(picture))
    elif form == "md":
        from syslead_cli.insight.export import trends_markdown

        context.screen.raw(trends_markdown(picture))
    else:
        put_page(context.screen, trends_page(picture, context.framework, view))
