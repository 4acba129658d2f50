"""Days and counts in words."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from syslead_cli.base.text import counted, day_in_words, listed, near_day, short_day

FRIDAY = date(2026, 3, 27)


@pytest.mark.parametrize(
    ("days", "words"),
    [
        (0, "today"),
        (-1, "yesterday"),
        (1, "tomorrow"),
        (-6, "Saturday"),
        (6, "Thursday"),
        (-7, "Friday 20 March"),
        (7, "Friday 3 April"),
        (-365, "Thursday 27 March 2025"),
    ],
)
def test_near_days(days: int, words: str) -> None:
    assert near_day(FRIDAY + timedelta(days=days), FRIDAY) == words


def test_other_words() -> None:
    assert day_in_words(FRIDAY, FRIDAY) == "Friday 27 March"
    assert short_day(date(2025, 9, 1), FRIDAY) == "1 Sep 2025"
    assert counted(1, "entry", "entries") == "1 entry"
    assert counted(1200, "line") == "1,200 lines"
    assert [listed(w) for w in ([], ["a"], ["a", "b"], ["a", "b", "c"])] == [
        "", "a", "a and b", "a, b and c",
    ]  # fmt: skip
