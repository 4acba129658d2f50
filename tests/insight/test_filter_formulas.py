"""The filter against its formulas, written once more as docs/how-neglect-is-judged.md has them.

Nothing here is quick or shared with the product: probabilities instead of odds, one day after the
other, every sum anew. Where the two differ, one of them is not what the document says.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from math import exp, log

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from syslead_cli.insight.filter import AskEvent, EntryEvent, Event
from syslead_cli.insight.neglect import Options, judge
from syslead_cli.insight.ratings import level

UNITS = ("a", "b", "c")
Q_BAR = 0.02 + 0.6 * 0.08 * exp(0.5**2 / 2)


def clip(value: float, least: float, most: float) -> float:
    return min(most, max(least, value))


def moved(p: float, factor: float) -> float:
    """P after evidence with this log Bayes factor for a lapse, log-odds clipped to ±12."""
    odds = clip(log(p / (1 - p)) + factor, -12, 12)
    return 1 / (1 + exp(-odds))


class Formulas:
    """One leader's filter, a day at a time."""

    def __init__(self) -> None:
        self.p = dict.fromkeys(UNITS, 0.01)
        self.asks: list[tuple[int, str, bool, float]] = []
        self.entries: list[Collection[str]] = []

    def others(self, unit: str, today: int, half_life: int) -> float:
        rest = [(day, y) for day, facet, y, _ in self.asks if facet != unit]
        weights = [2 ** (-(today - day) / half_life) for day, _ in rest]
        full = sum(w * y for w, (_, y) in zip(weights, rest, strict=True))
        return (full + 4.2) / (sum(weights) + 6)

    def habit(self, unit: str, today: int) -> float:
        old = [ask for ask in self.asks if ask[1] == unit and today - ask[0] >= 28]
        return (sum(y for _, _, y, _ in old) + 6) / (sum(r for *_, r in old) + 6)

    def begin_day(self) -> None:
        self.p = {u: p * (1 - 0.1 / 7) + (1 - p) * (0.01 / 7) for u, p in self.p.items()}

    def ask(self, today: int, facet: str, full: bool) -> None:
        r = self.others(facet, today, 21)
        if facet in self.p:
            m = clip(r * self.habit(facet, today), 0.05, 0.95)
            factor = log(0.25) if full else log((1 - 0.25 * m) / (1 - m))
            self.p[facet] = moved(self.p[facet], factor)
        self.asks.append((today, facet, full, r))

    def entry(self, mentions: Collection[str]) -> None:
        n, f = len(self.entries), len(UNITS)
        counts = {u: sum(u in entry for entry in self.entries) for u in UNITS}
        rate = (sum(counts.values()) + 15 * f * Q_BAR) / ((n + 15) * f * Q_BAR)
        for unit in UNITS:
            q = clip((counts[unit] + 40 * Q_BAR * rate) / (n + 40), 0.002, 0.6)
            factor = log(0.4) if unit in mentions else log((1 - 0.4 * q) / (1 - q))
            self.p[unit] = moved(self.p[unit], factor)
        self.entries.append(mentions)

    def level(self, unit: str, today: int) -> tuple[float, float, float]:
        """Weighted full answers and asks of one unit, and the others' rate, all over 42 days."""
        own = [(2 ** (-(today - day) / 42), y) for day, facet, y, _ in self.asks if facet == unit]
        return sum(w * y for w, y in own), sum(w for w, _ in own), self.others(unit, today, 42)


def by_formulas(events: Sequence[Event], today: int) -> Formulas:
    told = Formulas()
    first = min((event.day for event in events), default=today)
    for day in range(first, today + 1):
        told.begin_day()
        for event in events:
            if isinstance(event, AskEvent) and event.day == day:
                told.ask(day, event.facet, event.full)
        for event in events:
            if isinstance(event, EntryEvent) and event.day == day:
                told.entry(event.mentions)
    return told


#: One facet is retired: it is no unit, and tells of the leader's usual rate only.
journals = st.lists(
    st.one_of(
        st.builds(
            AskEvent, st.integers(0, 120), st.sampled_from([*UNITS, "retired"]), st.booleans()
        ),
        st.builds(AskEvent, st.integers(0, 120), st.just("a"), st.booleans()),
        st.builds(EntryEvent, st.integers(0, 120), st.frozensets(st.sampled_from(UNITS))),
    ),
    max_size=50,
)


@settings(max_examples=60)
@given(journals, st.integers(120, 150))
def test_p_is_what_the_formulas_say(events: list[Event], today: int) -> None:
    judged = judge(events, {unit: (unit,) for unit in UNITS}, today, (), Options(q_bar=Q_BAR))
    expected = by_formulas(events, today).p
    for unit in UNITS:
        assert judged.of(unit).p == pytest.approx(expected[unit], abs=1e-9)


@settings(max_examples=60)
@given(journals, st.integers(120, 150))
def test_levels_are_what_the_formulas_say(events: list[Event], today: int) -> None:
    judged = judge(events, {unit: (unit,) for unit in UNITS}, today)
    told = by_formulas(events, today)
    for unit in UNITS:
        full, asked, usual = told.level(unit, today)
        mean = (full + 2 * usual) / (asked + 2)
        assert judged.of(unit).level.mean == pytest.approx(mean, abs=1e-9)
        assert judged.of(unit).level == pytest.approx(level(full, asked, usual), abs=1e-9)


def test_a_long_journal_by_the_formulas() -> None:
    """Enough answers that the habit counts, and a fall that lifts P."""
    events: list[Event] = []
    for day in range(0, 140, 2):
        fell = day >= 90
        events += [
            AskEvent(day, "a", not fell),
            AskEvent(day, "b", day % 6 != 0),
            AskEvent(day, "c", True),
        ]
        events.append(EntryEvent(day, {"c"} if fell else {"a", "c"}))
    judged = judge(events, {unit: (unit,) for unit in UNITS}, 140, (), Options(q_bar=Q_BAR))
    expected = by_formulas(events, 140).p
    assert expected["a"] > 0.9
    assert [judged.of(u).p for u in UNITS] == [pytest.approx(expected[u], abs=1e-9) for u in UNITS]
