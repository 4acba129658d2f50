"""A journal as one HTML file: no script, nothing fetched, light and dark, fit for paper."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from syslead_cli.base.html import html_pieces
from syslead_cli.exchange.reading_copy import Page


def html_chunks(pages: Iterable[Page], span: str) -> Iterator[bytes]:
    """The whole file, a piece at a time; ``span`` says which days it is about."""
    for piece in html_pieces("journal.html.j2", "journal.css", pages=pages, span=span):
        yield piece.encode()
