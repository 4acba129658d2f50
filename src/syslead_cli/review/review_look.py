"""What a review begins with: the days themselves, before anything is asked about them."""

from __future__ import annotations

from syslead_cli.base.day import WEEKDAYS
from syslead_cli.base.page_render import (
    MARGIN,
    PLAIN,
    QUIET,
    STRONG,
    Page,
    cut,
    labelled,
    paragraph,
    sentence,
    with_right,
    wrapped,
)
from syslead_cli.base.visible import one_line
from syslead_cli.base.wording import counted, short_day
from syslead_cli.framework.framework_core import Framework
from syslead_cli.insight.findings_render import sentence_of, shown_first, title_of
from syslead_cli.insight.ratings_render import ratings_page
from syslead_cli.insight.trends_asides import intentions_sentence, voices_sentence
from syslead_cli.insight.trends_core import Trends, Unit
from syslead_cli.insight.trends_render import early_sentence
from syslead_cli.insight.trends_table import table
from syslead_cli.insight.trends_view import View
from syslead_cli.journal.records import Ask, Note
from syslead_cli.review.review_blocks import headline, root_sentence, title, without_root
from syslead_cli.review.review_summary import Summary

_ROOM = 16
#: Entries shown, the newest ones; a week rarely has more.
MOST_ENTRIES = 8
_MINUTES = {"week": "about ten minutes", "quarter": "about half an hour"}


def look_page(summary: Summary, framework: Framework, width: int) -> Page:
    """The days a review looks back on."""
    trends = summary.trends
    page: Page = [[], *_title(summary, width), *sentence(headline(trends), width)]
    if trends.begun is None:
        said = "Nothing is written yet; your own look at these days is a start."
        return [*page, *sentence(said, width), []]
    page += _judged(summary, width)
    if summary.name == "quarter":
        page += [[], *table(trends, View(width)), *ratings_page(trends, width)]
    else:
        page += [*_came_up(trends, width), *_written(summary, framework, width)]
    return [*page, *_asides(summary, width), []]


def _title(summary: Summary, width: int) -> Page:
    said, right = title(summary), _MINUTES[summary.name]
    if len(said) + len(right) + 5 > width:
        return sentence(said, width, style=STRONG)
    return [with_right([(STRONG, MARGIN + said)], [(QUIET, right)], width - 1)]


def _judged(summary: Summary, width: int) -> Page:
    trends = summary.trends
    if trends.paused or trends.is_early:
        said = "You are away; nothing is judged until you are back."
        return sentence(said if trends.paused else early_sentence(trends), width)
    page: Page = []
    for finding in shown_first(trends.named):
        said = f"{title_of(finding)}. {sentence_of(finding, trends.as_of)}"
        lines = wrapped(said, width - _ROOM - 1)
        page += [[], *labelled("GONE QUIET", ([(PLAIN, line)] for line in lines), room=_ROOM)]
    for unit in without_root(trends) if summary.name == "quarter" else ():
        page += [[], *paragraph(root_sentence(unit), width, indent=MARGIN)]
    return page


def _came_up(trends: Trends, width: int) -> Page:
    """Each dimension that was asked about, with the facets that were really there."""
    page: Page = [[]]
    for unit in trends.dimensions:
        if unit.asked:
            there = [one_line(f.label) for f in trends.facets_of(unit.id) if f.full]
            said = f"{unit.full} of {unit.asked}".ljust(9) + ", ".join(there)
            page += labelled(_name(unit), [[(PLAIN, cut(said, width - _ROOM - 1))]], room=_ROOM)
    return page if len(page) > 1 else []


def _name(unit: Unit) -> str:
    return cut(unit.name.lower(), _ROOM - 2)


def _written(summary: Summary, framework: Framework, width: int) -> Page:
    """A line of each entry: enough to remember the day by."""
    newest = summary.entries[-MOST_ENTRIES:]
    page: Page = [[]] if newest else []
    for entry in newest:
        day = WEEKDAYS[entry.day.weekday()][:3].title()
        page.append([(QUIET, f"{MARGIN}{day}  "), (PLAIN, _line(entry, framework, width - 8))])
    more = len(summary.entries) - len(newest)
    if more:
        said = f"and {counted(more, 'entry', 'entries')} before: syslead list --since 1w"
        page += paragraph(said, width, indent=" " * 6, style=QUIET)
    return page


def _line(entry: Ask | Note, framework: Framework, width: int) -> str:
    lead = f"{framework.label(entry.facet)}: " if isinstance(entry, Ask) else ""
    return cut(lead + (entry.text or ""), width)


def _asides(summary: Summary, width: int) -> Page:
    trends = summary.trends
    waiting = [f"due since {short_day(s.intention.due, trends.as_of)}" for s in summary.waiting]
    due = f"{counted(len(waiting), 'intention')} due" if waiting else ""
    plans = " · ".join(filter(None, [intentions_sentence(trends.intentions), due]))
    remarks = [("voices", voices_sentence(trends.voices, trends.as_of)), ("intentions", plans)]
    page: Page = []
    for label, said in remarks:
        if said:
            lines = wrapped(said, width - _ROOM - 1)
            page += labelled(label, ([(PLAIN, line)] for line in lines), room=_ROOM)
    return [[], *page] if page else []
