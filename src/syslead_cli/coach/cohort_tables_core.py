"""The tables a programme's packs are laid out in (docs/programme-scale.md), and their rows.

Names and types are those of SQL, in words both DuckDB and Spark know. Days are text such as
``2026-03-29``, which sorts as the days do.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, TypeAlias

from syslead_cli.coach.cohort_rows import Row

TableRow: TypeAlias = dict[str, Any]

#: Every table and its columns, in order.
TABLES: dict[str, dict[str, str]] = {
    "packs": {
        "pack": "BIGINT",
        "client": "STRING",
        "made_on": "STRING",
        "until_day": "STRING",
        "expires": "STRING",
        "framework": "STRING",
        "layout": "STRING",
        "items": "STRING",
        "days": "BIGINT",
        "intentions_made": "BIGINT",
        "intentions_kept": "BIGINT",
        "intentions_open": "BIGINT",
    },
    "units": {"pack": "BIGINT", "unit": "STRING", "id": "STRING", "state": "STRING"},
    "environment": {"pack": "BIGINT", "id": "STRING", "score": "BIGINT"},
}


def table_rows(row: Row) -> Iterator[tuple[str, TableRow]]:
    """A pack as rows of the tables, each with the name of its table."""
    made, kept, _, _, open_ = row.planned
    yield (
        "packs",
        {
            "pack": row.order,
            "client": row.client,
            "made_on": row.made.isoformat(),
            "until_day": row.until.isoformat(),
            "expires": row.expires.isoformat() if row.expires else None,
            "framework": row.framework,
            "layout": row.layout,
            "items": row.items,
            "days": row.days,
            "intentions_made": made,
            "intentions_kept": kept,
            "intentions_open": open_,
        },
    )
    for (unit, id_), state in row.states:
        yield "units", {"pack": row.order, "unit": unit, "id": id_, "state": state}
    for id_, score in row.scores:
        yield "environment", {"pack": row.order, "id": id_, "score": score}
