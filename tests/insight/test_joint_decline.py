"""A finding is taken back where everything fell, and only there."""

from __future__ import annotations

from syslead_cli.insight.filter import AskEvent
from syslead_cli.insight.findings import without_joint_declines
from syslead_cli.insight.neglect import judge_facets

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
