"""Where the key of an encrypted journal comes from: a terminal, a password manager, a keyring.

Never from an argument or the environment, which other programs can see.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from syslead_cli.base.files import reason
from syslead_cli.crypt import age
from syslead_cli.crypt.keys import KeyFolder, is_secret, secret_in, tidy
from syslead_cli.errors import SysleadError, how_to_install

if TYPE_CHECKING:
    from syslead_cli.setup.settings import Settings

#: How often a passphrase may be mistyped.
_TRIES = 3
#: The entry that the desktop's keyring is asked for.
SERVICE, ACCOUNT = "syslead", "journal"
_BRING = "Add your key, or your recovery key, with syslead encrypt --identity FILE."
_PAPER = "Capital letters count. You can type your recovery key instead."
_SETTING = "syslead config set unlock ask makes it ask you; unlock_command is what runs."


def secret_key(
    folder: KeyFolder, settings: Settings, environ: Mapping[str, str], ask: Callable[[str], str]
) -> str:
    """Return the secret key, from where the settings say; ``ask`` hides what is typed.

    Raises SysleadError where it cannot be had.
    """
    if settings.unlock == "command":
        return unlocked_by(_from_command(settings.unlock_command, environ), folder)
    if settings.unlock == "keyring":
        return unlocked_by(_from_keyring(), folder)
    question = " The journal's passphrase:"
    for _ in range(_TRIES - 1):
        try:
            return unlocked_by(ask(question), folder)
        except SysleadError as problem:
            if problem.code != "vault.wrong_passphrase":
                raise
        question = " That does not open it. Try again:"
    return unlocked_by(ask(question), folder)


def unlocked_by(words: str, folder: KeyFolder) -> str:
    """Return the secret key, given its passphrase or the recovery key itself."""
    identity, name = folder.identity(), str(folder.identity_file)
    if identity is None:
        raise SysleadError(f"There is no key at {name}.", _BRING, "vault.no_key")
    if is_secret(words):
        secret, public = tidy(words), folder.public()
        if public and age.public_key_of(secret) != public:
            raise SysleadError(
                "That is the recovery key of a different journal.", code="vault.wrong_key"
            )
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
    import subprocess

    try:
        command = shlex.split(setting)
        wrong = "is empty" if not command else ""
    except ValueError as problem:
        wrong = f"cannot be read as a command: {str(problem).lower()}"
    if wrong:
        raise SysleadError(
            f"The setting “unlock” is command, but “unlock_command” {wrong}.",
            hint='syslead config set unlock_command "pass show syslead"',
            code="unlock",
        )
    try:
        done = subprocess.run(
            command,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            env=dict(environ),
            check=False,
        )
    except (OSError, ValueError) as problem:
        why = reason(problem) if isinstance(problem, OSError) else "it holds a NUL"
        raise SysleadError(
            f'"{command[0]}" could not be started: {why}.', _SETTING, "unlock"
        ) from problem
    words = done.stdout.decode("utf-8", "replace").split("\n")[0].rstrip("\r")
    if done.returncode or not words:
        raise SysleadError(
            f'"{command[0]}" gave no passphrase (it ended with {done.returncode}).',
            _SETTING,
            "unlock",
        )
    return words


def _from_keyring() -> str:
    try:
        import keyring
    except ImportError:
        raise SysleadError(
            "The desktop's keyring needs a library that is not installed.",
            hint=f"{how_to_install('keyring')}, or: syslead config set unlock ask",
            code="unlock",
        ) from None
    library: Any = keyring
    try:
        words: str | None = library.get_password(SERVICE, ACCOUNT)
    except Exception as problem:  # each keyring has errors of its own
        raise SysleadError(
            f"The desktop's keyring did not answer ({type(problem).__name__}).",
            hint="syslead config set unlock ask makes it ask you.",
            code="unlock",
        ) from None
    if not words:
        raise SysleadError(
            "The desktop's keyring has nothing for this journal.",
            hint=f"keyring set {SERVICE} {ACCOUNT} stores your passphrase there.",
            code="unlock",
        )
    return words
