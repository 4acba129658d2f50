"""English text as words and what stands between them: what the search for names looks at."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence

from msgspec import Struct

from syslead_cli.sharing.identifiers import KINDS, NAME, Found, find_identifiers
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

_WORD = re.compile(r"[^\W\d_][\u0300-\u036f]*(?:['’-]?[^\W\d_][\u0300-\u036f]*)*")
_POSSESSIVE = ("'s", "’s", "'S", "’S")
_CONTRACTED = ("'d", "'ve", "'ll", "'re", "'m", "n't")
_ENDS = frozenset(".!?:\n•*#>")
_GAP = re.compile(r"[ \t]{1,3}")


class Token(Struct, frozen=True):
    """A word. ``key``: what it is looked up by; ``owns``: it ends in 's; ``opens``: a sentence."""

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
        """Whether it begins with a capital."""
        return self.word[0].isupper()

    @property
    def acronym(self) -> bool:
        """Whether it is all capitals, or several such: GPs."""
        word = self.word.removesuffix("s") if len(self.word) > 2 else self.word
        return len(word) > 1 and word.isupper()

    @property
    def initial(self) -> bool:
        """Whether it is one capital letter."""
        return len(self.word) == 1 and self.capital


def tokens_of(text: str) -> list[Token]:
    """The words of a text, in order."""
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
            Token(match.start(), match.start() + len(word), word, _key(word), owns, opens, gap)
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
    from syslead_cli.journal.query import plain

    return plain(word)


def is_word(tokens: Sequence[Token], at: int, word: str) -> bool:
    """Whether that word stands there."""
    return at < len(tokens) and tokens[at].key == word


def is_joined(token: Token) -> bool:
    """Whether the next word belongs to the same stretch; "Dr. Chen" and "P. J." do."""
    gap = token.gap
    if gap.startswith(".") and (token.initial or token.key in SHORT_TITLES):
        gap = gap[1:] or " "
    return not token.owns and bool(_GAP.fullmatch(gap))


def word_before(tokens: Sequence[Token], at: int) -> str:
    """The word before it in the same sentence, as it is looked up; empty where there is none."""
    return tokens[at - 1].key if at and not tokens[at].opens else ""


def word_after(tokens: Sequence[Token], end: int) -> str:
    """The word right behind a stretch that ends before ``end``; empty where more lies between."""
    if end >= len(tokens) or not _GAP.fullmatch(tokens[end - 1].gap):
        return ""
    return tokens[end].key


# ── person_names ──
# People's names in English text: capitals, the words around them, and a list of first names.
#
# A word alone rarely says whether it is a name, so the sentence is asked: a title before it, "met
# with", "told me", a possessive, a verb people do. Where that leaves it open, a capital in the
# middle of a sentence counts as a name: better one question too many than a name that leaves.


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


# ── identity ──
# The identity check: what in a text says who is meant (docs/sharing.md).
#
# Pure and with the standard library alone. It finds most of what there is, never all: the leader
# reads what leaves, and decides about each finding.


_RANK = {kind: rank for rank, kind in enumerate(KINDS)}


def check(text: str) -> list[Found]:
    """Every finding, in order, none overlapping another."""
    return _merged([*find_identifiers(text), *find_names(text)])


def _merged(found: Iterable[Found]) -> list[Found]:
    """Overlapping findings as one, from the first character of either to the last.

    It is called after the longer one; between equals after the surer kind.
    """
    merged: list[Found] = []
    longest = 0
    for span in sorted(found, key=lambda each: (each.start, -each.end, _RANK[each.kind])):
        if not merged or span.start >= merged[-1].end:
            merged.append(span)
            longest = span.end - span.start
            continue
        last, length = merged[-1], span.end - span.start
        surer = (length, -_RANK[span.kind]) > (longest, -_RANK[last.kind])
        kind, longest = (span.kind, length) if surer else (last.kind, longest)
        merged[-1] = Found(last.start, max(last.end, span.end), kind)
    return merged


def replaced(text: str, by: Callable[[str, Found], str | None]) -> str:
    """The text with every finding put as ``by`` says; None keeps it as it stands."""
    parts, at = [], 0
    for span in check(text):
        words = text[span.start : span.end]
        new = by(words, span)
        parts += [text[at : span.start], words if new is None else new]
        at = span.end
    return "".join([*parts, text[at:]])
