"""How each field of a kind is checked and written: plans made of the values in core.kinds."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any, TypeAlias

from syslead_cli.base.values import MISSING, dataclass, fields
from syslead_cli.journal.kinds import CHOICES, KINDS, WIRE_NAMES, Record


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


@dataclass(frozen=True, slots=True)
class FieldPlan:
    """How one own field of a kind is read and written. ``check`` raises NotARecord."""

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
            raise NotARecord(f"must be one of {', '.join(words)}")
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
        required = spec.default is MISSING and spec.default_factory is MISSING
        words = CHOICES.get((cls.kind, spec.name))
        shape = WORD if words else _SHAPES[str(spec.type)]
        check = _choice(words) if words else CHECKS[shape]
        empty = spec.default_factory() if spec.default_factory is not MISSING else spec.default
        key = WIRE_NAMES.get(spec.name, spec.name)
        plans.append(FieldPlan(spec.name, key, shape, required, check, empty))
    return tuple(plans)


PLANS: dict[str, tuple[FieldPlan, ...]] = {kind: _plan(cls) for kind, cls in KINDS.items()}
