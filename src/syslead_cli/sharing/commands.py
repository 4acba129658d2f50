"""``share preview`` and ``share write``: what is asked, the summary, the file."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Annotated

import typer

from syslead_cli.base.options import Json, one_of
from syslead_cli.base.terminal import put_page, warn_of_damage
from syslead_cli.context import Context
from syslead_cli.errors import ExitCode, SysleadError, UsageError
from syslead_cli.journal.merge import Journal
from syslead_cli.sharing.build import with_checksum
from syslead_cli.sharing.choice import (
    Address,
    Call,
    Way,
    address_of,
    choice_of,
    one_tier,
    target_of,
)
from syslead_cli.sharing.dialogue import (
    ask_period,
    ask_purpose,
    ask_what,
    ask_whom,
    deciding,
    keep,
    kept,
)
from syslead_cli.sharing.names import check as check_text
from syslead_cli.sharing.recipient_commands import app as recipients_app
from syslead_cli.sharing.redact import disguised, doubts
from syslead_cli.sharing.share import Settled, checked, draw_up, record_of, send, settle


def show(context: Context, call: Call, form: str) -> int:
    """The preview; names that were replaced before are shown as they would leave."""
    from syslead_cli.sharing.pack_screen import FORMATS
    from syslead_cli.sharing.screen import preview_page

    if form:
        one_of(form, FORMATS, "Format", "json, html, md or csv is meant.")
    journal = context.journal.read()
    choice = checked(journal, choice_of(context, call), call.audience)
    drawn = draw_up(journal, context.framework, choice, call.audience)
    document = disguised(drawn, context.aliases.read())
    if form:
        context.screen.raw(FORMATS[form](with_checksum(document)))
    else:
        put_page(context.screen, preview_page(document, doubts(document), context.screen.width))
    warn_of_damage(context.screen, journal)
    return ExitCode.DONE


def write_pack(context: Context, call: Call, way: Way) -> int:
    """Ask what is open, show what would leave, and write it when the leader says so."""
    from syslead_cli.sharing.pack_screen import FORMATS

    one_of(way.form, FORMATS, "Format", "json, html, md or csv is meant.")
    asks = not way.yes
    if asks and not context.can_ask:
        raise UsageError(
            "There is no terminal to ask on; nothing was written.",
            "syslead share preview shows what would leave; share write … --yes writes it.",
        )
    journal = context.journal.read()
    warn_of_damage(context.screen, journal)
    choice = choice_of(context, call)
    if call.from_:  # before the first question, where the days are known
        checked(journal, choice, call.audience)
    address = ask_whom(context, way) if asks else address_of(context, way)
    path = target_of(context, f"syslead-{call.audience}-{choice.last}", way, address)
    if not asks:
        return _write(context, call, way, journal, address=address, path=path)
    call = ask_period(context, call, journal, address.to)
    asked = ask_purpose(context, call)
    with kept(context, "" if call.purpose else asked.purpose):
        code = _write(context, asked, way, journal, address=address, path=path)
    if code != ExitCode.DONE and not call.purpose:
        keep(context, asked.purpose)
    return code


def _write(
    context: Context, call: Call, way: Way, journal: Journal, *, address: Address, path: Path
) -> int:
    """Choose, settle every finding, confirm, write."""
    from syslead_cli.sharing.pack_screen import FORMATS
    from syslead_cli.sharing.screen import not_encrypted, sent_words

    choice = checked(journal, choice_of(context, call), call.audience)
    if not way.yes:
        choice = ask_what(context, choice, journal, call.audience)
    settled = settle(
        draw_up(journal, context.framework, choice, call.audience),
        {**context.aliases.read(), **_replacements(context, way)},
        drop_rest=way.drop,
        ask=None if way.yes else deciding(context),
    )
    if not way.yes and not _confirmed(context, settled, address, path):
        context.screen.line(" Nothing was written.")
        return ExitCode.FAILED
    content = FORMATS[way.form](settled.document).encode("utf-8", "replace")
    content = address.sealed(context, content)
    share = record_of(content, address.to or "not said", choice, context.stamp, path.name)
    send(
        context.journal,
        share,
        lambda: context.new_file(path, content),
        lambda: context.take_away(path),
    )
    context.screen.line(f"{path}")
    _remember(context, settled.roles)
    recipient = address.recipient
    context.screen.say(sent_words(recipient) if recipient else not_encrypted(address.to))
    return ExitCode.DONE


def _remember(context: Context, roles: Mapping[str, str]) -> None:
    """For the next time; what was shared is shared, whether they are kept or not."""
    try:
        context.aliases.remember(roles)
    except SysleadError as problem:
        context.screen.warn(f"{problem.message} Replacements are not remembered.")


def _replacements(context: Context, way: Way) -> dict[str, str | None]:
    if not way.replacements:
        return {}
    from syslead_cli.base.json_input import read_document

    data = read_document(context, way.replacements)
    if not isinstance(data, dict) or not all(
        v is None or isinstance(v, str) for v in data.values()
    ):
        raise UsageError(
            f"{way.replacements} must be a JSON object of words and what stands for them.",
            '{"Priya Sharma": "a council officer", "Tom": ""}',
        )
    return data


def _confirmed(context: Context, settled: Settled, address: Address, path: Path) -> bool:
    from syslead_cli.sharing.screen import preview_page, summary_page

    document, width = settled.document, context.screen.width
    put_page(context.screen, preview_page(document, doubts(document), width))
    put_page(
        context.screen,
        summary_page(
            document, settled.decided, address.to, address.recipient, path=str(path), width=width
        ),
    )
    return context.asker.confirm("Write it?")


# ── share_cli ──
# ``syslead share``: what leaves, exactly, and only after it was looked at.


share_app = typer.Typer(
    name="share",
    help="Show a coach exactly what you choose.",
    add_completion=False,
    rich_markup_mode=None,
)
share_app.add_typer(recipients_app)

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


@share_app.command()
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

    call = Call(
        one_tier(tier), from_, until, purpose, pseudonym, expires, without,
        tuple(approve or ()), tuple(excerpt or ()), audience,
    )  # fmt: skip
    return show(ctx.obj, call, "json" if as_json else form)


@share_app.command()
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

    call = Call(
        one_tier(tier), from_, until, purpose, pseudonym, expires, without,
        tuple(approve or ()), tuple(excerpt or ()), audience,
    )  # fmt: skip
    way = Way(to, form, output, replacements, drop, yes, encrypt, armour)
    return write_pack(ctx.obj, call, way)


@share_app.command()
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
        from syslead_cli.sharing.screen import check_page

        put_page(context.screen, check_page(text, found, context.screen.width))
    return ExitCode.DONE


@share_app.command()
def log(ctx: typer.Context, *, as_json: Json = False) -> int:
    """What went to whom, when and at which tier; the newest first."""
    from syslead_cli.sharing.screen import log_data, log_page
    from syslead_cli.sharing.share import shares_of

    context: Context = ctx.obj
    journal = context.journal.read()
    shares = shares_of(journal)
    if as_json:
        context.screen.document("share-log", log_data(shares))
    else:
        put_page(context.screen, log_page(shares, context.screen.width))
    warn_of_damage(context.screen, journal)
    return ExitCode.DONE
