"""Signals: small patterns over words, written by people and read by people.

The language is deliberately poorer than regular expressions, so that no pattern and no text can
make matching slow:

=============  ==========================================================
``story``      that word, in any case
``narrativ*``  any word that begins so (two letters or more before the star)
``asked|ask``  one of several; ``knock-on|side-effect`` may hold several words
``..``         a gap: up to four words of the same sentence, or none
``!power cut`` a veto: words it covers cannot count for this facet
=============  ==========================================================
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import product

from syslead_cli.base.values import dataclass
from syslead_cli.framework.spoken_words import GAP_WORDS, WORD, spoken

_NEXT_WORD = (1,)
_ACROSS_GAP = tuple(range(1, GAP_WORDS + 2))
_MOST_VARIANTS = 64
_SHORTEST_PREFIX = 2
_ALTERNATIVE = re.compile(rf"{WORD}(?:-{WORD})*(?P<star>\*?)")


@dataclass(frozen=True, slots=True)
class Step:
    """One term of a pattern: how far it may be from the last, and what fits it."""

    shifts: tuple[int, ...]
    keys: tuple[str, ...]  # a word, or a prefix with its star


Variant = tuple[Step, ...]


@dataclass(frozen=True, slots=True)
class FacetSignals:
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
    """The words and prefixes* one of which has to stand in a text for the pattern to match."""
    return tuple(dict.fromkeys(key for variant in _variants(pattern) for key in variant[0].keys))


def facet_signals(facet: str, patterns: Sequence[str]) -> FacetSignals:
    """The patterns of one facet, written out. Raises ValueError naming the pattern."""
    signals: list[Variant] = []
    vetoes: list[Variant] = []
    for pattern in patterns:
        wanted = vetoes if pattern.startswith("!") else signals
        wanted.extend(_variants(pattern))
    return FacetSignals(facet, tuple(signals), tuple(vetoes))
