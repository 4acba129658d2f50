"""``syslead import`` and ``syslead export``: entries from another journal, and in another form."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from pathlib import Path
from shlex import quote
from typing import TYPE_CHECKING, Annotated

from msgspec.structs import replace

from syslead_cli.base.blocks import to_markdown
from syslead_cli.base.clock import zone_named
from syslead_cli.base.html import to_html
from syslead_cli.base.options import Json, argument, command_app, no_format, one_of, option
from syslead_cli.base.output import Destination, chosen_form
from syslead_cli.errors import ExitCode, SysleadError, UsageError
from syslead_cli.exchange import exporting
from syslead_cli.exchange.exporting import Selection
from syslead_cli.exchange.formats import FORMATS, looks_like, parse_sources
from syslead_cli.exchange.importing import (
    ImportSettings,
    plan_import,
    read_file,
    read_folder,
    read_members,
)
from syslead_cli.exchange.model import EXTRAS, NOTHING, ParseOptions, SourceFile
from syslead_cli.exchange.screen import daily_sentences, import_document, import_page
from syslead_cli.exchange.times import DAY_FIRST, MONTH_FIRST
from syslead_cli.journal.commands import Filters, query_of
from syslead_cli.journal.entries import KINDS
from syslead_cli.journal.query import nothing_found, words_of
from syslead_cli.journal.screen import kept_as_of

if TYPE_CHECKING:
    from syslead_cli.context import Context
    from syslead_cli.journal.merge import Journal

app = command_app()

EXPORT_FORMATS = ("jsonl", "json", "csv", "md", "html")
#: What is read of standard input.
STDIN_LIMIT = 64 * 1024 * 1024


@app.command("import")
def import_(
    context: Context,
    form: Annotated[str, argument("FORMAT", f"{', '.join(FORMATS)}.")],
    source: Annotated[str, argument("FILE|DIR", "What to import; - for standard input.")],
    *,
    tz: Annotated[str, option("--tz", "Use this zone where none is given.", "ZONE")] = "",
    dry_run: Annotated[
        bool, option("--dry-run", "Show what would be imported, and import nothing.")
    ] = False,
    with_: Annotated[
        list[str] | None,
        option("--with", "Import these of Day One too: location,weather,device.", "WHAT"),
    ] = None,
    date_format: Annotated[
        str, option("--date-format", "Read dates day-first, month-first or as %d.%m.%y.", "FORMAT")
    ] = "",
    as_json: Json = False,
) -> None:
    """Import entries from another journal; a second import adds nothing.

    Formats: jrnl (its own file, or its JSON export), dayone (the exported zip), journal-cli,
    markdown (a folder of dated files), csv, and syslead (an export or a rescue file). If
    anything fails, nothing is imported.
    """
    one_of(form, FORMATS, "Format")
    extras = _extras(form, with_)
    settings = _import_settings(context, tz)
    options = ParseOptions(extras, _date_format(form, date_format))
    files = _files(context, form, source)
    try:
        parsed = parse_sources(form, files, options)
        planned = plan_import(form, parsed, context.journal.read_raw(), settings)
    except SysleadError as problem:
        problem.hint = _hint(problem, form, source, files)
        raise
    width, today = context.screen.width, context.today
    if planned.new and not dry_run:  # in one append: all or none
        lines = [((one.day or today).isoformat()[:7], one.line) for one in planned.new]
        context.journal.take_in(lines)
    if as_json:
        document = import_document(form, planned, settings.zone_name, dry_run=dry_run)
        context.screen.print_document(document)
        return
    zone = settings.zone_name if tz else f"{settings.zone_name} (--tz names another)"
    given = {"--tz": tz, "--date-format": date_format}
    command = f"syslead import {form} {quote(source)}"
    command += "".join(f" {name} {quote(word)}" for name, word in given.items() if word)
    page = import_page(planned, zone, command, dry_run=dry_run, today=today, width=width)
    context.screen.page(page)


def one_word_missing(word: str) -> UsageError:
    """Return the error for an import with one word: a format, or a file without its format."""
    if word in FORMATS:
        return UsageError("import needs FILE|DIR.", f"Type: syslead import {word} FILE")
    form = "FORMAT"
    if Path(word).is_file():
        form = looks_like(read_file(Path(word)).content) or form
    message = f"import needs FORMAT before the file: {', '.join(FORMATS)}."
    return UsageError(message, f"Type: syslead import {form} {quote(word)}")


def _extras(form: str, words: Sequence[str] | None) -> list[str]:
    found = [part.strip() for word in words or () for part in word.split(",") if part.strip()]
    for word in found:
        one_of(word, EXTRAS, "--with", f"Choose one or more of {', '.join(EXTRAS)}.")
    if found and form != "dayone":
        raise UsageError("--with is for Day One only.")
    return found


def _date_format(form: str, word: str) -> str:
    if word and form == "syslead":
        raise UsageError(
            "--date-format is for other journals; syslead always writes dates the same way."
        )
    if "%" not in word and word not in ("", DAY_FIRST, MONTH_FIRST):
        one_of(word, [DAY_FIRST, MONTH_FIRST], "--date-format", "Try day-first, or %d.%m.%y.")
    return word


def _files(context: Context, form: str, source: str) -> list[SourceFile]:
    """Read a source: standard input, a file, or what a folder or a zip holds."""
    reader, path = FORMATS[form], Path(source)
    if source == "-" and form not in ("dayone", "markdown"):
        content = context.read_stdin(STDIN_LIMIT).encode("utf-8")
        return [SourceFile("standard input", content)]
    if reader.in_zip:
        return read_members(path, reader.in_zip)
    return read_folder(path, reader.in_folder) if reader.in_folder else [read_file(path)]


def _hint(problem: SysleadError, form: str, source: str, files: Sequence[SourceFile]) -> str:
    """Return the hint, with which command reads such a file, or how the right file is made."""
    rather = looks_like(files[0].content) if files else ""
    if problem.code == "not_importable" and rather not in ("", form):
        return f"It looks like this: syslead import {rather} {quote(source)}. {NOTHING}"
    return f"{FORMATS[form].made_by} {NOTHING}" if problem.hint == NOTHING else problem.hint


def _import_settings(context: Context, tz: str) -> ImportSettings:
    zone = zone_named(tz) if tz else context.own_zone
    if zone is None:
        raise UsageError(f'--tz: "{tz}" is not a time zone.', "Try Europe/London, or UTC.")
    zone_name = tz or context.clock.now().zone
    watched = partial(context.screen.watched, what="entries")
    return ImportSettings(zone_name, zone, context.day_start, context.find_mentions, watched)


@app.command()
def export(
    context: Context,
    words: Annotated[
        list[str] | None, argument("[WORDS…]", "Export only entries with these words.")
    ] = None,
    *,
    form: Annotated[str, option("--format", f"Write {', '.join(EXPORT_FORMATS)}.", "FORMAT")] = "",
    output: Annotated[str, option("--output -o", "Write to this file (0600).", "FILE")] = "",
    force: Annotated[bool, option("--force", "Overwrite an existing file.")] = False,
    limit: Annotated[int, option("--limit -n", "Export the newest N; 0 for all.", "N", min=0)] = 0,
    per_day: Annotated[str, option("--per-day", "Write and update one md file a day.", "DIR")] = "",
    filters: Filters,
) -> None:
    """Export your journal, or part of it: for another syslead, for programs, for reading.

    jsonl has the journal's own lines, which syslead import reads back; json and csv are for
    programs and spreadsheets; md and html are for reading. Oldest first, to
    standard output unless --output names a file, whose ending decides the format unless --format
    does.
    """
    for word in () if form else words or ():
        no_format(word, EXPORT_FORMATS, "export", "searched for as a word")
    if per_day and not form:
        form = "md"
    form = chosen_form(form, output, EXPORT_FORMATS) or "jsonl"
    selection = _selection(context, filters, words or [], limit)
    if per_day:
        if form != "md" or output or force or limit:
            raise UsageError(
                "--per-day needs --format md, and cannot be combined with -o, --force or -n."
            )
        _export_days(context, selection, Path(per_day).expanduser().absolute())
        return
    target = Destination(context, output, form, "syslead export", may_replace=True)
    if target.is_taken and not force:
        _ask_to_replace(context, target)
    made, journal = _document(context, form, selection)
    if target.path:
        _check_whole(journal, target.path)
    target.put(made)
    context.screen.warn_of_damage(journal)


def _export_days(context: Context, selection: Selection, folder: Path) -> None:
    entries, journal = exporting.select_entries(context.journal, selection)
    files, span = exporting.daily_files(entries, context.labels), selection.query.span
    whole, place = not (journal.damage or journal.missing), context.paths.journal
    done = exporting.write_daily_files(folder, files, span, place, whole=whole)
    for line in daily_sentences(done, folder):
        context.screen.say(line)
    context.screen.warn_of_damage(journal)


def _selection(context: Context, filters: Filters, words: list[str], limit: int) -> Selection:
    query = query_of(context, filters._replace(kind=filters.kind or list(KINDS)))
    query = replace(query, words=words_of(words))
    everything = not limit and not filters.kind and query.is_plain
    return Selection(query, everything, limit or None, kept_as_of(context, filters.as_of))


def _ask_to_replace(context: Context, target: Destination) -> None:
    if not context.can_ask:
        message = f"{target.path} already exists; nothing was written."
        raise UsageError(message, "--force replaces it.")
    if not context.asker.confirm(f"{target.path} already exists. Overwrite it?"):
        raise SysleadError("Nothing was written.", hint=f"{target.path} was not changed.")


def _check_whole(journal: Journal, path: Path) -> None:
    """Refuse where a file that looks whole and is not would replace one that was."""
    missing = [damage for damage in journal.damage if not damage.line]
    if missing:
        raise SysleadError(
            f"{missing[0].file} {missing[0].problem}; {path} was not written.",
            "syslead verify explains. Without --output, whatever can be read is printed.",
            code="damaged",
            exit_code=ExitCode.DAMAGED,
        )


def _document(context: Context, form: str, selection: Selection) -> tuple[str | bytes, Journal]:
    if form == "jsonl":
        lines, journal = exporting.select_lines(context.journal, selection)
        return b"".join(lines), journal
    entries, journal = exporting.select_entries(context.journal, selection)
    if form in ("json", "csv"):
        export = exporting.export_json if form == "json" else exporting.export_csv
        return export(entries), journal
    if not entries:  # a copy for reading with nothing but its heading looks like a mistake
        query = selection.query
        chosen = sorted(query.kinds) if query.kinds != KINDS else []
        context.screen.say(nothing_found(query, chosen, context.today))
    found = exporting.reading_blocks(entries, context.labels)
    if form == "md":
        return to_markdown(found), journal
    return to_html(found, "journal.css", title=exporting.TITLE), journal
