"""TOML that people write: read within limits, problems placed by line, edited in place.

The standard reader gives values without lines; ``find_lines`` follows the grammar closely enough
to place everything in a text the standard reader accepts. On any other text it places what it
can; it never fails, and takes time in proportion to the text. Lines are looked up once, at the
end, and only where something was found: a sound file is never scanned for them.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Annotated, Any, NamedTuple, TypeAlias

from msgspec import Meta, Struct, field

from syslead_cli.base.text import one_line
from syslead_cli.errors import SysleadError

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
_DEEPEST = 100

#: The standard reader's time grows with the square of a dotted key's length.
_MANY_DOTS = r"(?:[^.\n]{1,9}\.){50}"
_FORMAT = "toml.io explains the format."
_AT_LINE = r"\(at line (\d+), column \d+\)"
_FIRST_TABLE = r"(?m)^(?:[ \t]*#[^\n]*\n)*[ \t]*\["
#: Compiled only where a line is looked for.
_TOKEN = (
    r"(?P<skip>[ \t\r]+|#[^\n]*)"
    r'|(?P<name>"""(?:[^"\\]|\\[\s\S]|"(?!""))*+"{3,5}'
    r"|'''(?:[^']|'(?!''))*+'{3,5}"
    r'|"(?:[^"\\\n]|\\.)*+"'
    r"|'[^'\n]*'"
    r"|[^\s#\"'\[\]{}=,.]+)"
    r"|(?P<mark>[\s\S])"
)


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
            said = str(error).partition(" (at ")[0].rstrip(".")
            stop = _line_in_error(error, text), f"this is not TOML: {said}.", _FORMAT
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


def _line_in_error(error: ValueError, text: str) -> int:
    """Return the line the reader complains about; the last one where the text ended too soon."""
    told = getattr(error, "lineno", None)  # since Python 3.14
    if isinstance(told, int):
        return told
    match = re.search(_AT_LINE, str(error))
    return int(match[1]) if match else text.rstrip().count("\n") + 1


def nearest_line(lines: dict[KeyPath, int], path: KeyPath) -> int:
    """Return the line of what is at ``path``, or of the smallest thing around it with a line."""
    while path and path not in lines:
        path = path[:-1]
    return lines.get(path, 1)


def find_lines(text: str) -> dict[KeyPath, int]:
    """Return the line of every table, key and list element in the text."""
    scanner = _Scanner()
    for token in re.finditer(_TOKEN, text):
        if max(len(scanner.open), len(scanner.names)) > _DEEPEST:
            break
        if token["name"] is not None:
            scanner.word(token["name"])
        elif token["mark"] is not None:
            scanner.mark(token["mark"])
        scanner.line += token[0].count("\n")
    return scanner.lines


class _Scanner:
    """Follows the tokens of a text. ``open`` has the lists and tables around the current value."""

    def __init__(self) -> None:
        self.lines: dict[KeyPath, int] = {}
        self.line = 1
        self.table: KeyPath = ()
        self.names: list[str] = []
        self.names_line = 1
        self.brackets = 0  # of a header
        self.in_value = False
        self.open: list[tuple[str, KeyPath]] = []
        self.counts: dict[KeyPath, int] = {}

    def word(self, word: str) -> None:
        """Take a name of a key, or a plain value."""
        if not self.in_value:
            self.names_line = self.names_line if self.names else self.line
            self.names.append(_spelled(word))
        elif self.open and self.open[-1][0] == "[":
            self._element(self.open[-1][1])

    def mark(self, mark: str) -> None:
        """Take a bracket, an equals sign, a comma or the end of a line."""
        if mark == "=" and not self.in_value and self.names:
            self._key()
        elif mark == "\n":
            if not self.open:
                self.in_value, self.names, self.brackets = False, [], 0
        elif not self.open and not self.in_value:
            if mark == "[":
                self.brackets += 1
            elif mark == "]" and self.names:
                self._header()
        elif mark in "[{":
            self._open(mark)
        elif mark in "]}" and self.open:
            self.open.pop()
            self.in_value, self.names = True, []
        elif mark == "," and self.open:
            bracket, path = self.open[-1]
            self.in_value, self.names = bracket == "[", []
            self.counts[path] += 1

    def _header(self) -> None:
        path: KeyPath = ()
        for at, name in enumerate(self.names):
            path += (name,)
            self.lines.setdefault(path, self.line)
            if self.brackets == 2 and at == len(self.names) - 1:
                self.counts[path] = self.counts.get(path, -1) + 1
            if path in self.counts:
                path += (self.counts[path],)
        self.lines[path] = self.line
        self.table, self.names = path, []

    def _key(self) -> None:
        path = self.open[-1][1] if self.open else self.table
        for name in self.names:
            path += (name,)
            self.lines.setdefault(path, self.names_line)
        self.key, self.names, self.in_value = path, [], True

    def _element(self, path: KeyPath) -> KeyPath:
        path += (self.counts[path],)
        self.lines.setdefault(path, self.line)
        return path

    def _open(self, bracket: str) -> None:
        path = self.key
        if self.open and self.open[-1][0] == "[":
            path = self._element(self.open[-1][1])
        self.open.append((bracket, path))
        self.counts[path] = 0
        self.in_value = bracket == "["


def _spelled(raw: str) -> str:
    if raw[0] != '"' or "\\" not in raw:
        return raw[1:-1] if raw[0] in "\"'" else raw
    import tomllib

    try:
        return str(tomllib.loads(f"k={raw}")["k"])
    except ValueError:
        return raw


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
