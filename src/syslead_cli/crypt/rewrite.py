"""Encrypting everything this device has written, or putting it back, file by file.

Each file is replaced as a whole, so that a crash leaves a journal of encrypted and clear lines,
which reads like any other; running it again goes on. No copy of the old bytes is left.
"""

from __future__ import annotations

import contextlib
import os
from collections.abc import Callable, Iterator, Sequence
from itertools import chain, count
from pathlib import Path
from typing import NamedTuple, Protocol

from syslead_cli.base.clock import SystemClock
from syslead_cli.base.files import read_regular, reason, replace_file, sync_folder
from syslead_cli.base.lock import locked
from syslead_cli.base.paths import Paths
from syslead_cli.crypt.keys import identity_file, is_secret, secret_in, tidy
from syslead_cli.errors import ExitCode, SysleadError
from syslead_cli.journal.codec import UnknownVersion
from syslead_cli.journal.encrypted import (
    DecryptionError,
    count_encrypted,
    decrypt_lines,
    encrypt_lines,
    is_encrypted,
)
from syslead_cli.journal.files import FILE_LIMIT, MonthFiles, OwnFiles, read_device
from syslead_cli.journal.merge import Journal
from syslead_cli.journal.rescue import waiting_files

_LIMIT = 16 * 1024 * 1024
_MAGIC = b"age-encryption.org/v1\n"
_ENDING = ".age"

Change = Callable[[bytes], bytes]


class Rewritten(NamedTuple):
    """What was done: files changed, lines that changed in them, and what could not be reached."""

    files: int
    lines: int
    left: tuple[str, ...]
    others: tuple[str, ...]


class Rewriting:
    """The journal's files of this device, and what lies beside them below ``state``."""

    def __init__(self, paths: Paths, clock: SystemClock) -> None:
        self._paths = paths
        self._clock = clock
        self._months = MonthFiles(paths.journal)

    def close_all(self, close: Change, open_: Change | None = None) -> Rewritten:
        """Encrypt every line and every draft.

        With ``open_`` each file is opened again in memory before it takes the old one's place.
        """

        def change(content: bytes) -> bytes:
            after = encrypt_lines(content, close)
            if open_ and decrypt_lines(after, open_) != decrypt_lines(content, open_):
                raise SysleadError("it does not open as it was; left as it is")
            return after

        def blob(path: Path, content: bytes) -> tuple[Path, bytes]:
            if content.startswith(_MAGIC):
                return path, content
            return (path if _is_draft(path) else _with_ending(path)), close(content)

        return self._rewritten(change, blob)

    def open_all(self, open_: Change) -> Rewritten:
        """Put every line and every draft back as it was; what does not open stays."""

        def blob(path: Path, content: bytes) -> tuple[Path, bytes]:
            if not content.startswith(_MAGIC):
                return path, content
            return path.with_name(path.name.removesuffix(_ENDING)), open_(content)

        return self._rewritten(lambda content: decrypt_lines(content, open_), blob, opening=True)

    def _rewritten(
        self,
        change: Change,
        blob: Callable[[Path, bytes], tuple[Path, bytes]],
        *,
        opening: bool = False,
    ) -> Rewritten:
        left: list[str] = []
        files = lines = 0
        own = OwnFiles(self._paths, self._months, read_device(self._paths.device))
        with self._locked(opening=opening):
            paths = [*own.of_the_journal(left), *own.private_copies()]
        for path, before in own.contents(paths, left):
            try:
                after = change(before)
            except SysleadError as problem:
                left.append(f"{self._months.shown(path)} ({problem.message})")
                continue
            # The work was done without the lock, so that nobody who writes waits for it.
            with self._locked(opening=opening):
                now, after = self._as_it_is_now(path, before, after, change)
                if own.rewrite(path, now, after, left):
                    files += 1
                    lines += abs(count_encrypted(after)[0] - count_encrypted(now)[0])
            if opening and (shut := count_encrypted(after)[0]):
                left.append(f"{self._months.shown(path)} ({shut} that your key does not open)")
        with self._locked(opening=opening):
            own.sweep()
            for path in self._blobs():
                self._rewrite_blob(path, blob, left)
            with contextlib.suppress(FileNotFoundError):
                self._paths.completion.unlink()
                sync_folder(self._paths.state)
        return Rewritten(files, lines, tuple(left), tuple(own.of_others()))

    @staticmethod
    def _as_it_is_now(
        path: Path, before: bytes, after: bytes, change: Change
    ) -> tuple[bytes, bytes]:
        """What somebody wrote in the meantime is changed as well."""
        now = before
        with contextlib.suppress(OSError, SysleadError):  # the rewrite looks again, and says it
            now = read_regular(path, FILE_LIMIT)
        if now == before:
            return before, after
        more = now.removeprefix(before)
        if len(more) < len(now) and (before[-1:] in (b"\n", b"") or more[:1] == b"\n"):
            return now, after + change(more)
        return now, change(now)

    @contextlib.contextmanager
    def _locked(self, *, opening: bool) -> Iterator[None]:
        """Hold the lock for one step. Raises SysleadError (exit 5) where another keeps it."""
        try:
            with locked(self._paths.lock, self._clock):
                yield
        except SysleadError as problem:
            if problem.exit_code != ExitCode.LOCKED:
                raise
            name = "decrypt" if opening else "encrypt"
            raise SysleadError(
                "Another syslead is writing; not every file was reached.",
                f"syslead {name}, once more in a moment, goes on where this stopped. "
                f"The lock is {self._paths.lock}.",
                problem.code,
                problem.exit_code,
            ) from problem

    def _blobs(self) -> Iterator[Path]:
        """What was typed and is no line of the journal: drafts, texts kept after a mishap."""
        yield from sorted(self._paths.drafts.glob("*.json"))
        for path in waiting_files(self._paths.rescue, ""):
            if ".jsonl" not in path.name:
                yield path
        for ending in ("md", "txt", "md.age", "txt.age"):  # taken in, and kept aside
            yield from sorted(self._paths.backups.rglob(f"*.{ending}"))

    @staticmethod
    def _rewrite_blob(
        path: Path, blob: Callable[[Path, bytes], tuple[Path, bytes]], left: list[str]
    ) -> None:
        try:
            before = read_regular(path, _LIMIT)
            target, after = blob(path, before)
            if target == path:
                if after != before:
                    replace_file(path, after)
            else:
                replace_file(_free(target), after)
                path.unlink()
                sync_folder(path.parent)
        except OSError as problem:
            left.append(f"{path} ({reason(problem)})")
        except (SysleadError, DecryptionError) as problem:
            left.append(f"{path} ({problem})")


def _free(path: Path) -> Path:
    """The name itself, or with a number: other words of the same name stay."""
    names = (f"{path.name.partition('.')[0]}-{number}" for number in count(2))
    ending = "".join(path.suffixes)
    places = chain([path], (path.with_name(name + ending) for name in names))
    return next(place for place in places if not os.path.lexists(place))


def _is_draft(path: Path) -> bool:
    """Drafts keep their names, by which they are found again."""
    return path.suffix == ".json"


def _with_ending(path: Path) -> Path:
    return path.with_name(path.name + _ENDING)


# ── encrypting_flows ──
# Encrypting the journal at rest, and putting it back.


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


class EncryptingRewritten(Protocol):
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
    if any(is_encrypted(line) for line in journal.read().newer):
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


def check_opens(journal: ReadPort, opens: Callable[[Sequence[UnknownVersion]], bool]) -> None:
    """Raises SysleadError where the key opens none of the lines that are encrypted already."""
    lines = [line for line in journal.read().newer if is_encrypted(line)]
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
