"""A guess at a terminal: y, n, passed over, or other words; a key is never taken for words."""

from __future__ import annotations

import io
from typing import Any, cast

import pytest

from syslead_cli.base.ask import TerminalAsker
from syslead_cli.base.keys import PROMPT
from syslead_cli.base.terminal import Screen

OTHER = "or type who"


def offered(typed: str, other: str = OTHER, width: int = 80) -> tuple[str, str]:
    """What is returned for what was typed, and what the screen shows."""
    shown = io.StringIO()
    screen = Screen(shown, shown, {"COLUMNS": str(width)})
    asker = TerminalAsker(io.StringIO(typed), shown, cast(Any, None), screen, plain=True)
    return asker.offer("Heard from: the porters?", "Enter passes.", other), shown.getvalue()


@pytest.mark.parametrize(
    ("typed", "answer"),
    [
        ("y\n", "y"), ("YES\n", "y"), ("n\n", "n"), ("No\n", "n"), ("\n", ""), ("s\n", ""),
        ("the night shift\n", "the night shift"), (" GPs \n", "GPs"),
    ],
)  # fmt: skip
def test_one_key_or_words(typed: str, answer: str) -> None:
    assert offered(typed)[0] == answer


@pytest.mark.parametrize("key", ["?", "b", "l", "f", ">", "x", "?\nB"])
def test_a_key_is_never_words(key: str) -> None:
    answer, screen = offered(f"{key}\ny\n")
    assert answer == "y"
    assert screen.count("Heard from: the porters?  y · n · or type who") > 1


def test_without_other_words_none_are_taken() -> None:
    answer, screen = offered("the porters\nn\n", "")
    assert answer == "n"
    assert "y · n\n" in screen
    assert "Enter passes." in screen


def test_the_end_of_input_stops() -> None:
    with pytest.raises(KeyboardInterrupt):
        offered("")


def test_a_question_wider_than_the_screen_breaks_between_words() -> None:
    lines = offered("y\n", width=30)[1].splitlines()
    assert lines == [" Heard from: the porters?  y ·", " n · or type who", PROMPT]
