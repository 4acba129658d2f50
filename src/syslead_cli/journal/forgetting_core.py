"""What somebody wants forgotten: which lines say it, and what they say without it.

A word is looked for as ``search`` looks for it; a voice's name as a word of its own, with
hyphen, underscore and space alike. Ids of prompts and facets are not the leader's words.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from collections.abc import Set as AbstractSet
from contextlib import suppress
from datetime import date
from functools import cache, cached_property
from typing import Any

from syslead_cli.base.values import dataclass
from syslead_cli.journal.closed_line import Close, Opener, is_closed
from syslead_cli.journal.line import Line, Newer, Sound, Spoilt, read_line
from syslead_cli.journal.query import plain
from syslead_cli.journal.records import PLANS, NotARecord, Record, data_of, read_day, record_from
from syslead_cli.journal.sifting import AS_IT_STOOD, Sieve, sifted

#: Keys whose values are ids, days and choices, and never the leader's own words.
_ENVELOPE = frozenset({"v", "id", "kind", "ts", "tz", "day", "crc"})
_NO_WORDS = _ENVELOPE | {
    "sitting", "prompt", "facet", "facets", "mentions", "reason", "outcome", "graded_by",
    "problem", "scores", "practice", "importance", "environment", "due", "of", "status",
    "period", "from", "until", "attention", "tier", "sha256",
}  # fmt: skip
#: The same in a sitting or a review that was broken off; its questions are not the leader's.
NO_WORDS_IN_DRAFTS = _NO_WORDS | {
    "picks", "steps", "choices", "name", "asked", "known", "quiet", "asks", "anchor", "first",
    "last", "today",
}  # fmt: skip
_WORDS = frozenset({"text", "instances", "voices", "heard", "missing", "tags", "set"})
#: Lists of names: a forgotten one leaves them, nothing takes its place.
_NAMES = frozenset({"voices", "heard", "missing", "unheard"})
_DAY_KEY = re.compile(rb'"day"\s*:\s*"(\d{4}-\d\d-\d\d)"')
#: From here on scripts may have no spaces between words, so a name stands anywhere.
_NO_SPACES = "\u0e00"


@dataclass(frozen=True)
class Order:
    """Exactly one of voices, words and a day. With ``instead`` entries stay, without the name."""

    voices: tuple[str, ...] = ()
    words: tuple[str, ...] = ()
    before: date | None = None
    whole: bool = False
    instead: str = ""

    @cached_property
    def pattern(self) -> re.Pattern[str] | None:
        """What is looked for in a text that ``plain`` made; None where only a day counts."""
        names = [_name_pattern(plain(voice)) for voice in self.voices]
        words = [_word_pattern(plain(word), whole=self.whole) for word in self.words]
        return re.compile("|".join(names + words)) if names or words else None

    def is_in(self, text: str) -> bool:
        """Whether a text says it."""
        return bool(self.pattern and self.pattern.search(plain(text)))

    def is_in_any(self, texts: Iterable[str]) -> bool:
        """Whether one of the texts says it."""
        return any(map(self.is_in, texts))


def _name_pattern(name: str) -> str:
    parts = [re.escape(part) for part in re.split(r"[-_\s]+", name) if part]
    return _bounded(r"[-_\s]+".join(parts), name)


def _word_pattern(word: str, *, whole: bool) -> str:
    wanted = r"\s+".join(map(re.escape, word.split()))
    return _bounded(wanted, word) if whole else wanted


def _bounded(pattern: str, text: str) -> str:
    """Not inside another word, where the script has words."""
    if any(character >= _NO_SPACES for character in text):
        return pattern
    return rf"(?<![^\W_]){pattern}(?![^\W_])"


def order_data(order: Order) -> dict[str, Any]:
    """The order as JSON, for the plan on the disk."""
    return {
        "voices": list(order.voices),
        "words": list(order.words),
        "before": order.before.isoformat() if order.before else None,
        "whole": order.whole,
        "instead": order.instead,
    }


def order_from(data: Mapping[str, Any]) -> Order:
    """And back. Raises what a table that is none raises."""
    before = data["before"]
    return Order(
        tuple(map(str, data["voices"])),
        tuple(map(str, data["words"])),
        read_day(before) if before else None,
        bool(data["whole"]),
        str(data["instead"]),
    )


# ── what says it ─────────────────────────────────────────────────────────────


def said_in(value: Any, skipped: AbstractSet[str] = frozenset()) -> Iterator[str]:
    """Every text in a JSON value, wherever it stands, but under the keys that are skipped."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        for key, inner in value.items():
            if key not in skipped:
                yield from said_in(inner, _NO_WORDS if key == "set" else skipped)
    elif isinstance(value, list | tuple):
        for inner in value:
            yield from said_in(inner, skipped)


@cache
def _without_words(kind: str) -> frozenset[str]:
    """The keys of a kind that hold no words; fields nobody knows may hold some."""
    own = PLANS.get(kind)
    if own is None:
        return _NO_WORDS
    words = _WORDS | {"to", "file"} if kind == "share" else _WORDS
    return _ENVELOPE | ({plan.key for plan in own} - words)


def concerns(order: Order, data: Mapping[str, Any]) -> bool:
    """Whether a record, as its JSON object, is among what is to be forgotten."""
    if data.get("kind") == "remove":
        return False
    if order.before is not None:
        try:
            return read_day(data.get("day")) < order.before
        except NotARecord:
            return False
    return order.is_in_any(said_in(data, _without_words(str(data.get("kind")))))


def data_in(line: object) -> dict[str, Any] | None:
    """The JSON object of a line that holds one; an encrypted line tells nothing."""
    if isinstance(line, Sound):
        return data_of(line.record)
    return line.data if isinstance(line, Newer) and not is_closed(line) else None


def doomed(order: Order, raw: bytes, month: str = "") -> bool:
    """Whether a line that cannot be read has to go: by its words, or by a day it still shows.

    ``month`` is what the file's name says, for a line that shows no day.
    """
    if order.before is None:
        text = raw.decode("utf-8", "replace")
        return order.is_in(text) or order.is_in(_unescaped(text))
    found = _DAY_KEY.search(raw)
    if found:
        return found[1].decode() < order.before.isoformat()
    return bool(month) and month < order.before.isoformat()[:7]


def _unescaped(text: str) -> str:
    r"""Letters written as ``\u00e9`` made letters again."""
    return re.sub(r"\\u([0-9a-fA-F]{4})", lambda found: chr(int(found[1], 16)), text)


def day_in(data: object) -> date | None:
    """The day a sitting or a review that was broken off is about."""
    for table in (data, data.get("agenda") if isinstance(data, Mapping) else None):
        if isinstance(table, Mapping):
            with suppress(NotARecord):
                return read_day(table.get("day"))
    return None


# ── files of lines ───────────────────────────────────────────────────────────


def without_spoilt(
    content: bytes, order: Order, month: str, opener: Opener | None = None, close: Close = bytes
) -> bytes:
    """A journal file without what cannot be read and has to go; whole records stay."""
    found = _spoilt_sifted(content, order, month, opener, close)
    return b"\n".join(one for _, left in found for one in left)


def count_spoilt(content: bytes, order: Order, month: str, opener: Opener | None = None) -> int:
    """Of how many lines that would take something."""
    return sum(left != [raw] for raw, left in _spoilt_sifted(content, order, month, opener, bytes))


def _spoilt_sifted(
    content: bytes, order: Order, month: str, opener: Opener | None, close: Close
) -> Iterator[tuple[bytes, list[bytes]]]:
    """Every line, and what stays of it."""
    sieve = Sieve(lambda line: False, lambda rest: _rest_goes(order, rest, month), opener, close)
    for raw in content.split(b"\n"):
        odd = AS_IT_STOOD in raw or isinstance(read_line(raw), Spoilt)
        yield raw, sifted(raw, sieve) if odd else [raw]


def _rest_goes(order: Order, rest: bytes, month: str) -> bool:
    return bool(rest.strip()) and doomed(order, rest, month)


def without_all(
    content: bytes, order: Order, month: str, opener: Opener | None = None, close: Close = bytes
) -> bytes:
    """A copy of a journal's file without any record that has to go."""

    def goes(line: Line) -> bool:
        data = data_in(line)
        return data is not None and concerns(order, data)

    sieve = Sieve(goes, lambda rest: _rest_goes(order, rest, month), opener, close)
    return b"\n".join(one for raw in content.split(b"\n") for one in sifted(raw, sieve))


# ── saying it without the name ───────────────────────────────────────────────


def reworded(order: Order, text: str) -> str:
    """The text with ``instead`` in place of each name, an @ before it included."""
    if order.pattern is None:
        return text
    folded = [plain(character) for character in text]
    origin = [place for place, piece in enumerate(folded) for _ in piece]
    parts, done = [], 0
    for found in order.pattern.finditer("".join(folded)):
        start, end = origin[found.start()], origin[found.end() - 1] + 1
        while end < len(text) and not folded[end]:  # marks that belong to the last letter
            end += 1
        if start and text[start - 1] in "@#":
            start -= 1
        parts += [text[done:start], order.instead]
        done = end
    return "".join([*parts, text[done:]])


def without_names(
    order: Order,
    value: Any,
    skipped: AbstractSet[str] = frozenset(),
    rename: Callable[[str], str] = str,
) -> Any:
    """A JSON value in which the leader's own words no longer name anybody of the order.

    ``rename`` gives ids that changed their new form, wherever they stand.
    """
    if isinstance(value, str):
        return rename(reworded(order, value))
    if isinstance(value, list):
        return [without_names(order, inner, skipped, rename) for inner in value]
    if isinstance(value, dict):
        return {key: _field(order, key, inner, skipped, rename) for key, inner in value.items()}
    return value


def _field(
    order: Order, key: str, value: Any, skipped: AbstractSet[str], rename: Callable[[str], str]
) -> Any:
    if key in _NAMES and isinstance(value, list):
        return [name for name in value if not (isinstance(name, str) and order.is_in(name))]
    if key in skipped:
        return _renamed(value, rename)
    return without_names(order, value, skipped, rename)


def _renamed(value: Any, rename: Callable[[str], str]) -> Any:
    if isinstance(value, str):
        return rename(value)
    if isinstance(value, list):
        return [_renamed(inner, rename) for inner in value]
    if isinstance(value, dict):
        return {key: _renamed(inner, rename) for key, inner in value.items()}
    return value


def record_without_names(order: Order, record: Record, new: Mapping[str, str]) -> Record | None:
    """The record under its new id, naming nobody of the order; None where that cannot be.

    ``new`` has the new ids of everything that is said anew, this one included.
    """
    skipped = _without_words(record.kind)
    data = without_names(order, data_of(record), skipped, lambda text: new.get(text, text))
    try:
        made = record_from(data)
    except NotARecord:
        return None
    return None if concerns(order, data_of(made)) else made
