"""A framework file (``syslead/framework/1``): text to a framework, or all that is wrong with it.

No dimension and no facet is known here: whatever the file names is the framework.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

from syslead_cli.base.visible import one_line
from syslead_cli.framework.framework_core import Dimension, Facet, Framework, Item, Tension
from syslead_cli.framework.problems import Findings, Problem, did_you_mean, quoted
from syslead_cli.framework.toml_fields import (
    Field,
    doubles,
    ended,
    exactly,
    identifier,
    identifiers,
    read_fields,
    table,
    tables,
    text,
    text_or_nothing,
    texts,
    two_texts,
)
from syslead_cli.framework.toml_text import read_toml

FRAMEWORK_SCHEMA = "syslead/framework/1"
FRAMEWORK_LIMIT = 64 * 1024

#: The one profile of a framework whose file names none.
WHOLE = "all"

_TOP = {
    "schema": Field(exactly(FRAMEWORK_SCHEMA), required=True),
    "id": Field(identifier, required=True),
    "name": Field(text, required=True),
    "version": Field(text, required=True),
    "language": Field(text_or_nothing),
    "about": Field(text_or_nothing),
    "source": Field(text_or_nothing),
    "differences": Field(text_or_nothing),
    "default_profile": Field(identifier),
    "profiles": Field(table),
    "dimensions": Field(tables, required=True),
    "facets": Field(tables, required=True),
    "practice": Field(tables),
    "environment": Field(tables),
    "tensions": Field(tables),
    "problems": Field(tables),
}
_ITEM = {
    "id": Field(identifier, required=True),
    "name": Field(text, required=True),
    "meaning": Field(text, required=True),
}
_FACET = {
    **_ITEM,
    "dimension": Field(identifier, required=True),
    "short": Field(text_or_nothing),
    "looks_like": Field(texts),
    "shadow": Field(text_or_nothing),
    "source": Field(text_or_nothing),
    "signals": Field(texts),
}
_TENSION = {
    "id": Field(identifier, required=True),
    "poles": Field(two_texts, required=True),
    "meaning": Field(text_or_nothing),
}


class FrameworkText(NamedTuple):
    """What became of a framework file; ``framework`` is None where there are problems."""

    framework: Framework | None
    problems: list[Problem]


def read_framework(content: bytes, file: str) -> FrameworkText:
    """The framework in a file, in its default profile, or every problem with its line."""
    document = read_toml(content, file, FRAMEWORK_LIMIT)
    if document.values is None:
        return FrameworkText(None, document.problems)
    findings = Findings(file)
    framework = _framework(findings, document.values)
    problems = findings.placed(document.text)
    return FrameworkText(None if problems else framework, problems)


def _framework(findings: Findings, values: dict[str, Any]) -> Framework | None:
    top = read_fields(findings, values, (), _TOP)
    dimensions = _dimensions(findings, top)
    facets = _facets(findings, top, dimensions)
    _check_dimensions_filled(findings, top, facets)
    profiles = _profiles(findings, top, facets)
    layers = {layer: _items(findings, top, layer) for layer in ("practice", "environment")}
    problems = _items(findings, top, "problems")
    tensions = _tensions(findings, top)
    if findings:
        return None
    whole = Framework(
        id=top["id"],
        name=top["name"],
        version=top["version"],
        dimensions=dimensions,
        facets=facets,
        profiles=profiles,
        everything=facets,
        practice=layers["practice"],
        environment=layers["environment"],
        tensions=tensions,
        problems=problems,
        **{key: top.get(key, "").strip() for key in ("language", "about", "source", "differences")},
    )
    return whole.in_profile(top.get("default_profile", next(iter(profiles))))


def _rows(
    findings: Findings, top: dict[str, Any], key: str, fields: dict[str, Field]
) -> Iterator[dict[str, Any]]:
    """The tables under a key that are sound as far as they go; ids used twice are found."""
    ids = []
    for number, values in enumerate(top.get(key, ())):
        path = (key, number)
        row = read_fields(findings, values, path, fields)
        if "id" in row:
            ids.append((path, row["id"]))
        yield row
    doubles(findings, ids, key)


def _whole(row: dict[str, Any], fields: dict[str, Field]) -> bool:
    return all(key in row for key, field in fields.items() if field.required)


def _dimensions(findings: Findings, top: dict[str, Any]) -> tuple[Dimension, ...]:
    if top.get("dimensions") == []:
        findings.add(("dimensions",), "there must be at least one dimension.")
    rows = list(_rows(findings, top, "dimensions", _ITEM))
    return tuple(Dimension(**row) for row in rows if _whole(row, _ITEM))


def _items(findings: Findings, top: dict[str, Any], key: str) -> tuple[Item, ...]:
    rows = list(_rows(findings, top, key, _ITEM))
    return tuple(Item(**row) for row in rows if _whole(row, _ITEM))


def _tensions(findings: Findings, top: dict[str, Any]) -> tuple[Tension, ...]:
    rows = list(_rows(findings, top, "tensions", _TENSION))
    return tuple(
        Tension(row["id"], (row["poles"][0], row["poles"][1]), row.get("meaning", ""))
        for row in rows
        if _whole(row, _TENSION)
    )


def _facets(
    findings: Findings, top: dict[str, Any], dimensions: tuple[Dimension, ...]
) -> tuple[Facet, ...]:
    if top.get("facets") == []:
        findings.add(("facets",), "there must be at least one facet.")
    known = _ids_of(top, "dimensions") | {dimension.id for dimension in dimensions}
    facets = []
    for number, row in enumerate(_rows(findings, top, "facets", _FACET)):
        dimension = row.get("dimension", "")
        if dimension and dimension not in known:
            findings.add(
                ("facets", number, "dimension"),
                f"dimension {quoted(dimension)} is not in this framework.",
                did_you_mean(dimension, known),
                row.get("id", ""),
            )
        if _whole(row, _FACET):
            facets.append(_facet(row))
    return tuple(facets)


def _facet(row: dict[str, Any]) -> Facet:
    lists = {key: tuple(row.get(key, ())) for key in ("looks_like", "signals")}
    return Facet(**{**row, **lists})


def _ids_of(top: dict[str, Any], key: str) -> set[str]:
    """Every id under a key, those of unsound tables included: one mistake is told once."""
    return {row["id"] for row in top.get(key, ()) if isinstance(row.get("id"), str)}


def _check_dimensions_filled(
    findings: Findings, top: dict[str, Any], facets: tuple[Facet, ...]
) -> None:
    filled = [facet.get("dimension") for facet in top.get("facets", ())]
    for number, row in enumerate(top.get("dimensions", ())):
        id_ = row.get("id")
        if facets and isinstance(id_, str) and id_ not in filled:
            findings.add(
                ("dimensions", number, "id"),
                f"dimension {quoted(id_)} has no facets.",
                "Give it at least one, or take it out.",
                id_,
            )


def _profiles(
    findings: Findings, top: dict[str, Any], facets: tuple[Facet, ...]
) -> dict[str, tuple[str, ...]]:
    profiles = top.get("profiles", {})
    if not profiles:
        profiles = {WHOLE: [facet.id for facet in facets]}
    known = _ids_of(top, "facets")
    for name, ids in profiles.items():
        _check_profile(findings, name, ids, known)
    default = top.get("default_profile")
    if default is not None and default not in profiles:
        near = did_you_mean(default, profiles)
        findings.add(
            ("default_profile",), f"profile {quoted(default)} is not in this framework.", near
        )
    return {name: tuple(ids) for name, ids in profiles.items() if isinstance(ids, list)}


def _check_profile(findings: Findings, name: str, ids: Any, known: set[str]) -> None:
    path = ("profiles", name)
    if bad := identifier(name):
        findings.add(path, f"the profile's name {quoted(name)} {bad}.")
    if bad := identifiers(ids):
        findings.add(path, f"profile {quoted(name)} {bad}.")
        return
    if not ids:
        findings.add(path, f"profile {quoted(name)} has no facets.")
    for number, id_ in enumerate(ids):
        if id_ not in known:
            near = did_you_mean(id_, known)
            findings.add(
                (*path, number), f"facet {quoted(id_)} is not in this framework.", near, id_
            )
        elif id_ in ids[:number]:
            findings.add(
                (*path, number), f"facet {quoted(id_)} is in profile {quoted(name)} twice.", "", id_
            )


def signal_problems(framework: Framework, file: str, text: str) -> list[Problem]:
    """Signals that cannot be searched for, each with its line."""
    from syslead_cli.framework.mentions import compile_signals

    every = framework.everything or framework.facets
    try:
        compile_signals({facet.id: facet.signals for facet in every})
        return []
    except ValueError:
        findings = Findings(file)
    for number, facet in enumerate(every):
        for place, signal in enumerate(facet.signals):
            try:
                compile_signals({facet.id: [signal]})
            except ValueError as problem:
                path = ("facets", number, "signals", place)
                findings.add(path, ended(one_line(str(problem))), name=facet.id)
    return findings.placed(text)
