"""What a file holds once some records are erased from it."""

from __future__ import annotations

import json
from collections.abc import Iterable

from syslead_cli.journal.closed_line import Close, Opener, is_closed, within
from syslead_cli.journal.line import Line, Newer, Sound, Spoilt, read_line
from syslead_cli.journal.records import Record, Remove, Revise
from syslead_cli.journal.sifting import AS_IT_STOOD, Sieve, sifted

_ESCAPE = b"\\"


def without(
    content: bytes, gone: set[str], opener: Opener | None = None, close: Close = bytes
) -> bytes:
    """The file without the lines of these ids; every other line keeps its bytes.

    A line that cannot be read but names one of the ids as its own goes too: it may hold the
    text. Whole records inside it that are about something else stay, each on a line.
    """
    marks = [json.dumps(id_, ensure_ascii=False).encode("utf-8", "surrogatepass") for id_ in gone]
    sieve = Sieve(lambda line: id_of(line) in gone, lambda rest: _names(rest, marks), opener, close)
    kept: list[bytes] = []
    for raw in content.split(b"\n"):
        if _ESCAPE in raw or AS_IT_STOOD in raw or any(mark in raw for mark in marks):
            kept.extend(sifted(raw, sieve))
        else:
            kept.append(raw)
    return b"\n".join(kept)


def _names(raw: bytes, marks: list[bytes]) -> bool:
    """Whether bytes that cannot be read name one of the ids as their own."""
    names = (b'"id":', b'"of":') if b'"revise"' in raw else (b'"id":',)
    packed = raw.replace(b": ", b":")
    return any(name + mark in packed for name in names for mark in marks)


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
    named = (raw for raw in lines if AS_IT_STOOD in raw or any(mark in raw for mark in marks))
    found = (line for raw in named for _, line in _inside(raw, opener))
    sound = (line.record for line in found if isinstance(line, Sound))
    return {_text_of(record) for record in sound if _is_of(record, ids)} - {""}


def _is_of(record: Record, ids: set[str]) -> bool:
    return record.id in ids or getattr(record, "of", "") in ids


def _inside(raw: bytes, opener: Opener | None) -> Iterable[tuple[bytes, Line | None]]:
    """What a line holds; where it cannot be read, the whole records in it."""
    line = read_line(raw)
    if opener and isinstance(line, Newer) and is_closed(line):
        return opener(line)
    return within(raw, opener) if isinstance(line, Spoilt) else [(raw, line)]


def _text_of(record: Record) -> str:
    text = record.set.get("text") if isinstance(record, Revise) else getattr(record, "text", "")
    return text if isinstance(text, str) else ""


def _records(content: bytes, word: bytes, opener: Opener | None) -> Iterable[object]:
    if word not in content and AS_IT_STOOD not in content:
        return
    for raw in content.split(b"\n"):
        if word in raw or AS_IT_STOOD in raw:
            inner = _inside(raw, opener)
            yield from (found.record for _, found in inner if isinstance(found, Sound))
