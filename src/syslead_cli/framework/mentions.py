"""Find which facets of a framework a piece of free text is about.

A framework lists *signals* for each facet (core/signal_patterns.py); here they are looked for.
Positions are the bits of Python integers.  One shift and one "and" moves every
candidate in the text a word further at once, so the cost of a pattern depends
on the length of the text and not on what the text says.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from syslead_cli.base.values import dataclass
from syslead_cli.framework.signal_patterns import FacetSignals, Variant, facet_signals
from syslead_cli.framework.spoken_words import Forms, words_in_place


@dataclass(frozen=True, slots=True)
class Mention:
    """A facet found in a text, and the words that gave it away."""

    facet: str
    because: tuple[str, ...]

    @property
    def shown(self) -> str:
        """The words, each in quotation marks of its own."""
        return ", ".join(f'"{word}"' for word in self.because)


def compile_signals(signals: Mapping[str, Sequence[str]]) -> Matcher:
    """Compile the signals of every facet, in framework order.

    Raises ``ValueError`` naming the pattern and what is wrong with it.
    """
    return Matcher([facet_signals(facet, patterns) for facet, patterns in signals.items()])


@dataclass(frozen=True, slots=True)
class _Reading:
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

    def words(self, places: int) -> tuple[str, ...]:
        """Quote the words at these places; a contraction is quoted once."""
        spans = dict.fromkeys(self.spans[place] for place in _each(places))
        return tuple(self.text[start:end] for start, end in spans)


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
        mentions = [
            Mention(facet.id, reading.words(places))
            for facet in self._facets
            if (places := _places(facet, reading))
        ]
        return sorted(mentions, key=lambda mention: -len(mention.because))

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


def _places(facet: FacetSignals, reading: _Reading) -> int:
    """Return the places of all words that speak for a facet, vetoed ones left out."""
    blocked = 0
    for variant in facet.vetoes:
        blocked |= _covered(variant, _trail(variant, reading, 0))
    found = 0
    for variant in facet.signals:
        for places in _trail(variant, reading, blocked):
            found |= places
    return found
