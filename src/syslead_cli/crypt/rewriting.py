"""Encrypting everything this device has written, or putting it back, file by file.

Each file is replaced as a whole, so that a crash leaves a journal of encrypted and clear lines,
which reads like any other; running it again goes on. No copy of the old bytes is left.
"""

from __future__ import annotations

import contextlib
import os
from collections.abc import Callable, Iterator
from itertools import chain, count
from pathlib import Path
from typing import NamedTuple

from syslead_cli.base.clock import SystemClock
from syslead_cli.base.files import read_regular, reason, replace_file, sync_folder
from syslead_cli.base.lockfile import locked
from syslead_cli.base.paths import Paths
from syslead_cli.errors import ExitCode, SysleadError
from syslead_cli.journal.closed_line import Unopened, all_closed, all_opened, count_closed
from syslead_cli.journal.device import read_device
from syslead_cli.journal.month_files import FILE_LIMIT, MonthFiles
from syslead_cli.journal.own_files import OwnFiles
from syslead_cli.journal.unsaved_adapters import waiting_files

_LIMIT = 16 * 1024 * 1024
_MAGIC = b"age-encryption.org/v1\n"
_ENDING = ".age"

Change = Callable[[bytes], bytes]


class Rewritten(NamedTuple):
    """What was done: files changed, lines that changed in them, and what could not be reached."""

    files: int
    lines: int
    left: tuple[str, ...]
    others: tuple[str, ...]


class Rewriting:
    """The journal's files of this device, and what lies beside them below ``state``."""

    def __init__(self, paths: Paths, clock: SystemClock) -> None:
        self._paths = paths
        self._clock = clock
        self._months = MonthFiles(paths.journal)

    def close_all(self, close: Change, open_: Change | None = None) -> Rewritten:
        """Encrypt every line and every draft.

        With ``open_`` each file is opened again in memory before it takes the old one's place.
        """

        def change(content: bytes) -> bytes:
            after = all_closed(content, close)
            if open_ and all_opened(after, open_) != all_opened(content, open_):
                raise SysleadError("it does not open as it was; left as it is")
            return after

        def blob(path: Path, content: bytes) -> tuple[Path, bytes]:
            if content.startswith(_MAGIC):
                return path, content
            return (path if _is_draft(path) else _with_ending(path)), close(content)

        return self._rewritten(change, blob)

    def open_all(self, open_: Change) -> Rewritten:
        """Put every line and every draft back as it was; what does not open stays."""

        def blob(path: Path, content: bytes) -> tuple[Path, bytes]:
            if not content.startswith(_MAGIC):
                return path, content
            return path.with_name(path.name.removesuffix(_ENDING)), open_(content)

        return self._rewritten(lambda content: all_opened(content, open_), blob, opening=True)

    def _rewritten(
        self,
        change: Change,
        blob: Callable[[Path, bytes], tuple[Path, bytes]],
        *,
        opening: bool = False,
    ) -> Rewritten:
        left: list[str] = []
        files = lines = 0
        own = OwnFiles(self._paths, self._months, read_device(self._paths.device))
        with self._locked(opening=opening):
            paths = [*own.of_the_journal(left), *own.private_copies()]
        for path, before in own.contents(paths, left):
            try:
                after = change(before)
            except SysleadError as problem:
                left.append(f"{self._months.shown(path)} ({problem.message})")
                continue
            # The work was done without the lock, so that nobody who writes waits for it.
            with self._locked(opening=opening):
                now, after = self._as_it_is_now(path, before, after, change)
                if own.rewrite(path, now, after, left):
                    files += 1
                    lines += abs(count_closed(after)[0] - count_closed(now)[0])
            if opening and (shut := count_closed(after)[0]):
                left.append(f"{self._months.shown(path)} ({shut} that your key does not open)")
        with self._locked(opening=opening):
            own.sweep()
            for path in self._blobs():
                self._rewrite_blob(path, blob, left)
            with contextlib.suppress(FileNotFoundError):
                self._paths.completion.unlink()
                sync_folder(self._paths.state)
        return Rewritten(files, lines, tuple(left), tuple(own.of_others()))

    @staticmethod
    def _as_it_is_now(
        path: Path, before: bytes, after: bytes, change: Change
    ) -> tuple[bytes, bytes]:
        """What somebody wrote in the meantime is changed as well."""
        now = before
        with contextlib.suppress(OSError, SysleadError):  # the rewrite looks again, and says it
            now = read_regular(path, FILE_LIMIT)
        if now == before:
            return before, after
        more = now.removeprefix(before)
        if len(more) < len(now) and (before[-1:] in (b"\n", b"") or more[:1] == b"\n"):
            return now, after + change(more)
        return now, change(now)

    @contextlib.contextmanager
    def _locked(self, *, opening: bool) -> Iterator[None]:
        """Hold the lock for one step. Raises SysleadError (exit 5) where another keeps it."""
        try:
            with locked(self._paths.lock, self._clock):
                yield
        except SysleadError as problem:
            if problem.exit_code != ExitCode.LOCKED:
                raise
            name = "decrypt" if opening else "encrypt"
            raise SysleadError(
                "Another syslead is writing; not every file was reached.",
                f"syslead {name}, once more in a moment, goes on where this stopped. "
                f"The lock is {self._paths.lock}.",
                problem.code,
                problem.exit_code,
            ) from problem

    def _blobs(self) -> Iterator[Path]:
        """What was typed and is no line of the journal: drafts, texts kept after a mishap."""
        yield from sorted(self._paths.drafts.glob("*.json"))
        for path in waiting_files(self._paths.rescue, ""):
            if ".jsonl" not in path.name:
                yield path
        for ending in ("md", "txt", "md.age", "txt.age"):  # taken in, and kept aside
            yield from sorted(self._paths.backups.rglob(f"*.{ending}"))

    @staticmethod
    def _rewrite_blob(
        path: Path, blob: Callable[[Path, bytes], tuple[Path, bytes]], left: list[str]
    ) -> None:
        try:
            before = read_regular(path, _LIMIT)
            target, after = blob(path, before)
            if target == path:
                if after != before:
                    replace_file(path, after)
            else:
                replace_file(_free(target), after)
                path.unlink()
                sync_folder(path.parent)
        except OSError as problem:
            left.append(f"{path} ({reason(problem)})")
        except (SysleadError, Unopened) as problem:
            left.append(f"{path} ({problem})")


def _free(path: Path) -> Path:
    """The name itself, or with a number: other words of the same name stay."""
    names = (f"{path.name.partition('.')[0]}-{number}" for number in count(2))
    ending = "".join(path.suffixes)
    places = chain([path], (path.with_name(name + ending) for name in names))
    return next(place for place in places if not os.path.lexists(place))


def _is_draft(path: Path) -> bool:
    """Drafts keep their names, by which they are found again."""
    return path.suffix == ".json"


def _with_ending(path: Path) -> Path:
    return path.with_name(path.name + _ENDING)
