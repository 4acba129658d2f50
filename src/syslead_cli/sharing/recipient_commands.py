"""``syslead share recipients``: whose public key files are encrypted to, once it was confirmed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from syslead_cli.base.options import Json
from syslead_cli.base.terminal import put_page
from syslead_cli.crypt import age
from syslead_cli.errors import ExitCode, SysleadError, UsageError
from syslead_cli.sharing.screen import confirm_page, recipients_page
from syslead_cli.sharing.store import (
    Recipient,
    RecipientList,
    by_name,
    check_name,
    find_recipient,
    same_fingerprint,
    tidy_name,
    unknown_recipient,
)

if TYPE_CHECKING:
    from syslead_cli.context import Context

app = typer.Typer(
    name="recipients",
    help="Store coaches' public keys, to encrypt what you send.",
    add_completion=False,
    rich_markup_mode=None,
)
_LIMIT = 64 * 1024
Name = Annotated[str, typer.Argument(metavar="NAME", help="Your name for the coach.")]


@app.command()
def add(
    ctx: typer.Context,
    name: Name,
    source: Annotated[
        str,
        typer.Argument(
            metavar="KEY|FILE|-", help="The key (age1…), a file with it, or - for standard input."
        ),
    ],
    *,
    fingerprint: Annotated[
        str,
        typer.Option(
            "--fingerprint",
            help="Confirm with this fingerprint, as the coach read it out, without asking.",
            metavar="GROUPS",
        ),
    ] = "",
) -> int:
    """Store a coach's public key, after comparing its fingerprint with the coach.

    A different key for the same coach replaces it only after you confirm it again.
    """
    from shlex import quote

    context: Context = ctx.obj
    name = tidy_name(name)
    check_name(name)
    key = age.check_public_key(_key_text(context, source))
    new = Recipient(name, key, age.fingerprint(key), context.today)
    before = find_recipient(name, context.recipients.read())
    if before and before.key == key and not fingerprint:
        context.screen.line(f"{before.name} already has this key, confirmed {before.confirmed}.")
        return ExitCode.DONE
    if not _is_confirmed(context, new, before, fingerprint):
        context.screen.line(" Nothing was stored.")
        return ExitCode.FAILED
    context.recipients.remember(new)
    context.screen.line(f"{name}  {new.fingerprint}")
    context.screen.say(f"syslead share write --to {quote(name)} encrypts to this key.")
    return ExitCode.DONE


@app.command(name="list")
def list_(ctx: typer.Context, *, as_json: Json = False) -> int:
    """List the stored keys, with fingerprints and the day each was confirmed."""
    context: Context = ctx.obj
    known = context.recipients.read()
    if as_json:
        context.screen.print_document(RecipientList(by_name(known)))
    else:
        put_page(context.screen, recipients_page(known, context.screen.width))
    return ExitCode.DONE


@app.command()
def remove(ctx: typer.Context, name: Name) -> int:
    """Remove a key. Its owner can still read what was encrypted to it."""
    context: Context = ctx.obj
    known = context.recipients.read()
    found = find_recipient(name, known)
    if found is None:
        raise unknown_recipient(name, known)
    context.recipients.forget(found.name)
    context.screen.line(
        f"{found.name} was removed; files for {found.name} are no longer encrypted."
    )
    return ExitCode.DONE


def _key_text(context: Context, source: str) -> str:
    if source.strip().lower().startswith("age1"):
        return key_in(source, "The key")
    if source == "-":
        return key_in(context.read_stdin(_LIMIT), "Standard input")
    return key_in(context.given_file(source, _LIMIT).decode("utf-8", "replace"), source)


def key_in(text: str, source: str) -> str:
    """Return the one public key in a text, on a line of its own; ``#`` begins a comment.

    Raises SysleadError, naming the source and never the text.
    """
    lines = [line.partition("#")[0].strip() for line in text.lstrip("\ufeff").splitlines()]
    keys = [line for line in lines if line]
    problem = "" if len(keys) == 1 else "must contain one public key on its own line"
    if "AGE-SECRET-KEY-" in text.upper():
        problem = "contains a secret key; use only the public one, age1…"
    if problem:
        raise SysleadError(
            f"{source} {problem}; nothing was stored.",
            "It looks like age1ql3z7hjy54…; the coach makes it with syslead coach keygen.",
        )
    return keys[0]


def _is_confirmed(
    context: Context, new: Recipient, before: Recipient | None, fingerprint: str
) -> bool:
    """By what was read out to the leader: given with the call, or asked for now."""
    if fingerprint:
        if same_fingerprint(fingerprint, new.fingerprint):
            return True
        raise UsageError(
            f"This key's fingerprint is {new.fingerprint}, not the one you gave; "
            "nothing was stored.",
            "Ask the coach to read the fingerprint out, and for the key again if they differ.",
        )
    if not context.can_ask:
        changed = ""
        if before and before.key != new.key:
            changed = f"this is not the key of {new.name} confirmed on {before.confirmed}; "
        raise UsageError(
            f"There is no terminal to confirm on; {changed}nothing was stored.",
            '--fingerprint "…", as the coach reads it out, confirms it.',
        )
    put_page(context.screen, confirm_page(new, before, context.screen.width))
    return context.asker.confirm(f"Is it what {new.name} reads out?")
