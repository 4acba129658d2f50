"""Interrupted sittings on disk: one private file each, written over and over while typing."""

from __future__ import annotations

import contextlib
import json
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from syslead_cli.adapters.files import (
    read_regular,
    reason,
    replace_file,
    replace_quickly,
)
from syslead_cli.adapters.rescue import keep
from syslead_cli.core.closed_line import Unopened
from syslead_cli.core.draft import Draft, draft_data, draft_from
from syslead_cli.errors import SysleadError

if TYPE_CHECKING:
    from syslead_cli.adapters.journal_key import JournalKey

_LIMIT = 4 * 1024 * 1024
_FOLLOWED = "last-follow-up"


def not_kept(path: Path, content: bytes, folders: Sequence[Path], problem: OSError) -> SysleadError:
    """What to say where a draft's own folder does not take it; its words go elsewhere."""
    kept = keep(path.name, content, folders)
    where = f"\nWhat you wrote is in {kept}" if kept else ""
    error = SysleadError(
        f"The draft could not be kept: {reason(problem)} ({path}).{where}", code="draft"
    )
    error.words_kept = kept is not None
    return error


class DraftFolder:
    """The drafts of one leader."""

    def __init__(
        self, folder: Path, rescue: Sequence[Path] = (), key: JournalKey | None = None
    ) -> None:
        self._folder = folder
        self._rescue = rescue
        self._key = key

    def keep(self, draft: Draft, *, durable: bool = True) -> None:
        """Write the draft in place of its earlier state; with ``durable`` it is on disk.

        While typing, the file only has to outlive this program, not the machine.
        """
        content = json.dumps(draft_data(draft), indent=1).encode("ascii") + b"\n"
        if self._key:
            content = self._key.blob(content)
        path = self._path(draft.sitting)
        try:
            if durable:
                replace_file(path, content)
            else:
                replace_quickly(path, content)
        except OSError as problem:
            if durable:
                raise not_kept(path, content, self._rescue, problem) from problem

    def drop(self, sitting: str) -> None:
        """Take the draft away."""
        with contextlib.suppress(OSError):
            self._path(sitting).unlink()

    def newest(self) -> Draft | None:
        """The draft written last; one that cannot be read stays where it is."""
        found: list[tuple[float, Path]] = []
        with contextlib.suppress(OSError):
            for path in self._folder.glob("sitting-*.json"):
                found.append((path.stat().st_mtime, path))
        for _, path in sorted(found, reverse=True):
            content = b""
            with contextlib.suppress(OSError, SysleadError):
                content = read_regular(path, _LIMIT)
            with contextlib.suppress(Unopened, ValueError, RecursionError):
                content = self._key.open_blob(content) if self._key else content
                draft = draft_from(json.loads(content))
                if draft is not None and self._path(draft.sitting) == path:
                    return draft
        return None

    def where(self, sitting: str) -> str:
        """The draft's file."""
        return str(self._path(sitting))

    def last_follow_up(self) -> date | None:
        """The day of the latest follow-up on this machine."""
        with contextlib.suppress(OSError, SysleadError, ValueError):
            return date.fromisoformat(read_regular(self._followed, 100).decode().strip())
        return None

    def followed_up(self, day: date) -> None:
        """Remember the day; a disk that does not take it costs at most one question more."""
        with contextlib.suppress(OSError):
            replace_file(self._followed, day.isoformat().encode() + b"\n")

    @property
    def _followed(self) -> Path:
        return self._folder.parent / _FOLLOWED

    def _path(self, sitting: str) -> Path:
        """By the random end of the id, so that the name is short enough to be read out."""
        safe = "".join(c for c in sitting.rpartition("-")[2] if c.isalnum())[:64]
        return self._folder / f"sitting-{safe}.json"
