"""Advise on the English of questions: what stumbles when it is said aloud, what became a habit.

Advice keeps no question out. It is for frameworks in English: a question is looked at by itself,
and a bank of some size as a whole: how many of its questions hedge, can be answered with yes or
no, and name what the bank itself wants to be named (``[aims]``).
"""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from math import ceil
from typing import NamedTuple

from syslead_cli.base.text import quoted
from syslead_cli.base.toml import Problem, ProblemList
from syslead_cli.framework.load import PromptFile
from syslead_cli.framework.model import Aim, Framework, Prompt
from syslead_cli.framework.rules import SHARES_FROM

#: The most of a bank that may do it: 40, 60 and 8 of the 384 prompts that ship.
MOST_HEDGED, MOST_YES_OR_NO, MOST_OTHERWISE = 0.105, 0.157, 0.021
_FIRST_IDS = 5


class _Habit(NamedTuple):
    pattern: str
    said: str
    instead: str


_HABITS = (
    _Habit(
        r"…|\.\.\.",
        "leaves a sentence to finish",
        "Put the “if” into the question, and ask what they will do, say or ask.",
    ),
    _Habit(r"^(?:had|should|supposing)\b", "begins with an inverted condition", "Begin with “if”."),
    _Habit(
        r"^(?!if\b|when\b)[^:.]*, if (?!any|ever|at all)\w",
        "puts its condition last",
        "Put it first: when …, what …?",
    ),
    _Habit(
        r"\bsince (?:mon|tues|wednes|thurs|fri|satur|sun)day\b",
        "counts from a day of the week",
        "Write “this week” or “today”.",
    ),
    _Habit(r"\bwhom\b", 'says "whom"', "Write “who”."),
    _Habit(
        r"\b(?:in which words|by the clock|what spoke for|humdrum|further off|the say over)\b",
        "uses words people hardly say any more",
        "Use everyday words.",
    ),
    _Habit(r"\bkind colleague\b", "tells the reader how to feel", "Write “a fair colleague”."),
)
_HEDGE = (
    r"\bif (?:any|anyone|anybody|anything|anywhere|anyone's|ever|at all)\b|\bhowever small\b"
    r"|, or (?:did|has|was|is) (?:it |there )?(?:nobody|none|nothing|everyone)\b"
)
_YES_OR_NO = (
    r"(?:^|[,:;.] )(?:did|do|does|has|have|had|is|are|was|were|will|would|can|could|should)\b"
)
_PEOPLE = (
    r"(?:child|famil|parent|carer|patient|pupil|tenant|resident|colleague|partner|teacher|doctor)"
)


class _Share(NamedTuple):
    """What a few questions of a bank may do, and what grates when many do."""

    pattern: str
    most: float
    does: str
    instead: str


_SHARES = (
    _Share(_HEDGE, MOST_HEDGED, 'hedge with "if any" or the like', "Ask plainly."),
    _Share(_YES_OR_NO, MOST_YES_OR_NO, "can be answered with yes or no", "Ask what, who or when."),
    _Share(
        r"\btorn\b",
        MOST_OTHERWISE,
        "ask what the reader was torn between",
        "Name both: which came first, … or …?",
    ),
    _Share(
        r"\b(?:suppose|imagine)\b|^(?:think of|take|pick|picture)\b.*:",
        MOST_OTHERWISE,
        "tell the reader to suppose or pick something first",
        "Ask at once: what else could you have said?",
    ),
    _Share(
        rf"\b{_PEOPLE}[\w'’]*(?:,| or)(?: an?| the)? (?:\w+ )?{_PEOPLE}",
        MOST_OTHERWISE,
        "list kinds of people",
        "Name one.",
    ),
    _Share(
        r"\b(?:when|after|before) (?:you|some\w+|another \w+) (?:last|next)\b.*,",
        MOST_OTHERWISE,
        'open with "when you last" or the like',
        "Put the verb first: what did they say?",
    ),
    _Share(
        r"^(?:\S+ ){18}\S", MOST_OTHERWISE, "have more than 18 words", "Ask for one thing only."
    ),
)


def in_english(framework: Framework) -> bool:
    return framework.language.casefold().startswith("en")


def style_advice(
    files: Sequence[PromptFile], framework: Framework, judged: Collection[str]
) -> list[Problem]:
    """Return the advice for the files named in ``judged``, in the bank that all files make."""
    if not in_english(framework):
        return []
    lists = {file.file: ProblemList(file.file) for file in files if file.file in judged}
    for file in files:
        if file.file in lists:
            _look_at_each(file, lists[file.file])
    bank = [prompt for file in files for _, prompt in file.asked()]
    aims = {name: aim for file in files for name, aim in file.aims.items()}
    if lists and len(bank) >= SHARES_FROM:
        _look_at_all(next(iter(lists.values())), bank, aims)
    texts = {file.file: file.text for file in files}
    return [advice for name, found in lists.items() for advice in found.with_lines(texts[name])]


def question_advice(text: str) -> list[tuple[str, str]]:
    """Return what stumbles in one question, as the rest of a sentence, with what to do instead."""
    return [
        (f"{habit.said}.", habit.instead)
        for habit in _HABITS
        if re.search(habit.pattern, text, re.IGNORECASE)
    ]


def _look_at_each(file: PromptFile, advice: ProblemList) -> None:
    for path, prompt in file.asked():
        for said, instead in question_advice(prompt.text):
            advice.add((*path, "text"), f"prompt {quoted(prompt.id)} {said}", instead, prompt.id)


def _look_at_all(advice: ProblemList, bank: Sequence[Prompt], aims: dict[str, Aim]) -> None:
    total = len(bank)
    for share in _SHARES:
        found = _naming(share.pattern, bank)
        if len(found) > share.most * total:
            ids = ", ".join(prompt.id for prompt in found[:_FIRST_IDS])
            most = int(share.most * total)
            said = f"{len(found)} of {total} prompts {share.does}; at most {most} should."
            advice.add(("prompts",), said, f"{share.instead} The first are {ids}.")
    for name, aim in aims.items():
        found = _naming(aim_pattern(aim), bank)
        if len(found) < aim.least * total:
            named = {prompt.facet for prompt in found}
            without = dict.fromkeys(prompt.facet for prompt in bank if prompt.facet not in named)
            wanted = ceil(aim.least * total)
            said = f"{len(found)} of {total} prompts name {name}; at least {wanted} should."
            hint = f"Facets with none: {', '.join(without)}." if without else ""
            advice.add(("aims", name), said, hint)


def _naming(pattern: str, bank: Sequence[Prompt]) -> list[Prompt]:
    return [prompt for prompt in bank if re.search(pattern, prompt.text, re.IGNORECASE)]


def aim_pattern(aim: Aim) -> str:
    """Return a pattern for the words of an aim; a star stands for any ending."""
    words = (re.escape(word).replace(r"\*", r"[\w'’]*") for word in aim.words)
    return rf"\b(?:{'|'.join(words)})(?!\w)"
