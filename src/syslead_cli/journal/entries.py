"""An entry as it is shown, and the short ids by which people name one."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any, NamedTuple

from syslead_cli.journal.codec import InvalidRecord, UnknownVersion, data_of, fields_of, read_day
from syslead_cli.journal.merge import Journal
from syslead_cli.journal.model import Intention, Outcome, Record
from syslead_cli.journal.query import Query, has_words

#: Ids made at about the same time begin alike, so their ends are what tells them apart.
SHORT = 8
#: Fewer characters than this name nothing.
LEAST = 4
#: What is said of a line whose kind or version this program does not know.
NEWER = "from a newer version"


def short_id(id_: str) -> str:
    """The end of an id: what is shown, and enough to type."""
    short = id_[-SHORT:].lstrip("-_.")
    return short if len(short) >= LEAST else id_


class Entry(NamedTuple):
    """A record with its history, or a line that a newer version of syslead wrote."""

    id: str
    kind: str
    day: date | None
    text: str
    record: Record | None = None
    newer: UnknownVersion | None = None
    #: Earlier versions, oldest first.
    versions: tuple[Record, ...] = ()
    #: Devices disagree about what it says now.
    disagrees: bool = False
    #: The words of the intention an outcome is about.
    about: str = ""

    @property
    def short(self) -> str:
        """The id to show."""
        return short_id(self.id)

    @property
    def edited(self) -> bool:
        """Whether the leader changed it; moving an intention's day is no edit."""
        return any(_said(version) != _said(self.record) for version in self.versions)


def _said(record: Record | None) -> dict[str, Any]:
    if record is None:
        return {}
    return {key: value for key, value in data_of(record).items() if key != "due"}


def entry_of(record: Record, journal: Journal, about: str = "") -> Entry:
    """A live record as an entry."""
    id_ = record.id
    return Entry(
        id_,
        record.kind,
        record.day,
        getattr(record, "text", None) or "",
        record,
        None,
        journal.versions.get(id_, ()),
        id_ in journal.disagreeing,
        about,
    )


def entry_from_newer(line: UnknownVersion) -> Entry:
    """A newer version's line, as far as it can be read."""
    text = line.data.get("text")
    return Entry(
        id=line.id,
        kind=str(line.data.get("kind", "")),
        day=_day(line.data.get("day")),
        text=text if isinstance(text, str) else "",
        newer=line,
    )


def _day(value: Any) -> date | None:
    try:
        return read_day(value)
    except InvalidRecord:
        return None


def entries_in(journal: Journal, query: Query, limit: int | None = None) -> tuple[list[Entry], int]:
    """The newest ``limit`` entries a query is about, newest first, and how many there are."""
    chosen = query.among(reversed(journal.records))
    newer = [entry for entry in map(entry_from_newer, journal.newer) if _wanted(entry, query)]
    total = len(chosen) + len(newer)
    planned = _planned(journal, chosen[:limit])
    entries = [
        entry_of(record, journal, planned.get(getattr(record, "of", ""), "") if planned else "")
        for record in chosen[:limit]
    ]
    if newer:
        entries = sorted([*entries, *newer], key=lambda e: e.day or date.min, reverse=True)
    return entries[:limit], total


def _planned(journal: Journal, chosen: Iterable[Record]) -> dict[str, str]:
    """The texts of the intentions whose outcomes are among the records."""
    of = {record.of for record in chosen if isinstance(record, Outcome)}
    if not of:
        return {}
    return {r.id: r.text for r in journal.records if isinstance(r, Intention) and r.id in of}


def _wanted(entry: Entry, query: Query) -> bool:
    """What is from a newer version is found by its day, its words and its kind only."""
    told_apart = query.facets or query.dimensions or query.voices or query.tags or query.prompts
    if told_apart or (query.kinds and "newer" not in query.kinds and entry.kind not in query.kinds):
        return False
    if entry.day is None:
        return query.span.first is None and query.span.last is None and not query.words
    return query.span.holds(entry.day) and has_words(query.words, [entry.text])


def entry_data(entry: Entry) -> dict[str, Any]:
    """An entry as JSON: id, kind, day and text first, then its other fields as they stand."""
    if entry.newer is not None:
        head = {
            "id": entry.id,
            "kind": entry.kind,
            "day": entry.day.isoformat() if entry.day else None,
            "text": entry.text,
        }
        rest = {key: value for key, value in entry.newer.data.items() if key != "crc"}
        return {**head, **_without(rest, head), "newer": True}
    assert entry.record is not None
    data = record_data(entry.record)
    if entry.versions and entry.edited:
        data.setdefault("edited", True)
    if entry.disagrees:
        data.setdefault("disagrees", True)
    return data


def record_data(record: Record) -> dict[str, Any]:
    """The same of a record that has no history."""
    data: dict[str, Any] = {
        "id": record.id,
        "kind": record.kind,
        "day": record.day.isoformat(),
        "text": getattr(record, "text", None) or "",
        "ts": record.ts,
        "tz": record.tz,
    }
    return {**data, **_without(fields_of(record), data)}


def _without(data: dict[str, Any], taken: Iterable[str]) -> dict[str, Any]:
    return {key: value for key, value in data.items() if key not in taken}


def ids_named(word: str, ids: Sequence[str]) -> list[str]:
    """The ids somebody may mean by ``word``: that very id, else all it begins or ends."""
    if word in ids:
        return [word]
    word = word.lower()
    if len(word) < LEAST:
        return []
    return [id_ for id_ in ids if id_.lower().startswith(word) or id_.lower().endswith(word)]
