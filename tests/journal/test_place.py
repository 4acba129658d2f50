"""The journal as a place: ``calendar``, ``on-this-day``, ``list --random``."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from conftest import World
from some_records import TODAY, ask, intention, note, write_journal
from syslead_cli.journal.model import Pause
from syslead_cli.journal.query import Query


@pytest.fixture
def wrote(world: World) -> World:
    """A word on several days before a Friday: 27 March 2026."""
    for day in ("2026-03-25", "2026-03-20", "2026-02-27", "2025-12-27", "2025-03-27", "2023-03-27"):
        world.run("note", "-", "--date", day, stdin=f"On {day}.")
    return world


def test_days_away_and_brief_answers_have_signs_of_their_own(world: World) -> None:
    first = TODAY - timedelta(days=20)
    pause = Pause(**_stamp(20), from_=first, until=first + timedelta(days=3))
    write_journal(world.home, [ask("Brief.", 2, outcome="thin"), note("x", 1), pause])
    text = world.run("calendar").out
    assert "□ a skip or a brief answer only   – away   · nothing" in text
    assert (text.count("□"), text.count("–")) == (2, 5)
    assert "streak" not in text


def _stamp(ago: int) -> dict[str, Any]:
    day = TODAY - timedelta(days=ago)
    return {"id": f"pause-{ago}", "ts": f"{day}T12:00:00+00:00", "tz": "UTC", "day": day}


def test_a_calendar_without_a_day_says_where_to_look(wrote: World) -> None:
    wrote.clock.move(days=400)
    shown = wrote.run("calendar")
    assert "Written on 0 of" in shown.out
    assert "The last entry is of" in shown.err
    assert "syslead calendar 2026" in shown.err


@pytest.mark.parametrize("year", ["2027", "1800", "last", "20"])
def test_a_year_that_is_none(world: World, year: str) -> None:
    assert world.run("calendar", year).code == 2


def test_a_leap_day_and_the_end_of_a_month_have_a_day_before(world: World) -> None:
    for at in (date(2028, 2, 29), date(2026, 5, 31)):
        world.clock.local = world.clock.local.replace(year=at.year, month=at.month, day=at.day)
        assert world.run("on-this-day").code == 0
    assert [look["day"] for look in world.document("on-this-day")["looks"]] == [
        "2026-05-24", "2026-04-30", "2026-02-28", "2025-05-31",
    ]  # fmt: skip


def test_an_entry_by_chance(wrote: World) -> None:
    """Each is drawn sooner or later, and only among those that are asked for."""
    drawn = {wrote.document("list", "--random")["entries"][0]["day"] for _ in range(60)}
    assert len(drawn) == 6
    two = wrote.document("list", "--random", "-n", "2", "--since", "2026")["entries"]
    assert len(two) == 2
    assert all(entry["day"] >= "2026" for entry in two)
    assert len(wrote.document("list", "--random", "-n", "0")["entries"]) == 6
    assert "Nothing is tagged" in wrote.run("list", "--random", "--tag", "nope").err


def test_only_entries_with_words_are_drawn(world: World) -> None:
    write_journal(world.home, [ask("", 2, outcome="skip"), intention("If x, then y.", 3, 9)])
    for _ in range(10):
        assert world.document("list", "--random")["entries"][0]["kind"] == "intention"


def test_years_of_a_journal_are_gone_through_once(
    wrote: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    looks: list[int] = []
    real = Query.holds

    def holds(query: Query, record: Any) -> bool:
        looks.append(1)
        return real(query, record)

    monkeypatch.setattr(Query, "holds", holds)
    assert len(wrote.document("on-this-day")["looks"]) == 6
    assert len(looks) == 6  # one for each of the entries
