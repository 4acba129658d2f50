"""Judge what was written: an answer as full or thin, a plan by its two halves.

A full answer holds particulars: people, words said, numbers, times, acts and things. The sentence
with most of them decides, so one real moment counts however much is said around it, and
generalities stay thin however long. The leader's own word always wins; this is a first guess,
shown with its reasons.

Word lists (``data/grading.toml``) rather than a language model: every find can be shown to the
leader as a reason, and the work is a set look-up a word, so no text can make it slow.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence, Set
from datetime import date, timedelta
from functools import cache
from importlib.resources import files
from itertools import pairwise
from typing import Literal, NamedTuple, TypeAlias

GradedOutcome: TypeAlias = Literal["full", "thin"]

ENOUGH_WORDS = 12
_FRESH, _MOST_FRESH = 0.2, 1.2
_NEEDED = 2.0
#: An answer longer than this is judged by its beginning, for its grade and for a follow-up.
_JUDGED, _JUDGED_FOR_FOLLOW_UP = 20_000, 2000

_WORD = re.compile(r"[^\W_]+(?:['’ʼ][^\W_]+)*")
_QUOTED = re.compile(
    "[\"“”„«]([^\"“”„«»\n]{2,300})[\"“”»]|(?<![^\\s(:,-])['‘]([^'’\n]{1,80}(?:['’]\\w[^'’\n]{0,80}){0,4})['’](?!\\w)"
)
_NUMBER = re.compile(r"(?<!\w)[£$€]?\d[\d,.]{0,20}(?:k|m|bn|%)?(?!\w)", re.IGNORECASE)
_SENTENCE_END = re.compile(r"(?<![.!?…])[.!?…]+(?=\s|$)|\n+|;")
_PIECE_END = re.compile(r"[,/;\n]|\bthen\b|\band\b|\d[ap]m|\s-\s")


class Grade(NamedTuple):
    """``reasons``: what particular was found, or in a thin answer what it is instead."""

    outcome: GradedOutcome
    words: int
    reasons: tuple[str, ...] = ()


class Particulars(NamedTuple):
    """How many particulars of each sort a sentence has."""

    quotations: int = 0
    people: float = 0
    times: int = 0
    numbers: float = 0
    acts: float = 0
    things: float = 0
    planned: int = 0


class FollowUpForm(NamedTuple):
    """A sign in a clause that calls for it, and the question that goes after the quotation."""

    sign: re.Pattern[str]
    question: str


class Lexicon(NamedTuple):
    """Word lists and patterns by name, irregular forms with their stems, forms of follow-up."""

    words: Mapping[str, frozenset[str]]
    patterns: Mapping[str, re.Pattern[str]]
    stems: Mapping[str, str]
    follow_up: Sequence[FollowUpForm]


@cache
def lexicon() -> Lexicon:
    import tomllib

    data = tomllib.loads((files("syslead_cli.data") / "grading.toml").read_text("utf-8"))
    return Lexicon(
        {name: frozenset(words.split()) for name, words in data["words"].items()},
        {name: re.compile(sign, re.IGNORECASE) for name, sign in data["patterns"].items()},
        data["stems"],
        [
            FollowUpForm(re.compile(rf"\b(?:{form['sign']})\b", re.IGNORECASE), form["question"])
            for form in data["follow_up"]
        ],
    )


def _in_list(name: str, words: Sequence[str]) -> int:
    listed = lexicon().words[name]
    return sum(word in listed for word in words)


def grade(text: str, prompt_text: str, kind: str) -> Grade:
    """Return full or thin, and why. ``kind`` is the prompt's: an intention is held to its cue."""
    judged = text[:_JUDGED].replace("’", "'")
    words = _WORD.findall(judged)
    length = count_words(text)
    if not words:
        return Grade("thin", length, ("nothing said",))
    if _repeats(words, _WORD.findall(prompt_text)):
        return Grade("thin", length, ("the question said back",))
    if _is_list(judged, words):
        return Grade("thin", length, ("a list",))
    if len(words) >= 5 and _in_list("english", _lower(words)) * 12 < len(words):
        return _other_language(judged, length)
    sentences = [part for part in _SENTENCE_END.split(judged) if part and part.strip()]
    found = [_particulars_in(sentence) for sentence in sentences]
    asked = {_stem(word) for word in _WORD.findall(prompt_text)}
    scores = [_score(sentence, has, asked) for sentence, has in zip(sentences, found, strict=True)]
    # The richest sentence with what its richer neighbour adds.
    best = max([*scores, *(one + two for one, two in pairwise(scores))])
    best += _planned(judged, found, kind) + _reasoned_no(judged, words)
    if best >= _NEEDED:
        return Grade("full", length, _reasons(found) or ("a reason",))
    return Grade("thin", length, ("nothing particular",))


def count_words(text: str) -> int:
    """Return how many words; where no spaces are written, two characters count as one."""
    unspaced = sum(1 for character in text if "\u3040" <= character <= "\u9fff")
    return max(len(_WORD.findall(text)), unspaced // 2)


def quotations_in(text: str) -> list[str]:
    """Return words somebody said, without their marks; a single quoted word is no quotation."""
    inner = (double or single for double, single in _QUOTED.findall(text))
    return [said for said in inner if len(said.split()) > 1]


def _lower(words: Sequence[str]) -> list[str]:
    return [word.lower().replace("’", "'") for word in words]


def _particulars_in(sentence: str) -> Particulars:
    typed, clock = _WORD.findall(sentence), lexicon().patterns["clock"]
    lower = _lower(typed)
    numbers = len(_NUMBER.findall(clock.sub(" ", sentence)))
    return Particulars(
        quotations=len(quotations_in(sentence)),
        people=_people(typed, lower),
        times=len(clock.findall(sentence)) + _in_list("days", lower),
        numbers=numbers + 0.6 * _in_list("numbers", lower),
        acts=_in_list("acts", lower) - 0.5 * _in_list("weak_acts", lower),
        things=_in_list("things", lower) - 0.5 * _in_list("figurative_things", lower),
        planned=_in_list("planned_acts", lower),
    )


def _people(typed: Sequence[str], lower: Sequence[str]) -> float:
    words = lexicon().words
    roles, groups, determiners = words["roles"], words["groups"], words["determiners"]
    score = float(_in_list("pronouns", lower))
    for at, word in enumerate(lower):
        before = lower[max(0, at - 3) : at]
        if word in roles:
            score += 1.0 if not determiners.isdisjoint(before) else 0.5
        elif word in groups and not determiners.isdisjoint(before[-1:]):
            score += 0.5
        elif _is_name(typed, lower, at):
            score += 1.0
    return score


def _is_name(typed: Sequence[str], lower: Sequence[str], at: int) -> bool:
    """Return True for a capital inside a sentence that is not shouting, or after a title."""
    word, words = typed[at], lexicon().words
    if at and typed[at - 1].lower() in words["titles"]:
        return True
    if at == 0 or not word[0].isupper() or len(word) < 2 or word.isupper():
        return False
    return lower[at] not in words["not_names"] and lower[at] not in words["days"]


def _score(sentence: str, has: Particulars, asked: Set[str]) -> float:
    words = [word.lower() for word in _WORD.findall(sentence)]
    vague = 0.8 * _in_list("abstract", words) + 0.5 * _in_list("general", words)
    vague += 0.3 * _in_list("feeling", words)
    counted = has.numbers / 3 if _in_list("sweeping", words) else has.numbers
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
    """Return True for a longer word that is on none of the vague lists."""
    vague = ("function_words", "abstract", "general", "feeling", "meetings")
    return len(word) > 2 and not any(word in lexicon().words[name] for name in vague)


def _planned(text: str, found: Sequence[Particulars], kind: str) -> float:
    signs = lexicon().patterns
    if not (signs["will"].search(text) and (signs["cue"].search(text) or kind == "intention")):
        return 0.0
    return min(1.6, 0.8 * sum(has.planned for has in found))


def _reasoned_no(text: str, words: Sequence[str]) -> float:
    lower = [word.lower() for word in words]
    if not _in_list("no", lower[:6]) or lexicon().patterns["bare_no"].search(text):
        return 0.0
    if _in_list("because", lower[1:]):
        return 1.6
    return 0.8 if lexicon().patterns["reason_mark"].search(text) else 0.0


def _is_list(text: str, words: Sequence[str]) -> bool:
    """Return True for a run of short pieces that are mostly names of meetings."""
    pieces = [piece for piece in _PIECE_END.split(text) if piece.strip()]
    if len(pieces) < 3:
        return False
    lower = [word.lower() for word in words]
    if len(pieces) >= 5 and len(words) <= 4 * len(pieces) and not _in_list("says", lower):
        return True
    meetings = _in_list("meetings", lower)
    return meetings >= 2 and len(words) <= 5 * len(pieces) and meetings * 5 >= len(words)


def _repeats(words: Sequence[str], prompt: Sequence[str]) -> bool:
    """Return True if hardly a word of weight is in the answer that the question did not have."""
    lists = lexicon().words
    asked, common = {_stem(word) for word in prompt}, lists["function_words"]
    fresh = {_stem(word) for word in words if word.lower() not in lists["general"]}
    echoed = {_stem(word) for word in words} & (asked - common)
    new = len(fresh - asked - common)
    return new <= 2 <= len(echoed) and len(echoed) > new


def _stem(word: str) -> str:
    word = word.lower().replace("’", "'").removesuffix("'s").replace("'", "")
    word = lexicon().stems.get(word, word)
    for ending in ("ing", "ed", "es", "s"):
        if len(word) > len(ending) + 3 and word.endswith(ending):
            return word[: -len(ending)]
    return word


def _other_language(text: str, length: int) -> Grade:
    """Grade by length and by what needs no word lists."""
    found = _particulars_in(text)
    marks = min(found.quotations, 1) + min(found.numbers + found.times, 1) + min(found.people, 1)
    enough = length >= ENOUGH_WORDS or (length >= 6 and marks >= 1)
    return Grade("full" if enough else "thin", length, _reasons([found]) if enough else ())


def _reasons(found: Sequence[Particulars]) -> tuple[str, ...]:
    names = ("a quotation", "a person", "a time", "a number", "an act", "a thing")
    totals = [sum(has[at] for has in found) for at in range(len(names))]
    return tuple(name for name, total in zip(names, totals, strict=True) if total >= 0.5)


_CLAUSE = re.compile(r"[^.,;:!?\n—–…]+")
_MARKS = "\"“”'‘’-–—()[]*.,;:!?… "
_LONGEST = 8  # words quoted
_MOST_CHARACTERS = 70
_CAME_CLOSEST = "What came closest, even so?"
_OF_WHAT_WAS_FINE = "Was there one moment when it was not?"
_OF_A_LIST = "Which of them held a moment you would keep?"
_OF_A_PLAN = "What would you see or hear just before you do it?"
_BY_DEFAULT = "Is there one small moment of it to put down: who, where, what was said?"


def follow_up(text: str, kind: str) -> str:
    """Return the question for a thin answer, after a piece of it; empty where nothing was said."""
    text = " ".join(text[:_JUDGED_FOR_FOLLOW_UP].split())
    clauses = [clause for piece in _CLAUSE.findall(text) if (clause := piece.strip(_MARKS))]
    if not clauses:
        return ""
    # “Well, …” and “So: …” are no more than a breath.
    clauses = [clause for clause in clauses if " " in clause] or clauses
    if lexicon().patterns["nothing"].match(text):
        return _asked(text.strip(_MARKS), 0, _CAME_CLOSEST)
    if lexicon().patterns["fine"].fullmatch(clauses[0]):
        return _asked(clauses[0], 0, _OF_WHAT_WAS_FINE)
    if _is_list(text, _WORD.findall(text)):
        return _asked(text.strip(_MARKS), 0, _OF_A_LIST)
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


#: A plan without a day of its own is asked about after a week.
DAYS_AHEAD = 7

_ACT = re.compile(r"\b(then|i\s+will|i['’]ll|i\s+shall|i\s+am\s+going\s+to)\b", re.IGNORECASE)
_CUE = re.compile(
    r"\b(if|when|whenever|once|before|after|(?:every|each|next) time|as soon as|the moment)\b",
    re.IGNORECASE,
)
_LEAD = re.compile(r"^(then\s+)?(i\s+will|i['’]ll|i\s+shall|to)\s+", re.IGNORECASE)
_LATIN = re.compile(r"[A-Za-z]")


def has_cue(text: str) -> bool:
    """Return True if the text says when: "If …", "When …", "After …"."""
    return _CUE.search(text) is not None


def has_act(text: str) -> bool:
    """Return True if the text says what the leader will do."""
    return _ACT.search(text) is not None


def is_if_then(text: str) -> bool:
    """Return True if the text has both halves of a plan; only English is judged."""
    return (has_cue(text) and has_act(text)) or not _LATIN.search(text)


def completed_plan(text: str, cue: str, act: str) -> str:
    """Return the plan with the missing half put in; an empty half leaves it as it was."""
    text = text.strip()
    if cue.strip():
        when = cue.strip().rstrip(",.;")
        when = when if _CUE.match(when) else f"If {when}"
        return f"{when}, then I will {_bare(text)}"
    if act.strip():
        return f"{text.rstrip(',.;')}, then I will {_bare(act.strip())}"
    return text


def _bare(act: str) -> str:
    """Take the words that introduce an act off it: "I will call" → "call"."""
    bare = _LEAD.sub("", act)
    return bare if bare[:2].isupper() or bare[:2] in ("I ", "I'") else bare[:1].lower() + bare[1:]


def default_due(made: date, today: date) -> date:
    """Return the day of a plan that names none; a plan written down late is not due in the past."""
    return max(made + timedelta(days=DAYS_AHEAD), today)
