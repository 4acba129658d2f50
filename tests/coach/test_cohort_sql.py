"""The figures by SQL are those of Python, row by row: on DuckDB, and on Spark where it is."""

from __future__ import annotations

import json
import os
import random
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from importlib.util import find_spec
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cohort_packs import TODAY, random_rows, row
from syslead_cli.coach.cohort import TABLES, Newest, Row
from syslead_cli.coach.engine import SQL, CohortTables, as_published, statements
from syslead_cli.coach.suppression import LEAST, Published, published
from syslead_cli.errors import SysleadError

ROOT = Path(__file__).resolve().parent.parent
#: An interpreter with PySpark, where it is not this one.
SPARK_PYTHON = os.environ.get("SYSLEAD_SPARK_PYTHON", sys.executable)


def laid_out(folder: Path, rows: Sequence[Row]) -> CohortTables:
    tables = CohortTables(folder)
    with tables.writing() as writer:
        for each in rows:
            writer.add(each)
    return tables


def in_python(rows: Sequence[Row]) -> Published:
    newest = Newest(TODAY)
    for each in rows:
        newest.add(each)
    return published(newest.rows)


@given(st.integers(0, 2**32), st.integers(0, 60))
@settings(max_examples=60)
def test_duckdb_says_what_python_says(seed: int, size: int) -> None:
    pytest.importorskip("duckdb")
    rows = random_rows(random.Random(seed), size)
    with tempfile.TemporaryDirectory() as folder:
        tables = laid_out(Path(folder) / "tables", rows)
        assert tables.form == "jsonl"
        assert tables.published(TODAY) == in_python(rows)
        if size % 5 == 0:
            tables.to_parquet()
            assert tables.form == "parquet"
            assert tables.published(TODAY) == in_python(rows)


def test_a_unit_that_stands_twice_in_a_table_counts_once(tmp_path: Path) -> None:
    pytest.importorskip("duckdb")
    rows = [row(f"c{at}", order=at, states={"x": "neglected"}) for at in range(4)]
    rows += [row(f"d{at}", order=9 + at, states={"x": "steady"}) for at in range(9)]
    tables = laid_out(tmp_path / "tables", rows)
    file = tmp_path / "tables" / "units.jsonl"
    file.write_text(file.read_text() * 3)
    [unit] = tables.published(TODAY).units
    assert (unit.of, unit.quiet) == (13, None)


def no_spark() -> str:
    """Why Spark cannot be asked; empty where it can."""
    if shutil.which("java") is None:
        return "there is no java"
    found = subprocess.run([SPARK_PYTHON, "-c", "import pyspark"], capture_output=True, check=False)
    return "" if found.returncode == 0 else "there is no PySpark (SYSLEAD_SPARK_PYTHON names one)"


def test_spark_says_what_duckdb_and_python_say(tmp_path: Path) -> None:
    if reason := no_spark():
        pytest.skip(reason)
    groups = [random_rows(random.Random(seed), 8 * seed) for seed in range(8)]
    folders = [tmp_path / f"tables-{at}" for at in range(len(groups))]
    for folder, rows in zip(folders, groups, strict=True):
        laid_out(folder, rows)
    columns = {
        name: ", ".join(f"{column} {kind}" for column, kind in table.items())
        for name, table in TABLES.items()
    }
    done = subprocess.run(
        [SPARK_PYTHON, str(ROOT / "spark_figures.py"), str(SQL), TODAY.isoformat(),
         json.dumps(columns), *map(str, folders)],
        capture_output=True, text=True, timeout=900, check=False,
        env={**os.environ, "SPARK_LOCAL_IP": "127.0.0.1", "PYSPARK_PYTHON": SPARK_PYTHON},
    )  # fmt: skip
    assert done.returncode == 0, done.stderr[-3000:]
    lines = [json.loads(line) for line in done.stdout.splitlines() if line.startswith("{")]
    assert len(lines) == len(groups)
    shown = 0
    for found, folder, rows in zip(lines, folders, groups, strict=True):
        by_spark = as_published(
            {name: [tuple(each) for each in answer] for name, answer in found.items()}
        )
        assert by_spark == in_python(rows)
        shown += len(by_spark.units) + len(by_spark.items)
        if find_spec("duckdb"):
            assert CohortTables(folder).published(TODAY) == by_spark
    assert shown > 20


# ── the SQL itself ───────────────────────────────────────────────────────────


def test_the_sql_counts_exactly_and_knows_the_least() -> None:
    whole = "\n".join(statements())
    assert f"select {LEAST} as least" in whole
    for word in ("approx", "sample", "percentile", "::", "qualify"):
        assert word not in whole.lower()
    assert len(statements()) == 6
    for statement in statements():
        assert ";" not in statement
        assert "create or replace temporary view" in statement


# ── files ────────────────────────────────────────────────────────────────────


def test_tables_are_private_and_new(tmp_path: Path) -> None:
    folder = tmp_path / "tables"
    laid_out(folder, [row()])
    assert sorted(path.name for path in folder.iterdir()) == [
        "environment.jsonl", "packs.jsonl", "units.jsonl",
    ]  # fmt: skip
    assert {path.stat().st_mode & 0o777 for path in folder.iterdir()} == {0o600}
    with pytest.raises(SysleadError, match="not empty"):
        laid_out(folder, [])


def test_nothing_is_left_of_tables_that_failed(tmp_path: Path) -> None:
    tables = CohortTables(tmp_path / "tables")
    with pytest.raises(AttributeError), tables.writing() as writer:  # noqa: PT012
        writer.add(row())
        writer.add(None)  # type: ignore[arg-type]
    assert list((tmp_path / "tables").iterdir()) == []
    assert tables.form == ""


def test_odd_tables_are_refused_without_their_words(tmp_path: Path) -> None:
    pytest.importorskip("duckdb")
    tables = laid_out(tmp_path / "tables", [row("Priya")])
    (tmp_path / "tables" / "packs.jsonl").write_text('{"pack":"Priya said no"}\n')
    with pytest.raises(SysleadError) as caught:
        tables.published(TODAY)
    assert "Priya" not in caught.value.message
    assert caught.value.exit_code == 4


def test_without_duckdb_it_says_what_to_install(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "duckdb", None)
    tables = laid_out(tmp_path / "tables", [row()])
    with pytest.raises(SysleadError) as caught:
        tables.published(TODAY)
    assert "syslead[cohort]" in caught.value.hint


def test_a_path_that_is_a_pattern_is_refused(tmp_path: Path) -> None:
    pytest.importorskip("duckdb")
    tables = laid_out(tmp_path / "tab[l]es", [row()])
    with pytest.raises(SysleadError, match="pattern"):
        tables.published(TODAY)


def test_lines_that_are_gone_when_they_become_parquet_are_said(tmp_path: Path) -> None:
    pytest.importorskip("duckdb")
    with pytest.raises(SysleadError, match="not as they have to be"):
        CohortTables(tmp_path).to_parquet()
    assert list(tmp_path.iterdir()) == []
