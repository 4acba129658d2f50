"""Voices: counted once an entry, missed after eight weeks, concentrated from twenty on."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from some_records import ask, note, stamped
from syslead_cli.insight.findings import voices_heard
from syslead_cli.journal.model import Note, Review

DAY = date(2026, 3, 27)


def on(days: int, *voices: str) -> Note:
    return Note(**stamped(DAY - timedelta(days=days)), text="t", voices=voices)


def test_notes_answers_and_reviews_count_once_each() -> None:
    review = Review(
        **stamped(DAY), period="week", from_=DAY, to=DAY, heard=("board", "board", "gps")
    )
    records = [note("t", voices=("board", "board")), ask("a", voices=("board", "gps")), review]
    told = voices_heard(records, None, DAY, DAY)
    assert [(voice.name, voice.count) for voice in told.heard] == [("board", 3), ("gps", 2)]
    assert told.mentions == 5
    assert told.largest_share == pytest.approx(3 / 5)


def test_who_was_heard_by_a_review_is_not_missing() -> None:
    review = Review(**stamped(DAY), period="week", from_=DAY, to=DAY, heard=("forum",))
    told = voices_heard([on(56, "forum"), on(90, "forum"), review], None, DAY, DAY)
    assert told.missing == ()


def test_missing_after_eight_weeks_if_heard_before() -> None:
    records = [on(56, "forum"), on(90, "forum"), on(55, "union"), on(70, "union"), on(80, "once")]
    told = voices_heard(records, None, DAY, DAY)
    assert [voice.name for voice in told.missing] == ["forum"]
    assert voices_heard(records, None, DAY, DAY, ["Once"]).missing[0].name == "once"


def test_silence_is_of_the_whole_journal_counts_of_the_window() -> None:
    first = DAY - timedelta(days=30)
    told = voices_heard([on(100, "forum"), on(99, "forum"), on(3, "board")], first, DAY, DAY)
    assert [voice.name for voice in told.heard] == ["board"]
    assert [voice.name for voice in told.missing] == ["forum"]


def test_listed_groups_are_found_however_they_are_written() -> None:
    listed = ["Carers' forum", "Young people", "Nacht-Schicht"]
    told = voices_heard([on(1, "carers-forum", "nacht-schicht")], None, DAY, DAY, listed)
    assert told.never_heard == ("Young people",)


def test_effective_number_from_twenty_mentions() -> None:
    four = [on(at, "abcd"[at % 4]) for at in range(19)]
    assert voices_heard(four, None, DAY, DAY).effective is None
    assert voices_heard([*four, on(0, "d")], None, DAY, DAY).effective == pytest.approx(4.0)
    # 10, 5 and 5 of 20: 400 / (100 + 25 + 25)
    uneven = [on(0, "a")] * 10 + [on(0, "b")] * 5 + [on(0, "c")] * 5
    assert voices_heard(uneven, None, DAY, DAY).effective == pytest.approx(400 / 150)


def test_nobody_heard_says_nothing() -> None:
    told = voices_heard([note("t")], None, DAY, DAY)
    assert (told.heard, told.missing, told.never_heard, told.largest_share) == ((), (), (), None)


@given(st.lists(st.sampled_from("abcdefg"), min_size=20, max_size=60))
def test_effective_lies_between_one_and_the_number_heard(names: list[str]) -> None:
    told = voices_heard([on(0, name) for name in names], None, DAY, DAY)
    assert told.effective is not None
    assert 1 - 1e-9 <= told.effective <= len(told.heard) + 1e-9
