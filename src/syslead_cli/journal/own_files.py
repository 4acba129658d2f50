"""The files this device may rewrite: its own, those that are nobody's, and its private copies."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path

from syslead_cli.base.files import drop_killed, read_regular, reason, replace_file
from syslead_cli.base.paths import Paths
from syslead_cli.errors import SysleadError
from syslead_cli.journal.fold import Place
from syslead_cli.journal.month_files import FILE_LIMIT, MonthFile, MonthFiles, is_device_name
from syslead_cli.journal.seen import Seen, Sight

#: Appends lines to a file; its size before, and the bytes that were added.
Put = Callable[[Path, Sequence[bytes]], tuple[int, bytes]]

#: What ``replace_file`` calls a file that is not whole yet; the number is its process's.
_TEMPORARY = ".*.tmp"


class OwnFiles:
    """Which they are, what is in them, and the one way to put other bytes in their place.

    Every method wants the lock to be held. ``left`` collects, in words, the files that could
    not be read or rewritten.
    """

    def __init__(self, paths: Paths, months: MonthFiles, device: str) -> None:
        self._paths = paths
        self._months = months
        self._device = device

    def of_the_journal(self, left: list[str]) -> list[Path]:
        """Files that are nobody's (hand-made, or a folder's conflict copy) count as ours."""
        files = self._months.listing()
        problems = [placed.place for placed in self._months.problems]
        left.extend(place.file for place in problems if self._is_own(place))
        return [file.path for file in files if self._is_own(file)]

    def of_others(self) -> list[str]:
        """The names of the files that only other devices may rewrite."""
        files = self._months.listing()
        return [self._months.shown(file.path) for file in files if not self._is_own(file)]

    def private_copies(self) -> list[Path]:
        """Copies of journal lines below ``state``, half-written ones too."""
        folders = (self._paths.rescue, self._paths.quarantine, self._paths.backups)
        return [path for folder in folders for path in sorted(folder.rglob("*.jsonl*"))]

    def contents(self, paths: Iterable[Path], left: list[str]) -> Iterator[tuple[Path, bytes]]:
        """Their bytes. What is no ordinary file is not our text and is passed over."""
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
        """Temporary files of writes that were killed: copies of what was there, or was to be."""
        paths = self._paths
        private = (paths.rescue, paths.quarantine, paths.backups, paths.drafts, paths.seen)
        devices = [name for name in ("", *self._months.devices()) if self._is_ours(name)]
        found = [path for name in devices for path in (paths.journal / name).glob(_TEMPORARY)]
        for folder in (paths.state, paths.config.parent, paths.keys):
            found += folder.glob(_TEMPORARY)
        for folder in private:
            found += folder.rglob(_TEMPORARY)
        drop_killed(found)

    def _is_own(self, place: MonthFile | Place) -> bool:
        return self._is_ours(place.device)

    def _is_ours(self, device: str) -> bool:
        return device == self._device or not is_device_name(device)

    def _expect(self, path: Path, content: bytes) -> None:
        """Ahead of the rewrite, so that one cut short right after it is no loss to ``verify``."""
        if path.parent.parent == self._paths.journal:
            seen = Seen(self._paths.seen)
            known = seen.get(path.parent.name, path.name)
            if known and known.most > lines_in(content):
                with contextlib.suppress(OSError):
                    lower = known._replace(most=lines_in(content))
                    seen.put(path.parent.name, path.name, lower)

    def _note(self, path: Path, content: bytes) -> None:
        if path.parent.parent == self._paths.journal:
            with contextlib.suppress(OSError):
                Seen(self._paths.seen).put(path.parent.name, path.name, sight_of(path, content))


def sight_of(path: Path, content: bytes) -> Sight:
    """A file as it stands now; what it held before is no measure any more."""
    count = lines_in(content)
    return Sight(len(content), path.stat().st_mtime_ns, count, count)


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
