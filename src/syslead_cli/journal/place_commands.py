"""``calendar`` and ``on-this-day``: the journal as a place to look around in."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from itertools import groupby
from typing import TYPE_CHECKING, Annotated

import typer
from msgspec import field

from syslead_cli.base.dates import MONTHS, read_days
from syslead_cli.base.documents import Document
from syslead_cli.base.layout import ACCENT, MARGIN, PLAIN, QUIET, Line, Page, sentence
from syslead_cli.base.options import Json
from syslead_cli.base.terminal import put_page, warn_of_damage
from syslead_cli.base.text import counted, day_in_words
from syslead_cli.errors import UsageError
from syslead_cli.journal.days import DaysWritten, days_written
from syslead_cli.journal.entries import KINDS_SHOWN, Entry, entries_in, entry_data, labels
from syslead_cli.journal.entry_page import page_of_entries
from syslead_cli.journal.model import Pause
from syslead_cli.journal.query import Query

if TYPE_CHECKING:
    from syslead_cli.context import Context

place_app = typer.Typer(add_completion=False, rich_markup_mode=None)

#: Columns before the first week.
_LABEL = 5
_SIGNS = {"written": (ACCENT, "■"), "brief": (PLAIN, "□"), "away": (QUIET, "–"), "": (QUIET, "·")}

_NO_DAY = (PLAIN, " ")


class CalendarDocument(Document, frozen=True, tag="syslead/calendar/1"):
    """The days from ``from`` to ``to`` on which something was written, and counts by month."""

    from_: date = field(name="from")
    to: date
    days: DaysWritten


@place_app.command()
def calendar(
    ctx: typer.Context,
    year: Annotated[
        int | None,
        typer.Argument(help="A year. Default: the last six months.", metavar="[YEAR]"),
    ] = None,
    as_json: Json = False,
) -> None:
    """Show the days on which you wrote: a year, or the last six months."""
    context: Context = ctx.obj
    first, last = _window(year, context.today)
    journal = context.journal.read()
    pauses = [record for record in journal.records if isinstance(record, Pause)]
    paused = [(p.from_.toordinal(), p.until.toordinal() if p.until else None) for p in pauses]
    days = days_written(journal.records, first, last, paused)
    if as_json:
        context.screen.print_document(CalendarDocument(first, last, days))
    else:
        put_page(context.screen, calendar_page(days, first, last, context.screen.width))
        if not (days.written or days.brief) and journal.records:
            newest = journal.records[-1].day
            said = f"The last entry is of {day_in_words(newest, context.today)}"
            context.screen.say(f" {said}: syslead calendar {newest.year}")
    warn_of_damage(context.screen, journal)


def _window(year: int | None, today: date) -> tuple[date, date]:
    if year is None:
        months = today.year * 12 + today.month - 6  # this one and five before it
        return date(months // 12, months % 12 + 1, 1), today
    if not 1900 <= year <= today.year:
        raise UsageError(f"{year}: choose a year up to this one, such as {today.year}.")
    return date(year, 1, 1), min(date(year, 12, 31), today)


def calendar_page(days: DaysWritten, first: date, last: date, width: int) -> Page:
    """Return a column a week, a row a weekday, with what the signs mean and counts by month."""
    start = first - timedelta(days=first.weekday())
    weeks = [start + timedelta(weeks=at) for at in range((last - start).days // 7 + 1)]
    step = 2 if _LABEL + 2 * len(weeks) <= width else 1
    kinds = {day: name for name in ("written", "brief", "away") for day in getattr(days, name)}
    page: Page = [[(QUIET, MARGIN + " " * _LABEL + _month_names(weeks, step, last).rstrip())]]
    for weekday, label in enumerate(("Mon", "", "Wed", "", "Fri", "", "Sun")):
        row = [monday + timedelta(days=weekday) for monday in weeks]
        signs = [_SIGNS[kinds.get(day, "")] if first <= day <= last else _NO_DAY for day in row]
        line: Line = [(QUIET, f"{MARGIN}{label:<{_LABEL}}")]
        for style, same in groupby(signs, key=lambda sign: sign[0]):
            line.append((style, "".join(sign.ljust(step) for _, sign in same)))
        page.append(line)
    legend = {"■ written": True, "□ a skip or a brief answer only": days.brief, "– away": days.away}
    meant = "   ".join([*(sign for sign, is_there in legend.items() if is_there), "· nothing"])
    page += [[], *sentence(meant, width, style=QUIET)]
    page += sentence(f"Written on {len(days.written):,} of {counted(days.of, 'day')}.", width)
    months = (f"{_short(one.month)} {one.written}" for one in days.months)
    return page + sentence(f"By month: {' · '.join(months)}", width)


def _short(month: date) -> str:
    return MONTHS[month.month - 1][:3].title()


def _month_names(weeks: list[date], step: int, last: date) -> str:
    """Return each month's name above the week with its first day, where there is room."""
    names, before = "", 0
    for at, monday in enumerate(weeks):
        sunday = min(monday + timedelta(days=6), last)
        if sunday.month != before and len(names) <= at * step:
            names = names.ljust(at * step) + _short(sunday) + " "
        before = sunday.month
    return names


# ── what was written before ──────────────────────────────────────────────────


@place_app.command("on-this-day")
def on_this_day(ctx: typer.Context, as_json: Json = False) -> None:
    """Show what you wrote a week, a month, a quarter and whole years ago."""
    context: Context = ctx.obj
    journal = context.journal.read()
    oldest = journal.records[0].day if journal.records else context.today
    days = list(_days_before(context.today, oldest))
    query = Query(kinds=frozenset(KINDS_SHOWN), days=frozenset(day for _, day in days))
    entries_of: dict[date | None, list[Entry]] = {}
    for entry in reversed(entries_in(journal, query)[0]):
        entries_of.setdefault(entry.day, []).append(entry)
    found = [(ago, day, entries_of.get(day, [])) for ago, day in days]
    if as_json:
        looks = [
            {"ago": ago, "day": day, "entries": list(map(entry_data, entries))}
            for ago, day, entries in found
        ]
        context.screen.document("on-this-day", {"looks": looks})
    elif any(entries for *_, entries in found):
        page: Page = []
        known = labels(context)  # what is read for the first entry serves all of them
        for ago, _, entries in found:
            if entries:
                page += [[], [(ACCENT, f"{MARGIN}{ago} ago".upper())], []]
                page += page_of_entries(entries, known)
        put_page(context.screen, page[1:])
    else:
        said = "Nothing written a week, a month, a quarter or whole years ago."
        context.screen.say(f"{said} syslead list --random shows any entry.")
    warn_of_damage(context.screen, journal)


def _days_before(today: date, oldest: date) -> Iterator[tuple[str, date]]:
    """Yield a week, a month and a quarter ago, and each year back to the oldest entry."""
    years = max(today.year - oldest.year, 1)
    phrases = {"a week": "1w", "a month": "1m", "a quarter": "3m", "a year": "1y"}
    phrases |= {f"{count} years": f"{count}y" for count in range(2, years + 1)}
    for ago, phrase in phrases.items():
        day = read_days(phrase, today).first
        if day is not None:
            yield ago, day
