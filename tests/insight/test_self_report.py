"""What reviews say, how far it is trusted, and when less than .85 is enough to name a facet."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from judging import Event, evidence_of, judge_facets
from some_records import ago, stamped
from syslead_cli.framework.model import Dimension, Facet, Framework
from syslead_cli.insight.lapse_filter import AskEvent, LapseFilter, evidence
from syslead_cli.insight.neglect import (
    DIMENSION_THRESHOLD,
    DOUBT,
    FACET_THRESHOLD,
    FEW_THRESHOLD,
    Judgement,
    NamingRule,
)
from syslead_cli.insight.self_report import (
    KNOWN_FROM,
    LEAST_P,
    MOST_ASKED,
    LeaderKind,
    ReviewEvent,
    SelfReport,
    most_suspect,
)
from syslead_cli.insight.trends import judge_journal
from syslead_cli.journal.model import Focus

FACETS = [f"f{n:02d}" for n in range(24)]
EIGHT = FACETS[:8]


def fallen(facets: list[str], low: float, high: float) -> tuple[list[Event], int]:
    """Return a steady journal in which one facet fell, until P lay between two for the first time,
    and the day on which it did."""
    others = [facet for facet in facets if facet != "f00"]
    for gap in range(1, 12):
        events: list[Event] = [AskEvent(at, "f00", at % 12 != 0) for at in range(0, 60, 4)]
        for day in range(60, 60 + 8 * gap, gap):
            events.append(AskEvent(day, "f00", False))
            steady = [AskEvent(at, f, True) for at in range(0, day, 4) for f in others]
            p = judge_facets([*steady, *events], facets, day).of("f00").p
            if low < p < high:
                return [*steady, *events], day
            if p > low:
                break
    raise AssertionError("P never came to lie there")


# ── thresholds ───────────────────────────────────────────────────────────────


def test_eight_facets_are_few_and_nine_are_not() -> None:
    for count, named in ((8, ("f00",)), (9, ())):
        facets = FACETS[:count]
        events, day = fallen(facets, FEW_THRESHOLD, FACET_THRESHOLD)
        assert judge_facets(events, facets, day).named == named


def test_a_focus_lowers_the_threshold_on_its_days_and_the_name_stays() -> None:
    events, day = fallen(FACETS, FEW_THRESHOLD, FACET_THRESHOLD)

    def named(*focus: tuple[int, int], on: int = day) -> tuple[str, ...]:
        return judge_facets(events, FACETS, on, focus=focus).named

    assert named() == ()
    assert named((50, 150)) == ("f00",)
    assert named((day, 150)) == ("f00",)
    assert named((0, 40)) == ()
    assert named((50, day), on=day + 3) == ("f00",)
    assert named((day + 1, 150), on=day) == ()


def test_a_focus_that_begins_on_a_day_without_answers_is_looked_at_then_and_later_alike() -> None:
    events, day = fallen(FACETS, FEW_THRESHOLD + 0.04, FACET_THRESHOLD)
    focus = [(day + 1, day + 60)]
    assert judge_facets(events, FACETS, day + 1, focus=focus).named == ("f00",)
    assert judge_facets(events, FACETS, day + 6, focus=focus).named == ("f00",)


def test_a_focus_holds_until_its_end_the_next_one_or_its_clearing() -> None:
    def focus(days: int, *facets: str, until: int = -60) -> Focus:
        return Focus(**stamped(ago(days)), facets=facets, until=ago(until))

    today = ago(0)
    assert evidence([focus(30, "a")], today).focus == ((ago(30).toordinal(), ago(-60).toordinal()),)
    two = evidence([focus(30, "a"), focus(20, "b", until=5)], today).focus
    assert two == (
        (ago(30).toordinal(), ago(21).toordinal()),
        (ago(20).toordinal(), ago(5).toordinal()),
    )
    assert evidence([focus(30, "a"), focus(10)], today).focus == (
        (ago(30).toordinal(), ago(11).toordinal()),
    )


def test_a_dimension_has_one_threshold() -> None:
    rule, few = NamingRule(DIMENSION_THRESHOLD), NamingRule(DIMENSION_THRESHOLD)
    lapses = LapseFilter(1)
    lapses.advance(50)
    lapses.asks[0] = [(48, False, 0.7), (49, False, 0.7), (50, False, 0.7)]  # type: ignore[list-item]
    lapses.odds = [0.8 / 0.2]
    rule.settle(50, lapses)
    few.settle(50, lapses, few=True)
    assert rule.since == few.since == {}


def test_what_is_said_has_to_be_surer_while_self_knowledge_is_unknown() -> None:
    events, day = fallen(FACETS, 0.86, 0.90)

    def named(*reviews: Event) -> tuple[str, ...]:
        return judge_facets([*events, *reviews], FACETS, day, first_day=0).named

    about = FACETS[5 : 5 + MOST_ASKED]
    assert named() == ("f00",)
    assert named(ReviewEvent(day - 56, {"f05": True}, ())) == ("f00",)  # long ago
    assert named(ReviewEvent(day - 9, {"f05": True}, ())) == ()
    known = [ReviewEvent(at, dict.fromkeys(about, True), ()) for at in range(day - 56, day, 7)]
    assert 3 * MOST_ASKED < KNOWN_FROM <= 4 * MOST_ASKED
    assert named(*known[-4:]) == ("f00",)
    assert named(*known[-3:]) == ()  # nine answers
    odds = FACET_THRESHOLD / (1 - FACET_THRESHOLD) * DOUBT
    assert odds / (1 + odds) == pytest.approx(0.92, abs=0.005)


# ── what reviews say ─────────────────────────────────────────────────────────


def test_the_suspects_are_the_likeliest_three_above_rest() -> None:
    p = {"a": 0.3, "b": 0.02, "c": 0.6, "d": LEAST_P, "e": 0.06, "f": 0.1}
    assert most_suspect(p) == ["c", "a", "f"]
    assert most_suspect({"b": 0.02}) == []


def weight_of_yes(sees: list[bool]) -> float:
    """Return what a yes divides the odds by after some weeks, by whether the leader saw in them
    which of two facets was always answered in full and which never."""
    lapses = LapseFilter(3)
    for week, saw in enumerate(sees):
        lapses.advance(7 * week)
        lapses.weigh([(0, True), (1, False), (2, True)] * 2)
        lapses.review({0: True, 1: not saw}, ())
    before = lapses.odds[2]
    lapses.review({2: True}, ())
    return before / lapses.odds[2]


def test_a_leader_whose_yes_says_nothing_is_believed_less_and_one_who_changes_again() -> None:
    assert weight_of_yes([False] * 12) < 1.3 < 2 < weight_of_yes([True] * 12)
    assert weight_of_yes([False] * 60 + [True] * 8) > 2


def test_what_was_asked_by_itself_is_not_weighed_again_in_the_list() -> None:
    def factors(attended: dict[int, bool], ticked: set[int]) -> dict[int, float]:
        told = SelfReport(2).factors(LeaderKind(1.0, 0.8, 0.2), attended, ticked)
        return {unit: round(factor, 9) for unit, factor, _ in told}

    assert factors({0: True}, set()) == {0: 0.25}
    assert factors({0: True}, {0, 1}) == {0: 0.25, 1: 0.25}
    assert factors({0: False}, {0}) == {0: 4.0, 1: 1.1875}  # (1 - .25 t)/(1 - t), t = .2
    assert factors({}, set()) == {}


reviews = st.lists(
    st.builds(
        ReviewEvent,
        st.integers(0, 90),
        st.dictionaries(st.sampled_from(EIGHT), st.booleans(), max_size=3),
        st.frozensets(st.sampled_from(EIGHT)),
    ),
    max_size=40,
)
few_asks = st.lists(
    st.builds(AskEvent, st.integers(0, 90), st.sampled_from(EIGHT), st.booleans()), max_size=60
)


@settings(max_examples=60)
@given(few_asks, reviews, st.integers(0, 90))
def test_nothing_is_named_in_six_weeks_or_on_fewer_than_three_asks(
    asks: list[Event], said: list[Event], day: int
) -> None:
    judged = judge_facets([*asks, *said], EIGHT, day, first_day=0)
    assert len(judged.named) <= 2
    for facet in judged.named:
        verdict = judged.of(facet)
        assert (verdict.state, day >= 42) == ("neglected", True)
        assert verdict.asked >= 3
        assert verdict.counts is not None
        assert verdict.counts.asked >= 3


@settings(max_examples=30)
@given(few_asks, reviews, st.randoms())
def test_the_order_of_a_review_s_answers_changes_nothing(
    asks: list[Event], said: list[ReviewEvent], dice: object
) -> None:
    turned = [
        review._replace(attended=dict(reversed([*review.attended.items()]))) for review in said
    ]

    def p(events: list[Event]) -> list[float]:
        return [unit.p for unit in judge_facets(events, EIGHT, 90).units]

    assert p([*asks, *turned]) == pytest.approx(p([*asks, *said]), abs=1e-12)


TWO = Framework(
    "two", "Two", "1", (Dimension("x", "X", ""), Dimension("y", "Y", "")),
    tuple(Facet(id_, "x" if at < 4 else "y", id_, "") for at, id_ in enumerate(EIGHT)),
)  # fmt: skip


@settings(max_examples=30)
@given(few_asks, reviews)
def test_reviews_leave_dimensions_alone(asks: list[Event], said: list[Event]) -> None:
    def dimensions(events: list[Event]) -> Judgement:
        return judge_journal(evidence_of(events, first_day=0), TWO, date.fromordinal(90))[1]

    assert dimensions([*asks, *said]).units == dimensions(asks).units


def test_a_finding_is_said_with_what_reviews_told() -> None:
    events, day = fallen(FACETS, 0.86, 0.90)
    events += [ReviewEvent(at, {"f00": at == day - 2}, ()) for at in range(day - 3, day + 1)]
    events += [ReviewEvent(day - 50, {"f00": False}, ())]
    counts = judge_facets(events, FACETS, day).of("f00").counts
    assert counts is not None
    assert (counts.reviews, counts.noes) == (4, 3)
