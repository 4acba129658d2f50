"""benchmarks/mutants.py changes every place of a source that it lists, and nothing else."""

from __future__ import annotations

import ast

import mutants

SOURCE = """
def grade(words, told):
    if told and words >= 12:
        return "full" if words + 1 > 13 or told is True else "thin"
    return words in (0, 1)
"""


def test_every_place_gives_another_program() -> None:
    whole = ast.unparse(ast.parse(SOURCE))
    made = [mutants.mutant(SOURCE, at) for at in mutants.places(SOURCE)]
    sources = [source for _, source in made]
    assert len(made) == len(set(sources)) == 15
    assert whole not in sources
    assert all(compile(source, "mutant", "exec") for source in sources)


def test_a_change_is_named_with_its_line() -> None:
    named = {mutants.mutant(SOURCE, at)[0] for at in mutants.places(SOURCE)}
    assert "3 Compare: if told and words >= 12:" in named
