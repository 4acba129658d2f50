"""Frameworks and prompts on disk: those that ship with the program and the leader's own."""

from __future__ import annotations

import os
from functools import cached_property
from pathlib import Path

from syslead_cli.base.files import read_regular, reason, replace_file
from syslead_cli.errors import SysleadError
from syslead_cli.framework.framework_core import Framework
from syslead_cli.framework.framework_file import (
    FRAMEWORK_LIMIT,
    FrameworkText,
    read_framework,
    signal_problems,
)
from syslead_cli.framework.names import id_problem
from syslead_cli.framework.problems import Problem, did_you_mean, quoted, refusal
from syslead_cli.framework.prompt_file import (
    PROMPTS_LIMIT,
    PromptFile,
    PromptsText,
    bank_of,
    chosen,
    clashes,
    read_prompts,
    reference_problems,
)
from syslead_cli.framework.prompts_core import PromptBank
from syslead_cli.framework.shelf import Shelf, Source

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
