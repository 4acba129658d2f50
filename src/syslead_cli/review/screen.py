"""The balcony on the screen: what would be asked, the days looked back on, and each step."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from itertools import groupby

from syslead_cli.base.dates import WEEKDAYS
from syslead_cli.base.keys import Footer
from syslead_cli.base.layout import (
    ACCENT,
    FELL,
    MARGIN,
    PLAIN,
    QUIET,
    STRONG,
    WIDEST,
    Page,
    at_right,
    cells,
    cut,
    labelled,
    packed,
    paragraph,
    sentence,
    width_of,
    wrapped,
)
from syslead_cli.base.text import counted, due_words, near_day, one_line, short_day
from syslead_cli.insight.charts import BETWEEN, View, in_words, ratings_page, table
from syslead_cli.insight.findings import shown_first
from syslead_cli.insight.ratings import RANGE_FROM, Ratings
from syslead_cli.insight.screen import (
    intentions_sentence,
    title_of,
    unjudged,
    voice_name,
    voices_sentence,
)
from syslead_cli.insight.trends import Trends
from syslead_cli.journal.model import Ask, Note
from syslead_cli.reflect.lexicon import step_words
from syslead_cli.review.model import (
    FacetChoice,
    Kind,
    ReviewAgenda,
    ReviewState,
    Scores,
)
from syslead_cli.review.session import facet_scores, plan_text, progress, suggested_focus
from syslead_cli.review.summary import (
    ReviewSummary,
    headline,
    never_rooted,
    root_sentence,
    scores_in_words,
    title,
)

#: Columns of a label beside what it is about.
_LABEL = 16


def plan_page(agenda: ReviewAgenda, width: int) -> Page:
    """Show the questions, numbered; those for each facet as one."""
    page: Page = []
    at = 1
    steps = [step for step in agenda.steps if step.kind.words.place]
    for _, group in groupby(steps, lambda s: s.kind if s.kind == Kind.FACET else s.key):
        alike = list(group)
        to = at + len(alike) - 1
        lead = f" {f'{at}–{to}' if to > at else at:>5}  "
        step = alike[0]
        text, more = step.text, step.kind.words.planned
        if len(alike) > 1:
            text, more = f"{len(alike)} facets", "how much each will matter, how much there was"
        elif step.kind == Kind.DUE:
            text = f"“{one_line(step.text)}”"
        elif step.kind in (Kind.RATE, Kind.FACET):
            text = step.label
        first, *rest = wrapped(text, width - len(lead))
        page.append([(PLAIN, lead + first)])
        page += [[(PLAIN, " " * len(lead) + line)] for line in rest]
        if more and width_of(page[-1]) + cells(more) + 2 <= width:
            page[-1].append((QUIET, f"  {more}"))
        elif more:
            page += paragraph(more, width, indent=" " * len(lead), style=QUIET)
        at = to + 1
    return page


#: Rows of the field below the picture.
_FIELD = 3
#: Entries shown, the newest ones; a week rarely has more.
MOST_ENTRIES = 8


def look_page(summary: ReviewSummary, agenda: ReviewAgenda, width: int, rows: int) -> Page:
    """Show the days a review looks back on, before anything is asked about them.

    In a window of too few rows what has gone quiet stands at the end, where it is seen.
    """
    trends = summary.trends
    minutes = "half an hour" if agenda.ids(Kind.FACET) else "ten minutes"
    heads = sentence(title(summary), width - 1, style=STRONG)
    page: Page = [[], *at_right(heads, [(QUIET, f"about {minutes}")], width - 1)]
    page += sentence(headline(trends), width)
    if trends.begun is None:
        words = "Nothing written yet; looking back at these days is a start."
        return [*page, *sentence(words, width), []]
    if summary.name == "quarter":
        picture = [[], *table(trends, View(width)), *ratings_page(trends.dimensions, width)]
    else:
        picture = [*_came_up(trends, width), *_entries(summary, width)]
    judged, remarks = _judged(summary, width), [*_remarks(summary, width), []]
    is_tall = rows and len(page + judged + picture + remarks) + _FIELD > rows
    middle = [*picture, *judged] if is_tall else [*judged, *picture]
    return [*page, *middle, *remarks]


def _judged(summary: ReviewSummary, width: int) -> Page:
    trends = summary.trends
    if text := unjudged(trends):
        return sentence(text, width)
    page: Page = []
    for finding in shown_first(trends.named):
        text = f"{title_of(finding)}. {finding.because.text}"
        page += [[], *_beside("▼ GONE QUIET", text, width, FELL)]
    for unit in never_rooted(summary):
        page += [[], *paragraph(root_sentence(unit), width, indent=MARGIN)]
    return page


def _beside(label: str, text: str, width: int, style: str = QUIET) -> Page:
    lines = paragraph(text, width - _LABEL - 1, indent="")
    return labelled(label, lines, room=_LABEL, style=style)


def _came_up(trends: Trends, width: int) -> Page:
    """Show each dimension that was asked about, with the facets that were really there."""
    page: Page = []
    for unit in trends.dimensions:
        if unit.asked:
            there = [one_line(f.label) for f in trends.facets_of(unit.id) if f.full]
            text = f"{unit.full} of {unit.asked}".ljust(9) + ", ".join(there)
            name = cut(unit.name.lower(), _LABEL - 2)
            page += labelled(name, [[(PLAIN, cut(text, width - _LABEL - 1))]], room=_LABEL)
    return [[], *page] if page else []


def _entries(summary: ReviewSummary, width: int) -> Page:
    """Show a line of each entry: enough to remember the day by."""
    entries = [
        record
        for record in summary.past
        if isinstance(record, Note) or (isinstance(record, Ask) and record.text)
    ]
    newest = entries[-MOST_ENTRIES:]
    page: Page = [[]] if newest else []
    for entry in newest:
        day = WEEKDAYS[entry.day.weekday()][:3].title()
        about = f"{summary.framework.label(entry.facet)}: " if isinstance(entry, Ask) else ""
        text = cut(about + (entry.text or ""), width - 8)
        page.append([(QUIET, f"{MARGIN}{day}  "), (PLAIN, text)])
    more = len(entries) - len(newest)
    if more:
        text = f"and {counted(more, 'entry', 'entries')} before: syslead list --since 1w"
        page += paragraph(text, width, indent=" " * 6, style=QUIET)
    return page


def _remarks(summary: ReviewSummary, width: int) -> Page:
    trends = summary.trends
    waiting = [f"due since {short_day(s.intention.due, trends.as_of)}" for s in summary.waiting]
    due = f"{counted(len(waiting), 'intention')} due" if waiting else ""
    plans = " · ".join(filter(None, [intentions_sentence(trends.intentions), due]))
    remarks = [("heard from", voices_sentence(trends.voices, trends.as_of)), ("intentions", plans)]
    page = [line for label, remark in remarks if remark for line in _beside(label, remark, width)]
    return [[], *page] if page else []


def heading(state: ReviewState, width: int) -> Page:
    """Show what stands above the field at a step; the picture of LOOK is drawn elsewhere."""
    width = min(width, WIDEST)
    step = state.step
    if step.kind in (Kind.INSTANCE, Kind.MISSING, Kind.WHEN):
        return [[], *_asked(step.text, width)]
    if step.kind == Kind.MEND:
        kept = f"Enter keeps “{plan_text(state.answers)}”."
        return sentence(one_line(f"A cue helps it happen: “If …, then I will …”. {kept}"), width)
    at, count = progress(state)
    left = cut(f"{at} of {count} · {step.kind.words.part}", width - 2)
    return [[], [(QUIET, MARGIN + left)], *_question(state, width)]


def _question(state: ReviewState, width: int) -> Page:
    """Show the question, and what helps to answer it above or below."""
    step, agenda = state.step, state.agenda
    if step.kind in (Kind.ATTENTION, Kind.MATTERS):
        return [*choice_list(agenda.choices, width), *_asked(step.text, width)]
    if step.kind == Kind.FOCUS:
        return [*_suggestion(state, width), *_asked(step.text, width)]
    if step.kind == Kind.HEARD:
        return [*_asked(step.text, width), *_voices(agenda, width)]
    words, detail = step.text, ""
    if step.kind == Kind.ATTENDED:
        detail = next((each.meaning for each in agenda.choices if each.id == step.id), "")
    elif step.kind in (Kind.RATE, Kind.FACET):
        words, detail = step.label, step.text
    elif step.kind in (Kind.ENVIRONMENT, Kind.ACHIEVED):
        detail = step.label
    elif step.kind == Kind.DUE:
        due = date.fromisoformat(step.label)
        words, detail = f"“{one_line(step.text)}”", due_words(due, agenda.today)
    below = sentence(detail, width, style=QUIET) if detail else []
    if step.kind.words.scale:
        below += sentence(step.kind.words.scale, width)
    return [*_asked(words, width), *below]


def _asked(text: str, width: int) -> Page:
    return sentence(text, width, style=STRONG) if text else []


def _voices(agenda: ReviewAgenda, width: int) -> Page:
    """Show names that came up, to jog the memory before the two questions about voices."""
    page: Page = []
    for label, names in (
        ("In your entries", agenda.heard),
        ("You have not named these for a while", agenda.unheard),
    ):
        if names:
            listed = ", ".join(voice_name(name) for name in names)
            page += sentence(f"{label}: {listed}", width, style=QUIET)
    return page


def choice_list(choices: Sequence[FacetChoice], width: int) -> Page:
    """Show every facet with its number, under its dimension."""
    page: Page = []
    for dimension in dict.fromkeys(choice.dimension for choice in choices):
        entries = [
            f"{at} {choice.label}"
            for at, choice in enumerate(choices, start=1)
            if choice.dimension == dimension
        ]
        room = width - _LABEL - 1
        lines = packed([cut(entry, room) for entry in entries], room, BETWEEN).split("\n")
        name = cut(dimension.lower(), _LABEL - 2)
        page += labelled(name, ([(PLAIN, line)] for line in lines), room=_LABEL)
    return page


def _suggestion(state: ReviewState, width: int) -> Page:
    """Show the list, and what the scores suggest with the reason for each."""
    agenda = state.agenda
    page = [*choice_list(agenda.choices, width), []]
    proposed = suggested_focus(state)
    if not proposed:
        text = "No suggestion: too few facets were rated. Choose six to eight yourself."
        return [*page, *sentence(text, width, style=QUIET)]
    known = {**agenda.known, **facet_scores(state.answers)}
    page.append([(QUIET, f"{MARGIN}Suggested: what matters, and there was little of it")])
    for at, choice in enumerate(agenda.choices, start=1):
        if choice.id in proposed:
            quiet = "gone quiet" if choice.id in agenda.quiet else ""
            reasons = (scores_in_words(known.get(choice.id, Scores())), quiet)
            because = ", ".join(filter(None, reasons))
            name = f"{at:>5} {choice.label}"
            page.append([(ACCENT, name), (QUIET, f"   {because}" if because else "")])
    return page


#: Said once, after the first rating ever given.
WHAT_RATINGS_ARE = (
    "Your ratings are for you: trends shows them week by week and never adds them up."
)


def footer(state: ReviewState) -> Footer:
    """Return the line with the keys below the field."""
    if state.step.kind == Kind.FOCUS and suggested_focus(state):
        return step_words("review", "suggested")
    return state.step.kind.words


def after_rating(ratings: Ratings, *, is_very_first: bool = False) -> str:
    """Say what may be said of a dimension's ratings with the one just given."""
    if ratings.n == 1:
        text = f"first rating: {ratings.scores[0]}"
        return f"{text}. {WHAT_RATINGS_ARE}" if is_very_first else text
    text = in_words(ratings)
    if ratings.n >= RANGE_FROM and ratings.median is None:
        low, high = min(ratings.scores), max(ratings.scores)
        text += f", all {low}s" if low == high else f", from {low} to {high}"
    return text


def interrupted_page(state: ReviewState, today: date, width: int) -> Page:
    """Show an interrupted review, before it is gone on with."""
    agenda = state.agenda
    at, count = progress(state)
    where = f"at {at} of {count}" if not state.is_done else "at the end"
    what = f"the assessment of the {agenda.name}"
    if agenda.is_review:
        what = f"the review of the {agenda.name} to {near_day(agenda.last, today)}"
    text = f"You stopped {where} in {what}."
    return [[], *sentence(text, min(width, WIDEST), style=STRONG)]


def reviewed_already_page(agenda: ReviewAgenda, today: date, width: int) -> Page:
    days = f"the {agenda.name} to {near_day(agenda.last, today)}"
    text = f"You have already reviewed {days}. Your earlier answers are filled in."
    return [[], *sentence(text, min(width, WIDEST), style=STRONG)]
