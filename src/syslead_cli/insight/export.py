"""Trends for programs and documents: the JSON of docs/scripting.md, CSV and Markdown.

`state`, `p_neglected`, `level`, `last_full`, `named` and `records` are of the whole journal up to
`as_of`; `asked`, `full`, `sittings`, `ratings`, `voices.heard` and `intentions` are of `window`,
which is the whole journal unless --since or --until narrow it.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any, Literal, TypeVar

from msgspec import convert

from syslead_cli.base.blocks import Block, Heading, Items, Table, Text, to_markdown
from syslead_cli.base.documents import Count, Document, Part, Share, csv_text
from syslead_cli.base.text import short_day
from syslead_cli.insight.charts import in_words, word_of
from syslead_cli.insight.findings import PLACES, VoiceMonths, Voices
from syslead_cli.insight.neglect import State
from syslead_cli.insight.ratings import Direction, ItemScores, Ratings
from syslead_cli.insight.screen import (
    COUNTS_WORDS,
    LAYER_HEADS,
    early_sentence,
    headline,
    intentions_sentence,
    item_cells,
    layers,
    sentence_of,
    strength_sentence,
    title_of,
    voices_sentence,
)
from syslead_cli.insight.trends import Period, Trends, Unit
from syslead_cli.journal.entries import DaysWritten


class WindowPart(Part, frozen=True):
    """The days looked at, and their totals."""

    since: date
    until: date
    by: Period
    periods: tuple[date, ...]
    sittings: Count
    asked: Count
    full: Count
    notes: Count


class LevelPart(Part, frozen=True):
    """The share of full answers with its 80 % interval."""

    mean: Share
    low: Share
    high: Share


class RatingsPart(Part, frozen=True):
    """The leader's own ratings."""

    n: Count
    median: int | float | None
    direction: Direction | None
    scores: tuple[Count, ...]
    days: tuple[date, ...]


class StripPart(Part, frozen=True):
    """Asks and full answers per period."""

    asked: tuple[Count, ...]
    full: tuple[Count, ...]


class NotesPart(Part, frozen=True):
    """Free notes about it: said by the leader, suggested by words; per period both together."""

    said: Count
    suggested: Count
    last: date | None
    strip: tuple[Count, ...]


class DimensionTrends(Part, frozen=True):
    """A dimension; its counts are of the window."""

    id: str
    name: str
    state: State
    asked: Count
    full: Count
    last_full: date | None
    p_neglected: Share
    level: LevelPart
    strip: StripPart
    notes: NotesPart
    ratings: RatingsPart


class FacetTrends(Part, frozen=True):
    """A facet; its counts are of the window."""

    id: str
    name: str
    dimension: str
    state: State
    asked: Count
    full: Count
    last_full: date | None
    p_neglected: Share
    level: LevelPart
    strip: StripPart
    notes: NotesPart


class BecausePart(Part, frozen=True):
    """The counts behind a finding, and the sentence people see.

    ``noes`` of the ``reviews`` that asked about it said it did not have attention.
    """

    asked: Count
    full: Count
    since: date
    usual: Share
    elsewhere_asked: Count
    elsewhere_full: Count
    reviews: Count
    noes: Count
    text: str


class NamedPart(Part, frozen=True):
    """A unit that has gone quiet."""

    unit: Literal["facet", "dimension"]
    id: str
    since: date
    because: BecausePart


class StrengthPart(Part, frozen=True):
    """The facet that was there nearly every time it came up."""

    id: str
    asked: Count
    full: Count
    since: date


class IntentionsPart(Part, frozen=True):
    """Intentions made in the window, by what became of them; ``due`` ones are open."""

    made: Count
    kept: Count
    partly: Count
    dropped: Count
    open: Count
    due: Count


class LayerItemPart(Part, frozen=True):
    """An item of the practice or environment layer: its scores, and on how many days of how many.

    ``of``: the days on which any item of that layer was rated.
    """

    id: str
    name: str
    rated: Count
    of: Count
    last: date | None
    scores: tuple[Count, ...]
    days: tuple[date, ...]


class TrendsData(Part, frozen=True):
    """The trends as a part of another document."""

    as_of: date
    framework: str
    records: Count
    usual: Share
    window: WindowPart
    dimensions: tuple[DimensionTrends, ...]
    facets: tuple[FacetTrends, ...]
    named: tuple[NamedPart, ...]
    strength: StrengthPart | None
    voices: Voices
    heard: VoiceMonths
    days: DaysWritten
    intentions: IntentionsPart
    practice: tuple[LayerItemPart, ...]
    environment: tuple[LayerItemPart, ...]
    damage: Count


class TrendsDocument(TrendsData, Document, frozen=True, tag="syslead/trends/1"):
    """What gets attention, and what has gone quiet."""


class NeglectedDocument(Document, frozen=True, tag="syslead/neglected/1"):
    """What has gone quiet, and nothing else."""

    as_of: date
    framework: str
    named: tuple[NamedPart, ...]
    damage: Count


_T = TypeVar("_T", bound=TrendsData)


def trends_data(trends: Trends, kind: type[_T]) -> _T:
    span, best = trends.window, trends.strength
    return kind(
        as_of=trends.as_of,
        framework=trends.framework,
        records=trends.records,
        usual=round(trends.usual, PLACES),
        window=WindowPart(
            since=span.first,
            until=span.last,
            by=span.by,
            periods=span.starts,
            sittings=trends.sittings,
            asked=trends.asked,
            full=trends.full,
            notes=trends.notes,
        ),
        dimensions=tuple(
            DimensionTrends(
                **_shared(unit),
                ratings=_ratings(unit.ratings),
            )
            for unit in trends.dimensions
        ),
        facets=tuple(FacetTrends(dimension=u.dimension, **_shared(u)) for u in trends.facets),
        named=_named(trends),
        strength=StrengthPart(best.id, best.asked, best.full, best.since) if best else None,
        voices=trends.voices,
        heard=trends.heard,
        days=trends.days,
        intentions=IntentionsPart(**trends.intentions),
        practice=tuple(map(_item, trends.practice)),
        environment=tuple(map(_item, trends.environment)),
        damage=trends.damage,
    )


def _item(found: ItemScores) -> LayerItemPart:
    return LayerItemPart(
        id=found.id,
        name=found.name,
        rated=len(found.scores),
        of=found.of,
        last=found.days[-1] if found.days else None,
        scores=found.scores,
        days=found.days,
    )


def _ratings(found: Ratings) -> RatingsPart:
    days = tuple(map(date.fromordinal, found.days))
    return RatingsPart(found.n, found.median, found.direction, found.scores, days)


def neglected_document(trends: Trends) -> NeglectedDocument:
    return NeglectedDocument(trends.as_of, trends.framework, _named(trends), trends.damage)


def _shared(unit: Unit) -> dict[str, Any]:
    return {
        "id": unit.id,
        "name": unit.name,
        "state": unit.state,
        "asked": unit.asked,
        "full": unit.full,
        "last_full": unit.last_full,
        "p_neglected": round(unit.p, PLACES),
        "level": LevelPart(*(round(value, PLACES) for value in unit.level)),
        "strip": StripPart(*zip(*unit.strip, strict=True)),
        "notes": convert(unit.notes, NotesPart, from_attributes=True),
    }


def _named(trends: Trends) -> tuple[NamedPart, ...]:
    return tuple(
        NamedPart(
            one.unit,
            one.id,
            one.since,
            BecausePart(
                asked=one.asked,
                full=one.full,
                since=one.counted_from,
                usual=round(one.usual, PLACES),
                elsewhere_asked=one.elsewhere_asked,
                elsewhere_full=one.elsewhere_full,
                reviews=one.reviews,
                noes=one.noes,
                text=sentence_of(one, trends.as_of),
            ),
        )
        for one in trends.named
    )


HEADER = (
    "unit", "id", "dimension", "name", "state", "asked", "full", "last_full",
    "p_neglected", "level_mean", "level_low", "level_high",
    "ratings", "ratings_median", "ratings_direction",
)  # fmt: skip


def trends_csv(trends: Trends) -> str:
    """Return a table, header first: a row a dimension, then a row a facet."""
    return csv_text([HEADER, *map(_csv_row, (*trends.dimensions, *trends.facets))])


def _csv_row(unit: Unit) -> list[str]:
    rated = unit.ratings
    return [
        "facet" if unit.dimension else "dimension",
        unit.id,
        unit.dimension,
        unit.name,
        unit.state,
        str(unit.asked),
        str(unit.full),
        unit.last_full.isoformat() if unit.last_full else "",
        *(f"{value:.6f}" for value in (unit.p, *unit.level)),
        str(rated.n or ""),
        f"{rated.median:g}" if rated.median is not None else "",
        rated.direction or "",
    ]


def trends_markdown(trends: Trends) -> str:
    return to_markdown(_blocks(trends))


def _blocks(trends: Trends) -> Iterator[Block]:
    yield Heading(trends.framework_name, level=1)
    if not trends.begun:
        yield Text("Nothing written yet.")
        return
    yield Text(headline(trends) + ".")
    if trends.is_early:
        yield Text(early_sentence(trends))
    else:
        for finding in trends.named:
            yield from _part(f"Gone quiet: {title_of(finding)}", sentence_of(finding, trends.as_of))
        if trends.strength:
            yield from _part("Going strong", strength_sentence(trends.strength, trends.as_of))
    yield _table(trends)
    rated = [f"{u.name}: {in_words(u.ratings)}" for u in trends.dimensions if u.ratings.n]
    if rated:
        yield from (Heading("Your ratings"), Items(tuple(rated)))
    for heading, items in layers(trends):
        rows = [item_cells(item, trends.as_of) for item in items]
        yield from (Heading(heading), Table(("", *LAYER_HEADS), tuple(rows), right=(2,)))
    yield from _part("Heard from", voices_sentence(trends.voices, trends.as_of))
    yield from _part("Intentions", intentions_sentence(trends.intentions))
    yield Text(COUNTS_WORDS)


def _part(heading: str, text: str) -> tuple[Block, ...]:
    return (Heading(heading), Text(text)) if text else ()


def _table(trends: Trends) -> Table:
    units = [u for d in trends.dimensions for u in (d, *trends.facets_of(d.id))]
    rows = [
        (
            unit.name,
            f"{unit.full} of {unit.asked}" if unit.asked else "–",
            short_day(unit.last_full, trends.as_of) if unit.last_full else "–",
            word_of(unit, trends),
        )
        for unit in units
    ]
    bold = tuple(at for at, unit in enumerate(units) if not unit.dimension)
    return Table(("", "detailed", "last detailed", ""), tuple(rows), right=(1,), bold=bold)
