"""Words are moved to the next row whole, and the cursor goes with them."""

from __future__ import annotations

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st
from prompt_toolkit.utils import get_cwidth

from syslead_cli.base.field import padding


def rows(text: str, width: int) -> list[str]:
    """What a terminal that breaks anywhere would show."""
    out, row, taken = [], "", 0
    for character, free in zip(text, padding(list(text), width), strict=True):
        for shown in [" "] * free + [character]:
            cells = get_cwidth(shown)
            if taken + cells > width:
                out.append(row)
                row, taken = "", 0
            row, taken = row + shown, taken + cells
    return [*out, row]


def test_words_stay_whole() -> None:
    assert [row.rstrip() for row in rows("the ward clerk said we moved it", 12)] == [
        "the ward",
        "clerk said",
        "we moved it",
    ]


def test_a_word_wider_than_the_row_is_cut() -> None:
    assert [row.rstrip() for row in rows("ab " + "x" * 25, 10)] == ["ab xxxxxxx", "x" * 10, "x" * 8]


@given(st.text(st.sampled_from("ab 漢é👍"), max_size=80), st.integers(4, 30))
def test_nothing_is_lost_and_no_short_word_is_cut(text: str, width: int) -> None:
    shown = rows(text, width)
    assert "".join(shown).replace(" ", "") == text.replace(" ", "")
    for row, following in pairwise(shown):
        if row[-1:] not in ("", " ") and following[:1] not in ("", " "):
            cut = row.split(" ")[-1] + following.split(" ")[0]
            assert sum(map(get_cwidth, cut)) > width - 2
