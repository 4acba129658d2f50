"""Reviews under way in the drafts folder: one private file each, enough to go on exactly there."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from msgspec import Struct, convert, to_builtins

from syslead_cli.journal.codec import InvalidRecord, data_of, record_from
from syslead_cli.journal.drafts import DraftFiles, dropped
from syslead_cli.journal.model import Record
from syslead_cli.review.model import ReviewState

if TYPE_CHECKING:
    from syslead_cli.journal.encrypted import JournalKey

DRAFT_VERSION = 1


class ReviewDraft(Struct, frozen=True):
    """A state; ``records`` are there once it is finished: they only need to reach the journal."""

    state: ReviewState
    records: tuple[Record, ...] = ()

    @property
    def file_name(self) -> str:
        """The name of its file: one for each review and day."""
        agenda = self.state.agenda
        return f"review-{agenda.name}-{agenda.day.isoformat()}.json"


def draft_data(draft: ReviewDraft) -> dict[str, Any]:
    """Return the draft as a JSON object."""
    records = [data_of(record) for record in draft.records]
    return {"v": DRAFT_VERSION, **to_builtins(draft.state), "records": records}


def draft_from(data: Any) -> ReviewDraft | None:
    """Return the draft in a JSON object; None where it is none this version can go on with."""
    try:
        state = convert(data, ReviewState)
        records = tuple(record_from(record) for record in data["records"])
    except (KeyError, TypeError, ValueError, InvalidRecord):
        return None
    is_whole = data.get("v") == DRAFT_VERSION and state.at <= len(state.agenda.steps)
    return ReviewDraft(state, records) if is_whole else None


class ReviewDrafts:
    """The reviews of one leader that have not ended."""

    def __init__(
        self, folder: Path, rescue: Sequence[Path] = (), key: JournalKey | None = None
    ) -> None:
        self._files = DraftFiles(folder, rescue, key)

    def keep(self, draft: ReviewDraft, *, durable: bool = True) -> None:
        """Write the draft in place of its earlier state; with ``durable`` it is on disk."""
        self._files.keep(self.path(draft), draft_data(draft), durable=durable)

    def drop(self, draft: ReviewDraft) -> None:
        """Take the draft away."""
        dropped(self.path(draft))

    def newest(self, name: str) -> ReviewDraft | None:
        """Return the draft of such a review written last; one that is unreadable stays there."""
        return self._files.newest(f"review-{name}-*.json", self._read)

    def path(self, draft: ReviewDraft) -> Path:
        """Return the draft's file."""
        return self._files.folder / draft.file_name

    def _read(self, data: Any, path: Path) -> ReviewDraft | None:
        draft = draft_from(data)
        return draft if draft is not None and self.path(draft) == path else None
