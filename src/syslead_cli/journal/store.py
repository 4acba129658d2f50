"""The journal on disk: append, read the union of all files, erase (docs/journal-format.md).

One writer per path: this device writes only ``journal/<device>/``, so a sync tool never has
two versions of a file to merge. Reading takes every file there is and never writes.
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date, timedelta
from typing import TYPE_CHECKING

from msgspec.structs import replace

from syslead_cli.base.files import read_regular, reason, refusing, replace_file
from syslead_cli.base.lock import await_writer, locked
from syslead_cli.crypt.keys import is_switched_on
from syslead_cli.errors import SysleadError
from syslead_cli.journal.codec import CorruptLine, ReadableLine, encode_line, read_line
from syslead_cli.journal.device_files import (
    OwnFiles,
    append_lines,
    by_month,
    not_saved,
    not_taken_in,
    size_of,
    truncate_to,
)
from syslead_cli.journal.files import FILE_LIMIT, MonthFile, MonthFiles, note_append, read_device
from syslead_cli.journal.merge import Journal, Place, PlacedLine, merge_lines
from syslead_cli.journal.model import ENTRY_KINDS, Record, Remove
from syslead_cli.journal.raw_lines import raw_lines
from syslead_cli.journal.rescue import keep

if TYPE_CHECKING:
    from pathlib import Path

    from syslead_cli.base.clock import SystemClock
    from syslead_cli.base.paths import Paths
    from syslead_cli.journal.encrypted import JournalKey
    from syslead_cli.journal.erase import Erasure

#: Lines without their ends, each with its month.
MonthLines = Sequence[tuple[str, bytes]]


class JournalFiles:
    """The journal of one leader as this device sees it.

    ``key`` encrypts what is written and decrypts what is read, where the journal is encrypted.
    Not ``decrypting``, encrypted lines stay as they are, and nobody is asked for the key.
    ``on_saved`` is told of the records once they are on disk.
    """

    def __init__(
        self,
        paths: Paths,
        clock: SystemClock,
        key: JournalKey,
        on_saved: Callable[[Sequence[Record]], None] = lambda _: None,
        *,
        decrypting: bool = True,
    ) -> None:
        self.paths = paths
        self.key = key
        self._decrypter = key.decrypt_line if decrypting else None
        self._clock = clock
        self._on_saved = on_saved
        self._months = MonthFiles(paths, "")
        self._has_waited = False
        #: How messages call a journal file, and the names of the folders below the journal's.
        self.shown, self.devices = self._months.shown, self._months.devices

    # ── reading ──────────────────────────────────────────────────────────────

    def read(
        self, since: date | None = None, keeping: Callable[[PlacedLine], bool] | None = None
    ) -> Journal:
        """Merge all files; with ``since``, months before it may be left unread.

        An edit of a record in an unread month is a reason to read everything after all.
        ``keeping`` drops lines before the merge, for looking at the journal as it stood.
        """
        files = self._listing()
        if since is not None:
            first = _month_before(since.isoformat()[:7])
            recent = [f for f in files if not f.month or f.month >= first]
            journal = self._merged(filter(keeping, self._lines(recent)))
            if not journal.dangling:
                return journal
        return self._merged(filter(keeping, self._lines(files)))

    def _listing(self) -> list[MonthFile]:
        self._months = MonthFiles(self.paths, self.device)
        return self._months.listing()

    def _lines(
        self, files: Iterable[MonthFile], *, with_bytes: bool = False
    ) -> Iterator[PlacedLine]:
        """Yield each line, decrypted; a file that cannot be read is a corrupt line of number 0.

        What could not be listed comes first.
        """
        yield from self._months.problems
        for device, _, path in files:
            name = self.shown(path)
            try:
                content = self._content(path)
            except (OSError, SysleadError) as problem:
                words = reason(problem) if isinstance(problem, OSError) else "not an ordinary file"
                corrupt = CorruptLine(f"could not be read: {words}")
                yield PlacedLine(Place(name, 0, device), corrupt)
                continue
            yield from raw_lines(content, self._decrypter, name, device, with_bytes=with_bytes)

    def _content(self, path: Path) -> bytes:
        """Read the file; a line without an end may be one that is being written at this moment."""
        content = read_regular(path, FILE_LIMIT)
        if content and not content.endswith(b"\n") and not self._has_waited:
            await_writer(self.paths.lock, self._clock)
            self._has_waited = True  # a writer that hangs is not waited for again and again
            content = read_regular(path, FILE_LIMIT)
        return content

    def read_newest(self, wanted: int) -> Journal:
        """Read the newest ``wanted`` entries at least, and no more months than they need.

        Edits and removals are applied, because they are written later than what they are
        about. An older month is read where an edit's record was not met yet.
        """
        files = self._listing()
        months = sorted({file.month for file in files if file.month}, reverse=True)
        step = 2
        while step < len(months):
            first, margin = months[step - 2], months[step - 1]
            recent = [f for f in files if not f.month or f.month >= margin]
            journal = self._merged(self._lines(recent))
            entries = (record for record in journal.records if record.kind in ENTRY_KINDS)
            found = sum(record.day.isoformat() >= first for record in entries)
            if not journal.dangling and found >= wanted:
                return journal
            step *= 2
        return self._merged(self._lines(files))

    def _merged(self, lines: Iterable[PlacedLine]) -> Journal:
        """Merge the lines; say which of the files listed last are not here."""
        journal = merge_lines(lines, encrypted=is_switched_on(self.paths.keys))
        missing = self._months.missing(journal.removals)
        if not missing:
            return journal
        return replace(journal, odd=(*journal.odd, *self._months.not_here), missing=tuple(missing))

    def read_raw(self, keeping: Callable[[PlacedLine], bool] | None = None) -> Journal:
        """Merge all files; the journal has every line with its bytes."""
        lines = list(filter(keeping, self._lines(self._listing(), with_bytes=True)))
        return replace(self._merged(lines), lines=[one for one in lines if one.place.line])

    def lines_in(self, content: bytes) -> list[PlacedLine]:
        """Return the lines of some file, encrypted ones decrypted."""
        return list(raw_lines(content, self._decrypter))

    @property
    def device(self) -> str:
        """Return this machine's name in the journal folder; empty before the first write."""
        with contextlib.suppress(OSError, SysleadError):
            return read_device(self.paths.device)
        return ""

    def own_files(self) -> OwnFiles:
        """Return the files that this device may rewrite."""
        return OwnFiles(self.paths, self.device)

    @contextlib.contextmanager
    def at_rest(self) -> Iterator[None]:
        """Let no syslead here write meanwhile, where the lock can be had; no lock is made."""
        with contextlib.ExitStack() as held:
            if self.paths.lock.exists():
                with contextlib.suppress(OSError, SysleadError):
                    held.enter_context(locked(self.paths.lock, self._clock))
            yield

    # ── writing ──────────────────────────────────────────────────────────────

    def append(self, records: Sequence[Record]) -> None:
        """Put the records on disk, in order; on return they are there.

        Raises SysleadError: exit 5 when another writer keeps the lock, exit 1 when the disk
        does not take or confirm them, 130 on Ctrl-C before that. Each time the words are in a
        rescue file, which the message names.
        """
        if not records:
            return
        lines = _lines_of(records)
        try:
            with locked(self.paths.lock, self._clock):
                # encrypted here and not before: it may have been switched on while we waited
                self._append(self._encrypted(lines), records)
                self.tell_saved(records)
        except (OSError, SysleadError, KeyboardInterrupt) as problem:
            raise self._rescued(records[0].id, lines, not_saved(problem)) from problem

    def _append(self, lines: MonthLines, records: Sequence[Record]) -> None:
        device = self._own_device()
        erasure = self._erasure(device)
        removing = any(isinstance(record, Remove) for record in records)
        unread = erasure.unread()
        if removing:
            erasure.announce()
        files = by_month(self.paths.journal / device, lines)
        written = [(path, *append_lines(path, content)) for path, content in files.items()]
        with contextlib.suppress(OSError, SysleadError):  # saved is saved; tried again next time
            note_append(self.paths.seen, device, written)
            if not removing or unread.in_own:
                erasure.catch_up(unread)

    def _encrypted(self, lines: MonthLines) -> MonthLines:
        """Return the lines as they go to disk: encrypted, where the journal is."""
        return [(month, self.key.encrypt_line(raw)) for month, raw in lines]

    def tell_saved(self, records: Sequence[Record]) -> None:
        """Tell whoever asked that the records are on disk."""
        with contextlib.suppress(OSError, SysleadError):  # saved is saved
            self._on_saved(records)

    def _rescued(self, name: str, lines: MonthLines, problem: SysleadError) -> SysleadError:
        """Keep the lines in a rescue file, encrypted where they can be; return what to say."""
        with contextlib.suppress(SysleadError):  # no library, no key
            lines = self._encrypted(lines)
        content = b"".join(line + b"\n" for _, line in lines)
        kept = keep(f"rescue-{name}.jsonl", content, self.paths)
        where = f"What you wrote is in {kept}"
        if not kept:
            text = content.decode("utf-8", "replace")
            where = f"No rescue file could be written. Your text:\n{text}"
        rescued = SysleadError(
            f"{problem.message}\n{where}", problem.hint, problem.code, problem.exit_code
        )
        rescued.words_kept = True
        return rescued

    def _own_device(self) -> str:
        """Return this machine's name in the journal folder, made at the first write. Lock held."""
        name = read_device(self.paths.device)
        if not name:
            name = self._clock.random_bytes(4).hex()
            replace_file(self.paths.device, name.encode() + b"\n")
        return name

    def take_in(self, lines: MonthLines) -> None:
        """Append lines from elsewhere as they are: all or none; on return they are on disk.

        Raises SysleadError, and leaves with KeyboardInterrupt, only after every file has its
        old length again; where that fails too, the message says so.
        """
        public, encrypted = self.key.public, self._encrypted(lines)
        with locked(self.paths.lock, self._clock):
            if public != self.key.public:  # encrypted, or put back, meanwhile
                encrypted = self._encrypted(lines)
            with contextlib.suppress(OSError, SysleadError):  # what others removed: tried again
                self._erasure(self._own_device()).catch_up()
            self._take_in(encrypted)
            found = (read_line(line) for _, line in lines)
            self.tell_saved([line.record for line in found if isinstance(line, ReadableLine)])

    def _take_in(self, lines: MonthLines) -> None:
        sizes: dict[Path, int] = {}
        try:
            device = self._own_device()
            written = []
            for path, content in by_month(self.paths.journal / device, lines).items():
                sizes[path] = size_of(path)
                if sizes[path] + sum(map(len, content)) + len(content) > FILE_LIMIT:
                    raise SysleadError(f"{path} would become too large to be read")
                written.append((path, *append_lines(path, content)))
        except OSError as problem:
            where = f" ({problem.filename})" if problem.filename else ""
            raise not_taken_in(f"{reason(problem)}{where}", truncate_to(sizes)) from problem
        except SysleadError as problem:
            raise not_taken_in(problem.message.rstrip("."), truncate_to(sizes)) from problem
        except BaseException:
            truncate_to(sizes)
            raise
        with contextlib.suppress(OSError, SysleadError):  # saved is saved; only advice is missing
            note_append(self.paths.seen, device, written)

    # ── erasing ──────────────────────────────────────────────────────────────

    def erase(self, ids: Iterable[str]) -> None:
        """Take the lines of these records, and of edits of them, out of this device's files.

        Other lines keep their bytes. Raises SysleadError naming the file that still holds the text.
        """
        with (
            refusing(
                "The entry is hidden, but its text is not erased yet",
                "The next entry tries again.",
                code="not_erased",
            ),
            locked(self.paths.lock, self._clock),
        ):
            erasure = self._erasure(self._own_device())
            erasure.erase(ids)
            with contextlib.suppress(OSError, SysleadError):  # what others removed: tried again
                erasure.catch_up()

    def catch_up(self) -> None:
        """Finish an erasure that was cut short, and do what other devices asked for."""
        self.key.unlock()
        with locked(self.paths.lock, self._clock):
            self._erasure(self._own_device()).catch_up()

    @contextlib.contextmanager
    def erasing(self, records: Sequence[Record]) -> Iterator[tuple[Erasure, MonthLines]]:
        """Hold the lock for an erasure; give the lines of the records as they go to disk."""
        lines = _lines_of(records)
        with locked(self.paths.lock, self._clock):
            encrypted = self._encrypted(lines)
            yield self._erasure(self._own_device()), encrypted

    def _erasure(self, device: str) -> Erasure:
        from syslead_cli.journal.erase import Erasure

        return Erasure(self.paths, device, self.key)


def check_all_readable(journal: Journal, undone: str, consequence: str, again: str) -> None:
    """Raise SysleadError where a whole file could not be read: nobody knows what is in it."""
    for damage in journal.damage:
        if not damage.line:
            raise SysleadError(
                f"{undone}: {damage.file} {damage.problem}, so {consequence}.",
                hint=f"Repair that file or move it elsewhere, then {again}.",
                code="unread",
            )


def _month_before(month: str) -> str:
    """Return the month before: a clock that was days off may have put an edit there."""
    first = date.fromisoformat(f"{month}-01")
    return (first - timedelta(days=first > date.min)).isoformat()[:7]


def _lines_of(records: Sequence[Record]) -> MonthLines:
    return [(record.day.isoformat()[:7], encode_line(record)) for record in records]
