"""Keys as text and on disk: age identity files, recovery keys, the journal's and a coach's key."""

from __future__ import annotations

import contextlib
import os
from itertools import count
from pathlib import Path

from syslead_cli.base.files import create_file, given_stream, read_regular, reason, replace_file
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


# ── text ─────────────────────────────────────────────────────────────────────


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


# ── the journal's key ────────────────────────────────────────────────────────

IDENTITY, PUBLIC = "identity.age", "journal.pub"


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
    """

    def __init__(self, folder: Path) -> None:
        self.identity_file = folder / IDENTITY
        self._public_file = folder / PUBLIC
        self._cached: tuple[object, str] = (None, "")

    def public(self) -> str:
        """Return the public half; empty where the journal is not encrypted.

        Read anew where the file changed: another run may switch it on or off meanwhile.
        """
        try:
            status = os.stat(self._public_file)
        except FileNotFoundError as problem:
            if any(map(os.path.islink, (self._public_file, self._public_file.parent))):
                raise _not_read(self._public_file, problem) from problem  # a stick is not in
            return ""
        except OSError as problem:
            raise _not_read(self._public_file, problem) from problem
        version = (status.st_ino, status.st_size, status.st_mtime_ns)
        if self._cached[0] != version:
            self._cached = (version, self._read_public())
        return self._cached[1]

    def _read_public(self) -> str:
        content = _read(self._public_file)
        if content is None:
            return ""
        public = content.decode("ascii", "replace").strip()
        if not public.startswith("age1"):
            raise SysleadError(
                f"{self._public_file} contains no age public key, so nothing can be encrypted.",
                hint="syslead encrypt --identity FILE makes it again from your key.",
                code="vault.bad_key",
            )
        return public

    def identity(self) -> bytes | None:
        """Return the secret half, still behind its passphrase; None where there is none."""
        return _read(self.identity_file)

    def keep_identity(self, content: bytes) -> None:
        """Write the secret half; on return it is on disk."""
        _write(self.identity_file, content)

    def set_aside(self) -> str:
        """Copy the present secret half, which backups may need, and return the copy's path."""
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
        """Encrypt lines to this key from now on."""
        _write(self._public_file, public.encode("ascii") + b"\n")

    def switch_off(self) -> None:
        """Write plaintext from now on. The identity stays: others may need it."""
        try:
            with contextlib.suppress(FileNotFoundError):
                self._public_file.unlink()
                sync_folder(self._public_file.parent)
        except OSError as problem:
            raise SysleadError(
                f"{self._public_file} could not be removed: {reason(problem)}.",
                hint="No entry was changed.",
            ) from problem


def _read(path: Path) -> bytes | None:
    try:
        return read_regular(path, _LIMIT)
    except FileNotFoundError:
        return None
    except OSError as problem:
        raise _not_read(path, problem) from problem


def _not_read(path: Path, problem: OSError) -> SysleadError:
    return SysleadError(f"{path} could not be read: {reason(problem)}.")


def _write(path: Path, content: bytes) -> None:
    try:
        replace_file(path, content, follow=True)  # keys may be kept on a stick
    except OSError as problem:
        raise _not_written(path, problem) from problem


def _not_written(path: Path, problem: OSError) -> SysleadError:
    return SysleadError(
        f"{path} could not be written: {reason(problem)}.",
        hint="Nothing was encrypted. Free some space, or repair the folder, then try again.",
    )


# ── a coach's key ────────────────────────────────────────────────────────────


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
        try:
            replace_file(self._with_passphrase, content)
            self._without.unlink(missing_ok=True)
        except OSError as problem:
            raise SysleadError(
                f"{self._with_passphrase} was not written: {reason(problem)}.",
                "The key opens as it did before.",
            ) from problem
        return self._with_passphrase

    def keep(self, content: bytes, public: str, *, encrypted: bool) -> Path:
        """Write a new key, on disk on return; nothing is left behind where this raises."""
        path = self._with_passphrase if encrypted else self._without
        try:
            _create_whole(path, content)
            replace_file(self._public_file, f"{public}\n".encode())
        except FileExistsError:
            raise SysleadError(f"{path} already exists; nothing was written.") from None
        except OSError as problem:
            for each in (path, self._public_file):
                with contextlib.suppress(OSError):
                    each.unlink()
            raise SysleadError(
                f"{path} was not written: {reason(problem)}.", "There is no key."
            ) from problem
        return path


def _create_whole(path: Path, content: bytes) -> None:
    """Create a file that is whole or not there, and never replaces another."""
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
