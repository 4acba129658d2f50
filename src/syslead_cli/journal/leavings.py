"""What lies beside the journal and may hold a leader's words: drafts, rescue files, lists.

``forget`` takes words out of it; erasing an entry takes its text out of half-edited copies.
Every method that changes something wants the lock to be held.
"""

from __future__ import annotations

import contextlib
import json
import os
from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any, NamedTuple

from syslead_cli.base.files import read_regular, reason, replace_file, sync_folder
from syslead_cli.base.paths import Paths
from syslead_cli.crypt.journal_key import JournalKey
from syslead_cli.errors import SysleadError
from syslead_cli.journal.closed_line import Unopened
from syslead_cli.journal.forgetting_core import (
    NO_WORDS_IN_DRAFTS,
    Order,
    day_in,
    reworded,
    said_in,
    without_names,
)

_LIMIT = 16 * 1024 * 1024
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
        content = read_regular(path, _LIMIT)
        try:
            return self._key.open_blob(content) if self._key else content
        except Unopened as problem:
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
