"""JSON Schemas of what syslead writes, for ``syslead config schema`` and for other programs.

The journal's is generated from the structs of the records, a document's from its struct
(base/documents.py), so that neither can say anything else than they do.
"""

from __future__ import annotations

from datetime import date
from importlib import import_module
from typing import Any

from msgspec import UNSET, Struct, UnsetType

from syslead_cli.base.documents import Document, schema_of
from syslead_cli.journal.codec import own_fields
from syslead_cli.journal.encrypted import ENCRYPTED_VERSION
from syslead_cli.journal.model import FORMAT_VERSION, KINDS

Schema = dict[str, Any]
_DIALECT = "https://json-schema.org/draft/2020-12/schema"


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


#: Where each document is declared: name → ``package.module:Class``.
DOCUMENTS: dict[str, str] = {
    "list": "setup.schemas:ListDocument",
    "search": "setup.schemas:SearchDocument",
    "show": "setup.schemas:ShowDocument",
    "on-this-day": "setup.schemas:OnThisDayDocument",
    "calendar": "journal.overview_commands:CalendarDocument",
    "note-templates": "reflect.documents:TemplatesDocument",
    "voices": "journal.overview_commands:VoicesDocument",
    "voices-match": "journal.overview_commands:VoicesMatchDocument",
    "tags": "journal.overview_commands:TagsDocument",
    "pack": "sharing.model:Pack",
    "sponsor": "sharing.model:SponsorPack",
    "check": "sharing.screen:IdentifierCheck",
    "share-log": "sharing.screen:ShareLog",
    "recipients": "sharing.share:RecipientList",
    "review-plan": "review.summary:ReviewPlanDocument",
    "review": "review.summary:ReviewDocument",
    "focus": "review.commands:FocusDocument",
    "pause": "review.commands:PauseDocument",
    "export": "exchange.exporting:ExportDocument",
    "import": "exchange.screen:ImportDocument",
    "neglected": "insight.export:NeglectedDocument",
    "trends": "insight.export:TrendsDocument",
    "remind": "remind.screen:RemindDocument",
    "remind-status": "remind.screen:RemindStatusDocument",
    "coach-list": "coach.documents:CoachList",
    "coach-add": "coach.documents:CoachAdd",
    "coach-notes": "coach.documents:CoachNotes",
    "brief": "coach.documents:BriefDocument",
    "cohort": "coach.documents:Cohort",
    "cohort-published": "coach.documents:PublishedCohort",
    "frameworks": "framework.screen:FrameworkListDocument",
    "framework": "framework.screen:FrameworkDocument",
    "facet": "framework.screen:FacetDocument",
    "dimension": "framework.screen:DimensionDocument",
    "framework-check": "framework.screen:FrameworkCheckDocument",
    "match": "framework.screen:MatchDocument",
    "prompts": "framework.screen:PromptListDocument",
    "prompt": "framework.screen:PromptDocument",
    "prompts-check": "framework.screen:PromptsCheckDocument",
    "config": "setup.commands:ConfigDocument",
    "setting": "setup.commands:SettingDocument",
    "config-path": "setup.commands:PathsDocument",
    "today": "reflect.documents:TodayDocument",
    "plan": "reflect.documents:PlanDocument",
    "reflect": "reflect.documents:ReflectDocument",
    "note": "reflect.documents:NoteDocument",
    "intend": "reflect.documents:IntendDocument",
    "intentions": "reflect.documents:IntentionsDocument",
    "demo": "demo.commands:DemoDocument",
    "encrypt": "journal.reencrypt:EncryptDocument",
    "decrypt": "journal.reencrypt:DecryptDocument",
    **{
        name: f"journal.admin_screen:{name.title()}Document"
        for name in ("verify", "repair", "backup", "restore", "forget")
    },
}


#: Every schema that is published, by the name ``syslead config schema`` knows it by.
NAMES = ("journal", *DOCUMENTS)


def schema_named(name: str) -> Schema:
    """Return the schema of the journal or of a document."""
    if name == "journal":
        return journal_schema()
    module, _, cls = DOCUMENTS[name].partition(":")
    return schema_of(getattr(import_module(f"syslead_cli.{module}"), cls))


def journal_schema() -> Schema:
    """Return the schema of a line of the journal: any of the kinds, told apart by ``kind``."""
    names = {kind: f"#/$defs/{kind}" for kind in KINDS}
    return {
        "$schema": _DIALECT,
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
