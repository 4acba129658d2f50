"""Read framework and prompt files (``syslead/framework/1``, ``syslead/prompts/1``).

No dimension and no facet is known here: whatever a file names is the framework. A leader's own
prompt file adds to the bank that ships or replaces it. A file that is trusted, because it ships
or was checked before, becomes values at once; any other is checked first (check.py).

Small files in ``state/cache`` save work: a framework's names, and which files are checked. They
are never trusted over the files they are about: each holds for this program's version and for the
same files only (inode, size and times). They may be deleted at any time.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any, NamedTuple
from zlib import crc32

import msgspec
from msgspec import Struct

from syslead_cli import __version__
from syslead_cli.base.files import read_regular, replace_file
from syslead_cli.base.text import did_you_mean, quoted
from syslead_cli.base.toml import KeyPath, Problem, ProblemList, read_toml
from syslead_cli.errors import SysleadError
from syslead_cli.framework.model import Aim, Framework, Prompt, PromptBank, Question

#: Four times what the shipped framework takes, so that a leader can adapt a copy of it.
FRAMEWORK_LIMIT = 256 * 1024
PROMPTS_SCHEMA = "syslead/prompts/1"
PROMPTS_LIMIT = 1024 * 1024

#: The one profile of a framework whose file names none.
WHOLE = "all"
_TRIMMED = ("language", "about", "source", "differences")


class FrameworkText(NamedTuple):
    """The framework in a file; None where there are problems."""

    framework: Framework | None
    problems: list[Problem]


def read_framework(content: bytes, file: str, *, trusted: bool = False) -> FrameworkText:
    """Return the framework in a file, in its default profile, or every problem with its line."""
    text, values, problems = read_toml(content, file, FRAMEWORK_LIMIT)
    if values is not None and not trusted:
        from syslead_cli.framework.check import framework_problems

        problems = framework_problems(values, text, file)
    if values is None or problems:
        return FrameworkText(None, problems)
    profiles = values.get("profiles") or {WHOLE: [facet["id"] for facet in values["facets"]]}
    trimmed = {key: values[key].strip() for key in _TRIMMED if key in values}
    given = {**values, **trimmed, "profiles": profiles, "everything": values["facets"]}
    whole = msgspec.convert(given, Framework)
    default = values.get("default_profile", next(iter(profiles)))
    return FrameworkText(whole.in_profile(default), [])


class PromptFile(Struct, frozen=True):
    """The prompts of one file. ``file`` is its name in messages, ``text`` serves to find lines."""

    file: str
    id: str
    framework: str
    name: str = ""
    version: str = ""
    mode: str = "add"
    prompts: tuple[Prompt, ...] = ()
    questions: tuple[Question, ...] = ()
    aims: dict[str, Aim] = {}
    text: str = ""

    def rows(self) -> Iterator[tuple[KeyPath, Prompt | Question]]:
        for number, prompt in enumerate(self.prompts):
            yield ("prompts", number), prompt
        for number, question in enumerate(self.questions):
            yield ("questions", number), question

    def asked(self) -> Iterator[tuple[KeyPath, Prompt]]:
        """Yield the prompts that are not retired, with their places."""
        for number, prompt in enumerate(self.prompts):
            if not prompt.retired:
                yield ("prompts", number), prompt


class PromptsText(NamedTuple):
    """The prompts in a file; None where there are problems."""

    prompts: PromptFile | None
    problems: list[Problem]


def read_prompts(content: bytes, file: str, *, trusted: bool = False) -> PromptsText:
    """Return the prompts in a file, or every problem with its line. Facets are not looked up."""
    text, values, problems = read_toml(content, file, PROMPTS_LIMIT)
    if values is not None and not trusted:
        from syslead_cli.framework.check import prompt_file_problems

        problems = prompt_file_problems(values, text, file)
    if values is None or problems:
        return PromptsText(None, problems)
    return PromptsText(msgspec.convert({**values, "file": file, "text": text}, PromptFile), [])


def reference_problems(prompts: PromptFile, framework: Framework) -> list[Problem]:
    """Return the facets, tensions and items a file names that the framework does not have."""
    problems = ProblemList(prompts.file)
    facets = {facet.id for facet in framework.everything}
    tensions = {tension.id for tension in framework.tensions}
    items = {item.id for item in (*framework.environment, *framework.practice)}

    def look_up(path: KeyPath, what: str, id_: str | None, known: set[str]) -> None:
        if id_ is not None and id_ not in known:
            message = f"{what} {quoted(id_)} is not in this framework."
            problems.add(path, message, did_you_mean(id_, known), id_)

    for number, prompt in enumerate(prompts.prompts):
        look_up(("prompts", number, "facet"), "facet", prompt.facet, facets)
        for place, id_ in enumerate(prompt.also):
            look_up(("prompts", number, "also", place), "facet", id_, facets)
        look_up(("prompts", number, "tension"), "tension", prompt.tension, tensions)
    for number, question in enumerate(prompts.questions):
        look_up(("questions", number, "item"), "item", question.item, items)
    return problems.with_lines(prompts.text)


def files_in_use(base: PromptFile | None, own: Sequence[PromptFile]) -> list[PromptFile]:
    replaced = any(file.mode == "replace" for file in own)
    return [*([base] if base and not replaced else []), *own]


def id_clashes(files: Sequence[PromptFile]) -> list[Problem]:
    owner: dict[str, str] = {}
    clashes = []
    for file in files:
        problems = ProblemList(file.file)
        for path, row in file.rows():
            first = owner.setdefault(row.id.casefold(), file.file)
            if first != file.file:
                message = f"the id {quoted(row.id)} is already in {first}."
                problems.add((*path, "id"), message, "Give yours another id.", row.id)
        clashes.extend(problems.with_lines(file.text))
    return clashes


def bank_of(framework: str, base: PromptFile | None, own: Sequence[PromptFile]) -> PromptBank:
    """Return one bank. The base's review questions stay until a file brings its own."""
    files = files_in_use(base, own)
    questions = tuple(question for file in files for question in file.questions)
    if base and not questions:
        questions = base.questions
    prompts = [prompt for file in files for prompt in file.prompts]
    return PromptBank(
        id=files[0].id if files else framework,
        framework=framework,
        prompts=tuple(prompt for prompt in prompts if not prompt.retired),
        questions=questions,
        retired=tuple(prompt for prompt in prompts if prompt.retired),
    )


_LIMIT = 4 * 1024 * 1024


def file_stamp(path: str | Path) -> list[Any]:
    """Return what changes when a file or folder does; its path alone where it is not there."""
    try:
        found = os.stat(path)
    except OSError:
        return [str(path)]
    return [str(path), found.st_ino, found.st_size, found.st_mtime_ns, found.st_ctime_ns]


class CacheFile:
    """A JSON value in a file, after a line with its CRC."""

    def __init__(self, state: Path, name: str) -> None:
        self._path = state / "cache" / name

    def load(self) -> Any:
        """Return the value, or None where there is none that is whole."""
        with suppress(OSError, SysleadError, ValueError):
            crc, _, body = read_regular(self._path, _LIMIT).partition(b"\n")
            if crc == b"%08x" % crc32(body):
                return json.loads(body)
        return None

    def store(self, value: Any) -> None:
        """Keep the value; a disk that does not take it costs nothing but time."""
        body = json.dumps(value, separators=(",", ":")).encode()
        with suppress(OSError, SysleadError):
            content = b"%08x\n" % crc32(body) + body
            replace_file(self._path, content, root=self._path.parents[1])


class CheckedFiles:
    """The stamps of the leader's own files that were checked and found sound."""

    def __init__(self, state: Path) -> None:
        self._file = CacheFile(state, "checked.json")

    def holds(self, stamp: list[Any]) -> bool:
        return stamp in self._stamps()

    def add(self, stamp: list[Any]) -> None:
        """Note that the file is sound; those that have changed since are dropped."""
        stamps = [kept for kept in self._stamps() if kept == file_stamp(kept[0])]
        self._file.store({"version": __version__, "files": [*stamps, stamp]})

    def _stamps(self) -> list[list[Any]]:
        with suppress(LookupError, TypeError):
            kept = self._file.load()
            if kept["version"] == __version__:
                return [stamp for stamp in kept["files"] if stamp]
        return []
