"""Encrypting the journal at rest, and putting it back."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple, Protocol

from syslead_cli.crypt.key_text import is_secret, secret_in, tidy
from syslead_cli.crypt.secret_keys import identity_file
from syslead_cli.errors import SysleadError
from syslead_cli.journal.closed_line import is_closed
from syslead_cli.journal.fold import Journal
from syslead_cli.journal.line import Newer

_TEST = b"A record to try the key with."
_TITLE = "syslead, the key of a journal"


class KeyPort(Protocol):
    """Where the key of the journal is kept."""

    def public(self) -> str:
        """The public half; empty where the journal is not encrypted."""

    def identity(self) -> bytes | None:
        """The secret half behind its passphrase; None where there is none."""

    def keep_identity(self, content: bytes) -> None:
        """On return it is on disk."""

    def set_aside(self) -> str:
        """Keep the secret half that stands there under another name; the name."""

    def switch_on(self, public: str) -> None:
        """From now on lines are encrypted to this key."""


class VaultPort(Protocol):
    """The cryptography."""

    def public_of(self, secret: str) -> str:
        """The public half."""

    def seal(self, data: bytes, to: list[str]) -> bytes:
        """An age file for these public keys."""

    def open(self, data: bytes, secrets: list[str], what: str) -> bytes:
        """Its content."""

    def seal_with_passphrase(self, data: bytes, passphrase: str) -> bytes:
        """An age file that the passphrase opens."""

    def open_with_passphrase(self, data: bytes, passphrase: str, what: str) -> bytes:
        """Its content."""


class ReadPort(Protocol):
    """The journal with its encrypted lines left closed."""

    def read(self) -> Journal:
        """Everything there is."""


class Rewritten(Protocol):
    """What was done: files and lines that changed, and what could not be reached."""

    @property
    def files(self) -> int:
        """Files with other bytes than before."""

    @property
    def lines(self) -> int:
        """Lines that changed in them."""

    @property
    def left(self) -> Sequence[str]:
        """Files that could not be rewritten, and why."""

    @property
    def others(self) -> Sequence[str]:
        """Files that only other machines may rewrite."""


class Standing(NamedTuple):
    """How a journal stands: whether it is encrypted, and whether there is a key for it."""

    is_on: bool
    has_identity: bool


def standing(keys: KeyPort) -> Standing:
    """What ``encrypt`` and ``decrypt`` find."""
    return Standing(bool(keys.public()), keys.identity() is not None)


def check_key(keys: KeyPort) -> None:
    """Raises SysleadError where this machine has no key to put anything back with."""
    if keys.identity() is None:
        raise SysleadError(
            "There is no key on this machine, so nothing can be put back; nothing was changed.",
            hint="syslead encrypt --identity FILE brings your key, or your recovery key.",
            code="vault.no_key",
        )


def protect(keys: KeyPort, vault: VaultPort, secret: str, passphrase: str) -> str:
    """Prove the key, put it on disk behind its passphrase, switch on.

    Returns where the key went that stood there and may be another's; empty where none did.

    The passphrase and the recovery key both open a test record before anything is written, and
    what was written is read back before a single line of the journal is touched.
    """
    public = vault.public_of(secret)
    content = vault.seal_with_passphrase(identity_file(secret, public, _TITLE), passphrase)
    by_passphrase = secret_in(vault.open_with_passphrase(content, passphrase, "The key").decode())
    test = vault.seal(_TEST, [public])
    if any(vault.open(test, [key], "the test") != _TEST for key in (by_passphrase, secret)):
        raise SysleadError("The key did not open its test record; nothing was encrypted.")
    aside = keys.set_aside() if public_known(keys) != public else ""
    keys.keep_identity(content)
    if keys.identity() != content:
        raise SysleadError("The key on the disk is not what was written; nothing was encrypted.")
    keys.switch_on(public)
    return aside


def take_up(keys: KeyPort, vault: VaultPort, passphrase: str, check: Callable[[str], None]) -> str:
    """Switch on with the key that is on this machine already; its secret half.

    ``check`` raises where it is not the journal's.
    """
    secret = secret_in(_opened(keys, vault, passphrase))
    if not secret:
        raise SysleadError("There is no age key in the identity file.", code="vault.bad_key")
    check(secret)
    keys.switch_on(vault.public_of(secret))
    return secret


def _opened(keys: KeyPort, vault: VaultPort, passphrase: str) -> str:
    content = vault.open_with_passphrase(keys.identity() or b"", passphrase, "The key")
    return content.decode("utf-8", "replace")


def key_in(content: bytes) -> str:
    """The age key in an identity file, or in what was typed from paper; empty where none is."""
    text = content.decode("utf-8", "replace")
    return secret_in(text) or (tidy(text) if is_secret(text) else "")


def check_first(journal: ReadPort, where: str) -> None:
    """Raises SysleadError where another machine's key closed lines of this journal already."""
    if any(is_closed(line) for line in journal.read().newer):
        raise SysleadError(
            "Another machine encrypted lines of this journal; a second key could not open them.",
            hint=f"syslead encrypt --identity FILE, with that machine's {where}, or its recovery "
            "key.",
            code="vault.other_key",
        )


def public_known(keys: KeyPort) -> str:
    """The public half; empty where there is none, or one that is damaged and is made anew."""
    try:
        return keys.public()
    except SysleadError as problem:
        if problem.code != "vault.bad_key":
            raise
        return ""


def check_opens(journal: ReadPort, opens: Callable[[Sequence[Newer]], bool]) -> None:
    """Raises SysleadError where the key opens none of the lines that are encrypted already."""
    lines = [line for line in journal.read().newer if is_closed(line)]
    if lines and not opens(lines):
        raise SysleadError(
            "That key opens none of the lines of this journal that are encrypted; "
            "nothing was changed.",
            hint="Bring the key of the machine that encrypted them, or its recovery key.",
            code="vault.wrong_key",
        )


def check_same(keys: KeyPort, vault: VaultPort, secret: str) -> None:
    """Raises SysleadError where the journal here is encrypted to another key."""
    public = public_known(keys)
    if public and vault.public_of(secret) != public:
        raise SysleadError(
            "This journal is encrypted to another key; nothing was changed.",
            hint="syslead decrypt with that key first, then encrypt with this one.",
            code="vault.wrong_key",
        )
