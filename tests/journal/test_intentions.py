"""Intentions with their outcomes: the last word counts."""

from __future__ import annotations

from datetime import timedelta
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from some_records import TODAY, intention, outcome
from syslead_cli.journal.model import (
    STATES,
    Record,
    count_by_state,
    due_on,
    to_ask_about,
    tracked_intentions,
)

PLAN = "If it rains, then I will wait"


@pytest.mark.parametrize(
    ("statuses", "due", "state"),
    [
        ([], 1, "open"),
        ([], 0, "due"),
        ([], -3, "due"),
        (["not_yet"], -3, "due"),
        (["not_yet"], 3, "open"),
        (["done"], -3, "kept"),
        (["partly"], -3, "partly"),
        (["dropped"], 3, "dropped"),
        (["done", "not_yet"], -3, "due"),
        (["not_yet", "done"], -3, "kept"),
    ],
)
def test_the_last_word_counts(statuses: list[str], due: int, state: str) -> None:
    plan = intention(PLAN, 20, due)
    said = [outcome(plan, status, 10 - place) for place, status in enumerate(statuses)]
    (standing,) = tracked_intentions([plan, *said])
    assert standing.state(TODAY) == state
    assert standing.is_open == (state in ("open", "due"))


def test_not_asked_twice_on_one_day() -> None:
    early, late = intention(PLAN, 20, -5), intention(PLAN, 20, -1)
    assert [s.intention for s in to_ask_about([late, early], TODAY)] == [early, late]
    said = outcome(early, "not_yet", 0)
    assert [s.intention for s in to_ask_about([late, early, said], TODAY)] == [late]
    tomorrow = TODAY + timedelta(days=1)
    assert [s.intention for s in to_ask_about([late, early, said], tomorrow)] == [early, late]


def test_an_outcome_of_nothing_known_is_left_aside() -> None:
    assert tracked_intentions([outcome(intention(PLAN), "done")]) == []


@given(
    st.lists(st.tuples(st.integers(-5, 5), st.sampled_from(["", "done", "not_yet"]))), st.randoms()
)
def test_order_does_not_matter_and_every_intention_is_in_one_state(
    plans: list[tuple[int, str]], random: Random
) -> None:
    records: list[Record] = []
    for due, status in plans:
        plan = intention(PLAN, 9, due)
        records += [plan, outcome(plan, status, 3)] if status else [plan]
    shuffled = list(records)
    random.shuffle(shuffled)
    assert tracked_intentions(shuffled) == tracked_intentions(records)
    counts = count_by_state(tracked_intentions(records), TODAY)
    assert sum(counts.values()) == len(plans)
    assert tuple(counts) == STATES
    assert len(due_on(tracked_intentions(records), TODAY)) == counts["due"]
