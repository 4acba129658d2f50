"""What is said of something that has gone quiet: the task, its counts, and a question.

Never the person, and never why: the leader knows that, or will find out.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from syslead_cli.base.page_render import PLAIN, STRONG, Page, next_step, paragraph
from syslead_cli.base.visible import one_line
from syslead_cli.base.wording import listed, times, usually, whole_day
from syslead_cli.framework.framework_core import Framework
from syslead_cli.insight.findings_core import Finding, Strength

__all__ = [
    "ENOUGH", "MOST_SHOWN", "QUESTION", "finding_page", "sentence_of", "shown_first",
    "strength_sentence", "times", "title_of", "usually", "whole_day",
]  # fmt: skip

#: Findings a screen shows; the document has them all.
MOST_SHOWN = 2
#: Answers elsewhere that make a rate of their own.
ENOUGH = 10
QUESTION = "A lull, a choice, or not this season's work?"


def sentence_of(finding: Finding, today: date) -> str:
    """The finding in two sentences, the counts first."""
    answered = (
        f"answered in full {times(finding.full)}" if finding.full else "never answered in full"
    )
    elsewhere = f"elsewhere you usually answer {usually(_rate(finding))}"
    if finding.elsewhere_asked:
        elsewhere += f" ({finding.elsewhere_full:,} of {finding.elsewhere_asked:,})"
    since = whole_day(finding.counted_from, today)
    return f"Asked {times(finding.asked)} since {since}, {answered}; {elsewhere}. {QUESTION}"


def _rate(finding: Finding) -> float:
    """The others' rate in the same weeks, where they tell it; else what is usual of late."""
    if finding.elsewhere_asked < ENOUGH:
        return finding.usual
    return finding.elsewhere_full / finding.elsewhere_asked


def shown_first(named: Sequence[Finding]) -> list[Finding]:
    """At most two: dimensions first, and no facet whose dimension is already said."""
    said = {facet for finding in named for facet in finding.facets}
    return [finding for finding in named if finding.id not in said or finding.unit != "facet"][
        :MOST_SHOWN
    ]


def title_of(finding: Finding) -> str:
    """Its name, a facet's with the dimension it belongs to."""
    within = f" ({one_line(finding.within).lower()})" if finding.within else ""
    return one_line(finding.name) + within


def finding_page(finding: Finding, framework: Framework, today: date, width: int) -> Page:
    """One finding: its name, what was counted, and the one next step."""
    page: Page = [[(STRONG, f"   {title_of(finding)}")]]
    page += paragraph(sentence_of(finding, today), width)
    if finding.facets:
        labels = listed([one_line(framework.label(facet)) for facet in finding.facets])
        page += paragraph(f"Most of it in {labels}.", width)
    step = next_step(f"syslead reflect --facet {finding.turn_to}")
    return [*page, *[[(PLAIN, "  "), *line] for line in step]]


def strength_sentence(strength: Strength, today: date) -> str:
    """``Curiosity: answered in full all 6 times it came up since 4 September.``"""
    share = (
        f"all {times(strength.asked)}"
        if strength.full == strength.asked
        else f"{strength.full} of the {times(strength.asked)}"
    )
    since = whole_day(strength.since, today)
    return f"{one_line(strength.name)}: answered in full {share} it came up since {since}."
