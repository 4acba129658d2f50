"""A journal as one HTML file: no script, nothing fetched, light and dark, fit for paper."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from html import escape

from syslead_cli.render.reading_copy import Page, Reading

STYLE = """
:root { color-scheme: light dark; --ink: #1d2328; --paper: #fdfcf9; --soft: #5b646c;
  --line: #dcd8cf; --accent: #0b6e78; }
@media (prefers-color-scheme: dark) {
  :root { --ink: #e6e4df; --paper: #16191c; --soft: #a0a8ae; --line: #343a3f; --accent: #6cc7d0; }
}
* { box-sizing: border-box; }
body { margin: 0; background: var(--paper); color: var(--ink);
  font: 1.0625rem/1.6 Georgia, "Noto Serif", "DejaVu Serif", serif; }
main { max-width: 40rem; margin: 0 auto; padding: 2.5rem 1.25rem 5rem; }
h1 { font-size: 1.75rem; font-weight: normal; margin: 0; }
h2 { font-size: 1.125rem; margin: 3rem 0 0; padding-bottom: .375rem;
  border-bottom: 1px solid var(--line); }
article { margin: 1.5rem 0 0; }
h3, .range, .marks, .facts { font: .875rem/1.5 system-ui, "DejaVu Sans", sans-serif; }
h3 { color: var(--soft); margin: 0; }
h3 time { color: var(--accent); margin-inline-end: .5rem; font-variant-numeric: tabular-nums; }
.range, .marks { color: var(--soft); margin: .375rem 0 0; }
.question { margin: .375rem 0 0; color: var(--soft); font-style: italic; }
.text { margin: .375rem 0 0; white-space: pre-wrap; overflow-wrap: anywhere; }
.facts { margin: .375rem 0 0; padding-inline-start: 1.25rem; }
@media print {
  :root { --ink: #000; --paper: #fff; --soft: #444; --line: #999; --accent: #000; }
  body { font-size: 10.5pt; }
  main { max-width: none; padding: 0; }
  h2, h3, .question { break-after: avoid; }
  .text { orphans: 3; widows: 3; }
}
@page { margin: 2cm; }
"""


def html_chunks(pages: Iterable[Page], span: str) -> Iterator[bytes]:
    """The whole file; ``span`` says which days it is about."""
    yield _head(span).encode()
    for page in pages:
        yield _page(page).encode()
    yield b"</main>\n</body>\n</html>\n"


def _head(span: str) -> str:
    policy = f"default-src 'none'; style-src 'sha256-{_hash(STYLE)}'"
    return (
        '<!DOCTYPE html>\n<html lang="en-GB">\n<head>\n<meta charset="utf-8">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{policy}">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        '<meta name="referrer" content="no-referrer">\n'
        f"<title>Journal</title>\n<style>{STYLE}</style>\n</head>\n<body>\n<main>\n"
        f'<h1>Journal</h1>\n<p class="range">{escape(span)}</p>\n'
    )


def _hash(text: str) -> str:
    from base64 import b64encode
    from hashlib import sha256

    return b64encode(sha256(text.encode()).digest()).decode()


def _page(page: Page) -> str:
    inner = "".join(map(_article, page.readings))
    return f"<section>\n<h2>{escape(page.title)}</h2>\n{inner}</section>\n"


def _article(reading: Reading) -> str:
    clock = f"<time>{escape(reading.clock)}</time>" if reading.clock else ""
    parts = [f'<h3>{clock}<bdi dir="auto">{escape(reading.title)}</bdi></h3>']
    for name in ("question", "text"):
        if words := getattr(reading, name):
            parts.append(f'<p class="{name}" dir="auto">{escape(words)}</p>')
    if reading.facts:
        items = "".join(f'<li dir="auto">{escape(fact)}</li>' for fact in reading.facts)
        parts.append(f'<ul class="facts">{items}</ul>')
    if reading.marks:
        parts.append(f'<p class="marks" dir="auto">{escape(reading.marks)}</p>')
    return "<article>\n" + "\n".join(parts) + "\n</article>\n"
