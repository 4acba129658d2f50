"""TOML that people write: read within limits, problems placed by line, edited in place.

The standard reader gives values without lines; ``find_lines`` counts them along the items of
tomlkit, which keeps every character. Lines are looked up once, at the end, and only where
something was found: for a sound file tomlkit is never loaded.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated, Any, NamedTuple, TypeAlias

from msgspec import Meta, Struct, field

from syslead_cli.base.text import one_line
from syslead_cli.errors import SysleadError

if TYPE_CHECKING:
    from tomlkit.container import Container
    from tomlkit.items import Item

#: ``("facets", 2, "name")``: keys as text, elements of lists by number from 0.
KeyPath: TypeAlias = tuple[str | int, ...]

#: A file with everything wrong still gives a page somebody can read.
MOST_SHOWN = 50


class Problem(Struct, frozen=True, order=True, forbid_unknown_fields=True):
    """A problem in a file."""

    file: str
    line: Annotated[int, Meta(ge=0)]
    #: The key or id it is about.
    name: str
    message: str
    hint: str

    def __str__(self) -> str:
        return f"{one_line(self.file)}, line {self.line}: {self.text}"

    @property
    def text(self) -> str:
        """The message with its hint, as one sentence or two."""
        return f"{self.message} {self.hint}".rstrip()


class ProblemList(Struct):
    """Problems of one TOML file by the place of each in the document."""

    file: str
    found: list[tuple[KeyPath, str, str, str]] = field(default_factory=list)

    def add(self, path: KeyPath, message: str, hint: str = "", name: str = "") -> None:
        """Note what is wrong at ``path``; the last key is the name where none is given."""
        name = name or next((str(part) for part in reversed(path) if isinstance(part, str)), "")
        self.found.append((path, name, message, hint))

    def with_lines(self, text: str) -> list[Problem]:
        """Return the problems in the order of their lines in the file's text."""
        if not self.found:
            return []
        lines = find_lines(text)
        return sorted(
            Problem(self.file, nearest_line(lines, path), name, message, hint)
            for path, name, message, hint in self.found
        )


def full_stop(sentence: str) -> str:
    """Return the sentence with its full stop, unless it ends in one or asks something."""
    return sentence if sentence.endswith((".", "?")) else f"{sentence}."


def refusal(problems: Sequence[Problem], hint: str = "") -> SysleadError:
    """Return all problems as the one error a command ends with."""
    lines = list(map(str, problems))
    if len(lines) > MOST_SHOWN:
        lines[MOST_SHOWN:] = [f"… and {len(lines) - MOST_SHOWN} more."]
    return SysleadError("\n".join(lines), hint=hint, code="bad_file")


LONGEST_LINE = 4_000

#: The standard reader's time grows with the square of a dotted key's length.
_MANY_DOTS = r"(?:[^.\n]{1,9}\.){50}"
_FORMAT = "toml.io explains the format."
_AT_LINE = r"\(at line (\d+), column \d+\)"
_FIRST_TABLE = r"(?m)^(?:[ \t]*#[^\n]*\n)*[ \t]*\["
#: What may stand before an element of a list.
_BETWEEN = r"(?:[\s,]|#[^\n]*)*"
#: Where a line begins with a bracket, and how many of them may be inside one value.
_BEFORE_BRACKET = r"(?m)^(?=[ \t]*\[)"
_MOST_BRACKETS = 100


class TomlText(NamedTuple):
    """A text that was read. ``values`` is None where there are problems."""

    text: str
    values: dict[str, Any] | None
    problems: list[Problem]


def read_toml(content: bytes, file: str, limit: int) -> TomlText:
    """Return the values in a file of at most ``limit`` bytes, or the problem that stops it."""
    text, stop = _decoded(content, limit)
    if not stop:
        import tomllib

        try:
            return TomlText(text, tomllib.loads(text), [])
        except ValueError as error:
            why = str(error).partition(" (at ")[0].rstrip(".")
            at_line = re.search(_AT_LINE, str(error))
            # Where the text ended too soon, no line is named: it is the last one.
            line = int(at_line[1]) if at_line else text.rstrip().count("\n") + 1
            stop = line, f"this is not TOML: {why}.", _FORMAT
        except RecursionError:
            stop = 1, "the file is nested too deeply.", ""
    line, message, hint = stop
    return TomlText(text, None, [Problem(file, line, "", message, hint)])


def _decoded(content: bytes, limit: int) -> tuple[str, tuple[int, str, str] | None]:
    """Return the text, and what stops it from being read: a line, a message and a hint."""
    if len(content) > limit:
        message = f"the file is too large: {len(content):,} bytes, the limit is {limit:,}."
        return "", (1, message, "")
    try:
        text = content.decode("utf-8").removeprefix("\ufeff")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        return "", (line, "this is not UTF-8 text.", "Save it as UTF-8.")
    for number, row in enumerate(text.split("\n"), 1):
        if len(row) > LONGEST_LINE:
            message = f"the line has {len(row):,} characters, the limit is {LONGEST_LINE:,}."
            return text, (number, message, "")
    if dots := re.search(_MANY_DOTS, text):
        line = text.count("\n", 0, dots.start()) + 1
        return text, (line, "this is nested too deeply: it has too many dots.", "")
    return text, None


def nearest_line(lines: dict[KeyPath, int], path: KeyPath) -> int:
    """Return the line of what is at ``path``, or of the smallest thing around it with a line."""
    while path and path not in lines:
        path = path[:-1]
    return lines.get(path, 1)


def find_lines(text: str) -> dict[KeyPath, int]:
    """Return the line of every table, key and list element in a text that can be read.

    It is parsed from one header to the next: tables of one array may lie apart, and tomlkit
    would put them together. A bracket at the start of a line may also be part of a value.
    """
    import tomlkit
    from tomlkit.exceptions import TOMLKitError

    lines = _Lines()
    part: list[str] = []
    for piece in re.split(_BEFORE_BRACKET, text):
        part.append(piece)
        try:
            document = tomlkit.parse("".join(part))
        except (TOMLKitError, RecursionError):
            if len(part) > _MOST_BRACKETS:
                break
            continue
        lines.take_table((), document)
        part = []
    return lines.found


class _Lines:
    """Counts lines along the items of a text. ``_counts``: how many tables an array has so far."""

    def __init__(self) -> None:
        self.found: dict[KeyPath, int] = {}
        self._line = 1
        self._counts: dict[KeyPath, int] = {}

    def take_table(self, table: KeyPath, content: Container) -> None:
        from tomlkit.items import AoT, Table

        for key, item in content.body:
            path = table
            for name in key or ():
                path += (name.key,)
                self.found.setdefault(path, self._line)
            if isinstance(item, AoT):
                self._counts[path] = self._counts.get(path, -1) + 1
            if path in self._counts:
                path += (self._counts[path],)
            if isinstance(item, AoT | Table):
                inner = item.body[0] if isinstance(item, AoT) else item
                if not inner.is_super_table():  # it has a header of its own
                    self.found[path] = self._line
                    self._line += inner.trivia.trail.count("\n")
                self.take_table(path, inner.value)
            elif key:
                self._take_value(path, item)
                self._line += item.trivia.trail.count("\n")
            else:
                self._line += item.as_string().count("\n")

    def _take_value(self, path: KeyPath, value: Item) -> None:
        from tomlkit.items import Array, InlineTable

        if isinstance(value, InlineTable):
            self.take_table(path, value.value)
            return
        text, at, between = value.as_string(), 1, re.compile(_BETWEEN)
        for count, part in enumerate(value if isinstance(value, Array) else ()):
            start = next(between.finditer(text, at)).end()
            self._line += text.count("\n", at, start)
            self.found[*path, count] = self._line
            self._take_value((*path, count), part)
            at = start + len(part.as_string())
        self._line += text.count("\n", at)


class CannotEdit(ValueError):
    """The key cannot be changed without changing something else."""


def with_value(text: str, path: tuple[str, ...], value: Any) -> str:
    """Return the text with the key at ``path`` set, or taken out where the value is None.

    The new text is read again: nothing but that key may differ. Raises CannotEdit.
    """
    import tomllib

    import tomlkit
    from tomlkit.exceptions import TOMLKitError

    try:
        wanted = tomllib.loads(text)
        head, tail = (text, "") if len(path) > 1 or path[0] in wanted else _before_tables(text)
        document = tomlkit.parse(head)
        _put(wanted, path, value, dict)
        _put(document, path, value, tomlkit.table)
        edited = document.as_string() + tail
        if text.count("\r\n") == text.count("\n") > 0:
            edited = re.sub(r"(?<!\r)\n", "\r\n", edited)
        if _pruned(tomllib.loads(edited)) == _pruned(wanted):
            return edited
    except (TOMLKitError, ValueError, LookupError, TypeError, AttributeError):
        pass
    raise CannotEdit


def _before_tables(text: str) -> tuple[str, str]:
    """Split before the first table and the comment lines that belong to it."""
    header = re.search(_FIRST_TABLE, text)
    if header is None:
        return text, ""
    head = text[: header.start()].rstrip()
    return (f"{head}\n" if head else ""), f"\n{text[header.start() :]}"


def _put(values: Any, path: tuple[str, ...], value: Any, new_table: Any) -> None:
    for name in path[:-1]:
        if name not in values and value is not None:
            values[name] = new_table()
        values = values.get(name, {})
    if value is None:
        values.pop(path[-1], None)
    else:
        values[path[-1]] = value


def _pruned(values: dict[str, Any]) -> dict[str, Any]:
    """Leave out empty tables, which mean nothing here, and make types compare strictly."""
    kept = {}
    for key, value in values.items():
        inner = _pruned(value) if isinstance(value, dict) else value
        if inner != {}:
            kept[key] = (type(value).__name__, inner)
    return kept
