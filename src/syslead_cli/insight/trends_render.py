"""The trends screen: what went quiet, the table, voices, plans; every count says out of what."""

from __future__ import annotations

from datetime import date

from syslead_cli.base.page_render import (
    PLAIN,
    QUIET,
    STRONG,
    Page,
    next_step,
    paragraph,
    sentence,
    with_right,
)
from syslead_cli.base.wording import counted, short_day
from syslead_cli.framework.framework_core import Framework
from syslead_cli.insight.findings_render import finding_page, shown_first, strength_sentence
from syslead_cli.insight.ratings_render import ratings_page
from syslead_cli.insight.strips import MOST_PERIODS
from syslead_cli.insight.trends_asides import asides
from syslead_cli.insight.trends_core import Trends
from syslead_cli.insight.trends_table import table
from syslead_cli.insight.trends_view import LONGEST_LINE, View

_NUMBERS = (
    "No", "One", "Two", "Three", "Four", "Five", "Six", "Seven", "Eight", "Nine", "Ten",
    "Eleven", "Twelve",
)  # fmt: skip


def trends_page(trends: Trends, framework: Framework, view: View) -> Page:
    """The whole screen."""
    if trends.begun is None:
        return _empty(view.prose)
    page = sentence(headline(trends), view.prose, style=STRONG)
    page += _nothing_there(trends, view.prose)
    page += [[]]
    page += _first_things(trends, framework, view)
    page += table(trends, view)
    if not view.is_narrowed:
        page += ratings_page(trends, view.width)
        page += asides(trends, view.prose)
    return _single_blanks([*page, [], *_foot(view)])


def _single_blanks(page: Page) -> Page:
    """No two empty lines after each other, where a part in between had nothing to say."""
    return [line for at, line in enumerate(page) if line or (at and page[at - 1])]


def _empty(width: int) -> Page:
    said = "Nothing written yet. Patterns need about six weeks; one evening is a start."
    return [*sentence(said, width), [], *next_step("syslead reflect", "two questions")]


def headline(trends: Trends) -> str:
    """What was looked at: the stretch, the sittings, the answers."""
    parts = [_stretch(trends)]
    if trends.asked:
        parts.append(counted(trends.sittings, "sitting"))
        noun = "question" if trends.asked == 1 else "questions"
        parts.append(f"{trends.full:,} of {trends.asked:,} {noun} answered in full")
    else:
        parts.append("nothing asked")
    return " · ".join(parts)


def _nothing_there(trends: Trends, width: int) -> Page:
    """Where to look instead of an empty stretch before the journal began."""
    if trends.asked or trends.begun is None or trends.begun <= trends.window.last:
        return []
    month = trends.begun.isoformat()[:7]
    said = f"The journal begins on {short_day(trends.begun, date.min)}. Try --since {month}."
    return sentence(said, width)


def _stretch(trends: Trends) -> str:
    """``Six months to 22 Nov 2026``, ``Five weeks to …``, or both ends of a window of its own."""
    span = trends.window
    last = short_day(span.last, date.min)
    weeks = (span.last - span.first).days // 7 + 1
    if span.last != trends.as_of:
        return f"{short_day(span.first, span.last)} to {last}"
    if span.first == trends.as_of:
        return last
    if weeks in (MOST_PERIODS, MOST_PERIODS - 1):
        return f"Six months to {last}"
    if weeks < MOST_PERIODS and (trends.begun == span.first or weeks <= 12):
        return f"{number(weeks)} week{'s' if weeks > 1 else ''} to {last}"
    return f"{short_day(span.first, span.last)} to {last}"


def number(count: int) -> str:
    """Spelt out up to twelve, to open a sentence with."""
    return _NUMBERS[count] if count < len(_NUMBERS) else f"{count:,}"


def _first_things(trends: Trends, framework: Framework, view: View) -> Page:
    """What comes before the table: too early, away, what went quiet, what holds."""
    if trends.paused:
        return [*sentence("You are away; nothing is judged until you are back.", view.prose), []]
    if trends.is_early:
        return [*sentence(early_sentence(trends), view.prose), []]
    page: Page = []
    for at, finding in enumerate(shown_first(trends.named)):
        page += [[(QUIET, " GONE QUIET")]] if at == 0 else [[]]
        page += finding_page(finding, framework, trends.as_of, view.prose)
    if page:
        page.append([])
    if trends.strength and not view.is_narrowed:
        said = strength_sentence(trends.strength, trends.as_of)
        page += [[(QUIET, " HOLDING")], *paragraph(said, view.prose), []]
    return page


def early_sentence(trends: Trends) -> str:
    """What is said while the journal is younger than six weeks."""
    answers = f"{number(trends.answers)} answer{'' if trends.answers == 1 else 's'} so far."
    return f"{answers} Patterns need about six weeks; until then, here is what has come up."


def quiet_page(trends: Trends, framework: Framework, width: int) -> Page:
    """`neglected`: the findings alone, all of them."""
    page: Page = []
    for finding in trends.named:
        page += [[]] if page else []
        page += finding_page(finding, framework, trends.as_of, min(width, LONGEST_LINE))
    return page


def _foot(view: View) -> Page:
    width = view.width
    said, more = "Counts what you wrote, not what you did.", "trends --json"
    if not view.every_facet:
        more = f"trends --facets · {more}"
    if width < len(said) + len(more) + 4:
        return sentence(said, width)
    return [with_right([(PLAIN, f" {said}")], [(QUIET, more)], width)]
