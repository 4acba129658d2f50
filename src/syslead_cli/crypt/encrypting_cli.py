"""``syslead encrypt`` and ``decrypt``: the journal at rest, closed with a key of your own."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from syslead_cli.base.options import Json
from syslead_cli.context import Context
from syslead_cli.crypt.passphrase import HELP as PASSPHRASE_HELP
from syslead_cli.errors import ExitCode, SysleadError, UsageError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from syslead_cli.crypt.encrypting_flows import Rewritten

app = typer.Typer(rich_markup_mode=None)

PassphraseFile = Annotated[
    str, typer.Option("--passphrase-file", metavar="FILE|-", help=PASSPHRASE_HELP)
]
Yes = Annotated[bool, typer.Option("--yes", "-y", help="Do not ask.")]
#: How often the end of the recovery key may be mistyped.
_TRIES = 5


@app.command()
def encrypt(  # noqa: PLR0917 - its options
    ctx: typer.Context,
    identity: Annotated[
        str,
        typer.Option(
            metavar="FILE",
            help="Your key: another machine's keys/identity.age, or a recovery key (- asks).",
        ),
    ] = "",
    passphrase_file: PassphraseFile = "",
    recovery_file: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="A new file for the recovery key, instead of paper."),
    ] = None,
    yes: Yes = False,
    as_json: Json = False,
) -> None:
    """Encrypt every entry on this machine, and all that are written from now on.

    Run it again at any time: it goes on where it stopped, and takes in lines added by hand.
    """
    from syslead_cli.crypt.encrypting_flows import standing

    context: Context = ctx.obj
    context.safe.vault.check_library()
    secret = ""
    if identity:
        secret = _from_elsewhere(context, identity, passphrase_file)
    elif not (found := standing(context.safe.keys)).is_on:
        _agree(context, yes=yes)
        if found.has_identity:
            secret = _again(context, passphrase_file)
        else:
            secret = _new(context, passphrase_file, recovery_file)
    _close(context, secret, as_json=as_json)


def _agree(context: Context, *, yes: bool) -> None:
    from syslead_cli.crypt.encrypting_render import BEFORE

    _confirm(context, BEFORE, "Encrypt the journal?", yes=yes)


def _confirm(context: Context, lines: Sequence[str], question: str, *, yes: bool) -> None:
    for line in lines:
        context.screen.warn(f" {line}")
    if yes:
        return
    if not context.can_ask:
        raise UsageError("There is no terminal to ask on.", "--yes does it without asking.")
    if not context.asker.confirm(question):
        raise SysleadError("Nothing was changed.", code="refused")


def _new(context: Context, passphrase_file: str, recovery_file: Path | None) -> str:
    """A new key, known to two places before anything is written with it."""
    if recovery_file is None and not context.can_ask:
        raise UsageError(
            "There is no terminal to show the recovery key on.",
            "--recovery-file FILE writes it to a new file instead.",
        )
    from syslead_cli.crypt.encrypting_flows import check_first

    check_first(context.safe.unopened, "keys/identity.age")
    if recovery_file is not None and recovery_file.parent.exists():
        context.check_new_file(recovery_file.absolute())
    words = _new_passphrase(context, passphrase_file)
    secret = context.safe.vault.new_key().secret
    if recovery_file is not None:
        context.new_file(recovery_file, secret.encode("ascii") + b"\n")
        context.screen.say(f" The recovery key is in {recovery_file}: print it, move it away.")
    else:
        _shown(context, secret)
    _protect(context, secret, words)
    return secret


def _new_passphrase(context: Context, source: str) -> str:
    from syslead_cli.crypt.passphrase import new_passphrase

    return new_passphrase(context, source, "A passphrase (it is not shown):")


def _shown(context: Context, secret: str) -> None:
    """The recovery key on the screen, once, until it stands on paper."""
    from syslead_cli.crypt.encrypting_render import NOT_THE_END, NOTHING_YET, PROOF, recovery_lines
    from syslead_cli.crypt.key_text import is_proof

    for line in recovery_lines(secret):
        context.screen.line(f" {line}".rstrip())
    question = PROOF
    for _ in range(_TRIES):
        try:
            typed = context.hidden_line(f" {question} ")
        except KeyboardInterrupt:
            context.screen.say(f" {NOTHING_YET}")
            raise
        if is_proof(typed, secret):
            return
        question = NOT_THE_END
    raise SysleadError(
        "The recovery key was not copied, so nothing was encrypted.",
        "That key opens nothing; syslead encrypt begins anew with another.",
    )


def _protect(context: Context, secret: str, words: str) -> None:
    from syslead_cli.crypt.encrypting_flows import protect

    context.screen.say(" Trying both on a test record …")
    aside = protect(context.safe.keys, context.safe.vault, secret, words)
    if aside:
        context.screen.say(f" The key that was here is in {aside}: older backups may need it.")


def _again(context: Context, passphrase_file: str) -> str:
    """The key that this machine still has."""
    from syslead_cli.crypt.encrypting_flows import take_up
    from syslead_cli.crypt.passphrase import passphrase

    words = passphrase(context, passphrase_file, "Your key is still here. Its passphrase:")
    safe = context.safe
    return take_up(safe.keys, safe.vault, words, lambda secret: _check_opens(context, secret))


def _check_opens(context: Context, secret: str) -> None:
    from syslead_cli.crypt.encrypting_flows import check_opens

    safe = context.safe
    check_opens(safe.unopened, lambda lines: safe.opens_any(secret, lines))


def _from_elsewhere(context: Context, name: str, passphrase_file: str) -> str:
    """Another machine's key with its passphrase, or a recovery key with a new one."""
    from syslead_cli.crypt.encrypting_flows import check_same, key_in
    from syslead_cli.crypt.passphrase import passphrase

    content, words = _identity_content(context, name), ""
    if context.is_age(content):
        words = passphrase(context, passphrase_file, "The passphrase of that key:")
        content = context.safe.vault.open_with_passphrase(content, words, name)
    secret = key_in(content)
    if not secret:
        raise UsageError(
            f"There is no age key in {name}.",
            "It holds AGE-SECRET-KEY-1…, or is the keys/identity.age of your other machine.",
        )
    check_same(context.safe.keys, context.safe.vault, secret)
    _check_opens(context, secret)
    _protect(context, secret, words or _new_passphrase(context, passphrase_file))
    return secret


def _identity_content(context: Context, name: str) -> bytes:
    if name != "-":
        return context.given_file(name)
    if context.can_ask:
        return context.hidden_line(" Your recovery key (it is not shown): ").encode(
            "utf-8", "replace"
        )
    return context.read_stdin_bytes()


def _close(context: Context, secret: str, *, as_json: bool) -> None:
    """Rewrite what is here; with the secret at hand every file is proved to open first."""
    safe = context.safe
    if secret:
        safe.marks.begin(safe.records_opened_by(secret))
    done = safe.close_all(secret)
    _tell(context, done, safe.keys.public(), as_json=as_json, name="encrypt")


@app.command()
def decrypt(
    ctx: typer.Context,
    passphrase_file: PassphraseFile = "",
    yes: Yes = False,
    as_json: Json = False,
) -> None:
    """Put every entry on this machine back as plain text."""
    from syslead_cli.crypt.encrypting_flows import check_key, standing
    from syslead_cli.crypt.encrypting_render import BEFORE_DECRYPT
    from syslead_cli.crypt.passphrase import passphrase

    context: Context = ctx.obj
    safe = context.safe
    found = standing(safe.keys)
    if not (found.is_on or found.has_identity):
        raise SysleadError("The journal is not encrypted here; there is nothing to put back.")
    check_key(safe.keys)
    _confirm(context, BEFORE_DECRYPT, "Put it back as plain text?", yes=yes)
    if passphrase_file:
        secret = safe.unlocking.opened_by(passphrase(context, passphrase_file, ""))
    else:
        secret = safe.key.secret
    _check_opens(context, secret)
    safe.keys.switch_off()
    done = safe.open_all(secret)
    safe.marks.forget()
    _tell(context, done, "", as_json=as_json, name="decrypt")


def _tell(context: Context, done: Rewritten, public: str, *, as_json: bool, name: str) -> None:
    from syslead_cli.crypt.encrypting_render import done_lines, not_reached, rewriting_data

    on = name == "encrypt"
    if as_json:
        data = rewriting_data(done.lines, done.files, public, done.left, done.others)
        context.screen.document(name, data)
    else:
        for line in done_lines(done.lines, done.files, on=on):
            context.screen.line(line)
        for line in not_reached(done.left, done.others, on=on, anew=bool(done.files)):
            context.screen.say(line)
        if not on:
            context.screen.say(f"Your key stays in {context.paths.keys}: backups may need it.")
    if done.left:
        raise typer.Exit(ExitCode.FAILED)
