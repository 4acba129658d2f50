"""Every figure syslead says of a leader, counted again from the raw lines by other code.

``naive_recount`` is the other code, ``varied_journals`` the leaders, ``recounting`` holds one
against the other. ``tests/faults/test_recount.py`` looks at two hundred leaders.
"""

from __future__ import annotations

import shutil
import tomllib

import pytest

from conftest import ROOT, World
from naive_recount import Recount
from recounting import (
    Held,
    begin,
    dimensions,
    recount,
    recount_neglected,
    recount_review,
    recount_today,
    shown,
)

GARTEN = ROOT / "tests/data/garten"


@pytest.mark.parametrize("seed", range(1, 13))
def test_every_figure_is_the_one_counted_by_hand(world: World, seed: int) -> None:
    recount(world, seed)


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_the_made_up_leader_of_the_demo_is_counted_by_hand(world: World, seed: int) -> None:
    home = world.home.parent / "demo"
    assert world.run("demo", "--seed", str(seed), "--home", str(home)).code == 0
    world.home, world.environ["SYSLEAD_HOME"] = home, str(home)
    groups = tomllib.loads((world.home / "config.toml").read_text("utf-8"))["voices"]
    book = Recount(world.home / "journal")
    Held(shown(world, "trends", "--json"), book, groups=groups).whole()
    assert book.damage == 0
    recount_neglected(world, world.clock.local.date())
    recount_today(world, world.clock.local.date())
    recount_review(world, world.clock.local.date())


def test_the_same_journal_through_another_framework(world: World) -> None:
    """Two frameworks in one journal: each shows its own, and the totals are of both."""
    begin(world, 4)
    shutil.copytree(GARTEN, world.home, dirs_exist_ok=True)
    ways = dimensions(GARTEN / "frameworks/garten.toml")
    book = Recount(world.home / "journal")
    first = shown(world, "trends", "--json")
    (world.home / "config.toml").write_text('framework = "garten"\n', encoding="utf-8")
    second = shown(world, "trends", "--json")
    Held(second, book, ways, ()).whole()
    assert second["window"] == first["window"]
    assert sum(unit["asked"] for unit in second["facets"]) > 0
