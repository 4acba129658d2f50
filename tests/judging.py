"""The estimator, told events in one list."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from typing import TypeAlias

from syslead_cli.insight import neglect
from syslead_cli.insight.lapse_filter import AskEvent, DayRange, EntryEvent, Evidence
from syslead_cli.insight.neglect import FOR_FACETS, Judgement, Options
from syslead_cli.insight.self_report import ReviewEvent

Event: TypeAlias = AskEvent | EntryEvent | ReviewEvent


def evidence_of(
    events: Iterable[Event],
    paused: Iterable[DayRange] = (),
    first_day: int | None = None,
    focus: Iterable[tuple[int, int]] = (),
) -> Evidence:
    """Return the evidence that these events are."""
    told = list(events)
    if first_day is None:
        first_day = min((event.day for event in told), default=None)
    return Evidence(
        [event for event in told if isinstance(event, AskEvent)],
        [event for event in told if isinstance(event, EntryEvent)],
        tuple(paused),
        first_day,
        tuple(event for event in told if isinstance(event, ReviewEvent)),
        tuple(focus),
    )


def judge(
    events: Iterable[Event],
    units: Mapping[str, Collection[str]],
    day: int,
    paused: Iterable[DayRange] = (),
    *,
    options: Options = FOR_FACETS,
    first_day: int | None = None,
    focus: Iterable[tuple[int, int]] = (),
) -> Judgement:
    """Return the judgement of these units, by default as facets are judged."""
    return neglect.judge(evidence_of(events, paused, first_day, focus), units, day, options)


def judge_facets(
    events: Iterable[Event],
    facets: Iterable[str],
    day: int,
    paused: Iterable[DayRange] = (),
    *,
    first_day: int | None = None,
    focus: Iterable[tuple[int, int]] = (),
) -> Judgement:
    """Return the judgement of facets, each of its own."""
    alone = {facet: (facet,) for facet in facets}
    return judge(events, alone, day, paused, first_day=first_day, focus=focus)
