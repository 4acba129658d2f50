"""Whether anything is due: the months it needs, read and judged. Reading only."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Protocol

from syslead_cli.journal.merge import Journal
from syslead_cli.reflect.due import Reminder, reminder
from syslead_cli.reflect.today import DAYS_BACK
from syslead_cli.setup.settings import Settings


class DuePort(Protocol):
    """A journal as far as reminders need it."""

    def read(self, since: date | None = None) -> Journal:
        """What is known since that month at least."""


def look_for_due(journal: DuePort, settings: Settings, day: date) -> Reminder:
    """The day's answer, from a year or so of the journal; from all of it after a long silence."""
    try:
        since = day - timedelta(days=DAYS_BACK)
    except OverflowError:
        since = date.min
    found = reminder(journal.read(since).records, settings, day)
    if found.grounds.first is None:
        return reminder(journal.read().records, settings, day)
    return found
