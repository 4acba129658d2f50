"""JSON Schemas of what syslead writes, for ``syslead config schema`` and for other programs.

The journal's is generated from the structs of the records, a document's from its struct
(base/documents.py), so that neither can say anything else than they do.
"""

from __future__ import annotations

from datetime import date
from functools import cache
from importlib import import_module
from typing import Any

from msgspec import UNSET, Struct, UnsetType

from syslead_cli.base.documents import DIALECT, Document, schema_of
from syslead_cli.journal.codec import own_fields
from syslead_cli.journal.encrypted import ENCRYPTED_VERSION
from syslead_cli.journal.model import FORMAT_VERSION, KINDS

Schema = dict[str, Any]


class EntryContent(Struct, frozen=True):
    """An entry; further keys are those of its kind in the journal."""

    id: str | None
    kind: str | None
    day: date | None
    text: str | None


class ListDocument(Document, frozen=True, tag="syslead/list/1"):
    """The newest entries."""

    entries: tuple[EntryContent, ...]


class SearchDocument(ListDocument, frozen=True, tag="syslead/search/1"):
    """The entries found."""


class EntriesBefore(Struct, frozen=True):
    """The entries of one day, oldest first; ``ago`` is how long that is ago, in words."""

    ago: str
    day: date
    entries: tuple[EntryContent, ...]


class OnThisDayDocument(Document, frozen=True, tag="syslead/on-this-day/1"):
    """What was written a week, a month, a quarter and whole years ago; days without too."""

    looks: tuple[EntriesBefore, ...]


class ShowDocument(Document, frozen=True, tag="syslead/show/1"):
    """One entry, with its earlier versions where they were asked for."""

    entry: EntryContent
    versions: tuple[dict[str, Any], ...] | UnsetType = UNSET


#: The modules that declare documents; the name of a document is in its tag.
_MODULES = (
    "setup.schemas", "setup.commands", "journal.overview_commands", "journal.check",
    "journal.backup", "journal.admin_screen", "journal.reencrypt", "reflect.documents",
    "review.summary", "review.commands", "insight.export", "exchange.exporting", "exchange.screen",
    "sharing.model", "sharing.screen", "sharing.share", "coach.documents", "framework.screen",
    "reflect.due", "remind.schedulers", "demo.commands",
)  # fmt: skip


@cache
def documents() -> dict[str, type[Document]]:
    """Return every document by its name."""
    found = {}
    for name in _MODULES:
        module = import_module(f"syslead_cli.{name}")
        for each in vars(module).values():
            if isinstance(each, type) and issubclass(each, Document):
                tag = each.__struct_config__.tag
                if each.__module__ == module.__name__ and isinstance(tag, str):
                    found[tag.split("/")[1]] = each
    found.pop("document", None)  # what documents extend
    return found


def schema_names() -> list[str]:
    """Return the names by which ``syslead config schema`` knows what is published."""
    return ["journal", *documents()]


def schema_named(name: str) -> Schema:
    """Return the schema of the journal or of a document."""
    return journal_schema() if name == "journal" else schema_of(documents()[name])


def journal_schema() -> Schema:
    """Return the schema of a line of the journal: any of the kinds, told apart by ``kind``."""
    names = {kind: f"#/$defs/{kind}" for kind in KINDS}
    return {
        "$schema": DIALECT,
        "$id": f"urn:syslead:journal:{FORMAT_VERSION}",
        "title": f"A line of a syslead journal, version {FORMAT_VERSION}",
        "description": "docs/journal-format.md is the specification. Lines of a higher v or an "
        "unknown kind are kept as they are and are not described here.",
        "type": "object",
        "required": ["kind"],
        "discriminator": {"propertyName": "kind", "mapping": names},
        "oneOf": [{"$ref": place} for place in (*names.values(), "#/$defs/encrypted")],
        "$defs": {**{kind: _kind_schema(kind) for kind in KINDS}, "encrypted": _ENCRYPTED},
    }


_ENCRYPTED: Schema = {
    "description": "Any line of a journal that is encrypted; the line itself is inside.",
    "type": "object",
    "properties": {
        "v": {"const": ENCRYPTED_VERSION},
        "id": {"type": "string", "maxLength": 64, "description": "The id of the line inside."},
        "kind": {"type": "string", "description": "The kind of the line inside."},
        "age": {"type": "string", "contentEncoding": "base64", "description": "An age file."},
        "crc": {"type": "string", "pattern": "^[0-9a-f]{8}$"},
    },
    "required": ["v", "id", "kind", "age"],
    "additionalProperties": False,
}


def _kind_schema(kind: str) -> Schema:
    """Return the schema of one kind: its struct, what a line has besides, and nothing forbidden."""
    from msgspec.json import schema

    cls = KINDS[kind]
    generated = schema(cls)["$defs"][cls.__name__]
    properties = generated["properties"]
    optional = {field.key for field in own_fields(kind) if not field.required}
    return {
        "description": " ".join((cls.__doc__ or "").replace("``", "").split()),
        "type": "object",
        "properties": {
            "v": {"const": FORMAT_VERSION},
            "id": properties["id"],
            "kind": {"const": kind},
            **{
                key: _field_schema(value, optional=key in optional)
                for key, value in properties.items()
                if key not in ("kind", "id", "extra")
            },
            "crc": {"type": "string", "pattern": "^[0-9a-f]{8}$"},
        },
        "required": ["v", *generated["required"]],
        "additionalProperties": True,
    }


def _field_schema(generated: Schema, *, optional: bool) -> Schema:
    """Return the schema of a field, without its default; an optional one may be null."""
    schema = {key: value for key, value in generated.items() if key != "default"}
    if optional and "anyOf" not in schema:
        return {"anyOf": [schema, {"type": "null"}]}
    return schema
