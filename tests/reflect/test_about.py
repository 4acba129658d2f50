"""The one question a note may bring: is it about this facet?"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

import harbour
import tables
from conftest import World
from terminal import SYSLEAD, Seat, environment

SAID = "A storm, and we waited."
LONG = " ".join(f"{at * 7919}" for at in range(60))


@pytest.fixture
def harboured(world: World) -> World:
    settle(world.home)
    return world


def settle(home: Path) -> None:
    harbour.settle(home)
    tables.keep(home, "harbour", {"weather": ["storm"], "crew": ["waited"]})


def entry(world: World) -> dict[str, Any]:
    (found,) = json.loads(world.run("list", "--json").out)["entries"]
    return dict(found)


def test_a_yes_makes_it_the_leaders_own_word(harboured: World) -> None:
    done = harboured.answering("y\n", "note", SAID)
    assert 'Is this about Weather ("storm")?' in done.out
    assert "y · n · or another facet" in done.out
    assert done.out.count("Is this about") == 1
    assert (entry(harboured)["facets"], entry(harboured)["mentions"]) == (["weather"], ["crew"])


def test_a_no_takes_the_guess_away(harboured: World) -> None:
    harboured.answering("n\n", "note", SAID)
    assert "facets" not in entry(harboured)
    assert entry(harboured)["mentions"] == ["crew"]


def test_another_facet_is_named_in_any_way(harboured: World) -> None:
    done = harboured.answering("crow\ncre\n", "note", SAID)
    assert 'Facet "crow" is not known. Did you mean "crew"?' in done.out
    assert entry(harboured)["facets"] == ["crew"]
    assert "mentions" not in entry(harboured)


@pytest.mark.parametrize("answers", ["\n", "s\n", "?\n\n", "maybe\n\n"])
def test_it_may_be_left_open(harboured: World, answers: str) -> None:
    harboured.answering(answers, "note", SAID)
    assert len(harboured.journal_lines()) == 1
    assert entry(harboured)["mentions"] == ["weather", "crew"]


@pytest.mark.parametrize(
    "arguments",
    [
        ["note", SAID, "--facet", "course"],
        ["note", SAID, "--json"],
        ["note", f"We waited: {LONG}"],
        ["note", f"{SAID} One of the crew drowned."],
    ],
    ids=["said already", "for a program", "not plain", "grave"],
)
def test_nothing_is_asked(harboured: World, arguments: list[str]) -> None:
    done = harboured.answering("", *arguments)
    assert "Is this about" not in done.out
    assert len(harboured.journal_lines()) == 1


def test_a_pipe_is_asked_nothing(harboured: World) -> None:
    piped = harboured.run("note", "-", stdin=SAID)
    assert (piped.out, piped.err) == (f"{entry(harboured)['id']}\n", "")


def test_a_sitting_s_note_is_asked_about_too(tmp_path: Path) -> None:
    settle(tmp_path)
    seat = Seat((*SYSLEAD, "reflect"), environment(tmp_path))
    try:
        seat.shows("1 of 2")
        seat.keys("\r")
        seat.shows("2 of 2")
        seat.keys("\r")
        seat.shows("Anything else on your mind?")
        seat.keys(SAID)
        seat.shows("waited")
        seat.keys("\r")
        seat.shows('Is this about Weather ("storm")?')
        seat.line("y")
        seat.shows("Who did you hear from?")
    finally:
        seat.leaves()
    (file,) = tmp_path.glob("journal/*/*.jsonl")
    lines = file.read_text("utf-8").splitlines()
    note, revise = (json.loads(line) for line in lines[-2:])
    assert note["text"] == SAID
    assert revise["set"] == {"facets": ["weather"], "mentions": ["crew"]}
