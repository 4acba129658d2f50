"""People's names in English text: capitals, the words around them, and a list of first names.

A word alone rarely says whether it is a name, so the sentence is asked: a title before it, "met
with", "told me", a possessive, a verb people do. Where that leaves it open, a capital in the
middle of a sentence counts as a name: better one question too many than a name that leaves.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from syslead_cli.core.identifiers import NAME, Found
from syslead_cli.core.name_lists import (
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
from syslead_cli.core.values import dataclass

_WORD = re.compile(r"[^\W\d_][\u0300-\u036f]*(?:['’-]?[^\W\d_][\u0300-\u036f]*)*")
_POSSESSIVE = ("'s", "’s", "'S", "’S")
_CONTRACTED = ("'d", "'ve", "'ll", "'re", "'m", "n't")
_ENDS = frozenset(".!?:\n•*#>")
_QUOTES = "\"“”'‘’([ \t-–—"
_GAP = re.compile(r"[ \t]{1,3}")
#: The longest name there is: parts, and particles between them.
_MOST_PARTS, _MOST_TITLES = 7, 4


@dataclass(frozen=True, slots=True)
class _Token:
    start: int
    end: int
    word: str
    key: str
    owns: bool
    opens: bool
    #: What stands between this word and the next.
    gap: str

    @property
    def capital(self) -> bool:
        return self.word[0].isupper()

    @property
    def acronym(self) -> bool:
        return len(self.word) > 1 and self.word.isupper()

    @property
    def initial(self) -> bool:
        return len(self.word) == 1 and self.capital


def find_names(text: str) -> list[Found]:
    """Every stretch that reads like somebody's name, titles before it included."""
    tokens = _tokens(text)
    found, at = [], 0
    while at < len(tokens):
        end = _name_at(tokens, at)
        if end > at:
            found.append(Found(tokens[at].start, tokens[end - 1].end, NAME))
            at = end
        else:
            at += 1
    return [*found, *_said_again(tokens, found)]


def _tokens(text: str) -> list[_Token]:
    matches = list(_WORD.finditer(text))
    tokens = []
    for place, match in enumerate(matches):
        word = match[0]
        owns = word.endswith(_POSSESSIVE) and len(word) > 2
        word = word[:-2] if owns else word
        before = matches[place - 1] if place else None
        after = matches[place + 1].start() if place + 1 < len(matches) else len(text)
        gap = text[match.end() : min(after, match.end() + 8)]
        opens = before is None or _opens(text[before.end() : match.start()], before[0])
        tokens.append(
            _Token(match.start(), match.start() + len(word), word, _key(word), owns, opens, gap)
        )
    return tokens


def _opens(between: str, before: str) -> bool:
    """Whether a sentence or a quotation begins here; the point after "Dr" ends none."""
    if before.lower() in SHORT_TITLES or (len(before) == 1 and before != "I"):
        between = between.replace(".", "", 1)
    return bool(_ENDS.intersection(between)) or bool(set('"“‘').intersection(between))


def _key(word: str) -> str:
    """As it is looked up: lower case, accents away unless the list has it with them."""
    key = word.lower().replace("’", "'")
    if key.endswith(_CONTRACTED):
        key = key.partition("'")[0]
    if key.isascii() or key in FIRST_NAMES:
        return key
    from syslead_cli.core.query import plain

    return plain(word)


# ── where a name begins, and how far it goes ─────────────────────────────────


def _name_at(tokens: Sequence[_Token], at: int) -> int:
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
    if _previous(tokens, at) in SAYING and token.key in SURNAME_TOO and end == at + 1:
        return end
    if _is_organisation(tokens, at, end):
        return at
    return end if _is_person(tokens, at, end) else at


def _titles(tokens: Sequence[_Token], at: int) -> int:
    """The place behind the titles here: "Detective Inspector", "Mr and Mrs"."""
    end = at
    while end < min(len(tokens), at + _MOST_TITLES) and _is_title(tokens[end]):
        if end > at and not _joined(tokens[end - 1]):
            break
        end += 1
        if _is(tokens, end, "and") and end + 1 < len(tokens) and tokens[end + 1].key in TITLES:
            end += 1
    return end


def _is_title(token: _Token) -> bool:
    return token.key in TITLES and not token.owns


def _is(tokens: Sequence[_Token], at: int, word: str) -> bool:
    return at < len(tokens) and tokens[at].key == word


def _joined(token: _Token) -> bool:
    """Whether the next word belongs to the same stretch; "Dr. Chen" and "P. J." do."""
    gap = token.gap
    if gap.startswith(".") and (token.initial or token.key in SHORT_TITLES):
        gap = gap[1:] or " "
    return not token.owns and bool(_GAP.fullmatch(gap))


def _titled(tokens: Sequence[_Token], at: int, first: int) -> int:
    if first >= len(tokens) or not _joined(tokens[first - 1]):
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


def _initials(tokens: Sequence[_Token], at: int) -> int:
    """ "P. J. Hargreaves": initials, then a capitalised word."""
    end = at
    while end < len(tokens) and tokens[end].initial and end - at < 4:
        if tokens[end].word == "I" and end == at:
            return at
        if not _joined(tokens[end]):
            return at
        end += 1
    if end < len(tokens) and tokens[end].capital and tokens[end].key not in NEVER | OPENERS:
        return _run(tokens, end)
    return at


def _run(tokens: Sequence[_Token], at: int) -> int:
    """The place behind the capitalised words that belong together, particles between them."""
    end = at + 1
    while end < len(tokens) and end - at < _MOST_PARTS and _joined(tokens[end - 1]):
        step = end
        while step < len(tokens) and tokens[step].word in PARTICLES and _joined(tokens[step]):
            step += 1
        if step >= len(tokens) or not _goes_on(tokens[step], tokens[end - 1]):
            break
        end = step + 1
    return end


def _goes_on(token: _Token, before: _Token) -> bool:
    """Whether the word belongs to the name before it; White does after Dawn, Street never does."""
    if token.initial:
        return token.word not in ("I", "A")
    if not token.capital or token.acronym or token.opens:
        return False
    first = token.key in SURNAME_TOO and before.key in FIRST_NAMES | AMBIGUOUS - SEASONS
    return first or token.key not in NEVER


def _is_organisation(tokens: Sequence[_Token], at: int, end: int) -> bool:
    """Whether a word in the stretch, or right behind it, makes it a place or a group."""
    keys = [token.key for token in tokens[at:end]]
    surely = keys[0] in FIRST_NAMES and keys[0] not in AMBIGUOUS
    groups = ORGANISATION - SURNAME_TOO if surely else ORGANISATION
    if not groups.isdisjoint(keys):
        return True
    if surely or not _joined(tokens[end - 1]) or end >= len(tokens):
        return False
    return tokens[end].key in ORGANISATION


# ── whether it is a person ───────────────────────────────────────────────────


def _is_person(tokens: Sequence[_Token], at: int, end: int) -> bool:
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


def _previous(tokens: Sequence[_Token], at: int) -> str:
    return tokens[at - 1].key if at and not tokens[at].opens else ""


def _next(tokens: Sequence[_Token], end: int) -> str:
    if end >= len(tokens) or not _GAP.fullmatch(tokens[end - 1].gap):
        return ""
    return tokens[end].key


def _ambiguous_person(tokens: Sequence[_Token], at: int, end: int) -> bool:
    """May, Will, Mark, Grace, Hope: only with a sign of a person beside it."""
    token, before, after = tokens[at], _previous(tokens, at), _next(tokens, end)
    if token.owns and token.key not in SEASONS:
        return True
    if after in SPEAKING or before in TO_PERSONS or (end - at > 1 and _surname(tokens[at + 1])):
        return True
    if _beside_name(tokens, at, end) or tokens[end - 1].gap.startswith(", who "):
        return True
    if token.key in SEASONS:
        return ", the" in tokens[end - 1].gap and not _is(tokens, end + 1, "month")
    if token.opens:
        return after in PERSON_VERBS - {"is", "was", "will", "went"} or (
            after == "from" and _is(tokens, end + 1, "the")
        )
    return before not in TO_PLACES


def _surname(token: _Token) -> bool:
    return token.key not in OPENERS | NEVER | ORGANISATION


def _beside_name(tokens: Sequence[_Token], at: int, end: int) -> bool:
    """ "Mark and Grace", "Ali, Will and Jo"."""
    after = end + 1 if _next(tokens, end) == "and" else 0
    before = at - 2 if _previous(tokens, at) == "and" else -1
    return any(
        0 <= place < len(tokens)
        and tokens[place].capital
        and tokens[place].key in FIRST_NAMES | AMBIGUOUS - SEASONS
        for place in (before, after)
        if place
    )


def _unknown_person(tokens: Sequence[_Token], at: int, end: int) -> bool:
    token, before, after = tokens[at], _previous(tokens, at), _next(tokens, end)
    keys = [each.key for each in tokens[at:end]]
    if any(key in FIRST_NAMES or key in SURNAMES for key in keys[1:]):
        return True
    if after in SPEAKING or before in TO_PERSONS or _listed(tokens, at, end):
        return True
    if token.opens:
        called = tokens[end - 1].gap == ", " and end < len(tokens) and tokens[end].key in CALLING
        person = called or token.owns or after in PERSON_VERBS or end - at > 1
        return person and not _is_plural(token)
    if before in ("to", "at") and _previous(tokens, at - 1) in ADDRESSING:
        return not _is_plural(token)
    if before in TO_PLACES or (before in LEAVING and end - at == 1):
        return False
    return not NEVER.intersection(keys) and not _is_plural(token)


def _listed(tokens: Sequence[_Token], at: int, end: int) -> bool:
    """ "Pituła, Evans and Brown": one of a list is known, so the others are people too."""
    token, gap = tokens[at], tokens[end - 1].gap
    if _is_plural(token) or token.key.endswith("ly"):
        return False
    if _next(tokens, end) == "and" and _known(tokens, end + 1):
        return True
    if not token.opens and at > 1:
        behind = tokens[at - 1]
        if _known(tokens, at - 2 if behind.key == "and" else at - 1) and behind.gap in (" ", ", "):
            return behind.key == "and" or behind.gap == ", "
    if gap != ", " or not _known(tokens, end):
        return False
    longer = tokens[end].gap == ", " or _next(tokens, end + 1) == "and"
    return longer or not token.opens


def _known(tokens: Sequence[_Token], at: int) -> bool:
    """Whether a name of the lists stands there, and nothing else than a name."""
    if not 0 <= at < len(tokens) or not tokens[at].capital or tokens[at].acronym:
        return False
    return tokens[at].key in (FIRST_NAMES | SURNAMES) - AMBIGUOUS


def _is_plural(token: _Token) -> bool:
    """Departments and groups: "Estates blamed IT"."""
    return token.key.endswith(("ies", "ments", "tions", "ers", "ants", "ates", "ists", "ians"))


def _lower_name(tokens: Sequence[_Token], at: int) -> bool:
    """ "met with priya": a plain first name in small letters, where a person must stand."""
    token = tokens[at]
    if token.key not in FIRST_NAMES or token.key in AMBIGUOUS or len(token.key) < 4:
        return False
    if token.key in OPENERS | NEVER:
        return False
    return token.owns or _previous(tokens, at) in TO_PERSONS or _next(tokens, at + 1) in SPEAKING


def _said_again(tokens: Sequence[_Token], found: Sequence[Found]) -> Iterator[Found]:
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
