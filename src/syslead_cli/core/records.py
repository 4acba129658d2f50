"""The record kinds of the journal (docs/journal-format.md, version 1), as plain values.

The dataclasses are the only place where a kind's fields are written down: reading, writing
and the published JSON Schema are all derived from them. Standard dataclasses rather than a
model library, because every command reads the journal (DECISIONS.md).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import MISSING, dataclass, field, fields
from datetime import date, datetime
from typing import Any, ClassVar, TypeAlias

FORMAT_VERSION = 1

#: Python attribute → key on the line, where the key is a word Python keeps for itself.
WIRE_NAMES = {"from_": "from"}

OUTCOMES = ("full", "thin", "skip", "later")
REASONS = ("rotation", "probe", "focus", "chosen")
GRADERS = ("tool", "leader")
STATUSES = ("done", "partly", "not_yet", "dropped")
PROBLEMS = ("critical", "tame", "wicked")
PERIODS = ("week", "quarter")
TIERS = ("scores", "themes", "excerpts", "all")


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """What every line carries. ``day`` is the leader's day, ``ts`` the moment with its offset."""

    kind: ClassVar[str] = ""

    id: str
    ts: str
    tz: str
    day: date
    #: Fields this version does not know: kept, shown on request, never rewritten.
    extra: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Ask(Record):
    """A prompt shown and acted on; ``words`` is the length of the answer."""

    kind: ClassVar[str] = "ask"
    sitting: str
    prompt: str | None = None
    facet: str
    reason: str
    outcome: str
    words: int = 0
    text: str | None = None
    graded_by: str | None = None
    voices: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Note(Record):
    """Free text nobody asked for. ``facets`` were said by the leader, ``mentions`` found."""

    kind: ClassVar[str] = "note"
    text: str
    facets: tuple[str, ...] = ()
    mentions: tuple[str, ...] = ()
    voices: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    problem: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Rating(Record):
    """Weekly scores, 1 to 5, per dimension, each perhaps with an instance."""

    kind: ClassVar[str] = "rating"
    scores: dict[str, int]
    instances: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Assessment(Record):
    """Quarterly scores, 1 to 5: practice and importance per facet, or the environment's items."""

    kind: ClassVar[str] = "assessment"
    practice: dict[str, int] = field(default_factory=dict)
    importance: dict[str, int] = field(default_factory=dict)
    environment: dict[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Intention(Record):
    """An if–then plan with the day on which its outcome is asked for."""

    kind: ClassVar[str] = "intention"
    text: str
    facet: str | None = None
    due: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome(Record):
    """What became of an intention (``of``)."""

    kind: ClassVar[str] = "outcome"
    of: str
    status: str
    text: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Review(Record):
    """The balcony: a weekly or quarterly look back over ``from_`` to ``to``, both included."""

    kind: ClassVar[str] = "review"
    period: str
    from_: date
    to: date
    attention: tuple[str, ...] = ()
    heard: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()
    text: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Focus(Record):
    """The facets chosen for a quarter; the newest record holds until ``until``."""

    kind: ClassVar[str] = "focus"
    facets: tuple[str, ...]
    until: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Pause(Record):
    """Time away, both days included; without ``until`` it lasts until ended."""

    kind: ClassVar[str] = "pause"
    from_: date
    until: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Share(Record):
    """What went to a coach: which tier, whom, which days, and the file's SHA-256."""

    kind: ClassVar[str] = "share"
    tier: str
    to: str
    from_: date
    until: date
    sha256: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Revise(Record):
    """An edit: the fields in ``set`` take new values; null takes an optional field away."""

    kind: ClassVar[str] = "revise"
    of: str
    set: dict[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Remove(Record):
    """The record ``of`` is gone for good; its text is erased from the files."""

    kind: ClassVar[str] = "remove"
    of: str


KINDS: dict[str, type[Record]] = {
    cls.kind: cls
    for cls in (
        Ask, Note, Rating, Assessment, Intention, Outcome,
        Review, Focus, Pause, Share, Revise, Remove,
    )
}  # fmt: skip

#: Kinds a reader would call an entry: they have words of the leader's own, or stand for a moment.
ENTRY_KINDS = ("ask", "note", "rating", "assessment", "intention", "outcome", "review")


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
    if type(value) is str and len(value) == 10:
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

#: Fields that hold one of a few words.
CHOICES: dict[tuple[str, str], tuple[str, ...]] = {
    ("ask", "reason"): REASONS,
    ("ask", "outcome"): OUTCOMES,
    ("ask", "graded_by"): GRADERS,
    ("note", "problem"): PROBLEMS,
    ("outcome", "status"): STATUSES,
    ("review", "period"): PERIODS,
    ("share", "tier"): TIERS,
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
    kind = data["kind"]
    values = _read_envelope(data)
    for plan in PLANS[kind]:
        if plan.key in data and not (data[plan.key] is None and not plan.required):
            values[plan.name] = _named(data, plan.key, plan.check)
        elif plan.required:
            raise NotARecord(f'key "{plan.key}" is missing')
    known = _KNOWN[kind]
    if len(data) > len(known) or not known.issuperset(data):
        values["extra"] = {key: value for key, value in data.items() if key not in known}
    return KINDS[kind](**values)


def fields_of(record: Record) -> dict[str, Any]:
    """The own fields of a record as JSON values, in the order of the format, empty ones left out."""
    out: dict[str, Any] = {}
    for plan in PLANS[record.kind]:
        value = getattr(record, plan.name)
        if plan.required or (value is not None and value != plan.empty):
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
