"""An entry on its way in from another journal, and how it becomes a note of this one."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date, datetime, time, timedelta, tzinfo
from pathlib import Path
from typing import Any, NamedTuple, Protocol, TypeAlias

from msgspec import Struct, field

from syslead_cli.base.dates import leaders_day
from syslead_cli.base.ids import uuid7
from syslead_cli.base.text import joined, tags_in, voices_in
from syslead_cli.errors import SysleadError
from syslead_cli.journal.codec import CorruptLine, data_of, encode_line, read_line
from syslead_cli.journal.merge import Place, PlacedLine, merge_lines
from syslead_cli.journal.model import Note
from syslead_cli.journal.raw_lines import RawJournal, RawLine, content_of, raw_lines

#: A longer text is a file that went astray, not an entry.
TEXT_LIMIT = 1024 * 1024
STARRED = "starred"
#: The time given to an entry that has a day and no time.
MIDDAY = time(12)

#: The zone of a name, or None where this machine has no such zone.
Zones: TypeAlias = Callable[[str], tzinfo | None]


class SourceFile(NamedTuple):
    """One file, or one member of an archive, with the name messages call it by."""

    name: str
    content: bytes


class LeftOut(NamedTuple):
    """Something that does not come in: where it stands in the source, and why."""

    place: str
    reason: str


class Arrival(Struct, frozen=True):
    """One entry as its source has it.

    ``when`` carries an offset where the source says one; a local time may still have the name
    of its ``zone``. ``key`` is what identifies the entry in its source: the same key always
    makes the same id.
    """

    place: str
    key: str
    when: datetime
    text: str
    zone: str = ""
    tags: tuple[str, ...] = ()
    starred: bool = False
    #: The source has a day and no time.
    day_only: bool = False
    #: Location, weather and the like, where they were asked for.
    extra: dict[str, Any] = field(default_factory=dict)


class Parsed(NamedTuple):
    """What a source holds."""

    arrivals: Sequence[Arrival]
    left_out: Sequence[LeftOut]


class Moment(NamedTuple):
    """A time settled: as the note will carry it. ``odd`` says what was decided, if anything."""

    local: datetime
    zone: str
    day: date
    odd: str = ""


SKIPPED = "a time the clock skipped: moved on by as much"
TWICE = "a time the clock showed twice: the first was taken"


def settled(arrival: Arrival, name: str, zone: tzinfo, day_start: int) -> Moment:
    """The moment of an entry; ``zone`` and its ``name`` are for one that says none of its own.

    Of a time the clock showed twice the first is meant. A time it skipped is moved on by as
    much as was skipped.
    """
    if arrival.when.tzinfo is not None:
        local, odd = arrival.when, ""
        name = arrival.zone
    else:
        local, odd = _placed(arrival.when, zone)
    day = arrival.when.date() if arrival.day_only else leaders_day(local, day_start)
    return Moment(local, name, day, odd)


def _placed(wall: datetime, zone: tzinfo) -> tuple[datetime, str]:
    first, second = wall.replace(tzinfo=zone, fold=0), wall.replace(tzinfo=zone, fold=1)
    before, after = first.utcoffset(), second.utcoffset()
    if before == after or before is None or after is None:
        return first, ""
    if before > after:
        return first, TWICE
    return (wall + (after - before)).replace(tzinfo=zone), SKIPPED


_EPOCH = datetime.fromisoformat("1970-01-01")


def arrival_id(source: str, arrival: Arrival) -> str:
    """An id that depends on nothing but the entry: a second import knows it again.

    A time without a zone counts as it stands, so that another ``--tz`` makes no second copy.
    """
    from hashlib import sha256

    wall = arrival.when
    offset = wall.utcoffset() or timedelta()
    since = wall.replace(tzinfo=None) - offset - _EPOCH
    key = f"{source}\n{arrival.key}".encode("utf-8", "surrogatepass")
    return uuid7(since // timedelta(milliseconds=1), sha256(key).digest())


def note_fields(arrival: Arrival) -> dict[str, Any]:
    """Text and tags. ``@name`` is how other journals write a tag; it makes no voice here."""
    said = [*arrival.tags, *((STARRED,) if arrival.starred else ())]
    found = (*voices_in(arrival.text), *tags_in(arrival.text))
    return {"text": arrival.text, "tags": joined(said, found), "extra": arrival.extra}


def problem_with(text: str) -> str:
    """Why a text is no entry, empty where it is one."""
    if not text.strip():
        return "no text"
    if len(text) > TEXT_LIMIT:
        return f"longer than {TEXT_LIMIT:,} characters"
    return ""


def sorted_in(found: Sequence[Arrival | LeftOut]) -> Parsed:
    """Arrivals and what is left out, apart; an entry that stands twice arrives once."""
    arrivals: dict[tuple[str, datetime], Arrival] = {}
    left: list[LeftOut] = []
    for one in found:
        if isinstance(one, LeftOut):
            left.append(one)
        elif problem := problem_with(one.text):
            left.append(LeftOut(one.place, problem))
        elif (one.key, one.when) in arrivals:
            same = arrivals[one.key, one.when].place
            left.append(LeftOut(one.place, f"the same entry as {same}"))
        else:
            arrivals[one.key, one.when] = one
    return Parsed(list(arrivals.values()), left)


# ── own_lines ──
# Lines of a syslead journal, an export or a rescue file, held against the journal here.


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
        elif isinstance(one.line.line, CorruptLine):
            left.append(LeftOut(one.place, one.line.line.problem))
        else:
            arriving.append(one)
    return arriving, left


class _Known:
    """What is in the journal here under the ids that arrive, and what has come in so far."""

    def __init__(self, here: RawJournal, arriving: Iterable[OwnLine]) -> None:
        arriving = list(arriving)
        self._here = {line.id for line in here.lines if not isinstance(line.line, CorruptLine)}
        met = self._here & {one.line.id for one in arriving}
        self._said: dict[str, set[str]] = {id_: set() for id_ in met}
        for line in here.lines:
            if line.id in met and not isinstance(line.line, CorruptLine):
                self._said[line.id].add(line.content())
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
        return line.id in self._said and line.content() in self._said[line.id]

    def take(self, line: RawLine) -> None:
        """It comes in."""
        self._said.setdefault(line.id, set()).add(line.content())

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
    return merge_lines(PlacedLine(Place("", 0, ""), one.line.line) for one in arriving).removed


# ── importing_flows ──
# Importing: everything is read and checked first, then one append, all of it or nothing.


FORMATS = ("jrnl", "dayone", "journal-cli", "markdown", "csv", "syslead")
_MARKDOWN = (".md", ".markdown", ".mdown", ".txt")


class SourcesPort(Protocol):
    """Where the bytes come from."""

    def file(self, path: Path) -> SourceFile:
        """One ordinary file."""

    def members(self, path: Path, ending: str) -> list[SourceFile]:
        """The members of a zip, or the one file that is none."""

    def folder(self, path: Path, endings: tuple[str, ...]) -> list[SourceFile]:
        """The files of a folder."""


class IntakePort(Protocol):
    """Where the lines go."""

    def read_raw(self, keeping: Callable[[PlacedLine], bool] | None = None) -> RawJournal:
        """The journal with its lines."""

    def take_in(self, lines: Sequence[tuple[str, bytes]]) -> None:
        """Append lines, each with its month: all or none."""


class Surroundings(Struct, frozen=True):
    """What an import needs to know of this leader. ``zone`` is for times that name none."""

    zones: Zones
    zone_name: str
    zone: tzinfo
    day_start: int
    today: date
    #: The facets found in a text.
    find: Callable[[str], Sequence[str]]
    #: Called with how many entries are done, and of how many.
    progress: Callable[[int, int], None]


class Incoming(NamedTuple):
    """A line that would come in, with what a person wants to see of it."""

    id: str
    kind: str
    day: str
    text: str
    line: bytes


class Import(Struct, frozen=True):
    """What an import does, or did."""

    incoming: Sequence[Incoming]
    present: int
    left_out: Sequence[LeftOut]
    #: Entries whose times got the leader's zone because they named none.
    zoned: int = 0
    #: What was decided about times the clock skipped or showed twice, with how many.
    decided: tuple[tuple[str, int], ...] = ()


def read_source(
    form: str, path: Path, sources: SourcesPort, zones: Zones, wanted: Sequence[str]
) -> Parsed | list[OwnLine | LeftOut]:
    """The entries of a source; lines where it is one of our own. Raises SysleadError."""
    if form == "dayone":
        from syslead_cli.exchange.formats import parse_dayone

        return parse_dayone(sources.members(path, ".json"), zones, wanted)
    if form == "markdown":
        from syslead_cli.exchange.formats import parse_markdown

        return parse_markdown(sources.folder(path, _MARKDOWN), zones)
    if form == "syslead":
        return list(own_lines_in(*sources.folder(path, (".jsonl",))))
    return read_file(form, sources.file(path))


def read_file(form: str, source: SourceFile) -> Parsed | list[OwnLine | LeftOut]:
    """The same for a format that is one file."""
    if form == "jrnl":
        from syslead_cli.exchange.formats import parse_jrnl

        return parse_jrnl(source)
    if form == "journal-cli":
        from syslead_cli.exchange.formats import parse_journal_cli

        return parse_journal_cli(source)
    if form == "csv":
        from syslead_cli.exchange.formats import is_our_own, own_lines, parse_table, rows_of

        headings, rows = rows_of(source)
        if is_our_own(headings):
            return list(sealed_lines(own_lines(rows)))
        return parse_table(source, headings, rows)
    return list(own_lines_in(source))


def plan(
    form: str, found: Parsed | list[OwnLine | LeftOut], intake: IntakePort, around: Surroundings
) -> Import:
    """What would come in. Raises SysleadError where nothing in a source can be read."""
    here = intake.read_raw()
    if isinstance(found, Parsed):
        planned = _plan_notes(form, found, here, around)
    else:
        planned = _plan_lines(found, here, around)
    if planned.left_out and not planned.incoming and not planned.present:
        raise _nothing_readable(planned.left_out)
    return planned


def carry_out(planned: Import, intake: IntakePort, today: date) -> None:
    """Put it on disk, all or nothing."""
    if planned.incoming:
        intake.take_in([((one.day or today.isoformat())[:7], one.line) for one in planned.incoming])


def _plan_notes(form: str, parsed: Parsed, here: RawJournal, around: Surroundings) -> Import:
    known = {line.id for line in here.lines} | here.journal.removed
    left = list(parsed.left_out)
    incoming: list[Incoming] = []
    present = zoned = 0
    decided: dict[str, int] = {}
    for number, arrival in enumerate(parsed.arrivals, start=1):
        around.progress(number, len(parsed.arrivals))
        id_ = arrival_id(form, arrival)
        if id_ in here.journal.removed:
            left.append(LeftOut(arrival.place, "deleted: what was deleted stays deleted"))
        elif id_ in known:
            present += 1
        else:
            known.add(id_)
            note, odd = _note(id_, arrival, around)
            zoned += arrival.when.tzinfo is None and not arrival.zone
            if odd:
                decided[odd] = decided.get(odd, 0) + 1
            incoming.append(
                Incoming(id_, "note", note.day.isoformat(), note.text, encode_line(note))
            )
    return Import(incoming, present, left, zoned, tuple(decided.items()))


def _note(id_: str, arrival: Arrival, around: Surroundings) -> tuple[Note, str]:
    own = around.zones(arrival.zone) if arrival.zone else None
    name, zone = (arrival.zone, own) if own else (around.zone_name, around.zone)
    moment = settled(arrival, name, zone, around.day_start)
    fields: dict[str, Any] = note_fields(arrival)
    note = Note(
        id=id_,
        ts=moment.local.isoformat(timespec="milliseconds"),
        tz=moment.zone,
        day=moment.day,
        mentions=tuple(around.find(arrival.text)),
        **fields,
    )
    return note, moment.odd


def _plan_lines(found: list[OwnLine | LeftOut], here: RawJournal, around: Surroundings) -> Import:
    held = compared(found, here)
    incoming = []
    for number, (_, one) in enumerate(held.new, start=1):
        around.progress(number, len(held.new))
        incoming.append(Incoming(one.id, one.kind, one.day, one.text, one.raw))
    return Import(incoming, held.present, held.left_out)


def _nothing_readable(left_out: Sequence[LeftOut]) -> SysleadError:
    first = left_out[0]
    more = f"\nand {len(left_out) - 1:,} more like that" if len(left_out) > 1 else ""
    return SysleadError(
        f"Nothing in it can be imported.\n{first.place}: {first.reason}{more}",
        hint="Is it the format that was named? Nothing was changed.",
        code="not_importable",
    )
