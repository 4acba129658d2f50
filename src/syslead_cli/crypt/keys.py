"""Keys as text, on disk and in one run: identity files, recovery keys, the journal's, a coach's.

The public half of a journal's key is read when something is written; the secret half is asked for
when the first encrypted data is met, and never where there is none. The age library is loaded
then, not before.
"""

from __future__ import annotations

import contextlib
import os
from collections.abc import Callable
from functools import cached_property
from itertools import count
from pathlib import Path

from syslead_cli.base.files import (
    create_file,
    given_stream,
    read_own,
    read_regular,
    refusing,
    replace_file,
    write_own,
)
from syslead_cli.base.folders import sync_folder
from syslead_cli.errors import SysleadError

#: How every secret key of age begins.
LEAD = "AGE-SECRET-KEY-1"
#: Letters of a recovery key that are asked back.
ASKED_BACK = 6
#: A passphrase shorter than this is refused; below the second number it is said to be short.
TOO_SHORT, SHORT = 8, 16
_GROUP = 6
#: In fewer tries than this a passphrase counts as easily guessed: a file takes about a second
#: each. Only the beginning of a long one is looked at.
_FEWEST_TRIES, _JUDGED = 10**9, 72
_LIMIT = 64 * 1024


class NoSecretKey(ValueError):
    """The file is no identity file; the message says why in a few words and quotes nothing."""


def secret_keys(content: bytes) -> list[str]:
    """Parse an identity file as ``age-keygen`` writes it: a key a line, ``#`` comments.

    Raises NoSecretKey.
    """
    try:
        lines = [line.strip() for line in content.decode("utf-8-sig").splitlines()]
    except UnicodeDecodeError:
        raise NoSecretKey("contains no age secret key") from None
    keys = [line for line in lines if line and not line.startswith("#")]
    if any(key.startswith("age1") for key in keys):
        raise NoSecretKey("is a public key; the secret one is needed to open a file")
    if not keys or not all(key.upper().startswith(LEAD) for key in keys):
        raise NoSecretKey("contains no age secret key")
    return keys


def identity_file(secret: str, public: str, title: str = "") -> bytes:
    """Return the file of a new key, as ``age-keygen`` writes one and ``age`` reads it."""
    heading = f"# {title}\n" if title else ""
    return f"{heading}# public key: {public}\n{secret}\n".encode("ascii")


def tidy(text: str) -> str:
    """Return a recovery key as age reads it, however it was copied from paper."""
    return "".join(text.split()).upper()


def is_secret(text: str) -> bool:
    """Return whether a recovery key was typed where a passphrase was asked for."""
    return tidy(text).startswith(LEAD)


def secret_in(content: bytes) -> str:
    """Return the first age key in an identity file; empty where there is none."""
    lines = (line.strip() for line in content.decode("utf-8", "replace").splitlines())
    return next((line for line in lines if line.startswith(LEAD)), "")


def grouped(secret: str) -> list[str]:
    """Return the key in three lines of groups, to be written on paper."""
    head, rest = secret[: len(LEAD)], secret[len(LEAD) :]
    groups = [rest[at : at + _GROUP] for at in range(0, len(rest), _GROUP)]
    half = (len(groups) + 1) // 2
    return [head, " ".join(groups[:half]), " ".join(groups[half:])]


def is_proof(typed: str, secret: str) -> bool:
    """Return whether the text that was typed back is the end of the key."""
    said = tidy(typed)
    return len(said) >= ASKED_BACK and secret.endswith(said)


def weakness(passphrase: str, name: str = "") -> str:
    """Judge a passphrase: ``refused``, ``short``, or empty.

    The words of its owner's ``name`` are tried first by anybody. The zxcvbn library
    comes with the extra ``age``; an installation from before has only the length to go by.
    """
    if len(passphrase) < TOO_SHORT or len(set(passphrase)) < TOO_SHORT // 2:
        return "refused"
    with contextlib.suppress(ImportError):
        from zxcvbn import zxcvbn

        tries = zxcvbn(passphrase[:_JUDGED], user_inputs=[*name.split(), "syslead"])["guesses"]
        if tries < _FEWEST_TRIES:
            return "refused"
    return "short" if len(passphrase) < SHORT else ""


def forms_of(passphrase: str) -> tuple[str, ...]:
    """Return the passphrase as other keyboards send it; the first form is used to encrypt.

    A Mac may send an accent apart from its letter where another machine sends one letter: the
    bytes differ, and so would the key. ``age`` takes bytes as they come, so all are tried.
    """
    from unicodedata import normalize

    if passphrase.isascii():
        return (passphrase,)
    composed, apart = normalize("NFC", passphrase), normalize("NFD", passphrase)
    return tuple(dict.fromkeys((composed, passphrase, apart)))


IDENTITY, PUBLIC = "identity.age", "journal.pub"
_NOT_KEPT = "Nothing was encrypted. Free some space, or repair the folder, then try again."


def is_switched_on(folder: Path) -> bool | None:
    """Return whether there is a public key; None where it cannot be looked at."""
    try:
        os.lstat(folder / PUBLIC)
    except FileNotFoundError:
        return os.path.islink(folder)
    except OSError:
        return None
    return True


class KeyFolder:
    """The key of an encrypted journal on disk, never in the synchronised folder.

    ``keys/identity.age`` is the secret half behind a passphrase, an ordinary age file.
    ``keys/journal.pub`` is the public half; while it is there, new lines are encrypted to it.
    Either may be a link: keys may be kept on a stick.
    """

    def __init__(self, folder: Path) -> None:
        self.identity_file = folder / IDENTITY
        self._public_file = folder / PUBLIC
        self._cached: tuple[object, str] = (None, "")

    def public(self) -> str:
        """Return the public half; empty where the journal is not encrypted.

        Read anew where the file changed: another run may switch it on or off meanwhile.
        """
        with refusing(f"{self._public_file} could not be read"):
            try:
                status = os.stat(self._public_file)
            except FileNotFoundError:
                if any(map(os.path.islink, (self._public_file, self._public_file.parent))):
                    raise  # a stick is not in
                return ""
        version = (status.st_ino, status.st_size, status.st_mtime_ns)
        if self._cached[0] != version:
            self._cached = (version, self._read_public())
        return self._cached[1]

    def _read_public(self) -> str:
        content = read_own(self._public_file)
        if content is None:
            return ""
        public = content.decode("ascii", "replace").strip()
        if not public.startswith("age1"):
            said = f"{self._public_file} contains no age public key, so nothing can be encrypted."
            hint = "syslead encrypt --identity FILE makes it again from your key."
            raise SysleadError(said, hint, "vault.bad_key")
        return public

    def identity(self) -> bytes | None:
        """Return the secret half, still behind its passphrase; None where there is none."""
        return read_own(self.identity_file)

    def keep_identity(self, content: bytes) -> None:
        """Write the secret half; on return it is on disk."""
        write_own(self.identity_file, content, _NOT_KEPT)

    def set_aside(self) -> str:
        """Copy the present secret half, which backups may need, and return the copy's path."""
        content = self.identity()
        if content is None:
            return ""
        for number in count(1):
            path = self.identity_file.with_name(f"identity-before-{number}.age")
            with (
                refusing(f"{path} could not be written", _NOT_KEPT),
                contextlib.suppress(FileExistsError),
            ):
                create_file(path, content)
                return str(path)
        raise AssertionError  # numbers do not end

    def switch_on(self, public: str) -> None:
        """Encrypt lines to this key from now on."""
        write_own(self._public_file, public.encode("ascii") + b"\n", _NOT_KEPT)

    def switch_off(self) -> None:
        """Write plaintext from now on. The identity stays: others may need it."""
        with (
            refusing(f"{self._public_file} could not be removed", "No entry was changed."),
            contextlib.suppress(FileNotFoundError),
        ):
            self._public_file.unlink()
            sync_folder(self._public_file.parent)


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


class CoachKey:
    """A coach's own key; there is one, and it is never written over.

    ``coach/key.age`` is the secret half behind a passphrase, ``coach/key.txt`` without; the
    ``age`` command reads both as an identity. ``coach/key.pub`` is the public half.
    """

    def __init__(self, folder: Path) -> None:
        self._with_passphrase, self._without = folder / "key.age", folder / "key.txt"
        self._public_file = folder / "key.pub"

    @property
    def file(self) -> Path | None:
        """Return the path of the private half; None where there is none."""
        return next(filter(os.path.lexists, (self._with_passphrase, self._without)), None)

    def public(self) -> str:
        """Return the public half, as far as it is known without the private one."""
        with contextlib.suppress(OSError, SysleadError):
            text = read_regular(self._public_file, _LIMIT).decode("ascii", "replace")
            return text.partition("#")[0].strip()
        return ""

    def private(self, path: Path) -> bytes:
        """Return the content of the private half's file. Raises SysleadError."""
        return given_stream(path, _LIMIT)

    def change(self, content: bytes) -> Path:
        """Put the private half behind another passphrase. Raises SysleadError."""
        path = self._with_passphrase
        with refusing(f"{path} was not written", "The key opens as it did before."):
            replace_file(path, content)
            self._without.unlink(missing_ok=True)
        return path

    def keep(self, content: bytes, public: str, *, encrypted: bool) -> Path:
        """Write a new key, on disk on return; nothing is left behind where this raises."""
        path = self._with_passphrase if encrypted else self._without
        if os.path.lexists(path):
            raise SysleadError(f"{path} already exists; nothing was written.")
        with refusing(f"{path} was not written", "There is no key."):
            try:
                replace_file(path, content)
                replace_file(self._public_file, f"{public}\n".encode())
            except OSError:
                for each in (path, self._public_file):
                    with contextlib.suppress(OSError):
                        each.unlink()
                raise
        return path
