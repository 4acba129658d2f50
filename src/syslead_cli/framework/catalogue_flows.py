"""Frameworks and prompts: what is wrong with a file, which framework is used, a new prompt."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from syslead_cli.base.values import dataclass
from syslead_cli.base.wording import counted
from syslead_cli.errors import SysleadError, UsageError
from syslead_cli.framework.framework_core import Framework
from syslead_cli.framework.framework_file import FrameworkText, signal_problems
from syslead_cli.framework.problems import Problem, quoted, refusal
from syslead_cli.framework.prompt_file import (
    PromptFile,
    PromptsText,
    chosen,
    clashes,
    reference_problems,
)
from syslead_cli.framework.prompt_rules import rule_problems
from syslead_cli.framework.prompt_writing import appended, new_file, own_id, reread
from syslead_cli.framework.prompts_core import Prompt
from syslead_cli.framework.shelf import Shelf, Source
from syslead_cli.setup.configuring import ConfigPort, change
from syslead_cli.setup.settings_core import Settings

#: The leader's own file, which ``prompts add`` writes.
MINE = "mine"


class CatalogPort(Protocol):
    """The catalog as flows use it."""

    def shelves(self) -> list[Shelf]:
        """Every framework file."""

    def framework_source(self, id_: str) -> Source:
        """The file of a framework."""

    def framework(self, id_: str, profile: str = "") -> Framework:
        """A framework by id."""

    def framework_in(self, source: Source) -> FrameworkText:
        """What a framework file holds."""

    def prompts_in(self, source: Source) -> PromptsText:
        """What a prompt file holds."""

    def prompt_files(self, framework: str) -> tuple[PromptFile | None, list[PromptFile]]:
        """The shipped prompt file for a framework and the leader's own."""

    def prompt_sources(self) -> list[Source]:
        """Every prompt file, the leader's own first."""

    def own_prompts(self, name: str) -> Source:
        """The leader's own prompt file of that name, there or not."""

    def at(self, path: str) -> Source | None:
        """The file at a path, if something is there."""

    def text_of(self, source: Source) -> str:
        """A file's text, empty where there is none."""

    def write(self, source: Source, text: str) -> None:
        """On return the text is on disk."""


@dataclass(frozen=True, slots=True)
class Checked:
    """The files looked at, with how much is in them, and every problem."""

    files: tuple[tuple[str, str], ...]
    problems: tuple[Problem, ...]


def check_frameworks(catalog: CatalogPort, target: str) -> Checked:
    """One framework by path or id; with neither, all there are. Raises SysleadError."""
    if target:
        sources = [catalog.at(target) or catalog.framework_source(target)]
    else:
        sources = [shelf.source for shelf in catalog.shelves()]
    files, problems = [], []
    for source in sources:
        framework, found = catalog.framework_in(source)
        if framework is not None:
            found = signal_problems(framework, source.label, catalog.text_of(source))
            files.append((source.label, _size(framework)))
        problems += found
    return Checked(tuple(files), tuple(problems))


def _size(framework: Framework) -> str:
    every = framework.everything or framework.facets
    return f"{framework.name}: {len(framework.dimensions)} dimensions, {len(every)} facets"


def use_framework(
    catalog: CatalogPort, config: ConfigPort, settings: Settings, id_: str
) -> tuple[Framework, bool]:
    """Configure the framework; a profile it does not have is taken out (then True)."""
    framework = catalog.framework(id_)
    unknown = bool(settings.profile) and settings.profile not in framework.profiles
    wishes: dict[str, str | None] = {"framework": id_}
    change(config, wishes | {"profile": None} if unknown else wishes)
    return framework, unknown


def check_prompts(catalog: CatalogPort, settings: Settings, target: str) -> Checked:
    """One prompt file by path or id, in the bank it is part of; with neither, all in use."""
    if not target:
        base, own = catalog.prompt_files(settings.framework)
        framework = catalog.framework(settings.framework)
        return _judged(chosen(base, own), framework, None)
    source = _prompt_source(catalog, target)
    prompts, problems = catalog.prompts_in(source)
    if prompts is None:
        return Checked((), tuple(problems))
    framework = catalog.framework(prompts.framework)
    base, own = catalog.prompt_files(prompts.framework)
    if base is not None and base.text == prompts.text:
        return _judged([prompts], framework, prompts)
    others = [file for file in own if file.text != prompts.text]
    return _judged(chosen(base, [*others, prompts]), framework, prompts)


def _prompt_source(catalog: CatalogPort, target: str) -> Source:
    found = catalog.at(target)
    if found is not None:
        return found
    for source in catalog.prompt_sources():
        if source.id == target:
            return source
    raise SysleadError(
        f"There is no prompt file {quoted(target)}.", "A path, or the name of one of your own."
    )


def _judged(
    files: Sequence[PromptFile], framework: Framework, subject: PromptFile | None
) -> Checked:
    judged = [subject] if subject else list(files)
    names = {file.file for file in judged}
    problems = [problem for file in judged for problem in reference_problems(file, framework)]
    problems += [problem for problem in clashes(files) if problem.file in names]
    problems += rule_problems(files, framework, names)
    said = tuple((file.file, counted(len(file.prompts), "prompt")) for file in judged)
    return Checked(said, tuple(dict.fromkeys(problems)))


def add_prompt(
    catalog: CatalogPort, framework: Framework, facet: str, kind: str, text: str
) -> tuple[Prompt, Source]:
    """Put a prompt of the leader's own on disk. Raises UsageError where it breaks a rule."""
    text = " ".join(text.split())
    if not text.isprintable():
        raise UsageError(f"This question has a character that cannot be shown: {quoted(text)}.")
    base, own = catalog.prompt_files(framework.id)
    source, name = _own_file(catalog, framework)
    before = next((file for file in own if file.file == source.label), None)
    prompt = Prompt(own_id(name, text), facet, kind, text)
    old = catalog.text_of(source) if before else new_file(name, framework.id)
    written = appended(old, prompt)
    after, problems = reread(written, source.label, before, prompt)
    if after is None:
        hint = f"The file is {source.path}."
        raise (
            refusal(problems, hint)
            if problems
            else SysleadError(
                f"{source.label} is written in a way that nothing can be added to.", hint
            )
        )
    files = chosen(base, [*(file for file in own if file is not before), after])
    broken = [*reference_problems(after, framework), *clashes(files)]
    broken += rule_problems(files, framework, {after.file})
    wrong = [problem.said for problem in broken if problem.name == prompt.id]
    if wrong:  # the leader has not seen its id
        told = [said.replace(f'prompt "{prompt.id}"', "It") for said in wrong]
        raise UsageError(" ".join(["This question was not added.", *told]))
    catalog.write(source, written)
    return prompt, source


def _own_file(catalog: CatalogPort, framework: Framework) -> tuple[Source, str]:
    """``mine.toml``, or ``mine-<framework>.toml`` where that belongs to another framework."""
    for name in (MINE, f"{MINE}-{framework.id}"[:64]):
        source = catalog.own_prompts(name)
        if not catalog.text_of(source).strip():
            return source, name
        prompts, problems = catalog.prompts_in(source)
        if prompts is None:
            raise refusal(problems, f"The file is {source.path}.")
        if prompts.framework == framework.id:
            return source, prompts.id
    raise SysleadError(f"{source.label} belongs to another framework.")


def signals_of(framework: Framework) -> dict[str, tuple[str, ...]]:
    """What ``framework match`` looks for."""
    return {facet.id: facet.signals for facet in framework.facets}
