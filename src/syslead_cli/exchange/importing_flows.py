"""Importing: everything is read and checked first, then one append, all of it or nothing."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, tzinfo
from pathlib import Path
from typing import Any, NamedTuple, Protocol

from syslead_cli.base.values import dataclass
from syslead_cli.errors import SysleadError
from syslead_cli.exchange.arrival import (
    Arrival,
    LeftOut,
    Parsed,
    SourceFile,
    Zones,
    arrival_id,
    note_fields,
    settled,
)
from syslead_cli.exchange.own_lines import OwnLine, compared, own_lines_in, sealed_lines
from syslead_cli.journal.fold import Placed
from syslead_cli.journal.line import seal
from syslead_cli.journal.raw_lines import RawJournal
from syslead_cli.journal.records import Note

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

    def read_raw(self, keeping: Callable[[Placed], bool] | None = None) -> RawJournal:
        """The journal with its lines."""

    def take_in(self, lines: Sequence[tuple[str, bytes]]) -> None:
        """Append lines, each with its month: all or none."""


@dataclass(frozen=True, slots=True)
class Surroundings:
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


@dataclass(frozen=True, slots=True)
class Import:
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
        from syslead_cli.exchange.dayone import parse_dayone

        return parse_dayone(sources.members(path, ".json"), zones, wanted)
    if form == "markdown":
        from syslead_cli.exchange.markdown import parse_markdown

        return parse_markdown(sources.folder(path, _MARKDOWN), zones)
    if form == "syslead":
        return list(own_lines_in(*sources.folder(path, (".jsonl",))))
    return read_file(form, sources.file(path))


def read_file(form: str, source: SourceFile) -> Parsed | list[OwnLine | LeftOut]:
    """The same for a format that is one file."""
    if form == "jrnl":
        from syslead_cli.exchange.jrnl import parse_jrnl

        return parse_jrnl(source)
    if form == "journal-cli":
        from syslead_cli.exchange.journal_cli import parse_journal_cli

        return parse_journal_cli(source)
    if form == "csv":
        from syslead_cli.exchange.table import is_our_own, own_lines, parse_table, rows_of

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
            incoming.append(Incoming(id_, "note", note.day.isoformat(), note.text, seal(note)))
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
