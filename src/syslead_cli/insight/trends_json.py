"""The picture as a document for programs (docs/scripting.md).

`state`, `p_neglected`, `level`, `last_full`, `named` and `records` are of the whole journal up to
`as_of`; `asked`, `full`, `sittings`, `ratings`, `voices.heard` and `intentions` are of `window`,
which is the whole journal unless --since or --until narrow it.
"""

from __future__ import annotations

from datetime import date
from typing import Any

from syslead_cli.insight.findings_core import Finding
from syslead_cli.insight.findings_render import sentence_of
from syslead_cli.insight.trends_core import Trends, Unit
from syslead_cli.insight.voices import Voice, Voices

#: Decimal places: more than the estimator is held to (1e-6), fewer than noise.
PLACES = 9


def trends_document(trends: Trends) -> dict[str, Any]:
    """`trends --json`, without its schema."""
    return {
        "as_of": trends.as_of.isoformat(),
        "framework": trends.framework,
        "records": trends.records,
        "window": _window(trends),
        "dimensions": [_dimension(unit) for unit in trends.dimensions],
        "facets": [_facet(unit) for unit in trends.facets],
        "named": [named(finding, trends.as_of) for finding in trends.named],
        "strength": _strength(trends),
        "voices": _voices(trends.voices),
        "intentions": dict(trends.intentions),
        "damage": trends.damage,
    }


def neglected_document(trends: Trends) -> dict[str, Any]:
    """`neglected --json`, without its schema."""
    return {
        "as_of": trends.as_of.isoformat(),
        "framework": trends.framework,
        "named": [named(finding, trends.as_of) for finding in trends.named],
        "damage": trends.damage,
    }


def _window(trends: Trends) -> dict[str, Any]:
    return {
        "since": trends.window.first.isoformat(),
        "until": trends.window.last.isoformat(),
        "by": trends.window.by,
        "periods": [start.isoformat() for start in trends.window.starts],
        "sittings": trends.sittings,
        "asked": trends.asked,
        "full": trends.full,
    }


def _shared(unit: Unit) -> dict[str, Any]:
    return {
        "state": unit.state,
        "asked": unit.asked,
        "full": unit.full,
        "last_full": _day(unit.last_full),
        "p_neglected": round(unit.p, PLACES),
        "level": {key: round(value, PLACES) for key, value in unit.level._asdict().items()},
    }


def _day(day: date | None) -> str | None:
    return day.isoformat() if day else None


def _dimension(unit: Unit) -> dict[str, Any]:
    rated = unit.ratings
    return {
        "id": unit.id,
        "name": unit.name,
        **_shared(unit),
        "ratings": {"n": rated.n, "median": rated.median, "direction": rated.direction},
        "strip": {
            "asked": [asked for asked, _ in unit.strip],
            "full": [full for _, full in unit.strip],
        },
    }


def _facet(unit: Unit) -> dict[str, Any]:
    return {"id": unit.id, "name": unit.name, "dimension": unit.dimension, **_shared(unit)}


def named(finding: Finding, today: date) -> dict[str, Any]:
    """One finding with its counts, and the sentence people see."""
    return {
        "unit": finding.unit,
        "id": finding.id,
        "since": finding.since.isoformat(),
        "because": {
            "asked": finding.asked,
            "full": finding.full,
            "since": finding.counted_from.isoformat(),
            "usual": round(finding.usual, PLACES),
            "elsewhere_asked": finding.elsewhere_asked,
            "elsewhere_full": finding.elsewhere_full,
            "text": sentence_of(finding, today),
        },
    }


def _strength(trends: Trends) -> dict[str, Any] | None:
    best = trends.strength
    if best is None:
        return None
    return {
        "id": best.id,
        "asked": best.asked,
        "full": best.full,
        "since": best.since.isoformat(),
    }


def _voices(voices: Voices) -> dict[str, Any]:
    return {
        "mentions": voices.mentions,
        "heard": [_voice(voice) for voice in voices.heard],
        "missing": [_voice(voice) for voice in voices.missing],
        "never_heard": list(voices.never),
        "largest_share": _rounded(voices.largest_share),
        "effective": _rounded(voices.effective),
    }


def _voice(voice: Voice) -> dict[str, Any]:
    return {"name": voice.name, "count": voice.count, "last": voice.last.isoformat()}


def _rounded(value: float | None) -> float | None:
    return None if value is None else round(value, PLACES)
