"""The balcony on the screen: what is asked at each step, and the summary at the end."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from syslead_cli.base.page_render import (
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
    with_right,
)
from syslead_cli.base.visible import one_line
from syslead_cli.base.wording import due_words, near_day
from syslead_cli.insight.ratings_core import RANGE_FROM, Ratings
from syslead_cli.insight.ratings_render import in_words
from syslead_cli.insight.trends_asides import voice_name
from syslead_cli.journal.records import Review
from syslead_cli.review.review_answers import facet_scores, plan_in, suggestion
from syslead_cli.review.review_blocks import scores_in_words
from syslead_cli.review.review_core import progress
from syslead_cli.review.review_draft import ReviewDraft
from syslead_cli.review.review_steps import (
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
)

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
