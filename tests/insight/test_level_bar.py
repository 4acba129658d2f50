"""A level, drawn."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from syslead_cli.insight.charts import beside_usual, level_bar
from syslead_cli.insight.levels import Level

SHARES = st.floats(0, 1)


def test_by_eye() -> None:
    assert level_bar(Level(0.5, 0.2, 0.8), None, 10) == "  ├──●──┤ "
    assert level_bar(Level(0.3, 0.1, 0.5), 0.85, 10) == " ├─●─┤  ┊ "
    assert level_bar(Level(1.0, 1.0, 1.0), 1.0, 10) == " " * 9 + "●"


@pytest.mark.parametrize(
    ("low", "high", "word"),
    [(0.1, 0.5, "below usual"), (0.1, 0.9, "as usual"), (0.81, 0.9, "above usual")],
)
def test_words(low: float, high: float, word: str) -> None:
    assert beside_usual(Level((low + high) / 2, low, high), 0.8) == word


@given(st.lists(SHARES, min_size=3, max_size=3).map(sorted), SHARES, st.integers(10, 40))
def test_it_is_always_as_wide_as_it_should_be(
    places: list[float], usual: float, width: int
) -> None:
    low, mean, high = places
    drawn = level_bar(Level(mean, low, high), usual, width)
    assert len(drawn) == width
    assert drawn.count("●") == 1
