"""Read a time of day beside a date: ``yesterday 18:00``, ``22 Nov 7pm``, an ISO date-time."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, time, timedelta, timezone, tzinfo
from typing import NamedTuple

from syslead_cli.base.dates import DateProblem, is_calendar_day, leaders_day, read_day_back
from syslead_cli.base.text import day_in_words

_HALF = r"\s*(?P<half>[ap])\.?m\b\.?"
#: A full stop stands between hours and minutes only before am or pm: ``22.11`` is a day.
_CLOCK = (
    r"(?P<hour>\d{1,2})(?:(?P<sign>[:.])(?P<minute>\d{2})(?::(?P<second>\d{2})(?:[.,]\d+)?)?)?"
    rf"(?:{_HALF})?"
)
_ZONE = r"(?:\s*(?P<zone>Z|UTC|GMT|[+-]\d{2}(?::?\d{2})?))?"
_BEHIND = rf"(?P<day>.*?)(?:^|(?<=\d)T|,?\s+(?:at\s+|@\s*)?|\s*@\s*)(?:at\s+)?{_CLOCK}{_ZONE}"
_BEFORE = rf"(?:at\s+)?{_CLOCK}{_ZONE}(?:,|\s+on)?\s+(?P<day>.+)"
#: ISO 8601's basic form: ``20261122T190000Z``.
_BASIC = r"(?P<day>\d{8})T(?P<hour>\d{2})(?P<minute>\d{2})(?P<second>\d{2})?" + _ZONE
_NOON = r"\b(?:noon|midday)\b"
_SINCE = (
    r"(?:(?P<count>\d{1,3}|an?|half an)\s*(?P<unit>h|hrs?|hours?|min|mins|minutes?))(?:\s+ago)?"
)


class DayAndClock(NamedTuple):
    """The words for a day, empty where there are none, with a time and an offset, if any."""

    day: str
    clock: time | None = None
    offset: tzinfo | None = None


class Moment(NamedTuple):
    """The leader's day, the moment where a time of day was said, and how both are said back."""

    day: date
    at: datetime | None = None
    said: str = ""


def split_clock(text: str) -> DayAndClock:
    """Part the words for a day from a time of day. Raises DateProblem for one no clock shows."""
    phrase = re.sub(_NOON, "12:00", text.strip(), flags=re.I)
    for pattern in (_BASIC, _BEHIND, _BEFORE):
        match = re.fullmatch(pattern, phrase, re.I)
        found = match.groupdict() if match else {}
        if found.get("half") or (found.get("minute") and found.get("sign") != "."):
            return DayAndClock(found["day"].strip(" ,"), _clock(found), _offset(found["zone"]))
    if re.search(r"\bmidnight\b", phrase, re.I):
        raise DateProblem("midnight could be the start or the end of a day: write 00:00 or 23:59")
    return DayAndClock(text.strip())


def _clock(found: dict[str, str | None]) -> time:
    hour, minute, second = (int(found[name] or 0) for name in ("hour", "minute", "second"))
    half = (found.get("half") or "").lower()
    try:
        if half and not 1 <= hour <= 12:
            raise ValueError(half)
        return time(hour % 12 + (12 if half == "p" else 0) if half else hour, minute, second)
    except ValueError:
        said = f"{hour}:{minute:02}" + (f" {half}m" if half else "")
        raise DateProblem(f"{said} is not a time of day") from None


def _offset(zone: str | None) -> tzinfo | None:
    if not zone or not zone[1:2].isdigit():
        return UTC if zone else None
    hours, minutes = int(zone[1:3]), int(zone[3:].strip(":") or 0)
    if hours > 23 or minutes > 59:
        raise DateProblem(f'"{zone}" is not an offset from UTC')
    away = timedelta(hours=hours, minutes=minutes)
    return timezone(-away if zone[0] == "-" else away)


def read_moment_back(text: str, now: datetime, today: date, day_start: int) -> Moment:
    """Read one day, today or before, perhaps with a time of day, for ``--date``.

    ``now`` is local time in the leader's zone, ``today`` the leader's day. A day that is said in
    words runs from ``day_start`` to the next one, so that "yesterday 01:00" is the night after
    it; a day of the calendar runs from midnight. Raises DateProblem.
    """
    zone = now.tzinfo
    assert zone is not None
    if at := _since(text, now):
        return _told(at, today, day_start, now)
    words, clock, offset = split_clock(text)
    if clock is None:
        return Moment(_day_back(text, now, today, day_start))
    latest = max(today, now.date())
    in_calendar = is_calendar_day(words, latest)
    day = read_day_back(words or "today", latest if in_calendar else today)
    at = datetime.combine(day, clock, offset or zone)
    if not in_calendar and clock.hour * 60 + clock.minute < day_start:
        night = datetime.combine(day + timedelta(days=1), clock, offset or zone)
        at = night if night <= now else at  # "today 00:30" is this night's, said in the morning
    if offset is not None:
        return _told(at.astimezone(zone), today, day_start, now)
    later = at.replace(fold=1)
    before, after = at.utcoffset(), later.utcoffset()
    if before is not None and after is not None and before < after:
        raise DateProblem(
            f"there is no {clock:%H:%M} on {day_in_words(day, today)}: the clocks went forward"
        )
    remark = "" if before == after else f", the first of two ({at:%z}; {later:%z} is the other)"
    return _told(at, today, day_start, now, remark)


def _day_back(text: str, now: datetime, today: date, day_start: int) -> date:
    """Read a day; of one that the calendar has begun and the leader has not, say when it turns."""
    latest = max(today, now.date())
    if is_calendar_day(text, latest) and today < read_day_back(text, latest):
        turns = f"{day_start // 60:02}:{day_start % 60:02}"
        until = day_in_words(today, today)
        raise DateProblem(f"your day starts at {turns}; until then it is {until}")
    return read_day_back(text, today)


def _since(text: str, now: datetime) -> datetime | None:
    """Return the moment of ``2 hours ago``, ``half an hour ago``, ``20 min``."""
    match = re.fullmatch(_SINCE, " ".join(text.lower().split()))
    if match is None:
        return None
    count = {"a": 1.0, "an": 1.0, "half an": 0.5}.get(match["count"]) or float(match["count"])
    back = timedelta(hours=count) if match["unit"][0] == "h" else timedelta(minutes=count)
    return (now.astimezone(UTC) - back).astimezone(now.tzinfo)


def _told(at: datetime, today: date, day_start: int, now: datetime, remark: str = "") -> Moment:
    day, shown = leaders_day(at, day_start), f"{day_in_words(at.date(), today)} {at:%H:%M}"
    if at > now:
        raise DateProblem(f"{shown} is in the future")
    if day != at.date():
        remark += f"; it belongs to {day_in_words(day, today)}"
    return Moment(day, at, shown + remark)
