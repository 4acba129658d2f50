"""Passphrases: asked for at a terminal, read from a file, or had from a program or a keyring.

Never from an argument or the environment, which other programs can see.
"""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

from syslead_cli.base.ask import hidden_line, unechoed
from syslead_cli.base.files import given_stream, reason
from syslead_cli.crypt import age
from syslead_cli.crypt.keys import KeyFolder, is_secret, secret_in, tidy
from syslead_cli.errors import SysleadError, UsageError, how_to_install

if TYPE_CHECKING:
    from syslead_cli.context import Context

#: A passphrase shorter than this is refused; below the second number it is said to be short.
_LEAST, _ENOUGH = 8, 16
#: In fewer tries than this a passphrase counts as easily guessed: a file takes about a second
#: each. Only the beginning of a long one is looked at.
_FEWEST_TRIES, _JUDGED = 10**9, 72
#: How often a new passphrase may be typed, and how often the journal's may be mistyped.
_CHOICES, _TRIES = 5, 3
_LIMIT = 64 * 1024
_SHORT = "That is short. Four or five unrelated words are harder to guess."
_EASY = (
    f"That is too easily guessed: at least {_LEAST} characters, and more than a common word, a "
    "name, a year or a row of keys."
)
#: The entry that the desktop's keyring is asked for.
SERVICE, ACCOUNT = "syslead", "journal"
_BRING = "Add your key, or your recovery key, with syslead encrypt --identity FILE."
_PAPER = "Capital letters count. You can type your recovery key instead."
_SETTING = "syslead config set unlock ask makes it ask you; unlock_command is what runs."


def passphrase(context: Context, source: str, question: str) -> str:
    """Return an existing passphrase, read from the file ``source`` or asked for.

    Raises UsageError where nobody can be asked and no file is named.
    """
    if _is_file(context, source):
        return _from_file(context, source)
    _need_terminal(context)
    return hidden_line(context, f" {question}")


def new_passphrase(context: Context, source: str, question: str, name: str = "") -> str:
    """Return a new passphrase that is not too easily guessed; one that is typed is typed twice.

    Its owner's ``name`` is easily guessed. Raises UsageError, and says where it is rather short.
    """
    is_file = _is_file(context, source)
    words = _from_file(context, source) if is_file else _typed_twice(context, question, name)
    judged = weakness(words, name)
    if judged == "refused":
        hint = "Four or five unrelated words are easy to remember. Nothing was changed."
        raise UsageError(_EASY, hint)
    if judged:
        context.screen.say(f" {_SHORT}")
    return words


def weakness(passphrase: str, name: str = "") -> str:
    """Judge a passphrase: ``refused``, ``short``, or empty.

    The words of its owner's ``name`` are tried first by anybody. The zxcvbn library
    comes with the extra ``age``; an installation from before has only the length to go by.
    """
    if len(passphrase) < _LEAST or len(set(passphrase)) < _LEAST // 2:
        return "refused"
    with suppress(ImportError):
        from zxcvbn import zxcvbn

        tries = zxcvbn(passphrase[:_JUDGED], user_inputs=[*name.split(), "syslead"])["guesses"]
        if tries < _FEWEST_TRIES:
            return "refused"
    return "short" if len(passphrase) < _ENOUGH else ""


def _is_file(context: Context, source: str) -> bool:
    """Return whether to read it; a terminal as standard input would show each letter."""
    return bool(source) and not (source == "-" and context.can_ask)


def _typed_twice(context: Context, question: str, name: str) -> str:
    _need_terminal(context)
    with unechoed(context.stdin):
        for _ in range(_CHOICES):
            first = hidden_line(context, f" {question}")
            if not first.strip():
                context.screen.line(" It is empty.")
            elif weakness(first, name) == "refused":
                context.screen.line(f" {_EASY}")
            elif hidden_line(context, " Once more:") == first:
                return first
            else:
                context.screen.line(" The two differ.")
    raise SysleadError("No passphrase was chosen; nothing was saved.")


def _need_terminal(context: Context) -> None:
    if not context.can_ask:
        message = "A passphrase is needed, and there is no terminal to ask on."
        hint = "--passphrase-file FILE reads it from a file, - from standard input."
        raise UsageError(message, hint)


def _from_file(context: Context, source: str) -> str:
    content = context.read_stdin_bytes() if source == "-" else given_stream(Path(source), _LIMIT)
    try:
        line = content.decode("utf-8-sig").split("\n")[0].rstrip("\r")
    except UnicodeDecodeError:
        raise UsageError("The passphrase file is not UTF-8 text.") from None
    if not line.strip():
        raise UsageError("The passphrase file begins with an empty line.")
    return line


def secret_key(context: Context) -> str:
    """Return the secret key of the journal, from where the settings say.

    Raises SysleadError where it cannot be had.
    """
    folder, settings = context.key.folder, context.settings
    if settings.unlock == "command":
        return unlocked_by(_from_command(settings.unlock_command, context.environ), folder)
    if settings.unlock == "keyring":
        return unlocked_by(_from_keyring(), folder)
    question = " The journal's passphrase:"
    with unechoed(context.stdin):
        for _ in range(_TRIES - 1):
            try:
                return unlocked_by(hidden_line(context, question), folder)
            except SysleadError as problem:
                if problem.code != "vault.wrong_passphrase":
                    raise
            question = " That does not open it. Try again:"
        return unlocked_by(hidden_line(context, question), folder)


def unlocked_by(words: str, folder: KeyFolder) -> str:
    """Return the secret key, given its passphrase or the recovery key itself."""
    identity, name = folder.identity(), str(folder.identity_file)
    if identity is None:
        raise SysleadError(f"There is no key at {name}.", _BRING, "vault.no_key")
    if is_secret(words):
        secret, public = tidy(words), folder.public()
        if public and age.public_key_of(secret) != public:
            message = "That is the recovery key of a different journal."
            raise SysleadError(message, code="vault.wrong_key")
        return secret
    try:
        found = secret_in(age.decrypt_with_passphrase(identity, words, name))
    except SysleadError as problem:
        if problem.code == "vault.wrong_passphrase":
            problem.hint = _PAPER
        raise
    if not found:
        raise SysleadError(f"{name} contains no age key.", _BRING, "vault.bad_key")
    return found


def _from_command(setting: str, environ: Mapping[str, str]) -> str:
    import shlex
    from subprocess import DEVNULL, PIPE, run

    try:
        command = shlex.split(setting)
        wrong = "is empty" if not command else ""
    except ValueError as problem:
        wrong = f"cannot be read as a command: {str(problem).lower()}"
    if wrong:
        raise _locked(
            f"The setting “unlock” is command, but “unlock_command” {wrong}.",
            'syslead config set unlock_command "pass show syslead"',
        )
    try:
        done = run(command, stdin=DEVNULL, stdout=PIPE, env=dict(environ), check=False)
    except (OSError, ValueError) as problem:  # ValueError: a letter this system's names lack
        message = f'"{command[0]}" could not be started: {reason(problem)}.'
        raise _locked(message, _SETTING) from problem
    words = done.stdout.decode("utf-8", "replace").split("\n")[0].rstrip("\r")
    if done.returncode or not words:
        message = f'"{command[0]}" gave no passphrase (it ended with {done.returncode}).'
        raise _locked(message, _SETTING)
    return words


def _from_keyring() -> str:
    try:
        import keyring
    except ImportError:
        raise _locked(
            "The desktop's keyring needs a library that is not installed.",
            f"{how_to_install('keyring')}, or: syslead config set unlock ask",
        ) from None
    library: Any = keyring
    try:
        words: str | None = library.get_password(SERVICE, ACCOUNT)
    except Exception as problem:  # each keyring has errors of its own
        raise _locked(
            f"The desktop's keyring did not answer ({type(problem).__name__}).",
            "syslead config set unlock ask makes it ask you.",
        ) from None
    if not words:
        raise _locked(
            "The desktop's keyring has nothing for this journal.",
            f"keyring set {SERVICE} {ACCOUNT} stores your passphrase there.",
        )
    return words


def _locked(message: str, hint: str) -> SysleadError:
    return SysleadError(message, hint, "unlock")
