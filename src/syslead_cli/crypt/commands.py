"""Passphrases: asked for at a terminal, or read from a file; never an argument others can see."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from syslead_cli.base.options import Json
from syslead_cli.base.text import counted
from syslead_cli.context import Context
from syslead_cli.crypt.keys import ASKED_BACK, TOO_SHORT, grouped
from syslead_cli.errors import ExitCode, SysleadError, UsageError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from syslead_cli.crypt.rewrite import EncryptingRewritten as Rewritten


#: For ``--passphrase-file``.
HELP = "Its first line; - is standard input."
_TRIES = 5


def passphrase(context: Context, source: str, question: str) -> str:
    """An existing passphrase. Raises UsageError where nobody can be asked and no file is named."""
    if not _is_typed(context, source):
        return _from_file(context, source)
    _need_terminal(context)
    return context.hidden_line(f" {question} ")


def new_passphrase(context: Context, source: str, question: str) -> str:
    """One that is not too easily guessed; typed twice, so that what was not seen is what was meant.

    Raises UsageError, and says where it is rather short.
    """
    from syslead_cli.crypt.keys import TOO_SHORT, weakness

    words = (
        _typed_twice(context, question)
        if _is_typed(context, source)
        else _from_file(context, source)
    )
    judged = weakness(words)
    if judged == "refused":
        raise UsageError(
            f"That passphrase is too easily guessed; at least {TOO_SHORT} varied characters.",
            "Four or five unrelated words are easy to keep in mind. Nothing was changed.",
        )
    if judged:
        context.screen.say(f" {SHORT_PASSPHRASE}")
    return words


def _typed_twice(context: Context, question: str) -> str:
    from syslead_cli.crypt.keys import weakness

    _need_terminal(context)
    for _ in range(_TRIES):
        first = context.hidden_line(f" {question} ")
        if not first.strip():
            context.screen.line(" It is empty.")
        elif weakness(first) == "refused":
            context.screen.line(f" {EASY_PASSPHRASE}")
        elif context.hidden_line(" Once more: ") == first:
            return first
        else:
            context.screen.line(" The two differ.")
    raise SysleadError("No passphrase was chosen; nothing was written.")


def _is_typed(context: Context, source: str) -> bool:
    """Whether somebody types it: also where standard input is named and is a terminal, which
    would show each letter.
    """
    return not source or (source == "-" and context.can_ask)


def _need_terminal(context: Context) -> None:
    if not context.can_ask:
        raise UsageError(
            "A passphrase is needed, and there is no terminal to ask on.",
            "--passphrase-file FILE reads it from a file, - from standard input.",
        )


def _from_file(context: Context, source: str) -> str:
    content = context.read_stdin_bytes() if source == "-" else context.given_file(source)
    try:
        line = content.decode("utf-8-sig").split("\n")[0].rstrip("\r")
    except UnicodeDecodeError:
        raise UsageError("The passphrase file is not UTF-8 text.") from None
    if not line.strip():
        raise UsageError("The passphrase file begins with an empty line.")
    return line


# ── encrypting_render ──
# What ``encrypt`` and ``decrypt`` have to say.


BEFORE = (
    "Every entry on this machine is rewritten so that only a key opens it.",
    "Two things give you that key: a passphrase, and a recovery key on paper.",
    "Whoever loses both has lost the journal: nobody can open it then.",
)
BEFORE_DECRYPT = (
    "Every entry on this machine is put back as plain text.",
    "Whoever can open this machine's files can read it then.",
)
SHORT_PASSPHRASE = "That is short. Four or five unrelated words are harder to guess."
EASY_PASSPHRASE = f"That is too easily guessed: at least {TOO_SHORT} characters, not all alike."
NOTHING_YET = "Nothing was encrypted, and that recovery key opens nothing."
PROOF = f"Its last {ASKED_BACK} characters, from your paper:"
NOT_THE_END = "Those are not its last characters. Once more, from your paper:"


def recovery_lines(secret: str) -> list[str]:
    """The recovery key, to be written down."""
    lines = ["Your recovery key. Write it on paper, kept away from this machine:", ""]
    lines += [f"    {part}" for part in grouped(secret)]
    return [*lines, "", "0 is a zero: the letters O, I and B do not occur in it."]


def done_lines(lines: int, files: int, *, on: bool) -> list[str]:
    """What was done, in one line."""
    if not files:
        return ["Everything is encrypted." if on else "Nothing here was encrypted."]
    said = "Encrypted" if on else "Put back"
    where = counted(files, "file", "files")
    return [f"{said}: {counted(lines, 'line', 'lines')} in {where}."]


def not_reached(left: Sequence[str], others: Sequence[str], *, on: bool, anew: bool) -> list[str]:
    """What stays as it was; ``anew``: whether anything was in the clear until now."""
    lines = [f"not reached: {one}" for one in left]
    if others and on:
        lines.append(
            f"{counted(len(others), 'file', 'files')} of your other machines: "
            "run syslead encrypt --identity FILE there (docs/encryption.md)."
        )
    elif others:
        lines.append(
            f"{counted(len(others), 'file', 'files')} of your other machines: "
            "run syslead decrypt there."
        )
    if on and anew:
        lines += [
            "Backups, git history and a sync service's older versions keep what they had:",
            "delete them yourself, and make a new backup now.",
        ]
    return lines


def rewriting_data(
    lines: int, files: int, public: str, left: Sequence[str], others: Sequence[str]
) -> dict[str, Any]:
    """The document of ``encrypt --json`` and ``decrypt --json``."""
    return {
        "lines": lines,
        "files": files,
        "public_key": public or None,
        "not_reached": list(left),
        "other_devices": list(others),
    }


# ── encrypting_cli ──
# ``syslead encrypt`` and ``decrypt``: the journal at rest, closed with a key of your own.


encrypting_app = typer.Typer(rich_markup_mode=None)

PassphraseFile = Annotated[str, typer.Option("--passphrase-file", metavar="FILE|-", help=HELP)]
Yes = Annotated[bool, typer.Option("--yes", "-y", help="Do not ask.")]
#: How often the end of the recovery key may be mistyped.
_TRIES_ENCRYPTING = 5


@encrypting_app.command()
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
    from syslead_cli.crypt.rewrite import standing

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
    from syslead_cli.crypt.rewrite import check_first

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

    return new_passphrase(context, source, "A passphrase (it is not shown):")


def _shown(context: Context, secret: str) -> None:
    """The recovery key on the screen, once, until it stands on paper."""
    from syslead_cli.crypt.keys import is_proof

    for line in recovery_lines(secret):
        context.screen.line(f" {line}".rstrip())
    question = PROOF
    for _ in range(_TRIES_ENCRYPTING):
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
    from syslead_cli.crypt.rewrite import protect

    context.screen.say(" Trying both on a test record …")
    aside = protect(context.safe.keys, context.safe.vault, secret, words)
    if aside:
        context.screen.say(f" The key that was here is in {aside}: older backups may need it.")


def _again(context: Context, passphrase_file: str) -> str:
    """The key that this machine still has."""
    from syslead_cli.crypt.rewrite import take_up

    words = passphrase(context, passphrase_file, "Your key is still here. Its passphrase:")
    safe = context.safe
    return take_up(safe.keys, safe.vault, words, lambda secret: _check_opens(context, secret))


def _check_opens(context: Context, secret: str) -> None:
    from syslead_cli.crypt.rewrite import check_opens

    safe = context.safe
    check_opens(safe.unopened, lambda lines: safe.opens_any(secret, lines))


def _from_elsewhere(context: Context, name: str, passphrase_file: str) -> str:
    """Another machine's key with its passphrase, or a recovery key with a new one."""
    from syslead_cli.crypt.rewrite import check_same, key_in

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
        context.due_days.begin(safe.records_opened_by(secret))
    done = safe.close_all(secret)
    _tell(context, done, safe.keys.public(), as_json=as_json, name="encrypt")


@encrypting_app.command()
def decrypt(
    ctx: typer.Context,
    passphrase_file: PassphraseFile = "",
    yes: Yes = False,
    as_json: Json = False,
) -> None:
    """Put every entry on this machine back as plain text."""
    from syslead_cli.crypt.rewrite import check_key, standing

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
    context.due_days.remove()
    _tell(context, done, "", as_json=as_json, name="decrypt")


def _tell(context: Context, done: Rewritten, public: str, *, as_json: bool, name: str) -> None:

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
