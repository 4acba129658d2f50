"""The English of questions: what a program can notice about how they sound."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from msgspec.structs import replace

from conftest import World
from syslead_cli.framework.model import (
    KIND_SHARES,
    Aim,
    Facet,
    Framework,
    Prompt,
    PromptFile,
    read_framework,
    read_prompts,
)
from syslead_cli.framework.rules import aim_pattern, question_advice, style_advice

ROOT = Path(__file__).resolve().parents[2]
ENGLISH = Framework(id="f", name="F", version="1", dimensions=(), language="en-GB",
                    facets=(Facet("a", "d", "Bee", "m"), Facet("b", "d", "Cee", "m")))  # fmt: skip
KINDS = list(KIND_SHARES)
#: A hundred questions that are alike in nothing the rules look at.
MANY = [f"What was number {number} about?" for number in range(100)]
MINE = 'schema = "syslead/prompts/1"\nid = "mine"\nframework = "systems-leadership"\n'


def bank(texts: list[str], **fields: object) -> PromptFile:
    rows = tuple(Prompt(f"a-{n}", "ab"[n % 2], KINDS[n % 8], text) for n, text in enumerate(texts))
    text = "".join(f'[[prompts]]\nid = "{row.id}"\ntext = "x"\n' for row in rows)
    return replace(PromptFile("f.toml", "f", "f", prompts=rows, text=text), **fields)


def advised(file: PromptFile, framework: Framework = ENGLISH) -> list[str]:
    return [
        f"{advice.line}: {advice.text}" for advice in style_advice([file], framework, {"f.toml"})
    ]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('How will you end "If …, then I will ..."?', "leaves a sentence to finish."),
        ("Had the last to doubt spoken first, what then?", "begins with an inverted condition."),
        ("Supposing you held back, what might explain it?", "begins with an inverted condition."),
        ('What came next, if somebody said "we cannot tell"?', "puts its condition last."),
        ("What has changed since Monday?", "counts from a day of the week."),
        ("Whom did you meet?", 'says "whom".'),
        ("In which words did you last say no?", "uses words people hardly say any more."),
        ("What spoke for keeping it?", "uses words people hardly say any more."),
        ("What would a kind colleague have seen?", "tells the reader how to feel."),
    ],
)  # fmt: skip
def test_what_nobody_would_say_is_named_with_what_to_do(text: str, said: str) -> None:
    ((found, instead),) = question_advice(text)
    assert found == said
    assert instead.endswith((".", "?"))
    assert advised(bank(["Who spoke?", text])) == [f'6: prompt "a-1" {said} {instead}']


@pytest.mark.parametrize(
    "text",
    [
        "Who has stopped arguing with you, if anyone?",
        "If you have to say no tomorrow, what will you say?",
        "When someone last asked, what did you say if you did not know?",
        "Whose lead did you follow this week?",
        "What did you do on Monday?",
    ],
)
def test_plain_questions_are_left_alone(text: str) -> None:
    assert question_advice(text) == []


def test_advice_is_for_english_and_for_what_is_still_asked() -> None:
    file = bank(["Whom did you meet?"])
    assert advised(file) != []
    assert advised(file, replace(ENGLISH, language="de")) == []
    assert advised(file, replace(ENGLISH, language="")) == []
    retired = replace(file, prompts=tuple(replace(row, retired=True) for row in file.prompts))
    assert advised(retired) == []


@pytest.mark.parametrize(
    ("few", "many", "said"),
    [
        ("Who left, if anyone, at {}?", 11, 'hedge with "if any" or the like; at most 10'
         " should. Ask plainly."),
        ("Who spoke at {}, or did nobody?", 11, 'hedge with "if any" or the like; at most 10'
         " should. Ask plainly."),
        ("Did {} matter?", 16, "can be answered with yes or no; at most 15 should. Ask what, who or"
         " when."),
        ("At {}, was it cold?", 16, "can be answered with yes or no; at most 15 should. Ask what,"
         " who or when."),
        ("When were you torn between {} and the rest?", 3, "ask what the reader was torn between;"
         " at most 2 should. Name both: which came first, … or …?"),
        ("Suppose {} had stayed: what then?", 3, "tell the reader to suppose or pick something"
         " first; at most 2 should. Ask at once: what else could you have said?"),
        ("Take number {}: what else explains it?", 3, "tell the reader to suppose or pick"
         " something first; at most 2 should. Ask at once: what else could you have said?"),
        ("What did a child, a patient or {} say?", 3, "list kinds of people; at most 2 should. Name"
         " one."),
        ("What did families or junior colleagues say of {}?", 3, "list kinds of people; at most 2"
         " should. Name one."),
        ("When you last asked for {}, what did they say?", 3, 'open with "when you last" or the'
         " like; at most 2 should. Put the verb first: what did they say?"),
        (f"What {'very ' * 16}long thing was {{}}?", 3, "have more than 18 words; at most 2 should."
         " Ask for one thing only."),
    ],
)  # fmt: skip
def test_a_habit_of_the_whole_bank_is_counted(few: str, many: int, said: str) -> None:
    texts = [few.format(number) for number in range(many)]
    ids = ", ".join(f"a-{number}" for number in range(min(many, 5)))
    said = f"1: {many} of 100 prompts {said} The first are {ids}."
    assert said in advised(bank([*texts, *MANY[many:]]))
    assert advised(bank([*texts[1:], *MANY[many - 1 :]])) == []
    assert advised(bank([*texts, *MANY[many:99]])) == [], "a small bank has no shares"


def test_a_bank_says_what_it_wants_named() -> None:
    aims = {"the people served": Aim(0.025, ("famil*", "people you serve"))}
    texts = ["Which family came?", *MANY[1:]]
    assert advised(bank(texts, aims=aims)) == [
        "1: 1 of 100 prompts name the people served; at least 3 should. Facets with none: b."
    ]
    texts[1:3] = ["Who of the people you serve came?", "What do families say?"]
    assert advised(bank(texts, aims=aims)) == []


def test_the_words_of_an_aim_are_whole_words() -> None:
    pattern = aim_pattern(Aim(1, ("child*", "agency", "a.b")))
    for text, named in [("a child's day", True), ("children", True), ("an agency", True),
                        ("agencys", False), ("grandchild", False), ("axb", False)]:  # fmt: skip
        assert bool(re.search(pattern, text)) is named


def test_the_bank_that_ships_asks_about_what_the_study_is_about() -> None:
    """The figures of the bank, counted apart from the rules that hold them."""
    framework, _ = read_framework((ROOT / "frameworks/systems-leadership.toml").read_bytes(), "f")
    file, _ = read_prompts((ROOT / "prompts/systems-leadership.toml").read_bytes(), "p")
    assert framework
    assert file
    asked = [prompt for prompt in file.prompts if not prompt.retired]

    def count(pattern: str) -> int:
        return sum(bool(re.search(pattern, prompt.text, re.IGNORECASE)) for prompt in asked)

    assert len(asked) == 384
    assert count(r"child|young p|famil|parent|patient|pupil|tenant|resident|you (all )?serve") >= 48
    across = r"partner|another organisation|organisations|outside your|communit|\bjoint\b"
    who = r"charit|council|health service|hospital|police|school|head teacher"
    assert count(f"{across}|{who}") >= 96
    assert count(who) >= 40, "people and places rather than partners and organisations"
    assert count(r"\btorn\b") <= 8
    assert count(r"^(suppose|imagine|think of|take|pick)\b") <= 8
    people = r"(child|famil|parent|patient|pupil|tenant|resident|colleague|partner)\w*"
    assert count(rf"\b{people}('s)?(,| or)( an?| the)? {people}") <= 8
    assert count(r"\bwhen (you|someone) last\b.*,") <= 8
    assert count(r"if any|if ever|, or (did|has|was)|however small") <= 40
    openings = (
        r"^(did|do|has|have|is|are|was|were|will|would|can|could)\b|[,:] (did|were|was|has)\b"
    )
    assert count(openings) <= 60
    assert not style_advice([file], framework, {"p"})


def test_check_gives_advice_and_no_failure(world: World) -> None:
    world.run("config", "path")
    folder = world.home / "prompts"
    folder.mkdir(parents=True)
    (folder / "mine.toml").write_text(
        f'{MINE}[[prompts]]\nid = "mine-1"\nfacet = "courage"\nkind = "event"\n'
        'text = "Whom did you surprise at the bus stop?"\n'
    )
    result = world.run("prompts", "check", "mine")
    assert (result.code, result.out) == (0, "prompts/mine.toml: 1 prompt, no problems.\n")
    assert result.err == 'prompts/mine.toml, line 8: prompt "mine-1" says "whom". Write “who”.\n'
    found = json.loads(world.run("prompts", "check", "mine", "--json").out)
    assert found["problems"] == []
    (advice,) = found["advice"]
    assert (advice["line"], advice["name"], advice["hint"]) == (8, "mine-1", "Write “who”.")


def test_a_question_that_stumbles_is_added_with_advice(world: World) -> None:
    question = "Whom did you surprise at the bus stop?"
    result = world.run("prompts", "add", "--facet", "courage", "--kind", "event", question)
    assert result.code == 0
    assert result.err.endswith('  It says "whom". Write “who”.\n')


@pytest.mark.parametrize(
    ("aim", "said"),
    [
        ("least = 2\nwords = []", 'key "least" must be 1.0 or less.'),
        ('least = "a"\nwords = []', 'key "least" must be a number.'),
        ("least = 0.1", 'key "words" is missing'),
        ('least = 0.1\nwords = ["a"]\nword = 1', 'unknown key "word". Did you mean "words"?'),
    ],
)
def test_an_aim_that_cannot_be_read_is_told_with_its_line(aim: str, said: str) -> None:
    file, problems = read_prompts(f'{MINE}[aims."the people"]\n{aim}\n'.encode(), "f.toml")
    assert file is None
    assert [said in problem.text and problem.line >= 4 for problem in problems] == [True]
