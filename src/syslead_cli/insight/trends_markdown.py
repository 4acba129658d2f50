"""The picture as Markdown, to paste into a document of one's own."""

from __future__ import annotations

import re

from syslead_cli.base.visible import one_line
from syslead_cli.base.wording import short_day
from syslead_cli.insight.findings_render import sentence_of, strength_sentence, title_of
from syslead_cli.insight.ratings_render import in_words
from syslead_cli.insight.trends_asides import intentions_sentence, voices_sentence
from syslead_cli.insight.trends_core import Trends, Unit
from syslead_cli.insight.trends_render import early_sentence, headline
from syslead_cli.insight.trends_table import word_of

_SPECIAL = re.compile(r"([\\`*_\[\]<>|#])")


def trends_markdown(trends: Trends) -> str:
    """The whole document, ended by a newline."""
    parts = [f"# {_plain(trends.framework_name)}", _headline(trends), *_findings(trends)]
    if trends.begun:
        parts += [_table(trends), *_rest(trends), "Counts what you wrote, not what you did."]
    return "\n\n".join(part for part in parts if part) + "\n"


def _headline(trends: Trends) -> str:
    return headline(trends) + "." if trends.begun else "Nothing written yet."


def _plain(text: str) -> str:
    """The text on one line, nothing in it taken for markup."""
    return _SPECIAL.sub(r"\\\1", one_line(text))


def _findings(trends: Trends) -> list[str]:
    if trends.begun and trends.is_early:
        return [early_sentence(trends)]
    parts = [
        f"## Gone quiet: {_plain(title_of(finding))}\n\n{sentence_of(finding, trends.as_of)}"
        for finding in trends.named
    ]
    if trends.strength:
        parts.append(f"## Holding\n\n{_plain(strength_sentence(trends.strength, trends.as_of))}")
    return parts


def _table(trends: Trends) -> str:
    rows = ["| | full / asked | last there | |", "|---|---:|---|---|"]
    for dimension in trends.dimensions:
        rows.append(_row(dimension, trends, f"**{_plain(dimension.name)}**"))
        rows += [_row(unit, trends, _plain(unit.name)) for unit in trends.facets_of(dimension.id)]
    return "\n".join(rows)


def _row(unit: Unit, trends: Trends, name: str) -> str:
    last = short_day(unit.last_full, trends.as_of) if unit.last_full else "–"
    counts = f"{unit.full} / {unit.asked}" if unit.asked else "–"
    return f"| {name} | {counts} | {last} | {word_of(unit, trends)} |"


def _rest(trends: Trends) -> list[str]:
    rated = [
        f"- {_plain(unit.name)}: {in_words(unit.ratings)}"
        for unit in trends.dimensions
        if unit.ratings.n
    ]
    voices = voices_sentence(trends.voices, trends.as_of)
    plans = intentions_sentence(trends.intentions)
    return [
        "## Your ratings\n\n" + "\n".join(rated) if rated else "",
        f"## Voices\n\n{_plain(voices)}" if voices else "",
        f"## Intentions\n\n{plans}" if plans else "",
    ]
