"""Lines of any number of files gathered by id (docs/journal-format.md, "Union").

The same record in several files counts once, whichever file is read first.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator
from datetime import date, datetime
from operator import attrgetter
from typing import NamedTuple

from syslead_cli.base.values import dataclass
from syslead_cli.journal.line import Glanced, Line, Newer, Sound, Spoilt, read_sealed
from syslead_cli.journal.records import Record, Remove, Revise, data_of


class Place(NamedTuple):
    """Where a line stands: file as the reader should name it, line number from 1, device."""

    file: str
    line: int
    device: str


class Placed(NamedTuple):
    """A line as read, with its place."""

    place: Place
    line: Line | Glanced


class Batch(NamedTuple):
    """The lines of one file: what the first, the second and so on hold, None for nothing.

    ``odd`` are those in which several things were found, or that are of no line.
    """

    file: str
    device: str
    lines: list[Line | Glanced | None]
    odd: list[Placed]

    def placed(self) -> Iterator[Placed]:
        """Its lines one by one."""
        for number, line in enumerate(self.lines, start=1):
            if line is not None:
                yield Placed(Place(self.file, number, self.device), line)
        yield from self.odd


@dataclass(frozen=True, slots=True)
class Damage:
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
        self._others: dict[str, list[Sound]] = {}
        self._newer: dict[str, Newer] = {}
        self.damage: list[Damage] = []

    def take(self, batch: Batch) -> None:
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
            elif isinstance(line, Sound):
                record, sealed = line
                if sealed and (id_ := record.id) not in places:
                    places[id_] = make(Place, (file, number, device))
                    records[id_] = record
                    continue
            if line is not None:
                self._add(Place(file, number, device), line)
        self.add(odd)

    def add(self, lines: Iterable[Placed]) -> None:
        """Take in lines of any number of files, or of the same file again."""
        for place, line in lines:
            self._add(place, line)

    def _add(self, place: Place, line: Line | Glanced) -> None:
        if isinstance(line, Glanced):
            line = _whole(line.body)
        if not isinstance(line, Sound):
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

    def _add_unread(self, place: Place, line: Newer | Spoilt) -> None:
        if isinstance(line, Spoilt):
            self.damage.append(Damage(place, line.problem))
        else:
            self._newer.setdefault(repr(sorted(line.data.items(), key=repr)), line)

    def _add_again(self, place: Place, line: Sound) -> None:
        """A second line with a known id: the same content elsewhere, or another content."""
        id_ = line.record.id
        known = Sound(self.records[id_], id_ not in self.unsealed)
        if known.record == line.record:
            if (not line.sealed, place) < (not known.sealed, self.places[id_]):
                self._prefer(place, line)
        elif _rank(line) > _rank(known):
            self._prefer(place, line)
            self._others.setdefault(id_, []).append(known)
        else:
            self._others.setdefault(id_, []).append(line)

    def _prefer(self, place: Place, line: Sound) -> None:
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

    def newer(self) -> list[Newer]:
        """Lines from newer versions, each once, in a fixed order."""
        return [line for _, line in sorted(self._newer.items())]


def _whole(body: bytes) -> Sound:
    """A line that was glanced at, which only a sound one is."""
    line = read_sealed(body)
    assert isinstance(line, Sound)
    return line


def _rank(line: Sound) -> tuple[bool, datetime, str]:
    """Of two contents under one id the sealed one wins, then the later, then a fixed choice."""
    return (line.sealed, moment(line.record), repr(data_of(line.record)))
