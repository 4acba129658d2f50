"""The coach's two pages as Markdown."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from syslead_cli.base.visible import one_line, visible
from syslead_cli.coach import brief_figures as figures
from syslead_cli.coach import brief_head as head
from syslead_cli.coach import brief_words as words
from syslead_cli.coach.brief_core import Brief
from syslead_cli.coach.brief_since import changes
from syslead_cli.sharing.pack_texts import plain_markdown


def brief_markdown(brief: Brief, *, with_words: bool = False) -> str:
    """Both pages; the leader's own passages after them where wanted."""
    parts = [*_first(brief), *_second(brief)]
    if with_words and brief.passages:
        parts.append("## In their own words")
        for each in words.passages(brief):
            parts += [_said(each.name), _quote(each.said)]
    elif note := words.words_note(brief):
        parts.append(_said(f"{note} --words shows them."))
    return "\n\n".join(part for part in parts if part) + "\n"


def _first(brief: Brief) -> list[str]:
    wish = head.wish(brief)
    best = words.holding(brief)
    return [
        f"# {_said(head.title(brief))}: coach's brief",
        _said(f"{head.period(brief)} · tier: {head.tier(brief)}"),
        _said(head.counts(brief)),
        _said(f"Note: {old}." if (old := head.age(brief)) else ""),
        _said(f"Left out: {head.left_out(brief)}."),
        _said(f"Expiry: {said}." if (said := head.expiry(brief)) else ""),
        "## What they want from this session",
        _quote(wish) if wish else "They did not say.",
        "## Intentions",
        _said(words.intentions(brief)),
        _items(f"{each.name}: “{each.said}”" for each in words.wordings(brief)),
        _said(words.wordings_kept_back(brief)),
        f"## {figures.ways_title(brief)}",
        figures.nothing_asked(brief) or _ways(brief),
        _said(figures.names_note(brief)),
        "## Gone quiet",
        _told(words.quiet(brief)) or _said(words.nothing_quiet(brief)),
        "## Holding",
        _told([best]) if best else _said(words.nothing_holding(brief)),
        "## Voices",
        _items(words.voices(brief)),
    ]


def _second(brief: Brief) -> list[str]:
    scores = [f"{name}: {score} of 5" for name, score in words.environment(brief)]
    return [
        "## You might ask",
        "\n".join(
            f"{at}. {_said(each.text)}  \n   *{_said(each.because)}*"
            for at, each in enumerate(brief.questions, start=1)
        ),
        _said(brief.fewer),
        "## Tensions",
        _told(words.tensions(brief)) or _said(words.no_tensions(brief)),
        "## Surroundings, as they rate them",
        _items(scores) or _said(words.no_environment(brief)),
        "## Since the last pack",
        _items(changes(brief)),
        "## How to read this",
        _said(words.METHOD),
    ]


def _said(text: str) -> str:
    return plain_markdown(one_line(text))


def _quote(text: str) -> str:
    return "\n".join(f"> {plain_markdown(line)}".rstrip() for line in visible(text).split("\n"))


def _items(texts: Iterable[str]) -> str:
    return "\n".join(f"- {_said(text)}" for text in texts)


def _told(things: Sequence[words.Told]) -> str:
    return "\n".join(f"- **{_said(each.name)}**: {_said(each.said)}" for each in things)


def _ways(brief: Brief) -> str:
    rows = ["| | full / asked | level | 80% interval | own ratings |", "|---|---|---|---|---|"]
    for unit in brief.pack.dimensions[: figures.MOST_WAYS]:
        cells = (
            brief.labels[("dimension", unit.place)],
            f"{unit.full} / {unit.asked}" if unit.asked else "–",
            figures.percent(unit.level.mean) if figures.has_level(unit) else "–",
            ", ".join(word for word in (figures.interval(unit), figures.state(unit)) if word),
            figures.rating(unit.ratings),
        )
        rows.append(f"| {' | '.join(map(_said, cells))} |")
    return "\n".join(rows)
