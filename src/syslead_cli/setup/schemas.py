"""JSON Schemas of what syslead writes, for ``syslead config schema`` and for other programs.

The journal's is generated from the record dataclasses, so it cannot say anything else than
they do. pydantic is loaded for that and for nothing else.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from syslead_cli.base.document_plans import document_schemas
from syslead_cli.journal.closed_line import CLOSED_VERSION
from syslead_cli.journal.field_plans import SCORES
from syslead_cli.journal.records import CHOICES, FORMAT_VERSION, KINDS, PLANS, FieldPlan
from syslead_cli.sharing.pack_schema import pack_schema

Schema = dict[str, Any]
DIALECT = "https://json-schema.org/draft/2020-12/schema"


def journal_schema() -> Schema:
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


_ENCRYPTED: Schema = {
    "description": "Any line of a journal that is encrypted; the line itself is inside.",
    "type": "object",
    "properties": {
        "v": {"const": CLOSED_VERSION},
        "id": {"type": "string", "maxLength": 64, "description": "The id of the line inside."},
        "kind": {"type": "string", "description": "The kind of the line inside."},
        "age": {"type": "string", "contentEncoding": "base64", "description": "An age file."},
        "crc": {"type": "string", "pattern": "^[0-9a-f]{8}$"},
    },
    "required": ["v", "id", "kind", "age"],
    "additionalProperties": False,
}


def _kind_schema(kind: str) -> Schema:
    from pydantic import TypeAdapter

    cls = KINDS[kind]
    generated = TypeAdapter(cls).json_schema()["properties"]
    own = {plan.key: _field_schema(kind, plan, generated[plan.name]) for plan in PLANS[kind]}
    return {
        "description": " ".join((cls.__doc__ or "").replace("``", "").split()),
        "type": "object",
        "properties": {
            "v": {"const": FORMAT_VERSION},
            "id": {"type": "string", "minLength": 1, "maxLength": 64, "pattern": "^[^ ]*$"},
            "kind": {"const": kind},
            "ts": {"type": "string", "format": "date-time"},
            "tz": {"type": "string", "description": "An IANA zone name where it is known."},
            "day": _plain(generated["day"]),
            **own,
            "crc": {"type": "string", "pattern": "^[0-9a-f]{8}$"},
        },
        "required": ["v", "id", "kind", "ts", "day", *(p.key for p in PLANS[kind] if p.required)],
        "additionalProperties": True,
    }


def _field_schema(kind: str, plan: FieldPlan, generated: Schema) -> Schema:
    schema = _plain(generated)
    if words := CHOICES.get((kind, plan.name)):
        schema = {"enum": list(words)}
    elif plan.shape == SCORES:
        schema["additionalProperties"] = {"type": "integer", "minimum": 1, "maximum": 5}
    elif schema.get("type") == "integer":
        schema.update(minimum=0, exclusiveMaximum=10**9)
    return schema if plan.required else {"anyOf": [schema, {"type": "null"}]}


def _plain(generated: Schema) -> Schema:
    """The schema of a value that is there: without the title, the default and the null."""
    schema = dict(next(iter(generated.get("anyOf", ())), generated))
    return {key: value for key, value in schema.items() if key not in ("title", "default")}


def export_document() -> Schema:
    """What ``export --format json`` prints."""
    from syslead_cli.exchange.export_data import export_schema

    return export_schema()


def import_document() -> Schema:
    """What ``import --json`` prints."""
    from syslead_cli.exchange.importing_render import import_schema

    return import_schema()


def cohort_document(name: str) -> Schema:
    """What ``coach cohort --json`` prints, or the same with ``--publish``."""
    from syslead_cli.base.plan_schema import planned_schema
    from syslead_cli.coach.cohort_json import PLANS as COHORT_PLANS

    return planned_schema(name, COHORT_PLANS[name])


def brief_document() -> Schema:
    """What ``coach brief --json`` prints."""
    from syslead_cli.base.plan_schema import planned_schema
    from syslead_cli.coach.brief_plan import BRIEF

    return planned_schema("brief", BRIEF)


#: Every schema that is published, by the name ``syslead config schema`` knows it by. Documents
#: with ``"schema": "syslead/<name>/1"`` are entered under that name.
NAMES: dict[str, Callable[[], Schema]] = {
    "journal": journal_schema,
    "pack": pack_schema,
    "export": export_document,
    "import": import_document,
    "brief": brief_document,
    "cohort": lambda: cohort_document("cohort"),
    "cohort-published": lambda: cohort_document("cohort-published"),
    **document_schemas(),
}
