"""Read the days and times of other journals: in front matter, in tables and in file names.

Every form of a day that people type is understood (base/dates.py), if it says its year: what
"last Friday" meant in a file nobody knows. Exactly midnight stands for a day without a time.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from contextlib import suppress
from datetime import date, datetime, time
from typing import Any, NamedTuple

from syslead_cli.base.clock import split_clock
from syslead_cli.base.dates import DateProblem, read_days

#: The time given to an entry that has a day and no time.
MIDDAY = time(12)
#: What ``--date-format`` may say instead of a format with per cent signs.
DAY_FIRST, MONTH_FIRST = "day-first", "month-first"
#: Programs write the year 1 or 9999 where no date was set.
_YEARS = range(1800, 3000)
#: Days on which a phrase is tried: one with another meaning on each is relative.
_TODAYS = (date(2000, 1, 31), date(2023, 6, 14))

_SLASHED = re.compile(r"(\d{1,2})([/-])(\d{1,2})\2(\d{4})")
#: ``2024-01-05``, ``20240105`` or ``2024/01/05`` in a path, perhaps followed by a time.
_NAMED = re.compile(
    r"(?<!\d)((?:19|20)\d{2})([-_./]?)(\d{2})\2(\d{2})(?!\d)(?:[T _-]+(\d{2})[-.:h]?(\d{2})(?!\d))?"
)
#: What programs that keep folders alike add to the name of a second version, with its own date.
_CONFLICT = re.compile(r"\s*\([^()/]*conflict[^()/]*\)|[ ._-]*(?:sync-)?conflict[^/]*", re.I)


class SourceTime(NamedTuple):
    """A time as a source says it."""

    when: datetime
    day_only: bool = False


def read_time(text: Any, pattern: str = "") -> SourceTime | None:
    """Read ``2024-01-05``, ``5 Jan 2024 08:30``, ``2024-01-05T08:30:00Z``, ``… 3:05 PM``.

    ``pattern`` is what ``--date-format`` said. Years no journal is from are no date, and neither
    is what is no text.
    """
    if not isinstance(text, str):
        return None
    text = text.strip().strip("[]\"'").strip()
    found: datetime | None = None
    clock: time | None = None
    with suppress(ValueError):
        if "%" in pattern:
            found = datetime.strptime(text, pattern)  # noqa: DTZ007 - a zone is added later
    with suppress(ValueError):
        words, clock, offset = split_clock(text)
        if found is None and words:
            found = datetime.combine(_day(words, pattern), clock or time(0), offset)
    if found is None or found.year not in _YEARS:
        return None
    if found.time() != time(0):
        return SourceTime(found)
    return SourceTime(
        found if clock is not None else datetime.combine(found, MIDDAY), day_only=True
    )


def read_with_clock(day: Any, clock: str, pattern: str = "") -> SourceTime | None:
    """Read a day and a time that stand apart."""
    found = read_time(day, pattern)
    apart = found and found.day_only and clock
    clock = clock.replace(".", ":") if clock[-1:].isdigit() else clock
    return read_time(f"{found.when.date()} {clock}") if found and apart else found


def _day(text: str, pattern: str) -> date:
    """Return the day, the same whenever it is read. Raises DateProblem."""
    if pattern in (DAY_FIRST, MONTH_FIRST) and (slashed := _SLASHED.fullmatch(text)):
        first, second = slashed[1], slashed[3]
        day, month = (first, second) if pattern == DAY_FIRST else (second, first)
        text = f"{slashed[4]}-{month}-{day}"
    spans = {(span.first, span.last) for span in (read_days(text, today) for today in _TODAYS)}
    first_day, last_day = next(iter(spans))
    if len(spans) > 1 or first_day is None or first_day != last_day:
        raise DateProblem(f'"{text}" is not one day')
    return first_day


def reading_problem(text: str, pattern: str = "") -> str:
    """Return both readings of a date that has two, else what a date looks like."""
    try:
        _day("".join(text.split(maxsplit=1)[:1]), pattern)
    except DateProblem as problem:
        if " may be " in str(problem):
            return f"{problem}; --date-format {DAY_FIRST} or {MONTH_FIRST} decides"
    return "no date that can be read (2024-01-05, perhaps with 08:30)"


def order_in(texts: Iterable[str]) -> str:
    """Return the order of day and month in a column, if some of its dates tell and none differ."""
    found = [match for text in texts if (match := _SLASHED.match(text.strip()))]
    day_first = any(int(match[1]) > 12 for match in found)
    month_first = any(int(match[3]) > 12 for match in found)
    if day_first == month_first:
        return ""
    return DAY_FIRST if day_first else MONTH_FIRST


def time_in_name(name: str, pattern: str = "") -> SourceTime | None:
    """Return the time in a file's path; of a conflict copy that of the note, not the conflict's."""
    name = _CONFLICT.sub("", name)
    if "%" in pattern:
        stem = name.rpartition(".")[0] or name
        parts = stem.split("/")[-1 - pattern.count("/") :]
        return read_time("/".join(parts), pattern)
    for match in reversed(list(_NAMED.finditer(name))):
        year, _, month, day, hour, minute = match.groups()
        clock = f" {hour}:{minute}" if hour else ""
        found = read_time(f"{year}-{month}-{day}{clock}") or read_time(f"{year}-{month}-{day}")
        if found:
            return found
    return read_time(stem_of(name), pattern)


def stem_of(name: str) -> str:
    """Return a file's name without folders, ending and underscores."""
    return name.rpartition("/")[2].rpartition(".")[0].replace("_", " ")
