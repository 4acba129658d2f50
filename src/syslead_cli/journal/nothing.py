"""What is said when there is nothing to show, and what to try instead."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta

from syslead_cli.base.day import MONTHS, Span, days_in_month
from syslead_cli.base.wording import day_in_words, listed
from syslead_cli.journal.query import Query

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


def nothing_found(query: Query, chosen: Iterable[str], today: date) -> str:
    """``Nothing written in March.`` ``chosen`` are the kinds asked for, if any were."""
    when = span_in_words(query.span, today)
    return f"{_what(query, list(chosen))}{' ' + when if when else ''}."


def _what(query: Query, chosen: list[str]) -> str:
    said = {
        "says " + listed([f'"{word}"' for word in query.words]): query.words,
        "is about " + listed(sorted(query.facets)): query.facets,
        "is about " + listed(sorted(query.dimensions)) + " ": query.dimensions,
        "names " + listed([f"@{voice}" for voice in sorted(query.voices)]): query.voices,
        "is tagged " + listed([f"#{tag}" for tag in sorted(query.tags)]): query.tags,
        "answers " + listed(sorted(query.prompts)): query.prompts,
    }
    filters = [words.strip() for words, value in said.items() if value]
    if chosen:
        kinds = f"No {listed([_KINDS[kind] for kind in chosen])}"
        return f"{kinds} where all of that holds" if filters else kinds
    if not filters:
        return "Nothing written"
    return f"Nothing {' and '.join(filters)}"


def span_in_words(span: Span, today: date) -> str:
    """``in March``, ``on Friday 27 March``, ``since 1 March``; empty for all time."""
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
    whole = first.day == 1 and last.day == days_in_month(last.year, last.month)
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


def try_instead(span: Span, days: Iterable[date]) -> str:
    """The option that would show something, where there is something on another day."""
    there = sorted(days)
    if not there:
        return ""
    before = [day for day in there if span.first and day < span.first]
    if before:
        return f"Try --since {before[-1].isoformat()[:7]}."
    after = [day for day in there if span.last and day > span.last]
    return f"Try --until {_month_end(after[0]).isoformat()}." if after else ""


def _month_end(day: date) -> date:
    return day.replace(day=1) + timedelta(days=days_in_month(day.year, day.month) - 1)
