"""Change code at random places and see whether the tests beside it notice (mutation testing).

    python benchmarks/mutants.py journal/merge.py tests/journal/test_merge.py [more tests]

Works on a copy of the checkout. Prints each mutant that no test noticed, with its line; whoever
reads it decides whether a test is missing or the change makes no difference. Exit code 1 when
one survived. ``--count`` is how many to try, ``--seed`` chooses others.
"""

from __future__ import annotations

import argparse
import ast
import os
import random
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
LEFT_OUT = shutil.ignore_patterns(".git", ".venv", "__pycache__", ".*_cache", "build")
COMPARED: dict[type[ast.cmpop], type[ast.cmpop]] = {
    ast.Eq: ast.NotEq, ast.NotEq: ast.Eq, ast.Is: ast.IsNot, ast.IsNot: ast.Is,
    ast.In: ast.NotIn, ast.NotIn: ast.In, ast.Lt: ast.LtE, ast.LtE: ast.Lt,
    ast.Gt: ast.GtE, ast.GtE: ast.Gt,
}  # fmt: skip
COMPUTED: dict[type[ast.operator], type[ast.operator]] = {
    ast.Add: ast.Sub, ast.Sub: ast.Add, ast.Mult: ast.Add, ast.BitOr: ast.BitAnd,
    ast.BitAnd: ast.BitOr,
}  # fmt: skip


def mutated(node: ast.AST) -> bool:
    """Change a node where there is a way to; whether it was changed."""
    match node:
        case ast.Compare(ops=[operator, *_]) if type(operator) in COMPARED:
            node.ops[0] = COMPARED[type(operator)]()
        case ast.BinOp() if type(node.op) in COMPUTED:
            node.op = COMPUTED[type(node.op)]()
        case ast.BoolOp():
            node.op = ast.Or() if isinstance(node.op, ast.And) else ast.And()
        case ast.Constant(value=bool(value)):
            node.value = not value
        case ast.Constant(value=int(value)):
            node.value = value + 1
        case ast.IfExp():
            node.body, node.orelse = node.orelse, node.body
        case ast.If():
            node.test = ast.UnaryOp(ast.Not(), node.test)
        case _:
            return False
    return True


def places(source: str) -> list[int]:
    """The places, in the order of the tree, at which the source can be changed."""
    return [at for at, node in enumerate(ast.walk(ast.parse(source))) if mutated(node)]


def mutant(source: str, at: int) -> tuple[str, str]:
    """What is changed, with its line; and the source with the change."""
    tree = ast.parse(source)
    node = list(ast.walk(tree))[at]
    line = getattr(node, "lineno", 1)
    mutated(node)
    what = f"{line} {type(node).__name__}: {source.splitlines()[line - 1].strip()}"
    return what, ast.unparse(ast.fix_missing_locations(tree))


def passes(checkout: Path, tests: Sequence[str]) -> bool:
    """Whether the tests pass in a checkout, with its own code."""
    command = [sys.executable, "-m", "pytest", "-q", "-x", *tests]
    environ = {**os.environ, "PYTHONPATH": str(checkout / "src")}
    done = subprocess.run(command, cwd=checkout, env=environ, capture_output=True, check=False)
    return done.returncode == 0


def main() -> int:
    """Try so many mutants of a module; print the survivors."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("module", help="below src/syslead_cli")
    parser.add_argument("tests", nargs="+")
    parser.add_argument("--count", type=int, default=20)
    parser.add_argument("--seed", type=int, default=1)
    asked = parser.parse_args()
    survived = 0
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder) / "checkout"
        shutil.copytree(ROOT, copy, ignore=LEFT_OUT)
        path = copy / "src" / "syslead_cli" / asked.module
        source = path.read_text("utf-8")
        every = places(source)
        chosen = random.Random(asked.seed).sample(every, min(asked.count, len(every)))
        if not passes(copy, asked.tests):
            sys.exit("The tests fail without any change.")
        for at in chosen:
            what, changed = mutant(source, at)
            path.write_text(changed, "utf-8")
            if passes(copy, asked.tests):
                survived += 1
                print(f"{asked.module}:{what}", flush=True)
    print(f"{len(chosen)} of {len(every)} places changed, {survived} not noticed")
    return 1 if survived else 0


if __name__ == "__main__":
    sys.exit(main())
