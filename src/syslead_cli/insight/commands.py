"""``syslead trends`` and ``syslead neglected``: what gets attention, and what has gone quiet."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from syslead_cli.base.layout import Page
from syslead_cli.base.options import (
    AsOf,
    Json,
    OpenPage,
    Output,
    Since,
    Until,
    command_app,
    day_back,
    dimension_id,
    facet_id,
    one_of,
    option,
    span,
)
from syslead_cli.base.output import Destination, chosen_form
from syslead_cli.errors import ExitCode
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

app = command_app()

FORMATS = ("html", "md", "csv", "json")
PERIODS: dict[str, Period] = {"week": WEEK, "month": MONTH}


@app.command()
def trends(
    context: Context,
    *,
    since: Since = "",
    until: Until = "",
    by: Annotated[str, option("--by", "Draw a bar for each week or month.", "PERIOD")] = "",
    as_of: AsOf = "",
    dimension: Annotated[
        list[str] | None,
        option("--dimension", "Show only this dimension; may be repeated.", "DIMENSION"),
    ] = None,
    facet: Annotated[
        list[str] | None, option("--facet", "Show only this facet; may be repeated.", "FACET")
    ] = None,
    facets: Annotated[bool, option("--facets", "Show every facet.")] = False,
    as_json: Json = False,
    to: Annotated[
        str, option("--format", "Write html (a page with pictures), md, csv or json.", "FORMAT")
    ] = "",
    output: Output = "",
    open_: OpenPage = False,
) -> None:
    """Show what gets your attention, and what has gone quiet.

    Counts cover the last six months on the screen and the page, and everything in --json, md and
    csv, unless you give --since or --until. States, levels and what has gone quiet always rest on
    the whole journal up to that day.

    --format html writes a page to look at, print or show somebody. It has charts, and none of your
    words except the names of people you heard from. --open shows it in the browser.
    """
    form = chosen_form(to, output, FORMATS, as_json=as_json)
    command = "syslead trends"
    target = Destination(context, output, form, command, is_opened=open_, formats=FORMATS)
    period = one_of(by, PERIODS, "Period") if by else ""
    view = View(
        context.screen.width,
        facets,
        tuple(dimension_id(context, word) for word in dimension or ()),
        tuple(facet_id(context, word) for word in facet or ()),
    )
    whole = form not in ("", "html")
    found, journal = _read(context, as_of, since, until, period, whole=whole)
    if form == "json":
        from syslead_cli.insight.export import TrendsDocument, trends_data

        target.put(trends_data(found, TrendsDocument))
    elif form:
        from syslead_cli.insight import export, page

        write = {"html": page.trends_html, "md": page.trends_markdown, "csv": export.trends_csv}
        target.put(write[form](found))
    else:
        context.screen.page(trends_page(found, view))
    context.screen.warn_of_damage(journal)


@app.command()
def neglected(
    context: Context,
    as_of: AsOf = "",
    as_json: Json = False,
    exit_code: Annotated[
        bool, option("--exit-code", "Exit with 10 if something has gone quiet.")
    ] = False,
) -> None:
    """Show only what has gone quiet; print nothing if nothing has."""
    screen = context.screen
    found, journal = _read(context, as_of, whole=True)
    if as_json:
        from msgspec import convert

        from syslead_cli.insight.export import NeglectedDocument

        screen.print_document(convert(found, NeglectedDocument, from_attributes=True))
    else:
        page = quiet_page(found, View(screen.width))
        screen.page(page)
        if not page and screen.is_terminal:
            screen.say("Nothing you wrote shows that anything has gone quiet.")
    screen.warn_of_damage(journal)
    if exit_code and found.named:
        raise typer.Exit(ExitCode.DUE)


def screen_page(context: Context, width: int = 0) -> Page:
    """Return the screen as `trends` shows it when nothing is asked for in particular."""
    found, _ = _read(context, "", whole=False)
    return trends_page(found, View(width or context.screen.width))


def _read(
    context: Context, as_of: str, since: str = "", until: str = "", by: str = "", *, whole: bool
) -> tuple[Trends, Journal]:
    """Read the journal as it stood; six months of it unless ``whole`` or the options say more."""
    day = day_back(context, as_of, "--as-of") or context.today
    stretch = span(context, since, until)
    first = stretch.first
    if first is None and not whole:
        first = six_months(min(stretch.last or day, day))
    groups = tuple(context.settings.voices)
    query = TrendsQuery(day, first, stretch.last, PERIODS.get(by), groups)
    keeping = as_it_stood(day, context.day_start) if day < context.today else None
    journal = context.journal.read(None, keeping)
    return compute_trends(journal, context.framework, query), journal
