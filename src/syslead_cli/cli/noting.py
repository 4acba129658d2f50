"""What ``note`` does with its words, without the machinery of a command line."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from syslead_cli.cli.context import Context
from syslead_cli.core.mentions import Mention, compile_signals
from syslead_cli.errors import SysleadError, UsageError
from syslead_cli.flows.noting import Noted, NoteWish, write_note


def take_note(context: Context, text: str, wish: NoteWish, *, as_json: bool) -> None:
    """Put the text, or what is typed or piped in, in the journal, and print its id."""
    find = _finder(context)  # a mistake in config.toml is said before anything is typed
    noted = write_note(_text(context, text), wish, context.journal, context.stamp, find)
    _show(context, noted, as_json=as_json)


def _text(context: Context, text: str) -> str:
    if text == "-" or (not text and not context.can_ask):
        if text != "-":
            raise UsageError(
                "There is no terminal to ask on, and no text was given.",
                'Pipe it in: printf "…" | syslead note -',
            )
        return context.read_stdin()
    return text or context.asker.free_text("What is on your mind?")


def _finder(context: Context) -> Callable[[str], Iterable[Mention]] | None:
    """How facets are found in the text; a damaged framework never stands in a note's way."""
    if not context.settings.mentions:
        return None
    try:
        facets = context.framework.facets
        return compile_signals({facet.id: facet.signals for facet in facets}).match
    except SysleadError as problem:
        context.screen.warn(f"Saved without looking for facets: {problem.message.splitlines()[0]}")
        return None


def _show(context: Context, noted: Noted, *, as_json: bool) -> None:
    """The new id is the answer, printed once the note is on disk; what was found goes beside it."""
    if as_json:
        context.screen.document("note", {"id": noted.note.id, "mentions": _found(noted.mentions)})
        return
    context.screen.line(noted.note.id)
    for mention in noted.mentions:
        label = context.framework.label(mention.facet)
        context.screen.say(f'  touches on {label} ("{", ".join(mention.because)}")')


def _found(mentions: tuple[Mention, ...]) -> list[dict[str, object]]:
    return [{"id": mention.facet, "because": list(mention.because)} for mention in mentions]
