"""A rating just given, beside those given before."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from syslead_cli.insight.ratings_core import Ratings, summary
from syslead_cli.journal.records import Rating, Record


def with_new(
    records: Sequence[Record], dimension: str, day: date, score: int, instead_of: str = ""
) -> Ratings:
    """All ratings of a dimension up to a day, the new one included; ``instead_of`` is the id of
    the record it will change."""
    points = [
        (record.day.toordinal(), record.scores[dimension])
        for record in records
        if isinstance(record, Rating)
        and dimension in record.scores
        and record.day <= day
        and record.id != instead_of
    ]
    return summary([*points, (day.toordinal(), score)])
