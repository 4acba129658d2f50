"""``review`` and ``assess`` from end to end, scripted and as Markdown."""

from __future__ import annotations

import json
import shutil
from datetime import timedelta
from pathlib import Path

import pytest

from conftest import Result, World
from some_records import TODAY

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
    world.refused("review", *arguments, code=2)
    assert not (world.home / "journal").exists()
    assert "assess facets --plan --json" in world.run("assess", "facets").err


# ── the data alone ───────────────────────────────────────────────────────────


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


@pytest.mark.parametrize("name", ["week", "quarter"])
def test_a_second_framework_needs_no_code(world: World, name: str) -> None:
    shutil.copytree(DATA, world.home)
    (world.home / "config.toml").write_text('framework = "garten"\n')
    plan = world.document("review", name, "--plan")
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


def test_the_week_follows_the_leaders_day(world: World) -> None:
    world.clock.local = world.clock.local.replace(hour=2)
    data = json.loads(answer(world, WEEK, "review", "week", "--json").out)
    assert data["to"] == (TODAY - timedelta(days=1)).isoformat()


def test_a_second_look_shows_the_days_of_the_review_it_changes(world: World) -> None:
    assert answer(world, WEEK, "review", "week").code == 0
    world.clock.move(days=1)
    shown = world.answering("\n", "review", "week").out
    assert "You have already reviewed the week to yesterday." in shown
    assert "The week to Friday 27 March 2026" in shown
    assert "The week to Saturday 28 March 2026" in world.answering("x\nn\n", "review", "week").out


def test_damage_is_told_beside_a_framework_that_cannot_be_read(world: World) -> None:
    world.write("A note.")
    journal = next((world.home / "journal").rglob("*.jsonl"))
    journal.write_bytes(journal.read_bytes() + b"{\n")
    world.put("frameworks/systems-leadership.toml", "[")
    told = world.run("review", "week", "--plan").err
    assert told.startswith("1 line could not be read; syslead verify lists them.\nsyslead: ")
