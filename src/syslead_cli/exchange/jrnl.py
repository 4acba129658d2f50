"""jrnl's ``--format json``: local times without a zone, no ids."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from syslead_cli.exchange.arrival import Arrival, LeftOut, Parsed, SourceFile, sorted_in
from syslead_cli.exchange.decoding import json_of, refused, texts, told_time


def parse_jrnl(source: SourceFile) -> Parsed:
    """The entries of one export. Raises SysleadError where it is none."""
    data = json_of(source)
    entries = data.get("entries") if isinstance(data, dict) else None
    if not isinstance(entries, list):
        raise refused(source, 'not a jrnl export: there is no list "entries" in it')
    return sorted_in(list(_entries(entries)))


def _entries(entries: list[Any]) -> Iterator[Arrival | LeftOut]:
    for number, entry in enumerate(entries, start=1):
        place = f"entry {number}"
        yield _entry(entry, place) if isinstance(entry, dict) else LeftOut(place, "not an entry")


def _entry(entry: dict[str, Any], place: str) -> Arrival | LeftOut:
    day, clock = entry.get("date"), entry.get("time", "")
    told = told_time(f"{day} {clock}") if isinstance(day, str) else None
    if told is None:
        return LeftOut(place, "no date and time that can be read")
    title, body = entry.get("title") or "", entry.get("body") or ""
    if not isinstance(title, str) or not isinstance(body, str):
        return LeftOut(place, "title and body must be texts")
    text = "\n".join(part for part in (title.strip(), body.strip("\r\n").rstrip()) if part)
    return Arrival(
        place,
        f"{day} {clock}\n{text}",
        told.when,
        text,
        tags=tuple(sorted(texts(entry.get("tags")))),  # jrnl writes them in any order
        starred=entry.get("starred") is True,
        day_only=told.day_only,
    )
