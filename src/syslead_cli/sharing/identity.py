"""The identity check: what in a text says who is meant (docs/sharing.md).

Pure and with the standard library alone. It finds most of what there is, never all: the leader
reads what leaves, and decides about each finding.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable

from syslead_cli.sharing.identifiers import KINDS, NAME, Found, find_identifiers
from syslead_cli.sharing.person_names import find_names

__all__ = ["KINDS", "NAME", "Found", "check", "replaced"]

_RANK = {kind: rank for rank, kind in enumerate(KINDS)}


def check(text: str) -> list[Found]:
    """Every finding, in order, none overlapping another."""
    return _merged([*find_identifiers(text), *find_names(text)])


def _merged(found: Iterable[Found]) -> list[Found]:
    """Overlapping findings as one, from the first character of either to the last.

    It is called after the longer one; between equals after the surer kind.
    """
    merged: list[Found] = []
    longest = 0
    for span in sorted(found, key=lambda each: (each.start, -each.end, _RANK[each.kind])):
        if not merged or span.start >= merged[-1].end:
            merged.append(span)
            longest = span.end - span.start
            continue
        last, length = merged[-1], span.end - span.start
        surer = (length, -_RANK[span.kind]) > (longest, -_RANK[last.kind])
        kind, longest = (span.kind, length) if surer else (last.kind, longest)
        merged[-1] = Found(last.start, max(last.end, span.end), kind)
    return merged


def replaced(text: str, by: Callable[[str, Found], str | None]) -> str:
    """The text with every finding put as ``by`` says; None keeps it as it stands."""
    parts, at = [], 0
    for span in check(text):
        words = text[span.start : span.end]
        new = by(words, span)
        parts += [text[at : span.start], words if new is None else new]
        at = span.end
    return "".join([*parts, text[at:]])
