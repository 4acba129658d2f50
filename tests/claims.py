"""Hold a page of docs/ to what it promises: each sentence names the tests that keep it.

A test module of a page has ``PAGE = Page("docs/x.md", CLAIMS)``. ``CLAIMS`` are words of the page
and the tests that hold them; an empty tuple stands beside words that explain and promise nothing.
Whoever changes a sentence finds it there, and whoever takes a test away as well.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from conftest import ROOT

Claims = Mapping[str, tuple[str, ...]]

_ASIDE = re.compile(r"```.*?```|<!--.*?-->|^#.*?$|^\|.*?$", re.DOTALL | re.MULTILINE)
#: A paragraph ends at an empty line, a list item begins one.
_BREAK = re.compile(r"\n\s*\n|\n(?=(?:-|\d+\.) )")
_END = re.compile(r"(?<=[.!?:])[*”)]*\s+(?=[*`“‘(\[]*[A-Z0-9`\[]|\*\*|`)")

#: A bold lead-in, which is a heading; the number of a list.
_LEAD = re.compile(r"\*\*[^*]*|[\d.\s]*")


class Page:
    """A page and its claims; line breaks count as blanks."""

    def __init__(self, file: str, claims: Claims) -> None:
        self.claims = claims
        self._markdown = (ROOT / file).read_text("utf-8")
        self.text = " ".join(self._markdown.split())

    def sentences(self) -> list[str]:
        """Return the sentences of its paragraphs: no headings, tables or code."""
        prose = _ASIDE.sub("\n\n", self._markdown)
        paragraphs = (" ".join(each.split()) for each in _BREAK.split(prose))
        parts = (part for each in paragraphs for part in _END.split(each))
        return [part for part in parts if not _LEAD.fullmatch(part)]

    def unclaimed(self) -> list[str]:
        """Return the sentences that no claim covers, not even as an explanation."""
        return [
            each for each in self.sentences() if not any(words in each for words in self.claims)
        ]

    def check(self, claim: str) -> None:
        """Assert that the words stand on the page and that their tests exist."""
        assert claim in self.text
        for held in self.claims[claim]:
            file, _, name = held.partition("::")
            text = (ROOT / "tests" / file).read_text("utf-8")
            assert re.search(rf"^def {name or 'test_'}", text, re.MULTILINE), held
