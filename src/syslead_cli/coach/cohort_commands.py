"""The figures of ``syslead coach cohort``: for the coach, or for others."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from syslead_cli.base.documents import Document, to_json
from syslead_cli.base.files import check_output, write_output
from syslead_cli.base.options import no_format, one_of
from syslead_cli.base.terminal import put_page
from syslead_cli.base.text import counted, escaped
from syslead_cli.coach.cohort import (
    WAYS,
    OwnFramework,
    PackRow,
    PackSource,
    PacksRead,
    cohort,
    read_packs,
    sources_in_folder,
    sources_in_store,
)
from syslead_cli.coach.cohort_screen import (
    cohort_page,
    mixed_folders,
    published_csv,
    published_html,
    published_page,
)
from syslead_cli.coach.publishing import (
    CohortTables,
    PublishedFigures,
    duckdb_engine,
    figures_of,
    published_cohort,
)
from syslead_cli.errors import ExitCode, UsageError

if TYPE_CHECKING:
    from syslead_cli.coach.commands import CohortOptions
    from syslead_cli.context import Context

#: Figures are computed by SQLite, which is in Python, or by DuckDB.
PYTHON, DUCKDB = "python", "duckdb"
ENGINES = (PYTHON, DUCKDB)
FORMATS = ("csv", "html")
_PROBLEMS_SHOWN = 5
#: From so many packs on a bar shows how far the reading is.
WORTH_A_BAR = 500


def show_cohort(context: Context, options: CohortOptions) -> int:
    """Read the packs, show their figures; DAMAGED where a pack is in none of them."""
    _check(context, options)
    own = OwnFramework(context.framework)
    if options.folder and CohortTables(folder := _place(options.folder)).form:
        if options.engine == PYTHON:
            raise UsageError(f"{folder} contains tables; read them with --engine duckdb.")
        if options.tables:
            raise UsageError(f"{folder} already contains tables.")
        _publish(context, options, CohortTables(folder).figures(context.today), own)
        return ExitCode.DONE
    if options.tables:
        found = _lay_out(context, options, own)
    elif options.engine == DUCKDB:
        found = _publish_by_duckdb(context, options, own)
    else:
        found = _read(context, options, own)
        if options.publish or options.form:
            _publish(context, options, figures_of(found.rows, context.today), own)
        elif options.as_json:
            _put(context, options, cohort(found, own, context.today))
        else:
            group, width = cohort(found, own, context.today), context.screen.width
            put_page(context.screen, cohort_page(group, found, own.id, width))
    return _report(context, options, found)


def _check(context: Context, options: CohortOptions) -> None:
    if not options.has_form and not _place(options.folder).exists():
        no_format(options.folder, FORMATS, "coach cohort", "read as a folder")
    if options.as_json and options.form:
        raise UsageError("Use --json or --format, not both.")
    if options.form:
        one_of(options.form, FORMATS, "Format", f"Choose one of {', '.join(FORMATS)}, or --json.")
    if options.engine:
        one_of(options.engine, ENGINES, "Engine", f"Choose one of {', '.join(ENGINES)}.")
    one_of(options.clients_by, WAYS, "--clients-by", f"Choose one of {', '.join(WAYS)}.")
    if options.tables and (options.has_form or options.output or options.publish):
        raise UsageError("--tables only writes tables.", "Leave out the other options.")
    if options.output and not options.has_form:
        raise UsageError("--output needs --format or --json.")
    if options.form == "html" and not options.output and context.screen.is_terminal:
        raise UsageError(
            "A page needs a file to go to.", "syslead coach cohort --format html -o FILE"
        )
    place = _place(options.output)
    if options.output not in ("", "-") and check_output(place, context.paths.journal):
        raise UsageError(f"{options.output} already exists; nothing was written.")


def _place(word: str) -> Path:
    return Path(word).expanduser().absolute()


def _read(
    context: Context,
    options: CohortOptions,
    own: OwnFramework,
    keep: Callable[[PackRow], None] | None = None,
) -> PacksRead:
    found = PacksRead(options.clients_by if options.folder else "")
    sources = (
        sources_in_folder(_place(options.folder), found)
        if options.folder
        else sources_in_store(context.clients)
    )
    read_packs(_with_progress(context, sources), own, context.today, found, keep)
    return found


def _with_progress(context: Context, sources: Sequence[PackSource]) -> Iterator[PackSource]:
    """Show a bar on standard error while many packs are read by somebody at a terminal."""
    screen = context.screen
    wanted = len(sources) >= WORTH_A_BAR and screen.colored(screen.err) and not screen.quiet
    if not (wanted and screen.err.isatty()):
        yield from sources
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

    columns = (TextColumn(" reading packs"), BarColumn(40), MofNCompleteColumn())
    console = Console(file=context.stderr, width=80)
    with Progress(*columns, console=console, transient=True, refresh_per_second=5) as progress:
        yield from progress.track(sources)


def _report(context: Context, options: CohortOptions, found: PacksRead) -> int:
    """Say on standard error what the figures do not: mixed folders, and packs in none of them."""
    is_page = not (options.publish or options.has_form or options.tables or options.engine)
    for said in () if is_page else mixed_folders(found.mixed):
        context.screen.say(said)
    problems = found.problems
    if not problems:
        return ExitCode.DONE
    context.screen.warn(f"{counted(len(problems), 'pack is', 'packs are')} in no figure:")
    for problem in problems[:_PROBLEMS_SHOWN]:
        context.screen.warn(f"  {problem.says}")
    if (more := len(problems) - _PROBLEMS_SHOWN) > 0:
        context.screen.warn(f"  and {more:,} more; syslead coach cohort --json lists them all.")
    return ExitCode.DAMAGED


def _publish_by_duckdb(context: Context, options: CohortOptions, own: OwnFramework) -> PacksRead:
    """Lay the packs out in a place that goes away again, and publish what DuckDB makes of them."""
    from tempfile import TemporaryDirectory

    with TemporaryDirectory(prefix="syslead-") as folder:
        tables = CohortTables(Path(folder))
        with tables.writing() as add:
            found = _read(context, options, own, add)
        _publish(context, options, tables.figures(context.today), own)
    return found


def _lay_out(context: Context, options: CohortOptions, own: OwnFramework) -> PacksRead:
    target = _place(options.tables)
    tables = CohortTables(target)
    if options.engine == DUCKDB:
        with duckdb_engine():  # refused before anything is written
            pass
    with tables.writing() as add:
        found = _read(context, options, own, add)
    if options.engine == DUCKDB:
        tables.to_parquet()
    said = counted(tables.packs, "pack")
    context.screen.say(f"Wrote {said} as tables to {target}: as private as the packs are.")
    return found


def _publish(
    context: Context, options: CohortOptions, figures: PublishedFigures, own: OwnFramework
) -> None:
    published = published_cohort(figures, own, context.today)
    if options.form:
        write = published_csv if options.form == "csv" else published_html
        _put(context, options, write(published, own))
    elif options.as_json:
        _put(context, options, published)
    else:
        put_page(context.screen, published_page(published, own, context.screen.width))


def _put(context: Context, options: CohortOptions, made: Document | str) -> None:
    to_screen = options.output in ("", "-")
    if to_screen and isinstance(made, Document):
        context.screen.print_document(made)
        return
    text = made if isinstance(made, str) else f"{escaped(to_json(made))}\n"
    if to_screen:
        context.screen.raw(text)
        return
    path = _place(options.output)
    content = text.encode("utf-8", "backslashreplace")
    write_output(path, content, over=False)
    context.screen.say(f"Wrote {path}, {len(content):,} bytes, readable by you alone.")
