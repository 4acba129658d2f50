"""The figures of ``syslead coach cohort``: for the coach, or for others."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from syslead_cli.base.blocks import to_screen
from syslead_cli.base.files import check_output_folder
from syslead_cli.base.options import no_format, one_of
from syslead_cli.base.output import Destination, chosen_form, needed_form
from syslead_cli.base.text import counted
from syslead_cli.coach import cohort, cohort_screen, publishing
from syslead_cli.errors import ExitCode, UsageError

if TYPE_CHECKING:
    from syslead_cli.coach.commands import CohortOptions
    from syslead_cli.coach.documents import Cohort
    from syslead_cli.context import Context

#: Figures are computed by SQLite, which is in Python, or by DuckDB.
PYTHON, DUCKDB = "python", "duckdb"
ENGINES = (PYTHON, DUCKDB)
FORMATS = ("csv", "html")
_PROBLEMS_SHOWN = 5


def show_cohort(context: Context, options: CohortOptions) -> int:
    """Read the packs, show their figures; DAMAGED where a pack is in none of them."""
    form = chosen_form(options.form, options.output, FORMATS, as_json=options.as_json)
    options = options._replace(form=form)
    _check(context, options)
    return _Call(context, options).run()


def _check(context: Context, options: CohortOptions) -> None:
    if not options.form and not _place(options.folder).exists():
        no_format(options.folder, FORMATS, "coach cohort", "read as a folder")
    if options.engine:
        one_of(options.engine, ENGINES, "Engine")
    one_of(options.clients_by, cohort.WAYS, "--clients-by")
    if options.tables and (options.form or options.output or options.publish):
        raise UsageError("--tables only writes tables.", "Leave out the other options.")
    if options.output and not options.form:
        raise UsageError("--output needs --format or --json.", needed_form(FORMATS))
    if options.tables:
        place = _place(options.tables)
        check_output_folder(place.parent, place, context.paths.journal)


def _place(word: str) -> Path:
    return Path(word).expanduser().absolute()


class _Call:
    """One call of the command; ``found`` are the packs it reads."""

    def __init__(self, context: Context, options: CohortOptions) -> None:
        self.context, self.screen, self.options = context, context.screen, options
        command = "syslead coach cohort"
        self.target = Destination(context, options.output, options.form, command, may_replace=True)
        if self.target.is_taken:
            raise UsageError(f"{options.output} already exists; nothing was written.")
        self.own = cohort.OwnFramework(context.framework)
        self.found = cohort.PacksRead(options.clients_by if options.folder else "")

    def run(self) -> int:
        from tempfile import TemporaryDirectory

        options, today = self.options, self.context.today
        given = publishing.CohortTables(folder := _place(options.folder))
        if options.folder and given.form:
            if options.engine == PYTHON:
                raise UsageError(f"{folder} contains tables; read them with --engine duckdb.")
            if options.tables:
                raise UsageError(f"{folder} already contains tables.")
            self.publish(given.figures(today))
            return ExitCode.DONE
        if options.tables:
            self.lay_out(_place(options.tables))
            return self.report()
        self.read()
        if options.engine == DUCKDB:
            with TemporaryDirectory(prefix="syslead-") as place:
                tables = publishing.CohortTables(Path(place))
                tables.write(self.found.known)
                self.publish(tables.figures(today))
        elif options.publish or options.form in FORMATS:
            self.publish(publishing.figures_of(self.found.rows, today))
        else:
            self.show(cohort.cohort(self.found, self.own, today))
        return self.report()

    def read(self) -> None:
        if self.options.folder:
            sources = cohort.sources_in_folder(_place(self.options.folder), self.found)
        else:
            sources = cohort.sources_in_store(self.context.clients)
        watched = self.screen.watched(sources, "packs")
        cohort.read_packs(watched, self.own, self.context.today, self.found)

    def lay_out(self, target: Path) -> None:
        tables = publishing.CohortTables(target)
        if self.options.engine == DUCKDB:
            with publishing.duckdb_engine():  # refused before anything is written
                pass
        tables.make_folder()  # refused before packs are read
        self.read()
        tables.write(self.found.known)
        if self.options.engine == DUCKDB:
            tables.to_parquet()
        packs = counted(len(self.found.known), "pack")
        self.screen.say(f"Wrote {packs} as tables to {target}: as private as the packs are.")

    def show(self, group: Cohort) -> None:
        if self.options.form:
            self.target.put(group)
        else:
            blocks = cohort_screen.cohort_blocks(group, self.found, self.own.id)
            self.screen.page(to_screen(blocks, self.screen.width))

    def publish(self, figures: publishing.PublishedFigures) -> None:
        made = publishing.published_cohort(figures, self.own, self.context.today)
        if self.options.form == "csv":
            self.target.put(cohort_screen.published_csv(made, self.own))
        elif self.options.form == "html":
            self.target.put(cohort_screen.published_html(made, self.own))
        elif self.options.form:
            self.target.put(made)
        else:
            blocks = cohort_screen.published_blocks(made, self.own)
            self.screen.page(to_screen(blocks, self.screen.width))

    def report(self) -> int:
        """Say on standard error what the figures do not: mixed folders, packs in none of them."""
        options, problems = self.options, self.found.problems
        is_page = not (options.publish or options.form or options.tables or options.engine)
        for remark in () if is_page else cohort_screen.mixed_folders(self.found.mixed):
            self.screen.say(remark)
        if not problems:
            return ExitCode.DONE
        self.screen.warn(f"{counted(len(problems), 'pack is', 'packs are')} in no figure:")
        for problem in problems[:_PROBLEMS_SHOWN]:
            self.screen.warn(f"  {problem.says}")
        if (more := len(problems) - _PROBLEMS_SHOWN) > 0:
            self.screen.warn(f"  and {more:,} more; syslead coach cohort --json lists them all.")
        return ExitCode.DAMAGED
