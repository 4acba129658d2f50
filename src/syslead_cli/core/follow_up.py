"""One question back to a thin answer, in the leader's own words.

The form is chosen by what was written; the quotation is always a piece of the answer, as typed.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

_CLAUSE = re.compile(r"[^.,;:!?\n—–…]+")
_LONGEST = 8  # words quoted
_MOST_CHARACTERS = 70


class Form(NamedTuple):
    """Words that call for it, and the question that goes after the quotation."""

    words: frozenset[str]
    question: str


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


#: In the order they are tried; each quotes the clause its word stands in.
FORMS = (
    Form(
        _words("fine ok okay good great well smooth smoothly better brilliant lovely positive"),
        "Was there one moment when it was not?",
    ),
    Form(
        _words(
            "tired knackered exhausted drained stressed worried anxious angry cross sad low flat "
            "frustrated upset overwhelmed lonely happy proud pleased relieved shattered scared"
        ),
        "What happened just before you noticed?",
    ),
    Form(
        _words("difficult hard tough bad badly tricky challenging awful messy complicated rough"),
        "Which minute of it stays with you?",
    ),
    Form(
        _words("always often usually normally regularly never constantly generally every"),
        "When was the last time, and who was there?",
    ),
    Form(
        _words("try should must need needs hope will more aim plan better going"),
        "Where would it start: with whom, and at what moment?",
    ),
    Form(
        _words(
            "everyone everybody people somebody someone others staff partners colleagues team "
            "stakeholders they nobody"
        ),
        "Who is one of them, by role, and what did they do or say?",
    ),
    Form(
        _words(
            "trust challenge change communication engagement collaboration relationships culture "
            "respect honesty support leadership listening pressure conflict vision values"
        ),
        "What did somebody do or say that showed it?",
    ),
)
_NOTHING = re.compile(
    r"\W*(?:no|nope|nothing|none|nobody|no one|noone|nowt|not really|n/a|not that i|can'?t think"
    r"|don'?t know|dunno|not sure|pass)\b",
    re.IGNORECASE,
)
_CAME_CLOSEST = "What came closest, even so?"
_BY_DEFAULT = "Is there one small moment of it you could put down: who, where, what was said?"
_OF_A_PLAN = "What would you see or hear just before you do it?"


def follow_up(text: str, kind: str) -> str:
    """The question for a thin answer, the leader's words first; empty where nothing was said."""
    clauses = [clause for clause in _clauses(text[:2000]) if clause]
    if not clauses:
        return ""
    if _NOTHING.match(text):
        return _asked(clauses[0], "", _CAME_CLOSEST)
    for form in FORMS:
        for clause in clauses:
            if word := _first_in(clause, form.words):
                return _asked(clause, word, form.question)
    return _asked(clauses[0], "", _OF_A_PLAN if kind == "intention" else _BY_DEFAULT)


def _clauses(text: str) -> Iterator[str]:
    for piece in _CLAUSE.findall(text):
        yield " ".join(piece.split()).strip("\"“”'‘’-()[]* ")


def _first_in(clause: str, words: frozenset[str]) -> str:
    return next((word for word in clause.split() if word.lower().strip("\"'()") in words), "")


def _asked(clause: str, word: str, question: str) -> str:
    return f"You wrote “{_shortened(clause, word)}”. {question}"


def _shortened(clause: str, word: str) -> str:
    """At most eight words in a row, the word that matters among them."""
    words = clause.split()
    at = words.index(word) if word else 0
    start = max(0, min(at - _LONGEST // 2, len(words) - _LONGEST))
    kept = words[start : start + _LONGEST]
    while len(kept) > 1 and len(" ".join(kept)) > _MOST_CHARACTERS:
        kept = kept[1:] if kept[-1] == word else kept[:-1]
    return " ".join(kept)[:_MOST_CHARACTERS]
