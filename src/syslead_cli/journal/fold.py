"""From the lines of all files to one journal: union by id, edits applied, removals hidden.

The result does not depend on the order of files or lines (docs/journal-format.md, "Union").
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date, datetime
from typing import Any

from syslead_cli.base.day import leaders_day
from syslead_cli.base.values import dataclass, field
from syslead_cli.journal.line import Newer, Sound
from syslead_cli.journal.records import (
    NotARecord,
    Record,
    Remove,
    Revise,
    data_of,
    read_day,
    record_from,
)
from syslead_cli.journal.union import (
    CHANGES,
    Batch,
    Damage,
    Place,
    Placed,
    Union,
    in_order,
    moment,
    sorted_records,
)

__all__ = [
    "Batch",
    "Damage",
    "Journal",
    "Place",
    "Placed",
    "as_it_stood",
    "fold",
    "fold_files",
    "in_order",
    "moment",
    "revise",
]


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
    #: Ids of edits whose record is not among the lines read.
    dangling: frozenset[str] = frozenset()

    def find(self, id_: str) -> Record | None:
        """The live record with this id."""
        return next((record for record in self.records if record.id == id_), None)


def as_it_stood(as_of: date, day_start: int) -> Callable[[Placed], bool]:
    """Which lines were there at the end of the leader's day ``as_of``, for ``read(keeping=…)``.

    A line written later is not seen, even when it is backdated, edits or removes something.
    ``day_start`` is in minutes after midnight. What cannot be read is kept, to be reported.
    """

    def kept(placed: Placed) -> bool:
        line = placed.line
        if isinstance(line, Sound):
            written = leaders_day(datetime.fromisoformat(line.record.ts), day_start)
            return line.record.day <= as_of and written <= as_of
        return not isinstance(line, Newer) or _day_of(line) <= as_of

    return kept


def _day_of(line: Newer) -> date:
    try:
        return read_day(line.data.get("day"))
    except NotARecord:
        return date.min


def fold(lines: Iterable[Placed]) -> Journal:
    """One journal from the lines of any number of files, in any order."""
    union = Union()
    union.add(lines)
    return _folded(union)


def fold_files(batches: Iterable[Batch]) -> Journal:
    """The same from whole files."""
    union = Union()
    for batch in batches:
        union.take(batch)
    return _folded(union)


def _folded(union: Union) -> Journal:
    union.settle()
    history = _History(union.records, union.places)
    live = history.applied(union.several())
    return Journal(
        records=tuple(sorted_records(live.values())),
        newer=tuple(line for line in union.newer() if line.id not in history.removed),
        damage=tuple(sorted(union.damage, key=_by_place)),
        odd=tuple(sorted(history.odd, key=_by_place)),
        unsealed=len(union.unsealed),
        places=union.places,
        versions=history.versions,
        disagreeing=frozenset(history.disagreeing),
        removed=history.removed,
        dangling=history.dangling,
    )


def _by_place(damage: Damage) -> tuple[Place, str]:
    return (damage.place, damage.problem)


class _History:
    """What edits and removals make of the records that the lines hold."""

    def __init__(self, records: dict[str, Record], places: dict[str, Place]) -> None:
        self._records = records
        self._places = places
        self._changed = not CHANGES.isdisjoint(map(type, records.values()))
        changes = records.values() if self._changed else ()
        self._edits = [r for r in changes if type(r) is Revise]
        self.versions: dict[str, tuple[Record, ...]] = {}
        self.disagreeing: set[str] = set()
        self.odd: list[Damage] = []
        self.removed = self._removed()
        self.dangling = frozenset(
            edit.id
            for edit in self._edits
            if edit.id not in self.removed and not self._has_target(self._root(edit))
        )
        self.odd.extend(
            Damage(places[id_], "an edit of a record that is not in the journal")
            for id_ in self.dangling
        )

    def applied(self, several: dict[str, list[Record]]) -> dict[str, Record]:
        """The live records in their newest version; ``several`` has other contents of an id."""
        live = dict(self._records)
        if self._changed:
            live = {id_: record for id_, record in live.items() if type(record) not in CHANGES}
        for id_ in self.removed:
            live.pop(id_, None)
        edits = self._edits_by_root()
        for id_ in {*edits, *several} & live.keys():
            live[id_] = self._newest(live[id_], edits.get(id_, []), several.get(id_, []))
        return live

    def _newest(self, record: Record, edits: list[Revise], contents: list[Record]) -> Record:
        """The record with its edits applied; what it was before goes to ``versions``."""
        id_, earlier = record.id, list(contents)
        if contents:
            problem = "two contents under one id; the newest is shown"
            self.odd.append(Damage(self._places[id_], problem))
        for edit in edits:
            try:
                changed = revise(record, edit.set)
            except NotARecord as problem:
                words = f"an edit that cannot be applied: {problem}"
                self.odd.append(Damage(self._places[edit.id], words))
                continue
            earlier.append(record)
            record = changed
        if earlier:
            self.versions[id_] = tuple(earlier)
        if contents or _disagree(edits, self._places):
            self.disagreeing.add(id_)
        return record

    def _removed(self) -> frozenset[str]:
        """Ids hidden by a remove record; the edits of a removed record go with it."""
        if not self._changed:
            return frozenset()
        gone = {record.of for record in self._records.values() if type(record) is Remove}
        return frozenset(gone | {edit.id for edit in self._edits if self._root(edit) in gone})

    def _root(self, edit: Revise) -> str:
        """The record an edit is about, through edits of edits; a circle ends where it began."""
        seen = {edit.id}
        of = edit.of
        while isinstance(target := self._records.get(of), Revise) and of not in seen:
            seen.add(of)
            of = target.of
        return of

    def _has_target(self, id_: str) -> bool:
        return id_ in self._records and not isinstance(self._records[id_], Revise | Remove)

    def _edits_by_root(self) -> dict[str, list[Revise]]:
        found: dict[str, list[Revise]] = {}
        for edit in self._edits:
            if edit.id not in self.removed:
                found.setdefault(self._root(edit), []).append(edit)
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
