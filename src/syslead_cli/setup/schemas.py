"""Every document a command prints with ``--json``, in the short words of ``plan_schema``."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from syslead_cli.base.json_schema import Schema, planned_schema
from syslead_cli.journal.codec import own_fields
from syslead_cli.journal.encrypted import ENCRYPTED_VERSION
from syslead_cli.journal.model import FORMAT_VERSION, KINDS

_ENTRY = {"id": "text?", "kind": "text?", "day": "day?", "text": "text?", "*": "anything"}
#: Every document, by the name in its ``schema``.
PLANS: dict[str, Any] = {
    "list": {"entries": [_ENTRY]},
    "search": {"entries": [_ENTRY]},
    "show": {"entry": _ENTRY, "versions?": ["table"]},
}


def document_schema(name: str) -> Schema:
    """The schema of ``syslead/<name>/1``."""
    return planned_schema(name, PLANS[name])


def document_schemas() -> dict[str, Callable[[], Schema]]:
    """What makes each of them."""
    return {name: lambda name=name: document_schema(name) for name in PLANS}  # type: ignore[misc]


# ── schemas ──
# JSON Schemas of what syslead writes, for ``syslead config schema`` and for other programs.
#
# The journal's is generated from the structs of the records, so it cannot say anything else than
# they do. pydantic is loaded for that and for nothing else.


SchemasSchema = dict[str, Any]
DIALECT = "https://json-schema.org/draft/2020-12/schema"


def journal_schema() -> SchemasSchema:
    """One line of the journal: any of the kinds, told apart by ``kind``."""
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


_ENCRYPTED: SchemasSchema = {
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


def _kind_schema(kind: str) -> SchemasSchema:
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


def _field_schema(generated: SchemasSchema, *, optional: bool) -> SchemasSchema:
    """Return the schema of a field, without its default; an optional one may be null."""
    schema = {key: value for key, value in generated.items() if key != "default"}
    if optional and "anyOf" not in schema:
        return {"anyOf": [schema, {"type": "null"}]}
    return schema


#: Documents declared as types (base/documents.py): name → ``package.module:Class``.
DOCUMENTS: dict[str, str] = {
    "pack": "sharing.model:Pack",
    "check": "sharing.screen:IdentifierCheck",
    "share-log": "sharing.screen:ShareLog",
    "recipients": "sharing.recipients:RecipientList",
    "review-plan": "review.documents:ReviewPlanDocument",
    "review": "review.documents:ReviewDocument",
    "focus": "review.documents:FocusDocument",
    "pause": "review.documents:PauseDocument",
    "export": "exchange.exporting:ExportDocument",
    "import": "exchange.screen:ImportDocument",
    "neglected": "insight.export:NeglectedDocument",
    "trends": "insight.export:TrendsDocument",
    "remind": "remind.screen:RemindDocument",
    "remind-status": "remind.screen:RemindStatusDocument",
    "coach-list": "coach.model:CoachList",
    "coach-add": "coach.model:CoachAdd",
    "brief": "coach.brief:BriefDocument",
    "cohort": "coach.cohort:Cohort",
    "cohort-published": "coach.cohort:PublishedCohort",
    "frameworks": "framework.screen:FrameworkListDocument",
    "framework": "framework.screen:FrameworkDocument",
    "facet": "framework.screen:FacetDocument",
    "framework-check": "framework.screen:FrameworkCheckDocument",
    "match": "framework.screen:MatchDocument",
    "prompts": "framework.screen:PromptListDocument",
    "prompt": "framework.screen:PromptDocument",
    "prompts-check": "framework.screen:PromptsCheckDocument",
    "config": "setup.commands:ConfigDocument",
    "setting": "setup.commands:SettingDocument",
    "today": "reflect.documents:TodayDocument",
    "plan": "reflect.documents:PlanDocument",
    "reflect": "reflect.documents:ReflectDocument",
    "note": "reflect.documents:NoteDocument",
    "intend": "reflect.documents:IntendDocument",
    "intentions": "reflect.documents:IntentionsDocument",
    "demo": "demo.commands:DemoDocument",
    **{
        name: f"journal.admin_screen:{name.title()}Document"
        for name in ("verify", "repair", "backup", "restore", "encrypt", "decrypt", "forget")
    },
}


def typed_schema(place: str) -> SchemasSchema:
    """Import the document class ``package.module:Class`` and return its schema."""
    from importlib import import_module

    from syslead_cli.base.documents import schema_of

    module, _, name = place.partition(":")
    return schema_of(getattr(import_module(f"syslead_cli.{module}"), name))


#: Every schema that is published, by the name ``syslead config schema`` knows it by. Documents
#: with ``"schema": "syslead/<name>/1"`` are entered under that name.
NAMES: dict[str, Callable[[], SchemasSchema]] = {
    "journal": journal_schema,
    **document_schemas(),
    **{name: partial(typed_schema, place) for name, place in DOCUMENTS.items()},
}
