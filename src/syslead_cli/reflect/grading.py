"""Judge an answer as full or thin, and whether it is evidence at all.

A full answer holds particulars: people, words said, numbers, times, acts and things. The sentence
with most of them decides, so one real moment counts however much is said around it, and
generalities stay thin however long. Where a question leaves a "no", a no with any reason or
circumstance is full and a bare one is no evidence: a truthful no says nothing of attention. So is
a bare "no one" to a question for a person. A plan is full with a cue and an act, whichever of the
two the question brought. A text in another language than the framework's is taken as it is. The
leader's own word always wins; this is a first guess, shown with its reasons.

Word lists (``data/grading.toml``) rather than a language model: every find can be shown to the
leader as a reason, and the work is a set look-up a word, so no text can make it slow.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence, Set
from functools import cache
from importlib.resources import files
from itertools import pairwise
from typing import Any, Literal, NamedTuple, TypeAlias

GradedOutcome: TypeAlias = Literal["full", "thin"]

#: The language that the word lists know.
ENGLISH = "en"

ENOUGH_WORDS = 12
_FRESH, _MOST_FRESH = 0.2, 1.2
_NEEDED = 2.0
_NEEDED_IN_BRIEF, _BRIEF_WORDS = 1.4, 9
_ONE_EVENT = 0.8
#: What a sentence may weigh that tells of no one time.
_MOST_NO_EVENT = 0.8
_UNKNOWN_WORDS = 4
#: An answer longer than this is judged by its beginning.
_JUDGED = 20_000

_WORD = re.compile(r"[^\W_]+(?:['’ʼ][^\W_]+)*")
_QUOTED = re.compile(
    "[\"“”„«]([^\"“”„«»\n]{2,300})[\"“”»]|(?<![^\\s(:,-])['‘]([^'’\n]{1,80}(?:['’]\\w[^'’\n]{0,80}){0,4})['’](?!\\w)"
)
_NUMBER = re.compile(r"(?<!\w)[£$€]?\d[\d,.]{0,20}(?:k|m|bn|%)?(?!\w)", re.IGNORECASE)
_SENTENCE_END = re.compile(r"(?<![.!?…])[.!?…]+(?=\s|$)|\n+|;")
_PIECE_END = re.compile(r"[,/;\n]|\bthen\b|\band\b|\d[ap]m|\s-\s")


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

    outcome: GradedOutcome
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


def grade(text: str, prompt_text: str, kind: str, language: str = ENGLISH) -> Grade:
    """Return full or thin, and why. ``kind`` is the prompt's, ``language`` the framework's."""
    judged = text[:_JUDGED].replace("’", "'")
    words = _WORD.findall(judged)
    length = count_words(text)
    if not words:
        return Grade("thin", length, ("nothing said",))
    if not _is_in(language, judged):
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
    asked = {_stem(word) for word in _WORD.findall(prompt_text)}
    found = [_particulars_in(sentence) for sentence in _sentences(text)]
    signs = lexicon().patterns
    may_deny = _may_be_denied(prompt_text) and signs["denial"].match(text)
    is_nobody = signs["asks_who"].search(prompt_text) and signs["nobody"].match(text)
    if (may_deny or is_nobody) and not _has_circumstance(text, words, asked):
        return Grade("thin", 0, ("a plain no",), counted=False)
    if may_deny:
        return Grade("full", 0, _reasons(found) or ("a reason",))
    if kind == "intention" and _is_usable_plan(text, words, prompt_text, asked):
        return Grade("full", 0, _reasons(found) or ("a plan",))
    if _repeats(words, _WORD.findall(prompt_text)):
        return Grade("thin", 0, (SAID_BACK,))
    return _by_particulars(text, words, found, asked)


def _by_particulars(
    text: str, words: Sequence[str], found: Sequence[Particulars], asked: Set[str]
) -> Grade:
    sentences = _sentences(text)
    if is_list(text):
        return Grade("thin", 0, (LIST,))
    pairs = list(zip(sentences, found, strict=True))
    instead = [_no_event_in(sentence, has) for sentence, has in pairs]
    if all(instead):
        return Grade("thin", 0, (instead[0],))
    scores = [_score(sentence, has, asked) for sentence, has in pairs]
    # The richest sentence with what its richer neighbour adds.
    best = max([*scores, *(one + two for one, two in pairwise(scores))])
    best += _planned(text, found) + _reasoned_no(text, words)
    if best >= (_NEEDED_IN_BRIEF if _is_brief_and_plain(words, found) else _NEEDED):
        return Grade("full", 0, _reasons(found) or ("a reason",))
    return Grade("thin", 0, (NOTHING_PARTICULAR,))


def _sentences(text: str) -> list[str]:
    return [part for part in _SENTENCE_END.split(text) if part and part.strip()]


def _is_brief_and_plain(words: Sequence[str], found: Sequence[Particulars]) -> bool:
    """Return True for a few words that point at somebody or something, and at nothing vague."""
    vague = ("abstract", "general", "feeling", "meetings", "no")
    points = sum(has.people + has.times + has.numbers + has.acts + has.things for has in found)
    lower = _lower(words)
    return (
        3 <= len(words) <= _BRIEF_WORDS
        and points >= 1
        and not any(_in_list(v, lower) for v in vague)
    )


def count_words(text: str) -> int:
    """Return how many words; where no spaces are written, two characters count as one."""
    unspaced = sum(1 for character in text if "\u3040" <= character <= "\u9fff")
    return max(len(_WORD.findall(text)), unspaced // 2)


def quotations_in(text: str) -> list[str]:
    """Return words somebody said, without their marks; a single quoted word is no quotation."""
    named = lexicon().patterns["named_so"]
    found = (m for m in _QUOTED.finditer(text) if not named.match(text[m.end() : m.end() + 20]))
    inner = (match[1] or match[2] for match in found)
    return [said for said in inner if len(said.split()) > 1]


def _lower(words: Sequence[str]) -> list[str]:
    return [word.lower().replace("’", "'") for word in words]


def _particulars_in(sentence: str) -> Particulars:
    signs = lexicon().patterns
    said = signs["idiom"].sub(" ", sentence)
    typed, clock = _WORD.findall(said), signs["clock"]
    lower, timeless = _lower(typed), clock.sub(" ", said)
    numbers = len(_NUMBER.findall(timeless))
    return Particulars(
        quotations=len(quotations_in(sentence)),
        people=_people(typed, lower),
        times=len(clock.findall(said)) + _in_list("days", lower),
        numbers=numbers + 0.6 * _in_list("numbers", _lower(_WORD.findall(timeless))),
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
    if has.times and has.numbers and has.people:  # a day, a number and a group: one event
        concrete += _ONE_EVENT
    fresh = {_stem(word) for word in words if _is_plain(word)} - asked
    score = concrete + min(_MOST_FRESH, _FRESH * len(fresh)) - vague
    return min(score, _MOST_NO_EVENT) if _no_event_in(sentence, has) else score


def _no_event_in(sentence: str, has: Particulars) -> str:
    """Return what a sentence tells instead of one time; "" where somebody did something."""
    signs = lexicon().patterns
    is_event = has.acts >= 1 and (has.people >= 1 or has.numbers + has.times > 0)
    if is_event or signs["one_time"].search(sentence):
        return ""
    for sign, reason in (("habit", HABIT), ("in_general", GENERAL)):
        if signs[sign].search(sentence):
            return reason
    is_plan = signs["will"].search(sentence) and signs["cue"].search(sentence)
    return INTENDED if signs["intended"].search(sentence) and not is_plan else ""


def _is_plain(word: str) -> bool:
    """Return True for a longer word that is on none of the vague lists."""
    vague = ("function_words", "abstract", "general", "feeling", "meetings")
    return len(word) > 2 and not any(word in lexicon().words[name] for name in vague)


def _planned(text: str, found: Sequence[Particulars]) -> float:
    signs = lexicon().patterns
    if not (signs["will"].search(text) and signs["cue"].search(text)):
        return 0.0
    return min(1.6, 0.8 * sum(has.planned for has in found))


def _is_usable_plan(text: str, words: Sequence[str], prompt_text: str, asked: Set[str]) -> bool:
    """Return True for a plan with a cue and an act, either of which the question may bring.

    Most questions name the moment and ask for the act; some name the act and ask for the moment.
    """
    signs, lower = lexicon().patterns, _lower(words)
    vague = sum(_in_list(name, lower) for name in ("abstract", "general", "feeling", "vague_plan"))
    known = {_stem(word) for word in lexicon().words["vague_plan"]} | asked
    plain = {_stem(word) for word in lower if _is_plain(word) and "'" not in word} - known
    has = _particulars_in(text)
    # What is to be said or asked is an act as well, in whatever words.
    said = has.quotations + len(signs["words_to_say"].findall(text))
    weight = len(plain) + has.people + said
    names_a_moment = bool(signs["cue"].search(text) or signs["moment"].search(text) or has.times)
    if signs["asks_when"].search(prompt_text) and not names_a_moment:
        return False
    if has.planned and names_a_moment:
        return weight >= 1 and vague < 2 * has.planned + weight
    return weight >= 1 and vague <= weight


def _may_be_denied(question: str) -> bool:
    """Return True for a question that can be answered with a clean no."""
    return lexicon().patterns["yes_or_no"].search(question) is not None


def _has_circumstance(text: str, words: Sequence[str], asked: Set[str]) -> bool:
    """Return True where a no says more than no: a reason, a circumstance, anything particular."""
    if _NUMBER.search(text) or lexicon().patterns["clock"].search(text) or quotations_in(text):
        return True
    empty = ("function_words", "abstract", "general", "no", "fillers", "because")
    lists = [lexicon().words[name] for name in empty]
    plain = [word.partition("'")[0] for word in _lower(words)]  # "that's" says no more than "that"
    said = {_stem(word) for word in plain if not any(word in each for each in lists)}
    return bool(said - asked)


def _reasoned_no(text: str, words: Sequence[str]) -> float:
    lower = [word.lower() for word in words]
    if not _in_list("no", lower[:6]) or lexicon().patterns["bare_no"].search(text):
        return 0.0
    if _in_list("because", lower[1:]):
        return 1.6 if _says_why(lower) else 0.0
    return 0.8 if lexicon().patterns["reason_mark"].search(text) else 0.0


def _says_why(lower: Sequence[str]) -> bool:
    """Return True where a word of weight follows the "because"."""
    listed = lexicon().words["because"]
    at = next(at for at, word in enumerate(lower) if at and word in listed)
    return any(_is_plain(word.partition("'")[0]) for word in lower[at + 1 :])


def is_list(text: str) -> bool:
    """Return True for a run of short pieces that are mostly names of meetings."""
    words = _WORD.findall(text)
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


def _is_in(language: str, text: str) -> bool:
    """Return True unless the text is surely in another language than the framework's.

    Of other languages than English no more is known than that they are not English.
    """
    if language.partition("-")[0].casefold() in ("", ENGLISH):
        return is_english(text)
    typed = _lower(_WORD.findall(text))
    return not is_english(text) or 2 * _in_list("english", typed) < len(typed)


def is_english(text: str) -> bool:
    """Return False for a text in another script, or with the small words of another language.

    Where nothing is known of the words (abbreviations and numbers aside), four of them are needed.
    """
    typed = _WORD.findall(text)
    letters = [character for character in text if character.isalpha()]
    if 2 * sum(character > "\u024f" for character in letters) > len(letters):
        return False
    lower = _lower(typed)
    if _in_list("other_languages", lower) > _in_list("english", lower):
        return False
    words = _lower([word for word in typed if word.isalpha() and not word[1:].isupper()])
    return len(words) < _UNKNOWN_WORDS or any(word in _known_words() for word in words)


@cache
def _known_words() -> Set[str]:
    """Return every word that is on a list of English."""
    lists = (words for name, words in lexicon().words.items() if name != "other_languages")
    return frozenset().union(*lists)


def is_grave(text: str) -> bool:
    """Return True where somebody wrote of death, violence, illness or the loss of work."""
    return lexicon().patterns["grave"].search(text.replace("’", "'")) is not None


def people_in(text: str) -> bool:
    typed = _WORD.findall(text)
    return _people(typed, _lower(typed)) > 0


def _by_length(text: str, length: int) -> Grade:
    """Grade a text that the word lists do not know, by length and by what needs no lists."""
    found = _particulars_in(text)
    marks = min(found.quotations, 1) + min(found.numbers + found.times, 1) + min(found.people, 1)
    enough = length >= ENOUGH_WORDS or (length >= 6 and marks >= 1)
    return Grade("full" if enough else "thin", length, _reasons([found]) if enough else ())


def _reasons(found: Sequence[Particulars]) -> tuple[str, ...]:
    names = ("a quotation", "a person", "a time", "a number", "an act", "a thing")
    totals = [sum(has[at] for has in found) for at in range(len(names))]
    return tuple(name for name, total in zip(names, totals, strict=True) if total >= 0.5)
