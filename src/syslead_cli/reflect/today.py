"""Today's page, ``syslead`` alone: what was last written, what waits, and the one next step."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from os.path import basename
from typing import TYPE_CHECKING

from msgspec import convert

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
from syslead_cli.errors import SysleadError
from syslead_cli.journal.entries import labels, short_id
from syslead_cli.journal.intentions import due_on, tracked_intentions
from syslead_cli.journal.model import ENTRY_KINDS, Ask, Record
from syslead_cli.reflect.documents import (
    FocusPart,
    LastWritten,
    NextStep,
    PausePart,
    TodayDocument,
    WaitingIntention,
    Week,
)
from syslead_cli.reflect.due import DAYS_BACK, current_focus, due_reviews, pause_on

if TYPE_CHECKING:
    from syslead_cli.context import Context
    from syslead_cli.journal.entries import Labels

_ROOM = 18
#: Intentions shown before the rest is a count, and lines of one of them.
_MOST_WAITING, _MOST_LINES = 3, 3


def today_page(context: Context, *, as_json: bool = False) -> None:
    """Print today's page, from a year or so of the journal; from all of it after a long silence."""
    day, settings = context.today, context.settings
    journal = context.journal.read(day - timedelta(days=DAYS_BACK))
    if last_written(journal.records) is None:
        journal = context.journal.read()
    page = today_from(
        journal.records,
        day,
        framework=settings.framework,
        prompts=settings.prompts,
        reviews=due_reviews(journal.records, settings, day),
        drafts=_drafts_of(context),
        rescued=context.unsaved,
    )
    if as_json:
        context.screen.print_document(page)
    else:
        try:
            name = context.framework.name
        except SysleadError:  # the next sitting will say why it cannot be read
            name = settings.framework
        put_page(context.screen, page_of_today(page, labels(context), name))
    warn_of_damage(context.screen, journal)


def _drafts_of(context: Context) -> tuple[str, ...]:
    try:
        folder = context.paths.drafts
        found = [*sorted(folder.glob("sitting-*.json")), *sorted(folder.glob("review-*.json"))]
    except OSError:
        return ()
    return tuple(str(path) for path in found)


def today_from(
    records: Sequence[Record],
    day: date,
    *,
    framework: str = "",
    prompts: int = 2,
    reviews: tuple[str, ...] = (),
    drafts: tuple[str, ...] = (),
    rescued: tuple[str, ...] = (),
) -> TodayDocument:
    """Return the page for a day; ``drafts`` and ``rescued`` are files, records oldest first."""
    past = [record for record in records if record.day <= day]
    last = last_written(past)
    due = due_on(tracked_intentions(past), day)
    if rescued:
        following = NextStep("syslead repair --apply", "takes in what was not saved")
    elif any(_is_sitting(draft) for draft in drafts):
        following = NextStep("syslead reflect", "takes up the sitting you broke off")
    else:
        to_ask = sum(each.is_asked_on(day) for each in due)
        following = _following(last, day, to_ask, reviews, prompts)
    return TodayDocument(
        day=day,
        framework=framework,
        first=last is None and not drafts and not rescued,
        last=last,
        waiting=tuple(
            WaitingIntention(each.id, short_id(each.id), each.text, each.facet, each.due)
            for each in (tracked.intention for tracked in due)
        ),
        week=_week_of(past, day),
        focus=convert(current_focus(past, day), FocusPart | None, from_attributes=True),
        pause=convert(pause_on(past, day), PausePart | None, from_attributes=True),
        reviews=reviews,  # type: ignore[arg-type]
        drafts=drafts,
        rescued=rescued,
        next=following,
    )


def last_written(records: Sequence[Record]) -> LastWritten | None:
    """Return the last day with an answer; without any, the last day anything was written."""
    answered = [r for r in records if isinstance(r, Ask) and r.outcome in ("full", "thin")]
    if answered:
        day = answered[-1].day
        facets = dict.fromkeys(ask.facet for ask in answered if ask.day == day)
        return LastWritten(day, "ask", tuple(facets))
    entries = [record for record in records if record.kind in ENTRY_KINDS]
    return LastWritten(entries[-1].day, entries[-1].kind, ()) if entries else None


def _week_of(records: Sequence[Record], day: date) -> Week:
    """Return what this week holds so far. "Later" is no question asked."""
    monday = day - timedelta(days=day.weekday())
    now = [record for record in records if record.day >= monday]
    asks = [r for r in now if isinstance(r, Ask) and r.outcome != "later"]
    return Week(
        sittings=len({ask.sitting for ask in asks}),
        asked=len(asks),
        full=sum(ask.outcome == "full" for ask in asks),
        notes=sum(record.kind == "note" for record in now),
    )


def _is_sitting(draft: str) -> bool:
    return basename(draft).startswith("sitting-")


_REVIEW_STEPS = {"week": "about ten minutes", "quarter": "half an hour, and a focus"}


def _following(
    last: LastWritten | None, day: date, to_ask: int, reviews: tuple[str, ...], prompts: int
) -> NextStep:
    """Return the next step where nothing was broken off."""
    if not (last and last.day == day and last.facets):
        questions = {1: "one question", 2: "two questions", 3: "three questions"}.get(prompts, "")
        minutes = {1: "two", 2: "four", 3: "five"}.get(prompts, "a few")
        return NextStep("syslead reflect", f"{questions}, about {minutes} minutes")
    if to_ask:
        return NextStep("syslead intentions", f"{to_ask} to look back on")
    if reviews:
        return NextStep(f"syslead review {reviews[0]}", _REVIEW_STEPS[reviews[0]])
    return NextStep("syslead trends", "you have reflected today")


_WELCOME = (
    "Welcome. Two good questions at the end of a day; now and then a truthful",
    "picture of what gets your attention, and what has gone quiet.",
    "What you write stays on this machine.",
)
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


def page_of_today(today: TodayDocument, names: Labels, framework: str) -> Page:
    """Return date, what was last, what waits, this week, and the one next step."""
    day: Line = [(STRONG, f"{MARGIN}{day_in_words(today.day, today.day)}")]
    page: Page = [with_right(day, [(QUIET, cut(framework, names.width // 2))], names.width), []]
    if today.first:
        rows = [row for line in _WELCOME for row in wrapped(line, names.width - 2)]
        page += [[(PLAIN, f"{MARGIN}{row}")] for row in rows]
    else:
        page += _rows(today, names)
    return [*page, [], *next_step(today.next.command, today.next.why, names.width)]


def _rows(today: TodayDocument, names: Labels) -> Page:
    page: Page = []

    def say(label: str, text: str) -> None:
        lines = wrapped(visible(text).replace("\n", " "), names.width - _ROOM - 1)
        page.extend(labelled(label, [[(PLAIN, line)] for line in lines], room=_ROOM))

    if last := today.last:
        when = near_day(last.day, names.today)
        what = ", ".join(map(names.facet, last.facets)) or _WRITTEN.get(last.kind, last.kind)
        label = "Last reflection" if last.facets else "Last written"
        say(label, f"{when[:1].upper()}{when[1:]}: {what}")
    if today.waiting:
        page += labelled("Waiting", _waiting(today.waiting, names), room=_ROOM)
    if today.reviews:
        say("Due", " and ".join(_REVIEWS[review] for review in today.reviews))
    if said := _week(today.week):
        say("This week", said)
    if today.focus:
        facets = ", ".join(map(names.facet, today.focus.facets))
        say("Focus", f"{facets}; until {near_day(today.focus.until, today.day)}")
    if today.pause:
        until = today.pause.until
        say("Paused", f"until {near_day(until, today.day)}" if until else "for now")
    for path in today.drafts:
        say("Broken off", f"a {'sitting' if _is_sitting(path) else 'review'}, kept in {path}")
    for path in today.rescued:
        say("Not saved yet", f"{path} holds what the journal could not take")
    return page


def _waiting(waiting: Sequence[WaitingIntention], names: Labels) -> Page:
    room = names.width - _ROOM - 1
    page: Page = []
    for intention in waiting[:_MOST_WAITING]:
        due: Line = [(QUIET, due_words(intention.due, names.today))]
        *lead, last = _quoted(intention.text, room)
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
