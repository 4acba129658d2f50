"""Forgetting on the disk: looked at first, then planned on the disk, then carried out.

The plan makes it safe: before it is on the disk nothing has changed, and from then on the work
is done to its end, by this command or by the next one that writes.
"""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterator, Mapping, Sequence
from errno import EIO
from pathlib import Path

from syslead_cli.base.files import read_regular, reason
from syslead_cli.base.lockfile import locked
from syslead_cli.errors import SysleadError
from syslead_cli.journal.device import read_device
from syslead_cli.journal.forgetting_core import (
    Order,
    concerns,
    count_spoilt,
    data_in,
    doomed,
    without_all,
)
from syslead_cli.journal.forgotten import Beside
from syslead_cli.journal.intake import Intake
from syslead_cli.journal.leavings import Leavings
from syslead_cli.journal.line import Spoilt, read_line, seal
from syslead_cli.journal.month_files import is_device_name, month_of
from syslead_cli.journal.own_files import OwnFiles
from syslead_cli.journal.plan_file import Plan, write_plan
from syslead_cli.journal.records import Record

#: A file above this is no text of a leader's, and is not searched for a word.
_SEARCHED = 64 * 1024 * 1024
#: How a synchronised folder is known, by a part of its path.
_SYNCED = {
    "dropbox": "Dropbox",
    "onedrive": "OneDrive",
    "nextcloud": "Nextcloud",
    "mobile documents": "iCloud",
    "google drive": "Google Drive",
    "syncthing": "Syncthing",
}


class Forgetting(Intake):
    """The journal, and everything beside it that may hold a leader's words."""

    @property
    def device(self) -> str:
        """This machine's name in the journal folder; empty before the first write."""
        with contextlib.suppress(OSError, SysleadError):
            return read_device(self._paths.device)
        return ""

    def beside(self, order: Order) -> list[Beside]:
        """Drafts, unsaved words, roles, damaged lines and set-aside copies that hold it."""
        leavings = Leavings(self._paths, self._key)
        found = [Beside(self.shown(path), kind) for path, kind in leavings.holding(order)]
        opener = self._key.opened if self._key else None
        for path, content in self._own_contents():
            if count := count_spoilt(content, order, _month(path), opener):
                found.append(Beside(self.shown(path), "spoilt", count))
        own = OwnFiles(self._paths, self._months, self.device)
        for path, content in own.contents(own.private_copies(), []):
            rest = without_all(content, order, _month(path), opener)
            if rest != content:
                lines = content.count(b"\n") - rest.count(b"\n")
                found.append(Beside(self.shown(path), "copy", max(lines, 1)))
        return found

    def _own_contents(self) -> Iterator[tuple[Path, bytes]]:
        own = OwnFiles(self._paths, self._months, self.device)
        return own.contents(own.of_the_journal([]), [])

    def forget(
        self,
        order: Order,
        ids: Sequence[str],
        records: Sequence[Record],
        renamed: Mapping[str, str],
    ) -> None:
        """Append the records, which remove the ids, and erase these and what lies beside them.

        Raises SysleadError where something still holds the text; the next write tries again.
        """
        if self._key and os.path.lexists(self._paths.erasing):
            self._key.unlock()  # what was begun before is finished first, which takes the key
        plain = [(record.day.isoformat()[:7], seal(record)) for record in records]
        try:
            with locked(self._paths.lock, self._clock):
                lines = tuple(self._closed(plain))
                erasure = self._erasure(self._own_device())
                erasure.catch_up()
                plan = Plan(order, tuple(ids), lines, renamed)
                write_plan(self._paths.erasing, plan)
                erasure.carry_out(plan, lambda: self._mark(records))
                if os.path.lexists(self._paths.erasing):  # it goes when all is carried out
                    raise OSError(EIO, "a file could not be read")
        except OSError as problem:
            begun = self._paths.erasing.exists()
            raise SysleadError(
                f"Not all is erased yet: {reason(problem)}."
                if begun
                else f"No entry was erased: {reason(problem)}.",
                "The next entry finishes it." if begun else "Make room or mend the folder first.",
                "not_erased",
            ) from problem

    # ── what is out of reach ─────────────────────────────────────────────────

    def still_in(self, order: Order, *, done: bool) -> list[str]:
        """Files of the leader's own folders that hold a word or a name all the same.

        Before it is ``done``, what would be erased is left out.
        """
        if order.pattern is None:
            return []
        places = (self.shown(path) for path in self._everywhere() if self._holds(order, path))
        going = set() if done else self._going(order)
        return [place for place in places if place not in going]

    def _going(self, order: Order) -> set[str]:
        own = OwnFiles(self._paths, self._months, self.device)
        ours = {self.shown(path) for path in own.of_the_journal([])}
        completion = self.shown(self._paths.completion)
        return {completion} | ours | {one.file for one in self.beside(order)}

    def _everywhere(self) -> Iterator[Path]:
        paths, seen = self._paths, set[Path]()
        for top in (paths.journal, paths.state, paths.config, paths.frameworks, paths.prompts):
            for path in [top] if top.is_file() else sorted(top.rglob("*")):
                inside = path.relative_to(top).parts if path != top else ()
                if path in seen or ".git" in inside or inside[:1] == ("cache",):
                    continue
                seen.add(path)
                if path.is_file() and not path.is_symlink():
                    yield path

    @staticmethod
    def _holds(order: Order, path: Path) -> bool:
        try:
            content = read_regular(path, _SEARCHED)
        except (OSError, SysleadError):
            return False
        if path.name.endswith(".jsonl"):
            return any(_line_holds(order, raw) for raw in content.split(b"\n"))
        return doomed(order, content)

    def repository(self) -> str:
        """The folder of a git repository that the journal is in; empty where it is in none."""
        for folder in (self._paths.journal, *self._paths.journal.parents):
            with contextlib.suppress(OSError):
                if (folder / ".git").exists():
                    return str(folder)
        return ""

    def synced_by(self) -> str:
        """The service that seems to synchronise the folder, by the folder's name."""
        path = str(self._paths.journal).lower()
        return next((name for part, name in _SYNCED.items() if part in path), "")

    def other_devices(self) -> list[str]:
        """The names of the other devices that write to this journal."""
        return [name for name in self._months.devices() if self._is_other(name)]

    def _is_other(self, name: str) -> bool:
        return is_device_name(name) and name != self.device


def _line_holds(order: Order, raw: bytes) -> bool:
    line = read_line(raw)
    if isinstance(line, Spoilt):
        return doomed(order, raw)
    data = data_in(line)
    return data is not None and concerns(order, data)


def _month(path: Path) -> str:
    return month_of(path.name)
