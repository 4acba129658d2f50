"""The window of days looked at, cut into weeks or months, and what was answered in each."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from typing import Literal

from msgspec import Struct

Period = Literal["week", "month"]
WEEK: Period = "week"
MONTH: Period = "month"
#: Periods a strip has at most: half a year of weeks. Older ones of a longer window are not drawn.
MOST_PERIODS = 26


class Window(Struct, frozen=True):
    """Days `first` to `last`, both included; `starts` are the first days of the strip's periods."""

    first: date
    last: date
    by: Period
    starts: tuple[date, ...]

    def holds(self, day: date) -> bool:
        """Return true when the day lies within."""
        return self.first <= day <= self.last


#: Asked and answered in full, in one period.
Cell = tuple[int, int]
Strip = tuple[Cell, ...]


def six_months(last: date) -> date:
    """Return the Monday 25 weeks before the week of `last`."""
    return _monday(last) - timedelta(weeks=MOST_PERIODS - 1)


def window(first: date, last: date, by: Period | None = None) -> Window:
    """Return the window with its newest periods; by week where all its weeks fit, unless told."""
    first = min(first, last)
    if not by:
        weeks = (_monday(last) - _monday(first)).days // 7 + 1
        by = WEEK if weeks <= MOST_PERIODS else MONTH
    starts: list[date] = []
    start = _monday(last) if by == WEEK else last.replace(day=1)
    while len(starts) < MOST_PERIODS:
        starts.append(start)
        if start <= first or start.toordinal() < 7:
            break
        before = start - timedelta(days=1)
        start = _monday(before) if by == WEEK else before.replace(day=1)
    return Window(first, last, by, tuple(reversed(starts)))


def _monday(day: date) -> date:
    return date.fromordinal(max(1, day.toordinal() - day.weekday()))


def strip(asks: Iterable[tuple[int, bool]], span: Window) -> Strip:
    """Return asked and full per period, of (day, full) pairs; days are ordinals."""
    starts = [start.toordinal() for start in span.starts]
    first, last = max(starts[0], span.first.toordinal()), span.last.toordinal()
    cells = [[0, 0] for _ in starts]
    for day, full in asks:
        if first <= day <= last:
            cell = cells[bisect_right(starts, day) - 1]
            cell[0] += 1
            cell[1] += full
    return tuple((asked, full) for asked, full in cells)


def summed(strips: Sequence[Strip], span: Window) -> Strip:
    """Return several strips of one window as one."""
    if not strips:
        return ((0, 0),) * len(span.starts)
    columns = zip(*strips, strict=True)
    return tuple((sum(a for a, _ in column), sum(f for _, f in column)) for column in columns)
