"""Neglect, honestly: what a journal says about every facet, or every dimension, on one day.

`judge` is a pure function of events, units and pauses; days are ints (any origin), so that
dates are turned into days outside.  The filter is in `suspicion`, the rule of naming in
`naming`, the interval in `levels`.

Pauses.  On paused days time stands still: no hazard, no decay, no ageing of weights, and they
count neither for the six weeks of silence nor for the eight weeks of "lately".  What is written
during a pause counts in `asked`, `full` and `last_full` but is not evidence.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from itertools import compress, groupby
from math import log
from operator import itemgetter
from typing import Literal, NamedTuple, TypeAlias, TypeVar

from syslead_cli.insight.active_days import ActiveDays, DayRange
from syslead_cli.insight.levels import Level, level
from syslead_cli.insight.naming import (
    DIMENSION_THRESHOLD,
    FACET_THRESHOLD,
    MOST_NAMED,
    RECENT_ASKS,
    RECENT_DAYS,
    SILENT_DAYS,
    Naming,
    never_took_root,
)
from syslead_cli.insight.suspicion import Q_BAR, STALE_LAPSE, Answer, Suspicion

LEVEL_HALF_LIFE = 42  # days

State: TypeAlias = Literal[
    "too_early", "not_asked", "steady", "neglected", "never_took_root", "paused"
]


class Ask(NamedTuple):
    """A prompt shown and answered (or skipped); `later` is no ask and is left out."""

    day: int
    facet: str
    full: bool


class Entry(NamedTuple):
    """One entry with free text and the facets mentioned in it (perhaps none)."""

    day: int
    mentions: Collection[str]


Event: TypeAlias = Ask | Entry
_E = TypeVar("_E", Ask, Entry)
_BY_DAY, _FACET = itemgetter(0), itemgetter(1)


class Because(NamedTuple):
    """The counts a finding is said with, paused days included.  `usual` is the others' rate."""

    asked: int
    full: int
    since: int  # day of the first ask counted
    usual: float
    elsewhere_asked: int  # asks of everything else from that day on
    elsewhere_full: int


class Verdict(NamedTuple):
    """What is known of one unit.  `since`: the day it became quiet, if it is neglected."""

    unit: str
    state: State
    asked: int
    full: int
    last_full: int | None
    p: float
    level: Level
    since: int | None
    because: Because | None


class Judgement(NamedTuple):
    """All units in the order given, and the neglected ones that are said, highest P first."""

    day: int
    units: tuple[Verdict, ...]
    named: tuple[str, ...]

    def of(self, unit: str) -> Verdict:
        """The verdict on one unit. Raises KeyError if it was not among the units."""
        for verdict in self.units:
            if verdict.unit == unit:
                return verdict
        raise KeyError(unit)


class Options(NamedTuple):
    """How to judge.  `first_day`: the journal's first record, if that was no event."""

    threshold: float = FACET_THRESHOLD
    most_named: int | None = MOST_NAMED
    use_mentions: bool = True
    q_bar: float = Q_BAR
    first_day: int | None = None


DEFAULTS = Options()


def judge_facets(
    events: Iterable[Event],
    facets: Iterable[str],
    day: int,
    paused: Iterable[DayRange] = (),
    *,
    use_mentions: bool = True,
    first_day: int | None = None,
) -> Judgement:
    """`judge` with every facet as its own unit: named from P >= .85, at most two."""
    units = {facet: (facet,) for facet in facets}
    return judge(
        events, units, day, paused, Options(use_mentions=use_mentions, first_day=first_day)
    )


def judge_dimensions(
    events: Iterable[Event],
    dimensions: Mapping[str, Collection[str]],
    day: int,
    paused: Iterable[DayRange] = (),
    *,
    use_mentions: bool = True,
    first_day: int | None = None,
) -> Judgement:
    """`judge` with dimensions as units (id -> its facets): named from P >= .82, any number."""
    options = Options(DIMENSION_THRESHOLD, None, use_mentions, first_day=first_day)
    return judge(events, dimensions, day, paused, options)


def judge(
    events: Iterable[Event],
    units: Mapping[str, Collection[str]],
    day: int,
    paused: Iterable[DayRange] = (),
    options: Options = DEFAULTS,
) -> Judgement:
    """Every unit's state at the end of `day`; events after it are not looked at.

    Events need no order between days; within a day asks come before entries and otherwise keep
    the order given.  Asks and mentions of facets in no unit (retired ones) tell only of the
    leader's usual rate.
    """
    seen = [event for event in events if event[0] <= day]
    journal = _Journal(seen, units, day, ActiveDays(paused), options)
    journal.replay()
    return journal.judgement()


class _Journal:
    """One replay of a journal through the filter, and the verdicts drawn from its end."""

    def __init__(
        self,
        events: Sequence[Event],
        units: Mapping[str, Collection[str]],
        day: int,
        days: ActiveDays,
        options: Options,
    ) -> None:
        self.asks = sorted([told for told in events if isinstance(told, Ask)], key=_BY_DAY)
        self.entries = sorted([told for told in events if isinstance(told, Entry)], key=_BY_DAY)
        self.units, self.day, self.days, self.options = tuple(units), day, days, options
        self.unit_of = {facet: at for at, unit in enumerate(units) for facet in units[unit]}
        self.suspicion = Suspicion(
            len(units), use_mentions=options.use_mentions, q_bar=options.q_bar
        )
        self.naming = Naming(options.threshold)
        first = options.first_day
        if first is None:
            first = min((event[0] for event in events), default=day)
        self.origin = days.number(first)
        self.is_paused = days.is_paused(day)
        self.today = days.number(day) - self.origin - self.is_paused
        self.retired: list[Answer] = []

    def replay(self) -> None:
        """Run the filter and the rule of naming to the end of the day asked for."""
        suspicion, naming, unit_of = self.suspicion, self.naming, self.unit_of.get
        asks, entries = self._by_day(self.asks), self._by_day(self.entries)
        news = asks.keys() | entries.keys()
        # The end of the silence and today are looked at even if nothing happened.
        for day in sorted(
            news | {day for day in (SILENT_DAYS, self.today) if 0 <= day <= self.today}
        ):
            naming.catch_up(day, suspicion)
            suspicion.advance(day)
            answers = [(unit_of(facet), full) for _, facet, full in asks.get(day, ())]
            suspicion.weigh(answers)
            self.retired += [Answer(day, full, 0.0) for unit, full in answers if unit is None]
            for entry in entries.get(day, ()):
                suspicion.entry({self.unit_of[f] for f in entry.mentions if f in self.unit_of})
            naming.settle(day, suspicion)

    def _by_day(self, events: Iterable[_E]) -> dict[int, list[_E]]:
        """Active days with their events; what lies in a pause or before the first day is none."""
        days, origin = self.days, self.origin
        return {
            days.number(day) - origin: list(told)
            for day, told in groupby(events, _BY_DAY)
            if not days.is_paused(day) and days.number(day) >= origin
        }

    def judgement(self) -> Judgement:
        """The verdict on every unit, and which are named."""
        counts, sums = self._counts(), self._level_sums()
        asked, full = sums[-1]
        verdicts = []
        for at, (own_asked, own_full) in enumerate(sums[:-1]):
            usual = (full - own_full + 4.2) / (asked - own_asked + 6.0)
            shown = level(own_full, own_asked, usual)
            verdicts.append(self._verdict(at, counts[at], shown))
        quiet = self.naming.named(self.suspicion, None)
        said = [self.units[at] for at in quiet if verdicts[at].state == "neglected"]
        return Judgement(self.day, tuple(verdicts), tuple(said[: self.options.most_named]))

    def _counts(self) -> list[tuple[int, int, int | None]]:
        """Per unit: asked, full, last day of a full answer; pauses included."""
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
                last[at] = max(
                    [day for day in (last[at], last_of.get(facet)) if day is not None], default=None
                )
        return list(zip(asked, full, last, strict=True))

    def _level_sums(self) -> list[tuple[float, float]]:
        """Weighted asks and full answers per unit; last the sums over all, retired included."""
        sums = []
        weight: dict[int, float] = {}
        for asks in (*self.suspicion.asks, self.retired):
            days = [ask[0] for ask in asks]
            for day in set(days) - weight.keys():
                weight[day] = 0.5 ** ((self.today - day) / LEVEL_HALF_LIFE)
            weights = [weight[day] for day in days]
            sums.append((sum(weights), sum(compress(weights, [ask[1] for ask in asks]))))
        return [*sums[:-1], (sum(n for n, _ in sums), sum(s for _, s in sums))]

    def _verdict(self, at: int, counts: tuple[int, int, int | None], shown: Level) -> Verdict:
        state = self._state(at)
        since = self.naming.since.get(at) if state == "neglected" else None
        return Verdict(
            self.units[at],
            state,
            *counts,
            self.suspicion.p(at),
            shown,
            None if since is None else self.days.day(since + self.origin),
            self._because(at, state),
        )

    def _state(self, at: int) -> State:
        asks = self.suspicion.asks[at]
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
        return "never_took_root" if never_took_root(self.suspicion, at) else "steady"

    def _because(self, at: int, state: State) -> Because | None:
        asks = self.suspicion.asks[at]
        if state == "neglected":
            start = fall_start(asks, self.naming.since[at])
        elif state == "never_took_root":
            start = 0
        else:
            return None
        since = self.days.day(asks[start].day + self.origin)
        own, others = self._asked_since(since, at)
        return Because(
            len(own), sum(own), since, self.suspicion.usual(at), len(others), sum(others)
        )

    def _asked_since(self, since: int, at: int) -> tuple[list[bool], list[bool]]:
        """Of a unit's asks and of all others since a day, which were full.

        Those of paused days too: "asked ten times, never answered" has to be so.
        """
        own: list[bool] = []
        others: list[bool] = []
        for day, facet, full in self.asks:
            if day >= since:
                (own if self.unit_of.get(facet) == at else others).append(full)
        return own, others


def fall_start(asks: Sequence[Answer], named: int) -> int:
    """Index of the ask the fall is counted from: the likeliest change within the 8 weeks before
    the unit was named (the start with the largest sum of log Bayes factors to that day), but
    early enough to leave the three asks that naming needs.
    """
    until = max(at for at, ask in enumerate(asks) if ask.day <= named)
    best, best_sum, total = until, float("-inf"), 0.0
    for at in range(until, -1, -1):
        if named - asks[at].day >= RECENT_DAYS:
            break
        r = asks[at].expected
        total += log(STALE_LAPSE) if asks[at].full else log((1.0 - STALE_LAPSE * r) / (1.0 - r))
        if until - at + 1 >= RECENT_ASKS and total >= best_sum:
            best, best_sum = at, total
    return best
