"""What an import did, or would do: for a person and for programs."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

from syslead_cli.base.layout import PLAIN, QUIET, Page, cut, next_step, sentence
from syslead_cli.base.text import counted, listed, one_line, short_day

if TYPE_CHECKING:
    from syslead_cli.exchange.importing import LeftOut


#: Entries shown as examples, and things left out that are named one by one.
_EXAMPLES = 5
_NAMED = 20


def import_page(
    coming: Sequence[tuple[str, str, str]],
    present: int,
    left_out: Sequence[LeftOut],
    remarks: Sequence[str],
    *,
    dry: bool,
    today: date,
    width: int,
    command: str,
) -> Page:
    """``coming`` has kind, day and text of each; ``command`` does what a dry run only said."""
    page = sentence(_first(coming, present, dry=dry, today=today), width)
    page += _examples(coming, today, width) if dry else []
    if coming and present:
        page += sentence(f"{counted(present, 'entry', 'entries')} here already.", width)
    page += _left(left_out, width)
    for remark in remarks:
        page += sentence(remark, width, style=QUIET)
    return page + ([[], *next_step(command, width=width)] if dry and coming else [])


def _first(coming: Sequence[tuple[str, str, str]], present: int, *, dry: bool, today: date) -> str:
    if not coming and present:
        return f"Nothing new: {counted(present, 'entry', 'entries')} here already."
    if not coming:
        return "There is nothing in it to import."
    days = [date.fromisoformat(day) for _, day, _ in coming if day]
    span = _span(days, today) if days else ""
    kinds = Counter(kind for kind, _, _ in coming)
    what = counted(len(coming), "entry", "entries")
    of = "" if set(kinds) == {"note"} else f" ({listed([f'{n:,} {k}' for k, n in kinds.items()])})"
    return f"{what} would come in{of}{span}." if dry else f"Imported {what}{of}{span}."


def _span(days: Sequence[date], today: date) -> str:
    first, last = short_day(min(days), today), short_day(max(days), today)
    return f", {first}" if first == last else f", {first} to {last}"


def _examples(coming: Sequence[tuple[str, str, str]], today: date, width: int) -> Page:
    page: Page = []
    for kind, day, text in coming[:_EXAMPLES]:
        when = short_day(date.fromisoformat(day), today) if day else "no day"
        lead = f"   {when:<12}"
        page.append([(QUIET, lead), (PLAIN, cut(text or one_line(kind), width - len(lead)))])
    if len(coming) > _EXAMPLES:
        page.append([(QUIET, f"   … and {len(coming) - _EXAMPLES:,} more")])
    return page


def _left(left_out: Sequence[LeftOut], width: int) -> Page:
    if not left_out:
        return []
    page = sentence(f"Left out: {len(left_out):,}", width)
    for one in left_out[:_NAMED]:
        page.append([(PLAIN, f"   {cut(f'{one.place}: {one.reason}', width - 3)}")])
    if len(left_out) > _NAMED:
        page.append([(QUIET, f"   … and {len(left_out) - _NAMED:,} more; --json names all")])
    return page


def remarks_on(
    zoned: int, zone: str, decided: Sequence[tuple[str, int]], *, given: bool
) -> list[str]:
    """What was decided about times."""
    said = [f"{counted(count, 'entry', 'entries')} at {odd}." for odd, count in decided]
    if zoned:
        hint = "" if given else " (--tz names another)"
        said.insert(0, f"Times that name no zone were read as {zone}{hint}.")
    return said


def import_data(
    form: str,
    coming: Sequence[tuple[str, str, str]],
    present: int,
    left_out: Sequence[LeftOut],
    zone: str | None,
    *,
    dry: bool,
) -> dict[str, Any]:
    """The document of ``import --json``; ``coming`` has id, kind and day of each."""
    return {
        "format": form,
        "dry_run": dry,
        "imported": 0 if dry else len(coming),
        "present": present,
        "zone": zone,
        "entries": [{"id": id_, "kind": kind, "day": day or None} for id_, kind, day in coming],
        "left_out": [{"place": one.place, "reason": one.reason} for one in left_out],
    }


def import_schema() -> dict[str, Any]:
    """The JSON Schema of that document."""
    text, count = {"type": "string"}, {"type": "integer", "minimum": 0}
    entry = {"id": text, "kind": text, "day": {"type": ["string", "null"], "format": "date"}}
    left = {"place": text, "reason": text}
    properties = {
        "schema": {"const": "syslead/import/1"},
        "format": text,
        "dry_run": {"type": "boolean"},
        "imported": count,
        "present": count,
        "zone": {"type": ["string", "null"]},
        "entries": _list_of(entry),
        "left_out": _list_of(left),
    }
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": "urn:syslead:import:1",
        "title": "What an import did, or with --dry-run would do",
        "type": "object",
        "properties": properties,
        "required": list(properties),
    }


def _list_of(properties: dict[str, Any]) -> dict[str, Any]:
    one = {"type": "object", "properties": properties, "required": list(properties)}
    return {"type": "array", "items": one}
