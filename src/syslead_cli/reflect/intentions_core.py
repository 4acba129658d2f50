"""What became of every intention: open, due, kept, kept in part, or let go."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from datetime import date, timedelta

from syslead_cli.base.values import dataclass
from syslead_cli.journal.fold import in_order
from syslead_cli.journal.records import Intention, Outcome, Record

OPEN, DUE, KEPT, PARTLY, DROPPED = "open", "due", "kept", "partly", "dropped"
STATES = (DUE, OPEN, KEPT, PARTLY, DROPPED)
#: A plan without a day of its own is asked about after a week.
DAYS_AHEAD = 7
_CLOSES = {"done": KEPT, "partly": PARTLY, "dropped": DROPPED}


@dataclass(frozen=True, slots=True)
class Standing:
    """An intention with everything said about it since, oldest first."""

    intention: Intention
    outcomes: tuple[Outcome, ...] = ()

    @property
    def is_open(self) -> bool:
        """Whether it still waits; the last word counts, and "not yet" is none."""
        return not self.outcomes or self.outcomes[-1].status not in _CLOSES

    def state(self, today: date) -> str:
        """One of STATES."""
        if self.outcomes and self.outcomes[-1].status in _CLOSES:
            return _CLOSES[self.outcomes[-1].status]
        return DUE if self.intention.due <= today else OPEN

    def is_asked_on(self, today: date) -> bool:
        """Whether to ask about it: due, and nothing said about it on this day."""
        return self.state(today) == DUE and all(said.day != today for said in self.outcomes)


def standings(records: Iterable[Record]) -> list[Standing]:
    """Every intention among the records, oldest first."""
    intentions: list[Intention] = []
    said: dict[str, list[Outcome]] = {}
    for record in records:
        if isinstance(record, Intention):
            intentions.append(record)
        elif isinstance(record, Outcome):
            said.setdefault(record.of, []).append(record)
    return [
        Standing(intention, tuple(sorted(said.get(intention.id, ()), key=in_order)))
        for intention in sorted(intentions, key=in_order)
    ]


def asked_about_on(made: date, today: date) -> date:
    """The day of a plan that names none; of a plan that is written down late, not a past one."""
    return max(made + timedelta(days=DAYS_AHEAD), today)


def due_on(all_: Iterable[Standing], today: date) -> list[Standing]:
    """Those that are due, the longest overdue first."""
    due = [standing for standing in all_ if standing.state(today) == DUE]
    return sorted(due, key=lambda standing: standing.intention.due)


def to_ask_about(records: Iterable[Record], today: date) -> list[Standing]:
    """Those to ask about today, the longest overdue first."""
    return [
        standing for standing in due_on(standings(records), today) if standing.is_asked_on(today)
    ]


def tally(all_: Sequence[Standing], today: date) -> dict[str, int]:
    """How many are in each state."""
    counts = dict.fromkeys(STATES, 0)
    for standing in all_:
        counts[standing.state(today)] += 1
    return counts


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
