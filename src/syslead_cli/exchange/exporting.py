"""Which lines of a journal an export in its own format has, and in which order.

Everything: every line but those of removed records, edits and removals included, so that a
journal built from it folds to the same. Chosen entries: their lines and the lines of their
edits. Of two lines that say the same one is taken, the sealed one.
"""

from __future__ import annotations

import contextlib
import os
import stat
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from msgspec import Struct

from syslead_cli.base.files import NEW_FLAGS, make_private, reason, sync, sync_folder, write_all
from syslead_cli.errors import SysleadError
from syslead_cli.journal.codec import CorruptLine, ReadableLine, UnknownVersion
from syslead_cli.journal.entries import Entry, entries_in, entry_of
from syslead_cli.journal.merge import Journal, PlacedLine
from syslead_cli.journal.model import Record, Revise
from syslead_cli.journal.query import Query
from syslead_cli.journal.raw_lines import RawJournal, RawLine

if TYPE_CHECKING:
    from syslead_cli.journal.store import JournalFiles


def lines_to_export(whole: RawJournal, chosen: Collection[str] | None) -> Iterator[bytes]:
    """The lines of the entries with the ids ``chosen``, of everything where it is None.

    A line from a newer version that has no id is in an export of everything only.
    """
    removed = whole.journal.removed
    if chosen is None:
        kept = [one for one in whole.lines if one.removes or one.id not in removed]
    else:
        kept = [one for one in _with_edits(whole.lines, set(chosen)) if one.id not in removed]
    sound = [one for one in kept if not isinstance(one.line, CorruptLine)]
    for one in sorted(_each_once(sound), key=_order):
        yield one.raw + b"\n"


def _with_edits(lines: Iterable[RawLine], wanted: set[str]) -> Iterator[RawLine]:
    """Lines with a wanted id, and edits of those, edits of edits included."""
    edits = [
        one for one in lines if isinstance(one.line, ReadableLine) and type(one.record) is Revise
    ]
    count = -1
    while count != len(wanted):
        count = len(wanted)
        wanted.update(edit.id for edit in edits if edit.of in wanted)
    return (one for one in lines if one.id in wanted)


def _each_once(lines: Iterable[RawLine]) -> Iterator[RawLine]:
    lines = list(lines)
    count = Counter(one.id for one in lines)
    best: dict[tuple[str, str], RawLine] = {}
    for one in lines:
        if count[one.id] == 1:
            yield one
            continue
        known = best.setdefault((one.id, one.content()), one)
        if (not one.has_crc, one.raw) < (not known.has_crc, known.raw):
            best[one.id, one.content()] = one
    yield from best.values()


def _order(one: RawLine) -> tuple[str, str, str, bytes]:
    """By day, then by the time as it is written: the same whatever files the lines are in."""
    if isinstance(one.line, ReadableLine):
        return (one.day, one.line.record.ts, one.id, one.raw)
    ts = one.line.data.get("ts") if isinstance(one.line, UnknownVersion) else None
    return (one.day, ts if isinstance(ts, str) else "", one.id, one.raw)


# ── export_file ──
# The file an export goes to: private, new unless told otherwise, whole or not there.


_PART = 1 << 18


class ExportFile:
    """One file to be written."""

    def __init__(self, path: Path, journal: Path) -> None:
        self._path = path
        self._journal = journal

    @property
    def stands(self) -> bool:
        """Whether there is something of that name."""
        return os.path.lexists(self._path)

    def check(self) -> None:
        """Raise SysleadError where no export can go."""
        folder = self._path.parent
        if not folder.is_dir():
            raise SysleadError(f"There is no folder {folder}.", hint="Nothing was written.")
        if self._journal.resolve() in (folder.resolve(), *folder.resolve().parents):
            raise SysleadError(
                f"{self._path} is inside the journal, where it would be read as a part of it.",
                hint="Choose another folder; nothing was written.",
            )
        if self.stands and not stat.S_ISREG(os.lstat(self._path).st_mode):
            raise SysleadError(f"{self._path} is not an ordinary file; nothing was written.")

    def write(self, chunks: Iterable[bytes], *, over: bool) -> int:
        """Write all of it and sync; ``over`` puts it in the place of a file that stands there.

        Returns the number of bytes. Raises SysleadError, with nothing new left behind and an
        old file as it was.
        """
        target = self._path
        place = target.with_name(f".{target.name}.{os.getpid()}.tmp") if over else target
        try:
            size = _written(place, chunks)
            if over:
                _put(place, target)
            sync_folder(target.parent)
        except FileExistsError:
            raise SysleadError(
                f"{target} is there already; nothing was written.",
                hint="--force writes over it.",
            ) from None
        except OSError as problem:
            raise SysleadError(
                f"{target} was not written: {reason(problem)}.", "Nothing was left behind."
            ) from problem
        return size


def _put(place: Path, target: Path) -> None:
    try:
        os.replace(place, target)
    except BaseException:
        with contextlib.suppress(OSError):
            place.unlink()
        raise


def _written(place: Path, chunks: Iterable[bytes]) -> int:
    handle = os.open(place, NEW_FLAGS, 0o600)
    size, held = 0, bytearray()
    try:
        make_private(handle, os.fstat(handle).st_mode)
        for chunk in chunks:
            held += chunk
            size += len(chunk)
            if len(held) >= _PART:
                write_all(handle, bytes(held))
                held.clear()
        write_all(handle, bytes(held))
        sync(handle)
    except BaseException:
        with contextlib.suppress(OSError):
            place.unlink()
        raise
    finally:
        os.close(handle)
    return size


# ── exporting_flows ──
# Exporting: choose entries, hand them on one by one, oldest first.


class RawPort(Protocol):
    """A journal with the bytes of its lines."""

    def read_raw(self, keeping: Callable[[PlacedLine], bool] | None = None) -> RawJournal:
        """All of it."""


class Choice(Struct, frozen=True):
    """What is wanted: a query, whether it is simply everything, and how many at most."""

    query: Query
    everything: bool
    limit: int | None = None
    keeping: Callable[[PlacedLine], bool] | None = None


class Chosen(Struct, frozen=True):
    """Entries, oldest first, and the journal they are from."""

    entries: list[Entry]
    journal: Journal


class ChosenData(Struct, frozen=True):
    """The same for programs: bare records where an entry would say nothing more."""

    entries: Iterator[Entry | Record]
    journal: Journal


class ChosenLines(Struct, frozen=True):
    """The lines of entries as they stand in the files."""

    lines: Iterator[bytes]
    journal: Journal


def choose(journal: JournalFiles, choice: Choice) -> Chosen:
    """The entries that are wanted."""
    whole = journal.read(choice.query.span.first, choice.keeping)
    entries, _ = entries_in(whole, choice.query, choice.limit)
    entries.reverse()
    return Chosen(entries, whole)


def choose_data(journal: JournalFiles, choice: Choice) -> ChosenData:
    """The same one by one, for journals of any length."""
    if choice.limit:
        found = choose(journal, choice)
        return ChosenData(iter(found.entries), found.journal)
    whole = journal.read(choice.query.span.first, choice.keeping)
    if whole.newer:
        entries, _ = entries_in(whole, choice.query)
        return ChosenData(reversed(entries), whole)
    return ChosenData(_one_by_one(whole, choice), whole)


def _one_by_one(journal: Journal, choice: Choice) -> Iterator[Entry | Record]:
    with_history = journal.versions.keys() | journal.disagreeing
    for record in journal.records:
        if choice.everything or choice.query.holds(record):
            yield entry_of(record, journal) if record.id in with_history else record


def choose_lines(intake: RawPort, choice: Choice) -> ChosenLines:
    """The same as lines; everything means removals and what no entry is as well."""
    whole = intake.read_raw(choice.keeping)
    if choice.everything:
        return ChosenLines(lines_to_export(whole, None), whole.journal)
    entries, _ = entries_in(whole.journal, choice.query, choice.limit)
    return ChosenLines(lines_to_export(whole, {one.id for one in entries if one.id}), whole.journal)
