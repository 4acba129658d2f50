"""A second look at findings: one that a decline of everything explains is taken back.

The filter compares an answer with how the others were answered *so far* (half-life three weeks).
When everything dips at once, that rate lags, and whatever happens to be asked most in those days
looks as if it alone had fallen. With hindsight one can compare with the others' answers of the
same days. `benchmarks/detection.py` prints what that gains and costs.

So a finding stands as it is while the others held.  Where they fell too, the unit must have
fallen credibly further: its answers since the fall, weighed with the others' rate within ten days
either side of each, must speak strongly for a lapse.  P itself is untouched.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from math import log

from syslead_cli.insight.filter import ActiveDays, AskEvent, DayRange
from syslead_cli.insight.neglect import Judgement, UnitJudgement, log_factor

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
    paused = tuple(paused)
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
