"""Today's page: the months it needs, read and summed up."""

from __future__ import annotations

from datetime import date, timedelta

from syslead_cli.core.fold import Journal
from syslead_cli.core.today import DAYS_BACK, Left, Today, last_written, today_from
from syslead_cli.flows.ports import JournalPort


def look_at_today(
    journal: JournalPort, day: date, *, prompts: int, left: Left
) -> tuple[Today, Journal]:
    """The page, from a year or so of the journal; from all of it after a long silence."""
    recent = journal.read(day - timedelta(days=DAYS_BACK))
    if last_written(recent.records) is None:
        recent = journal.read()
    return today_from(recent.records, day, prompts=prompts, left=left), recent
