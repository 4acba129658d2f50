"""A leader whose framework shares nothing with the one that ships."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from conftest import ROOT, World


@pytest.fixture
def garden(world: World) -> World:
    shutil.copytree(ROOT / "tests/data/garten", world.home)
    (world.home / "config.toml").write_text('framework = "garten"  # mine\n')
    return world


def files(home: Path) -> dict[str, bytes]:
    """Return every file; what is noted in state/cache and what is rescued does not count."""
    found = (path for path in home.rglob("*") if path.parent.name not in ("cache", "rescue"))
    return {str(path): path.read_bytes() for path in found if path.is_file()}
