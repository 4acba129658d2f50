"""The invented leader: the same dice, the same half year; real records, believable words."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta

import pytest
from msgspec.structs import replace

from invented import SUNDAY, bank_of, half_a_year, journal_of, six_ways
from syslead_cli.demo.generate import (
    AWAY,
    QUIET_FACET,
    QUIET_VOICE,
    TURN,
    demo_answers,
    demo_texts,
    first_day,
)
from syslead_cli.insight.trends import TrendsQuery, compute_trends
from syslead_cli.journal.codec import ReadableLine, encode_line, read_line
from syslead_cli.journal.model import Ask, Note, Pause
from syslead_cli.reflect.grading import grade


def test_the_same_dice_make_the_same_journal() -> None:
    assert half_a_year(3) == half_a_year(3)
    assert half_a_year(3) != half_a_year(4)


def test_it_ends_yesterday_and_spans_half_a_year() -> None:
    for ahead in range(7):
        today = SUNDAY + timedelta(days=ahead)
        records = half_a_year(1, today)
        assert max(record.day for record in records) < today
        assert today - max(record.day for record in records) <= timedelta(days=5)
        assert 160 <= (today - min(record.day for record in records)).days <= 175


def test_it_is_written_as_a_journal_is() -> None:
    records = half_a_year()
    assert len({record.id for record in records}) == len(records)
    for record in records:
        line = read_line(encode_line(record))
        assert isinstance(line, ReadableLine)
        assert line.record == record


def test_the_rhythm_of_it() -> None:
    records = half_a_year()
    asks = [record for record in records if isinstance(record, Ask)]
    assert 70 <= len({record.sitting for record in asks}) <= 120
    assert max(Counter(record.sitting for record in asks).values()) == 2
    assert {record.kind for record in records} == {
        "ask", "note", "rating", "intention", "outcome", "focus", "pause",
    }  # fmt: skip
    (away,) = [record for record in records if isinstance(record, Pause)]
    written = [record.day for record in records]
    assert not any(away.from_ <= day <= (away.until or day) for day in written)
    assert away.from_ == first_day(SUNDAY) + timedelta(weeks=AWAY[0])


def test_prompts_do_not_repeat_within_a_quarter() -> None:
    last: dict[str, int] = {}
    for record in half_a_year():
        if isinstance(record, Ask) and record.prompt:
            day = record.day.toordinal()
            assert day - last.get(record.prompt, -999) >= 91
            last[record.prompt] = day


@pytest.mark.parametrize("dice", range(6))
def test_nothing_is_written_twice(dice: int) -> None:
    """A visitor's first search shows different sentences."""
    said: list[str] = []
    for record in half_a_year(dice, SUNDAY + timedelta(days=23 * dice)):
        said += [getattr(record, "text", None) or "", *getattr(record, "instances", {}).values()]
    assert [text for text, times in Counter(filter(None, said)).items() if times > 1] == []


def test_the_voice_of_the_story_falls_silent() -> None:
    turn = first_day(SUNDAY) + timedelta(weeks=TURN)
    for record in half_a_year():
        if isinstance(record, Ask | Note) and record.day >= turn:
            assert QUIET_VOICE not in record.voices


def test_what_is_quiet_comes_from_the_answers_alone() -> None:
    """Were the facet answered like the others, the same estimator would not name it."""
    records = half_a_year()
    mended = [
        replace(record, outcome="full")
        if isinstance(record, Ask) and record.facet == QUIET_FACET
        else record
        for record in records
    ]
    named = compute_trends(journal_of(mended), six_ways(), TrendsQuery(SUNDAY)).named
    assert QUIET_FACET not in [finding.id for finding in named]


def test_answers_fit_the_framework_and_read_as_answers() -> None:
    answers = demo_answers()
    assert list(answers) == [facet.id for facet in six_ways().facets]
    every = [text for lines in answers.values() for text in lines]
    assert len(every) == len(set(every)) >= 120
    full = [grade(text, "What happened?", "event").outcome == "full" for text in every]
    assert sum(full) >= 0.9 * len(every)
    assert {grade(text, "What?", "event").outcome for text in demo_texts()["thin"]} == {"thin"}
    assert bank_of(six_ways()).prompts
