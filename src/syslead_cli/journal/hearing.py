"""Find who was heard in plain words: groups on the leader's list, and others worth asking about.

A listed group counts where a sentence says that it was heard: it said something, or somebody
listened to it. What was not done, is still to come, was only told to people or is hearsay counts
for nobody. Anybody else is a candidate, who counts once the leader says so.

The word lists and patterns are in ``data/voices.toml``. Every pattern looks at one sentence at a
time and repeats only a few words, so no text can make it slow.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from functools import cache
from typing import TYPE_CHECKING, NamedTuple

from msgspec import Struct
from msgspec.structs import replace

from syslead_cli.base.documents import JsonFile
from syslead_cli.base.text import marks_in, name_key, one_line, voices_in
from syslead_cli.errors import SysleadError
from syslead_cli.journal.merge import Journal
from syslead_cli.journal.model import Ask, Note, Record, Review
from syslead_cli.journal.people import (
    ListedGroup,
    Person,
    as_quoted,
    data,
    group,
    group_of,
    groups_named,
    listed_in,
    lowered,
    people_in,
)
from syslead_cli.journal.query import voices_in as voices_of

if TYPE_CHECKING:
    from syslead_cli.context import Context

#: A text longer than this is looked at by its beginning, and so is a sentence.
_LOOKED_AT, _LONGEST_SENTENCE = 20_000, 1200
_MOST_OFFERED = 3
#: So many sentences later "she" is somebody else.
_REACH = 3
#: How certain it is that somebody was heard.
SURELY, PERHAPS, FAINTLY, NAMED, NOT_HEARD = 3, 2, 1, 0, -1

_SENTENCE = re.compile(r"[^.!?…\n]+(?:[.!?…](?=[^\s\"'”’)])[^.!?…\n]+)*")


class Heard(NamedTuple):
    """Somebody in a text. ``sure``: counted without asking; the others are asked about."""

    voice: str
    start: int
    end: int
    sure: bool
    certainty: int


def heard_in(text: str, listed: Iterable[str] = ()) -> list[Heard]:
    """Return whom a text says was heard, in the order of the text, each voice once.

    Voices marked with @ and ``listed`` groups that were surely heard are sure. Of the others the
    most certain few are returned; a faint one only where there is nobody else.
    """
    groups = tuple(map(group, listed))
    marks = [Heard(name, at - 1, end, True, SURELY) for (at, end), name in marks_in("@", text)]
    best: dict[str, Heard] = {}
    found = [*marks, *_plainly(text, groups)]
    for each in sorted(found, key=lambda heard: (-heard.sure, -heard.certainty, heard.start)):
        best.setdefault(name_key(each.voice), each)
    sure = [each for each in best.values() if each.sure]
    others = [each for each in best.values() if not each.sure]
    offered = [each for each in others if each.certainty > FAINTLY] or ([] if sure else others[:1])
    return sorted([*sure, *offered[:_MOST_OFFERED]], key=lambda heard: heard.start)


class Offered(NamedTuple):
    """A candidate: the voice it would count as, and the words around it."""

    voice: str
    words: str


def candidates(
    texts: Iterable[str], listed: Sequence[str], declined: DeclinedVoices
) -> list[Offered]:
    """Return whom to ask about after some texts: the most certain few, never one declined."""
    found = [
        (each, text[each.start : each.end]) for text in texts for each in heard_in(text, listed)
    ]
    sure = {each.voice for each, _ in found if each.sure}
    asked: dict[str, Offered] = {}
    for each, words in sorted(found, key=lambda pair: -pair[0].certainty):
        if each.voice not in sure and not declined.holds(each.voice):
            asked.setdefault(each.voice, Offered(each.voice, as_quoted(one_line(words))))
    return list(asked.values())[:_MOST_OFFERED]


def surely_heard(text: str, listed: Iterable[str]) -> tuple[str, ...]:
    """Return the voices that a text surely names as heard; of groups only the ``listed`` ones."""
    marked, groups = voices_in(text), groups_named(text, map(group, listed))
    if not groups:
        return marked
    plain = (
        person.voice
        for _, sentence, typed, is_question in _sentences(text)
        for person in listed_in(sentence, typed, groups)
        if _certainty(sentence, person) == SURELY and not is_question
    )
    return tuple(dict.fromkeys((*marked, *plain)))


def with_heard(journal: Journal, listed: Sequence[str]) -> Journal:
    """Return the journal with ``listed`` groups among the voices where plain words say so.

    A voice that is a listed group under another form of its name counts as that group. An entry
    whose voices the leader changed stays as it was left.
    """
    groups = tuple(map(group, listed))
    if not groups:
        return journal
    records = [_with_groups(each, journal.versions, groups, listed) for each in journal.records]
    return replace(journal, records=tuple(records))


def _with_groups(
    record: Record,
    versions: Mapping[str, Sequence[Record]],
    groups: Sequence[ListedGroup],
    listed: Sequence[str],
) -> Record:
    if isinstance(record, Review) and record.heard:
        return replace(record, heard=_folded(record.heard, groups))
    if not isinstance(record, Ask | Note):
        return record
    voices = record.voices
    was_changed = any(getattr(v, "voices", ()) != voices for v in versions.get(record.id, ()))
    if record.text and not was_changed and groups_named(record.text, groups):
        voices = (*voices, *surely_heard(record.text, listed))
    folded = _folded(voices, groups)
    return record if folded == record.voices else replace(record, voices=folded)


def _folded(voices: Iterable[str], groups: Sequence[ListedGroup]) -> tuple[str, ...]:
    """Return voices with those that are a group's under the group's own name, each once."""
    found = ((voice, group_of(voice, groups)) for voice in voices)
    return tuple(dict.fromkeys(group.voice if group else voice for voice, group in found))


def not_named(records: Iterable[Record], listed: Iterable[str]) -> tuple[str, ...]:
    """Return the listed groups that no record mentions."""
    left = {name: group(name) for name in listed}
    for record in records:
        if not left:
            break
        written = [getattr(record, "text", None) or "", *voices_of(record)]
        named = {each for text in written if text for each in groups_named(text, left.values())}
        left = {name: each for name, each in left.items() if each not in named}
    return tuple(left)


class _Waiting(NamedTuple):
    """Whom a later "she said" may be about."""

    heard: Heard
    is_several: bool
    sentence: int


def _plainly(text: str, groups: Sequence[ListedGroup]) -> Iterator[Heard]:
    waiting: list[_Waiting] = []
    for number, (start, sentence, typed, is_question) in enumerate(_sentences(text)):
        for person in people_in(sentence, typed, groups):
            certainty = _certainty(sentence, person)
            sure = person.is_listed and certainty == SURELY and not is_question
            found = Heard(person.voice, start + person.start, start + person.end, sure, certainty)
            if certainty > NAMED:
                yield found
            if certainty > NOT_HEARD and not (person.must_speak or person.is_place):
                perhaps = found._replace(sure=False, certainty=PERHAPS)
                waiting.append(_Waiting(perhaps, person.is_several, number))
        near = [each for each in waiting if number - each.sentence <= _REACH]
        yield from _spoke_again(sentence, start, near)


def _sentences(text: str) -> Iterator[tuple[int, str, str, bool]]:
    """Yield where each sentence begins, in small letters and as typed, and if it is a question."""
    text = text[:_LOOKED_AT]
    small = lowered(text)
    for found in _SENTENCE.finditer(small):
        start, end = found.start(), min(found.end(), found.start() + _LONGEST_SENTENCE)
        yield start, small[start:end], text[start:end], text[end : end + 1] == "?"


def _spoke_again(sentence: str, start: int, waiting: Sequence[_Waiting]) -> list[Heard]:
    """Return whom "she said" or "they said" is about: the last one before it that fits."""
    again = _signs()["again"].search(sentence)
    if not again or _signs()["unsaid"].search(again[0]):
        return []
    before = [each for each in waiting if each.heard.end <= start + again.start()]
    is_one = bool(again[1] or again[2])
    fitting = [each for each in before if each.is_several != is_one]
    return [each.heard for each in (fitting or before)[-1:]]


#: What may follow somebody who was heard, and how certain that makes it.
_SIGNS_AFTER = {
    "says_after": SURELY, "saying_after": SURELY, "theirs_after": SURELY, "minds_after": PERHAPS,
}  # fmt: skip


def _certainty(sentence: str, person: Person) -> int:
    """Return how certain a sentence makes it that a person was heard."""
    signs = _signs()
    before = signs["quantity"].sub("", sentence[: person.start])
    after = sentence[person.end :]
    begins = max((found.end() for found in signs["clause"].finditer(before)), default=0)
    is_unreal = signs["unreal"].search(before, begins) is not None
    owns = sentence[: person.end].endswith(("'s", "'"))
    spoke = NAMED if is_unreal else _spoke(before, after, owns=owns)
    if spoke == SURELY or (spoke and not person.must_speak):
        return spoke
    if is_unreal or spoke:
        return NOT_HEARD if is_unreal else NAMED
    if heard := _was_heard(before, after):
        return heard
    was_asked = before.endswith("asked ") and signs["request"].match(after)
    if person.must_speak or person.is_place or was_asked or signs["told"].search(before):
        return NAMED
    met = signs["perhaps"].search(before) or signs["joined"].match(after)
    if met or signs["quoted"].search(sentence):
        return PERHAPS
    opens = not before[begins:].strip() and not signs["unreal"].search(after[:20])
    return FAINTLY if not owns and (opens or signs["of_hearing"].search(sentence)) else NAMED


def _spoke(before: str, after: str, *, owns: bool) -> int:
    """Return how certain it is by what follows a person: said, thinks, the person's point."""
    signs = _signs()
    for name, certainty in _SIGNS_AFTER.items():
        found = signs[name].match(after) if owns or name != "theirs_after" else None
        if found and not signs["unsaid"].search(found[0]):
            if signs["silent"].match(after, found.end()):
                continue
            is_hearsay = signs["hearsay"].search(before) or signs["elsewhere"].match(after)
            return PERHAPS if is_hearsay else certainty
    return NAMED


def _was_heard(before: str, after: str) -> int:
    """Return how certain it is by what was done: listened to them, heard them say."""
    signs = _signs()
    if found := signs["heard"].search(before):
        return PERHAPS if signs["others"].search(before[: found.start()]) else SURELY
    return SURELY if signs["heard_say"].search(f"{before}|{after}") else NAMED


@cache
def _signs() -> Mapping[str, re.Pattern[str]]:
    """Return the patterns by name: what is in the data, with its verbs and fillers put in."""
    verbs = data()["verbs"]
    parts = {
        "says": _any_of([*_past(verbs["says"]), *verbs["says_so"].split()]),
        "minds": _any_of([*_past(verbs["minds"]), *verbs["minds_so"].split()]),
        **{name: _any_of(verbs[name].split()) for name in ("saying", "is_being", "theirs")},
    }
    for name, part in data()["parts"].items():  # each may use those before it
        parts[name] = _filled(part, parts)
    signs = {}
    for name, sign in data()["signs"].items():
        several = "|".join(sign) if isinstance(sign, list) else sign
        signs[name] = re.compile(_filled(several, parts))
    for name, sign in data()["before"].items():
        signs[name] = re.compile(f"(?:{_filled('|'.join(sign), parts)})$")
    return signs


def _filled(pattern: str, parts: Mapping[str, str]) -> str:
    return re.sub(r"<(\w+)>", lambda found: parts[found[1]], pattern)


def _any_of(words: Iterable[str]) -> str:
    return f"(?:{'|'.join(sorted(set(words))).replace('-', '[ -]')})"


def _past(listed: str) -> Iterator[str]:
    """Yield the past of regular verbs: admitted, agreed, replied."""
    for word in listed.split():
        if word.endswith("y") and word[-2] not in "aeou":
            yield f"{word[:-1]}ied"
        else:
            yield f"{word.removesuffix('e')}ed"
            yield f"{word}{word[-1]}ed"


_SALT_BYTES, _HASH_BYTES = 10, 8


class DeclinedVoices(Struct, frozen=True):
    """Voices that are not offered as heard: hashes of them with a salt of this machine."""

    salt: str = ""
    hashes: frozenset[str] = frozenset()

    def holds(self, voice: str) -> bool:
        return bool(self.hashes) and self.hash_of(voice) in self.hashes

    def hash_of(self, voice: str) -> str:
        from hashlib import blake2b

        key = self.salt.encode()
        return blake2b(name_key(voice).encode(), digest_size=_HASH_BYTES, key=key).hexdigest()


class DeclinedFile(JsonFile[DeclinedVoices]):
    """``state/declined.json``: who was not heard, by the leader's own no.

    It has no names: nobody reads there whom a leader wrote about. Whoever has the file can still
    try names out on it, so it is 0600 and never synced, like the rest of the state. It may be
    deleted; then everybody is offered again.
    """

    def __init__(self, context: Context) -> None:
        super().__init__(context.paths.declined, DeclinedVoices, DeclinedVoices)
        self._clock = context.clock

    def answer(self, voices: Sequence[str], *, is_no: bool) -> None:
        """Keep a no to these voices, or that they were heard; a full disk costs one question."""
        old = self.read()
        if not is_no and not any(map(old.holds, voices)):
            return
        if not old.salt:
            old = DeclinedVoices(self._clock.random_bytes(_SALT_BYTES).hex())
        hashes = set(map(old.hash_of, voices))
        kept = old.hashes | hashes if is_no else old.hashes - hashes
        with suppress(SysleadError):
            self.write(replace(old, hashes=kept))
