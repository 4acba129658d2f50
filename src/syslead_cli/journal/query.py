"""Queries: which records match filters and words, pure and in memory; and a query in words.

Words are looked for anywhere in what was written, without regard to case or accents; all of
them must occur, and what stood in quotation marks must occur as it stands.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import date

from msgspec import Struct

from syslead_cli.base.dates import Span, days_in_month
from syslead_cli.base.text import day_in_words, listed, whole_month
from syslead_cli.journal.model import Record

#: Letters that no decomposition makes plain, and the quotation marks keyboards vary in.
_PLAIN = str.maketrans(
    {"ø": "o", "ł": "l", "đ": "d", "ħ": "h", "ŧ": "t", "ı": "i", "æ": "ae", "œ": "oe"}
    | dict.fromkeys("‘’ʼ", "'")
    | dict.fromkeys("“”„«»", '"')
)


def plain(text: str) -> str:
    """Return a text as it is compared: lower case, without accents, other scripts left whole."""
    if text.isascii():
        return text.lower()
    from unicodedata import normalize

    apart = normalize("NFKD", normalize("NFKD", text).casefold())
    kept = "".join(c for c in apart if not _is_accent(c))
    return normalize("NFC", kept).translate(_PLAIN)


def _is_accent(character: str) -> bool:
    """Whether it is an accent, vowel point or overlay; no vowel sign, virama or kana voicing."""
    from unicodedata import combining

    place = combining(character)
    return place >= 200 or place == 1 or 10 <= place <= 36


_QUOTED = re.compile(r'"([^"]*)"|(\S+)')
_CURLY = str.maketrans("“”„", '"""')


def words_of(arguments: Iterable[str]) -> tuple[str, ...]:
    """Return the words and phrases of a command line, ready to be compared.

    An argument with spaces was in the shell's quotation marks, so it is a phrase, unless it has
    quotation marks of its own.
    """
    found: list[str] = []
    for argument in (argument.translate(_CURLY) for argument in arguments):
        if '"' in argument:
            found.extend(quoted or bare for quoted, bare in _QUOTED.findall(argument))
        else:
            found.append(argument)
    spaced = (" ".join(plain(word).split()) for word in found)
    return tuple(dict.fromkeys(word for word in spaced if word))


class Query(Struct, frozen=True):
    """What records must match. Within one field any value will do; every field given must hold.

    ``dimensions`` are ids; ``within`` are the facets that belong to them; ``days`` single days.
    """

    words: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ()
    facets: frozenset[str] = frozenset()
    dimensions: frozenset[str] = frozenset()
    within: frozenset[str] = frozenset()
    voices: frozenset[str] = frozenset()
    tags: frozenset[str] = frozenset()
    prompts: frozenset[str] = frozenset()
    span: Span = Span()
    #: Groups that are found in plain words where voices are asked for.
    listed: tuple[str, ...] = ()
    days: frozenset[date] = frozenset()

    def holds(self, record: Record) -> bool:
        """Whether a record is wanted."""
        return (
            self.is_on(record.day)
            and (not self.kinds or record.kind in self.kinds)
            and (not self.facets or not self.facets.isdisjoint(facets_in(record)))
            and (
                not self.dimensions
                or not self.dimensions.isdisjoint(getattr(record, "scores", ()))
                or not self.within.isdisjoint(facets_in(record))
            )
            and (not self.voices or not self.voices.isdisjoint(map(plain, voices_in(record))))
            and (not self.tags or not self.tags.isdisjoint(map(plain, getattr(record, "tags", ()))))
            and (not self.prompts or getattr(record, "prompt", None) in self.prompts)
            and (not self.words or _matches(record, self.words))
        )

    def is_on(self, day: date) -> bool:
        return (not self.days or day in self.days) and self.span.holds(day)

    @property
    def is_plain(self) -> bool:
        """Whether it asks for nothing but the newest of some kinds."""
        return self == Query(kinds=self.kinds)


def facets_in(record: Record) -> tuple[str, ...]:
    """Return the facets a record is about: asked, said, found, chosen or rated."""
    match record.kind:
        case "ask" | "intention":
            facet: str | None = getattr(record, "facet", None)
            return (facet,) if facet else ()
        case "review":
            named = (*getattr(record, "attention", ()), *getattr(record, "attended", ()))
            return tuple(dict.fromkeys(named))
        case "assessment":
            return tuple(getattr(record, "practice", ()))
        case _:
            return (*getattr(record, "facets", ()), *getattr(record, "mentions", ()))


def voices_in(record: Record) -> tuple[str, ...]:
    """Return the voices a record names."""
    names = ("voices", "heard", "missing")
    return tuple(voice for name in names for voice in getattr(record, name, ()))


def _matches(record: Record, words: Iterable[str]) -> bool:
    """Whether every word occurs in what the leader wrote."""
    text: str = getattr(record, "text", None) or ""
    if text.isascii():  # most records of most journals: no need to gather the rest
        lower = text.lower()
        for word in words:
            if word not in lower:
                break
        else:
            return True
        more = getattr(record, "voices", ()) or getattr(record, "tags", ())
        if " " not in "".join(words) and not more and record.kind not in ("rating", "review"):
            return False
    return has_words(words, _texts_in(record))


def _texts_in(record: Record) -> Iterator[str]:
    """Yield everything in a record that was written by the leader."""
    yield getattr(record, "text", None) or ""
    instances: dict[str, str] = getattr(record, "instances", {})
    yield from instances.values()
    yield from (f"@{voice}" for voice in voices_in(record))
    yield from (f"#{tag}" for tag in getattr(record, "tags", ()))


def has_words(words: Iterable[str], texts: Iterable[str]) -> bool:
    """Whether every word occurs in one of the texts; white space of any length is one space."""
    whole = "\0".join(plain(text) for text in texts)
    spaced = ""
    for word in words:
        if word in whole:
            continue
        if " " in word and not spaced:
            spaced = "\0".join(" ".join(part.split()) for part in whole.split("\0"))
        if word not in spaced:
            return False
    return True


def found_at(words: Iterable[str], text: str) -> set[int]:
    """Return the places of the characters of a text that belong to a word."""
    folded = [plain(character) for character in text]
    origin = [place for place, piece in enumerate(folded) for _ in piece]
    whole = "".join(folded)
    found: set[int] = set()
    for word in words:
        start = whole.find(word)
        while start >= 0:
            last = start + len(word) - 1
            found.update(range(origin[start], origin[last] + 1))
            start = whole.find(word, last + 1)
    return found


#: Kinds whose name for several is not the kind with an s.
_KINDS = {
    "ask": "questions asked",
    "outcome": "outcomes of intentions",
    "focus": "focus",
    "newer": "entries from a newer version",
}


def nothing_found(query: Query, chosen: Iterable[str], today: date) -> str:
    """Return ``Nothing written in March.`` ``chosen`` are the kinds asked for, if any were."""
    filters = [
        f"{what} {listed(words)}"
        for what, words in (
            ("says", [f'"{word}"' for word in query.words]),
            ("is about", sorted(query.facets)),
            ("is about", sorted(query.dimensions)),
            ("names", [f"@{voice}" for voice in sorted(query.voices)]),
            ("is tagged", [f"#{tag}" for tag in sorted(query.tags)]),
            ("answers", sorted(query.prompts)),
        )
        if words
    ]
    if kinds := [_KINDS.get(kind, f"{kind}s") for kind in chosen]:
        text = f"No {listed(kinds)}" + (" where all of that is true" if filters else "")
    else:
        text = f"Nothing {' and '.join(filters)}" if filters else "Nothing written"
    return f"{text} {_span_in_words(query.span, today)}".rstrip() + "."


def _span_in_words(span: Span, today: date) -> str:
    """Return ``in March``, ``on Friday 27 March``, ``since 1 March``; empty for all time."""
    first, last = span.first, span.last
    if first and last:
        return _between(first, last, today)
    if first:
        return f"since {day_in_words(first, today)}"
    return f"up to {day_in_words(last, today)}" if last else ""


def _between(first: date, last: date, today: date) -> str:
    if first == last:
        return f"on {day_in_words(first, today)}"
    if (first, last) == (date(first.year, 1, 1), date(first.year, 12, 31)):
        return f"in {first.year}"
    is_whole = first.day == 1 and last == _month_end(last)
    if is_whole and last == _month_end(first):
        return f"in {whole_month(first, today)}"
    if last == today:
        return f"since {day_in_words(first, today)}"
    if is_whole:
        return f"from {whole_month(first, today)} to {whole_month(last, today)}"
    return f"between {day_in_words(first, today)} and {day_in_words(last, today)}"


def _month_end(day: date) -> date:
    return day.replace(day=days_in_month(day.year, day.month))


def try_instead(span: Span, days: Sequence[date]) -> str:
    """Return the option that would show something, where there is something on another day."""
    before = [day for day in days if span.first and day < span.first]
    if before:
        return f"Try --since {before[-1].isoformat()[:7]}."
    after = [day for day in days if span.last and day > span.last]
    return f"Try --until {_month_end(after[0]).isoformat()}." if after else ""
