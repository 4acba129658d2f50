"""The files of the journal folder: which there are, how they were last seen, what is missing.

``journal/<device>/<YYYY-MM>.jsonl``, and whatever else ends in ``.jsonl`` beside them: sync
tools leave conflict copies, people put files of their own there.
"""

from __future__ import annotations

import contextlib
import errno
import json
import os
import re
from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from msgspec import ValidationError, convert

from syslead_cli.base.documents import JsonFile
from syslead_cli.base.files import drop_killed, read_regular, reason, replace_file
from syslead_cli.base.text import counted
from syslead_cli.errors import SysleadError
from syslead_cli.journal.codec import BOM, CorruptLine, records_within
from syslead_cli.journal.merge import CheckFinding, Place, PlacedLine

if TYPE_CHECKING:
    from syslead_cli.base.paths import Paths

#: A month of one leader is far below this; anything larger is not a journal file.
FILE_LIMIT = 512 * 1024 * 1024
_MONTH = re.compile(r"\d{4}-\d{2}")
#: What iCloud, Nextcloud and ownCloud leave in the place of a file they have not fetched.
_PLACEHOLDER = r"\.?(.+\.jsonl)\.(?:icloud|nextcloud|owncloud)"
_NOT_FETCHED = "not downloaded to this computer yet"
_DEVICE = re.compile(r"[a-z0-9]{4,32}")


class MonthFile(NamedTuple):
    """One file: the device whose folder it is in, the month in its name, its path."""

    device: str
    month: str
    path: Path


def _may_be_folder(entry: os.DirEntry[str]) -> bool:
    """Return whether it is a folder, or cannot be told: that is said where it is listed."""
    try:
        return entry.is_dir()
    except OSError as problem:
        return problem.errno != errno.ELOOP  # a link that leads to itself holds nothing


def is_device_name(name: str) -> bool:
    """Return whether syslead names a device's folder so; other folders belong to nobody."""
    return _DEVICE.fullmatch(name) is not None


def is_month(name: str) -> bool:
    """Return whether syslead names a month's file so; sync tools name their copies otherwise."""
    return re.fullmatch(r"\d{4}-\d{2}\.jsonl", name) is not None


def month_of(name: str) -> str:
    """Return the month a file's name begins with, empty where it begins with none."""
    found = _MONTH.match(name)
    return found[0] if found else ""


class MonthFiles:
    """Every file below the journal folder, in a fixed order, for the ``device`` that this is."""

    def __init__(self, paths: Paths, device: str) -> None:
        self._paths = paths
        self._journal = paths.journal
        self._device = device
        self._listed: list[MonthFile] = []
        #: Folders that could not be listed, as lines for the union to report.
        self.problems: list[PlacedLine] = []
        self.not_here: list[CheckFinding] = []

    def listing(self) -> list[MonthFile]:
        """Return every journal file, conflict copies too; note folders that cannot be listed."""
        self.problems, self.not_here = [], []
        found = self._in_folder("", self._journal)
        try:
            names = self._device_names()
        except OSError as problem:
            self._note(self._journal, "", problem)
            names = []
        for name in names:
            found += self._in_folder(name, self._journal / name)
        self._listed = found
        return found

    def devices(self) -> list[str]:
        """Return the names of the folders below the journal's."""
        try:
            return self._device_names()
        except OSError:
            return []  # said by the listing

    def _device_names(self) -> list[str]:
        with contextlib.suppress(FileNotFoundError), os.scandir(self._journal) as entries:
            return sorted(e.name for e in entries if e.name[0] != "." and _may_be_folder(e))
        return []

    def _in_folder(self, device: str, folder: Path) -> list[MonthFile]:
        names, found = list[str](), []
        try:
            names = sorted(os.listdir(folder))
        except FileNotFoundError:
            pass
        except OSError as problem:
            self._note(folder, device, problem)
        for name in names:
            if name.endswith(".jsonl") and name[0] != ".":
                found.append(MonthFile(device, month_of(name), folder / name))
            elif placeholder := re.fullmatch(_PLACEHOLDER, name):
                shown = self.shown(folder / placeholder[1])
                self.not_here.append(CheckFinding("absent", shown, None, _NOT_FETCHED))
        return found

    def missing(
        self, removed: int, gone: str = "missing from this computer", *, counting: bool = False
    ) -> list[CheckFinding]:
        """Return what is in the cloud, months that were here, and files that had more lines.

        It is about what was listed last. Other devices may have erased as many lines as records
        are ``removed``, and any edits of these. ``gone`` is what to say of a month, with ``{}`` for
        what it had. With ``counting`` every file is looked into, else those that became smaller.
        """
        there = {file.path for file in self._listed}
        sights = list(SeenFiles(self._paths.seen).all())
        removed = max(removed, sum(len(sight.removed) for *_, sight in sights))
        absent = {finding.file for finding in self.not_here}
        unlisted = tuple(f"{problem.place.file}/" for problem in self.problems)
        lost = []
        for device, name, sight in sights:
            path, kind, problem = self._journal / device / name, "gone", ""
            shown = self.shown(path)
            if path in there:
                limit = FILE_LIMIT if counting else sight.size - 1
                allowed = 0 if device == self._device else removed
                kind, problem = "fewer", _shrunk(path, sight, allowed, limit)
            elif sight.most and is_month(name):
                had = f"had {counted(sight.most, 'record')}"
                is_known = shown in absent or shown.startswith(unlisted)
                problem = "" if is_known or path.exists() else gone.format(had)  # made meanwhile
            if problem:
                lost.append(CheckFinding(kind, shown, None, problem))
        return [*self.not_here, *lost]

    def _note(self, folder: Path, device: str, problem: OSError) -> None:
        place = Place(self.shown(folder), 0, device)
        if place not in [each.place for each in self.problems]:
            line = CorruptLine(f"cannot be listed: {reason(problem)}")
            self.problems.append(PlacedLine(place, line))

    def shown(self, path: Path) -> str:
        """Return how messages call a journal file: relative to the folder above ``journal``."""
        try:
            return path.relative_to(self._journal.parent).as_posix()
        except ValueError:
            return str(path)


def read_device(path: Path) -> str:
    """Return this machine's name in the journal folder, empty before the first write.

    Raises SysleadError where something else is in the file: it would become a folder's name.
    """
    try:
        content = read_regular(path, 100)
    except FileNotFoundError:
        return ""
    name = content.decode("ascii", "replace").strip()
    if name and not is_device_name(name):
        raise SysleadError(
            f"{path} contains no device name; nothing was saved.",
            hint="Delete that file; a new name is made with the next entry.",
            code="device",
        )
    return name


# ── last seen ────────────────────────────────────────────────────────────────

_LIMIT = 16 * 1024 * 1024


class SeenFile(NamedTuple):
    """One file as last seen. ``most`` is the largest count that was not erased on purpose.

    ``removed`` are the ids that its remove records name; ``edits`` is the largest count of edits.
    """

    size: int
    changed: int
    lines: int
    most: int
    removed: tuple[str, ...]
    edits: int = 0


class SeenFiles:
    """How long every journal file was when this device last saw it, and how much was in it.

    Written by writers only, never by readers, without waiting for the disk: it is advice for
    ``verify`` ("this month had 41 records, now 12") and spares an append from reading what other
    devices wrote long ago. The folder can be deleted at any time. One small file for each device
    and year, so that an append costs the same however long the journal is.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def get(self, device: str, name: str) -> SeenFile | None:
        """Return what is known of that file."""
        return self.get_all([(device, name)])[device, name]

    def get_all(self, files: Iterable[tuple[str, str]]) -> dict[tuple[str, str], SeenFile | None]:
        """Return the same for many files, each table read once: there may be thousands."""
        load = cache(self._load)
        return {file: _sight(load(self._path(*file)).get(file[1])) for file in files}

    def put(self, device: str, name: str, sight: SeenFile | None) -> None:
        """Note it; None forgets the file."""
        self.put_all([(device, name, sight)])

    def put_all(self, sights: Sequence[tuple[str, str, SeenFile | None]]) -> None:
        """Note many files, each table written once."""
        paths = dict.fromkeys(self._path(device, name) for device, name, _ in sights)
        tables = {path: self._load(path) for path in paths}
        for device, name, sight in sights:
            table = tables[self._path(device, name)]
            if sight is None:
                table.pop(name, None)
            else:
                table[name] = list(sight)
        for path, table in tables.items():
            self._store(path, table)

    def older(self, device: str) -> int:
        """Return how many of a device's older files have been seen to the last."""
        count = self._load(self._index(device)).get("older")
        return count if isinstance(count, int) else 0

    def put_older(self, device: str, count: int) -> None:
        """Note that count."""
        self._store(self._index(device), {"older": count})

    def all(self) -> Iterator[tuple[str, str, SeenFile]]:
        """Yield everything that was seen, as (device, file name, sight)."""
        for path in sorted(self._folder.glob("*/*.json")):
            for name, value in sorted(self._load(path).items()):
                sight = _sight(value)
                if sight and path.name != "index.json":
                    yield path.parent.name.removeprefix("_"), name, sight

    def _path(self, device: str, name: str) -> Path:
        return self._folder / (device or "_") / f"{month_of(name)[:4] or 'other'}.json"

    def _index(self, device: str) -> Path:
        return self._folder / (device or "_") / "index.json"

    @staticmethod
    def _load(path: Path) -> dict[str, Any]:
        return JsonFile(path, dict[str, Any], dict, limit=_LIMIT).read()

    @staticmethod
    def _store(path: Path, table: dict[str, Any]) -> None:
        state = path.parents[2]
        with contextlib.suppress(OSError):
            drop_killed(path.parent, root=state)
        content = json.dumps(table, separators=(",", ":")).encode()
        replace_file(path, content, durable=False, root=state)


def _sight(value: Any) -> SeenFile | None:
    try:
        return convert(value, SeenFile)
    except ValidationError:
        return None


def _shrunk(path: Path, sight: SeenFile, allowed: int, limit: int) -> str:
    """Return how many lines a file has lost; only one up to that size is looked into."""
    with contextlib.suppress(OSError, SysleadError):  # said where it is read
        if path.stat().st_size <= limit:
            content = read_regular(path, FILE_LIMIT)
            now = records_in(content, sight.most)
            fewer_edits = max(0, sight.edits - edits_in(content)) if allowed else 0
            if sight.most - now - fewer_edits > allowed:
                return f"had {counted(sight.most, 'record')}, now {now:,}"
    return ""


def records_in(content: bytes, most: int) -> int:
    """Count lines; where they are too few, count those that ran together one by one."""
    lines = lines_of(content)
    if len(lines) >= most:
        return len(lines)
    return sum(max(1, sum(1 for _ in records_within(raw))) for raw in lines)


def edits_in(content: bytes) -> int:
    """Count the lines that edit another record; of an encrypted line the kind is to be seen."""
    return content.count(b'"kind":"revise"')


def note_append(folder: Path, device: str, written: Iterable[tuple[Path, int, bytes]]) -> None:
    """Note appends to own files, given each file's size before and the bytes added.

    The file is counted anew where something else had changed it.
    """
    seen = SeenFiles(folder)
    for path, before, added in written:
        known, changed = seen.get(device, path.name), path.stat().st_mtime_ns
        if known and known.size == before:
            count = known.lines + len(lines_of(added))
            most = max(known.most, count) if known.most > known.lines else count
            sight = SeenFile(before + len(added), changed, count, most, known.removed)
        else:
            content = read_regular(path, FILE_LIMIT)
            count = len(lines_of(content))
            most = max(count, known.most if known else 0)
            sight = SeenFile(len(content), changed, count, most, ())
        seen.put(device, path.name, sight)


def lines_of(content: bytes) -> list[bytes]:
    """Return the lines that are not blank, without their line ends, in order."""
    lines = (raw.strip(b" \t\r") for raw in content.removeprefix(BOM).split(b"\n"))
    return [raw for raw in lines if raw]
