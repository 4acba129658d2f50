"""What a review would ask, as a list."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from syslead_cli.base.dates import WEEKDAYS
from syslead_cli.base.layout import (
    ACCENT,
    MARGIN,
    PLAIN,
    QUIET,
    STRONG,
    Line,
    Page,
    cells,
    cut,
    labelled,
    paragraph,
    sentence,
    width_of,
    with_right,
    wrapped,
)
from syslead_cli.base.text import counted, due_words, near_day, one_line, short_day
from syslead_cli.framework.model import Framework
from syslead_cli.insight.charts import in_words, ratings_page
from syslead_cli.insight.ratings import RANGE_FROM, Ratings
from syslead_cli.insight.screen import (
    early_sentence,
    intentions_sentence,
    sentence_of,
    shown_first,
    title_of,
    voice_name,
    voices_sentence,
)
from syslead_cli.insight.table import View, table
from syslead_cli.insight.trends import Trends, Unit
from syslead_cli.journal.model import Ask, Note, Review
from syslead_cli.review.answers import facet_scores, plan_in, suggestion
from syslead_cli.review.draft import ReviewDraft
from syslead_cli.review.session import progress
from syslead_cli.review.steps import (
    ATTENTION,
    DUE,
    ENVIRONMENT,
    FACET,
    FOCUS,
    HEARD,
    INSTANCE,
    LOOK,
    MEND,
    MISSING,
    PLAN,
    QUESTION,
    RATE,
    TEXT,
    WHEN,
    Agenda,
    Choice,
    Scores,
    State,
    Step,
)
from syslead_cli.review.summary import (
    Summary,
    headline,
    root_sentence,
    scores_in_words,
    title,
    without_root,
)


def plan_page(agenda: Agenda, width: int) -> Page:
    """The questions, numbered."""
    steps = [step for step in agenda.steps if step.kind not in (LOOK, INSTANCE, MEND, WHEN)]
    page: Page = []
    at = 1
    for alike in _groups(steps):
        to = at + len(alike) - 1
        lead = f" {f'{at}–{to}' if to > at else at:>5}  "
        text, more = _words(alike[0]) if to == at else _of_many(len(alike))
        first, *rest = wrapped(text, width - len(lead))
        page.append([(PLAIN, lead + first)])
        page += [[(PLAIN, " " * len(lead) + line)] for line in rest]
        if more and width_of(page[-1]) + cells(more) + 2 <= width:
            page[-1].append((QUIET, f"  {more}"))
        elif more:
            page += paragraph(more, width, indent=" " * len(lead), style=QUIET)
        at = to + 1
    return page


def _groups(steps: list[Step]) -> list[list[Step]]:
    """The questions, those for each facet as one."""
    groups: list[list[Step]] = []
    for step in steps:
        if groups and step.kind == FACET == groups[-1][0].kind:
            groups[-1].append(step)
        else:
            groups.append([step])
    return groups


def _of_many(count: int) -> tuple[str, str]:
    return f"{count} facets", "how much each will matter, how much there was"


def _words(step: Step) -> tuple[str, str]:
    if step.kind == RATE:
        return step.label, "1 to 5, and a moment that shows it"
    if step.kind == FACET:
        return step.label, "how much it will matter, how much there was"
    if step.kind == DUE:
        return f"“{one_line(step.text)}”", "what became of it"
    return step.text, "1 to 5" if step.kind == "environment" else ""


# ── review_look ──
# What a review begins with: the days themselves, before anything is asked about them.


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
        page += [[], *table(trends, View(width)), *ratings_page(trends.dimensions, width)]
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


# ── review_render ──
# The balcony on the screen: what is asked at each step, and the summary at the end.


#: Prose is easier to read when it is no wider.
WIDEST = 96
_DETAIL = "   "
_KEYS = "? how  b back  > next part"
_NAME = 16

_PARTS = {
    RATE: "how much of it was there", ATTENTION: "attention", HEARD: "voices", DUE: "intentions",
    QUESTION: "a question", PLAN: "if–then", ENVIRONMENT: "the environment",
    FACET: "what matters", FOCUS: "focus", TEXT: "in your own words",
}  # fmt: skip


# ── steps ────────────────────────────────────────────────────────────────────


def heading(state: State, width: int) -> Page:
    """What stands above the field at a step; the picture of LOOK is drawn elsewhere."""
    width = min(width, WIDEST)
    step = state.step
    if step.kind in (INSTANCE, MISSING, WHEN):
        return [[], *_asked(step.text, width)]
    if step.kind == MEND:
        kept = f"Enter keeps “{plan_in(state.answers)}”."
        return sentence(one_line(f"A cue helps it happen: “If …, then I will …”. {kept}"), width)
    return [[], _top(state, width), *_question(state, width)]


def _top(state: State, width: int) -> Line:
    at, count = progress(state)
    part = _PARTS.get(state.step.part, "")
    left = f"{at} of {count}" + (f" · {part}" if part else "")
    return with_right(
        [(QUIET, MARGIN + cut(left, width - len(_KEYS) - 4))], [(QUIET, _KEYS)], width - 1
    )


def _question(state: State, width: int) -> Page:
    """The question, and what helps to answer it above or below."""
    step = state.step
    above: Page = []
    if step.kind == ATTENTION:
        above = choice_list(state.agenda.choices, width)
    elif step.kind == FOCUS:
        above = _focus(state, width)
    words, detail = step.text, ""
    if step.kind in (RATE, FACET):
        words, detail = step.label, step.text
    elif step.kind == ENVIRONMENT:
        detail = step.label
    elif step.kind == DUE:
        due = date.fromisoformat(step.label)
        words, detail = f"“{one_line(step.text)}”", due_words(due, state.agenda.today)
    below = sentence(detail, width, style=QUIET) if detail else []
    if step.kind == HEARD:
        below = _voices(state.agenda, width)
    return [*above, *_asked(words, width), *below]


def _asked(text: str, width: int) -> Page:
    return sentence(text, width, style=STRONG) if text else []


def _voices(agenda: Agenda, width: int) -> Page:
    """Names that came up, to jog the memory before the two questions about voices."""
    page: Page = []
    for label, names in (("In your entries", agenda.heard), ("Not for long", agenda.unheard)):
        if names:
            said = ", ".join(voice_name(name) for name in names)
            page += sentence(f"{label}: {said}", width, style=QUIET)
    return page


def choice_list(choices: Sequence[Choice], width: int) -> Page:
    """Every facet with its number, under its dimension."""
    page: Page = []
    for dimension in dict.fromkeys(choice.dimension for choice in choices):
        entries = [
            f"{at} {choice.label}"
            for at, choice in enumerate(choices, start=1)
            if choice.dimension == dimension
        ]
        lines = _filled(entries, width - _NAME - 1)
        page += labelled(cut(dimension.lower(), _NAME - 2), lines, room=_NAME)
    return page


def _filled(entries: Sequence[str], width: int) -> list[Line]:
    """Entries side by side, none of them broken across lines where it fits on one."""
    lines, text = [], ""
    for entry in entries:
        if text and cells(text) + 3 + cells(entry) > width:
            lines.append(text)
            text = ""
        text = f"{text}   {entry}" if text else cut(entry, width)
    return [[(PLAIN, line)] for line in [*lines, text]]


def _focus(state: State, width: int) -> Page:
    """The list, and what the scores suggest with the reason for each."""
    choices = state.agenda.choices
    page = [*choice_list(choices, width), []]
    proposed = suggestion(state)
    if not proposed:
        said = "Too few facets were said to matter for a suggestion; the choice is yours."
        return [*page, *sentence(said, width, style=QUIET)]
    known = {**state.agenda.known, **facet_scores(state.answers)}
    page.append([(QUIET, f"{MARGIN}Suggested: what matters more than there was of it")])
    for at, choice in enumerate(choices, start=1):
        if choice.id in proposed:
            page.append(_suggested(at, choice, known, state.agenda.quiet))
    return page


def _suggested(at: int, choice: Choice, known: dict[str, Scores], quiet: Sequence[str]) -> Line:
    reasons = [scores_in_words(known.get(choice.id, Scores()))]
    reasons += ["gone quiet"] if choice.id in quiet else []
    because = ", ".join(filter(None, reasons))
    return [(ACCENT, f"{at:>5} {choice.label}"), (QUIET, f"   {because}" if because else "")]


_DONE_HINT = "Enter done · Ctrl-J new line · Ctrl-E editor"
_HINTS = {
    LOOK: "Enter begins",
    RATE: "1 hardly … 5 a great deal, a few words may follow · Enter passes",
    INSTANCE: "Enter passes",
    ATTENTION: "3 7 12, or their names · Enter passes",
    HEARD: "roles or @names, with commas · Enter passes",
    MISSING: "roles or @names, with commas · Enter passes",
    DUE: "d done · p partly · n not yet · x let it go · Enter passes",
    QUESTION: "Enter passes · Ctrl-E editor",
    PLAN: "If …, then I will … · Enter passes",
    MEND: "Enter keeps it as it is",
    WHEN: "fri, 2w, 3 May · Enter: in a week",
    ENVIRONMENT: "1 hardly … 5 very much · Enter passes",
    FACET: "two numbers: how much it will matter, how much there was: 5 2 · Enter passes",
    FOCUS: "y takes the suggestion · +3 -7 changes it · or six to eight numbers",
    TEXT: "Enter passes · Ctrl-E editor",
}  # fmt: skip


def hints(state: State) -> tuple[str, str]:
    """The quiet line below the field, before and after typing has begun."""
    kind = state.step.kind
    return _HINTS[kind], _HINTS[kind] if kind in (FACET, FOCUS) else _DONE_HINT


def remark(words: str, width: int) -> Page:
    """A line below an answer."""
    return paragraph(words, min(width, WIDEST), indent=_DETAIL, style=QUIET)


def after_rating(ratings: Ratings, width: int) -> Page:
    """What may be said of a dimension's ratings with the one just given."""
    if ratings.n == 1:
        return remark(f"the first rating: {ratings.scores[0]}", width)
    said = in_words(ratings)
    if ratings.n >= RANGE_FROM and ratings.median is None:
        low, high = min(ratings.scores), max(ratings.scores)
        said += f", all {low}s" if low == high else f", from {low} to {high}"
    return remark(said, width)


# ── before and after ─────────────────────────────────────────────────────────


def offered(draft: ReviewDraft, today: date, width: int) -> Page:
    """An interrupted review, before it is gone on with."""
    state = draft.state
    at, count = progress(state)
    where = f"at {at} of {count}" if not state.is_done else "at the end"
    said = f"You stopped {where} in {named(state.agenda, today)}."
    return [[], *sentence(said, min(width, WIDEST), style=STRONG)]


def again(review: Review, today: date, width: int) -> Page:
    """A review of the same days is there already."""
    days = f"The {review.period} to {near_day(review.to, today)}"
    said = f"{days} is reviewed already. Your answers stand in their lines."
    return [[], *sentence(said, min(width, WIDEST), style=STRONG)]


def named(agenda: Agenda, today: date) -> str:
    """``the review of the week to Friday``."""
    if agenda.is_review:
        return f"the review of the {agenda.name} to {near_day(agenda.last, today)}"
    return f"the assessment of the {agenda.name}"


def closing(draft: str, command: str) -> str:
    """What Ctrl-C leaves behind."""
    return f"Stopped. Your answers are in\n   {draft}\n Next time: {command} goes on there."


def due_day(day: date, today: date) -> str:
    """When the new plan is asked about."""
    return f"asked about again {near_day(day, today)}"
