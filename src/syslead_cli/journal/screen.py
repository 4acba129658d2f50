"""Print the entries of ``list`` and ``search``, or what was not found."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import date, timedelta
from typing import TYPE_CHECKING

from msgspec.structs import replace

from syslead_cli.base.dates import MONTHS, Span, days_in_month
from syslead_cli.base.terminal import put_page, warn_of_damage
from syslead_cli.base.text import counted, day_in_words, listed
from syslead_cli.journal.entries import KINDS_SHOWN, FoundEntries, entry_data, find_entries, labels
from syslead_cli.journal.entry_page import page_of_entries
from syslead_cli.journal.merge import PlacedLine, as_it_stood
from syslead_cli.journal.query import Query

if TYPE_CHECKING:
    from syslead_cli.context import Context

#: Entries ``list`` shows unless another number is said.
NEWEST = 10
_KINDS = {
    "ask": "questions asked",
    "note": "notes",
    "rating": "ratings",
    "assessment": "assessments",
    "intention": "intentions",
    "outcome": "outcomes of intentions",
    "review": "reviews",
    "focus": "focus",
    "pause": "pauses",
    "share": "shares",
    "newer": "entries from a newer version",
}


# ── answers to list and search ───────────────────────────────────────────────


def print_newest(context: Context, *, as_json: bool) -> None:
    """Print the newest entries: ``list`` without options, also without Typer (fast.py)."""
    print_entries(context, Query(kinds=frozenset(KINDS_SHOWN)), NEWEST, as_json=as_json)


def print_entries(
    context: Context,
    query: Query,
    limit: int,
    *,
    as_of: str = "",
    kinds: Sequence[str] = (),
    as_json: bool,
    chance: bytes = b"",
) -> None:
    """Print the newest ``limit`` entries of a query (0: all), or that there are none.

    ``kinds`` are those that were asked for by name. With ``chance``, random bytes, entries with
    words are drawn from all of them.
    """
    keeping = kept_as_of(context, as_of)
    most = None if chance else limit or None
    found = find_entries(context.journal, query, limit=most, keeping=keeping)
    if chance:
        found = _drawn(found, limit, chance)
    if as_json:
        name = "search" if query.words else "list"
        context.screen.document(name, {"entries": list(map(entry_data, found.entries))})
    elif found.entries:
        _print_list(context, query, found)
    else:
        context.screen.say(_nothing(context, query, as_of, kinds))
    warn_of_damage(context.screen, found.journal)


def _drawn(found: FoundEntries, limit: int, chance: bytes) -> FoundEntries:
    from random import Random

    pool = [entry for entry in found.entries if entry.text]
    count = min(limit or len(pool), len(pool))
    return replace(found, entries=Random(chance).sample(pool, count))  # noqa: S311


def kept_as_of(context: Context, as_of: str) -> Callable[[PlacedLine], bool] | None:
    """Return what --as-of keeps; None where it was not given."""
    if not as_of:
        return None
    from syslead_cli.base.options import day_back

    day = day_back(context, as_of, "--as-of")
    return as_it_stood(day, context.day_start) if day else None


def _print_list(context: Context, query: Query, found: FoundEntries) -> None:
    put_page(context.screen, page_of_entries(found.entries, labels(context), query.words))
    left = found.total - len(found.entries)
    if query.words and left:
        said = counted(found.total, "entry", "entries")
        context.screen.say(f"{said} found, {left:,} not shown; --limit 0 shows all.")


# ── nothing found ────────────────────────────────────────────────────────────


def _nothing(context: Context, query: Query, as_of: str, kinds: Sequence[str]) -> str:
    """Say what was not found, and which option would show something on another day."""
    if query == Query(kinds=query.kinds) and not kinds:
        by = f"by {as_of}" if as_of else "yet"
        return f"Nothing written {by}. syslead reflect asks the first two questions."
    days: list[date] = []
    if query.span != Span():
        anywhen = find_entries(context.journal, replace(query, span=Span()))
        days = sorted(entry.day for entry in anywhen.entries if entry.day)
    said = nothing_found(query, kinds, context.today)
    return f"{said} {_try_instead(query.span, days)}".rstrip()


def nothing_found(query: Query, chosen: Iterable[str], today: date) -> str:
    """Return ``Nothing written in March.`` ``chosen`` are the kinds asked for, if any were."""
    filters = [
        f"{what} {listed(words)}"
        for what, words in (
            ("says", [f'"{word}"' for word in query.words]),
            ("is about", sorted(query.facets)),
            ("is about", sorted(query.dimensions)),
            ("names", [f"@{voice}" for voice in sorted(query.voices)]),
            ("is tagged", [f"#{tag}" for tag in sorted(query.tags)]),
            ("answers", sorted(query.prompts)),
        )
        if words
    ]
    if kinds := [_KINDS[kind] for kind in chosen]:
        said = f"No {listed(kinds)}" + (" where all of that is true" if filters else "")
    else:
        said = f"Nothing {' and '.join(filters)}" if filters else "Nothing written"
    return f"{said} {_span_in_words(query.span, today)}".rstrip() + "."


def _span_in_words(span: Span, today: date) -> str:
    """Return ``in March``, ``on Friday 27 March``, ``since 1 March``; empty for all time."""
    first, last = span.first, span.last
    if first and last:
        return _between(first, last, today)
    if first:
        return f"since {day_in_words(first, today)}"
    return f"up to {day_in_words(last, today)}" if last else ""


def _between(first: date, last: date, today: date) -> str:
    if first == last:
        return f"on {day_in_words(first, today)}"
    if (first.month, first.day, last.month, last.day) == (1, 1, 12, 31) and first.year == last.year:
        return f"in {first.year}"
    whole = first.day == 1 and last == _month_end(last)
    if whole and (first.year, first.month) == (last.year, last.month):
        return f"in {_month(first, today)}"
    if last == today:
        return f"since {day_in_words(first, today)}"
    if whole:
        return f"from {_month(first, today)} to {_month(last, today)}"
    return f"between {day_in_words(first, today)} and {day_in_words(last, today)}"


def _month(day: date, today: date) -> str:
    year = "" if day.year == today.year else f" {day.year}"
    return f"{MONTHS[day.month - 1].title()}{year}"


def _month_end(day: date) -> date:
    return day.replace(day=1) + timedelta(days=days_in_month(day.year, day.month) - 1)


def _try_instead(span: Span, days: Sequence[date]) -> str:
    """Return the option that would show something, where there is something on another day."""
    before = [day for day in days if span.first and day < span.first]
    if before:
        return f"Try --since {before[-1].isoformat()[:7]}."
    after = [day for day in days if span.last and day > span.last]
    return f"Try --until {_month_end(after[0]).isoformat()}." if after else ""
