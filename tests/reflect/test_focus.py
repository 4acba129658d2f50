"""Focus and pause: which one holds on a day."""

from __future__ import annotations

from datetime import date

import pytest

from some_records import TODAY, ago, stamped
from syslead_cli.framework.model import Dimension, Facet, Framework
from syslead_cli.insight.filter import ActiveDays, evidence
from syslead_cli.journal.merge import revise
from syslead_cli.journal.model import Focus, Pause
from syslead_cli.reflect.due import NotAFocus, check_focus, current_focus, current_pause, pause_on

DAY = date(2026, 3, 27)


def stamp(day: date) -> dict[str, object]:
    return {"id": day.isoformat(), "ts": f"{day}T18:00:00+00:00", "tz": "UTC", "day": day}


def focus(day: date, until: date, *facets: str) -> Focus:
    return Focus(**stamp(day), facets=facets, until=until)


def framework(count: int) -> Framework:
    facets = tuple(Facet(f"f{n}", "d", f"F {n}", "…") for n in range(count))
    return Framework("x", "X", "1", (Dimension("d", "D", "…"),), facets, profile="full")


def test_the_newest_focus_holds_until_its_last_day() -> None:
    old, new = focus(date(2026, 1, 1), date(2026, 4, 1), "a"), focus(DAY, DAY, "b")
    assert current_focus([old, new], DAY) is new
    assert current_focus([old], date(2026, 4, 1)) is old
    assert current_focus([old], date(2026, 4, 2)) is None


def test_an_empty_focus_ends_the_one_before() -> None:
    assert current_focus([focus(DAY, date(2026, 6, 1), "a"), focus(DAY, DAY)], DAY) is None


def test_a_focus_made_later_does_not_hold_yet() -> None:
    assert current_focus([focus(date(2026, 5, 1), date(2026, 6, 1), "a")], DAY) is None


@pytest.mark.parametrize(("count", "given", "fine"), [
    (24, 5, False), (24, 6, True), (24, 8, True), (24, 9, False), (4, 4, True), (4, 3, False),
])  # fmt: skip
def test_how_many_facets_make_a_focus(count: int, given: int, fine: bool) -> None:
    chosen = [f"f{n}" for n in range(given)]
    if fine:
        check_focus(chosen, framework(count))
    else:
        with pytest.raises(NotAFocus, match="facets"):
            check_focus(chosen, framework(count))


def test_a_focus_is_made_of_facets_that_are_asked_about() -> None:
    with pytest.raises(NotAFocus, match='"nowhere"'):
        check_focus(["nowhere"], framework(1))


def test_a_pause_holds_both_its_days_and_an_open_one_lasts() -> None:
    closed = Pause(**stamp(DAY), from_=DAY, until=date(2026, 4, 3))
    assert pause_on([closed], DAY) is closed
    assert pause_on([closed], date(2026, 4, 3)) is closed
    assert pause_on([closed], date(2026, 4, 4)) is None
    assert current_pause([closed], date(2026, 4, 4)) is None
    opened = Pause(**stamp(DAY), from_=DAY)
    assert pause_on([opened], date(2036, 1, 1)) is opened
    assert current_pause([opened], date(2036, 1, 1)) is opened


def test_a_pause_without_an_end_lasts_until_an_edit_gives_it_one() -> None:
    """docs/journal-format.md: another pause, a later one too, does not end it."""
    away = Pause(**stamped(ago(20)), from_=ago(20))
    other = Pause(**stamped(ago(10)), from_=ago(10), until=ago(8))
    assert pause_on([away, other], ago(5)) == away
    days = ActiveDays(evidence([away, other], TODAY).paused)
    assert days.is_paused(ago(5).toordinal())
    ended = revise(away, {"until": ago(15).isoformat()})
    assert isinstance(ended, Pause)
    assert pause_on([ended, other], ago(5)) is None
    days = ActiveDays(evidence([ended, other], TODAY).paused)
    assert [day for day in range(25) if days.is_paused(ago(day).toordinal())] == [
        8, 9, 10, 15, 16, 17, 18, 19, 20,
    ]  # fmt: skip
