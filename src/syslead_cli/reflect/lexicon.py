"""Word lists and patterns of English (``data/grading.toml``): if a text is in it, or is a plan.

And what is said at each step of a sitting and of a review (``data/steps.toml``).
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence, Set
from functools import cache
from typing import Literal, NamedTuple

from msgspec import convert

from syslead_cli.base.files import data_tables
from syslead_cli.base.keys import Footer

#: The language that the word lists know.
ENGLISH = "en"
_UNKNOWN_WORDS = 4
WORD = re.compile(r"[^\W_]+(?:['’ʼ][^\W_]+)*")


class Lexicon(NamedTuple):
    """Word lists and patterns by name, irregular forms with their stems, forms of follow-up.

    Such a form is a sign in a clause, and the question that goes after the quotation.
    """

    words: Mapping[str, frozenset[str]]
    patterns: Mapping[str, re.Pattern[str]]
    stems: Mapping[str, str]
    follow_up: Sequence[tuple[re.Pattern[str], str]]


@cache
def lexicon() -> Lexicon:
    data = data_tables("grading.toml")
    return Lexicon(
        {name: frozenset(words.split()) for name, words in data["words"].items()},
        {name: re.compile(sign, re.IGNORECASE) for name, sign in data["patterns"].items()},
        data["stems"],
        [
            (re.compile(rf"\b(?:{form['sign']})\b", re.IGNORECASE), form["question"])
            for form in data["follow_up"]
        ],
    )


def in_list(name: str, words: Sequence[str]) -> int:
    listed = lexicon().words[name]
    return sum(word in listed for word in words)


def lowered(words: Sequence[str]) -> list[str]:
    return [word.lower().replace("’", "'") for word in words]


def is_in(language: str, text: str) -> bool:
    """Return True unless the text is surely in another language than the framework's.

    Of other languages than English no more is known than that they are not English.
    """
    if language.partition("-")[0].casefold() in ("", ENGLISH):
        return is_english(text)
    typed = lowered(WORD.findall(text))
    return not is_english(text) or 2 * in_list("english", typed) < len(typed)


def is_english(text: str) -> bool:
    """Return False for a text in another script, or with the small words of another language.

    Where nothing is known of the words (abbreviations and numbers aside), four of them are needed.
    """
    typed = WORD.findall(text)
    letters = [character for character in text if character.isalpha()]
    if 2 * sum(character > "\u024f" for character in letters) > len(letters):
        return False
    lower = lowered(typed)
    if in_list("other_languages", lower) > in_list("english", lower):
        return False
    words = lowered([word for word in typed if word.isalpha() and not word[1:].isupper()])
    return len(words) < _UNKNOWN_WORDS or any(word in _known_words() for word in words)


@cache
def _known_words() -> Set[str]:
    """Return every word that is on a list of English."""
    lists = (words for name, words in lexicon().words.items() if name != "other_languages")
    return frozenset().union(*lists)


def is_grave(text: str) -> bool:
    """Return True where somebody wrote in English of death, violence, illness or losing work."""
    # "Dies" is an everyday word of German, "coma" of Spanish.
    found = lexicon().patterns["grave"].search(text.replace("’", "'"))
    return found is not None and is_english(text)


# ── what is said at the steps ────────────────────────────────────────────────


class StepWords(Footer, frozen=True, forbid_unknown_fields=True):
    """What is declared of a step: words, line of keys, place. The file says what each is."""

    asked: str = ""
    part: str = ""
    how: str = "In your own words."
    scale: str = ""
    planned: str = ""
    place: str = ""
    by_id: bool = False
    follows: str = ""


def step_words(dialogue: Literal["sitting", "review"], step: str) -> StepWords:
    return _steps()[dialogue][step]


@cache
def _steps() -> dict[str, dict[str, StepWords]]:
    return convert(data_tables("steps.toml"), dict[str, dict[str, StepWords]])


# ── if–then plans ────────────────────────────────────────────────────────────

_ACT = re.compile(r"\b(then|i\s+will|i['’]ll|i\s+shall|i\s+am\s+going\s+to)\b", re.IGNORECASE)
_CUE = re.compile(
    r"\b(if|when|whenever|once|before|after|(?:every|each|next) time|as soon as|the moment)\b",
    re.IGNORECASE,
)
_LEAD = re.compile(r"^(then\s+)?(i\s+will|i['’]ll|i\s+shall|to)\s+", re.IGNORECASE)


def has_cue(text: str) -> bool:
    """Return True if the text says when: "If …", "When …", "After …"."""
    return _CUE.search(text) is not None


def is_if_then(text: str) -> bool:
    """Return True if the text has a cue and an act; only English is judged."""
    return bool(has_cue(text) and _ACT.search(text)) or not re.search("[A-Za-z]", text)


def completed_plan(text: str, half: str) -> str:
    """Return the plan with the half it lacks: its act where it has a cue, else its cue."""
    text, half = text.strip(), half.strip()
    if half and has_cue(text):
        return f"{text.rstrip(',.;')}, then I will {_bare(half)}"
    when = half.rstrip(",.;")
    if not _CUE.match(when):
        when = f"If {when}"
    return f"{when}, then I will {_bare(text)}" if half else text


def dated_plan(text: str, day: str) -> str:
    """Return the plan for a day in words: ``On Friday 27 March, I will …``."""
    return f"On {day}, I will {_bare(text.strip())}"


def _bare(act: str) -> str:
    """Take the words that introduce an act off it: "I will call" → "call"."""
    bare = _LEAD.sub("", act)
    return bare if bare[:2].isupper() or bare[:2] in ("I ", "I'") else bare[:1].lower() + bare[1:]
