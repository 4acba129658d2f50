"""How much of what says who is meant the identity check finds, and what it flags wrongly.

    python benchmarks/identity.py

One author wrote the texts, their labels and the rules; the texts came first, and the rules were
tuned on the halves marked "dev" only. The second set is made of what the first rules found badly:
of its 153 identifiers they found 80 whole. Of the reflections, which have one half, all were seen.
"""

from __future__ import annotations

import json
import re
import sys
from collections import Counter
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "src"))

from syslead_cli.sharing.identifiers import KINDS, identifier_spans  # noqa: E402

DATA = ROOT / "tests" / "data"
SETS = ("identity_set", "identity_reflections", "identity_second_set")
WORD = re.compile(r"\w+(?:['’.-]\w+)*")
#: A title, and what says which number follows, belong to the finding, so that a role can take the
#: place of both: they count neither way. So does the "the" of a role.
TITLE = re.compile(
    r"(?:(?:mr|mrs|ms|mx|dr|prof|professor|cllr|rev|sister|sergeant|lord|detective|inspector"
    r"|superintendent|auntie|and|case|ref|reference|referral|complaint|patient|hospital|number|no"
    r"|mrn|upn|account|the)\.?\s+)*$",
    re.IGNORECASE,
)


def texts(name: str, split: str) -> list[dict[str, Any]]:
    """One half of a set."""
    lines = (DATA / f"{name}.jsonl").read_text(encoding="utf-8").splitlines()
    return [each for each in map(json.loads, lines) if each.get("split", "dev") == split]


def missed(example: dict[str, Any]) -> list[dict[str, Any]]:
    """The labelled spans that no finding covers from end to end."""
    found = identifier_spans(example["text"])
    return [
        span
        for span in example["spans"]
        if not any(f.start <= span["start"] and span["end"] <= f.end for f in found)
    ]


def wrong_words(example: dict[str, Any]) -> list[str]:
    """The words flagged that no label, or title before one, has."""
    text = example["text"]
    labelled = [(s["start"] - _title(text, s["start"]), s["end"]) for s in example["spans"]]
    found = identifier_spans(text)
    return [
        match[0]
        for match in WORD.finditer(text)
        if any(f.start < match.end() and match.start() < f.end for f in found)
        and not any(start < match.end() and match.start() < end for start, end in labelled)
    ]


def _title(text: str, start: int) -> int:
    match = TITLE.search(text[:start])
    return len(match[0]) if match else 0


def found_share(examples: Iterable[dict[str, Any]]) -> tuple[int, int]:
    """Identifiers found, of how many."""
    every = list(examples)
    total = sum(len(example["spans"]) for example in every)
    return total - sum(len(missed(example)) for example in every), total


def wrong_share(examples: Iterable[dict[str, Any]]) -> tuple[int, int]:
    """Words wrongly flagged, of how many that say nothing of anybody."""
    every = list(examples)
    labelled = sum(
        len(WORD.findall(e["text"][s["start"] : s["end"]])) for e in every for s in e["spans"]
    )
    words = sum(len(WORD.findall(example["text"])) for example in every)
    return sum(len(wrong_words(example)) for example in every), words - labelled


def row(name: str, cells: Iterable[object]) -> None:
    """One line of the table."""
    print(f"{name:<28}" + "".join(f"{cell!s:>22}" for cell in cells))


def _cell(counts: tuple[int, int]) -> str:
    some, of = counts
    return f"{some} of {of} ({some / of:.1%})" if of else "–"


def _of_kind(examples: Sequence[dict[str, Any]], kind: str) -> str:
    of = Counter(s["kind"] for e in examples for s in e["spans"])[kind]
    lost = Counter(s["kind"] for e in examples for s in missed(e))[kind]
    return f"{of - lost} of {of}" if of else "–"


def main() -> None:
    """Print the table."""
    for name in SETS:
        halves = {half: texts(name, half) for half in ("dev", "held")}
        row(name, [f"{half} ({len(of)} texts)" for half, of in halves.items()])
        row("  identifiers found whole", [_cell(found_share(of)) for of in halves.values()])
        row("  words wrongly flagged", [_cell(wrong_share(of)) for of in halves.values()])
    halves = {half: [t for name in SETS for t in texts(name, half)] for half in ("dev", "held")}
    row("found whole, by kind", halves)
    for kind in KINDS:
        row(f"  {kind}", [_of_kind(of, kind) for of in halves.values()])
    if "--show" in sys.argv:
        for example in halves["dev"]:
            lost = [example["text"][s["start"] : s["end"]] for s in missed(example)]
            if lost or wrong_words(example):
                print(f"\n{example['text']}\n  missed {lost}, wrong {wrong_words(example)}")


if __name__ == "__main__":
    main()
