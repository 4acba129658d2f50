"""A level with its interval, drawn on a line from nothing in full (left) to all of it (right)."""

from __future__ import annotations

from syslead_cli.insight.levels import Level

USUAL = "┊"


def level_bar(level: Level, usual: float | None, width: int) -> str:
    """``├──●──┤`` with the leader's usual rate as a broken line where it is not covered."""
    cells = [" "] * width
    low, high, mean = (_place(value, width) for value in (level.low, level.high, level.mean))
    for at in range(low, high + 1):
        cells[at] = "─"
    cells[low], cells[high] = "├", "┤"
    if usual is not None:
        cells[_place(usual, width)] = USUAL
    cells[mean] = "●"
    return "".join(cells)


def _place(value: float, width: int) -> int:
    return min(width - 1, max(0, int(value * width)))


def beside_usual(level: Level, usual: float) -> str:
    """In words where the interval lies."""
    if level.high < usual:
        return "below usual"
    return "above usual" if level.low > usual else "as usual"
