"""Homes for the tests of the journal."""

from __future__ import annotations

from pathlib import Path

import pytest

from conftest import World
from device import Device
from some_records import plant


@pytest.fixture
def device(tmp_path: Path) -> Device:
    return Device(tmp_path / "home")


@pytest.fixture
def garden(world: World) -> World:
    """A leader whose framework is a small one of its own."""
    plant(world.home)
    return world
