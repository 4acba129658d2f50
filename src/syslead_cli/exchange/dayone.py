"""Day One's JSON: UTC times with a zone, ids, Markdown with its signs escaped."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from datetime import UTC
from typing import Any

from syslead_cli.exchange.arrival import Arrival, LeftOut, Parsed, SourceFile, Zones, sorted_in
from syslead_cli.exchange.decoding import json_of, refused, texts, told_time

#: What ``--with`` may ask for.
BESIDES = ("location", "weather", "device")
_DEVICE_KEYS = ("creationDevice", "creationDeviceType", "creationDeviceModel", "creationOSName")

_EMBED = re.compile(r"!?\[([^\]\n]*)\]\(dayone-moment:[^)\s]*\)")
_ESCAPED = re.compile(r"\\([!-/:-@\[-`{-~])")
_GAPS = re.compile(r"\n{3,}")


def parse_dayone(
    sources: Sequence[SourceFile], zones: Zones, wanted: Collection[str] = ()
) -> Parsed:
    """The entries of all journals in an export. Raises SysleadError where there is none."""
    found: list[Arrival | LeftOut] = []
    for source in sources:
        data = json_of(source)
        entries = data.get("entries") if isinstance(data, dict) else None
        if not isinstance(entries, list):
            raise refused(source, 'not a Day One journal: there is no list "entries" in it')
        lead = f"{source.name}, " if len(sources) > 1 else ""
        found.extend(_entries(entries, lead, zones, wanted))
    return sorted_in(found)


def _entries(
    entries: list[Any], lead: str, zones: Zones, wanted: Collection[str]
) -> Iterator[Arrival | LeftOut]:
    for number, entry in enumerate(entries, start=1):
        place = f"{lead}entry {number}"
        if isinstance(entry, dict):
            yield _entry(entry, place, zones, wanted)
        else:
            yield LeftOut(place, "not an entry")


def _entry(
    entry: dict[str, Any], place: str, zones: Zones, wanted: Collection[str]
) -> Arrival | LeftOut:
    created = entry.get("creationDate")
    told = told_time(created) if isinstance(created, str) else None
    if told is None or told.when.tzinfo is None:
        return LeftOut(place, "no creationDate that can be read")
    text = entry.get("text")
    if text is not None and not isinstance(text, str):
        return LeftOut(place, "its text is not a text")
    plain = plain_text(text or "")
    if not plain:
        return LeftOut(place, "no text, only pictures or other media" if text else "no text")
    name = entry.get("timeZone")
    zone = zones(name) if isinstance(name, str) else None
    uuid = entry.get("uuid")
    return Arrival(
        place,
        uuid if isinstance(uuid, str) and uuid else f"{created}\n{text}",
        told.when.astimezone(zone or UTC),
        plain,
        zone=name if zone and isinstance(name, str) else "UTC",
        tags=texts(entry.get("tags")),
        starred=entry.get("starred") is True,
        extra=_besides(entry, wanted),
    )


def plain_text(text: str) -> str:
    """The words without embedded media and without the backslashes before signs."""
    text = _EMBED.sub(r"\1", text.replace("\r\n", "\n"))
    return _GAPS.sub("\n\n", _ESCAPED.sub(r"\1", text)).strip()


def _besides(entry: dict[str, Any], wanted: Collection[str]) -> dict[str, Any]:
    kept = [key for key in ("location", "weather") if key in wanted and key in entry]
    found: dict[str, Any] = {key: entry[key] for key in kept}
    if "device" in wanted:
        device = {key: entry[key] for key in _DEVICE_KEYS if key in entry}
        if device:
            found["device"] = device
    return found
