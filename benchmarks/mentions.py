"""How well facets are found in free text: ``python benchmarks/mentions.py``.

The reflections in tests/data/reflections.jsonl were written by somebody who saw neither the
examples that taught the table nor it: 240 with a main facet, 72 with none (logistics, or words used
in another sense). *Found*: the main facet is among those found. *False*: a facet that neither is
the main one nor was accepted by the reader, per facet and text. *Right*: of all facets found, those
that are the main one or were accepted. *Asked*: the texts a leader would be asked about, and of
those the share where the facet asked about is right.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, NamedTuple

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "src"))

from syslead_cli.framework.mentions import Mention, read_table  # noqa: E402

Find = Callable[[str], list[Mention]]


class Rates(NamedTuple):
    """Shares from 0 to 1, with the counts they rest on."""

    texts: int
    found: float
    first: float
    false: float
    quiet: float
    right: float
    asked: int
    asked_right: float


def read(split: str) -> list[dict[str, Any]]:
    """The reflections of one part of the set: ``dev`` or ``held``."""
    lines = (ROOT / "tests/data/reflections.jsonl").read_text(encoding="utf-8").splitlines()
    return [text for line in lines if (text := json.loads(line))["split"] == split]


def shipped() -> tuple[Find, int]:
    """What finds the shipped framework's facets in a text, and their number."""
    table = read_table(ROOT / "frameworks/systems-leadership.mentions")
    facets = table.header.facets
    return (lambda text: table.match(text, facets)), len(facets)


def measure(texts: Sequence[dict[str, Any]], find: Find, facets: int) -> Rates:
    """The rates over these texts."""
    found = first = false = chances = quiet = nulls = named = asked = agreed = 0
    for text in texts:
        mentions = find(text["text"])
        matched = [mention.facet for mention in mentions]
        accepted = {text["facet"], *text["also"]}
        false += len(set(matched) - accepted)
        named += len(matched)
        chances += facets - len(accepted - {None})
        if mentions and mentions[0].sure:
            asked += 1
            agreed += matched[0] in accepted
        if text["facet"] is None:
            nulls += 1
            quiet += not matched
        else:
            found += text["facet"] in matched
            first += matched[:1] == [text["facet"]]
    main = len(texts) - nulls
    return Rates(
        texts=len(texts),
        found=found / main,
        first=first / main,
        false=false / chances,
        quiet=quiet / nulls,
        right=1 - false / named if named else 0.0,
        asked=asked,
        asked_right=agreed / asked if asked else 0.0,
    )


def main() -> None:
    """Print the table."""
    find, facets = shipped()
    heads = ("texts", "found", "first", "false per facet", "silent where nothing is", "right")
    print(" " * 6 + "{:>5}{:>7}{:>7}{:>17}{:>25}{:>7}{:>7}{:>7}".format(*heads, "asked", "right"))
    for split in ("dev", "held"):
        rates = measure(read(split), find, facets)
        print(
            f"{split:6}{rates.texts:5}{rates.found:7.0%}{rates.first:7.0%}{rates.false:17.1%}"
            f"{rates.quiet:25.0%}{rates.right:7.0%}{rates.asked:7}{rates.asked_right:7.0%}"
        )


if __name__ == "__main__":
    main()
