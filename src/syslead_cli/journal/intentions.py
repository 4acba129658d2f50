"""Intentions with what was said of them since: open, due, kept, kept in part or dropped."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

from msgspec import Struct

from syslead_cli.journal.merge import in_order
from syslead_cli.journal.model import Intention, Outcome, Record

OPEN, DUE, KEPT, PARTLY, DROPPED = "open", "due", "kept", "partly", "dropped"
STATES = (DUE, OPEN, KEPT, PARTLY, DROPPED)
_CLOSES = {"done": KEPT, "partly": PARTLY, "dropped": DROPPED}


class TrackedIntention(Struct, frozen=True):
    """An intention with its outcomes, oldest first."""

    intention: Intention
    outcomes: tuple[Outcome, ...] = ()

    @property
    def is_open(self) -> bool:
        """Return true until the last outcome closes it; "not yet" does not."""
        return not self.outcomes or self.outcomes[-1].status not in _CLOSES

    def state(self, today: date) -> str:
        """Return one of STATES."""
        if not self.is_open:
            return _CLOSES[self.outcomes[-1].status]
        return DUE if self.intention.due <= today else OPEN

    def is_asked_on(self, today: date) -> bool:
        """Return true when it is due and nothing was said of it on this day."""
        return self.state(today) == DUE and all(said.day != today for said in self.outcomes)


def tracked_intentions(records: Iterable[Record]) -> list[TrackedIntention]:
    """Return every intention among the records, oldest first."""
    intentions: list[Intention] = []
    outcomes: dict[str, list[Outcome]] = {}
    for record in records:
        if isinstance(record, Intention):
            intentions.append(record)
        elif isinstance(record, Outcome):
            outcomes.setdefault(record.of, []).append(record)
    return [
        TrackedIntention(intention, tuple(sorted(outcomes.get(intention.id, ()), key=in_order)))
        for intention in sorted(intentions, key=in_order)
    ]


def due_on(tracked: Iterable[TrackedIntention], today: date) -> list[TrackedIntention]:
    """Return those that are due, the longest overdue first."""
    due = [each for each in tracked if each.state(today) == DUE]
    return sorted(due, key=lambda each: each.intention.due)


def to_ask_about(records: Iterable[Record], today: date) -> list[TrackedIntention]:
    """Return the intentions to ask about today, the longest overdue first."""
    return [each for each in due_on(tracked_intentions(records), today) if each.is_asked_on(today)]


def count_by_state(tracked: Sequence[TrackedIntention], today: date) -> dict[str, int]:
    """Return how many are in each of STATES."""
    counts = dict.fromkeys(STATES, 0)
    for each in tracked:
        counts[each.state(today)] += 1
    return counts
