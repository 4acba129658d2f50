"""What syslead 0.1 left on a disk is read by this version: settings, files of one's own, records.

``tests/data/home-0.1`` was read by 0.1 itself. Packs of 0.1: ``sharing/test_pack_reading.py``.
"""

from __future__ import annotations

import json
import shutil
import tomllib

import pytest

from conftest import ROOT, World

OLD = ROOT / "tests" / "data" / "home-0.1"
RECORDS = ROOT / "tests" / "data" / "journal-v1" / "every-kind.jsonl"


@pytest.fixture
def upgraded(world: World) -> World:
    shutil.copytree(OLD, world.home)
    device = world.home / "journal" / "ab12cd34"
    device.mkdir(parents=True)
    shutil.copy(RECORDS, device / "2026-03.jsonl")
    return world


def test_every_setting_of_0_1_holds(upgraded: World) -> None:
    written = tomllib.loads((OLD / "config.toml").read_text("utf-8"))
    remind = {f"remind.{key}": value for key, value in written.pop("remind").items()}
    done = upgraded.run("config", "get", "--json")
    found = {one["key"]: one["value"] for one in json.loads(done.out)["settings"]}
    expected = {**written, **remind}
    assert (done.code, done.err) == (0, "")
    assert {key: found[key] for key in expected} == expected


@pytest.mark.parametrize("command", ["framework check garten", "prompts list"])
def test_files_of_ones_own_have_no_problem(upgraded: World, command: str) -> None:
    done = upgraded.run(*command.split())
    assert (done.code, done.err) == (0, "")


def test_its_questions_are_asked_and_its_records_shown(upgraded: World) -> None:
    asked = upgraded.document("reflect", "--plan")["prompts"]
    assert len(asked) == 3
    assert all(one["facet"] in (OLD / "frameworks/garten.toml").read_text() for one in asked)
    before = upgraded.journal_lines()
    for words in (["list", "--json"], ["trends", "--json"], ["export", "--format", "json"]):
        done = upgraded.run(*words)
        assert (done.code, done.err) == (0, ""), words
    assert upgraded.run("note", "-", stdin="Nach dem Umstieg.").code == 0
    assert set(before) < set(upgraded.journal_lines())
