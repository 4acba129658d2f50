"""The options that choose entries, and the query their words make."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Annotated, NamedTuple

import typer

from syslead_cli.cli.context import Context
from syslead_cli.cli.options import day_back, facet_id, one_of, span
from syslead_cli.core.marks import clean_mark
from syslead_cli.core.query import Query, facets_in, plain
from syslead_cli.core.records import ENTRY_KINDS
from syslead_cli.errors import SysleadError, UsageError

if TYPE_CHECKING:
    from syslead_cli.core.fold import Placed
    from syslead_cli.core.framework import Framework
    from syslead_cli.render.entries import Names

#: Kinds that can be listed; the first ones are listed unless others are asked for.
KINDS_SHOWN = (*ENTRY_KINDS, "newer")
KINDS = (*KINDS_SHOWN, "focus", "pause", "share")

Limit = Annotated[
    int, typer.Option("--limit", "-n", help="At most so many; 0 for all.", min=0, metavar="N")
]
Facets = Annotated[
    list[str] | None, typer.Option("--facet", help="About this facet; may be repeated.")
]
Dimensions = Annotated[
    list[str] | None, typer.Option("--dimension", help="About this dimension; may be repeated.")
]
Kinds = Annotated[
    list[str] | None,
    typer.Option("--kind", help=f"{', '.join(KINDS)}; may be repeated.", metavar="KIND"),
]
Voices = Annotated[
    list[str] | None, typer.Option("--voice", help="Naming this voice; may be repeated.")
]
Tags = Annotated[list[str] | None, typer.Option("--tag", help="With this tag; may be repeated.")]
PromptIds = Annotated[
    list[str] | None, typer.Option("--prompt", help="Answers to this prompt; may be repeated.")
]


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


def query_of(context: Context, filters: Filters) -> Query:
    """The query; a word that names nothing is a UsageError."""
    dimensions = [_dimension_id(context, word) for word in filters.dimension or ()]
    within = [f.id for d in dimensions for f in _every_facet(context, d)]
    kinds = [
        one_of(word, KINDS, "Kind", f"One of {', '.join(KINDS)}.") for word in filters.kind or ()
    ]
    return Query(
        kinds=frozenset(kinds or KINDS_SHOWN),
        facets=frozenset(_facet(context, word) for word in filters.facet or ()),
        dimensions=frozenset(dimensions),
        within=frozenset(within),
        voices=_marks(filters.voice, "--voice"),
        tags=_marks(filters.tag, "--tag"),
        prompts=frozenset(filters.prompt or ()),
        span=span(context, filters.since, filters.until),
    )


def _marks(words: Iterable[str] | None, option: str) -> frozenset[str]:
    marks = {word: plain(clean_mark(word)) for word in words or ()}
    for word, mark in marks.items():
        if not mark:
            raise UsageError(f'{option} "{word}": a name is needed.', f"{option} board")
    return frozenset(marks.values())


def _every_facet(context: Context, dimension: str):  # type: ignore[no-untyped-def]
    framework = context.framework
    every = framework.everything or framework.facets
    return [facet for facet in every if facet.dimension == dimension]


def _facet(context: Context, word: str) -> str:
    """A facet of the framework, or one that only the journal knows any more."""
    try:
        return facet_id(context, word)
    except UsageError:
        records = context.journal.read().records
        if any(word in facets_in(record) for record in records):
            return word
        raise


def _dimension_id(context: Context, word: str) -> str:
    framework = context.framework
    for dimension in framework.dimensions:
        if word == dimension.id or word.casefold() == dimension.name.casefold():
            return dimension.id
    records = context.journal.read().records
    if any(word in getattr(record, "scores", {}) for record in records):
        return word
    ids = [dimension.id for dimension in framework.dimensions]
    return one_of(word, ids, "Dimension", f"This framework has {', '.join(ids)}.")


def standing_on(context: Context, as_of: str) -> Callable[[Placed], bool] | None:
    """What --as-of leaves out; None where it was not given."""
    day = day_back(context, as_of, "--as-of")
    if day is None:
        return None
    from syslead_cli.core.fold import as_it_stood

    return as_it_stood(day, context.day_start)


def names(context: Context) -> Names:
    """What ids are called here. The framework is read when the first name is needed."""
    from syslead_cli.render.entries import Names

    return Names(
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
