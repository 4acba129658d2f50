"""What became of every intention: open, due, kept, kept in part, or let go."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date, timedelta
from typing import TYPE_CHECKING

from msgspec import Struct
from msgspec.structs import replace

from syslead_cli.errors import UsageError
from syslead_cli.journal.entries import Entry, ids_named
from syslead_cli.journal.intentions import TrackedIntention, tracked_intentions
from syslead_cli.journal.merge import Journal
from syslead_cli.journal.model import Intention, Outcome, Record, Revise, Stamper
from syslead_cli.journal.reading import resolve

if TYPE_CHECKING:
    from syslead_cli.journal.store import JournalFiles

#: A plan without a day of its own is asked about after a week.
DAYS_AHEAD = 7


def asked_about_on(made: date, today: date) -> date:
    """The day of a plan that names none; of a plan that is written down late, not a past one."""
    return max(made + timedelta(days=DAYS_AHEAD), today)


_ACT = re.compile(r"\b(then|i\s+will|i['’]ll|i\s+shall|i\s+am\s+going\s+to)\b", re.IGNORECASE)
_CUE = re.compile(
    r"\b(if|when|whenever|once|before|after|(?:every|each|next) time|as soon as|the moment)\b",
    re.IGNORECASE,
)
_LEAD = re.compile(r"^(then\s+)?(i\s+will|i['’]ll|i\s+shall|to)\s+", re.IGNORECASE)
_LATIN = re.compile(r"[A-Za-z]")


def has_cue(text: str) -> bool:
    """Whether it says when: "If …", "When …", "After …"."""
    return _CUE.search(text) is not None


def has_act(text: str) -> bool:
    """Whether it says what the leader will do."""
    return _ACT.search(text) is not None


def is_if_then(text: str) -> bool:
    """Whether it has both halves of a plan; only English is judged."""
    return (has_cue(text) and has_act(text)) or not _LATIN.search(text)


def mended(text: str, cue: str, act: str) -> str:
    """The plan with the missing half put in; an empty half leaves it as it was."""
    text = text.strip()
    if cue.strip():
        when = cue.strip().rstrip(",.;")
        when = when if _CUE.match(when) else f"If {when}"
        return f"{when}, then I will {_bare(text)}"
    if act.strip():
        return f"{text.rstrip(',.;')}, then I will {_bare(act.strip())}"
    return text


def _bare(act: str) -> str:
    """The act without the words that will lead it in."""
    bare = _LEAD.sub("", act)
    return bare if bare[:2].isupper() or bare[:2] in ("I ", "I'") else bare[:1].lower() + bare[1:]


# ── intending ──
# Making intentions, and saying what became of them.


class Plan(Struct, frozen=True):
    """An intention as wished for."""

    text: str
    due: date | None = None
    facet: str | None = None


def intend(plan: Plan, journal: JournalFiles, stamp: Stamper) -> Intention:
    """Put an intention in the journal; on return it is on disk."""
    text = plan.text.strip("\n")
    if not text.strip():
        raise UsageError(
            "There is no intention to keep; nothing was saved.", 'syslead intend "If …"'
        )
    made = stamp(None)
    due = plan.due or made.day + timedelta(days=DAYS_AHEAD)
    intention = Intention(**made._asdict(), text=text, facet=plan.facet, due=due)
    journal.append([intention])
    return intention


class Verdict(Struct, frozen=True):
    """What is said about an intention; ``due`` moves it."""

    status: str
    text: str | None = None
    due: date | None = None


def say_of(
    journal: JournalFiles, whole: Journal, word: str, verdict: Verdict, stamp: Stamper
) -> TrackedIntention:
    """Record what became of the intention ``word`` names; on return it is on disk."""
    standing = intention_named(whole, word)
    intention = standing.intention
    text = (verdict.text or "").rstrip("\n")
    outcome = Outcome(
        **stamp(None)._asdict(), of=intention.id, status=verdict.status, text=text or None
    )
    records: list[Record] = [outcome]
    if verdict.due and verdict.due != intention.due:
        moved = {"due": verdict.due.isoformat()}
        records.append(Revise(**stamp(None)._asdict(), of=intention.id, set=moved))
    journal.append(records)
    return TrackedIntention(intention, (*standing.outcomes, outcome))


def intention_named(journal: Journal, word: str) -> TrackedIntention:
    """The intention an id names, looked for among intentions before anything else."""
    all_ = tracked_intentions(journal.records)
    for standing in all_:
        if standing.intention.id == word:
            return standing
    entry = resolve(_only(journal, all_), word) if _is_among(all_, word) else resolve(journal, word)
    if not isinstance(entry.record, Intention):
        raise UsageError(
            f"{entry.short} is no intention; it is of kind {entry.kind}.",
            "syslead intentions --all lists them with their ids.",
        )
    return _standing(all_, entry)


def _is_among(all_: Sequence[TrackedIntention], word: str) -> bool:
    return bool(ids_named(word, [standing.intention.id for standing in all_]))


def _only(journal: Journal, all_: Sequence[TrackedIntention]) -> Journal:
    return replace(journal, records=tuple(s.intention for s in all_), newer=())


def _standing(all_: Sequence[TrackedIntention], entry: Entry) -> TrackedIntention:
    return next(standing for standing in all_ if standing.intention.id == entry.id)
