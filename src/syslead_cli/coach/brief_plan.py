"""The plan of ``syslead/brief/1``: its schema is made of it, like those of all documents."""

from __future__ import annotations

from typing import Any

from syslead_cli.journal.kinds import TIERS

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
