"""The lapse filter: P, how likely it is that attention to a unit has lapsed, day by day.

A Bayesian two-state filter (present, lapsed) for every unit at once, where a unit is a facet or a
whole dimension. It is kept in odds, o = P/(1 - P), because then a day's hazard is a Möbius map
with a closed form over any number of days and evidence is a multiplication: no logarithm is taken
and an idle year costs as much as an idle day. Its days are *active* days: paused ones are taken
out by ``ActiveDays``. Formulas: docs/how-neglect-is-judged.md.

What it weighs comes from the records (``evidence``):

* An `ask` is evidence by its outcome: full is 1, thin and skip are 0, `later` is no ask. One that
  is marked as no evidence, such as a plain no, is left out as well.
* An *entry* is a day with at least one note; its mentions are all facets its notes were said to
  be about or were found to mention.  The day is the unit, because that is what the estimator's
  rates were measured on: five jottings in an evening are not five chances to forget something.
* An answered ask is no entry.  It was written because the tool asked, about what it asked, so
  what it mentions tells of the tool's choice; and a day of answers alone offered no free text
  in which a facet could have been missing.
* A weekly review is evidence by its yes or no about single facets and by its list of what had
  real attention (``self_report``). From the first one on P is kept for each kind of leader,
  and every kind's share is weighed by how well it foresaw what came.
* Days are the leader's (`day`), so a backdated record counts where it belongs.  Edits, removals
  and the same record on several devices are dealt with before (`journal.merge`).
* A facet that today's framework or profile does not have stays in the events: it is not judged,
  but it tells of the leader's usual rate and counts in the totals.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date
from math import exp
from typing import NamedTuple

from syslead_cli.insight.self_report import CHANGES, KINDS, BayesFactor, ReviewEvent, SelfReport
from syslead_cli.journal.model import Ask, Focus, Note, Pause, Record, Review

DayRange = tuple[int, int | None]  # first and last paused day, both included; None: still paused

_NEVER = 1 << 40  # the end of a pause that has none


class ActiveDays:
    """Number the days that are not paused. Ranges may overlap and come in any order."""

    def __init__(self, paused: Iterable[DayRange] = ()) -> None:
        # First day, the day after the last one, and the paused days before; an empty one opens.
        self._ranges = [(-_NEVER, -_NEVER, 0)]
        for first, last in sorted(paused, key=lambda days: days[0]):
            end = _NEVER if last is None else last + 1
            start, ended, before = self._ranges[-1]
            if first <= ended:
                self._ranges[-1] = (start, max(end, ended), before)
            elif first < end:
                self._ranges.append((first, end, before + ended - start))

    def _latest(self, day: int) -> tuple[int, int, int]:
        """Return the last range that begins no later than that day."""
        return self._ranges[bisect_right(self._ranges, (day, _NEVER, _NEVER)) - 1]

    def is_paused(self, day: int) -> bool:
        return day < self._latest(day)[1]

    def number(self, day: int) -> int:
        """Return the active day's number; for a paused day that of the next active day."""
        start, end, before = self._latest(day)
        return day - before - (min(day, end) - start)

    def day(self, number: int) -> int:
        skipped = 0
        for start, end, before in self._ranges:
            if number >= start - before and end != _NEVER:
                skipped = before + end - start
        return number + skipped


HALF_LIFE = 21  # days until an answer weighs half in the others' rate
HABIT_AGE = 28  # days until an ask tells of habit rather than of now
STALE_LAPSE = 0.25  # a lapsed unit is answered a quarter as often ...
STALE_MENTION = 0.4  # ... and is mentioned, found or not, four tenths as often
ENDS, BEGINS = 0.1 / 7, 0.01 / 7  # daily hazards of a lapse
START = 0.01
CEILING, FLOOR = exp(12.0), exp(-12.0)  # log-odds clipped to +-12
MOST, LEAST = CEILING / (1.0 + CEILING), FLOOR / (1.0 + FLOOR)  # the same of P
# The others' rate starts at seven of ten, as if six had been asked before; the habit at one.
FULL_BEFORE, ASKED_BEFORE = 4.2, 6.0
HABIT_BEFORE = 6.0
# Mean rate at which a facet is found in free text: false positives + sensitivity x mean rate.
Q_BAR = 0.02 + 0.6 * 0.08 * exp(0.125)

_RESTING = BEGINS / (BEGINS + ENDS)
_KEPT = 1.0 - BEGINS - ENDS


def others_rate(full: float, asked: float) -> float:
    """Return r: how often the others were answered in full, six asks added (it starts at .7)."""
    return (full + FULL_BEFORE) / (asked + ASKED_BEFORE)


class WeighedAsk(NamedTuple):
    """One ask as the filter saw it: active day, full or not, and the others' rate r just then."""

    day: int
    full: bool
    expected: float


_new = tuple.__new__  # what a named tuple's own constructor calls, at half its price


class LapseFilter:
    """The filter for ``units`` units; ``advance``, then the day's asks, entries and reviews."""

    def __init__(self, units: int, q_bar: float = Q_BAR) -> None:
        self.odds = [START / (1.0 - START)] * units
        self.asks: list[list[WeighedAsk]] = [[] for _ in range(units)]
        self._q_bar = q_bar
        self._day = -1
        self._sums = [(0.0, 0.0, 0)] * units  # weighted asks, full answers, day of the weights
        self._total = (0.0, 0.0, 0)
        self._habit = [(0.0, 0.0, 0)] * units  # full answers, expected ones, asks used so far
        self._habits = [1.0] * units  # h on the day of the last ask
        self._mentions = [0] * units
        self._entries = 0
        self.self_report = SelfReport(units)
        self._shares = [kind.share for kind in KINDS]
        self._of_kinds: list[list[float]] = []  # P by kind of leader and unit; none before a review

    def advance(self, day: int) -> None:
        """Let hazard and decay run to the end of ``day``. Raises ValueError if time runs back."""
        gap = day - self._day
        if gap < 0:
            raise ValueError(f"day {day} comes before day {self._day}")
        if gap:
            self._day = day
            self.odds = idle(self.odds, gap)  # of the mixture as well: a day is linear in P
            if self._of_kinds:
                kept = _KEPT**gap
                new = _RESTING * (1.0 - kept)
                self._of_kinds = [[kept * p + new for p in of_kind] for of_kind in self._of_kinds]

    def p(self, unit: int) -> float:
        return self.odds[unit] / (1.0 + self.odds[unit])

    def usual(self, unit: int) -> float:
        """Return r: the rate at which everything but this unit has lately been answered in full."""
        asked, full, _ = _decayed(self._total, self._day)
        own_asked, own_full, _ = _decayed(self._sums[unit], self._day)
        return others_rate(full - own_full, asked - own_asked)

    def habit_sums(self, unit: int) -> tuple[float, float, int]:
        """Return S, X and n: full and expected answers of the n asks at least 28 days old."""
        full, expected, used = self._habit[unit]
        asks = self.asks[unit]
        while used < len(asks) and self._day - asks[used].day >= HABIT_AGE:
            full += asks[used].full
            expected += asks[used].expected
            used += 1
        self._habit[unit] = (full, expected, used)
        return self._habit[unit]

    def weigh(self, answers: Sequence[tuple[int | None, bool]]) -> None:
        """Weigh answers of one day in their order, as (unit, full).

        An answer without a unit (a retired facet) tells of the usual rate only. With r the
        others' rate and the habit h = (S + 6)/(X + 6), the chance of a full answer where attention
        is as usual is m = clip(r·h, .05, .95). All is worked out in here, and as little as may be
        for each answer, because this is done for every one there ever was.
        """
        if not answers:
            return
        day, odds, asks, sums, habits = self._day, self.odds, self.asks, self._sums, self._habits
        asked, answered, _ = _decayed(self._total, day)
        kinds, factors = self._of_kinds, []
        for unit, full in answers:
            if unit is not None:
                own_asked, own_full, since = sums[unit]
                if since != day:
                    own_asked, own_full, _ = _decayed(sums[unit], day)
                    old_full, old_expected, _ = self.habit_sums(unit)  # the same all day
                    habits[unit] = (old_full + HABIT_BEFORE) / (old_expected + HABIT_BEFORE)
                usual = (answered - own_full + FULL_BEFORE) / (asked - own_asked + ASKED_BEFORE)
                m = usual * habits[unit]
                m = 0.05 if m < 0.05 else 0.95 if m > 0.95 else m
                factor = STALE_LAPSE if full else (1.0 - STALE_LAPSE * m) / (1.0 - m)
                if kinds:
                    factors.append(BayesFactor(unit, factor, 1.0))
                after = odds[unit] * factor
                odds[unit] = FLOOR if after < FLOOR else CEILING if after > CEILING else after
                asks[unit].append(_new(WeighedAsk, (day, full, usual)))
                sums[unit] = (own_asked + 1.0, own_full + full, day)
            asked += 1.0
            answered += full
        self._total = (asked, answered, day)
        if kinds:
            self._weigh_kinds([factors] * len(kinds))

    def entry(self, mentioned: Collection[int]) -> None:
        """Weigh one entry with free text; ``mentioned`` are the distinct units found in it.

        With M the entries that mentioned the unit before, N all entries before and q̄ the mean
        rate: q = (M + 40·q̄·λ)/(N + 40), λ = (ΣM + 15·F·q̄)/((N + 15)·F·q̄).
        """
        expected = len(self.odds) * self._q_bar
        rate = (sum(self._mentions) + 15.0 * expected) / ((self._entries + 15.0) * expected)
        prior, weight = 40.0 * self._q_bar * rate, self._entries + 40.0
        factors = []
        for unit, count in enumerate(self._mentions):
            q = min(0.6, max(0.002, (count + prior) / weight))
            absent = (1.0 - STALE_MENTION * q) / (1.0 - q)
            factors.append(BayesFactor(unit, STALE_MENTION if unit in mentioned else absent, 1.0))
            self.odds[unit] = min(CEILING, max(FLOOR, self.odds[unit] * factors[-1].factor))
        if self._of_kinds:
            self._weigh_kinds([factors] * len(self._of_kinds))
        self._entries += 1
        for unit in mentioned:
            self._mentions[unit] += 1

    def review(self, attended: Mapping[int, bool], ticked: Collection[int]) -> None:
        """Weigh a weekly review: what was said of single units, and the units ticked in a list."""
        if not (attended or ticked):
            return
        self._of_kinds = self._of_kinds or [[o / (1.0 + o) for o in self.odds] for _ in KINDS]
        self._shares = [
            (1.0 - CHANGES) * share + CHANGES * kind.share
            for share, kind in zip(self._shares, KINDS, strict=True)
        ]
        self._weigh_kinds([self.self_report.factors(kind, attended, ticked) for kind in KINDS])
        self.self_report.count(self._day, attended, ticked)

    def _weigh_kinds(self, factors: Sequence[Iterable[BayesFactor]]) -> None:
        """Weigh what each kind of leader makes of something, and how well each foresaw it."""
        for at, (p, of_kind) in enumerate(zip(self._of_kinds, factors, strict=True)):
            for unit, factor, chance in of_kind:
                likely = 1.0 + p[unit] * (factor - 1.0)
                self._shares[at] *= chance * likely
                after = p[unit] * factor / likely
                p[unit] = LEAST if after < LEAST else MOST if after > MOST else after
        total = sum(self._shares)
        self._shares = w, x, y, z = [share / total for share in self._shares]  # unrolled, for speed
        mixed = [w * a + x * b + y * c + z * d for a, b, c, d in zip(*self._of_kinds, strict=True)]
        self.odds = [p / (1.0 - p) for p in mixed]


def idle(odds: list[float], days: int) -> list[float]:
    """Return the odds after ``days`` days on which only the hazard acted.

    One day is P' = P(1 - e) + (1 - P)b, so d days are P' = kP + u with k = (1 - e - b)^d and
    u = (1 - k) b/(b + e); in odds ((k + u)o + u)/((1 - k - u)o + 1 - u).  The clip at +-12
    cannot act here: one hazard alone keeps P within [b, 1 - e].
    """
    k = _KEPT**days
    u = _RESTING * (1.0 - k)
    grow, lose, rest = k + u, 1.0 - k - u, 1.0 - u
    return [(grow * o + u) / (lose * o + rest) for o in odds]


def _decayed(sums: tuple[float, float, int], day: int) -> tuple[float, float, int]:
    asked, full, since = sums
    if day == since:
        return sums
    weight = 0.5 ** ((day - since) / HALF_LIFE)
    return (asked * weight, full * weight, day)


class AskEvent(NamedTuple):
    """A prompt shown and answered (or skipped); ``later`` is no ask and is left out."""

    day: int
    facet: str
    full: bool


class EntryEvent(NamedTuple):
    """One entry with free text and the facets mentioned in it (perhaps none)."""

    day: int
    mentions: Collection[str]


#: Whether facets found in free text move P. Off: they may only when the rates measured on
#: reflections nobody tuned to reach those the estimator assumes (sensitivity .6 at .02 false
#: positives a facet; docs/how-neglect-is-judged.md). Until then mentions are hints on the screen.
USE_MENTIONS = False


class Evidence(NamedTuple):
    """What a journal says to the estimator; days are ordinals (`date.toordinal`)."""

    asks: list[AskEvent]
    entries: list[EntryEvent]
    paused: tuple[DayRange, ...]
    first_day: int | None
    reviews: tuple[ReviewEvent, ...] = ()
    focus: tuple[tuple[int, int], ...] = ()  # days on which a focus was set


def evidence(records: Iterable[Record], as_of: date, *, mentions: bool = USE_MENTIONS) -> Evidence:
    """Return what the live records of days up to `as_of` say; `mentions` lets free text count."""
    asks: list[AskEvent] = []
    free_text: dict[int, set[str]] = {}
    reviews: dict[int, ReviewEvent] = {}  # a second one of the same day takes its place
    focus: list[tuple[int, Focus]] = []
    paused: list[DayRange] = []
    first = None
    for record in records:
        if record.day > as_of:
            continue
        number = record.day.toordinal()
        first = number if first is None or number < first else first
        if type(record) is Ask:
            if record.outcome != "later" and not record.no_evidence:
                asks.append(_new(AskEvent, (number, record.facet, record.outcome == "full")))
        elif mentions and type(record) is Note:
            free_text.setdefault(number, set()).update(record.facets, record.mentions)
        elif type(record) is Pause:
            last = record.until.toordinal() if record.until else None
            paused.append((record.from_.toordinal(), last))
        elif type(record) is Review and record.period == "week":
            reviews[number] = ReviewEvent(number, record.attended, record.attention)
        elif type(record) is Focus:
            focus.append((number, record))
    entries = [EntryEvent(day, frozenset(found)) for day, found in free_text.items()]
    return Evidence(
        asks, entries, tuple(paused), first, tuple(reviews.values()), _focus_days(focus)
    )


def _focus_days(set_on: Sequence[tuple[int, Focus]]) -> tuple[tuple[int, int], ...]:
    """Return the days on which a focus held: each until its end, the next one or its clearing."""
    ends = [*(day - 1 for day, _ in set_on[1:]), _NEVER]  # one more than there are, if none is
    return tuple(
        (day, min(focus.until.toordinal(), end))
        for (day, focus), end in zip(set_on, ends, strict=False)
        if focus.facets
    )
