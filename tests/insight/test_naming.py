"""States, naming and what must hold: who is told what, and who is told nothing."""

from __future__ import annotations

import pytest

from judging import Event, judge, judge_facets
from syslead_cli.insight.lapse_filter import AskEvent, EntryEvent, WeighedAsk
from syslead_cli.insight.neglect import (
    FOR_DIMENSIONS,
    FindingCounts,
    Judgement,
    asked_enough,
    fall_start,
)

FACETS = [f"f{n:02d}" for n in range(24)]
SMALL = ["a", "b", "c"]


def leader(
    days: int, rates: dict[str, int], *, drop: str | None = None, onset: int = 56
) -> list[Event]:
    """Every facet asked every fourth day, answered `rates` times in 5; `drop` stops at onset."""
    events: list[Event] = []
    for day in range(0, days, 4):
        for at, facet in enumerate(rates):
            turn = (day // 4 * 2 + at) % 5
            full = turn < rates[facet] and not (facet == drop and day >= onset)
            events.append(AskEvent(day, facet, full))
    return events


USUAL = dict.fromkeys("abcdef", 4)


def test_a_fall_is_named_with_its_counts() -> None:
    judged = judge_facets(leader(100, USUAL, drop="c"), USUAL, 99)
    verdict = judged.of("c")
    assert judged.named == ("c",)
    assert verdict.state == "neglected"
    assert verdict.since is not None
    assert 56 <= verdict.since <= 84
    assert isinstance(verdict.counts, FindingCounts)
    assert verdict.counts.since in (52, 56)
    assert verdict.counts.full == 0
    assert verdict.counts.asked == (99 - verdict.counts.since) // 4 + 1
    assert verdict.counts.usual == pytest.approx(0.8, abs=0.06)
    assert verdict.counts.elsewhere_asked >= 5 * verdict.counts.asked
    assert {v.state for v in judged.units if v.unit != "c"} == {"steady"}


def test_it_stays_named_until_p_sinks_below_a_tenth() -> None:
    events = leader(100, USUAL, drop="c")
    day, since = 99, judge_facets(events, USUAL, 99).of("c").since
    while (verdict := judge_facets(events, USUAL, day).of("c")).state == "neglected":
        assert verdict.p >= 0.10
        assert verdict.since == since
        day += 1
        events.append(AskEvent(day, "c", True))
    assert verdict.p < 0.10
    assert day > 101


def test_it_is_cleared_on_a_day_without_events() -> None:
    """P drifts to 1/11 when nothing is heard: below a tenth a unit turns quiet only afresh."""
    events = leader(100, USUAL, drop="c")
    later = [AskEvent(500, "c", False)]
    verdict = judge_facets([*events, *later], USUAL, 500).of("c")
    assert verdict.state != "neglected"


def test_nothing_is_named_in_the_first_six_weeks() -> None:
    events = [AskEvent(day, f, f != "c") for day in range(42) for f in USUAL]
    for day in (10, 41):
        judged = judge_facets(events, USUAL, day)
        assert judged.named == ()
        assert {v.state for v in judged.units} == {"too_early"}


def test_what_is_certain_before_is_named_on_the_first_day_allowed() -> None:
    events = [AskEvent(day, f, f != "c" or day < 25) for day in range(41) for f in USUAL]
    judged = judge_facets(events, USUAL, 42)
    assert judged.named == ("c",)
    assert judged.of("c").since == 42


def test_three_asks_are_needed_in_eight_weeks() -> None:
    events = [ask for ask in leader(60, USUAL) if ask.facet != "c" or ask.day < 20]
    quiet = [EntryEvent(day, ["a", "b", "d", "e", "f"]) for day in range(60, 160)]
    events += [AskEvent(110, "c", False), AskEvent(112, "c", False)]
    judged = judge_facets([*events, *quiet], USUAL, 112)
    assert judged.of("c").p > 0.85
    assert judged.named == ()
    third = judge_facets([*events, *quiet, AskEvent(114, "c", False)], USUAL, 114)
    assert third.named == ("c",)


def test_at_most_two_facets_are_named_the_likeliest_first() -> None:
    rates = dict.fromkeys("abcdefghij", 5)
    events = [
        AskEvent(day, f, not (f in "abc" and day >= 60 + 4 * at))
        for day in range(0, 110, 2)
        for at, f in enumerate(rates)
    ]
    judged = judge_facets(events, rates, 109)
    assert [v.state for v in judged.units[:3]] == ["neglected"] * 3
    assert len(judged.named) == 2
    ranked = sorted("abc", key=lambda f: -judged.of(f).p)
    assert list(judged.named) == ranked[:2]


def test_a_dimension_is_judged_by_the_same_filter() -> None:
    units = {"X": ["a", "b"], "Y": ["c", "d"], "Z": ["e", "f"]}
    events = [
        AskEvent(day, f, not (f in "cd" and day >= 60)) for day in range(0, 84, 4) for f in "abcdef"
    ]
    renamed = [
        AskEvent(e.day, {"a": "X", "b": "X", "c": "Y", "d": "Y"}.get(e.facet, "Z"), e.full)
        for e in events
    ]
    judged = judge(events, units, 83, options=FOR_DIMENSIONS)
    assert judged.named == ("Y",)
    assert [v.p for v in judged.units] == [v.p for v in judge_facets(renamed, "XYZ", 83).units]


def test_low_from_the_start_is_not_called_a_fall() -> None:
    rates = USUAL | {"c": 0}
    judged = judge_facets(leader(150, rates), rates, 149)
    verdict = judged.of("c")
    assert verdict.state == "never_took_root"
    assert judged.named == ()
    assert verdict.counts is not None
    assert (verdict.counts.asked, verdict.counts.full, verdict.counts.since) == (38, 0, 0)


def test_what_was_asked_only_lately_is_not_said_never_to_have_taken_root() -> None:
    """Nine asks are enough; those of four weeks are not: a habit is older than that."""
    steady = leader(150, USUAL)
    events = [e for e in steady if not (isinstance(e, AskEvent) and e.facet == "c")]
    lately = [AskEvent(day, "c", False) for day in range(125, 150, 3)]
    judged = judge_facets(sorted([*events, *lately], key=lambda e: e.day), USUAL, 149)
    assert judged.of("c").state != "never_took_root"


def test_what_fell_long_ago_is_not_said_never_to_have_taken_root() -> None:
    judged = judge_facets(leader(400, USUAL, drop="c"), USUAL, 399)
    assert judged.of("c").state in ("neglected", "steady")


def test_never_asked_and_rarely_asked() -> None:
    events = [e for e in leader(100, USUAL) if e.facet != "c" and (e.facet != "d" or e.day == 60)]
    judged = judge_facets(events, [*USUAL], 99)
    assert judged.of("c").state == "not_asked"
    assert judged.of("c").asked == 0
    assert judged.of("c").last_full is None
    assert judged.of("d").state == "too_early"
    assert judge_facets(events, [*USUAL], 99 + 80).of("a").state == "not_asked"


def test_an_empty_journal() -> None:
    judged = judge_facets([], SMALL, 700)
    assert [v.state for v in judged.units] == ["too_early"] * 3
    assert judged.named == ()
    assert judge_facets([], [], 0) == Judgement(0, (), ())


# -- must hold --


def test_a_leader_on_holiday_is_told_nothing() -> None:
    events = leader(100, USUAL)
    for day in range(100, 200, 7):
        assert judge_facets(events, USUAL, day).named == ()
    back = [AskEvent(142, f, False) for f in "abc"]
    assert judge_facets([*events, *back], USUAL, 142).named == ()


def test_when_every_facet_dips_none_is_named() -> None:
    events = [
        AskEvent(day, facet, (at + day) % 5 < (4 if day < 70 else 1))
        for day in range(0, 182, 3)
        for at, facet in enumerate(FACETS)
    ]
    assert [judge_facets(events, FACETS, day).named for day in range(70, 182, 8)] == [()] * 14


# -- pauses --


def test_while_paused_nothing_is_said() -> None:
    events = leader(100, USUAL, drop="c")
    judged = judge_facets(events, USUAL, 120, [(100, None)])
    assert {v.state for v in judged.units} == {"paused"}
    assert judged.named == ()
    assert judged.of("c").p == judge_facets(events, USUAL, 99).of("c").p


def test_what_is_written_in_a_pause_is_counted_not_weighed() -> None:
    events = leader(60, USUAL)
    judged = judge_facets([*events, AskEvent(70, "a", True)], USUAL, 89, [(60, 79)])
    plain = judge_facets(events, USUAL, 89, [(60, 79)])
    assert judged.of("a").asked == plain.of("a").asked + 1
    assert judged.of("a").last_full == 70
    assert judged.of("a")[5:7] == plain.of("a")[5:7]


def test_a_finding_says_nothing_false_of_a_pause() -> None:
    """ "Never answered in full" would be untrue where it was, on a day away."""
    events = [*leader(100, USUAL, drop="c"), AskEvent(96, "c", True), AskEvent(97, "b", True)]
    plain = judge_facets(leader(100, USUAL, drop="c"), USUAL, 99).of("c").counts
    away = judge_facets(events, USUAL, 99, [(96, 97)]).of("c").counts
    assert plain
    assert away
    while_away = [event for event in leader(100, USUAL, drop="c") if event.day in (96, 97)]
    assert while_away
    everything = [event for event in events if event.day >= away.since]
    own = [event.full for event in everything if event.facet == "c"]
    others = [event.full for event in everything if event.facet != "c"]
    assert (away.asked, away.full) == (len(own), sum(own))
    assert away.full >= 1
    assert (away.elsewhere_asked, away.elsewhere_full) == (len(others), sum(others))


@pytest.mark.parametrize(("today", "enough"), [(65, True), (66, False)])
def test_eight_weeks_are_56_days_today_included(today: int, enough: bool) -> None:
    asks = [WeighedAsk(day, False, 0.7) for day in (10, 40, 41)]
    assert asked_enough(asks, today) is enough


@pytest.mark.parametrize(("named", "start"), [(67, 0), (68, 1)])
def test_a_fall_is_counted_from_within_eight_weeks(named: int, start: int) -> None:
    """Every ask was a miss, so the earliest one that may count begins the fall."""
    asks = [WeighedAsk(day, False, 0.7) for day in (12, 40, 50, 60)]
    assert fall_start(asks, named) == start


def test_a_fall_leaves_the_three_asks_that_naming_needs() -> None:
    """Only the last ask failed: the fall would begin there, and three asks are counted."""
    asks = [WeighedAsk(day, day == 10, 0.7) for day in (10, 20, 30)]
    assert fall_start(asks, 30) == 0
    asks = [WeighedAsk(day, day < 40, 0.7) for day in (10, 20, 30, 40)]
    assert fall_start(asks, 40) == 1
