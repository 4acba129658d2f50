"""What a file holds once some records are erased from it."""

from __future__ import annotations

import json
from collections.abc import Iterable

from syslead_cli.core.closed_line import Opener, is_closed
from syslead_cli.core.line import Line, Newer, Sound, read_line, sealed_within
from syslead_cli.core.records import Record, Remove, Revise

_ESCAPE = b"\\"


def without(content: bytes, gone: set[str]) -> bytes:
    """The file without the lines of these ids; every other line keeps its bytes.

    A line that cannot be read but names one of the ids as its own goes too: it may hold the
    text. Whole records inside it that are about something else stay, each on a line.
    """
    marks = [json.dumps(id_, ensure_ascii=False).encode("utf-8", "surrogatepass") for id_ in gone]
    kept: list[bytes] = []
    for raw in content.split(b"\n"):
        if _ESCAPE in raw or any(mark in raw for mark in marks):
            kept.extend(_remains(raw, gone, marks))
        else:
            kept.append(raw)
    return b"\n".join(kept)


def _remains(raw: bytes, gone: set[str], marks: list[bytes]) -> list[bytes]:
    line = read_line(raw.removeprefix(b"\xef\xbb\xbf"))
    if isinstance(line, Sound | Newer):
        return [] if id_of(line) in gone else [raw]
    names = (b'"id":', b'"of":') if b'"revise"' in raw else (b'"id":',)
    packed = raw.replace(b": ", b":")
    if any(name + mark in packed for name in names for mark in marks):
        return [piece for piece, found in sealed_within(raw) if id_of(found) not in gone]
    return [raw]


def id_of(line: object) -> str:
    """The id of what a line holds, empty where it holds nothing that has one."""
    if isinstance(line, Sound):
        return line.record.id
    return line.id if isinstance(line, Newer) else ""


def removed_in(content: bytes, opener: Opener | None = None) -> set[str]:
    """Ids that the remove records in these bytes name."""
    return {r.of for r in _records(content, b'"remove"', opener) if isinstance(r, Remove)}


def edits_of(ids: set[str], contents: Iterable[bytes], opener: Opener | None = None) -> set[str]:
    """Ids of the edits of these records, edits of edits included."""
    edits = [
        record
        for content in contents
        for record in _records(content, b'"revise"', opener)
        if isinstance(record, Revise)
    ]
    found: set[str] = set()
    while more := {edit.id for edit in edits if edit.of in ids | found} - found:
        found |= more
    return found


def texts_of(ids: set[str], contents: Iterable[bytes], opener: Opener | None = None) -> set[str]:
    """What these records and edits say, in every version there is."""
    marks = [json.dumps(id_, ensure_ascii=False).encode("utf-8", "surrogatepass") for id_ in ids]
    lines = (raw for content in contents for raw in content.split(b"\n"))
    named = (read_line(raw) for raw in lines if any(mark in raw for mark in marks))
    found = (line for one in named for line in _inside(one, opener))
    return {_text_of(line.record) for line in found if isinstance(line, Sound)} - {""}


def _inside(line: Line | None, opener: Opener | None) -> Iterable[Line | None]:
    if opener and isinstance(line, Newer) and is_closed(line):
        return [found for _, found in opener(line)]
    return [line]


def _text_of(record: Record) -> str:
    text = record.set.get("text") if isinstance(record, Revise) else getattr(record, "text", "")
    return text if isinstance(text, str) else ""


def _records(content: bytes, word: bytes, opener: Opener | None) -> Iterable[object]:
    if word not in content:
        return
    for raw in content.split(b"\n"):
        if word in raw:
            line = read_line(raw)
            inner: Iterable[tuple[bytes, Line]]
            inner = [(raw, line)] if isinstance(line, Sound) else sealed_within(raw)
            if opener and isinstance(line, Newer) and is_closed(line):
                inner = opener(line)
            yield from (found.record for _, found in inner if isinstance(found, Sound))
