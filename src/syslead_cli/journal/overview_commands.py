"""``voices``, ``tags``, ``calendar`` and ``on-this-day``: whom, what and when."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from datetime import date, timedelta
from itertools import groupby, starmap
from typing import TYPE_CHECKING, Annotated

import typer
from msgspec import field

from syslead_cli.base.dates import read_days
from syslead_cli.base.documents import Count, Document, Part
from syslead_cli.base.layout import ACCENT, MARGIN, PLAIN, QUIET, Line, Page, cells, fit, sentence
from syslead_cli.base.options import Json, Yes, argument, command_app
from syslead_cli.base.text import (
    clean_mark,
    counted,
    day_in_words,
    did_you_mean,
    marks_in,
    name_key,
    one_line,
    short_day,
    short_month,
)
from syslead_cli.errors import SysleadError, UsageError
from syslead_cli.journal.commands import confirmed
from syslead_cli.journal.edit import MARK_FIELDS, renaming
from syslead_cli.journal.entries import (
    KINDS_SHOWN,
    DaysWritten,
    days_written,
    entries_in,
    entry_data,
)
from syslead_cli.journal.hearing import DeclinedFile, heard_in, not_named, with_heard
from syslead_cli.journal.model import Record, Revise
from syslead_cli.journal.query import Query, plain
from syslead_cli.journal.screen import page_of_entries

if TYPE_CHECKING:
    from syslead_cli.context import Context

voices_app = command_app()
tags_app = command_app()
app = command_app()


_WIDEST = 40
_WHAT = {"@": "voice", "#": "tag"}
_NOT_HEARD = {True: "not named yet", False: "named, and not heard from yet"}
Old = Annotated[str, argument("OLD", "The present name.")]
New = Annotated[str, argument("NEW", "The new name; it may be in use already.")]


class VoiceCount(Part, frozen=True):
    """A voice: how many answers, notes and reviews say it was heard, and the last day; null: none.

    One that is only listed, or was missed in a review, counts 0.
    """

    voice: str
    count: Count
    last: date | None


class TagCount(Part, frozen=True):
    """A tag: how many answers and notes have it, and the day of the last."""

    tag: str
    count: Count
    last: date | None


class VoicesDocument(Document, frozen=True, tag="syslead/voices/1"):
    """Whose voices the journal names, the most frequent first."""

    voices: tuple[VoiceCount, ...]


class HeardVoice(Part, frozen=True):
    """Somebody a text says was heard: the voice, and where it stands, in characters.

    ``sure``: it is counted without asking, as a voice with an @ is, and a listed group.
    """

    voice: str
    sure: bool
    start: Count
    end: Count


class VoicesMatchDocument(Document, frozen=True, tag="syslead/voices-match/1"):
    """Whom a text says was heard, in its order."""

    heard: tuple[HeardVoice, ...]


class TagsDocument(Document, frozen=True, tag="syslead/tags/1"):
    """The tags of the journal, the most frequent first."""

    tags: tuple[TagCount, ...]


def counted_marks(
    records: Iterable[Record], sign: str, listed: Iterable[str] = ()
) -> list[tuple[str, int, date | None]]:
    """Return each name with its count and last day, as trends counts: an entry counts once.

    Whom a review says was missing is not counted; a name that is nowhere else counts 0.
    """
    found: dict[str, tuple[int, date | None]] = {}
    for record in records:
        marks = {key: getattr(record, key, ()) for key in MARK_FIELDS[sign]}
        for name in marks.pop("missing", ()):
            found.setdefault(name, (0, None))
        for name in {name for names in marks.values() for name in names}:
            count, last = found.get(name, (0, None))
            found[name] = (count + 1, max(record.day, last or record.day))
    known = set(map(name_key, found))
    found.update((clean_mark(one), (0, None)) for one in listed if name_key(one) not in known)
    rows = [(name, count, last) for name, (count, last) in found.items()]
    return sorted(rows, key=lambda row: (-row[1], -(row[2] or date.min).toordinal(), row[0]))


@voices_app.callback(invoke_without_command=True)
def voices(ctx: typer.Context, as_json: Json = False) -> None:
    """List the people and groups you heard from: how often, and when last."""
    if ctx.invoked_subcommand is None:
        _print_marks(ctx.obj, "@", as_json=as_json)


@voices_app.command("match")
def match_voices(context: Context, as_json: Json = False) -> None:
    """Whom a text says was heard: counted, or worth asking about.

    The text is read from standard input.
    """
    text = context.read_stdin()
    declined = DeclinedFile(context).read()
    found = heard_in(text, context.settings.voices)
    found = [each for each in found if each.sure or not declined.holds(each.voice)]
    if as_json:
        parts = (HeardVoice(each.voice, each.sure, each.start, each.end) for each in found)
        context.screen.print_document(VoicesMatchDocument(tuple(parts)))
        return
    for each in found:
        words, how = text[each.start : each.end], "counted" if each.sure else "asked about"
        context.screen.line(one_line(f"@{each.voice}: {how} ({words})"))
    if not found:
        context.screen.say("Nobody was found in this text.")


@tags_app.callback(invoke_without_command=True)
def tags(ctx: typer.Context, as_json: Json = False) -> None:
    """List the tags of your entries: how often, and when last."""
    if ctx.invoked_subcommand is None:
        _print_marks(ctx.obj, "#", as_json=as_json)


def _groups(context: Context, sign: str) -> Sequence[str]:
    """Return the groups that the leader listed, which count among voices."""
    return context.settings.voices if sign == "@" else ()


def _print_marks(context: Context, sign: str, *, as_json: bool) -> None:
    groups = _groups(context, sign)
    journal = with_heard(context.journal.read(), groups)
    rows = counted_marks(journal.records, sign, groups)
    if as_json and sign == "@":
        context.screen.print_document(VoicesDocument(tuple(starmap(VoiceCount, rows))))
    elif as_json:
        context.screen.print_document(TagsDocument(tuple(starmap(TagCount, rows))))
    elif rows:
        unnamed = set(map(clean_mark, not_named(journal.records, groups)))
        context.screen.page(_page_of_marks(sign, rows, unnamed, context.today))
    else:
        what = _WHAT[sign]
        example = f"{sign}name in an entry, or note --{what} NAME, is one."
        context.screen.say(f"No {what} in the journal yet. {example}")
    context.screen.warn_of_damage(journal)


def _page_of_marks(
    sign: str, rows: Sequence[tuple[str, int, date | None]], unnamed: Collection[str], today: date
) -> Page:
    names = [f"{sign}{one_line(name)}" for name, _, _ in rows]
    width = min(max(map(cells, names)), _WIDEST)
    digits = len(f"{rows[0][1]:,}")
    page: Page = []
    for shown, (name, count, last) in zip(names, rows, strict=True):
        day = short_day(last, today) if last else _NOT_HEARD[name in unnamed]
        what = f"{MARGIN}{fit(shown, width)}  {count:>{digits},}"
        page.append([(PLAIN, what), (QUIET, f"  {day}")])
    return page


@voices_app.command("rename")
def rename_voice(context: Context, old: Old, new: New, yes: Yes = False) -> None:
    """Rename a voice everywhere.

    If the new name is in use, the two become one. Each entry keeps its earlier version. Your
    settings, and the roles used when sharing, change too.
    """
    olds, name = _rename(context, "@", old, new, yes=yes)
    if not olds:
        return
    groups = context.settings.voices
    keys = set(map(name_key, olds))
    renamed = [name if name_key(group) in keys else group for group in groups]
    if tuple(renamed) != groups:
        kept = {name_key(group): group for group in renamed}
        context.config.change({"voices": list(kept.values())})
        context.screen.say("  Your settings were changed too.")
    roles = context.aliases.read()
    if name not in roles:
        known = [roles[word] for one in olds for word in (one, f"@{one}") if word in roles]
        context.aliases.remember(dict.fromkeys([name][: len(known)], *known[:1]))


@tags_app.command("rename")
def rename_tag(context: Context, old: Old, new: New, yes: Yes = False) -> None:
    """Rename a tag everywhere.

    If the new name is in use, the two become one. Each entry keeps its earlier version.
    """
    _rename(context, "#", old, new, yes=yes)


def _rename(context: Context, sign: str, old: str, new: str, *, yes: bool) -> tuple[set[str], str]:
    """Append an edit for each entry that has the name; return what was renamed, and to what."""
    journal = context.journal.read()
    marks = counted_marks(journal.records, sign, _groups(context, sign))
    known = {name: count for name, count, _ in marks}
    name = _new_name(sign, new)
    olds = _named(old, known) - {name}
    if not olds:
        what, message, hint = _WHAT[sign], f"{sign}{name} already has that name.", ""
        if name not in _named(old, known):
            message = f"No {what} is called {old}."
            hint = did_you_mean(clean_mark(old), known) or f"syslead {what}s lists them."
        raise SysleadError(one_line(message), hint, code="not_found")
    edits = {r.id: set_ for r in journal.records if (set_ := renaming(r, sign, olds, name))}
    shown, entries = " and ".join(f"{sign}{one}" for one in sorted(olds)), len(edits)
    where = counted(entries, "entry", "entries")
    if known.get(name):
        used = counted(known[name], "entry", "entries")
        context.screen.say(f"{sign}{name} is in use, in {used}; the two become one.")
    question = one_line(f"Rename {shown} to {sign}{name} in {where}?")
    undone, hint = "; nothing was renamed", "--yes renames without asking."
    if not yes and not confirmed(context, question, undone, hint):
        context.screen.line("Nothing was renamed.")
        return set(), name
    stamped = [Revise(**context.stamp(None)._asdict(), of=of, set=s) for of, s in edits.items()]
    if stamped:
        context.journal.append(stamped)
    context.screen.line(f"Renamed {shown} to {sign}{name} in {where}.")
    context.screen.warn_of_damage(journal)
    return olds, name


def _new_name(sign: str, new: str) -> str:
    """Return a name as entries have it. Raises UsageError for what no text could name."""
    written = clean_mark(new)
    found = [name for _, name in marks_in(sign, f"{sign}{written}")]
    if len(found) != 1 or len(found[0]) < len(written.removeprefix("the-")):
        raise UsageError(
            f'"{one_line(new)}" is not a name: use letters, digits, hyphens and apostrophes.',
            "Nothing was renamed.",
        )
    return found[0]


def _named(word: str, known: Iterable[str]) -> set[str]:
    """Return the names meant: that very one, else those alike but for accents and capitals."""
    exact = {word.lstrip("@#"), clean_mark(word)} & set(known)
    wanted = name_key(plain(word))
    return exact or {name for name in known if name_key(plain(name)) == wanted}


#: Columns before the first week.
_LABEL = 5
_SIGNS = {"written": (ACCENT, "■"), "brief": (PLAIN, "□"), "away": (QUIET, "–"), "": (QUIET, "·")}


class CalendarDocument(Document, frozen=True, tag="syslead/calendar/1"):
    """The days from ``from`` to ``to`` on which something was written, and counts by month."""

    from_: date = field(name="from")
    to: date
    days: DaysWritten


@app.command()
def calendar(
    context: Context,
    year: Annotated[int | None, argument("[YEAR]", "A year. Default: the last six months.")] = None,
    as_json: Json = False,
) -> None:
    """Show the days on which you wrote: a year, or the last six months."""
    first, last = _window(year, context.today)
    journal = context.journal.read()
    days = days_written(journal.records, first, last)
    if as_json:
        context.screen.print_document(CalendarDocument(first, last, days))
    else:
        context.screen.page(calendar_page(days, first, last, context.screen.width))
        if not (days.written or days.brief) and journal.records:
            newest = journal.records[-1].day
            text = f"The last entry is of {day_in_words(newest, context.today)}"
            context.screen.say(f" {text}: syslead calendar {newest.year}")
    context.screen.warn_of_damage(journal)


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
        no_day = (PLAIN, " ")
        signs = [_SIGNS[kinds.get(day, "")] if first <= day <= last else no_day for day in row]
        line: Line = [(QUIET, f"{MARGIN}{label:<{_LABEL}}")]
        for style, same in groupby(signs, key=lambda sign: sign[0]):
            line.append((style, "".join(sign.ljust(step) for _, sign in same)))
        page.append(line)
    legend = {"■ written": True, "□ a skip or a brief answer only": days.brief, "– away": days.away}
    meant = "   ".join([*(sign for sign, is_there in legend.items() if is_there), "· nothing"])
    page += [[], *sentence(meant, width, style=QUIET)]
    page += sentence(f"Written on {len(days.written):,} of {counted(days.of, 'day')}.", width)
    months = (f"{short_month(one.month)} {one.written}" for one in days.months)
    return page + sentence(f"By month: {' · '.join(months)}", width)


def _month_names(weeks: list[date], step: int, last: date) -> str:
    """Return each month's name above the week with its first day, where there is room."""
    names, before = "", 0
    for at, monday in enumerate(weeks):
        sunday = min(monday + timedelta(days=6), last)
        if sunday.month != before and len(names) <= at * step:
            names = names.ljust(at * step) + short_month(sunday) + " "
        before = sunday.month
    return names


@app.command("on-this-day")
def on_this_day(context: Context, as_json: Json = False) -> None:
    """Show what you wrote a week, a month, a quarter and whole years ago."""
    journal = context.journal.read()
    oldest = journal.records[0].day if journal.records else context.today
    days = list(_days_before(context.today, oldest))
    query = Query(kinds=KINDS_SHOWN, days=frozenset(day for _, day in days))
    written = entries_in(journal, query)[0][::-1]
    found = [(ago, day, [each for each in written if each.day == day]) for ago, day in days]
    if as_json:
        looks = [
            {"ago": ago, "day": day, "entries": list(map(entry_data, entries))}
            for ago, day, entries in found
        ]
        context.screen.document("on-this-day", {"looks": looks})
    elif any(entries for *_, entries in found):
        page: Page = []
        for ago, _, entries in found:
            if entries:
                page += [[], [(ACCENT, f"{MARGIN}{ago} ago".upper())], []]
                page += page_of_entries(entries, context.labels)
        context.screen.page(page[1:])
    else:
        text = "Nothing written a week, a month, a quarter or whole years ago."
        context.screen.say(f"{text} syslead list --random shows any entry.")
    context.screen.warn_of_damage(journal)


def _days_before(today: date, oldest: date) -> Iterator[tuple[str, date]]:
    """Yield a week, a month and a quarter ago, and each year back to the oldest entry."""
    years = max(today.year - oldest.year, 1)
    phrases = {"a week": "1w", "a month": "1m", "a quarter": "3m", "a year": "1y"}
    phrases |= {f"{count} years": f"{count}y" for count in range(2, years + 1)}
    for ago, phrase in phrases.items():
        day = read_days(phrase, today).first
        if day is not None:
            yield ago, day
