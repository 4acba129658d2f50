"""Work out the leader's day, and read the dates and ranges people type.

A day starts at ``day_start`` (04:00 unless configured), so what is written after midnight
still belongs to the evening before.
"""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta

from msgspec import Struct

WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
MONTHS = (
    "january", "february", "march", "april", "may", "june",
    "july", "august", "september", "october", "november", "december",
)  # fmt: skip

_UNITS = {"d": 1, "w": 7}
_COUNT = re.compile(r"(\d{1,4})\s*(d|w|m|y|days?|weeks?|months?|years?)(\s+ago)?")
_ISO_MONTH = re.compile(r"(\d{4})-(\d{2})")
_DAY_MONTH = re.compile(r"(\d{1,2})(?:st|nd|rd|th)?\s+([a-z]{3,9})\.?(?:\s+(\d{4}))?")
_MONTH_DAY = re.compile(r"([a-z]{3,9})\.?\s+(\d{1,2})(?:st|nd|rd|th)?(?:,?\s+(\d{4}))?")


class DateProblem(ValueError):
    """A date that is not understood; the message is for the person who typed it."""


class Span(Struct, frozen=True):
    """Days from ``first`` to ``last``, both included; None leaves that end open."""

    first: date | None = None
    last: date | None = None

    def holds(self, day: date) -> bool:
        return (self.first is None or day >= self.first) and (self.last is None or day <= self.last)


def leaders_day(local: datetime, day_start: int) -> date:
    """Return the leader's day of a local moment; ``day_start`` in minutes after midnight."""
    return (local.replace(tzinfo=None) - timedelta(minutes=day_start)).date()


def month_start(day: date) -> datetime:
    """Return the first moment (UTC) of a month: all that an encrypted record's id tells."""
    return datetime(day.year, day.month, 1, tzinfo=UTC)


def read_clock(text: str) -> int:
    """Return minutes after midnight of a time such as ``04:00``. Raise DateProblem."""
    match = re.fullmatch(r"(\d{1,2}):(\d{2})", text.strip())
    if match and int(match[1]) < 24 and int(match[2]) < 60:
        return int(match[1]) * 60 + int(match[2])
    raise DateProblem(f'"{text}" is not a time of day such as 04:00')


def read_past(text: str, today: date) -> Span:
    """Read the days of a look back: ``today``, ``fri`` (the last one), ``2w``, ``2026-03``, …

    A count (``2w``) or a single word reaches from then until today; a month or a day is itself.
    Raises DateProblem.
    """
    word = text.strip().lower()
    if counted := _COUNT.fullmatch(word):
        return Span(_shift(today, -int(counted[1]), counted[2][0]), today)
    if ".." in word:
        first, _, last = word.partition("..")
        return Span(
            read_past(first, today).first if first.strip() else None,
            read_past(last, today).last if last.strip() else None,
        )
    if month := _month(word):
        return month
    day = _one_day(word, today, forward=False)
    return Span(day, day)


def read_day_back(text: str, today: date) -> date:
    """Read one day, today or before, for ``--date``. Raise DateProblem."""
    span = read_past(text, today)
    day = span.first
    if day is None or (span.last != day and not _COUNT.fullmatch(text.strip().lower())):
        raise DateProblem(f'"{text}" is more than one day')
    if day > today:
        raise DateProblem(f"{day.isoformat()} is still to come")
    return day


def read_day_ahead(text: str, today: date) -> date:
    """Read one day, today or later, for a due date: ``fri`` is the next one. Raise DateProblem."""
    word = text.strip().lower()
    counted = _COUNT.fullmatch(word.removeprefix("in "))
    if counted and not counted[3]:
        return _shift(today, int(counted[1]), counted[2][0])
    day = _one_day(word, today, forward=True)
    if day < today:
        raise DateProblem(f"{day.isoformat()} has passed")
    return day


def _shift(day: date, count: int, unit: str) -> date:
    try:
        if unit in _UNITS:
            return day + timedelta(days=count * _UNITS[unit])
        months = count * (12 if unit == "y" else 1) + day.month - 1
        year, month = day.year + months // 12, months % 12 + 1
        return date(year, month, min(day.day, days_in_month(year, month)))
    except (OverflowError, ValueError):
        raise DateProblem("that is too far away") from None


def days_in_month(year: int, month: int) -> int:
    after = date(year + month // 12, month % 12 + 1, 1)
    return (after - timedelta(days=1)).day


def _month(word: str) -> Span | None:
    match = _ISO_MONTH.fullmatch(word)
    if match is None and re.fullmatch(r"\d{4}", word) and word >= "1900":
        return Span(date(int(word), 1, 1), date(int(word), 12, 31))
    if match is None:
        return None
    year, month = int(match[1]), int(match[2])
    if not (1 <= month <= 12 and 1 <= year <= 9998):
        raise DateProblem(f'there is no month "{word}"')
    return Span(date(year, month, 1), date(year, month, days_in_month(year, month)))


def _one_day(word: str, today: date, *, forward: bool) -> date:
    named = {"today": 0, "yesterday": -1, "tomorrow": 1}
    if word in named:
        return today + timedelta(days=named[word])
    if re.fullmatch(r"\d{4}-\d{2}-\d{2}", word):
        try:
            return date.fromisoformat(word)
        except ValueError:
            raise DateProblem(f'there is no day "{word}" in the calendar') from None
    weekday = _abbreviated(word.removeprefix("next " if forward else "last "), WEEKDAYS)
    if weekday is not None:
        return _weekday(weekday, today, forward=forward)
    day = _spelt(word, today, forward=forward)
    if day is None:
        raise DateProblem(f'"{word}" is not a date')
    return day


def _abbreviated(word: str, names: tuple[str, ...]) -> int | None:
    """Return the place of a name given by three letters or more; None if it is none of them."""
    if len(word) < 3:
        return None
    found = [place for place, name in enumerate(names) if name.startswith(word)]
    return found[0] if len(found) == 1 else None


def _weekday(weekday: int, today: date, *, forward: bool) -> date:
    step = (weekday - today.weekday()) % 7 if forward else -((today.weekday() - weekday) % 7)
    if forward and step == 0:
        step = 7
    return today + timedelta(days=step)


def _spelt(word: str, today: date, *, forward: bool) -> date | None:
    if match := _DAY_MONTH.fullmatch(word):
        number, name, year = match[1], match[2], match[3]
    elif match := _MONTH_DAY.fullmatch(word):
        name, number, year = match[1], match[2], match[3]
    else:
        return None
    month = _abbreviated(name, MONTHS)
    if month is None:
        return None
    try:
        day = date(int(year) if year else today.year, month + 1, int(number))
        if year:
            return day
        if forward and day < today:
            return day.replace(year=today.year + 1)
        if not forward and day > today:
            return day.replace(year=today.year - 1)
        return day
    except ValueError:
        raise DateProblem(f'there is no day "{word}" in the calendar') from None
