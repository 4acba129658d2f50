"""Days on which time runs: a leader's days with the paused ones taken out."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable

DayRange = tuple[int, int | None]  # first and last paused day, both included; None: still paused


class ActiveDays:
    """Numbers the days that are not paused, and back.  Ranges may overlap and come in any order."""

    def __init__(self, paused: Iterable[DayRange] = ()) -> None:
        self._ranges = _merged(paused)
        self._starts = [first for first, _, _ in self._ranges]

    def is_paused(self, day: int) -> bool:
        """Whether `day` lies in a pause."""
        at = bisect_right(self._starts, day) - 1
        return at >= 0 and self._is_inside(at, day)

    def number(self, day: int) -> int:
        """The active day's number; for a paused day that of the next active day."""
        at = bisect_right(self._starts, day) - 1
        if at < 0:
            return day
        first, last, before = self._ranges[at]
        if self._is_inside(at, day):
            return first - before
        assert last is not None
        return day - before - (last - first + 1)

    def day(self, number: int) -> int:
        """The calendar day of an active day's number."""
        skipped = 0
        for first, last, before in self._ranges:
            if number < first - before or last is None:
                break
            skipped = before + last - first + 1
        return number + skipped

    def _is_inside(self, at: int, day: int) -> bool:
        last = self._ranges[at][1]
        return last is None or day <= last


def _merged(paused: Iterable[DayRange]) -> list[tuple[int, int | None, int]]:
    """Disjoint, ordered ranges, each with the number of paused days before it."""
    merged: list[tuple[int, int | None, int]] = []
    before = 0
    for first, last in sorted(paused, key=lambda r: r[0]):
        if last is not None and last < first:
            continue
        if merged:
            start, end, skipped = merged[-1]
            if end is None:
                break
            if first <= end + 1:
                merged[-1] = (start, None if last is None else max(end, last), skipped)
                continue
            before = skipped + end - start + 1
        merged.append((first, last, before))
    return merged
