"""A review's summary as Markdown: what a cron job mails and a leader files away."""

from __future__ import annotations

import re

from syslead_cli.base.visible import one_line, visible
from syslead_cli.review.review_blocks import HEADING, ITEM, QUOTE, TITLE, Block, blocks
from syslead_cli.review.review_summary import Summary

_SPECIAL = re.compile(r"([\\`*_\[\]<>|#])")
#: What would begin a list, a heading or a rule at the start of a line.
_OPENING = re.compile(r"(?m)^(\s*)(?:([-+=~])|(\d+)([.)]))")


def review_markdown(summary: Summary) -> str:
    """The whole document, ended by a newline."""
    text = ""
    before = ""
    for block in blocks(summary):
        tight = block.kind == before == ITEM
        text += ("\n" if tight else "\n\n" if text else "") + _block(block)
        before = block.kind
    return text + "\n"


def _block(block: Block) -> str:
    if block.kind == QUOTE:
        return "\n".join(f"> {_plain(line)}".rstrip() for line in visible(block.text).split("\n"))
    lead = {TITLE: "# ", HEADING: "## ", ITEM: "- "}.get(block.kind, "")
    return lead + _plain(one_line(block.text))


def _plain(text: str) -> str:
    """The text with nothing in it taken for markup."""
    text = _SPECIAL.sub(r"\\\1", text)
    return _OPENING.sub(lambda m: f"{m[1]}\\{m[2]}" if m[2] else f"{m[1]}{m[3]}\\{m[4]}", text)
