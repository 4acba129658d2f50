"""The facets chosen for a quarter, and the days away."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, timedelta

from syslead_cli.framework.model import Framework
from syslead_cli.journal.model import Focus, Pause, Record

#: How many facets make a focus where the framework has that many.
FEWEST, MOST = 6, 8
QUARTER = timedelta(weeks=13)


class NotAFocus(ValueError):
    """The facets do not make a focus; the message says why."""


def current_focus(records: Iterable[Record], today: date) -> Focus | None:
    """Return the newest focus, unless it has run out or was cleared. Records are oldest first."""
    newest = None
    for record in records:
        if isinstance(record, Focus) and record.day <= today:
            newest = record
    return newest if newest and newest.facets and newest.until >= today else None


def check_focus(facets: Sequence[str], framework: Framework) -> None:
    """Raise NotAFocus where there are too few or too many, or one is not asked about."""
    asked = {facet.id for facet in framework.facets}
    for facet in facets:
        if facet not in asked:
            raise NotAFocus(f'"{facet}" is not in the profile "{framework.profile}"')
    least = min(FEWEST, len(asked))
    if not least <= len(facets) <= MOST:
        were = "was" if len(facets) == 1 else "were"
        raise NotAFocus(f"a focus is {least} to {MOST} facets; {len(facets)} {were} given")


def current_pause(records: Iterable[Record], today: date) -> Pause | None:
    """Return the pause the leader is in, or has planned next; the latest made wins."""
    found = None
    for record in records:
        if isinstance(record, Pause) and (record.until is None or record.until >= today):
            found = record
    return found


def pause_on(records: Sequence[Record], day: date) -> Pause | None:
    """Return the pause that holds on this day, if any; the latest made where several do."""
    for record in reversed(records):
        if isinstance(record, Pause) and record.from_ <= day <= (record.until or day):
            return record
    return None
