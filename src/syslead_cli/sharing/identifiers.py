"""Identifiers with a shape of their own: addresses, numbers, dates of birth, registrations.

Every pattern is bounded, so the time is linear in the length of the text.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import NamedTuple


class Found(NamedTuple):
    """Something that says who is meant; offsets in characters, ``end`` excluded."""

    start: int
    end: int
    kind: str


URL, EMAIL, PHONE, NHS, NI = "url", "email", "phone", "nhs_number", "ni_number"
POSTCODE, BIRTH, CASE, VEHICLE, ADDRESS, NAME = (
    "postcode", "birth_date", "case_number", "vehicle", "address", "name",
)  # fmt: skip
#: All kinds; where two claim the same words, the one further to the left is said.
KINDS = (EMAIL, URL, NHS, NI, BIRTH, PHONE, CASE, VEHICLE, POSTCODE, ADDRESS, NAME)

_I = re.IGNORECASE
_EMAIL = re.compile(r"(?<![\w.+-])[\w.+'-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,8}")
_URL = re.compile(r"(?<!\w)(?:https?://|www\.)[^\s<>\"“”]{2,2000}", _I)
_DOMAIN = re.compile(
    r"(?<![\w.@-])(?:[a-z0-9-]{1,63}\.){1,5}(?:uk|org|com|net|gov|info|eu|io|ie|scot|wales)"
    r"(?![\w-])(?:/[^\s<>\"“”]{0,2000})?",
    _I,
)
_PHONE = re.compile(r"(?<![\w.])(?:\+|\(\+?)?\d[\d \t().\u2013-]{4,24}\d(?!\w)")
_SHORT_PHONE = re.compile(r"\b(?:ring|rang|call|called|phone|tel|text|extension|ext)\b", _I)
_TEN = re.compile(r"(?<![\d+])\d{3}[ -]?\d{3}[ -]?\d{4}(?!\d)")
_NI = re.compile(r"(?<!\w)[A-Z]{2}[ -]?\d{2}[ -]?\d{2}[ -]?\d{2}[ -]?[A-Z](?!\w)", _I)
_POSTCODE = re.compile(r"(?<!\w)(?:GIR ?0AA|[A-Z]{1,2}\d[A-Z\d]? ?\d[ABD-HJLNP-UW-Z]{2})(?!\w)", _I)
#: "14 Holm Street", "Flat 2, 9a St Mary's Road": a number, capitals, and a word for a street.
_ADDRESS = re.compile(
    r"(?<![\w£$€./-])(?:(?:Flat|Unit|Apartment|flat) \d{1,4}[a-z]?,? )?(?!(?:19|20)\d\d )"
    r"\d{1,4}[A-Za-z]?,? "
    r"(?:[A-Z][\w'’.-]{1,24} ){1,3}(?:Street|St|Road|Rd|Lane|Avenue|Ave|Close|Drive|Way|Place|Court"
    r"|Crescent|Gardens|Terrace|Grove|Mews|Row|Walk|Rise|Square|Hill|Park|View|Green)(?!\w)"
)
#: "Flat 12b, Rowan House": what stands in a tower has no number in the street.
_FLAT = re.compile(
    r"(?<!\w)(?:[Ff]lat|[Uu]nit|[Aa]partment|[Rr]oom) \d{1,4}[A-Za-z]?,? "
    r"(?:[A-Z][\w'’.-]{1,24} ){1,3}(?:House|Court|Tower|Heights|Point|Lodge|Mansions)(?!\w)"
)
_MONTH = "jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec"
_DATE = re.compile(
    r"(?<!\w)(?:\d{1,2}[/. -]\d{1,2}[/. -](?:19|20)?\d{2}|(?:19|20)\d{2}-\d{1,2}-\d{1,2}"
    rf"|\d{{1,2}}(?:st|nd|rd|th)?(?: of)? (?:{_MONTH})[a-z]{{0,6}}\.?,? ?"
    r"(?:(?:19|20)\d{2}|\d{2})?"
    rf"|(?:{_MONTH})[a-z]{{0,6}}\.? \d{{1,2}}(?:st|nd|rd|th)?,? (?:19|20)\d{{2}})(?!\w)",
    _I,
)
_BIRTH = re.compile(r"\b(?:born|birth\w*|d\.?o\.?b)\b", _I)
_YEAR = re.compile(r"(?:19|20)\d{2}")
#: A full date before this year, in a journal about work, is somebody's birthday.
_LONG_AGO = 2013
_CASE_WORD = re.compile(
    r"\b(?:cases?|ref|reference|referral|complaint|incident|file|claim|crime|matter|mrn|urn|uprn"
    r"|sar|patient|hospital|pupil|client|member|policy|account|application|ticket|docket)\b"
    r"(?:[ \t]{0,2}(?:number|no|id|ref|reference|was|is)\b){0,3}[ \t.:#]{0,4}"
    r"([A-Z]{0,6}[-/ ]?[A-Z0-9][A-Z0-9/.-]{1,24})(?!\w)",
    _I,
)
_CASE = re.compile(
    r"(?<![\w/-])(?:[A-Z]{1,6}[-/ ]?\d{2,6}[-/]\d{2,8}|[A-Z]{2,6}[-/]\d{4,10}|[A-Z]{1,3}\d{6,13}"
    r"|\d{2,4}/\d{4,8}|MRN ?\d{5,10}|\d{7,12})(?![\w/])"
)
_NOT_CASE = re.compile(
    r"(?:FY\d*|Q\d|COVID|ISO|BS|EN)\b|(?:19|20)\d{2}[-/](?:\d{2}|20\d{2})$|H[12]\b"
)
_VEHICLE = re.compile(
    r"(?<!\w)(?:[A-Z]{2}\d{2} ?[A-Z]{3}|[A-Z]\d{1,3} ?(?!THE|AND|FOR|NHS|ICB|GPS)[A-Z]{3}"
    r"|[A-Z]{3} ?\d{1,3}[A-Z])(?!\w)"
)
_PLATE_WORD = re.compile(r"\b(?:reg|registration|plate|car|van|vehicle)\b", _I)
_SMALL_PLATE = re.compile(r"(?<!\w)[a-z]{2}\d{2} ?[a-z]{3}(?!\w)")
#: How far before a number the word that explains it may stand.
_NEAR = 32


def find_identifiers(text: str) -> Iterator[Found]:
    """Everything with a shape of its own, in no particular order; spans may overlap."""
    for look in _LOOKS:
        yield from look(text)


def _before(text: str, at: int) -> str:
    return text[max(0, at - _NEAR) : at]


def _digits(text: str) -> str:
    return "".join(filter(str.isdigit, text))


def _simple(kind: str, *patterns: re.Pattern[str]) -> Callable[[str], Iterator[Found]]:
    def look(text: str) -> Iterator[Found]:
        for pattern in patterns:
            for match in pattern.finditer(text):
                end = match.start() + len(match[0].rstrip(".,;:!?)]}'\"’"))
                yield Found(match.start(), end, kind)

    return look


def is_nhs_number(digits: str) -> bool:
    """Whether ten digits have the NHS number's check digit."""
    if len(digits) != 10:
        return False
    total = sum((10 - place) * int(digit) for place, digit in enumerate(digits[:9]))
    return (11 - total % 11) % 11 == int(digits[9])


def _nhs_numbers(text: str) -> Iterator[Found]:
    for match in _TEN.finditer(text):
        said = "NHS" in _before(text, match.start())
        if said or (match[0][0] != "0" and is_nhs_number(_digits(match[0]))):
            yield Found(match.start(), match.end(), NHS)


def _phones(text: str) -> Iterator[Found]:
    for match in _PHONE.finditer(text):
        digits, lead = _digits(match[0]), match[0].lstrip("(")
        start, end = match.start(), match.end()
        if lead.startswith("+") or lead.startswith("00"):
            is_one = 8 <= len(digits) <= 17
        elif lead.startswith("0"):
            is_one = 9 <= len(digits) <= 11
        else:
            is_one = 6 <= len(digits) <= 8 and bool(_SHORT_PHONE.search(_before(text, start)))
        if is_one:
            yield Found(start, end, PHONE)


def _birth_dates(text: str) -> Iterator[Found]:
    for match in _DATE.finditer(text):
        year = _YEAR.search(match[0])
        long_ago = year is not None and int(year[0]) < _LONG_AGO
        if long_ago or _BIRTH.search(_before(text, match.start())):
            yield Found(match.start(), match.start() + len(match[0].rstrip(" .,")), BIRTH)


def _case_numbers(text: str) -> Iterator[Found]:
    for match in _CASE_WORD.finditer(text):
        number = match[1].strip(" ./-")
        if len(_digits(number)) >= 3 and not (len(number) == 4 and _YEAR.fullmatch(number)):
            start = match.start(1) + match[1].index(number)
            yield Found(start, start + len(number), CASE)
    for match in _CASE.finditer(text):
        if not _NOT_CASE.search(match[0]):
            yield Found(match.start(), match.end(), CASE)


def _vehicles(text: str) -> Iterator[Found]:
    for match in _VEHICLE.finditer(text):
        yield Found(match.start(), match.end(), VEHICLE)
    for match in _SMALL_PLATE.finditer(text):
        if _PLATE_WORD.search(_before(text, match.start())):
            yield Found(match.start(), match.end(), VEHICLE)


_LOOKS = (
    _simple(EMAIL, _EMAIL),
    _simple(URL, _URL, _DOMAIN),
    _simple(NI, _NI),
    _simple(POSTCODE, _POSTCODE),
    _simple(ADDRESS, _ADDRESS, _FLAT),
    _nhs_numbers,
    _phones,
    _birth_dates,
    _case_numbers,
    _vehicles,
)
