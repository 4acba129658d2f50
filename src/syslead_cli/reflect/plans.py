"""If–then plans: their two halves, what completes them, and the day one is asked about."""

from __future__ import annotations

import re
from datetime import date, timedelta

from syslead_cli.base.dates import DateProblem, read_day_ahead

#: A plan without a day of its own is asked about after a week.
DAYS_AHEAD = 7

_ACT = re.compile(r"\b(then|i\s+will|i['’]ll|i\s+shall|i\s+am\s+going\s+to)\b", re.IGNORECASE)
_CUE = re.compile(
    r"\b(if|when|whenever|once|before|after|(?:every|each|next) time|as soon as|the moment)\b",
    re.IGNORECASE,
)
_LEAD = re.compile(r"^(then\s+)?(i\s+will|i['’]ll|i\s+shall|to)\s+", re.IGNORECASE)
_LATIN = re.compile(r"[A-Za-z]")


def has_cue(text: str) -> bool:
    """Return True if the text says when: "If …", "When …", "After …"."""
    return _CUE.search(text) is not None


def has_act(text: str) -> bool:
    """Return True if the text says what the leader will do."""
    return _ACT.search(text) is not None


def is_if_then(text: str) -> bool:
    """Return True if the text has both halves of a plan; only English is judged."""
    return (has_cue(text) and has_act(text)) or not _LATIN.search(text)


def completed_plan(text: str, cue: str, act: str) -> str:
    """Return the plan with the missing half put in; an empty half leaves it as it was."""
    text = text.strip()
    if cue.strip():
        when = cue.strip().rstrip(",.;")
        when = when if _CUE.match(when) else f"If {when}"
        return f"{when}, then I will {_bare(text)}"
    if act.strip():
        return f"{text.rstrip(',.;')}, then I will {_bare(act.strip())}"
    return text


def _bare(act: str) -> str:
    """Take the words that introduce an act off it: "I will call" → "call"."""
    bare = _LEAD.sub("", act)
    return bare if bare[:2].isupper() or bare[:2] in ("I ", "I'") else bare[:1].lower() + bare[1:]


def default_due(made: date, today: date) -> date:
    """Return the day of a plan that names none; a plan written down late is not due in the past."""
    return max(made + timedelta(days=DAYS_AHEAD), today)


def due_day(text: str, made: date, today: date) -> date:
    """Read the day of a plan: from today on, or after the day it was ``made`` where that is past.

    Raises DateProblem.
    """
    try:
        return read_day_ahead(text, today)
    except DateProblem:
        if made >= today:
            raise
    return read_day_ahead(text, made)
