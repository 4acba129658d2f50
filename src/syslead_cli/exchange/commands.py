"""``syslead import``: entries from another journal, or from another syslead."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import tzinfo
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from msgspec.structs import replace

from syslead_cli.base.options import AsOf, Json, Since, Until, one_of
from syslead_cli.base.terminal import put_page, warn_of_damage
from syslead_cli.base.text import visible
from syslead_cli.context import Context
from syslead_cli.errors import ExitCode, SysleadError, UsageError
from syslead_cli.exchange.exporting import Choice, choose, choose_data, choose_lines
from syslead_cli.exchange.importing import (
    FORMATS,
    Import,
    SourceFile,
    Surroundings,
    carry_out,
    plan,
    read_file,
    read_source,
)
from syslead_cli.journal.commands import (
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
    from syslead_cli.journal.entries import Entry
    from syslead_cli.journal.merge import Journal


importing_app = typer.Typer(add_completion=False, rich_markup_mode=None)

#: Fewer entries than this are done before anybody wonders.
_WORTH_SAYING = 500


@importing_app.command("import")
def import_(
    ctx: typer.Context,
    form: Annotated[str, typer.Argument(metavar="FORMAT", help=f"{', '.join(FORMATS)}.")],
    source: Annotated[
        str, typer.Argument(metavar="FILE|DIR", help="What to import; - reads standard input.")
    ],
    *,
    tz: Annotated[
        str,
        typer.Option("--tz", metavar="ZONE", help="The zone of times that name none; else yours."),
    ] = "",
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Say what would come in, and import nothing.")
    ] = False,
    with_: Annotated[
        list[str] | None,
        typer.Option(
            "--with",
            metavar="WHAT",
            help="Day One: keep location, weather, device too (location,weather).",
        ),
    ] = None,
    as_json: Json = False,
) -> None:
    """Bring in entries of another journal; a second import adds nothing.

    Formats: jrnl (its JSON export), dayone (the exported zip), journal-cli, markdown (a folder
    of dated files), csv, and syslead (an export or a rescue file). All of it comes in or, where
    something fails, nothing.
    """
    context: Context = ctx.obj
    one_of(form, FORMATS, "Format", f"One of {', '.join(FORMATS)}.")
    besides = _besides(form, with_)
    around = _surroundings(context, tz)
    if source == "-" and form not in ("dayone", "markdown"):
        found = read_file(form, SourceFile("standard input", _stdin(context)))
    else:
        found = read_source(form, Path(source), context.sources, around.zones, besides)
    planned = plan(form, found, context.intake, around)
    _clear_progress(context, planned)
    if not dry_run:
        carry_out(planned, context.intake, context.today)
    command = f"syslead import {form} {source}" + (f" --tz {tz}" if tz else "")
    if as_json:
        _show_json(context, form, planned, around, dry=dry_run)
    else:
        remarks = _remarks(planned, around, given=bool(tz))
        _show(context, planned, remarks, command, dry=dry_run)


def _besides(form: str, words: Sequence[str] | None) -> list[str]:
    from syslead_cli.exchange.formats import BESIDES

    found = [part.strip() for word in words or () for part in word.split(",") if part.strip()]
    for word in found:
        one_of(word, BESIDES, "--with", f"One or more of {', '.join(BESIDES)}.")
    if found and form != "dayone":
        raise UsageError("--with is for Day One; other formats carry nothing of the kind.")
    return found


def _stdin(context: Context) -> bytes:
    from syslead_cli.exchange.formats import STDIN_LIMIT

    return context.read_stdin(STDIN_LIMIT).encode("utf-8")


def _surroundings(context: Context, tz: str) -> Surroundings:
    name, zone = _zone(context, tz)
    return Surroundings(
        zones=context.zone,
        zone_name=name,
        zone=zone,
        day_start=context.day_start,
        today=context.today,
        find=_finder(context),
        progress=_progress(context),
    )


def _zone(context: Context, tz: str) -> tuple[str, tzinfo]:
    if tz:
        zone = context.zone(tz)
        if zone is None:
            raise UsageError(f'--tz: there is no zone "{tz}".', "Try Europe/London, or UTC.")
        return tz, zone
    now = context.clock.now()
    zone = context.zone(now.zone) or now.local.tzinfo
    assert zone is not None
    return now.zone, zone


def _finder(context: Context) -> Callable[[str], Sequence[str]]:
    """Facets are looked for as in a note; the framework is read for the first text there is."""
    ready: list[Callable[[str], Sequence[str]]] = []

    def find(text: str) -> Sequence[str]:
        if not ready:
            ready.append(_signals(context))
        return ready[0](text)

    return find if context.settings.mentions else lambda text: ()


def _signals(context: Context) -> Callable[[str], Sequence[str]]:
    """A damaged framework does not stand in the way of an import."""
    from syslead_cli.framework.signals import compile_signals

    try:
        facets = context.framework.facets
    except SysleadError as problem:
        said = problem.message.splitlines()[0]
        context.screen.warn(f"Facets were not looked for: {said}")
        return lambda text: ()
    signals = compile_signals({facet.id: facet.signals for facet in facets})
    return lambda text: [mention.facet for mention in signals.match(text)]


def _watched(context: Context) -> bool:
    try:
        return context.stderr.isatty() and not context.screen.quiet
    except (ValueError, AttributeError):
        return False


def _progress(context: Context) -> Callable[[int, int], None]:
    watched = _watched(context)

    def say(done: int, of: int) -> None:
        if watched and of >= _WORTH_SAYING and done % 250 == 0:
            context.stderr.write(f"\r{done:,} of {of:,} entries read")
            context.stderr.flush()

    return say


def _clear_progress(context: Context, planned: Import) -> None:
    if _watched(context) and len(planned.incoming) + planned.present >= _WORTH_SAYING:
        context.stderr.write("\r" + " " * 40 + "\r")
        context.stderr.flush()


def _show_json(
    context: Context, form: str, planned: Import, around: Surroundings, *, dry: bool
) -> None:
    from syslead_cli.exchange.screen import import_data

    zone = around.zone_name if planned.zoned else None
    coming = [(one.id, one.kind, one.day) for one in planned.incoming]
    data = import_data(form, coming, planned.present, planned.left_out, zone, dry=dry)
    context.screen.document("import", data)


def _remarks(planned: Import, around: Surroundings, *, given: bool) -> list[str]:
    from syslead_cli.exchange.screen import remarks_on

    return remarks_on(planned.zoned, around.zone_name, planned.decided, given=given)


def _show(
    context: Context, planned: Import, remarks: Sequence[str], command: str, *, dry: bool
) -> None:
    from syslead_cli.exchange.screen import import_page

    page = import_page(
        [(one.kind, one.day, one.text) for one in planned.incoming],
        planned.present,
        planned.left_out,
        remarks,
        dry=dry,
        today=context.today,
        width=context.screen.width,
        command=command,
    )
    put_page(context.screen, page)


# ── exporting_cli ──
# ``syslead export``: one's own journal, whole or in part, in another form.


exporting_app = typer.Typer(add_completion=False, rich_markup_mode=None)

FORMATS_EXPORTING = ("jsonl", "json", "csv", "md", "html")
_PART = 1 << 16


@exporting_app.command()
def export(
    ctx: typer.Context,
    words: Annotated[
        list[str] | None, typer.Argument(help="Only entries with these words.", metavar="[WORDS…]")
    ] = None,
    *,
    form: Annotated[
        str, typer.Option("--format", help=f"{', '.join(FORMATS_EXPORTING)}.", metavar="FORMAT")
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
    one_of(form, FORMATS_EXPORTING, "Format", f"One of {', '.join(FORMATS_EXPORTING)}.")
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
        from syslead_cli.exchange.export_formats import csv_chunks, json_chunks

        write = json_chunks if form == "json" else csv_chunks
        data = choose_data(context.journal, choice)
        return write(data.entries), data.journal
    found = choose(context.journal, choice)
    if not found.entries:
        _say_nothing(context, choice)
    return _for_reading(context, form, found.entries), found.journal


def _say_nothing(context: Context, choice: Choice) -> None:
    """On the side: a copy for reading with nothing but its heading looks like a mistake."""
    from syslead_cli.journal.screen import nothing_found

    chosen = sorted(choice.query.kinds) if choice.query.kinds != frozenset(KINDS) else []
    context.screen.say(nothing_found(choice.query, chosen, context.today))


def _for_reading(context: Context, form: str, entries: list[Entry]) -> Iterator[bytes]:
    from syslead_cli.base.blocks import html_pieces, markdown_pieces
    from syslead_cli.exchange.export_formats import TITLE, reading_blocks

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
