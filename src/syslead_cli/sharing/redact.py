"""What becomes of each finding in a pack: kept, replaced by a role, or dropped."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import TypeVar

from msgspec import Struct

from syslead_cli.sharing.build import map_texts
from syslead_cli.sharing.identifiers import NAME, Found, find_identifiers
from syslead_cli.sharing.model import SharedDocument
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
_Shared = TypeVar("_Shared", bound=SharedDocument)


class Doubt(Struct, frozen=True):
    """Words that may say who is meant; ``around``: where in the pack they stand first."""

    words: str
    kind: str
    times: int
    around: str = ""


def doubts(document: SharedDocument) -> list[Doubt]:
    """Everything found in the leader's own texts, each wording once, in order."""
    found: dict[str, Doubt] = {}

    def look(text: str, spans: list[Found]) -> str:
        for span in spans:
            words = text[span.start : span.end]
            before = found.get(words)
            around = before.around if before else _around(text, span)
            times = before.times + 1 if before else 1
            found[words] = Doubt(words, span.kind, times, around)
        return text

    def voice(name: str) -> str:
        return look(name, [Found(0, len(name), NAME)] if is_a_name(name) else [])

    map_texts(document, lambda text: look(text, check(text)), voice)
    return list(found.values())


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


def disguised(document: _Shared, instead: Mapping[str, str]) -> _Shared:
    """The pack with the findings' words replaced; those not in ``instead`` stay."""
    return map_texts(
        document,
        lambda text: replaced(text, lambda words, _: instead.get(words)),
        lambda name: instead.get(name, name) if is_a_name(name) else name,
    )
