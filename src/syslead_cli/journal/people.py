"""Find people and groups in a sentence, by word lists that say what people do and are.

``data/voices.toml`` has the lists; whoever is not on them is found by a name's capital letter.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from typing import Any, NamedTuple

from syslead_cli.base.files import data_sections, data_tables
from syslead_cli.base.text import clean_mark

#: So many words may stand between an article and the person: the very nice new ward clerk.
_MOST_BETWEEN = 3
_WORD = re.compile(r"[^\W_]+(?:['&-][^\W_]+)*'?")
_NO_NAMES = ("small", "not_names", "determiners", "incidental")
_IRREGULAR = {
    "people": "person", "children": "child", "women": "woman", "men": "man", "wives": "wife",
    "mps": "mp", "gps": "gp", "tas": "ta",
}  # fmt: skip


_IN_EVERY_FORM = {"person": "pe", "woman": "wom", "man": "m", "wife": "wi"}


class Person(NamedTuple):
    """A person or group: what it counts as, and where it stands in its sentence.

    ``must_speak``: one word or a capital, which is somebody only where it is said to have spoken;
    ``is_place``: it may be the building as well.
    """

    voice: str
    start: int
    end: int
    is_listed: bool = False
    must_speak: bool = False
    is_place: bool = False
    is_several: bool = False


class ListedGroup(NamedTuple):
    """A group on the leader's list: the words it is known by, and its name as a voice.

    ``begun``: what is in every form of each word, for a quick look.
    """

    stems: tuple[str, ...]
    voice: str
    begun: tuple[str, ...]


class _Word(NamedTuple):
    text: str
    start: int
    end: int
    is_capital: bool


@cache
def data() -> Mapping[str, Any]:
    """Return the tables of ``data/voices.toml``."""
    return data_tables("voices.toml")


@cache
def _listed(name: str, table: str = "words") -> frozenset[str]:
    return frozenset(data()[table][name].split())


@cache
def _first_names() -> frozenset[str]:
    return frozenset(data_sections("names.txt")["first_names"].split())


def stem(word: str) -> str:
    """Return the singular of a word in small letters, without what marks a possessive."""
    word = word.removesuffix("'s").removesuffix("'")
    if word in _IRREGULAR:
        return _IRREGULAR[word]
    before, hyphen, last = word.rpartition("-")
    if hyphen:
        return f"{before}-{stem(last)}"
    for ending, singular in (("women", "woman"), ("men", "man")):
        if word.endswith(ending):
            return word.removesuffix(ending) + singular
    if word.endswith("ies") and len(word) > 5:
        return word[:-3] + "y"
    if word.endswith(("ches", "shes", "xes", "sses")):
        return word[:-2]
    return word[:-1] if word.endswith("s") and not word.endswith("ss") and len(word) > 3 else word


def _stems(text: str) -> tuple[str, ...]:
    return tuple(map(stem, re.findall(r"[^\W_]+(?:'s?)?", lowered(text).replace("-", " "))))


def lowered(text: str) -> str:
    """Return a text in small letters and with plain apostrophes, every letter in its place."""
    small = text.lower()
    if len(small) != len(text):
        small = "".join(c.lower() if len(c.lower()) == 1 else c for c in text)
    return small.replace("’", "'").replace("ʼ", "'")


@cache
def group(name: str) -> ListedGroup:
    stems = _stems(name)
    begun = tuple(_IN_EVERY_FORM.get(each, each.removesuffix("y")) for each in stems)
    return ListedGroup(stems, clean_mark(name.replace("’", "").replace("'", "")), begun)


def groups_named(text: str, groups: Iterable[ListedGroup]) -> tuple[ListedGroup, ...]:
    """Return the groups that a text names at all, heard or not."""
    small = text.lower()
    begun = [each for each in groups if each.stems and all(part in small for part in each.begun)]
    if not begun:
        return ()
    stems = f" {' '.join(_stems(text))} "
    return tuple(each for each in begun if f" {' '.join(each.stems)} " in stems)


def group_of(voice: str, groups: Iterable[ListedGroup]) -> ListedGroup | None:
    """Return the group that a voice stands for: ``foster-carers'-group`` is the foster carers."""
    stems = _stems(voice)
    for each in groups:
        rest = stems[len(each.stems) :]
        if stems[: len(each.stems)] == each.stems and all(r in _listed("belonging") for r in rest):
            return each
    return None


def as_quoted(words: str) -> str:
    """Return a person's words as they stand inside a sentence: "My PA" is "my PA"."""
    words = words.strip("'’")
    first = words.partition(" ")[0].lower()
    return words[:1].lower() + words[1:] if first in _listed("determiners") else words


def listed_in(text: str, typed: str, groups: Sequence[ListedGroup]) -> list[Person]:
    """Return the listed groups that a sentence names, and nobody else."""
    sentence = _Sentence(text, typed, groups)
    found = (sentence.listed_at(at, g) for at in range(len(sentence.words)) for g in groups)
    return [each[0] for each in found if each]


def people_in(text: str, typed: str, groups: Sequence[ListedGroup] = ()) -> list[Person]:
    """Return the people of a sentence in their order; ``said`` is ``typed`` lowered."""
    sentence = _Sentence(text, typed, groups)
    people: list[Person] = []
    at = 0
    while at < len(sentence.words):
        person, at = sentence.person_at(at)
        people += [person] if person else []
    return people


class _Sentence:
    """A sentence and its words; a person is looked for from each word on."""

    def __init__(self, text: str, typed: str, groups: Sequence[ListedGroup]) -> None:
        self.said, self.groups = text, groups
        self.words = [
            _Word(found[0].strip("'"), found.start(), found.end(), typed[found.start()].isupper())
            for found in _WORD.finditer(text)
        ]

    def person_at(self, at: int) -> tuple[Person | None, int]:
        """Return the person or group that is named from this word on, and where to go on."""
        for each in self.groups:
            if found := self.listed_at(at, each):
                return found
        word = self.words[at]
        has_title = word.text in _listed("titles") and self._is_capital_next(at)
        if not has_title and _is_head(word.text):
            return self._role_at(at)
        return self._name_at(at) if has_title or word.is_capital else (None, at + 1)

    def _joins(self, at: int) -> bool:
        """Return whether a word stands right behind the one before."""
        if not 0 < at < len(self.words):
            return False
        return self.said[self.words[at - 1].end : self.words[at].start] in (" ", "  ", "-")

    def _is_capital_next(self, at: int) -> bool:
        return self._joins(at + 1) and self.words[at + 1].is_capital

    def listed_at(self, at: int, group: ListedGroup) -> tuple[Person, int] | None:
        """Return a listed group that is named there; young carers are none of the carers."""
        end, rest = at, group.stems
        while rest and end < len(self.words):
            own = _stems(self.words[end].text)
            if rest[: len(own)] != own:
                return None
            rest, end = rest[len(own) :], end + 1
        before = stem(self.words[at - 1].text) if self._joins(at) else ""
        if rest or before in _listed("modifiers") or before in _listed("roles"):
            return None
        while self._joins(end) and stem(self.words[end].text) in _listed("belonging"):
            end += 1
        start, last = self.words[self._begins(at)[0]].start, self.words[end - 1].end
        return Person(group.voice, start, last, is_listed=True, is_several=True), end

    def _begins(self, at: int) -> tuple[int, int]:
        """Return the first word of whom the word ``at`` names: with the article, and without."""
        first, articles = at, _listed("determiners")
        while self._joins(first) and at - first < _MOST_BETWEEN:
            before = self.words[first - 1].text
            if before in articles or before in _listed("small") or before.endswith("ly"):
                break
            first -= 1
        start = first
        while self._joins(start) and self.words[start - 1].text in articles:  # all the three
            start -= 1
        if start < first:
            return start, first
        owners = [one for one in range(first, at) if self.words[one].text.endswith("'s")]
        if owners:  # Tasha's gran
            return owners[0], owners[0]
        about = _listed("modifiers") | _listed("incidental")
        while self._joins(at) and self.words[at - 1].text in about:
            at -= 1
        return at, at

    def _role_at(self, at: int) -> tuple[Person | None, int]:
        """Return the person or group that is named by what it does: the housing officer."""
        last = at
        while self._joins(last + 1) and _is_part(self.words[last + 1].text):
            last += 1
        first, named = self._begins(at)
        head = stem(self.words[last].text)
        if head in _listed("of_something") and self._joins(last + 1):
            last = self._of_what(last)
        kept = [word.text for word in self.words[named : last + 1]]
        kept = [word for word in kept if word not in _listed("incidental")]
        if not kept or (head in _listed("general") and len(kept) < 2):
            return None, last + 1
        is_several = self.words[last].text != head or head in _listed("groups")
        # "Carer" alone is seldom a person; "carers", "staff", "the carer" and "lead carer" are.
        is_one_word = first == named and len(kept) == 1 and not is_several
        voice = clean_mark(" ".join(kept).removesuffix("'s"))
        start, end = self.words[first].start, self.words[last].end
        is_place = head in _listed("places")
        return Person(voice, start, end, False, is_one_word, is_place, is_several), last + 1

    def _of_what(self, last: int) -> int:
        """Return the last word of a head of service or a director of public health."""
        of, what = last + 1, last + 2
        if self.words[of].text != "of" or not self._joins(what):
            return last
        if self.words[what].text in _listed("determiners"):
            return last  # the chair of the trust: the trust is somebody as well
        last = what
        while self._joins(last + 1) and self.words[last + 1].text in _listed("modifiers"):
            last += 1
        return last

    def _name_at(self, at: int) -> tuple[Person | None, int]:
        """Return the person whose name begins with a capital there."""
        if any(self.words[at].text in _listed(name) for name in _NO_NAMES):
            return None, at + 1
        last = at
        while self._is_capital_next(last) and not self.words[last].text.endswith("'s"):
            last += 1
        is_of_a_group = self._joins(last + 1) and _is_head(self.words[last + 1].text)
        if is_of_a_group or not self._is_name(at, last):
            return None, last + 1  # "Fernley School" is found at its last word
        name = [word.text for word in self.words[at : last + 1]]
        is_known = name[0] in _listed("titles") or name[0].removesuffix("'s") in _first_names()
        voice = clean_mark(" ".join(name).removesuffix("'s"))
        start, end = self.words[at].start, self.words[last].end
        return Person(voice, start, end, must_speak=not is_known), last + 1

    def _is_name(self, at: int, last: int) -> bool:
        """Return whether a capital may begin somebody's name rather than a place or sentence."""
        word = self.words[at].text.removesuffix("'s")
        if word in _listed("titles"):
            return last > at
        if "'" in word or len(word) < 2 or (at and self.words[at - 1].text in _listed("placing")):
            return False
        if word in _first_names():
            return True
        between = self.said[self.words[at - 1].end : self.words[at].start] if at else ""
        if between in (" ", ", ", " (", " – ", " - "):
            return True
        following = self.words[last + 1].text if self._joins(last + 1) else ""
        return following in _listed("at_once", "verbs")


def _is_head(word: str) -> bool:
    return stem(word) in _listed("roles") or stem(word) in _listed("groups")


def _is_part(word: str) -> bool:
    return _is_head(word) or stem(word) in _listed("belonging")
