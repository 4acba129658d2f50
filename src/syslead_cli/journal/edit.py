"""Edit and delete entries: an edit sets only the fields whose value becomes another."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Sequence
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from msgspec import Struct

from syslead_cli.base.text import clean_mark, joined, tags_in, voices_in, with_renamed
from syslead_cli.errors import SysleadError, UsageError
from syslead_cli.journal.codec import InvalidRecord, data_of
from syslead_cli.journal.entries import NEWER, Entry, entry_of, outcomes_of, resolve
from syslead_cli.journal.merge import Journal, revise
from syslead_cli.journal.model import Ask, Record, Remove, Revise, Stamper

if TYPE_CHECKING:
    from syslead_cli.journal.store import JournalFiles


class EditRequest(Struct, frozen=True):
    """What an edit changes; None leaves a field alone, an empty list empties it."""

    text: str | None = None
    facets: Sequence[str] | None = None
    voices: Sequence[str] | None = None
    tags: Sequence[str] | None = None
    day: date | None = None
    happened: datetime | None = None


class EditEffects(Struct, frozen=True):
    """What follows from a changed text: mentions found anew, an answer graded anew.

    ``find_mentions`` gives facets; ``grade`` gives the fields of a grade, ``words`` among them.
    """

    find_mentions: Callable[[str], Iterable[str]] | None = None
    grade: Callable[[Ask, str], dict[str, Any]] | None = None


_NO_EFFECTS = EditEffects()
_FOUND_IN_TEXT = (("voices", voices_in), ("tags", tags_in))


class UneditableField(ValueError):
    """The kind has no such field; the message says so."""


def has_text(record: Record) -> bool:
    """Whether there are words of the leader's to edit; a question passed over has none."""
    return bool(getattr(record, "text", None)) or record.kind in ("note", "intention", "outcome")


def changes(
    record: Record, request: EditRequest, effects: EditEffects = _NO_EFFECTS
) -> dict[str, Any]:
    """Return the fields an edit sets, none where all is so already. Raises UneditableField."""
    wanted: dict[str, Any] = {}
    if request.text is not None:
        wanted.update(_text_fields(record, request.text, effects))
    if request.facets is not None:
        wanted.update(_facet_fields(record, request.facets, wanted))
    text = request.text if request.text is not None else getattr(record, "text", None)
    for name, find in _FOUND_IN_TEXT:
        if (said := getattr(request, name)) is not None:
            _check_has(record, name)
            wanted[name] = list(joined(map(clean_mark, said), find(text or ""))) or None
    if request.day is not None:
        at = request.happened.isoformat(timespec="milliseconds") if request.happened else None
        wanted.update(day=request.day.isoformat(), happened=at)
    now = data_of(record)
    return {key: value for key, value in wanted.items() if not _same(now.get(key), value)}


def _same(now: Any, wanted: Any) -> bool:
    """Whether a field has that value already; marks and facets have no order."""
    if isinstance(now, list) and isinstance(wanted, list):
        return sorted(now) == sorted(wanted)
    return bool((now or None) == wanted)


def _check_has(record: Record, name: str) -> None:
    if name not in record.__struct_fields__:
        raise UneditableField(f"An entry of kind {record.kind} has no {name}.")


def _text_fields(record: Record, text: str, effects: EditEffects) -> dict[str, Any]:
    _check_has(record, "text")
    old: str = getattr(record, "text", None) or ""
    fields: dict[str, Any] = {"text": text}
    for name, find in _FOUND_IN_TEXT:
        if hasattr(record, name):
            said = [mark for mark in getattr(record, name) if mark not in find(old)]
            fields[name] = list(joined(said, find(text))) or None
    if text == old:
        return fields
    if isinstance(record, Ask) and effects.grade is not None:
        graded = effects.grade(record, text)
        # The leader's own grade stands.
        fields |= {"words": graded["words"]} if record.graded_by == "leader" else graded
    if record.kind == "note" and effects.find_mentions is not None:
        facets = getattr(record, "facets", ())
        fields["mentions"] = [f for f in effects.find_mentions(text) if f not in facets] or None
    return fields


def _facet_fields(record: Record, facets: Sequence[str], wanted: dict[str, Any]) -> dict[str, Any]:
    if hasattr(record, "facets"):
        found = wanted.get("mentions", getattr(record, "mentions", ())) or ()
        mentions = [facet for facet in found if facet not in facets]
        fields: dict[str, Any] = {"facets": list(dict.fromkeys(facets)) or None}
        return {**fields, "mentions": mentions or None} if hasattr(record, "mentions") else fields
    if len(facets) > 1:
        raise UneditableField(f"An entry of kind {record.kind} can have only one facet.")
    if not facets and record.kind == "ask":
        raise UneditableField("An answer always has a facet.")
    _check_has(record, "facet")
    return {"facet": facets[0] if facets else None}


#: The fields of a record that hold voices, and those that hold tags, by their sign.
MARK_FIELDS = {"@": ("voices", "heard", "missing"), "#": ("tags",)}


def renaming(record: Record, sign: str, old: Collection[str], new: str) -> dict[str, Any]:
    """Return the fields an edit sets where voices or tags get another name; none without them.

    The name in the text goes with it, so that a later edit does not find the old one again.
    """
    wanted: dict[str, Any] = {}
    for name in MARK_FIELDS[sign]:
        marks: tuple[str, ...] = getattr(record, name, ())
        if not set(old).isdisjoint(marks):
            wanted[name] = list(dict.fromkeys(new if mark in old else mark for mark in marks))
    text = getattr(record, "text", None)
    if wanted and text and (renamed := with_renamed(text, sign, old, new)) != text:
        wanted["text"] = renamed
    return wanted


def to_change(entry: Entry) -> Record:
    """Return the record of an entry. Raises SysleadError for one of an unknown version."""
    if entry.record is None:
        raise SysleadError(
            f"{entry.short} is {NEWER} of syslead; this version cannot change it.",
            "Update syslead, or change it on the device where it was written.",
            code="newer",
        )
    return entry.record


def edit_entry(
    entry: Entry,
    request: EditRequest,
    journal: JournalFiles,
    stamp: Stamper,
    effects: EditEffects,
) -> Record | None:
    """Append an edit that holds only what it changes; None where nothing does."""
    record = to_change(entry)
    if request.text is not None and not request.text.strip():
        raise UsageError(
            "An entry needs some text. Nothing was changed.",
            f"syslead delete {entry.short} erases it.",
        )
    try:
        set_ = changes(record, request, effects)
        changed = revise(record, set_)
    except (UneditableField, InvalidRecord) as problem:
        raise UsageError(str(problem), "Nothing was changed.") from None
    if not set_:
        return None
    journal.append([Revise(**stamp(None)._asdict(), of=record.id, set=set_)])
    return changed


def to_delete(journal: Journal, words: Sequence[str]) -> list[Entry]:
    """Return the entries named, each once; with an intention goes what was said about it."""
    chosen: dict[str, Entry] = {}
    for word in words:
        entry = resolve(journal, word)
        to_change(entry)
        chosen[entry.id] = entry
        for outcome in outcomes_of(journal, entry.id):
            chosen.setdefault(outcome.id, entry_of(outcome, journal))
    return list(chosen.values())


def delete_entries(entries: Sequence[Entry], journal: JournalFiles, stamp: Stamper) -> list[str]:
    """Hide the entries at once, then erase their text from this device's files.

    Returns the files of other devices that hold it until those devices next write.
    """
    ids = [entry.id for entry in entries]
    journal.append([Remove(**stamp(None)._asdict(), of=id_) for id_ in ids])
    journal.erase(ids)
    places = journal.read().places
    return list(dict.fromkeys(places[id_].file for id_ in ids if id_ in places))
