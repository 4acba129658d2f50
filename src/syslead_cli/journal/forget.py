"""``forget``: what would be erased, erasing it, and what stays out of reach.

The plan of it is in ``state/erasing`` before anything changes. From then on the work is finished,
by the command that wrote it or by the next one that writes.
"""

from __future__ import annotations

import contextlib
import json
import os
import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from errno import EIO
from pathlib import Path
from typing import TYPE_CHECKING, Literal, NamedTuple

import msgspec
from msgspec import Struct

from syslead_cli.base.clock import uuid7
from syslead_cli.base.documents import Count, Part
from syslead_cli.base.files import read_regular, reason, replace_file
from syslead_cli.errors import SysleadError
from syslead_cli.journal.codec import CorruptLine, UnknownVersion
from syslead_cli.journal.erase import without
from syslead_cli.journal.files import FILE_LIMIT, is_device_name, month_of
from syslead_cli.journal.forget_match import (
    ForgetRequest,
    Sidecars,
    concerns_bytes,
    is_requested,
    redacted_record,
    without_requested,
)
from syslead_cli.journal.model import Record, Remove, Share, Stamper, moment
from syslead_cli.journal.raw_lines import raw_lines
from syslead_cli.journal.rescue import spare_files
from syslead_cli.journal.store import JournalFiles, check_all_readable

if TYPE_CHECKING:
    from syslead_cli.journal.merge import Journal

_HEX = re.compile("[0-9a-f]{12}")
#: A file above this is no text of a leader's, and is not searched for a word.
_SEARCHED = 64 * 1024 * 1024
#: The names of sync services, by a part of their folders' paths.
_SYNCED = {
    "dropbox": "Dropbox",
    "onedrive": "OneDrive",
    "nextcloud": "Nextcloud",
    "mobile documents": "iCloud",
    "google drive": "Google Drive",
    "syncthing": "Syncthing",
}


class ForgetSelection(NamedTuple):
    """The records that go. ``ids`` get a remove record each, those of edits of nothing too."""

    ids: tuple[str, ...]
    records: tuple[Record, ...]
    unknown_version: tuple[UnknownVersion, ...]
    #: Records to be written anew without the name, by their old ids.
    redacted: dict[str, Record]
    #: What was shared about days from which something is erased.
    shares: tuple[Share, ...]
    #: Files of other devices that hold some of it.
    elsewhere: tuple[str, ...]
    #: Ids of records removed before that still have a line here, or have one again.
    removed: tuple[str, ...] = ()
    #: Ids of plaintext lines about encrypted records: what they say is not what those say.
    overruled: tuple[str, ...] = ()

    @property
    def erased(self) -> tuple[Record, ...]:
        """Return the records that go entirely."""
        return tuple(record for record in self.records if record.id not in self.redacted)


class SidecarMatch(Part, frozen=True):
    """A file beside the entries that holds it; ``lines`` is 0 where it is the whole file."""

    file: str
    kind: Literal["draft", "words", "roles", "spoilt", "copy", "removed", "overruled"]
    lines: Count


class ForgetPreview(NamedTuple):
    """What a request is about, before anything is touched."""

    request: ForgetRequest
    selection: ForgetSelection
    sidecars: tuple[SidecarMatch, ...]
    #: Voices in the settings that go with it.
    voices: tuple[str, ...]
    #: Encrypted lines that do not decrypt here, so that nobody can say what is in them.
    undecrypted: int = 0

    @property
    def is_nothing(self) -> bool:
        """Return whether nothing here holds it."""
        return not (self.selection.ids or self.sidecars or self.voices)


class OutOfReach(NamedTuple):
    """Where it may be all the same; ``is_typed``: in the command line itself."""

    repository: str
    synced_by: str
    devices: tuple[str, ...]
    still_in: tuple[str, ...]
    is_typed: bool


def select(journal: Journal, request: ForgetRequest, others: Collection[str]) -> ForgetSelection:
    """Select what the request is about: a record goes with its edits if any version matches.

    ``others`` are the names of other devices.
    """
    edited = {line.id: line.of for line in journal.lines if line.of and not line.removes}
    matching = [line for line in journal.lines if is_requested(request, line.line)]
    overruled = journal.overruled & {line.id for line in matching if not line.was_encrypted}
    matching = [line for line in matching if line.was_encrypted or line.id not in overruled]
    roots = {_root(edited, line.id) for line in matching}
    found = {id_ for id_ in roots if id_} - journal.removed
    if request.before is not None:  # an edit of that time, of an entry of another, is that entry's
        live = {record.id for record in journal.records}
        own = {line.id for line in matching if not line.of}
        found = {id_ for id_ in found if id_ in own or id_ not in live}
    going = (r for r in journal.records if r.id in found or getattr(r, "of", "") in found)
    records = sorted(going, key=lambda r: (r.day, r.id))
    ids = sorted(found | {record.id for record in records})
    places = [journal.places[id_] for id_ in ids if id_ in journal.places]
    return ForgetSelection(
        tuple(ids),
        tuple(records),
        tuple(line for line in journal.newer if line.id in found),
        _redacted(request, records) if request.substitute else {},
        _shares(journal.records, records, request),
        tuple(sorted({place.file for place in places if place.device in others})),
        tuple(sorted(journal.removed & roots)),
        tuple(sorted(overruled)),
    )


def _root(edited: dict[str, str], id_: str) -> str:
    """Return the record behind an edit of an edit, or the edit itself where that is nowhere."""
    seen = {id_}
    while (of := edited.get(id_)) is not None and of not in seen:
        seen.add(of)
        id_ = of
    return id_


def _redacted(request: ForgetRequest, records: Sequence[Record]) -> dict[str, Record]:
    """Return the records without the name, by old id, without those that cannot be redacted."""
    new = {record.id: _new_id(record) for record in records}
    made = {record.id: redacted_record(request, record, new) for record in records}
    lost = {new[id_] for id_, record in made.items() if record is None}
    return {
        old: record
        for old, record in made.items()
        if record is not None and getattr(record, "of", "") not in lost
    }


def _new_id(record: Record) -> str:
    """Derive the new id from the old one, so that writing it twice is writing it once."""
    from hashlib import sha256

    head = record.id.replace("-", "")[:12]  # the moment the old id tells, and no more
    milliseconds = int(head, 16) if _HEX.fullmatch(head) else int(moment(record).timestamp() * 1000)
    return uuid7(max(milliseconds, 0), sha256(b"said anew " + record.id.encode()).digest()[:10])


def _shares(
    records: Iterable[Record], gone: Sequence[Record], request: ForgetRequest
) -> tuple[Share, ...]:
    """Return the packs that may hold some of it: numbers alone never hold a word."""
    days = {record.day for record in gone if not isinstance(record, Share)}
    return tuple(
        share
        for share in records
        if isinstance(share, Share)
        and any(share.from_ <= day <= share.until for day in days)
        and (request.before is not None or share.tier != "scores")
    )


# ── the plan ─────────────────────────────────────────────────────────────────


class ErasurePlan(Struct, frozen=True, omit_defaults=True):
    """What to forget, as JSON on the disk.

    ``lines`` are to be appended first, as (month, line); ``renamed`` maps old ids to new ones.
    """

    v: Literal[1]
    request: ForgetRequest = msgspec.field(name="order")
    ids: tuple[str, ...]
    lines: tuple[tuple[str, str], ...]
    renamed: dict[str, str]
    #: Ids whose plaintext lines go and whose encrypted lines stay.
    overruled: tuple[str, ...] = ()


def write_plan(path: Path, plan: ErasurePlan) -> None:
    """Put the plan on the disk: from now on it is carried out, whatever happens."""
    replace_file(path, json.dumps(msgspec.to_builtins(plan)).encode("ascii"))


def read_plan(path: Path) -> ErasurePlan | None:
    """Return the plan; None where there is none, or none that can be understood.

    Raises OSError where it cannot be read: that is no reason to take it for nothing.
    """
    with contextlib.suppress(FileNotFoundError, SysleadError, ValueError, RecursionError):
        return msgspec.convert(json.loads(read_regular(path, FILE_LIMIT)), ErasurePlan)
    return None


# ── on the disk ──────────────────────────────────────────────────────────────


class Forgetting:
    """Forgets in the journal, and in everything beside it that may hold a leader's words."""

    def __init__(self, journal: JournalFiles) -> None:
        self._journal = journal
        self._paths = journal.paths
        self._sidecars = Sidecars(journal.paths, journal.key)

    def preview(self, request: ForgetRequest, voices: Sequence[str]) -> ForgetPreview:
        """Return what would go. ``voices`` are those of the settings.

        Raises SysleadError where a file cannot be read: nobody could say that it is forgotten.
        """
        here = self._journal.read_raw()
        consequence = "its content is unknown"
        check_all_readable(here, "Nothing was erased", consequence, "run this again")
        listed = tuple(voice for voice in voices if request.voices and request.is_in(voice))
        selection = select(here, request, self.other_devices())
        undecrypted = sum(not line.raw for line in here.lines)
        return ForgetPreview(
            request, selection, tuple(self._beside(request, selection)), listed, undecrypted
        )

    def _beside(self, request: ForgetRequest, selection: ForgetSelection) -> Iterator[SidecarMatch]:
        journal = self._journal
        for path, kind in self._sidecars.matching(request):
            yield SidecarMatch(journal.shown(path), kind, 0)
        own, key = journal.own_files(), journal.key
        for path, content in own.contents(own.of_the_journal([]), []):
            name, month = journal.shown(path), month_of(path.name)
            _, spoilt = without_requested(content, request, month, key, is_copy=False)
            if spoilt:
                yield SidecarMatch(name, "spoilt", spoilt)
            if lines := _fewer(content, without(content, set(selection.removed), key)):
                yield SidecarMatch(name, "removed", lines)
            overruled = set(selection.overruled)
            if lines := _fewer(content, without(content, overruled, plaintext_only=True)):
                yield SidecarMatch(name, "overruled", lines)
        for path, content in own.contents(own.private_copies(), []):
            month = month_of(path.name)
            rest, changed = without_requested(content, request, month, key, is_copy=True)
            if changed:
                yield SidecarMatch(journal.shown(path), "copy", max(_fewer(content, rest), 1))

    def forget(self, found: ForgetPreview, stamp: Stamper) -> None:
        """Append records that remove the ids, and erase these and what lies beside them.

        Raises SysleadError where something still holds the text; the next write tries again.
        """
        selection = found.selection
        if not (selection.ids or found.sidecars):
            return
        removals = [Remove(**stamp(None)._asdict(), of=id_) for id_ in selection.ids]
        records = [*selection.redacted.values(), *removals]
        journal, erasing = self._journal, self._paths.erasing
        if os.path.lexists(erasing):
            journal.key.unlock()  # what was begun before is finished first, which takes the key
        try:
            with journal.erasing(records) as (erasure, lines):
                erasure.catch_up()
                decoded = tuple((month, line.decode()) for month, line in lines)
                ids = (*selection.ids, *selection.removed)
                renamed = {old: record.id for old, record in selection.redacted.items()}
                plan = ErasurePlan(1, found.request, ids, decoded, renamed, selection.overruled)
                write_plan(erasing, plan)
                erasure.carry_out(plan, lambda: journal.tell_saved(records))
                if os.path.lexists(erasing):  # it goes when all is carried out
                    raise OSError(EIO, "a file could not be read")
        except OSError as problem:
            message, hint = "No entry was erased", "Free some space, or repair the folder, first."
            if erasing.exists():
                message, hint = "Not everything is erased yet", "The next entry completes it."
            raise SysleadError(f"{message}: {reason(problem)}.", hint, "not_erased") from problem

    def out_of_reach(self, found: ForgetPreview, *, done: bool, typed: bool) -> OutOfReach:
        """Return what no program on this machine can take out, and what was left to the leader."""
        path = str(self._paths.journal).lower()
        return OutOfReach(
            self._repository(),
            next((name for part, name in _SYNCED.items() if part in path), ""),
            tuple(self.other_devices()),
            tuple(self._still_in(found, done=done)),
            typed,
        )

    def _repository(self) -> str:
        """Return the folder of a git repository that the journal is in, or an empty text."""
        for folder in (self._paths.journal, *self._paths.journal.parents):
            with contextlib.suppress(OSError):
                if (folder / ".git").exists():
                    return str(folder)
        return ""

    def other_devices(self) -> list[str]:
        """Return the names of the other devices that write to this journal."""
        own = self._journal.device
        return [name for name in self._journal.devices() if is_device_name(name) and name != own]

    def _still_in(self, found: ForgetPreview, *, done: bool) -> Iterator[str]:
        """Yield files of the leader's own folders that hold a word or a name all the same.

        Before it is ``done``, the files that will be erased or rewritten are left out, and
        settings that will be changed.
        """
        request, shown = found.request, self._journal.shown
        if request.pattern is None:
            return
        going = set(found.selection.elsewhere)
        if not done:
            own = self._journal.own_files()
            going |= {shown(path) for path in own.of_the_journal([])}
            going |= {one.file for one in self._beside(request, found.selection)}
        for path in self._everywhere():
            place = shown(path)
            changes = found.voices and not done and place.endswith("config.toml")
            if place not in going and not changes and _holds(request, path):
                yield place

    def _everywhere(self) -> Iterator[Path]:
        paths, seen = self._paths, set[Path]()
        for top in (paths.journal, paths.state, paths.config, paths.frameworks, paths.prompts):
            for path in [top] if top.is_file() else sorted(top.rglob("*")):
                inside = path.relative_to(top).parts if path != top else ()
                if path in seen or ".git" in inside or inside[:1] == ("cache",):
                    continue
                seen.add(path)
                if path.is_file() and not path.is_symlink():
                    yield path
        yield from spare_files(paths)


def _fewer(content: bytes, rest: bytes) -> int:
    return content.count(b"\n") - rest.count(b"\n")


def _holds(request: ForgetRequest, path: Path) -> bool:
    try:
        content = read_regular(path, _SEARCHED)
    except (OSError, SysleadError):
        return False
    if not path.name.endswith(".jsonl"):
        return concerns_bytes(request, content)
    return any(
        concerns_bytes(request, one.raw)
        if isinstance(one.line, CorruptLine)
        else is_requested(request, one.line)
        for one in raw_lines(content)
    )
