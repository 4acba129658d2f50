"""The two output streams: what goes where, and what a stream cannot take."""

from __future__ import annotations

import io
import json

import pytest

from conftest import Terminal, World
from syslead_cli.base.terminal import Screen


def ascii_stream() -> io.TextIOWrapper:
    return io.TextIOWrapper(io.BytesIO(), encoding="ascii", newline="")


def test_a_stream_without_utf8_gets_numbers_instead_of_a_crash() -> None:
    out = ascii_stream()
    Screen(out, io.StringIO(), {}).line("tea ☕")
    out.flush()
    assert out.buffer.getvalue() == b"tea \\u2615\n"  # type: ignore[attr-defined]


def test_json_on_a_stream_without_utf8_is_still_json() -> None:
    out = ascii_stream()
    Screen(out, io.StringIO(), {}).document("x", {"text": "tea ☕"})
    out.flush()
    assert json.loads(out.buffer.getvalue())["text"] == "tea ☕"  # type: ignore[attr-defined]


def test_a_lone_surrogate_does_not_break_a_document() -> None:
    out = io.StringIO()
    Screen(out, io.StringIO(), {}).document("x", {"text": "\ud800"})
    assert json.loads(out.getvalue())["text"] == "\ud800"


@pytest.mark.parametrize(
    ("environ", "option", "colored"),
    [
        ({}, "", True),
        ({"NO_COLOR": "1"}, "", False),
        ({"TERM": "dumb"}, "", False),
        ({"NO_COLOR": "1"}, "always", True),
        ({}, "never", False),
    ],
)
def test_when_a_terminal_gets_colour(environ: dict[str, str], option: str, colored: bool) -> None:
    screen = Screen(Terminal(), io.StringIO(), environ)
    screen.configure(color=option)
    assert screen.colored(screen.out) is colored


def test_a_pipe_gets_none() -> None:
    screen = Screen(io.StringIO(), io.StringIO(), {})
    assert not screen.colored(screen.out)


def test_since_alone_reaches_until_today(world: World) -> None:
    assert world.run("note", "x", "--date", "2026-02-03").code == 0
    assert "x" in world.run("list", "--since", "2026-01").out
    assert "x" not in world.run("list", "--since", "2026-01..2026-01").out
