"""``syslead pause`` as a leader uses it: away, back, and back sooner than meant."""

from __future__ import annotations

import json

import pytest

from conftest import World


def held(world: World) -> dict[str, object]:
    data = json.loads(world.run("pause", "--show", "--json").out)
    return {"from": data["from"], "until": data["until"]}


@pytest.mark.parametrize("arguments", [[], ["--until", "2w"], ["--from", "tomorrow"]])
def test_a_pause_ended_before_a_day_of_it_has_passed_is_gone(
    world: World, arguments: list[str]
) -> None:
    assert world.run("pause", *arguments).code == 0
    ended = world.run("pause", "--end")
    assert (ended.code, ended.out) == (0, "No pause.\n")
    assert held(world) == {"from": None, "until": None}


def test_a_pause_ended_later_keeps_the_days_away(world: World) -> None:
    world.run("pause", "--until", "2w")
    world.clock.move(days=3)
    assert world.run("pause", "--end").out == "No pause.\n"
    assert b'"until":"2026-03-29"' in world.journal_lines()[-1]


def test_there_must_be_a_pause_to_end(world: World) -> None:
    result = world.run("pause", "--end")
    assert result.code == 2
    assert world.journal_lines() == []
