"""The plan of ``syslead/brief/1``: its schema is made of it, like those of all documents."""

from __future__ import annotations

from datetime import date
from typing import Any

from msgspec.structs import asdict

from syslead_cli.coach.brief import Brief
from syslead_cli.coach.changes import Change, Moved
from syslead_cli.journal.model import TIERS
from syslead_cli.sharing.model import PackDimension, PackFinding, PackVoice

_VOICE = {"name": "text", "count": "count", "last": "day"}
_FIGURES = {"asked": "count", "full": "count"}
_MOVED = {"name": "text", "before": "number", "after": "number"}
#: The document of `coach brief`, in the words of render/plan_schema.py.
BRIEF: dict[str, Any] = {
    "client": "text",
    "pseudonym": "text",
    "from": "day",
    "until": "day",
    "made": "day",
    "tier": "|".join(TIERS),
    "left_out": ["text"],
    "expires": "day?",
    "expired": "yes",
    "framework": "text?",
    "wanted": "text",
    "counts": {
        "sittings": "count",
        "days": "count",
        **_FIGURES,
        "notes": "count",
        "usual": "share",
    },
    "early": "yes",
    "intentions": {
        "made": "count",
        "kept": "count",
        "partly": "count",
        "dropped": "count",
        "open": "count",
        "wordings": ([{"text": "text", "due": "day", "state": "text"}],),
    },
    "dimensions": [
        {
            "place": "count",
            "name": "text?",
            "state": "text",
            **_FIGURES,
            "level": {"mean": "share", "low": "share", "high": "share"},
            "strip": [["count"]],
            "ratings": (
                {
                    "n": "count",
                    "range": (["count"],),
                    "median": "number?",
                    "direction": "text?",
                },
            ),
        }
    ],
    "quiet": [
        {
            "unit": "facet|dimension",
            "place": "count",
            "name": "text?",
            "since": "day",
            "counted_from": "day",
            **_FIGURES,
            "usual": "share",
            "elsewhere_asked": "count",
            "elsewhere_full": "count",
        }
    ],
    "holding": ({"place": "count", "name": "text?", **_FIGURES, "since": "day"},),
    "voices": (
        {
            "heard": "count",
            "mentions": "count",
            "missing": "count",
            "largest_share": "share?",
            "effective": "number?",
            "names_heard": ([_VOICE],),
            "names_missing": ([_VOICE],),
        },
    ),
    "tensions": ([{"id": "text", "poles": ["text"], "count": "count"}],),
    "environment": ([{"place": "count", "name": "text?", "score": "count"}],),
    "questions": [
        {"text": "text", "because": "text", "about": ({"unit": "text", "place": "count"},)}
    ],
    "fewer": "text?",
    "change": (
        {
            "from": "day",
            "until": "day",
            "tier": "|".join(TIERS),
            "wanted": "text",
            "unlike": "text?",
            "overlap": "count",
            **_FIGURES,
            "newly_quiet": ["text"],
            "still_quiet": ["text"],
            "no_longer_quiet": ["text"],
            "moved": [_MOVED],
            "environment": ([_MOVED],),
            "voices_new": (["text"],),
            "voices_gone": (["text"],),
        },
    ),
    "passages": ([{"day": "day", "kind": "text", "facet": "text?", "text": "text"}],),
}


# ── brief_data ──
# ``coach brief --json``: what the pages say, as data. What was kept back is null.


Data = dict[str, Any]


def brief_data(brief: Brief) -> Data:
    """The document without its schema."""
    pack = brief.pack
    return {
        "client": brief.client,
        "pseudonym": pack.pseudonym,
        "from": pack.first.isoformat(),
        "until": pack.last.isoformat(),
        "made": pack.made.isoformat(),
        "tier": pack.tier,
        "left_out": list(brief.left_out),
        "expires": _day(pack.expires),
        "expired": brief.expired,
        "framework": pack.framework.name if pack.framework else None,
        "wanted": pack.purpose,
        "counts": asdict(pack.counts),
        "early": brief.is_early,
        "intentions": _intentions(brief),
        "dimensions": [_unit(unit) for unit in pack.dimensions],
        "quiet": [_finding(found) for found in brief.quiet],
        "holding": _holding(brief),
        "voices": _voices(brief),
        "tensions": None
        if brief.tensions is None
        else [{"id": t.id, "poles": list(t.poles), "count": t.times} for t in brief.tensions],
        "environment": None
        if pack.environment is None
        else [
            {"place": i.place, "name": i.name or None, "score": i.score} for i in pack.environment
        ],
        "questions": [
            {
                "text": each.text,
                "because": each.because,
                "about": {"unit": each.about[0], "place": each.about[1]} if each.about[1] else None,
            }
            for each in brief.questions
        ],
        "fewer": brief.fewer or None,
        "change": _change(brief.change) if brief.change else None,
        "passages": None
        if brief.passages is None
        else [{**asdict(p), "day": p.day.isoformat()} for p in brief.passages],
    }


def _day(day: date | None) -> str | None:
    return day.isoformat() if day else None


def _intentions(brief: Brief) -> Data:
    plans = brief.pack.intentions
    said = {key: getattr(plans, key) for key in ("made", "kept", "partly", "dropped", "open")}
    wordings = [
        {"text": w.text, "due": w.due.isoformat(), "state": w.state} for w in plans.wordings
    ]
    return {**said, "wordings": wordings if brief.named else None}


def _unit(unit: PackDimension) -> Data:
    rated = unit.ratings
    return {
        "place": unit.place,
        "name": unit.name or None,
        "state": unit.state,
        "asked": unit.asked,
        "full": unit.full,
        "level": asdict(unit.level),
        "strip": [list(cell) for cell in unit.strip],
        "ratings": None
        if rated is None
        else {**asdict(rated), "range": list(rated.range) if rated.range else None},
    }


def _finding(found: PackFinding) -> Data:
    return {
        "unit": found.unit,
        "place": found.place,
        "name": found.name or None,
        "since": found.since.isoformat(),
        "counted_from": found.counted_from.isoformat(),
        "asked": found.asked,
        "full": found.full,
        "usual": found.usual,
        "elsewhere_asked": found.elsewhere_asked,
        "elsewhere_full": found.elsewhere_full,
    }


def _holding(brief: Brief) -> Data | None:
    best = brief.holding
    if best is None:
        return None
    return {
        "place": best.place,
        "name": best.name or None,
        "asked": best.asked,
        "full": best.full,
        "since": best.since.isoformat(),
    }


def _voices(brief: Brief) -> Data | None:
    voices = brief.pack.voices
    if voices is None:
        return None
    names = {
        "names_heard": [_voice(voice) for voice in voices.names_heard] if brief.named else None,
        "names_missing": [_voice(voice) for voice in voices.names_missing] if brief.named else None,
    }
    return {
        "heard": voices.heard,
        "mentions": voices.mentions,
        "missing": voices.missing,
        "largest_share": voices.largest_share,
        "effective": voices.effective,
        **names,
    }


def _voice(voice: PackVoice) -> Data:
    return {"name": voice.name, "count": voice.times, "last": voice.last.isoformat()}


def _change(since: Change) -> Data:
    return {
        "from": since.first.isoformat(),
        "until": since.last.isoformat(),
        "tier": since.tier,
        "wanted": since.wanted,
        "unlike": since.unlike or None,
        "overlap": since.overlap,
        "full": since.answered[0],
        "asked": since.answered[1],
        "newly_quiet": list(since.newly_quiet),
        "still_quiet": list(since.still_quiet),
        "no_longer_quiet": list(since.no_longer_quiet),
        "moved": [_moved(each) for each in since.moved],
        "environment": None
        if since.environment is None
        else [_moved(each) for each in since.environment],
        "voices_new": None if since.voices_new is None else list(since.voices_new),
        "voices_gone": None if since.voices_gone is None else list(since.voices_gone),
    }


def _moved(moved: Moved) -> Data:
    return {"name": moved.name, "before": moved.before, "after": moved.after}
