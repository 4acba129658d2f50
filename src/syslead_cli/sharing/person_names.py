"""People's names in English text: capitals, the words around them, and a list of first names.

A word alone rarely says whether it is a name, so the sentence is asked: a title before it, "met
with", "told me", a possessive, a verb people do. Where that leaves it open, a capital in the
middle of a sentence counts as a name: better one question too many than a name that leaves.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from syslead_cli.sharing.identifiers import NAME, Found
from syslead_cli.sharing.name_lists import (
    ADDRESSING,
    AMBIGUOUS,
    CALLING,
    FIRST_NAMES,
    LEAVING,
    NEVER,
    OPENERS,
    ORGANISATION,
    PARTICLES,
    PERSON_VERBS,
    SAYING,
    SEASONS,
    SHORT_TITLES,
    SPEAKING,
    SURNAME_TOO,
    SURNAMES,
    TITLES,
    TO_PERSONS,
    TO_PLACES,
)
from syslead_cli.sharing.name_words import (
    Token,
    is_joined,
    is_word,
    tokens_of,
    word_after,
    word_before,
)

#: The longest name there is: parts, and particles between them.
_MOST_PARTS, _MOST_TITLES = 7, 4


def find_names(text: str) -> list[Found]:
    """Every stretch that reads like somebody's name, titles before it included."""
    tokens = tokens_of(text)
    found, at = [], 0
    while at < len(tokens):
        end = _name_at(tokens, at)
        if end > at:
            found.append(Found(tokens[at].start, tokens[end - 1].end, NAME))
            at = end
        else:
            at += 1
    return [*found, *_said_again(tokens, found)]


# ── where a name begins, and how far it goes ─────────────────────────────────


def _name_at(tokens: Sequence[Token], at: int) -> int:
    """The place behind the name that begins here; ``at`` itself where none does."""
    after_title = _titles(tokens, at)
    if after_title > at:
        end = _titled(tokens, at, after_title)
        if end > after_title:
            return end
    token = tokens[at]
    if token.initial and token.gap.startswith("."):
        return _initials(tokens, at)
    if not token.capital:
        return at + 1 if _lower_name(tokens, at) else at
    end = _run(tokens, at)
    if word_before(tokens, at) in SAYING and token.key in SURNAME_TOO and end == at + 1:
        return end
    if _is_organisation(tokens, at, end):
        return at
    return end if _is_person(tokens, at, end) else at


def _titles(tokens: Sequence[Token], at: int) -> int:
    """The place behind the titles here: "Detective Inspector", "Mr and Mrs"."""
    end = at
    while end < min(len(tokens), at + _MOST_TITLES) and _is_title(tokens[end]):
        if end > at and not is_joined(tokens[end - 1]):
            break
        end += 1
        if is_word(tokens, end, "and") and end + 1 < len(tokens) and tokens[end + 1].key in TITLES:
            end += 1
    return end


def _is_title(token: Token) -> bool:
    return token.key in TITLES and not token.owns


def _titled(tokens: Sequence[Token], at: int, first: int) -> int:
    if first >= len(tokens) or not is_joined(tokens[first - 1]):
        return at
    token = tokens[first]
    if token.capital and token.key not in NEVER | ORGANISATION - SURNAME_TOO:
        if token.initial and not token.gap.startswith("."):
            return first if token.word == "I" else first + 1
        if token.acronym and token.key not in FIRST_NAMES | SURNAMES:
            return at
        return _initials(tokens, first) if token.initial else _run(tokens, first)
    short = tokens[first - 1].key in SHORT_TITLES
    is_word = token.key in OPENERS | PERSON_VERBS | NEVER | ORGANISATION or len(token.key) < 2
    return first + 1 if short and not token.capital and not is_word else at


def _initials(tokens: Sequence[Token], at: int) -> int:
    """ "P. J. Hargreaves": initials, then a capitalised word."""
    end = at
    while end < len(tokens) and tokens[end].initial and end - at < 4:
        if tokens[end].word == "I" and end == at:
            return at
        if not is_joined(tokens[end]):
            return at
        end += 1
    if end < len(tokens) and tokens[end].capital and tokens[end].key not in NEVER | OPENERS:
        return _run(tokens, end)
    return at


def _run(tokens: Sequence[Token], at: int) -> int:
    """The place behind the capitalised words that belong together, particles between them."""
    end = at + 1
    while end < len(tokens) and end - at < _MOST_PARTS and is_joined(tokens[end - 1]):
        step = end
        while step < len(tokens) and tokens[step].word in PARTICLES and is_joined(tokens[step]):
            step += 1
        if step >= len(tokens) or not _goes_on(tokens[step], tokens[end - 1]):
            break
        end = step + 1
    return end


def _goes_on(token: Token, before: Token) -> bool:
    """Whether the word belongs to the name before it; White does after Dawn, Street never does."""
    if token.initial:
        return token.word not in ("I", "A")
    if not token.capital or token.acronym or token.opens:
        return False
    first = token.key in SURNAME_TOO and before.key in FIRST_NAMES | AMBIGUOUS - SEASONS
    return first or token.key not in NEVER


def _is_organisation(tokens: Sequence[Token], at: int, end: int) -> bool:
    """Whether a word in the stretch, or right behind it, makes it a place or a group."""
    keys = [token.key for token in tokens[at:end]]
    surely = keys[0] in FIRST_NAMES and keys[0] not in AMBIGUOUS
    groups = ORGANISATION - SURNAME_TOO if surely else ORGANISATION
    if not groups.isdisjoint(keys):
        return True
    if surely or not is_joined(tokens[end - 1]) or end >= len(tokens):
        return False
    return tokens[end].key in ORGANISATION


# ── whether it is a person ───────────────────────────────────────────────────


def _is_person(tokens: Sequence[Token], at: int, end: int) -> bool:
    token = tokens[at]
    if token.key in AMBIGUOUS:
        return _ambiguous_person(tokens, at, end)
    if token.key in FIRST_NAMES or (token.key in SURNAMES and not token.acronym):
        return not (token.acronym and len(token.word) < 4)
    if token.key in NEVER or token.key in TITLES or token.acronym or token.initial:
        return False
    if token.key in OPENERS:
        return False
    return _unknown_person(tokens, at, end)


def _ambiguous_person(tokens: Sequence[Token], at: int, end: int) -> bool:
    """May, Will, Mark, Grace, Hope: only with a sign of a person beside it."""
    token, before, after = tokens[at], word_before(tokens, at), word_after(tokens, end)
    if token.owns and token.key not in SEASONS:
        return True
    if after in SPEAKING or before in TO_PERSONS or (end - at > 1 and _surname(tokens[at + 1])):
        return True
    if _beside_name(tokens, at, end) or tokens[end - 1].gap.startswith(", who "):
        return True
    if token.key in SEASONS:
        return ", the" in tokens[end - 1].gap and not is_word(tokens, end + 1, "month")
    if token.opens:
        return after in PERSON_VERBS - {"is", "was", "will", "went"} or (
            after == "from" and is_word(tokens, end + 1, "the")
        )
    return before not in TO_PLACES


def _surname(token: Token) -> bool:
    return token.key not in OPENERS | NEVER | ORGANISATION


def _beside_name(tokens: Sequence[Token], at: int, end: int) -> bool:
    """ "Mark and Grace", "Ali, Will and Jo"."""
    after = end + 1 if word_after(tokens, end) == "and" else 0
    before = at - 2 if word_before(tokens, at) == "and" else -1
    return any(
        0 <= place < len(tokens)
        and tokens[place].capital
        and tokens[place].key in FIRST_NAMES | AMBIGUOUS - SEASONS
        for place in (before, after)
        if place
    )


def _unknown_person(tokens: Sequence[Token], at: int, end: int) -> bool:
    token, before, after = tokens[at], word_before(tokens, at), word_after(tokens, end)
    keys = [each.key for each in tokens[at:end]]
    if any(key in FIRST_NAMES or key in SURNAMES for key in keys[1:]):
        return True
    if after in SPEAKING or before in TO_PERSONS or _listed(tokens, at, end):
        return True
    if token.opens:
        called = tokens[end - 1].gap == ", " and end < len(tokens) and tokens[end].key in CALLING
        person = called or token.owns or after in PERSON_VERBS or end - at > 1
        return person and not _is_plural(token)
    if before in ("to", "at") and word_before(tokens, at - 1) in ADDRESSING:
        return not _is_plural(token)
    if before in TO_PLACES or (before in LEAVING and end - at == 1):
        return False
    return not NEVER.intersection(keys) and not _is_plural(token)


def _listed(tokens: Sequence[Token], at: int, end: int) -> bool:
    """ "Pituła, Evans and Brown": one of a list is known, so the others are people too."""
    token, gap = tokens[at], tokens[end - 1].gap
    if _is_plural(token) or token.key.endswith("ly"):
        return False
    if word_after(tokens, end) == "and" and _known(tokens, end + 1):
        return True
    if not token.opens and at > 1:
        behind = tokens[at - 1]
        if _known(tokens, at - 2 if behind.key == "and" else at - 1) and behind.gap in (" ", ", "):
            return behind.key == "and" or behind.gap == ", "
    if gap != ", " or not _known(tokens, end):
        return False
    longer = tokens[end].gap == ", " or word_after(tokens, end + 1) == "and"
    return longer or not token.opens


def _known(tokens: Sequence[Token], at: int) -> bool:
    """Whether a name of the lists stands there, and nothing else than a name."""
    if not 0 <= at < len(tokens) or not tokens[at].capital or tokens[at].acronym:
        return False
    return tokens[at].key in (FIRST_NAMES | SURNAMES) - AMBIGUOUS


def _is_plural(token: Token) -> bool:
    """Departments and groups: "Estates blamed IT"."""
    return token.key.endswith(("ies", "ments", "tions", "ers", "ants", "ates", "ists", "ians"))


def _lower_name(tokens: Sequence[Token], at: int) -> bool:
    """ "met with priya": a plain first name in small letters, where a person must stand."""
    token = tokens[at]
    if token.key not in FIRST_NAMES or token.key in AMBIGUOUS or len(token.key) < 4:
        return False
    if token.key in OPENERS | NEVER:
        return False
    return (
        token.owns
        or word_before(tokens, at) in TO_PERSONS
        or word_after(tokens, at + 1) in SPEAKING
    )


def _said_again(tokens: Sequence[Token], found: Sequence[Found]) -> Iterator[Found]:
    """Once somebody is named, the same word with a capital is that person again."""
    inside = {(span.start, span.end) for span in found}
    named: set[str] = set()
    spans = iter(sorted(inside))
    span = next(spans, None)
    covered: set[int] = set()
    for place, token in enumerate(tokens):
        while span and token.start >= span[1]:
            span = next(spans, None)
        if span and span[0] <= token.start:
            covered.add(place)
            named.add(token.key)
    named -= AMBIGUOUS | NEVER | ORGANISATION | OPENERS | TITLES | PARTICLES
    for place, token in enumerate(tokens):
        if place not in covered and token.capital and len(token.word) > 1 and token.key in named:
            yield Found(token.start, token.end, NAME)
