"""What makes tests flicker stands in one place each, where it was thought about once."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

TESTS = Path(__file__).resolve().parents[1]
#: Names that hang on time, on the terminal or on the dice, and the files that may say them.
KEPT = {
    "pexpect": {"terminal.py"},
    "pyte": {"terminal.py"},
    "termios": {"terminal.py"},
    "time.sleep": {"terminal.py", "killing.py", "faults/test_killed.py", "remind/test_remind.py"},
    "time.monotonic": {"terminal.py", "killing.py", "faults/test_killed.py"},
    "time.perf_counter": set(),
    "time.process_time": {"effort.py", "framework/test_rules.py"},
    "HealthCheck": {"conftest.py", "faults/test_state_machine.py"},
    "deadline": {"conftest.py"},
    "register_profile": {"conftest.py"},
    "datetime.now": {"faults/test_full_disk.py", "faults/test_flat.py"},
    "date.today": set(),
    "os.getppid": set(),
}  # fmt: skip
#: Seconds that a slow machine may take for anything that is waited for.
LEAST = 60


def said(tree: ast.AST) -> Iterator[tuple[str, int]]:
    """What a file imports, what it takes from a module, and what it hands over by name."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import | ast.ImportFrom):
            names = [getattr(node, "module", "") or "", *(alias.name for alias in node.names)]
            yield from ((name.partition(".")[0], node.lineno) for name in names)
        elif isinstance(node, ast.Call):
            yield from ((word.arg or "", node.lineno) for word in node.keywords)
            yield from ((str(one.value), node.lineno) for one in node.args
                        if isinstance(one, ast.Constant))  # fmt: skip
        elif isinstance(node, ast.Attribute):
            yield node.attr, node.lineno
            yield f"{getattr(node.value, 'id', '')}.{node.attr}", node.lineno


def short_waits(tree: ast.AST) -> Iterator[int]:
    """Lines in which less is waited than a slow machine may need."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            for word in node.keywords:
                seconds = getattr(word.value, "value", LEAST)
                if word.arg == "timeout" and isinstance(seconds, int | float) and seconds < LEAST:
                    yield node.lineno


def flickering(path: Path, name: str) -> list[str]:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    found = [f"{name}:{line} {word}" for word, line in said(tree)
             if name not in KEPT.get(word, {name})]  # fmt: skip
    return found + [f"{name}:{line} a short timeout" for line in short_waits(tree)]


@pytest.mark.parametrize("path", sorted(TESTS.rglob("*.py")), ids=lambda path: path.name)
def test_nothing_in_a_test_hangs_on_the_machine_it_runs_on(path: Path) -> None:
    assert flickering(path, path.relative_to(TESTS).as_posix()) == []


def test_what_flickers_is_seen(tmp_path: Path) -> None:
    bad = tmp_path / "test_bad.py"
    bad.write_text(
        "import pexpect, time\nfrom datetime import date\nx = pytest.importorskip('pyte')\n"
        "time.sleep(1)\ndate.today()\nspawn(timeout=5)\n@settings(deadline=300)\ndef f(): ...\n"
    )
    words = {line.rpartition(":")[2].partition(" ")[2] for line in flickering(bad, "test_bad.py")}
    assert words == {
        "pexpect", "pyte", "time.sleep", "date.today", "a short timeout", "deadline",
    }  # fmt: skip
