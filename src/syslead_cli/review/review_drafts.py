"""Reviews under way on disk: one private file each, beside the interrupted sittings."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from syslead_cli.base.draft_files import DraftFiles, dropped
from syslead_cli.review.review_draft import ReviewDraft, draft_data, draft_from

if TYPE_CHECKING:
    from syslead_cli.crypt.journal_key import JournalKey


class ReviewDrafts:
    """The reviews of one leader that have not ended."""

    def __init__(
        self, folder: Path, rescue: Sequence[Path] = (), key: JournalKey | None = None
    ) -> None:
        self._files = DraftFiles(folder, rescue, key)

    def keep(self, draft: ReviewDraft, *, durable: bool = True) -> None:
        """Write the draft in place of its earlier state; with ``durable`` it is on disk."""
        self._files.keep(self._path(draft), draft_data(draft), durable=durable)

    def drop(self, draft: ReviewDraft) -> None:
        """Take the draft away."""
        dropped(self._path(draft))

    def newest(self, name: str) -> ReviewDraft | None:
        """The draft of such a review written last; one that cannot be read stays where it is."""
        return self._files.newest(f"review-{name}-*.json", self._read)

    def where(self, draft: ReviewDraft) -> str:
        """The draft's file."""
        return str(self._path(draft))

    def _read(self, data: Any, path: Path) -> ReviewDraft | None:
        draft = draft_from(data)
        return draft if draft is not None and self._path(draft) == path else None

    def _path(self, draft: ReviewDraft) -> Path:
        return self._files.folder / f"{draft.name}.json"
