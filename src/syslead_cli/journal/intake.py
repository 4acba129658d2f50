"""Lines from elsewhere put into this device's files: all of them or none."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from syslead_cli.base.files import read_regular, reason, sync
from syslead_cli.base.lockfile import locked
from syslead_cli.errors import SysleadError
from syslead_cli.journal.fold import Place, Placed, fold
from syslead_cli.journal.journal import JournalFiles
from syslead_cli.journal.line import Sound, Spoilt, read_line
from syslead_cli.journal.month_files import FILE_LIMIT
from syslead_cli.journal.raw_lines import RawJournal, RawLine, raw_lines


class Intake(JournalFiles):
    """The journal with the bytes of its lines: read as they are, and taken in as they are."""

    def read_raw(self, keeping: Callable[[Placed], bool] | None = None) -> RawJournal:
        """Every line with its bytes, and the journal they make."""
        lines: list[RawLine] = []

        def placed() -> Iterator[Placed]:
            for one in self._placed():
                if isinstance(one, Placed):
                    yield one
                elif keeping is None or keeping(one[1]):
                    lines.append(one[0])
                    yield one[1]

        journal = fold(placed())
        return RawJournal(journal, lines)

    def _placed(self) -> Iterator[Placed | tuple[RawLine, Placed]]:
        files = self._months.listing()
        yield from self._months.problems
        for device, _, path in files:
            name = self.shown(path)
            try:
                content = read_regular(path, FILE_LIMIT)
            except (OSError, SysleadError) as problem:
                words = reason(problem) if isinstance(problem, OSError) else "not an ordinary file"
                yield Placed(Place(name, 0, device), Spoilt(f"cannot be read: {words}"))
                continue
            for one in raw_lines(content, self._key.opened if self._key is not None else None):
                yield one, Placed(Place(name, one.number, device), one.line)

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
            self._mark([line.record for line in found if isinstance(line, Sound)])

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
