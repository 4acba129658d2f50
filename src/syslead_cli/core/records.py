"""Records to and from the JSON objects on the lines of a journal (docs/journal-format.md)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import MISSING, dataclass, fields
from datetime import date, datetime
from typing import Any, NamedTuple, TypeAlias

from syslead_cli.core.kinds import (
    CHOICES,
    ENTRY_KINDS,
    FORMAT_VERSION,
    GRADERS,
    KINDS,
    OUTCOMES,
    PERIODS,
    PROBLEMS,
    REASONS,
    STATUSES,
    TIERS,
    WIRE_NAMES,
    Ask,
    Assessment,
    Focus,
    Intention,
    Note,
    Outcome,
    Pause,
    Rating,
    Record,
    Remove,
    Review,
    Revise,
    Share,
)

__all__ = [
    "CHOICES",
    "ENTRY_KINDS",
    "FORMAT_VERSION",
    "GRADERS",
    "KINDS",
    "OUTCOMES",
    "PERIODS",
    "PLANS",
    "PROBLEMS",
    "REASONS",
    "STATUSES",
    "TIERS",
    "WIRE_NAMES",
    "Ask",
    "Assessment",
    "FieldPlan",
    "Focus",
    "Intention",
    "NotARecord",
    "Note",
    "Outcome",
    "Pause",
    "Rating",
    "Record",
    "Remove",
    "Review",
    "Revise",
    "Share",
    "data_of",
    "fields_of",
    "read_day",
    "record_from",
]


class NotARecord(ValueError):
    """The JSON is sound but does not make a record; the message says which key is off."""


Check: TypeAlias = Callable[[Any], Any]


def _string(value: Any) -> str:
    if type(value) is not str:
        raise NotARecord("must be a text")
    return value


def _whole(value: Any) -> int:
    if type(value) is not int or not 0 <= value < 10**9:
        raise NotARecord("must be a whole number")
    return value


def read_day(value: Any) -> date:
    """A day as written in a record: ``2026-03-29`` and nothing else."""
    if type(value) is str and len(value) == 10 and value[4] == value[7] == "-":
        try:
            return date.fromisoformat(value)
        except ValueError:
            pass
    raise NotARecord("must be a date such as 2026-03-29")


def _strings(value: Any) -> tuple[str, ...]:
    if type(value) is not list:
        raise NotARecord("must be a list of texts")
    for item in value:
        if type(item) is not str:
            raise NotARecord("must be a list of texts")
    return tuple(value)


def _scores(value: Any) -> dict[str, int]:
    if type(value) is not dict:
        raise NotARecord("must be a table of scores from 1 to 5")
    for score in value.values():
        if type(score) is not int or not 1 <= score <= 5:
            raise NotARecord("must be a table of scores from 1 to 5")
    return value


def _texts(value: Any) -> dict[str, str]:
    if type(value) is not dict or not all(type(text) is str for text in value.values()):
        raise NotARecord("must be a table of texts")
    return value


def _table(value: Any) -> dict[str, Any]:
    if type(value) is not dict:
        raise NotARecord("must be a table")
    return value


_CHECKS: dict[str, Check] = {
    "str": _string,
    "str | None": _string,
    "int": _whole,
    "date": read_day,
    "date | None": read_day,
    "tuple[str, ...]": _strings,
    "dict[str, int]": _scores,
    "dict[str, str]": _texts,
    "dict[str, Any]": _table,
}


@dataclass(frozen=True, slots=True)
class FieldPlan:
    """How one own field of a kind is read and written."""

    name: str
    key: str
    required: bool
    check: Check
    empty: Any


def _choice(words: tuple[str, ...]) -> Check:
    def check(value: Any) -> str:
        if value not in words:
            raise NotARecord(f"must be one of {', '.join(words)}")
        return str(value)

    return check


def _plan(cls: type[Record]) -> tuple[FieldPlan, ...]:
    shared = {"id", "ts", "tz", "day", "extra"}
    plans = []
    for spec in fields(cls):
        if spec.name in shared:
            continue
        required = spec.default is MISSING and spec.default_factory is MISSING
        words = CHOICES.get((cls.kind, spec.name))
        check = _choice(words) if words else _CHECKS[str(spec.type)]
        empty = spec.default_factory() if spec.default_factory is not MISSING else spec.default
        key = WIRE_NAMES.get(spec.name, spec.name)
        plans.append(FieldPlan(spec.name, key, required, check, empty))
    return tuple(plans)


PLANS: dict[str, tuple[FieldPlan, ...]] = {kind: _plan(cls) for kind, cls in KINDS.items()}
_ENVELOPE = ("v", "id", "kind", "ts", "tz", "day", "crc")
_KNOWN = {
    kind: frozenset(_ENVELOPE + tuple(plan.key for plan in plans)) for kind, plans in PLANS.items()
}
#: Written even when empty, although a line without them is read.
_ALWAYS = frozenset({"words"})
_MAX_ID = 64


def _read_envelope(data: Mapping[str, Any]) -> dict[str, Any]:
    id_ = _named(data, "id", _string)
    if not 0 < len(id_) <= _MAX_ID or not id_.isprintable() or " " in id_:
        raise NotARecord(f'key "id" must be 1 to {_MAX_ID} printable characters without spaces')
    ts = _named(data, "ts", _string)
    try:
        datetime.fromisoformat(ts)
    except ValueError:
        raise NotARecord(
            'key "ts" must be a moment such as 2026-03-29T18:04:11.120+01:00'
        ) from None
    return {
        "id": id_,
        "ts": ts,
        "tz": _named(data, "tz", _string) if "tz" in data else "",
        "day": _named(data, "day", read_day),
    }


def _named(data: Mapping[str, Any], key: str, check: Check) -> Any:
    try:
        return check(data[key])
    except KeyError:
        raise NotARecord(f'key "{key}" is missing') from None
    except NotARecord as problem:
        raise NotARecord(f'key "{key}" {problem}') from None


def record_from(data: Mapping[str, Any]) -> Record:
    """The record in one line's JSON object, of a kind and version this program knows.

    Raises NotARecord, naming the key. Keys it does not know end up in ``extra``.
    """
    return _read_quickly(data) or _read_carefully(data)


def _read_carefully(data: Mapping[str, Any]) -> Record:
    kind = data["kind"]
    values = _read_envelope(data)
    for plan in PLANS[kind]:
        if plan.key in data and not (data[plan.key] is None and not plan.required):
            values[plan.name] = _named(data, plan.key, plan.check)
        elif plan.required:
            raise NotARecord(f'key "{plan.key}" is missing')
    known = _KNOWN[kind]
    if not known.issuperset(data):
        values["extra"] = {key: value for key, value in data.items() if key not in known}
    return KINDS[kind](**values)


class _Shape(NamedTuple):
    """A kind's own fields, sorted by what has to be looked at in a line as we write it."""

    make: type[Record]
    #: Every key with the value it has where the line leaves it out. Its keys are the very
    #: objects the constructor knows its arguments by, which makes the call three times faster.
    blank: dict[str, Any]
    texts: tuple[str, ...]
    optional_texts: tuple[str, ...]
    choices: tuple[tuple[str, tuple[str | None, ...]], ...]
    checked: tuple[tuple[str, Check], ...]


def _shape(kind: str) -> _Shape | None:
    """None for kinds with a field that has another name on the line: they are rare."""
    plans = PLANS[kind]
    if any(plan.key != plan.name for plan in plans):
        return None
    own = {p.name: None if p.required else p.empty for p in plans}
    words = {p.key: CHOICES[kind, p.key] for p in plans if (kind, p.key) in CHOICES}
    texts = [p for p in plans if p.check is _string]
    simple = {*words, *(p.key for p in texts)}
    return _Shape(
        KINDS[kind],
        {**dict.fromkeys(_ENVELOPE), **own},
        tuple(p.key for p in texts if p.required),
        tuple(p.key for p in texts if not p.required),
        tuple((p.key, words[p.key] if p.required else (*words[p.key], None))
              for p in plans if p.key in words),
        tuple((p.key, p.check) for p in plans if p.key not in simple),
    )  # fmt: skip


_SHAPES = {kind: _shape(kind) for kind in KINDS}
#: Days repeat, and a shared date is a smaller one. Filled with what ``read_day`` accepted.
_DAYS: dict[str, date] = {}


def _read_quickly(data: Mapping[str, Any]) -> Record | None:
    """The record where the line is just as this version writes it, else None.

    Whatever is unusual is left to the careful reading, which accepts the same lines and more;
    a test holds the two against each other.
    """
    shape = _SHAPES[data["kind"]]
    if shape is None or "extra" in data:
        return None
    values = shape.blank.copy()
    values.update(data)
    try:
        del values["v"], values["kind"], values["crc"]
        id_, day = values["id"], values["day"]
        if not 0 < len(id_) <= _MAX_ID or not id_.isprintable() or " " in id_:
            return None
        datetime.fromisoformat(values["ts"])
        values["day"] = _DAYS.get(day) or _DAYS.setdefault(day, read_day(day))
        return shape.make(**values) if _as_we_write(values, shape) else None
    except (TypeError, AttributeError, ValueError):
        return None


def _as_we_write(values: dict[str, Any], shape: _Shape) -> bool:
    """Whether the own fields hold what they should; lists and the like are made values here."""
    if type(values["tz"]) is not str:
        return False
    for key in shape.texts:
        if type(values[key]) is not str:
            return False
    for key in shape.optional_texts:
        if type(values[key]) is not str and values[key] is not None:
            return False
    for key, words in shape.choices:
        if values[key] not in words:
            return False
    blank = shape.blank
    for key, check in shape.checked:
        if (value := values[key]) is not blank[key]:
            values[key] = check(value)
        elif value is None:
            return False
        elif type(value) is dict:
            values[key] = {}
    return True


def fields_of(record: Record) -> dict[str, Any]:
    """The own fields of a record as JSON values, in the order of the format, without empty ones."""
    out: dict[str, Any] = {}
    for plan in PLANS[record.kind]:
        value = getattr(record, plan.name)
        if plan.required or plan.key in _ALWAYS or (value is not None and value != plan.empty):
            out[plan.key] = _json_value(value)
    out.update(record.extra)
    return out


def _json_value(value: Any) -> Any:
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, tuple):
        return list(value)
    return value


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
