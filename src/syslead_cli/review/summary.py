"""What a review came to, as a value: read back from the journal, never from the dialogue."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any, NamedTuple

from msgspec import Struct, to_builtins

from syslead_cli.base.blocks import Block, Heading, Items, Quote, Text
from syslead_cli.base.text import counted, day_in_words, listed, one_line, short_day, times
from syslead_cli.framework.model import Framework, Question
from syslead_cli.insight.charts import in_words
from syslead_cli.insight.export import TrendsData, trends_data
from syslead_cli.insight.findings import Finding
from syslead_cli.insight.ratings import Ratings, ratings_by_dimension
from syslead_cli.insight.screen import (
    QUESTION,
    early_sentence,
    intentions_sentence,
    sentence_of,
    shown_first,
    strength_sentence,
    title_of,
    voice_name,
    voices_sentence,
)
from syslead_cli.insight.trends import Trends, Unit
from syslead_cli.journal.intentions import TrackedIntention, tracked_intentions
from syslead_cli.journal.model import (
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
from syslead_cli.review.agenda import NO_WORDS, Parts, taken_apart
from syslead_cli.review.answers import SCHEMA, suggestion
from syslead_cli.review.steps import (
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
    RATE,
    REVIEWS,
    TEXT,
    WHEN,
    Agenda,
    Scores,
    State,
    Step,
)
from syslead_cli.review.steps import QUESTION as QUESTION_REVIEW_JSON


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


class Summary(Struct, frozen=True):
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
    waiting: tuple[TrackedIntention, ...] = ()
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
    all_ = tracked_intentions(records)
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


def _said(past: Sequence[Record], all_: Sequence[TrackedIntention]) -> tuple[Said, ...]:
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


# ── review_blocks ──
# A review's summary as blocks of text: one content for the screen and for Markdown.


STATUS_WORDS = {"done": "done", "partly": "in part", "not_yet": "not yet", "dropped": "let go"}


def blocks(summary: Summary) -> list[Block]:
    """The whole summary, the leader's own words before the counts."""
    said = [
        *_rated_review_blocks(summary),
        *_attention(summary),
        *_voices(summary),
        *_intentions(summary),
        *_words(summary),
        *_assessed(summary),
        *_focus(summary),
    ]
    found: list[Block] = [Heading(title(summary), level=1), *_opening(summary), *said]
    if summary.name in REVIEWS:
        found += data_blocks(summary)
    return found


def title(summary: Summary) -> str:
    """``The week to Friday 27 March 2026``."""
    day = day_in_words(summary.last, date.min)
    names = {"week": "The week to", "quarter": "The quarter to", "facets": "What matters,"}
    return f"{names.get(summary.name, 'The environment,')} {day}"


def headline(trends: Trends) -> str:
    """The sittings and answers of the days, each out of what."""
    said = counted(trends.sittings, "sitting")
    if not trends.asked:
        return f"{said}, nothing asked."
    noun = "question" if trends.asked == 1 else "questions"
    return f"{said}, {trends.full:,} of {trends.asked:,} {noun} answered in full."


def _opening(summary: Summary) -> Iterator[Block]:
    if summary.name not in REVIEWS:
        return
    yield Text(headline(summary.trends))
    if summary.review is None:
        last = (
            f" The last one was on {day_in_words(summary.before, summary.last)}."
            if (summary.before)
            else ""
        )
        yield Text(f"These days have not been reviewed yet.{last}")


# ── what the leader said ─────────────────────────────────────────────────────


def _rated_review_blocks(summary: Summary) -> Iterator[Block]:
    if summary.rated:
        yield Heading("How much of it was there, 1 to 5")
        yield Items(tuple(map(rated_line, summary.rated)))


def rated_line(rated: Rated) -> str:
    """``Feeling 4: asked the night staff first``, with what the ratings so far say."""
    score = f" {rated.score}" if rated.score else ""
    earlier = f" ({in_words(rated.ratings)})" if rated.ratings.n > 1 else ""
    instance = f": {rated.instance}" if rated.instance else ""
    return f"{rated.name}{score}{earlier}{instance}"


def _attention(summary: Summary) -> Iterator[Block]:
    if summary.attention:
        yield Heading("What had real attention")
        yield Text(_sentence(listed(list(summary.attention))))


def _voices(summary: Summary) -> Iterator[Block]:
    review = summary.review
    heard = [voice_name(voice) for voice in review.heard] if review else []
    missing = [voice_name(voice) for voice in review.missing] if review else []
    if heard or missing:
        yield Heading("Voices")
    said = (("Heard", heard), ("Missing", missing))
    yield Items(tuple(f"{label}: {', '.join(names)}" for label, names in said if names))


def _intentions(summary: Summary) -> Iterator[Block]:
    if not (summary.name in REVIEWS and (summary.said or summary.plans or summary.waiting)):
        return
    yield Heading("Intentions")
    if not summary.review:  # what cron mails holds no wording
        yield Items((_intentions_counted(summary),))
        return
    items = [_outcome(said) for said in summary.said]
    for plan in summary.plans:
        due = short_day(plan.due, summary.last)
        items.append(f"New, asked about on {due}: “{plan.text}”")
    for standing in summary.waiting:
        due = short_day(standing.intention.due, summary.last)
        items.append(f"Due since {due}: “{standing.intention.text}”")
    yield Items(tuple(items))


def _intentions_counted(summary: Summary) -> str:
    parts = [
        f"{len(made)} {words}"
        for made, words in (
            (summary.said, "looked back on"), (summary.plans, "new"), (summary.waiting, "due")
        )
        if made
    ]  # fmt: skip
    return _sentence(", ".join(parts))


def _outcome(said: Said) -> str:
    words = f": {said.outcome.text}" if said.outcome.text else ""
    status = STATUS_WORDS[said.outcome.status].capitalize()
    return f"{status}: “{said.text}”{words}"


def _words(summary: Summary) -> Iterator[Block]:
    if summary.words.text:
        yield Heading("In your own words")
        yield Quote(summary.words.text)
    for question, answer in summary.words.answered:
        yield Heading(question)
        yield Quote(answer)


def _assessed(summary: Summary) -> Iterator[Block]:
    if summary.environment:
        yield Heading("The environment, 1 to 5")
        yield Items(tuple(f"{name} {score}" for name, score in summary.environment))
    if summary.facets:
        yield Heading("What matters, and how much of it there was, 1 to 5")
        yield Items(
            tuple(f"{facet.name}: {scores_in_words(facet.scores)}" for facet in summary.facets)
        )


def scores_in_words(scores: Scores) -> str:
    """``matters 5, there 2``."""
    said = [f"matters {scores.importance}"] if scores.importance else []
    return ", ".join(said + ([f"there {scores.practice}"] if scores.practice else []))


def _focus(summary: Summary) -> Iterator[Block]:
    if summary.focus and summary.focus_until:
        yield Heading(f"Focus until {day_in_words(summary.focus_until, summary.last)}")
        yield Items(tuple(summary.focus))


# ── what the data show ───────────────────────────────────────────────────────


def data_blocks(summary: Summary) -> Iterator[Block]:
    """What was counted, what went quiet; one sentence where there is too little to say more."""
    trends = summary.trends
    if trends.begun is None:
        return
    yield Heading("What the data show")
    if trends.paused:
        yield Text("You are away; nothing is judged until you are back.")
    elif trends.is_early:
        yield Text(early_sentence(trends))
    for said in judged(summary):
        yield Text(said)
    if counts := by_dimension(trends):
        yield Text(counts)
    if voices := voices_sentence(trends.voices, trends.as_of):
        yield Text(f"Voices: {voices}")
    if plans := intentions_sentence(trends.intentions):
        yield Text(f"Intentions of these days: {plans}.")
    yield Text("Counts what you wrote, not what you did.")


def judged(summary: Summary) -> list[str]:
    """What went quiet, what never took root and what holds, each with its counts."""
    trends = summary.trends
    if trends.paused or trends.is_early:
        return []
    said = [quiet_sentence(finding, trends.as_of) for finding in shown_first(trends.named)]
    if summary.name == "quarter":
        said += [root_sentence(unit) for unit in without_root(trends)]
    if trends.strength:
        said.append(f"Holding: {strength_sentence(trends.strength, trends.as_of)}")
    return said


def quiet_sentence(finding: Finding, today: date) -> str:
    """The finding as trends says it, its name first."""
    return f"Gone quiet: {title_of(finding)}. {sentence_of(finding, today)}"


def without_root(trends: Trends) -> list[Unit]:
    """Facets that were low throughout and came up in these days."""
    return [unit for unit in trends.facets if unit.state == "never_took_root" and unit.asked]


def root_sentence(unit: Unit) -> str:
    """A facet that was low from the start: its counts in these days, and a question."""
    full = f"answered in full {times(unit.full)}" if unit.full else "never answered in full"
    asked = f"Asked {times(unit.asked)} this quarter, {full}"
    return f"Low throughout: {one_line(unit.name)}. {asked}. {QUESTION}"


def by_dimension(trends: Trends) -> str:
    """``In full, of those asked: feeling 1 of 2, being 2 of 2.``"""
    said = [
        f"{unit.name} {unit.full:,} of {unit.asked:,}" for unit in trends.dimensions if unit.asked
    ]
    return f"Answered in full, of those asked: {', '.join(said)}." if said else ""


def _sentence(text: str) -> str:
    return text[:1].upper() + text[1:] + "."


# ── review_json ──
# Reviews as documents for programs: the plan with a form to fill in, and what was saved.


#: What of the document answers a step; steps without a place in it are part of another.
_PLACES = {
    RATE: "ratings", ATTENTION: "attention", HEARD: "heard", MISSING: "missing",
    DUE: "outcomes", QUESTION_REVIEW_JSON: "questions",
    PLAN: "intention", ENVIRONMENT: "environment",
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
        data["data"] = to_builtins(trends_data(trends, TrendsData))
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
    if step.kind in (RATE, FACET, ENVIRONMENT, QUESTION_REVIEW_JSON):
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
