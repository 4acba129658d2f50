"""Words of a text in order, and the word lists the identity check knows (data/names.txt)."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from importlib.resources import files

from msgspec import Struct


def _word_lists() -> dict[str, frozenset[str]]:
    text = files("syslead_cli.data").joinpath("names.txt").read_text("utf-8")
    sections = re.sub(r"(?m)^#.*", "", text).split("[")[1:]
    named = (section.partition("]") for section in sections)
    return {name: frozenset(words.split()) for name, _, words in named}


#: The lists by name.
LISTS: Mapping[str, frozenset[str]] = _word_lists()

_WORD = re.compile(r"[^\W\d_][\u0300-\u036f]*(?:['’-]?[^\W\d_][\u0300-\u036f]*)*")
_POSSESSIVE = ("'s", "’s", "'S", "’S")
_CONTRACTED = ("'d", "'ve", "'ll", "'re", "'m", "n't")
_ENDS = frozenset('.!?:\n•*#>"“‘')
_GAP = re.compile(r"[ \t]{1,3}")
_PLURAL = ("ies", "ments", "tions", "ers", "ants", "ates", "ists", "ians")


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
        if gap.startswith(".") and (self.initial or self.key in LISTS["short_titles"]):
            gap = gap[1:] or " "
        return not self.owns and bool(_GAP.fullmatch(gap))

    @property
    def plural(self) -> bool:
        """Return whether it names departments or groups: "Estates blamed IT"."""
        return self.key.endswith(_PLURAL)


NO_TOKEN = Token(0, 0, "", "", owns=False, opens=True, gap="")


def tokens_of(text: str) -> list[Token]:
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
        tokens.append(Token(match.start(), end, word, _key(word), owns, opens, gap))
        before = match
    return [*tokens, NO_TOKEN]


def _opens(between: str, before: str) -> bool:
    """Return whether a sentence or quotation begins here; the point after "Dr", "St" ends none."""
    if before.lower() in LISTS["short_titles"] | {"st"} or (len(before) == 1 and before != "I"):
        between = between.replace(".", "", 1)
    return not _ENDS.isdisjoint(between)


def _key(word: str) -> str:
    """Return the word in lower case, without accents unless the list has it with them."""
    key = word.lower().replace("’", "'")
    if key.endswith(_CONTRACTED):
        key = key.partition("'")[0]
    if key.isascii() or key in LISTS["first_names"]:
        return key
    from syslead_cli.journal.query import plain

    return plain(word)


def word_before(tokens: Sequence[Token], at: int) -> str:
    """Return the word before it in the same sentence; empty where there is none."""
    return tokens[at - 1].key if at and not tokens[at].opens else ""


def word_after(tokens: Sequence[Token], end: int) -> str:
    """Return the word right behind a stretch that ends before ``end``; empty across a comma."""
    return tokens[end].key if _GAP.fullmatch(tokens[end - 1].gap) else ""
