"""What becomes of each identity finding in a pack: kept, replaced by a role, or dropped."""

from __future__ import annotations

import re
from collections.abc import Mapping

from msgspec import Struct

from syslead_cli.sharing.build import VOICES, Document, map_texts
from syslead_cli.sharing.identifiers import NAME, Found, find_identifiers
from syslead_cli.sharing.name_lists import (
    AMBIGUOUS,
    FIRST_NAMES,
    NEVER,
    OPENERS,
    ORGANISATION,
    SHORT_TITLES,
    SURNAMES,
)
from syslead_cli.sharing.names import check, replaced

DROPPED = "…"
#: How much before and after a finding is shown, in characters.
_BESIDE = 60


class Doubt(Struct, frozen=True):
    """Words that may say who is meant; ``around``: where in the pack they stand first."""

    words: str
    kind: str
    times: int
    around: str = ""


def doubts(document: Document) -> list[Doubt]:
    """Everything found in the leader's own texts, each wording once, in order."""
    found: dict[str, Doubt] = {}

    def look(text: str, key: str) -> str:
        for span in _found(text, key):
            words = text[span.start : span.end]
            before = found.get(words)
            around = before.around if before else _around(text, span)
            times = before.times + 1 if before else 1
            found[words] = Doubt(words, span.kind, times, around)
        return text

    map_texts(document, look)
    return list(found.values())


def _found(text: str, key: str) -> list[Found]:
    if key == VOICES:
        return [Found(0, len(text), NAME)] if is_a_name(text) else []
    return check(text)


def _around(text: str, span: Found) -> str:
    """The words before and after, on one line."""
    first, last = max(0, span.start - _BESIDE), min(len(text), span.end + _BESIDE)
    if first:
        first = text.find(" ", first, span.start) + 1 or first
    if last < len(text):
        last = max(text.rfind(" ", span.end, last), span.end)
    said = " ".join(text[first:last].split())
    return f"{'… ' if first else ''}{said}{' …' if last < len(text) else ''}"


def is_a_name(voice: str) -> bool:
    """Whether a voice such as ``amira-jones`` is a person, or may be one: ``oyinkansola``."""
    words = re.findall(r"[^\W\d_]+", voice.lower())
    if any(word in FIRST_NAMES | AMBIGUOUS | SURNAMES | SHORT_TITLES for word in words):
        return True
    group = NEVER | ORGANISATION | OPENERS
    alone = len(words) == 1 and len(words[0]) > 3 and not words[0].endswith("s")
    return (alone and words[0] not in group) or any(find_identifiers(voice))


def disguised(document: Document, instead: Mapping[str, str]) -> Document:
    """The pack with the findings' words replaced; those not in ``instead`` stay."""

    def change(text: str, key: str) -> str:
        if key == VOICES:
            return instead.get(text, text) if is_a_name(text) else text
        return replaced(text, by)

    def by(words: str, span: Found) -> str | None:
        return instead.get(words)

    return map_texts(document, change)
