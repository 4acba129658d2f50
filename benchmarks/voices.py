"""How often whoever was heard is counted or asked about, and how often a question is in vain.

    python benchmarks/voices.py

The set (tests/data/voices_set.jsonl) has notes with the words that say who was heard, if anybody.
"written" notes were written before the rules; "listed" ones, about groups on the list below, while
the rules were being made. "reflections" and "examples" were written by others for other purposes,
and labelled by hand. The rules were tuned on the half marked "dev" only.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "src"))

from syslead_cli.journal.hearing import Heard, heard_in  # noqa: E402

SET = ROOT / "tests" / "data" / "voices_set.jsonl"
SOURCES = ("written", "listed", "reflections", "examples")
LISTED = (
    "foster carers", "night shift", "tenants", "young people", "parents", "GPs", "union reps",
    "social workers", "residents", "councillors",
)  # fmt: skip


def notes() -> list[dict[str, Any]]:
    """The whole set."""
    return [json.loads(line) for line in SET.read_text(encoding="utf-8").splitlines()]


def is_right(found: Heard, note: dict[str, Any]) -> bool:
    """Whether it stands on words that say who was heard."""
    places = [(note["text"].index(words), len(words)) for words in note["heard"]]
    return any(found.start < at + length and at < found.end for at, length in places)


def measured(some: Sequence[dict[str, Any]]) -> dict[str, int]:
    """Count notes: of those with somebody heard, and of the others."""
    counts = dict.fromkeys(("heard", "right", "counted", "nobody", "in vain", "wrong"), 0)
    for note in some:
        found = heard_in(note["text"], LISTED)
        right = [each for each in found if is_right(each, note)]
        counts["wrong"] += any(each.sure and not is_right(each, note) for each in found)
        if note["heard"]:
            counts["heard"] += 1
            counts["right"] += bool(right)
            counts["counted"] += any(each.sure for each in right)
        else:
            counts["nobody"] += 1
            counts["in vain"] += any(not each.sure for each in found)
    return counts


def row(name: str, some: Sequence[dict[str, Any]]) -> None:
    """Print one line of the table."""
    n = measured(some)
    right = f"{n['right']} of {n['heard']}"
    vain = f"{n['in vain']} of {n['nobody']}"
    wrong = f"{n['wrong']} of {len(some)}"
    share = n["right"] / n["heard"] if n["heard"] else 0
    print(f"{name:<22}{right:>12}{share:>6.2f}{n['counted']:>10}{vain:>14}{wrong:>12}")


def main() -> None:
    """Print the table."""
    print(f"{'':<22}{'right':>12}{'':>6}{'counted':>10}{'asked in vain':>14}{'wrong':>12}")
    for split in ("dev", "held"):
        some = [note for note in notes() if note["split"] == split]
        row(split, some)
        for source in SOURCES:
            row(f"  {source}", [note for note in some if note["from"] == source])


if __name__ == "__main__":
    main()
