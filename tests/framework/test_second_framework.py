"""Every command with a framework that shares no dimension, facet or prompt with the shipped one."""

from __future__ import annotations

import json

import pytest

import tables
from conftest import World

SHIPPED = ("humility", "courage", "perceiving", "balcony_dance_floor", "Systems leadership")
FACETS = {"zuhören", "geduld_üben", "jäten", "säen", "größe"}
DIMENSIONS = ["hören", "tätig_sein", "größer_denken"]
ANSWERS = {
    "answers": [
        {"facet": "zuhören",
         "text": "Amira sagte um neun: wir haben es nur verschoben, seit März."},
        {"facet": "säen", "outcome": "skip"},
    ],
    "note": "Am Abend habe ich gewartet und nachgefragt.",
    "intention": {"text": "If morgen jemand stockt, then I will nachfragen.",
                  "facet": "jäten", "due": "2026-04-30"},
}  # fmt: skip


@pytest.fixture
def kept(garden: World) -> World:
    """Two weeks in the garden."""
    words = {"zuhören": ["nachgefragt"], "geduld_üben": ["gewartet"]}
    tables.keep(garden.home, "garten", words)
    for _ in range(14):
        garden.clock.move(days=1)
        garden.done("reflect", "--answers", "-", stdin=json.dumps(ANSWERS))
    return garden


COMMANDS = (
    "reflect --plan", "trends", "trends --facets", "neglected", "list", "search Amira",
    "search --facet zuhören Amira", "list --dimension hören", "intentions", "review week --plan",
    "review quarter --plan", "focus zuhören geduld_üben jäten säen größe", "framework show",
    "prompts list", "",
)  # fmt: skip


def test_every_command_speaks_of_this_framework_alone(kept: World) -> None:
    for command in COMMANDS:
        for form in ([], ["--json"]):
            result = kept.run(*command.split(), *form)
            assert result.code == 0, result
            assert not [name for name in SHIPPED if name in result.out + result.err], command
            if form and result.out:
                assert json.loads(result.out)["schema"].startswith("syslead/")


def test_trends_and_what_was_found_in_notes_are_its_own(kept: World) -> None:
    data = kept.document("trends")
    assert data["framework"] == "garten"
    assert [dimension["id"] for dimension in data["dimensions"]] == DIMENSIONS
    assert {facet["id"] for facet in data["facets"]} == FACETS
    mentions = {id_ for entry in kept.entries() for id_ in entry.get("mentions", ())}
    assert mentions == {"zuhören", "geduld_üben"}


def test_a_journal_outlives_its_framework(kept: World) -> None:
    (kept.home / "config.toml").unlink()
    for command in (["list"], ["trends", "--json"], ["search", "Amira"]):
        assert kept.run(*command).code == 0
    assert "zuhören" in kept.run("list", "--limit", "100").out
