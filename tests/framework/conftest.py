"""A leader whose framework shares nothing with the one that ships."""

from __future__ import annotations

import shutil

import pytest

from conftest import ROOT, World


@pytest.fixture
def garden(world: World) -> World:
    shutil.copytree(ROOT / "tests/data/garten", world.home)
    (world.home / "config.toml").write_text('framework = "garten"  # mine\n')
    return world
