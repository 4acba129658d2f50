"""The options that choose entries, and the query their words make."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Annotated

import typer

from syslead_cli.cli.context import Context
from syslead_cli.cli.listing import KINDS, KINDS_SHOWN, Filters, names, standing_on
from syslead_cli.cli.options import facet_id, one_of, span
from syslead_cli.core.marks import clean_mark
from syslead_cli.core.query import Query, facets_in, plain
from syslead_cli.errors import UsageError

if TYPE_CHECKING:
    pass

__all__ = [
    "KINDS",
    "Dimensions",
    "Facets",
    "Filters",
    "Kinds",
    "Limit",
    "PromptIds",
    "Tags",
    "Voices",
    "names",
    "query_of",
    "standing_on",
]

Limit = Annotated[
    int, typer.Option("--limit", "-n", help="At most so many; 0 for all.", min=0, metavar="N")
]
Facets = Annotated[
    list[str] | None,
    typer.Option("--facet", help="About this facet; may be repeated.", metavar="FACET"),
]
Dimensions = Annotated[
    list[str] | None,
    typer.Option("--dimension", help="About this dimension; may be repeated.", metavar="DIMENSION"),
]
Kinds = Annotated[
    list[str] | None,
    typer.Option("--kind", help=f"{', '.join(KINDS)}; may be repeated.", metavar="KIND"),
]
Voices = Annotated[
    list[str] | None,
    typer.Option("--voice", help="Naming this voice; may be repeated.", metavar="NAME"),
]
Tags = Annotated[
    list[str] | None, typer.Option("--tag", help="With this tag; may be repeated.", metavar="TAG")
]
PromptIds = Annotated[
    list[str] | None,
    typer.Option("--prompt", help="Answers to this prompt; may be repeated.", metavar="ID"),
]


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
