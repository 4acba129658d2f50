"""Find what says who is meant, in a text and in a pack, and put a role in its place.

Names are found by ``sharing.names``, places, roles and street addresses by ``sharing.places``;
numbers, dates of birth and registrations by the patterns of ``data/identifiers.toml``. The check
finds most of what there is, never all (docs/sharing.md): the leader decides about each finding.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, Literal, TypeVar, get_args

from msgspec import Struct

from syslead_cli.base.documents import Count, Part
from syslead_cli.errors import UsageError
from syslead_cli.sharing.build import map_texts
from syslead_cli.sharing.model import AnyPack, SharedDocument

_Kind = Literal[
    "email", "url", "nhs_number", "ni_number", "birth_date", "phone", "case_number", "vehicle",
    "postcode", "address", "role", "place", "name",
]  # fmt: skip
#: All kinds; of two that claim the same words, the one further to the left is said.
KINDS: tuple[Any, ...] = get_args(_Kind)
POSTCODE, ADDRESS, ROLE, PLACE, NAME = KINDS[-5:]
#: What a pack shows in place of dropped words.
DROPPED = "…"
_RANK = {kind: rank for rank, kind in enumerate(KINDS)}
_Shared = TypeVar("_Shared", bound=SharedDocument)


class IdentifierSpan(Part, frozen=True):
    """Where a text says who is meant; offsets in characters, ``end`` excluded."""

    start: Count
    end: Count
    kind: _Kind


class IdentifierFinding(Struct, frozen=True):
    """Words of a pack that may say who is meant; ``around``: where they stand first."""

    words: str
    kind: str
    times: int
    around: str = ""

    @property
    def kind_words(self) -> str:
        return self.kind.replace("_", " ")

    @property
    def said(self) -> str:
        return self.kind_words + (f", {self.times} times" if self.times > 1 else "")


#: How far before a number the word that explains it may stand; what is shown beside a finding.
_NEAR, _BESIDE = 32, 60
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


def _is_person(voice: str) -> bool:
    from syslead_cli.sharing.names import may_be_person

    return may_be_person(voice) or any(_pattern_spans(voice))


def with_roles(text: str, roles: Mapping[str, str]) -> str:
    """Return the text with the role of each finding in its place, where it has one."""
    parts, at = [], 0
    for span in identifier_spans(text):
        words = text[span.start : span.end]
        parts += [text[at : span.start], roles.get(words, words)]
        at = span.end
    return "".join([*parts, text[at:]])


def find_identifiers(document: SharedDocument) -> list[IdentifierFinding]:
    """Return what the leader's own texts in a pack may give away, each wording once, in order."""
    found: dict[str, IdentifierFinding] = {}

    def look(text: str, spans: Sequence[IdentifierSpan]) -> str:
        for span in spans:
            words = text[span.start : span.end]
            before = found.get(words)
            around = before.around if before else _around(text, span)
            times = before.times + 1 if before else 1
            found[words] = IdentifierFinding(words, span.kind, times, around)
        return text

    def voice(name: str) -> str:
        return look(name, [IdentifierSpan(0, len(name), NAME)] if _is_person(name) else [])

    map_texts(document, lambda text: look(text, identifier_spans(text)), voice)
    return list(found.values())


def _around(text: str, span: IdentifierSpan) -> str:
    first, last = max(0, span.start - _BESIDE), min(len(text), span.end + _BESIDE)
    if first:
        first = text.find(" ", first, span.start) + 1 or first
    if last < len(text):
        last = max(text.rfind(" ", span.end, last), span.end)
    said = " ".join(text[first:last].split())
    return f"{'… ' if first else ''}{said}{' …' if last < len(text) else ''}"


def redact(document: _Shared, roles: Mapping[str, str]) -> _Shared:
    """Return the pack with findings replaced by their roles; those without one stay."""
    return map_texts(
        document,
        lambda text: with_roles(text, roles),
        lambda name: roles.get(name, name) if _is_person(name) else name,
    )


def decide(
    document: AnyPack,
    given: Mapping[str, str | None],
    *,
    drop_rest: bool,
    ask: Callable[[IdentifierFinding, str], str | None] | None = None,
) -> tuple[AnyPack, dict[str, str | None]]:
    """Return the pack ready to leave, and what now stands for each finding: None where it stays.

    A finding is decided as given, otherwise as ``ask`` says, otherwise dropped if ``drop_rest``.
    ``ask`` receives a finding and its position, such as "2 of 5"; None keeps the words, an empty
    role drops them. Raises UsageError with the kinds of findings nobody decided about.
    """
    found = find_identifiers(document)
    decided: dict[str, str | None] = {each.words: given.get(each.words) for each in found}
    rest = [each for each in found if each.words not in given]
    if drop_rest:
        decided |= {each.words: "" for each in rest}
    elif ask:
        for at, each in enumerate(rest, start=1):
            decided[each.words] = ask(each, f"{at} of {len(rest)}")
    elif rest:  # kinds and counts only: an error may end in a log, where no name belongs
        kinds = [each.kind_words for each in rest]
        said = ", ".join(f"{kinds.count(kind)} × {kind}" for kind in dict.fromkeys(kinds))
        raise UsageError(
            f"The text may identify people ({said}). Nothing was written.",
            "syslead share preview lists them. --drop-identifiers removes them; "
            "--replacements FILE replaces them.",
        )
    for words, role in decided.items():
        is_kept = role is None or role == words
        decided[words] = None if is_kept else role or DROPPED
    roles = {words: role for words, role in decided.items() if role is not None}
    return redact(document, roles), decided
