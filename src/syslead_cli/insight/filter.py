"""Days on which time runs: a leader's days with the paused ones taken out."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Collection, Iterable, Sequence
from math import exp
from typing import NamedTuple

DayRange = tuple[int, int | None]  # first and last paused day, both included; None: still paused


class ActiveDays:
    """Numbers the days that are not paused, and back.  Ranges may overlap and come in any order."""

    def __init__(self, paused: Iterable[DayRange] = ()) -> None:
        self._ranges = _merged(paused)
        self._starts = [first for first, _, _ in self._ranges]

    def is_paused(self, day: int) -> bool:
        """Whether `day` lies in a pause."""
        at = bisect_right(self._starts, day) - 1
        return at >= 0 and self._is_inside(at, day)

    def number(self, day: int) -> int:
        """The active day's number; for a paused day that of the next active day."""
        at = bisect_right(self._starts, day) - 1
        if at < 0:
            return day
        first, last, before = self._ranges[at]
        if self._is_inside(at, day):
            return first - before
        assert last is not None
        return day - before - (last - first + 1)

    def day(self, number: int) -> int:
        """The calendar day of an active day's number."""
        skipped = 0
        for first, last, before in self._ranges:
            if number < first - before or last is None:
                break
            skipped = before + last - first + 1
        return number + skipped

    def _is_inside(self, at: int, day: int) -> bool:
        last = self._ranges[at][1]
        return last is None or day <= last


def _merged(paused: Iterable[DayRange]) -> list[tuple[int, int | None, int]]:
    """Disjoint, ordered ranges, each with the number of paused days before it."""
    merged: list[tuple[int, int | None, int]] = []
    before = 0
    for first, last in sorted(paused, key=lambda r: r[0]):
        if last is not None and last < first:
            continue
        if merged:
            start, end, skipped = merged[-1]
            if end is None:
                break
            if first <= end + 1:
                merged[-1] = (start, None if last is None else max(end, last), skipped)
                continue
            before = skipped + end - start + 1
        merged.append((first, last, before))
    return merged


# ── suspicion ──
# P: how likely it is that attention to a unit has lapsed, day by day.
#
# A two-state filter (present, lapsed) for every unit at once, where a unit is a facet or a whole
# dimension.  It is kept in odds, o = P/(1 - P), because then a day's hazard is a Mobius map with
# a closed form over any number of days and evidence is a multiplication: no logarithm is taken
# and an idle year costs as much as an idle day.  Days here are *active* days: the caller has
# taken paused days out (see `neglect`).  Formulas: docs/how-neglect-is-judged.md.


HALF_LIFE = 21  # days until an answer weighs half in the others' rate
HABIT_AGE = 28  # days until an ask tells of habit rather than of now
STALE_LAPSE = 0.25  # a lapsed unit is answered a quarter as often ...
STALE_MENTION = 0.4  # ... and is mentioned, found or not, four tenths as often
ENDS, BEGINS = 0.1 / 7, 0.01 / 7  # daily hazards of a lapse
START = 0.01
CEILING, FLOOR = exp(12.0), exp(-12.0)  # log-odds clipped to +-12
# The others' rate starts at seven of ten, as if six had been asked before; the habit at one.
FULL_BEFORE, ASKED_BEFORE = 4.2, 6.0
HABIT_BEFORE = 6.0
# Mean rate at which a facet is found in free text: false positives + sensitivity x mean rate.
Q_BAR = 0.02 + 0.6 * 0.08 * exp(0.125)

_RESTING = BEGINS / (BEGINS + ENDS)
_KEPT = 1.0 - BEGINS - ENDS


def others_rate(full: float, asked: float) -> float:
    """r: how often the others were answered in full, six asks added (it starts at .7)."""
    return (full + FULL_BEFORE) / (asked + ASKED_BEFORE)


class Answer(NamedTuple):
    """One ask as the filter saw it: active day, full or not, and the others' rate r just then."""

    day: int
    full: bool
    expected: float


_new = tuple.__new__  # what a named tuple's own constructor calls, at half its price


class Suspicion:
    """The filter for `units` units; call `advance`, then the day's asks, then its entries."""

    def __init__(self, units: int, *, use_mentions: bool = True, q_bar: float = Q_BAR) -> None:
        self.odds = [START / (1.0 - START)] * units
        self.asks: list[list[Answer]] = [[] for _ in range(units)]
        self._use_mentions = use_mentions
        self._q_bar = q_bar
        self._day = -1
        self._sums = [(0.0, 0.0, 0)] * units  # weighted asks, full answers, day of the weights
        self._total = (0.0, 0.0, 0)
        self._habit = [(0.0, 0.0, 0)] * units  # full answers, expected ones, asks used so far
        self._habits = [1.0] * units  # h on the day of the last ask
        self._mentions = [0] * units
        self._mentioned, self._entries = 0, 0

    def advance(self, day: int) -> None:
        """Let hazard and decay run to `day` (its own hazard included). Raises if time runs back."""
        gap = day - self._day
        if gap < 0:
            raise ValueError(f"day {day} comes before day {self._day}")
        if gap:
            self._day = day
            self.odds = idle(self.odds, gap)

    def p(self, unit: int) -> float:
        """P of one unit as it stands."""
        return self.odds[unit] / (1.0 + self.odds[unit])

    def usual(self, unit: int) -> float:
        """r: the rate at which everything but this unit has lately been answered in full."""
        asked, full, _ = _decayed(self._total, self._day)
        own_asked, own_full, _ = _decayed(self._sums[unit], self._day)
        return others_rate(full - own_full, asked - own_asked)

    def habit_sums(self, unit: int) -> tuple[float, float, int]:
        """S and X: full and expected answers to asks at least 28 days old; and their number."""
        full, expected, used = self._habit[unit]
        asks = self.asks[unit]
        while used < len(asks) and self._day - asks[used].day >= HABIT_AGE:
            full += asks[used].full
            expected += asks[used].expected
            used += 1
        self._habit[unit] = (full, expected, used)
        return self._habit[unit]

    def habit(self, unit: int) -> float:
        """h: full answers over expected ones, each with six added so that h starts at 1."""
        full, expected, _ = self.habit_sums(unit)
        return (full + HABIT_BEFORE) / (expected + HABIT_BEFORE)

    def present(self, unit: int) -> float:
        """m: the chance of a full answer if attention is as it usually is."""
        return min(0.95, max(0.05, self.usual(unit) * self.habit(unit)))

    def ask(self, unit: int, full: bool) -> None:
        """Weigh one answer."""
        self.weigh([(unit, full)])

    def weigh(self, answers: Sequence[tuple[int | None, bool]]) -> None:
        """Weigh answers of one day in their order.

        Without a unit it is an ask of something that is none today (a retired facet): it tells
        of the usual. `present` and `usual` are worked out in here, and as little as may be for
        each answer, because this is done for every one there ever was.
        """
        if not answers:
            return
        day, odds, asks, sums, habits = self._day, self.odds, self.asks, self._sums, self._habits
        asked, answered, _ = _decayed(self._total, day)
        for unit, full in answers:
            if unit is not None:
                own_asked, own_full, since = sums[unit]
                if since != day:
                    own_asked, own_full, _ = _decayed(sums[unit], day)
                    habits[unit] = self.habit(unit)  # the same all day
                usual = (answered - own_full + FULL_BEFORE) / (asked - own_asked + ASKED_BEFORE)
                m = usual * habits[unit]
                m = 0.05 if m < 0.05 else 0.95 if m > 0.95 else m
                after = odds[unit] * (STALE_LAPSE if full else (1.0 - STALE_LAPSE * m) / (1.0 - m))
                odds[unit] = FLOOR if after < FLOOR else CEILING if after > CEILING else after
                asks[unit].append(_new(Answer, (day, full, usual)))
                sums[unit] = (own_asked + 1.0, own_full + full, day)
            asked += 1.0
            answered += full
        self._total = (asked, answered, day)

    def entry(self, mentioned: Collection[int]) -> None:
        """Weigh one entry with free text; `mentioned` are the distinct units found in it."""
        if not self._use_mentions:
            return
        units = len(self.odds)
        q0, n = self._q_bar, self._entries
        prior = 40.0 * q0 * (self._mentioned + 15.0 * units * q0) / ((n + 15.0) * units * q0)
        weight, ceiling = n + 40.0, CEILING
        for unit, count in enumerate(self._mentions):
            if unit in mentioned:
                self.odds[unit] = max(FLOOR, self.odds[unit] * STALE_MENTION)
                continue
            q = (count + prior) / weight
            q = 0.002 if q < 0.002 else 0.6 if q > 0.6 else q
            after = self.odds[unit] * (1.0 - STALE_MENTION * q) / (1.0 - q)
            self.odds[unit] = after if after < ceiling else ceiling
        self._entries += 1
        for unit in mentioned:
            self._mentions[unit] += 1
        self._mentioned += len(mentioned)


def idle(odds: list[float], days: int) -> list[float]:
    """The odds after `days` days on which only the hazard acted.

    One day is P' = P(1 - e) + (1 - P)b, so d days are P' = kP + u with k = (1 - e - b)^d and
    u = (1 - k) b/(b + e); in odds ((k + u)o + u)/((1 - k - u)o + 1 - u).  The clip at +-12
    cannot act here: one hazard alone keeps P within [b, 1 - e].
    """
    k = _KEPT**days
    u = _RESTING * (1.0 - k)
    grow, lose, rest = k + u, 1.0 - k - u, 1.0 - u
    return [(grow * o + u) / (lose * o + rest) for o in odds]


def _decayed(sums: tuple[float, float, int], day: int) -> tuple[float, float, int]:
    """Weighted sums brought forward to `day`."""
    asked, full, since = sums
    if day == since:
        return sums
    weight = 0.5 ** ((day - since) / HALF_LIFE)
    return (asked * weight, full * weight, day)
