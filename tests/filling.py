"""A disk with no room left."""

from __future__ import annotations

import contextlib
import os
from pathlib import Path


def fill(folder: Path, leaving: int = 0) -> Path:
    """Take all the room there is, but for some bytes."""
    ballast = folder / "ballast"
    handle = os.open(ballast, os.O_WRONLY | os.O_CREAT)
    with contextlib.suppress(OSError):
        while os.write(handle, b"x" * 1024):
            pass
    os.ftruncate(handle, max(0, os.fstat(handle).st_size - leaving))
    os.close(handle)
    return ballast
