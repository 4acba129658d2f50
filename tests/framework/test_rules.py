"""The rules a program can hold against a question, and what it can notice about its English."""

from __future__ import annotations

import re
import time
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from conftest import ROOT, World
from syslead_cli.framework.model import (
    KIND_SHARES,
    Aim,
    Facet,
    Framework,
    Prompt,
    PromptFile,
    bank_problems,
    read_framework,
    read_prompts,
)
from syslead_cli.framework.rules import (
    aim_pattern,
    name_parts,
    question_advice,
    rule_problems,
    style_advice,
    words,
)

FRAMEWORK = Framework(
    id="f", name="F", version="1", dimensions=(), language="en-GB",
    facets=(Facet("a", "d", "Courage to speak", "m", short="nerve"), Facet("b", "d", "Bee", "m")),
)  # fmt: skip
KINDS = list(KIND_SHARES)
#: A hundred questions that are alike in nothing the rules look at.
MANY = [f"What was number {number} about?" for number in range(100)]
MINE = 'schema = "syslead/prompts/1"\nid = "mine"\nframework = "systems-leadership"\n'


def bank(*texts: str, facet: str = "a", file: str = "f.toml", start: int = 0) -> PromptFile:
    """A bank whose kinds take turns, each facet of ``facet`` after the other."""
    prompts = tuple(
        Prompt(f"{facet[0]}-{start + n}", facet[n % len(facet)], KINDS[(start + n) % 8], text)
        for n, text in enumerate(texts)
    )
    text = "\n".join(f'[[prompts]]\nid = "{p.id}"\ntext = "x"\nkind = "y"' for p in prompts)
    return PromptFile(file, "f", "f", prompts=prompts, text=text)


def advised(file: PromptFile, framework: Framework = FRAMEWORK) -> list[str]:
    found = style_advice([file], framework, {"f.toml"})
    return [f"{advice.line}: {advice.text}" for advice in found]


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
    assert bank_problems([prompts], framework) == []
    assert rule_problems([prompts], framework, {"p"}) == []
    assert style_advice([prompts], framework, {"p"}) == []
    assert [aim.least for aim in prompts.aims.values()] == [0.125, 0.25]
    order = [prompt.facet for prompt in prompts.prompts if not prompt.retired]
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
    first, text = bank("Who spoke?"), bank("What broke?").text
    prompts = (Prompt("mine", "a", "event", "What broke?"),)
    second = PromptFile("g.toml", "g", "f", prompts=prompts, text=text)
    (said,) = broken(first, second, judged="g.toml")
    assert (
        said
        == '4: prompt "mine" has the same kind ("event") as the one before it for its facet, "a-0".'
    )


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
    assert advised(bank("Who spoke?", text)) == [f'7: prompt "a-1" {said} {instead}']


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
    file = bank("Whom did you meet?")
    assert advised(file) != []
    assert advised(file, replace(FRAMEWORK, language="de")) == []
    assert advised(file, replace(FRAMEWORK, language="")) == []
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
    assert said in advised(bank(*texts, *MANY[many:], facet="ab"))
    assert advised(bank(*texts[1:], *MANY[many - 1 :])) == []
    assert advised(bank(*texts, *MANY[many:99])) == [], "a small bank has no shares"


def test_a_bank_says_what_it_wants_named() -> None:
    aims = {"the people served": Aim(0.025, ("famil*", "people you serve"))}
    texts = ["Which family came?", *MANY[1:]]
    assert advised(replace(bank(*texts, facet="ab"), aims=aims)) == [
        "1: 1 of 100 prompts name the people served; at least 3 should. Facets with none: b."
    ]
    texts[1:3] = ["Who of the people you serve came?", "What do families say?"]
    assert advised(replace(bank(*texts, facet="ab"), aims=aims)) == []


def test_the_words_of_an_aim_are_whole_words() -> None:
    pattern = aim_pattern(Aim(1, ("child*", "agency", "a.b")))
    for text, named in [("a child's day", True), ("children", True), ("an agency", True),
                        ("agencys", False), ("grandchild", False), ("axb", False)]:  # fmt: skip
        assert bool(re.search(pattern, text)) is named


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
    found = world.document("prompts", "check", "mine")
    assert found["problems"] == []
    (advice,) = found["advice"]
    assert (advice["line"], advice["name"], advice["hint"]) == (8, "mine-1", "Write “who”.")
    question = "Whom did you meet on the stairs?"
    result = world.run("prompts", "add", "--facet", "courage", "--kind", "voice", question)
    assert (result.code, result.err.splitlines()[-1]) == (0, '  It says "whom". Write “who”.')


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
