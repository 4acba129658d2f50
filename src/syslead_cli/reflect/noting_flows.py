"""Writing a note: text in, a record on disk out."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import date

from syslead_cli.base.marks import joined, tags_in, voices_in
from syslead_cli.base.ports import JournalPort, Stamper
from syslead_cli.base.values import dataclass
from syslead_cli.errors import UsageError
from syslead_cli.framework.mentions import Mention
from syslead_cli.journal.records import Note


@dataclass(frozen=True, slots=True)
class NoteWish:
    """What the leader said about a note besides its text."""

    facets: Sequence[str] = ()
    voices: Sequence[str] = ()
    tags: Sequence[str] = ()
    problem: str | None = None
    day: date | None = None


@dataclass(frozen=True, slots=True)
class Noted:
    """A note on disk, with the words in which facets were found."""

    note: Note
    mentions: tuple[Mention, ...] = ()


def write_note(
    text: str,
    wish: NoteWish,
    journal: JournalPort,
    stamp: Stamper,
    find_mentions: Callable[[str], Iterable[Mention]] | None,
) -> Noted:
    """Put a note in the journal; on return it is on disk. Raises UsageError on an empty text."""
    text = text.rstrip("\n")
    if not text.strip():
        raise UsageError("There is nothing to write down; nothing was saved.")
    mentions = tuple(find_mentions(text)) if find_mentions else ()
    note = Note(
        **stamp(wish.day)._asdict(),
        text=text,
        facets=tuple(dict.fromkeys(wish.facets)),
        mentions=tuple(m.facet for m in mentions if m.facet not in wish.facets),
        voices=joined(wish.voices, voices_in(text)),
        tags=joined(wish.tags, tags_in(text)),
        problem=wish.problem,
    )
    journal.append([note])
    return Noted(note, mentions)
