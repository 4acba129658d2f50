"""The filter against its formulas, written once more in tests/naive_filter.py."""

from __future__ import annotations

from collections.abc import Iterable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import astuple

from naive_filter import FACETS, TODAY, Happened, NaiveFilter, by_formulas, invented
from syslead_cli.insight.filter import AskEvent, EntryEvent, Event
from syslead_cli.insight.neglect import judge
from syslead_cli.insight.own_word import ReviewEvent
from syslead_cli.insight.ratings import level

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
def test_p_and_levels_are_what_the_formulas_say(events: list[Event], today: int) -> None:
    judged = judge(events, {unit: (unit,) for unit in UNITS}, today)
    told = told_by_formulas(events, today)
    expected = told.p
    for unit in UNITS:
        assert judged.of(unit).p == pytest.approx(expected[unit], abs=1e-9)
        full, asked, usual = told.level(unit, today)
        mean = (full + 2 * usual) / (asked + 2)
        assert judged.of(unit).level.mean == pytest.approx(mean, abs=1e-9)
        interval = astuple(level(full, asked, usual))
        assert astuple(judged.of(unit).level) == pytest.approx(interval, abs=1e-9)


def event_of(one: Happened) -> Event:
    if one.kind == "ask":
        return AskEvent(one.day, one.facet, one.y)
    if one.kind == "entry":
        return EntryEvent(one.day, one.mentions)
    return ReviewEvent(one.day, one.attended, one.mentions)


@pytest.mark.parametrize("number", range(6))
def test_leaders_with_weekly_reviews(number: int) -> None:
    events = invented(number)
    judged = judge(map(event_of, events), {f: (f,) for f in FACETS}, TODAY)
    for facet, expected in by_formulas(events, FACETS, TODAY).p.items():
        assert judged.of(facet).p == pytest.approx(expected, abs=1e-9)
