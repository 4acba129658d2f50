"""Frameworks and prompt banks as values.

Nothing in the program knows a dimension's or facet's name; they all come from a file.
"""

from __future__ import annotations

from collections.abc import Iterable

from msgspec import Struct, field
from msgspec.structs import force_setattr, replace

from syslead_cli.base.text import name_key

#: A part of a name that is shorter names nothing.
_LEAST_PART = 3


class Dimension(Struct, frozen=True):
    """One of the ways of leading; ``facets`` in the file are grouped under these."""

    id: str
    name: str
    meaning: str


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


class Item(Struct, frozen=True):
    """A line of the practice or environment layer, or a kind of problem."""

    id: str
    name: str
    meaning: str


class Tension(Struct, frozen=True):
    """Two poles worth holding; a tag, never scored."""

    id: str
    poles: tuple[str, str]
    meaning: str = ""


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
        just_so = tuple(o for o, said in names.items() if wanted in map(name_key, said))
        parts = names.items() if len(wanted) >= _LEAST_PART else ()
        return just_so[:1] or tuple(
            one for one, said in parts if any(wanted in name_key(each) for each in said)
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

    id: str
    framework: str
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
