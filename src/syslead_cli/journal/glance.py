"""Lines taken apart without being parsed, where they stand as this version writes them.

Nearly all lines of a long journal are answers and notes just as this version writes them. One
pattern, made of the same plans as the reader, finds them in a whole file at once and takes them
apart: whatever it matches is a sound record, and its fields are what the pattern's groups hold.
So a search may pass a line over, a count may do without the words, and everybody else has the
records sooner than from a parser. Every other line is read as always, and so is one that was
passed over when anything else in the journal refers to it (core/union.py).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date
from json.decoder import scanstring  # type: ignore[attr-defined]
from operator import itemgetter, methodcaller
from typing import Any, TypeAlias
from zlib import crc32

from syslead_cli.journal.codec import (
    COUNT,
    PLANS,
    TEXTS,
    FieldPlan,
    Glanced,
    InvalidRecord,
    Line,
    ReadableLine,
    Reader,
    choices_of,
    read_day,
    read_line,
    read_lines,
)
from syslead_cli.journal.model import KINDS

#: The kinds a long journal is made of; others are few.
_MANY = ("ask", "note")
#: What the leader wrote: it may hold escapes, and a count does not want it.
_WORDS = "text"
#: Fields whose texts are hardly ever the same.
_OWN = (_WORDS, "sitting")

#: What JSON writes as it is: no quotation mark, no backslash, no control character.
_PLAIN = r'[^"\\\x00-\x1f]*'
_ANY_WORDS = rf'{_PLAIN}(?:(?:\\["\\bfnrt]{_PLAIN})+|)'
_DAY = "[0-9]{4}-[0-9]{2}-[0-9]{2}"
_TIME = r"(?:[01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9]\.[0-9]{3}[+-](?:0[0-9]|1[0-4]):[0-5][0-9]"
#: Bytes taken apart at once: what is found in them is in memory together.
_PIECE = 1 << 20


# ── the pattern ──────────────────────────────────────────────────────────────


def _pattern(*, words: bool) -> str:
    """A line of a file: an answer or a note with every field in its place, or any other.

    Without ``words`` what the leader wrote is matched and not kept.
    """
    head = (
        r'\{"v":1,"id":"(?P<id>[!#-\[\]-~]{1,64})","kind":"(?:(?P<is_ask>ask)|note)",'
        rf'"ts":"(?P<ts>(?P<written>{_DAY})T{_TIME})","tz":"(?P<tz>{_PLAIN})",'
        rf'"day":"(?P<day>{_DAY})"'
    )
    ask, note = (
        "".join(_field(plan, _value(kind, plan, words=words)) for plan in PLANS[kind])
        for kind in _MANY
    )
    body = f"(?P<body>{head}(?(is_ask){ask}|{note}))"
    return rf'{body},"crc":"(?P<crc>[0-9a-f]{{8}})"\}}\n|(?P<other>[^\n]*)\n?'


def _field(plan: FieldPlan, value: str) -> str:
    field = f',"{plan.key}":{value}'
    return field if plan.required else f"(?:{field}|)"  # tried in half the time of (…)?


def _value(kind: str, plan: FieldPlan, *, words: bool) -> str:
    """What is optional and empty does not match: so a group without a text was not there."""
    name = f"?P<{kind}_{plan.name}>"
    there = "" if plan.required else '(?!")'
    if plan.name == _WORDS:
        return f'"{there}({name if words else "?:"}{_ANY_WORDS})"'
    if plan.shape == COUNT:
        return f"({name}0|[1-9][0-9]{{0,8}})"
    if plan.shape == TEXTS:
        return rf'\["{there}({name}{_PLAIN}(?:","{_PLAIN})*)"\]'
    return f'"{there}({name}{"|".join(choices_of(kind, plan)) or _PLAIN})"'


#: Groups of one match, each a text, empty or None where it has none.
_Row: TypeAlias = tuple[str, ...]
#: From a row, the line without its seal, and the match, to what the line holds.
_Taker: TypeAlias = Callable[[_Row, bytes, re.Match[str]], Line | Glanced]


def _taker(names: Sequence[str], taken: str) -> _Taker:
    """Makes a record of all groups of a match and gives back ``taken``, an expression.

    It is made of the kinds' plans, as `core.records` makes its readers.
    """
    lines = [
        "def take(row, bare, _match):",
        f" {', '.join(names)} = row",
        " if is_ask:",
        *(f"  {line}" for line in _making("ask", names)),
        " else:",
        *(f"  {line}" for line in _making("note", names)),
        " record.id, record.ts, record.tz, record.day, record.extra"
        " = id, ts, one[tz], days[day], {}",
        f" return {taken}",
    ]
    scope: dict[str, Any] = {
        "new": object.__new__, "line": tuple.__new__, "ReadableLine": ReadableLine,
        "Glanced": Glanced,
        "days": _DAYS, "scanstring": scanstring, "one": _One(), **KINDS,
    }  # fmt: skip
    exec("\n".join(lines), scope)
    made: _Taker = scope["take"]
    return made


def _making(kind: str, names: Sequence[str]) -> Iterator[str]:
    """A record of this kind from its groups, as statements."""
    yield f"record = new({kind})"
    for plan in PLANS[kind]:
        group = f"{kind}_{plan.name}"
        # What is said again and again is one text in memory, whose hash is known.
        said = group if plan.name in _OWN else f"one[{group}]"
        value = said if plan.required else f"{said} or None"
        if group not in names:
            value = "''" if plan.required else "None"
        elif plan.shape == COUNT:
            value = f"int({group} or 0)"
        elif plan.shape == TEXTS:
            value = f"tuple({group}.split('\",\"')) if {group} else ()"
        elif plan.name == _WORDS:
            yield f"if '\\\\' in {group}: {group} = scanstring({group} + '\"', 0)[0]"
        yield f"record.{plan.name} = {value}"


class _One(dict[str, str]):
    """One text in memory for all that are the same."""

    def __missing__(self, text: str) -> str:
        self[text] = text
        return text


class _Days(dict[str, date | None]):
    """Days by how they are written; None for what is no day. They repeat."""

    def __missing__(self, written: str) -> date | None:
        try:
            day: date | None = read_day(written)
        except InvalidRecord:
            day = None
        self[written] = day
        return day


_DAYS = _Days()


# ── the readers ──────────────────────────────────────────────────────────────


def at_once() -> Reader:
    """Reads every line whole."""
    pattern = re.compile(_pattern(words=True))
    return _reader(pattern, _taker(tuple(pattern.groupindex), "line(ReadableLine, (record, True))"))


def without_words() -> Reader:
    """Reads answers and notes without their texts; all other fields are as they are."""
    pattern = re.compile(_pattern(words=False))
    taker = _taker(tuple(pattern.groupindex), "line(Glanced, (id, bare, record))")
    return _reader(pattern, taker)


def passing_over(words: Iterable[str]) -> Reader | None:
    """Reads lines in which every word may occur, and glances at the others.

    None where a word could hide behind an escape. ``words`` are as `core.query` compares them.
    """
    needles = [part for word in words for part in _needles(word)]
    if not needles or not all(_shows(needle) for needle in needles):
        return None
    first, *others = needles
    pattern = re.compile(_pattern(words=True))
    whole = _taker(tuple(pattern.groupindex), "line(ReadableLine, (record, True))")
    new = tuple.__new__

    def take(row: _Row, body: bytes, match: re.Match[str]) -> Line | Glanced:
        said = row[0]
        # What is compared without its accents is read: its letters stand in no other order.
        if said.isascii():
            lower = said.lower()
            if first not in lower or (others and not all(one in lower for one in others)):
                return new(Glanced, (row[-1], body, None))
        return whole(match.groups(""), body, match)

    return _reader(pattern, take, (*_CHECKED, "id"))


def _needles(word: str) -> list[str]:
    """What must stand in a line that says the word: voices and tags stand there unmarked."""
    return (word[1:] if word[:1] in ("@", "#") else word).split(" ")


def _shows(needle: str) -> bool:
    return bool(needle) and needle.isprintable() and '"' not in needle and "\\" not in needle


#: What every reader looks at itself.
_CHECKED = ("body", "written", "day", "crc", "other")


def _reader(pattern: re.Pattern[str], take: _Taker, wanted: Sequence[str] = ()) -> Reader:
    """Hands the ``wanted`` groups of each line whose checksum holds to ``take``; reads others."""
    names = wanted or tuple(pattern.groupindex)
    row_of = itemgetter(*wanted) if wanted else methodcaller("groups", "")
    body, written, day, crc, other = map(names.index, _CHECKED)
    days, matches_in = _DAYS, pattern.finditer

    def read(content: bytes) -> list[Line | Glanced | None]:
        found: list[Line | Glanced | None] = []
        add = found.append
        for piece in _pieces(content):
            try:
                text = piece.decode("utf-8")
            except UnicodeDecodeError:
                found += read_lines(piece)
                continue
            for match in matches_in(text):
                row = row_of(match)
                if not row[body]:
                    add(read_line(row[other].encode("utf-8")))
                    continue
                bare = row[body].encode("utf-8")
                if crc32(bare) == int(row[crc], 16) and days[row[written]] and days[row[day]]:
                    add(take(row, bare, match))
                else:
                    add(read_line(b'%s,"crc":"%s"}' % (bare, row[crc].encode())))
            found.pop()  # behind the last line's end there is one more that is empty
        return found

    return read


def _pieces(content: bytes) -> Iterator[bytes]:
    """The file in parts that end where lines do."""
    start = 0
    while start < len(content):
        end = content.find(b"\n", start + _PIECE) + 1 or len(content)
        yield content[start:end]
        start = end
