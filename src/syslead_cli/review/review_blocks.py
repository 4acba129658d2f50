"""A review's summary as blocks of text: one content for the screen and for Markdown."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from syslead_cli.base.blocks import Block, Heading, Items, Quote, Text
from syslead_cli.base.visible import one_line
from syslead_cli.base.wording import counted, day_in_words, listed, short_day
from syslead_cli.insight.findings_core import Finding
from syslead_cli.insight.findings_render import (
    QUESTION,
    sentence_of,
    shown_first,
    strength_sentence,
    times,
    title_of,
)
from syslead_cli.insight.ratings_render import in_words
from syslead_cli.insight.trends_asides import intentions_sentence, voice_name, voices_sentence
from syslead_cli.insight.trends_core import Trends, Unit
from syslead_cli.insight.trends_render import early_sentence
from syslead_cli.review.review_steps import REVIEWS, Scores
from syslead_cli.review.review_summary import Rated, Said, Summary

STATUS_WORDS = {"done": "done", "partly": "in part", "not_yet": "not yet", "dropped": "let go"}


def blocks(summary: Summary) -> list[Block]:
    """The whole summary, the leader's own words before the counts."""
    said = [
        *_rated(summary),
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


def _rated(summary: Summary) -> Iterator[Block]:
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
