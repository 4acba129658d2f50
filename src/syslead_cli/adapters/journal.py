"""The journal on disk: append, read the union of all files, erase (docs/journal-format.md).

One writer per path: this device writes only ``journal/<device>/``, so a sync tool never has
two versions of a file to merge. Reading takes every file there is and never writes.
"""

from __future__ import annotations

import contextlib
import gc
import os
import re
import stat
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date
from pathlib import Path

from syslead_cli.adapters.clock import SystemClock
from syslead_cli.adapters.files import (
    APPEND_FLAGS,
    create_file,
    make_private_folder,
    read_regular,
    reason,
    replace_file,
    sync_folder,
)
from syslead_cli.adapters.lockfile import locked
from syslead_cli.adapters.paths import Paths
from syslead_cli.adapters.rescue import keep, rescue_folders
from syslead_cli.core.fold import Damage, Journal, Place, Placed, fold
from syslead_cli.core.line import Newer, Sound, Spoilt, read_line, seal
from syslead_cli.core.records import Record, Revise
from syslead_cli.errors import SysleadError

#: A month of one leader is far below this; anything larger is not a journal file.
FILE_LIMIT = 512 * 1024 * 1024
_MONTH = re.compile(r"(\d{4}-\d{2})")
_DEVICE = re.compile(r"[a-z0-9]{4,32}")


class JournalFiles:
    """The journal of one leader as this device sees it."""

    def __init__(self, paths: Paths, clock: SystemClock, home: str = "") -> None:
        self._paths = paths
        self._clock = clock
        self._home = home

    # ── reading ──────────────────────────────────────────────────────────────

    def read(
        self, since: date | None = None, keeping: Callable[[Placed], bool] | None = None
    ) -> Journal:
        """The union of all files; with ``since``, months before it may be left unread.

        An edit of a record in an unread month is a reason to read everything after all.
        ``keeping`` drops lines before the union, for looking at the journal as it stood.
        """
        journal = self._fold(since, keeping)
        if since is not None and any("not in the journal" in odd.problem for odd in journal.odd):
            return self._fold(None, keeping)
        return journal

    def _fold(self, since: date | None, keeping: Callable[[Placed], bool] | None) -> Journal:
        odd: list[Damage] = []
        collecting = gc.isenabled()
        gc.disable()  # thousands of small objects that all stay: collecting in between is waste
        try:
            lines: Iterable[Placed] = self._lines(since, odd)
            journal = fold(filter(keeping, lines) if keeping else lines)
        finally:
            if collecting:
                gc.enable()
        if not odd:
            return journal
        from dataclasses import replace

        return replace(journal, odd=(*journal.odd, *odd))

    def files(self, since: date | None = None) -> list[tuple[str, Path]]:
        """Every journal file there is, as (device, path): conflict copies too, in a fixed order."""
        first = since.isoformat()[:7] if since else ""
        found: list[tuple[str, Path]] = []
        for device, folder in self._folders():
            for name in _names(folder):
                month = _MONTH.match(name)
                if name.endswith(".jsonl") and not name.startswith("."):
                    if not (first and month and month[1] < first):
                        found.append((device, folder / name))
        return found

    def _folders(self) -> Iterator[tuple[str, Path]]:
        yield "", self._paths.journal
        for name in _names(self._paths.journal):
            folder = self._paths.journal / name
            if not name.startswith(".") and folder.is_dir():
                yield name, folder

    def _lines(self, since: date | None, odd: list[Damage]) -> Iterator[Placed]:
        for device, path in self.files(since):
            name = self.shown(path)
            try:
                content = read_regular(path, FILE_LIMIT)
            except (OSError, SysleadError) as problem:
                words = reason(problem) if isinstance(problem, OSError) else "not an ordinary file"
                yield Placed(Place(name, 0, device), Spoilt(f"cannot be read: {words}"))
                continue
            yield from _read_lines(content, name, device)
        odd.extend(self._not_here())

    def _not_here(self) -> Iterator[Damage]:
        """Months a sync tool has left in the cloud."""
        for device, folder in self._folders():
            for name in _names(folder):
                if name.startswith(".") and name.endswith(".jsonl.icloud"):
                    place = Place(self.shown(folder / name[1:-7]), 0, device)
                    yield Damage(place, "not downloaded to this machine yet")

    def shown(self, path: Path) -> str:
        """How a journal file is called in messages: relative to the folder above ``journal``."""
        try:
            return path.relative_to(self._paths.journal.parent).as_posix()
        except ValueError:
            return str(path)

    # ── writing ──────────────────────────────────────────────────────────────

    def append(self, records: Sequence[Record]) -> None:
        """Put the records on disk, in order; on return they are there.

        Raises SysleadError: exit 5 when another writer keeps the lock, exit 1 when the disk
        does not take or confirm them. Either way the words are in a rescue file, which the
        message names.
        """
        lines = [(record.day.isoformat()[:7], seal(record)) for record in records]
        try:
            with locked(self._paths.lock, self._clock):
                device = self._own_device()
                for month, group in _by_month(lines):
                    self._append_lines(self._paths.journal / device / f"{month}.jsonl", group)
        except OSError as problem:
            raise self._rescued(records[0].id, lines, _not_saved(problem)) from problem
        except SysleadError as problem:
            raise self._rescued(records[0].id, lines, problem) from problem
        with contextlib.suppress(OSError, SysleadError):  # saved is saved; tried again next time
            self._erase_what_others_removed()

    def _append_lines(self, path: Path, lines: Sequence[bytes]) -> None:
        make_private_folder(path.parent)
        new = not path.exists()
        handle = os.open(path, APPEND_FLAGS | os.O_CREAT, 0o600)
        try:
            status = os.fstat(handle)
            if not stat.S_ISREG(status.st_mode):
                raise SysleadError(f"{path} is not an ordinary file; nothing was saved.")
            content = b"".join(line + b"\n" for line in lines)
            if status.st_size and _last_byte(handle, status.st_size) != b"\n":
                content = b"\n" + content  # seal a torn tail, never cut it
            self._write_once(handle, content, status.st_size)
            os.fsync(handle)
        finally:
            os.close(handle)
        if new:
            sync_folder(path.parent)

    @staticmethod
    def _write_once(handle: int, content: bytes, old_size: int) -> None:
        try:
            written = os.write(handle, content)
        except OSError:
            with contextlib.suppress(OSError):
                os.ftruncate(handle, old_size)
            raise
        if written != len(content):
            os.ftruncate(handle, old_size)
            raise OSError(28, "the disk took only part of the line")

    def _rescued(
        self, name: str, lines: Sequence[tuple[str, bytes]], problem: SysleadError
    ) -> SysleadError:
        content = b"".join(line + b"\n" for _, line in lines)
        kept = keep(f"rescue-{name}.jsonl", content, rescue_folders(self._paths.rescue, self._home))
        where = (
            f"What you wrote is in {kept}"
            if kept
            else "No folder took a rescue file; here it is:\n" + content.decode("utf-8", "replace")
        )
        return SysleadError(
            f"{problem.message}\n{where}", problem.hint, problem.code, problem.exit_code
        )

    def _own_device(self) -> str:
        """This machine's name in the journal folder, made at the first write. Lock held."""
        with contextlib.suppress(FileNotFoundError):
            name = read_regular(self._paths.device, 100).decode("ascii", "replace").strip()
            if _DEVICE.fullmatch(name):
                return name
            raise SysleadError(
                f"{self._paths.device} does not hold a device name; nothing was saved.",
                hint="Delete that file: a new name is made at the next write.",
                code="device",
            )
        name = self._clock.random_bytes(4).hex()
        create_file(self._paths.device, name.encode() + b"\n")
        return name

    # ── erasing ──────────────────────────────────────────────────────────────

    def erase(self, ids: Iterable[str]) -> list[str]:
        """Take the lines of these records, and of edits of them, out of this device's files.

        Returns the files that were rewritten. Other lines keep their bytes. Raises
        SysleadError naming the file that still holds the text.
        """
        wanted = set(ids)
        with locked(self._paths.lock, self._clock):
            device = self._own_device()
            own = [path for owner, path in self.files() if owner == device]
            gone = wanted | _edits_of(wanted, own)
            return [self.shown(path) for path in own if self._erase_from(path, gone)]

    def _erase_from(self, path: Path, gone: set[str]) -> bool:
        try:
            before = read_regular(path, FILE_LIMIT)
            kept = [raw for raw in before.split(b"\n") if _id_of(raw) not in gone]
            after = b"\n".join(kept)
            if after == before:
                return False
            if read_regular(path, FILE_LIMIT) != before:  # a sync tool does not know our lock
                raise SysleadError(f"{self.shown(path)} changed while it was being rewritten.")
            replace_file(path, after)
        except OSError as problem:
            raise SysleadError(
                f"The entry is hidden, but its text is still in {self.shown(path)}: {reason(problem)}.",
                hint="Delete it once more when the disk is well again.",
                code="not_erased",
            ) from problem
        return True

    def _erase_what_others_removed(self) -> None:
        """Records of ours that another device removed are erased when we next write."""
        mine = self._own_device()
        removed: set[str] = set()
        for device, path in self.files():
            if device not in ("", mine):
                with contextlib.suppress(OSError, SysleadError):
                    removed |= _removed_in(read_regular(path, FILE_LIMIT))
        if removed:
            own = [path for device, path in self.files() if device == mine]
            if any(removed & _ids_in(path) for path in own):
                self.erase(removed)


def _names(folder: Path) -> list[str]:
    try:
        return sorted(os.listdir(folder))
    except OSError:
        return []


def _read_lines(content: bytes, name: str, device: str) -> Iterator[Placed]:
    content = content.removeprefix(b"\xef\xbb\xbf")
    number = 0
    for raw in content.split(b"\n"):
        number += 1
        line = read_line(raw)
        if line is not None:
            yield Placed(Place(name, number, device), line)


def _by_month(lines: Sequence[tuple[str, bytes]]) -> list[tuple[str, list[bytes]]]:
    months: dict[str, list[bytes]] = {}
    for month, line in lines:
        months.setdefault(month, []).append(line)
    return list(months.items())


def _last_byte(handle: int, size: int) -> bytes:
    os.lseek(handle, size - 1, os.SEEK_SET)
    return os.read(handle, 1)


def _not_saved(problem: OSError) -> SysleadError:
    where = f" ({problem.filename})" if problem.filename else ""
    return SysleadError(
        f"Not confirmed on disk: {reason(problem)}{where}.",
        hint="Make room or mend the folder, then run syslead again: it will offer the rescue file.",
        code="not_saved",
    )


def _id_of(raw: bytes) -> str:
    line = read_line(raw)
    if isinstance(line, Sound):
        return line.record.id
    return line.id if isinstance(line, Newer) else ""


def _ids_in(path: Path) -> set[str]:
    with contextlib.suppress(OSError, SysleadError):
        return {_id_of(raw) for raw in read_regular(path, FILE_LIMIT).split(b"\n")}
    return set()


def _edits_of(ids: set[str], paths: Iterable[Path]) -> set[str]:
    """Ids of revise records about these records, through edits of edits."""
    edits: list[Revise] = []
    for path in paths:
        for raw in read_regular(path, FILE_LIMIT).split(b"\n"):
            if b'"revise"' in raw:
                line = read_line(raw)
                if isinstance(line, Sound) and isinstance(line.record, Revise):
                    edits.append(line.record)
    found: set[str] = set()
    while more := {edit.id for edit in edits if edit.of in ids | found} - found:
        found |= more
    return found


def _removed_in(content: bytes) -> set[str]:
    gone: set[str] = set()
    for raw in content.split(b"\n"):
        if b'"remove"' in raw:
            line = read_line(raw)
            if isinstance(line, Sound) and line.record.kind == "remove":
                gone.add(line.record.of)  # type: ignore[attr-defined]
    return gone
