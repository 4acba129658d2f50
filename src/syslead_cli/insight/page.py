"""The trends as one HTML page: every number on it is one that ``--json`` prints."""

from __future__ import annotations

from collections.abc import Iterator

from syslead_cli.base.blocks import Block, Each, Group, Heading, Items, Named, Text, to_html
from syslead_cli.base.html import macro
from syslead_cli.insight import page_text as words
from syslead_cli.insight.export import TrendsData, trends_data
from syslead_cli.insight.findings import shown_first
from syslead_cli.insight.screen import (
    COUNTS_WORDS,
    LAYERS_WORDS,
    SUGGESTED,
    early_sentence,
    sentence_of,
    strength_sentence,
    stretch,
    title_of,
)
from syslead_cli.insight.trends import Trends

STYLES = ("report.css", "trends.css")
METHOD = (
    f"{COUNTS_WORDS} An answer is detailed where it names a person, a time, words that were said "
    "or an act, or gives a reason for a no. In the share now, newer answers count more; it lies "
    "within its range four times in five. “Gone quiet” means that detailed answers have fallen "
    "below what is usual for you; expect about one false alarm a year. What has gone quiet rests "
    "on the whole journal; the counts are of these days. There is no norm to compare yourself with."
)


def trends_html(trends: Trends) -> str:
    return to_html(picture(trends), *STYLES, title=f"{stretch(trends)}: {trends.framework_name}")


def picture(trends: Trends, title: str = "") -> Iterator[Block]:
    """Yield the picture of a window, for a page of its own or above a review."""
    data = trends_data(trends, TrendsData)
    yield _macro("head", data, title or stretch(trends), trends.framework_name)
    if not trends.begun:
        yield Text("Nothing written yet. One evening is a start: syslead reflect.")
        return
    yield from _first(trends)
    if trends.asked:
        yield _macro("ways", data, trends.is_early)
    yield _macro("days", data)
    if any(unit.ratings.n for unit in data.dimensions):
        yield _macro("ratings", data)
    for heading, items in (
        ("Achieved through", data.practice), ("Your surroundings", data.environment)
    ):  # fmt: skip
        if items:
            yield _macro("layer", data, heading, items, LAYERS_WORDS)
    if data.heard.voices or data.voices.missing or data.voices.not_named:
        yield _macro("people", data)
    if data.intentions.made:
        yield _macro("intentions", data)
    if any(unit.notes.said + unit.notes.suggested for unit in data.dimensions):
        yield _macro("notes", data, SUGGESTED)
    yield Group((Heading("How to read this"), Text(METHOD)), "aside", "card method")
    if trends.asked:
        yield _macro("numbers", data, trends.is_early)


def _macro(name: str, data: TrendsData, *values: object) -> Each:
    return Each(html=lambda: macro("trends.html.j2", name, data, words, *values))


def _first(trends: Trends) -> Iterator[Block]:
    """Yield what went quiet and what goes strong, or why nothing is said of that yet."""
    if trends.paused:
        yield Text("You are away; nothing counts as gone quiet until you are back.", "lead")
    elif trends.is_early:
        yield Text(early_sentence(trends), "lead")
    else:
        quiet = tuple(
            Named(title_of(one), sentence_of(one, trends.as_of))
            for one in shown_first(trends.named)
        )
        nothing = Text("Nothing has fallen clearly below what is usual for you.", "soft")
        strong: Block = Text("Nothing came up often enough to be named.", "soft")
        if trends.strength:
            strong = Text(strength_sentence(trends.strength, trends.as_of))
        pair = (
            Group((Heading("Gone quiet"), Items(quiet, "bold") if quiet else nothing),
                  look="card warm"),
            Group((Heading("Going strong"), strong), look="card"),
        )  # fmt: skip
        yield Group(pair, "div", "pair")
