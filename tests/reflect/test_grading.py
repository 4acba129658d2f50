"""Full or thin: agreement with an independent reader; the question back quotes what was written."""

from __future__ import annotations

import json
import re
import tomllib
from itertools import product
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from effort import keeps_step
from syslead_cli.reflect.grading import count_words, follow_up, grade, quotations_in
from syslead_cli.reflect.lexicon import is_grave

ROOT = Path(__file__).resolve().parents[2]
PLANS = ROOT / "tests" / "data" / "plans.txt"
QUESTION = "Who disagreed with you since yesterday, and what were their words?"

#: Reached when this was written, of 58 and 62, 58 and 62, 56 and 53, 57 and 54, 140 and 140,
#: 70 and 70 answers.
#: Before habits were known the thin ones of the second set were .93 right; two thin answers of the
#: first are in Welsh, which is never thin. The floors leave room for no slide.
FLOORS = {
    ("grading_set", "dev"): (0.98, 0.98),
    ("grading_set", "held"): (0.93, 0.91),
    ("grading_second_set", "dev"): (0.98, 0.90),
    ("grading_second_set", "held"): (0.94, 0.92),
    ("grading_third_set", "dev"): (0.94, 0.96),
    ("grading_third_set", "held"): (0.92, 0.95),
}


def right(name: str, half: str, label: str) -> float:
    lines = (ROOT / f"tests/data/{name}.jsonl").read_text(encoding="utf-8").splitlines()
    answers = [json.loads(line) for line in lines]
    chosen = [a for a in answers if (a["split"], a["label"]) == (half, label)]
    given = [grade(a["text"], a["prompt"], a.get("kind", "event")).outcome for a in chosen]
    return given.count(label) / len(chosen)


@pytest.mark.parametrize(("name", "half"), FLOORS)
def test_agrees_with_a_reader(name: str, half: str) -> None:
    thin, full = FLOORS[name, half]
    assert right(name, half, "thin") >= thin
    assert right(name, half, "full") >= full


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
    ("Nothing.", "short on detail"),
    ("I disagreed with nobody since yesterday", "repeats the question"),
    ("SLT, governors, budget meeting, scrutiny panel, cabinet briefing", "a list"),
    (
        "Collaborative leadership is about openness, trust and shared purpose across the whole "
        "system, and I always try to create an environment in which challenge is welcome.",
        "what usually happens",
    ),
]


@pytest.mark.parametrize(("text", "reason"), FULL)
def test_something_particular_is_full(text: str, reason: str | None) -> None:
    mark = grade(text, QUESTION, "voice")
    assert mark.outcome == "full"
    assert reason is None or reason in mark.reasons


@pytest.mark.parametrize(("text", "reason"), THIN)
def test_generalities_are_thin_however_long(text: str, reason: str) -> None:
    given = grade(text, QUESTION, "voice")
    assert (given.outcome, given.reasons, given.counted) == ("thin", (reason,), True)


def test_docs_say_what_the_benchmark_prints() -> None:
    said = " ".join((ROOT / "docs/dialogue.md").read_text(encoding="utf-8").split())
    thin, full = (round(right("grading_second_set", "held", k) * n) for k, n in
                  (("thin", 57), ("full", 54)))  # fmt: skip
    assert f"{thin} of 57 brief answers and {full} of 54 detailed ones are graded right" in said
    thin, full = (round(right("grading_third_set", "held", k) * 70) for k in ("thin", "full"))
    assert f"{thin} of 70 brief answers and {full} of 70 detailed ones" in said


HABIT, GENERAL = "what usually happens", "what is true in general"
INTENDED, NOTHING = "something intended", "short on detail"


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("I try not to talk over the social workers or the parents in meetings.", HABIT),
        ("On the whole the nurses and the parents were with us on it.", GENERAL),
        ("Every time a parent raises something I get back to them within 24 hours.", HABIT),
        ("People know that they can come to me, the cleaner or the chief executive.", HABIT),
        ('As I say to my team, "there is no I in team", and that goes for partners.', HABIT),
        ("Nine times out of ten the head of service sees it my way.", HABIT),
        ("I should really have spoken to the chair about it sooner.", INTENDED),
        ("I'm going to set up a meeting with the director and the matron.", INTENDED),
        ("I gave it 110 per cent as did the team.", NOTHING),
        ("I listened because it is important to listen to people.", GENERAL),
        ("I told them how it was and they listened.", NOTHING),
        ("Half the battle is turning up.", NOTHING),
        ("I will try to hold back more in future.", INTENDED),
        ("I modelled the behaviours we want to see from the team.", NOTHING),
        ("We have a 'no wrong door' policy across all partners.", NOTHING),
    ],
)
def test_habits_intentions_and_sayings_are_thin_and_named(text: str, reason: str) -> None:
    given = grade(text, QUESTION, "event")
    assert (given.outcome, given.reasons) == ("thin", (reason,))


@pytest.mark.parametrize(
    "text",
    [
        "I usually go in with a list, but on Tuesday I left it in the bag.",
        "She said I never ask about the children.",
        "Our weekly huddle fell apart when the GP stood up and left.",
        "I should have stopped the meeting when the foster carer started crying.",
        "I tend to fill silences; on Wednesday I didn't and Malik told us about his brother.",
        "Whenever he says partnership he looks at me, and today I asked him why.",
        "We were going to cut the night bus until a nurse showed us her payslip.",
        "Smirked at the vicar's slide.",
        "My PA. I interrupt women.",
        "Moved the mic to Ethel.",
    ],
)
def test_one_time_beside_a_habit_and_a_few_plain_words_are_full(text: str) -> None:
    assert grade(text, QUESTION, "event").outcome == "full"


@pytest.mark.parametrize(
    ("text", "reasons"),
    [
        ("Sat on the floor with the toddlers.", ("an act",)),
        ("the two parishes offered half each without it", ("a number",)),
        ("hydrant on Mill Lane's under a skip, since easter", ("a time", "a thing")),
        ("Finance agreed the cut in May and cancelled it.", ("a time", "an act")),
    ],
)
def test_reasons_are_what_stands_there(text: str, reasons: tuple[str, ...]) -> None:
    assert grade(text, QUESTION, "event").reasons == reasons


def test_one_real_moment_counts_whatever_is_said_around_it() -> None:
    waffle = "Leadership is a journey and relationships are key to transformation. " * 5
    moment = "The night porter told me on the stairs at 6am that she had locked the door herself."
    assert grade(waffle, QUESTION, "event").outcome == "thin"
    assert grade(f"{waffle}{moment} {waffle}", QUESTION, "event").outcome == "full"


@pytest.mark.parametrize(
    "text",
    [
        "Die Stationsleiterin sagte um halb neun „das geht so nicht“, und sie hatte Recht",
        "nichts besonderes heute",
        "rien de spécial",
        "dim byd i'w ddweud heddiw",
        "Nie było dzisiaj nic ciekawego",
        "昨日は何もなかった",
        "Hakuna kitu maalum leo kazini",
    ],
)
def test_another_language_than_the_frameworks_is_never_thin_and_gets_no_question(text: str) -> None:
    for kind in ("event", "intention"):
        given = grade(text, QUESTION, kind)
        assert (given.outcome, given.reasons) == ("full", ("in another language",))
        assert follow_up(text, kind) == ""


@pytest.mark.parametrize("text", ["y", "Mae", "dim byd", "Nein, nichts.", "何もない"])
def test_one_or_two_words_are_brief_in_whatever_language(text: str) -> None:
    assert grade(text, QUESTION, "event").outcome == "thin"
    assert follow_up(text, "event") == ""


def test_english_in_a_german_framework_is_another_language() -> None:
    assert grade("It was all right and we had a good day", QUESTION, "event", "de")[0] == "full"
    assert grade("nichts besonderes heute", QUESTION, "event", "de").outcome == "thin"


@pytest.mark.parametrize(
    ("words", "more", "outcome"),
    [(11, "", "thin"), (12, "", "full"), (3, " 14:30", "thin"), (4, " 14:30", "full")],
)
def test_a_language_without_lists_needs_twelve_words_or_six_with_a_time(
    words: int, more: str, outcome: str
) -> None:
    text = " ".join(["besprechung"] * words) + more  # a time is two words
    assert grade(text, QUESTION, "event", "de").outcome == outcome


YES_OR_NO = "Did anyone tell you this week how you came across?"
OFFERS_NONE = "Who changed your mind this week, even slightly, or did nobody?"


LEAVE_NO_NO = [
    "Which part of your service, such as nights, have you not seen for yourself this year?",
    "Which remark about you, from a parent or a partner, is still in your head?",
    "Who disagreed with you today?",
]
BARE = ["No", "no.", "Nobody", "No, nobody did", "Not this week", "No one, as far as I know"]
NOBODY = [
    "Nobody", "No one.", "no-one", "None", "Honestly, nobody did today", "There was no one",
    "Nobody, really", "nobody that I can think of", "nobody disagreed with me since yesterday",
]  # fmt: skip
REASONED = [
    "No, I was in the office all day", "No, because I was on leave", "No, quiet week",
    "Nobody: I sat alone with the budget", "no, too busy",
]  # fmt: skip
#: Neither a because with nothing behind it nor a verb is a reason.
NO_REASON = [
    "No, because that's just how it is", "Nobody, because it's that sort of thing really",
    "No I didn't", "no, I haven't really",
]  # fmt: skip
MORE = ["Nothing", "Nobody embraces change, it is about the culture"]


@pytest.mark.parametrize(
    ("questions", "kind", "answers", "outcome", "counted"),
    [
        ([YES_OR_NO, OFFERS_NONE], "voice", BARE, "thin", False),
        ([YES_OR_NO], "voice", NO_REASON, "thin", False),
        ([YES_OR_NO, OFFERS_NONE], "voice", REASONED, "full", True),
        ([QUESTION], "voice", NOBODY, "thin", False),  # it asks for a person
        (["What was said that you did not expect?"], "event", NOBODY, "thin", True),
        ([QUESTION], "voice", [*MORE, "No.", "Nothing."], "thin", True),
        (LEAVE_NO_NO, "event", ["No"], "thin", True),
    ],
)
def test_which_no_is_no_evidence(
    questions: list[str], kind: str, answers: list[str], outcome: str, counted: bool
) -> None:
    for question, text in product(questions, answers):
        given = grade(text, question, kind)
        assert (given.outcome, given.counted) == (outcome, counted), (question, text)
        assert (given.fields.get("no_evidence") is True) is not counted


GRAVE = [
    "Suicide on the unit. I have no words.", "A colleague took her own life",
    "Someone was sacked today", "My mother's funeral", "She lost the baby", "Mum has cancer",
    "He was let go", "Redundancies again", "a bereaved family", "Abuse at the home",
    "grieving parents", "lost my dad", "He hit her", "laid off", "She passed away", "a miscarriage",
    "assaulted on the ward",
]  # fmt: skip


@pytest.mark.parametrize("text", GRAVE)
def test_grave_matters_are_left_alone(text: str) -> None:
    given = grade(text, QUESTION, "event")
    assert given.grave
    assert given.counted is (given.outcome == "full")  # what is not shown counts against nobody
    assert follow_up(text, "event") == ""


@pytest.mark.parametrize(
    "text",
    [
        "The deadline moved",
        "a dead end",
        "We let it go",
        "terminal 5",
        "At the bus terminal",
        "A grievance hearing",
    ],
)
def test_words_that_only_sound_grave(text: str) -> None:
    assert not grade(text, QUESTION, "event").grave


def test_words_of_other_languages_are_not_grave() -> None:
    assert not is_grave(
        "Ich habe dies heute mit dem Rat und der Schule besprochen, und es ging gut."
    )
    assert is_grave("He dies a little every week, and I watch it.")


def test_a_day_a_number_and_a_group_are_particular() -> None:
    text = "It was a good talk with the police on Monday about two cases"
    assert grade(text, "How did it go with a partner this week?", "event").outcome == "full"


@pytest.mark.parametrize(
    ("text", "kind", "outcome"),
    [
        ("If it stalls again, then I will stop and ask.", "intention", "full"),
        ("Then I will pause, ask and wait.", "intention", "full"),
        ("Then I will pause, ask and wait.", "event", "thin"),  # no cue, and none was asked for
        ("Ring and name it, pause and ask.", "intention", "full"),  # without the template's words
        ("I will be more open and try to listen.", "intention", "thin"),
        ("Do better.", "intention", "thin"),
    ],
)
def test_an_intention_is_held_to_what_somebody_will_do(text: str, kind: str, outcome: str) -> None:
    assert grade(text, "What will you do next time the board stalls?", kind).outcome == outcome


def test_a_question_said_back_in_other_forms_of_its_words_is_thin() -> None:
    said = grade("I was hearing their view.", "Whose views did you hear?", "event")
    assert said.reasons == ("repeats the question",)
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


def test_a_usable_answer_to_an_intention_prompt_is_full() -> None:
    """Written by hand for the prompts of the bank, with and without the template's words."""
    rows = [line.split("|") for line in PLANS.read_text(encoding="utf-8").splitlines()]
    thin = [row for row in rows if grade(row[2], row[1], "intention").outcome == "thin"]
    assert thin == []


@pytest.mark.parametrize(
    "text",
    [
        "try to listen more",
        "communicate clearly",
        "stay true to my values and lead with courage",
        "more collaboration, more honesty, going forward",
        "I'll do my best",
        "be braver",
    ],
)
def test_a_plan_nobody_could_see_is_thin(text: str) -> None:
    for prompt in _intention_prompts():
        assert grade(text, prompt["text"], "intention").outcome == "thin"


def _intention_prompts() -> list[dict[str, str]]:
    bank = ROOT / "prompts" / "systems-leadership.toml"
    rows = tomllib.loads(bank.read_text(encoding="utf-8"))["prompts"]
    return [row for row in rows if row["kind"] == "intention"]


FOLLOW_UPS = [
    ("it was fine", "You wrote “it was fine”. Can you give one example: who, where,"),
    ("Nothing.", "You wrote “Nothing”. What came closest, even so?"),
    ("knackered today", "You wrote “knackered today”. What happened just before you noticed?"),
    ("everyone was there", "You wrote “everyone was there”. Can you name one of them by role, and"),
    ("will try to listen", "You wrote “will try to listen”. When will you start, and with whom?"),
    ("a hard day", "You wrote “a hard day”. Which moment has stayed with you?"),
    ("The new deputy is brilliant", "You wrote “The new deputy is brilliant”. What did they do?"),
    ("Team brief, then Ofsted prep, then governors.",
     "You wrote “Team brief, then Ofsted prep, then governors”."),
    (
        "Well, a long moan and a bit of trust",
        "You wrote “a long moan and a bit of trust”. What did",
    ),
    ("budget", "You wrote “budget”. Can you give one example"),
]  # fmt: skip


@pytest.mark.parametrize(
    "text", ["There were more people than last week", "We are less worried now", "A change of plan"]
)
def test_more_less_and_plan_alone_are_no_plan(text: str) -> None:
    question = follow_up(text, "event")
    assert "start" not in question
    assert "showed" not in question


@pytest.mark.parametrize("text", ["I don't know", "Dunno.", "Not sure", "I really don't know"])
def test_who_does_not_know_is_left_alone(text: str) -> None:
    assert follow_up(text, "event") == ""


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
