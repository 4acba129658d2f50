"""The quick way to JSON says what the careful one says."""

from __future__ import annotations

import json

from hypothesis import given, settings

from strategies import records
from syslead_cli.base.documents import to_json
from syslead_cli.exchange.exporting import export_json
from syslead_cli.journal.entries import entry_data, entry_of
from syslead_cli.journal.merge import Journal
from syslead_cli.journal.model import Record


@settings(max_examples=60)
@given(records)
def test_a_bare_record_is_written_as_its_entry(record: Record) -> None:
    entry = entry_of(record, Journal())
    (bare,) = json.loads(b"".join(export_json([record])))["entries"]
    (whole,) = json.loads(b"".join(export_json([entry])))["entries"]
    assert bare == whole == json.loads(to_json(entry_data(entry)))
    assert list(bare) == list(whole)
