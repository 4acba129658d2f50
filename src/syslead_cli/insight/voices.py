"""Who was heard: how often, since when no longer, and how much of it was one voice.

A voice counts once for every answer or note that names it. Reviews say again what the week's
entries said, so they are not counted.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta

from msgspec import Struct

from syslead_cli.journal.model import Ask, Note, Record

#: Days without a voice before it is said to be missing, and how often it must have been heard.
SILENT_AFTER, HEARD_BEFORE = 56, 2
#: Mentions from which concentration is worth a number.
ENOUGH = 20


class Voice(Struct, frozen=True):
    """One person or group: mentions within the window, and the last day of all."""

    name: str
    count: int
    last: date


class Voices(Struct, frozen=True):
    """Voices of the window, most heard first."""

    heard: tuple[Voice, ...] = ()
    #: Heard before, also before the window, but not for eight weeks; the longest silence first.
    missing: tuple[Voice, ...] = ()
    #: Groups the leader listed that no entry ever named.
    never: tuple[str, ...] = ()

    @property
    def mentions(self) -> int:
        """Mentions in the window, all voices together."""
        return sum(voice.count for voice in self.heard)

    @property
    def largest_share(self) -> float | None:
        """The most heard voice's share of the mentions; None where there are none."""
        return self.heard[0].count / self.mentions if self.heard else None

    @property
    def effective(self) -> float | None:
        """Simpson's effective number of voices, 1 / Σp²; None below 20 mentions."""
        total = self.mentions
        if total < ENOUGH:
            return None
        return total**2 / sum(voice.count**2 for voice in self.heard)


def voices_heard(
    records: Iterable[Record],
    first: date | None,
    last: date,
    as_of: date,
    listed: Iterable[str] = (),
) -> Voices:
    """Voices between `first` and `last`; silence is counted up to `as_of`."""
    latest: dict[str, date] = {}
    ever: dict[str, int] = {}
    counts: dict[str, int] = {}
    for record in records:
        if not isinstance(record, Ask | Note) or not record.voices or record.day > as_of:
            continue
        inside = record.day <= last and (first is None or record.day >= first)
        for name in set(record.voices):
            latest[name] = max(record.day, latest.get(name, record.day))
            ever[name] = ever.get(name, 0) + 1
            if inside:
                counts[name] = counts.get(name, 0) + 1
    heard = [Voice(name, count, latest[name]) for name, count in counts.items()]
    groups = {_key(name): name for name in listed}
    known = {_key(name) for name in latest}
    return Voices(
        tuple(sorted(heard, key=lambda voice: (-voice.count, voice.name))),
        _missing(latest, ever, groups, as_of),
        tuple(name for key, name in groups.items() if key not in known),
    )


def _key(name: str) -> str:
    """``Carers' forum`` and ``carers-forum`` are one group."""
    return "".join(filter(str.isalnum, name.casefold()))


def _missing(
    latest: dict[str, date], ever: dict[str, int], groups: Iterable[str], as_of: date
) -> tuple[Voice, ...]:
    """Voices gone for eight weeks; a single mention makes no habit unless the leader listed it."""
    quiet_since = as_of - timedelta(days=SILENT_AFTER)
    listed = set(groups)
    gone = [
        Voice(name, ever[name], day)
        for name, day in latest.items()
        if day <= quiet_since and (ever[name] >= HEARD_BEFORE or _key(name) in listed)
    ]
    return tuple(sorted(gone, key=lambda voice: (voice.last, voice.name)))
