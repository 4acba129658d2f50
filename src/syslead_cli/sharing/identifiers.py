"""Find what says who is meant in a text.

Names are found by ``sharing.names``, places, roles and street addresses by ``sharing.places``;
numbers, dates of birth and registrations by the patterns of ``data/identifiers.toml``. The check
finds most of what there is, never all (docs/sharing.md): the leader decides about each finding.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any, Literal, get_args

from syslead_cli.base.documents import Count, Part

_Kind = Literal[
    "email", "url", "nhs_number", "ni_number", "birth_date", "phone", "case_number", "vehicle",
    "postcode", "address", "role", "place", "name",
]  # fmt: skip
#: All kinds; of two that claim the same words, the one further to the left is said.
KINDS: tuple[Any, ...] = get_args(_Kind)
POSTCODE, ADDRESS, ROLE, PLACE, NAME = KINDS[-5:]
_RANK = {kind: rank for rank, kind in enumerate(KINDS)}


class IdentifierSpan(Part, frozen=True):
    """Where a text says who is meant; offsets in characters, ``end`` excluded."""

    start: Count
    end: Count
    kind: _Kind


#: How far before a number the word that explains it may stand.
_NEAR = 32
#: A full date before this year, in a journal about work, is somebody's birthday.
_LONG_AGO = 2018
_YEAR = re.compile(r"(?:19|20)\d{2}")
_RINGING = re.compile(r"\b(?:ring|rang|call|called|phone|tel|text|extension|ext)\b", re.I)
_BORN = re.compile(
    r"\b(?:born|birth\w*|d\.?o\.?b|aged?|turn(?:s|ed|ing)?|(?:is|was|be|are|'s) \d{1,2})\b", re.I
)
_VEHICLES = re.compile(r"\b(?:reg|registration|plate|car|van|vehicle)\b", re.I)
_NOT_CASE = re.compile(
    r"(?:FY\d*|Q\d|COVID|ISO|BS|EN)\b|(?:19|20)\d{2}[-/](?:\d{2}|20\d{2})$|H[12]\b"
)


#: A voice that was marked, ``@amira-b``: a name in small letters.
_MARKED = re.compile(r"(?<![\w@])@([\w'’-]{1,64})")


def _digits(text: str) -> str:
    return "".join(filter(str.isdigit, text))


def is_nhs_number(digits: str) -> bool:
    """Return whether ten digits end in the NHS number's check digit (modulus 11)."""
    if len(digits) != 10:
        return False
    total = sum((10 - place) * int(digit) for place, digit in enumerate(digits[:9]))
    return (11 - total % 11) % 11 == int(digits[9])


def _said_nhs_number(words: str, before: str) -> bool:
    return "NHS" in before or (words[0] != "0" and is_nhs_number(_digits(words)))


def _is_phone(words: str, before: str) -> bool:
    length, lead = len(_digits(words)), words.lstrip("(")
    if lead.startswith(("+", "00")):
        return 8 <= length <= 17
    if lead.startswith("0"):
        return 9 <= length <= 11
    return 6 <= length <= 8 and bool(_RINGING.search(before))


def _is_birth_date(words: str, before: str) -> bool:
    year = _YEAR.search(words)
    return bool((year and int(year[0]) < _LONG_AGO) or _BORN.search(before))


def _is_named_case(words: str, _: str) -> bool:
    number = words.partition(" of ")[0].rsplit(maxsplit=1)[-1]
    return len(_digits(number)) >= 3 and not _YEAR.fullmatch(number) and not _NOT_CASE.match(number)


#: What decides if words count that have some text before them, for patterns that need it.
_COUNTS: dict[str, Callable[[str, str], bool]] = {
    "nhs_number": _said_nhs_number,
    "phone": _is_phone,
    "birth_date": _is_birth_date,
    "case_number.named": _is_named_case,
    "case_number.bare": lambda words, _: not _NOT_CASE.search(words),
    "vehicle.small": lambda _, before: bool(_VEHICLES.search(before)),
}


def _pattern_spans(text: str) -> Iterator[IdentifierSpan]:
    """Yield everything with a shape of its own, in no particular order; spans may overlap."""
    from syslead_cli.sharing.names import patterns

    for name, regex in patterns("shapes").items():
        kind: Any = name.partition(".")[0]
        counts = _COUNTS.get(name)
        for match in regex.finditer(text):
            words, start = match[0].rstrip(" .,:;!?)]}'\"’"), match.start()
            if words and (not counts or counts(words, text[max(0, start - _NEAR) : start])):
                yield IdentifierSpan(start, start + len(words), kind)


def identifier_spans(text: str) -> list[IdentifierSpan]:
    """Return every finding in a text, in order, overlapping ones as one.

    One that was put together is called after its longest part; between equals after the surer
    kind. "Flat 9, Nightingale House, 220 Canal Street, LS9 6AU" is one.
    """
    merged: list[IdentifierSpan] = []
    longest = 0
    for span in sorted(_found_in(text), key=lambda each: (each.start, -each.end, _RANK[each.kind])):
        length = span.end - span.start
        if not merged or (span.start >= merged[-1].end and not _goes_on(text, merged[-1], span)):
            merged.append(span)
            longest = length
            continue
        last = merged[-1]
        is_surer = (length, -_RANK[span.kind]) > (longest, -_RANK[last.kind])
        kind, longest = (span.kind, length) if is_surer else (last.kind, longest)
        merged[-1] = IdentifierSpan(last.start, max(last.end, span.end), kind)
    return merged


def _found_in(text: str) -> Iterator[IdentifierSpan]:
    """Yield everything that was found, in no particular order; spans may overlap."""
    from syslead_cli.sharing.names import may_be_person, name_spans, tokens_of
    from syslead_cli.sharing.places import address_spans, place_spans, role_spans

    yield from _pattern_spans(text)
    tokens = tokens_of(text)
    stretches = {
        ADDRESS: address_spans(text, tokens),
        ROLE: role_spans(tokens),
        PLACE: place_spans(text, tokens),
        NAME: name_spans(tokens),
    }
    for kind, spans in stretches.items():
        yield from (IdentifierSpan(start, end, kind) for start, end in spans)
    marked = (match for match in _MARKED.finditer(text) if may_be_person(match[1]))
    yield from (IdentifierSpan(*match.span(1), NAME) for match in marked)


def _goes_on(text: str, before: IdentifierSpan, span: IdentifierSpan) -> bool:
    """Return whether two parts of an address stand side by side."""
    parts = {before.kind, span.kind}
    is_address = ADDRESS in parts and parts <= {ADDRESS, PLACE, POSTCODE}
    return is_address and text[before.end : span.start] in (" ", ", ", ",")


def is_person(voice: str) -> bool:
    from syslead_cli.sharing.names import may_be_person

    return may_be_person(voice) or any(_pattern_spans(voice))
