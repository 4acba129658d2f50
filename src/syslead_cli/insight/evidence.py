"""From records to what the estimator weighs: asks, entries with free text, and days away.

What counts, and why:

* An `ask` is evidence by its outcome: full is 1, thin and skip are 0, `later` is no ask.
* An *entry* is a day with at least one note; its mentions are all facets its notes were said to
  be about or were found to mention.  The day is the unit, because that is what the estimator's
  rates were measured on: five jottings in an evening are not five chances to forget something.
* An answered ask is no entry.  It was written because the tool asked, about what it asked, so
  what it mentions tells of the tool's choice; and a day of answers alone offered no free text
  in which a facet could have been missing.
* Days are the leader's (`day`), so a backdated record counts where it belongs.  Edits, removals
  and the same record on several devices are dealt with before (`journal.merge`).
* A facet that today's framework or profile does not have stays in the events: it is not judged,
  but it tells of the leader's usual rate and counts in the totals.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import NamedTuple

from syslead_cli.insight.filter import DayRange
from syslead_cli.insight.neglect import AskEvent, EntryEvent, Event
from syslead_cli.journal.model import Ask, Note, Pause, Record

#: Whether facets found in free text move P. Off: they may only when the rates measured on
#: reflections nobody tuned to reach those the estimator assumes (sensitivity .6 at .02 false
#: positives a facet; docs/how-neglect-is-judged.md). Until then mentions are hints on the screen.
USE_MENTIONS = False


class Evidence(NamedTuple):
    """What a journal says to the estimator; days are ordinals (`date.toordinal`)."""

    asks: list[AskEvent]
    entries: list[EntryEvent]
    paused: tuple[DayRange, ...]
    first_day: int | None

    @property
    def events(self) -> list[Event]:
        """Asks and entries together, in no particular order between days."""
        return [*self.asks, *self.entries]


def evidence(records: Iterable[Record], as_of: date, *, mentions: bool = USE_MENTIONS) -> Evidence:
    """Return what the live records of days up to `as_of` say; `mentions` lets free text count."""
    asks: list[AskEvent] = []
    free_text: dict[int, set[str]] = {}
    paused: list[DayRange] = []
    first = day = None
    make, number = tuple.__new__, 0  # what a named tuple's own constructor calls
    for record in records:
        if record.day != day:
            if record.day > as_of:
                continue
            day = record.day
            number = day.toordinal()
            first = number if first is None or number < first else first
        if type(record) is Ask:
            if record.outcome != "later":
                asks.append(make(AskEvent, (number, record.facet, record.outcome == "full")))
        elif mentions and type(record) is Note:
            free_text.setdefault(number, set()).update(record.facets, record.mentions)
        elif type(record) is Pause:
            last = record.until.toordinal() if record.until else None
            paused.append((record.from_.toordinal(), last))
    entries = [EntryEvent(day, frozenset(found)) for day, found in free_text.items()]
    return Evidence(asks, entries, tuple(paused), first)
