"""One journal from the lines of any number of files (docs/journal-format.md, "Union").

Lines are gathered by id, edits are applied, removed records are left out. The result does not
depend on the order of files or lines.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Sequence
from datetime import date, datetime
from typing import Any

from msgspec import Struct, field
from msgspec.structs import replace

from syslead_cli.base.dates import leaders_day
from syslead_cli.base.documents import Count, Part
from syslead_cli.journal.codec import (
    InvalidRecord,
    Line,
    ReadableLine,
    UnknownVersion,
    content_of,
    keys_of,
    values_in,
)
from syslead_cli.journal.encrypted import is_encrypted
from syslead_cli.journal.model import Record, Remove, Revise, in_order, moment

#: The kinds where something cannot be read or is gone; the rest is odd, and costs nothing.
_DAMAGE = frozenset({
    "line", "file", "torn", "clear", "gone", "fewer", "differing", "dangling", "edit", "overruled",
})  # fmt: skip


class CheckFinding(Part, frozen=True):
    """Something that is not as it should be; ``line`` is null where it is about the whole file."""

    kind: str
    file: str
    line: Count | None
    problem: str

    @property
    def damage(self) -> bool:
        """Whether something cannot be read or is gone."""
        return self.kind in _DAMAGE


def _by_place(one: CheckFinding) -> tuple[str, int, str]:
    return (one.file, one.line or 0, one.problem)


class Place(Struct, frozen=True, order=True):
    """Where a line stands: file as the reader should name it, line number from 1, device."""

    file: str
    line: int
    device: str

    def finding(self, kind: str, problem: str) -> CheckFinding:
        return CheckFinding(kind, self.file, self.line or None, problem)


class PlacedLine(Struct, frozen=True):
    """A line as read: its place, what it holds, its bytes without the line's end."""

    place: Place
    line: Line
    #: It stood in an encrypted line, so that only somebody with the public key can have written it.
    was_encrypted: bool = False
    #: Empty where nothing is known of an encrypted line, and where nobody asked for bytes.
    raw: bytes = b""

    @property
    def record(self) -> Record | None:
        """The record, where one was read."""
        return self.line.record if isinstance(self.line, ReadableLine) else None

    @property
    def id(self) -> str:
        """The record's id; empty where there is none."""
        return self.line.id

    @property
    def of(self) -> str:
        """The record it edits or removes; empty for others."""
        record = self.record
        return record.of if isinstance(record, Revise | Remove) else ""

    @property
    def removes(self) -> bool:
        """Whether it takes another record away."""
        return isinstance(self.record, Remove)

    def content(self) -> str:
        """Return what it says, without its CRC and the order of its keys; empty when corrupt."""
        return content_of(self.line.data) if self.line.data else ""


class Journal(Struct, frozen=True):
    """Everything readers see. ``records`` are live ones, oldest first, with edits applied."""

    records: tuple[Record, ...] = ()
    newer: tuple[UnknownVersion, ...] = ()
    damage: tuple[CheckFinding, ...] = ()
    odd: tuple[CheckFinding, ...] = ()
    #: Files that ought to be here and are not: nothing in them is counted.
    missing: tuple[CheckFinding, ...] = ()
    places: dict[str, Place] = field(default_factory=dict)
    #: All earlier versions of an edited record, oldest first, by id.
    versions: dict[str, tuple[Record, ...]] = field(default_factory=dict)
    #: Ids whose edits on different devices disagree; the newest is shown.
    disagreeing: frozenset[str] = frozenset()
    removed: frozenset[str] = frozenset()
    #: Ids of edits whose record is not among the lines read.
    dangling: frozenset[str] = frozenset()
    #: In an encrypted journal: ids of entries that anybody may have written who can write to the
    #: folder, and of plaintext lines that were not applied because they are about encrypted ones.
    plaintext: frozenset[str] = frozenset()
    overruled: frozenset[str] = frozenset()
    #: Every line it was made of, where they were asked for.
    lines: Sequence[PlacedLine] = ()

    @property
    def removals(self) -> int:
        """How many records were removed; lines that are not decrypted say as much of themselves."""
        unopened = [each for each in self.newer if each.data.get("kind") == "remove"]
        return len(self.removed) + len(unopened)

    def find(self, id_: str) -> Record | None:
        """The live record with this id."""
        return next((record for record in self.records if record.id == id_), None)


def as_it_stood(as_of: date, day_start: int) -> Callable[[PlacedLine], bool]:
    """Return which lines were there at the end of the leader's day ``as_of``.

    A line written later is not seen, even when it is backdated, edits or removes something.
    ``day_start`` is in minutes after midnight. What cannot be read is kept, to be reported.
    """

    def kept(placed: PlacedLine) -> bool:
        line = placed.line
        if isinstance(line, ReadableLine):
            written = leaders_day(datetime.fromisoformat(line.record.ts), day_start)
            return line.record.day <= as_of and written <= as_of
        return not isinstance(line, UnknownVersion) or (line.day or date.min) <= as_of

    return kept


# ── union ────────────────────────────────────────────────────────────────────


def merge_lines(lines: Iterable[PlacedLine], *, encrypted: bool | None = False) -> Journal:
    """Return one journal from the lines of any number of files, in any order.

    In an ``encrypted`` journal plaintext lines change nothing that encrypted ones say, and are
    marked; None is where nobody can tell.
    """
    union = _Union()
    for placed in lines:
        union.add(placed)
    others = union.other_contents()
    places = {id_: one.place for id_, one in union.shown.items()}
    authentic = frozenset[str]()
    if encrypted is not False:
        union.drop_impostors()
        authentic = union.authentic()
    shown = ((id_, one.line) for id_, one in union.shown.items())
    records = {id_: line.record for id_, line in shown if isinstance(line, ReadableLine)}
    history = _History(records, places, authentic)
    live = history.applied(others)
    plaintext = set[str]()
    if encrypted or authentic:
        plaintext = {*live} - authentic | {id_ for _, id_ in union.plaintext_unknown()}
    return Journal(
        records=tuple(sorted(live.values(), key=in_order)),
        newer=tuple(x for _, x in sorted(union.unknown.items()) if x.id not in history.removed),
        damage=tuple(sorted(union.damage, key=_by_place)),
        odd=tuple(sorted([*history.odd, *union.odd], key=_by_place)),
        places=places,
        versions=history.versions,
        disagreeing=frozenset(history.disagreeing),
        removed=history.removed,
        dangling=history.dangling,
        plaintext=frozenset(plaintext - history.removed),
        overruled=frozenset(history.overruled | union.overruled),
    )


class _Union:
    """Lines gathered by id: the one shown for each, and what else was met."""

    def __init__(self) -> None:
        self.shown: dict[str, PlacedLine] = {}
        #: Lines of other contents than the one shown, for the few ids that have several.
        self._others: dict[str, list[PlacedLine]] = {}
        #: Lines of unknown versions by their content, and the ids of the encrypted ones.
        self.unknown: dict[str, UnknownVersion] = {}
        self.encrypted_unknown: dict[str, str] = {}
        self.damage: list[CheckFinding] = []
        self.odd: list[CheckFinding] = []
        #: Ids under which a plaintext line says something else than an encrypted one.
        self.overruled: set[str] = set()

    def add(self, placed: PlacedLine) -> None:
        line = placed.line
        if isinstance(line, ReadableLine):
            id_ = line.record.id
            known = self.shown.setdefault(id_, placed)
            if known is placed:
                return
            if known.record != line.record:
                self._others.setdefault(id_, []).append(placed)
            elif _preference(placed) < _preference(known):
                self.shown[id_] = placed
        elif isinstance(line, UnknownVersion):
            content = content_of(line.data)
            self.unknown.setdefault(content, line)
            if placed.was_encrypted or is_encrypted(line):
                self.encrypted_unknown[content] = line.id
        else:
            kind = "line" if placed.place.line else "file"
            self.damage.append(placed.place.finding(kind, line.problem))

    def other_contents(self) -> dict[str, list[Record]]:
        """Show the best content of each id that has several; return the others, oldest first.

        The best line of each content says where it stands, however often it was read. Where one
        was encrypted, plaintext ones do not count.
        """
        found: dict[str, list[Record]] = {}
        for id_, lines in self._others.items():
            best: dict[str, PlacedLine] = {}
            for one in (self.shown[id_], *lines):
                content = json.dumps(one.line.data, sort_keys=True)
                known = best.setdefault(content, one)
                if _preference(one) < _preference(known):
                    best[content] = one
            encrypted = [one for one in best.values() if one.was_encrypted]
            for one in best.values():
                if encrypted and not one.was_encrypted:
                    self._overrule(one.place, id_)
            *rest, self.shown[id_] = sorted(encrypted or best.values(), key=_rank)
            if rest:
                found[id_] = [one.record for one in rest if one.record]
        return found

    def drop_impostors(self) -> None:
        """Drop plaintext records under the id of an encrypted line that stays encrypted."""
        unopened, encrypted = set(self.encrypted_unknown.values()), self.encrypted
        for id_ in unopened & self.shown.keys() - encrypted:
            self._overrule(self.shown.pop(id_).place, id_)
        for content, id_ in self.plaintext_unknown():
            if id_ and id_ in encrypted | unopened:
                del self.unknown[content]
                self.overruled.add(id_)

    @property
    def encrypted(self) -> frozenset[str]:
        return frozenset(id_ for id_, one in self.shown.items() if one.was_encrypted)

    def plaintext_unknown(self) -> list[tuple[str, str]]:
        """Return the contents and ids of lines of unknown versions that were not encrypted."""
        plain = self.unknown.keys() - self.encrypted_unknown.keys()
        return [(content, self.unknown[content].id) for content in plain]

    def _overrule(self, place: Place, id_: str) -> None:
        self.overruled.add(id_)
        message = "not encrypted, under the id of an encrypted record; not shown"
        self.odd.append(place.finding("overruled", message))

    def authentic(self) -> frozenset[str]:
        """Return the ids of everything that was encrypted."""
        return self.encrypted | set(self.encrypted_unknown.values()) - {""}


def _preference(one: PlacedLine) -> tuple[bool, bool, Place]:
    """Sort the line first that says best where a content stands."""
    return (not one.was_encrypted, not one.line.has_crc, one.place)


def _rank(one: PlacedLine) -> tuple[bool, datetime, str]:
    """Sort contents of one id: one with a CRC comes last, or the newest, or a fixed choice."""
    assert one.record is not None
    return (one.line.has_crc, moment(one.record), repr(one.line.data))


# ── edits and removals ───────────────────────────────────────────────────────

_NEVER_SET = frozenset({"v", "id", "kind", "crc"})


def revise(record: Record, changes: dict[str, Any]) -> Record:
    """Return the record with changes applied; null takes a field away. Raises InvalidRecord.

    Only what changes is looked at: a record may have thousands of edits.
    """
    if fixed := _NEVER_SET.intersection(changes):
        raise InvalidRecord(f'key "{min(fixed)}" cannot be revised')
    values = values_in(record.kind, changes, changes.keys())
    if more := changes.keys() - keys_of(record.kind):
        extra = {**record.extra, **{key: changes[key] for key in changes if key in more}}
        values["extra"] = {key: value for key, value in extra.items() if value is not None}
    return replace(record, **values)


class _History:
    """What edits and removals make of the records that the lines hold."""

    def __init__(
        self, records: dict[str, Record], places: dict[str, Place], authentic: frozenset[str]
    ) -> None:
        """``authentic``: ids of what was encrypted, in an encrypted journal."""
        self._records, self._places = records, places
        self._roots: dict[str, str] = {}
        self.odd: list[CheckFinding] = []
        self.overruled: set[str] = set()
        edits = [record for record in records.values() if type(record) is Revise]
        self._edits = [edit for edit in edits if self._counts(edit, authentic)]
        removes = [record for record in records.values() if type(record) is Remove]
        gone = {remove.of for remove in removes if self._counts(remove, authentic)}
        #: Ids hidden by a remove record; the edits of a removed record go with it.
        self.removed = frozenset(gone | {e.id for e in self._edits if self._root(e) in gone})
        self._edits = [edit for edit in self._edits if edit.id not in self.removed]
        #: Records that are no changes of others: what edits can be about.
        changes = (Revise, Remove)
        self._targets = {i: r for i, r in records.items() if type(r) not in changes}
        self.dangling = frozenset(
            edit.id for edit in self._edits if self._root(edit) not in self._targets
        )
        self.versions: dict[str, tuple[Record, ...]] = {}
        self.disagreeing: set[str] = set()
        self.odd += [
            places[id_].finding("dangling", "an edit of a record that is not in the journal")
            for id_ in self.dangling
        ]

    def _counts(self, change: Revise | Remove, authentic: frozenset[str]) -> bool:
        """Whether a change may be applied; report one in plaintext of an encrypted record."""
        root = self._root(change) if isinstance(change, Revise) else change.of
        if change.id in authentic or not {change.of, root} & authentic:
            return True
        self.overruled.add(change.id)
        what = "change" if isinstance(change, Revise) else "remove"
        message = f"not encrypted, and would {what} an encrypted record; not applied"
        self.odd.append(self._places[change.id].finding("overruled", message))
        return False

    def applied(self, others: dict[str, list[Record]]) -> dict[str, Record]:
        """Return the live records in their newest version; ``others`` has further contents."""
        live = {id_: r for id_, r in self._targets.items() if id_ not in self.removed}
        edits: dict[str, list[Revise]] = {}
        for edit in self._edits:
            edits.setdefault(self._root(edit), []).append(edit)
        for id_ in {*edits, *others} & live.keys():
            in_turn = sorted(edits.get(id_, []), key=lambda edit: (moment(edit), edit.id))
            live[id_] = self._newest(live[id_], in_turn, others.get(id_, []))
        return live

    def _newest(self, record: Record, edits: list[Revise], contents: list[Record]) -> Record:
        """Return the record with its edits applied; keep what it was before in ``versions``."""
        id_, earlier = record.id, list(contents)
        if contents:
            problem = "two contents under one id; the newest is shown"
            self.odd.append(self._places[id_].finding("differing", problem))
        for edit in edits:
            try:
                changed = revise(record, edit.set)
            except InvalidRecord as problem:
                words = f"an edit that cannot be applied: {problem}"
                self.odd.append(self._places[edit.id].finding("edit", words))
                continue
            earlier.append(record)
            record = changed
        if earlier:
            self.versions[id_] = tuple(earlier)
        if contents or _disagree(edits, self._places):
            self.disagreeing.add(id_)
        return record

    def _root(self, edit: Revise) -> str:
        """Return the record an edit is about, through edits of edits, or of where a circle ends.

        Every edit on the way learns it too, so that a long chain is walked once.
        """
        way: dict[str, None] = {}
        at = edit.id
        while at not in way and at not in self._roots:
            target = self._records.get(at)
            if not isinstance(target, Revise):
                break
            way[at] = None
            at = target.of
        root = self._roots.get(at, at)
        in_circle = False
        for id_ in way:
            in_circle = in_circle or id_ == at
            self._roots[id_] = id_ if in_circle else root
        return self._roots[edit.id]


def _disagree(edits: Iterable[Revise], places: dict[str, Place]) -> bool:
    """Whether edits from different devices give the same field different values."""
    values: dict[str, tuple[str, Any]] = {}
    for edit in edits:
        device = places[edit.id].device
        for key, value in edit.set.items():
            if key in values and values[key][0] != device and values[key][1] != value:
                return True
            values[key] = (device, value)
    return False
