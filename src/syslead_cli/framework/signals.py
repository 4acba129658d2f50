"""Find which facets of a framework a text is about, by the signals its file lists for each.

Words are compared as they are spoken rather than as they are typed: *didn't*, *didnt* and *did
not* are the same, *I'd* may stand for *I had* or *I would*, and a hyphen is a space. Signals are
small patterns over words. Their language is poorer than regular expressions, so that no pattern
and no text can make matching slow:

=============  ==========================================================
``story``      that word, in any case
``narrativ*``  any word that begins so (two letters or more before the star)
``asked|ask``  one of several; ``knock-on|side-effect`` may hold several words
``..``         a gap: up to four words of the same sentence, or none
``!power cut`` a veto: words it covers cannot count for this facet
=============  ==========================================================

Positions are the bits of Python integers. One shift and one "and" moves every candidate in the
text a word further at once, so the cost of a pattern depends on the length of the text and not on
what the text says. A pattern matches nowhere unless one of its first words stands in the text:
the index holds the first words of every pattern, so that only those with a chance are compiled.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from itertools import product
from typing import Any

from msgspec import Struct

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


_NEXT_WORD = (1,)
_ACROSS_GAP = tuple(range(1, GAP_WORDS + 2))
_MOST_VARIANTS = 64
_SHORTEST_PREFIX = 2
_ALTERNATIVE = re.compile(rf"{WORD}(?:-{WORD})*(?P<star>\*?)")


class Step(Struct, frozen=True):
    """One term of a pattern: how far it may be from the last, and what fits it."""

    shifts: tuple[int, ...]
    keys: tuple[str, ...]  # a word, or a prefix with its star


Variant = tuple[Step, ...]


class FacetSignals(Struct, frozen=True):
    """What speaks for a facet, and what is not to be taken for it."""

    id: str
    signals: tuple[Variant, ...]
    vetoes: tuple[Variant, ...]


def _alternative(text: str, pattern: str) -> tuple[str, ...]:
    """Turn one alternative into the keys of the words it stands for, in order."""
    well_formed = _ALTERNATIVE.fullmatch(text)
    if well_formed is None:
        raise ValueError(f"signal {pattern!r}: {text!r} is not a word, a prefix* or a list a|b")
    words = text.removesuffix("*").split("-")
    keys = [forms[0] for word in words for forms in spoken(word)]
    if well_formed["star"]:
        if len(keys[-1]) < _SHORTEST_PREFIX:
            raise ValueError(f"signal {pattern!r}: {text!r} would match too many words")
        keys[-1] += "*"
    return tuple(keys)


def _readings_of(term: str, pattern: str) -> list[tuple[tuple[str, ...], ...]]:
    """Group a term's alternatives that differ only in their first word.

    ``didn't|couldn't`` becomes one sequence, (did or could) then (not), so that
    a list of contractions does not multiply the patterns to be tried.
    """
    heads: dict[tuple[str, ...], list[str]] = {}
    for alternative in term.split("|"):
        head, *tail = _alternative(alternative, pattern)
        heads.setdefault(tuple(tail), []).append(head)
    return [(tuple(first), *((key,) for key in tail)) for tail, first in heads.items()]


def _terms(pattern: str) -> list[tuple[tuple[int, ...], str]]:
    """Split a pattern into its terms, each with the distances allowed before it."""
    terms: list[tuple[tuple[int, ...], str]] = []
    shifts: tuple[int, ...] = ()
    for term in pattern.removeprefix("!").split():
        if term != "..":
            terms.append((shifts, term))
            shifts = _NEXT_WORD
        elif shifts == _NEXT_WORD:
            shifts = _ACROSS_GAP
        else:
            raise ValueError(f"signal {pattern!r}: a gap needs a word on both sides")
    if not terms:
        raise ValueError(f"signal {pattern!r}: there are no words in it")
    if shifts == _ACROSS_GAP:
        raise ValueError(f"signal {pattern!r}: a gap needs a word on both sides")
    return terms


def _variants(pattern: str) -> list[Variant]:
    """Write a pattern out as plain sequences of steps."""
    choices = [
        [_steps(shifts, reading) for reading in _readings_of(term, pattern)]
        for shifts, term in _terms(pattern)
    ]
    variants = [tuple(step for part in parts for step in part) for parts in product(*choices)]
    if len(variants) > _MOST_VARIANTS:
        raise ValueError(f"signal {pattern!r}: too many combinations, write it as several")
    return variants


def _steps(shifts: tuple[int, ...], reading: tuple[tuple[str, ...], ...]) -> Variant:
    first, *rest = reading
    return (Step(shifts, first), *(Step(_NEXT_WORD, keys) for keys in rest))


def first_words(pattern: str) -> tuple[str, ...]:
    """Return the words and prefixes* one of which must be in a text for the pattern to match."""
    return tuple(dict.fromkeys(key for variant in _variants(pattern) for key in variant[0].keys))


def facet_signals(facet: str, patterns: Sequence[str]) -> FacetSignals:
    """Return the patterns of one facet, written out. Raises ValueError naming the pattern."""
    signals: list[Variant] = []
    vetoes: list[Variant] = []
    for pattern in patterns:
        wanted = vetoes if pattern.startswith("!") else signals
        wanted.extend(_variants(pattern))
    return FacetSignals(facet, tuple(signals), tuple(vetoes))


class Mention(Struct, frozen=True):
    """A facet found in a text, and the stretches of the text that gave it away."""

    facet: str
    because: tuple[str, ...]

    @property
    def shown(self) -> str:
        """Return the stretches, each in quotation marks of its own."""
        return ", ".join(f'"{word}"' for word in self.because)


def compile_signals(signals: Mapping[str, Sequence[str]]) -> Matcher:
    """Compile the signals of every facet, in framework order.

    Raises ``ValueError`` naming the pattern and what is wrong with it.
    """
    return Matcher([facet_signals(facet, patterns) for facet, patterns in signals.items()])


class _Reading(Struct, frozen=True):
    """A text as numbered places, with the places where each known key stands."""

    text: str
    spans: Mapping[int, tuple[int, int]]
    masks: Mapping[str, int]

    def fits(self, keys: Iterable[str]) -> int:
        """Return every place where one of the keys stands."""
        found = 0
        for key in keys:
            found |= self.masks.get(key, 0)
        return found

    def count(self, places: int) -> int:
        """Count the words at these places; a contraction is one."""
        return len({self.spans[place] for place in _each(places)})

    def stretches(self, covered: int) -> tuple[str, ...]:
        """Quote the text from the first to the last word of each run of places, each once."""
        ends: list[list[int]] = []
        for place in _each(covered):
            if ends and place == ends[-1][1] + 1:
                ends[-1][1] = place
            else:
                ends.append([place, place])
        quoted = (self.text[self.spans[a][0] : self.spans[b][1]] for a, b in ends)
        return tuple(dict.fromkeys(" ".join(stretch.split()) for stretch in quoted))


def _each(places: int) -> Iterator[int]:
    """List the set bits, byte by byte: peeling them off one at a time is quadratic."""
    for index, byte in enumerate(places.to_bytes((places.bit_length() + 7) // 8, "little")):
        if byte:
            yield from (index * 8 + bit for bit in range(8) if byte >> bit & 1)


def _as_bits(places: Sequence[int]) -> int:
    """Pack ascending places into one integer, in time linear in the last of them."""
    packed = bytearray(places[-1] // 8 + 1)
    for place in places:
        packed[place >> 3] |= 1 << (place & 7)
    return int.from_bytes(packed, "little")


def _spread(places: int, shifts: Iterable[int]) -> int:
    reached = 0
    for shift in shifts:
        reached |= places << shift
    return reached


def _spread_back(places: int, shifts: Iterable[int]) -> int:
    reached = 0
    for shift in shifts:
        reached |= places >> shift
    return reached


def _trail(variant: Variant, reading: _Reading, blocked: int) -> list[int]:
    """Return, step by step, the places taken by complete matches; empty if none.

    Forwards for what can be reached, then backwards to drop the false starts.
    """
    trail: list[int] = []
    for step in variant:
        places = reading.fits(step.keys) & ~blocked
        if trail:
            places &= _spread(trail[-1], step.shifts)
        if not places:
            return []
        trail.append(places)
    for index in range(len(trail) - 1, 0, -1):
        trail[index - 1] &= _spread_back(trail[index], variant[index].shifts)
    return trail


def _covered(variant: Variant, trail: Sequence[int]) -> int:
    """Return all places from the first to the last word of each match, gaps included."""
    covered = 0
    for places in trail:
        covered |= places
    for here, there, step in zip(trail, trail[1:], variant[1:], strict=False):
        for shift in step.shifts:
            covered |= _spread(here & (there >> shift), range(shift))
    return covered


class Matcher:
    """The compiled signals of one framework; building it is the slow part."""

    def __init__(self, facets: Sequence[FacetSignals]) -> None:
        self._facets = tuple(facets)
        keys = {
            key
            for facet in facets
            for variant in (*facet.signals, *facet.vetoes)
            for step in variant
            for key in step.keys
        }
        self._keys = frozenset(keys)
        self._prefix_lengths = sorted({len(key) - 1 for key in keys if key.endswith("*")})

    def match(self, text: str) -> list[Mention]:
        """Return the facets mentioned, those with most words first, then in framework order."""
        reading = self._read(text)
        found = []
        for facet in self._facets:
            places, covered = _places(facet, reading)
            if places:
                mention = Mention(facet.id, reading.stretches(covered))
                found.append((reading.count(places), mention))
        return [mention for _, mention in sorted(found, key=lambda each: -each[0])]

    def _read(self, text: str) -> _Reading:
        """Note where the words the patterns know stand; all others only take up room."""
        spans: dict[int, tuple[int, int]] = {}
        places: dict[str, list[int]] = {}
        known: dict[Forms, tuple[str, ...]] = {}
        for place, span, forms in words_in_place(text):
            if forms not in known:
                known[forms] = self._keys_of(forms)
            for key in known[forms]:
                spans[place] = span
                places.setdefault(key, []).append(place)
        return _Reading(text, spans, {key: _as_bits(at) for key, at in places.items()})

    def _keys_of(self, forms: Forms) -> tuple[str, ...]:
        """Return the words and prefixes in any pattern that fit this word of the text."""
        starred = (form[:n] + "*" for form in forms for n in self._prefix_lengths if n <= len(form))
        return tuple(key for key in dict.fromkeys((*forms, *starred)) if key in self._keys)


def _places(facet: FacetSignals, reading: _Reading) -> tuple[int, int]:
    """Return the places of all words that speak for a facet, and the same with gaps between them.

    Vetoed ones are left out.
    """
    blocked = 0
    for variant in facet.vetoes:
        blocked |= _covered(variant, _trail(variant, reading, 0))
    found = covered = 0
    for variant in facet.signals:
        trail = _trail(variant, reading, blocked)
        for places in trail:
            found |= places
        covered |= _covered(variant, trail)
    return found, covered


def index_of(signals: Mapping[str, Sequence[str]]) -> dict[str, Any]:
    """Return the index of a framework's signals. Raises ValueError as ``compile_signals`` does."""
    words: dict[str, list[int]] = {}
    patterns: list[tuple[str, str]] = []
    for facet, own in signals.items():
        for pattern in own:
            for word in first_words(pattern):
                words.setdefault(word, []).append(len(patterns))
            patterns.append((facet, pattern))
    lengths = sorted({len(word) - 1 for word in words if word.endswith("*")})
    return {"facets": list(signals), "patterns": patterns, "words": words, "lengths": lengths}


def match(index: Mapping[str, Any], text: str) -> list[Mention]:
    """Return what the whole matcher finds in a text, from the patterns that have a chance."""
    words, lengths = index["words"], index["lengths"]
    chosen: set[int] = set()
    for word in words_as_spoken(text):
        chosen.update(words.get(word, ()))
        for length in lengths:
            if length <= len(word):
                chosen.update(words.get(f"{word[:length]}*", ()))
    signals: dict[str, list[str]] = {facet: [] for facet in index["facets"]}
    for number in sorted(chosen):
        facet, pattern = index["patterns"][number]
        signals[facet].append(pattern)
    return compile_signals(signals).match(text)
