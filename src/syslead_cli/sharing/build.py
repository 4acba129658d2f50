"""A pack: what a leader chose to show a coach (docs/pack-format.md, ``syslead/pack/1``).

Built by an allow-list: every field below is named here and taken from where it is named, so a
field a record gains later goes nowhere until somebody adds it here. At the lowest tier nothing
but numbers, days and words of fixed lists is taken; units are told apart by their place in the
framework, because ids and names are text somebody wrote.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Sequence
from datetime import date
from typing import Any

from msgspec import Struct

from syslead_cli.base.text import one_line
from syslead_cli.framework.model import Framework
from syslead_cli.insight.findings import Finding, Strength
from syslead_cli.insight.trends import ANSWERED, Trends, TrendsQuery, Unit, compute_trends
from syslead_cli.insight.voices import Voice, Voices
from syslead_cli.journal.intentions import TrackedIntention, tracked_intentions
from syslead_cli.journal.merge import Journal
from syslead_cli.journal.model import TIERS, Ask, Assessment, Note, Outcome, Rating, Record, Review

SCHEMA, SPONSOR_SCHEMA = "syslead/pack/1", "syslead/sponsor/1"
SCORES, THEMES, EXCERPTS, ALL = TIERS
RATINGS, VOICES = "ratings", "voices"
WITHOUT = (RATINGS, VOICES)
_PLACES = 6
_HANDLE = re.compile(r"(?<![\w@])@[\w'’-]+")

Document = dict[str, Any]


class Choice(Struct, frozen=True):
    """What the leader chose to show. ``approved`` and ``ticked`` are ids of records."""

    first: date
    last: date
    made: date
    tier: str = SCORES
    purpose: str = ""
    pseudonym: str = ""
    expires: date | None = None
    without: tuple[str, ...] = ()
    approved: tuple[str, ...] = ()
    ticked: tuple[str, ...] = ()

    def shows(self, tier: str) -> bool:
        """Whether the tier chosen is this one or a higher one."""
        return TIERS.index(self.tier) >= TIERS.index(tier)


def pack(journal: Journal, framework: Framework, choice: Choice) -> Document:
    """What the coach will get, not sealed yet; the same choice makes the same bytes."""
    trends = compute_trends(journal, framework, TrendsQuery(choice.last, choice.first, choice.last))
    themes = choice.shows(THEMES)
    data = _header(SCHEMA, choice)
    data["framework"] = _framework(framework) if themes else None
    data["counts"] = _counts(trends, journal, choice)
    places = {unit.id: at for at, unit in enumerate(trends.dimensions, start=1)}
    rated = RATINGS not in choice.without
    data["dimensions"] = [
        _unit(unit, at, themes) | ({"ratings": _ratings(unit)} if rated else {})
        for at, unit in enumerate(trends.dimensions, start=1)
    ]
    data["facets"] = [
        {**_unit(unit, at, themes), "dimension": places.get(unit.dimension)}
        for at, unit in enumerate(trends.facets, start=1)
    ]
    data["named"] = [_finding(finding, trends, themes) for finding in trends.named]
    data["strength"] = _strength(trends.strength, trends, themes)
    data["environment"] = _environment(journal, framework, choice) if rated else None
    data["intentions"] = _intentions(journal, trends, choice)
    data["voices"] = _voices(trends.voices, themes) if VOICES not in choice.without else None
    data["tensions"] = _tensions(journal, framework, choice) if themes else []
    data["passages"] = _passages(journal, framework, choice)
    return data


def sponsor_pack(journal: Journal, framework: Framework, choice: Choice) -> Document:
    """Attendance and the leader's own goals: never a finding, a level or a rating."""
    trends = compute_trends(journal, framework, TrendsQuery(choice.last, choice.first, choice.last))
    data = _header(SPONSOR_SCHEMA, choice)
    counts = _counts(trends, journal, choice)
    data["attendance"] = {key: counts[key] for key in ("sittings", "days")}
    data["goals"] = _wordings(journal, choice)
    return data


def _header(schema: str, choice: Choice) -> Document:
    return {
        "schema": schema,
        "tier": choice.tier,
        "from": choice.first.isoformat(),
        "until": choice.last.isoformat(),
        "made": choice.made.isoformat(),
        "expires": choice.expires.isoformat() if choice.expires else None,
        "pseudonym": one_line(choice.pseudonym),
        "purpose": choice.purpose,
        "withheld": sorted(choice.without),
    }


def _framework(framework: Framework) -> Document:
    return {"id": framework.id, "name": framework.name, "version": framework.version}


def _within(journal: Journal, choice: Choice) -> Iterator[Record]:
    return (r for r in journal.records if choice.first <= r.day <= choice.last)


def _counts(trends: Trends, journal: Journal, choice: Choice) -> Document:
    notes = [record for record in _within(journal, choice) if isinstance(record, Note)]
    answers = [
        record
        for record in _within(journal, choice)
        if isinstance(record, Ask) and record.outcome in ANSWERED
    ]
    return {
        "sittings": trends.sittings,
        "days": len({record.day for record in (*notes, *answers)}),
        "asked": trends.asked,
        "full": trends.full,
        "notes": len(notes),
        "usual": round(trends.usual, _PLACES),
    }


def _unit(unit: Unit, place: int, themes: bool) -> Document:
    named = {"id": unit.id, "name": unit.name} if themes else {}
    return {
        "place": place,
        **named,
        "state": unit.state,
        "asked": unit.asked,
        "full": unit.full,
        "p_neglected": round(unit.p, _PLACES),
        "level": {key: round(value, _PLACES) for key, value in unit.level._asdict().items()},
        "strip": [list(cell) for cell in unit.strip],
    }


def _ratings(unit: Unit) -> Document:
    rated = unit.ratings
    return {
        "n": rated.n,
        "range": list(rated.range) if rated.range else None,
        "median": rated.median,
        "direction": rated.direction,
    }


def _place_of(units: Sequence[Unit], id_: str) -> int:
    return next((at for at, unit in enumerate(units, start=1) if unit.id == id_), 0)


def _finding(finding: Finding, trends: Trends, themes: bool) -> Document:
    units = trends.dimensions if finding.unit == "dimension" else trends.facets
    return {
        "unit": finding.unit,
        "place": _place_of(units, finding.id),
        **({"id": finding.id, "name": finding.name} if themes else {}),
        "since": finding.since.isoformat(),
        "counted_from": finding.counted_from.isoformat(),
        "asked": finding.asked,
        "full": finding.full,
        "usual": round(finding.usual, _PLACES),
        "elsewhere_asked": finding.elsewhere_asked,
        "elsewhere_full": finding.elsewhere_full,
    }


def _strength(best: Strength | None, trends: Trends, themes: bool) -> Document | None:
    if best is None:
        return None
    return {
        "place": _place_of(trends.facets, best.id),
        **({"id": best.id, "name": best.name} if themes else {}),
        "asked": best.asked,
        "full": best.full,
        "since": best.since.isoformat(),
    }


def _environment(journal: Journal, framework: Framework, choice: Choice) -> list[Document]:
    scores: dict[str, int] = {}
    for record in _within(journal, choice):
        if isinstance(record, Assessment):
            scores.update(record.environment)
    return [
        {
            "place": at,
            **({"id": item.id, "name": item.name} if choice.shows(THEMES) else {}),
            "score": scores[item.id],
        }
        for at, item in enumerate(framework.environment, start=1)
        if item.id in scores
    ]


def made_within(journal: Journal, first: date, last: date) -> list[TrackedIntention]:
    """The intentions whose wording may be approved, oldest first, as they stood on ``last``."""
    known = [record for record in journal.records if record.day <= last]
    return [each for each in tracked_intentions(known) if first <= each.intention.day <= last]


def _intentions(journal: Journal, trends: Trends, choice: Choice) -> Document:
    counts = {key: trends.intentions[key] for key in ("made", "kept", "partly", "dropped", "open")}
    return {**counts, "wordings": _wordings(journal, choice) if choice.shows(THEMES) else []}


def _wordings(journal: Journal, choice: Choice) -> list[Document]:
    return [
        {
            "text": each.intention.text,
            "due": each.intention.due.isoformat(),
            "state": each.state(choice.last),
        }
        for each in made_within(journal, choice.first, choice.last)
        if each.intention.id in choice.approved or choice.tier == ALL
    ]


def _voices(voices: Voices, themes: bool) -> Document:
    effective = voices.effective
    return {
        "heard": len(voices.heard),
        "mentions": voices.mentions,
        "missing": len(voices.missing),
        "largest_share": None
        if voices.largest_share is None
        else round(voices.largest_share, _PLACES),
        "effective": None if effective is None else round(effective, _PLACES),
        "names_heard": [_voice(voice) for voice in voices.heard] if themes else [],
        "names_missing": [_voice(voice) for voice in voices.missing] if themes else [],
    }


def _voice(voice: Voice) -> Document:
    return {"name": one_line(voice.name), "count": voice.count, "last": voice.last.isoformat()}


def _tensions(journal: Journal, framework: Framework, choice: Choice) -> list[Document]:
    counts: dict[str, int] = {}
    for record in _within(journal, choice):
        if isinstance(record, Ask | Note):
            for tag in set(record.tags):
                counts[tag] = counts.get(tag, 0) + 1
    return [
        {"id": tension.id, "poles": list(tension.poles), "count": counts[tension.id]}
        for tension in framework.tensions
        if tension.id in counts
    ]


# ── passages ─────────────────────────────────────────────────────────────────


def passages_of(record: Record) -> tuple[str, ...]:
    """The leader's own words in a record, each a passage that can be shown."""
    if isinstance(record, Ask | Note | Outcome | Review):
        return (record.text,) if record.text else ()
    return tuple(record.instances.values()) if isinstance(record, Rating) else ()


def _passages(journal: Journal, framework: Framework, choice: Choice) -> list[Document]:
    if not choice.shows(EXCERPTS):
        return []
    return [
        {
            "day": record.day.isoformat(),
            "kind": record.kind,
            "facet": _facet_name(record, framework),
            "text": _HANDLE.sub("@…", text) if VOICES in choice.without else text,
        }
        for record in _within(journal, choice)
        if choice.tier == ALL or record.id in choice.ticked
        for text in passages_of(record)
        if RATINGS not in choice.without or not isinstance(record, Rating)
    ]


def _facet_name(record: Record, framework: Framework) -> str | None:
    facet = framework.facet(record.facet) if isinstance(record, Ask) else None
    return facet.name if facet else None


# ── its texts, and its seal ──────────────────────────────────────────────────

#: Where texts of the leader's own stand: a key, or a list's key and the key in each of it.
_TEXTS = (("pseudonym",), ("purpose",), ("goals", "text"), ("passages", "text"),
          ("intentions", "wordings", "text"), ("voices", "names_heard", "name"),
          ("voices", "names_missing", "name"))  # fmt: skip


def map_texts(document: Document, change: Callable[[str, str], str]) -> Document:
    """The document with every text of the leader's own put through ``change(text, key)``."""
    copy: Document = json.loads(json.dumps(document))
    for path in _TEXTS:
        for holder in _holders(copy, path[:-1]):
            if path[-1] in holder:
                holder[path[-1]] = change(holder[path[-1]], path[0])
    return copy


def _holders(node: Any, path: Sequence[str]) -> Iterator[Document]:
    if isinstance(node, list):
        for each in node:
            yield from _holders(each, path)
    elif isinstance(node, dict):
        if path:
            yield from _holders(node.get(path[0]), path[1:])
        else:
            yield node


def digest(document: Document) -> str:
    """SHA-256 of the content: its JSON with sorted keys and no spaces, ``sha256`` left out."""
    from hashlib import sha256

    content = {key: value for key, value in document.items() if key != "sha256"}
    plain = json.dumps(content, sort_keys=True, separators=(",", ":"))
    return sha256(plain.encode("ascii")).hexdigest()


def sealed(document: Document) -> Document:
    """The document with its digest."""
    return {**document, "sha256": digest(document)}


# ── left_out ──
# What a pack does not hold because the leader kept it back, in words.


def left_out(data: Document) -> list[str]:
    """What the pack does not hold, in words."""
    if data["schema"] == SPONSOR_SCHEMA:
        return ["all findings, levels, ratings, voices and entries", "goals that were not chosen"]
    tier = data["tier"]
    out = list(data["withheld"])
    if tier == SCORES:
        out.append("every name of a facet, tension or voice")
        out.append("the wording of every intention")
    elif data["intentions"]["made"] > len(data["intentions"]["wordings"]):
        out.append("intentions that were not approved")
    if tier != "all":
        out.append("entries that were not ticked" if tier == "excerpts" else "every entry")
    return out
