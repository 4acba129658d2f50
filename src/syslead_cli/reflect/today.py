"""Today's page, ``syslead`` alone: what was last written, what waits, and the one next step."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from contextlib import suppress
from datetime import date, timedelta
from os.path import basename
from typing import TYPE_CHECKING, Any

from msgspec import convert

from syslead_cli import __version__
from syslead_cli.base.documents import JsonFile
from syslead_cli.base.layout import (
    ACCENT,
    FELL,
    MARGIN,
    PLAIN,
    QUIET,
    STRONG,
    Line,
    Page,
    at_right,
    cells,
    cut,
    labelled,
    next_step,
    with_right,
    wrapped,
)
from syslead_cli.base.text import counted, day_in_words, due_words, near_day, one_line, short_day
from syslead_cli.errors import SysleadError
from syslead_cli.journal.entries import short_id
from syslead_cli.journal.model import ENTRY_KINDS, Ask, Record, due_on, tracked_intentions
from syslead_cli.reflect.documents import (
    FocusPart,
    LastWritten,
    NextStep,
    PausePart,
    QuietPart,
    TodayDocument,
    WaitingIntention,
    Week,
)
from syslead_cli.reflect.due import DAYS_BACK, current_focus, due_reviews, pause_on

if TYPE_CHECKING:
    from syslead_cli.context import Context
    from syslead_cli.journal.entries import Labels

_Quiet = tuple[QuietPart, ...]
#: Some lines, and the command that goes with them.
_Row = tuple[list[str], str]
_ROOM = 18
#: So long after a sitting what it found quiet is shown without reading everything again.
_KEPT_DAYS = 7
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
        drafts=tuple(
            str(path)
            for kind in ("sitting", "review")
            for path in sorted(context.paths.drafts.glob(f"{kind}-*.json"))
        ),
        rescued=context.unsaved,
        quiet=_quiet_on(context, journal.records),
    )
    if as_json:
        context.screen.print_document(page)
    else:
        name = settings.framework
        with suppress(SysleadError):  # the next sitting will say why it cannot be read
            name = context.catalogue.names(settings.framework).framework.name
        context.screen.page(page_of_today(page, context.labels, name))
    context.screen.warn_of_damage(journal)


def keep_for_today(context: Context) -> None:
    """Keep what today's page would have to read everything for, at the end of a sitting.

    Reading writes nothing, so a command that writes does it. What has gone quiet is encrypted
    where the journal is; a disk that does not take it costs the next page time.
    """
    from msgspec.json import encode

    settings = context.settings
    with suppress(OSError, SysleadError):
        context.catalogue.names(settings.framework)
        context.catalogue.keep_names()
        found = context.key.encrypt_blob(encode(_quiet_now(context)))
        kept = {"asked": _asked(context), "on": str(context.today), "found": found.hex()}
        _quiet_file(context).write(kept)


def _quiet_on(context: Context, recent: Sequence[Record]) -> _Quiet:
    """Return what has gone quiet: as a sitting of the last days kept it, else worked out."""
    if not any(isinstance(record, Ask) for record in recent):
        return ()
    from msgspec.json import decode

    from syslead_cli.crypt.keys import DecryptionError

    with suppress(LookupError, TypeError, ValueError, DecryptionError):
        kept = _quiet_file(context).read()
        age = context.today - date.fromisoformat(kept["on"])
        if kept["asked"] == _asked(context) and 0 <= age.days < _KEPT_DAYS:
            return decode(context.key.decrypt_blob(bytes.fromhex(kept["found"])), type=_Quiet)
    try:
        return _quiet_now(context)
    except SysleadError:  # the next sitting will say what is wrong with the framework
        return ()


def _quiet_now(context: Context) -> _Quiet:
    from syslead_cli.insight.trends import named_on

    named = named_on(context.journal.read(), context.framework, context.today)
    return tuple(
        QuietPart(n.unit, n.id, n.because.asked, n.because.full, n.because.since) for n in named
    )


def _quiet_file(context: Context) -> JsonFile[dict[str, Any]]:
    return JsonFile(context.paths.quiet, dict[str, Any], dict, root=context.paths.state)


def _asked(context: Context) -> list[str]:
    return [__version__, context.settings.framework, context.settings.profile]


def today_from(
    records: Sequence[Record],
    day: date,
    *,
    framework: str = "",
    prompts: int = 2,
    reviews: tuple[str, ...] = (),
    drafts: tuple[str, ...] = (),
    rescued: tuple[str, ...] = (),
    quiet: tuple[QuietPart, ...] = (),
) -> TodayDocument:
    """Return the page for a day; ``drafts`` and ``rescued`` are files, records oldest first."""
    past = [record for record in records if record.day <= day]
    last = last_written(past)
    due = due_on(tracked_intentions(past), day)
    if rescued:
        following = NextStep("syslead repair --apply", "save what could not be saved before")
    elif any(_is_sitting(draft) for draft in drafts):
        following = NextStep("syslead reflect", "continue where you stopped")
    else:
        to_ask = sum(each.is_asked_on(day) for each in due)
        following = _following(last, day, to_ask, reviews, prompts)
    return TodayDocument(
        day=day,
        framework=framework,
        first=last is None and not drafts and not rescued,
        last=last,
        quiet=quiet,
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
        asked=sum(ask.is_counted for ask in asks),
        full=sum(ask.outcome == "full" for ask in asks),
        notes=sum(record.kind == "note" for record in now),
    )


def _is_sitting(draft: str) -> bool:
    return basename(draft).startswith("sitting-")


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
        takes = {"week": "about ten minutes", "quarter": "half an hour, and a focus"}
        return NextStep(f"syslead review {reviews[0]}", takes[reviews[0]])
    return NextStep("syslead trends", "you have reflected today")


_WELCOME = (
    "Welcome. Two good questions at the end of a day; now and then a truthful",
    "picture of what gets your attention, and what has gone quiet.",
    "What you write stays on this computer.",
)
_REVIEWS = {"week": "the weekly review", "quarter": "the quarterly review"}
_WRITTEN = {
    "note": "a note",
    "rating": "ratings",
    "assessment": "an assessment",
    "intention": "an intention",
    "outcome": "how an intention went",
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
    room = names.width - _ROOM - 1

    def show(label: str, rows: Iterable[_Row], style: str = QUIET) -> None:
        lines: Page = []
        for said, command in rows:
            row: Page = [[(PLAIN, line)] for line in said]
            lines += at_right(row, [(ACCENT, command)], room) if command else row
        page.extend(labelled(label, lines, room=_ROOM, style=style))

    def say(label: str, text: str) -> None:
        show(label, [(wrapped(one_line(text), room), "")])

    if last := today.last:
        when = near_day(last.day, names.today)
        what = ", ".join(map(names.facet, last.facets)) or _WRITTEN.get(last.kind, last.kind)
        label = "Last reflection" if last.facets else "Last written"
        say(label, f"{when[:1].upper()}{when[1:]}: {what}")
    quiet = [(wrapped(_quiet(one, names), room), "syslead trends") for one in today.quiet]
    show("▼ Gone quiet", quiet, FELL)
    show("Due", _due(today, names, room))
    if said := _week(today.week):
        say("This week", said)
    if today.focus:
        facets = ", ".join(map(names.facet, today.focus.facets))
        say("Focus", f"{facets}; until {near_day(today.focus.until, today.day)}")
    if today.pause:
        until = today.pause.until
        say("Paused", f"until {near_day(until, today.day)}" if until else "for now")
    show("Unfinished", map(_broken_off, today.drafts))
    if files := len(today.rescued):
        said = f"{counted(files, 'file')} with words that are not in the journal yet"
        show("Not saved yet", [([said], "syslead repair --apply")])
    return page


def _quiet(one: QuietPart, names: Labels) -> str:
    name = (names.facet if one.unit == "facet" else names.dimension)(one.id)
    since = short_day(one.since, names.today)
    return f"{name}: {one.full} of {one.asked} in detail since {since}"


def _due(today: TodayDocument, names: Labels, room: int) -> list[_Row]:
    """Return what is due, each with the command that sees to it."""
    reflected = bool(today.last and today.last.facets and today.last.day == today.day)
    command = "syslead intentions" if reflected else "syslead reflect"
    rows: list[_Row] = [
        (_quoted(one.text, due_words(one.due, names.today), room), command)
        for one in today.waiting[:_MOST_WAITING]
    ]
    if (more := len(today.waiting) - _MOST_WAITING) > 0:
        rows.append(([f"and {counted(more, 'more', 'more')}"], "syslead intentions"))
    return rows + [([_REVIEWS[each]], f"syslead review {each}") for each in today.reviews]


def _broken_off(draft: str) -> _Row:
    """Return what can be gone on with: a sitting or a review."""
    if _is_sitting(draft):
        return ["a reflection"], "syslead reflect"
    period = basename(draft).removesuffix(".json").split("-")[1]
    return [_REVIEWS.get(period, "a review")], f"syslead review {period}"


def _quoted(text: str, due: str, room: int) -> list[str]:
    """Return an intention with its day, cut where it is long."""
    lines = wrapped(f"“{one_line(text)}”", room)
    if len(lines) > _MOST_LINES:
        last = cut(lines[_MOST_LINES - 1], room - 3).rstrip("…").rstrip()
        lines = [*lines[: _MOST_LINES - 1], f"{last} …”"]
    if cells(lines[-1]) + cells(due) + 2 <= room:
        return [*lines[:-1], f"{lines[-1]}  {due}"]
    return [*lines, due]


def _week(week: Week) -> str:
    parts = []
    if week.asked:
        parts.append(counted(week.sittings, "reflection"))
        parts.append(f"{week.full} of {counted(week.asked, 'question')} answered in detail")
    if week.notes:
        parts.append(counted(week.notes, "note"))
    return ", ".join(parts)
