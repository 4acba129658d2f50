"""Records to and from the JSON objects on the lines of a journal (docs/journal-format.md)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, datetime
from typing import Any, TypeAlias

from syslead_cli.journal.field_plans import (
    CHECKS,
    DAY,
    PLANS,
    TEXT,
    TEXTS,
    Check,
    FieldPlan,
    NotARecord,
    choices_of,
    read_day,
)
from syslead_cli.journal.kinds import (
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
    "choices_of",
    "data_of",
    "fields_of",
    "read_day",
    "record_from",
    "write_fields",
]


_ENVELOPE = ("v", "id", "kind", "ts", "tz", "day", "crc")
_KNOWN = {
    kind: frozenset(_ENVELOPE + tuple(plan.key for plan in plans)) for kind, plans in PLANS.items()
}
_MAX_ID = 64


def _read_envelope(data: Mapping[str, Any]) -> dict[str, Any]:
    id_ = _named(data, "id", CHECKS[TEXT])
    if not 0 < len(id_) <= _MAX_ID or not id_.isprintable() or " " in id_:
        raise NotARecord(f'key "id" must be 1 to {_MAX_ID} printable characters without spaces')
    ts = _named(data, "ts", CHECKS[TEXT])
    try:
        datetime.fromisoformat(ts)
    except ValueError:
        raise NotARecord(
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
