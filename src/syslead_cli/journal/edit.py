"""Edit and delete entries, and take back the last thing this machine wrote.

An edit sets only the fields whose value becomes another. New entries are taken back by removing
them, edits by another edit. What was removed is erased and does not come back; an edit that was
taken back does, by taking that back in turn. Nothing that another device wrote is changed.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Sequence
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any, NamedTuple

from msgspec import Struct

from syslead_cli.base.dates import leaders_day
from syslead_cli.base.text import clean_mark, joined, tags_in, voices_in, with_renamed
from syslead_cli.errors import SysleadError, UsageError
from syslead_cli.journal.codec import InvalidRecord, data_of
from syslead_cli.journal.entries import NEWER, Entry, entry_of, outcomes_of, resolve, short_id
from syslead_cli.journal.merge import Journal, revise
from syslead_cli.journal.model import Ask, Record, Remove, Revise, Share, Stamper, moment

if TYPE_CHECKING:
    from syslead_cli.framework.mentions import Mention
    from syslead_cli.journal.store import JournalFiles

#: Records of one command follow one another sooner; to start another takes longer.
_ONE_COMMAND = timedelta(milliseconds=50)


class EditRequest(Struct, frozen=True):
    """What an edit changes; None leaves a field alone, an empty list empties it.

    Of a changed text mentions are found anew, and an answer is graded anew: ``grade`` gives the
    fields of a grade, ``words`` among them.
    """

    text: str | None = None
    facets: Sequence[str] | None = None
    voices: Sequence[str] | None = None
    tags: Sequence[str] | None = None
    day: date | None = None
    happened: datetime | None = None
    find_mentions: Callable[[str], Iterable[Mention]] | None = None
    grade: Callable[[Ask, str], dict[str, Any]] | None = None


_FOUND_IN_TEXT = (("voices", voices_in), ("tags", tags_in))


def has_text(record: Record) -> bool:
    """Whether there are words of the leader's to edit; a question passed over has none."""
    return bool(getattr(record, "text", None)) or record.kind in ("note", "intention", "outcome")


def changes(record: Record, request: EditRequest) -> dict[str, Any]:
    """Return the fields an edit sets, none where all is so already.

    Raises InvalidRecord for a field that the kind does not have.
    """
    wanted: dict[str, Any] = {}
    if request.text is not None:
        wanted.update(_text_fields(record, request.text, request))
    if request.facets is not None:
        wanted.update(_facet_fields(record, request.facets, wanted))
    text = request.text if request.text is not None else getattr(record, "text", None)
    for name, find in _FOUND_IN_TEXT:
        if (given := getattr(request, name)) is not None:
            _check_has(record, name)
            wanted[name] = list(joined(map(clean_mark, given), find(text or ""))) or None
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
        raise InvalidRecord(f"An entry of kind {record.kind} has no {name}.")


def _text_fields(record: Record, text: str, request: EditRequest) -> dict[str, Any]:
    _check_has(record, "text")
    old: str = getattr(record, "text", None) or ""
    fields: dict[str, Any] = {"text": text}
    for name, find in _FOUND_IN_TEXT:
        if hasattr(record, name):
            given = [mark for mark in getattr(record, name) if mark not in find(old)]
            fields[name] = list(joined(given, find(text))) or None
    if text == old:
        return fields
    if isinstance(record, Ask) and request.grade is not None:
        graded = request.grade(record, text)
        # The leader's own grade stands.
        fields |= {"words": graded["words"]} if record.graded_by == "leader" else graded
    if record.kind == "note" and request.find_mentions is not None:
        facets = getattr(record, "facets", ())
        found = [mention.facet for mention in request.find_mentions(text)]
        fields["mentions"] = [facet for facet in found if facet not in facets] or None
    return fields


def _facet_fields(record: Record, facets: Sequence[str], wanted: dict[str, Any]) -> dict[str, Any]:
    if hasattr(record, "facets"):
        found = wanted.get("mentions", getattr(record, "mentions", ())) or ()
        mentions = [facet for facet in found if facet not in facets]
        fields: dict[str, Any] = {"facets": list(dict.fromkeys(facets)) or None}
        return {**fields, "mentions": mentions or None} if hasattr(record, "mentions") else fields
    if len(facets) > 1:
        raise InvalidRecord(f"An entry of kind {record.kind} can have only one facet.")
    if not facets and record.kind == "ask":
        raise InvalidRecord("An answer always has a facet.")
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
    entry: Entry, request: EditRequest, journal: JournalFiles, stamp: Stamper
) -> Record | None:
    """Append an edit that holds only what it changes; None where nothing does."""
    record = to_change(entry)
    if request.text is not None and not request.text.strip():
        raise UsageError(
            "An entry needs some text. Nothing was changed.",
            f"syslead delete {entry.short} erases it.",
        )
    try:
        set_ = changes(record, request)
        changed = revise(record, set_)
    except InvalidRecord as problem:
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


class TurnedBack(NamedTuple):
    """An entry whose edit is taken back: as it was before, and the fields to set for that."""

    before: Record
    set: dict[str, Any]


def plan_undo(
    journal: Journal, device: str, today: date, day_start: int
) -> tuple[list[Record], list[TurnedBack]]:
    """Return what this device wrote last, within the leader's day: what to erase and to restore.

    Raises SysleadError where there is nothing, or where it cannot be taken back.
    """
    records = {line.record.id: line.record for line in journal.lines if line.record}
    places = journal.places
    own = [one for one in records.values() if places[one.id].device == device]
    last = _last_command(
        one for one in own if leaders_day(datetime.fromisoformat(one.ts), day_start) == today
    )
    if not last:
        raise SysleadError(
            "Nothing was written on this computer today.",
            "syslead edit and syslead delete change older entries.",
            "nothing",
        )
    _check(last)
    edits = [one for one in records.values() if isinstance(one, Revise)]
    added = [one for one in last if not isinstance(one, Revise)]
    new = {one.id for one in added}
    since = [edit for edit in edits if edit.of in new]
    _check_own(edit.of for edit in since if places[edit.id].device != device)
    turned = {one.of: None for one in last if isinstance(one, Revise)}
    found = [_turned_back(journal, id_, edits, last) for id_ in turned if id_ not in new]
    return added, [one for one in found if one]


def _last_command(written: Iterable[Record]) -> list[Record]:
    """Return the records of the last command, newest first."""
    last: list[Record] = []
    for record in sorted(written, key=lambda one: (moment(one), one.id), reverse=True):
        if last and moment(last[-1]) - moment(record) > _ONE_COMMAND:
            break
        last.append(record)
    return last


def _check(last: Sequence[Record]) -> None:
    if any(isinstance(record, Remove) for record in last):
        raise SysleadError(
            "The last thing was a deletion, and what was deleted cannot come back.",
            "syslead list shows your entries.",
            "erased",
        )
    if any(isinstance(record, Share) for record in last):
        raise SysleadError(
            "The last thing was a pack for a coach; what was sent stays in the log.",
            "syslead share log shows it.",
            "shared",
        )


def _check_own(elsewhere: Iterable[str]) -> None:
    for id_ in elsewhere:
        raise SysleadError(
            f"{short_id(id_)} has been changed on another device; nothing was taken back.",
            f"syslead show {short_id(id_)} --versions",
            "elsewhere",
        )


def _turned_back(
    journal: Journal, id_: str, edits: Iterable[Revise], last: Sequence[Record]
) -> TurnedBack | None:
    """Return an entry before the last edits of it. Raises SysleadError where others came after."""
    now, versions = journal.find(id_), journal.versions.get(id_, ())
    mine = [one for one in last if isinstance(one, Revise) and one.of == id_]
    if now is None or len(versions) < len(mine):
        return None
    in_turn = sorted(
        (edit for edit in edits if edit.of == id_), key=lambda edit: (moment(edit), edit.id)
    )
    _check_own(id_ for edit in in_turn[-len(mine) :] if edit not in mine)
    before = versions[-len(mine)]
    then, today = data_of(before), data_of(now)
    keys = {key for edit in mine for key in edit.set}
    set_ = {key: then.get(key) for key in sorted(keys) if then.get(key) != today.get(key)}
    return TurnedBack(before, set_) if set_ else None
