"""Word lists and patterns of English, and whether a text is in it (``data/grading.toml``)."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence, Set
from functools import cache
from importlib.resources import files
from typing import NamedTuple

#: The language that the word lists know.
ENGLISH = "en"
_UNKNOWN_WORDS = 4
WORD = re.compile(r"[^\W_]+(?:['’ʼ][^\W_]+)*")


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
