"""Counting a journal the naive way, from its raw lines: nothing here is the product's code.

It knows docs/journal-format.md and nothing else: it reads JSON, forms the union, applies edits
and removals, and adds up with loops. Where it and a screen disagree, one of the two is wrong.
"""

from __future__ import annotations

import json
import zlib
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

Data = dict[str, Any]

KINDS = {
    "ask", "note", "rating", "assessment", "intention", "outcome", "review", "focus", "pause",
    "share", "revise", "remove",
}  # fmt: skip


def day_of(record: Data) -> date:
    return date.fromisoformat(record["day"])


def moment_of(record: Data) -> datetime:
    at = datetime.fromisoformat(record["ts"])
    return at if at.tzinfo else at.replace(tzinfo=UTC)


def _order(record: Data) -> tuple[datetime, str]:
    return (moment_of(record), record["id"])


def is_whole(line: bytes) -> bool:
    """Whether a sealed line's checksum is that of the bytes before it."""
    at = line.rindex(b',"crc"')
    return line[at:] == b',"crc":"%08x"}' % zlib.crc32(line[:at])


class Recount:
    """One journal folder, read by hand. ``stood``: as it stood at the end of that day."""

    def __init__(self, journal: Path, stood: date | None = None, day_start: int = 240) -> None:
        self.damage = 0
        self.by_id: dict[str, Data] = {}
        for path in sorted(journal.rglob("*.jsonl")):
            for line in path.read_bytes().split(b"\n"):
                if line.strip():
                    self._take(line.strip(), stood, day_start)
        self.live = self._live()

    def _take(self, line: bytes, stood: date | None, day_start: int) -> None:
        try:
            data = json.loads(line)
        except ValueError:
            self.damage += 1
            return
        if "crc" in data and not is_whole(line):
            self.damage += 1
            return
        if data["v"] > 1 or data["kind"] not in KINDS:
            return
        if stood is not None:
            there = datetime.fromisoformat(data["ts"]).replace(tzinfo=None)
            written = (there - timedelta(minutes=day_start)).date()
            if day_of(data) > stood or written > stood:
                return
        known = self.by_id.get(data["id"])
        if known is None or (moment_of(data), repr(data)) > (moment_of(known), repr(known)):
            self.by_id[data["id"]] = data

    def _live(self) -> list[Data]:
        removed = {r["of"] for r in self.by_id.values() if r["kind"] == "remove"}
        live = {
            id_: dict(r)
            for id_, r in self.by_id.items()
            if r["kind"] not in ("remove", "revise") and id_ not in removed
        }
        edits = [r for r in self.by_id.values() if r["kind"] == "revise" and r["id"] not in removed]
        for edit in sorted(edits, key=_order):
            of = edit["of"]
            while of in self.by_id and self.by_id[of]["kind"] == "revise":
                of = self.by_id[of]["of"]
            if of in live:
                live[of].update(edit["set"])
        return sorted(live.values(), key=lambda r: (day_of(r), *_order(r)))

    def of_kind(self, kind: str, first: date = date.min, last: date = date.max) -> list[Data]:
        return [r for r in self.live if r["kind"] == kind and first <= day_of(r) <= last]

    def asks(self, first: date = date.min, last: date = date.max) -> list[Data]:
        """Questions asked; "later" is none."""
        return [r for r in self.of_kind("ask", first, last) if r["outcome"] != "later"]

    def begun(self, last: date) -> date | None:
        days = [day_of(r) for r in self.live if day_of(r) <= last]
        return min(days) if days else None


def counted(asks: list[Data]) -> tuple[int, int]:
    """Asked, and in full; what is no evidence is counted neither way."""
    asked = full = 0
    for ask in asks:
        if ask.get("no_evidence"):
            continue
        asked += 1
        if ask["outcome"] == "full":
            full += 1
    return asked, full


def voices(book: Recount, first: date, last: date, as_of: date, groups: list[str]) -> Data:
    """Heard in the window; missing for eight weeks or more; listed and never heard."""
    inside: dict[str, int] = {}
    ever: dict[str, int] = {}
    newest: dict[str, date] = {}
    for record in book.live:
        key = {"ask": "voices", "note": "voices", "review": "heard"}.get(record["kind"])
        if key is None or day_of(record) > as_of:
            continue
        for name in sorted(set(record.get(key) or [])):
            ever[name] = ever.get(name, 0) + 1
            newest[name] = max(newest.get(name, day_of(record)), day_of(record))
            if first <= day_of(record) <= last:
                inside[name] = inside.get(name, 0) + 1
    plain = {_plain(group) for group in groups}
    missing = [
        name
        for name in ever
        if (as_of - newest[name]).days >= 56 and (ever[name] >= 2 or _plain(name) in plain)
    ]
    return {
        "heard": {name: (count, newest[name]) for name, count in inside.items()},
        "missing": {name: (ever[name], newest[name]) for name in missing},
        "never": sorted(g for g in groups if _plain(g) not in {_plain(n) for n in ever}),
        "mentions": sum(inside.values()),
    }


def _plain(name: str) -> str:
    return "".join(letter for letter in name.lower() if letter.isalnum())


def intentions(book: Recount, first: date, last: date, as_of: date) -> dict[str, int]:
    """Those made in the window, by the last thing said of each up to a day."""
    words = {"done": "kept", "partly": "partly", "dropped": "dropped"}
    found = dict.fromkeys(("made", "kept", "partly", "dropped", "open", "due"), 0)
    for made in book.of_kind("intention", first, last):
        found["made"] += 1
        said = [r for r in book.of_kind("outcome", last=as_of) if r["of"] == made["id"]]
        state = words.get(said[-1]["status"]) if said else None
        found[state or "open"] += 1
        if state is None and date.fromisoformat(made["due"]) <= as_of:
            found["due"] += 1
    return found


def scores(book: Recount, dimension: str, first: date, last: date) -> list[int]:
    """A dimension's ratings in the window, oldest first."""
    rated = [r["scores"] for r in book.of_kind("rating", first, last)]
    return [each[dimension] for each in rated if dimension in each]


def middle(values: list[int]) -> float:
    ordered = sorted(values)
    while len(ordered) > 2:
        ordered = ordered[1:-1]
    return sum(ordered) / len(ordered)


def period_starts(first: date, last: date, by: str) -> list[date]:
    """The Mondays, or the firsts of months, of every day in the window."""
    starts: list[date] = []
    day = first
    while day <= last:
        start = day - timedelta(days=day.weekday()) if by == "week" else day.replace(day=1)
        if start not in starts:
            starts.append(start)
        day += timedelta(days=1)
    return starts
