"""The JSON Schema of a pack (docs/pack-format.md)."""

from __future__ import annotations

from typing import Any

from syslead_cli.journal.records import ENTRY_KINDS, TIERS
from syslead_cli.sharing.pack import SCHEMA, WITHOUT

Schema = dict[str, Any]

_TEXT: Schema = {"type": "string"}
_DAY: Schema = {"type": "string", "format": "date"}
_COUNT: Schema = {"type": "integer", "minimum": 0}
_RATE: Schema = {"type": "number", "minimum": 0, "maximum": 1}
_PLACE: Schema = {"type": "integer", "minimum": 1}
_NAMED = ("id", "name")


def _table(optional: tuple[str, ...] = (), /, **properties: Schema) -> Schema:
    return {
        "type": "object",
        "properties": properties,
        "required": [key for key in properties if key not in optional],
        "additionalProperties": False,
    }


def _list(of: Schema) -> Schema:
    return {"type": "array", "items": of}


def _or_null(schema: Schema) -> Schema:
    return {"anyOf": [schema, {"type": "null"}]}


def _unit(optional: tuple[str, ...], **more: Schema) -> Schema:
    states = ["too_early", "not_asked", "steady", "neglected", "never_took_root", "paused"]
    return _table(
        optional,
        place=_PLACE,
        id=_TEXT,
        name=_TEXT,
        state={"enum": states},
        asked=_COUNT,
        full=_COUNT,
        p_neglected=_RATE,
        level=_table(mean=_RATE, low=_RATE, high=_RATE),
        strip=_list({"type": "array", "items": _COUNT, "minItems": 2, "maxItems": 2}),
        **more,
    )


def _ratings() -> Schema:
    score = {"type": "integer", "minimum": 1, "maximum": 5}
    return _table(
        n=_COUNT,
        range=_or_null(_list(score)),
        median=_or_null({"type": "number"}),
        direction=_or_null(_TEXT),
    )


def _finding() -> Schema:
    return _table(
        _NAMED,
        unit={"enum": ["dimension", "facet"]},
        place=_PLACE, id=_TEXT, name=_TEXT, since=_DAY, counted_from=_DAY,
        asked=_COUNT, full=_COUNT, usual=_RATE, elsewhere_asked=_COUNT, elsewhere_full=_COUNT,
    )  # fmt: skip


def _strength() -> Schema:
    return _table(_NAMED, place=_PLACE, id=_TEXT, name=_TEXT, asked=_COUNT, full=_COUNT, since=_DAY)


def _intentions() -> Schema:
    wording = _table(text=_TEXT, due=_DAY, state=_TEXT)
    return _table(
        made=_COUNT, kept=_COUNT, partly=_COUNT, dropped=_COUNT, open=_COUNT,
        wordings=_list(wording),
    )  # fmt: skip


def _voices() -> Schema:
    voice = _list(_table(name=_TEXT, count=_COUNT, last=_DAY))
    return _table(
        heard=_COUNT, mentions=_COUNT, missing=_COUNT, largest_share=_or_null(_RATE),
        effective=_or_null({"type": "number"}), names_heard=voice, names_missing=voice,
    )  # fmt: skip


def pack_schema() -> Schema:
    """One pack. What a tier does not show is null or empty, never missing without a reason."""
    counts = ("sittings", "days", "asked", "full", "notes")
    environment = _table(
        _NAMED, place=_PLACE, id=_TEXT, name=_TEXT,
        score={"type": "integer", "minimum": 1, "maximum": 5},
    )  # fmt: skip
    passage = _table(day=_DAY, kind={"enum": list(ENTRY_KINDS)}, facet=_or_null(_TEXT), text=_TEXT)
    properties: dict[str, Schema] = {
        "schema": {"const": SCHEMA},
        "tier": {"enum": list(TIERS)},
        "from": _DAY,
        "until": _DAY,
        "made": _DAY,
        "expires": _or_null(_DAY),
        "pseudonym": _TEXT,
        "purpose": _TEXT,
        "withheld": _list({"enum": list(WITHOUT)}),
        "framework": _or_null(_table(id=_TEXT, name=_TEXT, version=_TEXT)),
        "counts": _table(**dict.fromkeys(counts, _COUNT), usual=_RATE),
        "dimensions": _list(_unit((*_NAMED, "ratings"), ratings=_ratings())),
        "facets": _list(_unit(_NAMED, dimension=_or_null(_PLACE))),
        "named": _list(_finding()),
        "strength": _or_null(_strength()),
        "environment": _or_null(_list(environment)),
        "intentions": _intentions(),
        "voices": _or_null(_voices()),
        "tensions": _list(_table(id=_TEXT, poles=_list(_TEXT), count=_COUNT)),
        "passages": _list(passage),
        "sha256": {"type": "string", "pattern": "^[0-9a-f]{64}$"},
    }
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": f"urn:{SCHEMA.replace('/', ':')}",
        "title": "What a leader shared with a coach",
        **_table(**properties),
    }
