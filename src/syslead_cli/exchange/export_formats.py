"""A journal for other programs: one JSON document, or a table that spreadsheets open safely."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date
from itertools import groupby

from syslead_cli.base.blocks import Block, Each, Group, Heading, Items, Quote, Text
from syslead_cli.base.text import counted, day_in_words
from syslead_cli.exchange.formats import COLUMNS, newer_row, row_of
from syslead_cli.journal.codec import encode_json
from syslead_cli.journal.entries import NEWER, Entry, entry_data, record_data
from syslead_cli.journal.model import Ask, Intention, Note, Outcome, Record, Review, Share
from syslead_cli.journal.screen import Labels, facts


def json_chunks(entries: Iterable[Entry | Record]) -> Iterator[bytes]:
    """``{"schema": …, "entries": […]}``, an entry a line."""
    yield b'{"schema":"syslead/export/1","entries":['
    lead = b"\n"
    for entry in entries:
        data = entry_data(entry) if isinstance(entry, Entry) else record_data(entry)
        yield lead + encode_json(data)
        lead = b",\n"
    yield b"\n]}\n"


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


# ── reading_copy ──
# Entries as a person reads them on paper: a title, facts, words; for Markdown and HTML.


TITLE = "Journal"
_OUTCOMES = {"thin": "thin", "skip": "skipped", "later": "left for later"}
_STATUSES = {"done": "kept", "partly": "kept in part", "not_yet": "not yet", "dropped": "let go"}


def reading_blocks(
    entries: Sequence[Entry], names: Labels, question: Callable[[str], str]
) -> Iterator[Block]:
    """A group a day, in the order given. ``question`` is the text of a prompt, by id."""
    yield Heading(TITLE, level=1)
    yield Each(html=(Text(span_of(entries), "note"),))
    for day, group in groupby(entries, key=lambda entry: entry.day):
        title = day_in_words(day, date.min) if day else "No day"
        articles = (Group(_reading(entry, names, question), "article") for entry in group)
        yield Group((Heading(title), *articles))


def _reading(entry: Entry, names: Labels, question: Callable[[str], str]) -> tuple[Block, ...]:
    record = entry.record
    asked = question(record.prompt) if isinstance(record, Ask) and record.prompt else ""
    title = " · ".join(part for part in _title(entry, names) if part)
    return (
        Heading(title, level=3, aside=record.ts[11:16] if record else ""),
        Text(asked or entry.about, "question"),
        Quote(entry.text.strip("\r\n"), is_own=True),
        Items(tuple(facts(record, names))),
        Text(" ".join(_marks(record)), "marks"),
    )


def _marks(record: Record | None) -> Iterator[str]:
    yield from (f"@{voice}" for voice in getattr(record, "voices", ()))
    yield from (f"#{tag}" for tag in getattr(record, "tags", ()))


def _title(entry: Entry, names: Labels) -> list[str]:
    match entry.record:
        case None:
            parts = [entry.kind or "entry", NEWER]
        case Ask() as ask:
            parts = [names.facet(ask.facet), _OUTCOMES.get(ask.outcome, "")]
        case Note() as note:
            parts = ["note", ", ".join(map(names.facet, note.facets)), note.problem or ""]
        case Intention() as intention:
            facet = names.facet(intention.facet) if intention.facet else ""
            parts = ["intention", facet, f"due {day_in_words(intention.due, date.min)}"]
        case Outcome() as outcome:
            parts = ["intention", _STATUSES[outcome.status]]
        case Review() as review:
            days = [day_in_words(day, date.min) for day in (review.from_, review.to)]
            parts = [f"{review.period} in review", " to ".join(days)]
        case Share() as share:
            parts = ["shared", share.tier, f"with {share.to}"]
        case record:
            parts = [record.kind]
    return [*parts, "edited" if entry.edited else "", "2 versions" if entry.disagrees else ""]


def span_of(entries: Sequence[Entry]) -> str:
    """``94 entries, Friday 5 January 2024 to Sunday 22 November 2026``."""
    days = [entry.day for entry in entries if entry.day]
    said = counted(len(entries), "entry", "entries")
    if not days:
        return said
    first, last = day_in_words(min(days), date.min), day_in_words(max(days), date.min)
    return f"{said}, {first}" if first == last else f"{said}, {first} to {last}"
