"""What a review came to, read back from the journal, never from the dialogue; and its blocks."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import NamedTuple

from msgspec import Struct

from syslead_cli.base.blocks import Block, Heading, Items, Quote, Text
from syslead_cli.base.text import counted, day_in_words, listed, one_line, short_day, times
from syslead_cli.framework.model import Framework, Question
from syslead_cli.insight.charts import in_words
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
from syslead_cli.review.model import REVIEWS, Scores
from syslead_cli.review.records import ReviewText, parse_text


class RatedDimension(NamedTuple):
    """A dimension's score with its instance, and all its ratings up to then."""

    name: str
    score: int | None
    instance: str
    ratings: Ratings


class ReviewSummary(Struct, frozen=True):
    """One review, or the data of its days where there was none (``review`` is None)."""

    name: str
    first: date
    last: date
    trends: Trends
    review: Review | None
    rated: tuple[RatedDimension, ...]
    attention: tuple[str, ...]
    words: ReviewText
    #: Items of the environment and facets by name, with their scores.
    environment: tuple[tuple[str, int], ...]
    facets: tuple[tuple[str, Scores], ...]
    focus: tuple[str, ...]
    focus_until: date | None
    #: What was said of intentions: the text of each with its outcome.
    said: tuple[tuple[str, Outcome], ...]
    plans: tuple[Intention, ...]
    waiting: tuple[TrackedIntention, ...]
    #: Answers and notes of the days, oldest first.
    entries: tuple[Ask | Note, ...]
    #: The last day of the newest review of this kind before these days.
    before: date | None


def summarise(
    name: str,
    trends: Trends,
    found: Mapping[str, Record],
    *,
    records: Sequence[Record],
    framework: Framework,
    questions: Sequence[Question],
) -> ReviewSummary:
    """Return the summary of the review whose records are ``found``, by role."""
    review, focus = found.get("review"), found.get("focus")
    whole = review if isinstance(review, Review) else None
    last = whole.to if whole else trends.as_of
    first = whole.from_ if whole else trends.window.first
    past = [record for record in records if first <= record.day <= last]
    tracked = tracked_intentions(records)
    texts = {one.intention.id: one.intention.text for one in tracked}
    outcomes = [record for record in past if isinstance(record, Outcome)]
    over = {outcome.of for outcome in outcomes}
    earlier = [r.to for r in records if isinstance(r, Review) and r.period == name and r.to < first]
    return ReviewSummary(
        name=name,
        first=first,
        last=last,
        trends=trends,
        review=whole,
        rated=_rated(found.get("rating"), records, framework, last),
        attention=tuple(framework.label(facet) for facet in whole.attention) if whole else (),
        words=parse_text(
            (whole.text or "") if whole else "", [one_line(q.text) for q in questions]
        ),
        environment=_environment(found.get("environment"), framework),
        facets=_facets(found.get("facets"), framework),
        focus=tuple(_facet_name(id_, framework) for id_ in focus.facets)
        if isinstance(focus, Focus)
        else (),
        focus_until=focus.until if isinstance(focus, Focus) else None,
        said=tuple((texts[one.of], one) for one in outcomes if one.of in texts),
        plans=tuple(r for r in past if isinstance(r, Intention) and r.id not in over),
        waiting=tuple(
            one for one in tracked if one.is_asked_on(last) and one.intention.day < first
        ),
        entries=tuple(r for r in past if isinstance(r, Note) or (isinstance(r, Ask) and r.text)),
        before=max(earlier, default=None),
    )


def _rated(
    record: Record | None, records: Sequence[Record], framework: Framework, last: date
) -> tuple[RatedDimension, ...]:
    if not isinstance(record, Rating):
        return ()
    ratings = ratings_by_dimension(records, None, last)
    names = {dimension.id: dimension.name for dimension in framework.dimensions}
    return tuple(
        RatedDimension(
            names.get(id_, id_),
            record.scores.get(id_),
            record.instances.get(id_, ""),
            ratings.get(id_, Ratings()),
        )
        for id_ in _ordered(names, [*record.scores, *record.instances])
    )


def _ordered(known: Iterable[str], given: Iterable[str]) -> list[str]:
    """Return what was given, once each: in the framework's order, then what it has lost."""
    wanted = dict.fromkeys(given)
    return [id_ for id_ in dict.fromkeys([*known, *wanted]) if id_ in wanted]


def _environment(record: Record | None, framework: Framework) -> tuple[tuple[str, int], ...]:
    if not isinstance(record, Assessment):
        return ()
    names = {item.id: item.name for item in framework.environment}
    given = record.environment
    return tuple((names.get(id_, id_), given[id_]) for id_ in _ordered(names, given))


def _facets(record: Record | None, framework: Framework) -> tuple[tuple[str, Scores], ...]:
    if not isinstance(record, Assessment):
        return ()
    importance, practice = record.importance, record.practice
    known = [facet.id for facet in framework.facets]
    return tuple(
        (_facet_name(id_, framework), Scores(importance.get(id_), practice.get(id_)))
        for id_ in _ordered(known, [*importance, *practice])
    )


def _facet_name(id_: str, framework: Framework) -> str:
    facet = framework.facet(id_)
    return facet.name if facet else id_


# ── blocks ───────────────────────────────────────────────────────────────────

STATUS_WORDS = {"done": "done", "partly": "in part", "not_yet": "not yet", "dropped": "let go"}


def blocks(summary: ReviewSummary) -> list[Block]:
    """Return the whole summary, the leader's own words before the counts."""
    is_review = summary.name in REVIEWS
    return [
        Heading(title(summary), level=1),
        *(_opening(summary) if is_review else ()),
        *_answers(summary),
        *(_intentions(summary) if is_review else ()),
        *_words(summary),
        *_assessed(summary),
        *(data_blocks(summary) if is_review else ()),
    ]


def title(summary: ReviewSummary) -> str:
    """Return ``The week to Friday 27 March 2026``."""
    day = day_in_words(summary.last, date.min)
    names = {"week": "The week to", "quarter": "The quarter to", "facets": "What matters,"}
    return f"{names.get(summary.name, 'The environment,')} {day}"


def headline(trends: Trends) -> str:
    """Say the sittings and answers of the days, each out of what."""
    said = counted(trends.sittings, "sitting")
    if not trends.asked:
        return f"{said}, nothing asked."
    noun = "question" if trends.asked == 1 else "questions"
    return f"{said}, {trends.full:,} of {trends.asked:,} {noun} answered in full."


def _opening(summary: ReviewSummary) -> Iterator[Block]:
    yield Text(headline(summary.trends))
    if summary.review is None:
        before = summary.before
        last = f" The last one was on {day_in_words(before, summary.last)}." if before else ""
        yield Text(f"These days have not been reviewed yet.{last}")


def _answers(summary: ReviewSummary) -> Iterator[Block]:
    if summary.rated:
        yield Heading("How much of it was there, 1 to 5")
        yield Items(tuple(map(_rated_line, summary.rated)))
    if summary.attention:
        yield Heading("What had real attention")
        yield Text(_sentence(listed(summary.attention)))
    review = summary.review
    said = (("Heard", review.heard), ("Missing", review.missing)) if review else ()
    lines = [f"{label}: {', '.join(map(voice_name, names))}" for label, names in said if names]
    if lines:
        yield Heading("Voices")
        yield Items(tuple(lines))


def _rated_line(rated: RatedDimension) -> str:
    score = f" {rated.score}" if rated.score else ""
    earlier = f" ({in_words(rated.ratings)})" if rated.ratings.n > 1 else ""
    instance = f": {rated.instance}" if rated.instance else ""
    return f"{rated.name}{score}{earlier}{instance}"


def _intentions(summary: ReviewSummary) -> Iterator[Block]:
    if not (summary.said or summary.plans or summary.waiting):
        return
    yield Heading("Intentions")
    if not summary.review:  # what cron mails holds no wording
        counts = (
            (summary.said, "looked back on"),
            (summary.plans, "new"),
            (summary.waiting, "due"),
        )
        said = [f"{len(each)} {words}" for each, words in counts if each]
        yield Items((_sentence(", ".join(said)),))
        return
    items = []
    for text, outcome in summary.said:
        words = f": {outcome.text}" if outcome.text else ""
        items.append(f"{STATUS_WORDS[outcome.status].capitalize()}: “{text}”{words}")
    for plan in summary.plans:
        items.append(f"New, asked about on {short_day(plan.due, summary.last)}: “{plan.text}”")
    for one in summary.waiting:
        due = short_day(one.intention.due, summary.last)
        items.append(f"Due since {due}: “{one.intention.text}”")
    yield Items(tuple(items))


def _words(summary: ReviewSummary) -> Iterator[Block]:
    own = [("In your own words", summary.words.own)] if summary.words.own else []
    for heading, words in (*own, *summary.words.answered):
        yield Heading(heading)
        yield Quote(words)


def _assessed(summary: ReviewSummary) -> Iterator[Block]:
    if summary.environment:
        yield Heading("The environment, 1 to 5")
        yield Items(tuple(f"{name} {score}" for name, score in summary.environment))
    if summary.facets:
        yield Heading("What matters, and how much of it there was, 1 to 5")
        yield Items(tuple(f"{name}: {scores_in_words(each)}" for name, each in summary.facets))
    if summary.focus and summary.focus_until:
        yield Heading(f"Focus until {day_in_words(summary.focus_until, summary.last)}")
        yield Items(summary.focus)


def scores_in_words(scores: Scores) -> str:
    """Return ``matters 5, there 2``."""
    said = [f"matters {scores.importance}"] if scores.importance else []
    return ", ".join(said + ([f"there {scores.practice}"] if scores.practice else []))


def _sentence(text: str) -> str:
    return text[:1].upper() + text[1:] + "."


# ── what the data show ───────────────────────────────────────────────────────


def data_blocks(summary: ReviewSummary) -> Iterator[Block]:
    """Return what was counted and what went quiet; one sentence where there is too little."""
    trends = summary.trends
    if trends.begun is None:
        return
    yield Heading("What the data show")
    too_little = unjudged(trends)
    yield from map(Text, [too_little] if too_little else judged(summary))
    asked = [f"{u.name} {u.full:,} of {u.asked:,}" for u in trends.dimensions if u.asked]
    if asked:
        yield Text(f"Answered in full, of those asked: {', '.join(asked)}.")
    if voices := voices_sentence(trends.voices, trends.as_of):
        yield Text(f"Voices: {voices}")
    if plans := intentions_sentence(trends.intentions):
        yield Text(f"Intentions of these days: {plans}.")
    yield Text("Counts what you wrote, not what you did.")


def unjudged(trends: Trends) -> str:
    """Say why nothing is judged; empty where it is."""
    if trends.paused:
        return "You are away; nothing is judged until you are back."
    return early_sentence(trends) if trends.is_early else ""


def judged(summary: ReviewSummary) -> list[str]:
    """Say what went quiet, what never took root and what holds, each with its counts."""
    trends = summary.trends
    said = [
        f"Gone quiet: {title_of(finding)}. {sentence_of(finding, trends.as_of)}"
        for finding in shown_first(trends.named)
    ]
    said += map(root_sentence, without_root(summary))
    if trends.strength:
        said.append(f"Holding: {strength_sentence(trends.strength, trends.as_of)}")
    return said


def without_root(summary: ReviewSummary) -> list[Unit]:
    """Return facets that were low throughout and came up in these days: for a quarter."""
    facets = summary.trends.facets if summary.name == "quarter" else ()
    return [unit for unit in facets if unit.state == "never_took_root" and unit.asked]


def root_sentence(unit: Unit) -> str:
    """Say of a facet that was low from the start its counts in these days, and a question."""
    full = f"answered in full {times(unit.full)}" if unit.full else "never answered in full"
    asked = f"Asked {times(unit.asked)} this quarter, {full}"
    return f"Low throughout: {one_line(unit.name)}. {asked}. {QUESTION}"
