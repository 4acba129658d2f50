"""Find which facets a text is about, by a table of weights learned from examples.

A text is cut into features: its words, the stretches of five letters within a word, the first four
letters of a word, and its pairs of neighbouring words, whole and by their first five letters. The
CRC-32 of each chooses a row of the table, which has a weight for every facet. A facet's score is
the sum of its weights over the distinct rows of the text, times the facet's scale, divided by the
square root of their number, plus the facet's bias; the bias is such that about two texts in a
hundred that are not about the facet score above 0.

A table (``syslead/mentions/1``) is a line of JSON and the rows, a signed byte a weight.
"""

from __future__ import annotations

import mmap
import re
from collections.abc import Collection, Iterator, Sequence
from functools import lru_cache
from itertools import islice, pairwise
from pathlib import Path
from zlib import crc32

import msgspec
from msgspec import Struct

from syslead_cli.base.files import reason
from syslead_cli.base.text import composed
from syslead_cli.errors import SysleadError

MENTIONS_SCHEMA = "syslead/mentions/1"
MENTIONS_ENDING = ".mentions"
_LETTERS = r"[\w\u0300-\u036f]+"
_WORD = re.compile(rf"{_LETTERS}(?:'{_LETTERS})*")
#: Other apostrophes are plain ones, and the underscore is no letter.
_PLAIN = str.maketrans("’‘ʼ`_", "'''' ")
_SENTENCE_END = re.compile(r"[.!?…]+[\s\"'’”)]|\n\s*\n")
_PART, _STEM = 5, 4
#: A text of few words counts as one of so many rows: one word says little.
_LEAST_ROWS = 64
#: The longest stretch of words shown as evidence.
_SHOWN_WORDS = 8
#: More of a text than this many words adds nothing to what it is about.
_MOST_WORDS = 20_000

#: The rows of a text's features, each with the first and last word it was found in.
Places = dict[int, tuple[int, int]]


class Mention(Struct, frozen=True):
    """A facet found in a text, and the stretch of the text that weighs most."""

    facet: str
    because: tuple[str, ...]
    #: Whether the text is so plainly about the facet that the leader may be asked.
    sure: bool = False


class TableHeader(Struct, frozen=True):
    """The first line of a table: what its columns are, and how a sum becomes a score."""

    schema: str
    framework: str
    facets: tuple[str, ...]
    bits: int
    scales: tuple[float, ...]
    biases: tuple[float, ...]
    #: The score from which a facet is asked about.
    sure: float
    #: How many examples taught the table, and the SHA-256 of their file.
    examples: int
    sha256: str


class MentionTable:
    """The weights of one framework's facets."""

    def __init__(self, header: TableHeader, weights: memoryview) -> None:
        self.header = header
        self._weights = weights

    def match(self, text: str, facets: Collection[str]) -> list[Mention]:
        """Return those of the facets that a text is about, the most likely first."""
        words = words_in(text)
        if not words:
            return []
        spans = [span for _, span in words]
        places = features([word for word, _ in words], self.header.bits)
        found = sorted(
            (-score, number)
            for number, score in enumerate(self._scores(places))
            if score > 0 and self.header.facets[number] in facets
        )
        return [
            Mention(
                self.header.facets[number],
                (_stretch(text, spans, self._weighed(places, number, len(spans))),),
                sure=-score >= self.header.sure,
            )
            for score, number in found
        ]

    def _scores(self, places: Places) -> Iterator[float]:
        header, width = self.header, len(self.header.facets)
        rows = [self._weights[row * width : (row + 1) * width] for row in places]
        root = root_of(len(rows))
        for column, scale, bias in zip(
            zip(*rows, strict=True), header.scales, header.biases, strict=True
        ):
            yield scale * sum(column) / root + bias

    def _weighed(self, places: Places, facet: int, words: int) -> list[float]:
        """Return what each word weighs for a facet, its share of longer features included."""
        width = len(self.header.facets)
        weights = [0.0] * words
        for row, (first, last) in places.items():
            weight = self._weights[row * width + facet] / (last - first + 1)
            for place in range(first, last + 1):
                weights[place] += weight
        return weights


def _stretch(text: str, spans: Sequence[tuple[int, int]], weights: Sequence[float]) -> str:
    """Return the stretch of at most eight words of a sentence with the largest sum of weights."""
    between = [(before[1], after[0]) for before, after in pairwise(spans)]
    opens = {at for at, gap in enumerate(between, 1) if _SENTENCE_END.search(text, *gap)}
    best, start, end = 0.0, 0, 0
    for first in (at for at, weight in enumerate(weights) if weight > 0):
        total = 0.0
        for last in range(first, min(first + _SHOWN_WORDS, len(weights))):
            if last > first and last in opens:
                break
            total += weights[last]
            if total > best:
                best, start, end = total, first, last
    return " ".join(text[spans[start][0] : spans[end][1]].split())


def words_in(text: str) -> list[tuple[str, tuple[int, int]]]:
    """Return the words of a text in lower case, each with where it stands."""
    found = islice(_WORD.finditer(text.translate(_PLAIN)), _MOST_WORDS)
    return [(composed(each[0]).casefold(), each.span()) for each in found]


def root_of(rows: int) -> float:
    """Return what a sum over a text's rows is divided by."""
    return float(max(rows, _LEAST_ROWS) ** 0.5)


def features(words: Sequence[str], bits: int) -> Places:
    """Return the distinct rows of the features of these words, with where each came first."""
    mask = (1 << bits) - 1
    places: Places = {}
    known: dict[str, list[int]] = {}
    before = ""
    for place, word in enumerate(words):
        if word not in known:
            known[word] = [crc32(feature.encode()) & mask for feature in _features_of(word)]
        for row in known[word]:
            places.setdefault(row, (place, place))
        if before:
            for pair in (f"{before} {word}", f"<{before[:_PART]} {word[:_PART]}"):
                places.setdefault(crc32(pair.encode()) & mask, (place - 1, place))
        before = word
    return places


def _features_of(word: str) -> Iterator[str]:
    yield word
    bounded = f"<{word}>"
    for start in range(len(bounded) - _PART + 1):
        yield f"#{bounded[start : start + _PART]}"
    if len(word) > _STEM:
        yield f"<{word[:_STEM]}"


def read_table(path: Path) -> MentionTable:
    """Return the table in a file. Raises SysleadError where it holds none or cannot be read."""
    try:
        return _table_at(path, path.stat().st_mtime_ns)
    except OSError as problem:
        raise SysleadError(f"{path} cannot be read: {reason(problem)}.") from None
    except ValueError as problem:
        raise SysleadError(
            f"{path} is no table of mentions: {problem}.", "syslead framework train FILE makes one."
        ) from None


@lru_cache(maxsize=2)
def _table_at(path: Path, changed: int) -> MentionTable:
    """Map a file into memory, once while it stays as it is: a mapping holds a file handle.

    Raises ValueError where the first line and the rows behind it are no table.
    """
    with path.open("rb") as file:
        content = memoryview(mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ))
        line = file.readline(1 << 16)
    weights = content[len(line) :]
    header = msgspec.json.decode(line, type=TableHeader)
    if header.schema != MENTIONS_SCHEMA:
        raise ValueError(f"its schema is not {MENTIONS_SCHEMA}")
    if {len(header.scales), len(header.biases)} != {len(header.facets)} or not header.facets:
        raise ValueError("its columns do not fit together")
    if not 0 < header.bits <= 20 or len(weights) != len(header.facets) << header.bits:
        raise ValueError("its size is not what its first line says")
    return MentionTable(header, weights.cast("b"))
