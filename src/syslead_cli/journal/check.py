"""What can be wrong with a journal's files, judged from what was found in them."""

from __future__ import annotations

import contextlib
import os
import re
import stat
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple, Protocol

from msgspec import Struct

from syslead_cli.base.files import read_regular, reason
from syslead_cli.base.paths import Paths
from syslead_cli.errors import SysleadError
from syslead_cli.journal.codec import (
    CorruptLine,
    ReadableLine,
    UnknownVersion,
    read_line,
    records_within,
)
from syslead_cli.journal.encrypted import count_encrypted, is_encrypted
from syslead_cli.journal.files import FILE_LIMIT, MonthFiles, Seen, is_device_name, read_device
from syslead_cli.journal.merge import Journal
from syslead_cli.journal.rescue import holds_records, waiting_files

if TYPE_CHECKING:
    from syslead_cli.journal.store import JournalFiles

#: The form of a folder whose files could not even be named.
UNLISTED = "folder that cannot be listed"
_BOM = b"\xef\xbb\xbf"
_MONTH_FILE = re.compile(r"\d{4}-\d{2}\.jsonl")


class Trouble(Struct, frozen=True):
    """One thing that is not as it should be; ``line`` is 0 where it is about the whole file.

    ``kind`` is a word for programs. ``damage`` means that something cannot be read or is gone;
    the rest is odd, and costs nothing.
    """

    kind: str
    file: str
    problem: str
    line: int = 0
    damage: bool = False


class FileFacts(NamedTuple):
    """A file of the journal folder as it stands on the disk; ``content`` None: not readable."""

    name: str
    device: str
    month: str
    own: bool
    form: str
    mode: int
    content: bytes | None


class Count(NamedTuple):
    """How many lines a file was last seen with, by its device and name as in messages."""

    name: str
    own: bool
    most: int


def in_journal(journal: Journal) -> Iterator[Trouble]:
    """Lines that cannot be read, contents that differ, edits that lead nowhere."""
    for damage in journal.damage:
        kind = "line" if damage.place.line else "file"
        yield Trouble(kind, damage.place.file, damage.problem, damage.place.line, damage=True)
    for odd in journal.odd:
        kind, lost = _kind_of_oddity(odd.problem)
        yield Trouble(kind, odd.place.file, odd.problem, odd.place.line, damage=lost)


def _kind_of_oddity(problem: str) -> tuple[str, bool]:
    if "two contents" in problem:
        return "differing", True
    if "not in the journal" in problem:
        return "dangling", True
    if "cannot be applied" in problem:
        return "edit", True
    return "absent", False


def in_file(facts: FileFacts) -> Iterator[Trouble]:
    """Whatever is odd about one file, besides lines that cannot be read."""
    if facts.form == UNLISTED:
        yield Trouble("file", facts.name, "cannot be listed", damage=True)
    elif facts.form != "file":
        yield Trouble("form", facts.name, f"is a {facts.form}, where an ordinary file belongs")
    elif facts.mode & 0o177:
        said = f"others on this machine may open it (mode {facts.mode:04o}, 0600 is meant)"
        yield Trouble("mode", facts.name, said)
    base = facts.name.rpartition("/")[2]
    if facts.month and not _MONTH_FILE.fullmatch(base):
        said = "a copy that a sync tool made; its lines count, each once"
        yield Trouble("copy", facts.name, said)
    if facts.content is not None:
        yield from _in_lines(facts, facts.content)


def _in_lines(facts: FileFacts, content: bytes) -> Iterator[Trouble]:
    number = 0
    for number, raw in enumerate(content.split(b"\n"), 1):
        line = read_line(raw)
        if not isinstance(line, ReadableLine):
            continue
        if facts.month and line.record.day.isoformat()[:7] != facts.month:
            said = f"its day, {line.record.day.isoformat()}, is of another month than the file"
            yield Trouble("month", facts.name, said, number)
        if not line.has_crc:
            yield Trouble("unsealed", facts.name, "a line without a checksum", number)
    tail = content.rpartition(b"\n")[2]
    if tail:
        torn = isinstance(read_line(tail), CorruptLine)
        said = "torn: the last line was not written to its end" if torn else "no newline at its end"
        yield Trouble("torn" if torn else "tail", facts.name, said, number, damage=torn)


def in_the_clear(facts: FileFacts) -> Iterator[Trouble]:
    """Lines that anybody can read, in a file of an encrypted journal."""
    clear = _in_the_clear(facts.content) if facts.content is not None else 0
    if clear:
        lines = "1 line is" if clear == 1 else f"{clear:,} lines are"
        where = "syslead encrypt" if facts.own else "syslead encrypt on its own machine"
        yield Trouble("clear", facts.name, f"{lines} not encrypted ({where})")


def _in_the_clear(content: bytes) -> int:
    """How many lines hold words that can be read; what is damaged is said as that."""
    if not count_encrypted(content)[1]:
        return 0
    found = (read_line(raw) for raw in content.removeprefix(_BOM).split(b"\n"))
    return sum(
        isinstance(line, ReadableLine | UnknownVersion) and not is_encrypted(line) for line in found
    )


def in_counts(
    counts: Iterable[Count], files: dict[str, FileFacts], removed: int
) -> Iterator[Trouble]:
    """Files that hold less than when this device last wrote.

    What another device erased on purpose is allowed for: ``removed`` lines are no loss there.
    """
    for name, own, most in counts:
        facts = files.get(name)
        if facts is None:
            if any(
                one.form == UNLISTED and name.startswith(one.name + "/") for one in files.values()
            ):
                continue
            if most and _MONTH_FILE.fullmatch(name.rpartition("/")[2]):
                yield Trouble("gone", name, f"had {_lines(most)}; the file is gone", damage=True)
        elif facts.content is not None:
            now = _records_in(facts.content, most)
            if most - now > (0 if own else removed):
                said = f"had {_lines(most)}, now {now:,}"
                yield Trouble("fewer", name, said, damage=True)


def _records_in(content: bytes, most: int) -> int:
    """How many lines there are; where they are too few, those that ran together are told apart."""
    there = [raw for raw in content.split(b"\n") if raw.strip()]
    if len(there) >= most:
        return len(there)
    return sum(max(1, sum(1 for _ in records_within(raw))) for raw in there)


def _lines(count: int) -> str:
    return "1 record" if count == 1 else f"{count:,} records"


def in_order_of_weight(troubles: Iterable[Trouble]) -> list[Trouble]:
    """Damage first, then by file and line, each once; what is in the cloud is not gone."""
    unique = dict.fromkeys(troubles)
    torn = {(t.file, t.line) for t in unique if t.kind == "torn"}
    kept = [t for t in unique if not (t.kind == "line" and (t.file, t.line) in torn)]
    elsewhere = {t.file for t in kept if t.kind == "absent"}
    kept = [t for t in kept if not (t.kind == "gone" and t.file in elsewhere)]
    return sorted(kept, key=lambda t: (not t.damage, t.file, t.line, t.kind))


# ── survey ──
# A look at everything syslead keeps, for ``verify`` and ``repair``. Never writes.


class Survey:
    """What stands on the disk, as facts and as troubles of everything that is no journal line."""

    def __init__(self, paths: Paths, home: str = "") -> None:
        self._paths = paths
        self._home = home
        self._device = self._strange = ""
        self._files: list[FileFacts] | None = None
        try:
            self._device = read_device(paths.device)
        except SysleadError as problem:
            self._strange = problem.message
        except OSError as problem:
            self._strange = f"cannot be read: {reason(problem)}"
        self._months = MonthFiles(paths.journal)

    def files(self) -> list[FileFacts]:
        """Every journal file with its bytes, looked at once; folders that cannot be listed too."""
        if self._files is None:
            found = [
                FileFacts(
                    self._months.shown(path), device, month, self.is_own(device), *self._facts(path)
                )
                for device, month, path in self._months.listing()
            ]
            for place in (problem.place for problem in self._months.problems):
                own = self.is_own(place.device)
                found.append(FileFacts(place.file, place.device, "", own, UNLISTED, 0o700, None))
            self._files = found
        return self._files

    def is_own(self, device: str) -> bool:
        """Whether files of that folder are this device's or nobody's."""
        return device == self._device or not is_device_name(device)

    @staticmethod
    def _facts(path: Path) -> tuple[str, int, bytes | None]:
        content = None
        with contextlib.suppress(OSError, SysleadError):
            content = read_regular(path, FILE_LIMIT)
        try:
            status = os.lstat(path)
        except OSError:
            return "file", 0o600, None
        return _form(status.st_mode), stat.S_IMODE(status.st_mode), content

    def counts(self) -> list[Count]:
        """How many lines each file had when this device last wrote."""
        return [
            Count(
                self._months.shown(self._paths.journal / device / name),
                device == self._device,
                sight.most,
            )
            for device, name, sight in Seen(self._paths.seen).all()
        ]

    def around(self) -> Iterator[Trouble]:
        """Folders others may enter, leftovers of what was cut short, files nobody took in."""
        yield from self._open_to_others()
        for path in self.leftovers():
            yield Trouble("leftover", self.shown(path), "left by a write that was cut short")
        for path in waiting_files(self._paths.rescue, self._home):
            kind, what = ("rescue", "entries") if holds_records(path) else ("words", "words")
            yield Trouble(kind, self.shown(path), f"{what} that are not in the journal yet")
        if self._strange:
            yield Trouble("device", self.shown(self._paths.device), self._strange)
        if self._paths.erasing.exists():
            said = "an erasure was cut short; the next entry finishes it"
            yield Trouble("erasing", self.shown(self._paths.erasing), said)

    def _open_to_others(self) -> Iterator[Trouble]:
        for path in self.open_to_others():
            mode = stat.S_IMODE(os.lstat(path).st_mode)
            meant = "0700" if path.is_dir() else "0600"
            said = f"others on this machine may open it (mode {mode:04o}, {meant} is meant)"
            yield Trouble("mode", self.shown(path), said)

    def open_to_others(self) -> list[Path]:
        """Folders of the journal, and everything below ``state``, that are not private."""
        journal = self._paths.journal
        devices = [journal / name for name in self._months.devices()]
        keys, state = self._paths.keys, self._paths.state
        found = [journal, *devices, state, *sorted(state.rglob("*")), keys, *keys.glob("*")]
        return [path for path in found if _is_open(path)]

    def leftovers(self) -> list[Path]:
        """Temporary files of writes that were cut short."""
        folders = [self._paths.journal, self._paths.state, self._paths.config.parent]
        folders.append(self._paths.keys)
        devices = [name for name in self._months.devices() if self.is_own(name)]
        folders += [self._paths.journal / name for name in devices]
        folders += [path for path in self._paths.seen.glob("*") if path.is_dir()]
        return sorted({path for folder in folders for path in folder.glob(".*.tmp")})

    def shown(self, path: Path) -> str:
        """How a file is called in messages."""
        return self._months.shown(path)


def _form(mode: int) -> str:
    if stat.S_ISREG(mode):
        return "file"
    if stat.S_ISLNK(mode):
        return "symbolic link"
    return "folder" if stat.S_ISDIR(mode) else "pipe or device"


def _is_open(path: Path) -> bool:
    try:
        mode = os.lstat(path).st_mode
    except OSError:
        return False
    return not stat.S_ISLNK(mode) and bool(mode & 0o077)


# ── verifying ──
# Looking at the journal's files as they are, and judging what was found. Never writes.


class SurveyPort(Protocol):
    """The disk as verifying sees it."""

    def files(self) -> list[FileFacts]:
        """Every journal file with its bytes."""

    def counts(self) -> list[Count]:
        """How many lines each file had when this device last wrote."""

    def around(self) -> Iterable[Trouble]:
        """What is odd about everything that is no journal line."""


class Verified(Struct, frozen=True):
    """What there is, and what is wrong with it: damage first."""

    files: int
    records: int
    newer: int
    troubles: tuple[Trouble, ...]
    #: Lines that only a key opens, and that were left closed.
    closed: int = 0

    @property
    def damaged(self) -> bool:
        """Whether anything cannot be read or is gone."""
        return any(trouble.damage for trouble in self.troubles)


def verify(journal: JournalFiles, survey: SurveyPort, *, encrypted: bool = False) -> Verified:
    """Everything that is not as it should be; in an ``encrypted`` journal also clear lines."""
    whole = journal.read()
    files = {facts.name: facts for facts in survey.files()}
    troubles = [*in_journal(whole), *survey.around()]
    for facts in files.values():
        troubles += in_file(facts)
        if encrypted:
            troubles += in_the_clear(facts)
    troubles += in_counts(survey.counts(), files, len(whole.removed))
    closed = sum(is_encrypted(line) for line in whole.newer)
    newer = len(whole.newer) - closed
    found = tuple(in_order_of_weight(troubles))
    return Verified(len(files), len(whole.records), newer, found, closed)
