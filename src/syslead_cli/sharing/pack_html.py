"""A pack as one HTML page: no script, no request, every value escaped, styles named by hash."""

from __future__ import annotations

from syslead_cli.base.html import html_page
from syslead_cli.sharing.pack import Document
from syslead_cli.sharing.pack_blocks import pack_blocks


def pack_html(data: Document) -> str:
    """The whole page."""
    return html_page("pack.html.j2", "pack.css", blocks=pack_blocks(data))
