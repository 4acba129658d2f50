"""Wrapping and cutting by columns, in every script."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from syslead_cli.base.layout import cells, clusters, cut, with_right, wrapped
from syslead_cli.base.text import visible

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
    assert list(clusters(f"a{FAMILY}e\u0301👍🏽🇬🇧🇫🇷")) == [
        "a",
        FAMILY,
        "e\u0301",
        "👍🏽",
        "🇬🇧",
        "🇫🇷",
    ]


def test_scripts_without_spaces_fill_the_line() -> None:
    assert wrapped("今日は看護師さんと話しました。とても良い", 20) == [
        "今日は看護師さんと話",
        "しました。とても良い",
    ]
    assert wrapped("漢字漢字漢。字", 10) == ["漢字漢字", "漢。字"]


def test_own_line_breaks_and_indents_are_kept() -> None:
    assert wrapped("- one\n  - two three four\n\nlast", 12) == [
        "- one",
        "  - two",
        "three four",
        "",
        "last",
    ]


def test_a_word_longer_than_the_line_is_broken() -> None:
    assert wrapped("see https://example.org/a/very/long/path", 12) == [
        "see",
        "https://exam",
        "ple.org/a/ve",
        "ry/long/path",
    ]


def test_the_right_edge() -> None:
    assert "".join(t for _, t in with_right([("", "a")], [("", "b")], 10)) == "a        b"
    assert "".join(t for _, t in with_right([("", "a" * 9)], [("", "b")], 10)) == "a" * 9 + "  b"
