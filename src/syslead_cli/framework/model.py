"""Frameworks and prompt banks as values, and as read from their files.

The files are ``syslead/framework/1`` and ``syslead/prompts/1``. Nothing in the program knows a
dimension's or facet's name: whatever a file names is the framework. A leader's own prompt file
adds to the bank that ships or replaces it. A file that is trusted, because it ships or was checked
before, becomes values at once; any other is checked first (check.py).
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from typing import TypeAlias

from msgspec import Struct, convert, field
from msgspec.structs import force_setattr, replace

from syslead_cli.base.text import did_you_mean, name_key, quoted
from syslead_cli.base.toml import KeyPath, Problem, ProblemList, read_toml

#: A part of a name that is shorter names nothing.
_LEAST_PART = 3


class Facet(Struct, frozen=True):
    """A part of a dimension that a day's event can show."""

    id: str
    dimension: str
    name: str
    meaning: str
    short: str = ""
    looks_like: tuple[str, ...] = ()
    shadow: str = ""
    source: str = ""

    @property
    def label(self) -> str:
        return self.short or self.name


class Item(Struct, frozen=True, forbid_unknown_fields=True):
    """A dimension, an item of a layer, or a kind of problem."""

    id: str
    name: str
    meaning: str


#: One of the ways of leading; ``facets`` in the file are grouped under these.
Dimension: TypeAlias = Item


class Tension(Struct, frozen=True):
    """Two poles worth holding; a tag, never scored."""

    id: str
    poles: tuple[str, str]
    meaning: str = ""

    @property
    def name(self) -> str:
        return " / ".join(self.poles)


class Framework(Struct, frozen=True):
    """A whole framework. ``facets`` are those of the profile, ``everything`` has them all."""

    id: str
    name: str
    version: str
    dimensions: tuple[Dimension, ...]
    facets: tuple[Facet, ...]
    profile: str = ""
    profiles: dict[str, tuple[str, ...]] = field(default_factory=dict)
    everything: tuple[Facet, ...] = ()
    practice: tuple[Item, ...] = ()
    environment: tuple[Item, ...] = ()
    tensions: tuple[Tension, ...] = ()
    problems: tuple[Item, ...] = ()
    language: str = ""
    about: str = ""
    source: str = ""
    differences: str = ""

    def __post_init__(self) -> None:
        if not self.everything:
            force_setattr(self, "everything", self.facets)

    def facet(self, id_: str) -> Facet | None:
        return next((facet for facet in self.everything if facet.id == id_), None)

    def dimension(self, id_: str) -> Dimension | None:
        return next((dimension for dimension in self.dimensions if dimension.id == id_), None)

    def facets_of(self, dimension: str) -> tuple[Facet, ...]:
        """Return the profile's facets of a dimension, in the file's order."""
        return tuple(facet for facet in self.facets if facet.dimension == dimension)

    def facets_named(self, word: str) -> tuple[Facet, ...]:
        """Return the facets a person may mean: by id or name, whatever its case, or a part of it.

        One that is called just so is meant and no other.
        """
        wanted = name_key(word)
        names = {one: (one.id, one.name, one.short) for one in self.everything} if wanted else {}
        just_so = tuple(o for o, terms in names.items() if wanted in map(name_key, terms))
        parts = names.items() if len(wanted) >= _LEAST_PART else ()
        return just_so[:1] or tuple(
            one for one, terms in parts if any(wanted in name_key(each) for each in terms)
        )

    def dimension_named(self, word: str) -> Dimension | None:
        """Return the dimension of that id or name, whatever its case."""
        wanted = name_key(word)
        return next(
            (one for one in self.dimensions if wanted in (name_key(one.id), name_key(one.name))),
            None,
        )

    def label(self, facet_id: str) -> str:
        """Return a facet's name where space is short; an unknown id stands as it is."""
        facet = self.facet(facet_id)
        return facet.label if facet else facet_id

    def in_profile(self, name: str) -> Framework:
        """Return the same framework with only the facets of one of its profiles."""
        chosen = set(self.profiles[name])
        facets = tuple(facet for facet in self.everything if facet.id in chosen)
        kept = {facet.dimension for facet in facets}
        dimensions = tuple(d for d in self.dimensions if d.id in kept)
        return replace(self, profile=name, facets=facets, dimensions=dimensions)


def facet_ids(facets: Iterable[Facet]) -> tuple[str, ...]:
    return tuple(facet.id for facet in facets)


#: The kinds of prompt with their share of a whole bank (design: 16 a facet).
KIND_SHARES = {
    "event": 0.30,
    "evidence": 0.15,
    "perspective": 0.15,
    "voice": 0.10,
    "counterfactual": 0.10,
    "intention": 0.10,
    "strength": 0.05,
    "tension": 0.05,
}

#: When a question that is no daily prompt is asked.
USES = ("week", "quarter", "environment")


class Prompt(Struct, frozen=True):
    """A question with one primary facet, a kind, and perhaps a tension.

    ``first``: one of the questions a newcomer's first evening brings. ``retired``: not asked any
    more, and kept for the journals that refer to it.
    """

    id: str
    facet: str
    kind: str
    text: str
    also: tuple[str, ...] = ()
    tension: str | None = None
    first: bool = False
    retired: bool = False


class Question(Struct, frozen=True):
    """A question of the weekly or quarterly review; ``item`` names what it rates, if anything."""

    id: str
    use: str
    text: str
    item: str | None = None


class Aim(Struct, frozen=True):
    """What at least this part of a bank's prompts must name, by one of these words."""

    least: float
    words: tuple[str, ...]


class PromptBank(Struct, frozen=True):
    """All prompts a framework has, shipped ones and the user's own; ``retired`` are not asked."""

    prompts: tuple[Prompt, ...]
    questions: tuple[Question, ...] = ()
    retired: tuple[Prompt, ...] = ()

    @property
    def everything(self) -> tuple[Prompt, ...]:
        return self.prompts + self.retired

    def prompt(self, id_: str) -> Prompt | None:
        """Return a prompt by its id, retired ones included: journals refer to them."""
        return next((prompt for prompt in self.everything if prompt.id == id_), None)

    def for_facets(self, facets: Iterable[str]) -> tuple[Prompt, ...]:
        wanted = set(facets)
        return tuple(prompt for prompt in self.prompts if prompt.facet in wanted)


#: Four times what the shipped framework takes, so that a leader can adapt a copy of it.
FRAMEWORK_LIMIT = 256 * 1024
PROMPTS_SCHEMA = "syslead/prompts/1"
PROMPTS_LIMIT = 1024 * 1024

#: The one profile of a framework whose file names none.
WHOLE = "all"
_TRIMMED = ("language", "about", "source", "differences")


def read_framework(
    content: bytes, file: str, *, trusted: bool = False
) -> tuple[Framework | None, list[Problem]]:
    """Return the framework in a file, in its default profile, or every problem with its line."""
    text, values, problems = read_toml(content, file, FRAMEWORK_LIMIT)
    if values is not None and not trusted:
        from syslead_cli.framework.check import framework_problems

        problems = framework_problems(values, text, file)
    if values is None or problems:
        return None, problems
    profiles = values.get("profiles") or {WHOLE: [facet["id"] for facet in values["facets"]]}
    trimmed = {key: values[key].strip() for key in _TRIMMED if key in values}
    given = {**values, **trimmed, "profiles": profiles, "everything": values["facets"]}
    whole = convert(given, Framework)
    default = values.get("default_profile", next(iter(profiles)))
    return whole.in_profile(default), []


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
        """Yield prompts and questions with their places."""
        for number, prompt in enumerate(self.prompts):
            yield ("prompts", number), prompt
        for number, question in enumerate(self.questions):
            yield ("questions", number), question


def read_prompts(
    content: bytes, file: str, *, trusted: bool = False
) -> tuple[PromptFile | None, list[Problem]]:
    """Return the prompts in a file, or every problem with its line. Facets are not looked up."""
    text, values, problems = read_toml(content, file, PROMPTS_LIMIT)
    if values is not None and not trusted:
        from syslead_cli.framework.check import prompt_file_problems

        problems = prompt_file_problems(values, text, file)
    if values is None or problems:
        return None, problems
    return convert({**values, "file": file, "text": text}, PromptFile), []


def bank_problems(files: Sequence[PromptFile], framework: Framework) -> list[Problem]:
    """Return what the files of a bank name that the framework lacks, and ids used twice."""
    facets = {facet.id for facet in framework.everything}
    tensions = {tension.id for tension in framework.tensions}
    items = {item.id for item in (*framework.environment, *framework.practice)}
    owner: dict[str, str] = {}
    found: list[Problem] = []
    for file in files:
        problems = ProblemList(file.file)
        for path, row in file.rows():
            first = owner.setdefault(row.id.casefold(), file.file)
            if first != file.file:
                message = f"the id {quoted(row.id)} is already in {first}."
                problems.add((*path, "id"), message, "Give yours another id.", row.id)
            if isinstance(row, Question):
                look_up(problems, (*path, "item"), "item", row.item, items)
                continue
            look_up(problems, (*path, "facet"), "facet", row.facet, facets)
            for place, id_ in enumerate(row.also):
                look_up(problems, (*path, "also", place), "facet", id_, facets)
            look_up(problems, (*path, "tension"), "tension", row.tension, tensions)
        found += problems.with_lines(file.text)
    return found


def look_up(
    problems: ProblemList,
    path: KeyPath,
    what: str,
    id_: str | None,
    known: Collection[str],
    *,
    name: str | None = None,
) -> None:
    """Note an id that the framework does not have, under its own name unless another is given."""
    if id_ is not None and id_ not in known:
        message = f"{what} {quoted(id_)} is not in this framework."
        problems.add(path, message, did_you_mean(id_, known), id_ if name is None else name)


def files_in_use(base: PromptFile | None, own: Sequence[PromptFile]) -> list[PromptFile]:
    replaced = any(file.mode == "replace" for file in own)
    return [*([base] if base and not replaced else []), *own]


def bank_of(base: PromptFile | None, own: Sequence[PromptFile]) -> PromptBank:
    """Return one bank. The base's review questions stay until a file brings its own."""
    files = files_in_use(base, own)
    questions = tuple(question for file in files for question in file.questions)
    if base and not questions:
        questions = base.questions
    prompts = [prompt for file in files for prompt in file.prompts]
    return PromptBank(
        prompts=tuple(prompt for prompt in prompts if not prompt.retired),
        questions=questions,
        retired=tuple(prompt for prompt in prompts if prompt.retired),
    )
