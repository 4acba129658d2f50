"""The long forms run when they are asked for: ``pytest -m slow``, or with any other ``-m``."""

from __future__ import annotations

import pytest


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
