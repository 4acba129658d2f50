"""Tables of a programme on disk: JSON lines by the standard library, Parquet by DuckDB.

DuckDB is an extra (``syslead[cohort]``). It is handed names and SQL that stand in this package;
of the outside only the folder's path and a day reach it. It loads no extension and no network.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from datetime import date
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

from syslead_cli.base.files import NEW_FLAGS, reason, sync
from syslead_cli.coach.cohort import TABLES, Row, table_rows
from syslead_cli.coach.store import PackFolder
from syslead_cli.coach.suppression import Published, PublishedGroup, PublishedItem, PublishedUnit
from syslead_cli.errors import ExitCode, SysleadError, how_to_install

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection


SQL = Path(__file__).parent / "sql"
LINES, PARQUET = "jsonl", "parquet"
_NOT_IN_A_PATH = set("*?[]{}")
#: What is asked of the views, each in the order of its keys.
QUESTIONS = {
    "published_group": "select * from published_group",
    "published_units": "select * from published_units order by framework, unit, id",
    "published_items": "select * from published_items order by framework, id",
}


class CohortFiles:
    """Where a cohort is read from and laid out to."""

    def packs(self, folder: Path) -> PackFolder:
        """A folder of packs."""
        return PackFolder(folder)

    def tables(self, folder: Path) -> CohortTables:
        """The tables in a folder, or a folder they will be in."""
        return CohortTables(folder)

    @contextmanager
    def passing_tables(self) -> Iterator[CohortTables]:
        """Tables in a private place that goes away on leaving."""
        from tempfile import TemporaryDirectory

        with TemporaryDirectory(prefix="syslead-") as folder:
            yield CohortTables(Path(folder))


class CohortTables:
    """The tables in one folder."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    @property
    def form(self) -> str:
        """``jsonl`` or ``parquet`` where the folder holds all tables in that form; else empty."""
        for form in (PARQUET, LINES):
            if all((self._folder / f"{name}.{form}").is_file() for name in TABLES):
                return form
        return ""

    # ── writing ──────────────────────────────────────────────────────────────

    @contextmanager
    def writing(self) -> Iterator[TableWriter]:
        """New tables of JSON lines, whole on leaving. Raises SysleadError; nothing is left then."""
        made: list[Path] = []
        try:
            self._folder.mkdir(mode=0o700, exist_ok=True)
            if any(self._folder.iterdir()):
                raise SysleadError(
                    f"{self._folder} is not empty; nothing was written.",
                    "Tables go to a new folder.",
                )
            with ExitStack() as stack:
                files = {
                    name: stack.enter_context(_new(self._place(name, LINES), made))
                    for name in TABLES
                }
                yield TableWriter(files)
                for file in files.values():
                    file.flush()
                    os.fsync(file.fileno())
        except BaseException as problem:
            _take_away(made)
            if isinstance(problem, OSError):
                raise SysleadError(
                    f"{self._folder} was not written: {reason(problem)}.", "Nothing was left."
                ) from problem
            raise

    def check_engine(self) -> None:
        """Raise SysleadError where DuckDB is not there."""
        with _duckdb():
            pass

    def to_parquet(self) -> None:
        """The tables of JSON lines become Parquet. Raises SysleadError."""
        with _duckdb() as engine:
            made: list[Path] = []
            try:
                self._open(engine, LINES)
                for name, columns in TABLES.items():
                    place = self._place(name, PARQUET)
                    os.close(os.open(place, NEW_FLAGS, 0o600))
                    made.append(place)
                    engine.execute(
                        f"copy (select {', '.join(columns)} from {name} order by pack) "
                        f"to {_quoted(place)} (format parquet, compression zstd)"
                    )
                    _on_disk(place)  # the lines it was made of go
            except BaseException as problem:
                _take_away(made)
                raise _refused(self._folder, problem) from problem
        for name in TABLES:
            self._place(name, LINES).unlink()

    # ── asking ───────────────────────────────────────────────────────────────

    def published(self, today: date) -> Published:
        """The figures by SQL, on DuckDB. Raises SysleadError."""
        with _duckdb() as engine:
            try:
                self._open(engine, self.form)
                engine.execute(asked_on(today))
                for statement in statements():
                    engine.execute(statement)
                rows = {name: engine.execute(sql).fetchall() for name, sql in QUESTIONS.items()}
            except SysleadError:
                raise
            except Exception as problem:
                raise _refused(self._folder, problem) from problem
        return as_published(rows)

    def _open(self, engine: DuckDBPyConnection, form: str) -> None:
        for name, columns in TABLES.items():
            place = _quoted(self._place(name, form))
            typed = ", ".join(f"{column}: '{kind}'" for column, kind in columns.items())
            source = f"read_parquet({place})"
            if form == LINES:
                source = f"read_json({place}, format='newline_delimited', columns={{{typed}}})"
            engine.execute(
                f"create temporary view {name} as select {', '.join(columns)} from {source}"
            )

    def _place(self, name: str, form: str) -> Path:
        return self._folder / f"{name}.{form}"


class TableWriter:
    """Takes rows while they are read."""

    def __init__(self, files: dict[str, IO[str]]) -> None:
        self._files = files
        self._dump = json.JSONEncoder(ensure_ascii=True, separators=(",", ":")).encode

    def add(self, row: Row) -> None:
        """Write one pack."""
        for name, values in table_rows(row):
            self._files[name].write(self._dump(values) + "\n")


def statements() -> list[str]:
    """The SQL that makes the figures: views, each resting on those before it."""
    return [path.read_text(encoding="utf-8") for path in sorted(SQL.glob("*.sql"))]


def asked_on(today: date) -> str:
    """The one value the views want to be told."""
    return f"create or replace temporary view asked as select '{today.isoformat()}' as today"


def as_published(rows: dict[str, list[tuple[Any, ...]]]) -> Published:
    """What the views answered, as the values ``core.cohort_publishing`` makes."""
    group = rows["published_group"][0]
    return Published(
        PublishedGroup(*map(_whole, group)),
        tuple(PublishedUnit(*row[:3], *map(_whole, row[3:])) for row in rows["published_units"]),
        tuple(PublishedItem(*row[:2], *map(_whole, row[2:])) for row in rows["published_items"]),
    )


def _whole(value: Any) -> int | None:
    return None if value is None else int(value)


@contextmanager
def _duckdb() -> Iterator[DuckDBPyConnection]:
    try:
        import duckdb
    except ImportError:
        raise SysleadError(
            "DuckDB is not installed.", how_to_install("cohort"), "cohort.extra"
        ) from None
    from tempfile import TemporaryDirectory

    with TemporaryDirectory(prefix="syslead-") as spill:
        settings: dict[str, str | bool | int | float | list[str]] = {
            "autoinstall_known_extensions": False,
            "autoload_known_extensions": False,
            "temp_directory": spill,
            "memory_limit": "1GB",  # beyond it, DuckDB uses the disk
            "preserve_insertion_order": False,
        }
        engine = duckdb.connect(":memory:", config=settings)
        try:
            yield engine
        finally:
            engine.close()


def _quoted(place: Path) -> str:
    text = str(place)
    if _NOT_IN_A_PATH & set(text):
        raise SysleadError(
            f"{place}: DuckDB takes * ? [ ] {{ }} in a path as a pattern.",
            "Use a folder without them in its name.",
        )
    return "'" + text.replace("'", "''") + "'"


def _refused(folder: Path, problem: BaseException) -> BaseException:
    if not isinstance(problem, Exception) or isinstance(problem, SysleadError):
        return problem
    kind = type(problem).__name__  # DuckDB's own words may quote what stands in the tables
    return SysleadError(
        f"The tables in {folder} are not as they have to be ({kind}).",
        "syslead coach cohort PACKS --tables FOLDER lays them out anew.",
        exit_code=ExitCode.DAMAGED,
    )


def _new(place: Path, made: list[Path]) -> IO[str]:
    handle = os.open(place, NEW_FLAGS, 0o600)
    made.append(place)
    return open(handle, "w", encoding="ascii", newline="\n")


def _on_disk(place: Path) -> None:
    handle = os.open(place, os.O_RDWR)
    try:
        sync(handle)
    finally:
        os.close(handle)


def _take_away(made: list[Path]) -> None:
    for place in made:
        place.unlink(missing_ok=True)
