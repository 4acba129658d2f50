"""Every command with a framework that shares no dimension, facet or prompt with the shipped one."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

import tables
from conftest import World

DATA = Path(__file__).resolve().parents[1] / "data/garten"
SHIPPED = ("humility", "courage", "perceiving", "balcony_dance_floor", "Systems leadership")
FACETS = {"zuhören", "geduld_üben", "jäten", "säen", "größe"}
DIMENSIONS = ["hören", "tätig_sein", "größer_denken"]
ANSWERS = {
    "answers": [
        {
            "facet": "zuhören",
            "text": "Amira sagte um neun: wir haben es nur verschoben, seit März.",
        },
        {"facet": "säen", "outcome": "skip"},
    ],
    "note": "Am Abend habe ich gewartet und nachgefragt.",
    "intention": {
        "text": "If morgen jemand stockt, then I will nachfragen.",
        "facet": "jäten",
        "due": "2026-04-30",
    },
}


@pytest.fixture
def garden(world: World) -> World:
    """Two weeks in the garden."""
    shutil.copytree(DATA, world.home)
    words = {"zuhören": ["nachgefragt"], "geduld_üben": ["gewartet"]}
    tables.keep(world.home, "garten", words)
    (world.home / "config.toml").write_text('framework = "garten"\n')
    for _ in range(14):
        world.clock.move(days=1)
        done = world.run("reflect", "--answers", "-", stdin=json.dumps(ANSWERS))
        assert done.code == 0, done
    return world


COMMANDS = [
    ["reflect", "--plan"],
    ["trends"],
    ["trends", "--facets"],
    ["neglected"],
    ["list"],
    ["search", "Amira"],
    ["search", "--facet", "zuhören", "Amira"],
    ["list", "--dimension", "hören"],
    ["intentions"],
    ["review", "week", "--plan"],
    ["review", "quarter", "--plan"],
    ["focus", "zuhören", "geduld_üben", "jäten", "säen", "größe"],
    ["framework", "show"],
    ["prompts", "list"],
    [],
]


def test_every_command_speaks_of_this_framework_alone(garden: World) -> None:
    for command in COMMANDS:
        for form in ([], ["--json"]):
            result = garden.run(*command, *form)
            assert result.code == 0, result
            assert not [name for name in SHIPPED if name in result.out + result.err], command
            if form and result.out:
                assert json.loads(result.out)["schema"].startswith("syslead/")


def test_trends_have_its_dimensions_and_facets(garden: World) -> None:
    data = json.loads(garden.run("trends", "--json").out)
    assert data["framework"] == "garten"
    assert [dimension["id"] for dimension in data["dimensions"]] == DIMENSIONS
    assert {facet["id"] for facet in data["facets"]} == FACETS


def test_what_was_found_in_notes_is_its_own(garden: World) -> None:
    entries = json.loads(garden.run("list", "--limit", "100", "--json").out)["entries"]
    mentions = {id_ for entry in entries for id_ in entry.get("mentions", ())}
    assert mentions == {"zuhören", "geduld_üben"}


def test_a_journal_outlives_its_framework(garden: World) -> None:
    (garden.home / "config.toml").unlink()
    for command in (["list"], ["trends", "--json"], ["search", "Amira"]):
        assert garden.run(*command).code == 0
    assert "zuhören" in garden.run("list", "--limit", "100").out
