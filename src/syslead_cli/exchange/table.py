"""Comma-separated values: the table ``export --format csv`` writes, or anybody's with a date."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TypeAlias

from syslead_cli.exchange.arrival import (
    TEXT_LIMIT,
    Arrival,
    LeftOut,
    Parsed,
    SourceFile,
    sorted_in,
)
from syslead_cli.exchange.decoding import refused, text_of, told_time
from syslead_cli.exchange.spreadsheet import COLUMNS, data_from
from syslead_cli.journal.line import seal
from syslead_cli.journal.records import KINDS, NotARecord, record_from

#: The row's first line in the file, and its cells by lower-case heading.
Row: TypeAlias = tuple[int, dict[str, str]]

_DATES = ("date", "day", "datetime", "created", "creation date", "timestamp")
_TIMES = ("time",)
_TEXTS = ("text", "entry", "body", "content", "note", "notes")
_TITLES = ("title", "subject")
_TAGS = ("tags", "tag", "labels")
_STARS = ("starred", "star", "favourite", "favorite")
_YES = frozenset({"true", "yes", "1", "x", "*"})


def rows_of(source: SourceFile) -> tuple[list[str], list[Row]]:
    """The headings in lower case, and the rows below them. Raises SysleadError."""
    import csv

    text = text_of(source)
    before = csv.field_size_limit(4 * TEXT_LIMIT)
    try:
        lines = (line + "\n" for line in text.split("\n"))
        reader = csv.reader(lines, delimiter=_delimiter(text), strict=True)
        headings: list[str] = []
        rows: list[Row] = []
        start = 1
        for cells in reader:
            if any(cells) and not headings:
                headings = [cell.strip().lower() for cell in cells]
            elif any(cells):
                rows.append((start, dict(zip(headings, cells, strict=False))))
            start = reader.line_num + 1
    except csv.Error as problem:
        raise refused(source, f"no table, line {reader.line_num}: {problem}") from None
    finally:
        csv.field_size_limit(before)
    return headings, rows


def _delimiter(text: str) -> str:
    first = text.lstrip("\r\n").split("\n", 1)[0]
    return max(",;\t", key=first.count)


def is_our_own(headings: Sequence[str]) -> bool:
    """Whether this is a table that syslead exported."""
    return set(COLUMNS) <= set(headings)


def own_lines(rows: Sequence[Row]) -> Iterator[tuple[str, bytes] | LeftOut]:
    """The rows of our own table as sealed lines of a journal, each with its place."""
    for number, row in rows:
        place = f"line {number}"
        try:
            data = data_from(row)
            if data["kind"] not in KINDS:
                yield LeftOut(place, "from a newer version: the jsonl export carries it")
                continue
            yield place, seal(record_from(data))
        except NotARecord as problem:
            yield LeftOut(place, f"not a record: {problem}")
        except (ValueError, TypeError, RecursionError):
            yield LeftOut(place, "not a record that can be read")


def parse_table(source: SourceFile, headings: Sequence[str], rows: Sequence[Row]) -> Parsed:
    """The entries of somebody else's table. Raises SysleadError where it has no dates or texts."""
    found = [next((key for key in keys if key in headings), "") for keys in (_DATES, _TEXTS)]
    if not all(found):
        raise refused(
            source,
            "a column with dates (date) and one with texts (text) are needed in its first line",
        )
    return sorted_in([_row(f"line {number}", row, *found) for number, row in rows])


def _row(place: str, row: dict[str, str], dates: str, texts: str) -> Arrival | LeftOut:
    clock = _cell(row, _TIMES)
    told = told_time(f"{row.get(dates, '').strip()} {clock}")
    if told is None:
        return LeftOut(place, "no date that can be read (2024-01-05, perhaps with 08:30)")
    parts = [_cell(row, _TITLES), row.get(texts, "").strip()]
    text = "\n\n".join(part for part in parts if part)
    return Arrival(
        place,
        f"{told.when.isoformat()}\n{text}",
        told.when,
        text,
        tags=tuple(_cell(row, _TAGS).replace(",", " ").replace(";", " ").split()),
        starred=_cell(row, _STARS).lower() in _YES,
        day_only=told.day_only,
    )


def _cell(row: dict[str, str], keys: Sequence[str]) -> str:
    return next((row[key].strip() for key in keys if row.get(key)), "")
