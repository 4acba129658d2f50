"""Lines of any number of files gathered by id (docs/journal-format.md, "Union").

The same record in several files counts once, whichever file is read first.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Iterator
from datetime import date, datetime
from operator import attrgetter
from typing import Any, NamedTuple

from msgspec import Struct, field

from syslead_cli.base.dates import leaders_day
from syslead_cli.journal.codec import (
    CorruptLine,
    Glanced,
    InvalidRecord,
    Line,
    ReadableLine,
    UnknownVersion,
    data_of,
    read_day,
    read_sealed,
    record_from,
)
from syslead_cli.journal.model import Record, Remove, Revise


class Place(NamedTuple):
    """Where a line stands: file as the reader should name it, line number from 1, device."""

    file: str
    line: int
    device: str


class PlacedLine(NamedTuple):
    """A line as read, with its place."""

    place: Place
    line: Line | Glanced


class FileLines(NamedTuple):
    """The lines of one file: what the first, the second and so on hold, None for nothing.

    ``odd`` are those in which several things were found, or that are of no line.
    """

    file: str
    device: str
    lines: list[Line | Glanced | None]
    odd: list[PlacedLine]

    def placed(self) -> Iterator[PlacedLine]:
        """Its lines one by one."""
        for number, line in enumerate(self.lines, start=1):
            if line is not None:
                yield PlacedLine(Place(self.file, number, self.device), line)
        yield from self.odd


class Damage(Struct, frozen=True):
    """A line that cost itself and nothing else, or an oddity worth saying."""

    place: Place
    problem: str


#: What is about other records; most journals have few, many have none.
CHANGES: frozenset[type[Record]] = frozenset({Revise, Remove})
_UTC = datetime.fromisoformat("2000-01-01T00:00:00+00:00").tzinfo


def moment(record: Record) -> datetime:
    """The instant a record was made; a hand-written time without a zone counts as UTC."""
    value = datetime.fromisoformat(record.ts)
    return value if value.tzinfo else value.replace(tzinfo=_UTC)


def in_order(record: Record) -> tuple[date, datetime, str]:
    """The order entries are read in: the leader's day, then the moment, then the id."""
    return (record.day, moment(record), record.id)


def sorted_records(records: Iterable[Record]) -> list[Record]:
    """``sorted(records, key=in_order)``, with moments worked out only where days hold them back.

    Within a day most records stand in the order they were written, and two times of one form
    and one offset compare as text.
    """
    by_day = attrgetter("day")
    ordered = sorted(records, key=by_day)
    for day in _unclear_days(ordered):
        first = bisect_left(ordered, day, key=by_day)
        last = bisect_right(ordered, day, key=by_day)
        ordered[first:last] = sorted(ordered[first:last], key=in_order)
    return ordered


def _unclear_days(ordered: Iterable[Record]) -> set[date]:
    """Days on which a record does not plainly come later than the one before it."""
    found: set[date] = set()
    day: date | None = None
    earlier = zone = ""
    for record in ordered:
        later = record.ts
        # Only times of the usual form have an offset that is the same as another's.
        own_zone = later[23:] if later[4:20:3] == "--T::." and len(later) == 29 else "?"
        if record.day != day:
            day = record.day
        elif later <= earlier or own_zone != zone or zone == "?":
            found.add(day)
        earlier, zone = later, own_zone
    return found


class Union:
    """Lines gathered by id: one record and its place for each, and what else was met."""

    def __init__(self) -> None:
        self.records: dict[str, Record] = {}
        self.places: dict[str, Place] = {}
        self.unsealed: set[str] = set()
        #: Lines that were only glanced at, by id, until something refers to them.
        self._glanced: dict[str, bytes] = {}
        #: Contents besides the one in ``records``, for the few ids that have several.
        self._others: dict[str, list[ReadableLine]] = {}
        self._newer: dict[str, UnknownVersion] = {}
        self.damage: list[Damage] = []

    def take(self, batch: FileLines) -> None:
        """Take in a file's lines, most of which are met for the first time."""
        records, places, glanced = self.records, self.places, self._glanced
        file, device, lines, odd = batch
        make = tuple.__new__  # what a named tuple's own constructor calls, at half its price
        for number, line in enumerate(lines, start=1):
            if isinstance(line, Glanced):
                id_, body, record = line
                if id_ not in places:
                    places[id_] = make(Place, (file, number, device))
                    glanced[id_] = body
                    if record is not None:
                        records[id_] = record
                    continue
            elif isinstance(line, ReadableLine):
                record, sealed = line
                if sealed and (id_ := record.id) not in places:
                    places[id_] = make(Place, (file, number, device))
                    records[id_] = record
                    continue
            if line is not None:
                self._add(Place(file, number, device), line)
        self.add(odd)

    def add(self, lines: Iterable[PlacedLine]) -> None:
        """Take in lines of any number of files, or of the same file again."""
        for place, line in lines:
            self._add(place, line)

    def _add(self, place: Place, line: Line | Glanced) -> None:
        if isinstance(line, Glanced):
            line = _whole(line.body)
        if not isinstance(line, ReadableLine):
            self._add_unread(place, line)
            return
        id_ = line.record.id
        if id_ in self.places:
            self._take_up(id_)
            self._add_again(place, line)
            return
        self.records[id_] = line.record
        self.places[id_] = place
        if not line.sealed:
            self.unsealed.add(id_)

    def settle(self) -> None:
        """Read whole what an edit or a removal is about, once all lines are in."""
        if self._glanced and not CHANGES.isdisjoint(map(type, self.records.values())):
            for record in list(self.records.values()):
                if type(record) is Revise or type(record) is Remove:
                    self._take_up(record.of)

    def _take_up(self, id_: str) -> None:
        """A line that was glanced at is read after all: something else refers to it."""
        body = self._glanced.pop(id_, None)
        if body is not None:
            self.records[id_] = _whole(body).record

    def _add_unread(self, place: Place, line: UnknownVersion | CorruptLine) -> None:
        if isinstance(line, CorruptLine):
            self.damage.append(Damage(place, line.problem))
        else:
            self._newer.setdefault(repr(sorted(line.data.items(), key=repr)), line)

    def _add_again(self, place: Place, line: ReadableLine) -> None:
        """A second line with a known id: the same content elsewhere, or another content."""
        id_ = line.record.id
        known = ReadableLine(self.records[id_], id_ not in self.unsealed)
        if known.record == line.record:
            if (not line.sealed, place) < (not known.sealed, self.places[id_]):
                self._prefer(place, line)
        elif _rank(line) > _rank(known):
            self._prefer(place, line)
            self._others.setdefault(id_, []).append(known)
        else:
            self._others.setdefault(id_, []).append(line)

    def _prefer(self, place: Place, line: ReadableLine) -> None:
        id_ = line.record.id
        self.records[id_] = line.record
        self.places[id_] = place
        (self.unsealed.discard if line.sealed else self.unsealed.add)(id_)

    def several(self) -> dict[str, list[Record]]:
        """For ids with several contents, those that are not shown: oldest first, each once."""
        found: dict[str, list[Record]] = {}
        for id_, lines in self._others.items():
            rest: list[Record] = []
            # The best line of each content says where it stands, however often it was read.
            for line in sorted(lines, key=_rank, reverse=True):
                if line.record != self.records[id_] and line.record not in rest:
                    rest.append(line.record)
            if rest:
                found[id_] = rest[::-1]
        return found

    def newer(self) -> list[UnknownVersion]:
        """Lines from newer versions, each once, in a fixed order."""
        return [line for _, line in sorted(self._newer.items())]


def _whole(body: bytes) -> ReadableLine:
    """A line that was glanced at, which only a sound one is."""
    line = read_sealed(body)
    assert isinstance(line, ReadableLine)
    return line


def _rank(line: ReadableLine) -> tuple[bool, datetime, str]:
    """Of two contents under one id the sealed one wins, then the later, then a fixed choice."""
    return (line.sealed, moment(line.record), repr(data_of(line.record)))


# ── fold ──
# From the lines of all files to one journal: union by id, edits applied, removals hidden.
#
# The result does not depend on the order of files or lines (docs/journal-format.md, "Union").


class Journal(Struct, frozen=True):
    """Everything readers see. ``records`` are live ones, oldest first, with edits applied."""

    records: tuple[Record, ...] = ()
    newer: tuple[UnknownVersion, ...] = ()
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


def as_it_stood(as_of: date, day_start: int) -> Callable[[PlacedLine], bool]:
    """Which lines were there at the end of the leader's day ``as_of``, for ``read(keeping=…)``.

    A line written later is not seen, even when it is backdated, edits or removes something.
    ``day_start`` is in minutes after midnight. What cannot be read is kept, to be reported.
    """

    def kept(placed: PlacedLine) -> bool:
        line = placed.line
        if isinstance(line, ReadableLine):
            written = leaders_day(datetime.fromisoformat(line.record.ts), day_start)
            return line.record.day <= as_of and written <= as_of
        return not isinstance(line, UnknownVersion) or _day_of(line) <= as_of

    return kept


def _day_of(line: UnknownVersion) -> date:
    try:
        return read_day(line.data.get("day"))
    except InvalidRecord:
        return date.min


def merge_lines(lines: Iterable[PlacedLine]) -> Journal:
    """One journal from the lines of any number of files, in any order."""
    union = Union()
    union.add(lines)
    return _folded(union)


def merge_files(batches: Iterable[FileLines]) -> Journal:
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
            except InvalidRecord as problem:
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
    """The record with ``changes`` applied; null takes a field away. Raises InvalidRecord."""
    if fixed := _NEVER_SET.intersection(changes):
        raise InvalidRecord(f'key "{min(fixed)}" cannot be revised')
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
