"""Many packs and many rows: CPU seconds and memory of `syslead coach cohort`.

    python benchmarks/cohort.py [--packs 10000] [--rows 1000000 10000000] [--spark PYTHON]
    python benchmarks/cohort.py --each 30 300 2000 --packs --rows --spark PYTHON

Packs are made as files and read by the command; rows of the table `units` are made by DuckDB
itself, by arithmetic alone, so that the same number gives the same tables. Each command runs in a
process of its own; its CPU time and largest memory come from the operating system. `--spark`
names an interpreter with PySpark, which runs the same SQL over the same files once and has to say
the same. `--each` has the published figures of so many packs made by each engine: from the files
of the packs by SQLite and DuckDB, and from their tables by Spark.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from datetime import UTC, date, datetime
from pathlib import Path
from typing import NamedTuple

from made_packs import ROOT, made_pack, shipped

from syslead_cli.coach.publishing import SQL, TABLES, CohortTables, PublishedFigures

UNITS_EACH = 30
SPARK = ROOT / "tests" / "spark_figures.py"
DAY = "2026-11-23"

#: A number from 0 to 4294967295 that looks like chance, and is the same everywhere.
DICE = "(({0} * 2654435761 + {1} * 40503) % 4294967296)"


class Cost(NamedTuple):
    """What one process took."""

    cpu: float
    wall: float
    megabytes: float


def main() -> None:
    """Print one line a measurement."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--packs", type=int, nargs="*", default=[10_000])
    parser.add_argument("--rows", type=int, nargs="*", default=[1_000_000, 10_000_000])
    parser.add_argument("--each", type=int, nargs="*", default=[])
    parser.add_argument("--spark", default="", metavar="PYTHON")
    parser.add_argument("--keep", default="", metavar="FOLDER", help="work here, and leave it")
    options = parser.parse_args()
    print(
        f"{datetime.now(UTC):%Y-%m-%d} · {os.cpu_count()} cores · Python {sys.version.split()[0]}"
    )
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(options.keep or temporary)
        for count in options.packs:
            packs = folder / f"packs-{count}"
            write_packs(packs, count)
            say(f"{count:,} packs, the screen", command("coach", "cohort", str(packs)))
            say(f"{count:,} packs, --publish --json",
                command("coach", "cohort", str(packs), "--publish", "--json"))  # fmt: skip
        for count in options.each:
            each_engine(folder, count, options.spark)
        for rows in options.rows:
            tables = folder / f"tables-{rows}"
            exact = write_tables(tables, rows)
            say(f"{exact:,} rows, DuckDB", command("coach", "cohort", str(tables), "--json"))
            if options.spark:
                say(f"{exact:,} rows, Spark", spark(options.spark, tables))


def each_engine(folder: Path, count: int, python: str) -> None:
    """The published figures of so many packs, by SQLite, DuckDB and Spark."""
    packs, tables = folder / f"packs-{count}", folder / f"lines-{count}"
    write_packs(packs, count)
    words = ("coach", "cohort", str(packs))
    say(f"{count:,} packs, SQLite", command(*words, "--publish", "--json"))
    say(f"{count:,} packs, DuckDB", command(*words, "--engine", "duckdb", "--json"))
    if python:
        say(f"{count:,} packs, to tables", command(*words, "--tables", str(tables)))
        say(f"{count:,} packs, Spark over them", spark(python, tables))


def say(what: str, cost: Cost) -> None:
    """One line."""
    print(
        f"{what:<36} {cost.cpu:7.1f} s CPU {cost.wall:7.1f} s {cost.megabytes:7.0f} MB", flush=True
    )


def write_packs(folder: Path, count: int) -> None:
    """So many packs side by side, where they are not there yet."""
    folder.mkdir(parents=True, exist_ok=True)
    framework = shipped()
    for number in range(count):
        path = folder / f"{number:07}.json"
        if not path.exists():
            path.write_text(json.dumps(made_pack(number, framework), indent=2) + "\n")


def write_tables(folder: Path, rows: int) -> int:
    """Parquet tables with about so many rows in ``units``; how many exactly."""
    import duckdb

    folder.mkdir(parents=True, exist_ok=True)
    engine = duckdb.connect()
    framework = shipped()
    units = [("dimension", each.id) for each in framework.dimensions]
    core = set(framework.profiles["core"])
    units += [("facet", each.id) for each in framework.facets]
    engine.execute("create table unit (unit varchar, id varchar, place bigint, is_core boolean)")
    engine.executemany(
        "insert into unit values (?, ?, ?, ?)",
        [(unit, id_, at, unit == "dimension" or id_ in core)
         for at, (unit, id_) in enumerate(units)],
    )  # fmt: skip
    items = [each.id for each in framework.environment]
    dice = DICE.format
    packs = -(-rows * 9 // (9 * UNITS_EACH - 6))  # every ninth leaves six facets out
    queries = {
        "packs": f"""select i as pack, 'client ' || (i - (i % 20 = 0)::int) as client,
            strftime(date '2026-11-01' + ({dice("i", 1)} % 20)::int, '%Y-%m-%d') as made_on,
            '2026-10-31' as until_day,
            case when {dice("i", 2)} % 50 = 0 then '2026-11-01' end as expires,
            'systems-leadership' as framework,
            case when i % 9 = 0 then 'core' else 'whole' end as layout,
            case when i % 7 = 0 then '' else 'all' end as items,
            case when {dice("i", 3)} % 17 = 0 then 0 else {dice("i", 4)} % 60 end as days,
            6 + {dice("i", 5)} % 6 as intentions_made, {dice("i", 6)} % 4 as intentions_kept,
            {dice("i", 7)} % 3 as intentions_open from range(1, {packs + 1}) t(i)""",
        "units": f"""select i as pack, unit, id,
            ['steady', 'steady', 'steady', 'neglected', 'never_took_root', 'too_early']
            [1 + {dice("i * 31 + place", 8)} % 6] as state
            from range(1, {packs + 1}) t(i), unit where i % 9 > 0 or is_core""",
        "environment": f"""select i as pack, item as id, 1 + {dice("i * 37 + length(item)", 9)} % 5
            as score from range(1, {packs + 1}) t(i), (select unnest({items}) as item)
            where i % 7 > 0""",
    }
    for name, query in queries.items():
        engine.execute(
            f"copy (select {', '.join(f'{c}::{k} as {c}' for c, k in TABLES[name].items())} "
            f"from ({query})) to '{folder / name}.parquet' (format parquet, compression zstd)"
        )
    found = engine.execute(f"select count(*) from '{folder}/units.parquet'").fetchone()
    assert found is not None
    return int(found[0])


def command(*words: str) -> Cost:
    """One run of syslead."""
    return measured([sys.executable, "-m", "syslead_cli", *words])


def spark(python: str, tables: Path) -> Cost:
    """The same SQL on Spark, two local cores; its own word for CPU and memory, a JVM's."""
    columns = {
        name: ", ".join(f"{column} {kind}" for column, kind in table.items())
        for name, table in TABLES.items()
    }
    words = [python, str(SPARK), str(SQL), DAY, json.dumps(columns), str(tables)]
    begun = time.perf_counter()
    environ = {**os.environ, "SPARK_LOCAL_IP": "127.0.0.1", "SYSLEAD_SPARK_COST": "1"}
    done = subprocess.run(words, env=environ, capture_output=True, text=True, check=True)
    wall = time.perf_counter() - begun
    *_, figures, cost = map(json.loads, done.stdout.splitlines())
    rows = {name: [tuple(row) for row in answer] for name, answer in figures.items()}
    if PublishedFigures(**rows) != CohortTables(tables).figures(date.fromisoformat(DAY)):
        raise SystemExit("Spark and DuckDB do not say the same.")
    return Cost(cost["cost"][0], wall, cost["cost"][1])


def measured(words: Sequence[str]) -> Cost:
    """Run it; what it and its children took."""
    with tempfile.TemporaryDirectory() as home:
        environ = {**os.environ, "PYTHONPATH": str(ROOT / "src"), "SYSLEAD_HOME": home}
        begun = time.perf_counter()
        process = subprocess.Popen(
            words, env=environ, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        _, status, used = os.wait4(process.pid, 0)
        wall = time.perf_counter() - begun
    if status:
        raise SystemExit(f"failed: {' '.join(words[:6])}")
    return Cost(used.ru_utime + used.ru_stime, wall, used.ru_maxrss / 1024)


if __name__ == "__main__":
    main()
