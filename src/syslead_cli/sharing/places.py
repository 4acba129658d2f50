"""Find named places, and who is meant by a role in one: "Elgar Ward", "the bursar at Fernley".

A place counts where its name has a word of its own: "Fernley Primary", never "Primary School". Few
people belong to a ward or a school, so it is found alone; of a hospital or a council only the role
in it says who is meant. Every stretch is bounded, so that the time is linear in the length.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from syslead_cli.sharing.names import LISTS, Token, patterns

_KINDS_OF_PLACE = LISTS.places | LISTS.large_places
_NO_NAME = (
    LISTS.unnamed | LISTS.openers | LISTS.never | LISTS.roles | LISTS.large_places
    | LISTS.determiners | LISTS.places - {"lodge", "cottage"}
    | LISTS.organisation - LISTS.surname_too
)  # fmt: skip
_BEFORE_ROLE = LISTS.role_parts | LISTS.roles
_ROLE_STOPS = (
    (LISTS.role_stops | LISTS.to_persons | LISTS.to_places | LISTS.leaving)
    - LISTS.determiners
    - _BEFORE_ROLE
)
#: What begins a sentence, and a name never.
_NOT_FIRST = LISTS.openers | LISTS.to_places | LISTS.to_persons | LISTS.determiners
_IN_SMALL = LISTS.small_places | LISTS.in_small
_NO_ROLE = LISTS.openers | LISTS.person_verbs
#: What a department is called after, and a place never.
_ABSTRACT = ("ment", "tion", "sion", "ity", "ance", "ence", "ness", "ics", "ship", "ing", "s")
_MOST_PARTS, _MOST_BEFORE_ROLE = 9, 4

_NO_STREET_NAME = LISTS.common_streets | LISTS.openers | LISTS.determiners
_NO_TOWN = LISTS.first_names | LISTS.ambiguous | LISTS.openers | LISTS.never
_NO_STREET = LISTS.openers | LISTS.distances
_WARD = re.compile(r"(?<!\w)[Ww]ard \d{1,3}[A-Za-z]?(?!\w)")

Stretch = tuple[int, int]


def address_spans(text: str, tokens: Sequence[Token]) -> Iterator[Stretch]:
    """Yield street addresses, and streets that say where somebody lives."""
    streets = patterns("streets")
    for match in streets["numbered"].finditer(text):
        behind = re.findall(r"\w+", match[1])
        # "14 Holm Street, Priya said": who comes after a comma is no town.
        is_other = any(word.lower() in _NO_TOWN for word in behind)
        yield match.start(), match.start(1) if is_other else match.end()
    yield from (match.span() for match in streets["flat"].finditer(text))
    for match in streets["in_small_letters"].finditer(text):
        if _NO_STREET.isdisjoint(match[1].split()):
            yield match.span()
    for at in range(len(tokens) - 1):
        if end := _end_of_street(tokens, at):
            yield tokens[at].start, tokens[end - 1].end


def _end_of_street(tokens: Sequence[Token], at: int) -> int:
    """Return the place behind "Mill Lane"; 0 where no street with a name of its own begins."""
    if not tokens[at].capital or tokens[at].key in _NO_STREET_NAME:
        return 0
    end = at + 1
    while end < at + 3 and tokens[end].capital and _runs_on(tokens[end - 1]):
        last = tokens[end]
        is_person = last.key in LISTS.surname_too and tokens[at].key in LISTS.first_names
        if last.key in LISTS.streets and not is_person:
            return end + 1
        end += 1
    return 0


def place_spans(text: str, tokens: Sequence[Token]) -> Iterator[Stretch]:
    """Yield named wards, schools, homes and the like."""
    yield from (match.span() for match in _WARD.finditer(text))
    at = 0
    while at < len(tokens) - 1:
        end = _end_of_place(tokens, at)
        if end:
            yield tokens[at].start, _end_of(tokens[end - 1])
        at = end or at + 1


def role_spans(tokens: Sequence[Token]) -> Iterator[Stretch]:
    """Yield roles in a named place, with what stands before and belongs to them."""
    for at in range(len(tokens) - 1):
        if tokens[at].key in LISTS.roles and (end := _end_of_role(tokens, at)):
            yield tokens[_start_of_role(tokens, at)].start, _end_of(tokens[end - 1])
        elif (end := _end_of_place(tokens, at)) and (last := _role_after(tokens, end)):
            yield tokens[_start_of_role(tokens, at)].start, tokens[last - 1].end


def _end_of(token: Token) -> int:
    """Return where its characters end; the 's of "St Bede's" belongs to the name."""
    return token.end + 2 * token.owns


def _runs_on(token: Token) -> bool:
    """Return whether the next word stands right behind it."""
    return token.gap == " " or (token.key == "st" and token.gap == ". ")


def _end_of_place(tokens: Sequence[Token], at: int) -> int:
    """Return the place behind the name of a school, ward or home; 0 where none begins here."""
    token, before = tokens[at], tokens[at - 1]
    begins = token.key not in _NOT_FIRST or tokens[at + 1].key in LISTS.the_homes
    if not token.capital or not begins:
        return 0
    if at and before.capital and before.key not in _NOT_FIRST and _runs_on(before):
        return 0  # the word before it belongs to the same name
    found, end = 0, at
    while end < at + _MOST_PARTS and _may_belong(tokens, at, end):
        end += 1
        if _is_place(tokens, at, end):
            found = end
        if not _runs_on(tokens[end - 1]):
            break
    return found


def _may_belong(tokens: Sequence[Token], at: int, end: int) -> bool:
    token = tokens[end]
    if token.capital and (end == at or not token.opens):
        return True
    joins = token.word in ("of", "the") and tokens[end + 1].capital
    return end > at and (joins or token.key in _IN_SMALL)


def _is_place(tokens: Sequence[Token], at: int, end: int) -> bool:
    first, last = tokens[at], tokens[end - 1]
    if first.key in ("st", "saint") and end == at + 2:
        return last.owns or last.key in LISTS.places
    if first.key == "the" and end == at + 2 and last.capital and last.key in LISTS.the_homes:
        return True
    if last.key not in LISTS.places or (not last.capital and last.key not in _IN_SMALL):
        return False
    if first.opens and not tokens[at + 1].capital and tokens[at + 1].key not in LISTS.after_opening:
        return False  # "Local school"
    return _has_own_name(tokens[at : end - 1])


def _has_own_name(tokens: Sequence[Token]) -> bool:
    """Return whether one word says which place of its kind is meant."""
    return any(
        token.capital and not token.acronym and len(token.key) > 1 and token.key not in _NO_NAME
        for token in tokens
    )


def _end_of_role(tokens: Sequence[Token], at: int) -> int:
    """Return the place behind "head at St Bede's", "chair of governors of Moorside High"."""
    if tokens[at].gap == ", ":  # "Caretaker, Ash Lane Primary"
        return _end_of_place(tokens, at + 1)
    if tokens[at].owns or not _runs_on(tokens[at]):
        return 0
    end = _end_of_preposition(tokens, at + 1)
    if end or tokens[at + 1].key != "of":
        return end
    # "of governors", "of year", "of Nursing", and then the place
    for field in range(at + 3, min(at + 6, len(tokens))):
        is_board = tokens[at + 2].key in ("governors", "trustees") and field == at + 3
        if tokens[field].word in ("at", "in") or is_board:
            return _end_of_preposition(tokens, field)
        if not _runs_on(tokens[field - 1]):
            break
    return 0


def _end_of_preposition(tokens: Sequence[Token], at: int) -> int:
    """Return the place behind "at the Willows"; 0 where no place follows."""
    if tokens[at].word not in LISTS.before_place or not _runs_on(tokens[at]):
        return 0
    end = at + 1
    if tokens[end].word in ("the", "our") and _runs_on(tokens[end]):
        end += 1
    return _end_of_place(tokens, end) or _end_of_named(tokens, end, tokens[at].word)


def _end_of_named(tokens: Sequence[Token], at: int, before: str) -> int:
    """Return the place behind another name: "Alderbrook", "Tarnside Council"; 0 for "Finance"."""
    end = at
    while end < at + _MOST_PARTS and tokens[end].capital and (end == at or not tokens[end].opens):
        end += 1
        if not _runs_on(tokens[end - 1]):
            break
    stretch = tokens[at:end]
    if tokens[at].key == "ward" and re.match(r" \d", tokens[at].gap):
        return at + 1
    if not _has_own_name(stretch):
        return 0
    last = stretch[-1]
    if last.key in _KINDS_OF_PLACE or last.owns or before == "at":
        return end
    is_town = last.key in LISTS.towns or last.key in LISTS.first_names
    is_alone = len(stretch) == 1 and not last.key.endswith(_ABSTRACT) and not is_town
    return end if is_alone and before not in ("on", "to") else 0


def _role_after(tokens: Sequence[Token], end: int) -> int:
    """Return the place behind the role in "Fernley Primary's deputy head"; 0 without one."""
    last = end
    while last < end + 3 and _runs_on(tokens[last - 1]) and not tokens[last].opens:
        if tokens[last].key in LISTS.roles and tokens[last + 1].key not in LISTS.roles:
            return last + 1
        if tokens[last].key not in _BEFORE_ROLE:
            return 0
        last += 1
    return 0


def _start_of_role(tokens: Sequence[Token], at: int) -> int:
    """Return where a role begins: at its "the", else at the words that belong to it."""
    start = at
    while at - start < _MOST_BEFORE_ROLE and not tokens[start].opens:
        before = tokens[start - 1]
        if not _runs_on(before) or before.key in _ROLE_STOPS:
            break
        start -= 1
        if before.key in LISTS.determiners or before.owns:
            return start
    if tokens[start].opens and tokens[start].key not in _NO_ROLE:
        return start
    start = at
    while tokens[start].before in _BEFORE_ROLE and _runs_on(tokens[start - 1]):
        start -= 1
    return start
