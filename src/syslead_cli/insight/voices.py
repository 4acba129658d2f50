"""Voices: who was heard how often, who no longer, and how much of it was one voice.

A voice counts once for every answer or note that names it. Reviews say again what the week's
entries said, so they are not counted.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from datetime import date

from syslead_cli.base.documents import Count, Part, Share
from syslead_cli.journal.model import Ask, Note, Record

#: Days without a voice before it is said to be missing, and how often it must have been heard.
SILENT_AFTER, HEARD_BEFORE = 56, 2
#: Mentions from which concentration is worth a number.
ENOUGH = 20
#: Decimal places of what is counted out, as everywhere in the documents.
PLACES = 9


class Voice(Part, frozen=True):
    """A person or group: mentions within the window, and the last day of all."""

    name: str
    count: Count
    last: date


class Voices(Part, frozen=True):
    """Voices of the window, the most heard first.

    ``missing`` were heard before, also before the window, but not for eight weeks, the longest
    silence first; ``never_heard`` are groups the leader listed that no entry names.
    ``largest_share`` is the most heard voice's share of the mentions, ``effective`` Simpson's
    effective number of voices, 1 / Σp², from 20 mentions on.
    """

    mentions: Count = 0
    heard: tuple[Voice, ...] = ()
    missing: tuple[Voice, ...] = ()
    never_heard: tuple[str, ...] = ()
    largest_share: Share | None = None
    effective: float | None = None


def voices_heard(
    records: Iterable[Record],
    first: date | None,
    last: date,
    as_of: date,
    listed: Iterable[str] = (),
) -> Voices:
    """Count voices between ``first`` and ``last``; silence is counted up to ``as_of``.

    A single mention makes no habit, so a voice heard once is missed only where it is ``listed``.
    """
    latest: dict[str, date] = {}
    ever: Counter[str] = Counter()
    counts: Counter[str] = Counter()
    for record in records:
        if not isinstance(record, Ask | Note) or not record.voices or record.day > as_of:
            continue
        names = set(record.voices)
        latest.update((name, max(record.day, latest.get(name, record.day))) for name in names)
        ever.update(names)
        if record.day <= last and (first is None or record.day >= first):
            counts.update(names)
    heard = [Voice(name, count, latest[name]) for name, count in counts.items()]
    groups = {_key(name): name for name in listed}
    known = {_key(name) for name in latest}
    missing = [
        Voice(name, ever[name], day)
        for name, day in latest.items()
        if (as_of - day).days >= SILENT_AFTER
        and (ever[name] >= HEARD_BEFORE or _key(name) in groups)
    ]
    heard.sort(key=lambda voice: (-voice.count, voice.name))
    total = counts.total()
    return Voices(
        mentions=total,
        heard=tuple(heard),
        missing=tuple(sorted(missing, key=lambda voice: (voice.last, voice.name))),
        never_heard=tuple(name for key, name in groups.items() if key not in known),
        largest_share=round(heard[0].count / total, PLACES) if heard else None,
        effective=round(_effective(counts), PLACES) if total >= ENOUGH else None,
    )


def _effective(counts: Counter[str]) -> float:
    return counts.total() ** 2 / sum(count**2 for count in counts.values())


def _key(name: str) -> str:
    """Return the same key for ``Carers' forum`` and ``carers-forum``."""
    return "".join(filter(str.isalnum, name.casefold()))
