"""A document is what the standard library would write, to the byte."""

from __future__ import annotations

import json
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from strategies import any_text, json_values
from syslead_cli.base.json_schema import in_ascii, indented

entries = st.dictionaries(
    any_text, any_text | st.integers() | st.floats() | st.booleans() | st.none()
)
documents = st.dictionaries(any_text, json_values | entries | st.lists(entries | json_values))


@given(documents)
def test_as_the_standard_library_writes_it(document: dict[str, Any]) -> None:
    assert indented(document) == json.dumps(document, ensure_ascii=False, indent=2)
    assert in_ascii(indented(document)) == json.dumps(document, indent=2)


@given(st.lists(entries | json_values))
def test_a_list_may_come_bit_by_bit(values: list[Any]) -> None:
    assert indented({"entries": iter(values)}) == indented({"entries": values})


def test_of_another_kind() -> None:
    class Word(str):
        __slots__ = ()

    class Many(dict[str, Any]):
        pass

    document = {"a": {"b": Word("c"), "d": True}, "e": Many(f=Many(g=[1, (2, {})])), "h": (1, 2)}
    assert indented(document) == json.dumps(document, ensure_ascii=False, indent=2)
