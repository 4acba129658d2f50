"""The shape of a plan; ``intend`` and ``intentions`` through the command line."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

import pytest

from conftest import World
from some_records import ago, intention, note, write_journal
from syslead_cli.reflect.due import names_a_day
from syslead_cli.reflect.lexicon import completed_plan, is_if_then

PLAN = "If it rains, then I will wait"


@pytest.mark.parametrize(
    ("text", "is_whole"),
    [
        (PLAN, True),
        ("When Amira speaks, I'll wait for her to finish.", True),
        ("I will call Amira as soon as the budget talk stalls.", True),
        ("Next time the board meets, I will ask who is missing", True),
        ("もし雨なら、待つ。", True),
        ("call Amira", False),
        ("If it rains", False),
        ("I will call Amira", False),
        ("Then I will", False),
    ],
)
def test_a_plan_has_a_cue_and_an_act(text: str, is_whole: bool) -> None:
    assert is_if_then(text) == is_whole


@pytest.mark.parametrize(
    ("text", "half", "whole"),
    [
        ("Call Amira", "the talk stalls", "If the talk stalls, then I will call Amira"),
        ("I will call Amira", "When it stalls,", "When it stalls, then I will call Amira"),
        ("I'll call", "if it stalls.", "if it stalls, then I will call"),
        ("ICB first", "it stalls", "If it stalls, then I will ICB first"),
        ("If it rains,", "then I will wait", "If it rains, then I will wait"),
        ("call Amira", " ", "call Amira"),
        ("If it rains", "", "If it rains"),
    ],
)
def test_a_plan_is_mended(text: str, half: str, whole: str) -> None:
    assert completed_plan(text, half) == whole


def intentions(garden: World, *options: str) -> list[dict[str, Any]]:
    document = garden.document("intentions", *options)
    assert document["schema"] == "syslead/intentions/1"
    found: list[dict[str, Any]] = document["intentions"]
    return found


def test_a_past_day_can_carry_its_plan(garden: World) -> None:
    assert garden.run("intend", PLAN, "--date", "2026-03-02", "--by", "2026-03-20").code == 0
    assert garden.run("intend", PLAN, "--date", "2026-03-02").code == 0
    assert [found["due"] for found in intentions(garden)] == ["2026-03-20", "2026-03-09"]
    assert [found["day"] for found in intentions(garden)] == ["2026-03-02"] * 2
    refused = garden.run("intend", PLAN, "--date", "2026-03-02", "--by", "2026-03-01")
    assert (refused.code, len(intentions(garden))) == (2, 2)
    said = json.dumps({"intention": {"text": PLAN, "due": "2026-03-20"}})
    assert garden.run("reflect", "--answers", "-", stdin=said).code == 2
    day = ("--date", "2026-03-02")
    assert garden.run("reflect", "--answers", "-", *day, stdin=said).code == 0
    assert intentions(garden)[-1]["due"] == "2026-03-20"


def test_without_its_shape_it_is_kept_with_a_word_on_the_side(garden: World) -> None:
    result = garden.run("intend", "call Amira")
    assert result.code == 0
    assert "easier to do" in result.err
    assert intentions(garden)[0]["text"] == "call Amira"


def test_at_a_terminal_it_is_mended(garden: World) -> None:
    garden.answering("the talk stalls\n", "intend", "call Amira")
    garden.answering("If it rains\nwait\n", "intend")
    garden.answering("\n", "intend", "let it be")
    assert [found["text"] for found in intentions(garden)] == [
        "If the talk stalls, then I will call Amira",
        PLAN,
        "let it be",
    ]


def test_a_day_typed_where_a_cue_is_asked_for_is_its_day(garden: World) -> None:
    garden.answering("Friday\n", "intend", "ring Mair")
    shown = garden.answering("yesterday\nsun\n", "intend", "ring Ann").out
    assert shown.count("When will that be?") == 2
    assert "2026-03-26 has passed. Try fri" in shown
    garden.answering("Friday morning\n", "intend", "ring Bob", "--by", "2w")
    garden.answering("Friday comes\n", "intend", "ring Cy", "--by", "2w")
    assert [(found["text"], found["due"]) for found in intentions(garden)] == [
        ("ring Mair", "2026-04-03"),
        ("ring Ann", "2026-03-29"),
        ("On Friday 3 April, I will ring Bob", "2026-04-10"),
        ("If Friday comes, then I will ring Cy", "2026-04-10"),
    ]


@pytest.mark.parametrize(
    ("text", "is_day"),
    [
        ("Friday", True), ("on Friday", True), ("yesterday", True), ("31 November", True),
        ("3/4", True), ("next week", True), ("", False), ("it blows", False),
        ("Friday comes", False), ("the end of the meeting", False), ("I move to Bristol", False),
    ],
)  # fmt: skip
def test_words_that_name_a_day(text: str, is_day: bool) -> None:
    assert names_a_day(text, date(2026, 3, 27)) == is_day


@pytest.mark.parametrize(
    ("arguments", "stdin"),
    [
        (["intend", "-"], " \n"),
        (["intentions", "done", "abc"], ""),
        (["intentions", "later", "same-one", "yesterday"], ""),
        (["intentions", "done", "a-note-here"], ""),
    ],
)
def test_a_wrong_word_writes_nothing(garden: World, arguments: list[str], stdin: str) -> None:
    plan = intention(PLAN, 3, -1)
    write_journal(garden.home, [plan, note("x", 2, "a-note-here"), note("y", 1, "the-same-one")])
    before = garden.journal_lines()
    result = garden.run(*arguments, stdin=stdin)
    assert result.code in (1, 2)
    assert result.out == ""
    assert len(result.err.splitlines()) == 2
    assert garden.journal_lines() == before
    assert garden.rescued() == []


@pytest.mark.parametrize(
    "option", [("--by", "yesterday"), ("--by", "soonish"), ("--facet", "nope")]
)
def test_a_wrong_option_keeps_the_words(garden: World, option: tuple[str, str]) -> None:
    write_journal(garden.home, [note("x", 2)])
    before = garden.journal_lines()
    said = garden.refused("intend", PLAN, *option, code=2)
    assert len(said.splitlines()) == 3
    assert garden.journal_lines() == before
    assert garden.rescued() == [f"{PLAN}\n"]


def test_what_became_of_it(garden: World) -> None:
    plans = [intention(f"{PLAN} {n}", 9, -n) for n in range(4)]
    write_journal(garden.home, plans)
    ends = [plan.id[-8:] for plan in plans]
    assert garden.run("intentions", "done", ends[0], "--text", "Dry.").code == 0
    assert garden.run("intentions", "partly", ends[1], "--text", "-", stdin="Damp ☔\n").code == 0
    assert garden.run("intentions", "drop", ends[2]).code == 0
    later = garden.run("intentions", "later", ends[3], "2w")
    assert later.out == f"You will be asked again: Friday 10 April: “{PLAN} 3”\n"
    (left,) = intentions(garden)
    assert (left["state"], left["due"]) == ("open", ago(-14).isoformat())
    everything = {found["id"]: found for found in intentions(garden, "--all")}
    assert [everything[plan.id]["state"] for plan in plans] == ["kept", "partly", "dropped", "open"]
    assert everything[plans[1].id]["outcomes"][0]["text"] == "Damp ☔"
    assert everything[plans[3].id]["outcomes"][0]["status"] == "not_yet"
    assert " · edited " not in garden.run("list", "--limit", "0").out


def test_later_is_a_week_unless_said(garden: World) -> None:
    plan = intention(PLAN, 9, -2)
    write_journal(garden.home, [plan])
    assert garden.run("intentions", "later", plan.id).code == 0
    assert intentions(garden)[0]["due"] == ago(-7).isoformat()


def test_an_id_that_other_kinds_share_still_names_the_intention(garden: World) -> None:
    plan = intention(PLAN, 9, -2)
    write_journal(garden.home, [plan, note("x", 1, "other" + plan.id[-8:])])
    assert garden.run("intentions", "done", plan.id[-8:]).code == 0
