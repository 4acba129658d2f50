"""One line of the journal: bytes to record and back (docs/journal-format.md, "A line")."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any, TypeAlias
from zlib import crc32

from syslead_cli.core.records import (
    FORMAT_VERSION,
    KINDS,
    NotARecord,
    Record,
    data_of,
    record_from,
)

_SEAL_KEY = b',"crc":"'
_SEAL_LENGTH = len(_SEAL_KEY) + 8 + len(b'"}')
_DECODER = json.JSONDecoder(
    parse_constant=lambda word: (_ for _ in ()).throw(ValueError(f"{word} is not JSON"))
)


@dataclass(frozen=True, slots=True)
class Sound:
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
        return str(self.data.get("id", ""))


@dataclass(frozen=True, slots=True)
class Spoilt:
    """A line that cannot be read; ``problem`` says why in a few words, without its text."""

    problem: str


Line: TypeAlias = Sound | Newer | Spoilt


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
    if raw[-_SEAL_LENGTH : -_SEAL_LENGTH + len(_SEAL_KEY)] != _SEAL_KEY or raw[-2:] != b'"}':
        return None
    return raw[-10:-2] == b"%08x" % crc32(raw[:-_SEAL_LENGTH])


def read_line(raw: bytes) -> Line | None:
    """What one line of a journal file holds; None for a blank one. Never raises.

    The checksum is looked at first: a line that was changed behind the program's back is not
    shown as the leader's words.
    """
    raw = raw.strip(b" \t\r\n")
    if not raw:
        return None
    sealed = seal_state(raw)
    if sealed is False:
        return Spoilt("the checksum does not match: the line was changed or damaged")
    data = _parse(raw)
    if isinstance(data, Spoilt):
        return data
    if sealed is None and "crc" in data:
        return Spoilt("the checksum is not at the end of the line: the line was changed")
    return _interpret(data, bool(sealed))


def _parse(raw: bytes) -> dict[str, Any] | Spoilt:
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
    if type(kind) is not str or type(data.get("id")) is not str:
        return Spoilt('not a record: keys "kind" and "id" are needed')
    if version > FORMAT_VERSION or kind not in KINDS:
        return Newer(data, sealed)
    try:
        return Sound(record_from(data), sealed)
    except NotARecord as problem:
        return Spoilt(f"not a record: {problem}")
