"""Homes for the tests of the journal."""

from __future__ import annotations

from pathlib import Path

import pytest

from device import Device


@pytest.fixture
def device(tmp_path: Path) -> Device:
    return Device(tmp_path / "home")
