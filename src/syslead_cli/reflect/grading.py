"""Judge an answer as full or thin, and whether it is evidence; find what a brief one is asked.

A full answer holds particulars: people, words said, numbers, times, acts and things. The sentence
with most of them decides, so one real moment counts however much is said around it, and
generalities stay thin however long. Where a question leaves a "no", a no with any reason or
circumstance is full and a bare one is no evidence: a truthful no says nothing of attention. So is
a bare "no one" to a question for a person. A plan is full with a cue and an act, whichever of the
two the question brought. From three words on, a text in another language than the framework's is
taken as it is. The leader's own word always wins; this is a first guess, shown with its reasons.

Word lists (``data/grading.toml``) rather than a language model: every find can be shown to the
leader as a reason, and the work is a set look-up a word, so no text can make it slow.
"""

from __future__ import annotations

import re
from collections.abc import Sequence, Set
from itertools import pairwise
from typing import Any, Literal, NamedTuple

from syslead_cli.reflect.lexicon import (
    ENGLISH,
    WORD,
    in_list,
    is_english,
    is_grave,
    is_in,
    lexicon,
    lowered,
)

ENOUGH_WORDS = 12
_FRESH, _MOST_FRESH = 0.2, 1.2
_NEEDED = 2.0
_NEEDED_IN_BRIEF, _BRIEF_WORDS = 1.4, 9
_ONE_EVENT = 0.8
#: Fewer words in another language than the framework's are brief whatever they say.
_FEWEST_IN_ANOTHER = 3
#: What a sentence may weigh that tells of no one time.
_MOST_NO_EVENT = 0.8
#: An answer longer than this is judged by its beginning.
_JUDGED = 20_000


#: What a thin answer is instead of particular.
HABIT, GENERAL, INTENDED, LIST, SAID_BACK, NOTHING_PARTICULAR = (
    "what usually happens", "what is true in general", "something intended", "a list",
    "repeats the question", "short on detail",
)  # fmt: skip


class Grade(NamedTuple):
    """``reasons``: what particular was found, or in a thin answer what it is instead.

    ``counted`` is False where the answer is no evidence either way; of ``grave`` matters no grade
    is shown.
    """

    outcome: Literal["full", "thin"]
    words: int
    reasons: tuple[str, ...] = ()
    counted: bool = True
    grave: bool = False

    @property
    def fields(self) -> dict[str, Any]:
        """Return what an ask's record says of the grade."""
        return {
            "outcome": self.outcome,
            "words": self.words,
            "no_evidence": None if self.counted else True,
        }


#: What a full answer is said to have, by the names of particulars.
_FOUND = {
    "quotations": "a quotation", "people": "a person or group", "times": "a time",
    "numbers": "a number", "acts": "an act", "things": "a thing",
}  # fmt: skip


class Particulars(NamedTuple):
    """A sentence, and how many particulars of each sort it has."""

    quotations: int = 0
    people: float = 0
    times: int = 0
    numbers: float = 0
    acts: float = 0
    things: float = 0
    planned: int = 0
    sentence: str = ""


def grade(text: str, prompt_text: str, kind: str, language: str = ENGLISH) -> Grade:
    """Return full or thin, and why. ``kind`` is the prompt's, ``language`` the framework's."""
    judged = text[:_JUDGED].replace("’", "'")
    words = WORD.findall(judged)
    length = count_words(text)
    if not words:
        return Grade("thin", length, ("nothing said",))
    if not is_in(language, judged):
        if length < _FEWEST_IN_ANOTHER:
            return Grade("thin", length, (NOTHING_PARTICULAR,))
        return Grade("full", length, ("in another language",))
    if not is_english(judged):
        return _by_length(judged, length)
    found = _graded(judged, words, prompt_text, kind)._replace(words=length)
    if is_grave(judged):
        # A grade that is not shown must not count against anybody.
        return found._replace(grave=True, counted=found.outcome == "full")
    return found


def _graded(text: str, words: Sequence[str], prompt_text: str, kind: str) -> Grade:
    """Grade a text in English; the count of words is filled in by the caller."""
    asked = {_stem(word) for word in WORD.findall(prompt_text)}
    signs = lexicon().patterns
    found = [_particulars_in(part) for part in signs["sentence_end"].split(text) if part.strip()]
    may_deny = signs["yes_or_no"].search(prompt_text) and signs["denial"].match(text)
    is_nobody = signs["asks_who"].search(prompt_text) and signs["nobody"].match(text)
    if (may_deny or is_nobody) and not _has_circumstance(text, words, asked):
        return Grade("thin", 0, ("a plain no",), counted=False)
    if may_deny:
        return Grade("full", 0, _reasons(found) or ("a reason",))
    if kind == "intention" and _is_usable_plan(text, words, prompt_text, asked):
        return Grade("full", 0, _reasons(found) or ("a plan",))
    if _repeats(words, WORD.findall(prompt_text)):
        return Grade("thin", 0, (SAID_BACK,))
    return _by_particulars(text, words, found, asked)


def _by_particulars(
    text: str, words: Sequence[str], found: Sequence[Particulars], asked: Set[str]
) -> Grade:
    if _is_list(text):
        return Grade("thin", 0, (LIST,))
    instead = [_no_event_in(has) for has in found]
    if all(instead):
        return Grade("thin", 0, (instead[0],))
    scores = [_score(has, asked) for has in found]
    # The richest sentence with what its richer neighbour adds.
    best = max([*scores, *(one + two for one, two in pairwise(scores))])
    signs = lexicon().patterns
    is_plan = signs["will"].search(text) and signs["cue"].search(text)
    planned = min(1.6, 0.8 * sum(has.planned for has in found)) if is_plan else 0.0
    reasoned = _reasoned_no(text, words)
    best += planned + reasoned
    if best >= (_NEEDED_IN_BRIEF if _is_brief_and_plain(words, found) else _NEEDED):
        why = "a plan" if planned > reasoned else "a reason"
        return Grade("full", 0, _reasons(found) or (why,))
    return Grade("thin", 0, (NOTHING_PARTICULAR,))


def _is_brief_and_plain(words: Sequence[str], found: Sequence[Particulars]) -> bool:
    """Return True for a few words that point at somebody or something, and at nothing vague."""
    vague = ("abstract", "general", "feeling", "meetings", "no")
    points = sum(has.people + has.times + has.numbers + has.acts + has.things for has in found)
    lower = lowered(words)
    return (
        3 <= len(words) <= _BRIEF_WORDS
        and points >= 1
        and not any(in_list(v, lower) for v in vague)
    )


def count_words(text: str) -> int:
    """Return how many words; where no spaces are written, two characters count as one."""
    unspaced = sum(1 for character in text if "\u3040" <= character <= "\u9fff")
    return max(len(WORD.findall(text)), unspaced // 2)


def quotations_in(text: str) -> list[str]:
    """Return words somebody said, without their marks; a single quoted word is no quotation."""
    signs = lexicon().patterns
    inner = [
        found[1] or found[2]
        for found in signs["quotation"].finditer(text)
        if not signs["named_so"].match(text[found.end() : found.end() + 20])
    ]
    return [words for words in inner if len(words.split()) > 1]


def _particulars_in(sentence: str) -> Particulars:
    signs = lexicon().patterns
    literal = signs["idiom"].sub(" ", sentence)
    typed, clock = WORD.findall(literal), signs["clock"]
    lower, timeless = lowered(typed), clock.sub(" ", literal)
    numbers = len(signs["number"].findall(timeless))
    return Particulars(
        quotations=len(quotations_in(sentence)),
        people=_people(typed, lower),
        times=len(clock.findall(literal)) + in_list("days", lower),
        numbers=numbers + 0.6 * in_list("numbers", lowered(WORD.findall(timeless))),
        acts=in_list("acts", lower) - 0.5 * in_list("weak_acts", lower),
        things=in_list("things", lower)
        - 0.5 * in_list("figurative_things", lower)
        + sum(
            typed[at][0].isupper() and _is_before_place(lower, at) for at in range(1, len(lower))
        ),
        planned=in_list("planned_acts", lower),
        sentence=sentence,
    )


def _people(typed: Sequence[str], lower: Sequence[str]) -> float:
    words = lexicon().words
    roles, groups, determiners = words["roles"], words["groups"], words["determiners"]
    score = float(in_list("pronouns", lower))
    for at, word in enumerate(lower):
        before = lower[max(0, at - 3) : at]
        one = word.removesuffix("'s")
        if one in roles:
            score += 1.0 if not determiners.isdisjoint(before) else 0.5
        elif (word in groups or word.removesuffix("s") in roles) and not determiners.isdisjoint(
            before[-2:]
        ):
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
    if _is_before_place(lower, at):
        return False
    key = lower[at].removesuffix("'s")
    return not any(key in words[name] for name in ("not_names", "days", "place_names"))


def _is_before_place(lower: Sequence[str], at: int) -> bool:
    """Return True for Mill in "Mill Lane"."""
    following = lower[at + 1].removesuffix("'s") if at + 1 < len(lower) else ""
    return following in lexicon().words["place_names"]


def _score(has: Particulars, asked: Set[str]) -> float:
    words = [word.lower() for word in WORD.findall(has.sentence)]
    vague = 0.8 * in_list("abstract", words) + 0.5 * in_list("general", words)
    vague += 0.3 * in_list("feeling", words)
    counted = has.numbers / 3 if in_list("sweeping", words) else has.numbers
    concrete = (
        2.0 * min(has.quotations, 1)
        + min(2.2, 1.1 * has.people)
        + min(1.5, 1.0 * has.times)
        + min(1.2, 0.8 * counted)
        + min(2.4, 1.2 * has.acts)
        + min(1.6, 0.8 * has.things)
    )
    if has.times and has.numbers and has.people:  # a day, a number and a group: one event
        concrete += _ONE_EVENT
    fresh = {_stem(word) for word in words if _is_plain(word)} - asked
    score = concrete + min(_MOST_FRESH, _FRESH * len(fresh)) - vague
    return min(score, _MOST_NO_EVENT) if _no_event_in(has) else score


def _no_event_in(has: Particulars) -> str:
    """Return what a sentence tells instead of one time; "" where somebody did something."""
    signs, sentence = lexicon().patterns, has.sentence
    is_event = has.acts >= 1 and (has.people >= 1 or has.numbers + has.times > 0)
    if is_event or signs["one_time"].search(sentence):
        return ""
    is_plan = signs["will"].search(sentence) and signs["cue"].search(sentence)
    if signs["intended"].search(sentence) and not is_plan:
        return INTENDED
    if signs["habit"].search(sentence):
        return HABIT
    return GENERAL if signs["in_general"].search(sentence) else ""


def _is_plain(word: str) -> bool:
    """Return True for a longer word that is on none of the vague lists."""
    vague = ("function_words", "abstract", "general", "feeling", "meetings")
    return len(word) > 2 and not any(word in lexicon().words[name] for name in vague)


def _is_usable_plan(text: str, words: Sequence[str], prompt_text: str, asked: Set[str]) -> bool:
    """Return True for a plan with a cue and an act, either of which the question may bring.

    Most questions name the moment and ask for the act; some name the act and ask for the moment.
    """
    signs, lower = lexicon().patterns, lowered(words)
    vague = sum(in_list(name, lower) for name in ("abstract", "general", "feeling", "vague_plan"))
    known = {_stem(word) for word in lexicon().words["vague_plan"]} | asked
    plain = {_stem(word) for word in lower if _is_plain(word) and "'" not in word} - known
    has = _particulars_in(text)
    # What is to be said or asked is an act as well, in whatever words.
    spoken = has.quotations + len(signs["words_to_say"].findall(text))
    weight = len(plain) + has.people + spoken
    names_a_moment = bool(signs["cue"].search(text) or signs["moment"].search(text) or has.times)
    if signs["asks_when"].search(prompt_text) and not names_a_moment:
        return False
    if signs["no_one_in_particular"].match(text) or signs["some_time"].search(text):
        return False
    is_firm = has.times or has.quotations or (names_a_moment and has.people >= 1 and not vague)
    if not is_firm and any(
        signs[sign].search(text) for sign in ("intended", "habit", "in_general")
    ):
        return False
    if has.planned and names_a_moment:
        return weight >= 1 and vague < 2 * has.planned + weight
    return weight >= 1 and vague <= weight


def _has_circumstance(text: str, words: Sequence[str], asked: Set[str]) -> bool:
    """Return True where a no says more than no: a reason, a circumstance, anything particular."""
    signs = lexicon().patterns
    if signs["number"].search(text) or signs["clock"].search(text) or quotations_in(text):
        return True
    empty = ("function_words", "abstract", "general", "no", "fillers", "because")
    lists = [lexicon().words[name] for name in empty]
    stems = set()
    for word in lowered(words):
        plain = word.partition("'")[0]  # "that's" says no more than "that"
        if not any(word in each or plain in each for each in lists):
            stems.add(_stem(plain))
    return bool(stems - asked)


def _reasoned_no(text: str, words: Sequence[str]) -> float:
    lower = [word.lower() for word in words]
    if not in_list("no", lower[:6]) or lexicon().patterns["bare_no"].search(text):
        return 0.0
    listed = lexicon().words["because"]
    because = next((at for at, word in enumerate(lower) if at and word in listed), 0)
    if because:
        says_why = any(_is_plain(word.partition("'")[0]) for word in lower[because + 1 :])
        return 1.6 if says_why else 0.0
    return 0.8 if lexicon().patterns["reason_mark"].search(text) else 0.0


def _is_list(text: str) -> bool:
    """Return True for a run of short pieces that are mostly names of meetings."""
    words = WORD.findall(text)
    pieces = [piece for piece in lexicon().patterns["piece_end"].split(text) if piece.strip()]
    if len(pieces) < 3:
        return False
    lower = [word.lower() for word in words]
    if len(pieces) >= 5 and len(words) <= 4 * len(pieces) and not in_list("says", lower):
        return True
    meetings = in_list("meetings", lower)
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


def _by_length(text: str, length: int) -> Grade:
    """Grade a text that the word lists do not know, by length and by what needs no lists."""
    found = _particulars_in(text)
    marks = min(found.quotations, 1) + min(found.numbers + found.times, 1) + min(found.people, 1)
    enough = length >= ENOUGH_WORDS or (length >= 6 and marks >= 1)
    return Grade("full" if enough else "thin", length, _reasons([found]) if enough else ())


def _reasons(found: Sequence[Particulars]) -> tuple[str, ...]:
    """Return what was found for certain; where nothing was, what may be there."""
    totals = {reason: sum(getattr(has, name) for has in found) for name, reason in _FOUND.items()}
    sure = tuple(name for name, total in totals.items() if total >= 1)
    return sure or tuple(name for name, total in totals.items() if total >= 0.5)


# ── the follow-up question ───────────────────────────────────────────────────

#: Longer answers are asked about by their beginning.
_ASKED_ABOUT = 2000

_CLAUSE = re.compile(r"[^.,;:!?\n—–…]+")
_MARKS = "\"“”'‘’-–—()[]*.,;:!?… "
_LONGEST = 8  # words quoted
_MOST_CHARACTERS = 70
_BY_DEFAULT = "Can you give one example: who, where, what was said?"


def follow_up(text: str, kind: str) -> str:
    """Return the question for a brief answer, after a piece of it.

    Empty where nothing was said, where somebody does not know, after grave matters, and where
    the text is in a language the questions are not in.
    """
    text = " ".join(text[:_ASKED_ABOUT].split())
    clauses = [clause for piece in _CLAUSE.findall(text) if (clause := piece.strip(_MARKS))]
    signs = lexicon().patterns
    if not clauses or signs["unknowing"].match(text) or not is_english(text) or is_grave(text):
        return ""
    # “Well, …” and “So: …” are no more than a breath.
    clauses = [clause for clause in clauses if " " in clause] or clauses
    if signs["nothing"].match(text):
        return _quoting(text.strip(_MARKS), 0, "What came closest, even so?")
    if _is_list(text):
        return _quoting(text.strip(_MARKS), 0, "Which of them held a moment you would keep?")
    for clause in clauses:
        if found := signs["praise"].search(clause):
            typed = WORD.findall(clause)
            question = "What did they do?" if _people(typed, lowered(typed)) else _BY_DEFAULT
            return _quoting(clause, found.start(), question)
    for sign, question in lexicon().follow_up:
        for clause in clauses:
            if found := sign.search(clause):
                return _quoting(clause, found.start(), question)
    before = "What would you see or hear just before you do it?"
    return _quoting(clauses[0], 0, before if kind == "intention" else _BY_DEFAULT)


def _quoting(clause: str, at: int, question: str) -> str:
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
