"""The two output streams, and a guess that is offered at a terminal."""

from __future__ import annotations

import io
import json

import pytest

from conftest import Terminal
from syslead_cli.base.ask import TerminalAsker
from syslead_cli.base.keys import PROMPT
from syslead_cli.base.terminal import Screen, without
from syslead_cli.context import Context


def test_a_stream_without_utf8_gets_numbers_instead_of_a_crash_and_json_is_still_json() -> None:
    out = io.TextIOWrapper(io.BytesIO(), encoding="ascii", newline="")
    screen = Screen(out, io.StringIO(), {})
    screen.line("tea ☕")
    screen.document("x", {"text": "tea ☕"})
    out.flush()
    line, _, document = out.buffer.getvalue().partition(b"\n")  # type: ignore[attr-defined]
    assert (line, json.loads(document)["text"]) == (b"tea \\u2615", "tea ☕")


def test_a_lone_surrogate_does_not_break_a_document() -> None:
    out = io.StringIO()
    Screen(out, io.StringIO(), {}).document("x", {"text": "\ud800"})
    assert json.loads(out.getvalue())["text"] == "\ud800"


@pytest.mark.parametrize(
    ("environ", "option", "colored"),
    [
        ({}, "", True),
        ({"NO_COLOR": "1"}, "", False),
        ({"TERM": "dumb"}, "", False),
        ({"NO_COLOR": "1"}, "always", True),
        ({}, "never", False),
    ],
)
def test_when_a_terminal_gets_colour(environ: dict[str, str], option: str, colored: bool) -> None:
    screen = Screen(Terminal(), io.StringIO(), environ)
    screen.color = option
    assert screen.colored(screen.out) is colored
    pipe = Screen(io.StringIO(), io.StringIO(), environ)
    assert not pipe.colored(pipe.out)


@pytest.mark.parametrize(
    ("text", "encoding", "written"),
    [
        ("→ “two”·", "ascii", '-> "two".'),
        ("▁█ ├─●─┤", "ascii", "18 |-*-|"),
        ("→ “two”·", "cp1252", "-> “two”·"),
        ("naïve 雨", "latin-1", "naïve \\u96e8"),
    ],
)
def test_plainer_signs_stand_where_there_are_some(text: str, encoding: str, written: str) -> None:
    assert without(text, encoding) == written
    without(text, encoding).encode(encoding)


OTHER = "or type who"


def offered(typed: str, other: str = OTHER, width: int = 80) -> tuple[str, str]:
    """What is returned for what was typed, and what the screen shows."""
    shown = io.StringIO()
    environ = {"COLUMNS": str(width), "TERM": "dumb"}
    asker = TerminalAsker(Context(environ, io.StringIO(typed), shown, shown))
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
