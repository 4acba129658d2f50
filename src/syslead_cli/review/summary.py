"""What a review came to, read back from the journal, never from the dialogue.

Its blocks, and the JSON documents of reviews.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any, TypeVar

from msgspec import UNSET, Struct, UnsetType, convert, field

from syslead_cli.base.blocks import Block, Heading, Items, Quote, Text
from syslead_cli.base.documents import Document, Part
from syslead_cli.base.text import counted, day_in_words, listed, one_line, short_day, times
from syslead_cli.framework.model import Framework, Question
from syslead_cli.insight.charts import in_words
from syslead_cli.insight.export import TrendsData, trends_data
from syslead_cli.insight.findings import QUESTION, shown_first
from syslead_cli.insight.page import picture
from syslead_cli.insight.ratings import NONE, ratings_by_dimension
from syslead_cli.insight.screen import (
    COUNTS_WORDS,
    answered,
    intentions_sentence,
    strength_sentence,
    title_of,
    unjudged,
    voice_name,
    voices_sentence,
)
from syslead_cli.insight.trends import Trends, Unit
from syslead_cli.journal.model import (
    STATUS_WORDS,
    Assessment,
    Focus,
    Intention,
    Outcome,
    Rating,
    Record,
    Review,
    TrackedIntention,
    tracked_intentions,
)
from syslead_cli.review.model import (
    REVIEWS,
    ReviewAgenda,
    ReviewName,
    ReviewState,
    Scores,
    parse_text,
    questions_of,
    reviews_of,
)
from syslead_cli.review.records import (
    ReviewDraft,
    ReviewRequest,
    records_of,
    role_of,
    trends_to,
)
from syslead_cli.review.session import suggested_focus

if TYPE_CHECKING:
    from syslead_cli.context import Context

T = TypeVar("T", bound=Record)


class ReviewSummary(Struct, frozen=True):
    """One review, or the data of its days where there was none.

    ``found`` are the review's records by role, ``records`` the whole journal, oldest first.
    """

    name: str
    trends: Trends
    found: Mapping[str, Record]
    records: Sequence[Record]
    framework: Framework
    questions: Sequence[Question]

    def role(self, role: str, kind: type[T]) -> T | None:
        record = self.found.get(role)
        return record if isinstance(record, kind) else None

    @property
    def review(self) -> Review | None:
        return self.role("review", Review)

    @property
    def first(self) -> date:
        return self.review.from_ if self.review else self.trends.window.first

    @property
    def last(self) -> date:
        return self.review.to if self.review else self.trends.as_of

    @property
    def past(self) -> list[Record]:
        return [record for record in self.records if self.first <= record.day <= self.last]

    @property
    def waiting(self) -> list[TrackedIntention]:
        """Return the intentions of before its days that are due."""
        tracked = tracked_intentions(self.records)
        return [t for t in tracked if t.is_asked_on(self.last) and t.intention.day < self.first]

    def facet_name(self, id_: str) -> str:
        """Return the name of a facet, or its id where the framework has lost it."""
        facet = self.framework.facet(id_)
        return facet.name if facet else id_


def summary_of(
    context: Context, request: ReviewRequest, found: Mapping[str, Record]
) -> ReviewSummary:
    """Read it back from the journal, so that it shows what is really there."""
    review = found.get("review")
    day = review.to if isinstance(review, Review) else request.day
    journal = context.journal.read()
    return ReviewSummary(
        request.name,
        trends_to(context, journal, request.name, day),
        found,
        journal.records,
        context.framework,
        questions_of(context.bank),
    )


def _ordered(known: Iterable[str], given: Iterable[str]) -> list[str]:
    """Return what was given, once each: in the framework's order, then what it has lost."""
    wanted = dict.fromkeys(given)
    return [id_ for id_ in dict.fromkeys([*known, *wanted]) if id_ in wanted]


# ── blocks ───────────────────────────────────────────────────────────────────

#: The scale of what was assessed.
SCALE = "from 1 not at all to 5 completely"


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


def page_blocks(summary: ReviewSummary) -> Iterator[Block]:
    """Yield the picture of the days, then what was answered in their review."""
    yield from picture(summary.trends, title(summary))
    if summary.review is None:
        return
    yield from (*_answers(summary), *_intentions(summary))
    yield from (*_words(summary), *_assessed(summary))


def saved_blocks(context: Context, request: ReviewRequest, saved: ReviewDraft) -> list[Block]:
    journal = context.journal.read()
    review = journal.find(saved.review) if saved.review else None
    if isinstance(review, Review):
        found = records_of(review, journal.records)
    else:
        made = map(journal.find, saved.ids)
        found = {role_of(each): each for each in made if isinstance(each, Assessment)}
    return blocks(summary_of(context, request, found))


def title(summary: ReviewSummary) -> str:
    day = day_in_words(summary.last, date.min)
    names = {"week": "The week to", "quarter": "The quarter to", "facets": "What matters,"}
    return f"{names.get(summary.name, 'Your surroundings,')} {day}"


def headline(trends: Trends) -> str:
    """Say the sittings and answers of the days, each out of what."""
    return f"{counted(trends.sittings, 'reflection')}, {answered(trends)}."


def _opening(summary: ReviewSummary) -> Iterator[Block]:
    yield Text(headline(summary.trends))
    if summary.review is None:
        ends = [review.to for review in reviews_of(summary.records, summary.name)]
        before = max((end for end in ends if end < summary.first), default=None)
        last = f" The last one was on {day_in_words(before, summary.last)}." if before else ""
        yield Text(f"These days have not been reviewed yet.{last}")


def _answers(summary: ReviewSummary) -> Iterator[Block]:
    if rating := summary.role("rating", Rating):
        yield from _list("How much of each there was, 1 to 5", _rated(rating, summary))
    review = summary.review
    if review is None:
        return
    word = {True: "yes", False: "no"}
    about = [f"{summary.facet_name(id_)}: {word[yes]}" for id_, yes in review.attended.items()]
    yield from _list("Came up, and was attended to", about)
    if review.attention:
        yield Heading("What had your real attention")
        yield Text(_sentence(listed([summary.framework.label(id_) for id_ in review.attention])))
    lists = (("Heard from", review.heard), ("Missing", review.missing))
    lines = [f"{label}: {', '.join(map(voice_name, names))}" for label, names in lists if names]
    yield from _list("People you heard from", lines)


def _list(heading: str, lines: Iterable[str]) -> Iterator[Block]:
    """Yield a list with its heading, unless it is empty."""
    if items := tuple(lines):
        yield Heading(heading)
        yield Items(items)


def _rated(rating: Rating, summary: ReviewSummary) -> Iterator[str]:
    """Say each dimension's score with its instance, and all its ratings up to then."""
    ratings = ratings_by_dimension(summary.records, None, summary.last)
    names = {dimension.id: dimension.name for dimension in summary.framework.dimensions}
    for id_ in _ordered(names, [*rating.scores, *rating.instances]):
        score = f" {rating.scores[id_]}" if id_ in rating.scores else ""
        so_far = ratings.get(id_, NONE)
        earlier = f" ({in_words(so_far)})" if so_far.n > 1 else ""
        instance = f": {rating.instances[id_]}" if rating.instances.get(id_) else ""
        yield f"{names.get(id_, id_)}{score}{earlier}{instance}"


def _intentions(summary: ReviewSummary) -> Iterator[Block]:
    texts = {r.id: r.text for r in summary.records if isinstance(r, Intention)}
    outcomes = [r for r in summary.past if isinstance(r, Outcome)]
    over = {outcome.of for outcome in outcomes}
    looked_back = [outcome for outcome in outcomes if outcome.of in texts]
    plans = [r for r in summary.past if isinstance(r, Intention) and r.id not in over]
    waiting = [tracked.intention for tracked in summary.waiting]
    if not (looked_back or plans or waiting):
        return
    yield Heading("Intentions")
    if not summary.review:  # what cron mails holds no wording
        counts = ((len(looked_back), "looked back on"), (len(plans), "new"), (len(waiting), "due"))
        words = ", ".join(f"{count} {what}" for count, what in counts if count)
        yield Items((_sentence(words),))
        return
    items = []
    for outcome in looked_back:
        more = f": {outcome.text}" if outcome.text else ""
        status = STATUS_WORDS[outcome.status].capitalize()
        items.append(f"{status}: “{texts[outcome.of]}”{more}")
    for plan in plans:
        items.append(f"New, asked about on {short_day(plan.due, summary.last)}: “{plan.text}”")
    for one in waiting:
        items.append(f"Due since {short_day(one.due, summary.last)}: “{one.text}”")
    yield Items(tuple(items))


def _words(summary: ReviewSummary) -> Iterator[Block]:
    text = (summary.review.text if summary.review else None) or ""
    own, told = parse_text(text, [one_line(question.text) for question in summary.questions])
    for heading, words in (*([("In your own words", own)] if own else []), *told):
        yield from (Heading(heading), Quote(words))


def _assessed(summary: ReviewSummary) -> Iterator[Block]:
    framework = summary.framework
    for role, items, heading in (
        ("environment", framework.environment, "Your surroundings"),
        ("achieved", framework.practice, "How it was achieved"),
    ):
        if assessed := summary.role(role, Assessment):
            given: Mapping[str, int] = getattr(assessed, role)
            names = {item.id: item.name for item in items}
            lines = [f"{names.get(id_, id_)} {given[id_]}" for id_ in _ordered(names, given)]
            yield from _list(f"{heading}, {SCALE}", lines)
    if facets := summary.role("facets", Assessment):
        matters, there = facets.importance, facets.practice
        lines = []
        for id_ in _ordered((facet.id for facet in framework.facets), [*matters, *there]):
            scores = scores_in_words(Scores(matters.get(id_), there.get(id_)))
            lines.append(f"{summary.facet_name(id_)}: {scores}")
        yield from _list("What matters, and how much of it there was, 1 to 5", lines)
    if summary.review and summary.review.matters:
        yield Heading("What matters most next quarter")
        yield Text(_sentence(listed(list(map(framework.label, summary.review.matters)))))
    if focus := summary.role("focus", Focus):
        heading = f"Focus until {day_in_words(focus.until, summary.last)}"
        yield from _list(heading, map(summary.facet_name, focus.facets))


def scores_in_words(scores: Scores) -> str:
    parts = [f"matters {scores.importance}"] if scores.importance else []
    return ", ".join(parts + ([f"there {scores.practice}"] if scores.practice else []))


def _sentence(text: str) -> str:
    return text[:1].upper() + text[1:] + "."


# ── what the data show ───────────────────────────────────────────────────────


def data_blocks(summary: ReviewSummary) -> Iterator[Block]:
    """Yield what went quiet, never took root and holds, with counts; one where there are few."""
    trends = summary.trends
    if trends.begun is None:
        return
    yield Heading("What the data show")
    if too_little := unjudged(trends):
        yield Text(too_little)
    else:
        for finding in shown_first(trends.named):
            yield Text(f"Gone quiet: {title_of(finding)}. {finding.because.text}")
        for unit in never_rooted(summary):
            yield Text(root_sentence(unit))
        if trends.strength:
            yield Text(f"Going strong: {strength_sentence(trends.strength, trends.as_of)}")
    asked = [f"{u.name} {u.full:,} of {u.asked:,}" for u in trends.dimensions if u.asked]
    if asked:
        yield Text(f"Answered in detail, of those asked: {', '.join(asked)}.")
    if voices := voices_sentence(trends.voices, trends.as_of):
        yield Text(f"Heard from: {voices}")
    if plans := intentions_sentence(trends.intentions):
        yield Text(f"Intentions of these days: {plans}.")
    yield Text(COUNTS_WORDS)


def never_rooted(summary: ReviewSummary) -> list[Unit]:
    """Return facets that were low throughout and came up in these days: for a quarter."""
    facets = summary.trends.facets if summary.name == "quarter" else ()
    return [unit for unit in facets if unit.state == "never_took_root" and unit.asked]


def root_sentence(unit: Unit) -> str:
    """Say of a facet that was low from the start its counts in these days, and a question."""
    asked = f"Asked {times(unit.asked)} this quarter, {unit.full or 'none'} answered in detail"
    return f"Low from the start: {one_line(unit.name)}. {asked}. {QUESTION}"


# ── documents (base/documents.py) ─────────────────────────────────────────────

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
            ReviewStepPart(step.kind.words.place, step.id or None, step.label or None, step.text)
            for step in agenda.steps
            if step.kind.words.place
        ),
        facets=convert(agenda.choices, tuple[FacetPick, ...], from_attributes=True),
        suggested_focus=suggested_focus(state),
        answers=form(agenda),
        data=trends_data(trends, TrendsData) if trends else UNSET,
    )


def form(agenda: ReviewAgenda) -> dict[str, Any]:
    """Return an answers document with nothing filled in; what stays null counts as passed."""
    empty: dict[str, Any] = {"schema": SCHEMA}
    for step in agenda.steps:
        if step.kind.words.by_id:
            empty.setdefault(step.kind.words.place, {})[step.id] = None
        elif step.kind.words.place:
            empty[step.kind.words.place] = None
    return empty
