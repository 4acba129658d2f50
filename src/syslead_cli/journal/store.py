"""The journal on disk: append, read the union of all files, erase (docs/journal-format.md).

One writer per path: this device writes only ``journal/<device>/``, so a sync tool never has
two versions of a file to merge. Reading takes every file there is and never writes.
"""

from __future__ import annotations

import contextlib
import gc
import os
import stat
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from syslead_cli.base.clock import SystemClock
from syslead_cli.base.files import (
    APPEND_FLAGS,
    give,
    make_private,
    make_private_folder,
    owner_of,
    reason,
    replace_file,
    sync,
    sync_folder,
)
from syslead_cli.base.lock import await_writer, locked
from syslead_cli.base.paths import Paths
from syslead_cli.errors import ExitCode, SysleadError
from syslead_cli.journal.codec import (
    Line,
    ReadableLine,
    encode_line,
    read_line,
)
from syslead_cli.journal.files import FILE_LIMIT, MonthFile, MonthFiles, read_device
from syslead_cli.journal.merge import (
    Journal,
    PlacedLine,
    merge_lines,
)
from syslead_cli.journal.model import ENTRY_KINDS, Record, Remove
from syslead_cli.journal.raw_lines import RawJournal, RawLine, raw_lines
from syslead_cli.journal.rescue import keep, rescue_folders

if TYPE_CHECKING:
    from syslead_cli.crypt.journal_key import JournalKey
    from syslead_cli.journal.erase import Erasure


class JournalFiles:
    """The journal of one leader as this device sees it.

    ``key`` closes what is written and opens what is read, where the journal is encrypted.
    Without it encrypted lines stay closed; that is for looking, not for writing.
    ``on_saved`` is told of the records once they are on disk.
    """

    def __init__(
        self,
        paths: Paths,
        clock: SystemClock,
        home: str = "",
        key: JournalKey | None = None,
        on_saved: Callable[[Sequence[Record]], None] = lambda _: None,
    ) -> None:
        self._paths = paths
        self._clock = clock
        self._home = home
        self._key = key
        self._on_saved = on_saved
        opener = key.opened if key is not None else None
        self._months = MonthFiles(paths.journal, opener, lambda: await_writer(paths.lock, clock))

    # ── reading ──────────────────────────────────────────────────────────────

    def read(
        self,
        since: date | None = None,
        keeping: Callable[[PlacedLine], bool] | None = None,
    ) -> Journal:
        """The union of all files; with ``since``, months before it may be left unread.

        An edit of a record in an unread month is a reason to read everything after all.
        ``keeping`` drops lines before the union, for looking at the journal as it stood.
        """
        files = self._months.listing()
        if since is None:
            return self._merged(files, keeping)
        first = _month_before(since.isoformat()[:7])
        recent = [f for f in files if not f.month or f.month >= first]
        journal = self._merged(recent, keeping)
        return self._merged(files, keeping) if journal.dangling else journal

    def read_newest(self, wanted: int) -> Journal:
        """The newest ``wanted`` entries at least, reading no more months than they need.

        Edits and removals are applied, because they are written later than what they are
        about. An older month is read where an edit's record was not met yet.
        """
        files = self._months.listing()
        months = sorted({file.month for file in files if file.month}, reverse=True)
        step = 2
        while step < len(months):
            first, margin = months[step - 2], months[step - 1]
            journal = self._merged([f for f in files if not f.month or f.month >= margin])
            if not journal.dangling and _entries_since(journal, first) >= wanted:
                return journal
            step *= 2
        return self._merged(files)

    def _merged(
        self,
        files: Iterable[MonthFile],
        keeping: Callable[[PlacedLine], bool] | None = None,
    ) -> Journal:
        collecting = gc.isenabled()
        gc.disable()  # thousands of small objects that all stay: looking at each is waste
        try:
            lines = (placed for placed, _ in self._months.lines(files))
            journal = merge_lines(filter(keeping, lines) if keeping else lines)
        finally:
            if collecting:
                gc.freeze()
                gc.enable()
        if not self._months.not_here:
            return journal
        from msgspec.structs import replace

        return replace(journal, odd=(*journal.odd, *self._months.not_here))

    def files(self, since: date | None = None) -> list[tuple[str, Path]]:
        """Every journal file there is, as (device, path): conflict copies too, in a fixed order."""
        first = since.isoformat()[:7] if since else ""
        found = self._months.listing()
        return [(f.device, f.path) for f in found if not f.month or f.month >= first]

    def lines_in(self, content: bytes) -> list[Line]:
        """What the lines of some file hold, encrypted ones opened."""

        opener = self._key.opened if self._key is not None else None
        return [one.line for one in raw_lines(content, opener)]

    def shown(self, path: Path) -> str:
        """How a journal file is called in messages: relative to the folder above ``journal``."""
        return self._months.shown(path)

    # ── writing ──────────────────────────────────────────────────────────────

    def append(self, records: Sequence[Record]) -> None:
        """Put the records on disk, in order; on return they are there.

        Raises SysleadError: exit 5 when another writer keeps the lock, exit 1 when the disk
        does not take or confirm them, 130 on Ctrl-C before that. Each time the words are in a
        rescue file, which the message names.
        """
        if not records:
            return
        plain = [(record.day.isoformat()[:7], encode_line(record)) for record in records]
        removing = any(isinstance(record, Remove) for record in records)
        try:
            with locked(self._paths.lock, self._clock):
                # closed here and not before: it may have been encrypted while we waited
                self._append(_by_month(self._closed(plain)), removing=removing)
                self._tell_saved(records)
        except (OSError, SysleadError, KeyboardInterrupt) as problem:
            raise self._rescued(records[0].id, plain, _not_saved(problem)) from problem

    def _closed(self, lines: list[tuple[str, bytes]]) -> list[tuple[str, bytes]]:
        """The lines as they go to disk: encrypted, where the journal is."""
        if self._key is None:
            return lines
        return [(month, self._key.line(raw)) for month, raw in lines]

    def _tell_saved(self, records: Sequence[Record]) -> None:
        with contextlib.suppress(OSError, SysleadError):  # saved is saved
            self._on_saved(records)

    def _append(self, months: dict[str, list[bytes]], *, removing: bool) -> None:
        device = self._own_device()
        erasure = self._erasure(device)
        if removing:
            erasure.announce()
        written = []
        for month, lines in months.items():
            path = self._paths.journal / device / f"{month}.jsonl"
            written.append((path, *self._append_lines(path, lines)))
        with contextlib.suppress(OSError, SysleadError):  # saved is saved; tried again next time
            self._note(device, written)
            if not removing:
                erasure.catch_up()

    def _append_lines(self, path: Path, lines: Sequence[bytes]) -> tuple[int, bytes]:
        """Write and sync; the file's size before, and the bytes that were added."""
        make_private_folder(path.parent)
        owner = owner_of(path.parent)
        handle = os.open(path, APPEND_FLAGS | os.O_CREAT, 0o600)
        try:
            status = os.fstat(handle)
            if not stat.S_ISREG(status.st_mode):
                raise SysleadError(f"{path} is not an ordinary file; nothing was saved.")
            make_private(handle, status.st_mode)
            if not status.st_size and status.st_nlink == 1:
                give(handle, owner)
            content = b"".join(line + b"\n" for line in lines)
            if status.st_size and _last_byte(handle, status.st_size) != b"\n":
                content = b"\n" + content  # seal a torn tail, never cut it
            _write_once(handle, content, status.st_size)
            sync(handle)
        finally:
            os.close(handle)
        if not status.st_size:  # new, or left empty by a try that failed
            sync_folder(path.parent)
        return status.st_size, content

    def _note(self, device: str, written: Iterable[tuple[Path, int, bytes]]) -> None:
        from syslead_cli.journal.files import Seen, sight_after

        seen = Seen(self._paths.seen)
        for path, before, added in written:
            known = seen.get(device, path.name)
            sight = sight_after(known, before, added, path, path.stat().st_mtime_ns)
            seen.put(device, path.name, sight)

    def _rescued(
        self, name: str, lines: Sequence[tuple[str, bytes]], problem: SysleadError
    ) -> SysleadError:
        """The words in a rescue file: encrypted where they can be, else rather so than nowhere."""
        with contextlib.suppress(SysleadError):  # no library, no key
            lines = self._closed([*lines])
        content = b"".join(line + b"\n" for _, line in lines)
        kept = keep(f"rescue-{name}.jsonl", content, rescue_folders(self._paths.rescue, self._home))
        where = (
            f"What you wrote is in {kept}"
            if kept
            else "No folder took a rescue file; here it is:\n" + content.decode("utf-8", "replace")
        )
        rescued = SysleadError(
            f"{problem.message}\n{where}", problem.hint, problem.code, problem.exit_code
        )
        rescued.words_kept = True
        return rescued

    def _own_device(self) -> str:
        """This machine's name in the journal folder, made at the first write. Lock held."""
        name = read_device(self._paths.device)
        if not name:
            name = self._clock.random_bytes(4).hex()
            replace_file(self._paths.device, name.encode() + b"\n")
        return name

    # ── erasing ──────────────────────────────────────────────────────────────

    def erase(self, ids: Iterable[str]) -> list[str]:
        """Take the lines of these records, and of edits of them, out of this device's files.

        Returns the files that were rewritten. Other lines keep their bytes. Raises
        SysleadError naming the file that still holds the text.
        """
        try:
            with locked(self._paths.lock, self._clock):
                return self._erasure(self._own_device()).erase(ids)
        except OSError as problem:
            raise SysleadError(
                f"The entry is hidden, but its text is not erased yet: {reason(problem)}.",
                hint="The next entry tries again.",
                code="not_erased",
            ) from problem

    def catch_up(self) -> None:
        """Finish an erasure that was cut short, and do what other devices asked for."""
        if self._key is not None:
            self._key.unlock()
        with locked(self._paths.lock, self._clock):
            self._erasure(self._own_device()).catch_up()

    def _erasure(self, device: str) -> Erasure:
        from syslead_cli.journal.erase import Erasure

        return Erasure(self._paths, self._months, device, self._append_lines, self._key)


def _month_before(month: str) -> str:
    """One month earlier: a clock that was days off may have put an edit there."""
    return (date.fromisoformat(f"{month}-01") - timedelta(days=1)).isoformat()[:7]


def _entries_since(journal: Journal, month: str) -> int:
    return sum(
        record.kind in ENTRY_KINDS and record.day.isoformat() >= month for record in journal.records
    )


def _by_month(lines: Sequence[tuple[str, bytes]]) -> dict[str, list[bytes]]:
    months: dict[str, list[bytes]] = {}
    for month, line in lines:
        months.setdefault(month, []).append(line)
    return months


def _write_once(handle: int, content: bytes, old_size: int) -> None:
    """One write; what the disk took only in part is taken back."""
    try:
        written = os.write(handle, content)
    except OSError:
        with contextlib.suppress(OSError):
            os.ftruncate(handle, old_size)
        raise
    if written != len(content):
        os.ftruncate(handle, old_size)
        raise OSError(28, "the disk took only part of the line")


def _last_byte(handle: int, size: int) -> bytes:
    os.lseek(handle, size - 1, os.SEEK_SET)
    return os.read(handle, 1)


def _not_saved(problem: OSError | SysleadError | KeyboardInterrupt) -> SysleadError:
    if isinstance(problem, SysleadError):
        return problem
    if isinstance(problem, KeyboardInterrupt):
        return SysleadError(
            "Stopped before it was confirmed on disk.",
            "syslead repair takes the rescue file in.",
            "interrupted",
            ExitCode.INTERRUPTED,
        )
    where = f" ({problem.filename})" if problem.filename else ""
    return SysleadError(
        f"Not confirmed on disk: {reason(problem)}{where}.",
        hint="Make room or mend the folder; syslead repair --apply then takes the rescue file in.",
        code="not_saved",
    )


# ── intake ──
# Lines from elsewhere put into this device's files: all of them or none.


class Intake(JournalFiles):
    """The journal with the bytes of its lines: read as they are, and taken in as they are."""

    def read_raw(self, keeping: Callable[[PlacedLine], bool] | None = None) -> RawJournal:
        """Every line with its bytes, and the journal they make."""
        lines: list[RawLine] = []

        def kept() -> Iterator[PlacedLine]:
            for placed, raw in self._months.lines(self._months.listing()):
                if raw is None:
                    yield placed
                elif keeping is None or keeping(placed):
                    lines.append(raw)
                    yield placed

        journal = merge_lines(kept())
        return RawJournal(journal, lines)

    def take_in(self, lines: Sequence[tuple[str, bytes]]) -> None:
        """Append lines, each with its month, in order; on return they are on disk.

        Raises SysleadError, and leaves with KeyboardInterrupt, only after every file has its
        old length again; where that fails too, the message says so.
        """
        key, closed = self._public, self._closed([*lines])
        with locked(self._paths.lock, self._clock):
            if self._public != key:  # encrypted, or put back, while this one waited
                closed = self._closed([*lines])
            months: dict[str, list[bytes]] = {}
            for month, line in closed:
                months.setdefault(month, []).append(line)
            self._take_in(months)
            found = (read_line(line) for _, line in lines)
            self._tell_saved([line.record for line in found if isinstance(line, ReadableLine)])

    @property
    def _public(self) -> str:
        return self._key.public if self._key is not None else ""

    def _take_in(self, months: dict[str, list[bytes]]) -> None:
        before: dict[Path, int] = {}
        try:
            device = self._own_device()
            written = []
            for month, lines in months.items():
                path = self._paths.journal / device / f"{month}.jsonl"
                before[path] = _size(path)
                _leave_room(path, before[path], lines)
                written.append((path, *self._append_lines(path, lines)))
        except OSError as problem:
            where = f" ({problem.filename})" if problem.filename else ""
            raise _failed(f"{reason(problem)}{where}", _taken_back(before)) from problem
        except SysleadError as problem:
            raise _failed(problem.message.rstrip("."), _taken_back(before)) from problem
        except BaseException:
            _taken_back(before)
            raise
        with contextlib.suppress(OSError, SysleadError):  # saved is saved; only advice is missing
            self._note(device, written)


def _size(path: Path) -> int:
    try:
        return path.stat().st_size
    except FileNotFoundError:
        return -1


def _leave_room(path: Path, size: int, lines: Sequence[bytes]) -> None:
    if size + sum(map(len, lines)) + len(lines) > FILE_LIMIT:
        raise SysleadError(f"{path} would become too large to be read")


def _taken_back(before: dict[Path, int]) -> list[Path]:
    """Give every file its old length; those where that failed are returned."""
    return [path for path, size in reversed(before.items()) if not _cut_back(path, size)]


def _cut_back(path: Path, size: int) -> bool:
    try:
        if size < 0:
            path.unlink(missing_ok=True)
            return True
        handle = os.open(path, os.O_RDWR | getattr(os, "O_CLOEXEC", 0))
        try:
            os.ftruncate(handle, size)
            with contextlib.suppress(OSError):
                sync(handle)
        finally:
            os.close(handle)
    except OSError:
        return False
    return True


def _failed(problem: str, left: Sequence[Path]) -> SysleadError:
    if not left:
        return SysleadError(
            f"Nothing was imported: {problem}.",
            hint="The journal is as it was. Make room or mend the folder, then import again.",
            code="not_imported",
        )
    names = "\n".join(f"  {path}" for path in left)
    return SysleadError(
        f"The import failed: {problem}. A part of it may stand at the end of\n{names}",
        hint="Import again when it is mended: what is there already is not added twice.",
        code="partly_imported",
    )
