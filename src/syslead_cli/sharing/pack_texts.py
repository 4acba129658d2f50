"""A pack as Markdown, HTML, CSV and JSON."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from typing import Any

from syslead_cli.base.blocks import title_of, to_html, to_markdown
from syslead_cli.base.visible import visible
from syslead_cli.insight.trends_csv import inert
from syslead_cli.sharing.pack import Document
from syslead_cli.sharing.pack_blocks import pack_blocks


def pack_json(data: Document) -> str:
    """The pack file itself."""
    return json.dumps(data, indent=2) + "\n"


def pack_markdown(data: Document) -> str:
    """The whole document, ended by a newline."""
    return to_markdown(pack_blocks(data))


def pack_html(data: Document) -> str:
    """One HTML page: no script, no request."""
    blocks = pack_blocks(data)
    return to_html(blocks, "pack.css", title=title_of(blocks))


def pack_csv(data: Document) -> str:
    """Every value with its path: ``dimensions.1.full,7``."""
    import csv
    from io import StringIO

    out = StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow(("field", "value"))
    for path, value in _leaves(data, ""):
        said = "" if value is None else visible(str(value))
        writer.writerow((path, inert(said)))
    return out.getvalue()


def _leaves(node: Any, path: str) -> Iterator[tuple[str, Any]]:
    if isinstance(node, dict):
        for key, value in node.items():
            yield from _leaves(value, f"{path}.{key}" if path else key)
    elif isinstance(node, list):
        for at, value in enumerate(node, start=1):
            yield from _leaves(value, f"{path}.{at}")
    else:
        yield path, node


#: Format → what writes it.
FORMATS: dict[str, Callable[[Document], str]] = {
    "json": pack_json, "html": pack_html, "md": pack_markdown, "csv": pack_csv,
}  # fmt: skip
