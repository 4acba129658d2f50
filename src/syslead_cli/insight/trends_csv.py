"""The table as comma-separated values: a row a dimension, then a row a facet."""

from __future__ import annotations

from syslead_cli.insight.trends_core import Trends, Unit

HEADER = (
    "unit", "id", "dimension", "name", "state", "asked", "full", "last_full",
    "p_neglected", "level_mean", "level_low", "level_high",
    "ratings", "ratings_median", "ratings_direction",
)  # fmt: skip


def trends_csv(trends: Trends) -> str:
    """The whole file, header first, lines ended as RFC 4180 has it."""
    import csv
    from io import StringIO

    out = StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow(HEADER)
    for unit in (*trends.dimensions, *trends.facets):
        writer.writerow([inert(value) for value in _row(unit)])
    return out.getvalue()


def _row(unit: Unit) -> list[str]:
    rated = unit.ratings
    has_ratings = not unit.dimension and rated.n
    return [
        "facet" if unit.dimension else "dimension",
        unit.id,
        unit.dimension,
        unit.name,
        unit.state,
        str(unit.asked),
        str(unit.full),
        unit.last_full.isoformat() if unit.last_full else "",
        *(f"{value:.6f}" for value in (unit.p, *unit.level)),
        str(rated.n) if has_ratings else "",
        f"{rated.median:g}" if rated.median is not None else "",
        rated.direction or "",
    ]


def inert(value: str) -> str:
    """A cell no spreadsheet takes for a formula."""
    return f"'{value}" if value[:1] in ("=", "+", "-", "@", "\t", "\r") else value
