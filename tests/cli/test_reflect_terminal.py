"""The real dialogue on a real pseudo-terminal, key by key."""

from __future__ import annotations

import json
import os
import signal
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

import harbour

pexpect = pytest.importorskip("pexpect")
pyte = pytest.importorskip("pyte")

SRC = Path(__file__).resolve().parents[2] / "src"
FULL = 'The ward clerk said "we moved the problem to Thursdays". She was right, I had not looked.'
UP, LEFT, HOME = "\x1b[A", "\x1b[D", "\x1b[H"
ENTER, NEW_LINE, CTRL_C, CTRL_E, UNDO = "\r", "\n", "\x03", "\x05", "\x1f"
PATIENCE = 15


class Screen:
    """syslead in a terminal that can be looked at."""

    def __init__(self, home: Path, *arguments: str, columns: int = 80, **environ: str) -> None:
        self.home = home
        self.seen = ""
        self.display = pyte.Screen(columns, 40)
        self.stream = pyte.ByteStream(self.display)
        env = {
            "PATH": os.environ["PATH"],
            "PYTHONPATH": str(SRC),
            "SYSLEAD_HOME": str(home),
            "HOME": str(home),
            "TERM": "xterm-256color",
            "LANG": "C.UTF-8",
            "TZ": "UTC",
            **environ,
        }
        self.child = pexpect.spawn(
            sys.executable,
            ["-m", "syslead_cli", "reflect", *arguments],
            env=env,
            dimensions=(40, columns),
            timeout=PATIENCE,
        )

    @property
    def text(self) -> str:
        return "\n".join(line.rstrip() for line in self.display.display).rstrip()

    def until(self, words: str, count: int = 1) -> str:
        """Read until the screen shows the words so many times."""
        while self.text.count(words) < count:
            try:
                self._feed(self.child.read_nonblocking(65536, PATIENCE))
            except (pexpect.EOF, pexpect.TIMEOUT):
                raise AssertionError(f"{words!r} never came; the screen:\n{self.text}") from None
        return self.text

    def _feed(self, data: bytes) -> None:
        self.seen += data.decode("utf-8", "replace")
        self.stream.feed(data)

    def keys(self, *keys: str) -> None:
        for key in keys:
            self.child.send(key)

    def answer(self, text: str) -> None:
        """Type a text, see it, enter it."""
        self.keys(text)
        self.until(text.split()[-1])
        self.keys(ENTER)

    def end(self) -> int:
        """Read to the end; the exit code."""
        while True:
            try:
                self._feed(self.child.read_nonblocking(65536, PATIENCE))
            except pexpect.EOF:
                break
        self.child.close()
        return -self.child.signalstatus if self.child.signalstatus else self.child.exitstatus

    def records(self) -> list[dict[str, Any]]:
        files = sorted((self.home / "journal").rglob("*.jsonl"))
        return [json.loads(line) for path in files for line in path.read_bytes().splitlines()]

    def texts(self) -> list[str]:
        return [record["text"] for record in self.records() if "text" in record]


@pytest.fixture
def sit(tmp_path: Path) -> Iterator[Callable[..., Screen]]:
    """Start ``syslead reflect`` at a terminal."""
    harbour.settle(tmp_path / "home")
    started: list[Screen] = []

    def start(*arguments: str, **options: Any) -> Screen:
        started.append(Screen(tmp_path / "home", *arguments, **options))
        return started[-1]

    yield start
    for screen in started:
        screen.child.close(force=True)


def test_a_whole_evening(sit: Callable[..., Screen]) -> None:
    screen = sit()
    screen.until("Enter skips")
    screen.answer(FULL)
    screen.until("t to call it thin")
    screen.until("2 of 2")
    screen.answer("it was fine")
    screen.until("You wrote “it was fine”. Was there one moment when it was not?")
    screen.answer("Ana laughed at 9am")
    screen.until("Anything else on your mind?")
    screen.answer("windy with @board")
    screen.until("Whose voices")
    screen.answer("night staff")
    screen.until("One if–then")
    screen.answer("If it blows, then I will reef")
    screen.until("When shall I ask")
    screen.answer("2w")
    screen.until("→ syslead trends")
    assert screen.end() == 0
    kinds = [record["kind"] for record in screen.records()]
    assert kinds == ["ask", "ask", "revise", "note", "revise", "intention"]
    assert max(map(len, screen.text.splitlines())) <= 80


@pytest.mark.parametrize("undo", [UNDO, "\x1a"])
def test_arrows_and_undo_edit_the_line(sit: Callable[..., Screen], undo: str) -> None:
    screen = sit("--quick")
    screen.until("Enter skips")
    screen.keys("abcd", LEFT, LEFT, "X")
    screen.until("abXcd")
    screen.keys(NEW_LINE, "zz", UP, "Y")
    screen.until("Y")
    screen.keys(undo)
    screen.keys(ENTER)
    screen.until("saved")
    screen.keys(ENTER)
    assert screen.end() == 0
    (text,) = screen.texts()
    assert "\x1b" not in text
    assert "abX" in text
    assert "Y" not in text


def test_a_bracketed_paste_of_several_lines_is_one_answer(sit: Callable[..., Screen]) -> None:
    screen = sit("--quick")
    screen.until("Enter skips")
    screen.keys("\x1b[200~first line\r\nsecond 👍🏽 line\r\n\r\nlast: naïve 漢字\x1b[201~")
    screen.until("last: na")
    screen.keys(ENTER)
    screen.until("saved")
    screen.keys(ENTER)
    assert screen.end() == 0
    assert screen.texts() == ["first line\nsecond 👍🏽 line\n\nlast: naïve 漢字"]


def test_direction_marks_are_kept_but_never_sent_to_the_terminal(
    sit: Callable[..., Screen],
) -> None:
    screen = sit("--quick")
    screen.until("Enter skips")
    screen.keys("\x1b[200~abc\u202edef\x1b[201~")
    screen.until("def")
    screen.keys(ENTER)
    screen.until("saved")
    screen.keys(ENTER)
    assert screen.end() == 0
    assert screen.texts() == ["abc\u202edef"]
    assert "\u202e" not in screen.seen


def test_long_lines_wrap_between_words(sit: Callable[..., Screen]) -> None:
    screen = sit("--quick")
    screen.until("Enter skips")
    words = " ".join(f"word{number:02}" for number in range(30))
    screen.answer(words)
    screen.until("saved")
    screen.keys(ENTER)
    assert screen.end() == 0
    assert screen.texts() == [words]
    rows = [
        row
        for row in screen.text.splitlines()
        if "word0" in row or "word1" in row or "word2" in row
    ]
    assert len(rows) == 3
    assert all(len(word) == 6 for row in rows for word in row.replace(">", "").split())


def test_meaning_later_and_skip(sit: Callable[..., Screen]) -> None:
    screen = sit("--facet", "crew", "--facet", "knots", "--facet", "course")
    screen.until("Enter skips")
    screen.keys("?", ENTER)
    screen.until("The crew: You let others take the wheel.")
    screen.keys("l", ENTER)
    screen.until("2 of 3")
    screen.keys("s", ENTER)
    screen.until("3 of 3")
    screen.keys(ENTER)
    screen.until("Anything else")
    screen.keys(ENTER)
    screen.until("One if–then")
    screen.keys(ENTER)
    assert screen.end() == 0
    asked = [(record["outcome"], record["reason"]) for record in screen.records()]
    assert asked == [("later", "chosen"), ("skip", "chosen"), ("skip", "chosen")]


def test_one_key_overrules_the_grade(sit: Callable[..., Screen]) -> None:
    screen = sit("--quick")
    screen.until("Enter skips")
    screen.answer(FULL)
    screen.until("t to call it thin")
    screen.keys("t", ENTER)
    screen.until("by your word")
    assert screen.end() == 0
    assert screen.records()[1]["set"] == {"outcome": "thin", "graded_by": "leader"}


def test_ctrl_c_keeps_the_words_and_the_sitting_goes_on(sit: Callable[..., Screen]) -> None:
    screen = sit()
    screen.until("Enter skips")
    screen.answer(FULL)
    screen.until("2 of 2")
    screen.keys("half a thought 🙂")
    screen.until("half a thought")
    screen.keys(CTRL_C)
    screen.until("Next time: syslead reflect goes on there.")
    assert screen.end() == 130
    assert screen.texts() == [FULL]
    again = sit()
    again.until("stopped at question 2 of 2")
    again.keys(ENTER)
    again.until("Enter done")
    again.answer(", and the rest: Ana rang at 9am to say so herself")
    again.until("Anything else")
    again.keys(CTRL_C)
    assert again.end() == 130
    assert again.texts()[1] == "half a thought 🙂, and the rest: Ana rang at 9am to say so herself"
    assert list((again.home / "state" / "drafts").iterdir()) == []


@pytest.mark.parametrize("how", [signal.SIGKILL, signal.SIGHUP, signal.SIGTERM])
def test_what_was_typed_outlives_the_program(sit: Callable[..., Screen], how: int) -> None:
    screen = sit()
    screen.until("Enter skips")
    screen.keys("not yet entered")
    screen.until("not yet entered")
    screen.child.kill(how)
    screen.end()
    (draft,) = (screen.home / "state" / "drafts").glob("sitting-*.json")
    assert json.loads(draft.read_text())["text"] == "not yet entered"
    assert draft.stat().st_mode & 0o777 == 0o600
    again = sit()
    again.until("“not yet entered”")


def test_the_terminal_closing_keeps_the_words(sit: Callable[..., Screen]) -> None:
    screen = sit()
    screen.until("Enter skips")
    screen.keys("not yet entered")
    screen.until("not yet entered")
    screen.child.close(force=True)
    again = sit()
    again.until("“not yet entered”")


def test_the_editor_on_one_key(sit: Callable[..., Screen], tmp_path: Path) -> None:
    script = tmp_path / "fake-editor"
    script.write_text('#!/bin/sh\nprintf "zweite Zeile\\n" >> "$1"\n')
    script.chmod(0o700)
    screen = sit("--quick", EDITOR=str(script))
    screen.until("Enter skips")
    screen.keys("first line")
    screen.until("first line")
    screen.keys(CTRL_E)
    screen.until("zweite Zeile")
    screen.keys(ENTER)
    screen.until("saved")
    screen.keys(ENTER)
    assert screen.end() == 0
    assert screen.texts() == ["first line\nzweite Zeile"]
    assert [p.name for p in (screen.home / "state" / "rescue").iterdir()] == []


def test_an_editor_that_fails_leaves_the_field_as_it_was(sit: Callable[..., Screen]) -> None:
    screen = sit("--quick", EDITOR="/no/such/editor")
    screen.until("Enter skips")
    screen.keys("words")
    screen.until("words")
    screen.keys(CTRL_E)
    screen.until("could not be started")
    assert " > words" in screen.text


def test_no_color_writes_no_colours(sit: Callable[..., Screen]) -> None:
    screen = sit("--quick", NO_COLOR="1")
    screen.until("Enter skips")
    screen.answer("words")
    screen.until("saved")
    screen.keys(ENTER)
    assert screen.end() == 0
    codes = {part.split("m")[0] for part in screen.seen.split("\x1b[")[1:] if "m" in part[:12]}
    assert codes <= {"", "0", "0;"}


def test_a_dumb_terminal_gets_no_codes_at_all(sit: Callable[..., Screen]) -> None:
    screen = sit("--quick", TERM="dumb")
    screen.until(" >")
    screen.keys("words\n")
    screen.until("saved")
    screen.keys("\n")
    assert screen.end() == 0
    assert "\x1b" not in screen.seen
    assert screen.texts() == ["words"]


def test_forty_columns_hold_every_line(sit: Callable[..., Screen]) -> None:
    screen = sit("--quick", columns=40)
    screen.until("Enter skips")
    screen.answer("one two three four five six seven eight nine ten eleven twelve")
    screen.until("saved")
    screen.keys(ENTER)
    assert screen.end() == 0
