"""Comma-separated values: the table an export writes and an import reads back, and other people's.

Ours has a row an entry; its cells are inert (base/documents.py) and come back as they were.
"""

from __future__ import annotations

import io
import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, TypeAlias

from syslead_cli.base.documents import as_it_was
from syslead_cli.exchange import model, times
from syslead_cli.exchange.model import ForeignEntry, ParsedEntries, ParsedEntry, ParseOptions
from syslead_cli.journal import codec
from syslead_cli.journal.entries import Entry
from syslead_cli.journal.merge import Place, PlacedLine
from syslead_cli.journal.model import FORMAT_VERSION, KINDS, Record

#: The row's first line in the file, and its cells by lower-case heading.
Row: TypeAlias = tuple[int, dict[str, str]]

#: The name of what lies beyond the last heading: words with a comma and no quotation marks.
BEYOND = ""
_SURROGATE = re.compile("[\ud800-\udfff]")
#: Excel's first line, which names what parts the cells.
_SEPARATOR = re.compile(r"[\r\n]*\"?sep=(.)\"?(?:\r\n|\r|\n)", re.I)

_ENVELOPE = ("id", "kind", "day", "ts", "tz")
_TEXTS = ("text", "facet", "outcome", "status", "due")
_LISTS = ("facets", "tags", "voices")
#: ``fields`` holds, as a JSON table, whatever has no column of its own.
REST = "fields"
COLUMNS = (*_ENVELOPE, *_TEXTS, *_LISTS, REST)
#: What other people call their columns.
_DATES = ("date", "day", "datetime", "created", "creation date", "timestamp")
_BODIES = ("text", "entry", "body", "content", "note", "notes")
_TITLES = ("title", "subject")
_TAGS = ("tags", "tag", "labels")


def rows_to_export(entries: Iterable[Entry]) -> Iterator[Sequence[str]]:
    """Yield the headings and a row for each entry."""
    yield COLUMNS
    for entry in entries:
        if entry.record is not None:
            yield _row_of(entry.record, {"plaintext": True} if entry.plaintext else {})
        elif entry.newer is not None:
            # Of an unknown version: for reading; only the jsonl export carries it whole.
            data = entry.newer.data
            cells = [data.get(key) for key in (*_ENVELOPE, *_TEXTS)]
            shown = [cell if _fits(cell) else "" for cell in cells]
            yield [*map(str, shown), *[""] * len(_LISTS), codec.encode_json(dict(data)).decode()]


def _row_of(record: Record, marks: Mapping[str, Any]) -> list[str]:
    rest = {**codec.fields_of(record), **marks}
    cells = [record.id, record.kind, record.day.isoformat(), record.ts, record.tz]
    cells += [rest.pop(key) if _fits(rest.get(key)) else "" for key in _TEXTS]
    cells += [" ".join(rest.pop(key)) if _can_join(rest.get(key)) else "" for key in _LISTS]
    if record.tz and not _fits(record.tz):
        cells[4], rest = "", {"tz": record.tz, **rest}
    return [*cells, codec.encode_json(rest).decode() if rest else ""]


def _fits(value: Any) -> bool:
    """Return true for a text that UTF-8 can hold."""
    return isinstance(value, str) and value != "" and not _SURROGATE.search(value)


def _can_join(value: Any) -> bool:
    """Return true when words with a space between them can be told apart again."""
    several = value if isinstance(value, list) else ()
    return bool(several) and all(_fits(word) and word.split() == [word] for word in several)


def _rows_of(source: model.SourceFile) -> tuple[list[str], list[Row]]:
    """Return the headings in lower case, and the rows below them. Raises SysleadError."""
    import csv

    text = model.text_of(source)
    before = csv.field_size_limit(4 * model.TEXT_LIMIT)
    directive = _SEPARATOR.match(text)
    first_line = re.split(r"[\r\n]", text.lstrip("\r\n"), maxsplit=1)[0]
    delimiter = directive[1] if directive else max(",;\t", key=first_line.count)
    lines = io.StringIO(text[directive.end() :] if directive else text, newline="")
    skipped = 1 if directive else 0
    reader = csv.reader(lines, delimiter=delimiter, strict=True)
    headings: list[str] = []
    rows: list[Row] = []
    start = 1
    try:
        for cells in reader:
            if any(cells) and not headings:
                headings = _headings(cells)
            elif any(cells):
                row = dict(zip(headings, cells, strict=False))
                if any(cells[len(headings) :]):
                    row[BEYOND] = delimiter.join(cells[len(headings) :])
                rows.append((start + skipped, row))
            start = reader.line_num + 1
    except csv.Error as problem:
        raise model.refused(
            f"{source.name}: no table, line {reader.line_num}: {problem}."
        ) from None
    finally:
        csv.field_size_limit(before)
    return headings, rows


def _headings(cells: Sequence[str]) -> list[str]:
    """Return a name for each column, no two alike."""
    names: list[str] = []
    for place, cell in enumerate(cells, start=1):
        name = cell.strip().lower() or f"column {place}"
        names.append(f"{name} ({place})" if name in names else name)
    return names


def _own_line(row: Mapping[str, str]) -> ParsedEntry:
    """Return a row of our own table as a line of a journal."""
    cells = {key: as_it_was(cell) for key, cell in row.items() if key in COLUMNS}
    data: dict[str, Any] = {"v": FORMAT_VERSION, "kind": "", "tz": ""}
    data.update({key: cells[key] for key in _ENVELOPE if key in cells})
    data.update({key: cells[key] for key in _TEXTS if cells.get(key)})
    data.update({key: cells[key].split() for key in _LISTS if cells.get(key)})
    try:
        data = {**data, **json.loads(cells.get(REST) or "{}")}
        if data["kind"] not in KINDS:
            return "from a newer version: the jsonl export has it"
        record = codec.record_from(data)
        raw = codec.encode_line(record)
    except codec.InvalidRecord as problem:
        return f"not a record: {problem}"
    except (ValueError, TypeError, RecursionError):
        return "not a record that can be read"
    line = codec.ReadableLine(record, has_crc=True)
    return PlacedLine(Place("", 0, ""), line, raw=raw)


def parse_csv(source: model.SourceFile, options: ParseOptions) -> ParsedEntries:
    """Read the table ``export --format csv`` writes, or anybody's with dates and texts."""
    headings, rows = _rows_of(source)
    if set(COLUMNS) <= set(headings):
        yield from ((f"line {number}", _own_line(row)) for number, row in rows)
        return
    found = [next((key for key in keys if key in headings), "") for keys in (_DATES, _BODIES)]
    if not all(found):
        raise model.refused(
            f"{source.name}: its first line needs a column of dates (date) and one of texts (text)."
        )
    dates, texts = found
    order = options.date_format or times.order_in(row.get(dates, "") for _, row in rows)
    for number, row in rows:
        yield f"line {number}", _row(row, dates, texts, order)


def _row(row: dict[str, str], dates: str, texts: str, order: str) -> ParsedEntry:
    if BEYOND in row:
        return "more cells than headings: is a cell without its quotes?"
    dated, clock = model.take(row, dates), model.take(row, "time")
    found = times.read_with_clock(dated, clock, order)
    if found is None:
        return times.reading_problem(dated, order)
    text = "\n\n".join(filter(None, (model.take(row, *_TITLES), model.take(row, texts))))
    tags = model.take(row, *_TAGS).replace(",", " ").replace(";", " ").split()
    starred = model.take(row, *model.STARS).lower() in model.YES
    return ForeignEntry(
        f"{found.when.isoformat()}\n{text}",
        found.when,
        model.with_lines(text, row) if text else "",
        tags=tuple(tags),
        starred=starred,
        day_only=found.day_only,
    )
