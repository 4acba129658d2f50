"""The table as comma-separated values: a row a dimension, then a row a facet."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

from syslead_cli.base.blocks import Block, Heading, Items, Table, Text, to_markdown
from syslead_cli.base.text import short_day
from syslead_cli.insight.charts import in_words
from syslead_cli.insight.findings import Finding
from syslead_cli.insight.screen import (
    early_sentence,
    headline,
    intentions_sentence,
    sentence_of,
    strength_sentence,
    title_of,
    voices_sentence,
    word_of,
)
from syslead_cli.insight.trends import Trends, Unit
from syslead_cli.insight.voices import Voice, Voices

HEADER = (
    "unit", "id", "dimension", "name", "state", "asked", "full", "last_full",
    "p_neglected", "level_mean", "level_low", "level_high",
    "ratings", "ratings_median", "ratings_direction",
)  # fmt: skip


def trends_csv(trends: Trends) -> str:
    """The whole file, header first, lines ended as RFC 4180 has it."""
    import csv
    from io import StringIO

    out = StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow(HEADER)
    for unit in (*trends.dimensions, *trends.facets):
        writer.writerow([inert(value) for value in _row(unit)])
    return out.getvalue()


def _row(unit: Unit) -> list[str]:
    rated = unit.ratings
    has_ratings = not unit.dimension and rated.n
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
        str(rated.n) if has_ratings else "",
        f"{rated.median:g}" if rated.median is not None else "",
        rated.direction or "",
    ]


def inert(value: str) -> str:
    """A cell no spreadsheet takes for a formula."""
    return f"'{value}" if value[:1] in ("=", "+", "-", "@", "\t", "\r") else value


# ── trends_json ──
# The picture as a document for programs (docs/scripting.md).
#
# `state`, `p_neglected`, `level`, `last_full`, `named` and `records` are of the whole journal up to
# `as_of`; `asked`, `full`, `sittings`, `ratings`, `voices.heard` and `intentions` are of `window`,
# which is the whole journal unless --since or --until narrow it.


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


# ── trends_markdown ──
# The picture as Markdown, to paste into a document of one's own.


def trends_markdown(trends: Trends) -> str:
    """The whole document, ended by a newline."""
    return to_markdown(_blocks(trends))


def _blocks(trends: Trends) -> Iterator[Block]:
    yield Heading(trends.framework_name, level=1)
    yield Text(headline(trends) + "." if trends.begun else "Nothing written yet.")
    yield from _findings(trends)
    if trends.begun:
        yield _table(trends)
        yield from _rest(trends)
        yield Text("Counts what you wrote, not what you did.")


def _findings(trends: Trends) -> Iterator[Block]:
    if trends.begun and trends.is_early:
        yield Text(early_sentence(trends))
        return
    for finding in trends.named:
        yield Heading(f"Gone quiet: {title_of(finding)}")
        yield Text(sentence_of(finding, trends.as_of))
    if trends.strength:
        yield Heading("Holding")
        yield Text(strength_sentence(trends.strength, trends.as_of))


def _table(trends: Trends) -> Table:
    rows: list[tuple[str, ...]] = []
    bold: list[int] = []
    for dimension in trends.dimensions:
        bold.append(len(rows))
        rows += [
            _row_trends_markdown(unit, trends)
            for unit in (dimension, *trends.facets_of(dimension.id))
        ]
    head = ("", "full / asked", "last there", "")
    return Table(head, tuple(rows), right=(1,), bold=tuple(bold))


def _row_trends_markdown(unit: Unit, trends: Trends) -> tuple[str, ...]:
    last = short_day(unit.last_full, trends.as_of) if unit.last_full else "–"
    counts = f"{unit.full} / {unit.asked}" if unit.asked else "–"
    return (unit.name, counts, last, word_of(unit, trends))


def _rest(trends: Trends) -> Iterator[Block]:
    rated = [
        f"{unit.name}: {in_words(unit.ratings)}" for unit in trends.dimensions if unit.ratings.n
    ]
    if rated:
        yield from (Heading("Your ratings"), Items(tuple(rated)))
    if voices := voices_sentence(trends.voices, trends.as_of):
        yield from (Heading("Voices"), Text(voices))
    if plans := intentions_sentence(trends.intentions):
        yield from (Heading("Intentions"), Text(plans))
