"""Files beside the journal that may hold a leader's words: drafts, rescue files, aliases.

``forget`` takes words out of them; erasing an entry takes its text out of half-edited copies.
Every method that changes something wants the lock to be held.
"""

from __future__ import annotations

import contextlib
import json
import os
from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from syslead_cli.base.files import read_regular, reason, replace_file, take_out
from syslead_cli.crypt.keys import DecryptionError
from syslead_cli.errors import SysleadError
from syslead_cli.journal.forget_match import (
    NO_WORDS_IN_DRAFTS,
    ForgetRequest,
    day_of_draft,
    redacted,
    redacted_value,
    texts_in,
)
from syslead_cli.journal.rescue import files_beside

if TYPE_CHECKING:
    from syslead_cli.base.paths import Paths
    from syslead_cli.journal.encrypted import JournalKey

_LIMIT = 16 * 1024 * 1024
#: A shorter text is too common to say which entry a file is a copy of.
_TELLING = 12


class SidecarFile(NamedTuple):
    """A file beside the journal: ``draft``, ``words`` that were not saved, ``roles`` of names."""

    path: Path
    kind: str


class Sidecars:
    """Everything beside the journal that is no line of one."""

    def __init__(self, paths: Paths, key: JournalKey | None) -> None:
        self._paths = paths
        self._key = key

    def matching(self, request: ForgetRequest) -> list[SidecarFile]:
        """Return the files that hold what is to be forgotten."""
        drafts = _files_below(self._paths.drafts)
        found = [SidecarFile(path, "draft") for path in drafts if self._in_draft(request, path)]
        texts = self._texts()
        found += [SidecarFile(path, "words") for path in texts if self._in_text(request, path)]
        if any(request.is_in_any(pair) for pair in self._roles().items()):
            found.append(SidecarFile(self._paths.aliases, "roles"))
        return found

    def erase(self, request: ForgetRequest, renamed: Mapping[str, str], left: list[str]) -> None:
        """Erase them, or put the substitute in the name's place; ``left``: what refused."""
        for path, kind in self.matching(request):
            try:
                if kind == "roles":
                    self._change_roles(request)
                elif not request.substitute:
                    take_out(path, self._paths.root_of(path))
                elif kind == "draft":
                    data = redacted_value(request, self._json(path), NO_WORDS_IN_DRAFTS, renamed)
                    self._write(path, json.dumps(data, indent=1).encode("ascii") + b"\n")
                else:
                    text = self._read(path).decode("utf-8", "surrogateescape")
                    changed = redacted(request, text)
                    self._write(path, changed.encode("utf-8", "surrogateescape"))
            except OSError as problem:
                left.append(f"{path} ({reason(problem)})")
            except SysleadError as problem:
                left.append(f"{path} ({problem.message})")

    def drop_copies_of(self, texts: Iterable[str]) -> None:
        """Erase half-edited copies of entries that are erased."""
        telling = [text.strip() for text in texts if len(text.strip()) >= _TELLING]
        for path in self._texts() if telling else ():
            with contextlib.suppress(OSError, SysleadError):
                held = self._read(path).decode("utf-8", "replace")
                if any(text in held for text in telling):
                    take_out(path, self._paths.root_of(path))

    def _read(self, path: Path) -> bytes:
        """Return the content. Raises SysleadError where it does not decrypt."""
        content = read_regular(path, _LIMIT)
        try:
            return self._key.decrypt_blob(content) if self._key else content
        except DecryptionError as problem:
            raise SysleadError(str(problem)) from None

    def _write(self, path: Path, content: bytes) -> None:
        encrypted = self._key.encrypt_blob(content) if self._key else content
        replace_file(path, encrypted, root=self._paths.root_of(path))

    def _json(self, path: Path) -> Any:
        with contextlib.suppress(OSError, SysleadError, ValueError, RecursionError):
            return json.loads(self._read(path))
        return None

    def _in_draft(self, request: ForgetRequest, path: Path) -> bool:
        data = self._json(path)
        if request.before is not None:
            return (day_of_draft(data) or _day_changed(path)) < request.before
        return request.is_in_any(texts_in(data, NO_WORDS_IN_DRAFTS))

    def _texts(self) -> Iterator[Path]:
        """Yield the files of what was typed in an editor or a field, but for journal lines."""
        for path in files_beside(self._paths):
            if ".jsonl" not in path.name and path.is_file() and not path.is_symlink():
                yield path

    def _in_text(self, request: ForgetRequest, path: Path) -> bool:
        if request.before is not None:
            return _day_changed(path) < request.before
        with contextlib.suppress(OSError, SysleadError):
            return request.is_in(self._read(path).decode("utf-8", "replace"))
        return False

    def _roles(self) -> dict[str, str]:
        data = self._json(self._paths.aliases)
        found = data.items() if isinstance(data, dict) else ()
        return {name: role for name, role in found if isinstance(role, str)}

    def _change_roles(self, request: ForgetRequest) -> None:
        kept = {n: role for n, role in self._roles().items() if not request.is_in_any((n, role))}
        content = json.dumps(kept, indent=1, sort_keys=True).encode() + b"\n"
        replace_file(self._paths.aliases, content)


def _files_below(folder: Path) -> list[Path]:
    """Return ordinary files, in the private folders of editors too; none behind a link."""
    if folder.is_symlink():
        return []
    return [path for path in sorted(folder.rglob("*")) if path.is_file() and not path.is_symlink()]


def _day_changed(path: Path) -> date:
    try:
        return datetime.fromtimestamp(os.stat(path).st_mtime, tz=UTC).astimezone().date()
    except OSError:
        return date.max
