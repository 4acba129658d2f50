"""Today's page: the months it needs, read and summed up."""

from __future__ import annotations

from datetime import date, timedelta

from syslead_cli.base.ports import JournalPort
from syslead_cli.journal.fold import Journal
from syslead_cli.reflect.today_core import DAYS_BACK, Left, Today, last_written, today_from
from syslead_cli.remind.reminders_core import QUARTERLY, WEEKLY, due_on, grounds_of
from syslead_cli.setup.settings_core import Settings

_REVIEWS = {WEEKLY: "week", QUARTERLY: "quarter"}


def look_at_today(
    journal: JournalPort, day: date, *, settings: Settings, left: Left
) -> tuple[Today, Journal]:
    """The page, from a year or so of the journal; from all of it after a long silence."""
    recent = journal.read(day - timedelta(days=DAYS_BACK))
    if last_written(recent.records) is None:
        recent = journal.read()
    due = due_on(grounds_of(recent.records, day), settings, day)
    reviews = tuple(_REVIEWS[each.reason] for each in due if each.reason in _REVIEWS)
    page = today_from(recent.records, day, prompts=settings.prompts, left=left, reviews=reviews)
    return page, recent
