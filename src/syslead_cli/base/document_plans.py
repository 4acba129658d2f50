"""Every document a command prints with ``--json``, in the short words of ``plan_schema``."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from syslead_cli.base.plan_schema import Schema, planned_schema
from syslead_cli.coach.coach_plans import COACHING
from syslead_cli.framework.catalogue_plans import BECAUSE, CATALOGUE
from syslead_cli.journal.forgetting_render import FORGET
from syslead_cli.sharing.share_plans import SHARING

_PLANNED = {"id": "text", "text": "text", "facet": "text?", "due": "day"}
_DUE = {
    "reason": "sitting|intention|weekly_review|quarterly_review",
    "since": "day",
    "count": "count",
}
_REMIND = {
    "day": "day",
    "due": [_DUE],
    "silent": "text?",
    "next": ({"day": "day", "due": [_DUE]},),
}
_REWRITTEN = {
    "lines": "count",
    "files": "count",
    "public_key": "text?",
    "not_reached": ["text"],
    "other_devices": ["text"],
}
_FOCUS = {"facets": ["text"], "until": "day"}
_ENTRY = {"id": "text?", "kind": "text?", "day": "day?", "text": "text?", "*": "anything"}
_TROUBLE = {"kind": "text", "file": "text", "line": "count?", "problem": "text"}
_LEVEL = ({"mean": "share", "low": "share", "high": "share"},)
_UNIT = {
    "id": "text",
    "name": "text",
    "state": "text",
    "asked": "count",
    "full": "count",
    "last_full": "day?",
    "p_neglected": "share",
    "level": _LEVEL,
}
_NAMED = {
    "unit": "facet|dimension",
    "id": "text",
    "since": "day",
    "because": {
        "asked": "count",
        "full": "count",
        "since": "day",
        "usual": "number",
        "elsewhere_asked": "count",
        "elsewhere_full": "count",
        "text": "text",
    },
}
_VOICE = {"name": "text", "count": "count", "last": "day"}
_TRENDS = {
    "as_of": "day",
    "framework": "text",
    "records": "count",
    "window": {"since": "day?", "until": "day?", "*": "anything"},
    "dimensions": [
        {
            **_UNIT,
            "ratings": {"n": "count", "median": "number?", "direction": "text?"},
            "strip": {"asked": ["count"], "full": ["count"]},
        }
    ],
    "facets": [{**_UNIT, "dimension": "text"}],
    "named": [_NAMED],
    "strength": ({"id": "text", "asked": "count", "full": "count", "since": "day"},),
    "voices": {
        "mentions": "count",
        "heard": [_VOICE],
        "missing": [_VOICE],
        "never_heard": ["text"],
        "largest_share": "share?",
        "effective": "number?",
    },
    "intentions": {
        "made": "count",
        "kept": "count",
        "partly": "count",
        "dropped": "count",
        "open": "count",
        "due": "count",
    },
    "damage": "count",
}

#: Every document, by the name in its ``schema``.
PLANS: dict[str, Any] = {
    "today": {
        "day": "day",
        "framework": "text",
        "first": "yes",
        "last": ({"day": "day", "kind": "text", "facets": ["text"]},),
        "waiting": [{**_PLANNED, "short": "text"}],
        "week": {"sittings": "count", "asked": "count", "full": "count", "notes": "count"},
        "focus": (_FOCUS,),
        "pause": ({"from": "day", "until": "day?"},),
        "reviews": ["week|quarter"],
        "drafts": ["text"],
        "rescued": ["text"],
        "next": {"command": "text", "why": "text"},
    },
    "plan": {
        "day": "day",
        "framework": "text",
        "prompts": [
            {
                "id": "text",
                "facet": "text",
                "dimension": "text?",
                "kind": "text",
                "reason": "rotation|probe|focus|chosen",
                "text": "text",
            }
        ],
        "due": [_PLANNED],
        "interrupted": "yes",
    },
    "reflect": {
        "sitting": "text",
        "day": "day",
        "answers": [
            {
                "id": "text",
                "prompt": "text",
                "facet": "text",
                "reason": "text",
                "outcome": "full|thin|skip|later",
                "words": "count",
                "graded_by": "text?",
                "because": ["text"],
            }
        ],
        "outcomes": [{"id": "text", "of": "text", "status": "done|partly|not_yet|dropped"}],
        "note": ({"id": "text", "mentions": [BECAUSE]},),
        "intention": (_PLANNED,),
    },
    "note": {"id": "text", "mentions": [BECAUSE]},
    "intend": {"id": "text", "due": "day"},
    "intentions": {
        "intentions": [
            {
                **_PLANNED,
                "day": "day",
                "state": "due|open|kept|partly|dropped",
                "outcomes": [{"id": "text", "day": "day", "status": "text", "text": "text"}],
            }
        ],
        "counts": {
            "due": "count",
            "open": "count",
            "kept": "count",
            "partly": "count",
            "dropped": "count",
        },
    },
    "trends": _TRENDS,
    "neglected": {"as_of": "day", "framework": "text", "named": [_NAMED], "damage": "count"},
    "review-plan": {
        "name": "text",
        "from": "day",
        "to": "day",
        "day": "day",
        "changes": "anything",
        "draft": "yes",
        "steps": [{"key": "text", "id": "text?", "name": "text?", "text": "text"}],
        "facets": [{"id": "text", "label": "text", "dimension": "text", "meaning": "text"}],
        "suggested_focus": ["text"],
        "answers": {"schema": "text", "*": "anything"},
        "data?": _TRENDS,
    },
    "review": {
        "name": "text",
        "from": "day",
        "to": "day",
        "review": "text?",
        "changed": "yes",
        "ids": ["text"],
        "summary": "text",
    },
    "focus": {"facets": ["text"], "until": "day?"},
    "pause": {"from": "day?", "until": "day?"},
    "list": {"entries": [_ENTRY]},
    "search": {"entries": [_ENTRY]},
    "show": {"entry": _ENTRY, "versions?": ["table"]},
    "verify": {
        "sound": "yes",
        "files": "count",
        "records": "count",
        "newer": "count",
        "unsealed": "count",
        "closed": "count",
        "damage": [_TROUBLE],
        "odd": [_TROUBLE],
    },
    "repair": {"applied": "yes", "steps": [{"kind": "text", "file": "text", "says": "text"}]},
    "forget": FORGET,
    "encrypt": _REWRITTEN,
    "decrypt": _REWRITTEN,
    "backup": {"path": "text", "files": "count", "skipped": ["text"]},
    "restore": {"files": [{"path": "text", "action": "text", "lines": "count"}]},
    "remind": _REMIND,
    "remind-status": {
        "installed": [{"via": "cron|systemd|launchd|taskscheduler|ics", "where": "text"}],
        "when": "text?",
        "last_run": "moment?",
        "next_run": "moment?",
        **_REMIND,
    },
    **CATALOGUE,
    **COACHING,
    **SHARING,
    "demo": {"home": "text", "seed": "count", "records": "count"},
}


def document_schema(name: str) -> Schema:
    """The schema of ``syslead/<name>/1``."""
    return planned_schema(name, PLANS[name])


def document_schemas() -> dict[str, Callable[[], Schema]]:
    """What makes each of them."""
    return {name: lambda name=name: document_schema(name) for name in PLANS}  # type: ignore[misc]
