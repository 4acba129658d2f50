"""What is cached: used where it holds, never trusted, never needed, never in the way."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

import tables
from conftest import World

SAID = "We gave the decision away to the carers, and I owned up to my mistake."


def cache(world: World) -> Path:
    return world.home / "state" / "cache" / "names.json"


def found(world: World) -> object:
    return json.loads(world.run("note", "-", "--json", stdin=SAID).out)["mentions"]


def test_a_second_note_needs_no_framework_and_finds_the_same(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = found(world)
    assert cache(world).stat().st_mode & 0o777 == 0o600
    monkeypatch.setattr("syslead_cli.framework.catalogue.read_framework", None)
    assert found(world) == first != []


@pytest.mark.parametrize("damage", [b"", b"{}", b"[1]", b"\xff", b'{"asked":[],"names":{}}'])
def test_a_damaged_or_deleted_one_is_as_good_as_none(world: World, damage: bytes) -> None:
    first = found(world)
    cache(world).write_bytes(damage)
    assert found(world) == first
    cache(world).unlink()
    assert found(world) == first


def test_a_framework_of_ones_own_counts_at_once(world: World) -> None:
    assert found(world) != []
    shipped = Path(__file__).resolve().parents[2] / "frameworks" / "systems-leadership.toml"
    own = world.home / "frameworks" / shipped.name
    own.parent.mkdir()
    own.write_text("broken [")
    assert "Facets were not looked for" in world.run("note", "-", stdin=SAID).err
    own.write_text(shipped.read_text())
    tables.keep(world.home, "systems-leadership", {"courage": ["zebra"]})
    assert world.run("framework", "match", stdin="A zebra.").out.startswith("courage:")
    own.unlink()
    assert found(world) == []


def test_reading_commands_leave_it_alone(world: World) -> None:
    for words in (["list"], ["trends"], ["search", "a"], ["remind"]):
        world.run(*words)
    assert not cache(world).exists()


GARDEN = Path(__file__).resolve().parents[1] / "data/garten"


@pytest.mark.parametrize("kind", ["frameworks/garten.toml", "prompts/garten-fragen.toml"])
def test_an_own_file_is_checked_once_after_each_change(
    world: World, monkeypatch: pytest.MonkeyPatch, kind: str
) -> None:
    shutil.copytree(GARDEN, world.home)
    (world.home / "config.toml").write_text('framework = "garten"\n')
    listed = world.run("prompts", "list")
    assert listed.code == 0, listed
    with monkeypatch.context() as patch:
        for name in ("framework_problems", "prompt_file_problems"):
            patch.setattr(f"syslead_cli.framework.check.{name}", None)
        assert world.run("prompts", "list") == listed
    path = world.home / kind
    path.write_text(path.read_text() + "x = 1\n")
    assert f"{kind}, line" in world.run("prompts", "list").err
    assert 'unknown key "x"' in world.run("prompts", "list").err


@pytest.mark.parametrize("damage", [b"", b"{}", b"\xff", b'00000000\n{"files":[[]]}'])
def test_a_damaged_note_of_what_was_checked_is_as_good_as_none(world: World, damage: bytes) -> None:
    shutil.copytree(GARDEN, world.home)
    (world.home / "config.toml").write_text('framework = "garten"\n')
    listed = world.run("prompts", "list")
    kept = world.home / "state" / "cache" / "checked.json"
    assert kept.stat().st_mode & 0o777 == 0o600
    kept.write_bytes(damage)
    assert world.run("prompts", "list") == listed
