"""Frameworks and prompts on the screen and as JSON."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from msgspec import UNSET, UnsetType

from syslead_cli.base.documents import Count, Document, Part
from syslead_cli.base.layout import (
    ACCENT,
    MARGIN,
    PLAIN,
    QUIET,
    STRONG,
    Line,
    Page,
    cells,
    cut,
    labelled,
    next_step,
    paragraph,
    sentence,
)
from syslead_cli.base.text import counted, one_line
from syslead_cli.base.toml import Problem
from syslead_cli.framework.catalogue import CatalogueEntry
from syslead_cli.framework.model import Dimension, Facet, Framework, Item, Prompt, Tension

_IN_USE = "→"
#: In a list the first ones are enough to see what sort of trouble it is.
_FIRST_PROBLEMS = 3


class FrameworkRow(Part, frozen=True):
    """A framework file; without its content where it has problems."""

    id: str
    file: str
    shipped: bool
    hides_shipped: bool
    problems: tuple[Problem, ...]
    name: str | UnsetType = UNSET
    version: str | UnsetType = UNSET
    language: str | UnsetType = UNSET
    profiles: tuple[str, ...] | UnsetType = UNSET
    dimensions: Count | UnsetType = UNSET
    facets: Count | UnsetType = UNSET


class FrameworkListDocument(Document, frozen=True, tag="syslead/frameworks/1"):
    """The answer of ``framework list``."""

    in_use: str
    frameworks: tuple[FrameworkRow, ...]


class TensionPart(Part, frozen=True):
    """Two poles worth holding."""

    id: str
    poles: tuple[str, ...]
    meaning: str


class FacetDocument(Document, frozen=True, tag="syslead/facet/1"):
    """A facet with all its file says."""

    id: str
    dimension: str
    name: str
    short: str
    meaning: str
    looks_like: tuple[str, ...]
    shadow: str
    source: str
    #: Always empty; what was here is learned from examples now.
    signals: tuple[str, ...] = ()


class FacetPart(FacetDocument, frozen=True, tag=False):
    """A facet with all its file says."""


class DimensionDocument(Document, frozen=True, tag="syslead/dimension/1"):
    """A dimension with its facets."""

    id: str
    name: str
    meaning: str
    facets: tuple[FacetPart, ...]


class FrameworkDocument(Document, frozen=True, tag="syslead/framework/1"):
    """A framework; ``facets`` are those of the profile."""

    id: str
    name: str
    version: str
    language: str
    about: str
    source: str
    differences: str
    profile: str
    profiles: dict[str, tuple[str, ...]]
    dimensions: tuple[Item, ...]
    facets: tuple[FacetPart, ...]
    practice: tuple[Item, ...]
    environment: tuple[Item, ...]
    tensions: tuple[TensionPart, ...]
    problems: tuple[Item, ...]


class FrameworkCheckDocument(Document, frozen=True, tag="syslead/framework-check/1"):
    """The answer of ``framework check``: the sound files, and every problem."""

    files: tuple[str, ...]
    problems: tuple[Problem, ...]


class PromptsCheckDocument(FrameworkCheckDocument, frozen=True, tag="syslead/prompts-check/1"):
    """The answer of ``prompts check``: the sound files, every problem, and advice on style."""

    advice: tuple[Problem, ...]


class MatchedFacet(Part, frozen=True):
    """A facet found in a text, and the words it was found by."""

    id: str
    because: tuple[str, ...]


class MatchDocument(Document, frozen=True, tag="syslead/match/1"):
    """The answer of ``framework match``."""

    facets: tuple[MatchedFacet, ...]


class PromptDocument(Document, frozen=True, tag="syslead/prompt/1"):
    """A question with everything there is to it."""

    id: str
    facet: str
    also: tuple[str, ...]
    kind: str
    tension: str | None
    text: str
    retired: bool


class PromptPart(PromptDocument, frozen=True, tag=False):
    """A question with everything there is to it."""


class PromptListDocument(Document, frozen=True, tag="syslead/prompts/1"):
    """The answer of ``prompts list``."""

    prompts: tuple[PromptPart, ...]


def framework_row(entry: CatalogueEntry) -> FrameworkRow:
    source, framework, hides = entry.source, entry.framework, entry.hides_shipped
    file = (source.id, source.path, source.shipped, hides, entry.problems)
    if framework is None:
        return FrameworkRow(*file)
    return FrameworkRow(
        *file,
        name=framework.name,
        version=framework.version,
        language=framework.language,
        profiles=tuple(framework.profiles),
        dimensions=len(framework.dimensions),
        facets=len(framework.everything),
    )


def page_of_frameworks(entries: Sequence[CatalogueEntry], in_use: str, width: int) -> Page:
    """Return one framework a line, the one in use marked, problems beneath."""
    page: Page = []
    room = max((cells(entry.source.id) for entry in entries), default=0)
    for entry in entries:
        page.append(_framework_line(entry, in_use, min(room, width // 2)))
        for problem in entry.problems[:_FIRST_PROBLEMS]:
            page += paragraph(str(problem), width)
        if len(entry.problems) > _FIRST_PROBLEMS:
            page += paragraph(f"… syslead framework check {entry.source.id} lists them all.", width)
    return [*page, [], *next_step("syslead framework show ID", "see what one asks about")]


def _framework_line(entry: CatalogueEntry, in_use: str, room: int) -> Line:
    mark = _IN_USE if entry.source.id == in_use else " "
    name = cut(entry.source.id, room)
    start = f"{MARGIN}{mark} {name}{' ' * (room - cells(name))}  "
    if entry.framework is None:
        return [(STRONG, start), (PLAIN, counted(len(entry.problems), "problem"))]
    framework = entry.framework
    parts = [
        one_line(framework.name),
        counted(len(framework.dimensions), "dimension"),
        counted(len(framework.everything), "facet"),
        "" if entry.source.shipped else "your own",
        "instead of the one that ships" if entry.hides_shipped else "",
    ]
    return [(STRONG, start), (PLAIN, " · ".join(part for part in parts if part))]


def page_of_framework(framework: Framework, width: int) -> Page:
    used = {facet.id for facet in framework.facets}
    count = counted(len(framework.everything), "facet")
    if len(framework.facets) != len(framework.everything):
        count = f"{len(framework.facets)} of {count}"
    profile = f" · profile {framework.profile}" if framework.profile else ""
    edition = f"  version {one_line(framework.version)}{profile} · {count}"
    page: Page = [[(STRONG, f"{MARGIN}{one_line(framework.name)}"), (QUIET, edition)]]
    if framework.about:
        page += [[], *sentence(framework.about, width)]
    for dimension in framework.dimensions:
        page += [[], *page_of_dimension(dimension, framework, width)]
    layers: dict[str, Sequence[Item | Tension]] = {
        "Practice: achieved through": framework.practice,
        "Environment: flourishes when": framework.environment,
        "Tensions": framework.tensions,
        "Kinds of problem": framework.problems,
    }
    for title, items in layers.items():
        page += _layer(title, items, width)
    left_out = [facet for facet in framework.everything if facet.id not in used]
    if left_out:
        names = ", ".join(one_line(facet.label) for facet in left_out)
        page += [[], *sentence(f"Not in this profile: {names}.", width, style=QUIET)]
    for text in (framework.differences, framework.source):
        page += [[], *sentence(text, width, style=QUIET)] if text else []
    return page


def page_of_dimension(dimension: Dimension, framework: Framework, width: int) -> Page:
    page: Page = [[(ACCENT, f"{MARGIN}{one_line(dimension.name)}")]]
    page += sentence(dimension.meaning, width, style=QUIET)
    for facet in framework.facets_of(dimension.id):
        page.append([(STRONG, f"   {one_line(facet.name)}"), (QUIET, f"  {facet.id}")])
        page += paragraph(facet.meaning, width)
    return page


def _layer(title: str, items: Iterable[Item | Tension], width: int) -> Page:
    """Return names with their meanings under a title; nothing without any."""
    page: Page = []
    for item in items:
        meaning = f": {item.meaning}" if item.meaning else ""
        page += paragraph(f"{one_line(item.name)}{meaning}", width)
    return [[], [(ACCENT, f"{MARGIN}{title}")], *page] if page else []


def page_of_facet(facet: Facet, framework: Framework, width: int) -> Page:
    """Return a facet with all its file says."""
    dimension = framework.dimension(facet.dimension)
    where = f"  {one_line(dimension.name if dimension else facet.dimension)} · {facet.id}"
    page: Page = [[(STRONG, f"{MARGIN}{one_line(facet.name)}"), (QUIET, where)]]
    page += [[], *sentence(facet.meaning, width)]
    rows = [
        ("looks like", list(facet.looks_like)),
        ("its shadow", [facet.shadow] if facet.shadow else []),
        ("source", [facet.source] if facet.source else []),
    ]
    for label, texts in rows:
        lines = [line for text in texts for line in paragraph(text, width - 13, indent="")]
        page += [[], *labelled(label, lines, room=12)] if lines else []
    return page


def page_of_prompts(prompts: Sequence[Prompt], framework: Framework, width: int) -> Page:
    """Return prompts under their facets, the id beneath each."""
    page: Page = []
    facet = None
    for prompt in prompts:
        if prompt.facet != facet:
            facet = prompt.facet
            page += [[], [(ACCENT, f"{MARGIN}{one_line(framework.label(facet))}")]]
        page += paragraph(prompt.text, width)
        page.append([(QUIET, f"   {prompt.id} · {prompt.kind}")])
    count = counted(len(prompts), "question")
    return [*page[1:], [], [(QUIET, f"{MARGIN}{count}.")]]


def page_of_prompt(prompt: Prompt, framework: Framework, width: int) -> Page:
    poles = {tension.id: tension.name for tension in framework.tensions}
    rows = [
        ("facet", framework.label(prompt.facet)),
        ("also touches", ", ".join(map(framework.label, prompt.also))),
        ("kind", prompt.kind),
        ("tension", poles.get(prompt.tension, prompt.tension) if prompt.tension else ""),
        ("id", prompt.id),
        ("retired", "no longer asked; old entries refer to it" if prompt.retired else ""),
    ]
    page: Page = [*sentence(prompt.text, width, style=STRONG), []]
    for label, text in rows:
        if text:
            page += labelled(label, [[(PLAIN, one_line(text))]], room=14)
    return page
