"""Show a pack as a person reads it, and write it as JSON, HTML, Markdown and CSV."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date
from functools import partial
from typing import Any, Literal, TypeAlias

import msgspec

from syslead_cli.base.blocks import (
    Block,
    Each,
    Heading,
    Items,
    Named,
    Quote,
    Table,
    Text,
    title_of,
    to_markdown,
)
from syslead_cli.base.documents import csv_text
from syslead_cli.base.files import data_tables
from syslead_cli.base.html import macro, to_html
from syslead_cli.base.text import counted, first_few, short_day, times, usually, visible, whole_day
from syslead_cli.insight.charts import STATE_WORDS
from syslead_cli.insight.findings import QUESTION
from syslead_cli.insight.screen import PLAN_WORDS, outcomes, strength_words
from syslead_cli.journal.model import DUE, OPEN
from syslead_cli.sharing import model

UNIT_HEAD = ("", "in detail", "level", "80% range", "state")
STATES = {**STATE_WORDS, "too_early": "too early to say", "steady": "steady"}


def pack_blocks(pack: model.AnyPack, title: str = "What was shared") -> list[Block]:
    is_sponsor = isinstance(pack, model.SponsorPack)
    who = f"“{pack.pseudonym}” · " if pack.pseudonym else ""
    what = "for a sponsor" if is_sponsor else f"tier: {pack.tier}"
    line = f"{days_of(pack)} · {what}"
    if pack.expires:
        line += f" · please delete after {whole_day(pack.expires, date.min)}"
    left_out = "; ".join(model.withheld_words(pack)) or "nothing"
    blocks: list[Block] = [
        Heading(f"{who}{title}", level=1), Text(line), Text(f"Left out: {left_out}.")
    ]  # fmt: skip
    for heading, below in _sections(pack).items():
        blocks += [Heading(heading), *below] if below else []
    return [*blocks, Text("" if is_sponsor else data_tables("share.toml")["pack"]["method"])]


def days_of(pack: model.AnyPack) -> str:
    """Return ``24 August to 22 November 2026``."""
    first, last = pack.first, pack.last
    end = whole_day(last, date.min)
    if first == last:
        return end
    same_month = (first.year, first.month) == (last.year, last.month)
    return f"{first.day if same_month else whole_day(first, last)} to {end}"


def counts_of(pack: model.Pack) -> str:
    counts = pack.counts
    if not counts.days and not counts.asked:
        return "Nothing was written in these days."
    full = f"{counts.full:,} of {counted(counts.asked, 'question')} in detail"
    kinds = ((counts.sittings, "reflection"), (counts.notes, "note"))
    wrote = ", ".join(counted(count, kind) for count, kind in kinds if count)
    days = f"Written on {counted(counts.days, 'day')}"
    return " · ".join(filter(None, (days, wrote, full if counts.asked else "no questions asked")))


def _sections(pack: model.AnyPack) -> dict[str, list[Block]]:
    """Return what stands below each heading; nothing where there is nothing to say."""
    wanted: list[Block] = [Quote(pack.purpose)] if pack.purpose else []
    sections = {"What is wanted from this session": wanted}
    if isinstance(pack, model.SponsorPack):
        sittings = counted(pack.attendance.sittings, "reflection")
        attendance = f"{sittings}, written on {counted(pack.attendance.days, 'day')}."
        goals = _quotes(pack.goals, pack.last)
        return {**sections, "Attendance": [Text(attendance)], "Goals": goals}
    plans = " · ".join(outcomes(pack.intentions)) or "None made in these days."
    found = [
        Named(_named(each, each.unit.capitalize()), f"{finding_words(each, pack.last)} {QUESTION}")
        for each in pack.named
    ]
    best = pack.strength
    strong = [Named(_named(best, "Facet"), f"A {strength_words(best, pack.last)}")] if best else []
    tensions = [f"{' / '.join(each.poles)}: {times(each.times)}" for each in pack.tensions]
    ratings = [
        (_named(unit, "Dimension"), rating_words(unit.ratings))
        for unit in pack.dimensions
        if unit.ratings and unit.ratings.n
    ]
    surroundings = [(_named(each, "Item"), f"{each.score} of 5") for each in pack.environment or ()]
    return {
        **sections,
        "Ways of leading": _dimensions(pack),
        "Gone quiet": _items(found, "bold"),
        "Going strong": _items(strong, "bold"),
        "Intentions": [Text(plans), *_quotes(pack.intentions.wordings, pack.last)],
        "People you heard from": _items(voices_of(pack), "lines"),
        "Own ratings": _table(("", "1 to 5"), ratings),
        "Environment": _table(("", "rated"), surroundings),
        "Tensions": _items(tensions),
        "Facets": _table(
            UNIT_HEAD, [_unit_cells(unit, "Facet") for unit in pack.facets if unit.asked]
        ),
        "In their own words": [block for each in pack.passages for block in passage_blocks(each)],
    }


def _items(
    items: Iterable[str | Named], look: Literal["points", "bold", "lines"] = "points"
) -> list[Block]:
    shown = tuple(items)
    return [Items(shown, look)] if shown else []


def _table(head: tuple[str, ...], rows: Sequence[tuple[str, ...]]) -> list[Block]:
    return [Table(head, tuple(rows))] if rows else []


def _named(part: Any, kind: str) -> str:
    return part.name or f"{kind} {part.place}"


def _dimensions(pack: model.Pack) -> list[Block]:
    levels = [
        (_named(unit, "Dimension"), unit.level.low, unit.level.mean, unit.level.high)
        for unit in pack.dimensions
        if unit.asked
    ]
    caption = "Share of questions answered in detail, with its 80% range"
    drawn = Each(html=partial(macro, "charts.html.j2", "levels", caption, levels))
    chart = [drawn] if levels else []
    rows = tuple(_unit_cells(unit, "Dimension") for unit in pack.dimensions)
    blocks: list[Block] = [Text(counts_of(pack)), *chart, Table(UNIT_HEAD, rows, "Dimensions")]
    if not pack.framework:
        blocks.append(Text(data_tables("share.toml")["pack"]["places"], "note"))
    return blocks


def _unit_cells(unit: model.PackUnit, kind: str) -> tuple[str, ...]:
    figures = unit_figures(unit, has_level=unit.asked > 0)
    return (_named(unit, kind), *figures, STATES[unit.state])


def unit_figures(unit: model.PackUnit, *, has_level: bool) -> tuple[str, str, str]:
    """Return the cells between the name and the state."""
    return (
        f"{unit.full} of {unit.asked}",
        f"{unit.level.mean:.0%}" if has_level else "–",
        interval(unit.level) if has_level else "–",
    )


def interval(level: model.PackLevel) -> str:
    """Return ``74–100%``."""
    return f"{level.low * 100:.0f}–{level.high * 100:.0f}%"


def rating_words(ratings: model.PackRatings | None) -> str:
    """Return ``13 ratings, median 4, rising``."""
    if ratings is None:
        return "withheld"
    if not ratings.n:
        return "none"
    median = "median " if ratings.median is not None else ""
    scores = f"{median}{scores}" if (scores := scores_of(ratings)) else ""
    return ", ".join(filter(None, (counted(ratings.n, "rating"), scores, ratings.direction)))


def scores_of(ratings: model.PackRatings) -> str:
    """Return ``4``, ``3 to 5``, ``all 4``; nothing where there are too few to say it."""
    if ratings.median is not None:
        return f"{ratings.median:g}"
    if not ratings.range:
        return ""
    low, high = ratings.range[0], ratings.range[-1]
    return f"{low} to {high}" if low != high else f"all {low}"


def finding_words(found: Any, today: date) -> str:
    """Return the counts that say that something has gone quiet, of a finding as a pack has it."""
    full = "never answered in detail"
    if found.full:
        full = f"answered in detail {times(found.full)}"
    since = whole_day(found.counted_from, today)
    return f"Asked {times(found.asked)} since {since}, {full}; {elsewhere_words(found)}."


def elsewhere_words(found: Any) -> str:
    """Return how many other questions of the same weeks were answered in detail."""
    if not found.elsewhere_asked:
        return f"elsewhere usually {usually(found.usual)}"
    return f"elsewhere in those weeks {found.elsewhere_full:,} of {found.elsewhere_asked:,}"


def plan_state(wording: model.PackWording, today: date) -> str:
    """Return ``done``, or ``open, due 4 Oct`` for an intention that is still open."""
    if wording.state in (DUE, OPEN):
        return f"open, due {short_day(wording.due, today)}"
    return PLAN_WORDS[wording.state]


def _quotes(wordings: Sequence[model.PackWording], today: date) -> list[Block]:
    return _items(f"“{each.text}” ({plan_state(each, today)})" for each in wordings)


def voices_of(
    pack: model.Pack, most: int = sys.maxsize, name: Callable[[str], str] = str
) -> tuple[str, ...]:
    """Say who was named, and who no longer; each ``name`` in words, and at most so many.

    Nothing is said where the leader kept that back.
    """
    voices = pack.voices
    if voices is None:
        return ()
    if not voices.heard and not voices.missing:
        return ("No one has been named, in these weeks or before.",)
    names = first_few([f"{name(voice.name)} {voice.times}" for voice in voices.names_heard], most)
    who = counted(voices.heard, "person or group", "people and groups")
    text = f"{who}, named {times(voices.mentions)}{f': {names}' if names else ''}."
    if not names and voices.effective and round(voices.effective) < voices.heard:
        text += f" A few are named most: about as varied as {voices.effective:.0f} equal voices."
    gone = [
        f"{name(voice.name)} (last {short_day(voice.last, pack.last)})"
        for voice in voices.names_missing
    ]
    missing = first_few(gone, most) or voices.missing or "nobody"
    return text, f"Not named in the last eight weeks: {missing}."


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
    shown = (["" if cell is None else visible(str(cell)) for cell in row] for row in cells)
    return csv_text([_COLUMNS, *shown])


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
    yield from _counted("intentions", pack.intentions, "made", *PLAN_WORDS)
    yield from (_row("intention", plan, day=plan.due) for plan in pack.intentions.wordings)
    if voices := pack.voices:
        yield from _counted("voices", voices, "heard", "mentions", "missing")
        states = {"heard": voices.names_heard, "not named recently": voices.names_missing}
        for state, names in states.items():
            for each in names:
                yield _row("voice", each, state=state, count=each.times, day=each.last)
    for tension in pack.tensions:
        yield {"kind": "tension", "name": " / ".join(tension.poles), "count": tension.times}
    for passage in pack.passages:
        kind = model.KIND_WORDS.get(passage.kind, passage.kind)
        yield _row(kind, passage, name=passage.about, day=passage.day)


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
