"""A crash leaves no copy of what the program held: neither its own, nor that of an editor."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from conftest import World

resource = pytest.importorskip("resource", reason="this system has no limits")
FILTER = Path("/proc/self/coredump_filter")
#: What a command's process may dump once it has run, and what a program it starts may.
SCRIPT = """
import resource, subprocess, sys
if sys.argv[1] == "run":
    from syslead_cli.__main__ import main
    assert main(sys.argv[2:]) == 0
print(resource.getrlimit(resource.RLIMIT_CORE)[0], flush=True)
subprocess.run(["sh", "-c", "ulimit -c; cat /proc/self/coredump_filter 2>/dev/null || true"])
"""


def limits(world: World, *words: str) -> list[str]:
    environ = {**world.environ, "PATH": os.environ["PATH"]}
    if "PYTHONPATH" in os.environ:
        environ["PYTHONPATH"] = os.environ["PYTHONPATH"]
    _, hard = resource.getrlimit(resource.RLIMIT_CORE)
    if hard == 0:
        pytest.skip("core dumps are off for this user anyway")

    def allow() -> None:
        resource.setrlimit(resource.RLIMIT_CORE, (hard, hard))

    done = subprocess.run(
        [sys.executable, "-c", SCRIPT, *words],
        input="A small thing.\n", capture_output=True, text=True, env=environ, check=True,
        preexec_fn=allow,
    )  # fmt: skip
    return done.stdout.split()


@pytest.mark.parametrize("words", [("note", "-"), ("list",), (), ("trends",), ("remind",)])
def test_commands_and_what_they_start_leave_no_core(world: World, words: tuple[str, ...]) -> None:
    if words != ("note", "-"):
        world.run("note", "-", stdin="A small thing.\n")
    own, child, *filters = limits(world, "run", *words)[-3 if FILTER.exists() else -2 :]
    assert (own, child) == ("0", "0")
    assert all(int(mask, 16) == 0 for mask in filters)


def test_without_the_program_there_would_be_one(world: World) -> None:
    own, child, *filters = limits(world, "nothing")
    assert own != "0"
    assert child != "0"
    if FILTER.exists() and int(FILTER.read_text(), 16):  # else this machine writes none anyway
        assert all(int(mask, 16) for mask in filters)
