"""Trends for programs: the JSON of docs/scripting.md, and CSV.

`state`, `p_neglected`, `level`, `last_full`, `named` and `records` are of the whole journal up to
`as_of`; `asked`, `full`, `sittings`, `ratings`, `voices.heard` and `intentions` are of `window`,
which is the whole journal unless --since or --until narrow it.
"""

from __future__ import annotations

from datetime import date
from typing import TypeVar

from msgspec import convert, field
from msgspec.structs import asdict, astuple, replace

from syslead_cli.base.documents import Count, Document, Part, Share, csv_text
from syslead_cli.insight.findings import PLACES, NamedPart, StrengthPart, VoiceMonths, Voices
from syslead_cli.insight.neglect import State
from syslead_cli.insight.ratings import ItemScores, Level, Ratings
from syslead_cli.insight.trends import IntentionCounts, PeriodCounts, Touched, Trends, Unit, Window
from syslead_cli.journal.entries import DaysWritten


class WindowPart(Window, frozen=True):
    """The days looked at, and their totals."""

    sittings: Count
    asked: Count
    full: Count
    notes: Count


class DimensionTrends(Part, frozen=True):
    """A dimension; its counts are of the window."""

    id: str
    name: str
    state: State
    asked: Count
    full: Count
    last_full: date | None
    p: Share = field(name="p_neglected")
    level: Level
    strip: PeriodCounts
    notes: Touched
    ratings: Ratings


class FacetTrends(Part, frozen=True):
    """A facet; its counts are of the window."""

    id: str
    name: str
    dimension: str
    state: State
    asked: Count
    full: Count
    last_full: date | None
    p: Share = field(name="p_neglected")
    level: Level
    strip: PeriodCounts
    notes: Touched


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
    intentions: IntentionCounts
    practice: tuple[ItemScores, ...]
    environment: tuple[ItemScores, ...]
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
    """Return the document, whose fields are attributes of the trends but for the window's."""
    totals = {key: getattr(trends, key) for key in ("sittings", "asked", "full", "notes")}
    fields = {
        **{name: getattr(trends, name) for name in kind.__struct_fields__},
        "usual": round(trends.usual, PLACES),
        "window": WindowPart(**asdict(trends.window), **totals),
        "dimensions": tuple(map(_rounded, trends.dimensions)),
        "facets": tuple(map(_rounded, trends.facets)),
    }
    return convert(fields, kind, from_attributes=True)


def _rounded(unit: Unit) -> Unit:
    level = Level(*(round(share, PLACES) for share in astuple(unit.level)))
    return replace(unit, p=round(unit.p, PLACES), level=level)


def trends_csv(trends: Trends) -> str:
    """Return a table, header first: a row a dimension, then a row a facet."""
    rows = [_csv_row(unit) for unit in (*trends.dimensions, *trends.facets)]
    return csv_text([rows[0].keys(), *(row.values() for row in rows)])


def _csv_row(unit: Unit) -> dict[str, str]:
    rated = unit.ratings
    return {
        "unit": "facet" if unit.dimension else "dimension",
        "id": unit.id,
        "dimension": unit.dimension,
        "name": unit.name,
        "state": unit.state,
        "asked": str(unit.asked),
        "full": str(unit.full),
        "last_full": unit.last_full.isoformat() if unit.last_full else "",
        "p_neglected": f"{unit.p:.6f}",
        **{f"level_{name}": f"{share:.6f}" for name, share in asdict(unit.level).items()},
        "ratings": str(rated.n or ""),
        "ratings_median": f"{rated.median:g}" if rated.median is not None else "",
        "ratings_direction": rated.direction or "",
    }
