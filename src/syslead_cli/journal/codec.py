"""Lines of the journal: bytes to records and back (docs/journal-format.md, "A line").

A line just as this version writes it is decoded by msgspec straight into its struct. Every other
line goes through the careful reader, which accepts more forms and says in words what is wrong;
a test holds the two against each other.
"""

from __future__ import annotations

import json
import re
from collections import deque
from collections.abc import Collection, Iterator, Mapping
from contextlib import suppress
from datetime import date, datetime
from functools import cache
from math import isfinite
from typing import Any, ClassVar, NamedTuple, TypeAlias, Union, get_args
from zlib import crc32

from msgspec import NODEFAULT, Struct, convert, to_builtins
from msgspec.json import Decoder
from msgspec.structs import fields

from syslead_cli.base.text import escaped
from syslead_cli.journal.model import FORMAT_VERSION, KINDS, Moment, Record, Score, WordCount


class InvalidRecord(ValueError):
    """The JSON does not make a record; the message names the key."""


class RecordField(NamedTuple):
    """A field that a kind adds to those of every record.

    ``name`` is the attribute, ``key`` the key on the line, ``type`` what it holds where it is
    not null, ``default`` what the field has where the line does not say it.
    """

    name: str
    key: str
    type: Any
    required: bool
    default: Any


ENVELOPE = ("v", "id", "kind", "ts", "tz", "day", "crc")
#: Fields of every kind.
_NOT_OWN = ("kind", *Record.__struct_fields__)


@cache
def own_fields(kind: str) -> tuple[RecordField, ...]:
    """Return the fields a kind adds to the envelope, in the order of the format."""
    found = []
    specs = fields(KINDS[kind])
    shared = [spec for spec in specs if spec.name == "happened"]
    for spec in [*(s for s in specs if s.name not in Record.__struct_fields__), *shared]:
        holds = [each for each in get_args(spec.type) if each is not type(None)]
        type_ = holds[0] if type(None) in get_args(spec.type) else spec.type
        default = spec.default if spec.default_factory is NODEFAULT else spec.default_factory()
        found.append(RecordField(spec.name, spec.encode_name, type_, spec.required, default))
    return tuple(found)


#: What every record has and an edit may change.
_STAMPED = (
    RecordField("ts", "ts", Moment, True, NODEFAULT),
    RecordField("tz", "tz", str, False, ""),
    RecordField("day", "day", date, True, NODEFAULT),
)

# ── the careful reader ───────────────────────────────────────────────────────

_RULES: dict[Any, str] = {
    Moment: "must be a moment such as 2026-03-29T18:04:11.120+01:00",
    str: "must be text",
    bool: "must be true or false",
    WordCount: "must be a whole number",
    date: "must be a date such as 2026-03-29",
    tuple[str, ...]: "must be a list of strings",
    dict[str, Score]: "must be a table of scores from 1 to 5",
    dict[str, str]: "must be a table of strings",
    dict[str, Any]: "must be a table",
}
#: Types whose JSON values are not converted; msgspec would refuse lone surrogates.
_TAKEN_AS_THEY_ARE: dict[Any, type] = {Moment: str, str: str, dict[str, Any]: dict}


def _checked(value: Any, type_: Any) -> Any:
    """Return a JSON value as a field of this type holds it. Raises InvalidRecord."""
    plain = _TAKEN_AS_THEY_ARE.get(type_)
    with suppress(ValueError):
        if plain is None:
            return convert(value, type_)
        if type(value) is plain:
            if type_ is Moment:
                datetime.fromisoformat(str(value))
            return value
    raise InvalidRecord(_RULES.get(type_) or f"must be one of {', '.join(get_args(type_))}")


def read_day(value: Any) -> date:
    """Return a day as records write it, ``2026-03-29``. Raises InvalidRecord for all else."""
    day: date = _checked(value, date)
    return day


def _value_of(data: Mapping[str, Any], key: str, type_: Any) -> Any:
    try:
        return _checked(data[key], type_)
    except KeyError:
        raise InvalidRecord(f'key "{key}" is missing') from None
    except InvalidRecord as problem:
        raise InvalidRecord(f'key "{key}" {problem}') from None


def record_from(data: Mapping[str, Any]) -> Record:
    """Return the record in a line's JSON object, of a kind and version this program knows.

    Raises InvalidRecord, naming the key. Keys it does not know end up in ``extra``.
    """
    kind = data["kind"]
    id_ = _value_of(data, "id", str)
    if not 0 < len(id_) <= 64 or not id_.isprintable() or " " in id_:
        raise InvalidRecord('key "id" must be 1 to 64 printable characters without spaces')
    known = keys_of(kind)
    values = values_in(kind, data, known)
    if not known.issuperset(data):
        values["extra"] = {key: value for key, value in data.items() if key not in known}
    return KINDS[kind](id=id_, **values)


def keys_of(kind: str) -> set[str]:
    """Return the keys that a line of this kind may have."""
    return {*ENVELOPE, *(each.key for each in own_fields(kind))}


def values_in(kind: str, data: Mapping[str, Any], keys: Collection[str]) -> dict[str, Any]:
    """Return the values that a JSON object gives the fields with these keys; null takes one away.

    Raises InvalidRecord, naming the key.
    """
    values: dict[str, Any] = {}
    for name, key, type_, required, default in (*_STAMPED, *own_fields(kind)):
        if key in keys and (required or data.get(key) is not None):
            values[name] = _value_of(data, key, type_)
        elif key in data:
            values[name] = default
    return values


# ── writing ──────────────────────────────────────────────────────────────────


def fields_of(record: Record) -> dict[str, Any]:
    """Return a kind's own fields as JSON values, in the order of the format, without empty ones."""
    found: dict[str, Any] = to_builtins(record)
    for key in _NOT_OWN:
        found.pop(key, None)
    found |= {key: list(value) for key, value in found.items() if type(value) is tuple}
    if record.happened is not None:
        found["happened"] = record.happened
    return {**found, **record.extra} if record.extra else found


def data_of(record: Record) -> dict[str, Any]:
    """Return the whole record as a JSON object, in the order of the format, without the CRC."""
    return {
        "v": FORMAT_VERSION,
        "id": record.id,
        "kind": record.kind,
        "ts": record.ts,
        "tz": record.tz,
        "day": record.day.isoformat(),
        **fields_of(record),
    }


def content_of(data: dict[str, Any]) -> str:
    """Return a JSON object in one form, whatever the order of its keys."""
    return repr(sorted(data.items(), key=repr))


def encode_json(data: dict[str, Any]) -> bytes:
    """Return compact JSON as UTF-8; with a lone surrogate, which UTF-8 cannot hold, as ASCII."""
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    try:
        return text.encode("utf-8")
    except UnicodeEncodeError:
        return json.dumps(data, separators=(",", ":"), allow_nan=False).encode("ascii")


def with_crc(data: dict[str, Any]) -> bytes:
    """Return a JSON object as a line without its line feed, the CRC last."""
    return _with_crc(encode_json(data)[:-1])


def _with_crc(body: bytes) -> bytes:
    return b'%s,"crc":"%08x"}' % (body, crc32(body))


def escaped_line(raw: bytes, *, has_crc: bool) -> bytes:
    """Return a sound line as itself, or with signs escaped that a terminal would obey."""
    line = escaped(raw.decode("utf-8", "surrogatepass")).encode("utf-8", "surrogatepass")
    return _with_crc(line[:-CRC_LENGTH]) if has_crc and line != raw else line


def encode_line(record: Record) -> bytes:
    """Return the record's line without its line feed, the CRC last."""
    return with_crc(data_of(record))


# ── reading lines ────────────────────────────────────────────────────────────

BOM = b"\xef\xbb\xbf"
_CRC_KEY = b',"crc":"'
#: Bytes of ``,"crc":"01234567"}`` at the end of a line.
CRC_LENGTH = len(_CRC_KEY) + 8 + len(b'"}')
#: Where a record may begin, and where its CRC ends it.
_MARK = rb'\{"v":|,"crc":"(?P<crc>[0-9a-f]{8})"\}'
#: How many places where a record might begin are tried before each CRC of a corrupt line.
_TRIES = 4
#: Bytes of the longest line that is read: far above what any command writes.
LINE_LIMIT = 64 * 1024 * 1024


class ReadableLine(Struct, frozen=True):
    """A line that holds a record."""

    record: Record
    has_crc: bool

    @property
    def id(self) -> str:
        return self.record.id

    @property
    def day(self) -> date | None:
        return self.record.day

    @property
    def data(self) -> dict[str, Any]:
        return data_of(self.record)


class UnknownVersion(Struct, frozen=True):
    """A record of a kind or version this program does not know: kept byte for byte."""

    data: dict[str, Any]
    has_crc: bool

    @property
    def id(self) -> str:
        """Its id where it has one, else an empty text."""
        id_ = self.data.get("id", "")
        return id_ if isinstance(id_, str) else ""

    @property
    def day(self) -> date | None:
        """Its day, where it has one."""
        try:
            return read_day(self.data.get("day"))
        except InvalidRecord:
            return None


class CorruptLine(Struct, frozen=True):
    """A line that cannot be read; ``problem`` says why in a few words, without its text."""

    problem: str
    id: ClassVar[str] = ""
    day: ClassVar[date | None] = None
    data: ClassVar[dict[str, Any]] = {}
    has_crc: ClassVar[bool] = False


Line: TypeAlias = ReadableLine | UnknownVersion | CorruptLine


def crc_state(raw: bytes) -> bool | None:
    """Return True where the CRC holds, False where it does not, None for a line without one."""
    end = raw[-CRC_LENGTH:]
    if end == b',"crc":"%08x"}' % crc32(raw[:-CRC_LENGTH]):
        return True
    return False if end.startswith(_CRC_KEY) and end.endswith(b'"}') else None


def read_line(raw: bytes) -> Line | None:
    """Return what one line of a journal file holds; None for a blank one. Never raises.

    The CRC is looked at first: a line that was changed behind the program's back is not shown
    as the leader's words.
    """
    if len(raw) > LINE_LIMIT:
        return CorruptLine(f"longer than a line may be ({LINE_LIMIT >> 20} MB)")
    raw = raw.strip(b" \t\r\n")
    if not raw:
        return None
    state = crc_state(raw)
    if state is None:
        return _read_unusual(raw, has_crc=False)
    if not state:
        return CorruptLine("the checksum does not match: the line was changed or damaged")
    body = raw[:-CRC_LENGTH]
    record = decode_usual(body)
    return ReadableLine(record, True) if record else _read_unusual(body + b"}", has_crc=True)


@cache
def _decoder() -> Decoder[Record]:
    return Decoder(Union[tuple(KINDS.values())])  # noqa: UP007 — of types in a table


def decode_usual(body: bytes) -> Record | None:
    """Return the record of a line just as this version writes it, else None.

    ``body`` is what stands before the CRC. Whatever msgspec refuses, be it unusual or wrong, is
    left to the careful reader.
    """
    if body[:7] != b'{"v":1,':
        return None
    try:
        record = _decoder().decode(b"{%b}" % body[7:])
        datetime.fromisoformat(record.ts)
    except (ValueError, RecursionError):
        return None
    id_ = record.id
    return record if id_.isprintable() and " " not in id_ and not record.extra else None


def _read_unusual(raw: bytes, *, has_crc: bool) -> Line:
    """Read a line of any form; one that has a CRC, which holds, is given without it."""
    data = _parse(raw)
    if isinstance(data, CorruptLine):
        return data
    if not has_crc and ("crc" in data or _was_crc(data)):
        return CorruptLine("the checksum is wrong: the line was changed")
    return _interpret(data, has_crc)


def _was_crc(data: dict[str, Any]) -> bool:
    """Whether the last key was ``crc`` before a bit of it flipped."""
    key = next(reversed(data), "")
    if len(key) != 3 or sum(a != b for a, b in zip(key, "crc", strict=True)) != 1:
        return False
    return isinstance(data[key], str) and re.fullmatch("[0-9a-f]{8}", data[key]) is not None


def _finite(number: str) -> float:
    value = float(number)
    if not isfinite(value):
        raise ValueError("no number of JSON, or too large")
    return value


_JSON = json.JSONDecoder(parse_constant=_finite, parse_float=_finite)


def _parse(raw: bytes) -> dict[str, Any] | CorruptLine:
    if not raw.strip(b"\0"):
        return CorruptLine("only NUL bytes: the computer stopped while it was written")
    try:
        data = _JSON.decode(raw.decode("utf-8"))
    except UnicodeDecodeError as problem:
        return CorruptLine(f"not UTF-8 (byte {problem.start + 1})")
    except json.JSONDecodeError as problem:
        return CorruptLine(f"not JSON (character {problem.colno})")
    except (ValueError, RecursionError):
        return CorruptLine("not JSON this program can read")
    if type(data) is not dict:
        return CorruptLine("not a record: a JSON object is needed")
    return data


def _interpret(data: dict[str, Any], has_crc: bool) -> Line:
    version, kind = data.get("v"), data.get("kind")
    if type(version) is not int or version < 1:
        return CorruptLine('not a record: key "v" must be a version number')
    if version > FORMAT_VERSION:
        return UnknownVersion(data, has_crc)
    if type(kind) is not str or type(data.get("id")) is not str:
        return CorruptLine('not a record: keys "kind" and "id" are needed')
    if kind not in KINDS:
        return UnknownVersion(data, has_crc)
    try:
        return ReadableLine(record_from(data), has_crc)
    except InvalidRecord as problem:
        return CorruptLine(f"not a record: {problem}")


def records_within(raw: bytes) -> Iterator[tuple[bytes, Line]]:
    """Yield the whole records inside a line that cannot be read as one: bytes and what they hold.

    A lost line feed runs two lines together, and a torn line may have another behind it: their
    CRCs say that they are unharmed. The work is linear in the length whatever the bytes are: a
    byte is read for the newest few beginnings before it only, once for each.
    """
    begun: deque[_Beginning] = deque(maxlen=_TRIES)
    for mark in re.finditer(_MARK, raw):
        if mark.lastgroup is None:
            begun.append(_Beginning(raw, mark.start()))
            continue
        wanted, tried = mark["crc"], list(reversed(begun))
        for beginning in tried:
            if b"%08x" % beginning.crc_to(mark.start()) != wanted:
                continue
            piece = raw[beginning.start : mark.end()]
            line = read_line(piece)
            if line is not None and not isinstance(line, CorruptLine):
                yield piece, line
                begun.clear()
                break
            begun.remove(beginning)  # its CRC is met, and it is no record


class _Beginning:
    """A place where a record may begin, and the CRC from there to the newest end tried."""

    def __init__(self, raw: bytes, start: int) -> None:
        self.start = self._read = start
        self._raw = memoryview(raw)
        self._crc = 0

    def crc_to(self, end: int) -> int:
        """Return the CRC of what lies between; ends never go back."""
        self._crc = crc32(self._raw[self._read : end], self._crc)
        self._read = end
        return self._crc
