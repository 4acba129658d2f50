"""A review at a real terminal: typed, stopped, killed, gone on with."""

from __future__ import annotations

import json
import signal
from collections.abc import Callable
from pathlib import Path

import pytest

from terminal import SYSLEAD, Seat, environment

Start = Callable[..., Seat]


@pytest.fixture
def home(tmp_path: Path) -> Path:
    folder = tmp_path / "home"
    folder.mkdir()
    return folder


@pytest.fixture
def syslead(home: Path, sit: Callable[..., Seat]) -> Start:
    """Starts the program on a terminal of its own."""

    def start(*arguments: str) -> Seat:
        return sit((*SYSLEAD, *arguments), environment(home, NO_COLOR="1"), rows=50)

    return start


def enter(child: Seat, after: str, *texts: str) -> None:
    """Type once the question is there and the field below it takes keys."""
    for text in texts or ("",):
        child.sees(after, "Enter")
        child.keys(text + "\r")


def lines(home: Path) -> list[dict[str, object]]:
    files = sorted((home / "journal").rglob("*.jsonl"))
    return [json.loads(line) for file in files for line in file.read_bytes().splitlines()]


def drafts(home: Path) -> list[Path]:
    folder = home / "state" / "drafts"
    return sorted(folder.glob("review-*.json")) if folder.is_dir() else []


def to_the_third_rating(child: Seat) -> None:
    enter(child, "0 reflections")
    enter(child, "Feeling", "4 asked the night staff first")
    child.sees("first rating: 4. Your ratings are for you")
    enter(child, "Perceiving", "")
    child.sees("3 of 11")
    child.sees("Enter")


def pass_the_rest(child: Seat) -> None:
    """Pass what is left, to the last question."""
    for after in (
        "Relating",
        "Doing",
        "Being",
        "attention",
        "hear from this week",
        "was missing",
    ):
        enter(child, after)
    enter(child, "10 of 11", "Trust in it.")
    enter(child, "carry forward", "If it stalls, then I will ask.")
    enter(child, "When should I ask how it went")


def finish(child: Seat) -> None:
    pass_the_rest(child)
    child.sees("saved")
    assert child.ends() == 0


def check(home: Path) -> None:
    found = lines(home)
    assert [line["kind"] for line in found] == ["intention", "rating", "review"]
    assert found[1]["scores"] == {"feeling": 4, "thinking": 3}
    assert found[1]["instances"] == {"feeling": "asked the night staff first", "thinking": "slowly"}
    assert str(found[2]["text"]).endswith("\nTrust in it.")
    assert drafts(home) == []


def test_ctrl_c_keeps_half_an_answer_and_the_next_run_goes_on(syslead: Start, home: Path) -> None:
    child = syslead("review", "week")
    to_the_third_rating(child)
    child.keys("3 slo")
    child.sees("slo")
    child.interrupts()
    child.sees("Next time, syslead review week continues there.")
    assert child.ends() == 130
    assert lines(home) == []
    (draft,) = drafts(home)
    assert draft.stat().st_mode & 0o777 == 0o600
    assert json.loads(draft.read_text())["typed"] == "3 slo"

    child = syslead("review", "week")
    child.sees("You stopped at 3 of 11")
    child.asked("> ")
    child.line("")
    child.sees("Thinking")
    child.sees("3 slo")
    child.sees("Enter")
    child.keys("wly\r")
    finish(child)
    check(home)


def test_kill_leaves_every_answer_and_the_words_being_typed(syslead: Start, home: Path) -> None:
    child = syslead("review", "week")
    to_the_third_rating(child)
    child.keys("3 slowl")
    child.sees("slowl")
    child.kill(signal.SIGKILL)
    assert child.ends() == -signal.SIGKILL
    (draft,) = drafts(home)
    data = json.loads(draft.read_text())
    assert data["answers"] == {
        "rate:feeling": "4",
        "instance:feeling": "asked the night staff first",
    }
    assert data["typed"] in ("3 slow", "3 slowl")

    child = syslead("review", "week")
    child.sees("x discards it")
    child.asked("> ")
    child.line("k")
    child.sees("saved")
    assert child.ends() == 0
    assert lines(home)[0]["scores"] == {"feeling": 4, "thinking": 3}


def test_a_finished_review_that_did_not_reach_the_journal_does(syslead: Start, home: Path) -> None:
    child = syslead("review", "week")
    to_the_third_rating(child)
    (home / "journal").write_text("in the way")
    child.keys("3 slowly\r")
    pass_the_rest(child)
    assert child.ends() == 1
    assert len(drafts(home)) == 1
    (home / "journal").unlink()

    child = syslead("review", "week")
    child.sees("asked the night staff first")
    child.sees("saved")
    assert child.ends() == 0
    check(home)


def test_a_second_look_has_the_answers_in_their_lines(syslead: Start, home: Path) -> None:
    child = syslead("review", "week")
    to_the_third_rating(child)
    child.keys("3 slowly\r")
    finish(child)
    child = syslead("review", "week")
    child.sees("You have already reviewed the week to today.")
    child.asked("> ")
    child.line("")
    enter(child, "0 reflections")
    enter(child, "Feeling", "\x7f2")
    child.sees("first rating: 2")
    enter(child, "asked the night staff first")
    said = {"Perceiving": "s", "Thinking": ">", "attention": "s", "hear from this week": "s"}
    for after, key in {**said, "missing": "s", "Trust in it": "", "carry forward": ""}.items():
        enter(child, after, key)
    child.sees("saved")
    assert child.ends() == 0
    assert [line["set"] for line in lines(home)[3:]] == [{"scores": {"feeling": 2, "thinking": 3}}]
