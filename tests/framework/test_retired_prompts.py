"""Prompts that are asked no more: journals refer to them, and nobody is asked them."""

from __future__ import annotations

import json
from datetime import date, timedelta

from conftest import World
from syslead_cli.framework.model import Dimension, Facet, Framework, Prompt, PromptFile, bank_of
from syslead_cli.reflect.due import Ask
from syslead_cli.reflect.schedule import Schedule

OLD, OLD_TEXT = "courage-07", 'When did you last say "I don\'t know" in front of people'


def test_the_schedule_knows_the_kind_of_an_old_question_and_never_asks_it() -> None:
    rows = (
        Prompt("a-1", "a", "event", "Old?", retired=True, first=True),
        Prompt("a-2", "a", "event", "New?"),
        Prompt("a-3", "a", "voice", "Who?"),
    )
    bank = bank_of(PromptFile("f.toml", "f", "f", prompts=rows), [])
    facets = (Facet("a", "d", "A", "m"),)
    framework = Framework("f", "F", "1", (Dimension("d", "D", "m"),), facets)
    day = date(2026, 3, 1)
    ask = Ask(
        id="i", ts="2026-03-01T18:00:00.000+00:00", tz="", day=day, sitting="s", prompt="a-1",
        facet="a", reason="rotation", outcome="full", words=3, text="Said it aloud.",
    )  # fmt: skip
    schedule = Schedule([ask], framework, bank, day + timedelta(days=1))
    assert schedule.history[0].kind == "event"
    assert [pick.id for pick in schedule.due(3)] == ["a-3", "a-2"]
    assert [pick.id for pick in Schedule([], framework, bank, day).due(3)] != ["a-1"]


def test_it_is_shown_by_id_and_not_listed(world: World) -> None:
    shown = world.run("prompts", "show", OLD).out
    assert OLD_TEXT in " ".join(shown.split())
    assert "old entries refer to it" in shown
    assert world.document("prompts", "show", OLD)["retired"] is True
    listed = world.document("prompts", "list", "--facet", "courage")
    assert OLD not in [prompt["id"] for prompt in listed["prompts"]]
    assert len(listed["prompts"]) == 16


def test_it_cannot_be_asked_for(world: World) -> None:
    said = world.refused("reflect", "--plan", "--prompt", OLD, code=2)
    assert f'The prompt "{OLD}" is no longer asked.' in said
    assert "syslead prompts list" in said


def test_an_answer_to_it_is_read_as_before(world: World) -> None:
    """A plan made before an update is answered after it, and stays readable."""
    answer = {"prompt": OLD, "text": "Told the board on Monday that I did not know the figure."}
    world.done("reflect", "--answers", "-", stdin=json.dumps({"answers": [answer]}))
    (entry,) = world.entries()
    for command in (f"list --prompt {OLD}", f"show {entry['id']}", "search figure", "export"):
        result = world.run(*command.split())
        assert (result.code, "Traceback" in result.err) == (0, False)
        said = " ".join(result.out.split())
        assert "did not know the figure" in said
        assert (OLD_TEXT in said) or not command.startswith("show")
    facets = world.document("trends")["facets"]
    assert [row["asked"] for row in facets if row["id"] == "courage"] == [1]
