"""The rules a program can hold against a question."""

from __future__ import annotations

import time
from pathlib import Path
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from syslead_cli.framework.model import (
    KIND_SHARES,
    Facet,
    Framework,
    Prompt,
    PromptFile,
    read_framework,
    read_prompts,
    reference_problems,
)
from syslead_cli.framework.rules import name_parts, rule_problems, style_advice, words

ROOT = Path(__file__).resolve().parents[2]
FRAMEWORK = Framework(
    id="f", name="F", version="1", dimensions=(),
    facets=(Facet("a", "d", "Courage to speak", "m", short="nerve"), Facet("b", "d", "Bee", "m")),
)  # fmt: skip
KINDS = list(KIND_SHARES)


def bank(*texts: str, facet: str = "a", file: str = "f.toml", start: int = 0) -> PromptFile:
    """A bank whose kinds take turns."""
    prompts = tuple(
        Prompt(f"{facet}-{start + n}", facet, KINDS[(start + n) % 8], text)
        for n, text in enumerate(texts)
    )
    text = "\n".join(f'[[prompts]]\nid = "{p.id}"\ntext = "x"\nkind = "y"' for p in prompts)
    return PromptFile(file, "f", "f", prompts=prompts, text=text)


def broken(*files: PromptFile, judged: str = "f.toml") -> list[str]:
    found = rule_problems(files, FRAMEWORK, {judged})
    return [
        f"{problem.line}: {problem.text}" for problem in found if "are needed" not in problem.text
    ]


def test_the_bank_that_ships_keeps_every_rule() -> None:
    framework, _ = read_framework((ROOT / "frameworks/systems-leadership.toml").read_bytes(), "f")
    prompts, problems = read_prompts((ROOT / "prompts/systems-leadership.toml").read_bytes(), "p")
    assert framework is not None
    assert prompts is not None
    assert problems == []
    assert reference_problems(prompts, framework) == []
    assert rule_problems([prompts], framework, {"p"}) == []
    assert style_advice([prompts], framework, {"p"}) == []
    order = [prompt.facet for _, prompt in prompts.asked()]
    assert list(dict.fromkeys(order)) == [facet.id for facet in framework.everything]
    assert len(order) == 16 * 24


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (" ".join(["word"] * 25) + " more?", 'prompt "a-0" has 26 words, the limit is 25.'),
        ("Say something.", 'prompt "a-0" has no question mark. One question at a time.'),
        ("What? Who?", 'prompt "a-0" has 2 question marks. One question at a time.'),
        ("Why did you leave?", 'prompt "a-0" begins with why. Ask what, who or when: “why” makes'
         " people defend themselves."),
        ("Think of today. Why was it so?", 'prompt "a-0" begins with why. Ask what, who or when'
         ": “why” makes people defend themselves."),
        ("When did you need nerve?", 'prompt "a-0" names its facet ("nerve"). Ask for something'
         " that happened."),
        ("What courage was there?", 'prompt "a-0" names its facet ("courage"). Ask for something'
         " that happened."),
    ],
)  # fmt: skip
def test_a_broken_rule_is_told_with_line_and_id(text: str, said: str) -> None:
    assert broken(bank(text)) == [f"3: {said}"]


@pytest.mark.parametrize(
    "text",
    [
        " ".join(["word"] * 24) + " end?",
        'How will you finish "If …, then I will …"?',
        "What did you stop, and why?",
        "Did anyone tell you why the plan changed?",
        "何が起きましたか？",
    ],
)
def test_a_good_question_passes(text: str) -> None:
    assert broken(bank(text)) == []


def test_the_same_kind_twice_running_for_a_facet_is_told() -> None:
    first, second = bank("Who spoke?"), bank("What broke?", file="g.toml")
    (said,) = broken(first, _renamed(second), judged="g.toml")
    assert (
        said
        == '4: prompt "mine" has the same kind ("event") as the one before it for its facet, "a-0".'
    )


def _renamed(file: PromptFile) -> PromptFile:
    return PromptFile(file.file, "g", "f", prompts=(Prompt("mine", "a", "event", "What broke?"),),
                      text=file.text)  # fmt: skip


@pytest.mark.parametrize(
    ("one", "two", "how"),
    [
        ("Who spoke first today?", "who spoke FIRST, today?", "is word for word"),
        ("What did you look up or go and see today?",
         "What did you look up or go and see yesterday?", "is nearly"),
        ("Which decision followed you home from the meeting?",
         "Has any decision followed you home after your meeting, and which?", "is nearly"),
    ],
)  # fmt: skip
def test_questions_that_are_alike_are_told(one: str, two: str, how: str) -> None:
    assert broken(bank(one, two)) in (
        [f'6: prompt "a-1" {how} the question of "a-0".'],
        [f'7: prompt "a-1" {how} the question of "a-0".'],
    )


def test_likeness_across_files_is_told_for_the_file_that_is_judged() -> None:
    base, own = bank("Who spoke first today?"), bank("Who spoke first today?", file="own", start=1)
    (said,) = broken(base, own, judged="own")
    assert said.endswith('is word for word the question of "a-0" in f.toml.')
    (said,) = broken(base, own)
    assert said.endswith('is word for word the question of "a-1" in own.')


def test_shares_are_judged_from_a_hundred_prompts_up() -> None:
    texts = [f"What was number {number} about, {number * 7}?" for number in range(120)]
    facets = [bank(*texts[:60]), bank(*texts[60:], facet="b", file="f.toml")]
    whole = PromptFile("f.toml", "f", "f", prompts=facets[0].prompts + facets[1].prompts)
    said = rule_problems([whole], FRAMEWORK, {"f.toml"})
    shares = [problem.text for problem in said if "the aim is" in problem.text]
    assert '16 of 120 prompts (13%) are of the kind "event"; the aim is 30%.' in shares
    few = PromptFile("f.toml", "f", "f", prompts=whole.prompts[:99])
    assert not any("the aim is" in p.text for p in rule_problems([few], FRAMEWORK, {"f.toml"}))


def test_a_facet_with_few_questions_is_told_but_not_where_the_whole_bank_has_them() -> None:
    texts = [f"What was {chr(97 + n) * 6} about when {chr(110 - n) * 6} came?" for n in range(12)]
    base = [bank(*texts), bank(*(t.replace("What", "Who") for t in texts), facet="b", file="b")]
    said = [p.text for p in rule_problems([bank(*texts[:11])], FRAMEWORK, {"f.toml"})]
    assert 'facet "a" has 11 prompts; 12 are needed.' in said
    assert 'facet "b" has 0 prompts; 12 are needed.' in said
    own = bank("Whom did you meet on the stairs?", file="own", start=13)
    found = rule_problems([*base, own], FRAMEWORK, {"own"})
    assert found == []


def test_words_and_names() -> None:
    said = words('"If …, then I\'ll": it’s a follow-up?')
    assert said == ["if", "then", "i'll", "it’s", "a", "follow-up"]
    assert name_parts(Facet("x", "d", "Drive, energy and optimism", "m", short="")) == [
        "drive energy and optimism", "drive", "energy", "optimism",
    ]  # fmt: skip
    assert name_parts(FRAMEWORK.facets[1]) == []  # three letters stand in too many words


WORDS = [f"word{number}" for number in range(200)]


@given(st.lists(st.text(max_size=40), max_size=12))
def test_any_texts_are_judged_without_complaint(texts: list[str]) -> None:
    for said in broken(bank(*texts)):
        assert said.partition(":")[0].isdigit()


def test_a_large_bank_is_judged_in_seconds() -> None:
    dice = Random(1)
    texts = [" ".join(dice.choices(WORDS, k=20)) + "?" for _ in range(800)]
    started = time.process_time()
    broken(bank(*texts))
    assert time.process_time() - started < 5
