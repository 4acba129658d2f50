"""There is no network code: no command speaks to another machine, none could."""

from __future__ import annotations

import ast
import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from shutil import which
from typing import Any

import pytest

from every_call import leaves

ROOT = Path(__file__).resolve().parents[2]
SOURCE = ROOT / "src" / "syslead_cli"
NETWORK = {
    "socket", "ssl", "http", "urllib", "ftplib", "smtplib", "poplib", "imaplib", "telnetlib",
    "xmlrpc", "socketserver", "asyncore", "requests", "httpx", "aiohttp", "urllib3", "webbrowser",
    "_socket", "_ssl", "select", "selectors", "asyncio", "nntplib", "paramiko",
}  # fmt: skip
#: Modules that may name one: the dialogue waits for keys, on asyncio's loop and behind Enter.
ALLOWED: dict[str, set[str]] = {"text_field.py": {"asyncio", "select"}}
_CALL = re.compile(r"\b(\w+)\((.*)$")
_FAMILY = re.compile(r"\b(?:AF|PF)_(\w+)")
_LOCAL = {"UNIX", "LOCAL"}


def called(folder: Path, *wrapper: str, **environ: str) -> list[dict[str, Any]]:
    """Every call there is, in a process of its own."""
    folder.mkdir(exist_ok=True)
    kept = {k: os.environ[k] for k in ("PATH", "PYTHONPATH") if k in os.environ}
    path = os.pathsep.join(filter(None, [str(ROOT / "tests"), kept.get("PYTHONPATH", "")]))
    done = subprocess.run(
        [*wrapper, sys.executable, str(ROOT / "tests" / "every_call.py"), str(folder)],
        capture_output=True, text=True, check=False, stdin=subprocess.DEVNULL,
        env={**kept, "PYTHONPATH": path, "HOME": str(folder), "SYSLEAD_HOME": str(folder / "h"),
             **environ},
    )  # fmt: skip
    assert done.returncode == 0, done.stderr[-2000:]
    return [json.loads(line) for line in done.stdout.splitlines() if line.startswith("{")]


@pytest.fixture(scope="module")
def everything(tmp_path_factory: pytest.TempPathFactory) -> tuple[list[dict[str, Any]], list[str]]:
    """What every call answered, and the network calls of the kernel it made (strace's lines)."""
    folder = tmp_path_factory.mktemp("calls")
    if not can_trace():
        return called(folder / "world"), []
    log = folder / "trace"
    said = called(folder / "world", *TRACE, "-o", str(log))
    return said, log.read_text().splitlines()


TRACE = ("strace", "-f", "-qq", "-e", "trace=network", "-e", "signal=none")


@cache
def can_trace() -> bool:
    """Whether strace is here and may look."""
    if not which("strace"):
        return False
    return subprocess.run([*TRACE, "true"], capture_output=True, check=False).returncode == 0


def to_others(lines: list[str]) -> list[str]:
    """Calls that are about anything but sockets within this machine."""
    found = []
    for line in lines:
        families = set(_FAMILY.findall(line))
        if _CALL.search(line) and families and not families <= _LOCAL:
            found.append(line)
    return found


def test_every_call_answers_as_it_may(everything: tuple[list[dict[str, Any]], list[str]]) -> None:
    said = [one for one in everything[0] if "words" in one]
    assert len(said) > 120
    assert [one for one in said if not one["right"]] == []


def test_every_command_is_among_them(everything: tuple[list[dict[str, Any]], list[str]]) -> None:
    typed = {" ".join(one["words"][:size]) for one in everything[0] if "words" in one
             for size in (1, 2, 3)}  # fmt: skip
    assert leaves() - typed == set(), "tests/every_call.py lacks them"


def test_python_itself_saw_no_network(everything: tuple[list[dict[str, Any]], list[str]]) -> None:
    assert [one for one in everything[0] if "event" in one] == []


def test_no_program_was_told_an_entry_or_a_passphrase(
    everything: tuple[list[dict[str, Any]], list[str]],
) -> None:
    assert [one for one in everything[0] if "told" in one] == []


def test_the_kernel_saw_none(everything: tuple[list[dict[str, Any]], list[str]]) -> None:
    if not can_trace():
        pytest.skip("strace is not here, or may not look")
    assert to_others(everything[1]) == []


def test_a_call_that_goes_out_is_seen(tmp_path: Path) -> None:
    """The control. It stops at the first call: what it does before is what is to be seen."""
    log = tmp_path / "trace"
    wrapper = (*TRACE, "-o", str(log)) if can_trace() else ()
    said = called(tmp_path / "world", *wrapper, CALL_OUT="only")
    assert any(one.get("event") == "socket.connect" for one in said)
    assert any(one.get("told") == "subprocess.Popen" for one in said)
    if wrapper:
        assert any("AF_INET" in line for line in to_others(log.read_text().splitlines()))


def imported(path: Path) -> Iterator[str]:
    """Every module a file may import, by name, literal importlib calls included."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module
        elif isinstance(node, ast.Call) and node.args and isinstance(node.args[0], ast.Constant):
            name = getattr(node.func, "attr", getattr(node.func, "id", ""))
            if name in ("import_module", "__import__"):
                yield str(node.args[0].value)


def test_no_module_could(tmp_path: Path) -> None:
    found = {
        str(path.relative_to(SOURCE)): hits - ALLOWED.get(path.name, set())
        for path in sorted(SOURCE.rglob("*.py"))
        if (hits := {name.partition(".")[0] for name in imported(path)} & NETWORK)
    }
    assert {name: hits for name, hits in found.items() if hits} == {}
    guilty = tmp_path / "guilty.py"
    guilty.write_text("from urllib import request\ndef f():\n    import_module('ssl')\n")
    assert {name.partition(".")[0] for name in imported(guilty)} <= NETWORK
