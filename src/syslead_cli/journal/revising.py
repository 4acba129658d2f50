"""Changing and erasing entries."""

from __future__ import annotations

from collections.abc import Sequence

from syslead_cli.base.ports import JournalPort, Stamper
from syslead_cli.base.values import dataclass
from syslead_cli.errors import SysleadError, UsageError
from syslead_cli.journal.edit import CannotEdit, EditWish, Second, changes
from syslead_cli.journal.entry import NEWER, Entry
from syslead_cli.journal.fold import Journal, revise
from syslead_cli.journal.reading import outcomes_of, resolve
from syslead_cli.journal.records import NotARecord, Record, Remove, Revise


def to_change(entry: Entry) -> Record:
    """The record of an entry that may be changed here. Raises SysleadError for a newer one."""
    if entry.record is None:
        raise SysleadError(
            f"{entry.short} is {NEWER} of syslead; this one leaves it as it is.",
            "Update syslead, or change it on the device where it was written.",
            code="newer",
        )
    return entry.record


def edit_entry(
    entry: Entry, wish: EditWish, journal: JournalPort, stamp: Stamper, second: Second
) -> Record | None:
    """Put an edit in the journal, holding only what it changes; None where nothing does."""
    record = to_change(entry)
    if wish.text is not None and not wish.text.strip():
        raise UsageError(
            "An entry without words is no entry; nothing was changed.",
            f"syslead delete {entry.short} erases it.",
        )
    try:
        set_ = changes(record, wish, second)
        changed = revise(record, set_)
    except (CannotEdit, NotARecord) as problem:
        raise UsageError(str(problem), "Nothing was changed.") from None
    if not set_:
        return None
    journal.append([Revise(**stamp(None)._asdict(), of=record.id, set=set_)])
    return changed


@dataclass(frozen=True, slots=True)
class Erased:
    """What became of entries that were to be erased."""

    count: int
    #: Files of other devices that hold the text until those devices next write.
    elsewhere: tuple[str, ...] = ()


def to_delete(journal: Journal, words: Sequence[str]) -> list[Entry]:
    """The entries named, each once; with an intention goes what was said about it."""
    from syslead_cli.journal.entry import entry_of

    chosen: dict[str, Entry] = {}
    for word in words:
        entry = resolve(journal, word)
        to_change(entry)
        chosen[entry.id] = entry
        for outcome in outcomes_of(journal, entry.id):
            chosen.setdefault(outcome.id, entry_of(outcome, journal))
    return list(chosen.values())


def delete_entries(entries: Sequence[Entry], journal: JournalPort, stamp: Stamper) -> Erased:
    """Hide the entries at once, then take their text out of this device's files."""
    ids = [entry.id for entry in entries]
    journal.append([Remove(**stamp(None)._asdict(), of=id_) for id_ in ids])
    journal.erase(ids)
    places = journal.read().places
    left = dict.fromkeys(places[id_].file for id_ in ids if id_ in places)
    return Erased(len(ids), tuple(left))
