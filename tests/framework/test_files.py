"""Framework and prompt files: sound ones become values, others all their problems with lines."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from conftest import ROOT
from syslead_cli.framework.check import MOST_PROMPTS
from syslead_cli.framework.model import (
    FRAMEWORK_LIMIT,
    Prompt,
    PromptFile,
    bank_of,
    bank_problems,
    files_in_use,
    read_framework,
    read_prompts,
)

GARDEN = ROOT / "tests/data/garten"

SMALL = """\
schema = "syslead/framework/1"
id = "small"
name = "Small"
version = "1"
default_profile = "half"

[profiles]
half = ["a"]

[[dimensions]]
id = "d"
name = "D"
meaning = "m"

[[facets]]
id = "a"
dimension = "d"
name = "A"
meaning = "m"

[[facets]]
id = "b"
dimension = "d"
name = "B"
meaning = "m"
"""


def problems(text: str) -> list[str]:
    framework, found = read_framework(text.encode(), "frameworks/small.toml")
    assert framework is None
    assert found == sorted(found)
    return [str(problem).removeprefix("frameworks/small.toml, ") for problem in found]


def test_the_framework_that_ships_is_sound_and_whole() -> None:
    path = ROOT / "frameworks/systems-leadership.toml"
    content = path.read_bytes()
    assert len(content) <= FRAMEWORK_LIMIT
    framework, found = read_framework(content, "f")
    assert found == []
    assert framework is not None
    assert (len(framework.dimensions), len(framework.everything)) == (6, 24)
    assert framework.profile == "full"
    assert len(framework.in_profile("core").facets) == 18
    assert (len(framework.practice), len(framework.environment)) == (5, 8)


def test_another_framework_needs_no_code() -> None:
    framework, found = read_framework(
        (GARDEN / "frameworks/garten.toml").read_bytes(), "garten.toml"
    )
    assert found == []
    assert framework is not None
    assert [facet.id for facet in framework.facets_of("hören")] == ["zuhören", "geduld_üben"]
    assert framework.label("geduld_üben") == "Geduld"
    shorter = framework.in_profile("kürzer")
    assert [dimension.id for dimension in shorter.dimensions] == ["hören", "tätig_sein"]


def test_the_default_profile_is_in_use_and_everything_is_kept() -> None:
    framework, _ = read_framework(SMALL.encode(), "f")
    assert framework is not None
    assert [facet.id for facet in framework.facets] == ["a"]
    assert [facet.id for facet in framework.everything] == ["a", "b"]


def test_without_profiles_there_is_one_with_everything() -> None:
    text = SMALL.replace('default_profile = "half"\n', "").replace('[profiles]\nhalf = ["a"]\n', "")
    framework, _ = read_framework(text.encode(), "f")
    assert framework is not None
    assert (framework.profile, len(framework.facets)) == ("all", 2)


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('["a"]', '["aa"]', 'line 8: facet "aa" is not in this framework. Did you mean "a"?'),
        ('dimension = "d"\nname = "A"', 'dimension = "e"\nname = "A"',
         'line 17: dimension "e" is not in this framework.'),
        ('default_profile = "half"', 'default_profile = "hafl"',
         'line 5: profile "hafl" is not in this framework. Did you mean "half"?'),
        ('id = "b"', 'id = "A"', 'line 22: the id "A" is used for two facets.'),
        ('id = "small"', 'id = "../small"',
         'line 2: key "id" has "." in it: only letters, digits, _ and - are allowed.'),
        ('name = "A"\n', "", 'line 15: key "name" is missing in [[facets]].'),
        ('name = "A"', 'nmae = "A"', 'line 18: unknown key "nmae". Did you mean "name"?'),
        ('name = "A"', "name = 3", 'line 18: key "name" must be text in quotation marks.'),
        ("framework/1", "framework/2",
         'line 1: key "schema" must be "syslead/framework/1", not "syslead/framework/2".'),
        ("[profiles]", "[[profiles]]", 'line 7: key "profiles" must be a table.'),
        ('half = ["a"]', "half = []", 'line 8: profile "half" has no facets.'),
        ('half = ["a"]', 'half = ["a", "a"]', 'line 8: facet "a" is in profile "half" twice.'),
        ("[[facets]]\nid = \"b\"\n",
         '[[tensions]]\nid = "t"\npoles = ["x"]\n[[facets]]\nid = "b"\n',
         'line 23: key "poles" must have exactly two entries.'),
    ],
)  # fmt: skip
def test_each_mistake_is_named_with_its_line(old: str, new: str, said: str) -> None:
    assert old in SMALL
    assert said in problems(SMALL.replace(old, new))


def test_all_mistakes_are_told_at_once() -> None:
    text = SMALL.replace('"d"\nname = "A"', '"x"\nname = 1').replace('id = "b"', 'id = "b c"')
    assert len(problems(text)) == 3


def test_an_empty_dimension_is_named() -> None:
    text = SMALL.replace(
        "[[facets]]", '[[dimensions]]\nid="e"\nname="E"\nmeaning="m"\n[[facets]]', 1
    )
    (said,) = problems(text)
    assert said == 'line 16: dimension "e" has no facets. Give it at least one, or remove it.'


def test_names_in_messages_are_made_visible() -> None:
    said = problems(SMALL.replace('["a"]', '["a\\u001b[2J"]'))
    assert "\x1b" not in "".join(said)


VALUES = st.recursive(
    st.sampled_from(["1", '"x"', "true", '""', '"a b"', "1979-05-27", '"d"', '"a"']),
    lambda inner: st.lists(inner, max_size=3).map(lambda parts: f"[{', '.join(parts)}]"),
    max_leaves=5,
)


@given(st.integers(0, 22), VALUES, st.booleans())
@settings(max_examples=200)
def test_any_value_anywhere_gives_a_framework_or_problems(
    line: int, value: str, drop: bool
) -> None:
    lines = SMALL.split("\n")
    if " = " in lines[line]:
        lines[line] = "" if drop else f"{lines[line].partition(' = ')[0]} = {value}"
    framework, found = read_framework("\n".join(lines).encode(), "f")
    assert (framework is None) == bool(found)
    assert all(1 <= problem.line <= len(lines) for problem in found)


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
def test_each_mistake_in_prompts_is_named_with_its_line(text: str, expected: str) -> None:
    assert expected in said(text)


def test_facets_tensions_and_items_must_be_in_the_framework() -> None:
    framework, _ = read_framework((GARDEN / "frameworks/garten.toml").read_bytes(), "f")
    assert framework is not None
    text = HEAD + row("x", facet="sähen").replace(
        "text", 'also = ["säen", "x"]\ntension = "y"\ntext'
    )
    text += '[[questions]]\nid = "q"\nuse = "week"\nitem = "z"\ntext = "Was?"\n'
    assert [str(problem) for problem in bank_problems([read(text)], framework)] == [
        'mine.toml, line 6: facet "sähen" is not in this framework. Did you mean "säen"?',
        'mine.toml, line 8: facet "x" is not in this framework.',
        'mine.toml, line 9: tension "y" is not in this framework.',
        'mine.toml, line 14: item "z" is not in this framework.',
    ]


def test_own_files_add_to_the_base_or_replace_it() -> None:
    question = '[[questions]]\nid = "q"\nuse = "week"\ntext = "Was?"\n'
    base = read(HEAD + row("a") + question, "base.toml")
    adds, replaces = read(HEAD + row("b")), read(HEAD + 'mode = "replace"\n' + row("c"), "c.toml")
    assert [p.id for p in bank_of(base, [adds]).prompts] == ["a", "b"]
    replaced = bank_of(base, [adds, replaces])
    assert [p.id for p in replaced.prompts] == ["b", "c"]
    assert [q.id for q in replaced.questions] == ["q"], "the reviews keep their questions"
    assert files_in_use(None, []) == []


def test_an_id_two_files_use_is_told_in_the_later_one() -> None:
    framework, _ = read_framework((GARDEN / "frameworks/garten.toml").read_bytes(), "f")
    assert framework is not None
    files = [read(HEAD + row("a"), "one.toml"), read(HEAD + row("b") + row("A"), "two.toml")]
    assert [str(problem) for problem in bank_problems(files, framework)] == [
        'two.toml, line 10: the id "A" is already in one.toml. Give yours another id.'
    ]


def test_a_bank_asks_what_is_left_and_still_knows_the_rest() -> None:
    rows = (Prompt("a-1", "a", "event", "Old?", retired=True), Prompt("a-2", "a", "voice", "New?"))
    bank = bank_of(PromptFile("f.toml", "f", "f", prompts=rows), [])
    assert [prompt.id for prompt in bank.prompts] == ["a-2"]
    assert [prompt.id for prompt in bank.for_facets(["a"])] == ["a-2"]
    found = bank.prompt("a-1")
    assert found
    assert found.text == "Old?"
