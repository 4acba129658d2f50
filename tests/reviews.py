"""Agendas and states of reviews to test with."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date, timedelta
from itertools import count
from typing import Any

from syslead_cli.framework.model import Dimension, Facet, Framework, Item, PromptBank, Question
from syslead_cli.insight.trends import TrendsQuery, compute_trends
from syslead_cli.journal.merge import Journal
from syslead_cli.journal.model import Record, Stamp
from syslead_cli.review.model import ReviewAgenda, ReviewMaterial, ReviewState, make_agenda
from syslead_cli.review.session import advance, begin

TODAY = date(2026, 3, 27)

FRAMEWORK = Framework(
    id="small",
    name="Small",
    version="1",
    dimensions=(Dimension("see", "Seeing", "What is seen."), Dimension("do", "Doing", "Acts.")),
    facets=tuple(
        Facet(f"f{n}", "see" if n < 5 else "do", f"Facet {n}", f"Meaning {n}.", f"short {n}")
        for n in range(1, 10)
    ),
    practice=(Item("trust", "Trust", "People trust each other."),),
    environment=(Item("risk", "Room for risk", "Trials."), Item("place", "Place", "Ties.")),
)
BANK = PromptBank(
    (),
    (
        Question("w1", "week", "What grew this week?"),
        Question("w2", "week", "Who surprised you?"),
        Question("q1", "quarter", "What took root?"),
        Question("q2", "quarter", "What will rest?"),
        Question("q3", "quarter", "Who could tell you?"),
        Question("e1", "environment", "How much room was there?", "risk"),
        Question("e2", "environment", "How many trials?", "risk"),
    ),
)


def material(*records: Record, day: date = TODAY, **changes: Any) -> ReviewMaterial:
    """What a review of these records is made from."""
    from msgspec.structs import replace

    trends = compute_trends(
        Journal(records=records), FRAMEWORK, TrendsQuery(day, day - timedelta(days=6))
    )
    made = ReviewMaterial(FRAMEWORK, BANK, records, trends, day, TODAY, full=True)
    return replace(made, **changes) if changes else made


def agenda(name: str, *records: Record, **changes: Any) -> ReviewAgenda:
    """The agenda of such a review."""
    return make_agenda(name, material(*records, **changes))


def typed(state: ReviewState, *texts: str) -> ReviewState:
    """The state after these were entered, one after the other."""
    for text in texts:
        state = advance(state, text).state
    return state


def start(name: str, *records: Record) -> ReviewState:
    """The first state of such a review."""
    return begin(agenda(name, *records))


def stamps(day: date = TODAY) -> Callable[..., Stamp]:
    """Return what makes stamps: ids in order, and a moment that stands still."""
    numbers = count(1)

    def stamp(of: date | None = None) -> Stamp:
        moment = "2026-03-27T18:04:00.000+00:00"
        return Stamp(f"id-{next(numbers):03}", moment, "Europe/London", of or day)

    return stamp


def keys_of(state: ReviewState) -> Iterator[str]:
    """The steps' keys."""
    return (step.key for step in state.agenda.steps)
