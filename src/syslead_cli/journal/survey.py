"""A look at everything syslead keeps, for ``verify`` and ``repair``. Never writes."""

from __future__ import annotations

import contextlib
import os
import stat
from collections.abc import Iterator
from pathlib import Path

from syslead_cli.base.files import read_regular, reason
from syslead_cli.base.paths import Paths
from syslead_cli.errors import SysleadError
from syslead_cli.journal.device import read_device
from syslead_cli.journal.month_files import FILE_LIMIT, MonthFiles, is_device_name
from syslead_cli.journal.seen import Seen
from syslead_cli.journal.trouble import UNLISTED, Count, FileFacts, Trouble
from syslead_cli.journal.unsaved_adapters import holds_records, waiting_files


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
            for place, _ in self._months.problems:
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
