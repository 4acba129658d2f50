"""The picture as Markdown, to paste into a document of one's own."""

from __future__ import annotations

from collections.abc import Iterator

from syslead_cli.base.blocks import Block, Heading, Items, Table, Text, to_markdown
from syslead_cli.base.wording import short_day
from syslead_cli.insight.findings_render import sentence_of, strength_sentence, title_of
from syslead_cli.insight.ratings_render import in_words
from syslead_cli.insight.trends_asides import intentions_sentence, voices_sentence
from syslead_cli.insight.trends_core import Trends, Unit
from syslead_cli.insight.trends_render import early_sentence, headline
from syslead_cli.insight.trends_table import word_of


def trends_markdown(trends: Trends) -> str:
    """The whole document, ended by a newline."""
    return to_markdown(_blocks(trends))


def _blocks(trends: Trends) -> Iterator[Block]:
    yield Heading(trends.framework_name, level=1)
    yield Text(headline(trends) + "." if trends.begun else "Nothing written yet.")
    yield from _findings(trends)
    if trends.begun:
        yield _table(trends)
        yield from _rest(trends)
        yield Text("Counts what you wrote, not what you did.")


def _findings(trends: Trends) -> Iterator[Block]:
    if trends.begun and trends.is_early:
        yield Text(early_sentence(trends))
        return
    for finding in trends.named:
        yield Heading(f"Gone quiet: {title_of(finding)}")
        yield Text(sentence_of(finding, trends.as_of))
    if trends.strength:
        yield Heading("Holding")
        yield Text(strength_sentence(trends.strength, trends.as_of))


def _table(trends: Trends) -> Table:
    rows: list[tuple[str, ...]] = []
    bold: list[int] = []
    for dimension in trends.dimensions:
        bold.append(len(rows))
        rows += [_row(unit, trends) for unit in (dimension, *trends.facets_of(dimension.id))]
    head = ("", "full / asked", "last there", "")
    return Table(head, tuple(rows), right=(1,), bold=tuple(bold))


def _row(unit: Unit, trends: Trends) -> tuple[str, ...]:
    last = short_day(unit.last_full, trends.as_of) if unit.last_full else "–"
    counts = f"{unit.full} / {unit.asked}" if unit.asked else "–"
    return (unit.name, counts, last, word_of(unit, trends))


def _rest(trends: Trends) -> Iterator[Block]:
    rated = [
        f"{unit.name}: {in_words(unit.ratings)}" for unit in trends.dimensions if unit.ratings.n
    ]
    if rated:
        yield from (Heading("Your ratings"), Items(tuple(rated)))
    if voices := voices_sentence(trends.voices, trends.as_of):
        yield from (Heading("Voices"), Text(voices))
    if plans := intentions_sentence(trends.intentions):
        yield from (Heading("Intentions"), Text(plans))
