"""What an import reads: source files, entries of another journal, what is left out."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import datetime
from typing import Any, NamedTuple, TypeAlias

from msgspec import Struct, field

from syslead_cli.base.documents import Part
from syslead_cli.errors import SysleadError
from syslead_cli.journal.merge import PlacedLine

#: A longer text is a file that went astray, not an entry.
TEXT_LIMIT = 1024 * 1024

#: The key of the front matter that ``export --per-day`` writes.
MARK = "syslead"

#: What ``--with`` may ask for.
EXTRAS = ("location", "weather", "device")


class ParseOptions(NamedTuple):
    """The extras that were asked for, how dates are written."""

    extras: Collection[str] = ()
    date_format: str = ""


class SourceFile(NamedTuple):
    """One file, or one member of an archive, with the name messages call it by."""

    name: str
    content: bytes


class LeftOut(Part, frozen=True):
    """What does not come in: its place in the source, and the reason."""

    place: str
    reason: str


class ForeignEntry(Struct, frozen=True):
    """One entry as its source has it.

    ``when`` carries an offset where the source says one; a local time may still have the name
    of its ``zone``. ``key`` is what identifies the entry in its source: the same key always
    makes the same id. ``place`` is filled in when all of a source was read.
    """

    key: str
    when: datetime
    text: str
    zone: str = ""
    tags: tuple[str, ...] = ()
    starred: bool = False
    #: The source has a day and no time.
    day_only: bool = False
    #: Location, weather and the like, where they were asked for.
    extra: dict[str, Any] = field(default_factory=dict)
    #: Names of what its source has and a note has no place for.
    not_kept: tuple[str, ...] = ()
    place: str = ""


#: What stands at one place of a source: an entry, a line of a syslead journal, or the reason why
#: it does not come in.
ParsedEntry: TypeAlias = ForeignEntry | PlacedLine | str
#: The places of a source in turn, as messages name them, and what stands there.
ParsedEntries: TypeAlias = Iterable[tuple[str, ParsedEntry]]


class Parsed(NamedTuple):
    """What sources hold: entries, or lines with their places where they are our own."""

    entries: list[ForeignEntry]
    lines: list[tuple[str, PlacedLine]]
    left_out: list[LeftOut]


#: Said where there is nothing more to say; a format adds how its files are made.
NOTHING = "Nothing was imported."


def refused(message: str, hint: str = NOTHING) -> SysleadError:
    """Return the error about a source that cannot be read at all."""
    return SysleadError(message, hint, "not_importable")


def text_of(source: SourceFile) -> str:
    """Decode UTF-8, with or without a byte order mark, or UTF-16 with one."""
    encoding = "utf-16" if source.content[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig"
    try:
        return source.content.decode(encoding)
    except UnicodeDecodeError as problem:
        raise refused(
            f"{source.name}: not UTF-8 text (byte {problem.start + 1}).",
            "iconv -t UTF-8 changes the encoding of a file. Nothing was imported.",
        ) from None


STARS = ("starred", "star", "favourite", "favorite")
YES = frozenset({"true", "yes", "on", "1", "x", "*"})


def texts_in(value: Any) -> tuple[str, ...]:
    """Return the texts in a list, and in lists inside it."""
    if not isinstance(value, list):
        return ()
    texts: list[str] = []
    for one in value:
        texts += [one] if isinstance(one, str) else texts_in(one)
    return tuple(texts)


def with_lines(text: str, rest: dict[str, Any]) -> str:
    """Return a text with a line for each key that has no other place."""
    return "\n\n".join(filter(None, (text, "\n".join(pairs_of(rest)))))


def pairs_of(table: dict[str, Any]) -> list[str]:
    return [f"{key}: {words}" for key, one in table.items() if (words := in_words(one))]


def in_words(value: Any) -> str:
    match value:
        case None:
            return ""
        case bool():
            return "yes" if value else "no"
        case list():
            return ", ".join(filter(None, map(in_words, value)))
        case dict():
            return "; ".join(pairs_of(value))
    return str(value).strip()


def take(table: dict[str, Any], *keys: str) -> str:
    """Take out the first of the keys that has a text, or a list of them, and return the text."""
    for key in keys:
        if words := first_text(table.get(key)):
            del table[key]
            return words
    return ""


def first_text(value: Any) -> str:
    texts = (value,) if isinstance(value, str) else texts_in(value)
    return texts[0].strip() if texts else ""
