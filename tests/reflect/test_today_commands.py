"""``syslead`` alone."""

from __future__ import annotations

import json

import pytest

from conftest import World
from some_records import TODAY, ago, ask, intention, note, plant, stamped, write_journal, write_line
from syslead_cli.journal.model import Focus, Pause


@pytest.fixture
def garden(world: World) -> World:
    plant(world.home)
    return world


def test_the_first_evening(garden: World) -> None:
    assert garden.run().out.splitlines() == [
        " Friday 27 March                                               Garden leadership",
        "",
        " Welcome. Two good questions at the end of a day; now and then a truthful",
        " picture of what gets your attention, and what has gone quiet.",
        " What you write stays on this machine.",
        "",
        " → syslead reflect    two questions, about four minutes",
    ]
    assert {path.name for path in (garden.home / "state").glob("*")} <= {"cache"}
    assert not (garden.home / "journal").exists()


def test_an_ordinary_evening(garden: World) -> None:
    plan = intention("If the budget talk stalls, then I will ask Amira's team first.", 9, -1)
    focus = Focus(**stamped(ago(9)), facets=("shade",), until=ago(-30))
    write_journal(
        garden.home,
        [plan, focus, ask("a", 2), ask("b", 2, facet="shade", outcome="thin"), ask("c", 3)],
    )
    assert garden.run().out.splitlines() == [
        " Friday 27 March                                               Garden leadership",
        "",
        " Last reflection   Wednesday: work unseen, making shade",
        " Waiting           “If the budget talk stalls, then I will ask Amira's team",
        "                   first.”                                         due yesterday",
        " Due               the weekly review",
        " This week         2 sittings, 2 of 3 questions answered in full",
        " Focus             making shade; until Sunday 26 April",
        "",
        " → syslead reflect    two questions, about four minutes",
    ]


def test_what_was_left_behind_is_named(garden: World) -> None:
    left = [("drafts", "review-week.json"), ("drafts", "last-follow-up")]
    for folder, name in (*left, ("drafts", "sitting-1.json"), ("rescue", "rescue-1.jsonl")):
        (garden.home / "state" / folder).mkdir(parents=True, exist_ok=True)
        (garden.home / "state" / folder / name).write_text("{}")
    garden.environ["COLUMNS"] = "300"
    out = garden.run().out
    assert f"{garden.home}/state/drafts/sitting-1.json" in out
    assert f"{garden.home}/state/rescue/rescue-1.jsonl" in out
    assert "syslead repair --apply    takes in what was not saved" in out
    (garden.home / "state" / "rescue" / "rescue-1.jsonl").unlink()
    assert "takes up the sitting you broke off" in garden.run().out
    data = json.loads(garden.run("--json").out)
    assert data["drafts"] == [
        f"{garden.home}/state/drafts/sitting-1.json",
        f"{garden.home}/state/drafts/review-week.json",
    ]
    assert "follow-up" not in out
    assert data["first"] is False


def test_after_a_long_silence(garden: World) -> None:
    write_journal(garden.home, [note("long ago", 900)])
    out = garden.run().out
    assert "Last written      Monday 9 October 2023: a note" in out
    assert "Welcome" not in out


def test_on_a_narrow_screen_nothing_is_lost_without_a_sign(garden: World) -> None:
    write_journal(garden.home, [intention("word " * 40 + "end", 9, -1), ask("a", 1)])
    garden.environ["COLUMNS"] = "40"
    lines = garden.run().out.splitlines()
    assert max(map(len, lines)) <= 40
    assert any("…”" in line for line in lines)
    assert lines[-1] == "   two questions, about four minutes"


def test_the_document(garden: World) -> None:
    nothing = json.loads(garden.run("--json").out)
    assert nothing["schema"] == "syslead/today/1"
    assert nothing["first"] is True
    assert nothing["waiting"] == []
    plan = intention("If \x1b[31mred, then I will b", 9, -1)
    pause = Pause(**stamped(ago(3)), from_=ago(3))
    write_journal(garden.home, [plan, pause, ask("a", 1)])
    data = json.loads(garden.run("--json").out)
    assert data["waiting"][0]["text"] == "If \x1b[31mred, then I will b"
    assert data["last"] == {"day": ago(1).isoformat(), "kind": "ask", "facets": ["worms"]}
    assert data["pause"] == {"from": ago(3).isoformat(), "until": None}
    assert data["day"] == TODAY.isoformat()
    assert "\x1b" not in garden.run().out


def test_damage_and_a_broken_framework(garden: World) -> None:
    write_journal(garden.home, [ask("a", 1)])
    write_line(garden.home, b"{")
    (garden.home / "frameworks" / "garden.toml").write_text("[")
    result = garden.run()
    assert result.code == 0
    assert "Yesterday: worms" in result.out
    assert result.err == "1 line could not be read; syslead verify says which.\n"
