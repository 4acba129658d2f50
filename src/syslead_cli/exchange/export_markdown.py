"""A journal as Markdown: a heading a day, the leader's words as they stand."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from syslead_cli.exchange.reading_copy import Page, Reading

#: What would be HTML or fetch a picture when somebody renders the file.
_ACTIVE = re.compile(r"<(?=[A-Za-z/!?])|!(?=\[)")
_HEADING = re.compile(r"(?m)^([ ]{0,3})(#{1,6}(?=[ \t]|$)|={3,}|-{3,}|```|~~~)")
_SPECIAL = re.compile(r"([\\`*_\[\]<>|#])")


def markdown_chunks(pages: Iterable[Page]) -> Iterator[bytes]:
    """The whole document."""
    yield b"# Journal\n"
    for page in pages:
        yield f"\n## {page.title}\n".encode()
        for reading in page.readings:
            yield _reading(reading).encode()


def _reading(reading: Reading) -> str:
    title = " · ".join(part for part in (reading.clock, reading.title) if part)
    parts = [f"### {_plain(title)}"]
    if reading.question:
        parts.append(f"*{_plain(reading.question)}*")
    if reading.text:
        parts.append(words(reading.text))
    if reading.facts:
        parts.append("\n".join(f"- {_plain(fact)}" for fact in reading.facts))
    if reading.marks:
        parts.append(_plain(reading.marks))
    return "".join(f"\n{part}\n" for part in parts)


def words(text: str) -> str:
    """The leader's text: its emphasis and lists stay, headings, tags and pictures become plain."""
    text = _ACTIVE.sub(lambda match: f"\\{match[0]}", text)
    return _HEADING.sub(r"\1\\\2", text)


def _plain(text: str) -> str:
    return _SPECIAL.sub(r"\\\1", text)
