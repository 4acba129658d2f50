"""Neglect, honestly: what a journal says about every facet, or every dimension, on one day.

``judge`` is a pure function of evidence and units; days are ints (any origin), so that dates are
turned into days outside. ``NamingRule`` says which units have gone quiet by the lapse
filter's P; ``findings`` takes back a finding where everything declined.

On paused days time stands still: no hazard, no decay, no ageing of weights, and they count
neither for the six weeks of silence nor for the eight weeks of "lately". What is written during a
pause counts in ``asked``, ``full`` and ``last_full`` but is not evidence.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from itertools import compress, groupby
from math import log
from operator import itemgetter
from typing import Literal, NamedTuple, TypeAlias, TypeVar

from syslead_cli.insight.lapse_filter import (
    Q_BAR,
    STALE_LAPSE,
    ActiveDays,
    AskEvent,
    EntryEvent,
    Evidence,
    LapseFilter,
    WeighedAsk,
    others_rate,
)
from syslead_cli.insight.ratings import Level, beta_cdf, level
from syslead_cli.insight.self_report import ReviewEvent

FACET_THRESHOLD, DIMENSION_THRESHOLD = 0.85, 0.82
#: Facets come round sooner where they are few, or a focus is set: then this is sure enough.
FEW_FACETS, FEW_THRESHOLD = 8, 0.75
#: Times the odds that are asked for while it is not known how well the leader sees (.85: .92).
DOUBT = 2.0
CLEARED = 0.10
RECENT_DAYS, RECENT_ASKS = 56, 3  # needed before anything is named
MOST_NAMED = 2  # facets
ROOT_ASKS = 8  # asks needed to say that something never took root
ROOT_SHARE = 0.5  # of the full answers expected
ROOT_CERTAINTY = 0.9
LEVEL_HALF_LIFE = 42  # days
#: Days of a journal before anything is said about what has gone quiet.
SILENT_DAYS = 42

State: TypeAlias = Literal[
    "too_early", "not_asked", "steady", "neglected", "never_took_root", "paused"
]
#: States in which attention is low.
LOW_STATES = ("neglected", "never_took_root")

_E = TypeVar("_E", bound=AskEvent | EntryEvent | ReviewEvent)
_BY_DAY = itemgetter(0)


class FindingCounts(NamedTuple):
    """The counts a finding is said with, paused days included. ``usual`` is the others' rate.

    ``reviews`` are those since then in which it was asked about by itself, ``noes`` its noes.
    """

    asked: int
    full: int
    since: int  # day of the first ask counted
    usual: float
    elsewhere_asked: int  # asks of everything else from that day on
    elsewhere_full: int
    reviews: int = 0
    noes: int = 0


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
        return next(judged for judged in self.units if judged.unit == unit)


class Options(NamedTuple):
    """How to judge. ``few_threshold`` is for where there are few units and on days of a focus."""

    threshold: float
    few_threshold: float | None
    most_named: int | None
    q_bar: float = Q_BAR


#: Facets are named from P >= .85, few of them from .75, at most two; dimensions as many as fell.
FOR_FACETS = Options(FACET_THRESHOLD, FEW_THRESHOLD, MOST_NAMED)
FOR_DIMENSIONS = Options(DIMENSION_THRESHOLD, None, None)


def judge(
    found: Evidence, units: Mapping[str, Collection[str]], day: int, options: Options
) -> Judgement:
    """Return every unit's state at the end of ``day``; later events are not looked at.

    ``units`` has the facets of each unit by id. Events need no order between days; within a day
    asks come before entries, entries before reviews, and otherwise they keep the order given. Asks
    and mentions of facets in no unit (retired ones) tell only of the leader's usual rate.
    """
    return _Replay(found, units, day, options).judgement()


def judge_facets(found: Evidence, facets: Iterable[str], day: int) -> Judgement:
    """Judge every facet as its own unit."""
    return judge(found, {facet: (facet,) for facet in facets}, day, FOR_FACETS)


class NamingRule:
    """Hysteresis: a unit turns quiet at P >= threshold and stays so until P < .10.

    Days are active days counted from the first record (day 0).
    """

    def __init__(
        self, threshold: float = FACET_THRESHOLD, few_threshold: float | None = None
    ) -> None:
        few = few_threshold or threshold
        self.since: dict[int, int] = {}  # quiet unit -> active day on which it became so
        self._turns = threshold / (1.0 - threshold)
        self._turns_of_few = few / (1.0 - few)
        self._clears = CLEARED / (1.0 - CLEARED)

    def settle(self, day: int, lapses: LapseFilter, *, few: bool = False) -> None:
        """Apply the rule at the end of ``day``; days without events need ``catch_up`` only.

        ``few``: few facets are in play that day, or a focus is set.
        """
        odds = lapses.odds
        for unit in list(self.since):
            if odds[unit] < self._clears or never_took_root(lapses, unit):
                del self.since[unit]
        turns = self._turns_of_few if few else self._turns
        if day < SILENT_DAYS or max(odds, default=0.0) < turns:
            return
        turns *= DOUBT if lapses.self_report.is_doubtful(day) else 1.0
        for unit, chance in enumerate(odds):
            if chance < turns or unit in self.since:
                continue
            if asked_enough(lapses.asks[unit], day) and not never_took_root(lapses, unit):
                self.since[unit] = day

    def catch_up(self, day: int, lapses: LapseFilter) -> None:
        """Go to the day before ``day``: P sinks on days without events and may clear a unit."""
        if self.since:
            lapses.advance(day - 1)
            self.settle(day - 1, lapses)  # nothing turns quiet on such a day: P rises with events

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


def _until(day: int, events: Iterable[_E]) -> list[_E]:
    return sorted([event for event in events if event.day <= day], key=_BY_DAY)


class _Replay:
    """One run of a journal through the filter, and what its end says of every unit."""

    def __init__(
        self, found: Evidence, units: Mapping[str, Collection[str]], day: int, options: Options
    ) -> None:
        self.asks, self.entries = _until(day, found.asks), _until(day, found.entries)
        self.reviews = _until(day, found.reviews)
        self.units, self.day, self.options = tuple(units), day, options
        self.unit_of = {facet: at for at, unit in enumerate(units) for facet in units[unit]}
        self.asks_of: list[list[AskEvent]] = [[] for _ in units]
        for ask in self.asks:
            if (unit := self.unit_of.get(ask.facet)) is not None:
                self.asks_of[unit].append(ask)
        self.lapses = LapseFilter(len(units), options.q_bar)
        self.naming = NamingRule(options.threshold, options.few_threshold)
        self.days, self.focus = ActiveDays(found.paused), found.focus
        self.origin = self.days.number(day if found.first_day is None else found.first_day)
        self.is_paused = self.days.is_paused(day)
        self.today = self.days.number(day) - self.origin - self.is_paused
        self.retired: list[WeighedAsk] = []

    def _run(self) -> None:
        lapses, naming, unit_of = self.lapses, self.naming, self.unit_of.get
        asks, entries = self._by_day(self.asks), self._by_day(self.entries)
        reviews, focus = self._by_day(self.reviews), self._focus_days()
        few = {day for days in focus for day in days[: self.today + 1]}
        # These are looked at even if nothing happened: the end of the silence, days from which a
        # lower P is enough, and today.
        also = {SILENT_DAYS, self.today, *(days.start for days in focus)}
        also |= reviews.keys() | {day + RECENT_DAYS for day in reviews}
        for day in sorted(asks.keys() | entries.keys() | also):
            if not 0 <= day <= self.today:
                continue
            naming.catch_up(day, lapses)
            lapses.advance(day)
            answers = [(unit_of(facet), full) for _, facet, full in asks.get(day, ())]
            lapses.weigh(answers)
            self.retired += [WeighedAsk(day, full, 0.0) for unit, full in answers if unit is None]
            for entry in entries.get(day, ()):
                lapses.entry({self.unit_of[f] for f in entry.mentions if f in self.unit_of})
            for _, attended, ticked in reviews.get(day, ()):
                by_unit = {self.unit_of[f]: yes for f, yes in attended.items() if f in self.unit_of}
                lapses.review(by_unit, {self.unit_of[f] for f in ticked if f in self.unit_of})
            naming.settle(day, lapses, few=day in few)

    def _focus_days(self) -> list[range]:
        """Return the active days on which a focus was set; all of them where facets are few."""
        if len(self.units) <= FEW_FACETS:
            return [range(self.today + 1)]
        number, origin = self.days.number, self.origin
        return [range(number(on) - origin, number(to + 1) - origin) for on, to in self.focus]

    def _by_day(self, events: Iterable[_E]) -> dict[int, list[_E]]:
        """Return active days with their events, without pauses and what precedes the first day."""
        days, origin = self.days, self.origin
        return {
            at: list(found)
            for day, found in groupby(events, _BY_DAY)
            if not days.is_paused(day) and (at := days.number(day) - origin) >= 0
        }

    def judgement(self) -> Judgement:
        self._run()
        sums = [weighted(asks, self.today) for asks in (*self.lapses.asks, self.retired)]
        full, asked = sum(s for s, _ in sums), sum(n for _, n in sums)
        judged = []
        for at, (own_full, own_asked) in enumerate(sums[:-1]):
            shown = level(own_full, own_asked, others_rate(full - own_full, asked - own_asked))
            judged.append(self._judge_unit(at, shown))
        quiet = self.naming.named(self.lapses, None)
        named = [self.units[at] for at in quiet if judged[at].state == "neglected"]
        return Judgement(self.day, tuple(judged), tuple(named[: self.options.most_named]))

    def _judge_unit(self, at: int, shown: Level) -> UnitJudgement:
        """Return what is known of a unit; asks of pauses are counted."""
        asks, state = self.asks_of[at], self._state(at)
        full = [ask.day for ask in asks if ask.full]
        p, since, counted = self.lapses.p(at), None, None
        if state == "neglected":
            quiet = self.naming.since[at]
            since = self.days.day(quiet + self.origin)
            counted = self._counts_from(at, fall_start(self.lapses.asks[at], quiet))
        elif state == "never_took_root":
            counted = self._counts_from(at, 0)
        counts = (len(asks), len(full), full[-1] if full else None)
        return UnitJudgement(self.units[at], state, *counts, p, shown, since, counted)

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
        own = [ask.full for ask in self.asks_of[at] if ask.day >= since]
        answers = [ask.full for ask in self.asks if ask.day >= since]
        yeses = [
            yes
            for day, attended, _ in self.reviews
            for facet, yes in attended.items()
            if day >= since and self.unit_of.get(facet) == at
        ]
        usual, noes = self.lapses.usual(at), len(yeses) - sum(yeses)
        elsewhere = (len(answers) - len(own), sum(answers) - sum(own))
        return FindingCounts(len(own), sum(own), since, usual, *elsewhere, len(yeses), noes)


def weighted(asks: Sequence[WeighedAsk | AskEvent], today: int) -> tuple[float, float]:
    """Return the sums of full answers and of asks, newer ones counting more."""
    weights = [0.5 ** ((today - ask.day) / LEVEL_HALF_LIFE) for ask in asks]
    return sum(compress(weights, [ask.full for ask in asks])), sum(weights)


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
        total += log_factor(asks[at].full, asks[at].expected)
        if until - at + 1 >= RECENT_ASKS and total >= best_sum:
            best, best_sum = at, total
    return best


def log_factor(full: bool, rate: float) -> float:
    """Return the log Bayes factor for a lapse of one answer, ``rate`` being usual."""
    return log(STALE_LAPSE) if full else log((1.0 - STALE_LAPSE * rate) / (1.0 - rate))
