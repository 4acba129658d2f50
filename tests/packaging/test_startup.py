"""What a fresh interpreter loads for the commands typed most: heavy things stay away."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from functools import cache
from pathlib import Path

import pytest

from briefs import put

SCRIPT = """
import json, sys
from syslead_cli.__main__ import main
status = main(sys.argv[1:])
sys.stdout.flush()
json.dump([status, sorted(sys.modules)], sys.stderr)
"""
#: A command of nothing but Typer: what it loads is no choice of this project. Newer versions read
#: their parameters with pydantic.
TYPER = """
import json, sys, typer
app = typer.Typer()
@app.command()
def command(number: int = 1, flag: bool = False, text: str = ""): pass
app([], standalone_mode=False)
json.dump([0, sorted(sys.modules)], sys.stderr)
"""
HEAVY = {"pydantic", "prompt_toolkit", "rich", "asyncio", "platformdirs", "tempfile"}
NETWORK = {"socket", "ssl", "http.client"}
HEAVY |= {"csv", "zipfile"}  # of imports and exports in other forms
#: Only an encrypted journal needs these.
HEAVY |= {"pyrage", "keyring", "syslead_cli.crypt.age", "syslead_cli.crypt.passphrases"}


def loaded(home: Path, *arguments: str, stdin: str = "", script: str = SCRIPT) -> set[str]:
    environ = {"SYSLEAD_HOME": str(home), "PATH": os.environ["PATH"], "TZ": "UTC"}
    if "PYTHONPATH" in os.environ:
        environ["PYTHONPATH"] = os.environ["PYTHONPATH"]
    done = subprocess.run(
        [sys.executable, "-c", script, *arguments],
        input=stdin, capture_output=True, text=True, env=environ, check=True,
    )  # fmt: skip
    status, modules = json.loads(done.stderr.splitlines()[-1])
    assert status == 0, done.stderr
    return set(modules)


@cache
def loaded_by_typer() -> set[str]:
    return loaded(Path(), script=TYPER)


def test_the_version_is_answered_before_anything_is_loaded(tmp_path: Path) -> None:
    modules = loaded(tmp_path, "--version")
    assert not [name for name in modules if name.startswith(("typer", "typing", "syslead_cli.c"))]


@pytest.mark.parametrize(
    "words", ["--help", "note -", "list --json", "list", "search thing", "trends --json", "trends",
              "neglected --json", "export --format json"],
)  # fmt: skip
def test_nothing_heavy_is_loaded(tmp_path: Path, words: str) -> None:
    loaded(tmp_path, "note", "-", stdin="A small thing.\n")
    modules = loaded(tmp_path, *words.split(), stdin="A small thing.\n") - loaded_by_typer()
    assert not modules & ((HEAVY - {"rich"} if words == "trends" else HEAVY) | NETWORK)


#: Modules a hot command may have loaded when it ends, besides those of bare Python.
MOST_MODULES = {
    ("remind",): 110,
    ("list",): 110,
    ("note", "-"): 130,
    (): 125,
}
#: Slow to load, and needed by none of them.
UNNEEDED = {"typer", "dataclasses", "inspect", "tomllib"}


@pytest.mark.parametrize("arguments", MOST_MODULES, ids=lambda words: " ".join(words) or "alone")
def test_hot_commands_load_little(tmp_path: Path, arguments: tuple[str, ...]) -> None:
    loaded(tmp_path, "note", "-", stdin="We gave the decision away.\n")  # the cache is made
    modules = loaded(tmp_path, *arguments, stdin="A small thing.\n")
    assert not modules & (UNNEEDED - {"tomllib"} if arguments == () else UNNEEDED)
    bare = subprocess.run(
        [sys.executable, "-c", "import sys, json; print(json.dumps(sorted(sys.modules)))"],
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert len(modules - set(json.loads(bare.stdout))) <= MOST_MODULES[arguments]


@pytest.mark.parametrize(("words", "most"), [("note -", 40), ("trends", 60), ("coach brief A", 60)])
def test_how_far_a_command_travels(tmp_path: Path, words: str, most: int) -> None:
    """The limits are those asked for, for modules of the project; the journal is empty."""
    if words.startswith("coach"):
        loaded(tmp_path, "coach", "add", str(put(tmp_path, "a.json")), "--as", "A")
    modules = loaded(tmp_path, *words.split(), stdin="A quiet day.\n")
    own = {name for name in modules if name.partition(".")[0] == "syslead_cli"}
    assert len(own) <= most, sorted(own)


def ended(home: Path, before: str, *arguments: str) -> subprocess.CompletedProcess[str]:
    """The console script, with a few lines of Python before it."""
    code = f"import sys\n{before}\nfrom syslead_cli.__main__ import run\nrun()\n"
    environ = {**os.environ, "SYSLEAD_HOME": str(home), "HOME": str(home)}
    return subprocess.run(
        [sys.executable, "-c", code, *arguments], capture_output=True, text=True, env=environ
    )


def test_a_command_that_ends_at_once_has_said_everything(tmp_path: Path) -> None:
    done = ended(tmp_path, "", "--help")
    assert done.returncode == 0
    assert "reflect" in done.stdout
    wrong = ended(tmp_path, "", "nothing-like-it")
    assert wrong.returncode == 2
    assert "nothing-like-it" in wrong.stderr


def test_what_others_left_for_the_end_is_done(tmp_path: Path) -> None:
    done = ended(tmp_path, "import atexit; atexit.register(print, 'the last word')", "list")
    assert done.stdout.endswith("the last word\n")
    waiting = "import threading; threading.Timer(0.2, print, ['the last word']).start()"
    assert ended(tmp_path, waiting, "list").stdout.endswith("the last word\n")
