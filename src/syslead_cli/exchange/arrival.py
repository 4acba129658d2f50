"""An entry on its way in from another journal, and how it becomes a note of this one."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, datetime, time, timedelta, tzinfo
from typing import Any, NamedTuple, TypeAlias

from syslead_cli.base.day import leaders_day
from syslead_cli.base.ident import uuid7
from syslead_cli.base.marks import joined, tags_in, voices_in
from syslead_cli.base.values import dataclass, field

#: A longer text is a file that went astray, not an entry.
TEXT_LIMIT = 1024 * 1024
STARRED = "starred"
#: The time given to an entry that has a day and no time.
MIDDAY = time(12)

#: The zone of a name, or None where this machine has no such zone.
Zones: TypeAlias = Callable[[str], tzinfo | None]


class SourceFile(NamedTuple):
    """One file, or one member of an archive, with the name messages call it by."""

    name: str
    content: bytes


class LeftOut(NamedTuple):
    """Something that does not come in: where it stands in the source, and why."""

    place: str
    reason: str


@dataclass(frozen=True, slots=True)
class Arrival:
    """One entry as its source has it.

    ``when`` carries an offset where the source says one; a local time may still have the name
    of its ``zone``. ``key`` is what identifies the entry in its source: the same key always
    makes the same id.
    """

    place: str
    key: str
    when: datetime
    text: str
    zone: str = ""
    tags: tuple[str, ...] = ()
    starred: bool = False
    #: The source has a day and no time.
    day_only: bool = False
    #: Location, weather and the like, where they were asked for.
    extra: dict[str, Any] = field(default_factory=dict)


class Parsed(NamedTuple):
    """What a source holds."""

    arrivals: Sequence[Arrival]
    left_out: Sequence[LeftOut]


class Moment(NamedTuple):
    """A time settled: as the note will carry it. ``odd`` says what was decided, if anything."""

    local: datetime
    zone: str
    day: date
    odd: str = ""


SKIPPED = "a time the clock skipped: moved on by as much"
TWICE = "a time the clock showed twice: the first was taken"


def settled(arrival: Arrival, name: str, zone: tzinfo, day_start: int) -> Moment:
    """The moment of an entry; ``zone`` and its ``name`` are for one that says none of its own.

    Of a time the clock showed twice the first is meant. A time it skipped is moved on by as
    much as was skipped.
    """
    if arrival.when.tzinfo is not None:
        local, odd = arrival.when, ""
        name = arrival.zone
    else:
        local, odd = _placed(arrival.when, zone)
    day = arrival.when.date() if arrival.day_only else leaders_day(local, day_start)
    return Moment(local, name, day, odd)


def _placed(wall: datetime, zone: tzinfo) -> tuple[datetime, str]:
    first, second = wall.replace(tzinfo=zone, fold=0), wall.replace(tzinfo=zone, fold=1)
    before, after = first.utcoffset(), second.utcoffset()
    if before == after or before is None or after is None:
        return first, ""
    if before > after:
        return first, TWICE
    return (wall + (after - before)).replace(tzinfo=zone), SKIPPED


_EPOCH = datetime.fromisoformat("1970-01-01")


def arrival_id(source: str, arrival: Arrival) -> str:
    """An id that depends on nothing but the entry: a second import knows it again.

    A time without a zone counts as it stands, so that another ``--tz`` makes no second copy.
    """
    from hashlib import sha256

    wall = arrival.when
    offset = wall.utcoffset() or timedelta()
    since = wall.replace(tzinfo=None) - offset - _EPOCH
    key = f"{source}\n{arrival.key}".encode("utf-8", "surrogatepass")
    return uuid7(since // timedelta(milliseconds=1), sha256(key).digest())


def note_fields(arrival: Arrival) -> dict[str, Any]:
    """Text and tags. ``@name`` is how other journals write a tag; it makes no voice here."""
    said = [*arrival.tags, *((STARRED,) if arrival.starred else ())]
    found = (*voices_in(arrival.text), *tags_in(arrival.text))
    return {"text": arrival.text, "tags": joined(said, found), "extra": arrival.extra}


def problem_with(text: str) -> str:
    """Why a text is no entry, empty where it is one."""
    if not text.strip():
        return "no text"
    if len(text) > TEXT_LIMIT:
        return f"longer than {TEXT_LIMIT:,} characters"
    return ""


def sorted_in(found: Sequence[Arrival | LeftOut]) -> Parsed:
    """Arrivals and what is left out, apart; an entry that stands twice arrives once."""
    arrivals: dict[tuple[str, datetime], Arrival] = {}
    left: list[LeftOut] = []
    for one in found:
        if isinstance(one, LeftOut):
            left.append(one)
        elif problem := problem_with(one.text):
            left.append(LeftOut(one.place, problem))
        elif (one.key, one.when) in arrivals:
            same = arrivals[one.key, one.when].place
            left.append(LeftOut(one.place, f"the same entry as {same}"))
        else:
            arrivals[one.key, one.when] = one
    return Parsed(list(arrivals.values()), left)
