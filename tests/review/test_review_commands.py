"""``review`` and ``assess`` from end to end, scripted and as Markdown."""

from __future__ import annotations

import json
import shutil
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from conftest import Result, World
from some_records import TODAY, ask, intention, note, write_journal

DATA = Path(__file__).resolve().parents[1] / "data/garten"
WEEK = {
    "ratings": {"feeling": {"score": 4, "instance": "The visit to | *Holm* Street"}, "being": 2},
    "attention": ["diverse_views", "courage"],
    "heard": ["night staff"],
    "missing": ["board"],
    "questions": {"week-04": "How little was asked.\n# and why"},
    "intention": {"text": "If the talk stalls, then I will ask.", "due": "2026-04-02"},
}


def answer(world: World, document: object, *arguments: str) -> Result:
    return world.run(*arguments, "--answers", "-", stdin=json.dumps(document))


def kinds(world: World) -> list[str]:
    return [json.loads(line)["kind"] for line in world.journal_lines()]


def test_a_week_is_saved_and_shown(world: World) -> None:
    done = answer(world, WEEK, "review", "week", "--json")
    assert done.code == 0, done.err
    data = json.loads(done.out)
    assert (data["schema"], data["from"], data["to"]) == (
        "syslead/review/1", "2026-03-21", "2026-03-27",
    )  # fmt: skip
    lines = [json.loads(line) for line in world.journal_lines()]
    assert [line["kind"] for line in lines] == ["intention", "rating", "review"]
    assert data["ids"] == [line["id"] for line in lines]
    assert data["review"] == lines[-1]["id"]
    assert lines[-1]["text"].startswith("Looking at the week's picture here")
    assert "- Feeling 4: The visit to \\| \\*Holm\\* Street\n- Being 2\n" in data["summary"]
    assert "> How little was asked.\n> \\# and why\n" in data["summary"]
    assert "- New, asked about on 2 Apr: “If the talk stalls, then I will ask.”" in data["summary"]
    assert world.run("review", "week", "--md").out == data["summary"]


def test_the_same_document_twice_says_everything_once(world: World) -> None:
    first = json.loads(answer(world, WEEK, "review", "week", "--json").out)
    before = world.journal_lines()
    again = json.loads(answer(world, WEEK, "review", "week", "--json").out)
    assert world.journal_lines() == before
    assert (again["review"], again["ids"], again["changed"]) == (first["review"], [], True)
    assert again["summary"] == first["summary"]


def test_a_second_look_a_day_later_edits_the_first(world: World) -> None:
    answer(world, WEEK, "review", "week")
    world.clock.move(days=1)
    done = answer(world, {"ratings": {"being": 3}}, "review", "week", "--md")
    assert kinds(world)[3:] == ["revise"]
    assert done.out.startswith("# The week to Friday 27 March 2026")
    assert "- Feeling 4: The visit" in done.out
    assert "- Being 3\n" in done.out


def test_new_makes_a_second_one_and_a_week_later_is_another(world: World) -> None:
    answer(world, WEEK, "review", "week")
    answer(world, {"ratings": {"being": 1}}, "review", "week", "--new")
    world.clock.move(days=6)
    answer(world, {"ratings": {"being": 5}}, "review", "week")
    assert kinds(world).count("review") == 3
    assert "(3 ratings: 2, 1, 5)" in world.run("review", "week", "--md").out


QUARTER: dict[str, Any] = {
    "questions": {"quarter-02": "By choice."},
    "environment": {"tolerates_risk": 2},
    "facets": {
        id_: {"importance": 5, "practice": 2}
        for id_ in ("courage", "curiosity", "influencing", "ceding_power", "sense_making",
                    "shared_vision")
    },
    "focus": "suggested",
    "text": "Less, and longer.",
}  # fmt: skip


def test_a_quarter_ends_in_a_focus(world: World) -> None:
    done = answer(world, QUARTER, "review", "quarter")
    assert done.code == 0, done.err
    assert kinds(world) == ["assessment", "assessment", "focus", "review"]
    assert "## Focus until Friday 26 June" in done.out
    assert "- Courage: matters 5, there 2\n" in done.out
    held = json.loads(world.run("focus", "--json").out)["facets"]
    assert held == [f for f in held if f in QUARTER["facets"]]
    assert len(held) == 6


@pytest.mark.parametrize(
    ("stdin", "said"),
    [("{", "standard input, line 1"), ('{"text": 1, "text": 2}', "is given twice"),
     ("[NaN]", "not JSON"), ("[" * 100_000, "not JSON"), (b"\xff", "not UTF-8")],
)  # fmt: skip
def test_what_is_no_document_is_refused(world: World, stdin: str | bytes, said: str) -> None:
    done = world.run("review", "week", "--answers", "-", stdin=stdin)
    assert done.code in (1, 2)
    assert said in done.err
    assert not (world.home / "journal").exists()


@pytest.mark.parametrize(
    "arguments",
    [["week"], ["quarter"], ["week", "--json"], ["week", "--plan", "--answers", "-"],
     ["week", "--plan", "--md"], ["week", "--date", "tomorrow"], ["month"],
     ["week", "--answers", "nowhere.json"], ["week", "--md", "--json"]],
)  # fmt: skip
def test_a_wrong_call_is_a_usage_error_and_never_hangs(world: World, arguments: list[str]) -> None:
    done = world.run("review", *arguments)
    assert (done.code, done.out) == (2, "")
    assert not (world.home / "journal").exists()
    assert "assess facets --plan --json" in world.run("assess", "facets").err


# ── the data alone ───────────────────────────────────────────────────────────


def test_md_without_a_review_shows_the_days_and_records_nothing(world: World) -> None:
    write_journal(world.home, [
        ask("The clerk said no at nine.", 2, facet="courage"), ask(None, 1, facet="courage"),
        note("Held my tongue.", 30, voices=("board",)),
        intention("If it stalls, then I will ask.", days=9, due=-1),
    ])  # fmt: skip
    done = world.run("review", "week", "--md")
    assert done.code == 0
    assert "2 reflections, 1 of 2 questions answered in detail." in done.out
    assert "These days have not been reviewed yet." in done.out
    assert "- 1 due." in done.out
    assert "If it stalls" not in done.out  # cron mails it
    assert "Being 1 of 2." in done.out
    assert "The clerk said" not in done.out
    assert len(world.journal_lines()) == 4


def test_last_weeks_review_is_not_taken_for_this_weeks(world: World) -> None:
    answer(world, WEEK, "review", "week")
    world.clock.move(days=7)
    out = world.run("review", "week", "--md").out
    assert "These days have not been reviewed yet. The last one was on Friday 27 March." in out
    assert "- Feeling 4" in world.run("review", "week", "--md", "--date", "yesterday").out


def test_a_backdated_review_is_of_its_days(world: World) -> None:
    done = answer(
        world, {"ratings": {"doing": 4}}, "review", "week", "--date", "2026-03-13", "--json"
    )
    data = json.loads(done.out)
    assert (data["from"], data["to"]) == ("2026-03-07", "2026-03-13")
    assert {json.loads(line)["day"] for line in world.journal_lines()} == {"2026-03-13"}


def test_the_plan_is_a_form_to_fill_in(world: World) -> None:
    plan = json.loads(world.run("review", "week", "--plan", "--json").out)
    assert plan["schema"] == "syslead/review-plan/1"
    form = plan["answers"]
    form["ratings"]["feeling"] = 5
    done = answer(world, form, "review", "week")
    assert done.code == 0, done.err
    assert kinds(world) == ["rating", "review"]
    assert "Feeling" in world.run("review", "week", "--plan").out


def test_questions_take_turns_from_week_to_week(world: World) -> None:
    asked = []
    for _ in range(8):
        steps = json.loads(world.run("review", "week", "--plan", "--json").out)["steps"]
        (question,) = [step for step in steps if step["key"] == "questions"]
        asked.append(question["id"])
        answer(world, {"questions": {question["id"]: "An answer."}}, "review", "week")
        world.clock.move(days=7)
    assert len(set(asked)) == 8


def test_an_intention_is_asked_about_and_not_again(world: World) -> None:
    due = intention("If it stalls, then I will ask.", days=9, due=-1)
    write_journal(world.home, [due])
    done = answer(world, {"outcomes": [{"of": due.id, "status": "done"}]}, "review", "week")
    assert "- Done: “If it stalls, then I will ask.”\n" in done.out
    plan = json.loads(world.run("review", "week", "--plan", "--json").out)
    assert plan["answers"].get("outcomes", "gone") == "gone"


@pytest.mark.parametrize("name", ["week", "quarter"])
def test_a_second_framework_needs_no_code(world: World, name: str) -> None:
    shutil.copytree(DATA, world.home)
    (world.home / "config.toml").write_text('framework = "garten"\n')
    plan = json.loads(world.run("review", name, "--plan", "--json").out)
    document = {
        "week": {"ratings": {"hören": 4, "größer_denken": 2}, "attention": ["größe"]},
        "quarter": {
            "environment": {"guter_boden": 3},
            "facets": {id_["id"]: {"importance": 4} for id_ in plan["facets"]},
            "focus": "suggested",
        },
    }[name]
    done = answer(world, document, "review", name)
    assert done.code == 0, done.err
    assert ("Hören 4" if name == "week" else "Größe") in done.out
    assert "Feeling" not in json.dumps(plan)


def test_hostile_words_reach_the_screen_as_signs_and_the_store_as_they_are(world: World) -> None:
    nasty = "\u202eevil\x1b[31m \U0001f331"
    document = {"ratings": {"being": {"score": 1, "instance": nasty}}}
    done = answer(world, document, "review", "week")
    assert "\x1b" not in done.out
    assert "\u202e" not in done.out
    stored = [json.loads(line) for line in world.journal_lines()]
    assert stored[0]["instances"] == {"being": nasty}


def test_the_week_follows_the_leaders_day(world: World) -> None:
    world.clock.local = world.clock.local.replace(hour=2)
    data = json.loads(answer(world, WEEK, "review", "week", "--json").out)
    assert data["to"] == (TODAY - timedelta(days=1)).isoformat()
