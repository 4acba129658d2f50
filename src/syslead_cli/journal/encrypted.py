"""Lines that only a key opens: what stays outside, and the line inside.

docs/journal-format.md, "Encrypted lines". Outside stand the version, the id and the kind; inside,
in an age file of its own, is the whole line with every byte it had.
"""

from __future__ import annotations

from binascii import Error as NotBase64
from binascii import a2b_base64, b2a_base64
from collections.abc import Callable, Iterator
from zlib import crc32

from syslead_cli.journal.codec import (
    CorruptLine,
    Line,
    ReadableLine,
    UnknownVersion,
    encode_json,
    read_line,
    records_within,
)

#: The ``v`` of an encrypted line. A program that knows only version 1 keeps such a line byte
#: for byte, as one from a newer version.
ENCRYPTED_VERSION = 2
#: What is inside is filled up to a multiple of this many bytes, so that its length tells little.
STEP = 256
KEY = "age"
_BOM = b"\xef\xbb\xbf"

#: Bytes to bytes; ``Decrypt`` raises DecryptionError.
Encrypt = Callable[[bytes], bytes]
Decrypt = Callable[[bytes], bytes]
#: What an encrypted line holds, with its bytes.
LineDecrypter = Callable[[UnknownVersion], Iterator[tuple[bytes, Line]]]


class DecryptionError(Exception):
    """The box does not open; the message says why in a few words."""


def is_encrypted(line: Line | None) -> bool:
    """Whether a line is an encrypted one."""
    if type(line) is not UnknownVersion:
        return False
    data = line.data
    return data.get("v") == ENCRYPTED_VERSION and type(data.get(KEY)) is str


def padded(raw: bytes) -> bytes:
    """The line, a line feed, and spaces up to the next step."""
    return raw + b"\n" + b" " * (-(len(raw) + 1) % STEP)


def encrypt_line(raw: bytes, close: Encrypt) -> bytes:
    """The encrypted line of a line, both without their line feeds."""
    line = read_line(raw)
    id_, kind = "", ""
    if isinstance(line, ReadableLine):
        id_, kind = line.record.id, line.record.kind
    elif isinstance(line, UnknownVersion):
        id_, kind = line.id, _word(line.data.get("kind"))
    box = b2a_base64(close(padded(raw)), newline=False).decode("ascii")
    body = encode_json({"v": ENCRYPTED_VERSION, "id": id_, "kind": kind, KEY: box})[:-1]
    return b'%s,"crc":"%08x"}' % (body, crc32(body))


def _word(value: object) -> str:
    return value if isinstance(value, str) else ""


def decrypted_bytes(line: UnknownVersion, open_: Decrypt) -> bytes:
    """The bytes of the line inside an encrypted one. Raises DecryptionError."""
    try:
        box = a2b_base64(line.data[KEY], strict_mode=True)
    except (NotBase64, ValueError):
        raise DecryptionError("encrypted, and not as it was written: it is not base64") from None
    return open_(box).partition(b"\n")[0]


def decrypt_line(line: UnknownVersion, open_: Decrypt) -> Iterator[tuple[bytes, Line]]:
    """What an encrypted line holds, with its bytes: one line, or one that says why not.

    A damaged line that was encrypted as it stood gives what a damaged line gives.
    """
    try:
        raw = decrypted_bytes(line, open_)
    except DecryptionError as problem:
        yield b"", CorruptLine(str(problem))
        return
    found = read_line(raw) or CorruptLine("encrypted, with nothing inside")
    if isinstance(found, CorruptLine):
        yield raw, found
        yield from lines_within(raw, lambda inner: decrypt_line(inner, open_))
    elif _outside(found) != (line.id, _word(line.data.get("kind"))):
        yield b"", CorruptLine("encrypted, and what is inside is not what the line says")
    else:
        yield raw, found


def lines_within(raw: bytes, opener: LineDecrypter | None) -> Iterator[tuple[bytes, Line]]:
    """The whole records inside a line that cannot be read as one; encrypted ones opened."""
    for piece, found in records_within(raw):
        if opener is not None and isinstance(found, UnknownVersion) and is_encrypted(found):
            yield from opener(found)
        else:
            yield piece, found


def _outside(line: ReadableLine | UnknownVersion) -> tuple[str, str]:
    if isinstance(line, ReadableLine):
        return line.record.id, line.record.kind
    return line.id, _word(line.data.get("kind"))


def encrypt_lines(content: bytes, close: Encrypt) -> bytes:
    """A file with every line that says something encrypted; those that are stay as they are."""
    return _changed(content, lambda raw: raw if _is_closed_raw(raw) else encrypt_line(raw, close))


def decrypt_lines(content: bytes, open_: Decrypt) -> bytes:
    """A file with its lines as they were. A line that does not open stays as it is."""

    def one(raw: bytes) -> bytes:
        line = read_line(raw)
        if not isinstance(line, UnknownVersion) or not is_encrypted(line):
            return raw
        try:
            return decrypted_bytes(line, open_)
        except DecryptionError:
            return raw

    return _changed(content, one)


def count_encrypted(content: bytes) -> tuple[int, int]:
    """How many lines are encrypted, and how many are not; blank ones do not count."""
    lines = [raw for raw in content.removeprefix(_BOM).split(b"\n") if raw.strip()]
    shut = sum(map(_is_closed_raw, lines))
    return shut, len(lines) - shut


def _is_closed_raw(raw: bytes) -> bool:
    return is_encrypted(read_line(raw))


def _changed(content: bytes, change: Callable[[bytes], bytes]) -> bytes:
    start = _BOM if content.startswith(_BOM) else b""
    lines = content.removeprefix(_BOM).split(b"\n")
    return start + b"\n".join(change(raw) if raw.strip() else raw for raw in lines)
