"""Today's page: what it says, on the screen and as a document."""

from __future__ import annotations

import json
from typing import Any

import pytest

from conftest import World
from some_records import (
    TODAY,
    ago,
    ask,
    intention,
    note,
    outcome,
    stamped,
    write_journal,
    write_line,
)
from syslead_cli.journal.model import Pause, Record
from syslead_cli.reflect.documents import LastWritten
from syslead_cli.reflect.today import today_from


def test_a_first_evening() -> None:
    page = today_from([], TODAY)
    assert page.first
    assert page.next.command == "syslead reflect"
    assert "two questions" in page.next.why
    assert today_from([], TODAY, prompts=3).next.why.startswith("three questions")


def test_words_that_could_not_be_saved_are_no_first_evening() -> None:
    assert not today_from([], TODAY, rescued=("x",)).first


@pytest.mark.parametrize(
    ("records", "last"),
    [
        ([ask("a", 1), ask("b", 1, facet="shade"), note("n", 1)], (1, "ask", ("worms", "shade"))),
        ([ask("a", 3), ask(None, 2), note("n", 1)], (3, "ask", ("worms",))),
        ([ask(None, 2), note("n", 1)], (1, "note", ())),
    ],
)
def test_the_last_sitting_goes_before_other_words(
    records: list[Record], last: tuple[int, str, tuple[str, ...]]
) -> None:
    days, kind, facets = last
    assert today_from(records, TODAY).last == LastWritten(ago(days), kind, facets)


def test_one_next_step() -> None:
    plan, sat = intention("If a, then b", 9, -1), ask("a", 0)

    def step(*records: Record, **more: Any) -> str:
        return today_from(records, TODAY, **more).next.command

    assert step(ask("a", 1), plan) == "syslead reflect"
    assert step(plan, sat) == "syslead intentions"
    assert step(plan, sat, outcome(plan, "not_yet", 0)) == "syslead trends"
    assert step(sat, drafts=("state/sitting-d.json",)) == "syslead reflect"
    assert step(sat, reviews=("week",)) == "syslead review week"
    assert step(ask("a", 1), reviews=("week",)) == "syslead reflect"


def test_what_is_dated_ahead_waits_for_its_day() -> None:
    assert today_from([note("from a clock gone wrong", -3)], TODAY).first


def test_what_was_left_behind_is_named(garden: World) -> None:
    left = [("drafts", "review-week.json"), ("drafts", "last-follow-up")]
    for folder, name in (*left, ("drafts", "sitting-1.json"), ("rescue", "rescue-1.jsonl")):
        garden.put(f"state/{folder}/{name}", "{}")
    garden.environ["COLUMNS"] = "300"
    out = garden.run().out
    rows = [" ".join(line.split()) for line in out.splitlines()]
    assert "Unfinished a reflection syslead reflect" in rows
    assert "the weekly review syslead review week" in rows
    left_over = "1 file with words that are not in the journal yet syslead repair --apply"
    assert f"Not saved yet {left_over}" in rows
    assert "syslead repair --apply    save what could not be saved before" in out
    (garden.home / "state" / "rescue" / "rescue-1.jsonl").unlink()
    assert "continue where you stopped" in garden.run().out
    data = garden.document()
    assert data["drafts"] == [
        f"{garden.home}/state/drafts/sitting-1.json",
        f"{garden.home}/state/drafts/review-week.json",
    ]
    assert "follow-up" not in out
    assert data["rescued"] == []
    assert data["first"] is False


@pytest.fixture
def quiet(garden: World) -> World:
    """Half a year in which one facet was answered as often as the other, and then no more."""
    records = []
    for days in range(180, 0, -6):
        outcome_now = "full" if days > 60 else "skip"
        records.append(ask("a" if outcome_now == "full" else None, days, outcome=outcome_now))
        records += [ask("b", days - count, facet="shade") for count in (1, 2, 3)]
    write_journal(garden.home, records)
    return garden


def test_what_has_gone_quiet_is_named_in_a_line_as_neglected_names_it(quiet: World) -> None:
    named = quiet.document("neglected")["named"]
    data = quiet.document()
    assert [each["id"] for each in data["quiet"]] == [named[0]["id"]]
    assert data["quiet"]
    first = data["quiet"][0]
    line = next(line for line in quiet.run().out.splitlines() if "Gone quiet" in line)
    assert f": {first['full']} of {first['asked']} in detail since " in line
    assert line.startswith(" ▼ Gone quiet ")
    assert line.endswith("syslead trends")


def test_what_has_gone_quiet_is_kept_by_a_sitting_for_a_week(
    quiet: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept = quiet.home / "state" / "cache" / "quiet.json"
    quiet.run()
    assert not kept.exists()  # reading writes nothing
    answer = {"answers": [{"facet": "worms", "text": "On Monday the clerk told me of the rota."}]}
    assert quiet.run("reflect", "--answers", "-", stdin=json.dumps(answer)).code == 0
    shown = quiet.document()["quiet"]
    with monkeypatch.context() as patch:
        patch.setattr("syslead_cli.reflect.today._quiet_now", lambda context: ())
        quiet.clock.move(days=6)
        assert quiet.document()["quiet"] == shown
        quiet.clock.move(days=1)
        assert quiet.document()["quiet"] == []
    quiet.run("note", "-", stdin="Something was saved since.")
    assert not kept.exists()


@pytest.mark.parametrize("content", ["", "00000000\n{}", "x"])
def test_a_spoilt_cache_is_made_anew(quiet: World, content: str) -> None:
    before = quiet.run().out
    quiet.put("state/cache/quiet.json", content)
    assert quiet.run().out == before


def test_a_folder_that_takes_no_cache_costs_nothing_but_time(quiet: World) -> None:
    quiet.put("state/cache", "in the way")
    assert "Gone quiet" in quiet.run().out


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
    nothing = garden.document()
    assert nothing["schema"] == "syslead/today/1"
    assert nothing["first"] is True
    assert nothing["waiting"] == []
    plan = intention("If \x1b[31mred, then I will b", 9, -1)
    pause = Pause(**stamped(ago(3)), from_=ago(3))
    write_journal(garden.home, [plan, pause, ask("a", 1)])
    data = garden.document()
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
    assert result.err == "1 line could not be read; syslead verify lists them.\n"
