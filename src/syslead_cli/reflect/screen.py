"""Intentions on the screen: what is due, what waits, what became of the rest."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from msgspec import Struct

from syslead_cli.base.layout import (
    MARGIN,
    PLAIN,
    QUIET,
    STRONG,
    Line,
    Page,
    cells,
    cut,
    next_step,
    paragraph,
    sentence,
    width_of,
    with_right,
    wrapped,
)
from syslead_cli.base.text import counted, day_in_words, due_words, listed, near_day, one_line
from syslead_cli.framework.model import Framework, Prompt
from syslead_cli.framework.signals import Mention
from syslead_cli.journal.entries import short_id
from syslead_cli.journal.intentions import (
    DROPPED,
    DUE,
    KEPT,
    OPEN,
    PARTLY,
    STATES,
    TrackedIntention,
    count_by_state,
)
from syslead_cli.journal.model import Ask, Intention, Note, Outcome
from syslead_cli.journal.screen import Labels
from syslead_cli.reflect.draft import Draft
from syslead_cli.reflect.grading import Grade
from syslead_cli.reflect.schedule import Pick
from syslead_cli.reflect.session import (
    ASK,
    CLOSE,
    FOLLOW,
    LINE,
    MEND,
    NOTE,
    PLAN,
    VOICES,
    WHEN,
    Agenda,
    ExtendAsk,
    Overrule,
    SaveAsk,
    Session,
)
from syslead_cli.reflect.session import DUE as DUE_REFLECT
from syslead_cli.reflect.sitting import Picture

_HEADINGS = {DUE: "Due", OPEN: "Open", KEPT: "Kept", PARTLY: "Kept in part", DROPPED: "Let go"}
_COUNTED = {KEPT: "kept", PARTLY: "kept in part", DROPPED: "let go"}
_INDENT = "   "


def page_of_intentions(all_: Sequence[TrackedIntention], names: Labels, *, closed: bool) -> Page:
    """Under a heading for each state; those that are over only as counts unless ``closed``."""
    page: Page = []
    for state in STATES if closed else (DUE, OPEN):
        group = [standing for standing in all_ if standing.state(names.today) == state]
        if group:
            page += [[], [(STRONG, f"{MARGIN}{_HEADINGS[state]}")]]
            for standing in sorted(group, key=lambda standing: standing.intention.due):
                page += _one(standing, state, names)
    if not closed and (said := _over(all_, names.today)):
        page += [[], *sentence(said, names.width, style=QUIET)]
    due = [standing for standing in all_ if standing.state(names.today) == DUE]
    if due:
        short = short_id(due[0].intention.id)
        page += [[], *_over_to_you(short, names)]
    return page[1:]


def _over_to_you(short: str, names: Labels) -> Page:
    return next_step(f"syslead intentions done {short}", "or partly, later, drop", names.width)


def _one(standing: TrackedIntention, state: str, names: Labels) -> Page:
    intention = standing.intention
    right: Line = [(QUIET, f"{_when(standing, state, names)}   {short_id(intention.id)}")]
    lines = wrapped(intention.text, names.width - len(_INDENT))
    page: Page = [[(PLAIN, f"{_INDENT}{line}")] for line in lines]
    if cells(lines[-1]) + len(_INDENT) + width_of(right) + 2 <= names.width:
        page[-1] = with_right(page[-1], right, names.width)
    else:
        page.append(with_right([], right, names.width))
    for outcome in standing.outcomes:
        if outcome.text:
            said = f"{day_in_words(outcome.day, names.today)}: {outcome.text}"
            room = names.width - len(_INDENT) - 2
            page += [[(QUIET, f"{_INDENT}  {line}")] for line in wrapped(said, room)]
    return page


def _when(standing: TrackedIntention, state: str, names: Labels) -> str:
    facet = standing.intention.facet
    about = f"{one_line(names.facet(facet))}, " if facet else ""
    if state in (DUE, OPEN):
        return f"{about}{due_words(standing.intention.due, names.today)}"
    return f"{about}{near_day(standing.outcomes[-1].day, names.today)}"


def _over(all_: Sequence[TrackedIntention], today: date) -> str:
    counts = count_by_state(all_, today)
    over = [f"{counts[state]} {word}" for state, word in _COUNTED.items() if counts[state]]
    made = counted(len(all_), "intention")
    return f"Of {made} made: {listed(over)}. syslead intentions --all shows them." if over else ""


def intentions_data(
    all_: Sequence[TrackedIntention], today: date, *, closed: bool
) -> dict[str, Any]:
    """The intentions as JSON, with how many there are in each state."""
    shown = [s for s in all_ if closed or s.state(today) in (DUE, OPEN)]
    return {
        "intentions": [_data(standing, today) for standing in shown],
        "counts": count_by_state(all_, today),
    }


def _data(standing: TrackedIntention, today: date) -> dict[str, Any]:
    intention = standing.intention
    return {
        "id": intention.id,
        "day": intention.day.isoformat(),
        "text": intention.text,
        "facet": intention.facet,
        "due": intention.due.isoformat(),
        "state": standing.state(today),
        "outcomes": [
            {
                "id": outcome.id,
                "day": outcome.day.isoformat(),
                "status": outcome.status,
                "text": outcome.text or "",
            }
            for outcome in standing.outcomes
        ],
    }


# ── reflect_render ──
# The sitting on the screen: headings, what was saved, and the first picture.


#: Prose is easier to read when it is no wider.
WIDEST = 96
_MOST_REASONS = 2
_MOST_SIGHTS = 2
_DETAIL = "   "


def place(facet_id: str, framework: Framework) -> str:
    """``perceiving › hearing other voices``."""
    facet = framework.facet(facet_id)
    if facet is None:
        return one_line(facet_id)
    dimension = framework.dimension(facet.dimension)
    name = dimension.name if dimension else facet.dimension
    return one_line(f"{_lowered(name)} › {_lowered(facet.label)}")


def _lowered(name: str) -> str:
    """A name inside a line; an abbreviation keeps its capitals."""
    return name if name[:2].isupper() else name[:1].lower() + name[1:]


# ── questions ────────────────────────────────────────────────────────────────


def heading(session: Session, framework: Framework, width: int) -> Page:
    """What stands above the field at this step."""
    width = min(width, WIDEST)
    step, agenda = session.step, session.agenda
    match step.name:
        case "ask":
            return [[], *_question(agenda, step.at, framework, width)]
        case "due":
            return [[], *_due(agenda, step.at, width)]
        case "follow":
            return [[], *sentence(step.asked, width, style=STRONG)]
        case "mend":
            said = "A cue helps it happen: “If …, then I will …”. Mend it, or Enter keeps it."
            return sentence(said, width)
    asked = _ASKED[step.name]
    return [[], [(STRONG, f"{MARGIN}{asked}")]] if asked else []


_ASKED = {
    LINE: "What happened?",
    NOTE: "Anything else on your mind?",
    VOICES: "Whose voices did you hear?",
    PLAN: "One if–then to take with you?",
    WHEN: "When shall I ask how it went?",
    CLOSE: "",
}


def _question(agenda: Agenda, at: int, framework: Framework, width: int) -> Page:
    prompt = agenda.picks[at].prompt
    count = f"{at + 1} of {len(agenda.picks)} · " if len(agenda.picks) > 1 else ""
    where = cut(count + place(prompt.facet, framework), width - 2)
    return [[(QUIET, f"{MARGIN}{where}")], *sentence(prompt.text, width, style=STRONG)]


def _due(agenda: Agenda, at: int, width: int) -> Page:
    intention = agenda.due[at]
    due = due_words(intention.due, agenda.day)
    lead = "An intention" if len(agenda.due) == 1 else f"Intention {at + 1} of {len(agenda.due)}"
    return [
        *sentence(f"{lead} · {due}", width, style=QUIET),
        *sentence(f"“{one_line(intention.text)}”", width, style=STRONG),
    ]


_DONE_HINT = "Enter done · Ctrl-J new line · Ctrl-E editor"


def hints(session: Session) -> tuple[str, str]:
    """The quiet line below the field, before and after typing has begun."""
    return _EMPTY_HINTS[session.step.name] + _overrule_hint(session), _DONE_HINT


def _overrule_hint(session: Session) -> str:
    if session.step.name != FOLLOW or session.graded is None:
        return ""
    return " · f to call it full" if session.graded[1] == "thin" else ""


_EMPTY_HINTS = {
    DUE_REFLECT: "d done · p partly · n not yet (or Enter) · x let it go",
    LINE: "Enter passes",
    ASK: "Enter skips · l later · ? meaning · Ctrl-E editor",
    FOLLOW: "Enter passes",
    NOTE: "Enter passes · Ctrl-E editor",
    VOICES: "roles or @names, with commas · Enter passes",
    PLAN: "If …, then I will … · Enter passes",
    MEND: "Enter keeps it as it is",
    WHEN: "fri, 2w, 3 May · Enter: in a week",
    CLOSE: "Enter ends",
}


def meaning(facet_id: str, framework: Framework, width: int) -> Page:
    """What the facet of a question means."""
    facet = framework.facet(facet_id)
    width = min(width, WIDEST)
    if facet is None:
        return sentence("This facet is not in the framework in use.", width)
    page = paragraph(f"{facet.name}: {facet.meaning}", width, indent=_DETAIL)
    for sight in facet.looks_like[:_MOST_SIGHTS]:
        page += paragraph(f"· {sight}", width, indent=_DETAIL, style=QUIET)
    return page


# ── what was saved ───────────────────────────────────────────────────────────


def saved_answer(effect: SaveAsk | ExtendAsk, width: int) -> Page:
    """The line below an answer: its grade, with reasons, and how to overrule it."""
    if isinstance(effect, SaveAsk) and effect.grade is None:
        return detail("for later" if effect.outcome == "later" else "skipped", width)
    if effect.grade is None:
        return detail("saved with the answer", width)
    other = "t to call it thin" if effect.grade.outcome == "full" else "f to call it full"
    return detail(f"saved · {graded(effect.grade)} · {other}", width)


def graded(grade: Grade) -> str:
    """``full answer (22 words, a person, a quotation)``."""
    why = ", ".join([counted(grade.words, "word"), *grade.reasons[:_MOST_REASONS]])
    return f"{grade.outcome} answer ({why})"


def overruled(effect: Overrule, width: int) -> Page:
    """The leader's word on an answer."""
    return detail(f"saved · a {effect.outcome} answer, by your word", width)


def detail(words: str, width: int) -> Page:
    """A quiet line below a field."""
    return paragraph(one_line(words), min(width, WIDEST), indent=_DETAIL, style=QUIET)


def saved_note(mentions: Sequence[Mention], framework: Framework, width: int) -> Page:
    """A note on disk, with what was found in it."""
    page: Page = [[(QUIET, f"{_DETAIL}saved")]]
    for mention in mentions:
        words = f"touches on {framework.label(mention.facet)} ({mention.shown})"
        page += detail(words, width)
    return page


# ── beginning and end ────────────────────────────────────────────────────────


def interrupted(draft: Draft, today: date, width: int) -> Page:
    """The sitting that can be gone on with."""
    day = near_day(draft.day, today)
    which = f"The sitting of {day}" if " " in day else f"{day[:1].upper()}{day[1:]}’s sitting"
    where = {
        ASK: f"question {draft.step.at + 1} of {len(draft.picks)}",
        FOLLOW: f"question {draft.step.at + 1} of {len(draft.picks)}",
        DUE_REFLECT: "an intention",
        LINE: "an intention",
        NOTE: "the note",
        VOICES: "the voices",
    }.get(draft.step.name, "the if–then")
    page: Page = [[], *sentence(f"{which} stopped at {where}.", min(width, WIDEST))]
    if draft.words:
        count = counted(len(draft.words.split()), "word")
        page.append([(PLAIN, f"{_DETAIL}“{cut(draft.words, min(width, WIDEST) - 30)}” ({count})")])
    return page


def first_picture(shown: Picture, framework: Framework, width: int) -> Page:
    """Counts in plain words, and the next step."""
    width = min(width, WIDEST)
    page: Page = [[]]
    if shown.answered:
        so_far = f"{counted(shown.answered, 'answer')} so far, {_in_full(shown)}"
        page += sentence(f"{so_far}: {_places(shown, framework)}.", width)
    if shown.early:
        page += sentence("Patterns need about six weeks; until then these are counts.", width)
    return [*page, [], *next_step("syslead trends", "what has come up so far")]


def _in_full(shown: Picture) -> str:
    if shown.full == shown.answered:
        return {1: "in full", 2: "both in full"}.get(shown.full, "all in full")
    return f"{shown.full or 'none'} in full"


def _places(shown: Picture, framework: Framework) -> str:
    names = {dimension.id: _lowered(dimension.name) for dimension in framework.dimensions}
    return ", ".join(f"{names.get(id_, id_)} {count}" for id_, count in shown.places)


def plan_page(agenda: Agenda, framework: Framework, width: int) -> Page:
    """Today's questions, for reading."""
    page: Page = []
    for at in range(len(agenda.due)):
        page += [*_due(agenda, at, min(width, WIDEST)), []]
    for at, pick in enumerate(agenda.picks):
        where = f"{at + 1} of {len(agenda.picks)} · {place(pick.prompt.facet, framework)}"
        page.append([(QUIET, f"{MARGIN}{cut(where, width - 2)}")])
        page += [*sentence(pick.prompt.text, min(width, WIDEST)), []]
    return page[:-1] if page else sentence("Nothing to ask today.", width)


# ── documents ────────────────────────────────────────────────────────────────


def plan_data(agenda: Agenda, framework: Framework, *, waiting: bool) -> dict[str, Any]:
    """``syslead/plan/1``."""
    return {
        "day": agenda.day.isoformat(),
        "framework": framework.id,
        "prompts": [_pick_data(pick, framework) for pick in agenda.picks],
        "due": [_intention_data(intention) for intention in agenda.due],
        "interrupted": waiting,
    }


def _pick_data(pick: Pick[Prompt], framework: Framework) -> dict[str, Any]:
    facet = framework.facet(pick.prompt.facet)
    return {
        "id": pick.prompt.id,
        "facet": pick.prompt.facet,
        "dimension": facet.dimension if facet else None,
        "kind": pick.prompt.kind,
        "reason": pick.reason,
        "text": pick.prompt.text,
    }


def _intention_data(intention: Intention) -> dict[str, Any]:
    return {
        "id": intention.id,
        "text": intention.text,
        "facet": intention.facet,
        "due": intention.due.isoformat(),
    }


class Written(Struct, frozen=True):
    """What a scripted sitting put on disk; each ask with the reasons of its grade."""

    sitting: str
    day: date
    asks: Sequence[tuple[Ask, Sequence[str]]]
    outcomes: Sequence[Outcome] = ()
    note: Note | None = None
    intention: Intention | None = None
    mentions: Sequence[Mention] = ()


def reflect_data(written: Written) -> dict[str, Any]:
    """``syslead/reflect/1``: what is on disk now, with the new ids."""
    found = [{"id": item.facet, "because": list(item.because)} for item in written.mentions]
    done = [{"id": item.id, "of": item.of, "status": item.status} for item in written.outcomes]
    return {
        "sitting": written.sitting,
        "day": written.day.isoformat(),
        "answers": [_ask_data(ask, reasons) for ask, reasons in written.asks],
        "outcomes": done,
        "note": {"id": written.note.id, "mentions": found} if written.note else None,
        "intention": _intention_data(written.intention) if written.intention else None,
    }


def _ask_data(ask: Ask, reasons: Sequence[str]) -> dict[str, Any]:
    return {
        "id": ask.id,
        "prompt": ask.prompt,
        "facet": ask.facet,
        "reason": ask.reason,
        "outcome": ask.outcome,
        "words": ask.words,
        "graded_by": ask.graded_by,
        "because": list(reasons),
    }
