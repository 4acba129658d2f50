"""Reviews under way on disk: one private file each, beside the interrupted sittings."""

from __future__ import annotations

import contextlib
import json
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from syslead_cli.adapters.drafts import not_kept
from syslead_cli.adapters.files import read_regular, replace_file, replace_quickly
from syslead_cli.core.closed_line import Unopened
from syslead_cli.core.review_draft import ReviewDraft, draft_data, draft_from
from syslead_cli.errors import SysleadError

if TYPE_CHECKING:
    from syslead_cli.adapters.journal_key import JournalKey

_LIMIT = 8 * 1024 * 1024


class ReviewDrafts:
    """The reviews of one leader that have not ended."""

    def __init__(
        self, folder: Path, rescue: Sequence[Path] = (), key: JournalKey | None = None
    ) -> None:
        self._folder = folder
        self._rescue = rescue
        self._key = key

    def keep(self, draft: ReviewDraft, *, durable: bool = True) -> None:
        """Write the draft in place of its earlier state; with ``durable`` it is on disk.

        While typing, the file only has to outlive this program, not the machine.
        """
        content = json.dumps(draft_data(draft), indent=1).encode("ascii") + b"\n"
        if self._key:
            content = self._key.blob(content)
        path = self._path(draft)
        try:
            if durable:
                replace_file(path, content)
            else:
                replace_quickly(path, content)
        except OSError as problem:
            if durable:
                raise not_kept(path, content, self._rescue, problem) from problem

    def drop(self, draft: ReviewDraft) -> None:
        """Take the draft away."""
        with contextlib.suppress(OSError):
            self._path(draft).unlink()

    def newest(self, name: str) -> ReviewDraft | None:
        """The draft of such a review written last; one that cannot be read stays where it is."""
        found: list[tuple[float, Path]] = []
        with contextlib.suppress(OSError):
            for path in self._folder.glob(f"review-{name}-*.json"):
                found.append((path.stat().st_mtime, path))
        for _, path in sorted(found, reverse=True):
            content = b""
            with contextlib.suppress(OSError, SysleadError):
                content = read_regular(path, _LIMIT)
            with contextlib.suppress(Unopened, ValueError, RecursionError):
                content = self._key.open_blob(content) if self._key else content
                draft = draft_from(json.loads(content))
                if draft is not None and self._path(draft) == path:
                    return draft
        return None

    def where(self, draft: ReviewDraft) -> str:
        """The draft's file."""
        return str(self._path(draft))

    def _path(self, draft: ReviewDraft) -> Path:
        return self._folder / f"{draft.name}.json"
