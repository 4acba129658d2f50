"""The long forms run when they are asked for: ``pytest -m slow``, or with any other ``-m``."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of its own with room for 128 pages; a file takes whole ones of whatever size."""
    yield from mounted(tmp_path / "small", str(128 * os.sysconf("SC_PAGE_SIZE")))


@pytest.fixture
def read_only(tmp_path: Path) -> Iterator[Path]:
    """A mount of its own, to be made read-only."""
    yield from mounted(tmp_path / "medium", "4m")


def mounted(place: Path, size: str) -> Iterator[Path]:
    place.mkdir()
    options = f"size={size},mode=0700"
    command = ["mount", "-t", "tmpfs", "-o", options, "tmpfs", str(place)]
    if subprocess.run(command, capture_output=True, check=False).returncode:
        pytest.skip("mounting needs root")
    yield place
    subprocess.run(["umount", "-l", str(place)], check=True)


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Without ``-m``, leave out the long forms of this folder's tests; the short ones stay."""
    if config.option.markexpr:
        return
    slow = [
        item for item in items if item.get_closest_marker("slow") and "faults" in item.path.parts
    ]
    if slow:
        config.hook.pytest_deselected(items=slow)
        items[:] = [item for item in items if item not in slow]
