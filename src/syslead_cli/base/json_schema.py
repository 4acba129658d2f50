"""The short words a document is planned in, and the JSON Schema they stand for.

A string names a type, ``?`` after it allows null, a list holds one kind of thing, a table has
exactly these keys; a key that ends in ``?`` may be missing.
"""

from __future__ import annotations

from typing import Any

Schema = dict[str, Any]
DIALECT = "https://json-schema.org/draft/2020-12/schema"

_TYPES: dict[str, Schema] = {
    "text": {"type": "string"},
    "day": {"type": "string", "format": "date"},
    "moment": {"type": "string", "format": "date-time"},
    "count": {"type": "integer", "minimum": 0},
    "number": {"type": "number"},
    "share": {"type": "number", "minimum": 0, "maximum": 1},
    "yes": {"type": "boolean"},
    "anything": {},
    "table": {"type": "object"},
}


def planned_schema(name: str, plan: Any) -> Schema:
    """The schema of a document whose plan stands beside what makes it."""
    body = _schema(plan)
    own = f"syslead/{name}/1"
    return {
        "$schema": DIALECT,
        "$id": f"urn:syslead:{name}:1",
        "title": f"The document {own}",
        **body,
        "properties": {"schema": {"const": own}, **body["properties"]},
        "required": ["schema", *body["required"]],
    }


def _schema(plan: Any) -> Schema:
    if isinstance(plan, str):
        return _named(plan)
    if isinstance(plan, list):
        return {"type": "array", "items": _schema(plan[0])}
    if isinstance(plan, tuple):
        return {"anyOf": [_schema(plan[0]), {"type": "null"}]}
    fields = {key.rstrip("?"): _schema(value) for key, value in plan.items() if key != "*"}
    return {
        "type": "object",
        "properties": fields,
        "required": [key for key in plan if key != "*" and not key.endswith("?")],
        "additionalProperties": "*" in plan,
    }


def _named(word: str) -> Schema:
    if "|" in word:
        return {"enum": word.split("|")}
    plain = _TYPES[word.rstrip("?")]
    return {"anyOf": [plain, {"type": "null"}]} if word.endswith("?") else plain
