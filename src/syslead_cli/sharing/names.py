"""Find people's names in English text: capitals, the words around them, and lists of names.

A word alone rarely says whether it is a name, so the sentence is asked: a title before it, "met
with", "told me", a possessive, a verb people do. Where that leaves it open, a capital in the
middle of a sentence counts as a name: better one question too many than a name that leaves.
Initials and names in small letters need such a sign, except in a text without capitals.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache
from types import SimpleNamespace

from msgspec import Struct

from syslead_cli.base.files import data_sections, data_tables

#: The lists of data/names.txt, each a set of words.
LISTS = SimpleNamespace(
    **{name: frozenset(words.split()) for name, words in data_sections("names.txt").items()}
)


@cache
def patterns(table: str) -> dict[str, re.Pattern[str]]:
    """Return the patterns of a table of ``data/identifiers.toml``, with their pieces."""
    tables = data_tables("identifiers.toml")
    streets = "|".join(sorted(LISTS.streets | LISTS.numbered_streets))
    pieces = {**tables["pieces"], "street": streets}

    def filled(regex: str) -> str:
        return re.sub(r"<([a-z]+)>", lambda found: pieces[found[1]], regex)

    return {name: re.compile(filled(regex), re.VERBOSE) for name, regex in tables[table].items()}


_NEVER = LISTS.never | LISTS.towns
_TITLES = LISTS.short_titles | LISTS.titles
_SPEAKING = LISTS.person_verbs - LISTS.loose
_ACTING = LISTS.person_verbs - {"is", "was", "will", "went"}
_LISTED = LISTS.first_names | LISTS.surnames
_GIVEN_NAMES = LISTS.first_names | LISTS.ambiguous - LISTS.seasons
_SURE_NAMES = LISTS.first_names - LISTS.ambiguous
_NO_SURNAME = _NEVER | LISTS.organisation - LISTS.surname_too
_NO_NAME = LISTS.openers | _NEVER | LISTS.organisation
_NO_PERSON = _NEVER | _TITLES | LISTS.openers
#: A word that belongs to a name and alone does not say that the person is meant again.
_NOT_ALONE = LISTS.ambiguous | _NO_NAME | _TITLES | LISTS.particles
#: The longest name there is: parts, and particles between them.
_MOST_PARTS, _MOST_TITLES = 7, 4
#: Names that in small letters are names all the same, and those that may be.
_ONLY_NAMES = _SURE_NAMES - LISTS.small_words
_MAYBE_NAMES = LISTS.first_names | LISTS.ambiguous
_NOT_AFTER_INITIALS = _NEVER | LISTS.openers
_VOWELS = frozenset("aeiou")

_WORD = re.compile(r"[^\W\d_][\u0300-\u036f]*(?:['’-]?[^\W\d_][\u0300-\u036f]*)*")
_POSSESSIVE = ("'s", "’s", "'S", "’S")
_CONTRACTED = ("'d", "'ve", "'ll", "'re", "'m", "n't")
_ENDS = frozenset('.!?:\n•*#>"“‘')
_GAP = re.compile(r"[ \t]{1,3}")
_PLURAL = ("ies", "ments", "tions", "ers", "ants", "ates", "ists", "ians")


class Token(Struct, frozen=True):
    """A word. ``key``: what it is looked up by; ``owns``: it ends in 's; ``opens``: a sentence.

    ``before`` is the key of the word before it in the same sentence.
    """

    start: int
    end: int
    word: str
    key: str
    before: str
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
        if gap.startswith(".") and (self.initial or self.key in LISTS.short_titles):
            gap = gap[1:] or " "
        return not self.owns and bool(_GAP.fullmatch(gap))

    @property
    def plural(self) -> bool:
        """Return whether it names departments or groups: "Estates blamed IT"."""
        return self.key.endswith(_PLURAL)


NO_TOKEN = Token(0, 0, "", "", "", owns=False, opens=True, gap="")


def tokens_of(text: str) -> list[Token]:
    """Return the words of a text in order, and an empty one behind the last."""
    matches = list(_WORD.finditer(text))
    starts = [*(match.start() for match in matches[1:]), len(text)]
    tokens: list[Token] = []
    for at, (match, following) in enumerate(zip(matches, starts, strict=False)):
        start, word = match.start(), match[0]
        owns = word.endswith(_POSSESSIVE) and len(word) > 2
        word = word[:-2] if owns else word
        gap = text[match.end() : min(following, match.end() + 8)]
        last = matches[at - 1]
        opens = at == 0 or _opens(text[last.end() : start], last[0])
        before = "" if opens else tokens[-1].key
        tokens.append(Token(start, start + len(word), word, _key(word), before, owns, opens, gap))
    return [*tokens, NO_TOKEN]


def _opens(between: str, before: str) -> bool:
    """Return whether a sentence or quotation begins here; the point after "Dr", "St" ends none."""
    if before.lower() in LISTS.short_titles | {"st"} or (len(before) == 1 and before != "I"):
        between = between.replace(".", "", 1)
    return not _ENDS.isdisjoint(between)


def _key(word: str) -> str:
    """Return the word in lower case, without accents unless the list has it with them."""
    key = word.lower().replace("’", "'")
    if key.endswith(_CONTRACTED):
        key = key.partition("'")[0]
    if key.isascii() or key in LISTS.first_names:
        return key
    from syslead_cli.journal.query import plain

    return plain(word)


def word_after(tokens: Sequence[Token], end: int) -> str:
    """Return the word right behind a stretch that ends before ``end``; empty across a comma."""
    return tokens[end].key if _GAP.fullmatch(tokens[end - 1].gap) else ""


def name_spans(tokens: Sequence[Token]) -> list[tuple[int, int]]:
    """Return every stretch that reads like somebody's name, titles before it included.

    Once somebody is named, the same word with a capital is that person again.
    """
    spans: list[tuple[int, int]] = []
    covered: set[int] = set()
    # whether no sentence begins with a capital
    small = not any(token.opens and token.capital and token.word != "I" for token in tokens)
    at = 0
    while at < len(tokens) - 1:
        end = _name_at(tokens, at)
        if not end and _is_small_name(tokens, at, small):
            end = at + 1
        if end:
            last = tokens[end - 1]
            is_dotted = last.initial and last.gap.startswith(".")  # the point of "A. J."
            runs_on = tokens[end].word.islower() or (end - at > 1 and tokens[end - 2].initial)
            spans.append((tokens[at].start, last.end + (is_dotted and runs_on)))
            covered.update(range(at, end))
        at = max(end, at + 1)
    named = {tokens[place].key for place in covered} - _NOT_ALONE
    for place, token in enumerate(tokens):
        if place not in covered and token.capital and len(token.word) > 1 and token.key in named:
            spans.append((token.start, token.end))
    return spans


def _name_at(tokens: Sequence[Token], at: int) -> int:
    """Return the place behind the name that begins here; 0 where none does."""
    if end := _end_of_titled(tokens, at):
        return end
    token = tokens[at]
    after = tokens[at + 1]
    if token.key in LISTS.lettered and token.joined and after.initial and after.word != "I":
        return at + 2  # "child J", "Child A's review"
    if not token.capital:
        return 0
    if token.initial and token.gap.startswith(".") and (end := _end_of_initials(tokens, at)):
        return end
    is_short = len(token.word) <= 2 and token.word.isupper()
    if is_short and _are_initials(tokens, at):
        return at + 1
    return _end_of_person(tokens, at)


def _end_of_person(tokens: Sequence[Token], at: int) -> int:
    """Return the place behind capitalised words that are somebody's name; 0 where they are not."""
    token = tokens[at]
    one = token.key.removesuffix("s")
    is_family = one != token.key and (one in LISTS.surnames or one.startswith("o'"))
    if token.before == "the" and is_family:  # "the Khans"
        return at + 1
    end = _end_of_capitals(tokens, at)
    if token.before in LISTS.saying and token.key in LISTS.surname_too and end == at + 1:
        return end
    if _is_organisation(tokens, at, end):
        return 0
    if token.key in LISTS.ambiguous:
        is_person = _is_ambiguous_person(tokens, at, end)
    elif token.key in LISTS.first_names or (token.key in LISTS.surnames and not token.acronym):
        is_person = not (token.acronym and len(token.word) < 4)
    elif token.key in _NO_PERSON or token.acronym or token.initial:
        is_person = False
    else:
        is_person = _is_unknown_person(tokens, at, end)
    return end if is_person else 0


def _end_of_titled(tokens: Sequence[Token], at: int) -> int:
    """Return the place behind "Detective Inspector" or "Mr and Mrs" and the name; 0 without one."""
    first = at
    while first < at + _MOST_TITLES and tokens[first].key in _TITLES and not tokens[first].owns:
        if first > at and not tokens[first - 1].joined:
            break
        first += 1
        if tokens[first].key == "and" and tokens[first + 1].key in _TITLES:
            first += 1
    title, token = tokens[first - 1], tokens[first]
    if first == at or not title.joined:
        return 0
    if token.capital and token.key not in _NO_SURNAME:
        if token.initial:
            if token.gap.startswith("."):
                return _end_of_initials(tokens, first)
            return 0 if token.word == "I" else first + 1
        is_organisation = token.acronym and token.key not in _LISTED
        return 0 if is_organisation else _end_of_capitals(tokens, first)
    is_word = token.key in _NO_NAME or token.key in LISTS.person_verbs or len(token.key) < 2
    is_name = title.key in LISTS.short_titles and not token.capital and not is_word
    return first + 1 if is_name else 0


def _end_of_initials(tokens: Sequence[Token], at: int) -> int:
    """Return the place behind "P. J. Hargreaves" or "A.J."; 0 where these are no name's."""
    end = at
    while tokens[end].initial and end - at < _MOST_TITLES:
        if tokens[end].word == "I" and end == at:
            return 0
        end += 1
        if not tokens[end - 1].joined:
            break
    if tokens[end - 1].joined and tokens[end].capital and not tokens[end].opens:
        return 0 if tokens[end].key in _NOT_AFTER_INITIALS else _end_of_capitals(tokens, end)
    letters = "".join(token.key for token in tokens[at:end])
    return 0 if len(letters) < 2 or letters in LISTS.acronyms else end


def _are_initials(tokens: Sequence[Token], at: int) -> bool:
    """Return whether "K" or "JT" stands for somebody: "met JT", "K said", "JT's face"."""
    token, before, after = tokens[at], tokens[at].before, word_after(tokens, at + 1)
    joined = at and tokens[at - 1].gap in ("&", "/", "-")  # A&E
    if token.word in ("I", "A") or token.key in LISTS.acronyms or joined:
        return False
    addressed = before == "to" and tokens[at - 1].before in LISTS.addressing
    acts = after in LISTS.person_verbs and (token.opens or before in LISTS.before_letter)
    sent = before in ("from", "for", "by", "re")
    in_list = at and tokens[at - 1].gap == ", " and tokens[at - 1].before in LISTS.to_persons
    is_meant = (
        in_list or addressed or acts or sent or token.owns or _is_beside_name(tokens, at, at + 1)
    )
    return is_meant or before in LISTS.to_persons or after in _SPEAKING


def _end_of_capitals(tokens: Sequence[Token], at: int) -> int:
    """Return the place behind capitalised words that belong together, with their particles."""
    end = at + 1
    while end - at < _MOST_PARTS and tokens[end - 1].joined:
        step = end
        while tokens[step].word in LISTS.particles and tokens[step].joined:
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
    is_surname = token.key in LISTS.surname_too and before.key in _GIVEN_NAMES
    return is_surname or token.key not in _NEVER


def _is_organisation(tokens: Sequence[Token], at: int, end: int) -> bool:
    """Return whether a word in the stretch, or right behind it, makes it a place or a group."""
    keys = [token.key for token in tokens[at:end]]
    surely_person = keys[0] in _SURE_NAMES
    groups = LISTS.organisation - LISTS.surname_too if surely_person else LISTS.organisation
    if not groups.isdisjoint(keys):
        return True
    last, behind = tokens[end - 1], tokens[end]
    owned = last.owns and last.gap == " " and behind.capital  # "King's Fund"
    return not surely_person and (last.joined or owned) and behind.key in LISTS.organisation


def _is_ambiguous_person(tokens: Sequence[Token], at: int, end: int) -> bool:
    """Return whether May, Will, Mark, Grace, Hope has a sign of a person beside it."""
    token, before, after = tokens[at], tokens[at].before, word_after(tokens, end)
    is_season = token.key in LISTS.seasons
    has_surname = end - at > 1 and tokens[at + 1].key not in _NO_NAME
    if (token.owns and not is_season) or has_surname or _is_beside_name(tokens, at, end):
        return True
    if after in _SPEAKING or before in LISTS.to_persons:
        return True
    is_adverb = after.endswith("ly") or after in ("also", "just", "never", "then")
    if is_adverb and tokens[end + 1].key in _SPEAKING:  # "Bill finally said"
        return True
    if tokens[end].key == "who" and tokens[end - 1].gap in (" ", ", "):  # "Faith, who runs it"
        return True
    is_name = before not in LISTS.to_places
    if token.opens:
        is_name = after in _ACTING or after == "from"
    return is_name and not is_season


def _is_beside_name(tokens: Sequence[Token], at: int, end: int) -> bool:
    """Return whether "and" joins it to somebody: "Mark and Grace", "Ali, Will and I"."""
    beside = [tokens[end + 1]] if word_after(tokens, end) == "and" else []
    beside += [tokens[at - 2]] if tokens[at].before == "and" and at > 2 else []
    return any(
        token.word in ("I", "me") or (token.capital and token.key in _GIVEN_NAMES)
        for token in beside
    )


def _is_unknown_person(tokens: Sequence[Token], at: int, end: int) -> bool:
    token, before, after = tokens[at], tokens[at].before, word_after(tokens, end)
    keys = [each.key for each in tokens[at:end]]
    if not _LISTED.isdisjoint(keys[1:]):
        return True
    if after in _SPEAKING or before in LISTS.to_persons or _is_in_list(tokens, at, end):
        return True
    if token.opens:
        is_called = tokens[end - 1].gap == ", " and tokens[end].key in LISTS.calling
        is_person = is_called or token.owns or after in LISTS.person_verbs or end - at > 1
        return is_person and not token.plural
    if before in ("to", "at") and tokens[at - 1].before in LISTS.addressing:
        return not token.plural
    if before in LISTS.to_places or (before in LISTS.leaving and end - at == 1):
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
    is_listed = token.key in _LISTED and token.key not in LISTS.ambiguous
    return is_listed and token.capital and not token.acronym


def _is_small_name(tokens: Sequence[Token], at: int, small: bool) -> bool:
    """Return whether a word in small letters is a name: "told grace", "hope said", "jk says".

    Some words are names only; others must have a sign beside them. In a text without capitals,
    ``small``, what begins a sentence and does something is somebody as well.
    """
    token, before, after = tokens[at], tokens[at].before, word_after(tokens, at + 1)
    if not token.word.islower() or token.key in _NO_PERSON or len(token.key) < 2:
        return False
    if token.key in _ONLY_NAMES and len(token.key) > 2:
        return True
    says = after in _SPEAKING and after not in LISTS.small_verbs
    if token.key in _MAYBE_NAMES:
        first = tokens[at - 1].before
        is_addressed = before in LISTS.to_small or (before == "with" and first in LISTS.with_small)
        is_addressed = is_addressed or (before == "to" and first in LISTS.addressing)
        is_addressed = is_addressed and after not in LISTS.not_after_small
        acts = small and token.opens and after in _ACTING
        beside = after == "and" and tokens[at + 2].key in ("i", "me")
        alone = before not in LISTS.determiners and (token.owns or says)
        return is_addressed or acts or (token.key not in LISTS.seasons and (beside or alone))
    is_short = len(token.key) == 2 and token.key not in LISTS.acronyms
    return says and is_short and _VOWELS.isdisjoint(token.key)


def may_be_person(voice: str) -> bool:
    """Return whether a voice such as ``amira-jones`` or ``oyinkansola`` may be a person."""
    words = re.findall(r"[^\W\d_]+", voice.lower())
    if not (_LISTED | LISTS.ambiguous | LISTS.short_titles).isdisjoint(words):
        return True
    alone = len(words) == 1 and len(words[0]) > 3 and not words[0].endswith("s")
    return alone and words[0] not in _NO_NAME
