"""``verify``: what is wrong with the journal's lines and with everything on the disk.

Nothing here writes. ``FilesOnDisk`` looks; the functions judge what was found.
"""

from __future__ import annotations

import contextlib
import os
import stat
from collections.abc import Iterable, Iterator
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

from syslead_cli.base.documents import Count, Document
from syslead_cli.base.files import read_regular, reason
from syslead_cli.errors import SysleadError
from syslead_cli.journal.codec import CorruptLine, ReadableLine, read_line
from syslead_cli.journal.device_files import OwnFiles
from syslead_cli.journal.encrypted import is_encrypted
from syslead_cli.journal.files import FILE_LIMIT, is_month, read_device
from syslead_cli.journal.merge import CheckFinding
from syslead_cli.journal.raw_lines import raw_lines
from syslead_cli.journal.rescue import waiting_files

if TYPE_CHECKING:
    from pathlib import Path

    from syslead_cli.base.paths import Paths
    from syslead_cli.journal.store import JournalFiles

#: The form of a folder whose files could not even be named.
UNLISTED = "folder that cannot be listed"


class VerifyDocument(Document, frozen=True, tag="syslead/verify/1"):
    """Counts of files and lines, with every finding: ``damage`` is unreadable or gone."""

    sound: bool
    files: Count
    records: Count
    newer: Count
    closed: Count
    unsealed: Count
    damage: tuple[CheckFinding, ...]
    odd: tuple[CheckFinding, ...]


class FileFacts(NamedTuple):
    """A file of the journal folder as it is on the disk; ``content`` is None if unreadable."""

    name: str
    month: str
    own: bool
    form: str
    mode: int
    content: bytes | None


def verify(journal: JournalFiles, disk: FilesOnDisk, *, encrypted: bool = False) -> VerifyDocument:
    """Check everything; in an ``encrypted`` journal plaintext lines are a finding too."""
    whole = journal.read()
    findings = [*whole.damage, *whole.odd, *disk.around()]
    for facts in disk.files:
        findings += file_findings(facts)
        if encrypted:
            findings += _plaintext_findings(facts)
    findings += disk.missing(whole.removals, "{}; the file is gone", counting=True)
    closed = sum(is_encrypted(line) for line in whole.newer)
    findings = _in_order(findings)
    damage = tuple(one for one in findings if one.damage)
    return VerifyDocument(
        sound=not damage,
        files=len(disk.files),
        records=len(whole.records),
        newer=len(whole.newer) - closed,
        closed=closed,
        unsealed=sum(one.kind == "unsealed" for one in findings),
        damage=damage,
        odd=tuple(one for one in findings if not one.damage),
    )


def file_findings(facts: FileFacts) -> Iterator[CheckFinding]:
    """Yield what is odd about one file, besides lines that cannot be read."""
    if facts.form == UNLISTED:
        yield CheckFinding("file", facts.name, None, "cannot be listed")
    elif facts.form != "file":
        yield CheckFinding("form", facts.name, None, f"is a {facts.form}, not an ordinary file")
    elif facts.mode & 0o177:
        yield CheckFinding("mode", facts.name, None, _mode_problem(facts.mode, "0600"))
    if facts.month and not is_month(facts.name.rpartition("/")[2]):
        message = "a copy that a sync tool made; its lines count, each once"
        yield CheckFinding("copy", facts.name, None, message)
    yield from _line_findings(facts, facts.content or b"")


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
            message = f"its day, {day}, is not in the month of the file"
            yield CheckFinding("month", facts.name, number, message)
        if not line.has_crc:
            yield CheckFinding("unsealed", facts.name, number, "a line without a checksum")
    tail = content.rpartition(b"\n")[2]
    if tail and isinstance(read_line(tail), CorruptLine):
        message = "incomplete: the last line was not written to its end"
        yield CheckFinding("torn", facts.name, number, message)
    elif tail:
        yield CheckFinding("tail", facts.name, number, "no newline at its end")


def _plaintext_findings(facts: FileFacts) -> Iterator[CheckFinding]:
    """Yield the lines of an encrypted journal that are not: anybody may have written them."""
    where = "syslead encrypt" if facts.own else "syslead encrypt on its own machine"
    for one in raw_lines(facts.content or b""):
        if not isinstance(one.line, CorruptLine) and not is_encrypted(one.line):
            message = f"not encrypted, so others may have written it ({where})"
            yield CheckFinding("clear", facts.name, one.place.line, message)


def _in_order(findings: Iterable[CheckFinding]) -> list[CheckFinding]:
    """Sort damage first, then by file and line, each once."""
    unique = dict.fromkeys(findings)
    torn = {(one.file, one.line) for one in unique if one.kind == "torn"}
    kept = [one for one in unique if not (one.kind == "line" and (one.file, one.line) in torn)]
    return sorted(kept, key=lambda one: (not one.damage, one.file, one.line or 0, one.kind))


class FilesOnDisk(OwnFiles):
    """Everything syslead keeps, as it is on the disk."""

    def __init__(self, paths: Paths) -> None:
        device = self._bad_device = ""
        try:
            device = read_device(paths.device)
        except SysleadError as problem:
            self._bad_device = problem.message
        except OSError as problem:
            self._bad_device = f"could not be read: {reason(problem)}"
        super().__init__(paths, device)

    @cached_property
    def files(self) -> list[FileFacts]:
        """Every journal file with its bytes, read once; unlisted folders too."""
        found = [
            FileFacts(self.shown(path), month, self.is_ours(device), *self._facts(path))
            for device, month, path in self.listing()
        ]
        for place in (problem.place for problem in self.problems):
            own = self.is_ours(place.device)
            found.append(FileFacts(place.file, "", own, UNLISTED, 0o700, None))
        return found

    def around(self) -> Iterator[CheckFinding]:
        """Yield folders others may enter, leftovers of killed writes, files nobody took in."""
        paths, shown = self._paths, self.shown
        for path, mode in self._open_to_others():
            problem = _mode_problem(mode, "0700" if path.is_dir() else "0600")
            yield CheckFinding("mode", shown(path), None, problem)
        for path in self.leftovers():
            yield CheckFinding("leftover", shown(path), None, "left by an interrupted write")
        for path, link in self._links():
            message = f"is a {link}; nothing is written or copied there"
            yield CheckFinding("link", shown(path), None, message)
        for path in waiting_files(paths):
            kind, what = ("rescue", "entries") if path.suffix == ".jsonl" else ("words", "words")
            yield CheckFinding(kind, shown(path), None, f"{what} that are not in the journal yet")
        if self._bad_device:
            yield CheckFinding("device", shown(paths.device), None, self._bad_device)
        if paths.erasing.exists():
            message = "an erasure was interrupted; the next entry completes it"
            yield CheckFinding("erasing", shown(paths.erasing), None, message)

    def _open_to_others(self) -> Iterator[tuple[Path, int]]:
        """Yield folders of the journal, keys, and everything below ``state``, with their modes."""
        journal, keys, state = self._paths.journal, self._paths.keys, self._paths.state
        devices = [journal / name for name in self.devices()]
        for path in (journal, *devices, state, *sorted(state.rglob("*")), keys, *keys.glob("*")):
            with contextlib.suppress(OSError):
                mode = os.lstat(path).st_mode
                if not stat.S_ISLNK(mode) and mode & 0o077:
                    yield path, stat.S_IMODE(mode)

    def _links(self) -> Iterator[tuple[Path, str]]:
        """Yield links below the journal and the state, but for its files, which are judged."""
        paths = self._paths
        folders = [paths.journal, *(paths.journal / name for name in self.devices())]
        found = [path for each in folders if not paths.link_to(each) for path in each.glob("*")]
        found = [path for path in found if path.name[0] != "." and path.suffix != ".jsonl"]
        for path in sorted((*found, *paths.state.rglob("*"))):
            if link := paths.link_to(path):
                yield path, link

    def _facts(self, path: Path) -> tuple[str, int, bytes | None]:
        """Return the form, the mode and the content of a file."""
        content = None
        with contextlib.suppress(OSError, SysleadError):
            content = read_regular(path, FILE_LIMIT)
        try:
            mode = os.lstat(path).st_mode
        except OSError:
            return "file", 0o600, None
        forms = {stat.S_IFREG: "file", stat.S_IFLNK: "symbolic link", stat.S_IFDIR: "folder"}
        form = self._paths.link_to(path) or forms.get(stat.S_IFMT(mode), "pipe or device")
        return form, stat.S_IMODE(mode), content
