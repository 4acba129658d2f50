"""Find people's names in English text: capitals, the words around them, and lists of names.

A word alone rarely says whether it is a name, so the sentence is asked: a title before it, "met
with", "told me", a possessive, a verb people do. Where that leaves it open, a capital in the
middle of a sentence counts as a name: better one question too many than a name that leaves.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from importlib.resources import files

from msgspec import Struct


def _word_lists() -> list[frozenset[str]]:
    """Return the lists of data/names.txt, in their order there."""
    text = files("syslead_cli.data").joinpath("names.txt").read_text("utf-8")
    sections = re.sub(r"(?m)^#.*", "", text).split("[")[1:]
    return [frozenset(section.partition("]")[2].split()) for section in sections]


(
    _FIRST_NAMES, _SURNAMES, _AMBIGUOUS, _SEASONS, _SHORT_TITLES, _LONG_TITLES, _PARTICLES,
    _PERSON_VERBS, _LOOSE, _TO_PERSONS, _TO_PLACES, _LEAVING, _ADDRESSING, _CALLING, _SAYING,
    _ORGANISATION, _SURNAME_TOO, _NEVER, _OPENERS,
) = _word_lists()  # fmt: skip
_TITLES = _SHORT_TITLES | _LONG_TITLES
_SPEAKING = _PERSON_VERBS - _LOOSE
_LISTED = _FIRST_NAMES | _SURNAMES
_GIVEN_NAMES = _FIRST_NAMES | _AMBIGUOUS - _SEASONS
_SURE_NAMES = _FIRST_NAMES - _AMBIGUOUS
_NO_SURNAME = _NEVER | _ORGANISATION - _SURNAME_TOO
_NO_NAME = _OPENERS | _NEVER | _ORGANISATION
_NO_PERSON = _NEVER | _TITLES | _OPENERS
#: A word that belongs to a name and alone does not say that the person is meant again.
_NOT_ALONE = _AMBIGUOUS | _NO_NAME | _TITLES | _PARTICLES

_WORD = re.compile(r"[^\W\d_][\u0300-\u036f]*(?:['’-]?[^\W\d_][\u0300-\u036f]*)*")
_POSSESSIVE = ("'s", "’s", "'S", "’S")
_CONTRACTED = ("'d", "'ve", "'ll", "'re", "'m", "n't")
_ENDS = frozenset('.!?:\n•*#>"“‘')
_GAP = re.compile(r"[ \t]{1,3}")
_PLURAL = ("ies", "ments", "tions", "ers", "ants", "ates", "ists", "ians")
#: The longest name there is: parts, and particles between them.
_MOST_PARTS, _MOST_TITLES = 7, 4

# ── words ────────────────────────────────────────────────────────────────────


class _Token(Struct, frozen=True):
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
        return self.word[:1].isupper()

    @property
    def acronym(self) -> bool:
        """Return whether it is all capitals, or several such: GPs."""
        word = self.word.removesuffix("s") if len(self.word) > 2 else self.word
        return len(word) > 1 and word.isupper()

    @property
    def initial(self) -> bool:
        return len(self.word) == 1 and self.capital

    @property
    def joined(self) -> bool:
        """Return whether the next word belongs to the same stretch; "Dr. Chen", "P. J." do."""
        gap = self.gap
        if gap.startswith(".") and (self.initial or self.key in _SHORT_TITLES):
            gap = gap[1:] or " "
        return not self.owns and bool(_GAP.fullmatch(gap))

    @property
    def plural(self) -> bool:
        """Return whether it names departments or groups: "Estates blamed IT"."""
        return self.key.endswith(_PLURAL)


_NO_TOKEN = _Token(0, 0, "", "", owns=False, opens=True, gap="")


def _tokens(text: str) -> list[_Token]:
    """Return the words of a text in order, and an empty one behind the last."""
    matches = list(_WORD.finditer(text))
    starts = [*(match.start() for match in matches[1:]), len(text)]
    tokens, before = [], None
    for match, following in zip(matches, starts, strict=False):
        owns = match[0].endswith(_POSSESSIVE) and len(match[0]) > 2
        word = match[0][:-2] if owns else match[0]
        gap = text[match.end() : min(following, match.end() + 8)]
        opens = before is None or _opens(text[before.end() : match.start()], before[0])
        end = match.start() + len(word)
        tokens.append(_Token(match.start(), end, word, _key(word), owns, opens, gap))
        before = match
    return [*tokens, _NO_TOKEN]


def _opens(between: str, before: str) -> bool:
    """Return whether a sentence or quotation begins here; the point after "Dr" ends none."""
    if before.lower() in _SHORT_TITLES or (len(before) == 1 and before != "I"):
        between = between.replace(".", "", 1)
    return not _ENDS.isdisjoint(between)


def _key(word: str) -> str:
    """Return the word in lower case, without accents unless the list has it with them."""
    key = word.lower().replace("’", "'")
    if key.endswith(_CONTRACTED):
        key = key.partition("'")[0]
    if key.isascii() or key in _FIRST_NAMES:
        return key
    from syslead_cli.journal.query import plain

    return plain(word)


def _before(tokens: Sequence[_Token], at: int) -> str:
    """Return the word before it in the same sentence; empty where there is none."""
    return tokens[at - 1].key if at and not tokens[at].opens else ""


def _after(tokens: Sequence[_Token], end: int) -> str:
    """Return the word right behind a stretch that ends before ``end``; empty across a comma."""
    return tokens[end].key if _GAP.fullmatch(tokens[end - 1].gap) else ""


# ── where a name begins, and how far it goes ─────────────────────────────────


def name_spans(text: str) -> list[tuple[int, int]]:
    """Return every stretch that reads like somebody's name, titles before it included.

    Once somebody is named, the same word with a capital is that person again.
    """
    tokens = _tokens(text)
    spans: list[tuple[int, int]] = []
    covered: set[int] = set()
    at = 0
    while at < len(tokens) - 1:
        end = _name_at(tokens, at)
        if end > at:
            spans.append((tokens[at].start, tokens[end - 1].end))
            covered.update(range(at, end))
        at = max(end, at + 1)
    named = {tokens[place].key for place in covered} - _NOT_ALONE
    for place, token in enumerate(tokens):
        if place not in covered and token.capital and len(token.word) > 1 and token.key in named:
            spans.append((token.start, token.end))
    return spans


def _name_at(tokens: Sequence[_Token], at: int) -> int:
    """Return the place behind the name that begins here; ``at`` itself where none does."""
    first = _behind_titles(tokens, at)
    if first > at and (end := _behind_titled(tokens, first)) > first:
        return end
    token = tokens[at]
    if token.initial and token.gap.startswith("."):
        return _behind_initials(tokens, at)
    if not token.capital:
        return at + 1 if _is_small_name(tokens, at) else at
    end = _behind_capitals(tokens, at)
    if _before(tokens, at) in _SAYING and token.key in _SURNAME_TOO and end == at + 1:
        return end
    is_name = not _is_organisation(tokens, at, end) and _is_person(tokens, at, end)
    return end if is_name else at


def _behind_titles(tokens: Sequence[_Token], at: int) -> int:
    """Return the place behind "Detective Inspector", "Mr and Mrs"."""
    end = at
    while end < at + _MOST_TITLES and tokens[end].key in _TITLES and not tokens[end].owns:
        if end > at and not tokens[end - 1].joined:
            break
        end += 1
        if tokens[end].key == "and" and tokens[end + 1].key in _TITLES:
            end += 1
    return end


def _behind_titled(tokens: Sequence[_Token], first: int) -> int:
    """Return the place behind the name after titles; ``first`` or less where none follows."""
    title, token = tokens[first - 1], tokens[first]
    if not title.joined:
        return first
    if token.capital and token.key not in _NO_SURNAME:
        if token.initial and not token.gap.startswith("."):
            return first if token.word == "I" else first + 1
        if token.acronym and token.key not in _LISTED:
            return first
        behind = _behind_initials if token.initial else _behind_capitals
        return behind(tokens, first)
    is_word = token.key in _NO_NAME or token.key in _PERSON_VERBS or len(token.key) < 2
    is_name = title.key in _SHORT_TITLES and not token.capital and not is_word
    return first + 1 if is_name else first


def _behind_initials(tokens: Sequence[_Token], at: int) -> int:
    """Return the place behind "P. J. Hargreaves": initials, then a capitalised word."""
    end = at
    while tokens[end].initial and end - at < 4:
        if (tokens[end].word == "I" and end == at) or not tokens[end].joined:
            return at
        end += 1
    if tokens[end].capital and tokens[end].key not in _NEVER | _OPENERS:
        return _behind_capitals(tokens, end)
    return at


def _behind_capitals(tokens: Sequence[_Token], at: int) -> int:
    """Return the place behind capitalised words that belong together, with their particles."""
    end = at + 1
    while end - at < _MOST_PARTS and tokens[end - 1].joined:
        step = end
        while tokens[step].word in _PARTICLES and tokens[step].joined:
            step += 1
        if not _goes_on(tokens[step], tokens[end - 1]):
            break
        end = step + 1
    return end


def _goes_on(token: _Token, before: _Token) -> bool:
    """Return whether a word belongs to the name before it: White after Dawn, Street never."""
    if token.initial:
        return token.word not in ("I", "A")
    if not token.capital or token.acronym or token.opens:
        return False
    is_surname = token.key in _SURNAME_TOO and before.key in _GIVEN_NAMES
    return is_surname or token.key not in _NEVER


# ── whether it is a person ───────────────────────────────────────────────────


def _is_organisation(tokens: Sequence[_Token], at: int, end: int) -> bool:
    """Return whether a word in the stretch, or right behind it, makes it a place or a group."""
    keys = [token.key for token in tokens[at:end]]
    surely_person = keys[0] in _SURE_NAMES
    groups = _ORGANISATION - _SURNAME_TOO if surely_person else _ORGANISATION
    if not groups.isdisjoint(keys):
        return True
    return not surely_person and tokens[end - 1].joined and tokens[end].key in _ORGANISATION


def _is_person(tokens: Sequence[_Token], at: int, end: int) -> bool:
    token = tokens[at]
    if token.key in _AMBIGUOUS:
        return _is_ambiguous_person(tokens, at, end)
    if token.key in _FIRST_NAMES or (token.key in _SURNAMES and not token.acronym):
        return not (token.acronym and len(token.word) < 4)
    if token.key in _NO_PERSON or token.acronym or token.initial:
        return False
    return _is_unknown_person(tokens, at, end)


def _is_ambiguous_person(tokens: Sequence[_Token], at: int, end: int) -> bool:
    """Return whether May, Will, Mark, Grace, Hope has a sign of a person beside it."""
    token, before, after = tokens[at], _before(tokens, at), _after(tokens, end)
    if token.owns and token.key not in _SEASONS:
        return True
    has_surname = end - at > 1 and tokens[at + 1].key not in _NO_NAME
    if after in _SPEAKING or before in _TO_PERSONS or has_surname:
        return True
    if _is_beside_name(tokens, at, end):
        return True
    if token.key in _SEASONS:
        return False
    if token.opens:
        does = after in _PERSON_VERBS - {"is", "was", "will", "went"}
        return does or (after == "from" and tokens[end + 1].key == "the")
    return before not in _TO_PLACES


def _is_beside_name(tokens: Sequence[_Token], at: int, end: int) -> bool:
    """Return whether "and" joins it to a given name: "Mark and Grace", "Ali, Will and Jo"."""
    beside = [tokens[end + 1]] if _after(tokens, end) == "and" else []
    beside += [tokens[at - 2]] if _before(tokens, at) == "and" and at > 2 else []
    return any(token.capital and token.key in _GIVEN_NAMES for token in beside)


def _is_unknown_person(tokens: Sequence[_Token], at: int, end: int) -> bool:
    token, before, after = tokens[at], _before(tokens, at), _after(tokens, end)
    keys = [each.key for each in tokens[at:end]]
    if not _LISTED.isdisjoint(keys[1:]):
        return True
    if after in _SPEAKING or before in _TO_PERSONS or _is_in_list(tokens, at, end):
        return True
    if token.opens:
        is_called = tokens[end - 1].gap == ", " and tokens[end].key in _CALLING
        is_person = is_called or token.owns or after in _PERSON_VERBS or end - at > 1
        return is_person and not token.plural
    if before in ("to", "at") and _before(tokens, at - 1) in _ADDRESSING:
        return not token.plural
    if before in _TO_PLACES or (before in _LEAVING and end - at == 1):
        return False
    return _NEVER.isdisjoint(keys) and not token.plural


def _is_in_list(tokens: Sequence[_Token], at: int, end: int) -> bool:
    """Return whether one of a list is known, as in "Pituła, Evans and Brown"."""
    token, gap = tokens[at], tokens[end - 1].gap
    if token.plural or token.key.endswith("ly"):
        return False
    if _after(tokens, end) == "and" and _is_known(tokens[end + 1]):
        return True
    if not token.opens and at > 1:
        behind = tokens[at - 1]
        is_and = behind.key == "and"
        if _is_known(tokens[at - 2 if is_and else at - 1]) and behind.gap in (" ", ", "):
            return is_and or behind.gap == ", "
    if gap != ", " or not _is_known(tokens[end]):
        return False
    goes_on = tokens[end].gap == ", " or _after(tokens, end + 1) == "and"
    return goes_on or not token.opens


def _is_known(token: _Token) -> bool:
    """Return whether it is a name of the lists, and nothing else than a name."""
    is_listed = token.key in _LISTED and token.key not in _AMBIGUOUS
    return is_listed and token.capital and not token.acronym


def _is_small_name(tokens: Sequence[_Token], at: int) -> bool:
    """Return whether a given name in small letters stands for a person: "met with priya"."""
    token = tokens[at]
    if token.key not in _SURE_NAMES or token.key in _NO_PERSON or len(token.key) < 4:
        return False
    person_before = _before(tokens, at) in _TO_PERSONS
    return token.owns or person_before or _after(tokens, at + 1) in _SPEAKING


def may_be_person(voice: str) -> bool:
    """Return whether a voice such as ``amira-jones`` or ``oyinkansola`` may be a person."""
    words = re.findall(r"[^\W\d_]+", voice.lower())
    if not (_LISTED | _AMBIGUOUS | _SHORT_TITLES).isdisjoint(words):
        return True
    alone = len(words) == 1 and len(words[0]) > 3 and not words[0].endswith("s")
    return alone and words[0] not in _NO_NAME
