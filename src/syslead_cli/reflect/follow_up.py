"""One question back to a thin answer, in the leader's own words.

The form is chosen by what was written; the quotation is always a piece of the answer, as typed.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from syslead_cli.reflect.grading import is_list
from syslead_cli.reflect.particulars import words_of

_CLAUSE = re.compile(r"[^.,;:!?\n—–…]+")
_MARKS = "\"“”'‘’-–—()[]*.,;:!?… "
_LONGEST = 8  # words quoted
_MOST_CHARACTERS = 70
_JUDGED = 2000


class Form(NamedTuple):
    """What calls for it, and the question that goes after the quotation."""

    sign: re.Pattern[str]
    question: str


def _form(sign: str, question: str) -> Form:
    return Form(re.compile(rf"\b(?:{sign})\b", re.IGNORECASE), question)


#: In the order they are tried; each quotes the clause its sign stands in.
FORMS = (
    _form(
        r"will|i'll|should|must|need to|needs to|try to|tried to|hope to|aim to|more|less",
        "Where would it start: with whom, and at what moment?",
    ),
    _form(
        r"(?:was|were|went|is|it's|been|all|pretty|quite|really) (?:\w+ )?"
        r"(?:fine|ok|okay|good|great|well|smoothly|brilliant|lovely|positive)",
        "Was there one moment when it was not?",
    ),
    _form(
        r"tired|knackered|exhausted|drained|stressed|worried|anxious|angry|cross|sad|low"
        r"|feeling (?:very )?flat|feel lost|lost with"
        r"|frustrated|upset|overwhelmed|lonely|happy|proud|pleased|relieved|shattered|scared|hate",
        "What happened just before you noticed?",
    ),
    _form(
        r"difficult|hard|tough|bad|badly|tricky|challenging|awful|messy|complicated|rough",
        "Which minute of it stays with you?",
    ),
    _form(
        r"always|often|usually|normally|regularly|constantly|generally"
        r"|every (?:day|week|time|night|room|level|meeting)|all the time",
        "When was the last time, and who was there?",
    ),
    _form(
        r"everyone|everybody|people|somebody|someone|others|staff|partners?|colleagues|my team"
        r"|the team|stakeholders|nobody",
        "Who is one of them, by role, and what did they do or say?",
    ),
    _form(
        r"trust|challenge|change|communication|engagement|collaboration|relationships|culture"
        r"|respect|honesty|support|leadership|listening|pressure|conflict|vision|values",
        "What did somebody do or say that showed it?",
    ),
)
_FINE = re.compile(r"(?:all |it was |just )?(?:fine|ok|okay|good|great|well)", re.IGNORECASE)
_NOTHING = re.compile(
    r"\W*(?:no|nope|nothing|none|nobody|no one|noone|nowt|not really|n/a|not that i|can'?t think"
    r"|don'?t know|dunno|not sure|pass)\b",
    re.IGNORECASE,
)
#: No quotation is cut off after one of these.
_JOINING = frozenset(["a", "an", "the", "and", "or", "of", "on", "in", "to", "with", "for", "as",
                      "at", "i", "be", "is", "this", "so", "that", "how", "quite"])  # fmt: skip
_CAME_CLOSEST = "What came closest, even so?"
_OF_A_LIST = "Which of them held a moment you would keep?"
_OF_A_PLAN = "What would you see or hear just before you do it?"
_BY_DEFAULT = "Is there one small moment of it to put down: who, where, what was said?"


def follow_up(text: str, kind: str) -> str:
    """The question for a thin answer, the leader's words first; empty where nothing was said."""
    text = " ".join(text[:_JUDGED].split())
    clauses = [clause for piece in _CLAUSE.findall(text) if (clause := piece.strip(_MARKS))]
    if not clauses:
        return ""
    # “Well, …” and “So: …” are no more than a breath.
    clauses = [clause for clause in clauses if " " in clause] or clauses
    if _NOTHING.match(text):
        return _asked(text.strip(_MARKS), 0, _CAME_CLOSEST)
    if _FINE.fullmatch(clauses[0]):
        return _asked(clauses[0], 0, FORMS[1].question)
    if is_list(text, words_of(text)):
        return _asked(text.strip(_MARKS), 0, _OF_A_LIST)
    for form in FORMS:
        for clause in clauses:
            if found := form.sign.search(clause):
                return _asked(clause, found.start(), form.question)
    return _asked(clauses[0], 0, _OF_A_PLAN if kind == "intention" else _BY_DEFAULT)


def _asked(clause: str, at: int, question: str) -> str:
    return f"You wrote “{_shortened(clause, at)}”. {question}"


def _shortened(clause: str, at: int) -> str:
    """At most eight words in a row, among them the one at that character."""
    words = clause.split()
    word = clause[:at].count(" ")
    start = max(0, min(word - _LONGEST // 2, len(words) - _LONGEST))
    kept = words[start : start + _LONGEST]
    while len(kept) > 1 and len(" ".join(kept)) > _MOST_CHARACTERS:
        kept = kept[:-1]
    while start + len(kept) < len(words) and len(kept) > 3 and kept[-1].lower() in _JOINING:
        kept = kept[:-1]
    return " ".join(kept)[:_MOST_CHARACTERS].rstrip(_MARKS) or clause[:1]
