"""A catalog's files as values: where they are, what they are called, what is in them."""

from __future__ import annotations

import os
from collections.abc import Sequence
from functools import cached_property
from pathlib import Path
from typing import Protocol
from zlib import crc32

from msgspec import Struct

from syslead_cli.base.files import read_regular, reason, replace_file
from syslead_cli.base.text import counted
from syslead_cli.errors import SysleadError, UsageError
from syslead_cli.framework.load import (
    FRAMEWORK_LIMIT,
    PROMPTS_LIMIT,
    PROMPTS_SCHEMA,
    FrameworkText,
    Problem,
    PromptFile,
    PromptsText,
    bank_of,
    chosen,
    clashes,
    did_you_mean,
    id_problem,
    quoted,
    read_framework,
    read_prompts,
    reference_problems,
    refusal,
    signal_problems,
)
from syslead_cli.framework.model import Framework, Prompt, PromptBank
from syslead_cli.framework.rules import rule_problems
from syslead_cli.setup.settings import ConfigPort, Settings, change


class Source(Struct, frozen=True):
    """A file of the catalog. ``label`` is its name in messages, ``id`` what its name claims."""

    path: str
    label: str
    id: str
    shipped: bool = False
    #: A file checked where it lies may have any name; one in a folder is found by it.
    loose: bool = False


class Shelf(Struct, frozen=True):
    """One framework file as a list shows it: sound, or with its problems."""

    source: Source
    framework: Framework | None
    problems: tuple[Problem, ...] = ()
    #: A leader's own file that takes the place of the shipped one.
    hides_shipped: bool = False


# ── prompt_writing ──
# A leader's own prompt put at the end of their own file.


def own_id(file_id: str, text: str) -> str:
    """An id made of the question itself: the same for ever, never another question's."""
    return f"{file_id}-{crc32(text.encode('utf-8', 'replace')):08x}"


def new_file(file_id: str, framework: str) -> str:
    """The beginning of a file of one's own."""
    return (
        "# Questions of your own; syslead prompts add puts more at the end.\n\n"
        f'schema = "{PROMPTS_SCHEMA}"\nid = "{file_id}"\nframework = "{framework}"\nmode = "add"\n'
    )


def appended(text: str, prompt: Prompt) -> str:
    """The file's text with the prompt after everything else."""
    from tomli_w import dumps

    row = {"id": prompt.id, "facet": prompt.facet, "kind": prompt.kind, "text": prompt.text}
    if text and not text.endswith("\n"):
        text += "\n"
    return f"{text}\n[[prompts]]\n{dumps(row)}"


def reread(
    text: str, file: str, before: PromptFile | None, prompt: Prompt
) -> tuple[PromptFile | None, list[Problem]]:
    """The written file as it will be read: the old prompts and this one, or None."""
    after, problems = read_prompts(text.encode("utf-8"), file)
    old = before.prompts if before else ()
    if after is None or after.prompts != (*old, prompt):
        return None, problems
    return after, []


# ── catalog ──
# Frameworks and prompts on disk: those that ship with the program and the leader's own.


#: More files than this in a folder is not somebody's handful of frameworks.
_MOST_FILES = 200
_ENDING = ".toml"


def shipped_folder(kind: str) -> Path:
    """Where ``frameworks`` or ``prompts`` that ship are: in the package, else in the checkout."""
    package = Path(__file__).resolve().parent.parent
    packaged = package / "_data" / kind
    return packaged if packaged.is_dir() else package.parent.parent / kind


class Catalog:
    """The leader's two folders on top of what ships. Reads when asked; only ``write`` writes."""

    def __init__(self, frameworks: Path, prompts: Path) -> None:
        self._frameworks = frameworks
        self._prompts = prompts

    @cached_property
    def _framework_files(self) -> list[Source]:
        own = _listed(self._frameworks, "frameworks", shipped=False)
        return [*own, *_listed(shipped_folder("frameworks"), "frameworks", shipped=True)]

    def shelves(self) -> list[Shelf]:
        """Every framework file, the leader's own first; damaged ones with their problems."""
        shipped = {source.id for source in self._framework_files if source.shipped}
        hidden = {source.id for source in self._framework_files if not source.shipped} & shipped
        return [
            self._shelf(source, hides=source.id in hidden)
            for source in self._framework_files
            if not (source.shipped and source.id in hidden)
        ]

    def _shelf(self, source: Source, *, hides: bool) -> Shelf:
        try:
            framework, problems = self.framework_in(source)
        except SysleadError as problem:
            framework, problems = None, [Problem(source.label, 1, "", problem.message)]
        return Shelf(source, framework, tuple(problems), hides)

    def framework_source(self, id_: str) -> Source:
        """The file of a framework; a leader's own goes before the shipped one of that id."""
        if bad := id_problem(id_):
            raise SysleadError(f"{quoted(id_)} cannot be a framework: it {bad}.", _LIST)
        for source in self._framework_files:
            if source.id == id_:
                return source
        known = [source.id for source in self._framework_files]
        hint = did_you_mean(id_, known) or _LIST
        raise SysleadError(f"There is no framework {quoted(id_)}.", hint, code="no_framework")

    def framework(self, id_: str, profile: str = "") -> Framework:
        """One framework in a profile; empty: the one its file proposes. Raises SysleadError."""
        source = self.framework_source(id_)
        framework, problems = self.framework_in(source)
        if framework is None:
            raise refusal(problems, f"syslead framework check {source.path} looks again.")
        if not profile:
            return framework
        if profile not in framework.profiles:
            near = did_you_mean(profile, framework.profiles)
            names = ", ".join(framework.profiles)
            raise SysleadError(
                f"The framework {quoted(id_)} has no profile {quoted(profile)}; it has: {names}.",
                near or "syslead config set profile NAME",
            )
        return framework.in_profile(profile)

    def bank(self, framework: Framework) -> PromptBank:
        """All prompts for a framework. Raises SysleadError naming every problem in any file."""
        base, own = self.prompt_files(framework.id)
        files = chosen(base, own)
        problems = [problem for file in files for problem in reference_problems(file, framework)]
        problems += clashes(files)
        if problems:
            raise refusal(problems, _LOOK_AGAIN)
        return bank_of(framework.id, base, own)

    def prompt_files(self, framework: str) -> tuple[PromptFile | None, list[PromptFile]]:
        """The shipped file for a framework, if any, and the leader's own for it."""
        base = self._read_all(shipped=True, named=framework)
        own = [file for file in self._read_all(shipped=False) if file.framework == framework]
        return (base[0] if base else None), own

    def _read_all(self, *, shipped: bool, named: str = "") -> list[PromptFile]:
        folder = shipped_folder("prompts") if shipped else self._prompts
        files: list[PromptFile] = []
        problems: list[Problem] = []
        for source in _listed(folder, "prompts", shipped=shipped):
            if named and source.id != named:
                continue
            prompts, found = self.prompts_in(source)
            problems += found
            if prompts is not None:
                files.append(prompts)
        if problems:
            raise refusal(problems, _LOOK_AGAIN)
        return files

    def prompt_sources(self) -> list[Source]:
        """Every prompt file, the leader's own first."""
        shipped = _listed(shipped_folder("prompts"), "prompts", shipped=True)
        return [*_listed(self._prompts, "prompts", shipped=False), *shipped]

    def prompts_in(self, source: Source) -> PromptsText:
        """What one prompt file holds."""
        return read_prompts(_content(source, PROMPTS_LIMIT), source.label)

    def framework_in(self, source: Source) -> FrameworkText:
        """What one framework file holds. Its name is its id, so that an id finds its file."""
        content = _content(source, FRAMEWORK_LIMIT)
        framework, problems = read_framework(content, source.label)
        if framework is None:
            return FrameworkText(None, problems)
        if not source.shipped:
            problems = signal_problems(framework, source.label, content.decode("utf-8"))
            framework = None if problems else framework
        if framework is None or source.loose or framework.id == source.id:
            return FrameworkText(framework, problems)
        message = f"the id {quoted(framework.id)} does not match the name of the file."
        hint = f"Call the file {framework.id}{_ENDING}, or the framework {quoted(source.id)}."
        return FrameworkText(None, [Problem(source.label, 1, "id", message, hint)])

    def at(self, path: str) -> Source | None:
        """The file at a path, if something is there; a bare id is none."""
        looks_like_path = path.endswith(_ENDING) or "/" in path or "\\" in path
        if not looks_like_path and not Path(path).is_file():
            return None
        return Source(path, path, Path(path).stem, loose=True)

    def own_prompts(self, name: str) -> Source:
        """The leader's own prompt file of that name, there or not."""
        path = self._prompts / f"{name}{_ENDING}"
        return Source(str(path), f"prompts/{path.name}", name)

    def text_of(self, source: Source) -> str:
        """A file's text, empty where there is no file."""
        if not os.path.lexists(source.path):
            return ""
        return _content(source, PROMPTS_LIMIT).decode("utf-8", "replace")

    def write(self, source: Source, text: str) -> None:
        """A leader's own file put in place at once."""
        try:
            replace_file(Path(source.path), text.encode("utf-8"))
        except OSError as problem:
            raise SysleadError(f"{source.label} cannot be written: {reason(problem)}.") from None


_LIST = "syslead framework list shows what there is."
_LOOK_AGAIN = "syslead prompts check FILE looks again."


def _listed(folder: Path, kind: str, *, shipped: bool) -> list[Source]:
    """The TOML files of a folder by name; a folder that is not there holds none."""
    from unicodedata import normalize

    try:
        names = sorted(entry.name for entry in folder.iterdir())
    except (FileNotFoundError, NotADirectoryError):
        return []
    except OSError as problem:
        raise SysleadError(f"{folder} cannot be read: {reason(problem)}.") from None
    names = [name for name in names if name.endswith(_ENDING) and not name.startswith(".")]
    if len(names) > _MOST_FILES:
        raise SysleadError(f"{folder} has {len(names):,} files; {_MOST_FILES} are the limit.")
    return [
        Source(
            path=str(folder / name),
            label=str(folder / name) if shipped else f"{kind}/{name}",
            id=normalize("NFC", name.removesuffix(_ENDING)),
            shipped=shipped,
        )
        for name in names
    ]


def _content(source: Source, limit: int) -> bytes:
    try:
        return read_regular(Path(source.path), limit)
    except OSError as problem:
        raise SysleadError(f"{source.label} cannot be read: {reason(problem)}.") from None


# ── catalogue_flows ──
# Frameworks and prompts: what is wrong with a file, which framework is used, a new prompt.


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


class Checked(Struct, frozen=True):
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
