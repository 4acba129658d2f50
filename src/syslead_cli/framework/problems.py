"""What is wrong with a file, said so that it can be put right: file, line, name, message, hint."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TypeAlias

from syslead_cli.base.nearest import nearest
from syslead_cli.base.values import dataclass, field
from syslead_cli.base.visible import one_line
from syslead_cli.errors import SysleadError
from syslead_cli.framework.toml_lines import TomlPath, nearest_line, scan

_LONGEST_QUOTE = 60
#: A file with everything wrong still gives a page somebody can read.
MOST_SAID = 50


@dataclass(frozen=True, slots=True, order=True)
class Problem:
    """One thing to mend. ``name`` is the key or id it is about."""

    file: str
    line: int
    name: str
    message: str
    hint: str = ""

    def __str__(self) -> str:
        return f"{one_line(self.file)}, line {self.line}: {self.said}"

    @property
    def said(self) -> str:
        """The message with its hint, as one sentence or two."""
        return f"{self.message} {self.hint}".rstrip()


Found: TypeAlias = tuple[TomlPath, str, str, str]


@dataclass(slots=True)
class Findings:
    """Problems by where in the document they are.

    Lines are looked up once, at the end, and only when something was found: a sound file is
    never scanned.
    """

    file: str
    found: list[Found] = field(default_factory=list)

    def add(self, path: TomlPath, message: str, hint: str = "", name: str = "") -> None:
        """Something is wrong at ``path``."""
        name = name or next((str(part) for part in reversed(path) if isinstance(part, str)), "")
        self.found.append((path, name, message, hint))

    def __bool__(self) -> bool:
        return bool(self.found)

    def placed(self, text: str) -> list[Problem]:
        """The problems in the order of their lines."""
        if not self.found:
            return []
        places = scan(text)
        return sorted(
            Problem(self.file, nearest_line(text, places, path), name, message, hint)
            for path, name, message, hint in self.found
        )


def quoted(value: object) -> str:
    """A value from a file, fit for a message: on one line, made visible, not too long."""
    text = one_line(value) if isinstance(value, str) else one_line(repr(value))
    if len(text) > _LONGEST_QUOTE:
        text = text[: _LONGEST_QUOTE - 1] + "…"
    return f'"{text}"'


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """``Did you mean "humility"?`` where something known is near, else an empty text."""
    near = nearest(word, known)
    return f"Did you mean {quoted(near)}?" if near else ""


def refusal(problems: Sequence[Problem], hint: str = "") -> SysleadError:
    """All problems as the one error a command ends with."""
    lines = [str(problem) for problem in problems[:MOST_SAID]]
    if len(problems) > MOST_SAID:
        lines.append(f"… and {len(problems) - MOST_SAID} more.")
    return SysleadError("\n".join(lines), hint=hint, code="bad_file")
