"""The key of an encrypted journal in one run: its public half encrypts, its secret half decrypts.

The public half is read when something is written; the secret half is asked for when the first
encrypted data is met, and never where there is none. The age library is loaded then, not before.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property

from syslead_cli.crypt.keys import KeyFolder
from syslead_cli.errors import SysleadError

_MAGIC = b"age-encryption.org/v1\n"
_NO_KEY = (
    "encrypted, and this computer has no key for it (add one with syslead encrypt --identity FILE)"
)


class DecryptionError(ValueError):
    """The data does not decrypt; the message says why in a few words."""


class EncryptionKey:
    """One run's key. ``unlock`` returns the secret half, or raises SysleadError."""

    def __init__(self, folder: KeyFolder, unlock: Callable[[], str]) -> None:
        self.folder = folder
        self._unlock = unlock
        self._encryptor: tuple[str, Callable[[bytes], bytes]] = ("", bytes)

    @property
    def public(self) -> str:
        """Return the public half; empty where the journal is not encrypted."""
        return self.folder.public()

    @property
    def is_on(self) -> bool:
        """Return whether new data is encrypted."""
        return bool(self.public)

    @property
    def is_unlocked(self) -> bool:
        """Return whether the secret half is at hand, so that decrypting asks nobody."""
        return "secret" in self.__dict__

    def unlock(self) -> None:
        """Have the secret half at hand, where the journal is encrypted."""
        if self.is_on:
            _ = self.secret

    @cached_property
    def secret(self) -> str:
        """The secret half; asked for once. Empty where this machine has none."""
        return self._unlock() if self.folder.identity() is not None else ""

    @property
    def encryptor(self) -> Callable[[bytes], bytes] | None:
        """Return a function from bytes to an age file; None where nothing is to be encrypted.

        Asked at each use: the journal may be encrypted while somebody sits over a question.
        """
        public = self.public
        if not public:
            return None
        if self._encryptor[0] != public:
            from syslead_cli.crypt.age import encryptor

            self._encryptor = (public, encryptor(public))
        return self._encryptor[1]

    def encrypt_blob(self, content: bytes) -> bytes:
        """Return a whole file as it goes to disk: encrypted, where the journal is."""
        encrypt = self.encryptor
        return content if encrypt is None else encrypt(content)

    def encrypt_if_possible(self, content: bytes) -> bytes:
        """Do the same for words that would be lost else: rather plaintext than nothing."""
        try:
            return self.encrypt_blob(content)
        except SysleadError:
            return content

    def decrypt_blob(self, content: bytes) -> bytes:
        """Return a whole file's content, decrypted where it is encrypted.

        Raises DecryptionError, and SysleadError where the key cannot be had.
        """
        return self.decrypt(content) if content.startswith(_MAGIC) else content

    @cached_property
    def decrypt(self) -> Callable[[bytes], bytes]:
        """A function from an age file to its bytes. Raises DecryptionError."""
        if not self.secret:

            def no_key(data: bytes) -> bytes:
                raise DecryptionError(_NO_KEY)

            return no_key
        from syslead_cli.crypt.age import decrypt_error, decryptor

        decrypt, failed = decryptor(self.secret), decrypt_error()

        def checked(data: bytes) -> bytes:
            try:
                return decrypt(data)
            except failed as problem:
                said = "encrypted, but it does not open: it was changed or damaged"
                if "No matching keys" in str(problem):
                    said = "encrypted to a different key from this computer's"
                raise DecryptionError(said) from None

        return checked
