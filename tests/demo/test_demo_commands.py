"""``syslead demo``: far from one's own journal, always with the framework that ships."""

from __future__ import annotations

import stat
from pathlib import Path

import pytest

from conftest import World
from some_records import plant


@pytest.fixture(autouse=True)
def own_temporary_folder(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    import tempfile

    folder = tmp_path / "tmp"
    folder.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(folder))
    return folder


def test_it_names_what_its_story_lets_go(world: World, own_temporary_folder: Path) -> None:
    result = world.run("demo")
    assert (result.code, result.err) == (0, "")
    assert "GONE QUIET" in result.out
    assert "--facet humility_magnanimity" in result.out
    (home,) = own_temporary_folder.iterdir()
    assert stat.S_IMODE(home.stat().st_mode) == 0o700
    for path in home.rglob("*"):
        assert stat.S_IMODE(path.stat().st_mode) & 0o077 == 0
    assert f"SYSLEAD_HOME={home} syslead trends" in result.out


def test_ones_own_home_is_left_alone(world: World) -> None:
    world.run("note", "-", stdin="mine")
    before = {path: path.stat().st_mtime_ns for path in world.home.rglob("*")}
    world.run("demo")
    assert {path: path.stat().st_mtime_ns for path in world.home.rglob("*")} == before


def test_with_another_framework_in_use_it_still_shows_the_shipped_one(world: World) -> None:
    plant(world.home)
    assert "Perceiving" in world.done("demo")


def test_what_it_prints_works(world: World, tmp_path: Path) -> None:
    home = tmp_path / "made up"
    told = world.document("demo", "--home", str(home), "--seed", "3")
    assert (told["schema"], told["home"]) == ("syslead/demo/1", str(home))
    world.environ["SYSLEAD_HOME"] = str(home)
    trends = world.document("trends")
    assert trends["records"] == told["records"] > 200
    assert trends["damage"] == 0
    assert "humility_magnanimity" in [finding["id"] for finding in trends["named"]]
    assert trends["voices"]["never_heard"] == ["kinship carers"]


@pytest.mark.parametrize("below", ["", "journal", "journal/demo", "state/demo"])
def test_ones_own_home_is_refused_even_when_empty(below: str, world: World) -> None:
    world.refused("demo", "--home", str(world.home / below), code=2)
    assert not (world.home / "journal").exists()


def test_where_no_folder_can_be_made(world: World, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    assert "Traceback" not in world.refused("demo", "--home", str(tmp_path / "file" / "below"))
