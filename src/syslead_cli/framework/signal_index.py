"""Which signals a text could match at all, so that only those need compiling.

A pattern matches nowhere unless one of its first words stands in the text. The index holds the
first words of every pattern; it is plain JSON, for the cache in adapters/signal_cache.py.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from syslead_cli.framework.mentions import Mention, compile_signals
from syslead_cli.framework.signal_patterns import first_words
from syslead_cli.framework.spoken_words import words_as_spoken


def index_of(signals: Mapping[str, Sequence[str]]) -> dict[str, Any]:
    """The index of a framework's signals. Raises ValueError as ``compile_signals`` does."""
    words: dict[str, list[int]] = {}
    patterns: list[tuple[str, str]] = []
    for facet, own in signals.items():
        for pattern in own:
            for word in first_words(pattern):
                words.setdefault(word, []).append(len(patterns))
            patterns.append((facet, pattern))
    lengths = sorted({len(word) - 1 for word in words if word.endswith("*")})
    return {"facets": list(signals), "patterns": patterns, "words": words, "lengths": lengths}


def match(index: Mapping[str, Any], text: str) -> list[Mention]:
    """What the whole matcher says of a text, from the patterns that have a chance."""
    words, lengths = index["words"], index["lengths"]
    chosen: set[int] = set()
    for word in words_as_spoken(text):
        chosen.update(words.get(word, ()))
        for length in lengths:
            if length <= len(word):
                chosen.update(words.get(f"{word[:length]}*", ()))
    signals: dict[str, list[str]] = {facet: [] for facet in index["facets"]}
    for number in sorted(chosen):
        facet, pattern = index["patterns"][number]
        signals[facet].append(pattern)
    return compile_signals(signals).match(text)
