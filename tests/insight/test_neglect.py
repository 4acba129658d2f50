"""The estimator against vectors, by hand and by property (docs/how-neglect-is-judged.md)."""

from __future__ import annotations

import json
import sys
from math import exp, log
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from judging import Event, judge, judge_facets
from syslead_cli.insight import lapse_filter as filter_module
from syslead_cli.insight.lapse_filter import ActiveDays, AskEvent, EntryEvent, LapseFilter, idle
from syslead_cli.insight.neglect import FOR_FACETS
from syslead_cli.insight.ratings import beta_cdf, beta_quantile

FACETS = [f"f{n:02d}" for n in range(24)]
SMALL = ["a", "b", "c"]


def events_of(leader: dict) -> list[Event]:
    return [
        AskEvent(e["day"], e["facet"], bool(e["y"]))
        if e["t"] == "ask"
        else EntryEvent(e["day"], e["mentions"])
        for e in leader["events"]
    ]


def odds(p: float) -> float:
    return p / (1 - p)


def test_shared_vectors(shared: Path) -> None:
    path = shared / "estimator" / "test_vectors.json"
    for leader in json.loads(path.read_text(encoding="utf-8")):
        options = FOR_FACETS._replace(q_bar=leader["q_bar"])
        judged = judge(events_of(leader), {f: [f] for f in FACETS}, 111, options=options)
        for facet, expected in leader["P_day_111"].items():
            assert judged.of(facet).p == pytest.approx(expected, abs=1e-6)
        for facet, (mean, low, high, asked, full) in leader["level_day_111"].items():
            verdict = judged.of(facet)
            # The file rounds levels to five places.
            found = verdict.level.mean, verdict.level.low, verdict.level.high
            assert [round(x, 5) for x in found] == [mean, low, high]
            assert (verdict.asked, verdict.full) == (asked, full)


def test_default_mention_rate_is_that_of_the_vectors() -> None:
    assert pytest.approx(0.07439112574720766, abs=1e-15) == filter_module.Q_BAR


# -- our own vectors: small enough to follow with a pocket calculator --


def hazard(p: float, days: int = 1) -> float:
    for _ in range(days):
        p = p * (1 - 0.1 / 7) + (1 - p) * (0.01 / 7)
    return p


def test_log_odds_are_clipped() -> None:
    filter_ = LapseFilter(1)
    filter_.advance(0)
    for _ in range(40):
        filter_.weigh([(0, True)])
    assert log(filter_.odds[0]) == pytest.approx(-12.0)


def test_idle_days_in_one_step_or_many() -> None:
    p = odds(0.93)
    (many,) = idle([p], 400)
    one = [p]
    for _ in range(400):
        one = idle(one, 1)
    assert many == pytest.approx(one[0], rel=1e-10)
    assert many / (1 + many) == pytest.approx(hazard(0.93, 400), rel=1e-10)


# -- the level's interval --


def test_beta_quantile_of_known_distributions() -> None:
    assert beta_quantile(0.1, 1, 1) == pytest.approx(0.1, abs=1e-12)
    assert beta_quantile(0.9, 3, 1) == pytest.approx(0.9 ** (1 / 3), abs=1e-12)
    assert beta_quantile(0.1, 1, 0.5) == pytest.approx(1 - 0.9**2, abs=1e-12)


@given(
    st.floats(0.02, 400),
    st.floats(0.02, 400),
    st.sampled_from([0.1, 0.5, 0.9]),
)
def test_quantile_inverts_the_distribution(a: float, b: float, p: float) -> None:
    x = beta_quantile(p, a, b)
    assert 0 <= x <= 1
    # The distribution can be so steep at an end that no float x comes nearer than its neighbours.
    near = 2e-12
    assert beta_cdf(x - near, a, b) - 1e-9 <= p <= beta_cdf(x + near, a, b) + 1e-9


# -- pauses --


def test_active_days_there_and_back() -> None:
    days = ActiveDays([(20, 24), (5, 9), (8, 11), (30, None)])
    open_days = [d for d in range(40) if not days.is_paused(d)]
    assert open_days == [*range(5), *range(12, 20), *range(25, 30)]
    assert [days.number(d) for d in open_days] == list(range(len(open_days)))
    assert [days.day(n) for n in range(len(open_days))] == open_days


journals = st.lists(
    st.one_of(
        st.builds(AskEvent, st.integers(0, 150), st.sampled_from(SMALL), st.booleans()),
        st.builds(EntryEvent, st.integers(0, 150), st.frozensets(st.sampled_from(SMALL))),
    ),
    max_size=60,
)


@given(journals, st.integers(1, 60), st.integers(1, 149))
def test_a_pause_is_as_if_the_days_had_not_been(events: list[Event], length: int, at: int) -> None:
    moved = [e._replace(day=e.day + length) if e.day >= at else e for e in events]
    paused = judge_facets(moved, SMALL, 150 + length, [(at, at + length - 1)])
    plain = judge_facets(events, SMALL, 150)
    assert [(v.state, v.p, v.level) for v in paused.units] == [
        (v.state, v.p, v.level) for v in plain.units
    ]
    assert paused.named == plain.named


# -- properties --


@given(journals, st.integers(0, 200))
def test_p_and_levels_stay_inside(events: list[Event], day: int) -> None:
    for verdict in judge_facets(events, SMALL, day).units:
        assert 0 < verdict.p < 1
        assert 0 <= verdict.level.low <= verdict.level.high <= 1
        assert verdict.full <= verdict.asked


@given(journals, st.integers(0, 150))
def test_later_events_change_nothing(events: list[Event], day: int) -> None:
    past = [e for e in events if e.day <= day]
    origin = min((e.day for e in events), default=0)
    assert judge_facets(events, SMALL, day, first_day=origin) == judge_facets(
        past, SMALL, day, first_day=origin
    )


@given(journals, st.integers(-1000, 1000))
def test_only_differences_of_days_matter(events: list[Event], shift: int) -> None:
    moved = judge_facets([e._replace(day=e.day + shift) for e in events], SMALL, 150 + shift)
    plain = judge_facets(events, SMALL, 150)
    assert [(v.p, v.state, v.level) for v in moved.units] == [
        (v.p, v.state, v.level) for v in plain.units
    ]


# -- cost: counted, not timed --


def test_the_work_grows_with_events_not_with_days() -> None:
    def calls(days: int) -> int:
        count = 0

        def tally(_frame: object, kind: str, _arg: object) -> None:
            nonlocal count
            count += kind in ("call", "c_call")

        events = [AskEvent(n * days // 1000, FACETS[n % 24], n % 5 > 0) for n in range(1000)]
        sys.setprofile(tally)
        try:
            judge_facets(events, FACETS, days)
        finally:
            sys.setprofile(None)
        return count

    base = calls(1000)
    assert calls(36_500) < 1.1 * base
    # About 100 calls an ask; with a loop over 24 facets or the days between it would be thousands.
    assert base < 150 * 1000


def test_a_century_does_not_overflow() -> None:
    events = [AskEvent(day, "a", day % 3 > 0) for day in range(0, 40_000, 200)]
    assert 0 < judge_facets(events, SMALL, 40_000).of("a").p < 1
    assert exp(-12) < odds(judge_facets(events, SMALL, 40_000).of("b").p)
