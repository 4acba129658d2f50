"""The shape of the code: sizes that keep a file readable, and layers that are declared."""

from __future__ import annotations

import ast
from pathlib import Path
from statistics import median

SRC = Path(__file__).resolve().parents[2] / "src" / "syslead_cli"
MODULES = sorted(SRC.rglob("*.py"))
BANNED_NAMES = ("util", "helper", "manager", "misc", "common")


def functions() -> list[tuple[str, int]]:
    found = []
    for path in MODULES:
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                length = (node.end_lineno or node.lineno) - node.lineno + 1
                found.append((f"{path.relative_to(SRC)}:{node.lineno} {node.name}", length))
    return found


def test_no_file_is_over_400_lines() -> None:
    lengths = {str(path.relative_to(SRC)): len(path.read_text().splitlines()) for path in MODULES}
    assert {name: length for name, length in lengths.items() if length > 400} == {}


def test_no_function_is_over_60_lines() -> None:
    assert [where for where, length in functions() if length > 60] == []


def test_the_median_function_is_short() -> None:
    assert median(length for _, length in functions()) <= 9


def test_files_are_named_after_what_they_hold() -> None:
    assert [p.name for p in MODULES if any(word in p.stem for word in BANNED_NAMES)] == []


def test_core_opens_and_asks_nothing() -> None:
    """What it imports is held by lint-imports; these need no import."""
    reaching = ("open", "input", "print", "breakpoint", "__import__")
    found = [
        f"{path.relative_to(SRC)}:{node.lineno} {node.func.id}"
        for path in MODULES
        if path.is_relative_to(SRC / "core")
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name)
        if node.func.id in reaching
    ]
    assert found == []


def test_every_public_thing_says_what_it_is() -> None:
    missing = []
    for path in MODULES:
        tree = ast.parse(path.read_text())
        if ast.get_docstring(tree) is None and tree.body:
            missing.append(str(path.relative_to(SRC)))
        for node in tree.body:
            named = isinstance(node, ast.FunctionDef | ast.ClassDef)
            if named and not node.name.startswith("_") and ast.get_docstring(node) is None:
                missing.append(f"{path.relative_to(SRC)}:{node.lineno} {node.name}")
    assert missing == []
