"""A folder of dated Markdown files, with optional front matter."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import datetime

from syslead_cli.errors import SysleadError
from syslead_cli.exchange.arrival import Arrival, LeftOut, Parsed, SourceFile, Zones, sorted_in
from syslead_cli.exchange.decoding import Told, text_of, told_time

_FRONT = re.compile(r"---[ \t]*\n(.*?)^(?:---|\.\.\.)[ \t]*(?:\n|\Z)", re.DOTALL | re.MULTILINE)
_KEY = re.compile(r"([A-Za-z][\w -]*?)[ \t]*:[ \t]*(.*)")
_ITEM = re.compile(r"[ \t]*-[ \t]+(.*)")
#: ``2024-01-05``, ``20240105`` or ``2024/01/05`` in a path, perhaps followed by a time.
_NAMED = re.compile(
    r"(?<!\d)((?:19|20)\d{2})([-_./]?)(\d{2})\2(\d{2})(?!\d)(?:[T _-]+(\d{2})[-.:h]?(\d{2})(?!\d))?"
)
_YES = frozenset({"true", "yes", "on", "1"})


def parse_markdown(sources: Sequence[SourceFile], zones: Zones) -> Parsed:
    """An entry for each file that says its day; one that cannot be read is left out."""
    return sorted_in([_file(source, zones) for source in sources])


def _file(source: SourceFile, zones: Zones) -> Arrival | LeftOut:
    try:
        front, text = front_matter(text_of(source).replace("\r\n", "\n"))
    except SysleadError:
        return LeftOut(source.name, "not UTF-8 text")
    dated = _first(front, ("date", "created", "datetime"))
    told = told_time(dated) if dated else _day_named(source.name)
    if told is None:
        reason = "its date cannot be read" if dated else "no date in its front matter or its name"
        return LeftOut(source.name, reason)
    title = _first(front, ("title",))
    body = text.strip()
    if title and title not in body.split("\n", 1)[0]:
        body = f"{title}\n\n{body}".strip()
    when, name = _in_zone(told, _first(front, ("timezone", "time_zone", "tz")), zones)
    return Arrival(
        source.name,
        f"{told.when.isoformat()}\n{body}",
        when,
        body,
        zone=name,
        tags=(*front.get("tags", []), *front.get("tag", [])),
        starred=_first(front, ("starred", "star", "favourite", "favorite")).lower() in _YES,
        day_only=told.day_only,
    )


def _in_zone(told: Told, name: str, zones: Zones) -> tuple[datetime, str]:
    """Its own zone where the front matter names one; a time without an offset stays as it is."""
    zone = zones(name) if name else None
    if zone is None:
        return told.when, ""
    return told.when.astimezone(zone) if told.when.tzinfo is not None else told.when, name


def _first(front: dict[str, list[str]], keys: Sequence[str]) -> str:
    return next((front[key][0] for key in keys if front.get(key)), "")


def _day_named(name: str) -> Told | None:
    for match in reversed(list(_NAMED.finditer(name))):
        year, _, month, day, hour, minute = match.groups()
        clock = f" {hour}:{minute}" if hour else ""
        told = told_time(f"{year}-{month}-{day}{clock}") or told_time(f"{year}-{month}-{day}")
        if told:
            return told
    return None


def front_matter(text: str) -> tuple[dict[str, list[str]], str]:
    """The simple part of YAML that front matter uses, each key with its values, and the rest."""
    match = _FRONT.match(text)
    if match is None:
        return {}, text
    front: dict[str, list[str]] = {}
    key = ""
    for line in match[1].split("\n"):
        if found := _KEY.fullmatch(line.rstrip()):
            key = found[1].lower().replace(" ", "_")
            front[key] = _values(key, found[2])
        elif key and (item := _ITEM.fullmatch(line.rstrip())):
            front[key].append(_unquoted(item[1]))
    return front, text[match.end() :]


def _values(key: str, text: str) -> list[str]:
    text = text.strip()
    if text.startswith("[") and text.endswith("]"):
        return [word for part in text[1:-1].split(",") if (word := _unquoted(part))]
    if key in ("tags", "tag"):
        return [word for part in text.split(",") if (word := _unquoted(part))]
    return [_unquoted(text)] if text else []


def _unquoted(text: str) -> str:
    text = text.strip()
    if len(text) > 1 and text[0] == text[-1] and text[0] in "\"'":
        return text[1:-1]
    return text
