"""``verify`` beside others that write: what is half done is no damage."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator

import pytest

from conftest import ROOT, World
from syslead_cli.base.clock import SystemClock
from syslead_cli.journal.files import SeenFile, SeenFiles

WRITER = """
import io, sys
from syslead_cli.__main__ import main
from syslead_cli.context import Context
for number in range(60):
    words = io.TextIOWrapper(io.BytesIO(b"word " * 2000))
    assert main(["note", "-"], Context(stdin=words, stdout=io.StringIO())) == 0
"""


def test_an_entry_between_two_looks_is_no_loss(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The files were read, then an entry came, then the counts were read."""
    world.run("note", "-", stdin="one")
    real, calls = SeenFiles.all, []

    def read_counts(self: SeenFiles) -> Iterator[tuple[str, str, SeenFile]]:
        calls.append(self)
        if len(calls) == 1:
            assert world.run("note", "-", stdin="two").code == 0
        return real(self)

    monkeypatch.setattr(SeenFiles, "all", read_counts)
    assert world.run("verify").code == 0
    assert calls


def test_verify_beside_a_writer_finds_nothing(world: World) -> None:
    world.clock = SystemClock("Europe/London")  # which waits for a lock that somebody really holds
    environ = {**world.environ, "PYTHONPATH": str(ROOT / "src"), "TZ": "Europe/London"}
    with subprocess.Popen([sys.executable, "-c", WRITER], env=environ) as writer:
        looked = 0
        while writer.poll() is None:
            world.done("verify")
            looked += 1
    assert writer.returncode == 0
    assert looked > 1
    assert len(world.journal_lines()) == 60


def test_damage_is_still_damage_and_needs_no_lock(world: World) -> None:
    world.write("one")
    world.month().write_bytes(world.month().read_bytes() + b"{torn")
    (world.home / "state" / "lock").unlink()
    assert world.run("verify").code == 4
    assert not (world.home / "state" / "lock").exists()
