"""Find what says who is meant, in a text and in a pack, and put a role in its place.

The check finds most of what there is, never all (docs/sharing.md): the leader reads what leaves,
and decides about each finding: kept, replaced by a role, or dropped.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TypeVar

from syslead_cli.sharing.build import map_texts
from syslead_cli.sharing.identifiers import (
    KINDS,
    NAME,
    IdentifierFinding,
    IdentifierSpan,
    pattern_spans,
)
from syslead_cli.sharing.model import SharedDocument
from syslead_cli.sharing.names import is_person, name_spans

#: How much before and after a finding is shown, in characters.
_BESIDE = 60
_RANK = {kind: rank for rank, kind in enumerate(KINDS)}
_Shared = TypeVar("_Shared", bound=SharedDocument)


def identifier_spans(text: str) -> list[IdentifierSpan]:
    """Return every finding in a text, in order, overlapping ones as one.

    One that was put together is called after its longest part; between equals after the surer
    kind.
    """
    merged: list[IdentifierSpan] = []
    longest = 0
    found = [*pattern_spans(text), *name_spans(text)]
    for span in sorted(found, key=lambda each: (each.start, -each.end, _RANK[each.kind])):
        length = span.end - span.start
        if not merged or span.start >= merged[-1].end:
            merged.append(span)
            longest = length
            continue
        last = merged[-1]
        is_surer = (length, -_RANK[span.kind]) > (longest, -_RANK[last.kind])
        kind, longest = (span.kind, length) if is_surer else (last.kind, longest)
        merged[-1] = IdentifierSpan(last.start, max(last.end, span.end), kind)
    return merged


def replace_identifiers(text: str, by: Callable[[str, str], str | None]) -> str:
    """Return the text with each finding put as ``by(words, kind)`` says; None keeps it."""
    parts, at = [], 0
    for span in identifier_spans(text):
        words = text[span.start : span.end]
        new = by(words, span.kind)
        parts += [text[at : span.start], words if new is None else new]
        at = span.end
    return "".join([*parts, text[at:]])


def find_identifiers(document: SharedDocument) -> list[IdentifierFinding]:
    """Return what the leader's own texts in a pack may give away, each wording once, in order."""
    found: dict[str, IdentifierFinding] = {}

    def look(text: str, spans: Sequence[IdentifierSpan]) -> str:
        for span in spans:
            words = text[span.start : span.end]
            before = found.get(words)
            around = before.around if before else _around(text, span)
            times = before.times + 1 if before else 1
            found[words] = IdentifierFinding(words, span.kind, times, around)
        return text

    def voice(name: str) -> str:
        return look(name, [IdentifierSpan(0, len(name), NAME)] if is_person(name) else [])

    map_texts(document, lambda text: look(text, identifier_spans(text)), voice)
    return list(found.values())


def _around(text: str, span: IdentifierSpan) -> str:
    """Return the words before and after, on one line."""
    first, last = max(0, span.start - _BESIDE), min(len(text), span.end + _BESIDE)
    if first:
        first = text.find(" ", first, span.start) + 1 or first
    if last < len(text):
        last = max(text.rfind(" ", span.end, last), span.end)
    said = " ".join(text[first:last].split())
    return f"{'… ' if first else ''}{said}{' …' if last < len(text) else ''}"


def redact(document: _Shared, roles: Mapping[str, str]) -> _Shared:
    """Return the pack with findings replaced by their roles; those without one stay."""
    return map_texts(
        document,
        lambda text: replace_identifiers(text, lambda words, _: roles.get(words)),
        lambda name: roles.get(name, name) if is_person(name) else name,
    )
