"""An entry is written as the standard library would write what it says, to the byte."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from strategies import crowded_records, records
from syslead_cli.base.json_schema import indented
from syslead_cli.journal.codec import PLANS, choices_of, record_from
from syslead_cli.journal.entries import Entry, entry_data, entry_of, record_data
from syslead_cli.journal.merge import Journal
from syslead_cli.journal.model import KINDS, Record
from syslead_cli.journal.screen import compact_record, indented_entry

_SLOW = settings(max_examples=300)


@_SLOW
@given(records | crowded_records())
def test_a_record_says_the_same(record: Record) -> None:
    entry = entry_of(record, Journal())
    whole = json.dumps({"entries": [entry_data(entry)]}, ensure_ascii=False, indent=2)
    assert indented({"entries": [entry]}) == whole
    assert indented({"entries": iter([entry])}) == whole
    bare = json.dumps(record_data(record), ensure_ascii=False, separators=(",", ":"))
    assert compact_record(record) == bare


@_SLOW
@given(records, records, st.booleans())
def test_an_entry_with_a_history_says_it(record: Record, earlier: Record, disagrees: bool) -> None:
    entry = Entry(
        record.id, record.kind, record.day, "", record, versions=(earlier,), disagrees=disagrees
    )
    assert indented_entry(entry, "\n") == json.dumps(
        entry_data(entry), ensure_ascii=False, indent=2
    )


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_full_and_empty(kind: str) -> None:
    """Each field once with a value and once without: Hypothesis need not be lucky."""
    example: dict[str, Any] = {
        "text": 'ö\n"x"', "count": 7, "day": "2026-03-29", "texts": ["a", "b"],
        "scores": {"a": 1}, "instances": {"a": "b"}, "table": {"text": None, "x": [1, {}]},
    }  # fmt: skip
    head = {"id": "one", "kind": kind, "ts": "2026-03-29T18:00:00+01:00", "day": "2026-03-29"}
    full = {plan.key: (*choices_of(kind, plan), example.get(plan.shape))[0] for plan in PLANS[kind]}
    least = {plan.key: full[plan.key] for plan in PLANS[kind] if plan.required}
    for own in (full, least, {**full, "later": [1]}):
        test_a_record_says_the_same.hypothesis.inner_test(record_from({**head, **own}))
