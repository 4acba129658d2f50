"""Finding entries: the newest, those a question is about, and the one an id names."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from msgspec import Struct

from syslead_cli.errors import SysleadError, UsageError
from syslead_cli.journal.entries import (
    LEAST,
    Entry,
    entries_in,
    entry_from_newer,
    entry_of,
    ids_named,
)
from syslead_cli.journal.merge import Journal, PlacedLine
from syslead_cli.journal.model import Outcome
from syslead_cli.journal.query import Query

if TYPE_CHECKING:
    from syslead_cli.journal.store import JournalFiles

#: Candidates listed for an ambiguous id.
_MOST_CANDIDATES = 6


class FoundEntries(Struct, frozen=True):
    """Entries, newest first; ``total`` counts those left out by the limit too, where known."""

    entries: Sequence[Entry]
    total: int
    journal: Journal


def find_entries(
    journal: JournalFiles,
    query: Query,
    *,
    limit: int | None = None,
    keeping: Callable[[PlacedLine], bool] | None = None,
) -> FoundEntries:
    """The newest ``limit`` entries a query is about; months it does not need are left unread."""
    if limit and keeping is None and query.is_plain:
        newest = journal.read_newest(limit)
        entries, total = entries_in(newest, query, limit)
        if total >= limit:
            return FoundEntries(entries, total, newest)
    whole = journal.read(query.span.first, keeping)
    return FoundEntries(*entries_in(whole, query, limit), whole)


def resolve(journal: Journal, word: str) -> Entry:
    """The one entry somebody means. Raises UsageError naming the candidates, or that none is."""
    newer = {line.id: line for line in journal.newer if line.id}
    ids = [*(record.id for record in journal.records), *newer]
    named = ids_named(word, ids)
    if len(named) > 1:
        raise _ambiguous(word, [_entry(journal, id_) for id_ in named])
    if not named:
        raise _unknown(journal, word)
    return _entry(journal, named[0])


def _entry(journal: Journal, id_: str) -> Entry:
    record = journal.find(id_)
    if record is not None:
        return entry_of(record, journal)
    return next(entry_from_newer(line) for line in journal.newer if line.id == id_)


def _ambiguous(word: str, entries: Sequence[Entry]) -> UsageError:
    shorts = [entry.short for entry in entries]
    unique = len(set(shorts)) == len(shorts)
    lines = [
        f"  {entry.short if unique else entry.id}  {entry.day or ''}  {entry.kind}"
        for entry in entries[:_MOST_CANDIDATES]
    ]
    more = len(entries) - _MOST_CANDIDATES
    return UsageError(
        "\n".join([f'"{word}" could be {len(entries)} entries:', *lines]),
        f"and {more} more; type more of the id." if more > 0 else "Type more of the id.",
        code="ambiguous",
    )


def _unknown(journal: Journal, word: str) -> SysleadError:
    if len(word) < LEAST:
        return UsageError(
            f'"{word}" is too short for an id: at least {LEAST} characters are needed.',
            "syslead list and syslead intentions show them at the right.",
        )
    if ids_named(word, sorted(journal.removed)):
        return SysleadError(f"The entry {word} was deleted.", code="not_found")
    return SysleadError(
        f'No entry has an id that begins or ends with "{word}".',
        "syslead list and syslead intentions show them at the right.",
        code="not_found",
    )


def outcomes_of(journal: Journal, id_: str) -> tuple[Outcome, ...]:
    """What was said about an intention, oldest first."""
    from syslead_cli.journal.intentions import tracked_intentions

    for standing in tracked_intentions(journal.records):
        if standing.intention.id == id_:
            return standing.outcomes
    return ()
