"""Where in a TOML text each table, array element and key stands.

The standard reader gives values without lines; a person mending a file needs the line. This
scanner follows the grammar closely enough to place everything in a text the standard reader
accepts. On any other text it places what it can and stops; it never fails and never runs long.
"""

from __future__ import annotations

import re
from contextlib import suppress
from typing import NamedTuple, TypeAlias

#: ``("facets", 2, "name")``: keys as text, elements of arrays by number from 0.
TomlPath: TypeAlias = tuple[str | int, ...]

#: The reader's own limit lies below this; see toml_text.
_DEEPEST = 64

_BLANK = re.compile(r"[ \t]*")
_GAP = re.compile(r"(?:[ \t\r\n]|#[^\n]*)*+")
_REST_OF_LINE = re.compile(r"[^\n]*\n?")
_BARE = re.compile(r"[A-Za-z0-9_-]+")
STRING = re.compile(
    r'"""(?:[^"\\]|\\[\s\S]|"(?!""))*+"{3,5}'
    r"|'''(?:[^']|'(?!''))*+'{3,5}"
    r'|"(?:[^"\\\n]|\\.)*+"'
    r"|'[^'\n]*'"
)
_SCALAR = re.compile(r"\d{4}-\d\d-\d\d \d\d:[^\s,\]}#]*|[^\s,\[\]{}#]+")
_AT_LINE = re.compile(r"\(at line (\d+), column \d+\)")


class Place(NamedTuple):
    """Offsets into the text: where the key or element begins, and its value's extent.

    A table has the extent of its header.
    """

    at: int
    start: int
    end: int


class _Lost(Exception):
    """The text is no TOML from here on."""


def scan(text: str) -> dict[TomlPath, Place]:
    """The place of everything in the text, in the order it comes. Never raises."""
    scanner = _Scanner(text)
    with suppress(_Lost):
        scanner.document()
    return scanner.places


def line_of(text: str, offset: int) -> int:
    """The line number, from 1, of an offset."""
    return text.count("\n", 0, offset) + 1


def nearest_line(text: str, places: dict[TomlPath, Place], path: TomlPath) -> int:
    """The line of what is at ``path``, or of the smallest thing around it that has a place."""
    while path and path not in places:
        path = path[:-1]
    return line_of(text, places[path].at) if path else 1


def line_in_error(error: ValueError, text: str) -> int:
    """The line the standard reader complains about; the last one when the text ended too soon."""
    told = getattr(error, "lineno", None)
    if isinstance(told, int):
        return told
    match = _AT_LINE.search(str(error))
    if match:
        return int(match[1])
    return max(1, line_of(text.rstrip(), len(text)))


class _Scanner:
    def __init__(self, text: str) -> None:
        self.text = text
        self.places: dict[TomlPath, Place] = {}
        self.lengths: dict[TomlPath, int] = {}

    def document(self) -> None:
        table: TomlPath = ()
        at = self._skip(_GAP, 0)
        while at < len(self.text):
            if self.text[at] == "[":
                table, at = self._header(at)
            else:
                at = self._pair(at, table, 0)
            at = self._skip(_GAP, at)

    def _skip(self, pattern: re.Pattern[str], at: int) -> int:
        match = pattern.match(self.text, at)
        return match.end() if match else at

    def _expect(self, token: str, at: int) -> int:
        at = self._skip(_BLANK, at)
        if not self.text.startswith(token, at):
            raise _Lost
        return at + len(token)

    def _header(self, at: int) -> tuple[TomlPath, int]:
        many = self.text.startswith("[[", at)
        names, end = self._names(at + 1 + many)
        end = self._expect("]]" if many else "]", end)
        place = Place(at, at, end)
        path: TomlPath = (*self._reach(names[:-1], place), names[-1])
        if many:
            number = self.lengths.get(path, 0)
            self.lengths[path] = number + 1
            self.places.setdefault(path, place)
            path += (number,)
        self.places[path] = place
        return path, end

    def _reach(self, names: list[str], place: Place) -> TomlPath:
        """The table those names lead to: the last element where one is an array of tables."""
        path: TomlPath = ()
        for name in names:
            path += (name,)
            self.places.setdefault(path, place)
            if path in self.lengths:
                path += (self.lengths[path] - 1,)
        return path

    def _names(self, at: int) -> tuple[list[str], int]:
        names = []
        while True:
            at = self._skip(_BLANK, at)
            match = _BARE.match(self.text, at) or STRING.match(self.text, at)
            if match is None:
                raise _Lost
            names.append(_name(match[0]))
            at = self._skip(_BLANK, match.end())
            if not self.text.startswith(".", at):
                return names, at
            at += 1

    def _pair(self, at: int, table: TomlPath, depth: int) -> int:
        names, end = self._names(at)
        start = self._skip(_BLANK, self._expect("=", end))
        path = table
        for name in names[:-1]:
            path += (name,)
            self.places.setdefault(path, Place(at, at, end))
        path += (names[-1],)
        end = self._value(start, path, depth)
        self.places[path] = Place(at, start, end)
        return end

    def _value(self, at: int, path: TomlPath, depth: int) -> int:
        if depth > _DEEPEST:
            raise _Lost
        if self.text.startswith("[", at):
            return self._array(at + 1, path, depth + 1)
        if self.text.startswith("{", at):
            return self._inline_table(at + 1, path, depth + 1)
        match = STRING.match(self.text, at) or _SCALAR.match(self.text, at)
        if match is None:
            raise _Lost
        return match.end()

    def _array(self, at: int, path: TomlPath, depth: int) -> int:
        number = 0
        while True:
            at = self._skip(_GAP, at)
            if self.text.startswith("]", at):
                return at + 1
            end = self._value(at, (*path, number), depth)
            self.places[(*path, number)] = Place(at, at, end)
            at = self._next(end, "]")
            number += 1

    def _inline_table(self, at: int, path: TomlPath, depth: int) -> int:
        while True:
            at = self._skip(_GAP, at)
            if self.text.startswith("}", at):
                return at + 1
            at = self._next(self._pair(at, path, depth), "}")

    def _next(self, at: int, end: str) -> int:
        """After a comma, or at the closing bracket."""
        at = self._skip(_GAP, at)
        if self.text.startswith(",", at):
            return at + 1
        if not self.text.startswith(end, at):
            raise _Lost
        return at


def _name(raw: str) -> str:
    if raw[0] not in "\"'":
        return raw
    if raw[0] == "'" or "\\" not in raw:
        return raw[1:-1]
    import tomllib

    try:
        return str(tomllib.loads(f"k={raw}")["k"])
    except ValueError:
        raise _Lost from None
