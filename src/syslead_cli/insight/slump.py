"""Was it this part that fell, or everything? A second look before something is named.

The filter compares an answer with how the others were answered *so far* (half-life three weeks).
When everything dips at once, that rate lags, and whatever happens to be asked most in those days
looks as if it alone had fallen: of 40 simulated leaders whose full answers fell from 85 % to
35 % all over, 35 were told that a dimension had gone quiet.  With hindsight one can compare with
the others' answers of the same days; then 4 were.  The price, from `benchmarks/detection.py`:
of lapsed facets four points fewer are found within six weeks, none fewer within twelve.

So a finding stands as it is while the others held.  Where they fell too, the unit must have
fallen credibly further: its answers since the fall, weighed with the others' rate within ten days
either side of each, must speak strongly for a lapse.  P itself is untouched.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from math import log

from syslead_cli.insight.active_days import ActiveDays, DayRange
from syslead_cli.insight.neglect import Ask, Judgement, Verdict
from syslead_cli.insight.suspicion import STALE_LAPSE

NEAR = 10  # days either side that count as the same days
BEFORE = 56  # days before the fall that show how the others used to be answered
#: The others held if they kept this share of their former rate.  A dimension, asked several times
#: as often as a facet, is what the lag catches, so for it even a slight dip is a reason to look.
HELD_FOR_FACET, HELD_FOR_DIMENSION = 0.80, 0.95
#: What the answers must say for a lapse: four times what lifts P from rest (.09) to naming (.85),
#: because of all that dipped the lowest is being looked at.
NEEDED = log(200.0)


def compared(
    judged: Judgement,
    units: Mapping[str, Collection[str]],
    asks: Sequence[Ask],
    paused: Iterable[DayRange] = (),
) -> Judgement:
    """The judgement with every finding taken back that a slump explains; pauses are cut out."""
    if all(verdict.state != "neglected" for verdict in judged.units):
        return judged
    days = ActiveDays(paused)
    asks = [ask._replace(day=days.number(ask.day)) for ask in asks if not days.is_paused(ask.day)]
    verdicts = tuple(
        _steady(verdict)
        if verdict.because
        and verdict.state == "neglected"
        and not _fell_alone(
            set(units[verdict.unit]),
            days.number(verdict.because.since),
            asks,
            days.number(judged.day),
        )
        else verdict
        for verdict in judged.units
    )
    standing = {verdict.unit for verdict in verdicts if verdict.state == "neglected"}
    return judged._replace(
        units=verdicts, named=tuple(unit for unit in judged.named if unit in standing)
    )


def _steady(verdict: Verdict) -> Verdict:
    return verdict._replace(state="steady", since=None, because=None)


def _fell_alone(facets: Collection[str], since: int, asks: Sequence[Ask], today: int) -> bool:
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
    return sum(_speaks(ask.full, rate) for ask, rate in zip(own, rates, strict=True)) >= NEEDED


def _rate(asks: Sequence[Ask], first: int, last: int) -> float:
    """Share in full between two days, with two asks of the usual seven in ten added."""
    found = [ask.full for ask in asks if first <= ask.day <= last]
    return min(0.95, max(0.05, (sum(found) + 1.4) / (len(found) + 2.0)))


def _speaks(full: bool, rate: float) -> float:
    """The log Bayes factor of one answer for a lapse, as in the filter."""
    return log(STALE_LAPSE) if full else log((1.0 - STALE_LAPSE * rate) / (1.0 - rate))
