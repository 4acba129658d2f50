"""The prompt bank as values."""

from __future__ import annotations

from collections.abc import Iterable

from syslead_cli.base.values import dataclass

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


@dataclass(frozen=True, slots=True)
class Prompt:
    """A question with one primary facet, a kind, and perhaps a tension."""

    id: str
    facet: str
    kind: str
    text: str
    also: tuple[str, ...] = ()
    tension: str | None = None


@dataclass(frozen=True, slots=True)
class Question:
    """A question of the weekly or quarterly review; ``item`` names what it rates, if anything."""

    id: str
    use: str
    text: str
    item: str | None = None


@dataclass(frozen=True, slots=True)
class PromptBank:
    """All prompts a framework has, shipped ones and the user's own."""

    id: str
    framework: str
    prompts: tuple[Prompt, ...]
    questions: tuple[Question, ...] = ()

    def prompt(self, id_: str) -> Prompt | None:
        """The prompt with this id."""
        return next((prompt for prompt in self.prompts if prompt.id == id_), None)

    def for_facets(self, facets: Iterable[str]) -> tuple[Prompt, ...]:
        """The prompts whose primary facet is one of these, in the bank's order."""
        wanted = set(facets)
        return tuple(prompt for prompt in self.prompts if prompt.facet in wanted)
