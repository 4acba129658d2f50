"""Two packs of one name: what speaks against one person."""

from __future__ import annotations

from typing import Any

import pytest

from briefs import changed, full_document, read
from syslead_cli.coach.packs import contradiction
from syslead_cli.coach.questions import short
from syslead_cli.sharing.model import Pack

WEEKS = 13


def pack(asked: list[int], **changes: Any) -> Pack:
    """Thirteen weeks from a Monday to a Sunday, with so many questions a week in each dimension."""
    made = changed(full_document(), **{"from": "2026-08-24", "until": "2026-11-22", **changes})
    for unit in (*made["dimensions"], *made["facets"]):
        unit["strip"] = [[count, 0] for count in asked]
    return read(made)


def test_the_same_weeks_are_of_one_person() -> None:
    usual = [2, 3, 1, 2, 0, 2, 4, 2, 1, 2, 3, 2, 2]
    assert contradiction(pack(usual), pack(usual, purpose="again")) == ""
    late = [2, 3, 1, 3, 0, 3, 4, 2, 1, 2, 3, 2, 5]  # two weeks written up later, one went on
    assert contradiction(pack(usual), pack(late)) == ""


def test_other_weeks_are_of_somebody_else_who_is_called_the_same() -> None:
    one, other = [2, 3, 1, 2, 0, 2, 4, 2, 1, 2, 3, 2, 2], [1, 2, 2, 3, 2, 1, 3, 4, 2, 3, 1, 3, 1]
    assert "not the same" in contradiction(pack(one), pack(other))
    assert "not the same" in contradiction(pack(other), pack(one))


def test_nothing_written_says_nothing() -> None:
    assert contradiction(pack([0] * WEEKS), pack([0] * WEEKS, purpose="again")) == ""


@pytest.mark.parametrize(
    ("text", "most", "said"),
    [
        ("Humility and magnanimity", 44, "Humility and magnanimity"),
        ("Humility and magnanimity", 20, "Humility and magnanimity"),  # four letters too long
        ("Humility and magnanimity in hard times", 24, "Humility and…"),
        ("If the budget talk stalls, then I will ask", 27, "If the budget talk stalls…"),
        ("x" * 60, 20, "x" * 19 + "…"),
    ],
)
def test_a_text_is_cut_between_words_and_not_for_a_few_letters(
    text: str, most: int, said: str
) -> None:
    assert short(text, most) == said
