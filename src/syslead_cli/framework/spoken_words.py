"""Words as they are spoken rather than as they are typed.

*didn't*, *didnt* and *did not* are the same, *I'd* may stand for *I had* or *I would*, and a
hyphen is a space. Both a text and the signals looked for in it are taken apart like this.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

#: How many words of one sentence a gap in a signal may span.
GAP_WORDS = 4
_BETWEEN_SENTENCES = GAP_WORDS + 1  # empty places, so that no gap can reach across
_LETTERS = r"[\w\u0300-\u036f]+"
#: One word as it is typed, as a pattern.
WORD = rf"{_LETTERS}(?:['’‘ʼ`]{_LETTERS})*"
_SENTENCE_END = r"""[.!?…]+(?=[\s"'’”)\]]|\Z)|\n[^\S\n]*(?:\n|[-*•–][^\S\n])"""
_PIECE = re.compile(rf"(?P<word>{WORD})|(?P<end>{_SENTENCE_END})")
_APOSTROPHES = str.maketrans("’‘ʼ`", "''''")
_CONTRACTED = {
    "'d": ("'d", "had", "would"),
    "'s": ("'s", "is", "has", "us"),
    "'m": ("am",),
    "'re": ("are",),
    "'ve": ("have",),
    "'ll": ("will",),
}
_NEGATED = {"can't": "can", "cannot": "can", "won't": "will", "shan't": "shall"}
_HURRIED = {
    "im": "i'm", "ive": "i've", "dont": "don't", "doesnt": "doesn't", "didnt": "didn't",
    "isnt": "isn't", "arent": "aren't", "wasnt": "wasn't", "werent": "weren't",
    "havent": "haven't", "hasnt": "hasn't", "hadnt": "hadn't", "cant": "can't",
    "couldnt": "couldn't", "wont": "won't", "wouldnt": "wouldn't", "shouldnt": "shouldn't",
}  # fmt: skip

#: The readings of one word.
Forms = tuple[str, ...]


def _composed(word: str) -> str:
    """Give an accented word one spelling; the table is loaded only if there are any."""
    if word.isascii():
        return word
    import unicodedata

    return unicodedata.normalize("NFC", word)


@lru_cache(maxsize=4096)
def spoken(word: str) -> tuple[Forms, ...]:
    """Spell a typed word out as the words one would say, each with its readings."""
    plain = _composed(word.translate(_APOSTROPHES).casefold())
    plain = _HURRIED.get(plain, plain)
    if plain in _NEGATED:
        return (_NEGATED[plain],), ("not",)
    stem, mark, rest = plain.rpartition("'")
    if mark and rest == "t" and stem.endswith("n"):
        return (stem[:-1],), ("not",)
    if mark and "'" + rest in _CONTRACTED:
        return (stem,), _CONTRACTED["'" + rest]
    return ((plain,),)


def words_in_place(text: str) -> Iterator[tuple[int, tuple[int, int], Forms]]:
    """Number the words, leaving room between sentences that no gap can cross."""
    place = 0
    for piece in _PIECE.finditer(text):
        if piece["word"] is None:
            place += _BETWEEN_SENTENCES
            continue
        for forms in spoken(piece["word"]):
            yield place, piece.span(), forms
            place += 1


def words_as_spoken(text: str) -> set[str]:
    """Every reading of every word of a text, as patterns are compared with it."""
    return {form for _, _, forms in words_in_place(text) for form in forms}
