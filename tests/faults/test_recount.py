"""Two hundred leaders counted by hand; ``tests/cli/test_recount.py`` is the short form."""

from __future__ import annotations

import pytest

from conftest import World
from recounting import recount


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(100, 300))
def test_two_hundred_leaders_are_counted_by_hand(world: World, seed: int) -> None:
    recount(world, seed)
