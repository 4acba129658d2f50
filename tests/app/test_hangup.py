"""The window is closed while somebody is typing: the words are kept."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from terminal import SYSLEAD, Seat, environment

WORDS = "half a thought about the board"


@pytest.mark.parametrize("arguments", [("note",), ("intend",)], ids=["note", "intend"])
def test_words_outlive_the_window(
    tmp_path: Path, sit: Callable[..., Seat], arguments: tuple[str, ...]
) -> None:
    home = tmp_path / "home"
    seat = sit((*SYSLEAD, *arguments), environment(home, HOME=str(tmp_path)), folder=tmp_path)
    seat.sees("Ctrl-E editor")  # the hint below the field
    seat.keys(WORDS)
    seat.shows(WORDS)
    seat.hangs_up()
    assert kept(home), "the words are in no file"


def kept(home: Path) -> list[Path]:
    files = (path for path in (home / "state" / "rescue").rglob("*.md") if path.is_file())
    return [path for path in files if WORDS in path.read_text()]
