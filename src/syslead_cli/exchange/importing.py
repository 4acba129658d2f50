"""Importing: everything is read and checked first, then one append, all of it or nothing.

Entries of another journal become notes. Lines of a syslead journal (an export, a rescue file)
are compared with the journal here. Nothing that is here is changed, replaced or deleted.

Files, folders and zips are read into memory within limits: no link is followed out of a folder,
nothing is waited for, and nothing is unpacked to the disk.
"""

from __future__ import annotations

import io
import os
import stat
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date, datetime, timedelta, tzinfo
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from msgspec import Struct

from syslead_cli.base.clock import uuid7, zone_named
from syslead_cli.base.dates import leaders_day
from syslead_cli.base.files import READ_FLAGS, read_regular, reason
from syslead_cli.base.text import joined, tags_in, voices_in
from syslead_cli.errors import SysleadError
from syslead_cli.exchange.formats import FORMATS
from syslead_cli.exchange.model import ForeignEntry, LeftOut, Parsed, SourceFile, refused
from syslead_cli.journal.codec import CorruptLine, content_of, data_of, encode_line
from syslead_cli.journal.merge import Journal, PlacedLine, merge_lines
from syslead_cli.journal.model import Note
from syslead_cli.journal.raw_lines import with_edits

if TYPE_CHECKING:
    from zipfile import ZipFile, ZipInfo

    from syslead_cli.framework.mentions import Mention

#: More than a life's journal. A file of more bytes is refused before it is read.
LIMIT = 256 * 1024 * 1024
FILES_LIMIT = 100_000
_DEPTH = 32
#: Pictures make a zip large; they are not read. Its list of contents is, and stays below this.
ZIP_LIMIT = 4 * 1024**3
_LIST_LIMIT = 32 * 1024 * 1024
_PART = 1 << 20
STARRED = "starred"
SKIPPED = "a time the clock skipped: moved forward by the same amount"
TWICE = "a time the clock showed twice: the first was used"
_DELETED = "deleted here, so not added again"
_EPOCH = datetime.fromisoformat("1970-01-01")


class ImportSettings(Struct, frozen=True):
    """What an import needs to know of this leader. ``zone`` is for times that name none."""

    zone_name: str
    zone: tzinfo
    day_start: int
    find_mentions: Callable[[str], Sequence[Mention]]
    #: Yields the entries, and says to somebody who waits how many are done.
    watched: Callable[[Sequence[ForeignEntry]], Iterable[ForeignEntry]]


class NewLine(NamedTuple):
    """A line that would come in, with what a person wants to see of it."""

    id: str
    kind: str
    day: date | None
    text: str
    line: bytes


class ImportPlan(Struct, frozen=True):
    """What an import would do."""

    new: Sequence[NewLine]
    present: int
    left_out: Sequence[LeftOut]
    #: Entries whose times got the leader's zone because they named none.
    zoned: int = 0
    #: What was decided about times the clock skipped or showed twice, with how many.
    decided: Mapping[str, int] = {}
    #: What entries have and notes have no place for, with how many.
    not_kept: Mapping[str, int] = {}


def plan_import(form: str, parsed: Parsed, here: Journal, settings: ImportSettings) -> ImportPlan:
    """Return what would come in. Raises SysleadError where nothing in a source can be read."""
    if parsed.lines:
        planned = compare_lines(parsed, here)
    else:
        planned = _plan_notes(form, parsed, here, settings)
    if planned.left_out and not planned.new and not planned.present:
        first, more = planned.left_out[0], len(planned.left_out) - 1
        others = f"\nand {more:,} more like that" if more else ""
        raise SysleadError(
            f"Nothing in it can be imported.\n{first.place}: {first.reason}{others}",
            hint=f"Is that the right format? {FORMATS[form].made_by} Nothing was changed.",
            code="not_importable",
        )
    return planned


def _plan_notes(form: str, parsed: Parsed, here: Journal, settings: ImportSettings) -> ImportPlan:
    known = {line.id for line in here.lines} | here.removed
    left = list(parsed.left_out)
    new: list[NewLine] = []
    present = zoned = 0
    decided: Counter[str] = Counter()
    not_kept: Counter[str] = Counter()
    for entry in settings.watched(parsed.entries):
        id_ = entry_id(form, entry)
        if id_ in here.removed:
            left.append(LeftOut(entry.place, _DELETED))
        elif id_ in known:
            present += 1
        else:
            known.add(id_)
            note, remark = note_of(id_, entry, settings)
            zoned += entry.when.tzinfo is None and not entry.zone
            decided.update([remark] if remark else [])
            not_kept.update(entry.not_kept)
            new.append(NewLine(id_, "note", note.day, note.text, encode_line(note)))
    return ImportPlan(new, present, left, zoned, decided, not_kept)


def entry_id(form: str, entry: ForeignEntry) -> str:
    """Return an id that depends on nothing but the entry: a second import knows it again.

    A time without a zone counts as it stands, so that another ``--tz`` makes no second copy.
    """
    from hashlib import sha256

    offset = entry.when.utcoffset() or timedelta()
    since = entry.when.replace(tzinfo=None) - offset - _EPOCH
    key = f"{form}\n{entry.key}".encode("utf-8", "surrogatepass")
    return uuid7(since // timedelta(milliseconds=1), sha256(key).digest())


def note_of(id_: str, entry: ForeignEntry, settings: ImportSettings) -> tuple[Note, str]:
    """Return the note, and what was decided about its time, if anything.

    ``@name`` is how other journals write a tag; it makes no voice here.
    """
    local, zone, remark = local_time(entry, settings)
    tags = [*entry.tags, *((STARRED,) if entry.starred else ())]
    note = Note(
        id=id_,
        ts=local.isoformat(timespec="milliseconds"),
        tz=zone,
        day=entry.when.date() if entry.day_only else leaders_day(local, settings.day_start),
        text=entry.text,
        tags=joined(tags, (*voices_in(entry.text), *tags_in(entry.text))),
        mentions=tuple(found.facet for found in settings.find_mentions(entry.text)),
        extra=entry.extra,
    )
    return note, remark


def local_time(entry: ForeignEntry, settings: ImportSettings) -> tuple[datetime, str, str]:
    """Return an entry's time with its offset, the name of its zone, and what was decided.

    Of a time the clock showed twice the first is meant. A time it skipped is moved on by as
    much as was skipped.
    """
    if entry.when.tzinfo is not None:
        return entry.when, entry.zone, ""
    own = zone_named(entry.zone) if entry.zone else None
    name, zone = (entry.zone, own) if own else (settings.zone_name, settings.zone)
    first, second = (entry.when.replace(tzinfo=zone, fold=fold) for fold in (0, 1))
    before, after = first.utcoffset(), second.utcoffset()
    if before == after or before is None or after is None:
        return first, name, ""
    if before > after:
        return first, name, TWICE
    return (entry.when + (after - before)).replace(tzinfo=zone), name, SKIPPED


def compare_lines(parsed: Parsed, here: Journal) -> ImportPlan:
    """Compare lines with the journal here: what is new, present, or does not come in."""
    lines = [line for line in here.lines if not isinstance(line.line, CorruptLine)]
    known, removed = {line.id for line in lines}, here.removed
    arriving = [line for _, line in parsed.lines]
    deleted = with_edits(removed, arriving) | (_deleted_by(arriving) - known)
    #: What is here, and the edits of it that arrive: no edit of these comes in.
    unchanged = with_edits(known - removed, arriving)

    def reason_against(line: PlacedLine) -> str:
        """Return why a line does not come in, empty where it does."""
        if line.of in unchanged and not line.removes:
            return "would change an entry that is here; syslead edit does that"
        if line.id in deleted and not line.removes:
            return _DELETED
        if line.id and line.id in known:
            return "different content under an id that is here; the one here is not changed"
        if line.removes and line.of in known and line.of not in deleted:
            return "would delete an entry that is here; syslead delete does that"
        return ""

    contents: dict[str, set[str]] = {line.id: set() for line in arriving}
    for line in lines:
        if line.id in contents:
            contents[line.id].add(line.content())
    for record in here.records:  # as edits made it
        if record.id in contents:
            contents[record.id].add(content_of(data_of(record)))
    left = list(parsed.left_out)
    new: list[NewLine] = []
    present = 0
    for place, line in parsed.lines:
        if line.content() in contents[line.id]:
            present += 1
        elif reason := reason_against(line):
            left.append(LeftOut(place, reason))
        else:
            contents[line.id].add(line.content())
            kind = str(line.line.data.get("kind", ""))
            text = getattr(line.record, "text", None) or ""
            new.append(NewLine(line.id, kind, line.line.day, text, line.raw))
    return ImportPlan(new, present, left)


def _deleted_by(arriving: Sequence[PlacedLine]) -> frozenset[str]:
    """Return the ids that lines delete among themselves."""
    if not any(line.removes for line in arriving):
        return frozenset()
    return merge_lines(arriving).removed


def read_file(path: Path, limit: int = LIMIT) -> SourceFile:
    """Read one ordinary file. Raises SysleadError where it is none, or larger than ``limit``."""
    if path.is_dir():
        raise refused(f"{path} is a folder; give a file.")
    with _reading(path):
        return SourceFile(str(path), read_regular(path, limit))


def read_folder(path: Path, endings: tuple[str, ...], limit: int = LIMIT) -> list[SourceFile]:
    """Read the files of a folder and those below it; one file counts as its folder.

    Hidden names and symbolic links are passed over.
    """
    if not path.is_dir():
        return [SourceFile(path.name, read_file(path, limit).content)]
    found: list[SourceFile] = []
    size = 0
    with _reading(path):
        for file in _below(path, endings):
            content = read_regular(file, limit - size)
            size += len(content)
            found.append(SourceFile(file.relative_to(path).as_posix(), content))
            if len(found) > FILES_LIMIT:
                raise refused(f"{path} has more than {FILES_LIMIT:,} files.")
    return found


def _below(folder: Path, endings: tuple[str, ...], depth: int = 0) -> Iterator[Path]:
    """Yield files in the order of their names."""
    if depth > _DEPTH:
        raise refused(f"{folder} is more than {_DEPTH} folders deep.")
    with os.scandir(folder) as entries:
        listed = sorted((e for e in entries if e.name[0] != "."), key=lambda e: e.name)
    for entry in listed:
        if entry.is_dir(follow_symlinks=False):
            yield from _below(folder / entry.name, endings, depth + 1)
        elif entry.is_file(follow_symlinks=False) and entry.name.lower().endswith(endings):
            yield folder / entry.name


def read_members(path: Path, ending: str, limit: int = LIMIT) -> list[SourceFile]:
    """Read the members of a zip whose names end so; a file that is no zip is its one member."""
    import zipfile
    import zlib

    if path.is_dir():
        raise refused(f"{path} is a folder; give a file.")
    try:
        with (
            _reading(path),
            _ZipFile(str(path), opener=lambda name, _: os.open(name, READ_FLAGS)) as file,
        ):
            status = os.fstat(file.fileno())
            if not stat.S_ISREG(status.st_mode) or file.read(2) != b"PK":
                return [read_file(path, limit)]
            if status.st_size > ZIP_LIMIT:
                size = f"{status.st_size:,} bytes, the limit is {ZIP_LIMIT:,}"
                raise refused(f"{path}: too large: {size}.")
            with zipfile.ZipFile(file) as archive:
                return _contents(archive, ending, limit)
    except (zipfile.BadZipFile, zlib.error, EOFError, ValueError, NotImplementedError) as problem:
        raise refused(f"{path}: the zip is damaged or cut short ({problem}).") from None
    except (RuntimeError, MemoryError, LookupError, ArithmeticError) as problem:
        raise refused(f"{path}: the zip cannot be read ({problem}).") from None


class _ZipFile(io.FileIO):
    """A file that gives nobody more than a part at once: a zip's header may ask for anything."""

    def read(self, size: int | None = -1, /) -> bytes:
        if size is None or size < 0:
            size = _LIST_LIMIT
        if size > _LIST_LIMIT:
            raise refused(f"{self.name}: its list of contents is impossible.")
        return super().read(size) or b""


def _contents(archive: ZipFile, ending: str, limit: int) -> list[SourceFile]:
    """Check all members, then read those wanted: by declared size first, then by what is there."""
    path, members = archive.filename, archive.infolist()
    too_large = refused(f"{path}: too large when unpacked: the limit is {limit:,} bytes.")
    if len(members) > FILES_LIMIT:
        raise refused(f"{path}: more than {FILES_LIMIT:,} members.")
    for member in members:
        # No journal makes an archive with a name that leads elsewhere, or with a link.
        parts = member.filename.replace("\\", "/").split("/")
        if ".." in parts or parts[0] == "" or parts[0].endswith(":"):
            raise refused(f'{path}: a member has the path "{member.filename}".')
        if stat.S_ISLNK(member.external_attr >> 16):
            raise refused(f'{path}: the member "{member.filename}" is a symbolic link.')
    wanted = [member for member in members if _is_wanted(member.filename, ending)]
    if not wanted:
        raise refused(f"{path} contains no {ending} file.")
    if sum(member.file_size for member in wanted) > limit:
        raise too_large
    found, left = [], limit
    for member in sorted(wanted, key=lambda member: member.filename):
        if member.flag_bits & 1:
            raise refused(f'{path}: the member "{member.filename}" is protected by a password.')
        content = _content(archive, member, left)
        left -= len(content)
        if left < 0:
            raise too_large
        found.append(SourceFile(member.filename, content))
    return found


def _is_wanted(path: str, ending: str) -> bool:
    name = path.rpartition("/")[2]
    hidden = name.startswith(".") or path.startswith("__MACOSX/")
    return name.lower().endswith(ending) and not hidden


def _content(archive: ZipFile, member: ZipInfo, limit: int) -> bytes:
    """Return the whole member, or a little more than ``limit`` bytes of it."""
    parts, size = [], 0
    with archive.open(member) as stream:
        while size <= limit and (part := stream.read(_PART)):
            parts.append(part)
            size += len(part)
    return b"".join(parts)


@contextmanager
def _reading(path: Path) -> Iterator[None]:
    """Refuse what cannot be read, or is no ordinary file."""
    try:
        yield
    except SysleadError as problem:
        raise refused(problem.message) from None
    except FileNotFoundError as problem:
        raise refused(f"{problem.filename or path} does not exist.") from problem
    except OSError as problem:
        message = f"{problem.filename or path} could not be read: {reason(problem)}."
        raise refused(message) from problem
