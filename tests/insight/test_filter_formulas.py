"""The filter against its formulas, written once more in tests/naive_filter.py, and its vectors."""

from __future__ import annotations

import json
from collections.abc import Iterable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import astuple

from judging import Event, judge
from naive_filter import FACETS, TODAY, VECTORS, Happened, NaiveFilter, by_formulas, vector
from syslead_cli.insight.lapse_filter import AskEvent, EntryEvent
from syslead_cli.insight.ratings import level
from syslead_cli.insight.self_report import ReviewEvent

UNITS = ("a", "b", "c")


def told_by_formulas(events: Iterable[Event], today: int) -> NaiveFilter:
    """Return what the formulas make of the product's events."""
    return by_formulas(map(happened, events), UNITS, today)


def happened(event: Event) -> Happened:
    match event:
        case AskEvent(day, facet, full):
            return Happened(day, "ask", facet, full)
        case EntryEvent(day, mentions):
            return Happened(day, "entry", mentions=mentions)
        case ReviewEvent(day, attended, ticked):
            return Happened(day, "review", attended=attended, mentions=ticked)


#: One facet is retired: it is no unit, and tells of the leader's usual rate only.
journals = st.lists(
    st.one_of(
        st.builds(
            AskEvent, st.integers(0, 120), st.sampled_from([*UNITS, "retired"]), st.booleans()
        ),
        st.builds(AskEvent, st.integers(0, 120), st.just("a"), st.booleans()),
        st.builds(EntryEvent, st.integers(0, 120), st.frozensets(st.sampled_from(UNITS))),
        st.builds(
            ReviewEvent,
            st.integers(0, 120),
            st.dictionaries(st.sampled_from([*UNITS, "retired"]), st.booleans()),
            st.frozensets(st.sampled_from([*UNITS, "retired"])),
        ),
    ),
    max_size=50,
)


@settings(max_examples=60)
@given(journals, st.integers(120, 150))
def test_p_is_what_the_formulas_say(events: list[Event], today: int) -> None:
    judged = judge(events, {unit: (unit,) for unit in UNITS}, today)
    expected = told_by_formulas(events, today).p
    for unit in UNITS:
        assert judged.of(unit).p == pytest.approx(expected[unit], abs=1e-9)


@settings(max_examples=60)
@given(journals, st.integers(120, 150))
def test_levels_are_what_the_formulas_say(events: list[Event], today: int) -> None:
    judged = judge(events, {unit: (unit,) for unit in UNITS}, today)
    told = told_by_formulas(events, today)
    for unit in UNITS:
        full, asked, usual = told.level(unit, today)
        mean = (full + 2 * usual) / (asked + 2)
        assert judged.of(unit).level.mean == pytest.approx(mean, abs=1e-9)
        expected = astuple(level(full, asked, usual))
        assert astuple(judged.of(unit).level) == pytest.approx(expected, abs=1e-9)


def listed(events: list[dict]) -> list[Event]:
    made: list[Event] = []
    for one in events:
        day = one["day"]
        if one["t"] == "ask":
            made.append(AskEvent(day, one["facet"], bool(one["y"])))
        elif one["t"] == "entry":
            made.append(EntryEvent(day, one["mentions"]))
        else:
            made.append(ReviewEvent(day, one["attended"], one["ticked"]))
    return made


LEADERS = json.loads(VECTORS.read_text(encoding="utf-8"))


@pytest.mark.parametrize("leader", LEADERS, ids=lambda leader: f"leader{leader['leader']}")
def test_review_vectors(leader: dict) -> None:
    judged = judge(listed(leader["events"]), {f: (f,) for f in FACETS}, TODAY)
    for facet, expected in leader["P_day_111"].items():
        assert judged.of(facet).p == pytest.approx(expected, abs=1e-9)


def test_the_vectors_are_those_of_the_second_implementation() -> None:
    assert vector(0) == LEADERS[0]
    assert {event["t"] for leader in LEADERS for event in leader["events"]} == {
        "ask", "entry", "review",
    }  # fmt: skip
