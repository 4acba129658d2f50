"""The files this device writes: appended to, taken back, and rewritten crash-safely."""

from __future__ import annotations

import contextlib
import errno
import os
import stat
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from syslead_cli.base.files import (
    APPEND_FLAGS,
    is_left_behind,
    make_private,
    read_below,
    read_regular,
    reason,
    replace_file,
    sync,
    take_out,
)
from syslead_cli.base.folders import give, open_folder, owner_of
from syslead_cli.errors import ExitCode, SysleadError
from syslead_cli.journal.files import (
    FILE_LIMIT,
    MonthFiles,
    SeenFile,
    SeenFiles,
    is_device_name,
    lines_of,
)
from syslead_cli.journal.rescue import files_beside, spare_files

#: What ``replace_file`` calls a file that is not whole yet; the number is its process's.
_TEMPORARY = ".*.tmp"


class OwnFiles(MonthFiles):
    """The files this device may rewrite, among all: its own, nobody's, its private copies.

    The caller must hold the lock. ``left`` collects, in words, the files that could
    not be read or rewritten.
    """

    def of_the_journal(self, left: list[str]) -> list[Path]:
        """Return journal files; hand-made ones, or a folder's conflict copy, count as ours."""
        files = self.listing()
        problems = [placed.place for placed in self.problems]
        left.extend(place.file for place in problems if self.is_ours(place.device))
        return [file.path for file in files if self.is_ours(file.device)]

    def of_others(self) -> list[str]:
        """Return the names of the files that only other devices may rewrite."""
        files = self.listing()
        return [self.shown(file.path) for file in files if not self.is_ours(file.device)]

    def is_ours(self, device: str) -> bool:
        """Return whether files of that folder are this device's or nobody's."""
        return device == self._device or not is_device_name(device)

    def private_copies(self) -> list[Path]:
        """Return copies of journal lines beside it, half-written ones too."""
        return [path for path in files_beside(self._paths) if ".jsonl" in path.name]

    def contents(self, paths: Iterable[Path], left: list[str]) -> Iterator[tuple[Path, bytes]]:
        """Yield their bytes; what is no ordinary file is not our text and is passed over."""
        for path in paths:
            try:
                yield path, read_regular(path, FILE_LIMIT)
            except OSError as problem:
                left.append(f"{self.shown(path)} ({reason(problem)})")
            except SysleadError:
                pass  # a pipe, a folder or something as large as no journal is

    def rewrite(self, path: Path, before: bytes, after: bytes, left: list[str]) -> bool:
        """Put ``after`` in place of ``before``, crash-safely; False where nothing was written."""
        if after == before:
            return False

        root = self._paths.root_of(path)

        def unchanged() -> None:  # a sync tool does not know our lock
            if read_below(path, FILE_LIMIT, root) != before:
                raise SysleadError("it changed while it was being rewritten")

        try:
            if link := self._paths.link_to(path):
                raise SysleadError(f"a {link}")
            self._expect(path, after)
            if after.strip() or root == self._paths.journal:
                replace_file(path, after, unchanged, root=root)
            else:  # a private copy that is now empty
                unchanged()
                take_out(path, root)
        except (OSError, SysleadError) as problem:
            left.append(f"{self.shown(path)} ({reason(problem)})")
            return False
        if path.parent.parent == self._paths.journal:
            with contextlib.suppress(OSError):
                note_rewrite(self._paths.seen, path, after)
        return True

    def leftovers(self, *below: Path) -> list[Path]:
        """Return the temporary files of writes that were killed, not of those that go on.

        ``below``: more folders, which are searched with all that is in them.
        """
        paths = self._paths
        devices = [name for name in ("", *self.devices()) if self.is_ours(name)]
        folders = [paths.journal / name for name in devices]
        folders += [paths.state, paths.config.parent, paths.keys]
        found = {path for folder in folders for path in folder.glob(_TEMPORARY)}
        found.update(path for folder in (paths.seen, *below) for path in folder.rglob(_TEMPORARY))
        found.update(spare_files(paths, "."))
        return sorted(p for p in found if is_left_behind(p) and not paths.link_to(p))

    def sweep(self) -> None:
        """Delete them wherever they are: copies of old or new bytes."""
        paths = self._paths
        for path in self.leftovers(paths.rescue, paths.quarantine, paths.backups, paths.drafts):
            with contextlib.suppress(FileNotFoundError, IsADirectoryError):
                take_out(path, paths.root_of(path))

    def _expect(self, path: Path, content: bytes) -> None:
        """Note a lower count ahead: a rewrite cut short right after it is no loss to ``verify``."""
        if path.parent.parent == self._paths.journal:
            seen, count = SeenFiles(self._paths.seen), len(lines_of(content))
            known = seen.get(path.parent.name, path.name)
            if known and known.most > count:
                with contextlib.suppress(OSError):
                    seen.put(path.parent.name, path.name, known._replace(most=count))


def note_rewrite(folder: Path, path: Path, content: bytes, removed: tuple[str, ...] = ()) -> None:
    """Note a file as it is now; its content before is no measure any more."""
    count = len(lines_of(content))
    sight = SeenFile(len(content), path.stat().st_mtime_ns, count, count, removed)
    SeenFiles(folder).put(path.parent.name, path.name, sight)


def by_month(folder: Path, lines: Iterable[tuple[str, bytes]]) -> dict[Path, list[bytes]]:
    """Return the lines, given with their months, by their files in a device's folder."""
    files: dict[Path, list[bytes]] = {}
    for month, line in lines:
        files.setdefault(folder / f"{month}.jsonl", []).append(line)
    return files


def append_lines(path: Path, lines: Sequence[bytes]) -> tuple[int, bytes]:
    """Append and sync; return the file's size before, and the bytes that were added."""
    with open_folder(path.parent, path.parents[1]) as folder:
        owner = owner_of(folder.place)
        handle = folder.open_own(path.name, APPEND_FLAGS | os.O_CREAT)
        try:
            status = os.fstat(handle)
            if not stat.S_ISREG(status.st_mode):
                raise SysleadError(f"{path} is not an ordinary file; nothing was saved.")
            make_private(handle, status.st_mode)
            if not status.st_size:
                give(handle, owner)
            content = b"".join(line + b"\n" for line in lines)
            if status.st_size and _last_byte(handle, status.st_size) != b"\n":
                content = b"\n" + content  # end a torn tail, never cut it
            _write_once(handle, content, status.st_size)
            sync(handle)
        finally:
            os.close(handle)
        if not status.st_size:  # new, or left empty by a try that failed
            folder.sync()
    return status.st_size, content


def _last_byte(handle: int, size: int) -> bytes:
    os.lseek(handle, size - 1, os.SEEK_SET)
    return os.read(handle, 1)


def _write_once(handle: int, content: bytes, old_size: int) -> None:
    """Write with one call; what the disk took only in part is taken back."""
    try:
        written = os.write(handle, content)
    except OSError:
        with contextlib.suppress(OSError):
            os.ftruncate(handle, old_size)
        raise
    if written != len(content):
        os.ftruncate(handle, old_size)
        raise OSError(28, "the disk took only part of the line")


def size_of(path: Path) -> int:
    """Return the file's size, -1 where there is none."""
    try:
        return path.stat().st_size
    except FileNotFoundError:
        return -1


def truncate_to(sizes: dict[Path, int]) -> list[Path]:
    """Give every file its old length, -1 for none; return those where that failed."""
    return [path for path, size in reversed(sizes.items()) if not _truncate(path, size)]


def _truncate(path: Path, size: int) -> bool:
    try:
        with open_folder(path.parent, path.parents[1], make=False) as folder:
            handle = folder.open_own(path.name, APPEND_FLAGS)
            try:
                if size < 0:
                    folder.unlink(path.name)
                else:
                    os.ftruncate(handle, size)
                    with contextlib.suppress(OSError):
                        sync(handle)
            finally:
                os.close(handle)
    except FileNotFoundError:
        return size < 0
    except OSError as problem:
        return problem.errno == errno.ELOOP  # a link: nothing was appended there
    return True


def not_saved(problem: OSError | SysleadError | KeyboardInterrupt) -> SysleadError:
    """Return what to say where records could not be put on disk."""
    if isinstance(problem, SysleadError):
        return problem
    if isinstance(problem, KeyboardInterrupt):
        return SysleadError(
            "Stopped before it was safely on disk.",
            "syslead repair --apply adds the rescue file to the journal.",
            "interrupted",
            ExitCode.INTERRUPTED,
        )
    where = f" ({problem.filename})" if problem.filename else ""
    return SysleadError(
        f"Not confirmed on disk: {reason(problem)}{where}.",
        hint="Free some space, or repair the folder; then run syslead repair --apply.",
        code="not_saved",
    )


def not_taken_in(problem: str, left: Sequence[Path]) -> SysleadError:
    """Return what to say of an import; ``left`` are files that did not get their old length."""
    if not left:
        return SysleadError(
            f"Nothing was imported: {problem}.",
            hint="The journal was not changed. Free some space, or repair the folder, and retry.",
            code="not_imported",
        )
    names = "\n".join(f"  {path}" for path in left)
    return SysleadError(
        f"The import failed: {problem}. Part of it may be at the end of\n{names}",
        hint="Import again when that is repaired: nothing is added twice.",
        code="partly_imported",
    )
