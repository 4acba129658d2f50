"""The text of a review record: words of the leader's own, then each question with its answer.

One text, so that an export, an older version and somebody with a pager see all of it. The
question stands on a line of its own with the answer under it, blocks apart by an empty line.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import NamedTuple


class Answered(NamedTuple):
    """A question's words and what was said."""

    question: str
    answer: str


def written(text: str, answered: Iterable[Answered]) -> str | None:
    """The whole text; None where nothing was said."""
    blocks = [text] if text else []
    blocks += [f"{question}\n{answer}" for question, answer in answered]
    return "\n\n".join(blocks) or None


class Parts(NamedTuple):
    """A review's text taken apart."""

    text: str = ""
    answered: tuple[Answered, ...] = ()


NO_WORDS = Parts()


def taken_apart(text: str, questions: Iterable[str]) -> Parts:
    """The parts of a text; only lines that are known questions are taken for one."""
    known = set(questions)
    own: list[str] = []
    found: list[tuple[str, list[str]]] = []
    before = ""
    for line in text.split("\n"):
        if line in known and not before:
            found.append((line, []))
        elif found:
            found[-1][1].append(line)
        else:
            own.append(line)
        before = line
    answered = [Answered(question, "\n".join(lines).strip("\n")) for question, lines in found]
    return Parts("\n".join(own).strip("\n"), tuple(answered))


def lines_asked(text: str) -> list[str]:
    """Lines that stand where a question would."""
    lines = text.split("\n")
    return [line for at, line in enumerate(lines) if line and (at == 0 or not lines[at - 1])]


def answers_of(text: str, questions: Mapping[str, str]) -> tuple[str, dict[str, str]]:
    """The leader's own words, and the answers by the ids of the questions (id → its words)."""
    ids = {words: id_ for id_, words in questions.items()}
    parts = taken_apart(text, ids)
    return parts.text, {ids[question]: answer for question, answer in parts.answered}
