"""The clock, where the environment says odd things of the zone."""

from __future__ import annotations

import time
from collections.abc import Iterator
from datetime import timedelta

import pytest

from syslead_cli.base.clock import SystemClock


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


def test_a_zone_there_is_none_of_is_not_given_another_ones_name(zone: pytest.MonkeyPatch) -> None:
    zone.setenv("TZ", "Nowhere/Bogus")
    time.tzset()
    now = SystemClock().now()
    assert now.local.utcoffset() == timedelta(0)
    assert "/" not in now.zone
