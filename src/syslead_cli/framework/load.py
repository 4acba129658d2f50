"""Read framework and prompt files (``syslead/framework/1``, ``syslead/prompts/1``).

No dimension and no facet is known here: whatever a file names is the framework. A leader's own
prompt file adds to the bank that ships or replaces it. A file that is trusted, because it ships
or was checked before, becomes values at once; any other is checked first (check.py).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

import msgspec
from msgspec import Struct

from syslead_cli.base.problems import KeyPath, Problem, ProblemList
from syslead_cli.base.text import did_you_mean, quoted
from syslead_cli.base.toml import read_toml
from syslead_cli.framework.model import Framework, Prompt, PromptBank, Question

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
    return FrameworkText(_framework(values), [])


def _framework(values: dict[str, Any]) -> Framework:
    profiles = values.get("profiles") or {WHOLE: [facet["id"] for facet in values["facets"]]}
    trimmed = {key: values[key].strip() for key in _TRIMMED if key in values}
    given = {**values, **trimmed, "profiles": profiles, "everything": values["facets"]}
    whole = msgspec.convert(given, Framework)
    return whole.in_profile(values.get("default_profile", next(iter(profiles))))


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
    text: str = ""

    def rows(self) -> Iterator[tuple[KeyPath, Prompt | Question]]:
        """Yield every prompt and question with its place in the file."""
        for number, prompt in enumerate(self.prompts):
            yield ("prompts", number), prompt
        for number, question in enumerate(self.questions):
            yield ("questions", number), question


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
    """Return the files that make the bank: without the base where an own one replaces it."""
    replaced = any(file.mode == "replace" for file in own)
    return [*([base] if base and not replaced else []), *own]


def id_clashes(files: Sequence[PromptFile]) -> list[Problem]:
    """Return the ids that two files both use, reported in the later one."""
    owner: dict[str, str] = {}
    clashes = []
    for file in files:
        problems = ProblemList(file.file)
        for path, row in file.rows():
            first = owner.setdefault(row.id.casefold(), file.file)
            if first != file.file:
                message = f"the id {quoted(row.id)} is already in {first}."
                problems.add((*path, "id"), message, "Give yours another.", row.id)
        clashes.extend(problems.with_lines(file.text))
    return clashes


def bank_of(framework: str, base: PromptFile | None, own: Sequence[PromptFile]) -> PromptBank:
    """Return one bank. The base's review questions stay until a file brings its own."""
    files = files_in_use(base, own)
    questions = tuple(question for file in files for question in file.questions)
    if base and not questions:
        questions = base.questions
    prompts = tuple(prompt for file in files for prompt in file.prompts)
    return PromptBank(files[0].id if files else framework, framework, prompts, questions)
