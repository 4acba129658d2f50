"""Prompt files, and several of them as one bank."""

from __future__ import annotations

from pathlib import Path

import pytest

from syslead_cli.framework.check import MOST_PROMPTS
from syslead_cli.framework.model import (
    PromptFile,
    bank_of,
    files_in_use,
    id_clashes,
    read_framework,
    read_prompts,
    reference_problems,
)

GARDEN = Path(__file__).resolve().parents[2] / "tests/data/garten"

HEAD = 'schema = "syslead/prompts/1"\nid = "mine"\nframework = "garten"\n'


def row(id_: str, facet: str = "säen", kind: str = "event", text: str = "Was war neu?") -> str:
    return f'[[prompts]]\nid = "{id_}"\nfacet = "{facet}"\nkind = "{kind}"\ntext = "{text}"\n'


def read(text: str, file: str = "mine.toml") -> PromptFile:
    prompts, problems = read_prompts(text.encode(), file)
    assert problems == []
    assert prompts is not None
    return prompts


def said(text: str) -> list[str]:
    return [str(problem) for problem in read_prompts(text.encode(), "mine.toml")[1]]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (HEAD + row("x", kind="evnt"),
         'mine.toml, line 7: key "kind" must be one of event, evidence, perspective, voice,'
         ' counterfactual, intention, strength, tension, not "evnt". Did you mean "event"?'),
        (HEAD + row("x") + row("X"), 'mine.toml, line 10: the id "X" is used for two prompts.'),
        (HEAD + 'mode = "ad"\n', 'mine.toml, line 4: key "mode" must be one of add, replace,'
         ' not "ad". Did you mean "add"?'),
        (HEAD + row("a/b"), 'mine.toml, line 5: key "id" has "/" in it: only letters, digits,'
         " _ and - are allowed."),
        (HEAD + row("x", text=""), 'mine.toml, line 8: key "text" is empty.'),
        (HEAD + '[[promts]]\nid = "x"\n', 'mine.toml, line 4: unknown key "promts".'
         ' Did you mean "prompts"?'),
        (HEAD.replace('framework = "garten"\n', ""),
         'mine.toml, line 1: key "framework" is missing.'),
        (HEAD + "[[prompts]]\n" * (MOST_PROMPTS + 1),
         f"mine.toml, line {MOST_PROMPTS + 4}: the limit is 2,000 prompts."),
    ],
)  # fmt: skip
def test_each_mistake_is_named_with_its_line(text: str, expected: str) -> None:
    assert expected in said(text)


def test_facets_tensions_and_items_must_be_in_the_framework() -> None:
    framework, _ = read_framework((GARDEN / "frameworks/garten.toml").read_bytes(), "f")
    assert framework is not None
    text = HEAD + row("x", facet="sähen").replace(
        "text", 'also = ["säen", "x"]\ntension = "y"\ntext'
    )
    text += '[[questions]]\nid = "q"\nuse = "week"\nitem = "z"\ntext = "Was?"\n'
    assert [str(problem) for problem in reference_problems(read(text), framework)] == [
        'mine.toml, line 6: facet "sähen" is not in this framework. Did you mean "säen"?',
        'mine.toml, line 8: facet "x" is not in this framework.',
        'mine.toml, line 9: tension "y" is not in this framework.',
        'mine.toml, line 14: item "z" is not in this framework.',
    ]


def test_own_files_add_to_the_base_or_replace_it() -> None:
    question = '[[questions]]\nid = "q"\nuse = "week"\ntext = "Was?"\n'
    base = read(HEAD + row("a") + question, "base.toml")
    adds, replaces = read(HEAD + row("b")), read(HEAD + 'mode = "replace"\n' + row("c"), "c.toml")
    assert [p.id for p in bank_of("garten", base, [adds]).prompts] == ["a", "b"]
    replaced = bank_of("garten", base, [adds, replaces])
    assert [p.id for p in replaced.prompts] == ["b", "c"]
    assert [q.id for q in replaced.questions] == ["q"], "the reviews keep their questions"
    assert files_in_use(None, []) == []


def test_an_id_two_files_use_is_told_in_the_later_one() -> None:
    files = [read(HEAD + row("a"), "one.toml"), read(HEAD + row("b") + row("A"), "two.toml")]
    assert [str(problem) for problem in id_clashes(files)] == [
        'two.toml, line 10: the id "A" is already in one.toml. Give yours another id.'
    ]
