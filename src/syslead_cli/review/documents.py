"""The JSON documents of reviews, the focus and the pause (base/documents.py)."""

from __future__ import annotations

from datetime import date
from typing import Any

from msgspec import UNSET, UnsetType, field

from syslead_cli.base.documents import Document, Part
from syslead_cli.insight.export import TrendsData, trends_data
from syslead_cli.insight.trends import Trends
from syslead_cli.review.model import ReviewAgenda, ReviewName, ReviewState
from syslead_cli.review.session import suggested_focus

SCHEMA = "syslead/review-answers/1"


class ReviewStepPart(Part, frozen=True):
    """A question; ``key`` is its place in the answers document."""

    key: str
    id: str | None
    name: str | None
    text: str


class FacetPick(Part, frozen=True):
    """A facet that can be picked."""

    id: str
    label: str
    dimension: str
    meaning: str


class ReviewPlanDocument(Document, frozen=True, tag="syslead/review-plan/1"):
    """What a review would ask; ``answers`` is a form to fill in, ``data`` the days looked at.

    ``draft``: an interrupted review would be gone on with.
    """

    name: ReviewName
    from_: date = field(name="from")
    to: date
    day: date
    changes: str | None
    draft: bool
    steps: tuple[ReviewStepPart, ...]
    facets: tuple[FacetPick, ...]
    suggested_focus: tuple[str, ...]
    answers: dict[str, Any]
    data: TrendsData | UnsetType = UNSET


class ReviewDocument(Document, frozen=True, tag="syslead/review/1"):
    """A review that was saved; ``ids`` are all records made or changed."""

    name: ReviewName
    from_: date = field(name="from")
    to: date
    review: str | None
    changed: bool
    ids: tuple[str, ...]
    summary: str


class FocusDocument(Document, frozen=True, tag="syslead/focus/1"):
    """The focus that holds, if there is one."""

    facets: tuple[str, ...]
    until: date | None


class PauseDocument(Document, frozen=True, tag="syslead/pause/1"):
    """The pause that holds or comes next, if there is one."""

    from_: date | None = field(name="from")
    until: date | None


def plan_document(
    state: ReviewState, trends: Trends | None, *, waiting: bool
) -> ReviewPlanDocument:
    """Return what a review would ask, with the data of its days where it has any."""
    agenda = state.agenda
    return ReviewPlanDocument(
        name=agenda.name,
        from_=agenda.first,
        to=agenda.last,
        day=agenda.day,
        changes=agenda.earlier.get("review"),
        draft=waiting,
        steps=tuple(
            ReviewStepPart(step.kind.place, step.id or None, step.label or None, step.text)
            for step in agenda.steps
            if step.kind.place
        ),
        facets=tuple(FacetPick(c.id, c.label, c.dimension, c.meaning) for c in agenda.choices),
        suggested_focus=suggested_focus(state),
        answers=form(agenda),
        data=trends_data(trends, TrendsData) if trends else UNSET,
    )


def form(agenda: ReviewAgenda) -> dict[str, Any]:
    """Return an answers document with nothing filled in; what stays null counts as passed."""
    empty: dict[str, Any] = {"schema": SCHEMA}
    for step in agenda.steps:
        if step.kind.by_id:
            empty.setdefault(step.kind.place, {})[step.id] = None
        elif step.kind.place:
            empty[step.kind.place] = None
    return empty
