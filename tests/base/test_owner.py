"""Root in a leader's folders: ``sudo``, or a container with the journal mounted."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from conftest import World

LEADER = 54321

pytestmark = pytest.mark.skipif(
    not hasattr(os, "geteuid") or os.geteuid() != 0, reason="only root makes files for others"
)


def owners(folder: Path) -> dict[str, int]:
    return {str(path.relative_to(folder)): path.lstat().st_uid for path in folder.rglob("*")}


def test_what_root_writes_is_the_leaders(world: World, tmp_path: Path) -> None:
    world.home.mkdir()
    os.chown(world.home, LEADER, LEADER)
    assert world.run("note", "-", stdin="By root, for once.").code == 0
    world.clock.move(days=40)
    assert world.run("note", "-", stdin="And in the next month.").code == 0
    assert world.run("config", "set", "mentions", "false").code == 0
    done = world.run(
        "reflect", "--answers", "-", stdin='{"answers":[{"facet":"courage","text":"No"}]}'
    )
    assert done.code == 0, done
    assert world.run("backup", str(world.home / "copies")).code == 0
    found = owners(world.home)
    assert len(found) > 8
    assert set(found.values()) == {LEADER}, found


def test_what_root_gives_out_is_roots(world: World, tmp_path: Path) -> None:
    """A pack or an export is private to whoever made it, whosever the folder is."""
    assert world.run("note", "-", stdin="Mine alone.").code == 0
    theirs = tmp_path / "theirs"
    theirs.mkdir()
    os.chown(theirs, LEADER, LEADER)
    pack, copy = str(theirs / "pack.json"), str(theirs / "export.json")
    assert world.run("share", "write", "--yes", "-o", pack).code == 0
    assert world.run("export", "--format", "json", "-o", copy).code == 0
    assert set(owners(theirs).values()) == {0}
    assert set(owners(world.home).values()) == {0}


def test_a_file_of_roots_that_was_there_keeps_its_owner(world: World) -> None:
    """An empty one under another name as well: nobody is given what root has elsewhere."""
    (world.home / "state").mkdir(parents=True)
    secret = world.home.parent / "secret"
    secret.touch()
    os.chown(world.home / "state", LEADER, LEADER)
    os.link(secret, world.home / "state/lock")
    assert world.run("note", "-", stdin="Words.").code == 0
    assert secret.stat().st_uid == 0
