"""The files this device may rewrite, and the one way to put other bytes in their place."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from syslead_cli.base.files import drop_killed, read_regular, reason, replace_file
from syslead_cli.errors import SysleadError
from syslead_cli.journal.files import (
    FILE_LIMIT,
    MonthFiles,
    SeenFile,
    SeenFiles,
    is_device_name,
    lines_in,
)

if TYPE_CHECKING:
    from syslead_cli.base.paths import Paths

#: Appends lines to a file; its size before, and the bytes that were added.
Put = Callable[[Path, Sequence[bytes]], tuple[int, bytes]]
#: What ``replace_file`` calls a file that is not whole yet; the number is its process's.
_TEMPORARY = ".*.tmp"


class OwnFiles:
    """The files this device may rewrite: its own, those that are nobody's, its private copies.

    Every method wants the lock to be held. ``left`` collects, in words, the files that could
    not be read or rewritten.
    """

    def __init__(self, paths: Paths, months: MonthFiles, device: str) -> None:
        self._paths = paths
        self._months = months
        self._device = device

    def of_the_journal(self, left: list[str]) -> list[Path]:
        """Return journal files; hand-made ones, or a folder's conflict copy, count as ours."""
        files = self._months.listing()
        problems = [placed.place for placed in self._months.problems]
        left.extend(place.file for place in problems if self._is_ours(place.device))
        return [file.path for file in files if self._is_ours(file.device)]

    def of_others(self) -> list[str]:
        """Return the names of the files that only other devices may rewrite."""
        files = self._months.listing()
        return [self._months.shown(file.path) for file in files if not self._is_ours(file.device)]

    def _is_ours(self, device: str) -> bool:
        return device == self._device or not is_device_name(device)

    def private_copies(self) -> list[Path]:
        """Return copies of journal lines below ``state``, half-written ones too."""
        folders = (self._paths.rescue, self._paths.quarantine, self._paths.backups)
        return [path for folder in folders for path in sorted(folder.rglob("*.jsonl*"))]

    def contents(self, paths: Iterable[Path], left: list[str]) -> Iterator[tuple[Path, bytes]]:
        """Yield their bytes; what is no ordinary file is not our text and is passed over."""
        for path in paths:
            try:
                yield path, read_regular(path, FILE_LIMIT)
            except OSError as problem:
                left.append(f"{self._months.shown(path)} ({reason(problem)})")
            except SysleadError:
                pass  # a pipe, a folder or something as large as no journal is

    def rewrite(self, path: Path, before: bytes, after: bytes, left: list[str]) -> bool:
        """Put ``after`` in place of ``before``, crash-safely; False where nothing was written."""
        if after == before:
            return False

        def unchanged() -> None:  # a sync tool does not know our lock
            if read_regular(path, FILE_LIMIT) != before:
                raise SysleadError("it changed while it was being rewritten")

        try:
            if path.is_symlink():
                raise SysleadError("a symbolic link")
            self._expect(path, after)
            replace_file(path, after, unchanged)
        except OSError as problem:
            left.append(f"{self._months.shown(path)} ({reason(problem)})")
        except SysleadError as problem:
            left.append(f"{self._months.shown(path)} ({problem.message})")
        else:
            self._note(path, after)
            return True
        return False

    def sweep(self) -> None:
        """Delete the temporary files of writes that were killed: copies of old or new bytes."""
        paths = self._paths
        private = (paths.rescue, paths.quarantine, paths.backups, paths.drafts, paths.seen)
        devices = [name for name in ("", *self._months.devices()) if self._is_ours(name)]
        found = [path for name in devices for path in (paths.journal / name).glob(_TEMPORARY)]
        for folder in (paths.state, paths.config.parent, paths.keys):
            found += folder.glob(_TEMPORARY)
        for folder in private:
            found += folder.rglob(_TEMPORARY)
        drop_killed(found)

    def _expect(self, path: Path, content: bytes) -> None:
        """Note a lower count ahead: a rewrite cut short right after it is no loss to ``verify``."""
        if path.parent.parent == self._paths.journal:
            seen, count = SeenFiles(self._paths.seen), lines_in(content)
            known = seen.get(path.parent.name, path.name)
            if known and known.most > count:
                with contextlib.suppress(OSError):
                    seen.put(path.parent.name, path.name, known._replace(most=count))

    def _note(self, path: Path, content: bytes) -> None:
        if path.parent.parent == self._paths.journal:
            with contextlib.suppress(OSError):
                note_rewrite(self._paths.seen, path, content)


def note_rewrite(folder: Path, path: Path, content: bytes, removed: tuple[str, ...] = ()) -> None:
    """Note a file as it is now; its content before is no measure any more."""
    count = lines_in(content)
    sight = SeenFile(len(content), path.stat().st_mtime_ns, count, count, removed)
    SeenFiles(folder).put(path.parent.name, path.name, sight)
