"""Today's page as a value: what was last written, what waits, and the one next step."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import TYPE_CHECKING

from msgspec import Struct

from syslead_cli.journal.intentions import TrackedIntention, due_on, tracked_intentions
from syslead_cli.journal.merge import Journal
from syslead_cli.journal.model import ENTRY_KINDS, Ask, Focus, Pause, Record
from syslead_cli.reflect.due import QUARTERLY, WEEKLY, grounds_of
from syslead_cli.reflect.due import due_on as due_on_today
from syslead_cli.reflect.focus import current_focus, pause_on

if TYPE_CHECKING:
    from syslead_cli.journal.store import JournalFiles
    from syslead_cli.setup.settings import Settings

#: How far back the page looks for what waits; ``syslead intentions`` looks at everything.
DAYS_BACK = 400


class Last(Struct, frozen=True):
    """The last sitting: its day and the facets answered; else the last thing written."""

    day: date
    facets: tuple[str, ...] = ()
    kind: str = ""


class Week(Struct, frozen=True):
    """From Monday to today."""

    sittings: int = 0
    asked: int = 0
    full: int = 0
    notes: int = 0


class Left(Struct, frozen=True):
    """Files that wait: sittings and reviews broken off, words the journal could not take."""

    drafts: tuple[str, ...] = ()
    reviews: tuple[str, ...] = ()
    rescued: tuple[str, ...] = ()


NOTHING_LEFT = Left()


class Next(Struct, frozen=True):
    """The one next step: a command, and a few words beside it."""

    command: str
    why: str = ""


class Today(Struct, frozen=True):
    """The whole page."""

    day: date
    is_first: bool
    last: Last | None
    waiting: tuple[TrackedIntention, ...]
    week: Week
    focus: Focus | None
    pause: Pause | None
    left: Left
    next: Next
    reviews: tuple[str, ...] = ()


def today_from(
    records: Sequence[Record],
    day: date,
    *,
    prompts: int = 2,
    left: Left = NOTHING_LEFT,
    reviews: tuple[str, ...] = (),
) -> Today:
    """The page for a day.

    ``records`` oldest first, ``prompts`` the questions of a sitting, ``reviews`` those due.
    """
    past = [record for record in records if record.day <= day]
    last = last_written(past)
    waiting = tuple(due_on(tracked_intentions(past), day))
    week = week_of(past, day)
    pause = pause_on(past, day)
    return Today(
        day=day,
        is_first=last is None and left == NOTHING_LEFT,
        last=last,
        waiting=waiting,
        week=week,
        focus=current_focus(past, day),
        pause=pause,
        left=left,
        next=_next(day, last, waiting, left, prompts=prompts, reviews=reviews),
        reviews=reviews,
    )


def last_written(records: Sequence[Record]) -> Last | None:
    """The last day with an answer; without any, the last day anything was written."""
    answered = [r for r in records if isinstance(r, Ask) and r.outcome in ("full", "thin")]
    if answered:
        day = answered[-1].day
        facets = dict.fromkeys(ask.facet for ask in answered if ask.day == day)
        return Last(day, tuple(facets), "ask")
    entries = [record for record in records if record.kind in ENTRY_KINDS]
    return Last(entries[-1].day, (), entries[-1].kind) if entries else None


def week_of(records: Sequence[Record], day: date) -> Week:
    """What this week holds so far. "Later" is no question asked."""
    monday = day - timedelta(days=day.weekday())
    now = [record for record in records if record.day >= monday]
    asks = [r for r in now if isinstance(r, Ask) and r.outcome != "later"]
    return Week(
        sittings=len({ask.sitting for ask in asks}),
        asked=len(asks),
        full=sum(ask.outcome == "full" for ask in asks),
        notes=sum(record.kind == "note" for record in now),
    )


_REVIEWS = {"week": "about ten minutes", "quarter": "half an hour, and a focus"}


def _next(
    day: date,
    last: Last | None,
    waiting: Sequence[TrackedIntention],
    left: Left,
    *,
    prompts: int,
    reviews: tuple[str, ...],
) -> Next:
    questions = {1: "one question", 2: "two questions", 3: "three questions"}.get(prompts, "")
    minutes = {1: "two", 2: "four", 3: "five"}.get(prompts, "a few")
    if left.rescued:
        return Next("syslead repair --apply", "takes in what was not saved")
    if left.drafts:
        return Next("syslead reflect", "takes up the sitting you broke off")
    if last and last.day == day and last.facets:
        if asked := [standing for standing in waiting if standing.is_asked_on(day)]:
            return Next("syslead intentions", f"{len(asked)} to look back on")
        if reviews:
            return Next(f"syslead review {reviews[0]}", _REVIEWS[reviews[0]])
        return Next("syslead trends", "you have reflected today")
    return Next("syslead reflect", f"{questions}, about {minutes} minutes")


# ── today_flows ──
# Today's page: the months it needs, read and summed up.


_REVIEWS_TODAY = {WEEKLY: "week", QUARTERLY: "quarter"}


def look_at_today(
    journal: JournalFiles, day: date, *, settings: Settings, left: Left
) -> tuple[Today, Journal]:
    """The page, from a year or so of the journal; from all of it after a long silence."""
    recent = journal.read(day - timedelta(days=DAYS_BACK))
    if last_written(recent.records) is None:
        recent = journal.read()
    due = due_on_today(grounds_of(recent.records, day), settings, day)
    reviews = tuple(_REVIEWS_TODAY[each.reason] for each in due if each.reason in _REVIEWS_TODAY)
    page = today_from(recent.records, day, prompts=settings.prompts, left=left, reviews=reviews)
    return page, recent
