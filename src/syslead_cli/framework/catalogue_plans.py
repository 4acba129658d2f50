"""The documents of frameworks, prompts and settings, in the short words of ``plan_schema``."""

from __future__ import annotations

from typing import Any

#: A facet found in a text, and the words it was found by.
BECAUSE = {"id": "text", "because": ["text"]}
_ITEM = {"id": "text", "name": "text", "meaning": "text"}
_FACET = {
    "id": "text",
    "dimension": "text",
    "name": "text",
    "short": "text",
    "meaning": "text",
    "looks_like": ["text"],
    "shadow": "text",
    "source": "text",
    "signals": ["text"],
}
_PROMPT = {
    "id": "text",
    "facet": "text",
    "also": ["text"],
    "kind": "text",
    "tension": "text?",
    "text": "text",
}
_PROBLEM = {"file": "text", "line": "count?", "name": "text?", "message": "text", "hint": "text?"}
_SETTING = {
    "key": "text",
    "value": "anything",
    "default": "anything",
    "set": "yes",
    "type": "text",
    "allowed": "text",
    "meaning": "text",
}
_CHECKED = {"files": ["text"], "problems": [_PROBLEM]}

CATALOGUE: dict[str, Any] = {
    "frameworks": {
        "in_use": "text",
        "frameworks": [
            {
                "id": "text",
                "file": "text",
                "shipped": "yes",
                "hides_shipped": "yes",
                "problems": [_PROBLEM],
                "name?": "text",
                "version?": "text",
                "language?": "text",
                "profiles?": ["text"],
                "dimensions?": "count",
                "facets?": "count",
            }
        ],
    },
    "framework": {
        "id": "text",
        "name": "text",
        "version": "text",
        "language": "text",
        "about": "text",
        "source": "text",
        "differences": "text",
        "profile": "text",
        "profiles": "table",
        "dimensions": [_ITEM],
        "facets": [_FACET],
        "practice": [_ITEM],
        "environment": [_ITEM],
        "tensions": [{"id": "text", "poles": ["text"], "meaning": "text"}],
        "problems": [_ITEM],
    },
    "facet": _FACET,
    "framework-check": _CHECKED,
    "match": {"facets": [BECAUSE]},
    "prompts": {"prompts": [_PROMPT]},
    "prompt": _PROMPT,
    "prompts-check": _CHECKED,
    "config": {"file": "text", "settings": [_SETTING]},
    "setting": _SETTING,
}
