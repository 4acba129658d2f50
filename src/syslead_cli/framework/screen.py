"""The documents of frameworks, prompts and settings, in the short words of ``plan_schema``."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

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
from syslead_cli.framework.catalogue import Shelf
from syslead_cli.framework.load import Problem
from syslead_cli.framework.model import Dimension, Facet, Framework, Item, Prompt, Tension

#: A facet found in a text, and the words it was found by.
BECAUSE = {"id": "text", "because": ["text"]}
_ITEM = {"id": "text", "name": "text", "meaning": "text"}
_FACET = {
    "id": "text",
    "dimension": "text",
    "name": "text",
    "short": "text",
    "meaning": "text",
    "looks_like": ["text"],
    "shadow": "text",
    "source": "text",
    "signals": ["text"],
}
_PROMPT = {
    "id": "text",
    "facet": "text",
    "also": ["text"],
    "kind": "text",
    "tension": "text?",
    "text": "text",
}
_PROBLEM = {"file": "text", "line": "count?", "name": "text?", "message": "text", "hint": "text?"}
_SETTING = {
    "key": "text",
    "value": "anything",
    "default": "anything",
    "set": "yes",
    "type": "text",
    "allowed": "text",
    "meaning": "text",
}
_CHECKED = {"files": ["text"], "problems": [_PROBLEM]}

CATALOGUE: dict[str, Any] = {
    "frameworks": {
        "in_use": "text",
        "frameworks": [
            {
                "id": "text",
                "file": "text",
                "shipped": "yes",
                "hides_shipped": "yes",
                "problems": [_PROBLEM],
                "name?": "text",
                "version?": "text",
                "language?": "text",
                "profiles?": ["text"],
                "dimensions?": "count",
                "facets?": "count",
            }
        ],
    },
    "framework": {
        "id": "text",
        "name": "text",
        "version": "text",
        "language": "text",
        "about": "text",
        "source": "text",
        "differences": "text",
        "profile": "text",
        "profiles": "table",
        "dimensions": [_ITEM],
        "facets": [_FACET],
        "practice": [_ITEM],
        "environment": [_ITEM],
        "tensions": [{"id": "text", "poles": ["text"], "meaning": "text"}],
        "problems": [_ITEM],
    },
    "facet": _FACET,
    "framework-check": _CHECKED,
    "match": {"facets": [BECAUSE]},
    "prompts": {"prompts": [_PROMPT]},
    "prompt": _PROMPT,
    "prompts-check": _CHECKED,
    "config": {"file": "text", "settings": [_SETTING]},
    "setting": _SETTING,
}


# ── catalogue_render ──
# Frameworks and prompts on the screen and as JSON.


_IN_USE = "→"
#: In a list the first ones are enough to see what sort of trouble it is.
_FIRST_PROBLEMS = 3


def page_of_frameworks(shelves: Sequence[Shelf], in_use: str, width: int) -> Page:
    """One framework a line, the one in use marked, problems beneath."""
    page: Page = []
    room = max((cells(shelf.source.id) for shelf in shelves), default=0)
    for shelf in shelves:
        page.append(_shelf_line(shelf, in_use, min(room, width // 2)))
        for problem in shelf.problems[:_FIRST_PROBLEMS]:
            page += paragraph(str(problem), width)
        if len(shelf.problems) > _FIRST_PROBLEMS:
            page += paragraph(f"… syslead framework check {shelf.source.id} tells all.", width)
    return [*page, [], *next_step("syslead framework show ID", "what one asks about")]


def _shelf_line(shelf: Shelf, in_use: str, room: int) -> Line:
    mark = _IN_USE if shelf.source.id == in_use else " "
    name = cut(shelf.source.id, room)
    start = f"{MARGIN}{mark} {name}{' ' * (room - cells(name))}  "
    if shelf.framework is None:
        return [(STRONG, start), (PLAIN, counted(len(shelf.problems), "problem"))]
    framework = shelf.framework
    parts = [
        one_line(framework.name),
        counted(len(framework.dimensions), "dimension"),
        counted(len(framework.everything), "facet"),
        "" if shelf.source.shipped else "your own",
        "instead of the one that ships" if shelf.hides_shipped else "",
    ]
    return [(STRONG, start), (PLAIN, " · ".join(part for part in parts if part))]


def data_of_frameworks(shelves: Sequence[Shelf], in_use: str) -> dict[str, Any]:
    """``framework list --json``."""
    return {"in_use": in_use, "frameworks": [_shelf_data(shelf) for shelf in shelves]}


def _shelf_data(shelf: Shelf) -> dict[str, Any]:
    framework = shelf.framework
    data: dict[str, Any] = {
        "id": shelf.source.id,
        "file": shelf.source.path,
        "shipped": shelf.source.shipped,
        "hides_shipped": shelf.hides_shipped,
        "problems": [problem_data(problem) for problem in shelf.problems],
    }
    if framework is not None:
        data |= {
            "name": framework.name,
            "version": framework.version,
            "language": framework.language,
            "profiles": list(framework.profiles),
            "dimensions": len(framework.dimensions),
            "facets": len(framework.everything),
        }
    return data


def problem_data(problem: Problem) -> dict[str, Any]:
    """One problem as JSON."""
    return {
        "file": problem.file,
        "line": problem.line,
        "name": problem.name,
        "message": problem.message,
        "hint": problem.hint,
    }


def page_of_framework(framework: Framework, width: int) -> Page:
    """A framework as somebody reads it before choosing it."""
    used = {facet.id for facet in framework.facets}
    page: Page = [[(STRONG, f"{MARGIN}{one_line(framework.name)}"), (QUIET, _edition(framework))]]
    if framework.about:
        page += [[], *sentence(framework.about, width)]
    for dimension in framework.dimensions:
        page += [[], *_dimension(dimension, framework, width)]
    page += _layer("Practice: achieved through", framework.practice, width)
    page += _layer("Environment: flourishes when", framework.environment, width)
    page += _tensions(framework.tensions, width)
    page += _layer("Kinds of problem", framework.problems, width)
    left_out = [facet for facet in framework.everything if facet.id not in used]
    if left_out:
        names = ", ".join(one_line(facet.label) for facet in left_out)
        page += [[], *sentence(f"Not in this profile: {names}.", width, style=QUIET)]
    for text in (framework.differences, framework.source):
        page += [[], *sentence(text, width, style=QUIET)] if text else []
    return page


def _edition(framework: Framework) -> str:
    every = framework.everything or framework.facets
    count = counted(len(framework.facets), "facet")
    if len(framework.facets) != len(every):
        count = f"{len(framework.facets)} of {counted(len(every), 'facet')}"
    profile = f" · profile {framework.profile}" if framework.profile else ""
    return f"  version {one_line(framework.version)}{profile} · {count}"


def _dimension(dimension: Dimension, framework: Framework, width: int) -> Page:
    page: Page = [[(ACCENT, f"{MARGIN}{one_line(dimension.name)}")]]
    page += sentence(dimension.meaning, width, style=QUIET)
    for facet in framework.facets_of(dimension.id):
        page.append([(STRONG, f"   {one_line(facet.name)}"), (QUIET, f"  {facet.id}")])
        page += paragraph(facet.meaning, width)
    return page


def _layer(title: str, items: Sequence[Item], width: int) -> Page:
    if not items:
        return []
    page: Page = [[], [(ACCENT, f"{MARGIN}{title}")]]
    for item in items:
        page += paragraph(f"{one_line(item.name)}: {item.meaning}", width)
    return page


def _tensions(tensions: Sequence[Tension], width: int) -> Page:
    if not tensions:
        return []
    page: Page = [[], [(ACCENT, f"{MARGIN}Tensions")]]
    for tension in tensions:
        meaning = f": {tension.meaning}" if tension.meaning else ""
        page += paragraph(f"{' / '.join(map(one_line, tension.poles))}{meaning}", width)
    return page


def page_of_facet(facet: Facet, framework: Framework, width: int) -> Page:
    """One facet with everything its file says."""
    dimension = framework.dimension(facet.dimension)
    where = f"  {one_line(dimension.name if dimension else facet.dimension)} · {facet.id}"
    page: Page = [[(STRONG, f"{MARGIN}{one_line(facet.name)}"), (QUIET, where)]]
    page += [[], *sentence(facet.meaning, width)]
    rows = [
        ("looks like", list(facet.looks_like)),
        ("its shadow", [facet.shadow] if facet.shadow else []),
        ("found by", [", ".join(facet.signals)] if facet.signals else []),
        ("source", [facet.source] if facet.source else []),
    ]
    for label, texts in rows:
        lines = [line for text in texts for line in paragraph(text, width - 13, indent="")]
        page += [[], *labelled(label, lines, room=12)] if lines else []
    return page


def data_of_framework(framework: Framework) -> dict[str, Any]:
    """``framework show --json``: everything, with what the profile holds."""
    return {
        "id": framework.id,
        "name": framework.name,
        "version": framework.version,
        "language": framework.language,
        "about": framework.about,
        "source": framework.source,
        "differences": framework.differences,
        "profile": framework.profile,
        "profiles": {name: list(ids) for name, ids in framework.profiles.items()},
        "dimensions": [item_data(dimension) for dimension in framework.dimensions],
        "facets": [facet_data(facet) for facet in framework.facets],
        "practice": [item_data(item) for item in framework.practice],
        "environment": [item_data(item) for item in framework.environment],
        "tensions": [
            {"id": tension.id, "poles": list(tension.poles), "meaning": tension.meaning}
            for tension in framework.tensions
        ],
        "problems": [item_data(item) for item in framework.problems],
    }


def item_data(item: Item | Dimension) -> dict[str, Any]:
    """Anything with an id, a name and a meaning."""
    return {"id": item.id, "name": item.name, "meaning": item.meaning}


def facet_data(facet: Facet) -> dict[str, Any]:
    """One facet."""
    return {
        "id": facet.id,
        "dimension": facet.dimension,
        "name": facet.name,
        "short": facet.short,
        "meaning": facet.meaning,
        "looks_like": list(facet.looks_like),
        "shadow": facet.shadow,
        "source": facet.source,
        "signals": list(facet.signals),
    }


def page_of_prompts(prompts: Sequence[Prompt], framework: Framework, width: int) -> Page:
    """Prompts under their facets, the id beneath each."""
    page: Page = []
    facet = None
    for prompt in prompts:
        if prompt.facet != facet:
            facet = prompt.facet
            page += [[], [(ACCENT, f"{MARGIN}{one_line(framework.label(facet))}")]]
        page += paragraph(prompt.text, width)
        page.append([(QUIET, f"   {prompt.id} · {prompt.kind}")])
    said = counted(len(prompts), "question")
    return [*page[1:], [], [(QUIET, f"{MARGIN}{said}.")]]


def page_of_prompt(prompt: Prompt, framework: Framework, width: int) -> Page:
    """One prompt with everything there is to it."""
    rows = [
        ("facet", framework.label(prompt.facet)),
        ("touches also", ", ".join(map(framework.label, prompt.also))),
        ("kind", prompt.kind),
        ("tension", _poles(prompt, framework)),
        ("id", prompt.id),
    ]
    page: Page = [*sentence(prompt.text, width, style=STRONG), []]
    for label, text in rows:
        if text:
            page += labelled(label, [[(PLAIN, one_line(text))]], room=14)
    return page


def _poles(prompt: Prompt, framework: Framework) -> str:
    poles = {tension.id: " / ".join(tension.poles) for tension in framework.tensions}
    return poles.get(prompt.tension, prompt.tension) if prompt.tension else ""


def prompt_data(prompt: Prompt) -> dict[str, Any]:
    """One prompt as JSON."""
    return {
        "id": prompt.id,
        "facet": prompt.facet,
        "also": list(prompt.also),
        "kind": prompt.kind,
        "tension": prompt.tension,
        "text": prompt.text,
    }


def page_of_checked(files: Sequence[tuple[str, str]]) -> Page:
    """Files without a problem, one a line whatever the width."""
    return [[(PLAIN, f"{one_line(file)}: {one_line(said)}, no problems.")] for file, said in files]


def data_of_checked(
    files: Sequence[tuple[str, str]], problems: Sequence[Problem]
) -> dict[str, Any]:
    """``framework check --json`` and ``prompts check --json``."""
    return {
        "files": [file for file, _ in files],
        "problems": [problem_data(problem) for problem in problems],
    }
