"""What is wrong with a file somebody wrote: file, line, key, message and hint.

Lines are looked up once, at the end, and only where something was found: a sound file is never
scanned for them.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeAlias

from msgspec import Struct, field

from syslead_cli.base.text import one_line
from syslead_cli.errors import SysleadError

#: ``("facets", 2, "name")``: keys as text, elements of lists by number from 0.
KeyPath: TypeAlias = tuple[str | int, ...]

#: A file with everything wrong still gives a page somebody can read.
MOST_SHOWN = 50


class Problem(Struct, frozen=True, order=True):
    """One thing to mend. ``name`` is the key or id it is about."""

    file: str
    line: int
    name: str
    message: str
    hint: str = ""

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
        from syslead_cli.base.toml import find_lines, nearest_line

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
    lines = [str(problem) for problem in problems[:MOST_SHOWN]]
    if len(problems) > MOST_SHOWN:
        lines.append(f"… and {len(problems) - MOST_SHOWN} more.")
    return SysleadError("\n".join(lines), hint=hint, code="bad_file")
