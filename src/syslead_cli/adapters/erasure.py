"""Erasing records from this device's files, now or when another device asked for it.

A ``remove`` record hides an entry at once, wherever it was written; the text itself is erased
by the device whose file holds it, by a rewrite that a crash cannot spoil.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterable, Iterator
from pathlib import Path

from syslead_cli.adapters.files import create_file, read_regular, reason, replace_file
from syslead_cli.adapters.month_files import (
    FILE_LIMIT,
    MonthFile,
    MonthFiles,
    is_device_name,
    month_of,
)
from syslead_cli.adapters.paths import Paths
from syslead_cli.adapters.seen import Seen, Sight
from syslead_cli.core.erasing import edits_of, removed_in, without
from syslead_cli.core.fold import Place
from syslead_cli.errors import SysleadError

#: How many files of other devices one append looks into, so that none takes long.
_FILES_AT_ONCE = 64


class Erasure:
    """What has to go from this device's files. Every method wants the lock to be held."""

    def __init__(self, paths: Paths, months: MonthFiles, device: str) -> None:
        self._paths = paths
        self._months = months
        self._device = device
        self._seen = Seen(paths.seen)

    # ── what is asked for here ───────────────────────────────────────────────

    def announce(self) -> None:
        """Note that an erasure begins: if it is cut short, the next append finishes it."""
        with contextlib.suppress(FileExistsError):
            create_file(self._paths.erasing, b"")

    def erase(self, ids: Iterable[str]) -> list[str]:
        """Take these records and the edits of them out; the names of the files rewritten.

        Files that are nobody's (hand-made, or a folder's conflict copy) count as this device's,
        and so do the private copies below ``state``. Raises SysleadError naming the files that
        still hold the text.
        """
        left: list[str] = []
        paths, wanted = [*self._own_files(left), *self._private_copies()], set(ids)
        contents = dict(self._contents(paths, left))
        gone = wanted | edits_of(wanted, contents.values())
        rewritten = [
            path
            for path, content in contents.items()
            if self._erase_from(path, content, gone, left)
        ]
        if left:
            raise SysleadError(
                "The entry is hidden, but its text may still be in " + "; ".join(left) + ".",
                hint="syslead repair says what is wrong; the next entry tries again.",
                code="not_erased",
            )
        self._sweep()
        with contextlib.suppress(FileNotFoundError):
            self._paths.erasing.unlink()
        return [self._months.shown(path) for path in rewritten]

    def _sweep(self) -> None:
        """Temporary files of rewrites that were killed: copies, and no rewrite runs but this."""
        for path in (self._paths.journal / self._device).glob(".*.jsonl.*.tmp"):
            with contextlib.suppress(FileNotFoundError):
                path.unlink()

    def _own_files(self, left: list[str]) -> list[Path]:
        files = self._months.listing()
        problems = [placed.place for placed in self._months.problems]
        left.extend(place.file for place in problems if self._is_own(place))
        return [file.path for file in files if self._is_own(file)]

    def _is_own(self, place: MonthFile | Place) -> bool:
        return place.device == self._device or not is_device_name(place.device)

    def _private_copies(self) -> list[Path]:
        folders = (self._paths.rescue, self._paths.quarantine, self._paths.backups)
        return [path for folder in folders for path in sorted(folder.rglob("*.jsonl"))]

    def _contents(self, paths: Iterable[Path], left: list[str]) -> Iterator[tuple[Path, bytes]]:
        for path in paths:
            try:
                yield path, read_regular(path, FILE_LIMIT)
            except OSError as problem:
                left.append(f"{self._months.shown(path)} ({reason(problem)})")
            except SysleadError:
                pass  # a pipe, a folder or something as large as no journal is: not our text

    def _erase_from(self, path: Path, before: bytes, gone: set[str], left: list[str]) -> bool:
        after = without(before, gone)
        if after == before:
            return False

        def unchanged() -> None:  # a sync tool does not know our lock
            if read_regular(path, FILE_LIMIT) != before:
                raise SysleadError("it changed while it was being rewritten")

        try:
            if path.is_symlink():
                raise SysleadError("a symbolic link")
            replace_file(path, after, unchanged)
        except OSError as problem:
            left.append(f"{self._months.shown(path)} ({reason(problem)})")
        except SysleadError as problem:
            left.append(f"{self._months.shown(path)} ({problem.message})")
        else:
            self._note(path, after)
            return True
        return False

    def _note(self, path: Path, content: bytes) -> None:
        if path.parent.parent == self._paths.journal:
            with contextlib.suppress(OSError):
                count = lines_in(content)
                changed = path.stat().st_mtime_ns
                sight = Sight(len(content), changed, count, count)
                self._seen.put(path.parent.name, path.name, sight)

    # ── what others asked for ────────────────────────────────────────────────

    def catch_up(self) -> None:
        """Erase what was removed elsewhere since we last wrote, and finish what was cut short.

        Looks at the newest two months of each other device and at files never looked into, so
        that it costs the same however long the journal is.
        """
        if self._paths.erasing.exists():
            files = self._months.listing()
            contents = self._contents((file.path for file in files), [])
            self.erase({id_ for _, content in contents for id_ in removed_in(content)})
        todo: list[MonthFile] = []
        finished: list[tuple[str, int]] = []
        for device in self._months.devices():
            if device != self._device:
                self._unseen(device, todo, finished)
        self._look_into(todo[:_FILES_AT_ONCE])
        if len(todo) <= _FILES_AT_ONCE:
            for device, count in finished:
                self._seen.put_older(device, count)

    def _unseen(self, device: str, todo: list[MonthFile], finished: list[tuple[str, int]]) -> None:
        folder = self._paths.journal / device
        names = [path.name for path in sorted(folder.glob("[!.]*.jsonl"))]
        newest = sorted({month_of(name) for name in names if month_of(name)})[-2:]
        recent = [name for name in names if not month_of(name) or month_of(name) in newest]
        older = [name for name in names if name not in recent]
        changed = [name for name in recent if self._changed(device, folder / name)]
        if len(older) != self._seen.older(device):
            unknown = [name for name in older if self._seen.get(device, name) is None]
            changed += unknown
            finished.append((device, len(older)))
        todo.extend(MonthFile(device, month_of(name), folder / name) for name in changed)

    def _changed(self, device: str, path: Path) -> bool:
        sight = self._seen.get(device, path.name)
        try:
            status = path.stat()
        except OSError:
            return False
        return sight is None or (sight.size, sight.changed) != (status.st_size, status.st_mtime_ns)

    def _look_into(self, files: list[MonthFile]) -> None:
        sights: list[tuple[MonthFile, Sight]] = []
        fresh: set[str] = set()
        for file in files:
            with contextlib.suppress(OSError, SysleadError):
                changed = file.path.stat().st_mtime_ns
                content = read_regular(file.path, FILE_LIMIT)
                known = self._seen.get(file.device, file.path.name)
                removed = removed_in(content)
                fresh |= removed - set(known.removed if known else ())
                count = lines_in(content)
                most = max(count, known.most if known else 0)
                sights.append(
                    (file, Sight(len(content), changed, count, most, tuple(sorted(removed))))
                )
        if fresh:
            self.erase(fresh)
        for file, sight in sights:
            self._seen.put(file.device, file.path.name, sight)


def lines_in(content: bytes) -> int:
    """How many lines that are not blank."""
    return sum(1 for raw in content.split(b"\n") if raw.strip())


def sight_after(known: Sight | None, before: int, added: bytes, path: Path, changed: int) -> Sight:
    """An own file after an append; counted anew where something else had changed it."""
    if known and known.size == before:
        count = known.lines + lines_in(added)
        most = max(known.most, count) if known.most > known.lines else count
        return Sight(before + len(added), changed, count, most, known.removed)
    content = read_regular(path, FILE_LIMIT)
    count = lines_in(content)
    return Sight(len(content), changed, count, max(count, known.most if known else 0))
