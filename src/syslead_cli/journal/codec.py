"""How each field of a kind is checked and written: plans made of the values in core.kinds."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Mapping
from datetime import date, datetime
from json.scanner import make_scanner
from typing import Any, NamedTuple, TypeAlias
from zlib import crc32

from msgspec import NODEFAULT, Struct
from msgspec.structs import fields

from syslead_cli.journal.model import (
    CHOICES,
    FORMAT_VERSION,
    KINDS,
    WIRE_NAMES,
    Record,
)


class InvalidRecord(ValueError):
    """The JSON is sound but does not make a record; the message says which key is off."""


Check: TypeAlias = Callable[[Any], Any]


def _string(value: Any) -> str:
    if type(value) is not str:
        raise InvalidRecord("must be a text")
    return value


def _whole(value: Any) -> int:
    if type(value) is not int or not 0 <= value < 10**9:
        raise InvalidRecord("must be a whole number")
    return value


def read_day(value: Any) -> date:
    """A day as written in a record: ``2026-03-29`` and nothing else."""
    if type(value) is str and len(value) == 10 and value[4] == value[7] == "-":
        try:
            return date.fromisoformat(value)
        except ValueError:
            pass
    raise InvalidRecord("must be a date such as 2026-03-29")


def _strings(value: Any) -> tuple[str, ...]:
    if type(value) is not list:
        raise InvalidRecord("must be a list of texts")
    for item in value:
        if type(item) is not str:
            raise InvalidRecord("must be a list of texts")
    return tuple(value)


def _scores(value: Any) -> dict[str, int]:
    if type(value) is not dict:
        raise InvalidRecord("must be a table of scores from 1 to 5")
    for score in value.values():
        if type(score) is not int or not 1 <= score <= 5:
            raise InvalidRecord("must be a table of scores from 1 to 5")
    return value


def _texts(value: Any) -> dict[str, str]:
    if type(value) is not dict or not all(type(text) is str for text in value.values()):
        raise InvalidRecord("must be a table of texts")
    return value


def _table(value: Any) -> dict[str, Any]:
    if type(value) is not dict:
        raise InvalidRecord("must be a table")
    return value


#: What a field may hold: one of a few words of ours, or by the annotation it has in core.kinds.
WORD, TEXT, COUNT, DAY, TEXTS, SCORES, INSTANCES, TABLE = (
    "word", "text", "count", "day", "texts", "scores", "instances", "table",
)  # fmt: skip
_SHAPES = {
    "str": TEXT,
    "str | None": TEXT,
    "int": COUNT,
    "date": DAY,
    "date | None": DAY,
    "tuple[str, ...]": TEXTS,
    "dict[str, int]": SCORES,
    "dict[str, str]": INSTANCES,
    "dict[str, Any]": TABLE,
}
CHECKS: dict[str, Check] = {
    TEXT: _string,
    COUNT: _whole,
    DAY: read_day,
    TEXTS: _strings,
    SCORES: _scores,
    INSTANCES: _texts,
    TABLE: _table,
}


_ALWAYS = frozenset({"words"})


class FieldPlan(Struct, frozen=True):
    """How one own field of a kind is read and written. ``check`` raises InvalidRecord."""

    name: str
    key: str
    shape: str
    required: bool
    check: Check
    empty: Any

    @property
    def is_always_written(self) -> bool:
        """Whether it stands in a line even when it is empty; a line without it may be read."""
        return self.required or self.key in _ALWAYS


def _choice(words: tuple[str, ...]) -> Check:
    def check(value: Any) -> str:
        if value not in words:
            raise InvalidRecord(f"must be one of {', '.join(words)}")
        return str(value)

    return check


def choices_of(kind: str, plan: FieldPlan) -> tuple[str, ...]:
    """The words a field may hold; none where any text will do."""
    return CHOICES.get((kind, plan.name), ())


def _plan(cls: type[Record]) -> tuple[FieldPlan, ...]:
    shared = {"id", "ts", "tz", "day", "extra"}
    plans = []
    for spec in fields(cls):
        if spec.name in shared:
            continue
        words = CHOICES.get((cls.kind, spec.name))
        shape = WORD if words else _SHAPES[cls.__annotations__[spec.name]]
        check = _choice(words) if words else CHECKS[shape]
        empty = spec.default if spec.default_factory is NODEFAULT else spec.default_factory()
        key = WIRE_NAMES.get(spec.name, spec.name)
        plans.append(FieldPlan(spec.name, key, shape, spec.required, check, empty))
    return tuple(plans)


PLANS: dict[str, tuple[FieldPlan, ...]] = {kind: _plan(cls) for kind, cls in KINDS.items()}


# ── records ──
# Records to and from the JSON objects on the lines of a journal (docs/journal-format.md).


_ENVELOPE = ("v", "id", "kind", "ts", "tz", "day", "crc")
_KNOWN = {
    kind: frozenset(_ENVELOPE + tuple(plan.key for plan in plans)) for kind, plans in PLANS.items()
}
_MAX_ID = 64


def _read_envelope(data: Mapping[str, Any]) -> dict[str, Any]:
    id_ = _named(data, "id", CHECKS[TEXT])
    if not 0 < len(id_) <= _MAX_ID or not id_.isprintable() or " " in id_:
        raise InvalidRecord(f'key "id" must be 1 to {_MAX_ID} printable characters without spaces')
    ts = _named(data, "ts", CHECKS[TEXT])
    try:
        datetime.fromisoformat(ts)
    except ValueError:
        raise InvalidRecord(
            'key "ts" must be a moment such as 2026-03-29T18:04:11.120+01:00'
        ) from None
    return {
        "id": id_,
        "ts": ts,
        "tz": _named(data, "tz", CHECKS[TEXT]) if "tz" in data else "",
        "day": _named(data, "day", read_day),
    }


def _named(data: Mapping[str, Any], key: str, check: Check) -> Any:
    try:
        return check(data[key])
    except KeyError:
        raise InvalidRecord(f'key "{key}" is missing') from None
    except InvalidRecord as problem:
        raise InvalidRecord(f'key "{key}" {problem}') from None


def record_from(data: Mapping[str, Any]) -> Record:
    """The record in one line's JSON object, of a kind and version this program knows.

    Raises InvalidRecord, naming the key. Keys it does not know end up in ``extra``.
    """
    return _read_quickly(data) or _read_carefully(data)


def _read_carefully(data: Mapping[str, Any]) -> Record:
    kind = data["kind"]
    values = _read_envelope(data)
    for plan in PLANS[kind]:
        if plan.key in data and not (data[plan.key] is None and not plan.required):
            values[plan.name] = _named(data, plan.key, plan.check)
        elif plan.required:
            raise InvalidRecord(f'key "{plan.key}" is missing')
    known = _KNOWN[kind]
    if not known.issuperset(data):
        values["extra"] = {key: value for key, value in data.items() if key not in known}
    return KINDS[kind](**values)


Quick: TypeAlias = Callable[[Mapping[str, Any]], Record | None]

#: Days repeat, and a shared date is a smaller one. Filled with what ``read_day`` accepted.
_DAYS: dict[str, date] = {}
_QUICK: dict[str, Quick] = {}

_HEAD = """
def read(data):
    get = data.get
    record = new(cls)
    record.id = value = data["id"]
    if not 0 < len(value) <= 64 or not value.isprintable() or " " in value: return None
    record.ts = value = data["ts"]
    moment(value)
    record.tz = value = data["tz"]
    if type(value) is not str: return None
    value = data["day"]
    record.day = days.get(value) or days.setdefault(value, read_day(value))
    keys = 6 + ("crc" in data)
"""
_TAIL = """
    if keys != len(data): return None
    record.extra = {}
    return record
"""


def _read_quickly(data: Mapping[str, Any]) -> Record | None:
    """The record where the line is just as this version writes it, else None.

    Whatever is unusual is left to the careful reading, which accepts the same lines and more;
    a test holds the two against each other.
    """
    kind = data["kind"]
    try:
        return (_QUICK.get(kind) or _compiled(kind))(data)
    except (KeyError, TypeError, AttributeError, ValueError):
        return None


def _compiled(kind: str) -> Quick:
    """A reader made of the kind's plan, as dataclasses make their constructors.

    A loop over the plan takes twice as long, and reading is half of what most commands do.
    """
    parts: list[str] = []
    names: dict[str, Any] = {
        "new": object.__new__,
        "cls": KINDS[kind],
        "moment": datetime.fromisoformat,
        "days": _DAYS,
        "read_day": read_day,
    }
    for number, plan in enumerate(PLANS[kind]):
        names[f"check{number}"] = CHOICES.get((kind, plan.name)) or plan.check
        names[f"empty{number}"] = plan.empty
        parts += _field_lines(number, plan, (kind, plan.name) in CHOICES)
    exec(_HEAD + "\n".join(parts) + _TAIL, names)
    read: Quick = names["read"]
    _QUICK[kind] = read
    return read


def _field_lines(number: int, plan: FieldPlan, is_choice: bool) -> list[str]:
    """How one field gets from ``data`` to ``record``."""
    store = f"record.{plan.name} = value"
    if is_choice:
        taken = [f"if value not in check{number}: return None", store]
    elif plan.shape == TEXT:
        taken = ["if type(value) is not str: return None", store]
    else:
        taken = [f"record.{plan.name} = check{number}(value)"]
    if plan.required:
        return [f"    {line}" for line in (f"value = data[{plan.key!r}]", *taken, "keys += 1")]
    empty = "{}" if plan.empty == {} else f"empty{number}"
    return [
        f"    value = get({plan.key!r})",
        f"    if value is None: record.{plan.name} = {empty}",
        "    else:",
        *(f"        {line}" for line in (*taken, "keys += 1")),
    ]


def fields_of(record: Record) -> dict[str, Any]:
    """The own fields of a record as JSON values, in the order of the format, without empty ones."""
    out: dict[str, Any] = {}
    write_fields(record, out)
    if record.extra:
        out.update(record.extra)
    return out


def write_fields(record: Record, out: dict[str, Any]) -> None:
    """The same put into ``out``, without the keys this version does not know."""
    (_WRITERS.get(record.kind) or _compiled_writer(record.kind))(record, out)


_WRITERS: dict[str, Callable[[Record, dict[str, Any]], None]] = {}


def _compiled_writer(kind: str) -> Callable[[Record, dict[str, Any]], None]:
    """A writer made of the kind's plan, as the reader is."""
    lines, names = ["def write(record, out):"], {f"empty_{p.name}": p.empty for p in PLANS[kind]}
    for plan in PLANS[kind]:
        lines.append(f"    value = record.{plan.name}")
        value = {TEXTS: "list(value)", DAY: "value.isoformat()"}.get(plan.shape, "value")
        empty = "" if plan.empty is None else f" and value != empty_{plan.name}"
        wanted = "" if plan.is_always_written else f"if value is not None{empty}: "
        lines.append(f"    {wanted}out[{plan.key!r}] = {value}")
    exec("\n".join(lines), names)
    written: Callable[[Record, dict[str, Any]], None] = names["write"]
    _WRITERS[kind] = written
    return written


def data_of(record: Record) -> dict[str, Any]:
    """The whole record as a JSON object, keys in the order of the format, without the seal."""
    return {
        "v": FORMAT_VERSION,
        "id": record.id,
        "kind": record.kind,
        "ts": record.ts,
        "tz": record.tz,
        "day": record.day.isoformat(),
        **fields_of(record),
    }


# ── line ──
# One line of the journal: bytes to record and back (docs/journal-format.md, "A line").


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


class ReadableLine(NamedTuple):
    """A line that holds a record. ``sealed`` is False where the line carries no checksum."""

    record: Record
    sealed: bool


class UnknownVersion(Struct, frozen=True):
    """A record of a kind or version this program does not know: kept byte for byte."""

    data: dict[str, Any]
    sealed: bool

    @property
    def id(self) -> str:
        """Its id where it has one, else an empty text."""
        id_ = self.data.get("id", "")
        return id_ if isinstance(id_, str) else ""


class CorruptLine(Struct, frozen=True):
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


Line: TypeAlias = ReadableLine | UnknownVersion | CorruptLine
#: From a file's content to what its lines hold, each in its place; None for a blank one.
Reader: TypeAlias = Callable[[bytes], "list[Line | Glanced | None]"]


def encode_json(data: dict[str, Any]) -> bytes:
    """Compact JSON as UTF-8; a lone surrogate is escaped, because UTF-8 cannot hold it."""
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    try:
        return text.encode("utf-8")
    except UnicodeEncodeError:
        return json.dumps(data, separators=(",", ":"), allow_nan=False).encode("ascii")


def encode_line(record: Record) -> bytes:
    """The record's line without its newline, checksum last."""
    body = encode_json(data_of(record))[:-1]
    return b'%s,"crc":"%08x"}' % (body, crc32(body))


def crc_state(raw: bytes) -> bool | None:
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
    if crc_state(raw):
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
            return tuple.__new__(ReadableLine, (record_from(data), True))
    except (ValueError, LookupError, TypeError, StopIteration, RecursionError):
        pass  # said in words below
    data = _parse(body + b"}")
    return data if isinstance(data, CorruptLine) else _interpret(data, sealed=True)


def _read_unsealed(raw: bytes) -> Line:
    if crc_state(raw) is False:
        return CorruptLine("the checksum does not match: the line was changed or damaged")
    data = _parse(raw)
    if isinstance(data, CorruptLine):
        return data
    if "crc" in data or _looks_like_a_seal(data):
        return CorruptLine("the checksum is not as it should be: the line was changed")
    return _interpret(data, sealed=False)


def _looks_like_a_seal(data: dict[str, Any]) -> bool:
    """Whether the last key was ``crc`` before a bit of it flipped."""
    key = next(reversed(data), "")
    if len(key) != 3 or sum(a != b for a, b in zip(key, "crc", strict=True)) != 1:
        return False
    return isinstance(data[key], str) and re.fullmatch("[0-9a-f]{8}", data[key]) is not None


def _parse(raw: bytes) -> dict[str, Any] | CorruptLine:
    if not raw.strip(b"\0"):
        return CorruptLine("nothing but NUL bytes: the machine stopped while it was written")
    try:
        data = _DECODER.decode(raw.decode("utf-8"))
    except UnicodeDecodeError as problem:
        return CorruptLine(f"not UTF-8 (byte {problem.start + 1})")
    except json.JSONDecodeError as problem:
        return CorruptLine(f"not JSON (character {problem.colno})")
    except (ValueError, RecursionError):
        return CorruptLine("not JSON this program can read")
    if type(data) is not dict:
        return CorruptLine("not a record: a JSON object is needed")
    return data


def _interpret(data: dict[str, Any], sealed: bool) -> Line:
    version, kind = data.get("v"), data.get("kind")
    if type(version) is not int or version < 1:
        return CorruptLine('not a record: key "v" must be a version number')
    if version > FORMAT_VERSION:
        return UnknownVersion(data, sealed)
    if type(kind) is not str or type(data.get("id")) is not str:
        return CorruptLine('not a record: keys "kind" and "id" are needed')
    if kind not in KINDS:
        return UnknownVersion(data, sealed)
    try:
        return ReadableLine(record_from(data), sealed)
    except InvalidRecord as problem:
        return CorruptLine(f"not a record: {problem}")


def records_within(raw: bytes) -> Iterator[tuple[bytes, Line]]:
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
            line = read_line(piece) if crc_state(piece) else None
            if line is not None and not isinstance(line, CorruptLine):
                yield piece, line
                done = found.end()
                break
