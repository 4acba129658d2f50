"""Declare options that several commands share, and turn their words into values."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date
from typing import TYPE_CHECKING, Annotated, TypeVar

import typer

from syslead_cli.base.dates import DateProblem, Span, read_day_ahead, read_day_back, read_past
from syslead_cli.base.text import did_you_mean
from syslead_cli.errors import UsageError

if TYPE_CHECKING:
    from syslead_cli.context import Context

Json = Annotated[bool, typer.Option("--json", help="One JSON document on standard output.")]
DayBack = Annotated[
    str,
    typer.Option(
        "--date", help="The day it belongs to: fri, 2w, 3 March, 2026-03-29.", metavar="DAY"
    ),
]
AsOf = Annotated[
    str, typer.Option("--as-of", help="The journal as it stood on that day.", metavar="DAY")
]
Since = Annotated[
    str,
    typer.Option(
        "--since", help="From then on: 2w, fri, 2026-03, 2026-01..2026-03.", metavar="WHEN"
    ),
]
Until = Annotated[str, typer.Option("--until", help="Up to then, included.", metavar="WHEN")]

Id = Annotated[
    str, typer.Argument(help="Its id, or the first or last characters of it.", metavar="ID")
]
_PAST = "Try fri, yesterday, 2w, 3 March or 2026-03-29."
_SPANS = "Try fri, 2w, 2026-03, 2026-01..2026-03 or 2026-03-29."
_AHEAD = "Try fri, tomorrow, 2w, 3 May or 2027-05-29."
T = TypeVar("T")


def _date(option: str, read: Callable[[], T], hint: str) -> T:
    try:
        return read()
    except DateProblem as problem:
        raise UsageError(f"{option}: {problem}.", hint) from None


def day_back(context: Context, text: str, option: str = "--date") -> date | None:
    """Read the day of an option, today or before; None where it was not given."""
    if not text:
        return None
    return _date(option, lambda: read_day_back(text, context.today), _PAST)


def day_ahead(context: Context, text: str, option: str) -> date | None:
    """Read the day of an option, today or later; None where it was not given."""
    if not text:
        return None
    return _date(option, lambda: read_day_ahead(text, context.today), _AHEAD)


def day_near(context: Context, text: str, option: str) -> date | None:
    """Read a day before or after today: a coming one where the words allow it, else a past one."""
    if not text:
        return None
    try:
        return read_day_ahead(text, context.today)
    except DateProblem:
        return _date(option, lambda: read_day_back(text, context.today), _PAST)


def span(context: Context, since: str, until: str) -> Span:
    """Read the days two options name together."""
    first = last = None
    if since:
        whole = _date("--since", lambda: read_past(since, context.today), _SPANS)
        first, last = whole.first, whole.last if ".." in since else None
    if until:
        last = _date("--until", lambda: read_past(until, context.today), _SPANS).last
    if first and last and first > last:
        raise UsageError(
            f"--since {since} comes after --until {until}.", "The earlier day goes first."
        )
    return Span(first, last)


def one_of(word: str, allowed: Iterable[str], what: str, hint: str = "") -> str:
    """Return the word where it is allowed. Raise UsageError with the nearest one."""
    words = list(allowed)
    if word in words:
        return word
    raise UsageError(f'{what} "{word}" is not known.', did_you_mean(word, words) or hint)


def dimension_id(context: Context, word: str) -> str:
    """Return the id of a dimension given by id or name."""
    dimensions = context.framework.dimensions
    for dimension in dimensions:
        if word == dimension.id or word.casefold() == dimension.name.casefold():
            return dimension.id
    ids = [dimension.id for dimension in dimensions]
    return one_of(word, ids, "Dimension", f"This framework has {', '.join(ids)}.")


def facet_id(context: Context, word: str) -> str:
    """Return the id of a facet given by id or name."""
    every = context.framework.everything or context.framework.facets
    for facet in every:
        if word in (facet.id, facet.short, facet.name):
            return facet.id
    return one_of(
        word, [facet.id for facet in every], "Facet", "syslead framework show lists them."
    )
