"""``syslead coach cohort``: many clients at once, for the coach, or in figures for others."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from syslead_cli.base.options import one_of
from syslead_cli.base.terminal import put_page
from syslead_cli.base.text import counted
from syslead_cli.coach.cohort import (
    WAYS,
    Found,
    Gathered,
    Keep,
    Problem,
    Steps,
    cohort,
    gather,
    in_folder,
    in_store,
    known_shapes,
)
from syslead_cli.coach.suppression import Published, published
from syslead_cli.context import Context
from syslead_cli.errors import ExitCode, UsageError

PYTHON, DUCKDB = "python", "duckdb"
ENGINES = (PYTHON, DUCKDB)
FORMATS = ("csv", "html")
JSON = "json"
_PROBLEMS_SAID, _WORTH_A_BAR = 5, 500


class Call(NamedTuple):
    """The options, as words. ``form``: empty for the screen, ``json``, or one of FORMATS."""

    folder: str
    form: str
    publish: bool
    output: str
    clients_by: str
    tables: str
    engine: str


def show_cohort(context: Context, call: Call) -> int:
    """Read the packs, show their figures; DAMAGED where a pack is in none of them."""
    _check(context, call)
    call = call._replace(output="" if call.output == "-" else call.output)
    folder = Path(call.folder).expanduser().absolute() if call.folder else None
    if folder and context.cohort_files.tables(folder).form:
        return _from_tables(context, call, folder)
    if call.tables:
        return _lay_out(context, call, folder)
    if call.engine == DUCKDB:
        return _by_sql(context, call, folder)
    gathered = _gathered(context, call, folder)
    if call.publish:
        _publish(context, call, published(gathered.newest.rows))
    else:
        _show(context, call, gathered)
    return _problems(context, gathered)


def _check(context: Context, call: Call) -> None:
    """Raise UsageError before anything is read."""
    if call.form and call.form != JSON:
        one_of(call.form, FORMATS, "Format", f"One of {', '.join(FORMATS)}; --json for JSON.")
    if call.engine:
        one_of(call.engine, ENGINES, "Engine", f"One of {', '.join(ENGINES)}.")
    one_of(call.clients_by, WAYS, "--clients-by", f"One of {', '.join(WAYS)}.")
    if call.tables and (call.form or call.output or call.publish):
        raise UsageError("--tables writes tables and shows nothing.", "Leave the others out.")
    if call.output and not call.form:
        raise UsageError("--output goes with --format or --json.")
    if call.form == "html" and not call.output and context.screen.is_terminal:
        raise UsageError("A page is for a file.", "syslead coach cohort --format html -o FILE")
    if call.output not in ("", "-"):
        file = context.export_file(Path(call.output).expanduser().absolute())
        file.check()
        if file.stands:
            raise UsageError(f"{call.output} is there already; nothing was written.")


# ── reading ──────────────────────────────────────────────────────────────────


def _gathered(
    context: Context, call: Call, folder: Path | None, keep: Keep | None = None
) -> Gathered:
    known = known_shapes(context.framework)
    steps = _with_progress(context)
    if folder is None:
        found = in_store(context.clients)
        return gather(found, known, context.today, keep, steps)
    packs = context.cohort_files.packs(folder)
    found = in_folder(packs, call.clients_by)
    gathered = gather(found, known, context.today, keep, steps)
    gathered.locked, gathered.links = packs.locked, packs.links
    gathered.problems += [
        Problem(name, "folder.closed", f"{name}: the folder cannot be read.")
        for name in packs.closed
    ]
    return gathered


def _with_progress(context: Context) -> Steps:
    """A bar on standard error while many packs are read by somebody at a terminal."""
    screen = context.screen

    def steps(found: Sequence[Found]) -> Iterable[Found]:
        wanted = len(found) >= _WORTH_A_BAR and screen.colored(screen.err) and not screen.quiet
        return _counting(found, context) if wanted and screen.err.isatty() else found

    return steps


def _counting(found: Sequence[Found], context: Context) -> Iterator[Found]:
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

    columns = (TextColumn(" reading packs"), BarColumn(40), MofNCompleteColumn())
    console = Console(file=context.stderr, width=80)
    with Progress(*columns, console=console, transient=True, refresh_per_second=5) as progress:
        yield from progress.track(found)


def _problems(context: Context, gathered: Gathered) -> int:
    """Name what is in no figure."""
    problems = gathered.problems
    if not problems:
        return ExitCode.DONE
    said = counted(len(problems), "pack is", "packs are")
    context.screen.warn(f"{said} in no figure:")
    for problem in problems[:_PROBLEMS_SAID]:
        context.screen.warn(f"  {problem.says}")
    if len(problems) > _PROBLEMS_SAID:
        more = len(problems) - _PROBLEMS_SAID
        context.screen.warn(f"  and {more:,} more; syslead coach cohort --json names each.")
    return ExitCode.DAMAGED


# ── showing ──────────────────────────────────────────────────────────────────


def _show(context: Context, call: Call, gathered: Gathered) -> None:
    from syslead_cli.coach.cohort_document import cohort_data
    from syslead_cli.coach.cohort_screen import Desk, cohort_page, names_of

    desk = Desk(
        cohort(gathered.newest.rows), names_of(context.framework), context.today,
        gathered.newest.packs, gathered.copies, gathered.locked, gathered.links, gathered.other,
        gathered.unsure, gathered.problems, gathered.newest.only_expired,
        len(gathered.namesakes),
    )  # fmt: skip
    if call.form == JSON:
        _put_json(context, call, "cohort", cohort_data(desk))
    else:
        put_page(context.screen, cohort_page(desk, context.screen.width))


def _publish(context: Context, call: Call, figures: Published) -> None:
    from syslead_cli.coach.cohort_document import published_data
    from syslead_cli.coach.cohort_screen import (
        names_of,
        published_csv,
        published_html,
        published_page,
        with_withheld,
    )

    names, today = names_of(context.framework), context.today
    figures = with_withheld(figures, names)
    if call.form == JSON:
        _put_json(context, call, "cohort-published", published_data(figures, names, today))
    elif call.form == "csv":
        _put(context, call, published_csv(figures, names))
    elif call.form == "html":
        _put(context, call, published_html(figures, names, today))
    else:
        put_page(context.screen, published_page(figures, names, today, context.screen.width))


def _put_json(context: Context, call: Call, name: str, data: dict[str, object]) -> None:
    if not call.output:
        context.screen.document(name, data)
        return
    import json

    whole = {"schema": f"syslead/{name}/1", **data}
    _put(context, call, json.dumps(whole, indent=2) + "\n")


def _put(context: Context, call: Call, text: str) -> None:
    if not call.output:
        context.screen.raw(text)
        return
    path = Path(call.output).expanduser().absolute()
    content = text.encode("utf-8", "backslashreplace")
    size = context.export_file(path).write([content], over=False)
    context.screen.say(f"Wrote {path}, {size:,} bytes, readable by you alone.")


# ── tables and SQL ───────────────────────────────────────────────────────────


def _from_tables(context: Context, call: Call, folder: Path) -> int:
    """The figures of tables laid out before: those that may be published, and no others."""
    if call.engine == PYTHON:
        raise UsageError(f"{folder} holds tables, which --engine duckdb reads.")
    if call.tables:
        raise UsageError(f"{folder} holds tables already.")
    tables = context.cohort_files.tables(folder)
    _publish(context, call._replace(publish=True), tables.published(context.today))
    return ExitCode.DONE


def _by_sql(context: Context, call: Call, folder: Path | None) -> int:
    """Packs to tables in a place that goes away again, and those to figures."""
    with context.cohort_files.passing_tables() as tables:
        with tables.writing() as writer:
            gathered = _gathered(context, call, folder, writer.add)
        _publish(context, call, tables.published(context.today))
    return _problems(context, gathered)


def _lay_out(context: Context, call: Call, folder: Path | None) -> int:
    target = Path(call.tables).expanduser().absolute()
    tables = context.cohort_files.tables(target)
    if call.engine == DUCKDB:
        tables.check_engine()
    with tables.writing() as writer:
        gathered = _gathered(context, call, folder, writer.add)
    if call.engine == DUCKDB:
        tables.to_parquet()
    said = counted(gathered.kept, "pack")
    context.screen.say(f"Wrote {said} as tables to {target}: as private as the packs are.")
    return _problems(context, gathered)
