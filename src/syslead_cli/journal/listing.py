"""Entries on the screen or as a document: what ``list`` and ``search`` answer.

Without the machinery of a command line, so that cli/narrow.py can come straight here.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, NamedTuple

from msgspec.structs import replace

from syslead_cli.base.terminal import put_page, warn_of_damage
from syslead_cli.context import Context
from syslead_cli.errors import SysleadError
from syslead_cli.journal.entries import entry_data
from syslead_cli.journal.model import ENTRY_KINDS
from syslead_cli.journal.query import Query
from syslead_cli.journal.reading import FoundEntries, find_entries

if TYPE_CHECKING:
    from syslead_cli.framework.model import Framework
    from syslead_cli.journal.merge import PlacedLine
    from syslead_cli.journal.screen import Labels


#: Kinds that can be listed; the first ones are listed unless others are asked for.
KINDS_SHOWN = (*ENTRY_KINDS, "newer")
KINDS = (*KINDS_SHOWN, "focus", "pause", "share")

#: Entries ``list`` shows unless another number is said.
NEWEST = 10


class Filters(NamedTuple):
    """The words of these options as typed."""

    since: str = ""
    until: str = ""
    as_of: str = ""
    facet: list[str] | None = None
    dimension: list[str] | None = None
    kind: list[str] | None = None
    voice: list[str] | None = None
    tag: list[str] | None = None
    prompt: list[str] | None = None


def newest(context: Context, *, as_json: bool) -> None:
    """``list`` with nothing else said."""
    answer(context, Query(kinds=frozenset(KINDS_SHOWN)), Filters(), NEWEST, as_json=as_json)


def answer(context: Context, query: Query, filters: Filters, limit: int, *, as_json: bool) -> None:
    """The entries a query is about, or that there are none."""
    keeping = standing_on(context, filters.as_of)
    found = find_entries(context.journal, query, limit=limit or None, keeping=keeping)
    if as_json:
        name = "search" if query.words else "list"
        context.screen.document(name, {"entries": list(map(entry_data, found.entries))})
    elif found.entries:
        _show_list(context, query, found)
    else:
        _say_nothing(context, query, filters)
    warn_of_damage(context.screen, found.journal)


def _show_list(context: Context, query: Query, found: FoundEntries) -> None:
    from syslead_cli.base.text import counted
    from syslead_cli.journal.screen import page_of_entries

    put_page(context.screen, page_of_entries(found.entries, names(context), query.words))
    left = found.total - len(found.entries)
    if query.words and left:
        said = counted(found.total, "entry", "entries")
        context.screen.say(f"{said} found, {left:,} not shown; --limit 0 shows all.")


def _say_nothing(context: Context, query: Query, filters: Filters) -> None:
    """What was not found, and where there is something, on the side: stdout stays empty."""
    from syslead_cli.base.dates import Span
    from syslead_cli.journal.screen import nothing_found, try_instead

    if query == Query(kinds=query.kinds) and not filters.kind:
        by = f"by {filters.as_of}" if filters.as_of else "yet"
        context.screen.say(f"Nothing written {by}. syslead reflect asks the first two questions.")
        return
    days = []
    if query.span != Span():
        anywhen = find_entries(context.journal, replace(query, span=Span()))
        days = [entry.day for entry in anywhen.entries if entry.day]
    hint = try_instead(query.span, days)
    said = nothing_found(query, filters.kind or (), context.today)
    context.screen.say(f"{said} {hint}".rstrip())


def standing_on(context: Context, as_of: str) -> Callable[[PlacedLine], bool] | None:
    """What --as-of leaves out; None where it was not given."""
    if not as_of:
        return None
    from syslead_cli.base.options import day_back

    day = day_back(context, as_of, "--as-of")
    if day is None:
        return None
    from syslead_cli.journal.merge import as_it_stood

    return as_it_stood(day, context.day_start)


def names(context: Context) -> Labels:
    """What ids are called here. The framework is read when the first name is needed."""
    from syslead_cli.journal.screen import Labels

    return Labels(
        facet=lambda id_: _called(context, id_, lambda framework: framework.label(id_)),
        dimension=lambda id_: _called(
            context, id_, lambda framework: getattr(framework.dimension(id_), "name", id_)
        ),
        today=context.today,
        width=context.screen.width,
    )


def _called(context: Context, id_: str, name: Callable[[Framework], str]) -> str:
    """A framework that cannot be read is no reason to keep the entries back."""
    try:
        return name(context.framework)
    except SysleadError:
        return id_
