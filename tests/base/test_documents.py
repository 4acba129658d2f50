"""JSON documents: the same bytes as before, and schemas that hold what is printed to them."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator
from msgspec import UNSET, UnsetType, field
from msgspec.structs import replace

from syslead_cli.base.documents import Count, Document, Part, Share, schema_of, to_json

TODAY = date(2026, 11, 22)


class Text(Part, frozen=True, tag_field="kind", tag="text"):
    text: str


class Score(Part, frozen=True, tag_field="kind", tag="score"):
    score: Count


class Every(Document, frozen=True, tag="syslead/every/1"):
    """One key of each sort."""

    from_: date = field(name="from")
    share: Share | None
    by_id: dict[str, Count]
    strip: tuple[tuple[Count, Count], ...]
    either: tuple[Text | Score, ...]
    best: Score | None
    anything: Any
    problem: str | UnsetType = UNSET


EVERY = Every(TODAY, None, {"a": 1}, ((1, 2),), (Text("t"), Score(1)), None, {"x": [None]})


def problems(schema: dict[str, Any], data: Any) -> list[str]:
    Draft202012Validator.check_schema(schema)
    return [error.message for error in Draft202012Validator(schema).iter_errors(data)]


@pytest.mark.parametrize("text", ["If “é”\n\x7f\u2028", "a lone \ud800", '\x1b </b> \\ "', ""])
def test_a_document_has_the_bytes_of_the_standard_library(text: str) -> None:
    document = replace(EVERY, either=(Text(text),), problem=text)
    data = {"schema": "syslead/every/1", **msgspec.to_builtins(document)}
    assert to_json(document) == json.dumps(data, indent=2, ensure_ascii=False)


def test_every_sort_of_key_is_held_to_the_schema() -> None:
    schema, data = schema_of(Every), json.loads(to_json(EVERY))
    assert next(iter(data)) == "schema"
    assert schema["description"] == "One key of each sort."
    assert "$ref" not in json.dumps(schema)
    assert "$defs" not in json.dumps(schema)
    assert not problems(schema, data)
    assert not problems(schema, {**data, "problem": "p", "share": 0.5, "best": data["either"][1]})
    for key in data:
        assert problems(schema, {name: data[name] for name in data if name != key}), key
    wrong = {"schema": "syslead/every/2", "more": 1, "share": 1.5, "by_id": {"a": -1},
             "strip": [[1]], "either": [{"kind": "text", "score": 1}], "problem": None}  # fmt: skip
    for key, value in wrong.items():
        assert problems(schema, {**data, key: value}), key


LEAVES = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.text()
    | st.floats(allow_nan=False, allow_infinity=False)
)
VALUES = st.recursive(
    LEAVES, lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner), max_leaves=20
)


@given(st.dictionaries(st.text(), VALUES))
def test_any_value_is_written_as_the_standard_library_writes_it(data: dict[str, Any]) -> None:
    assert to_json(data) == json.dumps(data, indent=2, ensure_ascii=False)
