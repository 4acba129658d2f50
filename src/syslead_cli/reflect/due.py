"""The focus of a quarter, the days away, and what is due on a day or on the next such day.

A reminder is never needless: a journal that was never begun is not reminded of, time away does
not count, and a review is only due where there is something to look back on.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from contextlib import suppress
from datetime import date, timedelta
from typing import TYPE_CHECKING, Literal

from msgspec import Struct

from syslead_cli.base.dates import WEEKDAYS, DateProblem, NotADate, read_day_ahead, read_days
from syslead_cli.base.documents import Count, Document, Part
from syslead_cli.base.text import counted
from syslead_cli.journal.model import (
    ENTRY_KINDS,
    Ask,
    Focus,
    Pause,
    Record,
    Review,
    TrackedIntention,
    tracked_intentions,
)

if TYPE_CHECKING:
    from syslead_cli.setup.settings import Settings

#: How many facets make a focus where the framework has that many.
FEWEST, MOST = 6, 8
QUARTER = timedelta(weeks=13)


def current_focus(records: Iterable[Record], today: date) -> Focus | None:
    """Return the newest focus, unless it has run out or was cleared. Records are oldest first."""
    made = [each for each in records if isinstance(each, Focus) and each.day <= today]
    return made[-1] if made and made[-1].facets and made[-1].until >= today else None


def focus_problem(given: int, asked: int) -> str:
    """Say why so many of the facets that are asked about make no focus; empty where they do."""
    least, most = min(FEWEST, asked), min(MOST, asked)
    if least <= given <= most:
        return ""
    wanted = f"{least} to {most}" if least < most else str(most)
    return f"a focus is {wanted} facets; {counted(given, 'was', 'were')} given"


def current_pause(records: Iterable[Record], today: date) -> Pause | None:
    """Return the pause the leader is in, or has planned next; the latest made wins."""
    made = [each for each in records if isinstance(each, Pause)]
    lasting = [pause for pause in made if pause.until is None or pause.until >= today]
    return lasting[-1] if lasting else None


def pause_on(records: Sequence[Record], day: date) -> Pause | None:
    """Return the pause that holds on this day, if any; the latest made where several do."""
    for record in reversed(records):
        if isinstance(record, Pause) and record.from_ <= day <= (record.until or day):
            return record
    return None


#: How far back to look for what is due; ``syslead intentions`` looks at everything.
DAYS_BACK = 400
#: Reasons a reminder is silent.
EMPTY, PAUSED, NOTHING = "nothing_written", "paused", "nothing_due"

_AHEAD = 400
_EARLY = timedelta(days=2)  # a review held so long before its day counts for it
_BEGUN = timedelta(days=4)  # a journal begun on Monday has a week to look back on by Friday


class Due(Part, frozen=True):
    """One thing that is due: since when, and how many of them."""

    reason: Literal["sitting", "intention", "weekly_review", "quarterly_review"]
    since: date
    count: Count


class NextDue(Part, frozen=True):
    """The next day on which anything is due unless you write before."""

    day: date
    due: tuple[Due, ...]


class RemindDocument(Document, frozen=True, tag="syslead/remind/1"):
    """What is due, or why the reminder is silent."""

    day: date
    due: tuple[Due, ...]
    silent: str | None
    next: NextDue | None


class DueFacts(Struct, frozen=True):
    """What the journal says that matters for reminders."""

    first: date | None = None
    last_entry: date | None = None
    last_sitting: date | None = None
    weekly: date | None = None
    quarterly: date | None = None
    waiting: tuple[TrackedIntention, ...] = ()
    pauses: tuple[Pause, ...] = ()


def due_reviews(records: Sequence[Record], settings: Settings, day: date) -> tuple[str, ...]:
    """Return the reviews due on a day: ``week``, ``quarter`` or both."""
    periods = {"weekly_review": "week", "quarterly_review": "quarter"}
    due = due_on(due_facts(records, day), settings, day)
    return tuple(periods[each.reason] for each in due if each.reason in periods)


def due_facts(records: Sequence[Record], day: date) -> DueFacts:
    """Return what is known by ``day``; records are oldest first. A pause may still be to come."""
    past = [record for record in records if record.day <= day]
    entries = [record.day for record in past if record.kind in ENTRY_KINDS]
    reviews = [record for record in past if isinstance(record, Review)]
    asks = [r for r in past if isinstance(r, Ask) and r.outcome != "later"]
    return DueFacts(
        first=min(entries, default=None),
        last_entry=max(entries, default=None),
        last_sitting=max((record.day for record in (*asks, *reviews)), default=None),
        weekly=max((review.day for review in reviews), default=None),
        quarterly=max((r.day for r in reviews if r.period == "quarter"), default=None),
        waiting=tuple(each for each in tracked_intentions(past) if each.is_open),
        pauses=tuple(record for record in past if isinstance(record, Pause)),
    )


def due_on(facts: DueFacts, settings: Settings, day: date) -> tuple[Due, ...]:
    """Return all that is due on a day, in the order it is said. Nothing while away."""
    if pause_on(facts.pauses, day):
        return ()
    asked = [each.intention.due for each in facts.waiting if each.is_asked_on(day)]
    found = (
        _sitting(facts, settings, day),
        Due("intention", min(asked), len(asked)) if asked else None,
        _weekly(facts, settings, day),
        _quarterly(facts, settings, day),
    )
    return tuple(due for due in found if due)


def _sitting(facts: DueFacts, settings: Settings, day: date) -> Due | None:
    """Return a sitting due after days without one; days away do not count."""
    last = facts.last_sitting or facts.first
    if last is None or WEEKDAYS[day.weekday()] not in settings.remind_weekdays:
        return None
    back = [p.until for p in facts.pauses if p.until and last <= p.until < day]
    latest, silence = max([last, *back]), timedelta(days=settings.remind_days)
    return Due("sitting", latest + silence, 1) if day - latest >= silence else None


def _weekly(facts: DueFacts, settings: Settings, day: date) -> Due | None:
    """Return the review from its weekday until it is held, if the week before holds entries."""
    if settings.remind_weekly_review not in WEEKDAYS:
        return None
    weekday = WEEKDAYS.index(settings.remind_weekly_review)
    since = day - timedelta(days=(day.weekday() - weekday) % 7)
    if facts.first is None or facts.last_entry is None or facts.first > since - _BEGUN:
        return None
    held = facts.weekly is not None and facts.weekly >= since - _EARLY
    written = facts.last_entry > since - timedelta(days=7)
    return Due("weekly_review", since, 1) if written and not held else None


def _quarterly(facts: DueFacts, settings: Settings, day: date) -> Due | None:
    """Return the review thirteen weeks after the last one, or after the first entry."""
    before = facts.quarterly or facts.first
    if not settings.remind_quarterly_review or before is None or facts.last_entry is None:
        return None
    due = day - before >= QUARTER > day - facts.last_entry
    return Due("quarterly_review", before + QUARTER, 1) if due else None


def reminder(facts: DueFacts, settings: Settings, day: date) -> RemindDocument:
    """Return what is due on a day, or why nothing is, and the next day something will be."""
    if due := due_on(facts, settings, day):
        return RemindDocument(day, due, None, NextDue(day, due))
    silent = PAUSED if pause_on(facts.pauses, day) else NOTHING if facts.first else EMPTY
    return RemindDocument(day, (), silent, _next_due(facts, settings, day))


def _next_due(facts: DueFacts, settings: Settings, day: date) -> NextDue | None:
    """Return the next day on which something is due if nothing more is written, if any."""
    with suppress(OverflowError):  # the end of the calendar
        for count in range(1, _AHEAD):
            ahead = day + timedelta(days=count)
            if due := due_on(facts, settings, ahead):
                return NextDue(ahead, due)
    return None


#: A plan without a day of its own is asked about after a week.
DAYS_AHEAD = 7
TRY_A_DAY = "Try fri, 2w or 3 May."


def default_due(made: date, today: date) -> date:
    """Return the day of a plan that names none; a plan written down late is not due in the past."""
    return max(made + timedelta(days=DAYS_AHEAD), today)


def names_a_day(text: str, today: date) -> bool:
    """Return True where words name a day and nothing else, even one that has passed."""
    try:
        read_days(text, today, "future")
    except DateProblem as problem:
        return not isinstance(problem, NotADate)
    return True


def due_day(text: str, made: date, today: date) -> date:
    """Read the day of a plan: from today on, or after the day it was ``made`` where that is past.

    Raises DateProblem.
    """
    try:
        return read_day_ahead(text, today)
    except DateProblem:
        if made >= today:
            raise
    return read_day_ahead(text, made)
