"""The words of a finding: the task, its counts, a question."""

from __future__ import annotations

from datetime import date

import pytest
from msgspec.structs import replace

from syslead_cli.base.text import usually
from syslead_cli.insight.findings import Because, Finding, Strength, sentence_of, shown_first
from syslead_cli.insight.neglect import FindingCounts
from syslead_cli.insight.screen import strength_sentence

TODAY = date(2026, 11, 22)
COUNTS = FindingCounts(5, 1, date(2026, 10, 4).toordinal(), 0.78, 74, 61)
BECAUSE = Because(5, 1, date(2026, 10, 4), 0.78, 74, 61, 0, 0, "")
HUMILITY = Finding("facet", "humility", "Humility", "Being", date(2026, 11, 1), BECAUSE, "humility")


def test_the_sentence() -> None:
    assert sentence_of(COUNTS, 2, TODAY) == (
        "Asked 5 times since 4 October: 1 detailed answer, 2 brief answers, 2 skipped. Elsewhere "
        "you gave a detailed answer to 61 of 74. Is that a lull, a choice, or simply not needed at "
        "the moment?"
    )


def test_nothing_in_full_and_last_year() -> None:
    quiet = COUNTS._replace(full=0, since=date(2025, 12, 30).toordinal())
    assert "since 30 December 2025: 2 brief answers, 3 skipped." in sentence_of(quiet, 2, TODAY)


def test_hardly_anything_elsewhere() -> None:
    quiet = COUNTS._replace(elsewhere_asked=4, elsewhere_full=1)
    assert "Elsewhere you usually give a detailed answer to 4 in 5." in sentence_of(quiet, 2, TODAY)


@pytest.mark.parametrize(
    ("rate", "said"),
    [(0.99, "nearly all"), (0.9, "9 in 10"), (0.78, "4 in 5"), (0.5, "1 in 2"), (0.12, "1 in 10")],
)
def test_small_fractions(rate: float, said: str) -> None:
    assert usually(rate) == said


@pytest.mark.parametrize(
    "word", ["you neglect", "you fail", "should", "poor", "score", "!", "weak", "you are"]
)
def test_never_about_the_person(word: str) -> None:
    said = sentence_of(COUNTS, 2, TODAY)
    assert word not in said.lower()
    assert said.endswith("?")


def test_a_dimension_is_said_before_its_facets_and_at_most_two_are() -> None:
    being = replace(HUMILITY, unit="dimension", id="being", facets=("humility",))
    others = [replace(HUMILITY, id=id_) for id_ in ("curiosity", "risk")]
    shown = shown_first([being, HUMILITY, *others])
    assert [finding.id for finding in shown] == ["being", "curiosity"]


def test_strength() -> None:
    strength = Strength("curiosity", "Curiosity", 6, 6, date(2026, 9, 4))
    assert strength_sentence(strength, TODAY) == (
        "Curiosity: a detailed answer all 6 times since 4 September."
    )
    assert "9 times out of 10" in strength_sentence(replace(strength, asked=10, full=9), TODAY)
