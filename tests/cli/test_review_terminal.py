"""A review at a real terminal: typed, stopped, killed, gone on with."""

from __future__ import annotations

import json
import os
import signal
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

pexpect = pytest.importorskip("pexpect")

Start = Callable[..., "pexpect.spawn"]


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """A home whose days do not change at midnight of the machine."""
    folder = tmp_path / "home"
    folder.mkdir()
    return folder


@pytest.fixture
def syslead(home: Path) -> Iterator[Start]:
    """Starts the program on a terminal of its own."""
    children = []

    def start(*arguments: str) -> pexpect.spawn:
        environ = {
            "SYSLEAD_HOME": str(home), "HOME": str(home), "PATH": os.environ["PATH"],
            "TERM": "xterm", "LANG": "C.UTF-8", "NO_COLOR": "1", "PROMPT_TOOLKIT_NO_CPR": "1",
            "PYTHONPATH": str(Path(__file__).resolve().parents[2] / "src"),
        }  # fmt: skip
        child = pexpect.spawn(
            sys.executable, ["-m", "syslead_cli", *arguments], env=environ,
            encoding="utf-8", timeout=30, dimensions=(50, 80),
        )  # fmt: skip
        child.delaybeforesend = None
        children.append(child)
        return child

    yield start
    for child in children:
        child.close(force=True)


def enter(child: pexpect.spawn, after: str, *texts: str) -> None:
    """Type once the question is there and the field below it takes keys."""
    for text in texts or ("",):
        child.expect_exact(after)
        child.expect_exact("Enter")
        child.send(text + "\r")


def lines(home: Path) -> list[dict[str, object]]:
    files = sorted((home / "journal").rglob("*.jsonl"))
    return [json.loads(line) for file in files for line in file.read_bytes().splitlines()]


def drafts(home: Path) -> list[Path]:
    folder = home / "state" / "drafts"
    return sorted(folder.glob("review-*.json")) if folder.is_dir() else []


def to_the_third_rating(child: pexpect.spawn) -> None:
    enter(child, "0 sittings")
    enter(child, "Feeling", "4 asked the night staff first")
    child.expect_exact("the first rating: 4")
    enter(child, "Perceiving", "")
    child.expect_exact("3 of 11")
    child.expect_exact("Enter")


def finish(child: pexpect.spawn) -> None:
    """Pass what is left, to the end."""
    for after in ("Relating", "Doing", "Being", "attention", "hear this week"):
        enter(child, after)
    enter(child, "Who was missing")
    enter(child, "10 of 11", "Trust in it.")
    enter(child, "carry forward", "If it stalls, then I will ask.")
    enter(child, "When shall it be asked about")
    child.expect_exact("saved")
    child.expect(pexpect.EOF)
    child.close()
    assert child.exitstatus == 0


def check(home: Path) -> None:
    found = lines(home)
    assert [line["kind"] for line in found] == ["intention", "rating", "review"]
    assert found[1]["scores"] == {"feeling": 4, "thinking": 3}
    assert found[1]["instances"] == {"feeling": "asked the night staff first", "thinking": "slowly"}
    assert str(found[2]["text"]).endswith("\nTrust in it.")
    assert drafts(home) == []


def test_a_week_from_beginning_to_end(syslead: Start, home: Path) -> None:
    child = syslead("review", "week")
    to_the_third_rating(child)
    child.send("3 slowly\r")
    finish(child)
    check(home)


def test_ctrl_c_keeps_half_an_answer_and_the_next_run_goes_on(syslead: Start, home: Path) -> None:
    child = syslead("review", "week")
    to_the_third_rating(child)
    child.send("3 slo")
    child.expect_exact("slo")
    child.send("\x03")
    child.expect_exact("Next time: syslead review week goes on there.")
    child.expect(pexpect.EOF)
    child.close()
    assert child.exitstatus == 130
    assert lines(home) == []
    (draft,) = drafts(home)
    assert draft.stat().st_mode & 0o777 == 0o600
    assert json.loads(draft.read_text())["typed"] == "3 slo"

    child = syslead("review", "week")
    child.expect_exact("You stopped at 3 of 11")
    child.expect_exact("> ")
    child.send("\r")
    child.expect_exact("Thinking")
    child.expect_exact("3 slo")
    child.expect_exact("Enter")
    child.send("wly\r")
    finish(child)
    check(home)


def test_kill_leaves_every_answer_and_the_words_being_typed(syslead: Start, home: Path) -> None:
    child = syslead("review", "week")
    to_the_third_rating(child)
    child.send("3 slowl")
    child.expect_exact("slowl")
    child.kill(signal.SIGKILL)
    child.expect(pexpect.EOF)
    child.close()
    (draft,) = drafts(home)
    data = json.loads(draft.read_text())
    assert data["answers"] == {
        "rate:feeling": "4",
        "instance:feeling": "asked the night staff first",
    }
    assert data["typed"] in ("3 slow", "3 slowl")

    child = syslead("review", "week")
    child.expect_exact("x lets it go")
    child.expect_exact("> ")
    child.send("k\r")
    child.expect_exact("saved")
    child.expect(pexpect.EOF)
    assert lines(home)[0]["scores"] == {"feeling": 4, "thinking": 3}


def test_a_finished_review_that_did_not_reach_the_journal_does(syslead: Start, home: Path) -> None:
    child = syslead("review", "week")
    to_the_third_rating(child)
    (home / "journal").write_text("in the way")
    child.send("3 slowly\r")
    for after in ("Relating", "Doing", "Being", "attention", "hear this week", "Who was missing"):
        enter(child, after)
    enter(child, "10 of 11", "Trust in it.")
    enter(child, "carry forward", "If it stalls, then I will ask.")
    enter(child, "When shall it be asked about")
    child.expect(pexpect.EOF)
    child.close()
    assert child.exitstatus == 1
    assert len(drafts(home)) == 1
    (home / "journal").unlink()

    child = syslead("review", "week")
    child.expect_exact("asked the night staff first")
    child.expect_exact("saved")
    child.expect(pexpect.EOF)
    check(home)


def test_a_second_look_has_the_answers_in_their_lines(syslead: Start, home: Path) -> None:
    child = syslead("review", "week")
    to_the_third_rating(child)
    child.send("3 slowly\r")
    finish(child)
    child = syslead("review", "week")
    child.expect_exact("The week to today is reviewed already.")
    child.expect_exact("> ")
    child.send("\r")
    enter(child, "0 sittings")
    child.expect_exact("Feeling")
    child.expect_exact("Enter")
    child.send("\x7f2\r")
    child.expect_exact("the first rating: 2")
    child.expect_exact("asked the night staff first")
    child.expect_exact("Enter")
    child.send("\r")
    said = {"Perceiving": "s", "Thinking": ">", "attention": "s", "hear this week": "s"}
    for after, key in {**said, "missing": "s", "Trust in it": "", "carry forward": ""}.items():
        child.expect_exact(after)
        child.expect_exact("Enter")
        child.send(f"{key}\r")
    child.expect_exact("saved")
    child.expect(pexpect.EOF)
    assert [line["set"] for line in lines(home)[3:]] == [{"scores": {"feeling": 2, "thinking": 3}}]
