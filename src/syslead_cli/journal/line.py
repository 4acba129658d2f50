"""One line of the journal: bytes to record and back (docs/journal-format.md, "A line")."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from json.scanner import make_scanner
from typing import Any, NamedTuple, TypeAlias
from zlib import crc32

from syslead_cli.base.values import dataclass
from syslead_cli.journal.records import (
    FORMAT_VERSION,
    KINDS,
    NotARecord,
    Record,
    data_of,
    record_from,
)

_SEAL_KEY = b',"crc":"'
#: Bytes of ``,"crc":"01234567"}`` at the end of a sealed line.
SEAL_LENGTH = len(_SEAL_KEY) + 8 + len(b'"}')
_SEAL = re.compile(rb',"crc":"[0-9a-f]{8}"\}')
_START = b'{"v":'
#: How many places where a record might begin are tried before each seal of a spoilt line.
_TRIES = 4


def _no_constant(word: str) -> Any:
    raise ValueError(f"{word} is not JSON")


def _finite(number: str) -> float:
    value = float(number)
    if value in (float("inf"), float("-inf")):
        raise ValueError("a number too large")
    return value


_DECODER = json.JSONDecoder(parse_constant=_no_constant, parse_float=_finite)
_SCAN: Callable[[str, int], tuple[Any, int]] = make_scanner(_DECODER)  # type: ignore[arg-type]


class Sound(NamedTuple):
    """A line that holds a record. ``sealed`` is False where the line carries no checksum."""

    record: Record
    sealed: bool


@dataclass(frozen=True, slots=True)
class Newer:
    """A record of a kind or version this program does not know: kept byte for byte."""

    data: dict[str, Any]
    sealed: bool

    @property
    def id(self) -> str:
        """Its id where it has one, else an empty text."""
        id_ = self.data.get("id", "")
        return id_ if isinstance(id_, str) else ""


@dataclass(frozen=True, slots=True)
class Spoilt:
    """A line that cannot be read; ``problem`` says why in a few words, without its text."""

    problem: str


class Glanced(NamedTuple):
    """A sound, sealed line that was not read whole (core/glance.py).

    ``body`` is the line without its seal. ``record`` lacks the leader's words, or there is none
    where the question passes it over.
    """

    id: str
    body: bytes
    record: Record | None


Line: TypeAlias = Sound | Newer | Spoilt
#: From a file's content to what its lines hold, each in its place; None for a blank one.
Reader: TypeAlias = Callable[[bytes], "list[Line | Glanced | None]"]


def dump(data: dict[str, Any]) -> bytes:
    """Compact JSON as UTF-8; a lone surrogate is escaped, because UTF-8 cannot hold it."""
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    try:
        return text.encode("utf-8")
    except UnicodeEncodeError:
        return json.dumps(data, separators=(",", ":"), allow_nan=False).encode("ascii")


def seal(record: Record) -> bytes:
    """The record's line without its newline, checksum last."""
    body = dump(data_of(record))[:-1]
    return b'%s,"crc":"%08x"}' % (body, crc32(body))


def seal_state(raw: bytes) -> bool | None:
    """True: the checksum holds. False: it does not. None: the line ends without one."""
    if raw[-SEAL_LENGTH : -SEAL_LENGTH + len(_SEAL_KEY)] != _SEAL_KEY or raw[-2:] != b'"}':
        return None
    return raw[-10:-2] == b"%08x" % crc32(raw[:-SEAL_LENGTH])


def read_line(raw: bytes) -> Line | None:
    """What one line of a journal file holds; None for a blank one. Never raises.

    The checksum is looked at first: a line that was changed behind the program's back is not
    shown as the leader's words.
    """
    body = raw[:-SEAL_LENGTH]
    if raw.endswith(b',"crc":"%08x"}' % crc32(body)):
        return read_sealed(body)
    raw = raw.strip(b" \t\r\n")
    if not raw:
        return None
    if seal_state(raw):
        return read_sealed(raw[:-SEAL_LENGTH])
    return _read_unsealed(raw)


def read_lines(content: bytes) -> list[Line | Glanced | None]:
    """What the lines of a file hold, read whole."""
    return [read_line(raw) for raw in content.removesuffix(b"\n").split(b"\n")]


def read_sealed(body: bytes) -> Line:
    """A line whose checksum holds: without the seal it is the same object, sooner parsed."""
    try:
        text = body.decode("utf-8") + "}"
        data, end = _SCAN(text, 0)
        if end == len(text) and data["v"] == 1:
            return tuple.__new__(Sound, (record_from(data), True))
    except (ValueError, LookupError, TypeError, StopIteration, RecursionError):
        pass  # said in words below
    data = _parse(body + b"}")
    return data if isinstance(data, Spoilt) else _interpret(data, sealed=True)


def _read_unsealed(raw: bytes) -> Line:
    if seal_state(raw) is False:
        return Spoilt("the checksum does not match: the line was changed or damaged")
    data = _parse(raw)
    if isinstance(data, Spoilt):
        return data
    if "crc" in data or _looks_like_a_seal(data):
        return Spoilt("the checksum is not as it should be: the line was changed")
    return _interpret(data, sealed=False)


def _looks_like_a_seal(data: dict[str, Any]) -> bool:
    """Whether the last key was ``crc`` before a bit of it flipped."""
    key = next(reversed(data), "")
    if len(key) != 3 or sum(a != b for a, b in zip(key, "crc", strict=True)) != 1:
        return False
    return isinstance(data[key], str) and re.fullmatch("[0-9a-f]{8}", data[key]) is not None


def _parse(raw: bytes) -> dict[str, Any] | Spoilt:
    if not raw.strip(b"\0"):
        return Spoilt("nothing but NUL bytes: the machine stopped while it was written")
    try:
        data = _DECODER.decode(raw.decode("utf-8"))
    except UnicodeDecodeError as problem:
        return Spoilt(f"not UTF-8 (byte {problem.start + 1})")
    except json.JSONDecodeError as problem:
        return Spoilt(f"not JSON (character {problem.colno})")
    except (ValueError, RecursionError):
        return Spoilt("not JSON this program can read")
    if type(data) is not dict:
        return Spoilt("not a record: a JSON object is needed")
    return data


def _interpret(data: dict[str, Any], sealed: bool) -> Line:
    version, kind = data.get("v"), data.get("kind")
    if type(version) is not int or version < 1:
        return Spoilt('not a record: key "v" must be a version number')
    if version > FORMAT_VERSION:
        return Newer(data, sealed)
    if type(kind) is not str or type(data.get("id")) is not str:
        return Spoilt('not a record: keys "kind" and "id" are needed')
    if kind not in KINDS:
        return Newer(data, sealed)
    try:
        return Sound(record_from(data), sealed)
    except NotARecord as problem:
        return Spoilt(f"not a record: {problem}")


def sealed_within(raw: bytes) -> Iterator[tuple[bytes, Line]]:
    """The whole, sealed records inside a line that cannot be read as one.

    A lost newline runs two lines together, and a torn line may have another behind it: their
    checksums say that they are unharmed. Yields each one's bytes and what it holds.
    """
    done = 0
    for found in _SEAL.finditer(raw):
        start = found.start()
        for _ in range(_TRIES):
            start = raw.rfind(_START, done, start)
            if start < 0:
                break
            piece = raw[start : found.end()]
            line = read_line(piece) if seal_state(piece) else None
            if line is not None and not isinstance(line, Spoilt):
                yield piece, line
                done = found.end()
                break
