"""``syslead focus`` and ``syslead pause``: what the next weeks are about, and time away."""

from __future__ import annotations

from datetime import date
from typing import Annotated

import typer

from syslead_cli.base.options import Json, day_ahead, day_near, facet_id
from syslead_cli.context import Context
from syslead_cli.errors import UsageError
from syslead_cli.framework.framework_core import Framework
from syslead_cli.journal.records import Focus, Pause
from syslead_cli.review.choosing import (
    PauseWish,
    clear_focus,
    end_pause,
    focus_of,
    pause_of,
    set_focus,
    start_pause,
)

app = typer.Typer(add_completion=False, rich_markup_mode=None)


@app.command()
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
    from syslead_cli.base.page_cli import put_page
    from syslead_cli.base.page_render import paragraph, sentence

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
    from syslead_cli.base.day import MONTHS

    return f"{day.day} {MONTHS[day.month - 1].capitalize()} {day.year}"


@app.command()
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
        last = day_near(context, until, "--until")
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
