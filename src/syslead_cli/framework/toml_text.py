"""From the bytes of somebody's TOML file to values, without trusting the file.

Everything that could make the standard reader slow or deep is refused before it sees the text:
size, length of a line, nesting, long dotted keys.
"""

from __future__ import annotations

import re
from typing import Any, NamedTuple

from syslead_cli.framework.problems import Problem
from syslead_cli.framework.toml_lines import line_in_error, line_of

LONGEST_LINE = 4_000
DEEPEST = 8

#: Strings and comments, each to its end or the text's, so that matching them all is one pass.
_SILENT = re.compile(
    r'"""(?:[^"\\]|\\[\s\S]|"(?!""))*+(?:"{3,5}|\Z|\\\Z)'
    r"|'''(?:[^']|'(?!''))*+(?:'{3,5}|\Z)"
    r'|"(?:[^"\\\n]|\\.)*+"?'
    r"|'[^'\n]*'?"
    r"|#[^\n]*"
)
_BRACKETS = re.compile(r"[\[\]{}]")
_LONG_KEY = re.compile(rf"(?<![\w-])(?:[\w-]++[ \t]*\.[ \t]*){{{DEEPEST}}}")
_MARK = "\ufeff"


class TomlText(NamedTuple):
    """A text that was read. ``values`` is None where there are problems."""

    text: str
    values: dict[str, Any] | None
    problems: list[Problem]


def read_toml(content: bytes, file: str, limit: int) -> TomlText:
    """The values in a file of at most ``limit`` bytes, or the problem that stops it."""
    if len(content) > limit:
        message = f"the file is too large: {len(content):,} bytes, the limit is {limit:,}."
        return TomlText("", None, [Problem(file, 1, "", message)])
    try:
        text = content.decode("utf-8").removeprefix(_MARK)
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        hint = "Save it as UTF-8."
        return TomlText("", None, [Problem(file, line, "", "this is not UTF-8 text.", hint)])
    stop = _too_much(text, file) or _parsed(text, file)
    if isinstance(stop, Problem):
        return TomlText(text, None, [stop])
    return TomlText(text, stop, [])


def _parsed(text: str, file: str) -> dict[str, Any] | Problem:
    import tomllib

    try:
        return tomllib.loads(text)
    except ValueError as error:
        line = line_in_error(error, text)
        said = str(error).partition(" (at ")[0].rstrip(".")
        return Problem(file, line, "", f"this is not TOML: {said}.", "toml.io explains the format.")
    except RecursionError:
        return Problem(file, 1, "", "the file is nested too deeply.")


def _too_much(text: str, file: str) -> Problem | None:
    for number, line in enumerate(text.split("\n"), 1):
        if len(line) > LONGEST_LINE:
            message = f"the line has {len(line):,} characters, the limit is {LONGEST_LINE:,}."
            return Problem(file, number, "", message)
    at = _too_deep(text)
    if at is None:
        return None
    message = f"this is nested too deeply: {DEEPEST} levels are the limit."
    return Problem(file, line_of(text, at), "", message)


def _too_deep(text: str) -> int | None:
    """Where nesting goes too far; strings and comments do not count, offsets are kept."""
    bare = _SILENT.sub(_blanked, text)
    if bare.count(".") >= DEEPEST and (match := _LONG_KEY.search(bare)):
        return match.start()
    depth = 0
    for bracket in _BRACKETS.finditer(bare):
        depth = depth + 1 if bracket[0] in "[{" else max(0, depth - 1)
        if depth > DEEPEST:
            return bracket.start()
    return None


def _blanked(match: re.Match[str]) -> str:
    """As long as what it stands for, a word where that could be part of a key."""
    raw = match[0]
    if raw.startswith("#"):
        return " " * len(raw)
    return "_" * len(raw) if "\n" not in raw else " " * len(raw)
