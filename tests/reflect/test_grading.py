"""Full or thin: agreement with an independent reader; the question back quotes what was written."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from effort import keeps_step
from syslead_cli.reflect.grading import count_words, follow_up, grade, quotations_in

SET = Path(__file__).resolve().parent.parent / "data" / "grading_set.jsonl"
QUESTION = "Who disagreed with you since yesterday, and what were their words?"

#: Reached when this was written: 120 and 111 of 120. The floors leave room for no slide.
FLOORS = {"dev": 0.95, "held": 0.90}


def agreement(split: str) -> float:
    answers = [json.loads(line) for line in SET.read_text(encoding="utf-8").splitlines()]
    chosen = [answer for answer in answers if answer["split"] == split]
    agreed = sum(
        grade(answer["text"], answer["prompt"], "event").outcome == answer["label"]
        for answer in chosen
    )
    return agreed / len(chosen)


@pytest.mark.parametrize("split", ["dev", "held"])
def test_agrees_with_an_independent_reader(split: str) -> None:
    assert agreement(split) >= FLOORS[split]


FULL = [
    ("The ward clerk said “we moved the problem to Thursdays”. She was right.", "a quotation"),
    ("rang the depot manager at 7am and asked him to hold the lorry", "a time"),
    ("Nobody did, because I had already told them that the date was fixed", None),
    ("If Dom starts to apologise, then I will count to ten and say nothing", None),
]
THIN = [
    ("", "nothing said"),
    ("   \n ", "nothing said"),
    ("👍", "nothing said"),
    ("Nothing.", "nothing particular"),
    ("nobody disagreed with me since yesterday", "the question said back"),
    ("SLT, governors, budget meeting, scrutiny panel, cabinet briefing", "a list"),
    (
        "Collaborative leadership is about openness, trust and shared purpose across the whole "
        "system, and I always try to create an environment in which challenge is welcome.",
        "nothing particular",
    ),
]


@pytest.mark.parametrize(("text", "reason"), FULL)
def test_something_particular_is_full(text: str, reason: str | None) -> None:
    mark = grade(text, QUESTION, "voice")
    assert mark.outcome == "full"
    assert reason is None or reason in mark.reasons


@pytest.mark.parametrize(("text", "reason"), THIN)
def test_generalities_are_thin_however_long(text: str, reason: str) -> None:
    assert grade(text, QUESTION, "voice")[::2] == ("thin", (reason,))


def test_one_real_moment_counts_whatever_is_said_around_it() -> None:
    waffle = "Leadership is a journey and relationships are key to transformation. " * 5
    moment = "The night porter told me on the stairs at 6am that she had locked the door herself."
    assert grade(waffle, QUESTION, "event").outcome == "thin"
    assert grade(f"{waffle}{moment} {waffle}", QUESTION, "event").outcome == "full"


@pytest.mark.parametrize(
    ("text", "outcome"),
    [
        (
            "Die Stationsleiterin sagte um halb neun „das geht so nicht“, und sie hatte Recht",
            "full",
        ),
        ("nichts besonderes heute", "thin"),
        ("昨日、病棟の事務員が「問題を木曜日に移しただけだ」と言った。彼女は正しかった。", "full"),
    ],
)
def test_other_languages_are_graded_by_length_and_marks(text: str, outcome: str) -> None:
    assert grade(text, QUESTION, "event").outcome == outcome


@pytest.mark.parametrize(("words", "outcome"), [(11, "thin"), (12, "full")])
def test_a_language_without_lists_needs_twelve_words(words: int, outcome: str) -> None:
    assert grade(" ".join(["besprechung"] * words), QUESTION, "event").outcome == outcome


@pytest.mark.parametrize(("words", "outcome"), [(5, "thin"), (6, "full")])
def test_with_a_time_in_it_six_will_do(words: int, outcome: str) -> None:
    text = " ".join([*["besprechung"] * (words - 2), "14:30"])  # which is two words
    assert grade(text, QUESTION, "event").outcome == outcome


@pytest.mark.parametrize(
    ("text", "kind", "outcome"),
    [
        ("If it stalls again, then I will stop and ask.", "intention", "full"),
        ("Then I will pause, ask and wait.", "intention", "full"),
        ("Then I will pause, ask and wait.", "event", "thin"),  # no cue, and none was asked for
        ("Ring and name it, pause and ask.", "intention", "thin"),  # nobody will
    ],
)
def test_an_intention_is_held_to_what_somebody_will_do(text: str, kind: str, outcome: str) -> None:
    assert grade(text, "What will you do next time the board stalls?", kind).outcome == outcome


def test_a_question_said_back_in_other_forms_of_its_words_is_thin() -> None:
    said = grade("I was hearing their view.", "Whose views did you hear?", "event")
    assert said.reasons == ("the question said back",)
    assert grade("He sees red.", "What did he see?", "event").reasons != said.reasons


@pytest.mark.parametrize(
    ("text", "count"), [("", 0), ("It's 5.30 o'clock", 4), ("été à Paris", 3), ("全部同じ", 2)]
)
def test_counts_words(text: str, count: int) -> None:
    assert count_words(text) == count


def test_apostrophes_are_no_quotation() -> None:
    assert quotations_in("it's the boss's idea, isn't it, and Tom's and Ann's too") == []
    assert quotations_in("she said 'it's not fair on nights' and left") == [
        "it's not fair on nights"
    ]


@given(st.text(max_size=300))
def test_every_text_gets_a_grade(text: str) -> None:
    mark = grade(text, QUESTION, "event")
    assert mark.outcome in ("full", "thin")
    assert mark.words >= 0


@pytest.mark.parametrize(
    "piece", [".", "'", '"a', "1,", "a'b", "@ ", "half ", "\n", "I'll ", "9am ", "–", "word "]
)
def test_hostile_texts_take_linear_time(piece: str) -> None:
    text = piece * (200_000 // len(piece))
    assert keeps_step(lambda part: grade(part, piece * 500, "event"), text)


FOLLOW_UPS = [
    ("it was fine", "You wrote “it was fine”. Was there one moment when it was not?"),
    ("Nothing.", "You wrote “Nothing”. What came closest, even so?"),
    ("knackered today", "You wrote “knackered today”. What happened just before you noticed?"),
    ("everyone was there", "You wrote “everyone was there”. Who is one of them, by role, and"),
    ("will try to listen", "You wrote “will try to listen”. Where would it start: with whom"),
    (
        "Team brief, then Ofsted prep, then governors.",
        "You wrote “Team brief, then Ofsted prep, then governors”.",
    ),
    (
        "Well, a good moan and a bit of trust",
        "You wrote “a good moan and a bit of trust”. What did",
    ),
    ("budget", "You wrote “budget”. Is there one small moment of it"),
]


@pytest.mark.parametrize(("text", "question"), FOLLOW_UPS)
def test_the_form_fits_what_was_written(text: str, question: str) -> None:
    assert follow_up(text, "event").startswith(question)


def test_a_long_clause_is_quoted_around_its_word() -> None:
    text = "we had a long and winding conversation that in the end was fine for all of us I think"
    assert "“" in follow_up(text, "event")
    assert "fine" in follow_up(text, "event").split("”")[0]


def test_nothing_written_gets_no_question() -> None:
    assert follow_up(" \n ", "event") == ""


@given(st.text(max_size=400), st.sampled_from(["event", "intention"]))
def test_quotes_only_what_was_written(text: str, kind: str) -> None:
    question = follow_up(text, kind)
    if not question:
        return
    quoted = question.removeprefix("You wrote “").rsplit("”", 1)[0]
    assert quoted in " ".join(text.split())
    assert len(quoted) <= 70
    assert re.sub(r"“.*”", "", question, flags=re.DOTALL).count("?") == 1
