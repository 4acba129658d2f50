"""A journal for other programs: one JSON document, or a table that spreadsheets open safely."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from syslead_cli.exchange.spreadsheet import COLUMNS, newer_row, row_of
from syslead_cli.journal.entry import Entry, entry_data, record_data
from syslead_cli.journal.entry_json import compact_record
from syslead_cli.journal.line import dump
from syslead_cli.journal.records import Record


def json_chunks(entries: Iterable[Entry | Record]) -> Iterator[bytes]:
    """``{"schema": …, "entries": […]}``, an entry a line."""
    yield b'{"schema":"syslead/export/1","entries":['
    lead = b"\n"
    for entry in entries:
        if isinstance(entry, Entry):
            yield lead + dump(entry_data(entry))
        else:
            yield lead + _quickly(entry)
        lead = b",\n"
    yield b"\n]}\n"


def _quickly(record: Record) -> bytes:
    """As ``dump`` writes it."""
    try:
        return compact_record(record).encode("utf-8")
    except UnicodeEncodeError:  # a lone surrogate
        return dump(record_data(record))


def csv_chunks(entries: Iterable[Entry | Record]) -> Iterator[bytes]:
    """The table, headings first; every cell in quotation marks, lines ended as RFC 4180 has it."""
    yield _csv_line(list(COLUMNS))
    for entry in entries:
        record = entry.record if isinstance(entry, Entry) else entry
        if record is not None:
            yield _csv_line(row_of(record))
        elif isinstance(entry, Entry) and entry.newer is not None:
            yield _csv_line(newer_row(entry.newer.data))


def _csv_line(cells: list[str]) -> bytes:
    text = '","'.join(cell.replace('"', '""') for cell in cells)
    return f'"{text}"\r\n'.encode()


def export_schema() -> dict[str, object]:
    """The JSON Schema of the document of ``export --format json``."""
    text = {"type": "string"}
    entry = {
        "type": "object",
        "properties": {
            "id": text,
            "kind": text,
            "day": {"type": ["string", "null"], "format": "date"},
            "text": text,
        },
        "required": ["id", "kind", "day", "text"],
    }
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": "urn:syslead:export:1",
        "title": "Entries of a journal, oldest first",
        "type": "object",
        "properties": {
            "schema": {"const": "syslead/export/1"},
            "entries": {"type": "array", "items": entry},
        },
        "required": ["schema", "entries"],
    }
