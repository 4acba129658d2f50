"""A pack as a person reads it, in blocks: the preview, Markdown and the HTML page share them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from syslead_cli.base.blocks import Block, Chart, Heading, Items, Quote, Table, Text
from syslead_cli.base.wording import counted, times, usually, whole_day
from syslead_cli.insight.findings_render import QUESTION
from syslead_cli.sharing.left_out import left_out
from syslead_cli.sharing.pack import RATINGS, SPONSOR_SCHEMA, VOICES, Document

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
        *_intentions(data),
        *_voices(data),
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


def _intentions(data: Document) -> list[Block]:
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


def _voices(data: Document) -> list[Block]:
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
