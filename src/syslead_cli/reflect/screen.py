"""Sittings and intentions on the screen."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import date

from syslead_cli.base.keys import Footer, Key
from syslead_cli.base.layout import (
    MARGIN,
    PLAIN,
    QUIET,
    STRONG,
    WIDEST,
    Line,
    Page,
    at_right,
    cut,
    next_step,
    paragraph,
    sentence,
    wrapped,
)
from syslead_cli.base.text import counted, day_in_words, due_words, listed, near_day, one_line
from syslead_cli.framework.model import Framework
from syslead_cli.journal.entries import Labels, short_id
from syslead_cli.journal.model import (
    DROPPED,
    DUE,
    KEPT,
    OPEN,
    PARTLY,
    STATES,
    Ask,
    Record,
    TrackedIntention,
)
from syslead_cli.journal.screen import SIGNS
from syslead_cli.reflect.grading import NOTHING_PARTICULAR
from syslead_cli.reflect.lexicon import is_grave, step_words
from syslead_cli.reflect.model import (
    PLAIN_NO,
    Effect,
    Overrule,
    Remark,
    SaveAsk,
    SaveIntention,
    SaveNote,
    SaveOutcome,
    SaveVoices,
    Session,
    SittingAgenda,
    SittingDraft,
)

_MOST_REASONS = 2
_MOST_EXAMPLES = 2
_INDENT = "   "


def _place(facet_id: str, framework: Framework) -> str:
    """Return where a facet belongs: ``perceiving › hearing other voices``."""
    facet = framework.facet(facet_id)
    if facet is None:
        return one_line(facet_id)
    dimension = framework.dimension(facet.dimension)
    name = dimension.name if dimension else facet.dimension
    return one_line(f"{_lowered(name)} › {_lowered(facet.label)}")


def _lowered(name: str) -> str:
    """Return a name as it stands inside a line; an abbreviation keeps its capitals."""
    return name if name[:2].isupper() else name[:1].lower() + name[1:]


def heading(session: Session, framework: Framework, width: int) -> Page:
    """Return what stands above the field at this step."""
    step, agenda = session.step, session.agenda
    match step.name:
        case "ask":
            prompt = agenda.picks[step.at]
            count = f"{step.at + 1} of {len(agenda.picks)} · " if len(agenda.picks) > 1 else ""
            where = cut(count + _place(prompt.facet, framework), width - 2)
            asked = sentence(prompt.text, width, style=STRONG)
            return [[], [(QUIET, f"{MARGIN}{where}")], *asked]
        case "due":
            return [[], *_due(agenda, step.at, width)]
        case "mend":
            return sentence(question(session), width)
        case "close":
            return []
    page: Page = [[], *sentence(question(session), width, style=STRONG)]
    if offered := session.offered:
        page += quiet(f"Heard from: {listed([each.words for each in offered])}?", width)
    return page


def first_words(framework: Framework, width: int) -> Page:
    """Explain a facet, above the first question ever asked."""
    text = f"Each question is about a facet, one of {len(framework.facets)} parts of leadership."
    return [[], *sentence(f"{text} ? explains the facet.", width, style=QUIET)]


#: Said once, after the first grade ever shown.
WHAT_GRADES_ARE = (
    "Detailed means that a person, a time, words or an act is in it. A brief answer is fine too: "
    "syslead counts both, and marks neither right nor wrong."
)


def _due(agenda: SittingAgenda, at: int, width: int) -> Page:
    intention = agenda.due[at]
    due = due_words(intention.due, agenda.day)
    lead = "An intention" if len(agenda.due) == 1 else f"Intention {at + 1} of {len(agenda.due)}"
    return [
        *sentence(f"{lead} · {due}", width, style=QUIET),
        *sentence(f"“{one_line(intention.text)}”", width, style=STRONG),
    ]


def question(session: Session) -> str:
    """Return the question of a step in plain words, to stand above an answer in an editor."""
    step, agenda = session.step, session.agenda
    if step.name in ("ask", "due"):
        return (agenda.picks if step.name == "ask" else agenda.due)[step.at].text
    return step.asked or step_words("sitting", step.name).asked


def footer(session: Session) -> Footer:
    """Return the line with the keys below the field."""
    return step_words("sitting", "offered" if session.offered else session.step.name)


def explanation(session: Session, framework: Framework, width: int) -> Page:
    """Return the meaning of a prompt's facet, or what may be typed at another step."""
    step, agenda = session.step, session.agenda
    if step.name != "ask":
        return quiet(step_words("sitting", step.name).how, width)
    facet = framework.facet(agenda.picks[step.at].facet)
    if facet is None:
        return sentence("This facet is not in the framework you use.", width)
    page = paragraph(f"{facet.name}: {facet.meaning}", width, indent=_INDENT)
    for example in facet.looks_like[:_MOST_EXAMPLES]:
        page += paragraph(f"· {example}", width, indent=_INDENT, style=QUIET)
    return page


#: Said of grave matters in place of a grade and of further questions.
LEAVE_IT = "You can leave it there."


def effect_page(effect: Effect, today: date, width: int) -> Page:
    """Return the quiet lines below a field: what an effect saved, or has to say."""
    match effect:
        case SaveAsk():
            words = _answered(effect)
        case Overrule(_, outcome):
            words = f"saved · {_COUNTED_AS[outcome]} · {_TURN} {_OTHER[outcome]}"
        case SaveOutcome(_, status):
            words = f"saved · {status.replace('_', ' ')}"
        case SaveVoices(_, is_no=True):
            words = "not counted, and not offered again"
        case SaveVoices(voices):
            words = "saved · " + (", ".join(voices) or "nobody")
        case SaveIntention(_, due):
            words = f"saved · I will ask about it {near_day(due, today)}"
        case Remark(words):
            pass
        case SaveNote(text):
            words = f"Saved. {LEAVE_IT}" if is_grave(text) else "saved"
        case _:
            return []
    return quiet(words, width)


_COUNTED_AS = {
    "full": "counted as detailed",
    "thin": "counted as brief",
    PLAIN_NO: "a plain no, counted neither way",
}
_OTHER = {"full": "brief", "thin": "detailed", PLAIN_NO: "detailed"}
_TURN = f"{Key.GRADE} counts it as"


def _answered(effect: SaveAsk) -> str:
    """Return what an answer is counted as and why, and how to change that; no judgement."""
    if effect.grade is None:
        return "for later" if effect.outcome == "later" else "skipped"
    outcome, words, reasons = effect.grade[:3]
    if effect.grade.grave:
        return f"Saved. {LEAVE_IT}"
    if not effect.grade.counted:
        return f"saved · {_COUNTED_AS[PLAIN_NO]} · {_TURN} detailed"
    length = counted(words, "word")
    if outcome == "thin":
        why = ", ".join([*(reason for reason in reasons if reason != NOTHING_PARTICULAR), length])
        return f"saved · short on detail ({why}) · {_TURN} detailed"
    why = ", ".join([length, *reasons[:_MOST_REASONS]])
    return f"saved · detailed ({why}) · {_TURN} brief"


def shows_grade(effect: Effect) -> bool:
    """Return whether ``effect_page`` said of an answer that it is detailed or brief."""
    grade = effect.grade if isinstance(effect, SaveAsk) else None
    return grade is not None and grade.counted and not grade.grave


def quiet(words: str, width: int) -> Page:
    return paragraph(one_line(words), width, indent=_INDENT, style=QUIET)


def interrupted(draft: SittingDraft, today: date, width: int) -> Page:
    day = near_day(draft.day, today)
    which = f"the reflection of {day}" if " " in day else f"{day}’s reflection"
    where = step_words("sitting", draft.step.question.name).part
    where = where or f"question {draft.step.at + 1} of {len(draft.picks)}"
    page: Page = [[], *sentence(f"You stopped at {where} in {which}.", width)]
    if draft.words:
        count = counted(len(draft.words.split()), "word")
        page.append([(PLAIN, f"{_INDENT}“{cut(draft.words, width - 30)}” ({count})")])
    return page


def counts_page(records: Sequence[Record], framework: Framework, today: date, width: int) -> Page:
    from syslead_cli.insight.neglect import SILENT_DAYS

    page: Page = [[]]
    first = min([today, *(record.day for record in records)])
    answers = [r for r in records if isinstance(r, Ask) and r.outcome in ("full", "thin")]
    if answers:
        full = sum(ask.outcome == "full" for ask in answers)
        detailed = f"{full or 'none'} detailed"
        if full == len(answers):
            detailed = {1: "detailed", 2: "both detailed"}.get(full, "all detailed")
        dimension_of = {facet.id: facet.dimension for facet in framework.everything}
        counts = Counter(dimension_of[ask.facet] for ask in answers if ask.facet in dimension_of)
        names = {each.id: _lowered(each.name) for each in framework.dimensions if each.id in counts}
        ranked = sorted(names, key=lambda id_: -counts[id_])
        where = ", ".join(f"{names[id_]} {counts[id_]}" for id_ in ranked)
        page += sentence(f"{counted(len(answers), 'answer')} so far, {detailed}: {where}.", width)
    if (today - first).days < SILENT_DAYS:
        page += sentence("Patterns need about six weeks; until then these are counts.", width)
    return [*page, [], *next_step("syslead trends", "see what has come up so far")]


def plan_page(agenda: SittingAgenda, framework: Framework, width: int) -> Page:
    page: Page = []
    prose = min(width, WIDEST)
    for at in range(len(agenda.due)):
        page += [*_due(agenda, at, prose), []]
    for at, pick in enumerate(agenda.picks):
        where = f"{at + 1} of {len(agenda.picks)} · {_place(pick.facet, framework)}"
        page += [[(QUIET, f"{MARGIN}{cut(where, width - 2)}")], *sentence(pick.text, prose), []]
    return page[:-1] if page else sentence("Nothing to ask today.", width)


#: Said of a state, where that is not its own name; an entry in it has the sign of the same name.
_SAID = {KEPT: "done"}


def intentions_page(all_: Sequence[TrackedIntention], names: Labels, *, closed: bool) -> Page:
    """Return a heading for each state; those that are over only as counts unless ``closed``."""
    page: Page = []
    groups = {
        state: [each for each in all_ if each.state(names.today) == state] for state in STATES
    }
    for state in STATES if closed else (DUE, OPEN):
        state_word = _SAID.get(state, state)
        if groups[state]:
            sign = SIGNS["intention" if state == OPEN else state_word]
            page += [[], [(PLAIN, MARGIN), sign, (STRONG, f" {state_word.title()}")]]
        for each in sorted(groups[state], key=lambda each: each.intention.due):
            page += _intention(each, state, names)
    over = [
        f"{len(groups[state])} {_SAID.get(state, state)}"
        for state in (KEPT, PARTLY, DROPPED)
        if groups[state]
    ]
    if over and not closed:
        made = f"Of {counted(len(all_), 'intention')} made: {listed(over)}."
        all_of_them = f"{made} syslead intentions --all shows them."
        page += [[], *sentence(all_of_them, names.width, style=QUIET)]
    if due := groups[DUE]:
        command = f"syslead intentions done {short_id(due[0].intention.id)}"
        page += [[], *next_step(command, "or partly, later, drop", names.width)]
    return page[1:]


def _intention(tracked: TrackedIntention, state: str, names: Labels) -> Page:
    intention, facet = tracked.intention, tracked.intention.facet
    if state in (DUE, OPEN):
        when = due_words(intention.due, names.today)
    else:
        when = near_day(tracked.outcomes[-1].day, names.today)
    about = f"{one_line(names.facet(facet))}, " if facet else ""
    right: Line = [(QUIET, f"{about}{when}   {short_id(intention.id)}")]
    lines = wrapped(intention.text, names.width - len(_INDENT))
    page = at_right([[(PLAIN, f"{_INDENT}{line}")] for line in lines], right, names.width)
    for outcome in tracked.outcomes:
        if outcome.text:
            text = f"{day_in_words(outcome.day, names.today)}: {outcome.text}"
            room = names.width - len(_INDENT) - 2
            page += [[(QUIET, f"{_INDENT}  {line}")] for line in wrapped(text, room)]
    return page
