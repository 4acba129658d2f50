"""``syslead share``: what leaves, exactly, and only after it was looked at."""

from __future__ import annotations

from typing import Annotated

import typer

from syslead_cli.base.options import Json
from syslead_cli.base.page_cli import put_page, warn_of_damage
from syslead_cli.context import Context
from syslead_cli.errors import ExitCode
from syslead_cli.sharing.identity import check as check_text
from syslead_cli.sharing.recipients_cli import app as recipients_app
from syslead_cli.sharing.share_choice import Call, Way, one_tier

app = typer.Typer(
    name="share",
    help="Show a coach exactly what you choose.",
    add_completion=False,
    rich_markup_mode=None,
)
app.add_typer(recipients_app)

Tier = Annotated[
    str,
    typer.Option("--tier", help="scores (the lowest), themes, excerpts or all.", metavar="TIER"),
]
From = Annotated[
    str, typer.Option("--since", "--from", help="First day: 13w, 2026-01-01.", metavar="WHEN")
]
Until = Annotated[str, typer.Option("--until", help="Last day, included.", metavar="WHEN")]
Purpose = Annotated[
    str, typer.Option("--purpose", help="What you want from this session.", metavar="TEXT")
]
Pseudonym = Annotated[
    str, typer.Option("--pseudonym", help="What you are called in it.", metavar="NAME")
]
Expires = Annotated[str, typer.Option("--expires", help="Ask to delete it after.", metavar="DAY")]
Without = Annotated[
    str, typer.Option("--without", help="ratings, voices, or both with a comma.", metavar="WHAT")
]
Approve = Annotated[
    list[str] | None, typer.Option("--approve-intention", help="Show its wording.", metavar="ID")
]
Excerpt = Annotated[
    list[str] | None, typer.Option("--excerpt", help="Show this entry's words.", metavar="ID")
]
For = Annotated[
    str,
    typer.Option(
        "--for", help="coach, or sponsor: attendance and your own goals only.", metavar="WHOM"
    ),
]
Format = Annotated[
    str, typer.Option("--format", help="json (the pack), html, md or csv.", metavar="FORMAT")
]


@app.command()
def preview(
    ctx: typer.Context,
    *,
    tier: Tier = "scores",
    from_: From = "",
    until: Until = "",
    purpose: Purpose = "",
    pseudonym: Pseudonym = "",
    expires: Expires = "",
    without: Without = "",
    approve: Approve = None,
    excerpt: Excerpt = None,
    audience: For = "coach",
    form: Format = "",
    as_json: Json = False,
) -> int:
    """What the coach would see, word for word; writes nothing.

    Then what stays with you.
    """
    from syslead_cli.sharing.share_writing import show

    call = Call(
        one_tier(tier), from_, until, purpose, pseudonym, expires, without,
        tuple(approve or ()), tuple(excerpt or ()), audience,
    )  # fmt: skip
    return show(ctx.obj, call, "json" if as_json else form)


@app.command()
def write(
    ctx: typer.Context,
    *,
    tier: Tier = "scores",
    from_: From = "",
    until: Until = "",
    purpose: Purpose = "",
    to: Annotated[
        str, typer.Option("--to", help="Whom it is for; a key kept here encrypts.", metavar="NAME")
    ] = "",
    pseudonym: Pseudonym = "",
    expires: Expires = "",
    without: Without = "",
    approve: Approve = None,
    excerpt: Excerpt = None,
    audience: For = "coach",
    form: Format = "json",
    output: Annotated[
        str,
        typer.Option("--output", "-o", help="A new file, for you alone (0600).", metavar="FILE"),
    ] = "",
    replacements: Annotated[
        str,
        typer.Option("--replacements", help='JSON: {"words": "a role"}; null keeps, "" drops.',
                     metavar="FILE|-"),
    ] = "",
    drop: Annotated[
        bool, typer.Option("--drop-identifiers", help="Drop what may say who is meant.")
    ] = False,
    encrypt: Annotated[
        bool | None,
        typer.Option("--encrypt/--no-encrypt", help="Insist on it, or do without; else as --to."),
    ] = None,
    armour: Annotated[
        bool, typer.Option("--armour", help="Encrypted as text, to paste into a mail.")
    ] = False,
    yes: Annotated[bool, typer.Option("--yes", "-y", help="Do not ask.")] = False,
) -> int:  # fmt: skip
    """Write the file for a coach, asking about every name in it.

    The lowest tier unless --tier says otherwise. Encrypted where --to names somebody in syslead
    share recipients list, and not otherwise. What went to whom is kept in the journal; syslead
    share log shows it.
    """
    from syslead_cli.sharing.share_writing import write_pack

    call = Call(
        one_tier(tier), from_, until, purpose, pseudonym, expires, without,
        tuple(approve or ()), tuple(excerpt or ()), audience,
    )  # fmt: skip
    way = Way(to, form, output, replacements, drop, yes, encrypt, armour)
    return write_pack(ctx.obj, call, way)


@app.command()
def check(ctx: typer.Context, *, as_json: Json = False) -> int:
    """Look through a text for what says who is meant.

    The text is read from standard input; nothing is written.
    """
    context: Context = ctx.obj
    text = context.read_stdin()
    found = check_text(text)
    if as_json:
        context.screen.document("check", {"spans": [span._asdict() for span in found]})
    else:
        from syslead_cli.sharing.share_render import check_page

        put_page(context.screen, check_page(text, found, context.screen.width))
    return ExitCode.DONE


@app.command()
def log(ctx: typer.Context, *, as_json: Json = False) -> int:
    """What went to whom, when and at which tier; the newest first."""
    from syslead_cli.sharing.share_render import log_data, log_page
    from syslead_cli.sharing.sharing import shares_of

    context: Context = ctx.obj
    journal = context.journal.read()
    shares = shares_of(journal)
    if as_json:
        context.screen.document("share-log", log_data(shares))
    else:
        put_page(context.screen, log_page(shares, context.screen.width))
    warn_of_damage(context.screen, journal)
    return ExitCode.DONE
