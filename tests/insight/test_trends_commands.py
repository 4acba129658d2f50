"""``syslead trends`` and ``syslead neglected`` through main()."""

from __future__ import annotations

import json
import re
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from conftest import Terminal, World
from invented import asked
from some_records import (
    TODAY,
    ask,
    plant,
    stamped,
    write_journal,
)
from syslead_cli.journal.model import Assessment, Record

DATA = Path(__file__).resolve().parents[1] / "data"


def trends(world: World, *arguments: str) -> dict[str, Any]:
    result = world.run("trends", "--json", *arguments)
    assert (result.code, result.err) == (0, "")
    document: dict[str, Any] = json.loads(result.out)
    return document


@pytest.fixture
def garden(world: World) -> World:
    plant(world.home)
    return world


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


def test_what_went_quiet(quiet: World) -> None:
    told = trends(quiet)
    units = [(finding["unit"], finding["id"]) for finding in told["named"]]
    assert units == [("dimension", "soil"), ("facet", "worms")]
    because = told["named"][1]["because"]
    assert because["full"] == 0
    assert because["asked"] >= 3
    assert because["text"].endswith("?")
    assert told["facets"][0]["state"] == "neglected"
    assert told["facets"][0]["p_neglected"] > 0.85
    out = quiet.run("trends").out
    assert "GONE QUIET" in out
    assert "Soil" in out
    assert "→ syslead reflect --facet worms" in out
    assert "Counts what you wrote, not what you did." in out


LAYERS = """
[[practice]]
id = "patience"
name = "Patience, not force"
meaning = "Things grow in their own time."

[[practice]]
id = "water"
name = "Enough water"
meaning = "What is needed is there."

[[environment]]
id = "weather"
name = "Fair weather"
meaning = "Those above us are kind."
"""


@pytest.fixture
def rated_layers(quiet: World) -> World:
    """The same, with a layer rated twice and one rated once, of items that are gone as well."""
    garden = quiet.home / "frameworks" / "garden.toml"
    garden.write_text(garden.read_text(encoding="utf-8") + LAYERS, encoding="utf-8")
    first, second = TODAY - timedelta(days=30), TODAY - timedelta(days=2)
    write_journal(
        quiet.home,
        [
            Assessment(**stamped(second), achieved={"patience": 4}, environment={"weather": 2}),
            Assessment(**stamped(first), achieved={"patience": 2, "water": 5, "gone": 1}),
        ],
    )
    return quiet


def test_what_was_rated_beside_the_facets_has_a_table_of_its_own(rated_layers: World) -> None:
    told = trends(rated_layers)
    assert told["practice"] == [
        {"id": "patience", "name": "Patience, not force", "rated": 2, "of": 2,
         "last": "2026-03-25", "scores": [2, 4], "days": ["2026-02-25", "2026-03-25"]},
        {"id": "water", "name": "Enough water", "rated": 1, "of": 2,
         "last": "2026-02-25", "scores": [5], "days": ["2026-02-25"]},
    ]  # fmt: skip
    assert [(item["rated"], item["of"]) for item in told["environment"]] == [(1, 1)]
    screen = rated_layers.run("trends").out
    assert "ACHIEVED THROUGH" in screen
    assert re.search(r"Patience, not force +2, 4 of 5 +2 of 2 +25 Mar", screen)
    assert "YOUR SURROUNDINGS" in screen
    assert "no part of what has gone quiet" in " ".join(screen.split())
    written = rated_layers.run("trends", "--format", "md").out
    assert "## Achieved through" in written
    assert "| Enough water | 5 of 5 | 1 of 2 | 25 Feb |" in written
    later = trends(rated_layers, "--since", "2026-03-01")
    assert [(item["rated"], item["of"]) for item in later["practice"]] == [(1, 1), (0, 1)]


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


def test_neglected_and_its_exit_code(quiet: World) -> None:
    assert quiet.run("neglected").code == 0
    named = quiet.run("neglected", "--exit-code")
    assert named.code == 10
    assert named.out.startswith("   Soil")
    assert named.err == ""
    document = json.loads(quiet.run("neglected", "--json", "--exit-code").out)
    assert document["schema"] == "syslead/neglected/1"
    assert len(document["named"]) == 2


def test_neglected_is_silent_when_there_is_nothing(garden: World) -> None:
    for arguments in ((), ("--exit-code",)):
        result = garden.run("neglected", *arguments)
        assert (result.code, result.out, result.err) == (0, "", "")
    told = garden.run("neglected", stdout=Terminal())
    assert "that anything has gone quiet" in told.err


def test_the_journal_as_it_stood(quiet: World) -> None:
    write_journal(quiet.home, [ask("written today for long ago", days=0)])
    then = TODAY - timedelta(weeks=6)
    told = trends(quiet, "--as-of", then.isoformat())
    assert told["as_of"] == then.isoformat()
    assert told["named"] == []
    assert told["facets"][0]["asked"] == sum(
        record.day <= then for record in quiet_records() if record.facet == "worms"  # type: ignore[attr-defined]
    )  # fmt: skip


def test_windows(quiet: World) -> None:
    whole, part = trends(quiet), trends(quiet, "--since", "2026-03-13")
    assert part["window"]["since"] == "2026-03-13"
    assert part["facets"][0]["asked"] == 3
    assert whole["facets"][0]["asked"] == 15
    for unit, same in zip(part["facets"], whole["facets"], strict=True):
        for key in ("state", "p_neglected", "level", "last_full"):
            assert unit[key] == same[key]
    until = trends(quiet, "--since", "2026-01", "--until", "2026-02", "--by", "month")
    assert (until["window"]["until"], until["window"]["by"]) == ("2026-02-28", "month")


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
