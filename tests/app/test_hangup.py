"""What is typed at a field survives a closed window and a paste without marks."""

from __future__ import annotations

import json
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
    files = (path for path in (home / "state" / "rescue").glob("typed-*.txt"))
    return [path for path in files if WORDS in path.read_text()]


def test_a_paste_without_marks_is_one_text(tmp_path: Path, sit: Callable[..., Seat]) -> None:
    """GNU screen 4, serial lines and some terminals do not mark what is pasted."""
    home = tmp_path / "home"
    seat = sit((*SYSLEAD, "note"), environment(home, HOME=str(tmp_path)), folder=tmp_path)
    seat.sees("Ctrl-E editor")
    seat.keys("first line\rsecond line\rthird line\r")
    assert seat.ends() == 0
    (file,) = (home / "journal").rglob("*.jsonl")
    assert json.loads(file.read_text())["text"] == "first line\nsecond line\nthird line"
