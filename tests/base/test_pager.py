"""Answers longer than the window go through a pager, and nothing else does."""

from __future__ import annotations

import io
import json
import shlex
import sys
from pathlib import Path

import pytest

from conftest import Result, Terminal, World
from syslead_cli.base.terminal import rows_taken
from terminal import SYSLEAD, environment


@pytest.fixture
def lists(world: World) -> World:
    """A journal whose list takes more than ten rows."""
    for number in range(12):
        world.run("note", f"Note number {number}.")
    world.environ["LINES"] = "10"
    return world


def pager(path: Path, status: int = 0) -> str:
    """A pager that keeps what it is given, with its environment, and shows nothing."""
    code = (
        "import os, sys; given = sys.stdin.read(); "
        f"open({str(path)!r}, 'w').write(os.environ['LESS'] + chr(10) + given); sys.exit({status})"
    )
    return shlex.join([sys.executable, "-c", code])


def at_terminal(world: World, *arguments: str) -> Result:
    screen = Terminal()
    return world.run(*arguments, stdout=screen, stderr=screen)


def test_a_long_answer_goes_through_the_pager_with_its_colours(
    lists: World, tmp_path: Path
) -> None:
    lists.environ["PAGER"] = pager(tmp_path / "paged")
    result = at_terminal(lists, "list")
    flags, _, paged = (tmp_path / "paged").read_text().partition("\n")
    assert (result.code, result.out, flags) == (0, "", "FRX")
    assert "Note number 11." in paged
    assert "\x1b[1m" in paged


@pytest.mark.parametrize(
    "arguments",
    [["list"], ["search", "Note"], ["framework", "show"], ["prompts", "list"], ["config", "get"],
     ["help"], ["list", "--help"], ["trends"], ["export"], ["list", "--json"],
     ["calendar"], ["voices", "--json"], ["on-this-day", "--json"],
     ["intentions", "--json"], ["coach", "list", "--json"], ["verify", "--json"],
     ["completion", "bash"], ["forget", "--word", "Note", "--dry-run"], []],
    ids=lambda words: " ".join(words) or "alone",
)  # fmt: skip
def test_whatever_can_be_long_is_paged(lists: World, tmp_path: Path, arguments: list[str]) -> None:
    lists.environ["PAGER"] = pager(tmp_path / "paged")
    lists.environ["LINES"] = "4"
    result = at_terminal(lists, *arguments)
    assert (result.code, result.out) == (0, "")
    shown = (tmp_path / "paged").read_text().partition("\n")[2]
    assert shown == at_terminal(lists, "--no-pager", *arguments).out


def test_what_fits_is_not_paged(lists: World, tmp_path: Path) -> None:
    lists.environ["PAGER"] = pager(tmp_path / "paged")
    assert "Note number 11." in at_terminal(lists, "list", "--limit", "3").out
    assert not (tmp_path / "paged").exists()


@pytest.mark.parametrize(
    ("environ", "arguments"),
    [({}, ["--no-pager", "list"]), ({"TERM": "dumb"}, ["list"]), ({"PAGER": ""}, ["list"]),
     ({"PAGER": "cat"}, ["list"])],
)  # fmt: skip
def test_nobody_who_wants_none_gets_a_pager(
    lists: World, tmp_path: Path, environ: dict[str, str], arguments: list[str]
) -> None:
    lists.environ |= {"PAGER": pager(tmp_path / "paged"), **environ}
    assert "Note number 11." in at_terminal(lists, *arguments).out
    assert not (tmp_path / "paged").exists()


def test_a_pipe_gets_everything_at_once(lists: World, tmp_path: Path) -> None:
    lists.environ["PAGER"] = pager(tmp_path / "paged")
    assert "Note number 11." in lists.run("list").out
    assert not (tmp_path / "paged").exists()


def test_the_setting_goes_before_the_environment(lists: World, tmp_path: Path) -> None:
    lists.environ["PAGER"] = pager(tmp_path / "environment")
    lists.run("config", "set", "pager", pager(tmp_path / "setting"))
    at_terminal(lists, "list")
    assert (tmp_path / "setting").exists()
    assert not (tmp_path / "environment").exists()
    lists.run("config", "set", "pager", "none")
    assert "Note number 11." in at_terminal(lists, "list").out


def test_a_pager_that_ends_in_an_error_is_no_error(lists: World, tmp_path: Path) -> None:
    lists.environ["PAGER"] = pager(tmp_path / "paged", status=3)
    assert at_terminal(lists, "list").code == 0


def test_a_pager_that_is_not_there_is_named_and_the_answer_shown(lists: World) -> None:
    lists.environ["PAGER"] = "no-such-pager --fast"
    result = at_terminal(lists, "list")
    assert result.code == 0
    assert "Note number 11." in result.out
    assert "no-such-pager --fast" in result.out


def test_own_flags_of_less_stay_and_colours_with_them(lists: World, tmp_path: Path) -> None:
    lists.environ |= {"PAGER": pager(tmp_path / "paged"), "LESS": "-i"}
    at_terminal(lists, "list")
    assert (tmp_path / "paged").read_text().startswith("-R -i\n")


def test_a_command_that_fails_says_so_after_what_it_had_shown(lists: World) -> None:
    result = at_terminal(lists, "list", "--since", "nonsense")
    assert result.code == 2
    assert "nonsense" in result.out


@pytest.mark.parametrize(("text", "rows"), [("", 1), ("a\n", 1), ("a\nb\n", 2), ("x" * 41, 3)])
def test_rows_are_counted_as_a_window_breaks_them(text: str, rows: int) -> None:
    assert rows_taken(text, 20) == rows
    assert rows_taken(text.replace("a", "\x1b[1ma\x1b[0m"), 20) == rows


def test_somebody_reads_on_and_leaves_less(world: World, tmp_path: Path, sit: object) -> None:
    if not any((Path(each) / "less").exists() for each in ("/usr/bin", "/bin", "/usr/local/bin")):
        pytest.skip("less is not installed")
    for number in range(12):
        world.run("note", f"Note number {number}.", stdout=io.StringIO())
    seat = sit([*SYSLEAD, "list"], environment(world.home), rows=10)  # type: ignore[operator]
    seat.shows("Note number 11.")
    assert "Note number 2." not in seat.text
    seat.send("G")
    seat.shows("Note number 2.")
    seat.send("q")
    assert seat.ends() == 0


@pytest.mark.parametrize(
    ("arguments", "count"),
    [
        (["forget", "--before", "2027-01-01"], "13 notes"),
        (["delete", *"123456"], "Erase 6 entries"),
        (["undo"], "To be erased for good"),
    ],
    ids=lambda value: value[0] if isinstance(value, list) else "",
)
def test_what_a_question_is_about_stays_in_one_window_with_it(
    lists: World, arguments: list[str], count: str
) -> None:
    lists.environ["LINES"] = "14"
    lists.run("note", "\n".join(f"Line {number} of a long one." for number in range(30)))
    ids = [entry["id"] for entry in json.loads(lists.run("list", "--json").out)["entries"]]
    words = [ids[int(word)] if word.isdecimal() else word for word in arguments]
    page = lists.answering("n\n", *words).out
    assert count in page
    assert "(y or n, Enter for no)" in page
    assert rows_taken(page.partition("(y or n")[0], 80) <= 14
