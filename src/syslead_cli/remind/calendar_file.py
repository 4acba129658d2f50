"""A reminder as a calendar file (RFC 5545): one event that comes back, with an alarm.

The time is floating: 08:30 wherever the leader's calendar is, through every change of clocks.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

from syslead_cli.remind.schedules import When

UID = "remind@syslead.invalid"
_FOLD = 75
_DAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")


def calendar_file(when: When, today: date, made: datetime) -> bytes:
    """The file; ``made`` is the moment it is written. The same event each time it is made."""
    first = _first(when, today)
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//syslead//remind//EN",
        "CALSCALE:GREGORIAN",
        "METHOD:PUBLISH",
        "BEGIN:VEVENT",
        f"UID:{UID}",
        f"DTSTAMP:{made.astimezone(UTC):%Y%m%dT%H%M%SZ}",
        f"SEQUENCE:{int(made.timestamp()) // 60 % 2**31}",
        f"DTSTART:{first:%Y%m%d}T{when.clock.replace(':', '')}00",
        "DURATION:PT10M",
        f"RRULE:{_rule(when)}",
        "SUMMARY:A few minutes to look back",
        f"DESCRIPTION:{_text('syslead reflect asks two questions; syslead shows what waits.')}",
        "TRANSP:TRANSPARENT",
        "CLASS:PRIVATE",
        "BEGIN:VALARM",
        "ACTION:DISPLAY",
        "DESCRIPTION:A few minutes to look back",
        "TRIGGER:PT0M",
        "END:VALARM",
        "END:VEVENT",
        "END:VCALENDAR",
    ]
    return b"".join(folded(line) for line in lines)


def _first(when: When, today: date) -> date:
    """DTSTART has to be the first of the days the rule names."""
    ahead = (today + timedelta(days=count) for count in range(7))
    return next(day for day in ahead if not when.weekdays or day.weekday() in when.weekdays)


def _rule(when: When) -> str:
    if not when.weekdays:
        return "FREQ=DAILY"
    return f"FREQ=WEEKLY;BYDAY={','.join(_DAYS[day] for day in when.weekdays)}"


def _text(value: str) -> str:
    for character in ("\\", ";", ","):
        value = value.replace(character, f"\\{character}")
    return value.replace("\n", "\\n")


def folded(line: str) -> bytes:
    """One content line: at most 75 octets a row, no character cut, CRLF at the end."""
    rows, row = [], b""
    for character in line:
        octets = character.encode()
        if len(row) + len(octets) > _FOLD:
            rows.append(row)
            row = b" "
        row += octets
    return b"\r\n".join([*rows, row]) + b"\r\n"


def is_ours(content: bytes) -> bool:
    """Whether a file holds our event, so that it may be written over or taken away."""
    return f"UID:{UID}\r\n".encode() in content
