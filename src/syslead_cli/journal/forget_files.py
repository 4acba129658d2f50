"""``state/erasing``: stands while an erasure goes on, and says what is to be done to the end.

Empty, it is the mark of a ``delete``: whatever the remove records name is to be erased. With a
plan in it, what ``forget`` began is finished by whoever writes next.
"""

from __future__ import annotations

import contextlib
import json
import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import UTC, date, datetime
from errno import EIO
from pathlib import Path
from typing import Any, NamedTuple

from msgspec import Struct

from syslead_cli.base.files import read_regular, reason, replace_file, sync_folder
from syslead_cli.base.lock import locked
from syslead_cli.base.paths import Paths
from syslead_cli.crypt.journal_key import JournalKey
from syslead_cli.errors import SysleadError
from syslead_cli.journal.codec import CorruptLine, encode_line, read_line
from syslead_cli.journal.encrypted import DecryptionError
from syslead_cli.journal.files import (
    FILE_LIMIT,
    MonthFiles,
    OwnFiles,
    Put,
    Seen,
    is_device_name,
    month_of,
    read_device,
    sight_after,
)
from syslead_cli.journal.forget import (
    NO_WORDS_IN_DRAFTS,
    Beside,
    Order,
    concerns,
    count_spoilt,
    data_in,
    day_in,
    doomed,
    order_data,
    order_from,
    reworded,
    said_in,
    without_all,
    without_names,
    without_spoilt,
)
from syslead_cli.journal.model import Record
from syslead_cli.journal.repair import lines_of
from syslead_cli.journal.store import Intake

_LIMIT = 512 * 1024 * 1024
_VERSION = 1


class Plan(Struct, frozen=True):
    """What to forget: the order, the ids, lines to append first (month and line), new ids."""

    order: Order
    ids: tuple[str, ...]
    lines: tuple[tuple[str, bytes], ...]
    renamed: Mapping[str, str]


def write_plan(path: Path, plan: Plan) -> None:
    """Put it on the disk: from now on it is carried out, whatever happens."""
    data = {
        "v": _VERSION,
        "order": order_data(plan.order),
        "ids": list(plan.ids),
        "lines": [[month, line.decode("utf-8")] for month, line in plan.lines],
        "renamed": dict(plan.renamed),
    }
    replace_file(path, json.dumps(data).encode("ascii"))


def read_plan(path: Path) -> Plan | None:
    """The plan; None where there is none, or none that can be understood.

    Raises OSError where it cannot be read: that is no reason to take it for nothing.
    """
    with contextlib.suppress(
        FileNotFoundError, SysleadError, ValueError, LookupError, TypeError, RecursionError
    ):
        data = json.loads(read_regular(path, _LIMIT))
        if data["v"] == _VERSION:
            return Plan(
                order_from(data["order"]),
                tuple(map(str, data["ids"])),
                _lines(data["lines"]),
                {str(old): str(new) for old, new in data["renamed"].items()},
            )
    return None


def _lines(pairs: Sequence[Sequence[str]]) -> tuple[tuple[str, bytes], ...]:
    return tuple((str(month), str(line).encode("utf-8")) for month, line in pairs)


# ── leavings ──
# What lies beside the journal and may hold a leader's words: drafts, rescue files, lists.
#
# ``forget`` takes words out of it; erasing an entry takes its text out of half-edited copies.
# Every method that changes something wants the lock to be held.


_LIMIT_LEAVINGS = 16 * 1024 * 1024
#: A shorter text is too common to say which entry a leftover is a copy of.
_TELLING = 12


class Leaving(NamedTuple):
    """A file of that kind: ``draft``, ``words`` that were not saved, ``roles`` of names."""

    path: Path
    kind: str


class Leavings:
    """Everything below ``state`` that is no line of a journal."""

    def __init__(self, paths: Paths, key: JournalKey | None) -> None:
        self._paths = paths
        self._key = key

    def holding(self, order: Order) -> list[Leaving]:
        """The files that hold what is to be forgotten."""
        found = [Leaving(path, "draft") for path in self._drafts() if self._in_draft(order, path)]
        found += [Leaving(path, "words") for path in self._texts() if self._in_text(order, path)]
        if any(order.is_in_any(pair) for pair in self._roles().items()):
            found.append(Leaving(self._paths.aliases, "roles"))
        return found

    def take_out(self, order: Order, renamed: Mapping[str, str], left: list[str]) -> None:
        """Erase them, or with ``instead`` put that in the name's place; ``left``: what refused."""
        self.drop_derived()
        for path, kind in self.holding(order):
            try:
                if kind == "roles":
                    self._change_roles(order)
                elif not order.instead:
                    _erased(path)
                elif kind == "draft":
                    self._change_draft(order, path, renamed)
                else:
                    text = self._read(path).decode("utf-8", "surrogateescape")
                    changed = reworded(order, text).encode("utf-8", "surrogateescape")
                    self._write(path, changed)
            except OSError as problem:
                left.append(f"{path} ({reason(problem)})")
            except SysleadError as problem:
                left.append(f"{path} ({problem.message})")

    def drop_copies_of(self, texts: Iterable[str]) -> None:
        """Half-edited copies of entries that are erased go with them."""
        telling = [text.strip() for text in texts if len(text.strip()) >= _TELLING]
        for path in self._texts() if telling else ():
            with contextlib.suppress(OSError, SysleadError):
                held = self._read(path).decode("utf-8", "replace")
                if any(text in held for text in telling):
                    _erased(path)

    def drop_derived(self) -> None:
        """What completion knows names voices; it is made anew when it is wanted."""
        with contextlib.suppress(OSError):
            _erased(self._paths.completion)

    def _read(self, path: Path) -> bytes:
        """Its content. Raises SysleadError where it is encrypted and does not open."""
        content = read_regular(path, _LIMIT_LEAVINGS)
        try:
            return self._key.open_blob(content) if self._key else content
        except DecryptionError as problem:
            raise SysleadError(str(problem)) from None

    def _write(self, path: Path, content: bytes) -> None:
        replace_file(path, self._key.blob(content) if self._key else content)

    def _json(self, path: Path) -> Any:
        with contextlib.suppress(OSError, SysleadError, ValueError, RecursionError):
            return json.loads(self._read(path))
        return None

    # ── drafts ───────────────────────────────────────────────────────────────

    def _drafts(self) -> Iterator[Path]:
        yield from _files_below(self._paths.drafts)

    def _in_draft(self, order: Order, path: Path) -> bool:
        data = self._json(path)
        if order.before is not None:
            return (day_in(data) or _changed(path)) < order.before
        return order.is_in_any(said_in(data, NO_WORDS_IN_DRAFTS))

    def _change_draft(self, order: Order, path: Path, renamed: Mapping[str, str]) -> None:
        def rename(text: str) -> str:
            return renamed.get(text, text)

        changed = without_names(order, self._json(path), NO_WORDS_IN_DRAFTS, rename)
        self._write(path, json.dumps(changed, indent=1).encode("ascii") + b"\n")

    # ── words that were not saved ────────────────────────────────────────────

    def _texts(self) -> Iterator[Path]:
        """Whatever was typed in an editor or a field; files of lines are looked at as lines."""
        for folder in (self._paths.rescue, self._paths.quarantine, self._paths.backups):
            for path in _files_below(folder):
                if ".jsonl" not in path.name:
                    yield path

    def _in_text(self, order: Order, path: Path) -> bool:
        if order.before is not None:
            return _changed(path) < order.before
        with contextlib.suppress(OSError, SysleadError):
            return order.is_in(self._read(path).decode("utf-8", "replace"))
        return False

    # ── roles ────────────────────────────────────────────────────────────────

    def _roles(self) -> dict[str, str]:
        data = self._json(self._paths.aliases)
        found = data.items() if isinstance(data, dict) else ()
        return {name: role for name, role in found if isinstance(role, str)}

    def _change_roles(self, order: Order) -> None:
        kept = {n: role for n, role in self._roles().items() if not order.is_in_any((n, role))}
        replace_file(
            self._paths.aliases, json.dumps(kept, indent=1, sort_keys=True).encode() + b"\n"
        )


def _files_below(folder: Path) -> list[Path]:
    """Ordinary files, in the private folders of editors too."""
    return [path for path in sorted(folder.rglob("*")) if path.is_file() and not path.is_symlink()]


def _erased(path: Path) -> None:
    """Gone from the disk too: a power cut must not bring back what was said to be erased."""
    path.unlink()
    sync_folder(path.parent)


def _changed(path: Path) -> date:
    """The day the file was last written."""
    try:
        return datetime.fromtimestamp(os.stat(path).st_mtime, tz=UTC).astimezone().date()
    except OSError:
        return date.max


# ── forgetting_adapters ──
# Forgetting on the disk: looked at first, then planned on the disk, then carried out.
#
# The plan makes it safe: before it is on the disk nothing has changed, and from then on the work
# is done to its end, by this command or by the next one that writes.


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
        plain = [(record.day.isoformat()[:7], encode_line(record)) for record in records]
        try:
            with locked(self._paths.lock, self._clock):
                lines = tuple(self._closed(plain))
                erasure = self._erasure(self._own_device())
                erasure.catch_up()
                plan = Plan(order, tuple(ids), lines, renamed)
                write_plan(self._paths.erasing, plan)
                erasure.carry_out(plan, lambda: self._tell_saved(records))
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
    if isinstance(line, CorruptLine):
        return doomed(order, raw)
    data = data_in(line)
    return data is not None and concerns(order, data)


def _month(path: Path) -> str:
    return month_of(path.name)


# ── finishing ──
# What ``forget`` planned on the disk, carried out to its end by whoever writes next.


class Finishing:
    """A plan of ``forget`` carried out, from wherever it stopped. The lock is held."""

    def __init__(
        self, paths: Paths, months: MonthFiles, device: str, put: Put, key: JournalKey | None
    ) -> None:
        self._paths = paths
        self._device = device
        self._key = key
        self._own = OwnFiles(paths, months, device)
        self._put = put

    def prepare(self, plan: Plan, left: list[str]) -> None:
        """Everything but the erasing of records by their ids."""
        self._append(plan)
        Leavings(self._paths, self._key).take_out(plan.order, plan.renamed, left)
        order, opener = plan.order, self._key.opened if self._key else None
        close = self._key.line if self._key else bytes
        for path, content in self._own.contents(self._own.of_the_journal(left), left):
            rest = without_spoilt(content, order, month_of(path.name), opener, close)
            self._own.rewrite(path, content, rest, left)
        for path, content in self._own.contents(self._own.private_copies(), left):
            rest = without_all(content, order, month_of(path.name), opener, close)
            self._own.rewrite(path, content, rest, left)

    def _append(self, plan: Plan) -> None:
        """The plan's lines that are not there yet."""
        months: dict[str, list[bytes]] = {}
        for month, line in plan.lines:
            months.setdefault(month, []).append(line)
        for month, lines in months.items():
            path = self._paths.journal / self._device / f"{month}.jsonl"
            have = set(lines_of(read_regular(path, FILE_LIMIT))) if path.exists() else set()
            if missing := [line for line in lines if line not in have]:
                before, added = self._put(path, missing)
                seen, changed = Seen(self._paths.seen), path.stat().st_mtime_ns
                known = seen.get(self._device, path.name)
                sight = sight_after(known, before, added, path, changed)
                seen.put(self._device, path.name, sight)
