"""Keys as text, on disk and in one run: identity files, recovery keys, the journal's, a coach's.

The public half of a journal's key is read when something is written; the secret half is asked for
when the first encrypted data is met, and never where there is none. The age library is loaded
then, not before.
"""

from __future__ import annotations

import contextlib
import os
from itertools import count
from pathlib import Path

from syslead_cli.base.files import (
    create_file,
    given_stream,
    read_own,
    read_regular,
    refusing,
    replace_file,
    take_out,
    write_own,
)
from syslead_cli.errors import SysleadError

#: How an age file begins, and every secret key.
MAGIC = b"age-encryption.org/v1\n"
LEAD = "AGE-SECRET-KEY-1"
#: Letters of a recovery key that are asked back.
ASKED_BACK = 6
_GROUP = 6
_LIMIT = 64 * 1024


class DecryptionError(ValueError):
    """The data does not decrypt; the message says why in a few words."""


def secret_keys(content: bytes, what: str) -> list[str]:
    """Parse an identity file as ``age-keygen`` writes it: a key a line, ``#`` comments.

    Raises SysleadError (``vault.bad_key``), which names the file as ``what`` and quotes nothing.
    """
    text = ""
    with contextlib.suppress(UnicodeDecodeError):
        text = content.decode("utf-8-sig")
    lines = [line.strip() for line in text.splitlines()]
    keys = [line for line in lines if line and not line.startswith("#")]
    if any(key.startswith("age1") for key in keys):
        message = f"{what} is a public key; the secret one is needed to open a file."
        raise SysleadError(message, code="vault.bad_key")
    if not keys or not all(key.upper().startswith(LEAD) for key in keys):
        raise SysleadError(f"{what} contains no age secret key.", code="vault.bad_key")
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
    """Return the first age key in an identity file, or one as typed from paper; empty for none."""
    text = content.decode("utf-8", "replace")
    typed = tidy(text) if is_secret(text) else ""
    lines = (line.strip() for line in text.splitlines())
    return next((line for line in lines if line.startswith(LEAD)), typed)


def grouped(secret: str) -> list[str]:
    """Return the key in three lines of groups, to be written on paper."""
    head, rest = secret[: len(LEAD)], secret[len(LEAD) :]
    groups = [rest[at : at + _GROUP] for at in range(0, len(rest), _GROUP)]
    half = (len(groups) + 1) // 2
    return [head, " ".join(groups[:half]), " ".join(groups[half:])]


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

    def public(self) -> str:
        """Return the public half; empty where the journal is not encrypted.

        Read anew each time: another run may switch it on or off meanwhile.
        """
        with refusing(f"{self._public_file} could not be read"):
            try:
                content = read_regular(self._public_file, _LIMIT)
            except FileNotFoundError:
                if any(map(os.path.islink, (self._public_file, self._public_file.parent))):
                    raise  # a stick is not in
                return ""
        public = content.decode("ascii", "replace").strip()
        if not public.startswith("age1"):
            message = (
                f"{self._public_file} contains no age public key, so nothing can be encrypted."
            )
            hint = "syslead encrypt --identity FILE makes it again from your key."
            raise SysleadError(message, hint, "vault.bad_key")
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
        names = (f"identity-before-{number}.age" for number in count(1))
        places = map(self.identity_file.with_name, names)
        path = next(place for place in places if not os.path.lexists(place))
        with refusing(f"{path} could not be written", _NOT_KEPT):
            create_file(path, content)
        return str(path)

    def switch_on(self, public: str) -> None:
        """Encrypt lines to this key from now on."""
        write_own(self._public_file, public.encode("ascii") + b"\n", _NOT_KEPT)

    def switch_off(self) -> None:
        """Write plaintext from now on. The identity stays: others may need it."""
        with (
            refusing(f"{self._public_file} could not be removed", "No entry was changed."),
            contextlib.suppress(FileNotFoundError),
        ):
            take_out(self._public_file)


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
