"""Benchmarks that judge: the blind test of the prompts, and changes that tests should notice."""

from __future__ import annotations

import ast
from collections import Counter

import blind_prompts
import mutants
import pytest

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


def test_the_sheet_has_a_hundred_questions_and_does_not_give_them_away() -> None:
    sheet = blind_prompts.main(["sheet", "1"])
    assert sheet == blind_prompts.main(["sheet", "1"])
    assert sheet != blind_prompts.main(["sheet", "2"])
    questions = sheet.split("The questions:")[1].strip().splitlines()
    assert [line.split(".")[0] for line in questions] == [str(n) for n in range(1, 101)]
    assert "values_commitment-" not in sheet
    assert "courage:" in sheet


def test_all_facets_are_drawn_evenly() -> None:
    prompts = [{"id": f"{f}-{n}", "facet": f} for f in "abcdef" for n in range(9)]
    drawn = blind_prompts.drawn(prompts, 3, 20)
    assert sorted(Counter(prompt["facet"] for prompt in drawn).values()) == [3, 3, 3, 3, 4, 4]
    assert len({prompt["id"] for prompt in drawn}) == 20


def test_guesses_and_ratings_are_counted() -> None:
    prompts = [
        {"id": "a-1", "facet": "a", "text": "One?"},
        {"id": "b-1", "facet": "b", "also": ["a"], "text": "Two?"},
        {"id": "b-2", "facet": "b", "text": "Three?"},
    ]
    answers = blind_prompts.read_answers("2 a 5 4 5\n\n1 a 5 5 5\n3 a 3 2 4\n", 3, {"a", "b"})
    lines = blind_prompts.score(prompts, answers).splitlines()
    assert lines[:5] == [
        "read 3", "facet 1", "facet or one it also touches 2", "with a 2 or less 1",
        "mean clear 4.33",
    ]  # fmt: skip
    assert "2 x b taken for a" in lines
    assert lines[-2:] == ["b-1 | a 5 4 5 | Two?", "b-2 | a 3 2 4 | Three?"]


@pytest.mark.parametrize(
    "line", ["1 z 5 5 5", "1 a 5 5", "1 a 5 5 6", "9 a 5 5 5", "1 a 5 5 5\n1 a 5 5 5"]
)
def test_a_line_that_is_no_answer_is_refused(line: str) -> None:
    with pytest.raises(ValueError, match="not an answer"):
        blind_prompts.read_answers(line, 3, {"a"})
