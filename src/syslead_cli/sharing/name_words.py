"""English text as words and what stands between them: what the search for names looks at."""

from __future__ import annotations

import re
from collections.abc import Sequence

from syslead_cli.base.values import dataclass
from syslead_cli.sharing.name_lists import FIRST_NAMES, SHORT_TITLES

_WORD = re.compile(r"[^\W\d_][\u0300-\u036f]*(?:['’-]?[^\W\d_][\u0300-\u036f]*)*")
_POSSESSIVE = ("'s", "’s", "'S", "’S")
_CONTRACTED = ("'d", "'ve", "'ll", "'re", "'m", "n't")
_ENDS = frozenset(".!?:\n•*#>")
_GAP = re.compile(r"[ \t]{1,3}")


@dataclass(frozen=True, slots=True)
class Token:
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
