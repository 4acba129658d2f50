"""Intentions: the two halves of an if–then plan, making one, and recording its outcome."""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import TYPE_CHECKING

from msgspec.structs import replace

from syslead_cli.errors import UsageError
from syslead_cli.journal.entries import ids_named, resolve
from syslead_cli.journal.intentions import TrackedIntention, tracked_intentions
from syslead_cli.journal.model import Intention, Outcome, Record, Revise

if TYPE_CHECKING:
    from syslead_cli.context import Context
    from syslead_cli.journal.merge import Journal

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


def add_intention(context: Context, text: str, due: date | None, facet: str | None) -> Intention:
    """Put an intention in the journal; on return it is on disk."""
    text = text.strip("\n")
    if not text.strip():
        raise UsageError(
            "There is no intention to keep; nothing was saved.", 'syslead intend "If …"'
        )
    stamp = context.stamp(None)
    due = due or stamp.day + timedelta(days=DAYS_AHEAD)
    intention = Intention(**stamp._asdict(), text=text, facet=facet, due=due)
    context.journal.append([intention])
    return intention


def add_outcome(
    context: Context, intention: Intention, status: str, text: str, due: date | None = None
) -> None:
    """Record an outcome of an intention; ``due`` moves the day it is asked about."""
    stamp = context.stamp(None)._asdict()
    text = text.rstrip("\n")
    records: list[Record] = [Outcome(**stamp, of=intention.id, status=status, text=text or None)]
    if due and due != intention.due:
        moved = {"due": due.isoformat()}
        records.append(Revise(**context.stamp(None)._asdict(), of=intention.id, set=moved))
    context.journal.append(records)


def find_intention(journal: Journal, word: str) -> TrackedIntention:
    """Return the intention an id names, looked for among intentions before anything else.

    Raises UsageError where several entries or another kind of entry are meant.
    """
    all_ = {each.intention.id: each for each in tracked_intentions(journal.records)}
    if ids_named(word, list(all_)):
        intentions = tuple(each.intention for each in all_.values())
        journal = replace(journal, records=intentions, newer=())
    entry = resolve(journal, word)
    if entry.id not in all_:
        raise UsageError(
            f"{entry.short} is no intention; it is of kind {entry.kind}.",
            "syslead intentions --all lists them with their ids.",
        )
    return all_[entry.id]
