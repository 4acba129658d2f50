"""Disks of their own, which need root."""

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
