"""``syslead encrypt`` and ``decrypt``: the journal at rest, encrypted with a key of its leader."""

from __future__ import annotations

import contextlib
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from syslead_cli.base.ask import hidden_line
from syslead_cli.base.files import check_output, given_file, write_new
from syslead_cli.base.options import Json, PassphraseFile, Yes, command_app, option
from syslead_cli.base.text import counted
from syslead_cli.crypt import age
from syslead_cli.crypt.keys import ASKED_BACK, grouped, secret_in, tidy
from syslead_cli.crypt.passphrases import new_passphrase, passphrase
from syslead_cli.errors import ExitCode, SysleadError, UsageError
from syslead_cli.journal import reencrypt
from syslead_cli.journal.commands import confirmed
from syslead_cli.journal.encrypted import JournalKey, is_encrypted
from syslead_cli.journal.store import JournalFiles

if TYPE_CHECKING:
    from collections.abc import Sequence

    from syslead_cli.context import Context

app = command_app()

#: How often the end of the recovery key may be mistyped.
_TRIES = 5
_NEW_PASSPHRASE = "A passphrase (it is not shown):"
_BEFORE = (
    "Every entry on this computer is rewritten so that only a key opens it.",
    "Two things give you that key: a passphrase, and a recovery key on paper.",
    "If you lose both, nobody can open the journal again.",
)
_BEFORE_DECRYPT = (
    "Every entry on this computer is turned back into plain text.",
    "Anyone who can open the files of this computer can then read it.",
)


@app.command()
def encrypt(  # noqa: PLR0917 - its options
    context: Context,
    identity: Annotated[
        str,
        option(
            "--identity",
            "Use your key: another computer's keys/identity.age, or a recovery key (- asks).",
            "FILE",
        ),
    ] = "",
    passphrase_file: PassphraseFile = "",
    recovery_file: Annotated[
        Path | None,
        option(
            "--recovery-file",
            "Write the recovery key to this new file instead of showing it.",
            "FILE",
        ),
    ] = None,
    yes: Yes = False,
    as_json: Json = False,
) -> None:
    """Encrypt every entry on this computer, and everything written from now on.

    You can run it again at any time: it continues where it stopped, and encrypts lines added by
    hand.
    """
    age.check_library()
    keys, secret = context.key.folder, ""
    if identity:
        secret = _from_elsewhere(context, identity, passphrase_file)
    elif not keys.public():
        has_identity = keys.identity() is not None
        _confirm(context, _BEFORE, "Encrypt the journal?", yes=yes)
        if len(context.journal.devices()) > 1 or context.paths.erasing.exists():
            # What was removed in plaintext: once the journal is encrypted, that is no order.
            with contextlib.suppress(OSError, SysleadError):
                context.journal.catch_up()
        if has_identity:
            secret = _again(context, passphrase_file)
        else:
            secret = _new(context, passphrase_file, recovery_file)
    if secret:
        whole = JournalFiles(context.paths, context.clock, key=JournalKey.of(keys, secret))
        context.due_days.begin(whole.read().records)
    done = reencrypt.encrypt_all(context.paths, context.clock, keys, secret)
    _report(context, done, encrypted=True, as_json=as_json)


@app.command()
def decrypt(
    context: Context,
    passphrase_file: PassphraseFile = "",
    yes: Yes = False,
    as_json: Json = False,
) -> None:
    """Turn every entry on this computer back into plain text."""
    from syslead_cli.crypt.passphrases import unlocked_by

    keys = context.key.folder
    if not keys.public() and keys.identity() is None:
        raise SysleadError("The journal is not encrypted here; nothing to decrypt.")
    if keys.identity() is None:
        raise SysleadError(
            "This computer has no key, so nothing can be decrypted. Nothing was changed.",
            hint="Add your key, or your recovery key, with syslead encrypt --identity FILE.",
            code="vault.no_key",
        )
    _confirm(context, _BEFORE_DECRYPT, "Turn it back into plain text?", yes=yes)
    if passphrase_file:
        secret = unlocked_by(passphrase(context, passphrase_file, ""), keys)
    else:
        secret = context.key.secret
    reencrypt.check_decrypts(context.undecrypted_journal, keys, secret)
    keys.switch_off()
    done = reencrypt.decrypt_all(context.paths, context.clock, keys, secret)
    context.due_days.remove()
    _report(context, done, encrypted=False, as_json=as_json)


def _confirm(context: Context, lines: Sequence[str], question: str, *, yes: bool) -> None:
    for line in lines:
        context.screen.warn(f" {line}")
    if not yes and not confirmed(context, question, "", "--yes does it without asking."):
        raise SysleadError("Nothing was changed.", code="refused")


def _new(context: Context, passphrase_file: str, recovery_file: Path | None) -> str:
    """Make a key that is known to two places before anything is written with it."""
    if recovery_file is None and not context.can_ask:
        raise UsageError(
            "There is no terminal to show the recovery key on.",
            "--recovery-file FILE writes it to a new file instead.",
        )
    if any(is_encrypted(line) for line in context.undecrypted_journal.read().newer):
        raise SysleadError(
            "Another computer encrypted lines of this journal; a second key could not open them.",
            hint="Use syslead encrypt --identity FILE with that computer's keys/identity.age, or "
            "its recovery key.",
            code="vault.other_key",
        )
    if recovery_file is not None and recovery_file.parent.exists():
        check_output(recovery_file.absolute(), context.paths.journal)
    words = new_passphrase(context, passphrase_file, _NEW_PASSPHRASE)
    secret = age.new_key_pair().secret
    if recovery_file is not None:
        write_new(recovery_file, secret.encode("ascii") + b"\n")
        context.screen.say(
            f" The recovery key is in {recovery_file}: print it, then move the file elsewhere."
        )
    else:
        _show_until_copied(context, secret)
    _install(context, secret, words)
    return secret


def _show_until_copied(context: Context, secret: str) -> None:
    """Show the recovery key once, until its end was typed back from paper."""
    context.screen.line(
        " Your recovery key. Write it on paper and keep that away from this computer:"
    )
    context.screen.line()
    for part in grouped(secret):
        context.screen.line(f"     {part}")
    context.screen.line()
    context.screen.line(" 0 is a zero: the letters O, I and B do not occur.")
    question = f"Its last {ASKED_BACK} characters, from your paper:"
    for _ in range(_TRIES):
        try:
            typed = tidy(hidden_line(context, f" {question}"))
        except KeyboardInterrupt:
            context.screen.say(" Nothing was encrypted, and that recovery key opens nothing.")
            raise
        if len(typed) >= ASKED_BACK and secret.endswith(typed):
            return
        question = "Those are not its last characters. Try again, from your paper:"
    raise SysleadError(
        "The recovery key was not copied, so nothing was encrypted.",
        "That key opens nothing; syslead encrypt starts again with a new one.",
    )


def _install(context: Context, secret: str, words: str) -> None:
    context.screen.say(" Trying both on a test record …")
    aside = reencrypt.install_key(context.key.folder, secret, words)
    if aside:
        context.screen.say(f" The key that was here is in {aside}: older backups may need it.")


def _again(context: Context, passphrase_file: str) -> str:
    """Switch on with the key that this machine still has."""
    keys = context.key.folder
    words = passphrase(context, passphrase_file, "Your key is still here. Its passphrase:")
    secret = secret_in(age.decrypt_with_passphrase(keys.identity() or b"", words, "The key"))
    if not secret:
        raise SysleadError("The identity file contains no age key.", code="vault.bad_key")
    reencrypt.check_decrypts(context.undecrypted_journal, keys, secret)
    keys.switch_on(age.public_key_of(secret))
    return secret


def _from_elsewhere(context: Context, name: str, passphrase_file: str) -> str:
    """Take another machine's key with its passphrase, or a recovery key with a new one."""
    content, words = _identity_content(context, name), ""
    if age.is_age(content):
        words = passphrase(context, passphrase_file, "The passphrase of that key:")
        content = age.decrypt_with_passphrase(content, words, name)
    secret = secret_in(content)
    if not secret:
        raise UsageError(
            f"{name} contains no age key.",
            "It contains AGE-SECRET-KEY-1…, or is keys/identity.age from your other computer.",
        )
    keys = context.key.folder
    reencrypt.check_same_key(keys, secret)
    reencrypt.check_decrypts(context.undecrypted_journal, keys, secret)
    words = words or new_passphrase(context, passphrase_file, _NEW_PASSPHRASE)
    _install(context, secret, words)
    return secret


def _identity_content(context: Context, name: str) -> bytes:
    if name != "-":
        return given_file(Path(name))
    if context.can_ask:
        typed = hidden_line(context, " Your recovery key (it is not shown):")
        return typed.encode("utf-8", "replace")
    return context.read_stdin_bytes()


def _report(
    context: Context, done: reencrypt.EncryptDocument, *, encrypted: bool, as_json: bool
) -> None:
    """Print what was done; leave with exit code 1 where a file was not reached."""
    if as_json:
        context.screen.print_document(done)
    else:
        verb = "Encrypted" if encrypted else "Put back"
        summary = f"{verb}: {counted(done.lines, 'line')} in {counted(done.files, 'file')}."
        nothing = "Everything is encrypted." if encrypted else "Nothing here was encrypted."
        context.screen.line(summary if done.files else nothing)
        beside = [f"not reached: {one}" for one in done.not_reached]
        if done.other_devices:
            how = "encrypt --identity FILE    (see docs/encryption.md)" if encrypted else "decrypt"
            files = counted(len(done.other_devices), "file")
            beside.append(f"Not changed: {files} of your other computers. There, run:")
            beside.append(f"  syslead {how}")
        if not encrypted:
            beside.append(f"Your key stays in {context.paths.keys}: backups may need it.")
        elif done.files:
            beside += [
                "Backups, git history and older versions at a sync service are not changed:",
                "delete them yourself, and make a new backup now.",
            ]
        for line in beside:
            context.screen.say(line)
    if done.not_reached:
        raise typer.Exit(ExitCode.FAILED)
