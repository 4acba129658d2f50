"""What a review came to, as a value: read back from the journal, never from the dialogue."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import NamedTuple

from syslead_cli.base.values import dataclass
from syslead_cli.base.visible import one_line
from syslead_cli.framework.framework_core import Framework
from syslead_cli.framework.prompts_core import Question
from syslead_cli.insight.ratings_core import Ratings, ratings_by_dimension
from syslead_cli.insight.trends_core import Trends
from syslead_cli.journal.records import (
    Ask,
    Assessment,
    Focus,
    Intention,
    Note,
    Outcome,
    Rating,
    Record,
    Review,
)
from syslead_cli.reflect.intentions_core import Standing, standings
from syslead_cli.review.review_steps import Scores
from syslead_cli.review.review_text import NO_WORDS, Parts, taken_apart


class Rated(NamedTuple):
    """A dimension's score with its instance, and all its ratings up to then."""

    name: str
    score: int | None
    instance: str
    ratings: Ratings


class Assessed(NamedTuple):
    """A facet with its scores."""

    name: str
    scores: Scores


class Said(NamedTuple):
    """What was said of an intention."""

    text: str
    outcome: Outcome


@dataclass(frozen=True, slots=True)
class Summary:
    """One review, or the data of its days where there was none (``review`` is None)."""

    name: str
    first: date
    last: date
    trends: Trends
    review: Review | None = None
    rated: tuple[Rated, ...] = ()
    attention: tuple[str, ...] = ()
    words: Parts = NO_WORDS
    environment: tuple[tuple[str, int], ...] = ()
    facets: tuple[Assessed, ...] = ()
    focus: tuple[str, ...] = ()
    focus_until: date | None = None
    said: tuple[Said, ...] = ()
    plans: tuple[Intention, ...] = ()
    waiting: tuple[Standing, ...] = ()
    #: Answers and notes of the days, oldest first.
    entries: tuple[Ask | Note, ...] = ()
    #: The last day of the newest review of this kind before these days.
    before: date | None = None


def summary(
    name: str,
    trends: Trends,
    found: Mapping[str, Record],
    *,
    records: Sequence[Record],
    framework: Framework,
    questions: Sequence[Question],
) -> Summary:
    """The summary of the review whose records are ``found``, by role, over the trends' days."""
    review, focus = found.get("review"), found.get("focus")
    whole = review if isinstance(review, Review) else None
    last = whole.to if whole else trends.as_of
    first = whole.from_ if whole else trends.window.first
    text = (whole.text or "") if whole else ""
    past = [record for record in records if first <= record.day <= last]
    all_ = standings(records)
    return Summary(
        name=name,
        first=first,
        last=last,
        trends=trends,
        review=whole,
        rated=_rated(found.get("rating"), records, framework, last),
        attention=tuple(framework.label(facet) for facet in whole.attention) if whole else (),
        words=taken_apart(text, [one_line(q.text) for q in questions]),
        environment=_environment(found.get("environment"), framework),
        facets=_facets(found.get("facets"), framework),
        focus=_names(focus.facets, framework) if isinstance(focus, Focus) else (),
        focus_until=focus.until if isinstance(focus, Focus) else None,
        said=_said(past, all_),
        plans=_plans(past),
        waiting=tuple(s for s in all_ if s.is_asked_on(last) and s.intention.day < first),
        entries=tuple(r for r in past if isinstance(r, Note) or (isinstance(r, Ask) and r.text)),
        before=_before(records, name, first),
    )


def _rated(
    record: Record | None, records: Sequence[Record], framework: Framework, last: date
) -> tuple[Rated, ...]:
    if not isinstance(record, Rating):
        return ()
    ratings = ratings_by_dimension(records, None, last)
    known = [dimension.id for dimension in framework.dimensions]
    ids = dict.fromkeys([*known, *record.scores, *record.instances])
    return tuple(
        Rated(
            _dimension_name(id_, framework),
            record.scores.get(id_),
            record.instances.get(id_, ""),
            ratings.get(id_, Ratings()),
        )
        for id_ in ids
        if id_ in record.scores or id_ in record.instances
    )


def _dimension_name(id_: str, framework: Framework) -> str:
    dimension = framework.dimension(id_)
    return dimension.name if dimension else id_


def _environment(record: Record | None, framework: Framework) -> tuple[tuple[str, int], ...]:
    if not isinstance(record, Assessment):
        return ()
    names = {item.id: item.name for item in framework.environment}
    ids = [id_ for id_ in names if id_ in record.environment]
    ids += [id_ for id_ in record.environment if id_ not in names]
    return tuple((names.get(id_, id_), record.environment[id_]) for id_ in ids)


def _facets(record: Record | None, framework: Framework) -> tuple[Assessed, ...]:
    if not isinstance(record, Assessment):
        return ()
    known = [facet.id for facet in framework.facets]
    given = dict.fromkeys([*record.importance, *record.practice])
    ids = [id_ for id_ in known if id_ in given] + [id_ for id_ in given if id_ not in known]
    return tuple(
        Assessed(name, Scores(record.importance.get(id_), record.practice.get(id_)))
        for id_, name in zip(ids, _names(ids, framework), strict=True)
    )


def _names(ids: Sequence[str], framework: Framework) -> tuple[str, ...]:
    found = [(id_, framework.facet(id_)) for id_ in ids]
    return tuple(facet.name if facet else id_ for id_, facet in found)


def _said(past: Sequence[Record], all_: Sequence[Standing]) -> tuple[Said, ...]:
    texts = {standing.intention.id: standing.intention.text for standing in all_}
    outcomes = [record for record in past if isinstance(record, Outcome)]
    return tuple(Said(texts[said.of], said) for said in outcomes if said.of in texts)


def _plans(past: Sequence[Record]) -> tuple[Intention, ...]:
    """Plans made in these days of which nothing was said yet."""
    over = {record.of for record in past if isinstance(record, Outcome)}
    return tuple(r for r in past if isinstance(r, Intention) and r.id not in over)


def _before(records: Sequence[Record], name: str, first: date) -> date | None:
    days = [r.to for r in records if isinstance(r, Review) and r.period == name and r.to < first]
    return max(days, default=None)
