"""``syslead trends`` and ``syslead neglected``: what gets attention, and what has gone quiet."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

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
from syslead_cli.errors import ExitCode, UsageError
from syslead_cli.insight.charts import View
from syslead_cli.insight.screen import quiet_page, trends_page
from syslead_cli.insight.trends import (
    MONTH,
    WEEK,
    Period,
    Trends,
    TrendsQuery,
    compute_trends,
    six_months,
)
from syslead_cli.journal.merge import Journal, as_it_stood

if TYPE_CHECKING:
    from syslead_cli.context import Context

app = typer.Typer(add_completion=False, rich_markup_mode=None)

FORMATS = ("md", "csv")
PERIODS: dict[str, Period] = {"week": WEEK, "month": MONTH}


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
    screen = context.screen
    view = View(
        screen.width,
        facets,
        tuple(dimension_id(context, word) for word in dimension or ()),
        tuple(facet_id(context, word) for word in facet or ()),
    )
    if to:
        one_of(to, FORMATS, "Format", "md or csv is meant.")
    if to and as_json:
        raise UsageError("--json and --format exclude each other.")
    period = one_of(by, PERIODS, "Period", "week or month is meant.") if by else ""
    found, journal = _read(
        context, since, until, as_of, by=PERIODS.get(period), whole=as_json or bool(to)
    )
    if as_json or to:
        from syslead_cli.insight import export

        if as_json:
            screen.print_document(export.trends_data(found, export.TrendsDocument))
        else:
            screen.raw((export.trends_csv if to == "csv" else export.trends_markdown)(found))
    else:
        put_page(screen, trends_page(found, context.framework, view))
    warn_of_damage(screen, journal)


@app.command()
def neglected(
    ctx: typer.Context,
    as_of: AsOf = "",
    as_json: Json = False,
    exit_code: Annotated[
        bool, typer.Option("--exit-code", help="Exit with 10 when something is named.")
    ] = False,
) -> None:
    """What has gone quiet, and nothing else; silent when there is nothing to say."""
    context: Context = ctx.obj
    screen = context.screen
    found, journal = _read(context, "", "", as_of, whole=True)
    if as_json:
        from syslead_cli.insight.export import neglected_document

        screen.print_document(neglected_document(found))
    else:
        page = quiet_page(found, context.framework, View(screen.width))
        put_page(screen, page)
        if not page and screen.is_terminal:
            screen.say("Nothing has gone quiet, as far as what was written tells.")
    warn_of_damage(screen, journal)
    if exit_code and found.named:
        raise typer.Exit(ExitCode.DUE)


def screen_page(context: Context) -> Page:
    """Return the screen as `trends` shows it when nothing is asked for in particular."""
    found, _ = _read(context, "", "", "", whole=False)
    return trends_page(found, context.framework, View(context.screen.width))


def _read(
    context: Context,
    since: str,
    until: str,
    as_of: str,
    *,
    by: Period | None = None,
    whole: bool,
) -> tuple[Trends, Journal]:
    """Read the journal as it stood; six months of it unless ``whole`` or the options say more."""
    day = day_back(context, as_of, "--as-of") or context.today
    stretch = span(context, since, until)
    first = stretch.first
    if first is None and not whole:
        first = six_months(min(stretch.last or day, day))
    groups = tuple(context.settings.voices)
    query = TrendsQuery(day, first, stretch.last, by, groups)
    keeping = as_it_stood(day, context.day_start) if day < context.today else None
    journal = context.journal.read(None, keeping)
    return compute_trends(journal, context.framework, query), journal
