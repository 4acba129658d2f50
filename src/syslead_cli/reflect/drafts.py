"""Interrupted sittings on disk: one private file each, and the day of the latest follow-up."""

from __future__ import annotations

import contextlib
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from syslead_cli.base.draft_files import DraftFiles, dropped
from syslead_cli.base.files import read_regular, replace_file
from syslead_cli.errors import SysleadError
from syslead_cli.reflect.draft import Draft, draft_data, draft_from

if TYPE_CHECKING:
    from syslead_cli.crypt.journal_key import JournalKey

_FOLLOWED = "last-follow-up"


class DraftFolder:
    """The drafts of one leader."""

    def __init__(
        self, folder: Path, rescue: Sequence[Path] = (), key: JournalKey | None = None
    ) -> None:
        self._files = DraftFiles(folder, rescue, key)

    def keep(self, draft: Draft, *, durable: bool = True) -> None:
        """Write the draft in place of its earlier state; with ``durable`` it is on disk."""
        self._files.keep(self._path(draft.sitting), draft_data(draft), durable=durable)

    def drop(self, sitting: str) -> None:
        """Take the draft away."""
        dropped(self._path(sitting))

    def newest(self) -> Draft | None:
        """The draft written last; one that cannot be read stays where it is."""
        return self._files.newest("sitting-*.json", self._read)

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
        return self._files.folder.parent / _FOLLOWED

    def _read(self, data: Any, path: Path) -> Draft | None:
        draft = draft_from(data)
        return draft if draft is not None and self._path(draft.sitting) == path else None

    def _path(self, sitting: str) -> Path:
        """By the random end of the id, so that the name is short enough to be read out."""
        safe = "".join(c for c in sitting.rpartition("-")[2] if c.isalnum())[:64]
        return self._files.folder / f"sitting-{safe}.json"
