"""Tables of mentions made by hand: a facet for a word, without anything learned."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from zlib import crc32

import msgspec

from syslead_cli.framework.mentions import MENTIONS_SCHEMA, TableHeader

BITS = 12


def hand_made(
    words: Mapping[str, Sequence[str]], *, sure: float = 0.08, framework: str = ""
) -> bytes:
    """A table that finds a facet by any of its words; the later the word, the less it weighs."""
    facets = tuple(words)
    rows = bytearray(len(facets) << BITS)
    for number, own in enumerate(words.values()):
        for rank, word in enumerate(own):
            row = crc32(word.encode()) & ((1 << BITS) - 1)
            rows[row * len(facets) + number] = 120 - 20 * rank
    header = TableHeader(
        schema=MENTIONS_SCHEMA,
        framework=framework,
        facets=facets,
        bits=BITS,
        scales=(0.01,) * len(facets),
        biases=(-0.05,) * len(facets),
        sure=sure,
        examples=0,
        sha256="",
    )
    return msgspec.json.encode(header) + b"\n" + bytes(rows)


def keep(home: Path, framework: str, words: Mapping[str, Sequence[str]]) -> Path:
    """Put a hand-made table beside a leader's own frameworks."""
    path = home / "frameworks" / f"{framework}.mentions"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(hand_made(words, framework=framework))
    return path
