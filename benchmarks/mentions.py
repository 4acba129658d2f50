"""How well facets are found in free text: ``python benchmarks/mentions.py``.

The reflections in tests/data/reflections.jsonl were written by somebody who never saw the
signals: 240 with a main facet, 72 with none (logistics, or words used in another sense).
*Found*: the main facet is among those matched. *False*: a facet that neither is the main one nor
was accepted by the reader, per facet and text. *Right*: of all facets found, those that are the
main one or were accepted. Standard library only.
"""

from __future__ import annotations

import json
import sys
import tomllib
from collections.abc import Sequence
from pathlib import Path
from typing import Any, NamedTuple

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "src"))

from syslead_cli.framework.signals import Matcher, compile_signals  # noqa: E402


class Rates(NamedTuple):
    """Shares from 0 to 1, with the counts they rest on."""

    texts: int
    found: float
    first: float
    false: float
    quiet: float
    right: float


def read(split: str) -> list[dict[str, Any]]:
    """The reflections of one part of the set: ``dev`` or ``held``."""
    lines = (ROOT / "tests/data/reflections.jsonl").read_text(encoding="utf-8").splitlines()
    return [text for line in lines if (text := json.loads(line))["split"] == split]


def shipped() -> tuple[Matcher, int]:
    """The shipped framework's matcher and its number of facets."""
    data = tomllib.loads((ROOT / "frameworks/systems-leadership.toml").read_text(encoding="utf-8"))
    return compile_signals({f["id"]: f["signals"] for f in data["facets"]}), len(data["facets"])


def measure(texts: Sequence[dict[str, Any]], matcher: Matcher, facets: int) -> Rates:
    """The rates over these texts."""
    found = first = false = chances = quiet = nulls = named = 0
    for text in texts:
        matched = [mention.facet for mention in matcher.match(text["text"])]
        accepted = {text["facet"], *text["also"]}
        false += len(set(matched) - accepted)
        named += len(set(matched))
        chances += facets - len(accepted - {None})
        if text["facet"] is None:
            nulls += 1
            quiet += not matched
        else:
            found += text["facet"] in matched
            first += matched[:1] == [text["facet"]]
    main = len(texts) - nulls
    right = 1 - false / named if named else 0.0
    return Rates(len(texts), found / main, first / main, false / chances, quiet / nulls, right)


def main() -> None:
    """Print the table."""
    matcher, facets = shipped()
    heads = ("texts", "found", "first", "false per facet", "silent where nothing is", "right")
    print(" " * 6 + "{:>6}{:>8}{:>8}{:>17}{:>25}{:>8}".format(*heads))
    for split in ("dev", "held"):
        rates = measure(read(split), matcher, facets)
        print(
            f"{split:6}{rates.texts:6}{rates.found:8.0%}{rates.first:8.0%}"
            f"{rates.false:17.1%}{rates.quiet:25.0%}{rates.right:8.0%}"
        )


if __name__ == "__main__":
    main()
