"""``syslead note``: write down what is on your mind."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Annotated

import typer

from syslead_cli.cli.context import Context
from syslead_cli.cli.options import DayBack, Json, day_back, facet_id, one_of
from syslead_cli.core.mentions import Mention, compile_signals
from syslead_cli.core.records import PROBLEMS
from syslead_cli.errors import SysleadError, UsageError
from syslead_cli.flows.noting import Noted, NoteWish, write_note

app = typer.Typer(add_completion=False, rich_markup_mode=None)


@app.command()
def note(
    ctx: typer.Context,
    text: Annotated[
        str,
        typer.Argument(help="The text, or - to read it from standard input.", metavar="[TEXT|-]"),
    ] = "",
    *,
    facet: Annotated[
        list[str] | None, typer.Option("--facet", help="A facet it is about; may be repeated.")
    ] = None,
    voice: Annotated[
        list[str] | None, typer.Option("--voice", help="Who was heard; may be repeated.")
    ] = None,
    tag: Annotated[list[str] | None, typer.Option("--tag", help="A tag; may be repeated.")] = None,
    problem: Annotated[
        str, typer.Option("--problem", help="critical, tame or wicked.", metavar="KIND")
    ] = "",
    date: DayBack = "",
    as_json: Json = False,
) -> None:
    """Write down what is on your mind.

    With no text: on a terminal you are asked for it. What others on this machine should not
    see belongs on standard input (syslead note -) rather than on the command line.
    """
    context: Context = ctx.obj
    wish = NoteWish(
        facets=[facet_id(context, word) for word in facet or ()],
        voices=voice or (),
        tags=tag or (),
        problem=one_of(problem, PROBLEMS, "Kind of problem") if problem else None,
        day=day_back(context, date),
    )
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
