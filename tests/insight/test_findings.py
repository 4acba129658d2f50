"""Findings in words, voices counted once an entry, and findings that are taken back."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from msgspec.structs import replace

from judging import judge_facets
from some_records import ask, note, stamped
from syslead_cli.base.text import usually
from syslead_cli.insight.findings import (
    Because,
    Finding,
    Strength,
    sentence_of,
    shown_first,
    voices_heard,
    without_joint_declines,
)
from syslead_cli.insight.lapse_filter import AskEvent
from syslead_cli.insight.neglect import FindingCounts
from syslead_cli.insight.screen import strength_sentence
from syslead_cli.journal.model import Note, Review

TODAY = date(2026, 11, 22)
COUNTS = FindingCounts(5, 1, date(2026, 10, 4).toordinal(), 0.78, 74, 61)
BECAUSE = Because(5, 1, date(2026, 10, 4), 0.78, 74, 61, 0, 0, "")
HUMILITY = Finding("facet", "humility", date(2026, 11, 1), BECAUSE, "Humility", "Being", "humility")


def test_the_sentence() -> None:
    assert sentence_of(COUNTS, 2, TODAY) == (
        "Asked 5 times since 4 October: 1 detailed answer, 2 brief answers, 2 skipped. Elsewhere "
        "you gave a detailed answer to 61 of 74. Is that a lull, a choice, or simply not needed at "
        "the moment?"
    )


def test_nothing_in_full_and_last_year() -> None:
    quiet = COUNTS._replace(full=0, since=date(2025, 12, 30).toordinal())
    assert "since 30 December 2025: 2 brief answers, 3 skipped." in sentence_of(quiet, 2, TODAY)


def test_hardly_anything_elsewhere() -> None:
    quiet = COUNTS._replace(elsewhere_asked=4, elsewhere_full=1)
    assert "Elsewhere you usually give a detailed answer to 4 in 5." in sentence_of(quiet, 2, TODAY)


@pytest.mark.parametrize(
    ("rate", "said"),
    [(0.99, "nearly all"), (0.9, "9 in 10"), (0.78, "4 in 5"), (0.5, "1 in 2"), (0.12, "1 in 10")],
)
def test_small_fractions(rate: float, said: str) -> None:
    assert usually(rate) == said


@pytest.mark.parametrize(
    "word", ["you neglect", "you fail", "should", "poor", "score", "!", "weak", "you are"]
)
def test_never_about_the_person(word: str) -> None:
    said = sentence_of(COUNTS, 2, TODAY)
    assert word not in said.lower()
    assert said.endswith("?")


def test_a_dimension_is_said_before_its_facets_and_at_most_two_are() -> None:
    being = replace(HUMILITY, unit="dimension", id="being", facets=("humility",))
    others = [replace(HUMILITY, id=id_) for id_ in ("curiosity", "risk")]
    shown = shown_first([being, HUMILITY, *others])
    assert [finding.id for finding in shown] == ["being", "curiosity"]


def test_strength() -> None:
    strength = Strength("curiosity", 6, 6, date(2026, 9, 4), "Curiosity")
    assert strength_sentence(strength, TODAY) == (
        "Curiosity: a detailed answer all 6 times since 4 September."
    )
    assert "9 times out of 10" in strength_sentence(replace(strength, asked=10, full=9), TODAY)


# ── voices ──────────────────────────────────────────────────────────────────────


DAY = date(2026, 3, 27)


def on(days: int, *voices: str) -> Note:
    return Note(**stamped(DAY - timedelta(days=days)), text="t", voices=voices)


def test_notes_answers_and_reviews_count_once_each() -> None:
    review = Review(
        **stamped(DAY), period="week", from_=DAY, to=DAY, heard=("board", "board", "gps")
    )
    records = [note("t", voices=("board", "board")), ask("a", voices=("board", "gps")), review]
    told = voices_heard(records, date.min, DAY, DAY)
    assert [(voice.name, voice.count) for voice in told.heard] == [("board", 3), ("gps", 2)]
    assert told.mentions == 5
    assert told.largest_share == pytest.approx(3 / 5)


def test_who_was_heard_by_a_review_is_not_missing() -> None:
    review = Review(**stamped(DAY), period="week", from_=DAY, to=DAY, heard=("forum",))
    told = voices_heard([on(56, "forum"), on(90, "forum"), review], date.min, DAY, DAY)
    assert told.missing == ()


def test_missing_after_eight_weeks_if_heard_before() -> None:
    records = [on(56, "forum"), on(90, "forum"), on(55, "union"), on(70, "union"), on(80, "once")]
    told = voices_heard(records, date.min, DAY, DAY)
    assert [voice.name for voice in told.missing] == ["forum"]
    assert voices_heard(records, date.min, DAY, DAY, ["Once"]).missing[0].name == "once"


def test_silence_is_of_the_whole_journal_counts_of_the_window() -> None:
    first = DAY - timedelta(days=30)
    told = voices_heard([on(100, "forum"), on(99, "forum"), on(3, "board")], first, DAY, DAY)
    assert [voice.name for voice in told.heard] == ["board"]
    assert [voice.name for voice in told.missing] == ["forum"]


def test_listed_groups_are_found_however_they_are_written() -> None:
    listed = ["Carers' forum", "Young people", "Nacht-Schicht"]
    told = voices_heard([on(1, "carers-forum", "nacht-schicht")], date.min, DAY, DAY, listed)
    assert told.never_heard == ("Young people",)


def test_effective_number_from_twenty_mentions() -> None:
    four = [on(at, "abcd"[at % 4]) for at in range(19)]
    assert voices_heard(four, date.min, DAY, DAY).effective is None
    assert voices_heard([*four, on(0, "d")], date.min, DAY, DAY).effective == pytest.approx(4.0)
    # 10, 5 and 5 of 20: 400 / (100 + 25 + 25)
    uneven = [on(0, "a")] * 10 + [on(0, "b")] * 5 + [on(0, "c")] * 5
    assert voices_heard(uneven, date.min, DAY, DAY).effective == pytest.approx(400 / 150)


def test_nobody_heard_says_nothing() -> None:
    told = voices_heard([note("t")], date.min, DAY, DAY)
    assert (told.heard, told.missing, told.never_heard, told.largest_share) == ((), (), (), None)


# ── a second look: taken back where everything fell, and only there ─────────────


FACETS = ["a", "b", "c", "d"]
UNITS = {facet: (facet,) for facet in FACETS}


def weekly(answers: dict[str, str]) -> list[AskEvent]:
    """One ask of each facet a week, the first facet on Monday, the next on Tuesday …"""
    return [
        AskEvent(7 * week + at, facet, letter == "f")
        for at, (facet, letters) in enumerate(answers.items())
        for week, letter in enumerate(letters)
    ]


def second_look(answers: dict[str, str]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    asks = weekly(answers)
    judged = judge_facets(asks, FACETS, max(ask.day for ask in asks), first_day=0)
    return judged.named, without_joint_declines(judged, UNITS, asks).named


def test_the_others_held() -> None:
    good = "f" * 16
    assert second_look({"a": "f" * 10 + "t" * 6, "b": good, "c": good, "d": good}) == (
        ("a",),
        ("a",),
    )


def bad_week() -> list[AskEvent]:
    """Twelve good weeks, then one in which nothing is answered and `a` is asked six times."""
    asks = weekly(dict.fromkeys(FACETS, "f" * 12 + "t"))
    return asks + [AskEvent(85 + at, "a", False) for at in range(5)]


def test_the_others_fell_as_well() -> None:
    judged = judge_facets(bad_week(), FACETS, 90, first_day=0)
    assert judged.named == ("a",)
    assert without_joint_declines(judged, UNITS, bad_week()).named == ()


def test_further_than_the_others_still_counts() -> None:
    dipped = "f" * 12 + "ftfftfff"
    first, second = second_look({"a": "f" * 10 + "t" * 10, "b": dipped, "c": dipped, "d": dipped})
    assert first == second == ("a",)


def test_p_is_left_alone() -> None:
    judged = judge_facets(bad_week(), FACETS, 90, first_day=0)
    again = without_joint_declines(judged, UNITS, bad_week())
    assert [verdict.p for verdict in again.units] == [verdict.p for verdict in judged.units]
    assert {verdict.state for verdict in again.units} == {"steady"}


def test_a_pause_is_as_if_the_days_had_not_been() -> None:
    """Neither its length nor what was answered in it changes the second look."""
    for week in range(8, 13):
        moved = [ask._replace(day=ask.day + 30 * (ask.day >= 7 * week)) for ask in bad_week()]
        pause = (7 * week, 7 * week + 29)
        meanwhile = [
            AskEvent(7 * week + 3 + at, facet, False) for at, facet in enumerate("bcd" * 5)
        ]
        asks = [*moved, *meanwhile]
        judged = judge_facets(asks, FACETS, 120, [pause], first_day=0)
        assert judged.named == ("a",)
        assert without_joint_declines(judged, UNITS, asks, [pause]).named == ()
        alone = weekly({"a": "f" * 10 + "t" * 6, **dict.fromkeys("bcd", "f" * 16)})
        moved = [ask._replace(day=ask.day + 30 * (ask.day >= 7 * week)) for ask in alone]
        asks = [*moved, *meanwhile]
        judged = judge_facets(asks, FACETS, 142, [pause], first_day=0)
        assert judged.named == without_joint_declines(judged, UNITS, asks, [pause]).named == ("a",)
