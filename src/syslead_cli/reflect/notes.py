"""Notes: ``note`` without a command line's machinery, and the facets found in a note's text."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

from syslead_cli.base.files import given_file
from syslead_cli.base.terminal import as_text
from syslead_cli.base.text import day_in_words, did_you_mean, joined, listed, tags_in, voices_in
from syslead_cli.errors import UsageError
from syslead_cli.journal.model import Note, Revise

if TYPE_CHECKING:
    from pathlib import Path

    from syslead_cli.context import Context
    from syslead_cli.framework.mentions import Mention
    from syslead_cli.journal.model import Record, Stamp

_HOW_ABOUT = (
    "y keeps the facet with the note, n takes the guess away. Or type a facet, or a part of its"
    " name. Enter leaves it open."
)


def new_note(
    stamp: Stamp,
    text: str,
    mentions: Iterable[Mention] = (),
    *,
    facets: Sequence[str] = (),
    voices: Iterable[str] = (),
    tags: Iterable[str] = (),
    problem: str | None = None,
) -> Note:
    """Return the record of a note; voices and tags in its text join those given."""
    return Note(
        **stamp._asdict(),
        text=text,
        facets=tuple(dict.fromkeys(facets)),
        mentions=tuple(each.facet for each in mentions if each.facet not in facets),
        voices=joined(voices, voices_in(text)),
        tags=joined(tags, tags_in(text)),
        problem=problem,
    )


def take_note(
    context: Context,
    text: str,
    *,
    day: date | None = None,
    as_json: bool = False,
    **more: Any,
) -> None:
    """Put the text, or what is typed or piped in, in the journal, and print the note's id.

    ``more`` is for ``new_note``. Raises UsageError on an empty text.
    """
    _ = context.settings  # a mistake in config.toml is said before anything is typed
    may_ask = context.can_ask and text != "-" and not as_json
    text = given_text(
        context,
        text,
        question="What is on your mind?",
        missing="no text was given",
        example='"…" | syslead note -',
        how="Anything you want to remember. @names are people you heard from, #words are tags.",
    ).rstrip("\n")
    if not text.strip():
        raise UsageError("The note is empty; nothing was saved.")
    mentions, stamp = context.find_mentions(text), context.stamp(day)
    note = new_note(stamp, text, mentions, **more)
    context.journal.append([note])
    context.typed.ended()
    if as_json:
        from syslead_cli.reflect.documents import NoteDocument, found_facets

        context.screen.print_document(NoteDocument(note.id, found_facets(mentions)))
    else:
        print_saved(context, note, "note")
    if may_ask:
        from syslead_cli.reflect.lexicon import is_grave
        from syslead_cli.reflect.screen import LEAVE_IT

        if is_grave(text):
            context.screen.say(f"  {LEAVE_IT}")
        else:
            _ask_who(context, note)
            ask_whether(context, note.id, () if note.facets else mentions)
    context.catalogue.keep_names()


def ask_whether(context: Context, note: str, mentions: Sequence[Mention]) -> None:
    """Ask whether a note is about the facet it most plainly seems to be about.

    Only where that is plain, and at a terminal. A facet that is confirmed or named becomes the
    leader's own word; a no takes the guess away.
    """
    if not mentions or not mentions[0].sure or not context.can_ask:
        return
    found = mentions[0]
    name = context.catalogue.names(context.settings.framework).framework.label(found.facet)
    question = f'Is this about {name} ("{found.because[0]}")?'
    answer = _about(context, question)
    if not answer:
        return
    facets = () if answer == "n" else (found.facet if answer == "y" else answer,)
    left = [each.facet for each in mentions[1:] if each.facet not in facets]
    _revise(context, note, {"facets": list(facets) or None, "mentions": left or None})
    context.screen.say("  saved")


def _revise(context: Context, note: str, changes: dict[str, Any]) -> None:
    context.journal.append([Revise(**context.stamp()._asdict(), of=note, set=changes)])


def _about(context: Context, question: str) -> str:
    """Return y, n, nothing, or the id of the facet that was named instead."""
    from syslead_cli.base.options import facet_in

    while True:
        answer = context.asker.offer(question, _HOW_ABOUT, "or another facet")
        if answer in ("y", "n", ""):
            return answer
        try:
            return facet_in(context.framework, answer).id
        except UsageError as wrong:
            context.asker.say(f"   {wrong.message} {wrong.hint}")


def _ask_who(context: Context, note: Note) -> None:
    """Say who is counted as heard, and ask once about others the note may tell of."""
    from syslead_cli.journal.hearing import DeclinedFile, candidates, surely_heard
    from syslead_cli.reflect.lexicon import is_english, step_words
    from syslead_cli.reflect.session import parse_voices

    if not is_english(note.text):
        return
    groups, declined = context.settings.voices, DeclinedFile(context)
    sure = surely_heard(note.text, groups)
    if counted := [voice for voice in sure if voice not in note.voices]:
        context.screen.say(f"  counted as heard: {', '.join(counted)}")
    found = candidates([note.text], groups, declined.read())
    offered = [each for each in found if each.voice not in note.voices]
    if not offered:
        return
    names = listed([each.words for each in offered])
    how = step_words("sitting", "offered").how
    answer = context.asker.offer(f"Heard from: {names}?", how, "or type who")
    is_answered = answer in ("y", "n")
    voices = tuple(each.voice for each in offered) if is_answered else parse_voices(answer)
    declined.answer(voices, is_no=answer == "n")
    if voices and answer != "n":
        _revise(context, note.id, {"voices": list(joined(voices, (*note.voices, *sure)))})
        context.screen.say(f"  saved · {', '.join(voices)}")


def print_saved(context: Context, record: Record, what: str) -> None:
    """Print the id of what was saved; to somebody at a terminal what it is, and of which day."""
    if not context.screen.is_terminal:
        context.screen.line(record.id)
        return
    from syslead_cli.journal.entries import short_id

    day = day_in_words(record.day, context.today)
    context.screen.line(f" saved · {what} · {day} · {short_id(record.id)}")


def given_text(
    context: Context, text: str, *, question: str, missing: str, example: str, how: str
) -> str:
    """Return the text of a command: as given, from standard input for ``-``, or asked for."""
    if text == "-":
        return context.read_words()
    if text:
        return text
    if not context.can_ask:
        raise UsageError(
            f"There is no terminal to ask on, and {missing}.", f"Pipe it in: printf {example}"
        )
    from syslead_cli.base.keys import Footer

    context.screen.warn_of_unsaved(context.unsaved)
    return context.asked(question, how=how, footer=Footer("ends"), may_pass=False)


# ── templates ────────────────────────────────────────────────────────────────


def note_templates(context: Context) -> dict[str, Path]:
    """Return the leader's own templates by name: Markdown files beside the settings."""
    files = sorted(context.paths.templates.glob("*.md"))
    return {path.stem: path for path in files if path.is_file() and path.name[0] != "."}


def note_from(context: Context, name: str) -> str:
    """Open a template in the editor and return what was made of it. Raise UsageError for none."""
    templates, folder = note_templates(context), context.paths.templates
    if name not in templates:
        near = did_you_mean(name, templates) or "syslead note --templates lists them."
        makes = f"to make one, create {folder / (name + '.md')}"
        raise UsageError(f'There is no template "{name}"; {makes}.', near if templates else "")
    if not context.can_ask:
        raise UsageError("There is no terminal to open an editor on.")
    begun = as_text(given_file(templates[name]), templates[name])
    written = context.editor.edit(begun, ".md")
    if written is None:
        raise UsageError("The template was not changed; nothing was saved.")
    return context.heard(written)
