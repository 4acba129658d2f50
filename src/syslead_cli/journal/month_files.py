"""The files of the journal folder: which there are, and the lines in them. Never writes.

``journal/<device>/<YYYY-MM>.jsonl``, and whatever else ends in ``.jsonl`` beside them: sync
tools leave conflict copies, people put files of their own there.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

from syslead_cli.base.files import read_regular, reason
from syslead_cli.errors import SysleadError
from syslead_cli.journal.closed_line import Opener, is_closed, within
from syslead_cli.journal.fold import Batch, Damage, Place, Placed
from syslead_cli.journal.line import Line, Newer, Reader, Spoilt, read_lines

#: A month of one leader is far below this; anything larger is not a journal file.
FILE_LIMIT = 512 * 1024 * 1024
BOM = b"\xef\xbb\xbf"
#: Bytes from which on a glance saves more than it takes to prepare.
_WORTH_A_GLANCE = 512 * 1024
_MONTH = re.compile(r"\d{4}-\d{2}")
_DEVICE = re.compile(r"[a-z0-9]{4,32}")


class MonthFile(NamedTuple):
    """One file: the device whose folder it is in, its month as its name says it, its path."""

    device: str
    month: str
    path: Path


def is_device_name(name: str) -> bool:
    """Whether syslead names a device's folder like that; other folders belong to nobody."""
    return _DEVICE.fullmatch(name) is not None


def month_of(name: str) -> str:
    """The month a file's name begins with, empty where it begins with none."""
    found = _MONTH.match(name)
    return found[0] if found else ""


class MonthFiles:
    """Every file below the journal folder, in a fixed order."""

    def __init__(
        self,
        journal: Path,
        opener: Opener | None = None,
        await_writer: Callable[[], None] | None = None,
    ) -> None:
        self._journal = journal
        self._opener = opener
        #: Called once, before a file whose last line has no end is read once more.
        self._await_writer = await_writer
        #: Folders that could not be listed, as lines for the union to report.
        self.problems: list[Placed] = []
        self.not_here: list[Damage] = []

    def listing(self) -> list[MonthFile]:
        """Every journal file there is, conflict copies too; notes what cannot be listed."""
        self.problems, self.not_here = [], []
        found = self._in_folder("", self._journal)
        try:
            names = self._device_names()
        except OSError as problem:
            self._note(self._journal, "", problem)
            names = []
        for name in names:
            found += self._in_folder(name, self._journal / name)
        return found

    def devices(self) -> list[str]:
        """The names of the folders below the journal's."""
        try:
            return self._device_names()
        except OSError:
            return []  # said by the listing

    def _device_names(self) -> list[str]:
        try:
            with os.scandir(self._journal) as entries:
                return sorted(e.name for e in entries if e.name[0] != "." and e.is_dir())
        except FileNotFoundError:
            return []

    def _note(self, folder: Path, device: str, problem: OSError) -> None:
        place = Place(self.shown(folder), 0, device)
        self.problems.append(Placed(place, Spoilt(f"cannot be listed: {reason(problem)}")))

    def _in_folder(self, device: str, folder: Path) -> list[MonthFile]:
        found = []
        for name in self._names(device, folder):
            if name.endswith(".jsonl") and name[0] != ".":
                found.append(MonthFile(device, month_of(name), folder / name))
            elif name.startswith(".") and name.endswith(".jsonl.icloud"):
                place = Place(self.shown(folder / name[1:-7]), 0, device)
                self.not_here.append(Damage(place, "not downloaded to this machine yet"))
        return found

    def _names(self, device: str, folder: Path) -> list[str]:
        try:
            return sorted(os.listdir(folder))
        except FileNotFoundError:
            return []
        except OSError as problem:
            self._note(folder, device, problem)
            return []

    def batches(
        self, files: Iterable[MonthFile], glance: Callable[[], Reader | None] | None = None
    ) -> Iterator[Batch]:
        """The lines of each file; a file that cannot be read is one spoilt line.

        ``glance`` makes a reader that need not read lines whole, for journals of some length.
        """
        read: Reader = read_lines
        taken, is_long = 0, False
        for device, _, path in files:
            name = self.shown(path)
            try:
                content = self._content(path)
            except (OSError, SysleadError) as problem:
                words = reason(problem) if isinstance(problem, OSError) else "not an ordinary file"
                spoilt = Placed(Place(name, 0, device), Spoilt(f"cannot be read: {words}"))
                yield Batch(name, device, [], [spoilt])
                continue
            yield batch_of(content, name, device, read, self._opener)
            taken += len(content)
            if taken > _WORTH_A_GLANCE and not is_long:
                from syslead_cli.journal.glance import at_once

                read, is_long = (glance and glance()) or at_once(), True

    def _content(self, path: Path) -> bytes:
        """The file; a line without an end may be one that is being written at this moment."""
        content = read_regular(path, FILE_LIMIT)
        if self._await_writer and content and not content.endswith(b"\n"):
            self._await_writer()
            self._await_writer = None  # a writer that hangs is not waited for again and again
            content = read_regular(path, FILE_LIMIT)
        return content

    def shown(self, path: Path) -> str:
        """How a journal file is called in messages: relative to the folder above ``journal``."""
        try:
            return path.relative_to(self._journal.parent).as_posix()
        except ValueError:
            return str(path)


def batch_of(
    content: bytes,
    name: str,
    device: str,
    read: Reader = read_lines,
    opener: Opener | None = None,
) -> Batch:
    """The lines of one file: encrypted ones opened, and what spoilt ones hold recovered."""
    content = content.removeprefix(BOM)
    lines = read(content)
    odd: list[Placed] = []
    if {Spoilt, Newer}.isdisjoint(map(type, lines)):
        return Batch(name, device, lines, odd)
    raws = content.split(b"\n")
    for at, line in enumerate(lines):
        if type(line) is Spoilt:
            inside = list(_recovered(raws[at], line, opener))
        elif type(line) is Newer and opener is not None and is_closed(line):
            inside = [found for _, found in opener(line)]
        else:
            continue
        lines[at] = inside[0] if len(inside) == 1 else None
        if len(inside) > 1:
            place = Place(name, at + 1, device)
            odd += [Placed(place, found) for found in inside]
    return Batch(name, device, lines, odd)


def _recovered(raw: bytes, spoilt: Spoilt, opener: Opener | None) -> Iterator[Line]:
    found = [line for _, line in within(raw, opener)]
    if found:
        yield Spoilt(
            f"lines run together or torn; whole records in it that were read: {len(found)}"
        )
    else:
        yield spoilt
    yield from found
