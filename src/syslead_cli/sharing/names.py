"""Find people's names in English text: capitals, the words around them, and lists of names.

A word alone rarely says whether it is a name, so the sentence is asked: a title before it, "met
with", "told me", a possessive, a verb people do. Where that leaves it open, a capital in the
middle of a sentence counts as a name: better one question too many than a name that leaves.
Initials and names in small letters need such a sign, except in a text without capitals.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from syslead_cli.sharing.words import LISTS, Token, word_after, word_before

_FIRST_NAMES, _SURNAMES, _AMBIGUOUS, _SEASONS, _SHORT_TITLES, _PARTICLES, _PERSON_VERBS, _LOOSE = (
    LISTS[name] for name in (
        "first_names", "surnames", "ambiguous", "seasons", "short_titles", "particles",
        "person_verbs", "loose",
    )
)  # fmt: skip
_TO_PERSONS, _TO_PLACES, _ORGANISATION, _SURNAME_TOO, _NEVER, _OPENERS = (
    LISTS[name] for name in (
        "to_persons", "to_places", "organisation", "surname_too", "never", "openers",
    )
)  # fmt: skip
_NEVER |= LISTS["towns"]
_TITLES = _SHORT_TITLES | LISTS["titles"]
_SPEAKING = _PERSON_VERBS - _LOOSE
_LISTED = _FIRST_NAMES | _SURNAMES
_GIVEN_NAMES = _FIRST_NAMES | _AMBIGUOUS - _SEASONS
_SURE_NAMES = _FIRST_NAMES - _AMBIGUOUS
_NO_SURNAME = _NEVER | _ORGANISATION - _SURNAME_TOO
_NO_NAME = _OPENERS | _NEVER | _ORGANISATION
_NO_PERSON = _NEVER | _TITLES | _OPENERS
#: A word that belongs to a name and alone does not say that the person is meant again.
_NOT_ALONE = _AMBIGUOUS | _NO_NAME | _TITLES | _PARTICLES
#: The longest name there is: parts, and particles between them.
_MOST_PARTS, _MOST_TITLES = 7, 4
#: Names that in small letters are names all the same, and those that may be.
_ONLY_NAMES = _SURE_NAMES - LISTS["small_words"]
_MAYBE_NAMES = _FIRST_NAMES | _AMBIGUOUS
_NOT_AFTER_INITIALS = _NEVER | _OPENERS
_VOWELS = frozenset("aeiou")

# ── where a name begins, and how far it goes ─────────────────────────────────


def name_spans(tokens: Sequence[Token]) -> list[tuple[int, int]]:
    """Return every stretch that reads like somebody's name, titles before it included.

    Once somebody is named, the same word with a capital is that person again.
    """
    spans: list[tuple[int, int]] = []
    covered: set[int] = set()
    at, small = 0, _is_small_text(tokens)
    while at < len(tokens) - 1:
        end = _name_at(tokens, at) or _behind_small(tokens, at, small) or at
        if end > at:
            spans.append((tokens[at].start, _last_of(tokens, at, end)))
            covered.update(range(at, end))
        at = max(end, at + 1)
    named = {tokens[place].key for place in covered} - _NOT_ALONE
    for place, token in enumerate(tokens):
        if place not in covered and token.capital and len(token.word) > 1 and token.key in named:
            spans.append((token.start, token.end))
    return spans


def _last_of(tokens: Sequence[Token], at: int, end: int) -> int:
    """Return where the characters of a name end; the point of "A. J." belongs to it."""
    last = tokens[end - 1]
    is_dotted = last.initial and last.gap.startswith(".")
    runs_on = (end - at > 1 and tokens[end - 2].initial) or tokens[end].word.islower()
    return last.end + (is_dotted and runs_on)


def _name_at(tokens: Sequence[Token], at: int) -> int:
    """Return the place behind the name that begins here; 0 where none does."""
    first = _behind_titles(tokens, at)
    if first > at and (end := _behind_titled(tokens, first)) > first:
        return end
    token = tokens[at]
    if token.key in LISTS["lettered"] and token.joined and _is_letter(tokens[at + 1]):
        return at + 2
    if not token.capital:
        return 0
    return _behind_letters(tokens, at) or _behind_person(tokens, at)


def _behind_person(tokens: Sequence[Token], at: int) -> int:
    """Return the place behind capitalised words that are somebody's name; 0 where they are not."""
    token = tokens[at]
    if word_before(tokens, at) == "the" and _is_family(token):
        return at + 1
    end = _behind_capitals(tokens, at)
    if word_before(tokens, at) in LISTS["saying"] and token.key in _SURNAME_TOO and end == at + 1:
        return end
    is_name = not _is_organisation(tokens, at, end) and _is_person(tokens, at, end)
    return end if is_name else 0


def _is_family(token: Token) -> bool:
    """Return whether it is somebody's whole family: "the Khans"."""
    one = token.key.removesuffix("s")
    return one != token.key and (one in _SURNAMES or one.startswith("o'"))


def _behind_titles(tokens: Sequence[Token], at: int) -> int:
    """Return the place behind "Detective Inspector", "Mr and Mrs"."""
    end = at
    while end < at + _MOST_TITLES and tokens[end].key in _TITLES and not tokens[end].owns:
        if end > at and not tokens[end - 1].joined:
            break
        end += 1
        if tokens[end].key == "and" and tokens[end + 1].key in _TITLES:
            end += 1
    return end


def _behind_titled(tokens: Sequence[Token], first: int) -> int:
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


def _behind_letters(tokens: Sequence[Token], at: int) -> int:
    """Return the place behind letters that stand for somebody; 0 where these are none."""
    token = tokens[at]
    if token.initial and token.gap.startswith(".") and (end := _behind_initials(tokens, at)):
        return end
    is_short = len(token.word) <= 2 and token.word.isupper()
    return at + 1 if is_short and _are_initials(tokens, at) else 0


def _behind_initials(tokens: Sequence[Token], at: int) -> int:
    """Return the place behind "P. J. Hargreaves" or "A.J."; 0 where these are no name's."""
    end = at
    while tokens[end].initial and end - at < _MOST_TITLES:
        if tokens[end].word == "I" and end == at:
            return 0
        end += 1
        if not tokens[end - 1].joined:
            break
    if tokens[end - 1].joined and tokens[end].capital and not tokens[end].opens:
        return 0 if tokens[end].key in _NOT_AFTER_INITIALS else _behind_capitals(tokens, end)
    letters = "".join(token.key for token in tokens[at:end])
    return 0 if len(letters) < 2 or letters in LISTS["acronyms"] else end


def _are_initials(tokens: Sequence[Token], at: int) -> bool:
    """Return whether "K" or "JT" stands for somebody: "met JT", "K said", "JT's face"."""
    token, before, after = tokens[at], word_before(tokens, at), word_after(tokens, at + 1)
    joined = at and tokens[at - 1].gap in ("&", "/", "-")  # A&E
    if token.word in ("I", "A") or token.key in LISTS["acronyms"] or joined:
        return False
    addressed = before == "to" and word_before(tokens, at - 1) in LISTS["addressing"]
    acts = after in _PERSON_VERBS and (token.opens or before in LISTS["before_letter"])
    sent = before in ("from", "for", "by", "re")
    in_list = at and tokens[at - 1].gap == ", " and word_before(tokens, at - 1) in _TO_PERSONS
    is_meant = (
        in_list or addressed or acts or sent or token.owns or _is_beside_name(tokens, at, at + 1)
    )
    return is_meant or before in _TO_PERSONS or after in _SPEAKING


def _is_letter(token: Token) -> bool:
    """Return whether it is the letter that stands for somebody: "child J", "Child A's review"."""
    return token.initial and token.word != "I"


def _behind_capitals(tokens: Sequence[Token], at: int) -> int:
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


def _goes_on(token: Token, before: Token) -> bool:
    """Return whether a word belongs to the name before it: White after Dawn, Street never."""
    if token.initial:
        return token.word not in ("I", "A")
    if not token.capital or token.acronym or token.opens:
        return False
    is_surname = token.key in _SURNAME_TOO and before.key in _GIVEN_NAMES
    return is_surname or token.key not in _NEVER


# ── whether it is a person ───────────────────────────────────────────────────


def _is_organisation(tokens: Sequence[Token], at: int, end: int) -> bool:
    """Return whether a word in the stretch, or right behind it, makes it a place or a group."""
    keys = [token.key for token in tokens[at:end]]
    surely_person = keys[0] in _SURE_NAMES
    groups = _ORGANISATION - _SURNAME_TOO if surely_person else _ORGANISATION
    if not groups.isdisjoint(keys):
        return True
    last, behind = tokens[end - 1], tokens[end]
    owned = last.owns and last.gap == " " and behind.capital  # "King's Fund"
    return not surely_person and (last.joined or owned) and behind.key in _ORGANISATION


def _is_person(tokens: Sequence[Token], at: int, end: int) -> bool:
    token = tokens[at]
    if token.key in _AMBIGUOUS:
        return _is_ambiguous_person(tokens, at, end)
    if token.key in _FIRST_NAMES or (token.key in _SURNAMES and not token.acronym):
        return not (token.acronym and len(token.word) < 4)
    if token.key in _NO_PERSON or token.acronym or token.initial:
        return False
    return _is_unknown_person(tokens, at, end)


def _is_ambiguous_person(tokens: Sequence[Token], at: int, end: int) -> bool:
    """Return whether May, Will, Mark, Grace, Hope has a sign of a person beside it."""
    token, before, after = tokens[at], word_before(tokens, at), word_after(tokens, end)
    if token.owns and token.key not in _SEASONS:
        return True
    has_surname = end - at > 1 and tokens[at + 1].key not in _NO_NAME
    if after in _SPEAKING or before in _TO_PERSONS or has_surname:
        return True
    if _is_beside_name(tokens, at, end) or _does_something(tokens, end):
        return True
    if token.key in _SEASONS:
        return False
    if token.opens:
        return after in _PERSON_VERBS - {"is", "was", "will", "went"} or after == "from"
    return before not in _TO_PLACES


def _does_something(tokens: Sequence[Token], end: int) -> bool:
    """Return whether it goes on as of a person: "Bill finally said", "Faith, who runs it"."""
    after = tokens[end]
    if after.key == "who":
        return tokens[end - 1].gap in (" ", ", ")
    is_adverb = after.key.endswith("ly") or after.key in ("also", "just", "never", "then")
    return bool(word_after(tokens, end)) and is_adverb and tokens[end + 1].key in _SPEAKING


def _is_beside_name(tokens: Sequence[Token], at: int, end: int) -> bool:
    """Return whether "and" joins it to somebody: "Mark and Grace", "Ali, Will and I"."""
    beside = [tokens[end + 1]] if word_after(tokens, end) == "and" else []
    beside += [tokens[at - 2]] if word_before(tokens, at) == "and" and at > 2 else []
    return any(
        token.word in ("I", "me") or (token.capital and token.key in _GIVEN_NAMES)
        for token in beside
    )


def _is_unknown_person(tokens: Sequence[Token], at: int, end: int) -> bool:
    token, before, after = tokens[at], word_before(tokens, at), word_after(tokens, end)
    keys = [each.key for each in tokens[at:end]]
    if not _LISTED.isdisjoint(keys[1:]):
        return True
    if after in _SPEAKING or before in _TO_PERSONS or _is_in_list(tokens, at, end):
        return True
    if token.opens:
        is_called = tokens[end - 1].gap == ", " and tokens[end].key in LISTS["calling"]
        is_person = is_called or token.owns or after in _PERSON_VERBS or end - at > 1
        return is_person and not token.plural
    if before in ("to", "at") and word_before(tokens, at - 1) in LISTS["addressing"]:
        return not token.plural
    if before in _TO_PLACES or (before in LISTS["leaving"] and end - at == 1):
        return False
    return _NEVER.isdisjoint(keys) and not token.plural


def _is_in_list(tokens: Sequence[Token], at: int, end: int) -> bool:
    """Return whether one of a list is known, as in "Pituła, Evans and Brown"."""
    token, gap = tokens[at], tokens[end - 1].gap
    if token.plural or token.key.endswith("ly"):
        return False
    if word_after(tokens, end) == "and" and _is_known(tokens[end + 1]):
        return True
    if not token.opens and at > 1:
        behind = tokens[at - 1]
        is_and = behind.key == "and"
        if _is_known(tokens[at - 2 if is_and else at - 1]) and behind.gap in (" ", ", "):
            return is_and or behind.gap == ", "
    if gap != ", " or not _is_known(tokens[end]):
        return False
    goes_on = tokens[end].gap == ", " or word_after(tokens, end + 1) == "and"
    return goes_on or not token.opens


def _is_known(token: Token) -> bool:
    """Return whether it is a name of the lists, and nothing else than a name."""
    is_listed = token.key in _LISTED and token.key not in _AMBIGUOUS
    return is_listed and token.capital and not token.acronym


# ── names in small letters ───────────────────────────────────────────────────


def _is_small_text(tokens: Sequence[Token]) -> bool:
    """Return whether no sentence of a text begins with a capital."""
    return not any(token.opens and token.capital and token.word != "I" for token in tokens)


def _behind_small(tokens: Sequence[Token], at: int, small: bool) -> int:
    """Return the place behind a name in small letters; 0 where none begins here."""
    token = tokens[at]
    if not token.word.islower() or token.key in _NO_PERSON or len(token.key) < 2:
        return 0
    is_only_a_name = token.key in _ONLY_NAMES and len(token.key) > 2
    is_name = is_only_a_name or _is_small_person(tokens, at, small)
    return at + 1 if is_name else 0


def _is_small_person(tokens: Sequence[Token], at: int, small: bool) -> bool:
    """Return whether a word that may be a name must be one: "told grace", "hope said", "jk says".

    In a text without capitals what begins a sentence and does something is somebody as well.
    """
    token, before, after = tokens[at], word_before(tokens, at), word_after(tokens, at + 1)
    says = after in _SPEAKING and after not in LISTS["small_verbs"]
    if token.key in _MAYBE_NAMES:
        told = _is_told(tokens, at) and after not in LISTS["not_after_small"]
        acts = small and token.opens and after in _PERSON_VERBS - {"is", "was", "will", "went"}
        beside = token.key not in _SEASONS and after == "and" and tokens[at + 2].key in ("i", "me")
        alone = token.key not in _SEASONS and before not in LISTS["determiners"]
        return told or acts or beside or (alone and (token.owns or says))
    is_short = len(token.key) == 2 and token.key not in LISTS["acronyms"]
    return says and is_short and _VOWELS.isdisjoint(token.key)


def _is_told(tokens: Sequence[Token], at: int) -> bool:
    """Return whether somebody is told or met: "told grace", "spoke to hope", "met with will"."""
    before, first = word_before(tokens, at), word_before(tokens, at - 1)
    addressed = before == "to" and first in LISTS["addressing"]
    return (
        addressed
        or before in LISTS["to_small"]
        or (before == "with" and first in LISTS["with_small"])
    )


def may_be_person(voice: str) -> bool:
    """Return whether a voice such as ``amira-jones`` or ``oyinkansola`` may be a person."""
    words = re.findall(r"[^\W\d_]+", voice.lower())
    if not (_LISTED | _AMBIGUOUS | _SHORT_TITLES).isdisjoint(words):
        return True
    alone = len(words) == 1 and len(words[0]) > 3 and not words[0].endswith("s")
    return alone and words[0] not in _NO_NAME
