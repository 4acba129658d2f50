"""Lines that only a key opens: what stays outside, and the line inside.

docs/journal-format.md, "Encrypted lines". Outside stand the version, the id and the kind; inside,
in an age file of its own, is the whole line with every byte it had.
"""

from __future__ import annotations

from binascii import Error as NotBase64
from binascii import a2b_base64, b2a_base64
from collections.abc import Callable, Iterator
from zlib import crc32

from syslead_cli.journal.codec import Line, Newer, Sound, Spoilt, dump, read_line, sealed_within

#: The ``v`` of an encrypted line. A program that knows only version 1 keeps such a line byte
#: for byte, as one from a newer version.
CLOSED_VERSION = 2
#: What is inside is filled up to a multiple of this many bytes, so that its length tells little.
STEP = 256
KEY = "age"
_BOM = b"\xef\xbb\xbf"

#: Bytes to bytes; ``Open`` raises Unopened.
Close = Callable[[bytes], bytes]
Open = Callable[[bytes], bytes]
#: What an encrypted line holds, with its bytes.
Opener = Callable[[Newer], Iterator[tuple[bytes, Line]]]


class Unopened(Exception):
    """The box does not open; the message says why in a few words."""


def is_closed(line: Line | None) -> bool:
    """Whether a line is an encrypted one."""
    if type(line) is not Newer:
        return False
    data = line.data
    return data.get("v") == CLOSED_VERSION and type(data.get(KEY)) is str


def padded(raw: bytes) -> bytes:
    """The line, a line feed, and spaces up to the next step."""
    return raw + b"\n" + b" " * (-(len(raw) + 1) % STEP)


def closed(raw: bytes, close: Close) -> bytes:
    """The encrypted line of a line, both without their line feeds."""
    line = read_line(raw)
    id_, kind = "", ""
    if isinstance(line, Sound):
        id_, kind = line.record.id, line.record.kind
    elif isinstance(line, Newer):
        id_, kind = line.id, _word(line.data.get("kind"))
    box = b2a_base64(close(padded(raw)), newline=False).decode("ascii")
    body = dump({"v": CLOSED_VERSION, "id": id_, "kind": kind, KEY: box})[:-1]
    return b'%s,"crc":"%08x"}' % (body, crc32(body))


def _word(value: object) -> str:
    return value if isinstance(value, str) else ""


def inside(line: Newer, open_: Open) -> bytes:
    """The bytes of the line inside an encrypted one. Raises Unopened."""
    try:
        box = a2b_base64(line.data[KEY], strict_mode=True)
    except (NotBase64, ValueError):
        raise Unopened("encrypted, and not as it was written: it is not base64") from None
    return open_(box).partition(b"\n")[0]


def opened(line: Newer, open_: Open) -> Iterator[tuple[bytes, Line]]:
    """What an encrypted line holds, with its bytes: one line, or one that says why not.

    A damaged line that was encrypted as it stood gives what a damaged line gives.
    """
    try:
        raw = inside(line, open_)
    except Unopened as problem:
        yield b"", Spoilt(str(problem))
        return
    found = read_line(raw) or Spoilt("encrypted, with nothing inside")
    if isinstance(found, Spoilt):
        yield raw, found
        yield from within(raw, lambda inner: opened(inner, open_))
    elif _outside(found) != (line.id, _word(line.data.get("kind"))):
        yield b"", Spoilt("encrypted, and what is inside is not what the line says")
    else:
        yield raw, found


def within(raw: bytes, opener: Opener | None) -> Iterator[tuple[bytes, Line]]:
    """The whole records inside a line that cannot be read as one; encrypted ones opened."""
    for piece, found in sealed_within(raw):
        if opener is not None and isinstance(found, Newer) and is_closed(found):
            yield from opener(found)
        else:
            yield piece, found


def _outside(line: Sound | Newer) -> tuple[str, str]:
    if isinstance(line, Sound):
        return line.record.id, line.record.kind
    return line.id, _word(line.data.get("kind"))


def all_closed(content: bytes, close: Close) -> bytes:
    """A file with every line that says something encrypted; those that are stay as they are."""
    return _changed(content, lambda raw: raw if _is_closed_raw(raw) else closed(raw, close))


def all_opened(content: bytes, open_: Open) -> bytes:
    """A file with its lines as they were. A line that does not open stays as it is."""

    def one(raw: bytes) -> bytes:
        line = read_line(raw)
        if not isinstance(line, Newer) or not is_closed(line):
            return raw
        try:
            return inside(line, open_)
        except Unopened:
            return raw

    return _changed(content, one)


def count_closed(content: bytes) -> tuple[int, int]:
    """How many lines are encrypted, and how many are not; blank ones do not count."""
    lines = [raw for raw in content.removeprefix(_BOM).split(b"\n") if raw.strip()]
    shut = sum(map(_is_closed_raw, lines))
    return shut, len(lines) - shut


def _is_closed_raw(raw: bytes) -> bool:
    return is_closed(read_line(raw))


def _changed(content: bytes, change: Callable[[bytes], bytes]) -> bytes:
    start = _BOM if content.startswith(_BOM) else b""
    lines = content.removeprefix(_BOM).split(b"\n")
    return start + b"\n".join(change(raw) if raw.strip() else raw for raw in lines)
