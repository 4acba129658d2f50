"""Show a pack as a person reads it, and write it as JSON, HTML, Markdown and CSV."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Sequence
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
    to_markdown,
)
from syslead_cli.base.documents import csv_text
from syslead_cli.base.files import data_tables
from syslead_cli.base.html import to_html
from syslead_cli.base.text import counted, times, usually, visible, whole_day
from syslead_cli.insight.findings import QUESTION
from syslead_cli.sharing import model

_PLANS = ("kept", "partly", "dropped", "open")
_HEAD = ("", "in detail", "level", "80% range", "state")


def _words_for(name: str) -> str:
    """Return what stands below the tables of a pack, or the words for a state."""
    words: str = data_tables("share.toml")["pack"][name]
    return words


def pack_blocks(pack: model.AnyPack, title: str = "What was shared") -> list[Block]:
    is_sponsor = isinstance(pack, model.SponsorPack)
    who = f"“{pack.pseudonym}” · " if pack.pseudonym else ""
    what = "for a sponsor" if is_sponsor else f"tier: {pack.tier}"
    line = f"{whole_day(pack.first, pack.last)} to {whole_day(pack.last, date.min)} · {what}"
    if pack.expires:
        line += f" · please delete after {whole_day(pack.expires, date.min)}"
    left_out = "; ".join(model.withheld_words(pack)) or "nothing"
    blocks: list[Block] = [
        Heading(f"{who}{title}", level=1), Text(line), Text(f"Left out: {left_out}.")
    ]  # fmt: skip
    for heading, below in _sections(pack).items():
        blocks += [Heading(heading), *below] if below else []
    return [*blocks, Text("" if is_sponsor else _words_for("method"))]


def _written(of: model.PackAttendance | model.PackCounts) -> str:
    return f"{counted(of.sittings, 'reflection')}, written on {counted(of.days, 'day')}"


def _sections(pack: model.AnyPack) -> dict[str, list[Block]]:
    """Return what stands below each heading; nothing where there is nothing to say."""
    wanted: list[Block] = [Quote(pack.purpose)] if pack.purpose else []
    sections = {"What is wanted from this session": wanted}
    if isinstance(pack, model.SponsorPack):
        attendance: list[Block] = [Text(f"{_written(pack.attendance)}.")]
        return {**sections, "Attendance": attendance, "Goals": _quotes(pack.goals)}
    plans = pack.intentions
    said = [f"{plans.made} made"]
    said += [f"{n} {word}" for word in _PLANS if (n := getattr(plans, word))]
    tensions = [f"{' / '.join(each.poles)}: {times(each.times)}" for each in pack.tensions]
    ratings = [
        (_named(unit, "Dimension"), _rating(unit.ratings))
        for unit in pack.dimensions
        if unit.ratings and unit.ratings.n
    ]
    surroundings = [(_named(each, "Item"), f"{each.score} of 5") for each in pack.environment or ()]
    return {
        **sections,
        "Ways of leading": _dimensions(pack),
        "Gone quiet": _items(_finding(found, pack.last) for found in pack.named),
        "Going strong": _items(_strength(pack)),
        "Intentions": [Text(" · ".join(said)), *_quotes(plans.wordings)],
        "People you heard from": _voices(pack.voices, pack.last) if pack.voices else [],
        "Own ratings": _table(("", "1 to 5"), ratings),
        "Environment": _table(("", "rated"), surroundings),
        "Tensions": _items(tensions),
        "Facets": _table(_HEAD, [_unit(unit, "Facet") for unit in pack.facets if unit.asked]),
        "In their own words": [block for each in pack.passages for block in passage_blocks(each)],
    }


def _items(several: Iterable[str]) -> list[Block]:
    items = tuple(several)
    return [Items(items)] if items else []


def _table(head: tuple[str, ...], rows: Sequence[tuple[str, ...]]) -> list[Block]:
    return [Table(head, tuple(rows))] if rows else []


def _named(part: Any, kind: str) -> str:
    return part.name or f"{kind} {part.place}"


def _dimensions(pack: model.Pack) -> list[Block]:
    counts = pack.counts
    said = (
        f"{_written(counts)}; {counts.full} of {counts.asked} questions answered in detail; "
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
    rows = tuple(_unit(unit, "Dimension") for unit in pack.dimensions)
    blocks: list[Block] = [Text(said), chart, Table(_HEAD, rows, "Dimensions")]
    return blocks if pack.framework else [*blocks, Text(_words_for("places"), "note")]


def _unit(unit: model.PackUnit, kind: str) -> tuple[str, ...]:
    level = unit.level
    return (
        _named(unit, kind),
        f"{unit.full} of {unit.asked}",
        f"{level.mean:.0%}" if unit.asked else "–",
        f"{level.low:.0%} to {level.high:.0%}" if unit.asked else "–",
        _words_for(unit.state),
    )


def _rating(rated: model.PackRatings) -> str:
    parts = [counted(rated.n, "rating")]
    if rated.median is not None:
        parts.append(f"median {rated.median:g}")
    if rated.direction:
        parts.append(rated.direction)
    return ", ".join(parts)


def _finding(found: model.PackFinding, today: date) -> str:
    full = f"answered in detail {times(found.full)}" if found.full else "never in detail"
    elsewhere = f"elsewhere {found.elsewhere_full} of {found.elsewhere_asked}"
    if not found.elsewhere_asked:
        elsewhere = f"elsewhere usually {usually(found.usual)}"
    return (
        f"{_named(found, found.unit.capitalize())}: asked {times(found.asked)} since "
        f"{whole_day(found.counted_from, today)}, {full}; {elsewhere}. {QUESTION}"
    )


def _strength(pack: model.Pack) -> Iterator[str]:
    if best := pack.strength:
        times_ = f"{best.full} of {best.asked} times since {whole_day(best.since, pack.last)}"
        yield f"{_named(best, 'Facet')}: a detailed answer {times_}."


def _quotes(wordings: Sequence[model.PackWording]) -> list[Block]:
    return _items(f"“{each.text}” ({each.state})" for each in wordings)


def _voices(voices: model.PackVoices, today: date) -> list[Block]:
    said = f"{voices.heard} people and groups, named {times(voices.mentions)}"
    said += f"; {voices.missing} not named for eight weeks." if voices.missing else "."
    blocks: list[Block] = [Text(said)]
    if heard := ", ".join(f"{each.name} ({each.times})" for each in voices.names_heard):
        blocks.append(Text(f"Named: {heard}"))
    gone = [f"{each.name} (last {whole_day(each.last, today)})" for each in voices.names_missing]
    if gone:
        blocks.append(Text(f"Not named in the last eight weeks: {', '.join(gone)}"))
    return blocks


def passage_blocks(passage: model.PackPassage, today: date = date.min) -> list[Block]:
    """Return a passage under what it is about and the question it answers."""
    kind = model.KIND_WORDS.get(passage.kind, passage.kind)
    caption = " · ".join(filter(None, (whole_day(passage.day, today), kind, passage.about)))
    asked = Text(passage.question, "question")
    return [Text(caption, "caption"), asked, Quote(passage.text)]


#: Columns that have the name of what they hold.
_SAME = ("place", "name", "asked", "full", "state", "score", "question", "text")
_COLUMNS = (
    "pseudonym", "from", "until", "tier", "kind", "place", "name", "dimension", "asked", "full",
    "level", "low", "high", "state", "score", "count", "day", "question", "text",
)  # fmt: skip


def _csv(pack: model.AnyPack) -> str:
    """Return a table: a row a dimension, facet, item, voice, intention or passage."""
    shared = {"pseudonym": pack.pseudonym, "from": pack.first, "until": pack.last}
    shared["tier"] = "sponsor" if isinstance(pack, model.SponsorPack) else pack.tier
    purpose = [{"kind": "purpose", "text": pack.purpose}] if pack.purpose else []
    rows = ({**shared, **row} for row in (*purpose, *_rows(pack)))
    cells = ([row.get(key) for key in _COLUMNS] for row in rows)
    said = (["" if cell is None else visible(str(cell)) for cell in row] for row in cells)
    return csv_text([_COLUMNS, *said])


_Row: TypeAlias = dict[str, Any]


def _row(kind: str, part: Any, **more: Any) -> _Row:
    """Return what a part has of the columns; ``more`` is what it calls by another name."""
    same = {key: getattr(part, key) for key in _SAME if hasattr(part, key)}
    return {"kind": kind, **same, **more}


def _counted(kind: str, part: Any, *keys: str) -> Iterator[_Row]:
    for key in keys:
        yield {"kind": kind, "name": key, "count": getattr(part, key)}


def _rows(pack: model.AnyPack) -> Iterator[_Row]:
    if isinstance(pack, model.SponsorPack):
        yield from _counted("count", pack.attendance, "sittings", "days")
        yield from (_row("goal", goal, day=goal.due) for goal in pack.goals)
        return
    yield from _counted("count", pack.counts, "sittings", "days", "notes", "asked", "full")
    ways = {unit.place: unit.name or unit.place for unit in pack.dimensions}
    for unit in pack.dimensions:
        rated = unit.ratings
        score, count = (rated.median, rated.n) if rated else (None, None)
        yield _row("dimension", unit, **_level(unit), score=score, count=count)
    for facet in pack.facets:
        yield _row("facet", facet, **_level(facet), dimension=ways.get(facet.dimension or 0))
    yield from (_row("gone quiet", found, day=found.counted_from) for found in pack.named)
    if best := pack.strength:
        yield _row("holding", best, day=best.since)
    yield from (_row("surroundings", item) for item in pack.environment or ())
    yield from _counted("intentions", pack.intentions, "made", *_PLANS)
    yield from (_row("intention", plan, day=plan.due) for plan in pack.intentions.wordings)
    if voices := pack.voices:
        yield from _counted("voices", voices, "heard", "mentions", "missing")
        states = {"heard": voices.names_heard, "not named recently": voices.names_missing}
        for state, names in states.items():
            for each in names:
                yield _row("voice", each, state=state, count=each.times, day=each.last)
    for tension in pack.tensions:
        yield {"kind": "tension", "name": " / ".join(tension.poles), "count": tension.times}
    for said in pack.passages:
        kind = model.KIND_WORDS.get(said.kind, said.kind)
        yield _row(kind, said, name=said.about, day=said.day)


def _level(unit: model.PackUnit) -> _Row:
    level = unit.level
    return {"level": level.mean, "low": level.low, "high": level.high} if unit.asked else {}


def _json(pack: model.AnyPack) -> str:
    data = msgspec.to_builtins(pack)
    return json.dumps({**data, "sha256": model.checksum(data)}, indent=2) + "\n"


#: Format → what writes it.
FORMATS: dict[str, Callable[[model.AnyPack], str]] = {
    "json": _json,
    "html": lambda pack: to_html(blocks := pack_blocks(pack), "pack.css", title=title_of(blocks)),
    "md": lambda pack: to_markdown(pack_blocks(pack)),
    "csv": _csv,
}
