"""The lapse filter written a second time, as docs/how-neglect-is-judged.md has its formulas.

Nothing here is quick or shared with the product: probabilities instead of odds, one day after the
other, every sum anew. Where the two differ, one of them is not what the document says.

    python tests/naive_filter.py

makes ``tests/data/review_vectors.json``: leaders with weekly reviews, and what P must be.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from math import exp, log
from pathlib import Path
from random import Random
from typing import Any, NamedTuple

Q_BAR = 0.02 + 0.6 * 0.08 * exp(0.5**2 / 2)
VECTORS = Path(__file__).parent / "data" / "review_vectors.json"


class Happened(NamedTuple):
    """One event: an ask (facet, y), an entry (mentions) or a review (attended, ticked)."""

    day: int
    kind: str
    facet: str = ""
    y: bool = False
    mentions: Collection[str] = ()
    attended: Mapping[str, bool] = {}


def clip(value: float, least: float, most: float) -> float:
    return min(most, max(least, value))


def moved(p: float, factor: float) -> float:
    """Return P after evidence with this log Bayes factor for a lapse, log-odds clipped to ±12."""
    odds = clip(log(p / (1 - p)) + factor, -12, 12)
    return 1 / (1 + exp(-odds))


#: Kinds of leader: share, how often yes is said where attention is as usual, and where it lapsed.
KINDS = ((0.50, 0.80, 0.25), (0.20, 0.80, 0.65), (0.15, 0.95, 0.80), (0.15, 0.50, 0.20))


class NaiveFilter:
    """One leader's filter, a day at a time, with a P for each kind of leader from the first day."""

    def __init__(self, units: Sequence[str], q_bar: float = Q_BAR) -> None:
        self.units, self.q_bar = units, q_bar
        self.p_of = [dict.fromkeys(units, 0.01) for _ in KINDS]
        self.share = [share for share, _, _ in KINDS]
        self.asks: list[tuple[int, str, bool, float]] = []
        self.entries: list[Collection[str]] = []
        self.lists: list[Collection[str]] = []

    def others(self, unit: str, today: int, half_life: int) -> float:
        rest = [(day, y) for day, facet, y, _ in self.asks if facet != unit]
        weights = [2 ** (-(today - day) / half_life) for day, _ in rest]
        full = sum(w * y for w, (_, y) in zip(weights, rest, strict=True))
        return (full + 4.2) / (sum(weights) + 6)

    def habit(self, unit: str, today: int) -> float:
        old = [ask for ask in self.asks if ask[1] == unit and today - ask[0] >= 28]
        return (sum(y for _, _, y, _ in old) + 6) / (sum(r for *_, r in old) + 6)

    @property
    def p(self) -> dict[str, float]:
        """Return P over all kinds of leader."""
        whole = sum(self.share)
        return {
            u: sum(w * p[u] for w, p in zip(self.share, self.p_of, strict=True)) / whole
            for u in self.units
        }

    def weigh(self, kind: int, unit: str, lapsed: float, present: float) -> None:
        """Weigh something with these two chances, for one kind of leader."""
        p = self.p_of[kind][unit]
        self.share[kind] *= p * lapsed + (1 - p) * present
        self.p_of[kind][unit] = moved(p, log(lapsed / present))

    def begin_day(self) -> None:
        for of in self.p_of:
            of.update({u: p * (1 - 0.1 / 7) + (1 - p) * (0.01 / 7) for u, p in of.items()})

    def ask(self, today: int, facet: str, full: bool) -> None:
        r = self.others(facet, today, 21)
        if facet in self.units:
            m = clip(r * self.habit(facet, today), 0.05, 0.95)
            for kind in range(len(KINDS)):
                if full:
                    self.weigh(kind, facet, 0.25 * m, m)
                else:
                    self.weigh(kind, facet, 1 - 0.25 * m, 1 - m)
        self.asks.append((today, facet, full, r))

    def entry(self, mentions: Collection[str]) -> None:
        n, f = len(self.entries), len(self.units)
        counts = {u: sum(u in entry for entry in self.entries) for u in self.units}
        rate = (sum(counts.values()) + 15 * f * self.q_bar) / ((n + 15) * f * self.q_bar)
        for unit in self.units:
            q = clip((counts[unit] + 40 * self.q_bar * rate) / (n + 40), 0.002, 0.6)
            for kind in range(len(KINDS)):
                if unit in mentions:
                    self.weigh(kind, unit, 0.4 * q, q)
                else:
                    self.weigh(kind, unit, 1 - 0.4 * q, 1 - q)
        self.entries.append(mentions)

    def review(self, attended: Mapping[str, bool], ticked: Collection[str]) -> None:
        known = {unit: yes for unit, yes in attended.items() if unit in self.units}
        ticks = [unit for unit in ticked if unit in self.units]
        n, f = len(self.lists), len(self.units)
        counts = {u: sum(u in each for each in self.lists) for u in self.units}
        usual = (sum(counts.values()) + 10 * f * 0.2) / ((n + 10) * f)
        if not (known or ticks):
            return
        whole = sum(self.share)
        for kind, (start, a, b) in enumerate(KINDS):
            self.share[kind] = 0.99 * self.share[kind] / whole + 0.01 * start
            for unit, yes in known.items():
                self.weigh(kind, unit, *((b, a) if yes else (1 - b, 1 - a)))
            for unit in self.units if ticks else ():
                t = min(0.95, (counts[unit] + 10 * usual) / (n + 10))
                if unit not in known and unit in ticks:
                    self.weigh(kind, unit, b / a * t, t)
                elif unit not in known:
                    self.weigh(kind, unit, 1 - b / a * t, 1 - t)
        if ticks:
            self.lists.append(ticks)

    def level(self, unit: str, today: int) -> tuple[float, float, float]:
        """Return weighted full answers and asks of one unit, and the others' rate, of 42 days."""
        own = [(2 ** (-(today - day) / 42), y) for day, facet, y, _ in self.asks if facet == unit]
        return sum(w * y for w, y in own), sum(w for w, _ in own), self.others(unit, today, 42)


def by_formulas(
    events: Iterable[Happened], units: Sequence[str], today: int, q_bar: float = Q_BAR
) -> NaiveFilter:
    """Return the filter at the end of ``today``; asks come first in a day, reviews last."""
    events = list(events)
    told = NaiveFilter(units, q_bar)
    for day in range(min((event.day for event in events), default=today), today + 1):
        told.begin_day()
        of_day = [event for event in events if event.day == day]
        for event in of_day:
            if event.kind == "ask":
                told.ask(day, event.facet, event.y)
        for event in of_day:
            if event.kind == "entry":
                told.entry(event.mentions)
        for event in of_day:
            if event.kind == "review":
                told.review(event.attended, event.mentions)
    return told


# ── vectors ──────────────────────────────────────────────────────────────────

FACETS = [f"f{n:02d}" for n in range(24)]
TODAY = 111


def invented(number: int) -> list[Happened]:
    """Return what a leader did in 112 days, with a review on most Sundays."""
    dice = Random(f"review vectors/{number}")
    lapsed = dice.sample(FACETS, 1 + number % 2)
    sees, ticks = dice.uniform(0.2, 0.9), dice.uniform(0.08, 0.35)
    events: list[Happened] = []
    for day in range(TODAY + 1):
        gone = lapsed if day >= 56 else []
        if dice.random() < 0.7:
            for facet in dice.sample(FACETS, 2):
                full = dice.random() < (0.2 if facet in gone else 0.75)
                events.append(Happened(day, "ask", facet, full))
        if number == 5 and dice.random() < 0.3:
            events.append(Happened(day, "entry", mentions=dice.sample(FACETS, 2)))
        if day % 7 == 6 and dice.random() < 0.85:
            asked = [*gone, *dice.sample(FACETS, 3)][:3]
            said = {f: dice.random() < (0.8 * sees if f in gone else 0.8) for f in asked}
            said = {f: yes for f, yes in said.items() if dice.random() < 0.9}
            list_ = [f for f in FACETS if dice.random() < ticks * (sees if f in gone else 1)]
            events.append(Happened(day, "review", attended=said, mentions=list_))
    return events


def vector(number: int) -> dict[str, Any]:
    """Return one leader's events, and what the formulas make of them."""
    events = invented(number)
    told = by_formulas(events, FACETS, TODAY)
    listed = []
    for event in events:
        one: dict[str, Any] = {"t": event.kind, "day": event.day}
        if event.kind == "ask":
            one |= {"facet": event.facet, "y": int(event.y)}
        elif event.kind == "entry":
            one |= {"mentions": [*event.mentions]}
        else:
            one |= {"attended": {**event.attended}, "ticked": [*event.mentions]}
        listed.append(one)
    shares = [round(share / sum(told.share), 9) for share in told.share]
    p = {unit: round(value, 12) for unit, value in told.p.items()}
    return {"leader": number, "events": listed, "shares": shares, f"P_day_{TODAY}": p}


if __name__ == "__main__":
    made = [vector(number) for number in range(6)]
    VECTORS.write_text("[\n" + ",\n".join(map(json.dumps, made)) + "\n]\n", encoding="utf-8")
