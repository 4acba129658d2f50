"""The one question back after a brief answer: it quotes a piece of it and asks for an example."""

from __future__ import annotations

import re

from syslead_cli.reflect.grading import is_list, people_in
from syslead_cli.reflect.lexicon import is_english, is_grave, lexicon

#: Longer answers are asked about by their beginning.
_JUDGED = 2000

_CLAUSE = re.compile(r"[^.,;:!?\n—–…]+")
_MARKS = "\"“”'‘’-–—()[]*.,;:!?… "
_LONGEST = 8  # words quoted
_MOST_CHARACTERS = 70
_CAME_CLOSEST = "What came closest, even so?"
_OF_PRAISE = "What did they do?"
_OF_A_LIST = "Which of them held a moment you would keep?"
_OF_A_PLAN = "What would you see or hear just before you do it?"
_BY_DEFAULT = "Can you give one example: who, where, what was said?"


def follow_up(text: str, kind: str) -> str:
    """Return the question for a brief answer, after a piece of it.

    Empty where nothing was said, where somebody does not know, after grave matters, and where
    the text is in a language the questions are not in.
    """
    text = " ".join(text[:_JUDGED].split())
    clauses = [clause for piece in _CLAUSE.findall(text) if (clause := piece.strip(_MARKS))]
    signs = lexicon().patterns
    if not clauses or signs["unknowing"].match(text) or not is_english(text) or is_grave(text):
        return ""
    # “Well, …” and “So: …” are no more than a breath.
    clauses = [clause for clause in clauses if " " in clause] or clauses
    if signs["nothing"].match(text):
        return _asked(text.strip(_MARKS), 0, _CAME_CLOSEST)
    if is_list(text):
        return _asked(text.strip(_MARKS), 0, _OF_A_LIST)
    for clause in clauses:
        if found := signs["praise"].search(clause):
            question = _OF_PRAISE if people_in(clause) else _BY_DEFAULT
            return _asked(clause, found.start(), question)
    for form in lexicon().follow_up:
        for clause in clauses:
            if found := form.sign.search(clause):
                return _asked(clause, found.start(), form.question)
    return _asked(clauses[0], 0, _OF_A_PLAN if kind == "intention" else _BY_DEFAULT)


def _asked(clause: str, at: int, question: str) -> str:
    return f"You wrote “{_shortened(clause, at)}”. {question}"


def _shortened(clause: str, at: int) -> str:
    """Return at most eight words in a row, among them the one at that character."""
    words = clause.split()
    word = clause[:at].count(" ")
    joining = lexicon().words["joining"]
    start = max(0, min(word - _LONGEST // 2, len(words) - _LONGEST))
    kept = words[start : start + _LONGEST]
    while len(kept) > 1 and len(" ".join(kept)) > _MOST_CHARACTERS:
        kept = kept[:-1]
    while start + len(kept) < len(words) and len(kept) > 3 and kept[-1].lower() in joining:
        kept = kept[:-1]
    return " ".join(kept)[:_MOST_CHARACTERS].rstrip(_MARKS) or clause[:1]
