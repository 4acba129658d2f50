"""Encrypted lines: what stands outside, and the line inside (docs/journal-format.md).

Outside stand the version, the id and the kind; inside, in an age file of its own, is the whole
line with every byte it had.
"""

from __future__ import annotations

from binascii import Error as NotBase64
from binascii import a2b_base64, b2a_base64
from collections.abc import Callable, Iterator
from functools import cached_property
from typing import TYPE_CHECKING, TypeGuard

from syslead_cli.crypt.keys import MAGIC, DecryptionError
from syslead_cli.errors import SysleadError
from syslead_cli.journal.codec import (
    BOM,
    CorruptLine,
    Line,
    ReadableLine,
    UnknownVersion,
    read_line,
    records_within,
    with_crc,
)

if TYPE_CHECKING:
    from syslead_cli.crypt.keys import KeyFolder

#: The ``v`` of an encrypted line. A program that knows only version 1 keeps such a line byte
#: for byte, as one of an unknown version.
ENCRYPTED_VERSION = 2
#: The plaintext is filled up to a multiple of this many bytes, so that its length tells little.
STEP = 256
KEY = "age"
_NO_KEY = (
    "encrypted, and this computer has no key for it (add one with syslead encrypt --identity FILE)"
)

#: Bytes to bytes; one that decrypts raises DecryptionError.
Change = Callable[[bytes], bytes]
#: From an encrypted line to what it holds, with its bytes.
LineDecrypter = Callable[[UnknownVersion], Iterator[tuple[bytes, Line]]]


def is_encrypted(line: Line | None) -> TypeGuard[UnknownVersion]:
    if type(line) is not UnknownVersion:
        return False
    return line.data.get("v") == ENCRYPTED_VERSION and type(line.data.get(KEY)) is str


def encrypt_line(raw: bytes, encrypt: Change) -> bytes:
    """Return the encrypted line of a line, both without their line feeds."""
    id_, kind = _id_and_kind(read_line(raw) or CorruptLine("blank"))
    padding = b" " * (-(len(raw) + 1) % STEP)
    age = b2a_base64(encrypt(raw + b"\n" + padding), newline=False).decode("ascii")
    return with_crc({"v": ENCRYPTED_VERSION, "id": id_, "kind": kind, KEY: age})


def _id_and_kind(line: Line) -> tuple[str, str]:
    kind = line.record.kind if isinstance(line, ReadableLine) else line.data.get("kind")
    return line.id, kind if isinstance(kind, str) else ""


def decrypted_bytes(line: UnknownVersion, decrypt: Change) -> bytes:
    """Return the bytes of the line inside an encrypted one. Raises DecryptionError."""
    try:
        age = a2b_base64(line.data[KEY], strict_mode=True)
    except (NotBase64, ValueError):
        raise DecryptionError("encrypted, but changed: it is not base64") from None
    return decrypt(age).partition(b"\n")[0]


def decrypt_line(line: UnknownVersion, decrypt: Change) -> Iterator[tuple[bytes, Line]]:
    """Yield what an encrypted line holds, with its bytes: one line, or one that says why not.

    A damaged line that was encrypted as it stood gives what a damaged line gives.
    """
    try:
        raw = decrypted_bytes(line, decrypt)
    except DecryptionError as problem:
        yield b"", CorruptLine(str(problem))
        return
    found = read_line(raw) or CorruptLine("encrypted, with nothing inside")
    if isinstance(found, CorruptLine):
        yield raw, found
        for piece, inner in records_within(raw):
            if is_encrypted(inner):
                yield from decrypt_line(inner, decrypt)
            else:
                yield piece, inner
    elif _id_and_kind(found) != _id_and_kind(line):
        yield b"", CorruptLine("encrypted, but what is inside does not match the line")
    else:
        yield raw, found


def encrypt_lines(content: bytes, encrypt: Change) -> bytes:
    """Return a file with every line encrypted that says something and is not encrypted yet."""

    def one(raw: bytes) -> bytes:
        return raw if is_encrypted(read_line(raw)) else encrypt_line(raw, encrypt)

    return _changed(content, one)


def decrypt_lines(content: bytes, decrypt: Change) -> bytes:
    """Return a file with its lines as they were; one that cannot be decrypted stays as it is."""

    def one(raw: bytes) -> bytes:
        line = read_line(raw)
        if not is_encrypted(line):
            return raw
        try:
            return decrypted_bytes(line, decrypt)
        except DecryptionError:
            return raw

    return _changed(content, one)


def count_encrypted(content: bytes) -> tuple[int, int]:
    """Return how many lines are encrypted, and how many are not; blank ones do not count."""
    lines = [raw for raw in content.removeprefix(BOM).split(b"\n") if raw.strip()]
    encrypted = sum(is_encrypted(read_line(raw)) for raw in lines)
    return encrypted, len(lines) - encrypted


def _changed(content: bytes, change: Change) -> bytes:
    start = BOM if content.startswith(BOM) else b""
    lines = content.removeprefix(BOM).split(b"\n")
    return start + b"\n".join(change(raw) if raw.strip() else raw for raw in lines)


class JournalKey:
    """One run's key of the journal. ``unlock`` returns the secret half, or raises SysleadError."""

    def __init__(self, folder: KeyFolder, unlock: Callable[[], str]) -> None:
        self.folder = folder
        self._unlock = unlock
        self._encryptor: tuple[str, Change] = ("", bytes)

    @classmethod
    def of(cls, folder: KeyFolder, secret: str) -> JournalKey:
        """Return a key whose secret half is at hand."""
        key = cls(folder, lambda: secret)
        key.secret = secret
        return key

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
    def encryptor(self) -> Change | None:
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

    def encrypt_line(self, raw: bytes) -> bytes:
        """Return the line as it goes to disk: encrypted, where the journal is."""
        encrypt = self.encryptor
        return raw if encrypt is None else encrypt_line(raw, encrypt)

    def encrypt_file(self, content: bytes) -> bytes:
        """Return a file of lines as it goes to disk: each line encrypted, or as it is."""
        encrypt = self.encryptor
        return content if encrypt is None else encrypt_lines(content, encrypt)

    @cached_property
    def decrypt(self) -> Change:
        """A function from an age file to its bytes. Raises DecryptionError."""
        if not self.secret:
            return _without_key
        from syslead_cli.crypt.age import decryptor

        return decryptor(self.secret)

    def decrypt_blob(self, content: bytes) -> bytes:
        """Return a whole file's content, decrypted where it is encrypted.

        Raises DecryptionError, and SysleadError where the key cannot be had.
        """
        return self.decrypt(content) if content.startswith(MAGIC) else content

    def decrypt_line(self, line: UnknownVersion) -> Iterator[tuple[bytes, Line]]:
        """Yield the lines inside an encrypted one, with their bytes, or one that says why not."""
        return decrypt_line(line, self.decrypt)


def _without_key(data: bytes) -> bytes:
    raise DecryptionError(_NO_KEY)
