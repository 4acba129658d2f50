"""Read the clock, the time zone and the machine's randomness, which nothing else does.

And read a time of day that people type beside a date: ``yesterday 18:00``, ``22 Nov 7pm``, an ISO
date-time.
"""

from __future__ import annotations

import os
import re
import time
from contextlib import suppress
from datetime import UTC, date, datetime, timedelta, timezone, tzinfo
from datetime import time as time_of_day
from typing import TypeAlias

from msgspec import Struct

from syslead_cli.base.dates import DateProblem, is_calendar_day, leaders_day, read_day_back
from syslead_cli.base.text import day_in_words


class Now(Struct, frozen=True):
    """A moment: local time with its offset, and the zone's name."""

    local: datetime
    zone: str


def month_start(day: date) -> datetime:
    """Return the first moment (UTC) of a month: all that an encrypted record's id tells."""
    return datetime(day.year, day.month, 1, tzinfo=UTC)


def zone_named(name: str) -> tzinfo | None:
    """Return the zone of that name, or None where this machine has none."""
    from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return None


def system_zone_name() -> str:
    """Return the IANA name of the machine's zone where it is known, else its short name."""
    name = os.environ.get("TZ", "").removeprefix(":")
    if not name:
        with suppress(OSError):
            name = os.path.realpath("/etc/localtime").partition("zoneinfo/")[2]
    # What is no zone's name the machine takes for an offset, or for UTC.
    if name and zone_named(name) is not None:
        return name
    return (time.tzname[0] if time.tzname else "") or "UTC"


class SystemClock:
    """The machine's clock. ``zone`` is an IANA name, empty for the machine's own."""

    def __init__(self, zone: str = "") -> None:
        self._zone = zone

    def now(self) -> Now:
        """Return this moment in the leader's zone."""
        moment = datetime.now(UTC)
        info = zone_named(self._zone) if self._zone else None
        try:
            local = moment.astimezone(info)
        except (ValueError, OverflowError):  # TZ=UTC+99: an offset of more than a day
            return Now(moment, "UTC")
        return Now(local, self._zone if info else system_zone_name())

    def random_bytes(self, count: int) -> bytes:
        return os.urandom(count)

    def sleep(self, seconds: float) -> None:
        """Wait; only the lock does."""
        time.sleep(seconds)

    def monotonic(self) -> float:
        return time.monotonic()


def uuid7(milliseconds: int, random: bytes) -> str:
    """Return a UUID version 7 (RFC 9562, section 5.7), which sorts by time.

    ``milliseconds`` are counted since 1970 (UTC); ``random`` has ten bytes.
    """
    value = (milliseconds & (1 << 48) - 1) << 80 | int.from_bytes(random[:10], "big")
    value = value & ~(0xF << 76) | 7 << 76
    value = value & ~(0x3 << 62) | 2 << 62
    text = f"{value:032x}"
    return "-".join((text[:8], text[8:12], text[12:16], text[16:20], text[20:]))


Moment: TypeAlias = tuple[date, datetime | None, str]

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


def split_clock(text: str) -> tuple[str, time_of_day | None, tzinfo | None]:
    """Part the words for a day, which may be none, from a time of day and an offset, if any.

    Raises DateProblem for a time that no clock shows.
    """
    phrase = re.sub(_NOON, "12:00", text.strip(), flags=re.I)
    for pattern in (_BASIC, _BEHIND, _BEFORE):
        match = re.fullmatch(pattern, phrase, re.I)
        found = match.groupdict() if match else {}
        if found.get("half") or (found.get("minute") and found.get("sign") != "."):
            return found["day"].strip(" ,"), _clock(found), _offset(found["zone"])
    if re.search(r"\bmidnight\b", phrase, re.I):
        raise DateProblem("midnight could be the start or the end of a day: write 00:00 or 23:59")
    return text.strip(), None, None


def _clock(found: dict[str, str | None]) -> time_of_day:
    hour, minute, second = (int(found[name] or 0) for name in ("hour", "minute", "second"))
    half = (found.get("half") or "").lower()
    try:
        if half and not 1 <= hour <= 12:
            raise ValueError(half)
        return time_of_day(hour % 12 + (12 if half == "p" else 0) if half else hour, minute, second)
    except ValueError:
        typed = f"{hour}:{minute:02}" + (f" {half}m" if half else "")
        raise DateProblem(f"{typed} is not a time of day") from None


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

    Return the leader's day, the moment where a time was said, and how both are said back.

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
        return _day_back(text, now, today, day_start), None, ""
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
    return day, at, shown + remark
