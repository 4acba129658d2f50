"""Neglect, honestly: what a journal says about every facet, or every dimension, on one day.

``judge`` is a pure function of events, units and pauses; days are ints (any origin), so that
dates are turned into days outside. ``NamingRule`` says which units have gone quiet by the lapse
filter's P, and ``without_joint_declines`` takes back a finding where everything declined.

On paused days time stands still: no hazard, no decay, no ageing of weights, and they count
neither for the six weeks of silence nor for the eight weeks of "lately". What is written during a
pause counts in ``asked``, ``full`` and ``last_full`` but is not evidence.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from itertools import compress, groupby
from math import log
from operator import itemgetter
from typing import Literal, NamedTuple, TypeAlias, TypeVar

from syslead_cli.insight.filter import (
    Q_BAR,
    STALE_LAPSE,
    ActiveDays,
    AskEvent,
    DayRange,
    EntryEvent,
    Event,
    LapseFilter,
    WeighedAsk,
    others_rate,
)
from syslead_cli.insight.ratings import Level, beta_cdf, level
from syslead_cli.journal.model import SILENT_DAYS

FACET_THRESHOLD, DIMENSION_THRESHOLD = 0.85, 0.82
CLEARED = 0.10
RECENT_DAYS, RECENT_ASKS = 56, 3  # needed before anything is named
MOST_NAMED = 2  # facets
ROOT_ASKS = 8  # asks needed to say that something never took root
ROOT_SHARE = 0.5  # of the full answers expected
ROOT_CERTAINTY = 0.9
LEVEL_HALF_LIFE = 42  # days

State: TypeAlias = Literal[
    "too_early", "not_asked", "steady", "neglected", "never_took_root", "paused"
]


_E = TypeVar("_E", AskEvent, EntryEvent)
_BY_DAY, _FACET = itemgetter(0), itemgetter(1)


class FindingCounts(NamedTuple):
    """The counts a finding is said with, paused days included. ``usual`` is the others' rate."""

    asked: int
    full: int
    since: int  # day of the first ask counted
    usual: float
    elsewhere_asked: int  # asks of everything else from that day on
    elsewhere_full: int


class UnitJudgement(NamedTuple):
    """What is known of one unit. ``since`` is the day it became quiet, if it is neglected."""

    unit: str
    state: State
    asked: int
    full: int
    last_full: int | None
    p: float
    level: Level
    since: int | None
    counts: FindingCounts | None


class Judgement(NamedTuple):
    """All units in the order given, and the neglected ones that are named, highest P first."""

    day: int
    units: tuple[UnitJudgement, ...]
    named: tuple[str, ...]

    def of(self, unit: str) -> UnitJudgement:
        for judged in self.units:
            if judged.unit == unit:
                return judged
        raise KeyError(unit)


class Options(NamedTuple):
    """How to judge. ``first_day``: the journal's first record, if that was no event."""

    threshold: float = FACET_THRESHOLD
    most_named: int | None = MOST_NAMED
    use_mentions: bool = True
    q_bar: float = Q_BAR
    first_day: int | None = None


def judge(
    events: Iterable[Event],
    units: Mapping[str, Collection[str]],
    day: int,
    paused: Iterable[DayRange] = (),
    options: Options | None = None,
) -> Judgement:
    """Return every unit's state at the end of ``day``; later events are not looked at.

    ``units`` has the facets of each unit by id. Events need no order between days; within a day
    asks come before entries and otherwise keep the order given. Asks and mentions of facets in
    no unit (retired ones) tell only of the leader's usual rate.
    """
    until = [event for event in events if event[0] <= day]
    replay = _Replay(until, units, day, ActiveDays(paused), options or Options())
    replay.run()
    return replay.judgement()


def judge_facets(
    events: Iterable[Event],
    facets: Iterable[str],
    day: int,
    paused: Iterable[DayRange] = (),
    *,
    use_mentions: bool = True,
    first_day: int | None = None,
) -> Judgement:
    """Judge every facet as its own unit: named from P >= .85, at most two."""
    options = Options(use_mentions=use_mentions, first_day=first_day)
    return judge(events, {facet: (facet,) for facet in facets}, day, paused, options)


class NamingRule:
    """Hysteresis: a unit turns quiet at P >= threshold and stays so until P < .10.

    Days are active days counted from the first record (day 0).
    """

    def __init__(self, threshold: float = FACET_THRESHOLD) -> None:
        self.since: dict[int, int] = {}  # quiet unit -> active day on which it became so
        self._turns = threshold / (1.0 - threshold)
        self._clears = CLEARED / (1.0 - CLEARED)

    def settle(self, day: int, lapses: LapseFilter) -> None:
        """Apply the rule at the end of ``day``; days without events need ``catch_up`` only."""
        odds = lapses.odds
        for unit in list(self.since):
            if odds[unit] < self._clears or never_took_root(lapses, unit):
                del self.since[unit]
        if day < SILENT_DAYS or max(odds, default=0.0) < self._turns:
            return
        for unit, chance in enumerate(odds):
            if chance < self._turns or unit in self.since:
                continue
            if asked_enough(lapses.asks[unit], day) and not never_took_root(lapses, unit):
                self.since[unit] = day

    def catch_up(self, day: int, lapses: LapseFilter) -> None:
        """Go to the day before ``day``: P sinks on days without events and may clear a unit."""
        if self.since:
            lapses.advance(day - 1)
            self.settle(day - 1, lapses)

    def named(self, lapses: LapseFilter, most: int | None = MOST_NAMED) -> list[int]:
        """Return the quiet units that are named, highest P first, at most ``most``."""
        return sorted(self.since, key=lambda unit: (-lapses.odds[unit], unit))[:most]


def asked_enough(asks: Sequence[WeighedAsk], day: int) -> bool:
    return len(asks) >= RECENT_ASKS and day - asks[-RECENT_ASKS].day < RECENT_DAYS


def never_took_root(lapses: LapseFilter, unit: int) -> bool:
    """Return true when it is low from the start: it cannot have fallen, so it is not neglected.

    Of the asks of at least 28 days ago there are 8 or more, and with 90 % certainty under
    Beta(S + 2r, n - S + 2(1 - r)), r = X/n, the rate is below half of the others'; and neither
    the first eight asks nor the last eight reached half of the full answers expected.
    """
    asks = lapses.asks[unit]
    if len(asks) < ROOT_ASKS or not (_is_low(asks[:ROOT_ASKS]) and _is_low(asks[-ROOT_ASKS:])):
        return False
    full, expected, asked = lapses.habit_sums(unit)
    if asked < ROOT_ASKS:
        return False
    usual = expected / asked
    certainty = beta_cdf(ROOT_SHARE * usual, full + 2.0 * usual, asked - full + 2.0 * (1.0 - usual))
    return certainty > ROOT_CERTAINTY


def _is_low(asks: Sequence[WeighedAsk]) -> bool:
    return sum(ask.full for ask in asks) <= ROOT_SHARE * sum(ask.expected for ask in asks)


class _Replay:
    """One run of a journal through the filter, and what its end says of every unit."""

    def __init__(
        self,
        events: Sequence[Event],
        units: Mapping[str, Collection[str]],
        day: int,
        days: ActiveDays,
        options: Options,
    ) -> None:
        self.asks = sorted([event for event in events if type(event) is AskEvent], key=_BY_DAY)
        self.entries = sorted([event for event in events if type(event) is EntryEvent], key=_BY_DAY)
        self.units, self.day, self.days, self.options = tuple(units), day, days, options
        self.unit_of = {facet: at for at, unit in enumerate(units) for facet in units[unit]}
        self.lapses = LapseFilter(
            len(units), use_mentions=options.use_mentions, q_bar=options.q_bar
        )
        self.naming = NamingRule(options.threshold)
        first = options.first_day
        if first is None:
            first = min((event[0] for event in events), default=day)
        self.origin = days.number(first)
        self.is_paused = days.is_paused(day)
        self.today = days.number(day) - self.origin - self.is_paused
        self.retired: list[WeighedAsk] = []

    def run(self) -> None:
        lapses, naming, unit_of = self.lapses, self.naming, self.unit_of.get
        asks, entries = self._by_day(self.asks), self._by_day(self.entries)
        # The end of the silence and today are looked at even if nothing happened.
        also = {day for day in (SILENT_DAYS, self.today) if 0 <= day <= self.today}
        for day in sorted(asks.keys() | entries.keys() | also):
            naming.catch_up(day, lapses)
            lapses.advance(day)
            answers = [(unit_of(facet), full) for _, facet, full in asks.get(day, ())]
            lapses.weigh(answers)
            self.retired += [WeighedAsk(day, full, 0.0) for unit, full in answers if unit is None]
            for entry in entries.get(day, ()):
                lapses.entry({self.unit_of[f] for f in entry.mentions if f in self.unit_of})
            naming.settle(day, lapses)

    def _by_day(self, events: Iterable[_E]) -> dict[int, list[_E]]:
        """Return active days with their events, without pauses and what precedes the first day."""
        days, origin = self.days, self.origin
        return {
            days.number(day) - origin: list(found)
            for day, found in groupby(events, _BY_DAY)
            if not days.is_paused(day) and days.number(day) >= origin
        }

    def judgement(self) -> Judgement:
        counts, sums = self._counts(), self._level_sums()
        asked, full = sums[-1]
        judged = []
        for at, (own_asked, own_full) in enumerate(sums[:-1]):
            shown = level(own_full, own_asked, others_rate(full - own_full, asked - own_asked))
            judged.append(self._judge_unit(at, counts[at], shown))
        quiet = self.naming.named(self.lapses, None)
        named = [self.units[at] for at in quiet if judged[at].state == "neglected"]
        return Judgement(self.day, tuple(judged), tuple(named[: self.options.most_named]))

    def _counts(self) -> list[tuple[int, int, int | None]]:
        """Return per unit: asked, full, last day of a full answer; pauses included."""
        asked, full = [0] * len(self.units), [0] * len(self.units)
        last: list[int | None] = [None] * len(self.units)
        in_full = [ask for ask in self.asks if ask[2]]
        full_of = Counter(map(_FACET, in_full))
        last_of = {facet: day for day, facet, _ in in_full}
        for facet, count in Counter(map(_FACET, self.asks)).items():
            at = self.unit_of.get(facet)
            if at is not None:
                asked[at] += count
                full[at] += full_of[facet]
                days = [day for day in (last[at], last_of.get(facet)) if day is not None]
                last[at] = max(days, default=None)
        return list(zip(asked, full, last, strict=True))

    def _level_sums(self) -> list[tuple[float, float]]:
        """Return weighted asks and full answers per unit; last the sums over all."""
        sums = []
        weight: dict[int, float] = {}
        for asks in (*self.lapses.asks, self.retired):
            days = [ask[0] for ask in asks]
            for day in set(days) - weight.keys():
                weight[day] = 0.5 ** ((self.today - day) / LEVEL_HALF_LIFE)
            weights = [weight[day] for day in days]
            sums.append((sum(weights), sum(compress(weights, [ask[1] for ask in asks]))))
        return [*sums[:-1], (sum(n for n, _ in sums), sum(s for _, s in sums))]

    def _judge_unit(
        self, at: int, counts: tuple[int, int, int | None], shown: Level
    ) -> UnitJudgement:
        state = self._state(at)
        p, since, said = self.lapses.p(at), None, None
        if state == "neglected":
            quiet = self.naming.since[at]
            since = self.days.day(quiet + self.origin)
            said = self._counts_from(at, fall_start(self.lapses.asks[at], quiet))
        elif state == "never_took_root":
            said = self._counts_from(at, 0)
        return UnitJudgement(self.units[at], state, *counts, p, shown, since, said)

    def _state(self, at: int) -> State:
        asks = self.lapses.asks[at]
        if self.is_paused:
            return "paused"
        if self.today < SILENT_DAYS:
            return "too_early"
        if not asks or self.today - asks[-1].day >= RECENT_DAYS:
            return "not_asked"
        if at in self.naming.since:
            return "neglected"
        if len(asks) < RECENT_ASKS:
            return "too_early"
        return "never_took_root" if never_took_root(self.lapses, at) else "steady"

    def _counts_from(self, at: int, start: int) -> FindingCounts:
        """Count from a unit's ask at index ``start`` on, asks of paused days too."""
        since = self.days.day(self.lapses.asks[at][start].day + self.origin)
        own: list[bool] = []
        others: list[bool] = []
        for day, facet, full in self.asks:
            if day >= since:
                (own if self.unit_of.get(facet) == at else others).append(full)
        usual = self.lapses.usual(at)
        return FindingCounts(len(own), sum(own), since, usual, len(others), sum(others))


def fall_start(asks: Sequence[WeighedAsk], named: int) -> int:
    """Return the index of the ask a fall is counted from.

    It is the likeliest change within the 8 weeks before the unit was named (the start with the
    largest sum of log Bayes factors to that day), but early enough to leave the three asks that
    naming needs.
    """
    until = max(at for at, ask in enumerate(asks) if ask.day <= named)
    best, best_sum, total = until, float("-inf"), 0.0
    for at in range(until, -1, -1):
        if named - asks[at].day >= RECENT_DAYS:
            break
        total += _log_factor(asks[at].full, asks[at].expected)
        if until - at + 1 >= RECENT_ASKS and total >= best_sum:
            best, best_sum = at, total
    return best


def _log_factor(full: bool, rate: float) -> float:
    return log(STALE_LAPSE) if full else log((1.0 - STALE_LAPSE * rate) / (1.0 - rate))


# The filter compares an answer with how the others were answered *so far* (half-life three weeks).
# When everything dips at once, that rate lags, and whatever happens to be asked most in those days
# looks as if it alone had fallen: of 40 simulated leaders whose full answers fell from 85 % to
# 35 % all over, 35 were told that a dimension had gone quiet.  With hindsight one can compare with
# the others' answers of the same days; then 4 were.  The price, from `benchmarks/detection.py`:
# of lapsed facets four points fewer are found within six weeks, none fewer within twelve.
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
    paused: Iterable[DayRange] = (),
) -> Judgement:
    """Take back every finding that a decline of everything explains; pauses are cut out."""
    if all(unit.state != "neglected" for unit in judged.units):
        return judged
    days = ActiveDays(paused)
    asks = [ask._replace(day=days.number(ask.day)) for ask in asks if not days.is_paused(ask.day)]
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
    return sum(_log_factor(ask.full, rate) for ask, rate in zip(own, rates, strict=True)) >= NEEDED


def _rate(asks: Sequence[AskEvent], first: int, last: int) -> float:
    """Return the share in full between two days, two asks of the usual seven in ten added."""
    found = [ask.full for ask in asks if first <= ask.day <= last]
    return min(0.95, max(0.05, (sum(found) + 1.4) / (len(found) + 2.0)))
