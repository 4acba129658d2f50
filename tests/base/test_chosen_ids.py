"""Which ids may become file names."""

from __future__ import annotations

from unicodedata import normalize

import pytest
from hypothesis import given
from hypothesis import strategies as st

from syslead_cli.base.text import LONGEST_ID, id_problem


@pytest.mark.parametrize(
    "good",
    ["courage", "a", "_x", "mine-01", "zuhören", "größe", "聞く", "слушать", "सुनना", "9", "x" * 64],
)
def test_letters_of_any_script_are_good(good: str) -> None:
    assert id_problem(good) == ""


@pytest.mark.parametrize(
    ("bad", "said"),
    [
        ("", "is empty"),
        ("x" * (LONGEST_ID + 1), "65 characters"),
        ("-rf", "starts with a hyphen"),
        ("../etc", '"." in it'),
        ("a/b", '"/" in it'),
        ("a\\b", "in it"),
        ("a b", "in it"),
        ("a.b", "in it"),
        ("a\x1b[2J", "in it"),
        ("a\u202eb", "in it"),
        ("a\u200bb", "in it"),
        ("CON", "Windows"),
        ("lpt1", "Windows"),
        (normalize("NFD", "zuhören"), "NFC"),
        ("🙂", "in it"),
    ],
)
def test_what_could_leave_a_folder_or_hide_is_not(bad: str, said: str) -> None:
    assert said in id_problem(bad)


@given(st.text(max_size=70))
def test_a_good_id_is_a_file_name_of_its_own_anywhere(text: str) -> None:
    if not id_problem(text):
        assert text.isprintable()
        assert not set(text) & set('/\\:*?"<>|. \t\n')
        assert normalize("NFC", text) == text
