"""The JSON Schema of a pack (docs/pack-format.md)."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from syslead_cli.base.blocks import (
    Block,
    Chart,
    Heading,
    Items,
    Quote,
    Table,
    Text,
    title_of,
    to_html,
    to_markdown,
)
from syslead_cli.base.spreadsheet import inert
from syslead_cli.base.text import counted, times, usually, visible, whole_day
from syslead_cli.insight.screen import QUESTION
from syslead_cli.journal.model import ENTRY_KINDS, TIERS
from syslead_cli.sharing.build import (
    RATINGS,
    SCHEMA,
    SPONSOR_SCHEMA,
    VOICES,
    WITHOUT,
    Document,
    left_out,
)

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


# ── pack_blocks ──
# A pack as a person reads it, in blocks: the preview, Markdown and the HTML page share them.


METHOD = (
    "Counts what was written in a journal, not what was done. Absence of words is not absence of "
    "practice. A level is a share of questions answered in full, with its 80% interval."
)
_STATES = {
    "too_early": "too early to say", "not_asked": "not asked", "steady": "steady",
    "neglected": "gone quiet", "never_took_root": "never took root", "paused": "paused",
}  # fmt: skip

_PLANS = {"kept": "kept", "partly": "in part", "dropped": "let go", "open": "open"}

#: What a kind of record is called beside a passage, where it is not by its own name.
KIND_WORDS = {"ask": "answer", "rating": "rating in words"}
_HEAD = ("", "in full", "level", "80% interval", "state")


#: The title once it is shared.
SHARED = "What was shared"


def pack_blocks(data: Document, title: str = SHARED) -> list[Block]:
    """The whole document, top to bottom."""
    if data["schema"] == SPONSOR_SCHEMA:
        return [*_top(data, title), *_attendance(data), *_wordings("Goals", data["goals"])]
    return [
        *_top(data, title),
        *_units(data),
        *_findings(data),
        *_intentions_pack_blocks(data),
        *_voices_pack_blocks(data),
        *_own_ratings(data),
        *_rest(data),
        *_facets(data),
        *_passages(data),
        Text(METHOD),
    ]


def _day(text: str, today: date | None = None) -> str:
    day = date.fromisoformat(text)
    return whole_day(day, today or date.min)


def _top(data: Document, title: str) -> list[Block]:
    who = f"“{data['pseudonym']}” · " if data["pseudonym"] else ""
    until = date.fromisoformat(data["until"])
    what = "for a sponsor" if data["schema"] == SPONSOR_SCHEMA else f"tier: {data['tier']}"
    line = f"{_day(data['from'], until)} to {_day(data['until'])} · {what}"
    if data["expires"]:
        line += f" · please delete after {_day(data['expires'])}"
    blocks: list[Block] = [Heading(f"{who}{title}", level=1), Text(line)]
    blocks.append(Text(f"Left out: {'; '.join(left_out(data)) or 'nothing'}."))
    if data["purpose"]:
        blocks += [Heading("What is wanted from this session")]
        blocks += [Quote(data["purpose"])]
    return blocks


def _attendance(data: Document) -> list[Block]:
    counts = data["attendance"]
    sat, days = counted(counts["sittings"], "sitting"), counted(counts["days"], "day")
    said = f"{sat}, written on {days}"
    return [Heading("Attendance"), Text(f"{said}.")]


def _name(unit: Mapping[str, Any], kind: str) -> str:
    return str(unit.get("name") or f"{kind} {unit['place']}")


def _share(value: float) -> str:
    return f"{value:.0%}"


def _units(data: Document) -> list[Block]:
    counts = data["counts"]
    said = (
        f"{counted(counts['sittings'], 'sitting')}, written on {counted(counts['days'], 'day')}; "
        f"{counts['full']} of {counts['asked']} questions answered in full; "
        f"{counted(counts['notes'], 'note')}."
    )
    rows = [_row(unit, "Dimension") for unit in data["dimensions"]]
    table = Table(_HEAD, tuple(rows), "Dimensions")
    return [Heading("Ways of leading"), Text(said), _chart(data), table]


def _own_ratings(data: Document) -> list[Block]:
    if RATINGS in data["withheld"]:
        return []
    rated = [unit for unit in data["dimensions"] if unit["ratings"]["n"]]
    rows = [(_name(unit, "Dimension"), _rating(unit["ratings"])) for unit in rated]
    return [Heading("Own ratings"), Table(("", "1 to 5"), tuple(rows))] if rows else []


def _facets(data: Document) -> list[Block]:
    rows = [_row(unit, "Facet") for unit in data["facets"] if unit["asked"]]
    return [Heading("Facets"), Table(_HEAD, tuple(rows))] if rows else []


def _row(unit: Mapping[str, Any], kind: str) -> tuple[str, ...]:
    level = unit["level"]
    return (
        _name(unit, kind),
        f"{unit['full']} of {unit['asked']}",
        _share(level["mean"]) if unit["asked"] else "–",
        f"{_share(level['low'])} to {_share(level['high'])}" if unit["asked"] else "–",
        _STATES.get(unit["state"], unit["state"]),
    )


def _rating(rated: Mapping[str, Any]) -> str:
    parts = [counted(rated["n"], "rating")]
    if rated["median"] is not None:
        parts.append(f"median {rated['median']:g}")
    if rated["direction"]:
        parts.append(str(rated["direction"]))
    return ", ".join(parts)


def _chart(data: Document) -> Chart:
    rows = tuple(
        (_name(unit, "Dimension"), level["low"], level["mean"], level["high"])
        for unit in data["dimensions"]
        if unit["asked"] and (level := unit["level"])
    )
    return Chart("Share of questions answered in full, with its 80% interval", rows)


def _findings(data: Document) -> list[Block]:
    until = date.fromisoformat(data["until"])
    items: list[str] = []
    for found in data["named"]:
        kind = found["unit"].capitalize()
        full = f"answered in full {times(found['full'])}" if found["full"] else "never in full"
        said = (
            f"{_name(found, kind)}: asked {times(found['asked'])} since "
            f"{_day(found['counted_from'], until)}, {full}; {_elsewhere(found)}. {QUESTION}"
        )
        items.append(said)
    blocks: list[Block] = [Heading("Gone quiet"), Items(tuple(items))] if items else []
    if best := data["strength"]:
        since = _day(best["since"], until)
        said = f"{_name(best, 'Facet')}: in full {best['full']} of {best['asked']} since {since}."
        blocks += [Heading("Holding"), Items((said,))]
    return blocks


def _elsewhere(found: Mapping[str, Any]) -> str:
    if not found["elsewhere_asked"]:
        return f"elsewhere usually {usually(found['usual'])}"
    return f"elsewhere {found['elsewhere_full']} of {found['elsewhere_asked']}"


def _intentions_pack_blocks(data: Document) -> list[Block]:
    plans = data["intentions"]
    said = [f"{plans['made']} made"]
    said += [f"{plans[key]} {word}" for key, word in _PLANS.items() if plans[key]]
    return [Heading("Intentions"), Text(" · ".join(said)), _quotes(plans["wordings"])]


def _quotes(wordings: Sequence[Mapping[str, Any]]) -> Items:
    return Items(
        tuple(f"“{each['text']}” ({_PLANS.get(each['state'], each['state'])})" for each in wordings)
    )


def _wordings(heading: str, wordings: Sequence[Mapping[str, Any]]) -> list[Block]:
    return [Heading(heading), _quotes(wordings)] if wordings else []


def _voices_pack_blocks(data: Document) -> list[Block]:
    voices = data["voices"]
    if voices is None or VOICES in data["withheld"]:
        return []
    blocks: list[Block] = [Heading("Voices")]
    said = f"{voices['heard']} heard in {counted(voices['mentions'], 'mention')}"
    missing = voices["missing"]
    said += f"; {missing} not heard for eight weeks." if missing else "."
    blocks.append(Text(said))
    until = date.fromisoformat(data["until"])
    heard = ", ".join(f"{each['name']} ({each['count']})" for each in voices["names_heard"])
    gone = ", ".join(
        f"{each['name']} (last {_day(each['last'], until)})" for each in voices["names_missing"]
    )
    said_of = (("Heard", heard), ("Not heard in the last eight weeks", gone))
    return [*blocks, *(Text(f"{label}: {names}") for label, names in said_of if names)]


def _rest(data: Document) -> list[Block]:
    blocks: list[Block] = []
    if data["environment"]:
        rows = [(_name(item, "Item"), f"{item['score']} of 5") for item in data["environment"]]
        blocks += [Heading("Environment"), Table(("", "rated"), tuple(rows))]
    if data["tensions"]:
        items = [
            f"{' / '.join(each['poles'])}: {times(each['count'])}" for each in data["tensions"]
        ]
        blocks += [Heading("Tensions"), Items(tuple(items))]
    return blocks


def _passages(data: Document) -> list[Block]:
    blocks: list[Block] = [Heading("In their own words")] if data["passages"] else []
    for passage in data["passages"]:
        about = f" · {passage['facet']}" if passage["facet"] else ""
        kind = KIND_WORDS.get(passage["kind"], passage["kind"])
        blocks.append(Text(f"{_day(passage['day'])} · {kind}{about}"))
        blocks.append(Quote(passage["text"]))
    return blocks


# ── pack_texts ──
# A pack as Markdown, HTML, CSV and JSON.


def pack_json(data: Document) -> str:
    """The pack file itself."""
    return json.dumps(data, indent=2) + "\n"


def pack_markdown(data: Document) -> str:
    """The whole document, ended by a newline."""
    return to_markdown(pack_blocks(data))


def pack_html(data: Document) -> str:
    """One HTML page: no script, no request."""
    blocks = pack_blocks(data)
    return to_html(blocks, "pack.css", title=title_of(blocks))


def pack_csv(data: Document) -> str:
    """Every value with its path: ``dimensions.1.full,7``."""
    import csv
    from io import StringIO

    out = StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow(("field", "value"))
    for path, value in _leaves(data, ""):
        said = "" if value is None else visible(str(value))
        writer.writerow((path, inert(said)))
    return out.getvalue()


def _leaves(node: Any, path: str) -> Iterator[tuple[str, Any]]:
    if isinstance(node, dict):
        for key, value in node.items():
            yield from _leaves(value, f"{path}.{key}" if path else key)
    elif isinstance(node, list):
        for at, value in enumerate(node, start=1):
            yield from _leaves(value, f"{path}.{at}")
    else:
        yield path, node


#: Format → what writes it.
FORMATS: dict[str, Callable[[Document], str]] = {
    "json": pack_json, "html": pack_html, "md": pack_markdown, "csv": pack_csv,
}  # fmt: skip
