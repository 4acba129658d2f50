"""``verify``: what is wrong with the journal's lines and with everything on the disk.

Nothing here writes. ``FilesOnDisk`` looks; the functions judge what was found.
"""

from __future__ import annotations

import contextlib
import os
import re
import stat
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, NamedTuple

from msgspec import Struct

from syslead_cli.base.files import is_left_behind, read_regular, reason
from syslead_cli.errors import SysleadError
from syslead_cli.journal.codec import (
    CorruptLine,
    ReadableLine,
    read_line,
)
from syslead_cli.journal.encrypted import count_encrypted, is_encrypted
from syslead_cli.journal.files import (
    FILE_LIMIT,
    MonthFiles,
    SeenFiles,
    had_and_has,
    is_device_name,
    read_device,
    records_in,
)
from syslead_cli.journal.raw_lines import raw_lines
from syslead_cli.journal.rescue import spare_files, waiting_files

if TYPE_CHECKING:
    from pathlib import Path

    from syslead_cli.base.paths import Paths
    from syslead_cli.journal.merge import Journal
    from syslead_cli.journal.store import JournalFiles

#: The form of a folder whose files could not even be named.
UNLISTED = "folder that cannot be listed"
_MONTH_FILE = re.compile(r"\d{4}-\d{2}\.jsonl")
#: The kind and the damage of an oddity of the merge, by a part of its sentence.
_ODDITIES = {
    "two contents": ("differing", True),
    "not in the journal": ("dangling", True),
    "cannot be applied": ("edit", True),
    "an encrypted record": ("overruled", True),
}


class CheckFinding(Struct, frozen=True):
    """One thing that is not as it should be; ``line`` is 0 where it is about the whole file.

    ``kind`` is a word for programs. ``damage``: something cannot be read or is gone; the rest
    is odd, and costs nothing.
    """

    kind: str
    file: str
    problem: str
    line: int = 0
    damage: bool = False


class Verification(Struct, frozen=True):
    """Counts of files, records and lines, and the findings, damage first.

    ``encrypted`` are lines that only a key decrypts, and that were left encrypted.
    """

    files: int
    records: int
    unknown_version: int
    findings: tuple[CheckFinding, ...]
    encrypted: int = 0

    @property
    def damaged(self) -> bool:
        """Return whether anything cannot be read or is gone."""
        return any(finding.damage for finding in self.findings)


class FileFacts(NamedTuple):
    """A file of the journal folder as it is on the disk; ``content`` is None if unreadable."""

    name: str
    device: str
    month: str
    own: bool
    form: str
    mode: int
    content: bytes | None


class LastCount(NamedTuple):
    """How many lines a file was last seen with; ``name`` as in messages."""

    name: str
    own: bool
    most: int


def verify(journal: JournalFiles, disk: FilesOnDisk, *, encrypted: bool = False) -> Verification:
    """Check everything; in an ``encrypted`` journal plaintext lines are a finding too."""
    whole = journal.read()
    files = {facts.name: facts for facts in disk.files()}
    findings = [*journal_findings(whole), *disk.around()]
    for facts in files.values():
        findings += file_findings(facts)
        if encrypted:
            findings += _plaintext_findings(facts)
    findings += _count_findings(disk.counts(), files, len(whole.removed))
    closed = sum(is_encrypted(line) for line in whole.newer)
    unknown = len(whole.newer) - closed
    by_weight = tuple(_by_weight(findings))
    return Verification(len(files), len(whole.records), unknown, by_weight, closed)


# ── lines and files ──────────────────────────────────────────────────────────


def journal_findings(journal: Journal) -> Iterator[CheckFinding]:
    """Yield lines that cannot be read, contents that differ, edits that lead nowhere."""
    for one in journal.damage:
        kind = "line" if one.place.line else "file"
        yield CheckFinding(kind, one.place.file, one.problem, one.place.line, damage=True)
    for one in journal.odd:
        kinds = (kind for part, kind in _ODDITIES.items() if part in one.problem)
        kind, damage = next(kinds, ("absent", False))
        yield CheckFinding(kind, one.place.file, one.problem, one.place.line, damage=damage)


def file_findings(facts: FileFacts) -> Iterator[CheckFinding]:
    """Yield what is odd about one file, besides lines that cannot be read."""
    if facts.form == UNLISTED:
        yield CheckFinding("file", facts.name, "cannot be listed", damage=True)
    elif facts.form != "file":
        said = f"is a {facts.form}, not an ordinary file"
        yield CheckFinding("form", facts.name, said)
    elif facts.mode & 0o177:
        yield CheckFinding("mode", facts.name, _mode_problem(facts.mode, "0600"))
    if facts.month and not _MONTH_FILE.fullmatch(facts.name.rpartition("/")[2]):
        said = "a copy that a sync tool made; its lines count, each once"
        yield CheckFinding("copy", facts.name, said)
    if facts.content is not None:
        yield from _line_findings(facts, facts.content)


def _mode_problem(mode: int, meant: str) -> str:
    return f"other users of this computer may open it (mode {mode:04o}; it should be {meant})"


def _line_findings(facts: FileFacts, content: bytes) -> Iterator[CheckFinding]:
    number = 0
    for number, raw in enumerate(content.split(b"\n"), 1):
        line = read_line(raw)
        if not isinstance(line, ReadableLine):
            continue
        day = line.record.day.isoformat()
        if facts.month and day[:7] != facts.month:
            said = f"its day, {day}, is not in the month of the file"
            yield CheckFinding("month", facts.name, said, number)
        if not line.has_crc:
            yield CheckFinding("unsealed", facts.name, "a line without a checksum", number)
    tail = content.rpartition(b"\n")[2]
    if tail and isinstance(read_line(tail), CorruptLine):
        said = "incomplete: the last line was not written to its end"
        yield CheckFinding("torn", facts.name, said, number, damage=True)
    elif tail:
        yield CheckFinding("tail", facts.name, "no newline at its end", number)


def _plaintext_findings(facts: FileFacts) -> Iterator[CheckFinding]:
    """Yield the lines of an encrypted journal that are not: anybody may have written them."""
    if facts.content is None or not count_encrypted(facts.content)[1]:
        return
    where = "syslead encrypt" if facts.own else "syslead encrypt on its own machine"
    for one in raw_lines(facts.content):
        if not isinstance(one.line, CorruptLine) and not is_encrypted(one.line):
            said = f"not encrypted, so others may have written it ({where})"
            yield CheckFinding("clear", facts.name, said, one.number, damage=True)


def _count_findings(
    counts: Iterable[LastCount], files: dict[str, FileFacts], removed: int
) -> Iterator[CheckFinding]:
    """Yield files that hold less than when this device last wrote.

    ``removed`` lines may have been erased by another device on purpose: no loss there.
    """
    unlisted = tuple(f"{one.name}/" for one in files.values() if one.form == UNLISTED)
    for name, own, most in counts:
        facts = files.get(name)
        if facts is None:
            is_month = _MONTH_FILE.fullmatch(name.rpartition("/")[2])
            if most and is_month and not name.startswith(unlisted):
                had = had_and_has(most, 0).partition(",")[0]
                yield CheckFinding("gone", name, f"{had}; the file is gone", damage=True)
        elif facts.content is not None:
            now = records_in(facts.content, most)
            if most - now > (0 if own else removed):
                yield CheckFinding("fewer", name, had_and_has(most, now), damage=True)


def _by_weight(findings: Iterable[CheckFinding]) -> list[CheckFinding]:
    """Sort damage first, then by file and line, each once; data in the cloud is not gone."""
    unique = dict.fromkeys(findings)
    torn = {(one.file, one.line) for one in unique if one.kind == "torn"}
    kept = [one for one in unique if not (one.kind == "line" and (one.file, one.line) in torn)]
    absent = {one.file for one in kept if one.kind == "absent"}
    kept = [one for one in kept if not (one.kind == "gone" and one.file in absent)]
    return sorted(kept, key=lambda one: (not one.damage, one.file, one.line, one.kind))


# ── the disk ─────────────────────────────────────────────────────────────────


class FilesOnDisk:
    """Everything syslead keeps, as it is on the disk."""

    def __init__(self, paths: Paths) -> None:
        self._paths = paths
        self._device = self._bad_device = ""
        self._files: list[FileFacts] | None = None
        try:
            self._device = read_device(paths.device)
        except SysleadError as problem:
            self._bad_device = problem.message
        except OSError as problem:
            self._bad_device = f"could not be read: {reason(problem)}"
        self._months = MonthFiles(paths.journal)

    def files(self) -> list[FileFacts]:
        """Return every journal file with its bytes, read once; unlisted folders too."""
        if self._files is None:
            shown = self._months.shown
            found = [
                FileFacts(shown(path), device, month, self._is_own(device), *self._facts(path))
                for device, month, path in self._months.listing()
            ]
            for place in (problem.place for problem in self._months.problems):
                own = self._is_own(place.device)
                found.append(FileFacts(place.file, place.device, "", own, UNLISTED, 0o700, None))
            self._files = found
        return self._files

    def _is_own(self, device: str) -> bool:
        """Return whether files of that folder are this device's or nobody's."""
        return device == self._device or not is_device_name(device)

    def counts(self) -> Iterator[LastCount]:
        """Yield how many lines each file had when this device last wrote."""
        for device, name, seen in SeenFiles(self._paths.seen).all():
            shown = self._months.shown(self._paths.journal / device / name)
            yield LastCount(shown, device == self._device, seen.most)

    def around(self) -> Iterator[CheckFinding]:
        """Yield folders others may enter, leftovers of killed writes, files nobody took in."""
        paths, shown = self._paths, self._months.shown
        for path, mode in self._open_to_others():
            problem = _mode_problem(mode, "0700" if path.is_dir() else "0600")
            yield CheckFinding("mode", shown(path), problem)
        for path in self._leftovers():
            yield CheckFinding("leftover", shown(path), "left by an interrupted write")
        for path, link in self._links():
            said = f"is a {link}; nothing is written or copied there"
            yield CheckFinding("link", shown(path), said)
        for path in waiting_files(paths):
            kind, what = ("rescue", "entries") if path.suffix == ".jsonl" else ("words", "words")
            yield CheckFinding(kind, shown(path), f"{what} that are not in the journal yet")
        if self._bad_device:
            yield CheckFinding("device", shown(paths.device), self._bad_device)
        if paths.erasing.exists():
            said = "an erasure was interrupted; the next entry completes it"
            yield CheckFinding("erasing", shown(paths.erasing), said)

    def _open_to_others(self) -> Iterator[tuple[Path, int]]:
        """Yield folders of the journal, keys, and everything below ``state``, with their modes."""
        journal, keys, state = self._paths.journal, self._paths.keys, self._paths.state
        devices = [journal / name for name in self._months.devices()]
        for path in (journal, *devices, state, *sorted(state.rglob("*")), keys, *keys.glob("*")):
            with contextlib.suppress(OSError):
                mode = os.lstat(path).st_mode
                if not stat.S_ISLNK(mode) and mode & 0o077:
                    yield path, stat.S_IMODE(mode)

    def _links(self) -> Iterator[tuple[Path, str]]:
        """Yield links below the journal and the state, but for its files, which are judged."""
        paths = self._paths
        folders = [paths.journal, *(paths.journal / name for name in self._months.devices())]
        found = [path for each in folders if not paths.link_to(each) for path in each.glob("*")]
        found = [path for path in found if path.name[0] != "." and path.suffix != ".jsonl"]
        for path in sorted((*found, *paths.state.rglob("*"))):
            if link := paths.link_to(path):
                yield path, link

    def _leftovers(self) -> list[Path]:
        """Return the temporary files of writes that were cut short, not of those that go on."""
        paths = self._paths
        devices = [name for name in self._months.devices() if self._is_own(name)]
        folders = [paths.journal, paths.state, paths.config.parent, paths.keys]
        folders += [paths.journal / name for name in devices]
        folders += [path for path in paths.seen.glob("*") if path.is_dir()]
        found = {path for folder in folders for path in folder.glob(".*.tmp")}
        found.update(spare_files(paths, "."))
        return sorted(p for p in found if is_left_behind(p) and not paths.link_to(p))

    def _facts(self, path: Path) -> tuple[str, int, bytes | None]:
        form, mode, content = _facts(path)
        return self._paths.link_to(path) or form, mode, content


def _facts(path: Path) -> tuple[str, int, bytes | None]:
    """Return the form, the mode and the content of a file."""
    content = None
    with contextlib.suppress(OSError, SysleadError):
        content = read_regular(path, FILE_LIMIT)
    try:
        mode = os.lstat(path).st_mode
    except OSError:
        return "file", 0o600, None
    forms = {stat.S_IFREG: "file", stat.S_IFLNK: "symbolic link", stat.S_IFDIR: "folder"}
    return forms.get(stat.S_IFMT(mode), "pipe or device"), stat.S_IMODE(mode), content
