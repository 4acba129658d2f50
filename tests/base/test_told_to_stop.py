"""Told to stop while an editor or a pager runs: nothing typed in it is lost, and none stays."""

from __future__ import annotations

import os
import signal
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from conftest import World
from syslead_cli.errors import ExitCode
from terminal import SYSLEAD, environment

pytestmark = pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="needs named pipes")
SIGNALS = [signal.SIGTERM, signal.SIGHUP]


class Program:
    """An editor or pager that says when it is there, and goes on when it is told to."""

    def __init__(self, folder: Path, then: str) -> None:
        self._here, self._go = folder / "here", folder / "go"
        self.script = folder / "program"
        os.mkfifo(self._go)
        wait = f"echo $$ > {self._here}; read x < {self._go}"
        self.script.write_text(f"#!/bin/sh\n{then.format(wait=wait)}\n")
        self.script.chmod(0o700)

    def comes(self, seat: Any) -> int:
        """Wait for it; its number."""
        seat.until(lambda: self._here.exists() and self._here.read_text().strip(), "the program")
        return int(self._here.read_text())

    def goes_on(self, seat: Any) -> None:
        seat.until(self._told, "a program that waits")

    def _told(self) -> bool:
        try:
            handle = os.open(self._go, os.O_WRONLY | os.O_NONBLOCK)
        except OSError:  # it does not wait yet
            return False
        os.write(handle, b"go\n")
        os.close(handle)
        return True


@pytest.mark.parametrize("encrypted", [False, True], ids=["plain", "encrypted"])
@pytest.mark.parametrize("told", SIGNALS)
@pytest.mark.parametrize("command", ["edit", "template"])
def test_what_is_typed_in_an_editor_afterwards_is_kept(
    world: World, tmp_path: Path, sit: Callable[..., Any], told: int, command: str, *,
    encrypted: bool,
) -> None:  # fmt: skip
    id_ = world.run("note", "-", stdin="Words before.").out.split()[0]
    templates = world.home / "templates"
    templates.mkdir()
    (templates / "day.md").write_text("What was good?\n")
    if encrypted and command == "edit":
        pytest.skip("asks for a passphrase first")
    if encrypted:
        pytest.importorskip("pyrage", reason="the age library is not installed")
        from sealed_world import switch_on

        switch_on(world)
    editor = Program(tmp_path, '{wait}; echo "typed zymurgy afterwards" >> "$1"')
    words = {"edit": ("edit", id_), "template": ("note", "--template", "day")}[command]
    seat = sit([*SYSLEAD, *words], environment(world.home, EDITOR=str(editor.script)))
    editor.comes(seat)
    seat.kill(told)
    editor.goes_on(seat)
    seat.sees("Stopped.", "What you wrote is in")
    assert seat.ends() == ExitCode.INTERRUPTED
    (kept,) = (world.home / "state" / "rescue").iterdir()
    assert (b"zymurgy" in kept.read_bytes()) is not encrypted
    assert kept.suffix == (".age" if encrypted else ".md")


def test_so_is_what_is_typed_in_an_editor_that_a_question_opened(
    world: World, tmp_path: Path, sit: Callable[..., Any]
) -> None:
    editor = Program(tmp_path, '{wait}; echo " and on" >> "$1"')
    seat = sit([*SYSLEAD, "note"], environment(world.home, EDITOR=str(editor.script)))
    seat.keys("half a thought", "\x05")
    editor.comes(seat)
    seat.kill(signal.SIGTERM)
    editor.goes_on(seat)
    seat.sees("Stopped.", "What you wrote is in")
    assert seat.ends() == ExitCode.INTERRUPTED
    (kept,) = (world.home / "state" / "rescue").iterdir()
    assert kept.read_text().endswith("half a thought\n and on\n")


@pytest.mark.parametrize("told", SIGNALS)
def test_an_editor_in_which_nothing_was_typed_leaves_nothing(
    world: World, tmp_path: Path, sit: Callable[..., Any], told: int
) -> None:
    id_ = world.run("note", "-", stdin="Words before.").out.split()[0]
    editor = Program(tmp_path, "{wait}")
    seat = sit([*SYSLEAD, "edit", id_], environment(world.home, EDITOR=str(editor.script)))
    editor.comes(seat)
    seat.kill(told)
    editor.goes_on(seat)
    assert seat.ends() == ExitCode.INTERRUPTED
    assert list((world.home / "state" / "rescue").iterdir()) == []


@pytest.mark.parametrize("told", SIGNALS)
def test_a_pager_does_not_outlive_the_program(
    world: World, tmp_path: Path, sit: Callable[..., Any], told: int
) -> None:
    for number in range(12):
        world.run("note", "-", stdin=f"Note number {number}.")
    pager = Program(tmp_path, "cat > /dev/null; {wait}")
    seat = sit([*SYSLEAD, "list"], environment(world.home, PAGER=str(pager.script)), rows=10)
    number = pager.comes(seat)
    seat.kill(told)
    assert seat.ends() == ExitCode.INTERRUPTED
    with pytest.raises(ProcessLookupError):
        os.kill(number, 0)
