"""Whether a reader who sees a question alone can tell its facet, and would say it aloud.

    python benchmarks/blind_prompts.py sheet 1 > sheet.txt
    python benchmarks/blind_prompts.py score 1 answers.txt

The sheet has 100 of the prompts that ship, without ids or facets, four or five of each facet, in
an order fixed by the seed. The reader writes a line for each: its number, the id of a facet, and
three ratings from 1 to 5. The score holds the guesses against the facets: right, right by a facet
the prompt also touches, which pairs are confused, and which prompts got a 2 or less. Use the same
bank for both. Standard library only.
"""

from __future__ import annotations

import sys
import tomllib
from collections import Counter
from pathlib import Path
from random import Random
from typing import Any, NamedTuple

ROOT = Path(__file__).resolve().parents[1]
PROMPTS = 100
CRITERIA = ("clear", "answerable", "aloud")
LOW = 2

INSTRUCTIONS = """\
You are a busy director who works across organisations. Each question below could be asked on
your screen on a weekday evening, or aloud by a coach. Read each one once, as you would hear it.

Write one line for each question, with spaces between five things:

    NUMBER FACET CLEAR ANSWERABLE ALOUD        for example:  17 courage 5 4 5

FACET       the id from the list below that the question is most likely about. Guess.
CLEAR       1 to 5: 5 is understood at first hearing, 1 has to be read again.
ANSWERABLE  1 to 5: 5 can be answered from the last days or weeks with something particular, or
            with a plain no; 1 can hardly ever be answered.
ALOUD       1 to 5: 5 is what a person would say in conversation; 1 nobody would say.

The facets:
"""


class Reading(NamedTuple):
    """What a reader made of one prompt."""

    guess: str
    ratings: tuple[int, ...]


def asked(data: dict[str, Any]) -> list[dict[str, Any]]:
    return [prompt for prompt in data["prompts"] if not prompt.get("retired")]


def drawn(prompts: list[dict[str, Any]], seed: int, most: int = PROMPTS) -> list[dict[str, Any]]:
    """Return that many prompts in the order of the seed, as even over the facets as can be."""
    dice = Random(seed)
    by_facet: dict[str, list[dict[str, Any]]] = {}
    for prompt in prompts:
        by_facet.setdefault(prompt["facet"], []).append(prompt)
    facets = dice.sample(list(by_facet), len(by_facet))
    each, more = divmod(most, len(facets))
    chosen = [
        prompt
        for place, facet in enumerate(facets)
        for prompt in dice.sample(by_facet[facet], each + (place < more))
    ]
    return dice.sample(chosen, len(chosen))


def sheet(framework: dict[str, Any], prompts: list[dict[str, Any]]) -> str:
    facets = [
        f"{facet['id']}: {facet['name']}. {facet['meaning']}" for facet in framework["facets"]
    ]
    questions = [f"{number}. {prompt['text']}" for number, prompt in enumerate(prompts, 1)]
    return "\n".join([INSTRUCTIONS, *facets, "", "The questions:", "", *questions])


def read_answers(text: str, prompts: int, facets: set[str]) -> dict[int, Reading]:
    """Return the reader's lines by number. Raises ValueError with the line that is wrong."""
    found: dict[int, Reading] = {}
    for line in filter(str.strip, text.splitlines()):
        number, guess, *ratings = line.split()
        given = tuple(map(int, ratings))
        sound = guess in facets and len(given) == len(CRITERIA) and set(given) <= set(range(1, 6))
        if not sound or not 1 <= int(number) <= prompts or int(number) in found:
            raise ValueError(f"this line is not an answer, or its number was there before: {line}")
        found[int(number)] = Reading(guess, given)
    return found


def score(prompts: list[dict[str, Any]], answers: dict[int, Reading]) -> str:
    read = [(prompts[number - 1], answers[number]) for number in sorted(answers)]
    right = sum(reading.guess == prompt["facet"] for prompt, reading in read)
    touched = sum(
        reading.guess in (prompt["facet"], *prompt.get("also", ())) for prompt, reading in read
    )
    low = [(prompt, reading) for prompt, reading in read if min(reading.ratings) <= LOW]
    pairs = Counter(
        (prompt["facet"], reading.guess)
        for prompt, reading in read
        if reading.guess != prompt["facet"]
    )
    means = [sum(column) / len(read) for column in zip(*(r.ratings for _, r in read), strict=True)]
    lines = [
        f"read {len(read)}",
        f"facet {right}",
        f"facet or one it also touches {touched}",
        f"with a {LOW} or less {len(low)}",
        *(f"mean {name} {mean:.2f}" for name, mean in zip(CRITERIA, means, strict=True)),
        "",
        *(f"{n} x {facet} taken for {guess}" for (facet, guess), n in pairs.most_common()),
        "",
    ]
    for prompt, reading in read:
        if reading.guess != prompt["facet"] or (prompt, reading) in low:
            ratings = " ".join(map(str, reading.ratings))
            lines.append(f"{prompt['id']} | {reading.guess} {ratings} | {prompt['text']}")
    return "\n".join(lines)


def main(arguments: list[str]) -> str:
    what, seed, *rest = arguments
    read = (tomllib.loads((ROOT / name / "systems-leadership.toml").read_text(encoding="utf-8"))
            for name in ("frameworks", "prompts"))  # fmt: skip
    framework, bank = read
    prompts = drawn(asked(bank), int(seed))
    if what == "sheet":
        return sheet(framework, prompts)
    facets = {facet["id"] for facet in framework["facets"]}
    answers = read_answers(Path(rest[0]).read_text(encoding="utf-8"), len(prompts), facets)
    return score(prompts, answers)


if __name__ == "__main__":
    print(main(sys.argv[1:]))
