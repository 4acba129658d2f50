"""A pack as Markdown, CSV and JSON."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from typing import Any

from syslead_cli.base.visible import one_line, visible
from syslead_cli.insight.trends_csv import inert
from syslead_cli.sharing.pack import Document
from syslead_cli.sharing.pack_blocks import (
    CHART,
    HEADING,
    ITEM,
    QUOTE,
    TABLE,
    TITLE,
    Block,
    pack_blocks,
)
from syslead_cli.sharing.pack_html import pack_html

_SPECIAL = re.compile(r"([\\`*_\[\]<>|#])")
_OPENING = re.compile(r"(?m)^(\s*)(?:([-+=~])|(\d+)([.)]))")


def pack_json(data: Document) -> str:
    """The pack file itself."""
    return json.dumps(data, indent=2) + "\n"


def pack_markdown(data: Document) -> str:
    """The whole document, ended by a newline."""
    text, before = "", ""
    for block in pack_blocks(data):
        if block.kind == CHART:
            continue
        tight = block.kind == before == ITEM
        text += ("\n" if tight else "\n\n" if text else "") + _block(block)
        before = block.kind
    return text + "\n"


def _block(block: Block) -> str:
    if block.kind == TABLE:
        head, *rows = (
            " | ".join(plain_markdown(one_line(str(c))) for c in row) for row in block.rows
        )
        rule = " | ".join("---" for _ in block.rows[0])
        return "\n".join(f"| {row} |" for row in (head, rule, *rows))
    if block.kind == QUOTE:
        return "\n".join(
            f"> {plain_markdown(line)}".rstrip() for line in visible(block.text).split("\n")
        )
    lead = {TITLE: "# ", HEADING: "## ", ITEM: "- "}.get(block.kind, "")
    return lead + plain_markdown(one_line(block.text))


def plain_markdown(text: str) -> str:
    """The text with nothing in it taken for markup."""
    text = _SPECIAL.sub(r"\\\1", text)
    return _OPENING.sub(lambda m: f"{m[1]}\\{m[2]}" if m[2] else f"{m[1]}{m[3]}\\{m[4]}", text)


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
