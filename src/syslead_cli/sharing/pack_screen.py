"""Show a pack as a person reads it, and write it as JSON, HTML, Markdown and CSV."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from datetime import date
from typing import Any, TypeAlias

import msgspec

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
from syslead_cli.base.documents import inert
from syslead_cli.base.text import counted, times, usually, visible, whole_day
from syslead_cli.insight.screen import QUESTION
from syslead_cli.sharing.model import (
    KIND_WORDS,
    AnyPack,
    Pack,
    PackDimension,
    PackFinding,
    PackPassage,
    PackRatings,
    PackUnit,
    PackVoices,
    PackWording,
    SponsorPack,
    withheld_words,
)

METHOD = (
    "Counts what was written in a journal, not what was done. Absence of words is not absence of "
    "practice. A level is the share of questions answered in detail, with its 80% range."
)
PLACES = (
    "Numbers are places in the framework: anyone with the same framework can see which is which."
)
_STATES = {
    "too_early": "too early to say", "not_asked": "not asked", "steady": "steady",
    "neglected": "gone quiet", "never_took_root": "low from the start", "paused": "paused",
}  # fmt: skip
_PLANS = {"kept": "kept", "partly": "partly", "dropped": "dropped", "open": "open"}
_HEAD = ("", "in detail", "level", "80% range", "state")


def pack_blocks(pack: AnyPack, title: str = "What was shared") -> list[Block]:
    blocks = _top(pack, title)
    if isinstance(pack, SponsorPack):
        there = pack.attendance
        said = f"{counted(there.sittings, 'reflection')}, written on {counted(there.days, 'day')}."
        goals: list[Block] = [Heading("Goals"), _quotes(pack.goals)] if pack.goals else []
        return [*blocks, Heading("Attendance"), Text(said), *goals]
    return [
        *blocks,
        *_dimensions(pack),
        *_findings(pack),
        *_intentions(pack),
        *_voices(pack.voices, pack.last),
        *_ratings(pack.dimensions),
        *_environment(pack),
        *_tensions(pack),
        *_facets(pack),
        *_passages(pack),
        Text(METHOD),
    ]


def _day(day: date, today: date = date.min) -> str:
    return whole_day(day, today)


def _top(pack: AnyPack, title: str) -> list[Block]:
    who = f"“{pack.pseudonym}” · " if pack.pseudonym else ""
    what = "for a sponsor" if isinstance(pack, SponsorPack) else f"tier: {pack.tier}"
    line = f"{_day(pack.first, pack.last)} to {_day(pack.last)} · {what}"
    if pack.expires:
        line += f" · please delete after {_day(pack.expires)}"
    wanted: list[Block] = [Heading("What is wanted from this session"), Quote(pack.purpose)]
    return [
        Heading(f"{who}{title}", level=1),
        Text(line),
        Text(f"Left out: {'; '.join(withheld_words(pack)) or 'nothing'}."),
        *(wanted if pack.purpose else []),
    ]


def _named(part: Any, kind: str) -> str:
    return part.name or f"{kind} {part.place}"


def _dimensions(pack: Pack) -> list[Block]:
    counts = pack.counts
    said = (
        f"{counted(counts.sittings, 'reflection')}, written on {counted(counts.days, 'day')}; "
        f"{counts.full} of {counts.asked} questions answered in detail; "
        f"{counted(counts.notes, 'note')}."
    )
    chart = Chart(
        "Share of questions answered in detail, with its 80% range",
        tuple(
            (_named(unit, "Dimension"), unit.level.low, unit.level.mean, unit.level.high)
            for unit in pack.dimensions
            if unit.asked
        ),
    )
    rows = tuple(_row(unit, "Dimension") for unit in pack.dimensions)
    blocks: list[Block] = [
        Heading("Ways of leading"),
        Text(said),
        chart,
        Table(_HEAD, rows, "Dimensions"),
    ]
    return blocks if pack.framework else [*blocks, Text(PLACES, "note")]


def _facets(pack: Pack) -> list[Block]:
    rows = tuple(_row(unit, "Facet") for unit in pack.facets if unit.asked)
    return [Heading("Facets"), Table(_HEAD, rows)] if rows else []


def _row(unit: PackUnit, kind: str) -> tuple[str, ...]:
    level = unit.level
    return (
        _named(unit, kind),
        f"{unit.full} of {unit.asked}",
        f"{level.mean:.0%}" if unit.asked else "–",
        f"{level.low:.0%} to {level.high:.0%}" if unit.asked else "–",
        _STATES.get(unit.state, unit.state),
    )


def _ratings(dimensions: Sequence[PackDimension]) -> list[Block]:
    rows = tuple(
        (_named(unit, "Dimension"), _rating(unit.ratings))
        for unit in dimensions
        if unit.ratings and unit.ratings.n
    )
    return [Heading("Own ratings"), Table(("", "1 to 5"), rows)] if rows else []


def _rating(rated: PackRatings) -> str:
    parts = [counted(rated.n, "rating")]
    if rated.median is not None:
        parts.append(f"median {rated.median:g}")
    if rated.direction:
        parts.append(rated.direction)
    return ", ".join(parts)


def _findings(pack: Pack) -> list[Block]:
    quiet = tuple(_finding(found, pack.last) for found in pack.named)
    blocks: list[Block] = [Heading("Gone quiet"), Items(quiet)] if quiet else []
    if best := pack.strength:
        since = _day(best.since, pack.last)
        share = f"{best.full} of {best.asked} times"
        said = f"{_named(best, 'Facet')}: a detailed answer {share} since {since}."
        blocks += [Heading("Going strong"), Items((said,))]
    return blocks


def _finding(found: PackFinding, today: date) -> str:
    full = f"answered in detail {times(found.full)}" if found.full else "never in detail"
    elsewhere = f"elsewhere {found.elsewhere_full} of {found.elsewhere_asked}"
    if not found.elsewhere_asked:
        elsewhere = f"elsewhere usually {usually(found.usual)}"
    return (
        f"{_named(found, found.unit.capitalize())}: asked {times(found.asked)} since "
        f"{_day(found.counted_from, today)}, {full}; {elsewhere}. {QUESTION}"
    )


def _intentions(pack: Pack) -> list[Block]:
    plans = pack.intentions
    said = [f"{plans.made} made"]
    said += [f"{n} {word}" for key, word in _PLANS.items() if (n := getattr(plans, key))]
    return [Heading("Intentions"), Text(" · ".join(said)), _quotes(plans.wordings)]


def _quotes(wordings: Sequence[PackWording]) -> Items:
    return Items(
        tuple(f"“{each.text}” ({_PLANS.get(each.state, each.state)})" for each in wordings)
    )


def _voices(voices: PackVoices | None, today: date) -> list[Block]:
    if voices is None:
        return []
    said = f"{voices.heard} people and groups, named {times(voices.mentions)}"
    said += f"; {voices.missing} not named for eight weeks." if voices.missing else "."
    blocks: list[Block] = [Heading("People you heard from"), Text(said)]
    if heard := ", ".join(f"{each.name} ({each.times})" for each in voices.names_heard):
        blocks.append(Text(f"Named: {heard}"))
    gone = [f"{each.name} (last {_day(each.last, today)})" for each in voices.names_missing]
    if gone:
        blocks.append(Text(f"Not named in the last eight weeks: {', '.join(gone)}"))
    return blocks


def _environment(pack: Pack) -> list[Block]:
    rows = tuple((_named(each, "Item"), f"{each.score} of 5") for each in pack.environment or ())
    return [Heading("Environment"), Table(("", "rated"), rows)] if rows else []


def _tensions(pack: Pack) -> list[Block]:
    items = tuple(f"{' / '.join(each.poles)}: {times(each.times)}" for each in pack.tensions)
    return [Heading("Tensions"), Items(items)] if items else []


def _passages(pack: Pack) -> list[Block]:
    shown = [block for each in pack.passages for block in passage_blocks(each)]
    return [Heading("In their own words"), *shown] if shown else []


def passage_blocks(passage: PackPassage, today: date = date.min) -> list[Block]:
    """Return a passage under what it is about and the question it answers."""
    kind = KIND_WORDS.get(passage.kind, passage.kind)
    caption = " · ".join(filter(None, (_day(passage.day, today), kind, passage.about)))
    asked = Text(passage.question, "question")
    return [Text(caption, "caption"), asked, Quote(passage.text)]


# ── files ────────────────────────────────────────────────────────────────────


def pack_json(pack: AnyPack) -> str:
    return json.dumps(msgspec.to_builtins(pack), indent=2) + "\n"


#: The columns of the table; each row has a kind and what that kind knows.
_COLUMNS = (
    "pseudonym", "from", "until", "tier", "kind", "place", "name", "dimension", "asked", "full",
    "level", "low", "high", "state", "score", "count", "day", "question", "text",
)  # fmt: skip


def _csv(pack: AnyPack) -> str:
    """Return a table: a row a dimension, facet, item, voice, intention or passage."""
    import csv
    from io import StringIO

    out = StringIO(newline="")
    writer = csv.DictWriter(out, _COLUMNS, restval="")
    writer.writeheader()
    shared = {"pseudonym": pack.pseudonym, "from": pack.first, "until": pack.last}
    shared["tier"] = "sponsor" if isinstance(pack, SponsorPack) else pack.tier
    rows = _sponsor_rows(pack) if isinstance(pack, SponsorPack) else _rows(pack)
    purpose = [{"kind": "purpose", "text": pack.purpose}] if pack.purpose else []
    for row in (*purpose, *rows):
        cells = {**shared, **{key: value for key, value in row.items() if value is not None}}
        writer.writerow({key: inert(visible(str(value))) for key, value in cells.items()})
    return out.getvalue()


_Row: TypeAlias = dict[str, Any]


def _sponsor_rows(pack: SponsorPack) -> Iterator[_Row]:
    yield from _counted("count", pack.attendance, "sittings", "days")
    for goal in pack.goals:
        yield {"kind": "goal", "state": goal.state, "day": goal.due, "text": goal.text}


def _counted(kind: str, part: Any, *keys: str) -> Iterator[_Row]:
    for key in keys:
        yield {"kind": kind, "name": key, "count": getattr(part, key)}


def _rows(pack: Pack) -> Iterator[_Row]:
    yield from _counted("count", pack.counts, "sittings", "days", "notes", "asked", "full")
    ways = {unit.place: unit.name or unit.place for unit in pack.dimensions}
    for unit in pack.dimensions:
        rated = unit.ratings
        median = rated.median if rated else None
        yield {**_unit_row("dimension", unit), "score": median, "count": rated.n if rated else None}
    for facet in pack.facets:
        yield {**_unit_row("facet", facet), "dimension": ways.get(facet.dimension or 0)}
    for found in pack.named:
        yield {"kind": "gone quiet", **_of(found, "place", "name", "asked", "full"),
               "day": found.counted_from}  # fmt: skip
    if best := pack.strength:
        row = _of(best, "place", "name", "asked", "full")
        yield {"kind": "holding", **row, "day": best.since}
    for item in pack.environment or ():
        yield {"kind": "surroundings", **_of(item, "place", "name", "score")}
    yield from _counted("intentions", pack.intentions, "made", *_PLANS)
    for plan in pack.intentions.wordings:
        yield {"kind": "intention", "state": plan.state, "day": plan.due, "text": plan.text}
    yield from _own_rows(pack)


def _own_rows(pack: Pack) -> Iterator[_Row]:
    """Yield voices, tensions and passages."""
    if voices := pack.voices:
        yield from _counted("voices", voices, "heard", "mentions", "missing")
        states = {"heard": voices.names_heard, "not named recently": voices.names_missing}
        for state, names in states.items():
            for voice in names:
                yield {"kind": "voice", "name": voice.name, "state": state, "count": voice.times,
                       "day": voice.last}  # fmt: skip
    for tension in pack.tensions:
        yield {"kind": "tension", "name": " / ".join(tension.poles), "count": tension.times}
    for said in pack.passages:
        kind = KIND_WORDS.get(said.kind, said.kind)
        yield {"kind": kind, "name": said.about, "question": said.question, "day": said.day,
               "text": said.text}  # fmt: skip


def _of(part: Any, *keys: str) -> _Row:
    return {key: getattr(part, key) for key in keys}


def _unit_row(kind: str, unit: PackUnit) -> _Row:
    level = unit.level if unit.asked else None
    shares = {
        "level": level and level.mean,
        "low": level and level.low,
        "high": level and level.high,
    }
    return {"kind": kind, **_of(unit, "place", "name", "asked", "full", "state"), **shares}


#: Format → what writes it.
FORMATS: dict[str, Callable[[AnyPack], str]] = {
    "json": pack_json,
    "html": lambda pack: to_html(blocks := pack_blocks(pack), "pack.css", title=title_of(blocks)),
    "md": lambda pack: to_markdown(pack_blocks(pack)),
    "csv": _csv,
}
