"""From the lines of all files to one journal: union by id, edits applied, removals hidden.

The result does not depend on the order of files or lines (docs/journal-format.md, "Union").
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, NamedTuple

from syslead_cli.core.line import Line, Newer, Sound, Spoilt
from syslead_cli.core.records import NotARecord, Record, Remove, Revise, data_of, record_from


class Place(NamedTuple):
    """Where a line stands: file as the reader should name it, line number from 1, device."""

    file: str
    line: int
    device: str


class Placed(NamedTuple):
    """A line as read, with its place."""

    place: Place
    line: Line


@dataclass(frozen=True, slots=True)
class Damage:
    """A line that cost itself and nothing else, or an oddity worth saying."""

    place: Place
    problem: str


@dataclass(frozen=True, slots=True)
class Journal:
    """Everything readers see. ``records`` are live ones, oldest first, with edits applied."""

    records: tuple[Record, ...] = ()
    newer: tuple[Newer, ...] = ()
    damage: tuple[Damage, ...] = ()
    odd: tuple[Damage, ...] = ()
    unsealed: int = 0
    places: dict[str, Place] = field(default_factory=dict)
    #: All earlier versions of an edited record, oldest first, by id.
    versions: dict[str, tuple[Record, ...]] = field(default_factory=dict)
    #: Ids whose edits on different devices disagree; the newest is shown.
    disagreeing: frozenset[str] = frozenset()
    removed: frozenset[str] = frozenset()

    def find(self, id_: str) -> Record | None:
        """The live record with this id."""
        return next((record for record in self.records if record.id == id_), None)


def moment(record: Record) -> datetime:
    """The instant a record was made; a hand-written time without a zone counts as UTC."""
    value = datetime.fromisoformat(record.ts)
    return value if value.tzinfo else value.replace(tzinfo=_UTC)


_UTC = datetime.fromisoformat("2000-01-01T00:00:00+00:00").tzinfo


def in_order(record: Record) -> tuple[date, datetime, str]:
    """The order entries are read in: the leader's day, then the moment, then the id."""
    return (record.day, moment(record), record.id)


class _Union:
    """Lines gathered by id; the same record in several files counts once."""

    def __init__(self) -> None:
        self.best: dict[str, tuple[Placed, Sound]] = {}
        self.others: dict[str, list[Record]] = {}
        self.newer: dict[str, Newer] = {}
        self.damage: list[Damage] = []
        self.unsealed = 0

    def add(self, placed: Placed) -> None:
        line = placed.line
        if isinstance(line, Spoilt):
            self.damage.append(Damage(placed.place, line.problem))
        elif isinstance(line, Newer):
            self.newer.setdefault(repr(sorted(line.data.items(), key=repr)), line)
        else:
            self._add_sound(placed, line)

    def _add_sound(self, placed: Placed, line: Sound) -> None:
        id_ = line.record.id
        known = self.best.get(id_)
        if known is None:
            self.best[id_] = (placed, line)
            return
        if known[1].record == line.record:
            if line.sealed > known[1].sealed or (
                line.sealed == known[1].sealed and placed.place < known[0].place
            ):
                self.best[id_] = (placed, line)
            return
        if _rank(line) > _rank(known[1]):
            self.best[id_] = (placed, line)
            line = known[1]
        rest = self.others.setdefault(id_, [])
        if line.record not in rest:
            rest.append(line.record)


def _rank(line: Sound) -> tuple[bool, datetime, str]:
    """Of two contents under one id the sealed one wins, then the later, then a fixed choice."""
    return (line.sealed, moment(line.record), repr(data_of(line.record)))


def fold(lines: Iterable[Placed]) -> Journal:
    """One journal from the lines of any number of files, in any order."""
    union = _Union()
    for placed in lines:
        union.add(placed)
    records = {id_: sound.record for id_, (_, sound) in union.best.items()}
    places = {id_: placed.place for id_, (placed, _) in union.best.items()}
    removed = _removed(records)
    revisions = _revisions(records, removed)
    live: list[Record] = []
    versions: dict[str, tuple[Record, ...]] = {}
    disagreeing: set[str] = set()
    odd = [Damage(places[id_], "two contents under one id; the newest is shown")
           for id_ in union.others if id_ not in removed]  # fmt: skip
    for id_, record in records.items():
        if isinstance(record, Revise | Remove) or id_ in removed:
            continue
        shown, history, problems = _revised(record, revisions.get(id_, ()))
        history = [*union.others.get(id_, ()), *history]
        live.append(shown)
        if history:
            versions[id_] = tuple(history)
        if id_ in union.others or _disagree(revisions.get(id_, ()), places):
            disagreeing.add(id_)
        odd.extend(Damage(places[bad], problem) for bad, problem in problems)
    odd.extend(_dangling(records, removed, places))
    return Journal(
        records=tuple(sorted(live, key=in_order)),
        newer=tuple(union.newer[key] for key in sorted(union.newer)),
        damage=tuple(sorted(union.damage, key=lambda damage: damage.place)),
        odd=tuple(sorted(odd, key=lambda damage: damage.place)),
        unsealed=sum(not sound.sealed for _, sound in union.best.values()),
        places=places,
        versions=versions,
        disagreeing=frozenset(disagreeing),
        removed=removed,
    )


def _removed(records: dict[str, Record]) -> frozenset[str]:
    """Ids hidden by a remove record; the edits of a removed record go with it."""
    gone = {record.of for record in records.values() if isinstance(record, Remove)}
    if not gone:
        return frozenset()
    edits = {r.id for r in records.values() if isinstance(r, Revise) and _root(r, records) in gone}
    return frozenset(gone | edits)


def _root(revise: Revise, records: dict[str, Record]) -> str:
    """The record an edit is about, through edits of edits; a circle ends where it began."""
    seen = {revise.id}
    of = revise.of
    while isinstance(target := records.get(of), Revise) and of not in seen:
        seen.add(of)
        of = target.of
    return of


def _revisions(records: dict[str, Record], removed: frozenset[str]) -> dict[str, list[Revise]]:
    found: dict[str, list[Revise]] = {}
    for record in records.values():
        if isinstance(record, Revise) and record.id not in removed:
            found.setdefault(_root(record, records), []).append(record)
    for edits in found.values():
        edits.sort(key=lambda edit: (moment(edit), edit.id))
    return found


_NEVER_SET = frozenset({"v", "id", "kind", "crc"})


def revise(record: Record, changes: dict[str, Any]) -> Record:
    """The record with ``changes`` applied; null takes a field away. Raises NotARecord."""
    if fixed := _NEVER_SET.intersection(changes):
        raise NotARecord(f'key "{min(fixed)}" cannot be revised')
    data = {**data_of(record), **changes}
    return record_from({key: value for key, value in data.items() if value is not None})


def _revised(
    record: Record, edits: Iterable[Revise]
) -> tuple[Record, list[Record], list[tuple[str, str]]]:
    history: list[Record] = []
    problems: list[tuple[str, str]] = []
    for edit in edits:
        try:
            changed = revise(record, edit.set)
        except NotARecord as problem:
            problems.append((edit.id, f"an edit that cannot be applied: {problem}"))
            continue
        history.append(record)
        record = changed
    return record, history, problems


def _disagree(edits: Iterable[Revise], places: dict[str, Place]) -> bool:
    """Whether edits from different devices give the same field different values."""
    values: dict[str, tuple[str, Any]] = {}
    for edit in edits:
        device = places[edit.id].device
        for key, value in edit.set.items():
            if key in values and values[key][0] != device and values[key][1] != value:
                return True
            values[key] = (device, value)
    return False


def _dangling(
    records: dict[str, Record], removed: frozenset[str], places: dict[str, Place]
) -> list[Damage]:
    return [
        Damage(places[record.id], "an edit of a record that is not in the journal")
        for record in records.values()
        if isinstance(record, Revise)
        and record.id not in removed
        and not _has_target(_root(record, records), records)
    ]


def _has_target(id_: str, records: dict[str, Record]) -> bool:
    return id_ in records and not isinstance(records[id_], Revise | Remove)
