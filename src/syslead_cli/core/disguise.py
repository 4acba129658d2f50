"""What becomes of each identity finding in a pack: kept, replaced by a role, or dropped."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from syslead_cli.core.identifiers import find_identifiers
from syslead_cli.core.identity import NAME, Found, check, replaced
from syslead_cli.core.name_lists import (
    AMBIGUOUS,
    FIRST_NAMES,
    NEVER,
    OPENERS,
    ORGANISATION,
    SHORT_TITLES,
    SURNAMES,
)
from syslead_cli.core.pack import VOICES, Document, map_texts

DROPPED = "…"


@dataclass(frozen=True, slots=True)
class Doubt:
    """Words that may say who is meant, as they stand in the pack."""

    words: str
    kind: str
    times: int


def doubts(document: Document) -> list[Doubt]:
    """Everything found in the leader's own texts, each wording once, in order."""
    found: dict[str, tuple[str, int]] = {}

    def look(text: str, key: str) -> str:
        for words, kind in _found(text, key):
            found[words] = (kind, found.get(words, ("", 0))[1] + 1)
        return text

    map_texts(document, look)
    return [Doubt(words, kind, times) for words, (kind, times) in found.items()]


def _found(text: str, key: str) -> list[tuple[str, str]]:
    if key == VOICES:
        return [(text, NAME)] if is_a_name(text) else []
    return [(text[span.start : span.end], span.kind) for span in check(text)]


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
