"""The coach's two pages as one HTML file that prints on two sheets of A4."""

from __future__ import annotations

from syslead_cli.base.html import html_page
from syslead_cli.coach import brief_figures, brief_head, brief_words
from syslead_cli.coach.brief_core import Brief
from syslead_cli.coach.brief_since import changes


def brief_html(brief: Brief, *, with_words: bool = False) -> str:
    """The whole page; the leader's own passages after the two where wanted."""
    ways = brief.pack.dimensions[: brief_figures.MOST_WAYS]
    return html_page(
        "brief.html.j2",
        "brief.css",
        brief=brief,
        head=brief_head,
        figures=brief_figures,
        words=brief_words,
        ways=ways,
        changes=changes(brief),
        most=max((asked for unit in ways for asked, _ in unit.strip), default=1) or 1,
        told_words=brief_words.passages(brief) if with_words else [],
    )
