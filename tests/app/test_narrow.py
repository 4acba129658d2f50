"""The narrow path and the long way give the same answer, to the character."""

from __future__ import annotations

from pathlib import Path

import pytest

from conftest import Result, World
from syslead_cli.app import run as long_way
from syslead_cli.fast import SHAPES, narrow

LINES = [[*words, *flag] for words in SHAPES for flag in ([], ["--json"])]
LINES += [["remind"], ["remind", "--json"]]
SAID = "The carers asked @board for a vote. #budget\n"


def a_world(home: Path, *, filled: bool) -> World:
    world = World(home)
    if filled:
        for text in ("A first thing.", "We gave the decision away to the carers."):
            world.run("note", "-", stdin=text)
            world.clock.move(days=1)
        world.run("intend", "If the board meets, then I will ask first.", "--by", "tomorrow")
    return world


def by(way: object, world: World, arguments: list[str]) -> Result:
    context = world.context(SAID)
    code = way(arguments, context)  # type: ignore[operator]
    return Result(int(code), context.stdout.getvalue(), context.stderr.getvalue())  # type: ignore[attr-defined]


@pytest.mark.parametrize("filled", [False, True], ids=["empty", "filled"])
@pytest.mark.parametrize("arguments", LINES, ids=" ".join)
def test_both_ways_answer_alike(tmp_path: Path, arguments: list[str], filled: bool) -> None:
    one, other = (a_world(tmp_path / name, filled=filled) for name in ("one", "two"))
    quick, slow = by(narrow, one, arguments), by(long_way, other, arguments)
    assert (quick.code, quick.out, quick.err) == (slow.code, slow.out, slow.err)
    assert one.journal_lines() == other.journal_lines()


@pytest.mark.parametrize(
    "arguments",
    [["list", "-n", "3"], ["note", "text"], ["note"], ["--help"], ["list", "--json", "--json"]],
    ids=" ".join,
)
def test_any_other_shape_goes_the_long_way(tmp_path: Path, arguments: list[str]) -> None:
    world = World(tmp_path / "home")
    assert by(lambda a, c: -1 if narrow(a, c) is None else 0, world, arguments) == Result(
        -1, "", ""
    )
