"""Reviews as documents for programs: the plan with a form to fill in, and what was saved."""

from __future__ import annotations

from typing import Any

from syslead_cli.insight.trends_core import Trends
from syslead_cli.insight.trends_json import trends_document
from syslead_cli.review.review_answers import suggestion
from syslead_cli.review.review_script import SCHEMA
from syslead_cli.review.review_steps import (
    ATTENTION,
    DUE,
    ENVIRONMENT,
    FACET,
    FOCUS,
    HEARD,
    INSTANCE,
    LOOK,
    MEND,
    MISSING,
    PLAN,
    QUESTION,
    RATE,
    TEXT,
    WHEN,
    Agenda,
    State,
    Step,
)

#: What of the document answers a step; steps without a place in it are part of another.
_PLACES = {
    RATE: "ratings", ATTENTION: "attention", HEARD: "heard", MISSING: "missing",
    DUE: "outcomes", QUESTION: "questions", PLAN: "intention", ENVIRONMENT: "environment",
    FACET: "facets", FOCUS: "focus", TEXT: "text",
}  # fmt: skip
_HIDDEN = (LOOK, INSTANCE, MEND, WHEN)


def plan_data(state: State, trends: Trends | None, *, waiting: bool) -> dict[str, Any]:
    """`--plan --json`, without its schema. `waiting`: an interrupted one would be gone on with."""
    agenda = state.agenda
    data: dict[str, Any] = {
        "name": agenda.name,
        "from": agenda.first.isoformat(),
        "to": agenda.last.isoformat(),
        "day": agenda.day.isoformat(),
        "changes": agenda.earlier.get("review"),
        "draft": waiting,
        "steps": [_step(step) for step in agenda.steps if step.kind not in _HIDDEN],
        "facets": [choice._asdict() for choice in agenda.choices],
        "suggested_focus": list(suggestion(state)),
        "answers": form(agenda),
    }
    if trends is not None:
        data["data"] = trends_document(trends)
    return data


def _step(step: Step) -> dict[str, Any]:
    return {
        "key": _PLACES[step.kind],
        "id": step.id or None,
        "name": step.label or None,
        "text": step.text,
    }


def form(agenda: Agenda) -> dict[str, Any]:
    """An answers document with nothing filled in; what stays null counts as passed."""
    empty: dict[str, Any] = {"schema": SCHEMA}
    for step in agenda.steps:
        if step.kind not in _HIDDEN:
            _add(empty, step)
    return empty


def _add(empty: dict[str, Any], step: Step) -> None:
    key = _PLACES[step.kind]
    if step.kind in (RATE, FACET, ENVIRONMENT, QUESTION):
        empty.setdefault(key, {})[step.id] = None
    else:
        empty[key] = None


def done_data(agenda: Agenda, review: str | None, ids: list[str], summary: str) -> dict[str, Any]:
    """`--answers --json`, without its schema. `ids`: every record made or changed."""
    return {
        "name": agenda.name,
        "from": agenda.first.isoformat(),
        "to": agenda.last.isoformat(),
        "review": review,
        "changed": bool(agenda.earlier),
        "ids": ids,
        "summary": summary,
    }
