"""Exports for programs: a table that is inert for spreadsheets and comes back, and JSON."""

from __future__ import annotations

import csv
import io
import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from strategies import any_text, records
from syslead_cli.base.documents import as_it_was, inert, to_json
from syslead_cli.exchange.exporting import export_csv, export_json
from syslead_cli.exchange.formats import parse_sources
from syslead_cli.exchange.model import ParseOptions, SourceFile
from syslead_cli.journal.entries import entry_data, entry_of
from syslead_cli.journal.merge import Journal
from syslead_cli.journal.model import Record

#: Records of every kind are slow to invent.
FEW = settings(max_examples=25)


@given(any_text | st.text("=+-@\t\r\n' |%", max_size=6))
def test_a_cell_comes_back(cell: str) -> None:
    assert as_it_was(inert(cell)) == cell
    assert inert(cell).strip()[:1] not in tuple("=+-@\t\r|%＝＋－＠")


@pytest.mark.parametrize("cell", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", " =1", "＝1", "'x"])
def test_a_formula_becomes_a_text(cell: str) -> None:
    assert inert(cell) == f"'{cell}"


@pytest.mark.parametrize(
    ("cell", "said"), [("\r=1", r'"\r=1"'), ("\u202ex", r'"\u202ex"'), ('"=1"', r'"\"=1\""')]
)
def test_what_a_terminal_obeys_is_escaped(cell: str, said: str) -> None:
    assert inert(cell) == said
    assert as_it_was(said) == cell


def test_a_cell_that_only_looks_like_a_json_text_is_left_as_it_is() -> None:
    assert as_it_was('"said" and done') == '"said" and done'


@FEW
@given(st.lists(records, max_size=4))
def test_records_come_back_from_their_table(found: list[Record]) -> None:
    table = export_csv(entry_of(record, Journal()) for record in found).encode()
    parsed = parse_sources("csv", [SourceFile("x.csv", table)], ParseOptions())
    assert parsed.left_out == []
    back = [line.record for _, line in parsed.lines]
    assert back == found


@FEW
@given(st.lists(records, min_size=1, max_size=3))
def test_any_reader_sees_the_same_cells(found: list[Record]) -> None:
    table = export_csv(entry_of(record, Journal()) for record in found)
    rows = list(csv.reader(io.StringIO(table, newline=""), strict=True))
    assert {len(row) for row in rows} == {14}
    assert [as_it_was(row[0]) for row in rows[1:]] == [record.id for record in found]
    assert not any(
        cell.strip()[:1] in ("=", "+", "-", "@") for row in rows[1:] for cell in row if cell
    )


@FEW
@given(records)
def test_an_entry_is_written_as_in_every_document(record: Record) -> None:
    entry = entry_of(record, Journal())
    (written,) = json.loads(export_json([entry]))["entries"]
    assert written == json.loads(to_json(entry_data(entry)))
