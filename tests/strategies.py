"""Hypothesis strategies: records of every kind, as hostile as the format allows."""

from __future__ import annotations

from datetime import date, datetime, timedelta, timezone
from typing import Any, Literal, get_args, get_origin

from hypothesis import strategies as st
from msgspec import NODEFAULT

from syslead_cli.journal.codec import RecordField, own_fields
from syslead_cli.journal.model import KINDS, Record, Score, WordCount

#: Any character there is: lone surrogates, controls, NUL, direction marks, beyond the BMP.
any_text = st.text(st.characters(codec=None, exclude_categories=()), max_size=40)
word = st.text(min_size=1, max_size=12)
ids = st.uuids().map(str) | st.from_regex(r"[\w.\-/\"\\]{1,20}", fullmatch=True).filter(
    lambda text: text.isprintable() and " " not in text
)
days = st.dates(date(1990, 1, 1), date(2100, 12, 31))
#: Values that JSON gives back as they were.
json_values = st.recursive(
    st.none() | st.booleans() | st.integers(-(10**12), 10**12) | any_text,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(any_text, inner, max_size=3),
    max_leaves=6,
)


@st.composite
def moments(draw: st.DrawFn) -> str:
    """A time with its offset, in milliseconds as syslead writes it or as others might."""
    offset = timezone(timedelta(minutes=draw(st.integers(-14 * 60, 14 * 60))))
    local = draw(st.datetimes(datetime(1990, 1, 1), datetime(2100, 12, 31)))
    spec = draw(st.sampled_from(["milliseconds", "seconds", "microseconds"]))
    naive = draw(st.booleans()) and draw(st.booleans())
    return (local if naive else local.replace(tzinfo=offset)).isoformat(timespec=spec)


_BY_TYPE: dict[Any, st.SearchStrategy[Any]] = {
    str: any_text,
    WordCount: st.integers(0, 10**9 - 1),
    date: days,
    bool: st.booleans(),
    tuple[str, ...]: st.lists(any_text, max_size=4).map(tuple),
    dict[str, Score]: st.dictionaries(any_text, st.integers(1, 5), max_size=4),
    dict[str, bool]: st.dictionaries(any_text, st.booleans(), max_size=4),
    dict[str, str]: st.dictionaries(any_text, any_text, max_size=4),
    dict[str, Any]: st.dictionaries(any_text, json_values, max_size=4),
}


def choices_of(one: RecordField) -> tuple[str, ...]:
    """The words a field may hold; none where any value of its type will do."""
    return get_args(one.type) if get_origin(one.type) is Literal else ()


def _own(kind: str) -> dict[str, st.SearchStrategy[Any]]:
    fields = {}
    for one in own_fields(kind):
        choices = choices_of(one)
        values = st.sampled_from(choices) if choices else _BY_TYPE[one.type]
        fields[one.name] = values if one.default is NODEFAULT else values | st.just(one.default)
    return fields


def _unknown_keys(kind: str) -> st.SearchStrategy[dict[str, Any]]:
    known = {"v", "id", "kind", "ts", "tz", "day", "crc"} | {one.key for one in own_fields(kind)}
    return st.dictionaries(any_text.filter(lambda key: key not in known), json_values, max_size=2)


def records_of(kind: str, *, plain: bool = False, **fixed: Any) -> st.SearchStrategy[Record]:
    """Records of one kind; ``plain`` ones have no unknown fields. ``fixed`` fields are given."""
    fields = {
        "id": ids,
        "ts": moments(),
        "tz": any_text,
        "day": days,
        **_own(kind),
        "extra": st.just({}) if plain else st.just({}) | _unknown_keys(kind),
    }
    fields.update({name: st.just(value) for name, value in fixed.items()})
    return st.builds(KINDS[kind], **fields)


records = st.sampled_from(sorted(KINDS)).flatmap(records_of)

#: Some records of every kind, on days of the first quarter of 2026.
records_of_a_quarter = st.lists(
    st.sampled_from(sorted(KINDS)).flatmap(
        lambda kind: st.dates(date(2026, 1, 1), date(2026, 3, 31)).flatmap(
            lambda day: records_of(kind, day=day)
        )
    ),
    max_size=12, unique_by=lambda record: record.id,
)  # fmt: skip

_FEW_IDS = st.sampled_from(["one", "two", "three", "four", "five"])


@st.composite
def crowded_records(draw: st.DrawFn) -> Record:
    """Records that meet: few ids, few days, edits and removals of each other."""
    kind = draw(st.sampled_from(["note", "note", "ask", "revise", "revise", "remove", "outcome"]))
    fixed: dict[str, Any] = {"id": draw(_FEW_IDS)}
    fixed["day"] = date(2026, 3, draw(st.integers(1, 3)))
    fixed["ts"] = (
        f"2026-03-0{draw(st.integers(1, 3))}T12:00:00{draw(st.sampled_from(['Z', '+01:00', '']))}"
    )
    if kind in ("revise", "remove"):
        fixed["of"] = draw(_FEW_IDS)
    if kind == "revise":
        changes = st.fixed_dictionaries(
            {}, optional={"text": st.sampled_from(["a", "b"]), "day": st.just("2026-02-01"),
                          "facets": st.just(None), "words": st.just("many")}
        )  # fmt: skip
        fixed["set"] = draw(changes)
    return draw(records_of(kind, plain=True, **fixed))
