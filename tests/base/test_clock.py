"""The clock, a time of day beside a date, and ids that sort by time."""

from __future__ import annotations

import json
import time
import uuid
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from conftest import World
from sealed_world import switch_on
from syslead_cli.base.clock import SystemClock, read_moment_back, uuid7
from syslead_cli.base.dates import DateProblem


@pytest.fixture
def zone(monkeypatch: pytest.MonkeyPatch) -> Iterator[pytest.MonkeyPatch]:
    """TZ as a test sets it, and as it was afterwards."""
    yield monkeypatch
    monkeypatch.undo()
    time.tzset()


@pytest.mark.parametrize(
    ("told", "offset", "name"),
    [
        ("Pacific/Kiritimati", 14, "Pacific/Kiritimati"),
        (":Pacific/Kiritimati", 14, "Pacific/Kiritimati"),
        ("<abc>-3", 3, "abc"),
        ("UTC+99", 0, "UTC"),
        ("<xyz>+167", 0, "UTC"),
        ("Nowhere/Bogus", 0, "Nowhere"),  # there is none, and no other's name is given
    ],
)
def test_any_zone_gives_a_moment(
    zone: pytest.MonkeyPatch, told: str, offset: int, name: str
) -> None:
    zone.setenv("TZ", told)
    time.tzset()
    now = SystemClock().now()
    assert now.local.utcoffset() == timedelta(hours=offset)
    assert now.zone == name


LONDON = ZoneInfo("Europe/London")
#: A Friday evening; the leader's day turns at 04:00.
NOW = datetime(2026, 3, 27, 18, 4, tzinfo=LONDON)


def read(text: str, now: datetime = NOW, today: date | None = None) -> tuple[str, str]:
    day, at, _ = read_moment_back(text, now, today or now.date(), 240)
    return day.isoformat(), at.isoformat(timespec="minutes") if at else ""


@pytest.mark.parametrize(
    ("text", "day", "at"),
    [
        ("yesterday", "2026-03-26", ""),
        ("22.3.2026", "2026-03-22", ""),
        ("25.3", "2026-03-25", ""),
        ("2026-03-22", "2026-03-22", ""),
        ("yesterday 18:00", "2026-03-26", "2026-03-26T18:00+00:00"),
        ("yesterday, 18:00", "2026-03-26", "2026-03-26T18:00+00:00"),
        ("yesterday at 18:00", "2026-03-26", "2026-03-26T18:00+00:00"),
        ("yesterday @ 6:00 pm", "2026-03-26", "2026-03-26T18:00+00:00"),
        ("18:00 yesterday", "2026-03-26", "2026-03-26T18:00+00:00"),
        ("at 6pm on Thursday", "2026-03-26", "2026-03-26T18:00+00:00"),
        ("22 Mar 7pm", "2026-03-22", "2026-03-22T19:00+00:00"),
        ("22 Mar 7.30 p.m.", "2026-03-22", "2026-03-22T19:30+00:00"),
        ("Mar 22, 2026 7:30 PM", "2026-03-22", "2026-03-22T19:30+00:00"),
        ("Sunday 22 March 19:30:05", "2026-03-22", "2026-03-22T19:30+00:00"),
        ("22/03/2026 19:30", "2026-03-22", "2026-03-22T19:30+00:00"),
        ("22.3.2026 19:30", "2026-03-22", "2026-03-22T19:30+00:00"),
        ("3 days ago 09:00", "2026-03-24", "2026-03-24T09:00+00:00"),
        ("yesterday evening", "2026-03-26", ""),
        ("last night 22:00", "2026-03-26", "2026-03-26T22:00+00:00"),
        ("26.3. 18:00", "2026-03-26", "2026-03-26T18:00+00:00"),
        ("last monday noon", "2026-03-23", "2026-03-23T12:00+00:00"),
        ("12pm", "2026-03-27", "2026-03-27T12:00+00:00"),
        ("9:15", "2026-03-27", "2026-03-27T09:15+00:00"),
        ("2026-03-22T19:00", "2026-03-22", "2026-03-22T19:00+00:00"),
        ("2026-03-22 19:00", "2026-03-22", "2026-03-22T19:00+00:00"),
        ("2026-03-22T19:00:30.123", "2026-03-22", "2026-03-22T19:00+00:00"),
        ("20260322T190000", "2026-03-22", "2026-03-22T19:00+00:00"),
        ("20260322T1900Z", "2026-03-22", "2026-03-22T19:00+00:00"),
        ("2026-03-22T19:00:00Z", "2026-03-22", "2026-03-22T19:00+00:00"),
        ("2025-07-22T19:00:00Z", "2025-07-22", "2025-07-22T20:00+01:00"),
        ("2026-03-22T19:00:00+05:30", "2026-03-22", "2026-03-22T13:30+00:00"),
        ("2026-03-22 19:00 -0500", "2026-03-22", "2026-03-23T00:00+00:00"),
        ("2025-07-22 19:00", "2025-07-22", "2025-07-22T19:00+01:00"),
        # Before the day turns: words run from 04:00 on, the calendar from midnight.
        ("yesterday 01:00", "2026-03-26", "2026-03-27T01:00+00:00"),
        ("today 00:30", "2026-03-26", "2026-03-27T00:30+00:00"),
        ("thu 12:30am", "2026-03-26", "2026-03-27T00:30+00:00"),
        ("2026-03-26 01:00", "2026-03-25", "2026-03-26T01:00+00:00"),
        ("26 March 1am", "2026-03-25", "2026-03-26T01:00+00:00"),
        ("2 hours ago", "2026-03-27", "2026-03-27T16:04+00:00"),
        ("an hour ago", "2026-03-27", "2026-03-27T17:04+00:00"),
        ("half an hour ago", "2026-03-27", "2026-03-27T17:34+00:00"),
        ("90 min", "2026-03-27", "2026-03-27T16:34+00:00"),
        ("20h", "2026-03-26", "2026-03-26T22:04+00:00"),
        # Of a time that the clock showed twice the first; an offset says which.
        ("2025-10-26 01:30", "2025-10-25", "2025-10-26T01:30+01:00"),
        ("2025-10-26 01:30+00:00", "2025-10-25", "2025-10-26T01:30+00:00"),
    ],
)
def test_what_is_understood(text: str, day: str, at: str) -> None:
    assert read(text) == (day, at)


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("19:00", "in the future"),
        ("tomorrow 9am", "in the future"),
        ("2026-03-27T20:00+01:00", "in the future"),
        ("13pm", "not a time of day"),
        ("0am", "not a time of day"),
        ("yesterday 25:00", "not a time of day"),
        ("2026-03-22T24:00", "not a time of day"),
        ("2026-03-22T19:60", "not a time of day"),
        ("2026-03-22T19:00+25:00", "not an offset"),
        ("yesterday midnight", "00:00 or 23:59"),
        ("yesterday 18", "not a date"),
        ("18:00 - 19:00", "not a date"),
        ("last week 18:00", "more than one day"),
        ("3/4/2026 18:00", "may be"),
        ("29 March 2025 30:00", "not a time of day"),
        ("30 March 2025 01:30", "the clocks went forward"),
        ("", "not a date"),
    ],
)
def test_what_is_refused(text: str, why: str) -> None:
    with pytest.raises(DateProblem, match=why):
        read(text)


NIGHT = datetime(2026, 3, 28, 0, 17, tzinfo=LONDON)  # still the leader's Friday


@pytest.mark.parametrize(
    ("text", "day", "at"),
    [
        ("today", "2026-03-27", ""),
        ("00:10", "2026-03-27", "2026-03-28T00:10+00:00"),
        ("today 00:10", "2026-03-27", "2026-03-28T00:10+00:00"),
        ("28 March 00:10", "2026-03-27", "2026-03-28T00:10+00:00"),
        ("2026-03-28T00:10", "2026-03-27", "2026-03-28T00:10+00:00"),
        ("yesterday 18:00", "2026-03-26", "2026-03-26T18:00+00:00"),
        ("today 18:00", "2026-03-27", "2026-03-27T18:00+00:00"),
        ("10 min ago", "2026-03-27", "2026-03-28T00:07+00:00"),
    ],
)
def test_after_midnight_and_before_the_day_turns(text: str, day: str, at: str) -> None:
    assert read(text, NIGHT, date(2026, 3, 27)) == (day, at)


@pytest.mark.parametrize("text", ["2026-03-28", "28 March", "28.3."])
def test_a_day_that_the_calendar_has_begun_and_the_leader_has_not(text: str) -> None:
    with pytest.raises(DateProblem, match="your day starts at 04:00; until then it is Friday 27"):
        read(text, NIGHT, date(2026, 3, 27))
    with pytest.raises(DateProblem, match="in the future"):
        read("2026-03-29", NIGHT, date(2026, 3, 27))


@pytest.mark.parametrize(
    ("words", "stdin"),
    [
        (["note", "-"], "Something."),
        (["intend", "If it rains, then I will stay."], ""),
        (["reflect", "--answers", "-"], json.dumps({"answers": [], "note": "Something."})),
        (["review", "week", "--answers", "-"], json.dumps({"heard": ["board"]})),
    ],
    ids=lambda value: value[0] if isinstance(value, list) else "",
)
def test_wherever_the_date_of_an_entry_is_taken(world: World, words: list[str], stdin: str) -> None:
    done = world.run(*words, "--date", "wed 7pm", stdin=stdin)
    assert (done.code, "Wednesday 25 March 19:00" in done.err) == (0, True), done.err
    assert world.entries()[0]["day"] == "2026-03-25"
    assert world.entries()[0]["happened"].startswith("2026-03-25T19:00:00")


def test_an_entry_can_be_moved_to_a_time_and_to_a_day_without_one(world: World) -> None:
    id_ = world.run("note", "Moved.").out.strip()
    assert world.run("edit", id_, "--date", "yesterday 7pm").code == 0
    assert world.entries()[0]["happened"] == "2026-03-26T19:00:00.000+00:00"
    assert world.run("edit", id_, "--date", "wed").code == 0
    assert (world.entries()[0]["day"], "happened" in world.entries()[0]) == ("2026-03-25", False)


def test_the_answers_of_a_sitting_stay_in_their_order_when_encrypted(world: World) -> None:
    switch_on(world)
    facets = ["courage", "curiosity", "humility_magnanimity", "sense_making"]
    answers = [{"facet": facet, "text": f"{n} o'clock, I asked."} for n, facet in enumerate(facets)]
    form = json.dumps({"answers": answers})
    world.done("reflect", "--answers", "-", "--date", "yesterday 18:00", stdin=form)
    entries = world.entries()
    assert [one["text"][0] for one in entries] == ["3", "2", "1", "0"]


def test_a_day_that_is_looked_at_has_no_time(world: World) -> None:
    for words in (["list", "--as-of"], ["trends", "--since"], ["trends", "--as-of"]):
        refused = world.run(*words, "fri 18:00")
        assert (refused.code, "18:00, 3 March" in refused.err) == (2, False)


def test_a_line_with_something_else_there_is_read(world: World) -> None:
    world.run("note", "One.")
    (path,) = (world.home / "journal").rglob("*.jsonl")
    line = json.loads(path.read_text())
    for number, value in enumerate(("at noon", "2026-03-27T12:00", "")):
        kept = {**line, "id": f"by-hand-{number}", "happened": value}
        del kept["crc"]
        path.write_text(path.read_text() + json.dumps(kept) + "\n")
    assert world.entries()[-1]["id"] == "by-hand-1"
    assert world.run("verify").code == 0


moments = st.integers(0, (1 << 48) - 1)
randomness = st.binary(min_size=10, max_size=10)


@given(moments, randomness)
def test_it_is_a_version_7_uuid(milliseconds: int, random: bytes) -> None:
    text = uuid7(milliseconds, random)
    value = uuid.UUID(text)
    assert str(value) == text
    assert value.version == 7
    assert value.variant == uuid.RFC_4122
    assert value.int >> 80 == milliseconds


@given(moments, moments, randomness, randomness)
def test_ids_sort_by_time(one: int, other: int, random: bytes, more: bytes) -> None:
    if one != other:
        assert (uuid7(one, random) < uuid7(other, more)) == (one < other)


def test_the_example_of_the_rfc() -> None:
    random = (0xCC3 << 64 | 0x18C4DC0C0C07398F).to_bytes(10, "big")
    assert uuid7(0x017F22E279B0, random) == "017f22e2-79b0-7cc3-98c4-dc0c0c07398f"
