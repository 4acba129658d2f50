"""The next focus: what is suggested; and time away as a leader uses it."""

from __future__ import annotations

import pytest

from conftest import World
from syslead_cli.review.model import Scores
from syslead_cli.review.session import priority, suggest_focus

FACETS = [f"f{n}" for n in range(1, 13)]


def test_the_widest_gap_comes_first_and_six_are_enough() -> None:
    known = {facet: Scores(4, 4) for facet in FACETS} | {"f9": Scores(5, 1)}
    assert suggest_focus(FACETS, known, ()) == ("f9", "f1", "f2", "f3", "f4", "f5")


def test_wide_gaps_make_it_up_to_eight() -> None:
    known = {facet: Scores(5, 2) for facet in FACETS}
    assert len(suggest_focus(FACETS, known, ())) == 8


def test_what_has_gone_quiet_counts_a_point_more() -> None:
    known = {facet: Scores(4, 3) for facet in FACETS}
    assert suggest_focus(FACETS, known, ("f12",))[0] == "f12"
    assert priority("f12", known, ("f12",)) == priority("f1", known, ()) + 1


def test_what_hardly_matters_comes_last_however_wide_the_gap() -> None:
    known = {facet: Scores(4, 4) for facet in FACETS} | {"f1": Scores(2, 1)}
    assert "f1" not in suggest_focus(FACETS, known, ("f1",))


def test_too_little_said_is_no_suggestion() -> None:
    assert suggest_focus(FACETS, {facet: Scores(5, 1) for facet in FACETS[:5]}, FACETS) == ()
    assert suggest_focus(FACETS, {facet: Scores(None, 1) for facet in FACETS}, ()) == ()


def test_a_small_framework_is_suggested_whole() -> None:
    known = {facet: Scores(3, 3) for facet in FACETS[:4]}
    assert suggest_focus(FACETS[:4], known, ()) == tuple(FACETS[:4])


def test_a_focus_is_made_of_facets_that_are_asked_about(world: World) -> None:
    world.run("config", "set", "profile", "core")
    result = world.run("focus", "curiosity", "ceding_power")
    said = 'syslead: "ceding_power" is not in the profile "core".\n'
    assert (result.code, result.out) == (2, "")
    assert result.err.startswith(said)


# ── time away ────────────────────────────────────────────────────────────────


def held(world: World) -> dict[str, object]:
    data = world.document("pause", "--show")
    return {"from": data["from"], "until": data["until"]}


@pytest.mark.parametrize("arguments", [[], ["--until", "2w"], ["--from", "tomorrow"]])
def test_a_pause_ended_before_a_day_of_it_has_passed_is_gone(
    world: World, arguments: list[str]
) -> None:
    assert world.run("pause", *arguments).code == 0
    ended = world.run("pause", "--end")
    assert (ended.code, ended.out) == (0, "The pause is over.\n")
    assert held(world) == {"from": None, "until": None}


def test_a_pause_ended_later_keeps_the_days_away(world: World) -> None:
    world.run("pause", "--until", "2w")
    world.clock.move(days=3)
    assert world.run("pause", "--end").out == "The pause is over.\n"
    assert b'"until":"2026-03-29"' in world.journal_lines()[-1]


@pytest.mark.parametrize(
    ("first", "second", "code"),
    [
        ([], ["--until", "2w"], 2),  # one without an end holds on every later day
        (["--until", "2w"], ["--from", "in 5 days"], 2),
        (["--until", "2w"], ["--from", "in 20 days"], 0),
        (["--until", "tomorrow"], ["--from", "tomorrow"], 2),  # both days included
    ],
)
def test_two_pauses_do_not_overlap(
    world: World, first: list[str], second: list[str], code: int
) -> None:
    assert world.run("pause", *first).code == 0
    result = world.run("pause", *second)
    assert result.code == code, result.err
    assert ("already a pause from 27 March 2026" in result.err) == bool(code)
    assert len(world.journal_lines()) == (1 if code else 2)
