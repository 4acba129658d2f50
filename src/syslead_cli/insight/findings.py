"""What deserves to be said: what has gone quiet, one strength, and whose voices were heard.

A voice counts once for every answer, note or review that says it was heard.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Literal

from msgspec import Struct
from msgspec.structs import replace

from syslead_cli.base.documents import Count, Part, Share
from syslead_cli.framework.model import Dimension, Facet, Framework
from syslead_cli.insight.neglect import Judgement, UnitJudgement
from syslead_cli.journal.hearing import not_named
from syslead_cli.journal.model import Ask, Note, Record, Review
from syslead_cli.journal.people import group, group_of

#: A strength has come up this often in sixteen weeks, and hardly ever without a full answer.
STRENGTH_DAYS, STRENGTH_ASKS, STRENGTH_SHARE = 112, 4, 0.85


#: Findings said on a screen.
_MOST_SHOWN = 2


class Finding(Struct, frozen=True):
    """A unit that is named. `since`: when it became quiet; `counted_from`: the first ask counted.

    `usual` is the others' rate; `facets` are the named facets within a named dimension; `turn_to`
    is the facet to reflect on: itself, or the one of the dimension that is most likely quiet.
    `noes` of its `reviews` said that it did not have attention.
    """

    unit: Literal["dimension", "facet"]
    id: str
    name: str
    within: str
    since: date
    counted_from: date
    asked: int
    full: int
    usual: float
    elsewhere_asked: int
    elsewhere_full: int
    turn_to: str
    reviews: int = 0
    noes: int = 0
    facets: tuple[str, ...] = ()
    #: Of those asked and not full, the answers; the others were skipped.
    brief: int = 0


class Strength(Struct, frozen=True):
    """A facet that was answered in full nearly every time it came up."""

    id: str
    name: str
    asked: int
    full: int
    since: date


def findings(
    framework: Framework, dimensions: Judgement, facets: Judgement, records: Sequence[Record]
) -> tuple[Finding, ...]:
    """Return all that is named, dimensions first, each by P; the records count brief answers."""
    asks = [each for each in records if type(each) is Ask and each.outcome == "thin"]
    asks = [each for each in asks if not each.no_evidence]
    found = []
    for id_ in dimensions.named:
        if dimension := framework.dimension(id_):
            members = [facet.id for facet in framework.facets_of(id_)]
            turn_to = max(members, key=lambda facet: facets.of(facet).p, default="")
            named = tuple(facet for facet in facets.named if facet in members)
            one = _finding(dimension, "", dimensions.of(id_), turn_to, named)
            found.append(replace(one, brief=_brief(asks, members, one.counted_from)))
    for id_ in facets.named:
        if facet := framework.facet(id_):
            parent = framework.dimension(facet.dimension)
            one = _finding(facet, parent.name if parent else "", facets.of(id_), id_)
            found.append(replace(one, brief=_brief(asks, [id_], one.counted_from)))
    return tuple(found)


def _brief(thin: Sequence[Ask], facets: Sequence[str], since: date) -> int:
    return sum(ask.day >= since and ask.facet in facets for ask in thin)


def _finding(
    unit: Dimension | Facet,
    within: str,
    judged: UnitJudgement,
    turn_to: str,
    facets: tuple[str, ...] = (),
) -> Finding:
    counts = judged.counts
    assert counts is not None
    assert judged.since is not None
    return Finding(
        unit="facet" if isinstance(unit, Facet) else "dimension",
        id=unit.id,
        name=unit.name,
        within=within,
        since=date.fromordinal(judged.since),
        counted_from=date.fromordinal(counts.since),
        asked=counts.asked,
        full=counts.full,
        usual=counts.usual,
        elsewhere_asked=counts.elsewhere_asked,
        elsewhere_full=counts.elsewhere_full,
        turn_to=turn_to,
        reviews=counts.reviews,
        noes=counts.noes,
        facets=facets,
    )


def shown_first(named: Sequence[Finding]) -> list[Finding]:
    """Return at most two: dimensions first, and no facet whose dimension is already said."""
    said = {facet for finding in named for facet in finding.facets}
    return [finding for finding in named if finding.id not in said or finding.unit != "facet"][
        :_MOST_SHOWN
    ]


def strength(
    facets: Iterable[Facet],
    judged: Judgement,
    asks: Mapping[str, Sequence[tuple[int, bool]]],
) -> Strength | None:
    """Return the steady facet most surely there lately, if any was there nearly every time."""
    best: tuple[float, Strength] | None = None
    for facet in facets:
        unit = judged.of(facet.id)
        recent = [ask for ask in asks.get(facet.id, ()) if judged.day - ask[0] < STRENGTH_DAYS]
        full = sum(was_full for _, was_full in recent)
        if unit.state != "steady" or len(recent) < STRENGTH_ASKS:
            continue
        if full < STRENGTH_SHARE * len(recent) or (best and unit.level.low <= best[0]):
            continue
        since = date.fromordinal(min(day for day, _ in recent))
        best = (unit.level.low, Strength(facet.id, facet.name, len(recent), full, since))
    return best[1] if best else None


#: Days without a voice before it is said to be missing, and how often it must have been heard.
SILENT_AFTER, HEARD_BEFORE = 56, 2
#: Mentions from which concentration is worth a number.
ENOUGH = 20
#: Months that get a column each; a longer window has one a year.
MOST_MONTHS = 24
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
    silence first; ``not_named`` are groups the leader listed of which nothing is written anywhere
    (``never_heard`` is its name from before).
    ``largest_share`` is the most heard voice's share of the mentions, ``effective`` Simpson's
    effective number of voices, 1 / Σp², from 20 mentions on.
    """

    mentions: Count = 0
    heard: tuple[Voice, ...] = ()
    missing: tuple[Voice, ...] = ()
    not_named: tuple[str, ...] = ()
    never_heard: tuple[str, ...] = ()
    largest_share: Share | None = None
    effective: float | None = None


def voices_of(record: Record) -> set[str]:
    """Return whom an entry or a review says was heard, each once."""
    if isinstance(record, Ask | Note):
        return set(record.voices)
    return set(record.heard) if isinstance(record, Review) else set()


def voices_heard(
    records: Sequence[Record],
    first: date | None,
    last: date,
    as_of: date,
    listed: Sequence[str] = (),
) -> Voices:
    """Count voices between ``first`` and ``last``; silence is counted up to ``as_of``.

    Who was heard by the leader's own word in a review counts like one named in an entry. A single
    mention makes no habit, so a voice named once is missed only where it is ``listed``.
    """
    latest: dict[str, date] = {}
    ever: Counter[str] = Counter()
    counts: Counter[str] = Counter()
    for record in records:
        names = voices_of(record)
        if not names or record.day > as_of:
            continue
        latest.update((name, max(record.day, latest.get(name, record.day))) for name in names)
        ever.update(names)
        if record.day <= last and (first is None or record.day >= first):
            counts.update(names)
    heard = [Voice(name, count, latest[name]) for name, count in counts.items()]
    groups = tuple(map(group, listed))
    unnamed = not_named((record for record in records if record.day <= as_of), listed)
    missing = [
        Voice(name, ever[name], day)
        for name, day in latest.items()
        if (as_of - day).days >= SILENT_AFTER
        and (ever[name] >= HEARD_BEFORE or group_of(name, groups))
    ]
    heard.sort(key=lambda voice: (-voice.count, voice.name))
    total, squares = counts.total(), sum(count**2 for count in counts.values())
    return Voices(
        mentions=total,
        heard=tuple(heard),
        missing=tuple(sorted(missing, key=lambda voice: (voice.last, voice.name))),
        not_named=unnamed,
        never_heard=unnamed,
        largest_share=round(heard[0].count / total, PLACES) if heard else None,
        effective=round(total**2 / squares, PLACES) if total >= ENOUGH else None,
    )


class VoiceRow(Part, frozen=True):
    """A voice, and how often it was heard in each period."""

    name: str
    counts: tuple[Count, ...]


class VoiceMonths(Part, frozen=True):
    """Who was heard when: a column a month, or a year where there are many; the most heard first.

    ``periods`` are their first days.
    """

    by: Literal["month", "year"]
    periods: tuple[date, ...]
    voices: tuple[VoiceRow, ...]


def voice_months(records: Iterable[Record], first: date, last: date) -> VoiceMonths:
    """Count the voices of the records, all of days between ``first`` and ``last``, by month."""
    months = (last.year - first.year) * 12 + last.month - first.month + 1
    by: Literal["month", "year"] = "month" if months <= MOST_MONTHS else "year"
    starts = [
        date(year, month, 1)
        for year in range(first.year, last.year + 1)
        for month in (range(1, 13) if by == "month" else (1,))
        if by == "year" or (first.year, first.month) <= (year, month) <= (last.year, last.month)
    ]
    counts: dict[str, Counter[date]] = {}
    for record in records:
        start = record.day.replace(day=1) if by == "month" else record.day.replace(month=1, day=1)
        for name in voices_of(record):
            counts.setdefault(name, Counter())[start] += 1
    ordered = sorted(counts.items(), key=lambda found: (-found[1].total(), found[0]))
    rows = [VoiceRow(name, tuple(found[start] for start in starts)) for name, found in ordered]
    return VoiceMonths(by, tuple(starts), tuple(rows))
