"""The frameworks and prompts on disk: those that ship with the program and the leader's own.

A file's name is its id, so that an id finds its file; a leader's own file goes before the shipped
one of that id. Shipped files are trusted, own ones are checked once after each change.

Small files in ``state/cache`` save work: a framework's names, and which files are checked. They
are never trusted over the files they are about: each holds for this program's version and for the
same files only (inode, size and times). They may be deleted at any time.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import TypeVar

from msgspec import Struct

from syslead_cli import __version__
from syslead_cli.base.documents import JsonFile
from syslead_cli.base.files import read_regular, refusing, write_own
from syslead_cli.base.text import composed, did_you_mean, id_problem, quoted
from syslead_cli.base.toml import Problem, refusal
from syslead_cli.errors import SysleadError
from syslead_cli.framework.mentions import MENTIONS_ENDING, Mention, read_table
from syslead_cli.framework.model import (
    FRAMEWORK_LIMIT,
    PROMPTS_LIMIT,
    Framework,
    PromptBank,
    PromptFile,
    bank_of,
    bank_problems,
    files_in_use,
    read_framework,
    read_prompts,
)

#: More files than this in a folder is not somebody's handful of frameworks.
_MOST_FILES = 200
_ENDING = ".toml"
_LIST = "syslead framework list shows the frameworks you have."
_LOOK_AGAIN = "syslead prompts check FILE checks it again."
Value = TypeVar("Value")
Finder = Callable[[str], list[Mention]]


class Source(Struct, frozen=True):
    """A file of the catalogue. ``label`` is its name in messages, ``id`` is from its name."""

    path: str
    label: str
    id: str
    shipped: bool = False
    #: A file checked where it lies may have any name; one in a folder is found by it.
    loose: bool = False


class CatalogueEntry(Struct, frozen=True):
    """One framework file as a list shows it: sound, or with its problems."""

    source: Source
    framework: Framework | None
    problems: tuple[Problem, ...] = ()
    #: A leader's own file that takes the place of the shipped one.
    hides_shipped: bool = False


def shipped_folder(kind: str) -> Path:
    """Return where ``frameworks`` or ``prompts`` that ship are: the package or the checkout."""
    package = Path(__file__).resolve().parent.parent
    packaged = package / "_data" / kind
    return packaged if packaged.is_dir() else package.parent.parent / kind


class Names(Struct, frozen=True):
    """What screens name things by: a framework, in its default profile, and its questions by id.

    ``stamps`` are those of all the files it was made from, by their paths.
    """

    framework: Framework = Framework("", "", "", (), ())
    questions: dict[str, str] = {}
    stamps: dict[str, str] = {}


class Catalogue:
    """The leader's two folders on top of what ships. Reads when asked; only ``write`` writes."""

    def __init__(self, frameworks: Path, prompts: Path, state: Path) -> None:
        self._own = {"frameworks": frameworks, "prompts": prompts}
        cache = state / "cache"
        #: The leader's own files that were checked and found sound.
        self._checked = JsonFile(cache / "checked.json", dict[str, str], dict, root=state)
        self._names = JsonFile(cache / "names.json", Names, Names, root=state)
        self._unkept: Names | None = None

    def sources(self, kind: str) -> list[Source]:
        """Return the leader's own files, then those that ship."""
        return [*_listed(self._own[kind], kind), *_listed(shipped_folder(kind), "")]

    def entries(self) -> list[CatalogueEntry]:
        sources = self.sources("frameworks")
        shipped = {source.id for source in sources if source.shipped}
        own = {source.id for source in sources if not source.shipped}
        entries = []
        for source in sources:
            if source.shipped and source.id in own:
                continue
            try:
                framework, problems = self.framework_in(source)
            except SysleadError as problem:
                framework, problems = None, [Problem(source.label, 1, "", problem.message, "")]
            hides = not source.shipped and source.id in shipped
            entries.append(CatalogueEntry(source, framework, tuple(problems), hides))
        return entries

    def framework_source(self, id_: str) -> Source:
        if bad := id_problem(id_):
            raise SysleadError(f"{quoted(id_)} cannot be a framework's id: it {bad}.", _LIST)
        sources = self.sources("frameworks")
        if found := [source for source in sources if source.id == id_]:
            return found[0]
        hint = did_you_mean(id_, [source.id for source in sources]) or _LIST
        raise SysleadError(f"There is no framework {quoted(id_)}.", hint, code="no_framework")

    def framework(self, id_: str, profile: str = "") -> Framework:
        """Return a framework in a profile, or in the one its file proposes. Raises SysleadError."""
        source = self.framework_source(id_)
        framework, problems = self.framework_in(source)
        if framework is None:
            raise refusal(problems, f"syslead framework check {source.path} checks it again.")
        if not profile:
            return framework
        if profile not in framework.profiles:
            names = ", ".join(framework.profiles)
            raise SysleadError(
                f"The framework {quoted(id_)} has no profile {quoted(profile)}; it has: {names}.",
                did_you_mean(profile, framework.profiles) or "syslead config set profile NAME",
            )
        return framework.in_profile(profile)

    def bank(self, framework: Framework) -> PromptBank:
        """Return all prompts for a framework. Raises SysleadError naming every problem."""
        base, own = self.prompt_files(framework.id)
        if problems := bank_problems(files_in_use(base, own), framework):
            raise refusal(problems, _LOOK_AGAIN)
        return bank_of(base, own)

    def names(self, id_: str) -> Names:
        """Return the names in a framework, as they were kept where its files are as they were.

        Raises SysleadError where the files are wrong.
        """
        folders = (*self._own.values(), *map(shipped_folder, self._own))
        files = [str(path) for folder in folders for path in folder.glob(f"*{_ENDING}")]
        stamps = {path: file_stamp(path) for path in files}
        kept = self._names.read()
        if kept.framework.id == id_ and kept.stamps == stamps:
            return kept
        framework = self.framework(id_)
        try:
            questions = {prompt.id: prompt.text for prompt in self.bank(framework).everything}
        except SysleadError:  # a facet has its name all the same
            return Names(framework)
        self._unkept = Names(framework, questions, stamps)
        return self._unkept

    def keep_names(self) -> None:
        """Keep the names that had to be worked out; for commands that write."""
        if self._unkept:
            with suppress(SysleadError):  # a disk that does not take them costs nothing but time
                self._names.write(self._unkept)
        self._unkept = None

    def mention_finder(self, id_: str, profile: str = "") -> Finder:
        """Return what finds the facets of a framework's profile in a text.

        Its table lies beside it; a framework that has none shares the one that ships, for the
        facets they have in common. Raises SysleadError.
        """
        framework = self.names(id_).framework
        if profile and profile not in framework.profiles:
            self.framework(id_, profile)  # says what is wrong
        facets = framework.profiles[profile or framework.profile]
        shipped = shipped_folder("frameworks")
        tables = [at / f"{id_}{MENTIONS_ENDING}" for at in (self._own["frameworks"], shipped)]
        for path in (*tables, *sorted(shipped.glob(f"*{MENTIONS_ENDING}"))):
            if path.is_file():
                return partial(read_table(path).match, facets=facets)
        return lambda text: []

    def prompt_files(self, framework: str) -> tuple[PromptFile | None, list[PromptFile]]:
        """Return the shipped file for a framework, if any, and the leader's own for it."""
        sources = self.sources("prompts")
        base = self._read_all([each for each in sources if each.shipped and each.id == framework])
        own = self._read_all([each for each in sources if not each.shipped])
        return (base[0] if base else None), [file for file in own if file.framework == framework]

    def _read_all(self, sources: list[Source]) -> list[PromptFile]:
        found = [self.prompts_in(source) for source in sources]
        if problems := [problem for _, problems in found for problem in problems]:
            raise refusal(problems, _LOOK_AGAIN)
        return [prompts for prompts, _ in found if prompts]

    def prompts_in(self, source: Source) -> tuple[PromptFile | None, list[Problem]]:
        return self._read(source, read_prompts, PROMPTS_LIMIT)

    def framework_in(self, source: Source) -> tuple[Framework | None, list[Problem]]:
        framework, problems = self._read(source, read_framework, FRAMEWORK_LIMIT)
        if framework is None or source.loose or framework.id == source.id:
            return framework, problems
        message = f"the id {quoted(framework.id)} does not match the name of the file."
        hint = f"Call the file {framework.id}{_ENDING}, or the framework {quoted(source.id)}."
        return None, [Problem(source.label, 1, "id", message, hint)]

    def _read(
        self,
        source: Source,
        read: Callable[..., tuple[Value | None, list[Problem]]],
        limit: int,
    ) -> tuple[Value | None, list[Problem]]:
        """Read a file, checking it unless it ships or was found sound as it is now."""
        stamp = file_stamp(source.path)
        checked = {} if source.shipped else self._checked.read()
        trusted = source.shipped or checked.get(source.path) == stamp
        value, problems = read(_content(source, limit), source.label, trusted=trusted)
        if not trusted and not problems:
            checked = {path: kept for path, kept in checked.items() if kept == file_stamp(path)}
            with suppress(SysleadError):
                self._checked.write(checked | {source.path: stamp})
        return value, problems

    def at(self, path: str) -> Source | None:
        """Return the file at a path, if something is there; a bare id is not a path."""
        looks_like_path = path.endswith(_ENDING) or "/" in path or "\\" in path
        if not looks_like_path and not Path(path).is_file():
            return None
        return Source(path, path, Path(path).stem, loose=True)

    def own_prompts(self, name: str) -> Source:
        """Return the leader's own prompt file of that name, there or not."""
        path = self._own["prompts"] / f"{name}{_ENDING}"
        return Source(str(path), f"prompts/{path.name}", name)

    def text_of(self, source: Source) -> str:
        if not os.path.lexists(source.path):
            return ""
        return _content(source, PROMPTS_LIMIT).decode("utf-8", "replace")

    def write(self, source: Source, content: bytes) -> None:
        write_own(Path(source.path), content)


def _listed(folder: Path, kind: str) -> list[Source]:
    """Return the TOML files of a folder by name; a folder that is not there holds none.

    Messages call the leader's own by their ``kind``; those that ship have none.
    """
    there: list[str] = []
    with refusing(f"{folder} could not be read"), suppress(FileNotFoundError, NotADirectoryError):
        there = sorted(os.listdir(folder))
    names = [name for name in there if name.endswith(_ENDING) and not name.startswith(".")]
    if len(names) > _MOST_FILES:
        raise SysleadError(f"{folder} has {len(names):,} files; the limit is {_MOST_FILES}.")
    return [
        Source(
            path=str(folder / name),
            label=f"{kind}/{name}" if kind else str(folder / name),
            id=composed(name.removesuffix(_ENDING)),
            shipped=not kind,
        )
        for name in names
    ]


def _content(source: Source, limit: int) -> bytes:
    with refusing(f"{source.label} could not be read"):
        return read_regular(Path(source.path), limit)


def file_stamp(path: str) -> str:
    """Return what changes when a file or this program does; nothing where it is not there."""
    try:
        found = os.stat(path)
    except OSError:
        return ""
    times = f"{found.st_mtime_ns} {found.st_ctime_ns}"
    return f"{__version__} {found.st_ino} {found.st_size} {times}"
