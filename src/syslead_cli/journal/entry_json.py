"""Entries as JSON text, without an object of Python's between.

A search may find thousands, an export has all of them: making a table of each and having it
encoded is half of what they cost. So a writer is made of each kind's plan, as its reader is
(core/records.py). It writes what `core.entry.entry_data` says, as the standard library would
write it, to the byte. Entries with a history, with keys this version does not know and from
newer versions go that way in fact.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from functools import cache
from json.encoder import encode_basestring
from typing import Any, TypeAlias

from syslead_cli.journal.entry import Entry, entry_data, record_data
from syslead_cli.journal.field_plans import COUNT, DAY, TEXT, TEXTS, WORD
from syslead_cli.journal.records import PLANS, FieldPlan, Record

#: By how much a member stands further in than its object.
STEP = "  "
_Writer: TypeAlias = Callable[[Record], str]


def indented_entry(entry: Entry, line: str) -> str:
    """An entry with a member a line; ``line`` is the break and indentation it stands at."""
    record = entry.record
    if record is None or record.extra or entry.versions or entry.disagrees:
        return json_at(entry_data(entry), line)
    return _writer(record.kind, line)(record)


def compact_record(record: Record) -> str:
    """A record that has no history, on one line."""
    if record.extra:
        return json_at(record_data(record), "")
    return _writer(record.kind, "")(record)


def json_at(value: Any, line: str) -> str:
    """Any value as the standard library indents it at that place; compact without one."""
    if not line:
        return json.dumps(value, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    # No text in JSON holds a line break of its own, so each of these starts a line.
    return json.dumps(value, ensure_ascii=False, indent=len(STEP)).replace("\n", line)


@cache
def _writer(kind: str, line: str) -> _Writer:
    """Puts a record's members one behind the other: words that stay, and a call a value."""
    inner, colon = (line + STEP, ": ") if line else ("", ":")
    pieces, lead = [], "{"
    for key, value, wanted in _members(kind):
        start = f'{lead}{inner}"{key}"{colon}'
        pieces.append(
            f"({start!r} + {value} if {wanted} else '')" if wanted else f"{start!r}, {value}"
        )
        lead = ","
    names: dict[str, Any] = {f"empty_{plan.name}": plan.empty for plan in PLANS[kind]}
    names |= {"quote": encode_basestring, "listed": _listed, "json": json_at, "inner": inner}
    source = f"def write(record): return ''.join(({', '.join(pieces)}, {line + '}'!r}))"
    exec(source, names)
    made: _Writer = names["write"]
    return made


def _members(kind: str) -> Iterator[tuple[str, str, str]]:
    """Each key of `core.entry.record_data` with its value and when it is there, as expressions."""
    has_text = any(plan.name == "text" for plan in PLANS[kind])
    yield "id", "quote(record.id)", ""
    yield "kind", f"""'"{kind}"'""", ""
    yield "day", "'\"' + record.day.isoformat() + '\"'", ""
    yield "text", "quote(record.text or '')" if has_text else "'\"\"'", ""
    yield "ts", "quote(record.ts)", ""
    yield "tz", "quote(record.tz)", ""
    for plan in PLANS[kind]:
        if plan.name != "text":
            yield plan.key, _value(plan), _wanted(plan)


def _value(plan: FieldPlan) -> str:
    value = f"record.{plan.name}"
    form = {
        WORD: "'\"' + {} + '\"'",
        TEXT: "quote({})",
        COUNT: "str({})",
        DAY: "'\"' + {}.isoformat() + '\"'",
        TEXTS: "listed({}, inner)",
    }.get(plan.shape, "json({}, inner)")
    return form.format(value)


def _wanted(plan: FieldPlan) -> str:
    """When it is written, as `core.records.write_fields` has it; empty for always."""
    if plan.is_always_written:
        return ""
    if plan.empty is None:
        return f"record.{plan.name} is not None"
    return f"record.{plan.name} != empty_{plan.name}"


def _listed(texts: tuple[str, ...], line: str) -> str:
    if not texts:
        return "[]"
    inner = line and line + STEP
    return f"[{inner}{f',{inner}'.join(map(encode_basestring, texts))}{line}]"
