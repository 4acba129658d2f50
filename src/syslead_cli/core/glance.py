"""Lines looked at without being parsed, where a question needs little of them.

Most lines of a long journal are answers and notes just as this version writes them. One pattern,
made of the same plans as the reader, tells such a line from all others: whatever it matches is a
sound record, so a search may pass it over and a count may do without its words. Every other line
is read as always, and so is one that anything else in the journal refers to (core/union.py).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from datetime import datetime
from typing import Any, TypeAlias
from zlib import crc32

from syslead_cli.core.line import SEAL_LENGTH, Glanced, Line, Reader, read_line
from syslead_cli.core.records import KINDS, PLANS, FieldPlan, Record, choices_of, read_day

#: The kinds a long journal is made of; others are few, and what they say is needed whole.
_MANY = ("ask", "note")
#: What the leader wrote: it may hold escapes, and a count does not want it.
_WORDS = "text"

#: Told as what may stand there: the pattern's engine is slower where it is told what may not.
_PLAIN = r"[ !#-\[\]-\x7f]*"
_ANY_WORDS = rf'{_PLAIN}(?:(?:\\["\\bfnrt]{_PLAIN})+|)'
_LIST = rf'\["({_PLAIN}(?:","{_PLAIN})*)"\]'
_DAY = r"([0-9]{4}-[0-9]{2}-[0-9]{2})"


def _pattern(kind: str) -> str:
    """A line of this kind as it is written: every field in its place, nothing escaped."""
    head = (
        rf'\{{"v":1,"id":"([!#-\[\]-~]{{1,64}})","kind":"{kind}",'
        rf'"ts":"({_PLAIN})","tz":"({_PLAIN})","day":"{_DAY}"'
    )
    return head + "".join(_field(kind, plan) for plan in PLANS[kind])


def _field(kind: str, plan: FieldPlan) -> str:
    words = choices_of(kind, plan)
    if plan.name == _WORDS:
        value = f'"{_ANY_WORDS}"'
    elif words:
        value = f'"({"|".join(words)})"'
    else:
        value = {"_string": f'"({_PLAIN})"', "_whole": "(0|[1-9][0-9]{0,8})", "_strings": _LIST}[
            plan.check.__name__
        ]
    field = f',"{plan.key}":{value}'
    return field if plan.required else f"(?:{field}|)"  # tried in half the time of (…)?


# ── passing over lines without the words ─────────────────────────────────────


def passing_over(words: Iterable[str]) -> Reader | None:
    """Reads lines in which every word may occur, and glances at the others.

    None where a word could hide behind an escape. ``words`` are as `core.query` compares them.
    """
    needles = [part for word in words for part in _needles(word)]
    if not needles or not all(_shows(needle) for needle in needles):
        return None
    first, *others = (needle.encode("utf-8", "surrogatepass") for needle in needles)
    ask, note = (re.compile(_pattern(kind).encode()).fullmatch for kind in _MANY)
    days: set[bytes] = set()

    def read(lines: Iterable[bytes]) -> list[Line | Glanced | None]:
        found: list[Line | Glanced | None] = []
        for raw in lines:
            # What is compared without its accents is read: its letters stand in no other order.
            if raw.isascii():
                lower = raw.lower()
                if first not in lower or (others and not all(one in lower for one in others)):
                    body = raw[:-SEAL_LENGTH]
                    if raw.endswith(b',"crc":"%08x"}' % crc32(body)):
                        seen = ask(body) or note(body)
                        if seen:
                            id_, day, wrote = seen.group(1, 4, 2)
                            known = day in days and wrote[:10] in days and _TIME(wrote, 10)
                            if known or _is_when(wrote, day, days):
                                found.append(new(Glanced, (id_.decode(), raw, None)))
                                continue
            found.append(read_line(raw))
        return found

    new = tuple.__new__
    return read


#: The time of day as this program writes it; what is written otherwise is looked at longer.
_TIME = re.compile(
    rb"T(?:[01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9]\.[0-9]{3}[+-](?:0[0-9]|1[0-4]):[0-5][0-9]"
).fullmatch


def _needles(word: str) -> list[str]:
    """What must stand in a line that says the word: voices and tags stand there unmarked."""
    return (word[1:] if word[:1] in ("@", "#") else word).split(" ")


def _shows(needle: str) -> bool:
    return bool(needle) and needle.isprintable() and '"' not in needle and "\\" not in needle


def _is_when(moment: bytes, day: bytes, days: set[bytes]) -> bool:
    """Whether it is a moment and a day; ``days`` are those known to be some."""
    try:
        datetime.fromisoformat(moment.decode())
        if day not in days:
            read_day(day.decode())
            days.add(day)
    except ValueError:
        return False
    return True


# ── counting without the words ───────────────────────────────────────────────


def without_words() -> Reader:
    """Reads answers and notes without their texts; all other fields are as they are."""
    ask, note = (re.compile(_pattern(kind)).fullmatch for kind in _MANY)
    make_ask, make_note = map(_maker, _MANY)

    def read(lines: Iterable[bytes]) -> list[Line | Glanced | None]:
        found: list[Line | Glanced | None] = []
        for raw in lines:
            body = raw[:-SEAL_LENGTH]
            if raw.isascii() and raw.endswith(b',"crc":"%08x"}' % crc32(body)):
                try:
                    text = body.decode("ascii")
                    if seen := ask(text):
                        record = make_ask(seen.groups())
                        found.append(new(Glanced, (record.id, raw, record)))
                        continue
                    if seen := note(text):
                        record = make_note(seen.groups())
                        found.append(new(Glanced, (record.id, raw, record)))
                        continue
                except ValueError:  # no moment, no day: said in words below
                    pass
            found.append(read_line(raw))
        return found

    new = tuple.__new__
    return read


_Maker: TypeAlias = Callable[[tuple[str | None, ...]], Record]


def _maker(kind: str) -> _Maker:
    """From a match's groups to a record, as `core.records` makes its readers."""
    names: dict[str, Any] = {
        "new": object.__new__, "cls": KINDS[kind], "moment": datetime.fromisoformat,
        "days": {}, "read_day": read_day,
    }  # fmt: skip
    groups, lines = ["record.id", "record.ts", "record.tz", "day"], []
    for plan in PLANS[kind]:
        field = f"record.{plan.name}"
        if plan.name == _WORDS:
            lines.append(f"{field} = {'' if plan.required else None!r}")
            continue
        groups.append(field)
        check = plan.check.__name__
        if check == "_whole":
            lines.append(f"{field} = int({field} or 0)")
        elif check == "_strings":
            lines.append(f"{field} = tuple({field}.split('\",\"')) if {field} is not None else ()")
    source = f"""
def make(groups):
    record = new(cls)
    {", ".join(groups)} = groups
    moment(record.ts)
    record.day = days.get(day) or days.setdefault(day, read_day(day))
    record.extra = {{}}
    """ + "\n    ".join([*lines, "return record"])
    exec(source, names)
    made: _Maker = names["make"]
    return made
