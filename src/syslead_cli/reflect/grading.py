"""Full or thin: whether an answer holds something particular.

The sentence with most in it decides, so one real moment counts however much is said around it,
and generalities stay thin however long. The leader's own word always wins; this is a first guess,
shown with its reasons.
"""

from __future__ import annotations

import re
from collections.abc import Sequence, Set
from itertools import pairwise
from typing import Literal, NamedTuple, TypeAlias

from syslead_cli.reflect.generalities import ABSTRACT, DULL, FEELING, GENERAL, MEETINGS, SWEEPING
from syslead_cli.reflect.particulars import Found, find, word_list, words_of

Outcome: TypeAlias = Literal["full", "thin"]

ENOUGH_WORDS = 12
_FRESH, _MOST_FRESH = 0.2, 1.2
_NEEDED = 2.0
#: An answer longer than this is judged by its beginning.
_JUDGED = 20_000
_SENTENCE_END = re.compile(r"(?<![.!?…])[.!?…]+(?=\s|$)|\n+|;")
_PIECE_END = re.compile(r"[,/;\n]|\bthen\b|\band\b|\d[ap]m|\s-\s")


class Grade(NamedTuple):
    """``reasons``: what particular was found, or in a thin answer what it is instead."""

    outcome: Outcome
    words: int
    reasons: tuple[str, ...] = ()


_NO = word_list(
    "no nothing none nobody nowt never not nope didnt didn't hasnt hasn't havent haven't wasnt "
    "wasn't dont don't couldnt couldn't nowhere isnt isn't noone neither cant can't wouldn't "
    "wouldnt zero"
)
_REASON = word_list("because cos coz cuz since as so due until til till")
_REASON_MARK = re.compile(
    r"\s[-–—]\s|[:,;.]\s|\band\b|\bthey\b|\bi'(?:d|ve)\b|\bid\b|\bive\b", re.I
)
_BARE = re.compile(
    r"(?:^|\b)(?:pass|n/?a|nothing (?:comes|springs|much|really|to|specific|particular|in part)"
    r"|not that i|can'?t think|cannot think|struggling to think|not sure|don'?t know|dunno"
    r"|as usual|usual|no one new|nil|skip|too busy|no time|been one of those)\b",
    re.IGNORECASE,
)


def grade(text: str, prompt_text: str, kind: str) -> Grade:
    """Full or thin, and why. ``kind`` is the prompt's: an intention is held to its cue."""
    judged = text[:_JUDGED].replace("’", "'")
    words = words_of(judged)
    length = count_words(text)
    if not words:
        return Grade("thin", length, ("nothing said",))
    if said_back(words, words_of(prompt_text)):
        return Grade("thin", length, ("the question said back",))
    if is_list(judged, words):
        return Grade("thin", length, ("a list",))
    if not looks_english(words):
        return _other_language(judged, length)
    sentences = [part for part in _SENTENCE_END.split(judged) if part and part.strip()]
    found = [find(sentence) for sentence in sentences]
    asked = {_stem(word) for word in words_of(prompt_text)}
    scores = [_score(sentence, has, asked) for sentence, has in zip(sentences, found, strict=True)]
    best = _best_pair(scores) + _planned(judged, found, kind) + _reasoned_no(judged, words)
    reasons = reasons_in(found)
    if best >= _NEEDED:
        return Grade("full", length, reasons or ("a reason",))
    return Grade("thin", length, ("nothing particular",))


def _best_pair(scores: Sequence[float]) -> float:
    """The richest sentence with what its richer neighbour adds."""
    best = max(scores)
    for one, two in pairwise(scores):
        best = max(best, one + two)
    return best


def _score(sentence: str, has: Found, asked: Set[str]) -> float:
    words = [word.lower() for word in words_of(sentence)]
    vague = sum(word in ABSTRACT for word in words) * 0.8
    vague += sum(word in GENERAL for word in words) * 0.5
    vague += sum(word in FEELING for word in words) * 0.3
    counted = has.numbers if SWEEPING.isdisjoint(words) else has.numbers / 3
    concrete = (
        2.0 * min(has.quotations, 1)
        + min(2.2, 1.1 * has.people)
        + min(1.5, 1.0 * has.times)
        + min(1.2, 0.8 * counted)
        + min(2.4, 1.2 * has.acts)
        + min(1.6, 0.8 * has.things)
    )
    fresh = {_stem(word) for word in words if _is_plain(word)} - asked
    return concrete + min(_MOST_FRESH, _FRESH * len(fresh)) - vague


def _is_plain(word: str) -> bool:
    """A word of weight that is on none of the vague lists."""
    return len(word) > 2 and not any(
        word in words for words in (DULL, ABSTRACT, GENERAL, FEELING, MEETINGS)
    )


_CUE = re.compile(
    r"\b(?:if|when|whenever|next time|as soon as|before|after|once|the moment|at item)\b", re.I
)
_WILL = re.compile(r"\b(?:will|i'?ll|ill|i'm|im|then|i)\b", re.I)


def _planned(text: str, found: Sequence[Found], kind: str) -> float:
    if not (_WILL.search(text) and (_CUE.search(text) or kind == "intention")):
        return 0.0
    return min(1.6, 0.8 * sum(has.planned for has in found))


def _reasoned_no(text: str, words: Sequence[str]) -> float:
    lower = [word.lower() for word in words]
    if _NO.isdisjoint(lower[:6]) or _BARE.search(text):
        return 0.0
    if not _REASON.isdisjoint(lower[1:]):
        return 1.6
    return 0.8 if _REASON_MARK.search(text) else 0.0


_SAYS = word_list("i i'd i'm id we he she they was were is said had didn't did it")


def is_list(text: str, words: Sequence[str]) -> bool:
    """A run of short pieces that are mostly names of meetings."""
    pieces = [piece for piece in _PIECE_END.split(text) if piece.strip()]
    if len(pieces) < 3:
        return False
    lower = [word.lower() for word in words]
    if len(pieces) >= 5 and len(words) <= 4 * len(pieces) and _SAYS.isdisjoint(lower):
        return True
    meetings = sum(word in MEETINGS for word in lower)
    return meetings >= 2 and len(words) <= 5 * len(pieces) and meetings * 5 >= len(words)


def said_back(words: Sequence[str], prompt: Sequence[str]) -> bool:
    """Hardly a word of weight that the question did not have."""
    asked = {_stem(word) for word in prompt} | DULL
    fresh = {_stem(word) for word in words if word.lower() not in GENERAL} - asked
    echoed = {_stem(word) for word in words} & ({_stem(word) for word in prompt} - DULL)
    return len(fresh) <= 2 and len(echoed) >= 2 and len(echoed) > len(fresh)


_IRREGULAR = {
    "saw": "see", "seen": "see", "said": "say", "told": "tell", "heard": "hear", "did": "do",
    "done": "do", "gave": "give", "given": "give", "left": "leave", "went": "go", "gone":
    "go", "thought": "think", "knew": "know", "felt": "feel", "made": "make", "took": "take",
    "taken": "take", "met": "meet", "kept": "keep", "spoke": "speak", "understood":
    "understand", "somebody": "someone", "learned": "learn", "learnt": "learn", "bent":
    "bend", "ended": "end", "chose": "choose", "chosen": "choose",
}  # fmt: skip


def _stem(word: str) -> str:
    word = word.lower().replace("’", "'").removesuffix("'s").replace("'", "")
    word = _IRREGULAR.get(word, word)
    for ending in ("ing", "ed", "es", "s"):
        if len(word) > len(ending) + 3 and word.endswith(ending):
            return word[: -len(ending)]
    return word


def count_words(text: str) -> int:
    """How many words; where no spaces are written, two characters count as one."""
    unspaced = sum(1 for character in text if "\u3040" <= character <= "\u9fff")
    return len(words_of(text)) if not unspaced else max(len(words_of(text)), unspaced // 2)


_ENGLISH = word_list(
    "the a an and of to in i it is was that he she we they on for with my me you not no at but his "
    "her had be been have as so by or who what from this are were their our us him them its did "
    "do up out said if then when will i'll i'd i've don't"
)


def looks_english(words: Sequence[str]) -> bool:
    """Whether small English words are as common as in any English sentence."""
    if len(words) < 5:
        return True
    small = sum(word.lower() in _ENGLISH for word in words)
    return small * 12 >= len(words)


def _other_language(text: str, length: int) -> Grade:
    """No word lists for it: length, and what needs none."""
    found = find(text)
    marks = min(found.quotations, 1) + min(found.numbers + found.times, 1) + min(found.people, 1)
    enough = length >= ENOUGH_WORDS or (length >= 6 and marks >= 1)
    return Grade("full" if enough else "thin", length, reasons_in([found]) if enough else ())


def reasons_in(found: Sequence[Found]) -> tuple[str, ...]:
    """What was found, in words for the screen."""
    names = ("a quotation", "a person", "a time", "a number", "an act", "a thing")
    totals = [sum(has[at] for has in found) for at in range(len(names))]
    return tuple(name for name, total in zip(names, totals, strict=True) if total >= 0.5)
