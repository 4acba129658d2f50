"""``syslead coach``: what leaders sent, kept apart from any journal of one's own."""

from __future__ import annotations

from typing import Annotated

import typer

from syslead_cli.base.options import Json
from syslead_cli.base.page_cli import put_page
from syslead_cli.coach.coach_brief import brief
from syslead_cli.coach.coach_forget import forget
from syslead_cli.context import Context
from syslead_cli.crypt.passphrase import HELP as PASSPHRASE_HELP
from syslead_cli.errors import ExitCode

app = typer.Typer(
    name="coach",
    help="What leaders sent you, and what to ask them.",
    add_completion=False,
    rich_markup_mode=None,
)

PassphraseFile = Annotated[
    str, typer.Option("--passphrase-file", help=PASSPHRASE_HELP, metavar="FILE|-")
]


@app.callback()
def coach() -> None:
    """What leaders sent you, and what to ask them."""


@app.command()
def keygen(
    ctx: typer.Context,
    *,
    output: Annotated[
        str, typer.Option("--output", "-o", help="The public half, to send.", metavar="FILE")
    ] = "",
    name: Annotated[
        str, typer.Option("--name", help="Yours, written beside the key.", metavar="NAME")
    ] = "",
    source: PassphraseFile = "",
    unprotected: Annotated[
        bool,
        typer.Option("--no-passphrase", help="Whoever can read the file can open the packs."),
    ] = False,
) -> int:
    """Make your key: leaders encrypt to one half, the other stays here.

    Read the fingerprint out to a leader on the telephone, so that both know it is yours.
    """
    from syslead_cli.coach.coach_opening import make_key

    return make_key(ctx.obj, name, output, source, protect=not unprotected)


@app.command()
def add(
    ctx: typer.Context,
    files: Annotated[
        list[str], typer.Argument(metavar="FILE…", help="As they came; - is standard input.")
    ],
    *,
    name: Annotated[
        str, typer.Option("--as", help="Whose they are, in your words.", metavar="NAME")
    ] = "",
    identity: Annotated[
        str, typer.Option("--identity", "-i", help="Another key than yours here.", metavar="FILE")
    ] = "",
    source: PassphraseFile = "",
    as_json: Json = False,
) -> int:
    """Take in what leaders sent: packs, encrypted to you or not.

    A file is checked whole before anything of it is kept. Without --as it goes to the client it
    names itself.
    """
    from syslead_cli.coach.coach_adding import Call, add_files

    return add_files(ctx.obj, files, Call(name, identity, source), as_json=as_json)


@app.command("list")
def list_(ctx: typer.Context, *, as_json: Json = False) -> int:
    """Your clients and their packs; who wrote last comes first."""
    from syslead_cli.coach.coach_render import Row, list_data, list_page
    from syslead_cli.coach.coaching import looked_at

    context: Context = ctx.obj
    rows = [Row(client, packs) for client, packs in looked_at(context.clients)]
    if as_json:
        context.screen.document("coach-list", list_data(rows, context.today))
    else:
        put_page(context.screen, list_page(rows, context.today, context.screen.width))
    sound = all(seen.gist for row in rows for seen in row.packs)
    return ExitCode.DONE if sound else ExitCode.DAMAGED


app.command()(brief)


@app.command()
def cohort(
    ctx: typer.Context,
    folder: Annotated[
        str,
        typer.Argument(help="Packs, or tables of them; else your own clients.", metavar="[FOLDER]"),
    ] = "",
    *,
    publish: Annotated[
        bool, typer.Option("--publish", help="Only figures about five people and more.")
    ] = False,
    form: Annotated[
        str, typer.Option("--format", help="csv or html, always for others.", metavar="FORMAT")
    ] = "",
    output: Annotated[
        str, typer.Option("--output", "-o", help="A new file (0600).", metavar="FILE")
    ] = "",
    clients_by: Annotated[
        str, typer.Option("--clients-by", help="folder, pseudonym or file; auto looks itself.",
                          metavar="WAY"),
    ] = "auto",
    tables: Annotated[
        str, typer.Option("--tables", help="Lay the packs out as tables.", metavar="FOLDER")
    ] = "",
    engine: Annotated[
        str, typer.Option("--engine", help="python, or duckdb for figures by SQL.",
                          metavar="ENGINE"),
    ] = "",
    as_json: Json = False,
) -> int:  # fmt: skip
    """Many clients at once: who has not written, what is quiet or low.

    The newest pack of each client counts. The screen and --json show each client; --publish and
    --format hold no figure about fewer than five people. FOLDER holds a folder for
    each client, or packs side by side with a pseudonym in each.
    """
    from syslead_cli.coach.coach_cohort import JSON, Call, show_cohort
    from syslead_cli.errors import UsageError

    if as_json and form:
        raise UsageError("--json and --format exclude each other.")
    chosen = JSON if as_json else form
    call = Call(folder, chosen, publish or bool(form), output, clients_by, tables, engine)
    return show_cohort(ctx.obj, call)


app.command()(forget)
