"""Where the key of an encrypted journal comes from: a terminal, a password manager, a keyring.

Never from an argument or the environment, which other programs can see.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from syslead_cli.base.files import reason
from syslead_cli.crypt.age import Vault
from syslead_cli.crypt.keys import KeyFolder, is_secret, secret_in, tidy
from syslead_cli.errors import SysleadError, how_to_install

if TYPE_CHECKING:
    from syslead_cli.setup.settings import Settings


#: How often a passphrase may be mistyped.
_TRIES = 3
#: What the desktop's keyring is asked for.
SERVICE, ACCOUNT = "syslead", "journal"


class Unlocking:
    """One run's way to the secret key. ``ask`` puts a question whose answer is not shown."""

    def __init__(
        self,
        folder: KeyFolder,
        environ: Mapping[str, str],
        settings: Callable[[], Settings],
        ask: Callable[[str], str],
    ) -> None:
        self._folder = folder
        self._environ = environ
        self._settings = settings
        self._ask = ask

    def __call__(self) -> str:
        """The secret key. Raises SysleadError where it cannot be had."""
        how = self._settings().unlock
        if how == "command":
            return self.opened_by(self._from_command())
        if how == "keyring":
            return self.opened_by(_from_keyring())
        return self._asked()

    def _asked(self) -> str:
        question = " The journal's passphrase:"
        for _ in range(_TRIES - 1):
            try:
                return self.opened_by(self._ask(question))
            except SysleadError as problem:
                if problem.code != "vault.wrong_passphrase":
                    raise
            question = " That does not open it. Once more:"
        return self.opened_by(self._ask(question))

    def opened_by(self, words: str) -> str:
        """The secret key, from the passphrase or from the recovery key itself."""
        identity = self._folder.identity()
        name = str(self._folder.identity_file)
        if identity is None:
            raise SysleadError(f"There is no key at {name}.", _BRING, "vault.no_key")
        if not is_secret(words):
            found = secret_in(_text(_opened(identity, words, name)))
            if not found:
                raise SysleadError(f"{name} holds no age key.", _BRING, "vault.bad_key")
            return found
        secret, public = tidy(words), self._folder.public()
        if public and Vault().public_of(secret) != public:
            raise SysleadError(
                "That is a recovery key, but of another journal.", code="vault.wrong_key"
            )
        return secret

    def _from_command(self) -> str:
        import shlex
        import subprocess

        wish = self._settings().unlock_command
        try:
            command = shlex.split(wish)
        except ValueError:
            command = []
        if not command:
            raise SysleadError(
                "The setting unlock is command, but unlock_command names none.",
                hint='syslead config set unlock_command "pass show syslead"',
                code="unlock",
            )
        try:
            done = subprocess.run(
                command,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                env=dict(self._environ),
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


_BRING = "syslead encrypt --identity FILE brings your key, or your recovery key."
_PAPER = "Capital letters count. The recovery key on your paper is taken in place of it."
_SETTING = "syslead config set unlock ask asks you instead; unlock_command says what runs."


def _opened(identity: bytes, words: str, name: str) -> bytes:
    try:
        return Vault().open_with_passphrase(identity, words, name)
    except SysleadError as problem:
        if problem.code == "vault.wrong_passphrase":
            problem.hint = _PAPER
        raise


def _text(content: bytes) -> str:
    return content.decode("utf-8", "replace")


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
            hint="syslead config set unlock ask asks you instead.",
            code="unlock",
        ) from None
    if not words:
        raise SysleadError(
            "The desktop's keyring holds nothing for this journal.",
            hint=f"keyring set {SERVICE} {ACCOUNT} puts your passphrase there.",
            code="unlock",
        )
    return words
