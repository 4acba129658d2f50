"""Names of any script take exactly their column."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from syslead_cli.base.layout import cells, fit


@pytest.mark.parametrize(
    "name",
    ["humility", "A name of more than forty characters, which is long", "谦逊与宽宏大量的领导方式",
     "تواضع", "צניעות ונדיבות", "Größe", "e\u0301crire", "👩‍🚒 feu",
     "\x1b[31mred", "\u202eevil", ""],
)  # fmt: skip
@pytest.mark.parametrize("width", [8, 18, 20, 36])
def test_exactly_so_wide(name: str, width: int) -> None:
    fitted = fit(name, width)
    assert cells(fitted) == width
    assert "\x1b" not in fitted
    assert "\u202e" not in fitted


def test_a_right_to_left_name_is_closed_before_the_bars() -> None:
    assert fit("תוא", 8) == "תוא\u2800    "
    assert "\u2800" not in fit("謙虚", 8)


@given(st.text(max_size=60), st.integers(4, 40))
def test_whatever_the_name(name: str, width: int) -> None:
    assert cells(fit(name, width)) == width
