"""A prompt file (``syslead/prompts/1``): text to prompts, and several files to one bank.

A leader's own file adds to the bank that ships or replaces it. Whether the questions are good
ones is for prompt_rules; here a file is only held to what the program needs.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any, NamedTuple

from syslead_cli.base.values import dataclass, field
from syslead_cli.framework.framework_core import Framework
from syslead_cli.framework.problems import Findings, Problem, did_you_mean, quoted
from syslead_cli.framework.prompts_core import KIND_SHARES, USES, Prompt, PromptBank, Question
from syslead_cli.framework.toml_fields import (
    Field,
    doubles,
    exactly,
    identifier,
    identifiers,
    read_fields,
    tables,
    text,
    text_or_nothing,
)
from syslead_cli.framework.toml_lines import TomlPath
from syslead_cli.framework.toml_text import read_toml

PROMPTS_SCHEMA = "syslead/prompts/1"
PROMPTS_LIMIT = 1024 * 1024
#: Comparing every prompt with every other stays a matter of a second.
MOST_PROMPTS = 2_000

_TOP = {
    "schema": Field(exactly(PROMPTS_SCHEMA), required=True),
    "id": Field(identifier, required=True),
    "framework": Field(identifier, required=True),
    "name": Field(text_or_nothing),
    "version": Field(text_or_nothing),
    "mode": Field(exactly("add", "replace")),
    "prompts": Field(tables),
    "questions": Field(tables),
}
_PROMPT = {
    "id": Field(identifier, required=True),
    "facet": Field(identifier, required=True),
    "also": Field(identifiers),
    "kind": Field(exactly(*KIND_SHARES), required=True),
    "tension": Field(identifier),
    "text": Field(text, required=True),
}
_QUESTION = {
    "id": Field(identifier, required=True),
    "use": Field(exactly(*USES), required=True),
    "item": Field(identifier),
    "text": Field(text, required=True),
}


@dataclass(frozen=True, slots=True)
class PromptFile:
    """What one file holds. ``file`` is its name in messages, ``text`` serves to find lines."""

    file: str
    id: str
    framework: str
    name: str = ""
    version: str = ""
    mode: str = "add"
    prompts: tuple[Prompt, ...] = ()
    questions: tuple[Question, ...] = ()
    text: str = field(default="", repr=False)

    def rows(self) -> Iterator[tuple[TomlPath, Prompt | Question]]:
        """Everything that asks something, with its place in the file."""
        for number, prompt in enumerate(self.prompts):
            yield ("prompts", number), prompt
        for number, question in enumerate(self.questions):
            yield ("questions", number), question


class PromptsText(NamedTuple):
    """What became of a prompt file; ``prompts`` is None where there are problems."""

    prompts: PromptFile | None
    problems: list[Problem]


def read_prompts(content: bytes, file: str) -> PromptsText:
    """The prompts in a file, or every problem with its line. Facets are not looked up here."""
    document = read_toml(content, file, PROMPTS_LIMIT)
    if document.values is None:
        return PromptsText(None, document.problems)
    findings = Findings(file)
    found = _prompt_file(findings, document.values, document.text)
    return PromptsText(found, findings.placed(document.text))


def _prompt_file(findings: Findings, values: dict[str, Any], text: str) -> PromptFile | None:
    top = read_fields(findings, values, (), _TOP)
    if len(top.get("prompts", ())) > MOST_PROMPTS:
        findings.add(("prompts", MOST_PROMPTS), f"{MOST_PROMPTS:,} prompts are the limit.")
        return None
    prompts = _rows(findings, top, "prompts", _PROMPT)
    questions = _rows(findings, top, "questions", _QUESTION)
    if findings:
        return None
    return PromptFile(
        file=findings.file,
        id=top["id"],
        framework=top["framework"],
        name=top.get("name", ""),
        version=top.get("version", ""),
        mode=top.get("mode", "add"),
        prompts=tuple(Prompt(**{**row, "also": tuple(row.get("also", ()))}) for row in prompts),
        questions=tuple(Question(**row) for row in questions),
        text=text,
    )


def _rows(
    findings: Findings, top: dict[str, Any], key: str, fields: dict[str, Field]
) -> list[dict[str, Any]]:
    rows = [
        read_fields(findings, values, (key, number), fields)
        for number, values in enumerate(top.get(key, ()))
    ]
    doubles(findings, (((key, n), row["id"]) for n, row in enumerate(rows) if "id" in row), key)
    return rows


def reference_problems(prompts: PromptFile, framework: Framework) -> list[Problem]:
    """Facets, tensions and items a file names that the framework does not have."""
    findings = Findings(prompts.file)
    facets = {facet.id for facet in framework.everything or framework.facets}
    tensions = {tension.id for tension in framework.tensions}
    items = {item.id for item in (*framework.environment, *framework.practice)}
    for number, prompt in enumerate(prompts.prompts):
        path = ("prompts", number)
        _look_up(findings, (*path, "facet"), "facet", prompt.facet, facets)
        for place, id_ in enumerate(prompt.also):
            _look_up(findings, (*path, "also", place), "facet", id_, facets)
        if prompt.tension is not None:
            _look_up(findings, (*path, "tension"), "tension", prompt.tension, tensions)
    for number, question in enumerate(prompts.questions):
        if question.item is not None:
            _look_up(findings, ("questions", number, "item"), "item", question.item, items)
    return findings.placed(prompts.text)


def _look_up(
    findings: Findings, path: tuple[str | int, ...], what: str, id_: str, known: set[str]
) -> None:
    if id_ not in known:
        message = f"{what} {quoted(id_)} is not in this framework."
        findings.add(path, message, did_you_mean(id_, known), id_)


def chosen(base: PromptFile | None, own: Sequence[PromptFile]) -> list[PromptFile]:
    """The files that make the bank, in order: without the base where an own one replaces it."""
    replaced = any(file.mode == "replace" for file in own)
    return [*([base] if base and not replaced else []), *own]


def clashes(files: Sequence[PromptFile]) -> list[Problem]:
    """Ids that two files both use, reported in the later one."""
    owner: dict[str, str] = {}
    problems = []
    for file in files:
        findings = Findings(file.file)
        for path, row in file.rows():
            first = owner.setdefault(row.id.casefold(), file.file)
            if first != file.file:
                message = f"the id {quoted(row.id)} is already in {first}."
                findings.add((*path, "id"), message, "Give yours another.", row.id)
        problems.extend(findings.placed(file.text))
    return problems


def bank_of(framework: str, base: PromptFile | None, own: Sequence[PromptFile]) -> PromptBank:
    """One bank. The base's review questions stay until a file brings its own."""
    files = chosen(base, own)
    questions = _joined_questions(files)
    if base and base not in files and not questions:
        questions = base.questions
    prompts = tuple(prompt for file in files for prompt in file.prompts)
    return PromptBank(files[0].id if files else framework, framework, prompts, questions)


def _joined_questions(files: Iterable[PromptFile]) -> tuple[Question, ...]:
    return tuple(question for file in files for question in file.questions)
