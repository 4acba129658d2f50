"""Compute what of a group may be published, by the one rule in ``published.sql``.

SQLite, which Python has built in, runs it over packs that were just read; DuckDB, an extra
(the extra ``cohort``), over the tables of a programme on disk: JSON lines by the standard library,
Parquet by DuckDB. DuckDB receives only names and SQL from this package, a folder's path and a
date. It loads no extensions and makes no network connections.
"""

from __future__ import annotations

import json
import os
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing, contextmanager
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple, TypeAlias

from syslead_cli.base.files import NEW_FLAGS, refusing, sync
from syslead_cli.coach import documents
from syslead_cli.coach.cohort import ITEM, OwnFramework, PackRow
from syslead_cli.errors import ExitCode, SysleadError, how_to_install

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

SQL = Path(__file__).parent / "published.sql"
#: The fewest people a published figure may be about; the SQL says it too.
LEAST = 5
JSON_LINES, PARQUET = "jsonl", "parquet"
#: How each statement begins, and what SQLite gets for it: it knows no ``or replace``, and is
#: quicker with tables.
_VIEW, _SQLITE = "create or replace temporary view", "create temporary table"
_NOT_IN_A_PATH = set("*?[]{}")
#: Every table and its columns, in words both DuckDB and Spark know. Days are text such as
#: ``2026-03-29``, which sorts as the days do.
_NUMBER, _TEXT = "BIGINT", "STRING"
TABLES: dict[str, dict[str, str]] = {
    "packs": {
        "pack": _NUMBER,
        **dict.fromkeys(("client", "made_on", "until_day", "expires"), _TEXT),
        **dict.fromkeys(("framework", "layout", "items"), _TEXT),
        **dict.fromkeys(("days", "intentions_made", "intentions_kept", "intentions_open"), _NUMBER),
    },
    "units": {"pack": _NUMBER, "unit": _TEXT, "id": _TEXT, "state": _TEXT},
    "environment": {"pack": _NUMBER, "id": _TEXT, "score": _NUMBER},
}

TableRow: TypeAlias = tuple[str | int | None, ...]


class PublishedFigures(NamedTuple):
    """What the views answer; None stands for a figure that is withheld.

    ``group``: one row of clients, who wrote nothing, who made intentions, intentions made, kept,
    open. ``units``: (framework, unit, id, shared, judged, quiet). ``items``: (framework, id,
    shared, low).
    """

    group: list[tuple[documents.Withheld, ...]]
    units: list[tuple[Any, ...]]
    items: list[tuple[Any, ...]]


def statements() -> list[str]:
    """Return the SQL that makes the figures: views, each resting on those before it."""
    return SQL.read_text(encoding="utf-8").split(";")


def table_rows(row: PackRow, client: str) -> dict[str, list[TableRow]]:
    figures, made = row.figures, row.figures.intentions
    expires = figures.expires.isoformat() if figures.expires else None
    days = (figures.made.isoformat(), figures.last.isoformat(), expires)
    group = (figures.framework, row.layout, row.items)
    plans = (figures.days, made.made, made.kept, made.open)
    return {
        "packs": [(row.order, client, *days, *group, *plans)],
        "units": [(row.order, *key, state) for key, state in row.states],
        "environment": [(row.order, id_, score) for id_, score in row.scores],
    }


def figures_of(rows: Iterable[PackRow], today: date) -> PublishedFigures:
    """Return what may be published of these packs, computed by SQLite in memory."""
    with closing(sqlite3.connect(":memory:")) as engine:
        for name, columns in TABLES.items():
            engine.execute(f"create temporary table {name} ({', '.join(columns)})")
        for row in rows:
            if row.figures.known:
                client = ascii(row.key)  # the name of a folder may be no UTF-8
                for name, values in table_rows(row, client).items():
                    marks = ", ".join("?" * len(TABLES[name]))
                    engine.executemany(f"insert into {name} values ({marks})", values)
        return _answers(engine, today, _SQLITE)


def _answers(
    engine: sqlite3.Connection | DuckDBPyConnection, today: date, create: str = _VIEW
) -> PublishedFigures:
    engine.execute(f"{create} asked as select '{today.isoformat()}' as today")
    for statement in statements():
        engine.execute(statement.replace(_VIEW, create))
    return PublishedFigures(
        engine.execute("select * from published_group").fetchall(),
        engine.execute("select * from published_units order by framework, unit, id").fetchall(),
        engine.execute("select * from published_items order by framework, id").fetchall(),
    )


def published_cohort(
    figures: PublishedFigures, own: OwnFramework, today: date
) -> documents.PublishedCohort:
    """Return the document, with every unit of the coach's own framework: none is missing unsaid."""
    clients, silent, makers, made, kept, still_open = figures.group[0]
    units = {row[:3]: row[3:] for row in figures.units}
    items = {row[:2]: row[2:] for row in figures.items}
    frameworks = {key[0] for key in (*units, *items)}
    if not frameworks or own.id in frameworks:
        units = {(own.id, *key): (None, None, None) for key in own.names if key[0] != ITEM} | units
        items = {(own.id, id_): (None, None) for unit, id_ in own.names if unit == ITEM} | items
    return documents.PublishedCohort(
        as_of=today,
        least=LEAST,
        writing=documents.WritingFigures(clients, silent),
        units=tuple(
            documents.UnitFigures(key[0], key[2], own.name(*key), key[1], *units[key])
            for key in sorted(units)
        ),
        environment=tuple(
            documents.ItemFigures(key[0], key[1], own.name(key[0], ITEM, key[1]), *items[key])
            for key in sorted(items)
        ),
        intentions=documents.PublishedIntentions(clients, makers, made, kept, still_open),
    )


class CohortTables:
    """The tables in a folder."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    @property
    def form(self) -> str:
        """``jsonl`` or ``parquet`` where the folder holds all tables in that form; else empty."""
        for form in (PARQUET, JSON_LINES):
            if all((self._folder / f"{name}.{form}").is_file() for name in TABLES):
                return form
        return ""

    def make_folder(self) -> None:
        """Make the folder, or find it empty. Raises SysleadError."""
        with refusing(f"{self._folder} was not written", "Nothing was left."):
            self._folder.mkdir(mode=0o700, exist_ok=True)
            if any(self._folder.iterdir()):
                message = f"{self._folder} is not empty; nothing was written."
                raise SysleadError(message, "Write the tables to a new folder.")

    def write(self, rows: Sequence[PackRow]) -> None:
        """Write tables of JSON lines. Raises SysleadError; nothing is left then."""
        encode = json.JSONEncoder(ensure_ascii=True, separators=(",", ":")).encode
        self.make_folder()
        failed = refusing(f"{self._folder} was not written", "Nothing was left.")
        with failed, self._new_files(JSON_LINES) as places:
            for name, place in places.items():
                with place.open("w", encoding="ascii", newline="\n") as file:
                    for row in rows:
                        for values in table_rows(row, row.key)[name]:
                            line = encode(dict(zip(TABLES[name], values, strict=True)))
                            file.write(f"{line}\n")
                    file.flush()
                    os.fsync(file.fileno())

    def to_parquet(self) -> None:
        with self._opened(JSON_LINES) as engine, self._new_files(PARQUET) as places:
            for name, place in places.items():
                rows = f"select {', '.join(TABLES[name])} from {name} order by pack"
                form = "(format parquet, compression zstd)"
                engine.execute(f"copy ({rows}) to {_quoted(place)} {form}")
                with place.open("rb+") as file:
                    sync(file.fileno())  # the lines it was made of go
        for name in TABLES:
            self._place(name, JSON_LINES).unlink(missing_ok=True)

    def figures(self, today: date) -> PublishedFigures:
        """Return what may be published, computed by DuckDB. Raises SysleadError."""
        with self._opened(self.form) as engine:
            return _answers(engine, today)

    @contextmanager
    def _new_files(self, form: str) -> Iterator[dict[str, Path]]:
        """Make an empty file (0600) for each table; none is left where filling them fails."""
        made: dict[str, Path] = {}
        try:
            for name in TABLES:
                place = self._place(name, form)
                os.close(os.open(place, NEW_FLAGS, 0o600))
                made[name] = place
            yield made
        except BaseException:
            for place in made.values():
                place.unlink(missing_ok=True)
            raise

    @contextmanager
    def _opened(self, form: str) -> Iterator[DuckDBPyConnection]:
        """Open the tables in DuckDB. Raises SysleadError where they are not what they should be."""
        with duckdb_engine() as engine:
            try:
                for name, columns in TABLES.items():
                    place = _quoted(self._place(name, form))
                    typed = ", ".join(f"{column}: '{kind}'" for column, kind in columns.items())
                    source = f"read_parquet({place})"
                    if form == JSON_LINES:
                        options = f"format='newline_delimited', columns={{{typed}}}"
                        source = f"read_json({place}, {options})"
                    selected = f"select {', '.join(columns)} from {source}"
                    engine.execute(f"create temporary view {name} as {selected}")
                yield engine
            except SysleadError:
                raise
            except Exception as problem:
                kind = type(problem).__name__  # DuckDB's own words may quote what is in the tables
                raise SysleadError(
                    f"The tables in {self._folder} are not valid ({kind}).",
                    "syslead coach cohort PACKS --tables FOLDER writes them again.",
                    exit_code=ExitCode.DAMAGED,
                ) from problem

    def _place(self, name: str, form: str) -> Path:
        return self._folder / f"{name}.{form}"


@contextmanager
def duckdb_engine() -> Iterator[DuckDBPyConnection]:
    """Open DuckDB in memory. Raises SysleadError where it is not installed."""
    try:
        import duckdb
    except ImportError:
        hint = how_to_install("cohort")
        raise SysleadError("DuckDB is not installed.", hint, "cohort.extra") from None
    from tempfile import TemporaryDirectory

    with TemporaryDirectory(prefix="syslead-") as spill:
        settings: dict[str, str | bool | int | float | list[str]] = {
            "autoinstall_known_extensions": False,
            "autoload_known_extensions": False,
            "temp_directory": spill,
            "memory_limit": "1GB",  # beyond it, DuckDB uses the disk
            "preserve_insertion_order": False,
        }
        with closing(duckdb.connect(":memory:", config=settings)) as engine:
            yield engine


def _quoted(place: Path) -> str:
    text = str(place)
    if _NOT_IN_A_PATH & set(text):
        message = f"{place}: DuckDB takes * ? [ ] {{ }} in a path as a pattern."
        raise SysleadError(message, "Use a folder without them in its name.")
    return "'" + text.replace("'", "''") + "'"
