"""What a fresh interpreter loads for the commands typed most: heavy things stay away."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

SCRIPT = """
import json, sys
from syslead_cli.__main__ import main
status = main(sys.argv[1:])
sys.stdout.flush()
json.dump([status, sorted(sys.modules)], sys.stderr)
"""
HEAVY = {"pydantic", "prompt_toolkit", "rich", "asyncio", "platformdirs", "tempfile"}


def loaded(home: Path, *arguments: str, stdin: str = "") -> set[str]:
    environ = {"SYSLEAD_HOME": str(home), "PATH": os.environ["PATH"], "TZ": "UTC"}
    if "PYTHONPATH" in os.environ:
        environ["PYTHONPATH"] = os.environ["PYTHONPATH"]
    done = subprocess.run(
        [sys.executable, "-c", SCRIPT, *arguments],
        input=stdin, capture_output=True, text=True, env=environ, check=True,
    )  # fmt: skip
    status, modules = json.loads(done.stderr.splitlines()[-1])
    assert status == 0, done.stderr
    return set(modules)


def test_the_version_is_answered_before_anything_is_loaded(tmp_path: Path) -> None:
    modules = loaded(tmp_path, "--version")
    assert not {
        name for name in modules if name.startswith(("typer", "syslead_cli.c", "json."))
    } - {name for name in modules if name.startswith("json")}


@pytest.mark.parametrize(
    ("arguments", "allowed"),
    [
        (["--help"], set()),
        (["note", "-"], set()),
        (["list", "--json"], set()),
        (["trends", "--json"], set()),
        (["neglected", "--json"], set()),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else "",
)
def test_nothing_heavy_is_loaded(tmp_path: Path, arguments: list[str], allowed: set[str]) -> None:
    modules = loaded(tmp_path, *arguments, stdin="A small thing.\n")
    assert not (modules & HEAVY) - allowed


def test_no_command_loads_the_network(tmp_path: Path) -> None:
    for arguments in (["--help"], ["note", "-"], ["trends"], ["list"]):
        assert not loaded(tmp_path, *arguments, stdin="x\n") & {"socket", "ssl", "http.client"}
