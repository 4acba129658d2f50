"""Every field of a pack and what it may hold; the reading counterpart of ``core.pack``.

A reader takes a JSON value and returns ours, or raises Unsound with the keys that lead there.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Mapping
from datetime import date
from typing import Any, get_args

from syslead_cli.insight.levels import Level
from syslead_cli.insight.neglect import State
from syslead_cli.insight.ratings_core import FALLING, NO_DIRECTION, RISING
from syslead_cli.journal.records import ENTRY_KINDS, TIERS
from syslead_cli.reflect.intentions_core import STATES as INTENTION_STATES
from syslead_cli.sharing.pack import SCHEMA, WITHOUT
from syslead_cli.sharing.pack_read import (
    CountsRead,
    FindingRead,
    FrameworkRead,
    IntentionsRead,
    PassageRead,
    RatingsRead,
    StrengthRead,
    SurroundingRead,
    TensionRead,
    UnitRead,
    VoiceRead,
    VoicesRead,
    WordingRead,
)

Reader = Callable[[Any], Any]

UNIT_STATES: tuple[str, ...] = get_args(State)
_MOST = 10**9
_LONGEST_NAME, _LONGEST_TEXT, _MOST_ITEMS = 4_000, 1_000_000, 100_000
_MOST_UNITS = 500
_CONTROLS = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff\ufffe\uffff]")
_DAY = re.compile(r"(?:19|20|21)\d\d-\d\d-\d\d", re.ASCII)
_SEAL = re.compile(r"[0-9a-f]{64}")


class Unsound(ValueError):
    """What is wrong, as the end of a sentence; ``path``: our own keys and places from 1."""

    def __init__(self, says: str) -> None:
        super().__init__(says)
        self.says = says
        self.path: list[str] = []

    def where(self) -> str:
        """``facets 3 level low: ``, or nothing."""
        return f"{' '.join(self.path)}: " if self.path else ""


# ── single values ────────────────────────────────────────────────────────────


def _whole(least: int, most: int, says: str) -> Reader:
    def read(value: Any) -> int:
        if type(value) is not int or not least <= value <= most:
            raise Unsound(says)
        return value

    return read


_count = _whole(0, _MOST - 1, "no count")
_place = _whole(1, _MOST_UNITS, "no place")
_score = _whole(1, 5, "no score from 1 to 5")


def _number(value: Any) -> float:
    if type(value) not in (int, float) or not math.isfinite(value) or not 0 <= value < _MOST:
        raise Unsound("no number")
    return float(value)


def _rate(value: Any) -> float:
    number = _number(value)
    if number > 1:
        raise Unsound("no share from 0 to 1")
    return number


def _day(value: Any) -> date:
    if type(value) is str and _DAY.fullmatch(value):
        try:
            return date.fromisoformat(value)
        except ValueError:
            pass
    raise Unsound("no day such as 2026-03-29")


def _text(value: Any) -> str:
    if type(value) is not str:
        raise Unsound("no text")
    if len(value) > _LONGEST_TEXT:
        raise Unsound("too long")
    return value


def _name(value: Any) -> str:
    """One line of a few words; nothing a terminal would obey."""
    text = _text(value)
    if len(text) > _LONGEST_NAME:
        raise Unsound("too long")
    if not text.isprintable() and _CONTROLS.search(text):
        raise Unsound("a name with control characters")
    return text


def _seal(value: Any) -> str:
    if type(value) is not str or not _SEAL.fullmatch(value):
        raise Unsound("no checksum")
    return value


def _word(*allowed: str) -> Reader:
    def read(value: Any) -> str:
        if type(value) is not str or value not in allowed:
            raise Unsound("not one of its words")
        return value

    return read


# ── what is made of them ─────────────────────────────────────────────────────


def _or_none(reader: Reader) -> Reader:
    return lambda value: None if value is None else reader(value)


def _list(reader: Reader, most: int = _MOST_ITEMS) -> Reader:
    def read(value: Any) -> tuple[Any, ...]:
        if type(value) is not list or len(value) > most:
            raise Unsound("no list of a sound length")
        items = []
        for at, item in enumerate(value, start=1):
            try:
                items.append(reader(item))
            except Unsound as problem:
                problem.path.insert(0, str(at))
                raise
        return tuple(items)

    return read


def _pair(value: Any) -> tuple[int, int]:
    if type(value) is not list or len(value) != 2:
        raise Unsound("no pair of counts")
    asked, full = _count(value[0]), _count(value[1])
    if full > asked:
        raise Unsound("more answered than asked")
    return asked, full


def _table(
    make: Callable[..., Any], fields: Mapping[str, Reader], optional: Mapping[str, Reader] = {}
) -> Reader:
    """Reads a table with exactly these keys into ``make(**values)``."""
    needed = fields.keys()
    readers = {**fields, **optional}

    def read(value: Any) -> Any:
        if type(value) is not dict:
            raise Unsound("no table")
        if not needed <= value.keys() <= readers.keys():
            raise Unsound("other keys than the format has")
        values = {}
        for key, item in value.items():
            try:
                values[key] = readers[key](item)
            except Unsound as problem:
                problem.path.insert(0, key)
                raise
        return make(**values)

    return read


def _answered(make: Callable[..., Any]) -> Callable[..., Any]:
    """A maker that also sees to it that no more was answered than asked."""

    def made(**values: Any) -> Any:
        if values["full"] > values["asked"]:
            raise Unsound("more answered than asked")
        return make(**values)

    return made


def _level(mean: float, low: float, high: float) -> Level:
    if low > high:
        raise Unsound("an interval the wrong way round")
    return Level(mean, low, high)


def _voice(name: str, count: int, last: date) -> VoiceRead:
    return VoiceRead(name, count, last)


def _tension(id: str, poles: tuple[str, ...], count: int) -> TensionRead:
    return TensionRead(id, poles, count)


# ── the format ───────────────────────────────────────────────────────────────

_NAMES = {"id": _name, "name": _name}
_RATINGS = _table(
    RatingsRead,
    {
        "n": _count,
        "range": _or_none(_list(_score, 2)),
        "median": _or_none(_number),
        "direction": _or_none(_word(RISING, FALLING, NO_DIRECTION)),
    },
)
_UNIT = {
    "place": _place,
    "state": _word(*UNIT_STATES),
    "asked": _count,
    "full": _count,
    "p_neglected": _rate,
    "level": _table(_level, {"mean": _rate, "low": _rate, "high": _rate}),
    "strip": _list(_pair, 5_000),
}
_DIMENSION = _table(_answered(UnitRead), _UNIT, {**_NAMES, "ratings": _RATINGS})
_FACET = _table(_answered(UnitRead), {**_UNIT, "dimension": _or_none(_place)}, _NAMES)
_FINDING = _table(
    _answered(FindingRead),
    {
        "unit": _word("dimension", "facet"),
        "place": _place,
        "since": _day,
        "counted_from": _day,
        "asked": _count,
        "full": _count,
        "usual": _rate,
        "elsewhere_asked": _count,
        "elsewhere_full": _count,
    },
    _NAMES,
)
_STRENGTH = _table(
    _answered(StrengthRead),
    {"place": _place, "asked": _count, "full": _count, "since": _day},
    _NAMES,
)
_SURROUNDING = _table(SurroundingRead, {"place": _place, "score": _score}, _NAMES)
_WORDING = _table(WordingRead, {"text": _text, "due": _day, "state": _word(*INTENTION_STATES)})
_VOICES = _list(_table(_voice, {"name": _name, "count": _count, "last": _day}))
_COUNTS = ("sittings", "days", "asked", "full", "notes")


def _header(**values: Any) -> dict[str, Any]:
    """The names of the format become ours."""
    first, last = values.pop("from"), values.pop("until")
    del values["schema"]
    return {**values, "first": first, "last": last}


#: Reads the whole document into the words of ``PackRead``.
PACK: Callable[[Any], dict[str, Any]] = _table(
    _header,
    {
        "schema": _word(SCHEMA),
        "tier": _word(*TIERS),
        "from": _day,
        "until": _day,
        "made": _day,
        "expires": _or_none(_day),
        "pseudonym": _name,
        "purpose": _text,
        "withheld": _list(_word(*WITHOUT), len(WITHOUT)),
        "framework": _or_none(_table(FrameworkRead, {**_NAMES, "version": _name})),
        "counts": _table(
            _answered(CountsRead), {**dict.fromkeys(_COUNTS, _count), "usual": _rate}
        ),
        "dimensions": _list(_DIMENSION, _MOST_UNITS),
        "facets": _list(_FACET, _MOST_UNITS),
        "named": _list(_FINDING, _MOST_UNITS),
        "strength": _or_none(_STRENGTH),
        "environment": _or_none(_list(_SURROUNDING, _MOST_UNITS)),
        "intentions": _table(
            IntentionsRead,
            {
                **dict.fromkeys(("made", "kept", "partly", "dropped", "open"), _count),
                "wordings": _list(_WORDING),
            },
        ),
        "voices": _or_none(
            _table(
                VoicesRead,
                {
                    **dict.fromkeys(("heard", "mentions", "missing"), _count),
                    "largest_share": _or_none(_rate),
                    "effective": _or_none(_number),
                    "names_heard": _VOICES,
                    "names_missing": _VOICES,
                },
            )
        ),
        "tensions": _list(
            _table(_tension, {"id": _name, "poles": _list(_name, 2), "count": _count})
        ),
        "passages": _list(
            _table(
                PassageRead,
                {"day": _day, "kind": _word(*ENTRY_KINDS), "facet": _or_none(_name),
                 "text": _text},
            )
        ),
        "sha256": _seal,
    },
)  # fmt: skip
