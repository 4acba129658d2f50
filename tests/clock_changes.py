"""Every change of clocks of three awkward zones: half an hour, three quarters, now and then."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from functools import cache
from zoneinfo import ZoneInfo

ZONES = ["Australia/Lord_Howe", "Pacific/Chatham", "Africa/Cairo"]


@cache
def transitions(zone: ZoneInfo) -> list[datetime]:
    """Every moment the offset changes, in UTC: looked for by halving, three days at a time."""
    found = []
    moment = datetime(1970, 1, 1, tzinfo=UTC)
    while moment.year <= 2037:
        later = moment + timedelta(days=3)
        if moment.astimezone(zone).utcoffset() != later.astimezone(zone).utcoffset():
            found.append(_exactly(zone, moment, later))
        moment = later
    return found


def _exactly(zone: ZoneInfo, low: datetime, high: datetime) -> datetime:
    before = low.astimezone(zone).utcoffset()
    while high - low > timedelta(seconds=1):
        middle = low + (high - low) / 2
        if middle.astimezone(zone).utcoffset() == before:
            low = middle
        else:
            high = middle
    return high.replace(microsecond=0)
