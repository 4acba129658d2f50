"""The real dialogue on a real pseudo-terminal, key by key: what plain lines cannot show."""

from __future__ import annotations

import json
import re
import signal
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

import harbour
from conftest import World
from terminal import SYSLEAD, Seat, environment

FULL = 'The ward clerk said "we moved the problem to Thursdays". She was right, I had not looked.'
UP, LEFT = "\x1b[A", "\x1b[D"
ENTER, NEW_LINE, CTRL_E, UNDO = "\r", "\n", "\x05", "\x1f"


class Sitting(Seat):
    """``syslead reflect`` at a terminal, in a home with a framework of its own."""

    def __init__(self, home: Path, *arguments: str, columns: int = 80, **environ: str) -> None:
        self.home = home
        command = (*SYSLEAD, "reflect", *arguments)
        super().__init__(command, environment(home, **environ), columns=columns)

    def answer(self, text: str) -> None:
        """Type a text, see it, enter it."""
        self.keys(text)
        self.shows(text.split()[-1])
        self.keys(ENTER)

    def finishes(self) -> None:
        """See the answer saved, and end a sitting of one question."""
        self.shows("saved")
        self.keys(ENTER)
        assert self.ends() == 0

    def records(self) -> list[dict[str, Any]]:
        return [json.loads(line) for line in World(self.home).journal_lines()]

    def texts(self) -> list[str]:
        return [record["text"] for record in self.records() if "text" in record]


@pytest.fixture
def sit(tmp_path: Path) -> Iterator[Callable[..., Sitting]]:
    """Start ``syslead reflect`` at a terminal, and wait for the first words."""
    harbour.settle(tmp_path / "home")
    started: list[Sitting] = []

    def start(*arguments: str, first: str = "Enter skips", **options: Any) -> Sitting:
        started.append(Sitting(tmp_path / "home", *arguments, **options))
        started[-1].shows(first)
        return started[-1]

    yield start
    for screen in started:
        screen.leaves()


@pytest.mark.parametrize("undo", [UNDO, "\x1a"])
def test_arrows_and_undo_edit_the_line(sit: Callable[..., Sitting], undo: str) -> None:
    screen = sit("--quick")
    screen.keys("abcd", LEFT, LEFT, "X")
    screen.shows("abXcd")
    screen.keys(NEW_LINE, "zz", UP, "Y")
    screen.shows("Y")
    screen.keys(undo)
    screen.keys(ENTER)
    screen.finishes()
    (text,) = screen.texts()
    assert "\x1b" not in text
    assert "abX" in text
    assert "Y" not in text


@pytest.mark.parametrize(
    ("pasted", "seen", "text"),
    [
        (
            "first line\r\nsecond 👍🏽 line\r\n\r\nlast: naïve 漢字",
            "last: na",
            "first line\nsecond 👍🏽 line\n\nlast: naïve 漢字",
        ),
        ("abc\u202edef", "def", "abc\u202edef"),
    ],
    ids=["lines", "a direction mark"],
)
def test_a_bracketed_paste_is_one_answer_and_no_mark_reaches_the_terminal(
    sit: Callable[..., Sitting], pasted: str, seen: str, text: str
) -> None:
    screen = sit("--quick")
    screen.keys(f"\x1b[200~{pasted}\x1b[201~")
    screen.shows(seen)
    screen.keys(ENTER)
    screen.finishes()
    assert screen.texts() == [text]
    assert "\u202e" not in screen.printed


def test_long_lines_wrap_between_words(sit: Callable[..., Sitting]) -> None:
    screen = sit("--quick")
    words = " ".join(f"word{number:02}" for number in range(30))
    screen.answer(words)
    screen.finishes()
    assert screen.texts() == [words]
    rows = [row for row in screen.text.splitlines() if re.search("word[012]", row)]
    assert len(rows) == 3
    assert all(len(word) == 6 for row in rows for word in row.replace(">", "").split())


def test_ctrl_c_keeps_the_words_and_the_sitting_goes_on(sit: Callable[..., Sitting]) -> None:
    screen = sit()
    screen.answer(FULL)
    screen.shows("2 of 2")
    screen.keys("half a thought 🙂")
    screen.shows("half a thought")
    screen.interrupts()
    screen.shows("Next time, syslead reflect continues there.")
    assert screen.ends() == 130
    assert screen.texts() == [FULL]
    again = sit(first="stopped at question 2 of 2")
    again.line("")
    again.shows("Enter done")
    again.answer(", and the rest: Ana rang at 9am to say so herself")
    again.shows("Anything else")
    again.keys("")
    again.interrupts()
    assert again.ends() == 130
    assert again.texts()[1] == "half a thought 🙂, and the rest: Ana rang at 9am to say so herself"
    assert list((again.home / "state" / "drafts").iterdir()) == []


@pytest.mark.parametrize("how", [signal.SIGKILL, signal.SIGHUP, signal.SIGTERM, None])
def test_what_was_typed_outlives_the_program_and_its_terminal(
    sit: Callable[..., Sitting], how: int | None
) -> None:
    screen = sit()
    screen.keys("not yet entered")
    screen.shows("not yet entered")
    if how is None:
        screen.hangs_up()
    else:
        screen.kill(how)
        screen.ends()
    (draft,) = (screen.home / "state" / "drafts").glob("sitting-*.json")
    assert json.loads(draft.read_text())["text"] == "not yet entered"
    assert draft.stat().st_mode & 0o777 == 0o600
    sit(first="“not yet entered”")


def test_the_editor_on_one_key(sit: Callable[..., Sitting], tmp_path: Path) -> None:
    script = tmp_path / "fake-editor"
    script.write_text('#!/bin/sh\nprintf "zweite Zeile\\n" >> "$1"\n')
    script.chmod(0o700)
    screen = sit("--quick", EDITOR=str(script))
    screen.keys("first line")
    screen.shows("first line")
    screen.keys(CTRL_E)
    screen.shows("zweite Zeile")
    screen.keys(ENTER)
    screen.finishes()
    assert screen.texts() == ["first line\nzweite Zeile"]
    assert [p.name for p in (screen.home / "state" / "rescue").iterdir()] == []


def test_an_editor_that_fails_leaves_the_field_as_it_was(sit: Callable[..., Sitting]) -> None:
    screen = sit("--quick", EDITOR="/no/such/editor")
    screen.keys("words")
    screen.shows("words")
    screen.keys(CTRL_E)
    screen.shows("could not be started")
    screen.shows("> words")
    screen.shows("Enter done")


@pytest.mark.parametrize(("theme", "colours"), [("none", set()), ("light", {"24", "242"})])
def test_the_field_has_the_colours_of_the_theme(
    sit: Callable[..., Sitting], tmp_path: Path, theme: str, colours: set[str]
) -> None:
    settings = tmp_path / "home" / "config.toml"
    settings.write_text(f'theme = "{theme}"\n{settings.read_text()}')
    screen = sit("--quick", COLORTERM="")
    printed = screen.printed[screen.printed.index(">") - 60 :]
    found = set(re.findall(r"38;5;(\d+)", printed))
    assert (found, re.findall(r"\x1b\[(?:0;)?[39][0-7]m", printed)) == (colours, [])


def test_no_color_writes_no_colours(sit: Callable[..., Sitting]) -> None:
    screen = sit("--quick", NO_COLOR="1")
    screen.answer("words")
    screen.finishes()
    codes = {part.split("m")[0] for part in screen.printed.split("\x1b[")[1:] if "m" in part[:12]}
    assert codes <= {"", "0", "0;"}


def test_a_dumb_terminal_gets_no_codes_at_all(sit: Callable[..., Sitting]) -> None:
    screen = sit("--quick", first=" >", TERM="dumb")
    screen.line("words")
    screen.shows("saved")
    screen.line("")
    assert screen.ends() == 0
    assert "\x1b" not in screen.printed
    assert screen.texts() == ["words"]
