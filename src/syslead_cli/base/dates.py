"""Work out the leader's day, and read the dates and ranges people type.

A day starts at ``day_start`` (04:00 unless configured), so what is written after midnight
still belongs to the evening before.
"""

from __future__ import annotations

import re
from contextlib import suppress
from datetime import date, datetime, timedelta
from typing import Literal, TypeAlias

from msgspec import Struct

WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
MONTHS = (
    "january", "february", "march", "april", "may", "june",
    "july", "august", "september", "october", "november", "december",
)  # fmt: skip

#: Which day a phrase without a year or direction means: one that was, one to come, or the nearer.
#: ``night`` is the past between midnight and the start of the leader's day: the day that the
#: calendar has begun is still the leader's today.
Leaning: TypeAlias = Literal["past", "night", "future", "near"]
_BACK = ("past", "night")

_NUMBERS = {
    "a": 1, "an": 1, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7,
    "eight": 8, "nine": 9, "ten": 10, "eleven": 11, "twelve": 12, "couple": 2, "a couple": 2,
}  # fmt: skip
#: Patterns are compiled when a date is first read, not when the program starts.
_NUMBER = rf"(?P<number>\d{{1,4}}|{'|'.join(reversed(_NUMBERS))})(?: of)?"
_UNIT = r"(?P<unit>d|days?|w|wks?|weeks?|fortnights?|m|months?|y|yrs?|years?)'?"
_COUNT = rf"(?P<ahead>in )?{_NUMBER} ?{_UNIT}(?P<way> ago| from now| time)?"
_STRETCH = rf"(?P<which>last|past|next) {_NUMBER} ?{_UNIT}"
_PERIOD = r"(?P<which>last|past|this|next) (?P<period>week|weekend|month|quarter|year)"
_EDGE = r"(?P<edge>end|start|beginning) of (?:the |this )?(?P<what>.+)"
#: As other programs have it: ``sow`` is where this week starts, ``eom`` where this month ends.
_SHORT_EDGE = r"([se])o([wmqy])"
_QUARTER = r"q(?P<q>[1-4]) (?P<year>\d{4})|(?P<iso>\d{4})-?q(?P<iso_q>[1-4])"
#: A part of a day says nothing about which day it is.
_PART = r"(?:early |late )?(?:morning|lunchtime|afternoon|evening|night)"
#: As the British say it: ``friday week``, ``a week on friday``, ``a fortnight today``.
_WEEK_ON = r"(?:(?:a|one) )?(?P<unit>week|fortnight) (?:on |from )?(?P<day>.+)"
_DAY_WEEK = r"(?P<day>\w+) (?P<unit>week|fortnight)"
_OF_MONTH = r"(?:(?P<weekday>[a-z]{3,9}) (?:the )?)?(?P<day>\d{1,2})(?P<th>st|nd|rd|th)?"
_ISO_DAY = r"(\d{4})([-/.])(\d{1,2})\2(\d{1,2})|(\d{4})(\d{2})(\d{2})"
_ISO_WEEK = r"(\d{4})-?w(\d{1,2})(?:-?([1-7]))?"
_NUMERIC = r"(\d{1,2})([/.-])(\d{1,2})(?:\2(\d{4}))?"
_DAY_MONTH = r"(\d{1,2})(?:st|nd|rd|th)?(?: of)? ([a-z]{3,9})(?: (\d{4}))?"
_MONTH_DAY = r"([a-z]{3,9}) (\d{1,2})(?:st|nd|rd|th)?(?: (\d{4}))?"
_MONTH_NAME = r"(?:(last|this|next) )?([a-z]{3,9})(?: (\d{4}))?"
_RANGE = r"\s*\.\.\s*|\s+(?:to|until|till)\s+|\s*[–—]\s*|\s+-\s+"
#: Farther apart than this no 29 February lies.
_LEAP_YEARS = 8


class DateProblem(ValueError):
    """A date that is not understood; the message is for the person who typed it."""


class NotADate(DateProblem):
    """Words that are no date at all, not even one that cannot be."""


class Span(Struct, frozen=True):
    """Days from ``first`` to ``last``, both included; None leaves that end open."""

    first: date | None = None
    last: date | None = None

    def holds(self, day: date) -> bool:
        return (self.first is None or day >= self.first) and (self.last is None or day <= self.last)


def leaders_day(local: datetime, day_start: int) -> date:
    """Return the leader's day of a local moment; ``day_start`` in minutes after midnight."""
    with suppress(OverflowError):  # midnight of the first day there is
        return (local.replace(tzinfo=None) - timedelta(minutes=day_start)).date()
    return local.date()


def read_clock(text: str) -> int:
    """Return minutes after midnight of a time such as ``04:00``. Raise DateProblem."""
    match = re.fullmatch(r"(\d{1,2}):(\d{2})", text.strip())
    if match and int(match[1]) < 24 and int(match[2]) < 60:
        return int(match[1]) * 60 + int(match[2])
    raise DateProblem(f'"{text}" is not a time of day such as 04:00')


def read_days(text: str, today: date, leaning: Leaning = "past") -> Span:
    """Read the days a phrase means: ``today``, ``fri``, ``2w``, ``last week``, ``2026-03``, …

    A count (``2w``, ``two weeks ago``) is the day it leads to, a week, month or year all of its
    days, and ``A..B`` or ``A to B`` reaches from the first of A to the last of B; either may be
    left out. Raises DateProblem for what is no date and for what may be read in two ways.
    """
    first, *rest = re.split(_RANGE, _plain(text), maxsplit=1)
    first = first.removeprefix("from ").removeprefix("since ")
    if not rest:
        return _days(first, today, leaning)
    return Span(
        _days(first, today, leaning).first if first else None,
        _days(rest[0], today, leaning).last if rest[0] else None,
    )


def is_range(text: str) -> bool:
    """Return whether a phrase has two ends: ``A..B``, ``A to B``."""
    return re.search(_RANGE, _plain(text)) is not None


def read_day_back(text: str, today: date, leaning: Leaning = "past") -> date:
    """Read one day, today or before. Raise DateProblem."""
    span = read_days(text, today, leaning)
    day = span.first
    if day is None or day != span.last:
        raise DateProblem(f'"{text}" is more than one day')
    if day > today:
        shown = f"{day.day} {MONTHS[day.month - 1].title()} {day.year}"
        raise DateProblem(f"{shown} is in the future")
    return day


def read_day_ahead(text: str, today: date) -> date:
    """Read a due date, today or later; of a week or month the last day. Raise DateProblem."""
    span = read_days(text, today, "future")
    if span.first is None or span.last is None or ".." in text:
        raise DateProblem(f'"{text}" is more than one day')
    if span.last < today:
        raise DateProblem(f"{span.last.isoformat()} has passed")
    return span.last


def read_edge(text: str, today: date, leaning: Leaning, *, at_end: bool = False) -> date:
    """Read the day on which something begins, or ends. Raise DateProblem where that is open."""
    span = read_days(text, today, leaning)
    day = span.last if at_end else span.first
    if day is None:
        raise DateProblem(f'"{text}" has no {"last" if at_end else "first"} day')
    return day


def is_iso(text: str) -> bool:
    """Return whether days are written as ISO 8601 has them, which nobody can misread."""
    return re.fullmatch(r"(\d{4}(-\d{2}){0,2}|\.\.)+", text.strip()) is not None


def is_calendar_day(text: str, today: date) -> bool:
    """Return whether a past day is named as the calendar has it (``22 Nov``), not from today on."""
    phrase = _plain(text)
    return any(read(phrase, today, "past") for read in (_iso, _numeric, _spelt))


def _plain(text: str) -> str:
    """Return a phrase in small letters, without commas, full stops at words and spare spaces."""
    from unicodedata import normalize

    phrase = normalize("NFKC", text).casefold().replace(",", " ")
    phrase = re.sub(r"([a-z])\.(?!\.)", r"\1", phrase.replace("’", "'"))
    phrase = re.sub(r"(?<=\d)\.$", "", " ".join(phrase.split()).rstrip(" :"))
    return re.sub(r"^(?:on |by )?(?:the )?", "", phrase)


def _days(phrase: str, today: date, leaning: Leaning) -> Span:
    """Read a phrase that is no range, by the first form that fits."""
    tomorrow, by_calendar = today + timedelta(days=1), (_numeric, _spelt, _month, _of_month)
    for read in (_named, _counted, _iso, _period, _weekday, _week_on, *by_calendar):
        if span := read(phrase, today, leaning):
            if leaning == "night" and read in by_calendar and span.first == tomorrow:
                return Span(today, today if span.last == tomorrow else span.last)
            return span
    raise NotADate(f'"{phrase}" is not a date')


def _named(phrase: str, today: date, leaning: Leaning) -> Span | None:
    distance = {
        "today": 0, "now": 0, "yesterday": -1, "tomorrow": 1, "tonight": 0, "last night": -1,
        "day before yesterday": -2, "day after tomorrow": 2, "eod": 0, "sod": 0,
    }.get(phrase)  # fmt: skip
    if distance is not None:
        return _day(today + timedelta(days=distance))
    if part := re.fullmatch(rf"(.+) {_PART}", phrase):
        return _day(today) if part[1] == "this" else _days(part[1], today, leaning)
    return None


def _counted(phrase: str, today: date, leaning: Leaning) -> Span | None:
    if stretch := re.fullmatch(_STRETCH, phrase):
        ahead = stretch["which"] == "next"
        end = _shifted(today, stretch, ahead=ahead)
        return Span(today, end) if ahead else Span(end, today)
    count = re.fullmatch(_COUNT, phrase)
    if count is None or (count["ahead"] and count["way"] == " ago"):
        return None
    direction = count["ahead"] or count["way"]
    ahead = direction != " ago" if direction else leaning not in _BACK
    return _day(_shifted(today, count, ahead=ahead))


def _shifted(day: date, match: re.Match[str], *, ahead: bool) -> date:
    count = _NUMBERS.get(match["number"]) or int(match["number"])
    count, unit = count if ahead else -count, match["unit"][0]
    try:
        if unit in "dwf":
            return day + timedelta(days=count * {"d": 1, "w": 7, "f": 14}[unit])
        months = count * (12 if unit == "y" else 1) + day.month - 1
        year, month = day.year + months // 12, months % 12 + 1
        return date(year, month, min(day.day, days_in_month(year, month)))
    except (OverflowError, ValueError):
        raise DateProblem("that is too far away") from None


def days_in_month(year: int, month: int) -> int:
    after = date(year + month // 12, month % 12 + 1, 1)
    return (after - timedelta(days=1)).day


def _iso(phrase: str, today: date, leaning: Leaning) -> Span | None:
    """Read a day, week, month or year that begins with its year."""
    if match := re.fullmatch(_ISO_DAY, phrase):
        return _day(_date(phrase, *(match.group(1, 3, 4) if match[1] else match.group(5, 6, 7))))
    if match := re.fullmatch(_ISO_WEEK, phrase):
        try:
            first = date.fromisocalendar(int(match[1]), int(match[2]), int(match[3] or 1))
        except ValueError:
            raise DateProblem(f'there is no week "{phrase}"') from None
        return _day(first) if match[3] else Span(first, first + timedelta(days=6))
    if match := re.fullmatch(r"(\d{4})[-/](\d{1,2})", phrase):
        return _month_of(phrase, int(match[1]), int(match[2]))
    if re.fullmatch(r"\d{4}", phrase) and phrase >= "1900":
        return Span(date(int(phrase), 1, 1), date(int(phrase), 12, 31))
    return None


def _numeric(phrase: str, today: date, leaning: Leaning) -> Span | None:
    """Read ``22/11/2026`` and ``22/11``; refuse what other countries read as another day."""
    if re.fullmatch(r"\d{1,2}[/.-]\d{1,2}[/.-]\d{2}", phrase):
        raise DateProblem(f'"{phrase}" may be several days: write the year with four digits')
    match = re.fullmatch(_NUMERIC, phrase)
    if match is None or (match[2] == "-" and not match[4]):
        return None
    day, month = int(match[1]), int(match[3])
    if match[2] != "." and day != month and 1 <= day <= 12 and 1 <= month <= 12:
        pairs = ((day, month), (month, day))
        readings = (f"{d} {MONTHS[m - 1].title()} {match[4] or ''}".strip() for d, m in pairs)
        raise DateProblem(f'"{phrase}" may be {" or ".join(readings)}')
    if month > 12 and day <= 12 and match[2] in "/-":
        day, month = month, day
    return _day(_nearest_year((day, month, match[4]), phrase, today, leaning))


def _period(phrase: str, today: date, leaning: Leaning) -> Span | None:
    """Read ``last week``, ``this month``, ``end of March``, ``eom``."""
    if match := re.fullmatch(_PERIOD, phrase):
        step = {"last": -1, "past": -1, "this": 0, "next": 1}[match["which"]]
        return _period_of(match["period"], today, step)
    if match := re.fullmatch(_QUARTER, phrase):
        return _quarter_of(int(match["year"] or match["iso"]), int(match["q"] or match["iso_q"]))
    if match := re.fullmatch(_SHORT_EDGE, phrase):
        at_end, what = match[1] == "e", _PERIODS[match[2]]
    elif match := re.fullmatch(_EDGE, phrase):
        at_end, what = match["edge"] == "end", match["what"]
    else:
        return None
    is_period = what in _PERIODS.values()
    span = _period_of(what, today, 0) if is_period else _days(what, today, leaning)
    edge = span.last if at_end else span.first
    return _day(edge) if edge else None


_PERIODS = {"w": "week", "m": "month", "q": "quarter", "y": "year"}


def _quarter_of(year: int, quarter: int) -> Span:
    first, last = (_month_of(str(year), year, quarter * 3 - back) for back in (2, 0))
    return Span(first.first, last.last)


def _period_of(period: str, today: date, step: int) -> Span:
    if period in ("week", "weekend"):
        first = today - timedelta(days=today.weekday()) + timedelta(weeks=step)
        return Span(first + timedelta(days=5 * (period == "weekend")), first + timedelta(days=6))
    if period == "quarter":
        quarters = today.year * 4 + (today.month - 1) // 3 + step
        return _quarter_of(quarters // 4, quarters % 4 + 1)
    if period == "year":
        return Span(date(today.year + step, 1, 1), date(today.year + step, 12, 31))
    months = today.year * 12 + today.month - 1 + step
    return _month_of(period, months // 12, months % 12 + 1)


def _weekday(phrase: str, today: date, leaning: Leaning) -> Span | None:
    """Read ``fri``, ``last Friday`` (before today), ``next Friday``, ``Friday last week``."""
    which, _, name = phrase.rpartition(" ")
    if which in ("", "last", "past", "this", "next", "coming", "this coming"):
        weekday = place_of(name, WEEKDAYS)
        if weekday is None:
            return None
        if which == "this":
            return _day(today + timedelta(days=weekday - today.weekday()))
        back = which in ("last", "past") or (not which and leaning in _BACK)
        distance = (today.weekday() - weekday) % 7 if back else (weekday - today.weekday()) % 7
        if not distance and (which or not back):
            distance = 7  # the same day of another week
        return _day(today + timedelta(days=-distance if back else distance))
    name, _, week = phrase.partition(" ")
    weekday = place_of(name, WEEKDAYS)
    if weekday is None:  # ``last week monday``
        week, _, name = phrase.rpartition(" ")
        weekday = place_of(name, WEEKDAYS)
    monday = _monday(week, today)
    return None if weekday is None or monday is None else _day(monday + timedelta(days=weekday))


def _monday(phrase: str, today: date) -> date | None:
    """Return where ``last week``, ``week ago`` or ``2 weeks ago`` begins; None for all else."""
    monday = today - timedelta(days=today.weekday())
    count = re.fullmatch(_COUNT, "a week ago" if phrase == "week ago" else phrase)
    if count and count["unit"][0] in "wf" and count["way"] == " ago":
        return _shifted(monday, count, ahead=False)
    if (match := re.fullmatch(_PERIOD, phrase)) and match["period"] == "week":
        return _period(phrase, today, "past").first  # type: ignore[union-attr]
    return None


def _week_on(phrase: str, today: date, leaning: Leaning) -> Span | None:
    """Read ``friday week``, ``a week on friday``, ``a fortnight today``, ``a week last friday``."""
    match = re.fullmatch(_WEEK_ON, phrase) or re.fullmatch(_DAY_WEEK, phrase)
    if match is None:
        return None
    back = match["day"].startswith(("last ", "yesterday"))
    day = _days(match["day"], today, "past" if back else "future").first or today
    away = timedelta(days=7 if match["unit"] == "week" else 14)
    return _day(day - away if back else day + away)


def _of_month(phrase: str, today: date, leaning: Leaning) -> Span | None:
    """Read ``the 5th`` and ``mon 23``: of the nearest month where that is so."""
    match = re.fullmatch(_OF_MONTH, phrase)
    weekday = place_of(match["weekday"] or "", WEEKDAYS) if match else None
    if match is None or (weekday is None and (match["weekday"] or not match["th"])):
        return None
    months = (today.year * 12 + today.month - 1 + step for step in range(-24, 25))
    found = []
    for month in months:
        with suppress(ValueError):
            found.append(date(month // 12, month % 12 + 1, int(match["day"])))
    found = [day for day in found if weekday in (None, day.weekday())]
    return _day(_nearest(found, phrase, today, leaning))


def _spelt(phrase: str, today: date, leaning: Leaning) -> Span | None:
    """Read ``20 November``, ``Nov 20th 2026``, and with its weekday ``Friday 20 November``."""
    name, _, rest = phrase.partition(" ")
    weekday = place_of(name, WEEKDAYS)
    spelt = phrase if weekday is None else rest.removeprefix("the ")
    if match := re.fullmatch(_DAY_MONTH, spelt):
        number, month, year = match.groups()
    elif match := re.fullmatch(_MONTH_DAY, spelt):
        month, number, year = match.groups()
    else:
        return None
    place = place_of(month, MONTHS)
    if place is None:
        return None
    day = _nearest_year((int(number), place + 1, year), phrase, today, leaning)
    if weekday is None or day.weekday() == weekday:
        return _day(day)
    for other in (day.year - 1, day.year + 1):  # the weekday tells which year is meant
        with suppress(ValueError):
            near = day.replace(year=other)
            if not year and near.weekday() == weekday and abs(near - today) < timedelta(days=366):
                return _day(near)
    raise DateProblem(f"{day.isoformat()} is a {WEEKDAYS[day.weekday()].title()}")


def _month(phrase: str, today: date, leaning: Leaning) -> Span | None:
    """Read ``March``, ``last March``, ``March 2026``."""
    match = re.fullmatch(_MONTH_NAME, phrase)
    place = place_of(match[2], MONTHS) if match else None
    if match is None or place is None:
        return None
    if leaning == "night" and not match[1]:
        today += timedelta(days=1)
    month, year = place + 1, today.year
    if match[3]:
        return _month_of(phrase, int(match[3]), month) if not match[1] else None
    if match[1] == "last" or (not match[1] and leaning in _BACK):
        year -= month > today.month or (match[1] == "last" and month == today.month)
    elif match[1] != "this":
        year += month < today.month or (match[1] == "next" and month == today.month)
    return _month_of(phrase, year, month)


def place_of(word: str, names: tuple[str, ...]) -> int | None:
    """Return the place of a name given by three letters or more; None if it is none of them."""
    if len(word) < 3:
        return None
    found = [place for place, name in enumerate(names) if name.startswith(word)]
    return found[0] if len(found) == 1 else None


def _nearest_year(
    spelt: tuple[int, int, str | None], phrase: str, today: date, leaning: Leaning
) -> date:
    """Return (day, month, year) as a date; without a year, the nearest in the right direction."""
    day, month, year = spelt
    if year:
        return _date(phrase, year, month, day)
    found = []
    for distance in range(-_LEAP_YEARS, _LEAP_YEARS + 1):
        with suppress(ValueError):
            found.append(date(today.year + distance, month, day))
    return _nearest(found, phrase, today, leaning)


def _nearest(found: list[date], phrase: str, today: date, leaning: Leaning) -> date:
    """Return the nearest day in the right direction. Raise DateProblem where there is none."""
    if leaning != "near":
        is_past, latest = leaning in _BACK, today + timedelta(days=leaning == "night")
        found = [one for one in found if (one <= latest if is_past else one >= today)]
    if not found:
        raise DateProblem(f'there is no day "{phrase}" in the calendar')
    return min(found, key=lambda one: (abs((one - today).days), one < today))


def _date(phrase: str, year: str | int, month: str | int, day: str | int) -> date:
    try:
        return date(int(year), int(month), int(day))
    except ValueError:
        raise DateProblem(f'there is no day "{phrase}" in the calendar') from None


def _month_of(phrase: str, year: int, month: int) -> Span:
    if not (1 <= month <= 12 and 1 <= year <= 9998):
        raise DateProblem(f'there is no month "{phrase}"')
    return Span(date(year, month, 1), date(year, month, days_in_month(year, month)))


def _day(day: date) -> Span:
    return Span(day, day)
