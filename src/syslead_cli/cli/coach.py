"""``syslead coach``: what leaders sent, kept apart from any journal of one's own."""

from __future__ import annotations

from typing import Annotated

import typer

from syslead_cli.cli.context import Context
from syslead_cli.cli.options import Json
from syslead_cli.cli.page import put_page
from syslead_cli.errors import ExitCode

app = typer.Typer(
    name="coach",
    help="What leaders sent you, and what to ask them.",
    add_completion=False,
    rich_markup_mode=None,
)

ClientName = Annotated[str, typer.Argument(metavar="CLIENT", help="As coach list shows it.")]


@app.callback()
def coach() -> None:
    """What leaders sent you, and what to ask them."""


@app.command("list")
def list_(ctx: typer.Context, *, as_json: Json = False) -> int:
    """Your clients and their packs; who wrote last comes first."""
    from syslead_cli.flows.coaching import looked_at
    from syslead_cli.render.coach import Row, Seen, list_data, list_page

    context: Context = ctx.obj
    rows = [
        Row(client, [Seen(pack, read) for pack, read in packs])
        for client, packs in looked_at(context.clients)
    ]
    if as_json:
        context.screen.document("coach-list", list_data(rows, context.today))
    else:
        put_page(context.screen, list_page(rows, context.today, context.screen.width))
    sound = all(seen.read for row in rows for seen in row.packs)
    return ExitCode.DONE if sound else ExitCode.DAMAGED
