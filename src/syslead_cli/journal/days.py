"""The days of a window on which something was written, and their counts by month."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from datetime import date

from syslead_cli.base.documents import Count, Part
from syslead_cli.journal.model import ENTRY_KINDS, Ask, Record

#: First and last paused day as ordinals, both included; None: still paused.
PausedDays = tuple[int, int | None]


class MonthDays(Part, frozen=True):
    """A month of the window: on how many of its days there something was written."""

    month: date
    written: Count
    of: Count


class DaysWritten(Part, frozen=True):
    """The days of a window, oldest first.

    ``written`` are days with more than a skip or a brief answer, ``brief`` those with no more
    than that, ``away`` paused days on which nothing was written; ``of`` is how many days there are.
    """

    of: Count
    written: tuple[date, ...]
    brief: tuple[date, ...]
    away: tuple[date, ...]
    months: tuple[MonthDays, ...]


def days_written(
    records: Iterable[Record], first: date, last: date, paused: Iterable[PausedDays] = ()
) -> DaysWritten:
    """Return the days from ``first`` to ``last``, both included."""
    brief: set[date] = set()
    written: set[date] = set()
    for record in records:
        if first <= record.day <= last and record.kind in ENTRY_KINDS:
            if type(record) is not Ask or record.outcome == "full":
                written.add(record.day)
            elif record.outcome != "later":
                brief.add(record.day)
    start, end = first.toordinal(), last.toordinal()
    away = {
        date.fromordinal(day)
        for since, until in paused
        for day in range(max(start, since), min(end, end if until is None else until) + 1)
    }
    of = Counter(date.fromordinal(day).replace(day=1) for day in range(start, end + 1))
    by_month = Counter(day.replace(day=1) for day in written)
    return DaysWritten(
        of=end - start + 1,
        written=tuple(sorted(written)),
        brief=tuple(sorted(brief - written)),
        away=tuple(sorted(away - written - brief)),
        months=tuple(MonthDays(month, by_month[month], days) for month, days in of.items()),
    )
