"""Read the clock, the time zone and the machine's randomness; nothing else does."""

from __future__ import annotations

import os
import time
from datetime import UTC, date, datetime, tzinfo

from msgspec import Struct


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
    if name:
        # What is no zone's name the machine takes for an offset, or for UTC.
        return name if zone_named(name) is not None else _short_name()
    try:
        target = os.path.realpath("/etc/localtime")
    except OSError:
        target = ""
    _, found, name = target.partition("zoneinfo/")
    if found and name and zone_named(name) is not None:
        return name
    return _short_name()


def _short_name() -> str:
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
    return f"{text[:8]}-{text[8:12]}-{text[12:16]}-{text[16:20]}-{text[20:]}"
