"""The keys of a table held against what is expected: unknown, missing and ill-typed ones.

A specification maps each key to a ``Field``; reading returns the sound values and leaves every
problem in the findings, so that one run tells everything that is wrong.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any, NamedTuple, TypeAlias

from syslead_cli.framework.names import id_problem
from syslead_cli.framework.problems import Findings, did_you_mean, quoted
from syslead_cli.framework.toml_lines import TomlPath

#: Says what is wrong as the rest of a sentence ("must be a text"), or nothing.
Check: TypeAlias = Callable[[Any], str]

_LONGEST_TEXT = 4_000


class Field(NamedTuple):
    """One key of a table."""

    check: Check
    required: bool = False


def text(value: Any) -> str:
    """A text with something in it."""
    if not isinstance(value, str):
        return "must be a text in quotation marks"
    if not value.strip():
        return "is empty"
    return f"is longer than {_LONGEST_TEXT:,} characters" if len(value) > _LONGEST_TEXT else ""


def text_or_nothing(value: Any) -> str:
    """A text, perhaps an empty one."""
    return text(value) if value != "" else ""


def texts(value: Any) -> str:
    """A list of texts."""
    if not isinstance(value, list):
        return "must be a list of texts in square brackets"
    return next((f"has an entry that {bad}" for bad in map(text, value) if bad), "")


def identifier(value: Any) -> str:
    """An id."""
    return text(value) or id_problem(value)


def identifiers(value: Any) -> str:
    """A list of ids."""
    if not isinstance(value, list):
        return "must be a list of ids in square brackets"
    return next((f"has an entry that {bad}" for bad in map(identifier, value) if bad), "")


def two_texts(value: Any) -> str:
    """Exactly two texts."""
    bad = texts(value)
    return bad or ("" if len(value) == 2 else "must have exactly two entries")


def table(value: Any) -> str:
    """A table."""
    return "" if isinstance(value, dict) else "must be a table"


def tables(value: Any) -> str:
    """An array of tables."""
    sound = isinstance(value, list) and all(isinstance(item, dict) for item in value)
    return "" if sound else "must be written as [[…]] tables"


def exactly(*allowed: str) -> Check:
    """One of a few words."""

    def check(value: Any) -> str:
        if value in allowed:
            return ""
        if len(allowed) == 1:
            return f"must be {quoted(allowed[0])}, not {quoted(value)}"
        near = did_you_mean(value, allowed) if isinstance(value, str) else ""
        return f"must be one of {', '.join(allowed)}, not {quoted(value)}. {near}".rstrip()

    return check


def read_fields(
    findings: Findings, values: Mapping[str, Any], path: TomlPath, fields: Mapping[str, Field]
) -> dict[str, Any]:
    """The sound values; everything else is in ``findings``."""
    sound: dict[str, Any] = {}
    for key, value in values.items():
        if key not in fields:
            near = did_you_mean(key, fields)
            findings.add((*path, key), f"unknown key {quoted(key)}.", near, key)
        elif bad := fields[key].check(value):
            findings.add((*path, key), ended(f"key {quoted(key)} {bad}"), name=key)
        else:
            sound[key] = value
    for key, field in fields.items():
        if field.required and key not in values:
            findings.add(path, f"key {quoted(key)} is missing{_where(path)}.", name=key)
    return sound


def _where(path: TomlPath) -> str:
    named = [part for part in path if isinstance(part, str)]
    return f" in [[{named[-1]}]]" if named else ""


def ended(sentence: str) -> str:
    """The sentence with its full stop, unless it ends in one or asks something."""
    return sentence if sentence.endswith((".", "?")) else f"{sentence}."


def doubles(findings: Findings, ids: Iterable[tuple[TomlPath, str]], what: str) -> None:
    """Finds ids used twice for the same sort of thing; capital letters make no difference."""
    seen: set[str] = set()
    for path, id_ in ids:
        if id_.casefold() in seen:
            findings.add((*path, "id"), f"the id {quoted(id_)} is used for two {what}.", name=id_)
        seen.add(id_.casefold())
