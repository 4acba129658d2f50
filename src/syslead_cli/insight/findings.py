"""What deserves to be said: what has gone quiet, one strength, and whose voices were heard.

A voice counts once for every answer, note or review that says it was heard.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date
from math import log
from operator import itemgetter
from typing import Literal

from syslead_cli.base.documents import Count, Part, Share
from syslead_cli.base.text import counted, times, usually, whole_day
from syslead_cli.framework.model import Dimension, Facet, Framework
from syslead_cli.insight.lapse_filter import ActiveDays, AskEvent, DayRange
from syslead_cli.insight.neglect import FindingCounts, Judgement, UnitJudgement, log_factor
from syslead_cli.journal.hearing import not_named
from syslead_cli.journal.model import Ask, Record, Review
from syslead_cli.journal.people import group, group_of

#: A strength has come up this often in sixteen weeks, and hardly ever without a full answer.
STRENGTH_DAYS, STRENGTH_ASKS, STRENGTH_SHARE = 112, 4, 0.85
#: Findings said on a screen.
_MOST_SHOWN = 2
#: Answers elsewhere that make a rate of their own.
ENOUGH_ELSEWHERE = 10
QUESTION = "Is that a lull, a choice, or simply not needed at the moment?"
#: Decimal places of what is counted out, as everywhere in the documents.
PLACES = 9


class Because(Part, frozen=True):
    """The counts behind a finding, and the sentence people see.

    ``noes`` of the ``reviews`` that asked about it said it did not have attention.
    """

    asked: Count
    full: Count
    since: date
    usual: Share
    elsewhere_asked: Count
    elsewhere_full: Count
    reviews: Count
    noes: Count
    text: str


class NamedPart(Part, frozen=True):
    """A unit that has gone quiet."""

    unit: Literal["facet", "dimension"]
    id: str
    since: date
    because: Because


class Finding(NamedPart, frozen=True):
    """A unit that is named. `since`: when it became quiet; `because.since`: the first ask counted.

    `facets` are the named facets within a named dimension; `turn_to` is the facet to reflect on:
    itself, or the one of the dimension that is most likely quiet.
    """

    name: str
    within: str
    turn_to: str
    facets: tuple[str, ...] = ()


class StrengthPart(Part, frozen=True):
    """The facet that was there nearly every time it came up."""

    id: str
    asked: Count
    full: Count
    since: date


class Strength(StrengthPart, frozen=True):
    """A facet that was answered in full nearly every time it came up, with its name."""

    name: str


def findings(
    framework: Framework, dimensions: Judgement, facets: Judgement, records: Sequence[Record]
) -> tuple[Finding, ...]:
    """Return all that is named, dimensions first, each by P; the records count brief answers."""
    thin = [each for each in records if type(each) is Ask and each.outcome == "thin"]
    thin = [each for each in thin if not each.no_evidence]

    def finding(
        unit: Dimension | Facet, judged: UnitJudgement, within: str, members: Sequence[str]
    ) -> Finding:
        counts = judged.counts
        assert counts is not None
        assert judged.since is not None
        first = date.fromordinal(counts.since)
        brief = sum(ask.day >= first and ask.facet in members for ask in thin)
        text = sentence_of(counts, brief, date.fromordinal(facets.day))
        is_facet = isinstance(unit, Facet)
        return Finding(
            unit="facet" if is_facet else "dimension",
            id=unit.id,
            name=unit.name,
            within=within,
            since=date.fromordinal(judged.since),
            because=Because(
                **{**counts._asdict(), "since": first, "usual": round(counts.usual, PLACES)},
                text=text,
            ),
            turn_to=max(members, key=lambda facet: facets.of(facet).p, default=""),
            facets=() if is_facet else tuple(each for each in facets.named if each in members),
        )

    found = []
    for id_ in dimensions.named:
        if dimension := framework.dimension(id_):
            members = [facet.id for facet in framework.facets_of(id_)]
            found.append(finding(dimension, dimensions.of(id_), "", members))
    for id_ in facets.named:
        if facet := framework.facet(id_):
            parent = framework.dimension(facet.dimension)
            found.append(finding(facet, facets.of(id_), parent.name if parent else "", [id_]))
    return tuple(found)


def sentence_of(counts: FindingCounts, brief: int, today: date) -> str:
    """Say a finding in three sentences, the counts first.

    The others' rate is of the same weeks, where they tell it; else what is usual of late. What
    reviews told of it is said where that spoke for a lapse.
    """
    skipped = counts.asked - counts.full - brief
    parts = [counted(counts.full, "detailed answer")] if counts.full else []
    parts += [counted(brief, "brief answer")] if brief else []
    parts += [f"{skipped:,} skipped"] if skipped else []
    since = whole_day(date.fromordinal(counts.since), today)
    sentences = [f"Asked {times(counts.asked)} since {since}: {', '.join(parts)}."]
    if counts.elsewhere_asked < ENOUGH_ELSEWHERE:
        sentences.append(
            f"Elsewhere you usually give a detailed answer to {usually(counts.usual)}."
        )
    else:
        share = f"{counts.elsewhere_full:,} of {counts.elsewhere_asked:,}"
        sentences.append(f"Elsewhere you gave a detailed answer to {share}.")
    if counts.noes:
        reviews = f"{counts.noes} of {counted(counts.reviews, 'weekly review')}"
        sentences.append(f"In {reviews} you said it did not have your attention.")
    return " ".join([*sentences, QUESTION])


def shown_first(named: Sequence[Finding]) -> list[Finding]:
    """Return at most two: dimensions first, and no facet whose dimension is already said."""
    inside = {facet for finding in named for facet in finding.facets}
    return [finding for finding in named if finding.id not in inside or finding.unit != "facet"][
        :_MOST_SHOWN
    ]


def strength(
    facets: Iterable[Facet],
    judged: Judgement,
    asks: Mapping[str, Sequence[tuple[int, bool]]],
) -> Strength | None:
    """Return the steady facet most surely there lately, if any was there nearly every time."""
    found: list[tuple[float, Strength]] = []
    for facet in facets:
        unit = judged.of(facet.id)
        recent = [ask for ask in asks.get(facet.id, ()) if judged.day - ask[0] < STRENGTH_DAYS]
        full, of = sum(was_full for _, was_full in recent), len(recent)
        if unit.state == "steady" and of >= STRENGTH_ASKS and full >= STRENGTH_SHARE * of:
            since = date.fromordinal(min(day for day, _ in recent))
            found.append((unit.level.low, Strength(facet.id, of, full, since, facet.name)))
    return max(found, key=itemgetter(0))[1] if found else None


# ── a second look: a finding that a decline of everything explains is taken back ──

# The filter compares an answer with how the others were answered *so far* (half-life three weeks).
# When everything dips at once, that rate lags, and whatever happens to be asked most in those days
# looks as if it alone had fallen. With hindsight one can compare with the others' answers of the
# same days. `benchmarks/detection.py` prints what that gains and costs.
#
# So a finding stands as it is while the others held.  Where they fell too, the unit must have
# fallen credibly further: its answers since the fall, weighed with the others' rate within ten days
# either side of each, must speak strongly for a lapse.  P itself is untouched.

NEAR = 10  # days either side that count as the same days
BEFORE = 56  # days before the fall that show how the others used to be answered
#: The others held if they kept this share of their former rate.  A dimension, asked several times
#: as often as a facet, is what the lag catches, so for it even a slight dip is a reason to look.
HELD_FOR_FACET, HELD_FOR_DIMENSION = 0.80, 0.95
#: What the answers must say for a lapse: four times what lifts P from rest (.09) to naming (.85),
#: because of all that dipped the lowest is being looked at.
NEEDED = log(200.0)


def without_joint_declines(
    judged: Judgement,
    units: Mapping[str, Collection[str]],
    asks: Sequence[AskEvent],
    paused: Sequence[DayRange] = (),
) -> Judgement:
    """Take back every finding that a decline of everything explains; pauses are cut out."""
    if all(unit.state != "neglected" for unit in judged.units):
        return judged
    days = ActiveDays(paused)
    if paused:
        asks = [
            ask._replace(day=days.number(ask.day)) for ask in asks if not days.is_paused(ask.day)
        ]
    today = days.number(judged.day)

    def reviewed(unit: UnitJudgement) -> UnitJudgement:
        if unit.state != "neglected" or unit.counts is None:
            return unit
        if _fell_alone(set(units[unit.unit]), days.number(unit.counts.since), asks, today):
            return unit
        return unit._replace(state="steady", since=None, counts=None)

    after = tuple(map(reviewed, judged.units))
    kept = {unit.unit for unit in after if unit.state == "neglected"}
    named = tuple(unit for unit in judged.named if unit in kept)
    return judged._replace(units=after, named=named)


def _fell_alone(facets: Collection[str], since: int, asks: Sequence[AskEvent], today: int) -> bool:
    own = [ask for ask in asks if ask.facet in facets and since <= ask.day <= today]
    earliest = since - BEFORE
    others = [a for a in asks if a.facet not in facets and earliest <= a.day <= today]
    if not others:
        return False  # the only unit there is has nothing to fall behind
    then = _rate(others, earliest, since - 1)
    rates = [_rate(others, ask.day - NEAR, ask.day + NEAR) for ask in own]
    held = HELD_FOR_DIMENSION if len(facets) > 1 else HELD_FOR_FACET
    if sum(rates) >= held * then * len(rates):
        return True
    return sum(log_factor(ask.full, rate) for ask, rate in zip(own, rates, strict=True)) >= NEEDED


def _rate(asks: Sequence[AskEvent], first: int, last: int) -> float:
    """Return the share in full between two days, two asks of the usual seven in ten added."""
    found = [ask.full for ask in asks if first <= ask.day <= last]
    return min(0.95, max(0.05, (sum(found) + 1.4) / (len(found) + 2.0)))


# ── voices ───────────────────────────────────────────────────────────────────

#: Days without a voice before it is said to be missing, and how often it must have been heard.
SILENT_AFTER, HEARD_BEFORE = 56, 2
#: Mentions from which concentration is worth a number.
ENOUGH = 20
#: Months that get a column each; a longer window has one a year.
MOST_MONTHS = 24


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
    return set(record.heard if type(record) is Review else getattr(record, "voices", ()))


def voices_heard(
    records: Sequence[Record], first: date, last: date, as_of: date, listed: Sequence[str] = ()
) -> Voices:
    """Count voices between ``first`` and ``last``; silence is counted up to ``as_of``.

    Who was heard by the leader's own word in a review counts like one named in an entry. A single
    mention makes no habit, so a voice named once is missed only where it is ``listed``.
    """
    past = [record for record in records if record.day <= as_of]
    days_of: dict[str, list[date]] = {}
    for record in past:
        for name in voices_of(record):
            days_of.setdefault(name, []).append(record.day)
    groups, unnamed = tuple(map(group, listed)), not_named(past, listed)
    heard, missing = [], []
    for name, days in days_of.items():
        latest = max(days)
        if inside := sum(first <= day <= last for day in days):
            heard.append(Voice(name, inside, latest))
        is_known = len(days) >= HEARD_BEFORE or group_of(name, groups)
        if is_known and (as_of - latest).days >= SILENT_AFTER:
            missing.append(Voice(name, len(days), latest))
    heard.sort(key=lambda voice: (-voice.count, voice.name))
    total, squares = sum(v.count for v in heard), sum(v.count**2 for v in heard)
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

    def start_of(day: date) -> date:
        return day.replace(day=1) if by == "month" else day.replace(month=1, day=1)

    days = range(first.toordinal(), last.toordinal() + 1)
    starts = dict.fromkeys(start_of(date.fromordinal(day)) for day in days)
    counts: dict[str, Counter[date]] = {}
    for record in records:
        for name in voices_of(record):
            counts.setdefault(name, Counter())[start_of(record.day)] += 1
    ordered = sorted(counts.items(), key=lambda found: (-found[1].total(), found[0]))
    rows = [VoiceRow(name, tuple(found[start] for start in starts)) for name, found in ordered]
    return VoiceMonths(by, tuple(starts), tuple(rows))
