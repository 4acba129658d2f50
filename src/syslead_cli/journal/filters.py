"""The options that choose entries, and the query their words make."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Annotated

import typer

from syslead_cli.base.marks import clean_mark
from syslead_cli.base.options import dimension_id, facet_id, one_of, span
from syslead_cli.context import Context
from syslead_cli.errors import UsageError
from syslead_cli.journal.listing import KINDS, KINDS_SHOWN, Filters
from syslead_cli.journal.query import Query, facets_in, plain

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
    dimensions = [_dimension(context, word) for word in filters.dimension or ()]
    framework = context.framework
    within = [f.id for f in framework.everything or framework.facets if f.dimension in dimensions]
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


def _facet(context: Context, word: str) -> str:
    """A facet of the framework, or one that only the journal knows any more."""
    try:
        return facet_id(context, word)
    except UsageError:
        records = context.journal.read().records
        if any(word in facets_in(record) for record in records):
            return word
        raise


def _dimension(context: Context, word: str) -> str:
    """A dimension of the framework, or one that only the journal knows any more."""
    try:
        return dimension_id(context, word)
    except UsageError:
        records = context.journal.read().records
        if any(word in getattr(record, "scores", {}) for record in records):
            return word
        raise
