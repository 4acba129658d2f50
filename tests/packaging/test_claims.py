"""What four pages promise, sentence by sentence, and the tests that hold them to it.

A page has a table in tests/data/claims: words of the page on a line, and below them, indented, the
tests that keep them. Words without tests explain and promise nothing. Whoever changes a sentence
finds it there, and whoever takes a test away as well.
"""

from __future__ import annotations

import re

import pytest

from conftest import ROOT

_ASIDE = re.compile(r"```.*?```|<!--.*?-->|^#.*?$|^\|.*?$", re.DOTALL | re.MULTILINE)
#: A paragraph ends at an empty line, a list item begins one.
_BREAK = re.compile(r"\n\s*\n|\n(?=(?:-|\d+\.) )")
_END = re.compile(r"(?<=[.!?:])[*”)]*\s+(?=[*`“‘(\[]*[A-Z0-9`\[]|\*\*|`)")
#: A bold lead-in, which is a heading; the number of a list.
_LEAD = re.compile(r"\*\*[^*]*|[\d.\s]*")


def claims(page: str) -> dict[str, list[str]]:
    """Return the words of a page with the tests that hold them."""
    found: dict[str, list[str]] = {}
    for line in (ROOT / f"tests/data/claims/{page}.txt").read_text("utf-8").splitlines():
        if line.startswith("    "):
            found[list(found)[-1]].append(line.strip())
        elif not line.startswith("#"):
            assert line not in found, line
            found[line] = []
    return found


def markdown(page: str) -> str:
    return (ROOT / f"docs/{page}.md").read_text("utf-8")


def sentences(page: str) -> list[str]:
    """Return the sentences of its paragraphs: no headings, tables or code."""
    prose = _ASIDE.sub("\n\n", markdown(page))
    paragraphs = (" ".join(each.split()) for each in _BREAK.split(prose))
    parts = (part for each in paragraphs for part in _END.split(each))
    return [part for part in parts if not _LEAD.fullmatch(part)]


CLAIMS = {page: claims(page) for page in ("privacy", "encryption", "sharing", "coaching")}


@pytest.mark.parametrize(("page", "claim"), [(page, c) for page in CLAIMS for c in CLAIMS[page]])
def test_every_claim_is_there_and_held(page: str, claim: str) -> None:
    assert claim in " ".join(markdown(page).split())
    for held in CLAIMS[page][claim]:
        file, _, name = held.partition("::")
        text = (ROOT / "tests" / file).read_text("utf-8")
        assert re.search(rf"^def {name or 'test_'}", text, re.MULTILINE), held


@pytest.mark.parametrize("page", CLAIMS)
def test_every_sentence_has_a_claim(page: str) -> None:
    assert [each for each in sentences(page) if not any(c in each for c in CLAIMS[page])] == []
