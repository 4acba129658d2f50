"""A pack as one HTML page: no script, no request, every value escaped, styles named by hash."""

from __future__ import annotations

from html import escape
from typing import Any

from syslead_cli.core.pack import Document
from syslead_cli.core.visible import visible
from syslead_cli.render.pack_blocks import (
    CHART,
    HEADING,
    ITEM,
    QUOTE,
    TABLE,
    TEXT,
    TITLE,
    Block,
    pack_blocks,
)

STYLE = """
:root{color-scheme:light dark;--ink:#1d2733;--soft:#56616e;--line:#c9d1d9;
--paper:#fff;--mark:#0b6e75}
@media (prefers-color-scheme:dark){
:root{--ink:#e6e9ec;--soft:#a7b0ba;--line:#3b4650;--paper:#14191e;
--mark:#5cc4cc}}
*{box-sizing:border-box}
body{margin:0 auto;max-width:46rem;padding:1.5rem 1rem 3rem;background:var(--paper);
color:var(--ink);font:1rem/1.5 system-ui,sans-serif;overflow-wrap:break-word}
h1{font-size:1.5rem;line-height:1.25;margin:0 0 .5rem}
h2{font-size:1.1rem;margin:1.75rem 0 .5rem;break-after:avoid}
p,ul{margin:.35rem 0}
ul{padding-inline-start:1.25rem}
blockquote{margin:.35rem 0 1rem;padding-inline-start:.8rem;
border-inline-start:.2rem solid var(--mark);white-space:pre-wrap}
.wide{overflow-x:auto}
table{border-collapse:collapse;width:100%;margin:.75rem 0;font-size:.9rem}
caption{text-align:start;color:var(--soft);padding-bottom:.25rem}
th,td{text-align:start;padding:.25rem .6rem .25rem 0;border-bottom:1px solid var(--line);
vertical-align:top}
th{font-weight:600}
svg{width:100%;height:auto;max-width:40rem;display:block;margin:.5rem 0}
svg text{fill:var(--ink);font:14px system-ui,sans-serif}
.line{stroke:var(--line);stroke-width:1}
.span{stroke:var(--mark);stroke-width:3}
.dot{fill:var(--mark)}
@page{size:A4;margin:18mm}
@media print{
:root{--ink:#000;--soft:#333;--line:#999;--paper:#fff;--mark:#0b6e75;color-scheme:light}
body{max-width:none;padding:0;font-size:10.5pt}tr,blockquote,svg{break-inside:avoid}
.wide{overflow:visible}}
"""
_TAGS = {TITLE: "h1", HEADING: "h2", TEXT: "p"}


def policy() -> str:
    """The page's Content-Security-Policy: nothing but these very styles."""
    from base64 import b64encode
    from hashlib import sha256

    digest = b64encode(sha256(STYLE.encode()).digest()).decode()
    return f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'"


def pack_html(data: Document) -> str:
    """The whole page."""
    blocks = pack_blocks(data)
    title = _text(blocks[0].text)
    return (
        '<!DOCTYPE html>\n<html lang="en-GB">\n<head>\n<meta charset="utf-8">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{policy()}">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        '<meta name="referrer" content="no-referrer">\n'
        f"<title>{title}</title>\n<style>{STYLE}</style>\n</head>\n<body>\n<main>\n"
        f"{_body(blocks)}</main>\n</body>\n</html>\n"
    )


def _text(value: Any) -> str:
    return escape(visible(str(value)))


def _body(blocks: list[Block]) -> str:
    parts: list[str] = []
    for at, block in enumerate(blocks):
        in_list = at > 0 and blocks[at - 1].kind == ITEM
        if block.kind == ITEM and not in_list:
            parts.append("<ul>\n")
        if block.kind != ITEM and in_list:
            parts.append("</ul>\n")
        parts.append(_block(block))
    return "".join(parts) + ("</ul>\n" if blocks[-1].kind == ITEM else "")


def _block(block: Block) -> str:
    if block.kind == TABLE:
        return _table(block)
    if block.kind == CHART:
        return _chart(block) if block.rows else ""
    if block.kind == ITEM:
        return f'<li dir="auto">{_text(block.text)}</li>\n'
    if block.kind == QUOTE:
        return f'<blockquote dir="auto">{_text(block.text)}</blockquote>\n'
    tag = _TAGS[block.kind]
    return f'<{tag} dir="auto">{_text(block.text)}</{tag}>\n'


def _table(block: Block) -> str:
    head, *rows = block.rows
    top = "".join(f'<th scope="col">{_text(cell)}</th>' if cell else "<td></td>" for cell in head)
    body = "".join(
        f'<tr><th scope="row" dir="auto">{_text(row[0])}</th>'
        + "".join(f"<td>{_text(cell)}</td>" for cell in row[1:])
        + "</tr>\n"
        for row in rows
    )
    caption = f"<caption>{_text(block.text)}</caption>" if block.text else ""
    return (
        f'<div class="wide" tabindex="0" role="region" aria-label="{_text(block.text or "Table")}">'
        f"<table>{caption}<thead><tr>{top}</tr></thead>\n<tbody>\n{body}</tbody></table></div>\n"
    )


def _chart(block: Block) -> str:
    """A line a unit: its interval, and a dot for the level. The table below says the same."""
    height = 28 * len(block.rows) + 8
    told = "; ".join(f"{row[0]} {row[2]:.0%}, {row[1]:.0%} to {row[3]:.0%}" for row in block.rows)
    lines = "".join(_bar(row, 28 * at + 18) for at, row in enumerate(block.rows))
    return (
        f'<svg viewBox="0 0 640 {height}" role="img" aria-label="{_text(block.text)}: '
        f'{_text(told)}">{lines}</svg>\n'
    )


def _bar(row: tuple[Any, ...], y: int) -> str:
    name, low, mean, high = row
    short = name if len(name) <= 30 else f"{name[:29]}…"
    left, middle, right = (240 + 390 * value for value in (low, mean, high))
    return (
        f'<text x="0" y="{y + 5}">{_text(short)}</text>'
        f'<line class="line" x1="240" x2="630" y1="{y}" y2="{y}"/>'
        f'<line class="span" x1="{left:.1f}" x2="{right:.1f}" y1="{y}" y2="{y}"/>'
        f'<circle class="dot" cx="{middle:.1f}" cy="{y}" r="5"/>'
    )
