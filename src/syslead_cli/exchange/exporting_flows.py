"""Exporting: choose entries, hand them on one by one, oldest first."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Protocol

from syslead_cli.base.ports import JournalPort
from syslead_cli.base.values import dataclass
from syslead_cli.exchange.line_export import lines_to_export
from syslead_cli.journal.entry import Entry, entries_in, entry_of
from syslead_cli.journal.fold import Journal, Placed
from syslead_cli.journal.query import Query
from syslead_cli.journal.raw_lines import RawJournal
from syslead_cli.journal.records import Record


class RawPort(Protocol):
    """A journal with the bytes of its lines."""

    def read_raw(self, keeping: Callable[[Placed], bool] | None = None) -> RawJournal:
        """All of it."""


@dataclass(frozen=True, slots=True)
class Choice:
    """What is wanted: a query, whether it is simply everything, and how many at most."""

    query: Query
    everything: bool
    limit: int | None = None
    keeping: Callable[[Placed], bool] | None = None


@dataclass(frozen=True, slots=True)
class Chosen:
    """Entries, oldest first, and the journal they are from."""

    entries: list[Entry]
    journal: Journal


@dataclass(frozen=True, slots=True)
class ChosenData:
    """The same for programs: bare records where an entry would say nothing more."""

    entries: Iterator[Entry | Record]
    journal: Journal


@dataclass(frozen=True, slots=True)
class ChosenLines:
    """The lines of entries as they stand in the files."""

    lines: Iterator[bytes]
    journal: Journal


def choose(journal: JournalPort, choice: Choice) -> Chosen:
    """The entries that are wanted."""
    whole = journal.read(choice.query.span.first, choice.keeping)
    entries, _ = entries_in(whole, choice.query, choice.limit)
    entries.reverse()
    return Chosen(entries, whole)


def choose_data(journal: JournalPort, choice: Choice) -> ChosenData:
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
