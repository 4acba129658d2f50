"""Erasing records from this device's files, now or when another device asked for it.

A ``remove`` record hides an entry at once, wherever it was written; the text itself is erased
by the device whose file holds it, by a rewrite that a crash cannot spoil.
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import TYPE_CHECKING

from syslead_cli.base.files import create_file, read_regular, sync_folder
from syslead_cli.base.paths import Paths
from syslead_cli.errors import SysleadError
from syslead_cli.journal.closed_line import Opener
from syslead_cli.journal.erasing import edits_of, removed_in, texts_of, without
from syslead_cli.journal.month_files import FILE_LIMIT, MonthFile, MonthFiles, month_of
from syslead_cli.journal.own_files import OwnFiles, Put, lines_in
from syslead_cli.journal.seen import Seen, Sight

if TYPE_CHECKING:
    from syslead_cli.crypt.journal_key import JournalKey
    from syslead_cli.journal.plan_file import Plan

#: How many files of other devices one append looks into, so that none takes long.
_FILES_AT_ONCE = 64


class Erasure:
    """What has to go from this device's files. Every method wants the lock to be held."""

    def __init__(
        self,
        paths: Paths,
        months: MonthFiles,
        device: str,
        put: Put,
        key: JournalKey | None = None,
    ) -> None:
        self._paths = paths
        self._put = put
        self._months = months
        self._device = device
        self._own = OwnFiles(paths, months, device)
        self._seen = Seen(paths.seen)
        self._key = key

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
        rewritten = self._erase(ids, [])
        if self._plan() is None:  # a plan stays until it was carried out
            self._done()
        return rewritten

    def _erase(self, ids: Iterable[str], left: list[str]) -> list[str]:
        own, wanted = self._own, set(ids)
        paths = [*own.of_the_journal(left), *own.private_copies()]
        contents = dict(own.contents(paths, left))
        gone = wanted | edits_of(wanted, contents.values(), self._opener)
        from syslead_cli.journal.leavings import Leavings

        leavings = Leavings(self._paths, self._key)
        leavings.drop_derived()
        leavings.drop_copies_of(texts_of(gone, contents.values(), self._opener))
        close = self._key.line if self._key is not None else bytes
        rewritten = [
            path
            for path, content in contents.items()
            if own.rewrite(path, content, without(content, gone, self._opener, close), left)
        ]
        if left:
            raise SysleadError(
                "The entry is hidden, but its text may still be in " + "; ".join(left) + ".",
                hint="syslead repair says what is wrong; the next entry tries again.",
                code="not_erased",
            )
        own.sweep()
        return [self._months.shown(path) for path in rewritten]

    def _plan(self) -> Plan | None:
        if not self._paths.erasing.exists():
            return None
        from syslead_cli.journal.plan_file import read_plan

        return read_plan(self._paths.erasing)

    def _done(self) -> None:
        with contextlib.suppress(FileNotFoundError):
            self._paths.erasing.unlink()
            sync_folder(self._paths.erasing.parent)  # or an order that was met comes back

    def carry_out(self, plan: Plan, then: Callable[[], None] = lambda: None) -> None:
        """What ``forget`` began, from wherever it stopped; ``then`` is the last of it."""
        from syslead_cli.journal.finishing import Finishing

        left: list[str] = []
        finishing = Finishing(self._paths, self._months, self._device, self._put, self._key)
        finishing.prepare(plan, left)
        self._erase(plan.ids, left)
        then()
        self._done()

    @property
    def _opener(self) -> Opener | None:
        return self._key.opened if self._key is not None and self._key.is_open else None

    # ── what others asked for ────────────────────────────────────────────────

    def catch_up(self) -> None:
        """Erase what was removed elsewhere since we last wrote, and finish what was cut short.

        Looks at the newest two months of each other device and at files never looked into, so
        that it costs the same however long the journal is.
        """
        if self._key is not None and self._key.is_on and not self._key.is_open:
            return  # what is to be erased cannot be read now; the next run that can does it
        if plan := self._plan():
            self.carry_out(plan)
        elif self._paths.erasing.exists():
            files = self._months.listing()
            contents = self._own.contents((file.path for file in files), [])
            self.erase(
                {id_ for _, content in contents for id_ in removed_in(content, self._opener)}
            )
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
        newest = set(sorted({month_of(name) for name in names if month_of(name)})[-2:])
        recent = [name for name in names if not month_of(name) or month_of(name) in newest]
        older = len(names) - len(recent)
        wanted = names if older != self._seen.older(device) else recent
        seen = self._seen.get_all(device, wanted)
        changed = [name for name in recent if _changed(folder / name, seen[name])]
        if older != self._seen.older(device):
            changed += sorted(name for name in {*names} - {*recent} if seen[name] is None)
            finished.append((device, older))
        todo.extend(MonthFile(device, month_of(name), folder / name) for name in changed)

    def _look_into(self, files: list[MonthFile]) -> None:
        sights: list[tuple[str, str, Sight]] = []
        fresh: set[str] = set()
        seen = {
            device: self._seen.get_all(device, (f.path.name for f in files if f.device == device))
            for device in {file.device for file in files}
        }
        for device, _, path in files:
            with contextlib.suppress(OSError, SysleadError):
                changed = path.stat().st_mtime_ns
                content = read_regular(path, FILE_LIMIT)
                known = seen[device][path.name]
                removed = removed_in(content, self._opener)
                fresh |= removed - set(known.removed if known else ())
                count = lines_in(content)
                most = max(count, known.most if known else 0)
                sight = Sight(len(content), changed, count, most, tuple(sorted(removed)))
                sights.append((device, path.name, sight))
        if fresh:
            self.erase(fresh)
        self._seen.put_all(sights)


def _changed(path: Path, sight: Sight | None) -> bool:
    try:
        status = path.stat()
    except OSError:
        return False
    return sight is None or (sight.size, sight.changed) != (status.st_size, status.st_mtime_ns)
