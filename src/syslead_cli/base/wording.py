"""Days and counts in words, as every screen says them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from syslead_cli.base.day import MONTHS, WEEKDAYS


def day_in_words(day: date, today: date) -> str:
    """``Friday 27 March``, with the year where it is another one."""
    words = f"{WEEKDAYS[day.weekday()].title()} {day.day} {MONTHS[day.month - 1].title()}"
    return words if day.year == today.year else f"{words} {day.year}"


def short_day(day: date, today: date) -> str:
    """``27 Mar``, with the year where it is another one."""
    words = f"{day.day} {MONTHS[day.month - 1][:3].title()}"
    return words if day.year == today.year else f"{words} {day.year}"


def near_day(day: date, today: date) -> str:
    """``yesterday``, ``Friday`` within a week either way, else the day itself."""
    distance = (day - today).days
    near = {0: "today", -1: "yesterday", 1: "tomorrow"}
    if distance in near:
        return near[distance]
    if abs(distance) < 7:
        return WEEKDAYS[day.weekday()].title()
    return day_in_words(day, today)


def due_words(due: date, today: date) -> str:
    """``due yesterday``, ``due Friday`` for the next one, ``was due Friday`` for the last."""
    return f"{'was due' if (due - today).days < -1 else 'due'} {near_day(due, today)}"


def counted(number: int, one: str, many: str = "") -> str:
    """``1 line``, ``3 lines``."""
    return f"{number:,} {one if number == 1 else many or one + 's'}"


def listed(words: Sequence[str]) -> str:
    """``a``, ``a and b``, ``a, b and c``."""
    if len(words) < 2:
        return "".join(words)
    return f"{', '.join(words[:-1])} and {words[-1]}"


def times(count: int) -> str:
    """``once``, ``twice``, ``5 times``."""
    return {1: "once", 2: "twice"}.get(count, f"{count:,} times")


def whole_day(day: date, today: date) -> str:
    """``4 October``, with the year where it is another one."""
    words = f"{day.day} {MONTHS[day.month - 1].title()}"
    return words if day.year == today.year else f"{words} {day.year}"


def usually(rate: float) -> str:
    """A rate as a small fraction: ``4 in 5``, ``nearly all``."""
    if rate >= 0.95:
        return "nearly all"
    parts = ((1, 4), (1, 3), (1, 2), (2, 3), (3, 4), (4, 5), (9, 10), (1, 10), (1, 5), (3, 5))
    full, of = min(parts, key=lambda part: abs(part[0] / part[1] - rate))
    return f"{full} in {of}"
