"""What an edit changes: only the fields whose value becomes another."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any, TypeAlias

from msgspec import Struct

from syslead_cli.base.text import clean_mark, joined, tags_in, voices_in
from syslead_cli.errors import SysleadError, UsageError
from syslead_cli.journal.codec import InvalidRecord, data_of
from syslead_cli.journal.entries import NEWER, Entry
from syslead_cli.journal.merge import Journal, revise
from syslead_cli.journal.model import Ask, Record, Remove, Revise, Stamper
from syslead_cli.journal.reading import outcomes_of, resolve

if TYPE_CHECKING:
    from syslead_cli.journal.store import JournalFiles

Judge: TypeAlias = Callable[[Ask, str], tuple[str, int]]
Finder: TypeAlias = Callable[[str], Iterable[str]]


class EditRequest(Struct, frozen=True):
    """What shall be otherwise; None leaves a field alone, an empty list empties it."""

    text: str | None = None
    facets: Sequence[str] | None = None
    voices: Sequence[str] | None = None
    tags: Sequence[str] | None = None
    day: date | None = None

    @property
    def is_empty(self) -> bool:
        """Whether nothing was said, so that the editor is meant."""
        return self == EditRequest()


class EditEffects(Struct, frozen=True):
    """What follows from a changed text: mentions found anew, an answer judged anew."""

    find_mentions: Finder | None = None
    judge: Judge | None = None


#: Nothing follows.
ALONE = EditEffects()


class CannotEdit(ValueError):
    """The kind has no such field; the message says so."""


def has_text(record: Record) -> bool:
    """Whether there are words of the leader's to edit; a question passed over has none."""
    return bool(getattr(record, "text", None)) or record.kind in ("note", "intention", "outcome")


def changes(record: Record, wish: EditRequest, second: EditEffects = ALONE) -> dict[str, Any]:
    """The fields an edit sets, empty where everything is so already. Raises CannotEdit."""
    wanted: dict[str, Any] = {}
    if wish.text is not None:
        wanted.update(_text_fields(record, wish.text, second))
    if wish.facets is not None:
        wanted.update(_facet_field(record, wish.facets, wanted))
    for name, said in (("voices", wish.voices), ("tags", wish.tags)):
        if said is not None:
            wanted[_own(record, name)] = _marks(record, name, said, wish.text)
    if wish.day is not None:
        wanted["day"] = wish.day.isoformat()
    now = data_of(record)
    return {key: value for key, value in wanted.items() if not _same(now.get(key), value)}


def _same(now: Any, wanted: Any) -> bool:
    """Whether a field has that value already; marks and facets have no order."""
    if isinstance(now, list) and isinstance(wanted, list):
        return sorted(now) == sorted(wanted)
    return bool((now or None) == wanted)


def _own(record: Record, name: str) -> str:
    if name not in record.__struct_fields__:
        raise CannotEdit(f"An entry of kind {record.kind} has no {name}.")
    return name


def _text_fields(record: Record, text: str, second: EditEffects) -> dict[str, Any]:
    old: str = getattr(record, _own(record, "text")) or ""
    fields: dict[str, Any] = {"text": text}
    for name, find in (("voices", voices_in), ("tags", tags_in)):
        if hasattr(record, name):
            had: tuple[str, ...] = getattr(record, name)
            said = [mark for mark in had if mark not in find(old)]
            fields[name] = list(joined(said, find(text))) or None
    if isinstance(record, Ask) and second.judge is not None:
        fields.update(_judged(record, text, second.judge))
    if record.kind == "note" and second.find_mentions is not None and text != old:
        facets = getattr(record, "facets", ())
        fields["mentions"] = [f for f in second.find_mentions(text) if f not in facets] or None
    return fields


def _judged(ask: Ask, text: str, judge: Judge) -> dict[str, Any]:
    """The leader's own grade stands; the tool's is made again."""
    outcome, words = judge(ask, text)
    if ask.graded_by == "leader" or text == ask.text:
        return {"words": words} if text != ask.text else {}
    return {"words": words, "outcome": outcome}


def _facet_field(record: Record, facets: Sequence[str], wanted: dict[str, Any]) -> dict[str, Any]:
    if hasattr(record, "facets"):
        found = wanted.get("mentions", getattr(record, "mentions", ())) or ()
        mentions = [facet for facet in found if facet not in facets]
        fields: dict[str, Any] = {_own(record, "facets"): list(dict.fromkeys(facets)) or None}
        return {**fields, "mentions": mentions or None} if hasattr(record, "mentions") else fields
    if len(facets) > 1:
        raise CannotEdit(f"An entry of kind {record.kind} has one facet at most.")
    if not facets and record.kind == "ask":
        raise CannotEdit("An answer always has a facet.")
    return {_own(record, "facet"): facets[0] if facets else None}


def _marks(record: Record, name: str, said: Sequence[str], text: str | None) -> Any:
    """The marks said now, and those the text itself names."""
    words = text if text is not None else getattr(record, "text", None) or ""
    find = voices_in if name == "voices" else tags_in
    return list(joined(map(clean_mark, said), find(words))) or None


# ── revising ──
# Changing and erasing entries.


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
    entry: Entry, wish: EditRequest, journal: JournalFiles, stamp: Stamper, second: EditEffects
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
    except (CannotEdit, InvalidRecord) as problem:
        raise UsageError(str(problem), "Nothing was changed.") from None
    if not set_:
        return None
    journal.append([Revise(**stamp(None)._asdict(), of=record.id, set=set_)])
    return changed


class Erased(Struct, frozen=True):
    """What became of entries that were to be erased."""

    count: int
    #: Files of other devices that hold the text until those devices next write.
    elsewhere: tuple[str, ...] = ()


def to_delete(journal: Journal, words: Sequence[str]) -> list[Entry]:
    """The entries named, each once; with an intention goes what was said about it."""
    from syslead_cli.journal.entries import entry_of

    chosen: dict[str, Entry] = {}
    for word in words:
        entry = resolve(journal, word)
        to_change(entry)
        chosen[entry.id] = entry
        for outcome in outcomes_of(journal, entry.id):
            chosen.setdefault(outcome.id, entry_of(outcome, journal))
    return list(chosen.values())


def delete_entries(entries: Sequence[Entry], journal: JournalFiles, stamp: Stamper) -> Erased:
    """Hide the entries at once, then take their text out of this device's files."""
    ids = [entry.id for entry in entries]
    journal.append([Remove(**stamp(None)._asdict(), of=id_) for id_ in ids])
    journal.erase(ids)
    places = journal.read().places
    left = dict.fromkeys(places[id_].file for id_ in ids if id_ in places)
    return Erased(len(ids), tuple(left))
