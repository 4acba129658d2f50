"""JSON documents as typed values: what ``--json`` prints and what its schema says.

A package declares a document once, as a subclass of ``Document`` with the name as its tag:

    class CoachList(Document, frozen=True, tag="syslead/coach-list/1"):
        clients: tuple[ClientEntry, ...]

``schema`` is written first and is no attribute. Parts are ``Part`` structs; neither allows keys
that are not declared. A key that may be null is ``X | None``, one that may be absent
``X | UnsetType = UNSET``; no other defaults, so that every other key is required.
Days are ``date``, counts ``Count``, shares ``Share``, one of several words is a ``Literal``,
a map by id is ``dict[str, X]``, free content ``Any``; a key that is a word of Python is
``from_: date = field(name="from")``. Fields are printed in their order.
The docstring of a struct is its description in the schema.
"""

from __future__ import annotations

import json
import re
from typing import Annotated, Any

import msgspec
from msgspec import Meta, Struct

Count = Annotated[int, Meta(ge=0)]
Share = Annotated[float, Meta(ge=0, le=1)]
_DIALECT = "https://json-schema.org/draft/2020-12/schema"
#: Numbers that msgspec writes otherwise than the standard library, 0.00001 for 1e-05, in compact
#: JSON. One pattern for each character that may stand before, because that is searched quickly.
_OTHER_NUMBERS = tuple(
    re.compile(before + rb"-?(?:0\.0000|\d(?:\.\d+)?e)") for before in (rb":", rb",", rb"\[")
)


class Part(Struct, frozen=True, forbid_unknown_fields=True):
    """An object in a document."""


class Document(Part, frozen=True, tag_field="schema", tag="syslead/document/1"):
    """A document; a subclass gives its name and version as ``tag``."""


def to_json(value: object) -> str:
    """Return the value as indented JSON, as ``json.dumps(…, indent=2)`` writes it."""
    compact = _compact(value)
    if compact is not None:
        return msgspec.json.format(compact, indent=2).decode()
    return json.dumps(msgspec.to_builtins(value), indent=2, ensure_ascii=False)


def to_compact_json(value: object) -> bytes:
    """Return the value as compact JSON in UTF-8; with a lone surrogate in ASCII."""
    compact = _compact(value)
    if compact is not None:
        return compact
    data = msgspec.to_builtins(value)
    text = json.dumps(data, separators=(",", ":"), ensure_ascii=False)
    try:
        return text.encode()
    except UnicodeEncodeError:
        return json.dumps(data, separators=(",", ":")).encode()


def _compact(value: object) -> bytes | None:
    """Return compact JSON, or None where msgspec writes it otherwise than the standard library."""
    try:
        compact = msgspec.json.encode(value)
    except UnicodeEncodeError:  # a lone surrogate
        return None
    return None if any(found.search(compact) for found in _OTHER_NUMBERS) else compact


def in_ascii(document: str) -> str:
    """Return the same document with every other character escaped."""
    return re.sub(r"[^\n -~]", lambda found: json.dumps(found[0])[1:-1], document)


def schema_of(document: type[Document]) -> dict[str, Any]:
    """Return the JSON Schema (2020-12) of a document, parts in place."""
    generated = msgspec.json.schema(document)
    body = _in_place(generated, generated["$defs"])
    name = str(document.__struct_config__.tag)
    body["properties"] = {**body["properties"], "schema": {"const": name}}
    return {
        "$schema": _DIALECT,
        "$id": f"urn:{name.replace('/', ':')}",
        "title": f"The document {name}",
        **body,
    }


def _in_place(node: Any, parts: dict[str, Any]) -> Any:
    """Replace references by what they refer to, and drop the names of classes."""
    if isinstance(node, list):
        return [_in_place(each, parts) for each in node]
    if not isinstance(node, dict):
        return node
    if "$ref" in node:
        part = parts[node["$ref"].rpartition("/")[2]]
        return _in_place({key: value for key, value in part.items() if key != "title"}, parts)
    dropped = ("$defs", "discriminator") if "$defs" in node or "anyOf" in node else ()
    return {key: _in_place(value, parts) for key, value in node.items() if key not in dropped}
