"""``syslead export``: one's own journal, whole or in part, in another form."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from syslead_cli.base.options import AsOf, Since, Until, one_of
from syslead_cli.base.page_cli import warn_of_damage
from syslead_cli.base.values import replace
from syslead_cli.base.visible import visible
from syslead_cli.context import Context
from syslead_cli.errors import ExitCode, SysleadError, UsageError
from syslead_cli.exchange.exporting_flows import Choice, choose, choose_data, choose_lines
from syslead_cli.journal.filters import (
    Dimensions,
    Facets,
    Kinds,
    PromptIds,
    Tags,
    Voices,
    query_of,
)
from syslead_cli.journal.listing import KINDS, Filters, names, standing_on
from syslead_cli.journal.query import Query, words_of

if TYPE_CHECKING:
    from syslead_cli.journal.entry import Entry
    from syslead_cli.journal.fold import Journal

app = typer.Typer(add_completion=False, rich_markup_mode=None)

FORMATS = ("jsonl", "json", "csv", "md", "html")
_PART = 1 << 16


@app.command()
def export(
    ctx: typer.Context,
    words: Annotated[
        list[str] | None, typer.Argument(help="Only entries with these words.", metavar="[WORDS…]")
    ] = None,
    *,
    form: Annotated[
        str, typer.Option("--format", help=f"{', '.join(FORMATS)}.", metavar="FORMAT")
    ] = "jsonl",
    output: Annotated[
        str, typer.Option("--output", "-o", help="A file, for you alone (0600).", metavar="FILE")
    ] = "",
    force: Annotated[
        bool, typer.Option("--force", help="Write over a file that is there.")
    ] = False,
    limit: Annotated[
        int,
        typer.Option("--limit", "-n", help="The newest so many; 0 for all.", min=0, metavar="N"),
    ] = 0,
    since: Since = "",
    until: Until = "",
    as_of: AsOf = "",
    facet: Facets = None,
    dimension: Dimensions = None,
    kind: Kinds = None,
    voice: Voices = None,
    tag: Tags = None,
    prompt: PromptIds = None,
) -> None:
    """Your journal, whole or in part: for another syslead, for programs, for reading.

    jsonl is the journal's own lines, which syslead import takes back byte for byte; json and
    csv are for programs and spreadsheets; md and html are for reading. Oldest first, to
    standard output unless --output names a file.
    """
    context: Context = ctx.obj
    one_of(form, FORMATS, "Format", f"One of {', '.join(FORMATS)}.")
    filters = Filters(since, until, as_of, facet, dimension, kind, voice, tag, prompt)
    choice = _choice(context, filters, words or [], limit)
    path, over = _target(context, output, form, force=force)
    chunks, journal = _chunks(context, form, choice)
    if path is None:
        _print(context, chunks)
    else:
        _check_whole(journal, path)
        size = context.export_file(path).write(chunks, over=over)
        context.screen.say(f"Wrote {path}, {size:,} bytes, readable by you alone.")
    warn_of_damage(context.screen, journal)


def _choice(context: Context, filters: Filters, words: list[str], limit: int) -> Choice:
    query = query_of(context, filters._replace(kind=filters.kind or list(KINDS)))
    query = replace(query, words=words_of(words))
    everything = not limit and not filters.kind and query == Query(kinds=query.kinds)
    return Choice(query, everything, limit or None, standing_on(context, filters.as_of))


def _target(context: Context, output: str, form: str, *, force: bool) -> tuple[Path | None, bool]:
    """Where it goes, None for standard output, and whether a file there may be replaced.

    Asks, or refuses, before anything is read.
    """
    if output in ("", "-"):
        if form == "html" and context.screen.is_terminal and not output:
            raise UsageError("A page is for a file.", "syslead export --format html -o FILE")
        return None, False
    path = Path(output).expanduser().absolute()
    file = context.export_file(path)
    file.check()
    if file.stands and not force and not _agreed(context, path):
        raise SysleadError("Nothing was written.", hint=f"{path} is as it was.")
    return path, file.stands


def _check_whole(journal: Journal, path: Path) -> None:
    """A file that looks whole and is not must not take the place of one that was."""
    missing = [damage for damage in journal.damage if not damage.place.line]
    if missing:
        raise SysleadError(
            f"{missing[0].place.file} {missing[0].problem}; {path} was not written.",
            "syslead verify says more. Without --output, what can be read is printed.",
            code="damaged",
            exit_code=ExitCode.DAMAGED,
        )


def _agreed(context: Context, path: Path) -> bool:
    if not context.can_ask:
        raise UsageError(f"{path} is there already; nothing was written.", "--force replaces it.")
    return context.asker.confirm(f"{path} is there already. Write over it?")


def _chunks(context: Context, form: str, choice: Choice) -> tuple[Iterator[bytes], Journal]:
    if form == "jsonl":
        chosen = choose_lines(context.intake, choice)
        return chosen.lines, chosen.journal
    if form in ("json", "csv"):
        from syslead_cli.exchange.export_data import csv_chunks, json_chunks

        write = json_chunks if form == "json" else csv_chunks
        data = choose_data(context.journal, choice)
        return write(data.entries), data.journal
    found = choose(context.journal, choice)
    if not found.entries:
        _say_nothing(context, choice)
    return _for_reading(context, form, found.entries), found.journal


def _say_nothing(context: Context, choice: Choice) -> None:
    """On the side: a copy for reading with nothing but its heading looks like a mistake."""
    from syslead_cli.journal.nothing import nothing_found

    chosen = sorted(choice.query.kinds) if choice.query.kinds != frozenset(KINDS) else []
    context.screen.say(nothing_found(choice.query, chosen, context.today))


def _for_reading(context: Context, form: str, entries: list[Entry]) -> Iterator[bytes]:
    from syslead_cli.base.blocks import html_pieces, markdown_pieces
    from syslead_cli.exchange.reading_copy import TITLE, reading_blocks

    blocks = reading_blocks(entries, names(context), lambda id_: _question(context, id_))
    if form == "md":
        return map(str.encode, markdown_pieces(blocks))
    return map(str.encode, html_pieces(blocks, "journal.css", title=TITLE))


def _question(context: Context, prompt: str) -> str:
    """A question's words; prompts that cannot be read are no reason to keep answers back."""
    try:
        found = context.bank.prompt(prompt)
    except SysleadError:
        return ""
    return found.text if found else ""


def _print(context: Context, chunks: Iterable[bytes]) -> None:
    """To standard output as bytes, whatever its encoding; a terminal gets no control characters."""
    out = context.stdout
    binary = None if context.screen.is_terminal else getattr(out, "buffer", None)
    out.flush()
    for part in _in_parts(chunks):
        if binary is not None:
            binary.write(part)
        elif context.screen.is_terminal:
            context.screen.raw(visible(part.decode("utf-8")))
        else:
            context.screen.raw(part.decode("utf-8"))


def _in_parts(chunks: Iterable[bytes]) -> Iterator[bytes]:
    held = bytearray()
    for chunk in chunks:
        held += chunk
        if len(held) >= _PART:
            yield bytes(held)
            held.clear()
    yield bytes(held)
