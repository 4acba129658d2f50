"""``syslead trends`` and ``syslead neglected`` through main()."""

from __future__ import annotations

import json
import re
from datetime import timedelta
from typing import Any

import pytest

from conftest import World
from invented import asked
from some_records import (
    TODAY,
    stamped,
    write_journal,
)
from syslead_cli.journal.model import Assessment, Record


def trends(world: World, *arguments: str) -> dict[str, Any]:
    result = world.run("trends", "--json", *arguments)
    assert (result.code, result.err) == (0, "")
    document: dict[str, Any] = json.loads(result.out)
    return document


@pytest.fixture
def quiet(garden: World) -> World:
    """A year's quarter of answers; one of the two facets goes quiet at the end."""
    write_journal(garden.home, quiet_records())
    return garden


def quiet_records() -> list[Record]:
    return [
        *asked("worms", "f" * 10 + "t" * 5, TODAY),
        *asked("shade", "f" * 30, TODAY, every=3),
    ]


def test_what_was_rated_beside_the_facets_has_a_table_of_its_own(world: World) -> None:
    """A layer rated twice and one rated once, of items that are gone as well."""
    first, second = TODAY - timedelta(days=30), TODAY - timedelta(days=2)
    twice, once = "influence_not_power", "common_vision"
    later = Assessment(**stamped(second), achieved={twice: 4}, environment={"cedes_goals": 2})
    earlier = Assessment(**stamped(first), achieved={twice: 2, once: 5, "gone": 1})
    write_journal(world.home, [later, earlier])
    told = trends(world)
    assert told["practice"][:2] == [
        {"id": twice, "name": "Influence, not formal power", "rated": 2, "of": 2,
         "last": "2026-03-25", "scores": [2, 4], "days": ["2026-02-25", "2026-03-25"]},
        {"id": once, "name": "A common vision", "rated": 1, "of": 2,
         "last": "2026-02-25", "scores": [5], "days": ["2026-02-25"]},
    ]  # fmt: skip
    assert [(i["rated"], i["of"]) for i in told["environment"] if i["rated"]] == [(1, 1)]
    screen = world.run("trends").out
    assert "ACHIEVED THROUGH" in screen
    assert re.search(r"Influence, not formal power +2, 4 of 5 +2 of 2 +25 Mar", screen)
    assert "YOUR SURROUNDINGS" in screen
    assert "no part of what has gone quiet" in " ".join(screen.split())
    written = world.run("trends", "--format", "md").out
    assert "## Achieved through" in written
    assert "| A common vision | 5 of 5 | 1 of 2 | 25 Feb |" in written
    of_march = trends(world, "--since", "2026-03-01")
    assert [(i["rated"], i["of"]) for i in of_march["practice"][:2]] == [(1, 1), (0, 1)]


def test_ratings_of_layers_stay_out_of_neglect(quiet: World) -> None:
    before, quietly = trends(quiet), quiet.run("neglected", "--json").out
    low = dict.fromkeys(("patience", "water", "worms", "shade"), 1)
    days = [TODAY - timedelta(days=day) for day in range(1, 60, 3)]
    write_journal(
        quiet.home, [Assessment(**stamped(d), achieved=low, environment=low) for d in days]
    )
    after = trends(quiet)
    assert quiet.run("neglected", "--json").out == quietly
    for key in ("dimensions", "facets", "named", "strength", "usual"):
        assert after[key] == before[key]


def test_a_window_before_the_journal_began(quiet: World) -> None:
    out = quiet.run("trends", "--since", "2020-01", "--until", "2020-02").out
    assert "1 Jan to 29 Feb 2020 · no questions asked" in out
    assert "Try --since 2025-12." in out
    assert "GONE QUIET" in out  # what is judged does not depend on the window


@pytest.mark.parametrize("columns", ["²", "٣٣", "0", "-1", "9" * 30, "x", ""])
def test_a_width_that_is_none_is_80(world: World, columns: str) -> None:
    world.environ["COLUMNS"] = columns
    done = world.run("--help")
    assert done.code == 0
    done = world.run("trends")
    assert done.code == 0, done
    assert max(map(len, done.out.splitlines()), default=0) <= 80


@pytest.mark.parametrize(
    "arguments", [["--json", "-o"], ["--format", "json", "-o"], ["-o"]], ids=" ".join
)
def test_json_goes_into_a_file_like_any_format(world: World, arguments: list[str]) -> None:
    file = world.home.parent / "trends.json"
    assert world.run("trends", *arguments, str(file)).code == 0
    assert json.loads(file.read_text()) == trends(world)
