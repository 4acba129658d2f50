"""Wrapping, cutting and padding by columns, in every script."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st
from prompt_toolkit.utils import get_cwidth
from rich.cells import cell_len

from syslead_cli.base.layout import cells, clusters, cut, fit, with_right, wrapped
from syslead_cli.base.text import visible
from syslead_cli.base.text_field import padding

WALES = "🏴\U000e0067\U000e0062\U000e0077\U000e006c\U000e0073\U000e007f"
FAMILY = "👩‍👩‍👧‍👦"
_MIXED = st.lists(
    st.one_of(
        st.characters(codec="utf-8"),
        st.text(st.characters(codec="utf-8"), max_size=8),
        st.sampled_from([*"aé漢字、。 \n\t🙂กำ", "👍🏽", "❤️", "🇬🇧", "e\u0301", FAMILY]),
    ),
    max_size=60,
).map("".join)


@pytest.mark.parametrize(
    "text", ["", "plain", "Ünïcode — “quoted”…", "漢字", "e\u0301", FAMILY, "🇬🇧"]
)
def test_columns_are_richs(text: str) -> None:
    assert cells(text) == cell_len(text)


@given(_MIXED, st.integers(8, 60))
def test_lines_fit_and_nothing_but_space_is_lost(text: str, width: int) -> None:
    lines = wrapped(text, width)
    shown = visible(text).expandtabs(4)
    assert "".join("".join(lines).split()) == "".join(shown.split())
    for line in lines:
        assert cells(line) <= width or len(list(clusters(line))) == 1 or _is_hung(line, width)
        assert line == line.rstrip()


def _is_hung(line: str, width: int) -> bool:
    """Closing marks, and marks that a width table counts, may hang over by a little."""
    return cells("".join(list(clusters(line))[:-1])) < width


@given(_MIXED, st.integers(2, 60))
def test_cut_text_is_one_line_that_fits(text: str, width: int) -> None:
    line = cut(text, width)
    assert cells(line) <= width
    assert "\n" not in line


@given(_MIXED)
def test_clusters_are_the_text(text: str) -> None:
    assert "".join(clusters(text)) == text


def test_no_break_inside_a_character() -> None:
    whole = ["a", FAMILY, "e\u0301", "👍🏽", "🇬🇧", "🇫🇷", WALES, "b"]
    assert list(clusters("".join(whole))) == whole


def test_a_flag_with_tags_takes_two_columns() -> None:
    assert cells(WALES) == 2
    assert wrapped(WALES * 8, 10) == [WALES * 5, WALES * 3]


def test_spaces_where_a_line_breaks_begin_no_line() -> None:
    assert wrapped("a" + " " * 9 + "b", 8) == ["a", "b"]


@pytest.mark.parametrize(
    ("text", "width", "lines"),
    [
        ("今日は看護師さんと話しました。とても良い", 20,
         "今日は看護師さんと話\nしました。とても良い"),
        ("漢字漢字漢。字", 10, "漢字漢字\n漢。字"),
        ("- one\n  - two three four\n\nlast", 12, "- one\n  - two\nthree four\n\nlast"),
        ("see https://example.org/a/very/long/path", 12,
         "see\nhttps://exam\nple.org/a/ve\nry/long/path"),
    ],
    ids=["without spaces", "no mark begins a line", "own breaks and indents", "a long word"],
)  # fmt: skip
def test_where_lines_break(text: str, width: int, lines: str) -> None:
    assert "\n".join(wrapped(text, width)) == lines


def test_the_right_edge() -> None:
    assert "".join(t for _, t in with_right([("", "a")], [("", "b")], 10)) == "a        b"
    assert "".join(t for _, t in with_right([("", "a" * 9)], [("", "b")], 10)) == "a" * 9 + "  b"


@pytest.mark.parametrize(
    "name",
    ["humility", "A name of more than forty characters, which is long", "谦逊与宽宏大量的领导方式",
     "تواضع", "צניעות ונדיבות", "Größe", "e\u0301crire", "👩‍🚒 feu",
     "\x1b[31mred", "\u202eevil", ""],
)  # fmt: skip
@pytest.mark.parametrize("width", [8, 18, 20, 36])
def test_exactly_so_wide(name: str, width: int) -> None:
    fitted = fit(name, width)
    assert cells(fitted) == width
    assert "\x1b" not in fitted
    assert "\u202e" not in fitted


def test_a_right_to_left_name_is_closed_before_the_bars() -> None:
    assert fit("תוא", 8) == "תוא\u2800    "
    assert "\u2800" not in fit("謙虚", 8)


@given(st.text(max_size=60), st.integers(4, 40))
def test_whatever_the_name(name: str, width: int) -> None:
    assert cells(fit(name, width)) == width


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


@pytest.mark.parametrize(
    ("text", "width", "shown"),
    [
        ("the ward clerk said we moved it", 12, "the ward|clerk said|we moved it"),
        ("ab " + "x" * 25, 10, f"ab xxxxxxx|{'x' * 10}|{'x' * 8}"),
    ],
)
def test_words_stay_whole_unless_they_are_wider_than_the_row(
    text: str, width: int, shown: str
) -> None:
    assert "|".join(row.rstrip() for row in rows(text, width)) == shown


@given(st.text(st.sampled_from("ab 漢é👍"), max_size=80), st.integers(4, 30))
def test_nothing_is_lost_and_no_short_word_is_cut(text: str, width: int) -> None:
    shown = rows(text, width)
    assert "".join(shown).replace(" ", "") == text.replace(" ", "")
    for row, following in pairwise(shown):
        if row[-1:] not in ("", " ") and following[:1] not in ("", " "):
            cut = row.split(" ")[-1] + following.split(" ")[0]
            assert sum(map(get_cwidth, cut)) > width - 2
