"""Run by an interpreter that has PySpark: the figures of tables, by the SQL the package ships.

    python tests/spark_figures.py SQL_FILE DAY COLUMNS TABLES…

Prints one JSON line a folder of tables: {question: rows}. Tables are Parquet or JSON lines;
COLUMNS is the schema of each of the latter.
"""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path

QUESTIONS = {
    "group": "select * from published_group",
    "units": "select * from published_units order by framework, unit, id",
    "items": "select * from published_items order by framework, id",
}


def main(sql: str, day: str, columns: str, *folders: str) -> None:
    from pyspark.sql import SparkSession

    spark = (
        SparkSession.builder.master("local[2]")
        .config("spark.ui.enabled", "false")
        .config("spark.driver.bindAddress", "127.0.0.1")
        .config("spark.driver.host", "127.0.0.1")
        .config("spark.sql.shuffle.partitions", os.environ.get("SYSLEAD_SPARK_PARTITIONS", "1"))
        .config("spark.driver.memory", os.environ.get("SYSLEAD_SPARK_MEMORY", "1g"))
        .config("spark.sql.warehouse.dir", str(Path(folders[0]).parent / "warehouse"))
        .getOrCreate()
    )
    spark.sparkContext.setLogLevel("ERROR")
    statements = Path(sql).read_text(encoding="utf-8").split(";")
    for folder in folders:
        for name, schema in json.loads(columns).items():
            parquet = Path(folder) / f"{name}.parquet"
            if parquet.exists():
                table = spark.read.parquet(str(parquet))
            else:
                table = spark.read.schema(schema).json(f"{folder}/{name}.jsonl")
            table.createOrReplaceTempView(name)
        spark.sql(f"create or replace temporary view asked as select '{day}' as today")
        for statement in statements:
            spark.sql(statement)
        found = {
            name: [list(row) for row in spark.sql(question).collect()]
            for name, question in QUESTIONS.items()
        }
        print(json.dumps(found), flush=True)
    if "SYSLEAD_SPARK_COST" in os.environ:
        print(json.dumps({"cost": cost()}), flush=True)
    spark.stop()


def cost() -> list[float]:
    """CPU seconds and the most megabytes the engine took: the Java process under this one."""
    [java] = Path(f"/proc/self/task/{os.getpid()}/children").read_text().split()
    times = Path(f"/proc/{java}/stat").read_text().rpartition(")")[2].split()
    status = Path(f"/proc/{java}/status").read_text()
    peak = next(line for line in status.splitlines() if line.startswith("VmHWM"))
    ticks = int(times[11]) + int(times[12])
    return [ticks / os.sysconf("SC_CLK_TCK"), int(peak.split()[1]) / 1024]


if __name__ == "__main__":
    main(*sys.argv[1:])
