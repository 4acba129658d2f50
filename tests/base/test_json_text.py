"""JSON is what the standard library would write, to the byte: indented, compact and in ASCII."""

from __future__ import annotations

import json
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from strategies import any_text, json_values
from syslead_cli.base.documents import in_ascii, to_compact_json, to_json

numbers = st.floats(allow_nan=False, allow_infinity=False) | st.integers(-(2**70), 2**70)
values = st.dictionaries(any_text, any_text | numbers | st.booleans() | st.none())
documents = st.dictionaries(any_text, json_values | values | st.lists(values | json_values))


@given(documents)
def test_as_the_standard_library_writes_it(document: dict[str, Any]) -> None:
    assert to_json(document) == json.dumps(document, ensure_ascii=False, indent=2)
    assert in_ascii(to_json(document)) == json.dumps(document, indent=2)
    compact = json.dumps(document, ensure_ascii=False, separators=(",", ":"))
    try:
        expected = compact.encode()
    except UnicodeEncodeError:
        expected = json.dumps(document, separators=(",", ":")).encode()
    assert to_compact_json(document) == expected
