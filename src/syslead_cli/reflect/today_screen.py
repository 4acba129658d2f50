"""Today's page on the screen."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from syslead_cli.base.layout import (
    MARGIN,
    PLAIN,
    QUIET,
    STRONG,
    Line,
    Page,
    cells,
    cut,
    labelled,
    next_step,
    width_of,
    with_right,
    wrapped,
)
from syslead_cli.base.terminal import put_page, warn_of_damage
from syslead_cli.base.text import counted, day_in_words, due_words, near_day, visible
from syslead_cli.context import Context
from syslead_cli.errors import SysleadError
from syslead_cli.journal.entries import short_id
from syslead_cli.journal.intentions import TrackedIntention
from syslead_cli.journal.listing import names
from syslead_cli.journal.screen import Labels
from syslead_cli.reflect.today import Last, Left, Today, Week, look_at_today

_ROOM = 18
#: Intentions shown before the rest is a count.
_MOST_WAITING = 3
#: Lines of one of them.
_MOST_LINES = 3


def page_of_today(today: Today, names: Labels, framework: str) -> Page:
    """Date, what was last, what waits, this week, and the one next step."""
    day: Line = [(STRONG, f"{MARGIN}{day_in_words(today.day, today.day)}")]
    page: Page = [with_right(day, [(QUIET, cut(framework, names.width // 2))], names.width), []]
    page += _first_time(names) if today.is_first else _rows(today, names)
    return [*page, [], *next_step(today.next.command, today.next.why, names.width)]


_WELCOME = (
    "Welcome. Two good questions at the end of a day; now and then a truthful",
    "picture of what gets your attention, and what has gone quiet.",
    "What you write stays on this machine.",
)


def _first_time(names: Labels) -> Page:
    room = names.width - 2
    return [[(PLAIN, f"{MARGIN}{row}")] for line in _WELCOME for row in wrapped(line, room)]


def _rows(today: Today, names: Labels) -> Page:
    page: Page = []
    if today.last:
        label = "Last reflection" if today.last.facets else "Last written"
        page += _said(label, _last(today.last, names), names)
    if today.waiting:
        page += labelled("Waiting", _waiting(today.waiting, names), room=_ROOM)
    if today.reviews:
        due = " and ".join(_REVIEWS[review] for review in today.reviews)
        page += _said("Due", due, names)
    if said := _week(today.week):
        page += _said("This week", said, names)
    if today.focus:
        facets = ", ".join(map(names.facet, today.focus.facets))
        page += _said("Focus", f"{facets}; until {near_day(today.focus.until, today.day)}", names)
    if today.pause:
        until = today.pause.until
        said = f"until {near_day(until, today.day)}" if until else "for now"
        page += _said("Paused", said, names)
    for what, paths in (("sitting", today.left.drafts), ("review", today.left.reviews)):
        for path in paths:
            page += _said("Broken off", f"a {what}, kept in {path}", names)
    for path in today.left.rescued:
        page += _said("Not saved yet", f"{path} holds what the journal could not take", names)
    return page


def _said(label: str, text: str, names: Labels) -> Page:
    lines = wrapped(visible(text).replace("\n", " "), names.width - _ROOM - 1)
    return labelled(label, [[(PLAIN, line)] for line in lines], room=_ROOM)


_REVIEWS = {"week": "the weekly review", "quarter": "the quarterly review"}
_WRITTEN = {
    "note": "a note",
    "rating": "ratings",
    "assessment": "an assessment",
    "intention": "an intention",
    "outcome": "what became of an intention",
    "review": "a review",
    "ask": "a question, skipped",
}


def _last(last: Last, names: Labels) -> str:
    day = near_day(last.day, names.today)
    what = ", ".join(map(names.facet, last.facets)) or _WRITTEN.get(last.kind, last.kind)
    return f"{day[:1].upper()}{day[1:]}: {what}"


def _waiting(waiting: Sequence[TrackedIntention], names: Labels) -> Page:
    room = names.width - _ROOM - 1
    page: Page = []
    for standing in waiting[:_MOST_WAITING]:
        due: Line = [(QUIET, due_words(standing.intention.due, names.today))]
        *lead, last = _quoted(standing.intention.text, room)
        page += [[(PLAIN, line)] for line in lead]
        if cells(last) + width_of(due) + 2 <= room:
            page.append(with_right([(PLAIN, last)], due, room))
        else:
            page += [[(PLAIN, last)], due]
    if len(waiting) > _MOST_WAITING:
        more = counted(len(waiting) - _MOST_WAITING, "more", "more")
        page.append([(QUIET, f"and {more}: syslead intentions")])
    return page


def _quoted(text: str, room: int) -> list[str]:
    lines = wrapped(f"“{' '.join(text.split())}”", room)
    if len(lines) > _MOST_LINES:
        last = cut(lines[_MOST_LINES - 1], room - 3).rstrip("…").rstrip()
        lines = [*lines[: _MOST_LINES - 1], f"{last} …”"]
    return lines


def _week(week: Week) -> str:
    parts = []
    if week.asked:
        parts.append(counted(week.sittings, "sitting"))
        parts.append(f"{week.full} of {counted(week.asked, 'question')} answered in full")
    if week.notes:
        parts.append(counted(week.notes, "note"))
    return ", ".join(parts)


def today_data(today: Today, framework_id: str) -> dict[str, Any]:
    """The page as JSON."""
    last, focus, pause = today.last, today.focus, today.pause
    return {
        "day": today.day.isoformat(),
        "framework": framework_id,
        "first": today.is_first,
        "last": last and {"day": last.day.isoformat(), "kind": last.kind, "facets": [*last.facets]},
        "waiting": [_waiting_data(standing) for standing in today.waiting],
        "week": {
            "sittings": today.week.sittings,
            "asked": today.week.asked,
            "full": today.week.full,
            "notes": today.week.notes,
        },
        "focus": focus and {"facets": [*focus.facets], "until": focus.until.isoformat()},
        "pause": pause
        and {
            "from": pause.from_.isoformat(),
            "until": pause.until.isoformat() if pause.until else None,
        },
        "reviews": [*today.reviews],
        "drafts": [*today.left.drafts, *today.left.reviews],
        "rescued": [*today.left.rescued],
        "next": {"command": today.next.command, "why": today.next.why},
    }


def _waiting_data(standing: TrackedIntention) -> dict[str, Any]:
    intention = standing.intention
    return {
        "id": intention.id,
        "short": short_id(intention.id),
        "text": intention.text,
        "facet": intention.facet,
        "due": intention.due.isoformat(),
    }


# ── today_cli ──
# ``syslead`` alone: today's page.


def today_page(context: Context, *, as_json: bool = False) -> None:
    """What is due, what was last written, and the one next step."""

    settings = context.settings
    drafts = context.paths.drafts
    left = Left(
        drafts=_files_in(drafts, "sitting-*.json"),
        reviews=_files_in(drafts, "review-*.json"),
        rescued=context.unsaved,
    )
    today, journal = look_at_today(context.journal, context.today, settings=settings, left=left)
    if as_json:
        context.screen.document("today", today_data(today, settings.framework))
    else:
        put_page(context.screen, page_of_today(today, names(context), _framework(context)))
    warn_of_damage(context.screen, journal)


def _framework(context: Context) -> str:
    """Its name; its id where the file cannot be read, which the next sitting will say."""
    try:
        return context.framework.name
    except SysleadError:
        return context.settings.framework


def _files_in(folder: Path, pattern: str) -> tuple[str, ...]:
    try:
        found = [path for path in sorted(folder.glob(pattern)) if not path.name.startswith(".")]
        return tuple(map(str, found))
    except OSError:
        return ()
