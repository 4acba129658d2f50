"""Read the scenarios of the golden transcripts from ``scenarios.txt``, whose head says its form."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path


@dataclass(frozen=True)
class Call:
    """One command with what is given to it."""

    shown: str
    argv: tuple[str, ...]
    stdin: str = ""
    typed: str | None = None
    terminal: bool = False
    days: float = 0
    environ: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Scenario:
    """Commands that follow each other in one copy of a home; ``secret``: keys are made in it."""

    name: str
    calls: tuple[Call, ...]
    secret: bool = False


def read_call(text: str) -> Call:
    """Read one line of a scenario."""
    words, environ, stdin = shlex.split(text), {}, ""
    while words and (setting := re.fullmatch(r"([A-Z_]+)=(.*)", words[0])):
        environ[setting[1]] = setting[2].replace("\\n", "\n")
        words.pop(0)
    if "<<<" in words:
        at = words.index("<<<")
        stdin = words[at + 1].replace("\\n", "\n")
        del words[at:]
    typed, enters = environ.pop("TYPED", None), int(environ.pop("ENTERS", 0))
    if enters:
        typed = (typed or "") + "\n" * enters
    terminal = bool(environ.pop("TTY", "")) or typed is not None
    days = float(environ.pop("DAYS", 0))
    return Call(text, tuple(words), stdin, typed, terminal, days, environ)


def read_sections(text: str) -> dict[str, list[str]]:
    """Give the lines below each heading; ``@name`` is replaced by the lines of that list."""
    sections: dict[str, list[str]] = {}
    for line in text.splitlines():
        if heading := re.fullmatch(r"\[(.*)\]", line):
            sections[heading[1]] = lines = []
        elif line.startswith("@"):
            lines += sections[line[1:]]
        elif line and not line.startswith("#"):
            lines.append(line)
    return sections


def of_every_command() -> Iterator[Scenario]:
    """Give the scenarios in which each command is asked for help, misused, and left alone."""
    for top in dict.fromkeys(command[0] for command in COMMANDS):
        same = [" ".join(command) for command in COMMANDS if command[0] == top]
        lines = [f"{each}{more}" for each in same for more in (" --help", " --nonsense", "")]
        yield Scenario(f"command-{top}", tuple(map(read_call, lines)))


def read_scenarios() -> dict[str, list[Scenario]]:
    """Give the scenarios of every home, in their order."""
    scenarios: dict[str, list[Scenario]] = {"empty": list(of_every_command())}
    for heading, lines in SECTIONS.items():
        home, slash, name = heading.partition(" / ")
        if slash:
            name, _, secret = name.partition(", ")
            made = Scenario(name, tuple(map(read_call, lines)), secret == "secret")
            scenarios.setdefault(home, []).append(made)
    return scenarios


SECTIONS = read_sections(Path(__file__).with_suffix(".txt").read_text(encoding="utf-8"))
#: Every group and every leaf, as the words that name it.
COMMANDS = tuple(tuple(line.split()) for line in SECTIONS["commands"])
SCENARIOS = read_scenarios()
