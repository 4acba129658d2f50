"""journal-cli: a list of days, each a table of sections, each a table of questions."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from syslead_cli.exchange.arrival import Arrival, LeftOut, Parsed, SourceFile, sorted_in
from syslead_cli.exchange.decoding import json_of, refused, told_time


def parse_journal_cli(source: SourceFile) -> Parsed:
    """The days of one file. Raises SysleadError where it is none of journal-cli."""
    data = json_of(source)
    if not isinstance(data, list):
        raise refused(source, "not a journal-cli file: a list of days is needed")
    return sorted_in(list(_days(data)))


def _days(data: list[Any]) -> Iterator[Arrival | LeftOut]:
    for number, one in enumerate(data, start=1):
        place = f"entry {number}"
        yield _day(one, place) if isinstance(one, dict) else LeftOut(place, "not an entry")


def _day(one: dict[str, Any], place: str) -> Arrival | LeftOut:
    day, data = one.get("date"), one.get("data")
    told = told_time(day) if isinstance(day, str) else None
    if told is None:
        return LeftOut(place, "no date that can be read")
    if not isinstance(data, dict):
        return LeftOut(place, 'no table "data"')
    text = "\n\n".join(filter(None, (_section(name, value) for name, value in data.items())))
    return Arrival(place, f"{day}\n{text}", told.when, text, day_only=told.day_only)


def _section(name: str, value: Any) -> str:
    """A heading and a line for each answer; a section without answers is no section."""
    if not isinstance(value, dict):
        said = _said(value)
        return f"{name}: {said}" if said else ""
    lines = [f"{key}: {said}" for key, inner in value.items() if (said := _said(inner))]
    return "\n".join([name, *lines]) if lines else ""


def _said(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, str):
        return value.strip()
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, list):
        return ", ".join(filter(None, map(_said, value)))
    if isinstance(value, dict):
        return "; ".join(f"{key}: {said}" for key, one in value.items() if (said := _said(one)))
    return str(value)
