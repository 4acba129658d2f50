"""Whether anything is due: the months it needs, read and judged. Reading only."""

from __future__ import annotations

from datetime import date, timedelta

from syslead_cli.core.reminders import DAYS_BACK, Reminder, reminder
from syslead_cli.core.settings import Settings
from syslead_cli.flows.ports import JournalPort


def look_for_due(journal: JournalPort, settings: Settings, day: date) -> Reminder:
    """The day's answer, from a year or so of the journal; from all of it after a long silence."""
    try:
        since = day - timedelta(days=DAYS_BACK)
    except OverflowError:
        since = date.min
    found = reminder(journal.read(since).records, settings, day)
    if found.grounds.first is None:
        return reminder(journal.read().records, settings, day)
    return found
