"""``syslead reflect`` from the command line: plan, scripted answers, and a dialogue by lines."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

import harbour
import tables

FULL = "The ward clerk said “we moved the problem to Thursdays”. She was right, I had not looked."


@pytest.fixture
def world(world: Any) -> Any:
    """A home where the harbour framework is in use."""
    harbour.settle(world.home)
    return world


def lines(world: Any) -> list[dict[str, Any]]:
    return [json.loads(line) for line in world.journal_lines()]


def plan(world: Any, *options: str) -> dict[str, Any]:
    result = world.run("reflect", "--plan", "--json", *options)
    assert (result.code, result.err) == (0, "")
    return dict(json.loads(result.out))


def answered(world: Any, document: object, *options: str) -> Any:
    return world.run("reflect", "--answers", "-", *options, stdin=json.dumps(document))


def test_chosen_facets_and_prompts(world: Any) -> None:
    chosen = plan(world, "--facet", "crew", "--prompt", "knots-03")["prompts"]
    found = [(prompt["facet"], prompt["reason"]) for prompt in chosen]
    assert found == [("crew", "chosen"), ("knots", "chosen")]


def test_the_number_of_questions_is_a_setting(world: Any) -> None:
    assert len(plan(world, "--quick")["prompts"]) == 1
    harbour.settle(world.home, prompts=3)
    assert len(plan(world)["prompts"]) == 3


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (["--prompt", "crew-9", "--plan"], 'There is no prompt "crew-9"'),
        (["--date", "someday", "--plan"], "is not a date"),
        (["--date", "tomorrow", "--plan"], "is in the future"),
        (["--answers", "-", "--facet", "crew"], "cannot be combined with --answers"),
    ],
)
def test_wrong_words_write_nothing(world: Any, options: list[str], said: str) -> None:
    assert said in world.refused("reflect", *options, code=2)

    assert world.journal_lines() == []


def test_a_scripted_sitting(world: Any) -> None:
    tables.keep(world.home, "harbour", {"weather": ["weather"]})
    planned = plan(world)["prompts"]
    result = answered(
        world,
        {
            "answers": [
                {"prompt": planned[0]["id"], "text": FULL, "tags": ["Budget"]},
                {"facet": planned[1]["facet"], "outcome": "later"},
                {"facet": "weather", "text": "it was fine"},
            ],
            "note": "Long talk with @board about the weather #winter",
            "voices": ["Night staff"],
            "intention": {"text": "If it blows, then I will reef.", "due": "2026-04-03"},
        },
        "--json",
    )
    assert (result.code, result.err) == (0, "")
    data = json.loads(result.out)
    assert data["schema"] == "syslead/reflect/1"
    assert [a["outcome"] for a in data["answers"]] == ["full", "later", "thin"]
    assert data["note"]["mentions"] == [{"id": "weather", "because": ["weather"]}]
    written = lines(world)
    assert [line["kind"] for line in written] == ["ask", "ask", "ask", "note", "intention"]
    assert [line["id"] for line in written] == [
        *(answer["id"] for answer in data["answers"]),
        data["note"]["id"],
        data["intention"]["id"],
    ]
    assert written[0]["text"] == FULL
    assert written[0]["tags"] == ["budget"]
    assert [line["reason"] for line in written[:3]][:2] == ["rotation", "rotation"]
    assert len({line["sitting"] for line in written[:3]}) == 1
    assert (written[3]["voices"], written[3]["tags"]) == (["night-staff", "board"], ["winter"])
    assert plan(world)["prompts"] != planned


def test_answers_from_a_file_backdated(world: Any, tmp_path: Path) -> None:
    path = tmp_path / "answers.json"
    path.write_text("\ufeff" + json.dumps({"answers": [{"facet": "crew", "text": "été 🙂\nzwei"}]}))
    world.done("reflect", "--answers", str(path), "--date", "yesterday")
    path.write_bytes("caf\u00e9".encode("latin-1"))
    assert f"{path} is not UTF-8 (byte 4)" in world.refused(
        "reflect", "--answers", str(path), code=2
    )
    assert (lines(world)[0]["day"], lines(world)[0]["text"]) == ("2026-03-26", "été 🙂\nzwei")


def test_the_same_facet_twice_gets_two_questions(world: Any) -> None:
    twice = [{"facet": "crew", "text": "one"}, {"facet": "crew", "text": "two"}]
    assert answered(world, {"answers": twice}).code == 0
    assert len({line["prompt"] for line in lines(world)}) == 2
    result = answered(world, {"answers": [{"facet": "crew", "text": "x"}] * 8})
    assert result.code == 2
    assert "answers[7].facet: has no question left" in result.err


def test_outcomes_of_intentions_by_script(world: Any) -> None:
    answered(world, {"intention": {"text": "If a, then b", "due": "tomorrow"}})
    world.clock.move(days=2)
    (due,) = plan(world)["due"]
    assert due["text"] == "If a, then b"
    outcome = {"of": due["id"], "status": "partly", "text": "half of it"}
    assert answered(world, {"outcomes": [outcome]}).code == 0
    assert plan(world)["due"] == []
    assert answered(world, {"outcomes": [outcome]}).code == 2


def dialogue(world: Any, typed: str, *options: str) -> Any:
    """Run at a terminal that cannot move its cursor; ``typed`` ends like Ctrl-D."""
    return world.answering(typed, "reflect", *options)


def edits(world: Any) -> list[dict[str, Any]]:
    return [line["set"] for line in lines(world) if line["kind"] == "revise"]


def test_one_key_overrules_the_grade(world: Any) -> None:
    result = dialogue(world, f"{FULL}\nf\nf\nf\n\n", "--quick")
    assert result.code == 0
    assert "saved · counted as brief · f counts it as detailed" in result.out
    outcomes = ("thin", "full", "thin")
    assert edits(world) == [{"outcome": each, "graded_by": "leader"} for each in outcomes]


def test_who_was_heard_is_offered_and_one_key_takes_it(world: Any) -> None:
    result = dialogue(world, f"{FULL}\ns\n\ny\n\n")
    assert "Heard from: the ward clerk?" in result.out
    assert "y yes · n no · or type who" in result.out
    assert edits(world) == [{"voices": ["ward-clerk"]}]


def test_facets_and_grades_are_explained_once(world: Any) -> None:
    first, second = (dialogue(world, f"{FULL}\n\n", "--quick") for _ in range(2))
    for said in ("one of 6 parts of leadership", "Detailed means that"):
        assert said in first.out
        assert said not in second.out


def test_meaning_and_a_line_that_goes_on(world: Any) -> None:
    result = dialogue(world, "?\nfirst \\\nsecond line\n", "--quick", "--facet", "crew")
    assert "The crew: You let others take the wheel." in result.out
    assert lines(world)[0]["text"] == "first \nsecond line"


def test_the_end_of_input_is_a_stop_that_can_be_gone_on_with(world: Any) -> None:
    stopped = dialogue(world, f"{FULL}\nhalf a \\\n")
    assert stopped.code == 130
    assert "1 entry saved" in stopped.err
    (draft,) = (world.home / "state" / "drafts").iterdir()
    assert str(draft) in stopped.err
    assert plan(world)["interrupted"] is True
    again = dialogue(world, "\nthought\n\n\n\n\n")
    assert again.code == 0
    assert "You stopped at question 2 of 2 in today’s reflection" in again.out
    assert [line.get("text") for line in lines(world)] == [FULL, "half a \nthought"]
    assert len({line["sitting"] for line in lines(world)}) == 1
    assert not draft.exists()


def test_an_interrupted_sitting_can_be_let_go(world: Any) -> None:
    dialogue(world, "half a \\\n")
    dialogue(world, "k\n")
    assert [line["kind"] for line in lines(world)] == ["note"]
    dialogue(world, "more \\\n")
    dialogue(world, "x\n")
    assert list((world.home / "state" / "drafts").iterdir()) == []


def test_words_that_are_no_utf_8_become_no_note_and_stay_in_the_draft(world: Any) -> None:
    """A terminal may send Latin-1, and the sitting be broken off before Enter."""
    dialogue(world, "half a caf\udce9 \\\n")
    (draft,) = (world.home / "state" / "drafts").iterdir()
    kept = draft.read_bytes()
    assert "not UTF-8" in dialogue(world, "k\n").out
    assert (lines(world), draft.read_bytes()) == ([], kept)


def test_control_characters_never_reach_the_terminal(world: Any) -> None:
    result = dialogue(world, f"{FULL} \x1b[31mred\u202e\n\n\n\n")
    assert "\x1b[31m" not in result.out
    assert lines(world)[0]["text"].endswith("\x1b[31mred\u202e")
