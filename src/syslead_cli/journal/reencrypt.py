"""Encrypting everything this device has written, or putting it back as plaintext.

Each file is replaced as a whole, so that a crash leaves a journal of encrypted and plaintext
lines, which reads like any other; running it again goes on. No copy of the old bytes is left.
A new key is proved on a test record and read back from the disk before any line is touched.
"""

from __future__ import annotations

import contextlib
import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from syslead_cli.base.documents import Count, Document
from syslead_cli.base.files import read_below, read_regular, reason, replace_file, take_out
from syslead_cli.base.lock import locked
from syslead_cli.crypt import age
from syslead_cli.crypt.keys import MAGIC, DecryptionError, KeyFolder, identity_file, secret_in
from syslead_cli.errors import ExitCode, SysleadError
from syslead_cli.journal.device_files import OwnFiles
from syslead_cli.journal.encrypted import (
    Change,
    JournalKey,
    count_encrypted,
    decrypt_lines,
    encrypt_lines,
    is_encrypted,
)
from syslead_cli.journal.files import FILE_LIMIT, read_device
from syslead_cli.journal.rescue import numbered, waiting_files

if TYPE_CHECKING:
    from syslead_cli.base.clock import SystemClock
    from syslead_cli.base.paths import Paths
    from syslead_cli.journal.store import JournalFiles

_LIMIT = 16 * 1024 * 1024
_ENDING = ".age"
_TEST = b"A record to try the key with."
_TITLE = "syslead, the key of a journal"

#: A path and its content to the path and the content to be.
BlobChange = Callable[[Path, bytes], tuple[Path, bytes]]


class EncryptDocument(Document, frozen=True, tag="syslead/encrypt/1"):
    """Lines and files that changed, the journal's key, and what could not be reached."""

    lines: Count
    files: Count
    public_key: str | None
    not_reached: tuple[str, ...]
    other_devices: tuple[str, ...]


class DecryptDocument(EncryptDocument, frozen=True, tag="syslead/decrypt/1"):
    """Lines and files that changed, and what could not be reached."""


def encrypt_all(
    paths: Paths, clock: SystemClock, keys: KeyFolder, secret: str = ""
) -> EncryptDocument:
    """Encrypt every line and draft of this device to the public key.

    With ``secret`` each file is decrypted in memory before it takes the old one's place.
    """
    public = keys.public()
    encrypt = age.encryptor(public)
    decrypt = JournalKey.of(keys, secret).decrypt if secret else None

    def change(content: bytes) -> bytes:
        after = encrypt_lines(content, encrypt)
        if decrypt and decrypt_lines(after, decrypt) != decrypt_lines(content, decrypt):
            raise SysleadError("it does not open; left as it is")
        return after

    def blob(path: Path, content: bytes) -> tuple[Path, bytes]:
        if content.startswith(MAGIC):
            return path, content
        if path.suffix != ".json":  # drafts keep their names, by which they are found again
            path = path.with_name(path.name + _ENDING)
        return path, encrypt(content)

    return EncryptDocument(*_rewrite(paths, clock, change, blob, public))


def decrypt_all(paths: Paths, clock: SystemClock, keys: KeyFolder, secret: str) -> DecryptDocument:
    """Put every line and draft back as plaintext; data that does not decrypt stays."""
    decrypt = JournalKey.of(keys, secret).decrypt

    def blob(path: Path, content: bytes) -> tuple[Path, bytes]:
        if not content.startswith(MAGIC):
            return path, content
        return path.with_name(path.name.removesuffix(_ENDING)), decrypt(content)

    def change(content: bytes) -> bytes:
        return decrypt_lines(content, decrypt)

    return DecryptDocument(*_rewrite(paths, clock, change, blob, ""))


def _rewrite(
    paths: Paths, clock: SystemClock, change: Change, blob: BlobChange, public: str
) -> tuple[int, int, str | None, tuple[str, ...], tuple[str, ...]]:
    """Rewrite every file of this device; ``public``: the key to encrypt to, empty to decrypt."""
    command = "encrypt" if public else "decrypt"
    own = OwnFiles(paths, read_device(paths.device))
    left: list[str] = []
    files = lines = 0
    with _locked(paths, clock, command):
        found = own.of_the_journal(left)
        if public:  # edits before what they are about: a plaintext one does not count
            found.reverse()
        found += own.private_copies()
    for path, before in own.contents(found, left):
        try:
            after = change(before)
        except SysleadError as problem:
            left.append(f"{own.shown(path)} ({problem.message})")
            continue
        # The work was done without the lock, so that nobody who writes waits for it.
        with _locked(paths, clock, command):
            now, after = _as_it_is_now(path, before, after, change)
            if own.rewrite(path, now, after, left):
                files += 1
                lines += abs(count_encrypted(after)[0] - count_encrypted(now)[0])
        if not public and (encrypted := count_encrypted(after)[0]):
            left.append(f"{own.shown(path)} ({encrypted} that your key does not open)")
    with _locked(paths, clock, command):
        own.sweep()
        for path in _blobs(paths):
            _rewrite_blob(path, paths.root_of(path), blob, left)
    return lines, files, public or None, tuple(left), tuple(own.of_others())


def _as_it_is_now(path: Path, before: bytes, after: bytes, change: Change) -> tuple[bytes, bytes]:
    """Return the file's present and future content, with what was written in the meantime."""
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
def _locked(paths: Paths, clock: SystemClock, command: str) -> Iterator[None]:
    """Hold the lock for one step. Raises SysleadError (exit 5) where another keeps it."""
    try:
        with locked(paths.lock, clock):
            yield
    except SysleadError as problem:
        if problem.exit_code != ExitCode.LOCKED:
            raise
        raise SysleadError(
            "Another syslead is writing; not every file was reached.",
            f"Run syslead {command} again in a moment; it continues where this stopped. "
            f"The lock is {paths.lock}.",
            problem.code,
            problem.exit_code,
        ) from problem


def _blobs(paths: Paths) -> Iterator[Path]:
    """Yield the files of typed words that are no journal lines: drafts, rescue files, copies."""
    yield from sorted(paths.drafts.glob("*.json"))
    for path in waiting_files(paths):
        if ".jsonl" not in path.name:
            yield path
    for ending in ("md", "txt", "json", "md.age", "txt.age", "json.age"):  # kept aside
        for folder in (paths.backups, paths.quarantine):
            yield from sorted(folder.rglob(f"*.{ending}"))


def _rewrite_blob(path: Path, root: Path | None, blob: BlobChange, left: list[str]) -> None:
    try:
        before = read_below(path, _LIMIT, root)
        target, after = blob(path, before)
        if target == path:
            if after != before:
                replace_file(path, after, root=root)
        else:
            free = next(one for one in numbered(target) if not os.path.lexists(one))
            replace_file(free, after, root=root)  # other words of the same name stay
            take_out(path, root)
    except (OSError, SysleadError, DecryptionError) as problem:
        left.append(f"{path} ({reason(problem)})")


def install_key(keys: KeyFolder, secret: str, passphrase: str) -> str:
    """Prove the key, write it behind its passphrase, switch the encryption on.

    Returns the path of the copy of an earlier key that may be another's; empty where none was.
    Passphrase and recovery key both decrypt a test record before anything is written, and the
    written file is read back before a single line of the journal is touched.
    """
    public = age.public_key_of(secret)
    content = age.encrypt_with_passphrase(identity_file(secret, public, _TITLE), passphrase)
    by_passphrase = secret_in(age.decrypt_with_passphrase(content, passphrase, "The key"))
    test = age.encrypt(_TEST, [public])
    if any(age.decrypt(test, [key], "the test") != _TEST for key in (by_passphrase, secret)):
        raise SysleadError("The key did not open its test record; nothing was encrypted.")
    aside = keys.set_aside() if _public_known(keys) != public else ""
    keys.keep_identity(content)
    if keys.identity() != content:
        raise SysleadError(
            "The key on the disk differs from what was written; nothing was encrypted."
        )
    keys.switch_on(public)
    return aside


def _public_known(keys: KeyFolder) -> str:
    """Return the public half; empty where there is none, or a damaged one that is made anew."""
    try:
        return keys.public()
    except SysleadError as problem:
        if problem.code != "vault.bad_key":
            raise
        return ""


def check_decrypts(journal: JournalFiles, keys: KeyFolder, secret: str) -> None:
    """Raise SysleadError where the key decrypts none of the encrypted lines.

    ``journal`` leaves lines encrypted.
    """
    lines = [line for line in journal.read().newer if is_encrypted(line)]
    decrypt_line = JournalKey.of(keys, secret).decrypt_line
    if lines and not any(raw for line in lines for raw, _ in decrypt_line(line)):
        raise SysleadError(
            "That key opens none of the lines of this journal that are encrypted; "
            "nothing was changed.",
            hint="Use the key of the computer that encrypted them, or its recovery key.",
            code="vault.wrong_key",
        )


def check_same_key(keys: KeyFolder, secret: str) -> None:
    """Raise SysleadError where the journal here is encrypted to another key."""
    public = _public_known(keys)
    if public and age.public_key_of(secret) != public:
        raise SysleadError(
            "This journal is encrypted to another key; nothing was changed.",
            hint="syslead decrypt with that key first, then encrypt with this one.",
            code="vault.wrong_key",
        )
