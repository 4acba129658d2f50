"""A document as JSON people can read: as ``json.dumps(…, indent=2)`` writes it, sooner.

The standard library indents in Python, a call a value, and a search may find thousands of
entries. Most objects in a document hold nothing but words and numbers: those its quick encoder
writes at once, with the line breaks in its separator.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from functools import cache
from json.encoder import c_make_encoder, encode_basestring  # type: ignore[attr-defined]
from typing import Any

from syslead_cli.journal.entries import Entry
from syslead_cli.journal.screen import STEP, indented_entry, json_at


def indented(data: Mapping[str, Any]) -> str:
    """The document. What is a list in it may be an iterator, and is used up.

    Where an entry (core/entry.py) stands, what it says is written.
    """
    return "".join(_object(data, "\n"))


def in_ascii(document: str) -> str:
    """The same document with every other character escaped."""
    import re

    return re.sub(r"[^\n -~]", lambda found: json.dumps(found[0])[1:-1], document)


def _object(data: Mapping[str, Any], line: str) -> Iterator[str]:
    inner, lead = line + STEP, "{"
    for key, value in data.items():
        yield f"{lead}{inner}{encode_basestring(key)}: "
        if isinstance(value, list | Iterator):
            yield from _list(value, inner)
        else:
            yield _value(value, inner)
        lead = ","
    yield "{}" if lead == "{" else line + "}"


def _list(values: Any, line: str) -> Iterator[str]:
    inner = line + STEP
    first, later = "[" + inner, "," + inner
    lead = first
    for value in values:
        yield lead
        yield _value(value, inner)
        lead = later
    yield "[]" if lead is first else line + "]"


def _value(value: Any, line: str) -> str:
    if type(value) is Entry:
        return indented_entry(value, line)
    if type(value) is dict and value:
        flat = _encoder(line)(value)
        # A bracket may be a word's own; where there is none, nothing has members but this.
        if "[" not in flat and "{" not in flat[1:]:
            return f"{{{line}{STEP}{flat[1:-1]}{line}}}"
    return json_at(value, line)


@cache
def _encoder(line: str) -> Callable[[Any], str]:
    """Writes an object of words and numbers, its members a line each."""
    between = f",{line}{STEP}"
    if c_make_encoder is None:
        return json.JSONEncoder(ensure_ascii=False, separators=(between, ": ")).encode
    encode = c_make_encoder(
        None, _unknown, encode_basestring, None, ": ", between, False, False, True
    )
    return lambda value: "".join(encode(value, 0))


def _unknown(value: Any) -> Any:
    raise TypeError(f"{type(value).__name__} is not JSON")


# ── plan_schema ──
# The short words a document is planned in, and the JSON Schema they stand for.
#
# A string names a type, ``?`` after it allows null, a list holds one kind of thing, a table has
# exactly these keys; a key that ends in ``?`` may be missing.


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
