"""How often the grading of full and thin agrees with an independent reader.

    python benchmarks/grading.py

The set (tests/data/grading_set.jsonl) was written and labelled by somebody who never saw the
rule, and so was the third. The rule was tuned on what is marked "dev" only.
"""

from __future__ import annotations

import json
import sys
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "src"))

from syslead_cli.reflect.grading import ENOUGH_WORDS, count_words, grade  # noqa: E402

DATA = ROOT / "tests" / "data"
SETS = ("grading_set", "grading_second_set", "grading_third_set")
Judge = Callable[[dict[str, Any]], str]


def answers(name: str, half: str) -> list[dict[str, Any]]:
    """One half of a set."""
    lines = (DATA / f"{name}.jsonl").read_text(encoding="utf-8").splitlines()
    return [answer for answer in map(json.loads, lines) if answer["split"] == half]


def by_rule(answer: dict[str, Any]) -> str:
    """What syslead says."""
    return grade(answer["text"], answer["prompt"], answer.get("kind", "event")).outcome


def by_length(answer: dict[str, Any]) -> str:
    """The baseline: long enough is full."""
    return "full" if count_words(answer["text"]) >= ENOUGH_WORDS else "thin"


def agreement(answers: Sequence[dict[str, Any]], judge: Judge) -> str:
    """The share on which the judge and the reader agree."""
    agreed = sum(1 for answer in answers if judge(answer) == answer["label"])
    return f"{agreed / len(answers):.1%}" if answers else "–"


def row(name: str, cells: Iterable[object]) -> None:
    """One line of the table."""
    print(f"{name:<34}" + "".join(f"{cell!s:>14}" for cell in cells))


def main() -> None:
    """Print the table."""
    for name in SETS:
        splits = {half: answers(name, half) for half in ("dev", "held")}
        row(name, [f"{half} ({len(of)})" for half, of in splits.items()])
        for label, judge in (("length alone", by_length), ("syslead", by_rule)):
            row(f"  {label}", [agreement(of, judge) for of in splits.values()])
        for label in ("thin", "full"):
            parts = [[a for a in of if a["label"] == label] for of in splits.values()]
            row(f"  syslead, of the {label}", [agreement(of, by_rule) for of in parts])
    first, second = SETS[:2]
    splits = {half: [*answers(first, half), *answers(second, half)] for half in ("dev", "held")}
    row("by kind, of the first two sets", splits)
    totals = Counter(_kind(answer) for of in splits.values() for answer in of)
    for kind in sorted(totals):
        shares = []
        for of in splits.values():
            some = [answer for answer in of if _kind(answer) == kind]
            agreed = sum(by_rule(answer) == answer["label"] for answer in some)
            shares.append(f"{agreed} of {len(some)}" if some else "–")
        row(f"  {kind}", shares)


def _kind(answer: dict[str, Any]) -> str:
    return f"{answer['label']}: {answer['why'].split(';')[0]}"


if __name__ == "__main__":
    main()
