"""Take back the last thing this machine wrote: new entries by removing them, edits by another edit.

What was removed is erased and does not come back; an edit that was taken back does, by taking
that back in turn. Nothing that another device wrote is changed.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta
from typing import Any, NamedTuple

from syslead_cli.base.dates import leaders_day
from syslead_cli.errors import SysleadError
from syslead_cli.journal.codec import data_of
from syslead_cli.journal.entries import short_id
from syslead_cli.journal.model import Record, Remove, Revise, Share, moment
from syslead_cli.journal.raw_lines import RawJournal

#: Records of one command follow one another sooner; to start another takes longer.
_ONE_COMMAND = timedelta(milliseconds=50)


class TurnedBack(NamedTuple):
    """An entry whose edit is taken back: as it was before, and the fields to set for that."""

    before: Record
    set: dict[str, Any]


class UndoPlan(NamedTuple):
    """What would be taken back; ``added`` are entries that are erased for good."""

    added: tuple[Record, ...]
    edited: tuple[TurnedBack, ...]


def plan_undo(raw: RawJournal, device: str, today: date, day_start: int) -> UndoPlan:
    """Return what this device wrote last, within the leader's day, as what takes it back.

    Raises SysleadError where there is nothing, or where it cannot be taken back.
    """
    records = {line.record.id: line.record for line in raw.lines if line.record}
    places = raw.journal.places
    own = [one for one in records.values() if places[one.id].device == device]
    last = _last_command(one for one in own if _written_on(one, day_start) == today)
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
    found = [_turned_back(raw, id_, edits, last) for id_ in turned if id_ not in new]
    return UndoPlan(tuple(added), tuple(one for one in found if one))


def _written_on(record: Record, day_start: int) -> date:
    return leaders_day(datetime.fromisoformat(record.ts), day_start)


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
    raw: RawJournal, id_: str, edits: Iterable[Revise], last: Sequence[Record]
) -> TurnedBack | None:
    """Return an entry before the last edits of it. Raises SysleadError where others came after."""
    now, versions = raw.journal.find(id_), raw.journal.versions.get(id_, ())
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
