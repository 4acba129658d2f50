"""The secret keys in an identity file, as ``age-keygen`` and ``syslead coach keygen`` write it."""

from __future__ import annotations

import contextlib
import os
from itertools import count
from pathlib import Path

from syslead_cli.base.files import (
    create_file,
    given_file,
    read_regular,
    reason,
    replace_file,
    sync_folder,
)
from syslead_cli.errors import SysleadError

#: How every secret key of age begins.
LEAD = "AGE-SECRET-KEY-1"


class NoSecretKey(ValueError):
    """The file is no identity file; the message says in a few words why, quoting nothing."""


def secret_keys(content: bytes) -> list[str]:
    """One key a line; blank lines and ``#`` comments do not count. Raises NoSecretKey."""
    try:
        lines = [line.strip() for line in content.decode("utf-8-sig").splitlines()]
    except UnicodeDecodeError:
        raise NoSecretKey("holds no age secret key") from None
    keys = [line for line in lines if line and not line.startswith("#")]
    if any(key.startswith("age1") for key in keys):
        raise NoSecretKey("is a public key; the secret one is needed to open a file")
    if not keys or not all(key.upper().startswith(LEAD) for key in keys):
        raise NoSecretKey("holds no age secret key")
    return keys


def identity_file(secret: str, public: str, title: str = "") -> bytes:
    """The file of a new key, as ``age-keygen`` writes one and ``age`` reads it."""
    heading = f"# {title}\n" if title else ""
    return f"{heading}# public key: {public}\n{secret}\n".encode("ascii")


# ── key_text ──
# Keys and passphrases as people type and write them down.


_GROUP = 6
#: Letters of a recovery key that are asked back.
ASKED_BACK = 6
#: A passphrase shorter than this is refused; below the second number it is said to be short.
TOO_SHORT, SHORT = 8, 16


def tidy(text: str) -> str:
    """A recovery key as age reads it, however it was copied from paper."""
    return "".join(text.split()).upper()


def is_secret(text: str) -> bool:
    """Whether somebody typed a recovery key where a passphrase was asked for."""
    return tidy(text).startswith(LEAD)


def secret_in(text: str) -> str:
    """The first age key in the text of an identity file; empty where there is none."""
    lines = (line.strip() for line in text.splitlines())
    return next((line for line in lines if line.startswith(LEAD)), "")


def grouped(secret: str) -> list[str]:
    """The key in groups, two lines of them, to be written on paper."""
    head, rest = secret[: len(LEAD)], secret[len(LEAD) :]
    groups = [rest[at : at + _GROUP] for at in range(0, len(rest), _GROUP)]
    half = (len(groups) + 1) // 2
    return [head, " ".join(groups[:half]), " ".join(groups[half:])]


def is_proof(typed: str, secret: str) -> bool:
    """Whether what was typed back is the end of the key."""
    said = tidy(typed)
    return len(said) >= ASKED_BACK and secret.endswith(said)


def weakness(passphrase: str) -> str:
    """What there is to say against a passphrase: ``refused``, ``short``, or nothing."""
    if len(passphrase) < TOO_SHORT or len(set(passphrase)) < TOO_SHORT // 2:
        return "refused"
    return "short" if len(passphrase) < SHORT else ""


def forms_of(passphrase: str) -> tuple[str, ...]:
    """The same letters as other keyboards send them; the first is what is sealed with.

    Where a Mac sends an accent apart from its letter and another machine sends one letter, the
    bytes differ and so would the key. ``age`` takes bytes as they come, so all are tried.
    """
    from unicodedata import normalize

    if passphrase.isascii():
        return (passphrase,)
    composed, apart = normalize("NFC", passphrase), normalize("NFD", passphrase)
    return tuple(dict.fromkeys((composed, passphrase, apart)))


# ── key_folder ──
# The key of an encrypted journal on disk: never in the synced folder, never in the clear.
#
# ``keys/identity.age`` is the secret half behind a passphrase, an ordinary age file.
# ``keys/journal.pub`` is the public half; while it stands there, new lines are encrypted to it.


_LIMIT = 64 * 1024
IDENTITY, PUBLIC = "identity.age", "journal.pub"


class KeyFolder:
    """The two files, read and put in place."""

    def __init__(self, folder: Path) -> None:
        self.identity_file = folder / IDENTITY
        self._public_file = folder / PUBLIC
        self._known: tuple[object, str] = (None, "")

    def public(self) -> str:
        """The public half; empty where the journal is not encrypted.

        Looked at anew each time: another run may switch it on or off while this one waits.
        """
        try:
            status = os.stat(self._public_file)
        except FileNotFoundError as problem:
            if any(map(os.path.islink, (self._public_file, self._public_file.parent))):
                raise _not_read(self._public_file, problem) from problem  # a stick is not in
            return ""
        except OSError as problem:
            raise _not_read(self._public_file, problem) from problem
        sight = (status.st_ino, status.st_size, status.st_mtime_ns)
        if self._known[0] != sight:
            self._known = (sight, self._read_public())
        return self._known[1]

    def _read_public(self) -> str:
        content = self._read(self._public_file)
        if content is None:
            return ""
        public = content.decode("ascii", "replace").strip()
        if not public.startswith("age1"):
            raise SysleadError(
                f"{self._public_file} holds no age public key, so nothing can be encrypted.",
                hint="syslead encrypt --identity FILE makes it anew from your key.",
                code="vault.bad_key",
            )
        return public

    def identity(self) -> bytes | None:
        """The secret half, still behind its passphrase; None where there is none."""
        return self._read(self.identity_file)

    def keep_identity(self, content: bytes) -> None:
        """Put it there; on return it is on disk."""
        self._write(self.identity_file, content)

    def set_aside(self) -> str:
        """Keep the secret half that stands there: backups may need it. Where it is; or empty."""
        content = self.identity()
        if content is None:
            return ""
        for number in count(1):
            path = self.identity_file.with_name(f"identity-before-{number}.age")
            try:
                create_file(path, content)
            except FileExistsError:
                continue
            except OSError as problem:
                raise _not_written(path, problem) from problem
            return str(path)
        raise AssertionError  # numbers do not end

    def switch_on(self, public: str) -> None:
        """From now on lines are encrypted to this key."""
        self._write(self._public_file, public.encode("ascii") + b"\n")

    def switch_off(self) -> None:
        """From now on lines are written in the clear. The identity stays: others may need it."""
        try:
            with contextlib.suppress(FileNotFoundError):
                self._public_file.unlink()
                sync_folder(self._public_file.parent)
        except OSError as problem:
            raise SysleadError(
                f"{self._public_file} cannot be taken away: {reason(problem)}.",
                hint="No entry was changed.",
            ) from problem

    @staticmethod
    def _read(path: Path) -> bytes | None:
        try:
            return read_regular(path, _LIMIT)
        except FileNotFoundError:
            return None
        except OSError as problem:
            raise _not_read(path, problem) from problem

    @staticmethod
    def _write(path: Path, content: bytes) -> None:
        try:
            replace_file(path, content)
        except OSError as problem:
            raise _not_written(path, problem) from problem


def _not_read(path: Path, problem: OSError) -> SysleadError:
    return SysleadError(f"{path} cannot be read: {reason(problem)}.")


def _not_written(path: Path, problem: OSError) -> SysleadError:
    return SysleadError(
        f"{path} could not be written: {reason(problem)}.",
        hint="Nothing was encrypted. Make room or mend the folder, then try again.",
    )


# ── coach_key ──
# The coach's own key: ``coach/key.age`` behind a passphrase, or ``coach/key.txt`` without.
#
# Both are files the ``age`` command reads as an identity. ``coach/key.pub`` is the public half.


_LIMIT_COACH_KEY = 64 * 1024
CLOSED, PLAIN, PUBLIC_COACH_KEY = "key.age", "key.txt", "key.pub"


class CoachKey:
    """The files of one key. There is one, and it is never written over."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    @property
    def file(self) -> Path | None:
        """Where the private half is; None where there is none."""
        places = (self._folder / name for name in (CLOSED, PLAIN))
        return next((place for place in places if os.path.lexists(place)), None)

    def public(self) -> str:
        """The public half, as far as it is known without the private one."""
        with contextlib.suppress(OSError, SysleadError):
            text = read_regular(self._folder / PUBLIC_COACH_KEY, _LIMIT_COACH_KEY).decode(
                "ascii", "replace"
            )
            return text.partition("#")[0].strip()
        return ""

    def private(self, path: Path) -> bytes:
        """The content of the private half's file. Raises SysleadError."""
        return given_file(path, _LIMIT_COACH_KEY)

    def keep(self, content: bytes, public: str, *, closed: bool) -> Path:
        """A new key, on disk when this returns; nothing is left behind where it raises."""
        path = self._folder / (CLOSED if closed else PLAIN)
        try:
            _put_new(path, content)
            replace_file(self._folder / PUBLIC_COACH_KEY, f"{public}\n".encode())
        except FileExistsError:
            raise SysleadError(f"{path} is there already; nothing was written.") from None
        except OSError as problem:
            for each in (path, self._folder / PUBLIC_COACH_KEY):
                with contextlib.suppress(OSError):
                    each.unlink()
            raise SysleadError(
                f"{path} was not written: {reason(problem)}.", "There is no key."
            ) from problem
        return path


def _put_new(path: Path, content: bytes) -> None:
    """A file that is whole or not there, and never in the place of another."""
    if os.path.lexists(path):
        raise FileExistsError(17, "there is one already", str(path))
    unfinished = path.with_name(f".{path.name}.{os.getpid()}.tmp")
    with contextlib.suppress(FileNotFoundError):
        unfinished.unlink()
    try:
        create_file(unfinished, content)
        os.replace(unfinished, path)
    except BaseException:
        with contextlib.suppress(OSError):
            unfinished.unlink()
        raise
    sync_folder(path.parent)
