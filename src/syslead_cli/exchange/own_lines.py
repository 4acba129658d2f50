"""Lines of a syslead journal, an export or a rescue file, held against the journal here."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from syslead_cli.exchange.arrival import LeftOut, SourceFile
from syslead_cli.journal.fold import Place, Placed, fold
from syslead_cli.journal.line import Spoilt, read_line
from syslead_cli.journal.raw_lines import RawJournal, RawLine, content_of, raw_lines
from syslead_cli.journal.records import data_of


class OwnLine(NamedTuple):
    """A line on its way in, with its place in the source."""

    place: str
    line: RawLine


class Compared(NamedTuple):
    """What is new here, how much is here already, and what does not come in."""

    new: list[OwnLine]
    present: int
    left_out: list[LeftOut]


def own_lines_in(*sources: SourceFile) -> Iterator[OwnLine]:
    """The lines of a file or of several, spoilt ones too."""
    for source in sources:
        lead = f"{source.name}, " if len(sources) > 1 else ""
        for one in raw_lines(source.content):
            yield OwnLine(f"{lead}line {one.number}", one)


def sealed_lines(found: Iterable[tuple[str, bytes] | LeftOut]) -> Iterator[OwnLine | LeftOut]:
    """Lines made from another form, as if they had been read from a file."""
    for one in found:
        if isinstance(one, LeftOut):
            yield one
        elif line := read_line(one[1]):
            yield OwnLine(one[0], RawLine(0, one[1], line))


def compared(lines: Iterable[OwnLine | LeftOut], here: RawJournal) -> Compared:
    """What an import would do. Nothing that is here is changed, replaced or deleted by it."""
    arriving, left = _readable(lines)
    known = _Known(here, arriving)
    new: list[OwnLine] = []
    present = 0
    for one in arriving:
        if known.has(one.line):
            present += 1
        elif reason := known.reason_against(one.line):
            left.append(LeftOut(one.place, reason))
        else:
            known.take(one.line)
            new.append(one)
    return Compared(new, present, left)


def _readable(lines: Iterable[OwnLine | LeftOut]) -> tuple[list[OwnLine], list[LeftOut]]:
    arriving: list[OwnLine] = []
    left: list[LeftOut] = []
    for one in lines:
        if isinstance(one, LeftOut):
            left.append(one)
        elif isinstance(one.line.line, Spoilt):
            left.append(LeftOut(one.place, one.line.line.problem))
        else:
            arriving.append(one)
    return arriving, left


class _Known:
    """What is in the journal here under the ids that arrive, and what has come in so far."""

    def __init__(self, here: RawJournal, arriving: Iterable[OwnLine]) -> None:
        arriving = list(arriving)
        self._here = {line.id for line in here.lines if not isinstance(line.line, Spoilt)}
        met = self._here & {one.line.id for one in arriving}
        self._said: dict[str, set[str]] = {id_: set() for id_ in met}
        for line in here.lines:
            if line.id in met and not isinstance(line.line, Spoilt):
                self._said[line.id].add(line.says())
        for record in here.journal.records:  # as edits made it
            if record.id in met:
                self._said[record.id].add(content_of(data_of(record)))
        self._gone = self._deleted(arriving, here.journal.removed)

    def _deleted(self, arriving: Sequence[OwnLine], removed: frozenset[str]) -> set[str]:
        """Ids deleted here, or by a line that arrives and finds nothing to delete here."""
        gone = set(removed)
        edits = [one.line for one in arriving if one.line.of and not one.line.removes]
        count = -1
        while count != len(gone):
            count = len(gone)
            gone |= {edit.id for edit in edits if edit.of in gone}
        return gone | (_removed_among(arriving) - self._here)

    def has(self, line: RawLine) -> bool:
        """Whether the same content stands under this id."""
        return line.id in self._said and line.says() in self._said[line.id]

    def take(self, line: RawLine) -> None:
        """It comes in."""
        self._said.setdefault(line.id, set()).add(line.says())

    def reason_against(self, line: RawLine) -> str:
        """Why a line does not come in, empty where it does."""
        if line.id in self._gone and not line.removes:
            return "deleted: what was deleted stays deleted"
        if line.id and line.id in self._here:
            return "another content under an id that is here; the one here stays as it is"
        if line.removes and line.of in self._here and line.of not in self._gone:
            return "would delete an entry that is here; syslead delete does that"
        return ""


def _removed_among(arriving: Sequence[OwnLine]) -> frozenset[str]:
    """What would be gone in a journal of these lines alone."""
    if not any(one.line.removes for one in arriving):
        return frozenset()
    return fold(Placed(Place("", 0, ""), one.line.line) for one in arriving).removed
