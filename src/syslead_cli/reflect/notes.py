"""Writing a note: text in, a record on disk out."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from functools import partial
from typing import TYPE_CHECKING, Any

from msgspec import Struct

from syslead_cli.base.text import joined, tags_in, voices_in
from syslead_cli.context import Context
from syslead_cli.errors import SysleadError, UsageError
from syslead_cli.framework.signals import Mention, index_of, match
from syslead_cli.journal.model import Note, Stamper

if TYPE_CHECKING:
    from syslead_cli.journal.store import JournalFiles


class NoteWish(Struct, frozen=True):
    """What the leader said about a note besides its text."""

    facets: Sequence[str] = ()
    voices: Sequence[str] = ()
    tags: Sequence[str] = ()
    problem: str | None = None
    day: date | None = None


class Noted(Struct, frozen=True):
    """A note on disk, with the words in which facets were found."""

    note: Note
    mentions: tuple[Mention, ...] = ()


def write_note(
    text: str,
    wish: NoteWish,
    journal: JournalFiles,
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


# ── noting_cli ──
# What ``note`` does with its words, without the machinery of a command line.


def take_note(context: Context, text: str, wish: NoteWish, *, as_json: bool) -> None:
    """Put the text, or what is typed or piped in, in the journal, and print its id."""
    index = _index(context)  # a mistake in config.toml is said before anything is typed
    find = partial(match, index) if index else None
    noted = write_note(_text(context, text), wish, context.journal, context.stamp, find)
    _show(context, noted, index or {}, as_json=as_json)
    if index and "framework" in context.__dict__:  # it had to be read: not the next time
        source = context.catalogue.framework_source(context.settings.framework).path
        context.signal_cache.store(index, source)


def _text(context: Context, text: str) -> str:
    if text == "-" or (not text and not context.can_ask):
        if text != "-":
            raise UsageError(
                "There is no terminal to ask on, and no text was given.",
                'Pipe it in: printf "…" | syslead note -',
            )
        return context.read_words()
    if not text:
        from syslead_cli.base.terminal import warn_of_unsaved

        warn_of_unsaved(context.screen, context.unsaved)
    return context.typed.heard(text or context.asker.free_text("What is on your mind?"))


def _index(context: Context) -> dict[str, Any] | None:
    """What facets are found by; a damaged framework never stands in a note's way."""
    if not context.settings.mentions:
        return None
    if kept := context.signal_cache.load():
        return kept
    try:
        facets = context.framework.facets
        index = index_of({facet.id: facet.signals for facet in facets})
        return {**index, "labels": {facet.id: facet.label for facet in facets}}
    except SysleadError as problem:
        context.screen.warn(f"Saved without looking for facets: {problem.message.splitlines()[0]}")
        return None


def _show(context: Context, noted: Noted, index: Mapping[str, Any], *, as_json: bool) -> None:
    """The new id is the answer, printed once the note is on disk; what was found goes beside it."""
    if as_json:
        context.screen.document("note", {"id": noted.note.id, "mentions": _found(noted.mentions)})
        return
    context.screen.line(noted.note.id)
    for mention in noted.mentions:
        label = index["labels"].get(mention.facet, mention.facet)
        context.screen.say(f"  touches on {label} ({mention.shown})")


def _found(mentions: tuple[Mention, ...]) -> list[dict[str, object]]:
    return [{"id": mention.facet, "because": list(mention.because)} for mention in mentions]
