"""The picture as a value, and the promises of never speaking too soon."""

from __future__ import annotations

from datetime import date, timedelta
from random import Random

import pytest

from invented import SUNDAY, asked, half_a_year, journal_of, of_size, six_ways
from some_records import note
from syslead_cli.insight.trends import Trends, TrendsQuery, compute_trends
from syslead_cli.journal.model import Record

EIGHT = of_size(8, per=4)


def seen(records: list[Record], day: date = SUNDAY, **look: object) -> Trends:
    return compute_trends(journal_of(records), EIGHT, TrendsQuery(day, **look))  # type: ignore[arg-type]


def evenings(weeks: int, rates: dict[str, float], seed: int = 1, each: int = 2) -> list[Record]:
    """Two asks of every facet a week, answered at fixed rates."""
    dice = Random(seed)
    records: list[Record] = []
    for facet in EIGHT.facets:
        rate = rates.get(facet.id, 0.85)
        letters = "".join("f" if dice.random() < rate else "t" for _ in range(weeks * each))
        records += asked(facet.id, letters, every=7 // each)
    return records


@pytest.mark.parametrize("seed", range(20))
def test_who_writes_little_is_not_told_anything(seed: int) -> None:
    """One question a week, eight facets in turn, answered in full three times in four."""
    dice = Random(seed)
    records: list[Record] = []
    for week in range(26):
        day = SUNDAY - timedelta(weeks=25 - week)
        letter = "f" if dice.random() < 0.75 else "t"
        records += asked(f"f{week % 8}", letter, day)
    assert seen(records).named == ()


def rota(seed: int, rates: list[float], quiet: str = "") -> list[Record]:
    """Two asks an evening, five a week, all facets in turn; one rate a week for all of them."""
    dice, records = Random(seed), []
    order = [facet.id for facet in six_ways().facets]
    dice.shuffle(order)
    for at in range(10 * len(rates)):
        rate = rates[at // 10] * (0.1 if order[at % 24] == quiet and at // 10 > 12 else 1)
        day = SUNDAY - timedelta(days=7 * (len(rates) - 1 - at // 10) + 6 - at % 10 // 2)
        records += asked(order[at % 24], "f" if dice.random() < rate else "t", day)
    return records


def test_when_everything_dips_hardly_anybody_is_told_so() -> None:
    """Without the second look (the joint decline) it is about every leader."""
    told = [
        compute_trends(
            journal_of(rota(seed, [0.85] * 16 + [0.35] * 4)), six_ways(), TrendsQuery(SUNDAY)
        ).named
        for seed in range(10)
    ]
    assert sum(map(bool, told)) <= 1


def test_what_falls_while_the_others_hold_is_named_all_the_same() -> None:
    named = []
    for seed in range(6):
        records = rota(seed, [0.9] * 24, quiet="courage")
        named += compute_trends(journal_of(records), six_ways(), TrendsQuery(SUNDAY)).named
    assert [finding.id for finding in named].count("courage") >= 4


def test_the_only_dimension_there_is_cannot_fall_behind_others() -> None:
    framework = of_size(4)
    records = [r for f in framework.facets for r in asked(f.id, "f" * 10 + "t" * 6)]
    trends = compute_trends(journal_of(records), framework, TrendsQuery(SUNDAY))
    assert trends.named == ()
    assert trends.dimensions[0].state == "steady"


def test_at_most_two_facets() -> None:
    framework = of_size(20)
    records = [r for f in framework.facets[5:] for r in asked(f.id, "f" * 16)]
    for at in range(5):
        records += asked(f"f{at}", "f" * 8 + "t" * 8)
    trends = compute_trends(journal_of(records), framework, TrendsQuery(SUNDAY))
    assert sum(finding.unit == "facet" for finding in trends.named) == 2
    assert trends.named[0].unit == "dimension"  # five of ten facets: the dimension comes first
    assert trends.named[0].facets == tuple(f.id for f in trends.named[1:])


def test_a_strength_is_steady_and_nearly_always_there() -> None:
    trends = seen(evenings(16, {"f3": 1.0, **{f"f{at}": 0.6 for at in (0, 1, 2, 4, 5, 6, 7)}}))
    assert trends.strength is not None
    assert trends.strength.id == "f3"
    assert trends.strength.asked == trends.strength.full
    assert seen(evenings(16, {f"f{at}": 0.5 for at in range(8)})).strength is None


def test_usual_is_the_recent_rate_of_everything() -> None:
    assert seen([]).usual == pytest.approx(0.7)
    assert seen(asked("f0", "f", SUNDAY)).usual == pytest.approx(5.2 / 7)
    assert seen([note("t")]).usual == pytest.approx(0.7)


@pytest.mark.parametrize("seed", range(1, 7))
def test_the_demo_goes_quiet_where_its_story_says(seed: int) -> None:
    trends = compute_trends(journal_of(half_a_year(seed)), six_ways(), TrendsQuery(SUNDAY))
    assert "humility_magnanimity" in [finding.id for finding in trends.named]
